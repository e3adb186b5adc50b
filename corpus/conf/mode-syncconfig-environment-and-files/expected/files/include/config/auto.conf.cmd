autoconfig := include/config/auto.conf

deps_config := \
	Kconfig \
	sub/Kconfig \
	sub/more \

$(autoconfig): $(deps_config)
$(deps_config): ;

ifneq "$(FOO)" "foo value"
$(autoconfig): FORCE
endif

ifneq "$(BAR)" "bar"
$(autoconfig): FORCE
endif
