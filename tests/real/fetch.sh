#!/bin/sh
# Makes kernel trees, their own `conf` and the compilers ready. In: LTOCONF_KERNEL_TREES (folders
# parted by colons; else Debian's linux-source-6.1 and -6.12) and LTOCONF_KERNEL_CACHE (a folder).
# Out: a line for each tree: its folder, a tab, the folder that holds its scripts/kconfig/conf.
set -eu

root=$(cd "$(dirname "$0")/../.." && pwd)
cache=${LTOCONF_KERNEL_CACHE:-$root/target/kernel-trees}
mkdir -p "$cache/build"
cache=$(cd "$cache" && pwd)

say() { echo "fetch: $*" >&2; }

as_root() {
	if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

installed() {
	dpkg-query -W -f='${Status}' "$1" 2>/dev/null | grep -q 'ok installed'
}

# Installs those of the packages that are not there; fails where one cannot be had.
install() {
	missing=
	for package; do
		installed "$package" || missing="$missing $package"
	done
	[ -n "$missing" ] || return 0
	if ! command -v apt-get >/dev/null; then
		say "no apt-get here: cannot install$missing"
		return 1
	fi
	if [ -z "${updated:-}" ]; then
		as_root apt-get update -qq >&2 || say "apt-get update failed: going on with the lists at hand"
		updated=1
	fi
	say "installing$missing"
	# The words are package names: they are meant to be split.
	# shellcheck disable=SC2086
	as_root env DEBIAN_FRONTEND=noninteractive \
		apt-get install -qq -y --no-install-recommends $missing >/dev/null
}

# A machine without apt may have the tools all the same.
tools() {
	for tool in make gcc flex bison bc xz perl python3; do
		command -v "$tool" >/dev/null || return 1
	done
}

install make gcc libc6-dev flex bison bc xz-utils perl python3 || tools
for version in 19 14; do
	# Without them the suite still says something true: its cases are left out and counted.
	install "clang-$version" "lld-$version" "llvm-$version" ||
		command -v "clang-$version" >/dev/null ||
		say "no clang-$version: its cases will be left out"
done

# Unpacks /usr/src/NAME.tar.xz once for each version of the package.
unpack() {
	name=$1
	version=$(dpkg-query -W -f='${Version}' "$name")
	if [ "$(cat "$cache/$name.stamp" 2>/dev/null)" != "$version" ]; then
		say "unpacking $name $version"
		rm -rf "${cache:?}/$name" "$cache/$name.part" "$cache/$name.stamp"
		mkdir "$cache/$name.part"
		tar -xJf "/usr/src/$name.tar.xz" -C "$cache/$name.part" --strip-components=1
		mv "$cache/$name.part" "$cache/$name"
		# Last, so that a broken-off unpacking is done again.
		echo "$version" >"$cache/$name.stamp"
	fi
	echo "$cache/$name"
}

# Builds conf out of the tree, by the kernel's own rules: every version has its own list of files.
build() {
	tree=$1
	folder=$cache/build/$(basename "$tree")-$(echo "$tree" | cksum | cut -d' ' -f1)
	conf=$folder/scripts/kconfig/conf
	if [ -x "$conf" ] && [ -z "$(find "$tree/scripts/kconfig" -maxdepth 1 -name '*.[chly]' -newer "$conf")" ]; then
		return 0
	fi
	say "building conf of $tree"
	mkdir -p "$folder"
	# A caller's ARCH, CC or MAKEFLAGS are not meant for this program.
	env -i PATH="$PATH" HOME="${HOME:-/}" \
		make -s -C "$tree" O="$folder" ARCH=x86 allnoconfig >"$folder/make.log" 2>&1 || {
		cat "$folder/make.log" >&2
		say "could not build conf of $tree (a tree that was built in needs 'make mrproper' first)"
		return 1
	}
}

if [ -n "${LTOCONF_KERNEL_TREES:-}" ]; then
	trees=$(echo "$LTOCONF_KERNEL_TREES" | tr ':' '\n')
else
	install linux-source-6.1 linux-source-6.12
	trees=$(unpack linux-source-6.1 && unpack linux-source-6.12)
fi

echo "$trees" | while IFS= read -r tree; do
	[ -n "$tree" ] || continue
	tree=$(cd "$tree" && pwd)
	if [ ! -f "$tree/scripts/kconfig/conf.c" ]; then
		say "$tree is no kernel tree"
		exit 1
	fi
	build "$tree"
	printf '%s\t%s\n' "$tree" "$folder"
done
