deps_config := \
	sub/Kconfig \
	Kconfig \

include/config/auto.conf: $(deps_config)


$(deps_config): ;
