#!/bin/sh
# Holds `ltoconf audit` against real objects: clang's with and without LTO, in thin archives of llvm-ar and GNU ar.
# With --kernel also against whole builds of a small kernel, with ThinLTO and without LTO, which take some minutes.
# In: $LTOCONF (else target/release/ltoconf), clang-19, clang-14 or clang; for --kernel a tree by fetch.sh, flex,
# bison, bc, libelf. Out: `N passed, N failed`; exit 1 where one failed.
set -eu

root=$(cd "$(dirname "$0")/../.." && pwd)
ltoconf=${LTOCONF:-$root/target/release/ltoconf}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
passed=0
failed=0

for suffix in -19 -14 ""; do
	command -v "clang$suffix" "llvm-ar$suffix" >/dev/null && break
	suffix=none
done
if [ "$suffix" = none ]; then
	echo "audit: no clang with its llvm-ar here: left out" >&2
	exit 0
fi

# check NAME FOLDER STATUS PATTERN…: the audit ends so, and prints each of these.
check() {
	name=$1 folder=$2 wanted=$3
	shift 3
	status=0
	"$ltoconf" audit "$folder" --format human >"$scratch/out" 2>&1 || status=$?
	problem=
	[ "$status" = "$wanted" ] || problem="exit $status, not $wanted"
	for pattern; do
		grep -q -e "$pattern" "$scratch/out" || problem="$problem; no '$pattern'"
	done
	if [ -z "$problem" ]; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		echo "audit: $name: $problem" >&2
		sed 's/^/    /' "$scratch/out" >&2
	fi
}

# build NAME MODE: a folder with the configuration of a mode, in which the following commands run.
build() {
	folder=$scratch/$1
	mkdir -p "$folder/kernel"
	cd "$folder"
	{
		echo "# Automatically generated file; DO NOT EDIT."
		case $2 in
		thin) printf 'CONFIG_LTO=y\nCONFIG_LTO_CLANG=y\nCONFIG_LTO_CLANG_THIN=y\n' ;;
		full) printf 'CONFIG_LTO=y\nCONFIG_LTO_CLANG=y\nCONFIG_LTO_CLANG_FULL=y\n' ;;
		none) printf 'CONFIG_LTO_NONE=y\n' ;;
		esac
	} >.config
	echo 'int f(void) { return 1; }' >one.c
	echo 'int g(void) { return 2; }' >two.c
	printf '.globl e\ne:\n\t.long 1\n' >entry.S
	"clang$suffix" -c entry.S -o kernel/entry.o
}

# compile FLAGS…: both C files.
compile() {
	for file in one two; do
		"clang$suffix" "$@" -c $file.c -o kernel/$file.o
	done
}

for mode in thin full none; do
	flag=-flto=$mode
	[ "$mode" = none ] && flag=-O2
	build "$mode" "$mode"
	compile "$flag"
	(cd kernel && "llvm-ar$suffix" cDPrST built-in.a one.o two.o entry.o)
	"llvm-ar$suffix" cDPrST built-in.a kernel/built-in.a
	check "$mode, as it should be" "$folder" 0 "every object is what it should be; lto: $mode" "3 objects"
done

build elf thin
compile -O2
check "ELF under LTO" "$folder" 1 "2 of 3 objects are ELF, where ThinLTO makes bitcode" "kernel: 2 (one.o, two.o)" "1 not judged"

build bitcode none
compile -flto=thin
check "bitcode without LTO" "$folder" 1 "2 of 3 objects are made for LTO, in a build without LTO" "kernel: 2 (one.o, two.o)"

build mixed thin
compile -flto=thin
"clang$suffix" -O2 -c one.c -o kernel/elf.o
(cd kernel && "llvm-ar$suffix" cDPrST built-in.a one.o elf.o entry.o two.o)
check "an archive of both" "$folder" 1 "1 of 4 objects is ELF" "kernel: 1 (elf.o)" "2 bitcode, 2 ELF"

build embedded full
compile -flto
"clang$suffix" -fembed-bitcode -c one.c -o kernel/embedded.o
check "ELF with its bitcode beside it is ELF" "$folder" 1 "1 of 4 objects is ELF" "kernel: 1 (embedded.o)"

if command -v "ld.lld$suffix" >/dev/null; then
	for mode in full thin; do
		build "linked-$mode" "$mode"
		compile "-flto=$mode"
		"ld.lld$suffix" -r -o kernel/module.o kernel/one.o kernel/two.o
		echo "kernel/one.o kernel/two.o" >kernel/module.mod
		check "a module that lld made of bitcode, $mode" "$folder" 0 "every object is what it should be"
	done
	cp kernel/one.o kernel/module.ko
	check "a module of bitcode" "$folder" 1 "bitcode where linked machine code belongs"
fi

build nested thin
compile -flto=thin
mkdir elsewhere
"clang$suffix" -c one.c -o elsewhere/held.o
(cd elsewhere && "llvm-ar$suffix" crs held.a held.o)
"llvm-ar$suffix" crsT outer.a elsewhere/held.a kernel/one.o
check "a thin archive that names another" "$folder" 1 "elsewhere: 1 (held.o)" "2 archives"
rm kernel/one.o
check "a member that is missing" "$folder" 1 "1 member of thin archives is not there" "outer.a (kernel/one.o)"

build truncated thin
compile -flto=thin
head -c 500 kernel/one.o >kernel/short.o
head -c 300 kernel/entry.o >kernel/half.o
: >kernel/empty.o
check "truncated objects" "$folder" 1 "3 of 6 objects are no objects" "half.o (a truncated or damaged ELF file)" \
	"short.o (truncated or damaged bitcode)" "empty.o (an empty file)"

# kernel NAME LINES: a small kernel's build.
kernel() {
	folder=$scratch/kernel-$1
	mkdir -p "$folder"
	make="make -s -C $tree O=$folder ARCH=x86_64 LLVM=$suffix"
	[ -n "$suffix" ] || make="make -s -C $tree O=$folder ARCH=x86_64 LLVM=1"
	$make tinyconfig
	for symbol in MODULES BLOCK NET FAT_FS=m VFAT_FS=m PACKET=m EFI EFI_STUB ACPI PCI SMP PM SUSPEND HIBERNATION SWAP \
		KEXEC_FILE IA32_EMULATION DEBUG_FS RUNTIME_TESTING_MENU LKDTM=m UNWINDER_ORC $2; do
		case $symbol in
		*=*) echo "CONFIG_$symbol" ;;
		*) echo "CONFIG_$symbol=y" ;;
		esac
	done >>"$folder/.config"
	$make olddefconfig
	nice $make -j"$(nproc)"
	check "a kernel with $1" "$folder" 0 "every object is what it should be; lto: $1"
}

if [ "${1:-}" = --kernel ]; then
	tree=$("$root/tests/real/fetch.sh" | tail -n 1 | cut -f1)
	kernel thin "LTO_CLANG_THIN"
	"clang$suffix" -O2 -c "$scratch/thin/one.c" -o "$folder/kernel/fork.o"
	check "a kernel in which an object was replaced" "$folder" 1 "1 of [0-9]* objects is ELF, though" "kernel: 1 (fork.o)"
	find "$folder" -name '.*.cmd' -delete
	check "the same without saved commands" "$folder" 1 "1 of [0-9]* objects is ELF, where" "kernel: 1 (fork.o)"
	kernel none "LTO_NONE"
	"clang$suffix" -flto=thin -c "$scratch/thin/one.c" -o "$folder/kernel/fork.o"
	check "a kernel in which an object is bitcode" "$folder" 1 "1 of [0-9]* objects is made for LTO" "kernel: 1 (fork.o)"
fi

echo "audit: $passed passed, $failed failed"
[ "$failed" = 0 ]
