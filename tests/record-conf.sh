#!/bin/sh
# Records what the real conf does with every case of corpus/conf.
#
# usage: tests/record-conf.sh --conf-6.1 PATH --conf-6.12 PATH [CASE]…
#
# PATH is a built scripts/kconfig/conf of that version. A case is a folder of inputs: Kconfig and other files, `args`
# (one run a line) and perhaps `env` (one NAME=value a line). Each run happens in a fresh copy of the inputs, with an
# environment that holds nothing but PATH and `env`. Recorded are the status of each run, what went to stdout, and
# every file that is new or not as before, in `expected-6.1` and `expected-6.12`, or in `expected` where both agree.
# Every mode writes include/ where it is not there yet; it is recorded only for cases that run --syncconfig.
set -eu

usage() {
	sed -n '2,/^set/s/^# \{0,1\}//p' "$0" | sed '/^set/d' >&2
	exit 2
}

old='' new=''
while [ $# -gt 0 ]; do
	case $1 in
	--conf-6.1) old=$2 && shift 2 ;;
	--conf-6.12) new=$2 && shift 2 ;;
	-*) usage ;;
	*) break ;;
	esac
done
[ -x "$old" ] && [ -x "$new" ] || usage
old=$(realpath "$old") new=$(realpath "$new")

corpus=$(realpath "$(dirname "$0")/../corpus/conf")
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# inputs CASE: names of a case's input files, relative to it
inputs() {
	(cd "$corpus/$1" && find . -type f ! -path './expected*' ! -path ./args ! -path ./env)
}

# record CONF CASE OUT: runs a case and writes what came of it
record() {
	conf=$1 case=$2 out=$3 work=$scratch/work
	rm -rf "$work" "$out"
	mkdir -p "$work" "$out"
	inputs "$case" | (cd "$corpus/$case" && cpio --quiet -pd "$work")
	set --
	if [ -f "$corpus/$case/env" ]; then
		while IFS= read -r line; do set -- "$@" "$line"; done <"$corpus/$case/env"
	fi
	: >"$out/stdout" && : >"$out/status"
	while IFS= read -r words; do
		status=0
		# the words of a run are separated by blanks, as they stand
		# shellcheck disable=SC2086
		(cd "$work" && timeout 60 env -i "PATH=$PATH" "$@" "$conf" $words </dev/null >>"$out/stdout" 2>/dev/null) || status=$?
		echo "$status" >>"$out/status"
	done <"$corpus/$case/args"
	grep -q -e --syncconfig "$corpus/$case/args" || rm -rf "$work/include"
	(cd "$work" && find . -type f) | while IFS= read -r file; do
		cmp -s "$work/$file" "$corpus/$case/$file" && continue
		mkdir -p "$out/files/$(dirname "$file")"
		cp "$work/$file" "$out/files/$file"
	done
}

[ $# -gt 0 ] || set -- $(ls "$corpus")
for case in "$@"; do
	record "$old" "$case" "$scratch/old"
	record "$new" "$case" "$scratch/new"
	rm -rf "$corpus/$case/expected" "$corpus/$case/expected-6.1" "$corpus/$case/expected-6.12"
	if diff -r "$scratch/old" "$scratch/new" >/dev/null; then
		cp -r "$scratch/old" "$corpus/$case/expected"
	else
		cp -r "$scratch/old" "$corpus/$case/expected-6.1"
		cp -r "$scratch/new" "$corpus/$case/expected-6.12"
	fi
done
