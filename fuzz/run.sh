#!/bin/sh
# Fuzzes each target for a while. In: SECONDS for each (60), then names of targets (all). Out: libFuzzer's reports; what
# it found lies in fuzz/artifacts, and becomes a test. Needs cargo-fuzz: cargo install cargo-fuzz.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
seconds=${1:-60}
[ $# -gt 0 ] && shift
[ $# -gt 0 ] || set -- kconfig macros dotconfig evaluator encoder

# The cases of corpus/conf, in the form that each target reads.
seed() {
	folder=$here/corpus/$1
	[ ! -d "$folder" ] || return 0
	mkdir -p "$folder"
	for case in "$here"/../corpus/conf/*/; do
		name=$(basename "$case")
		case $1 in
		kconfig | macros) cp "$case/Kconfig" "$folder/$name" ;;
		dotconfig) [ ! -f "$case/.config" ] || cp "$case/.config" "$folder/$name" ;;
		*) {
			printf '\005'
			cat "$case/Kconfig"
			printf -- '---\n'
			[ ! -f "$case/.config" ] || cat "$case/.config"
		} >"$folder/$name" ;;
		esac
	done
}

# The words of the languages, so that they need not be guessed.
dictionary=$(mktemp)
trap 'rm -f "$dictionary"' EXIT
for word in config menuconfig menu endmenu choice endchoice comment if endif source mainmenu bool tristate int hex string \
	def_bool def_tristate default 'depends on ' select imply range 'visible if ' prompt help modules transitional option \
	'$(shell,' '$(info,' ':=' '+=' '&&' '||' '!=' '<=' CONFIG_ 'is not set' '=y' '=m' '---'; do
	printf '"%s"\n' "$word"
done >"$dictionary"

# A fuzzer wants switches that stable compilers keep for themselves.
export RUSTC_BOOTSTRAP=1
status=0
for target; do
	seed "$target"
	(cd "$here/.." && cargo fuzz run -s none "$target" -- -max_total_time="$seconds" -max_len=4096 -timeout=10 \
		-dict="$dictionary" -verbosity=0 -print_final_stats=1) || status=1
done
exit $status
