#!/usr/bin/env bash
# The hooks, run by pre-commit and by prek (or by those that are named) on a scratch repository. In: this clone, git,
# Python, Rust, the usual registries. Out: exit 0 where a good configuration passes, contradictory ones fail with both of
# their lines named, whatever name a configuration has, and files of others are left alone.
set -euo pipefail
here=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

python3 -m venv "$work/venv"
"$work/venv/bin/pip" -q install pre-commit prek
export PRE_COMMIT_HOME="$work/pre-commit" PREK_HOME="$work/prek"
# both build the same program: once is enough
export CARGO_TARGET_DIR="$here/target/hands" CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16
export GIT_CONFIG_GLOBAL="$work/gitconfig"
git config --file "$work/gitconfig" user.name nobody
git config --file "$work/gitconfig" user.email nobody@example.org
git config --file "$work/gitconfig" protocol.file.allow always

# the hooks as they stand in this folder, committed or not
git clone -q "$here" "$work/hooks"
(cd "$here" && git ls-files -z --cached --others --exclude-standard | tar --null -T - -cf - --ignore-failed-read 2>/dev/null) |
	tar -xf - -C "$work/hooks"
git -C "$work/hooks" add -A
git -C "$work/hooks" commit -q --allow-empty -m "as it stands"

mkdir "$work/repo"
cd "$work/repo"
git init -q
cat >.pre-commit-config.yaml <<END
repos:
  - repo: $work/hooks
    rev: $(git -C "$work/hooks" rev-parse HEAD)
    hooks:
      - id: ltoconf-check
END
cat >good.config <<'END'
CONFIG_LTO_CLANG_THIN=y
# CONFIG_LTO_NONE is not set
END
printf '[metadata]\nname = other\n' >setup.cfg
printf 'CONFIG_LTO_CLANG_THIN=y\nCONFIG_LTO_NONE=y\n' >notes.txt
git add -A

fail() {
	echo "FAILED: $*"
	cat "$work/said"
	exit 1
}

runners=("$@")
[ ${#runners[@]} -gt 0 ] || runners=(pre-commit prek)
for runner in "${runners[@]}"; do
	git rm -q -r --cached -f --ignore-unmatch bad >/dev/null
	rm -rf bad
	"$work/venv/bin/$runner" run --all-files >"$work/said" 2>&1 || fail "$runner: a good configuration does not pass"
	mkdir bad
	names=(.config bad.config defconfig bad_defconfig config-6.12 bad.cfg)
	for name in "${names[@]}"; do
		printf 'CONFIG_LTO_CLANG_THIN=y\nCONFIG_LTO_NONE=y\n' >"bad/$name"
	done
	git add -f bad
	! "$work/venv/bin/$runner" run >"$work/said" 2>&1 || fail "$runner: a contradiction passes"
	for name in "${names[@]}"; do
		grep -qF "bad/$name:" "$work/said" || fail "$runner: $name is not judged"
	done
	for line in "LTO_CLANG_THIN=y (line 1)" "LTO_NONE=y (line 2)"; do
		grep -qF "$line" "$work/said" || fail "$runner: '$line' is not named"
	done
	! grep -q 'setup.cfg\|notes.txt' "$work/said" || fail "$runner: a file of others was judged"
	echo "$runner: passed"
done
