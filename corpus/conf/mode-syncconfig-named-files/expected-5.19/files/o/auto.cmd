deps_config := \
	Kconfig \

o/auto: $(deps_config)


$(deps_config): ;
