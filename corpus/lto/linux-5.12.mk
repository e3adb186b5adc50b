# The flags of Linux 5.12.

#: arch/x86/Makefile
ifeq ($(SRCARCH),x86)
ifdef CONFIG_LTO_CLANG
KBUILD_LDFLAGS += -plugin-opt=-code-model=kernel -plugin-opt=-stack-alignment=$(if $(CONFIG_X86_32),4,8)
endif
endif

#: Makefile
ifdef CONFIG_LTO_CLANG
ifdef CONFIG_LTO_CLANG_THIN
CC_FLAGS_LTO := -flto=thin -fsplit-lto-unit
# what stands before the name is set further down, so that it is empty here
KBUILD_LDFLAGS += --thinlto-cache-dir=.thinlto-cache
else
CC_FLAGS_LTO := -flto
endif
CC_FLAGS_LTO += -fvisibility=hidden
KBUILD_LDFLAGS += -mllvm -import-instr-limit=5
endif

ifdef CONFIG_LTO
KBUILD_CFLAGS += $(CC_FLAGS_LTO)
endif
