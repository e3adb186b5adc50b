#!/bin/sh
# Records what the real conf does with every case of corpus/conf.
#
# usage: tests/record-conf.sh VERSION=PATH… [-- CASE…]
#
# PATH is a built scripts/kconfig/conf of that version; the oldest comes first. A case is a folder of inputs: Kconfig
# and other files, `args` (one run a line), perhaps `env` (one NAME=value a line), `typed` (what a person answers) and
# `since` (the first version that it is held against, where an older conf does what no kernel of its time needs). Each
# run happens in a fresh copy of the inputs, with an environment that holds nothing but PATH and `env`. Recorded are
# the status of each run, what went to stdout (but for the usage of a conf that does not know the mode), and every
# file that is new or not as before: in `expected` as the newest version has it, and in `expected-VERSION` where that
# version differs from the next newer one, which then holds for the versions before it too. Every mode writes include/
# where it is not there yet; it is recorded only for cases that run --syncconfig.
set -eu

usage() {
	sed -n '2,/^set/s/^# \{0,1\}//p' "$0" | sed '/^set/d' >&2
	exit 2
}

confs=
while [ $# -gt 0 ]; do
	case $1 in
	--) shift && break ;;
	*=*) [ -x "${1#*=}" ] || usage && confs="$confs ${1%%=*}=$(realpath "${1#*=}")" && shift ;;
	*) usage ;;
	esac
done
[ -n "$confs" ] || usage

corpus=$(realpath "$(dirname "$0")/../corpus/conf")
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# inputs CASE: names of a case's input files, relative to it
inputs() {
	(cd "$corpus/$1" && find . -type f ! -path './expected*' ! -path ./args ! -path ./env ! -path ./typed ! -path ./since)
}

# record CONF CASE OUT: runs a case and writes what came of it
record() {
	conf=$1 case=$2 out=$3 work=$scratch/work
	rm -rf "$work" "$out"
	mkdir -p "$work" "$out"
	inputs "$case" | tar -C "$corpus/$case" -cf - -T - | tar -C "$work" -xf -
	# `modules` alone is understood since 5.13
	case $version in
	4.* | 5.? | 5.1[0-2]) sed -i 's/^\tmodules$/\toption modules/' "$work"/Kconfig ;;
	esac
	set --
	if [ -f "$corpus/$case/env" ]; then
		while IFS= read -r line; do set -- "$@" "$line"; done <"$corpus/$case/env"
	fi
	typed=/dev/null
	[ ! -f "$corpus/$case/typed" ] || typed=$corpus/$case/typed
	: >"$out/stdout" && : >"$out/status"
	while IFS= read -r words; do
		status=0
		# the words of a run are separated by blanks, as they stand
		# shellcheck disable=SC2086
		(cd "$work" && timeout 60 env -i "PATH=$PATH" "$@" "$conf" $words <"$typed" >"$scratch/told" 2>/dev/null) || status=$?
		sed '/^Usage: /,$d' "$scratch/told" >>"$out/stdout"
		echo "$status" >>"$out/status"
	done <"$corpus/$case/args"
	grep -q -e --syncconfig "$corpus/$case/args" || rm -rf "$work/include"
	(cd "$work" && find . -type f) | while IFS= read -r file; do
		[ "$file" != ./Kconfig ] && ! cmp -s "$work/$file" "$corpus/$case/$file" || continue
		mkdir -p "$out/files/$(dirname "$file")"
		cp "$work/$file" "$out/files/$file"
	done
}

[ $# -gt 0 ] || set -- $(ls "$corpus")
for case in "$@"; do
	rm -rf "$corpus/$case"/expected*
	for row in $confs; do
		version=${row%%=*}
		record "${row#*=}" "$case" "$scratch/$version"
	done
	# from the newest down: each is held against the last one that was kept
	newer= since=$(cat "$corpus/$case/since" 2>/dev/null || echo 0)
	for row in $(printf '%s\n' $confs | tac); do
		version=${row%%=*}
		[ "$(printf '%s\n' "$since" "$version" | sort -V | head -1)" = "$since" ] || break
		if [ -z "$newer" ]; then
			cp -r "$scratch/$version" "$corpus/$case/expected"
		elif diff -r "$scratch/$version" "$scratch/$newer" >/dev/null || grep -qx 124 "$scratch/$version/status"; then
			# nothing can be held against a conf that does not end
			continue
		else
			cp -r "$scratch/$version" "$corpus/$case/expected-$version"
		fi
		newer=$version
	done
done
