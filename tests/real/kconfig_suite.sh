#!/bin/sh
# Runs the kernel's own tests of Kconfig (scripts/kconfig/tests) with ltoconf in the place of conf.
# In: LTOCONF (a path, default target/release/ltoconf; `conf`: each tree's own, which passes all) and what
# fetch.sh takes. Out: pytest's report; exit 1 on any failure.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
ltoconf=${LTOCONF:-$here/../../target/release/ltoconf}

have_pytest() { python3 -m pytest --version >/dev/null 2>&1; }

if ! have_pytest; then
	root=
	[ "$(id -u)" = 0 ] || root=sudo
	$root apt-get install -qq -y --no-install-recommends python3-pytest >&2 ||
		python3 -m pip install --quiet pytest >&2 || true
	have_pytest || python3 -m pip install --quiet --user --break-system-packages pytest >&2
fi

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# One tree: a folder that looks like the kernel's top, with the tests and a conf of our choice.
run_tree() {
	tree=$1 build=$2
	top=$scratch/$(basename "$tree")
	mkdir -p "$top/scripts/kconfig"
	cp -R "$tree/scripts/kconfig/tests" "$top/scripts/kconfig/tests"
	if [ "$ltoconf" = conf ]; then
		ln -s "$build/scripts/kconfig/conf" "$top/scripts/kconfig/conf"
	else
		# Each conf has its own version's rules built in. The tests point srctree at their own
		# folder, where no Makefile says which rules hold.
		version=$(sed -n 's/^VERSION = //p;s/^PATCHLEVEL = //p' "$tree/Makefile" | paste -s -d. -)
		printf '#!/bin/sh\nLTOCONF_DIALECT=linux-%s exec "%s" conf "$@"\n' "$version" "$program" \
			>"$top/scripts/kconfig/conf"
		chmod +x "$top/scripts/kconfig/conf"
	fi
	echo "== $tree" >&2
	# conf's own variables must not come from the caller; HOME is needed for a cache of probes.
	(cd "$top" && env -i PATH="$PATH" HOME="${HOME:-/}" XDG_CACHE_HOME="$scratch/cache" \
		PYTHONDONTWRITEBYTECODE=1 python3 -m pytest -p no:cacheprovider -q scripts/kconfig/tests)
}

program=
if [ "$ltoconf" != conf ]; then
	program=$(cd "$(dirname "$ltoconf")" && pwd)/$(basename "$ltoconf")
	[ -x "$program" ] || { echo "$program is not there: cargo build --release" >&2; exit 2; }
fi

"$here/fetch.sh" >"$scratch/trees"
tab=$(printf '\t')
status=0
while IFS=$tab read -r tree build; do
	run_tree "$tree" "$build" </dev/null || status=1
done <"$scratch/trees"
exit $status
