# The flags of Linux 6.6 to 7.1.

#: arch/x86/Makefile
ifeq ($(SRCARCH),x86)
ifneq ($(call since,6009),y)
ifdef CONFIG_LTO_CLANG
ifeq ($(shell test $(CONFIG_LLD_VERSION) -lt 130000; echo $$?),0)
KBUILD_LDFLAGS += -plugin-opt=-stack-alignment=$(if $(CONFIG_X86_32),4,8)
endif
endif
endif
endif

#: arch/riscv/Makefile
ifeq ($(SRCARCH),riscv)
ifdef CONFIG_LTO_CLANG
# from 6.18 on every linker can relax
ifneq ($(call since,6018)$(CONFIG_RISCV_USE_LINKER_RELAXATION),)
KBUILD_LDFLAGS += -mllvm -mattr=+c -mllvm -mattr=+relax
endif
endif
endif

#: arch/loongarch/Makefile
ifeq ($(SRCARCH),loongarch)
ifeq ($(call since,6017),y)
ifdef CONFIG_OBJTOOL
ifdef CONFIG_LTO_CLANG
KBUILD_LDFLAGS += $(call ld-option,-mllvm --loongarch-annotate-tablejump)
endif
endif
endif
endif

#: Makefile
KBUILD_RUSTFLAGS := -Cembed-bitcode=n -Clto=n

ifdef CONFIG_LTO_CLANG
ifdef CONFIG_LTO_CLANG_THIN
CC_FLAGS_LTO := -flto=thin -fsplit-lto-unit
# 6.8 ended before, and goes on with vendors under its last number
ifeq ($(call since,6010)$(call stable-since,6006,35)$(call stable-since,6008,13)$(call stable-since,6009,6),)
KBUILD_LDFLAGS += --thinlto-cache-dir=.thinlto-cache
endif
ifeq ($(call since,7001),y)
KBUILD_LDFLAGS += $(call ld-option,--lto-whole-program-visibility -mllvm -always-rename-promoted-locals=false)
endif
else
CC_FLAGS_LTO := -flto
endif
CC_FLAGS_LTO += -fvisibility=hidden
KBUILD_LDFLAGS += -mllvm -import-instr-limit=5
ifneq ($(call since,6009),y)
ifneq ($(CONFIG_FRAME_WARN),0)
ifeq ($(shell test $(CONFIG_LLD_VERSION) -lt 130000; echo $$?),0)
KBUILD_LDFLAGS += -plugin-opt=-warn-stack-size=$(CONFIG_FRAME_WARN)
endif
endif
endif
endif

ifdef CONFIG_LTO
KBUILD_CFLAGS += -fno-lto $(CC_FLAGS_LTO)
KBUILD_AFLAGS += -fno-lto
endif
