deps_config := \
	sub/Kconfig \
	Kconfig \

one/two/auto.conf: $(deps_config)


$(deps_config): ;
