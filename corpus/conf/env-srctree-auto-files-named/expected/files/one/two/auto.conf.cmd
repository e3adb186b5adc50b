autoconfig := one/two/auto.conf

deps_config := \
	Kconfig \
	sub/Kconfig \

$(autoconfig): $(deps_config)
$(deps_config): ;
