# The flags of Linux 7.2 and later.

#: arch/riscv/Makefile
ifeq ($(SRCARCH),riscv)
ifdef CONFIG_LTO_CLANG
KBUILD_LDFLAGS += -mllvm -mattr=+c -mllvm -mattr=+relax
endif
endif

#: arch/loongarch/Makefile
ifeq ($(SRCARCH),loongarch)
ifdef CONFIG_OBJTOOL
ifdef CONFIG_LTO_CLANG
KBUILD_LDFLAGS += $(call ld-option,-mllvm --loongarch-annotate-tablejump)
endif
endif
endif

#: Makefile
KBUILD_RUSTFLAGS := -Cembed-bitcode=n -Clto=n

ifdef CONFIG_LTO_CLANG
ifdef CONFIG_LTO_CLANG_FULL
CC_FLAGS_LTO := -flto
else
CC_FLAGS_LTO := -flto=thin -fsplit-lto-unit
# in-process ThinLTO only
ifdef CONFIG_LTO_CLANG_THIN
KBUILD_LDFLAGS += $(call ld-option,--lto-whole-program-visibility -mllvm -always-rename-promoted-locals=false)
endif
endif
CC_FLAGS_LTO += -fvisibility=hidden
KBUILD_LDFLAGS += -mllvm -import-instr-limit=5
endif

ifdef CONFIG_LTO
KBUILD_CFLAGS += -fno-lto $(CC_FLAGS_LTO)
KBUILD_AFLAGS += -fno-lto
endif
