deps_config := \
	Kconfig \

include/config/sub/auto.conf: $(deps_config)


$(deps_config): ;
