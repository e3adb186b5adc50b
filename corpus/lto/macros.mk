# What the texts of flags in this folder share. In, beside the configuration and the tools:
#   SRCARCH   the architecture's folder below arch/
#   RELEASE   1000 times the major version plus the minor one: 6012 for 6.12
#   SUBLEVEL  the third number of the version; what hangs on it is not known where nobody says it

try-run = $(shell if { $(1); } >/dev/null 2>&1; then echo "$(2)"; fi)
ld-option = $(call try-run,$(LD) $(KBUILD_LDFLAGS) $(1) -v,$(1))

# y from a version on
since = $(shell test $(RELEASE) -ge $(1) && echo y)
# y for the releases of one version from a sublevel on
stable-since = $(and $(filter $(1),$(RELEASE)),$(shell test $(SUBLEVEL) -ge $(2) && echo y))

KBUILD_CFLAGS :=
KBUILD_AFLAGS :=
KBUILD_LDFLAGS :=
