#!/usr/bin/env bash
# What each command prints as JSON, held against docs/schema. In: this clone, a built ltoconf, Python, its registry.
# Out: exit 0 where each schema is one, each document is valid, and none stays so with a key that is not promised.
set -euo pipefail
here=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

python3 -m venv "$work/venv"
"$work/venv/bin/pip" -q install jsonschema
cp -r "$here/corpus/demo" "$work/demo"
LTOCONF=${LTOCONF:-$here/target/release/ltoconf} "$work/venv/bin/python" "$here/tests/hands/schema.py" "$here/docs/schema" "$work/demo"
