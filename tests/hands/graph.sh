#!/usr/bin/env bash
# The page that `explain --graph` writes, in a real browser without a screen: opened, clicked, walked by keys. In: this
# clone, a built ltoconf, Python, apt (root or sudo) where there is no Chromium yet. Out: exit 0 where it does as it says.
set -euo pipefail
here=$(cd "$(dirname "$0")/../.." && pwd)
ltoconf=${LTOCONF:-$here/target/release/ltoconf}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

if ! command -v chromedriver >/dev/null; then
	root=()
	[ "$(id -u)" = 0 ] || root=(sudo)
	"${root[@]}" apt-get update -qq
	"${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends chromium-driver >/dev/null
fi

cp "$here"/corpus/demo/* "$work"
cd "$work"
# what a page must take for text
cat >>Kconfig <<'END_OF_KCONFIG'

config TITLE
	string "title"
	default "none"
END_OF_KCONFIG
echo 'CONFIG_TITLE="</script><script>document.title=1</script><img src=x onerror=document.title=2>"' >>kasan_defconfig
"$ltoconf" explain LTO_CLANG_THIN --tree . --config kasan_defconfig --graph causes.html --dialect linux-6.12 >/dev/null || [ $? = 1 ]
"$ltoconf" explain TITLE --tree . --config kasan_defconfig --graph hostile.html --dialect linux-6.12 >/dev/null
"$ltoconf" explain LTO_CLANG_THIN --tree . --config kasan_defconfig --graph causes.svg --dialect linux-6.12 >/dev/null || [ $? = 1 ]
mkdir shared
printf 'config D\n\tbool "d"\nif D\nconfig B\n\tdef_bool y\nconfig C\n\tdef_bool y\nendif\nconfig A\n\tbool "a"\n\tdepends on B && C\n' >shared/Kconfig
echo '# CONFIG_D is not set' >shared/a.config
"$ltoconf" explain A --tree shared --config shared/a.config --graph shared.html >/dev/null || [ $? = 1 ]
python3 "$here/tests/hands/graph_page.py" "$work"
