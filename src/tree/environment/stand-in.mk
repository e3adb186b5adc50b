# What ltoconf reads in the place of a kernel's top Makefile where a tree has none.
# The rules are those of all kernels since 5.18; only what Kconfig can see is here.

SUBARCH ?= $(shell uname -m | sed -e s/i.86/x86/ -e s/x86_64/x86/ -e s/sun4u/sparc64/ \
	-e s/arm.*/arm/ -e s/sa110/arm/ -e s/s390x/s390/ -e s/ppc.*/powerpc/ -e s/mips.*/mips/ \
	-e s/sh[234].*/sh/ -e s/aarch64.*/arm64/ -e s/riscv.*/riscv/ -e s/loongarch.*/loongarch/)
ARCH ?= $(SUBARCH)
SRCARCH ?= $(ARCH)
ifneq ($(filter i386 x86_64,$(ARCH)),)
SRCARCH := x86
endif
ifneq ($(filter sparc32 sparc64,$(ARCH)),)
SRCARCH := sparc
endif
ifeq ($(ARCH),parisc64)
SRCARCH := parisc
endif

ifneq ($(VERSION),)
KERNELVERSION ?= $(VERSION)$(if $(PATCHLEVEL),.$(PATCHLEVEL)$(if $(SUBLEVEL),.$(SUBLEVEL)))$(EXTRAVERSION)
endif

KCONFIG_CONFIG ?= .config

ifneq ($(LLVM),)
LLVM_PREFIX := $(filter %/,$(LLVM))
LLVM_SUFFIX := $(filter -%,$(LLVM))
HOSTCC  = $(LLVM_PREFIX)clang$(LLVM_SUFFIX)
HOSTCXX = $(LLVM_PREFIX)clang++$(LLVM_SUFFIX)
CC      = $(LLVM_PREFIX)clang$(LLVM_SUFFIX)
LD      = $(LLVM_PREFIX)ld.lld$(LLVM_SUFFIX)
AR      = $(LLVM_PREFIX)llvm-ar$(LLVM_SUFFIX)
NM      = $(LLVM_PREFIX)llvm-nm$(LLVM_SUFFIX)
OBJCOPY = $(LLVM_PREFIX)llvm-objcopy$(LLVM_SUFFIX)
OBJDUMP = $(LLVM_PREFIX)llvm-objdump$(LLVM_SUFFIX)
READELF = $(LLVM_PREFIX)llvm-readelf$(LLVM_SUFFIX)
STRIP   = $(LLVM_PREFIX)llvm-strip$(LLVM_SUFFIX)
else
HOSTCC  = gcc
HOSTCXX = g++
CC      = $(CROSS_COMPILE)gcc
LD      = $(CROSS_COMPILE)ld
AR      = $(CROSS_COMPILE)ar
NM      = $(CROSS_COMPILE)nm
OBJCOPY = $(CROSS_COMPILE)objcopy
OBJDUMP = $(CROSS_COMPILE)objdump
READELF = $(CROSS_COMPILE)readelf
STRIP   = $(CROSS_COMPILE)strip
endif
RUSTC   = rustc
RUSTDOC = rustdoc
BINDGEN = bindgen
PAHOLE  = pahole
PYTHON3 = python3

CC_VERSION_TEXT = $(shell LC_ALL=C $(CC) --version 2>/dev/null | head -n 1)
RUSTC_VERSION_TEXT = $(shell $(RUSTC) --version 2>/dev/null)

ifneq ($(findstring clang,$(CC_VERSION_TEXT)),)
ifneq ($(wildcard $(srctree)/scripts/Makefile.clang),)
include $(srctree)/scripts/Makefile.clang
else
CLANG_FLAGS := $(if $(filter 0,$(LLVM_IAS)),-fno-integrated-as,-fintegrated-as)
endif
endif

export ARCH SRCARCH KERNELVERSION KCONFIG_CONFIG CROSS_COMPILE HOSTCC HOSTCXX
export CC LD AR NM OBJCOPY OBJDUMP READELF STRIP CLANG_FLAGS CC_VERSION_TEXT
export RUSTC RUSTDOC BINDGEN PAHOLE PYTHON3 RUSTC_VERSION_TEXT
