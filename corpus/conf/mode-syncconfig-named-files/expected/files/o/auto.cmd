autoconfig := o/auto

deps_config := \
	Kconfig \

$(autoconfig): $(deps_config)
$(deps_config): ;
