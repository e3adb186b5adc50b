#!/usr/bin/env bash
# What --format sarif prints, held against the published schema. In: this clone, Rust, Python, their registries.
# Out: exit 0 where each log is valid.
set -euo pipefail
here=$(cd "$(dirname "$0")/../.." && pwd)
ltoconf=${LTOCONF:-$here/target/release/ltoconf}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

python3 -m venv "$work/venv"
"$work/venv/bin/pip" -q install jsonschema
# a crate that ships OASIS's schema as a file: wherever the crates come from, it can be had
mkdir -p "$work/schema/src" && : >"$work/schema/src/lib.rs"
cat >"$work/schema/Cargo.toml" <<'END'
[package]
name = "schema"
version = "0.0.0"
edition = "2024"
[dependencies]
serde-sarif = "=0.8.0"
END
manifest=$(cargo metadata -q --format-version 1 --manifest-path "$work/schema/Cargo.toml" |
	python3 -c 'import json, sys; print(*(p["manifest_path"] for p in json.load(sys.stdin)["packages"] if p["name"] == "serde-sarif"))')
schema=$(dirname "$manifest")/src/schema.json
[ -f "$schema" ] || { echo "no schema in the crate" >&2; exit 2; }

cd "$work"
cp -r "$here/corpus/demo" demo
printf 'CONFIG_LTO_CLANG_THIN=y\nCONFIG_LTO_NONE=y\n' >"two é,%.config"
printf 'CONFIG_X=\xff\n' >bytes.config
"$ltoconf" check --format sarif "two é,%.config" bytes.config >two.sarif || true
"$ltoconf" check --format sarif no-such.config >none.sarif || true
"$ltoconf" check --tree demo --format sarif demo/*_defconfig >demo.sarif 2>/dev/null || true
mkdir objects && "$ltoconf" audit objects --config "two é,%.config" --format sarif >audit.sarif || true
for log in two none demo audit; do
	"$work/venv/bin/python" -W ignore -m jsonschema -i "$log.sarif" "$schema"
	echo "$log: valid"
done
