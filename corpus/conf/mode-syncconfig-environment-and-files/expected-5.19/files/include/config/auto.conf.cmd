deps_config := \
	sub/more \
	sub/Kconfig \
	Kconfig \

include/config/auto.conf: $(deps_config)

ifneq "$(FOO)" "foo value"
include/config/auto.conf: FORCE
endif
ifneq "$(BAR)" "bar"
include/config/auto.conf: FORCE
endif

$(deps_config): ;
