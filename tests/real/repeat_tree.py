"""A kernel's Kconfig several times over, without probes. In: a kernel tree, a new folder, a number.
Out: in the folder a tree whose Kconfig holds that many copies, each with symbols of its own, and
the text of a defconfig for all of them."""

import os
import re
from pathlib import Path

SOURCE = re.compile(r'^(\s*source\s+")(.*)$')
WORD = re.compile(r"(?<!\$\()\b\w+\b")

# Words of the language that a symbol might be called too.
KEYWORDS = frozenset("bool tristate int hex string config menuconfig menu endmenu if endif choice endchoice y m n default "
                     "depends on select imply range prompt help source comment modules visible optional".split())

# Answers in the place of Kconfig.include's probes: growth is about Kconfig, not about compilers.
STUBS = """\
comma := ,
quote := "
squote := '
empty :=
space := $(empty) $(empty)
dollar := $
right_paren := )
left_paren := (
if-success = $(2)
success = y
failure = n
cc-option = y
ld-option = y
as-instr = y
as-instr64 = y
as-option = y
cc-option-bit = $(1)
rustc-option = n
cc-name := GCC
cc-version := 120200
as-name := GNU
as-version := 24000
ld-name := BFD
ld-version := 24000
m32-flag := -m32
m64-flag := -m64
rustc-version := 0
rustc-llvm-version := 0
"""


def without_shell(line):
    """Replaces each $(shell,…) by 0, its parentheses counted."""
    while (start := line.find("$(shell,")) >= 0:
        depth = 0
        for end in range(start + 1, len(line)):
            depth += {"(": 1, ")": -1}.get(line[end], 0)
            if depth == 0:
                break
        line = line[:start] + "0" + line[end + 1:]
    return line


def renamed(line, suffix, symbols):
    """Every symbol of the line with the suffix. Prompts and helps may change too: nobody minds."""
    if not suffix:
        return line
    return WORD.sub(lambda word: word[0] + suffix if word[0] in symbols else word[0], line)


def copied(text, number, suffix, symbols):
    """One file of one copy."""
    lines = []
    for line in text.splitlines():
        if match := SOURCE.match(line):
            if match[2].startswith("scripts/Kconfig.include"):
                continue
            lines.append(f"{match[1]}r{number}/{match[2]}")
        elif line.startswith("mainmenu") or (suffix and line.strip() == "modules"):
            # The one may stand but once, the other may be set for but one symbol.
            continue
        else:
            lines.append(renamed(without_shell(line), suffix, symbols))
    return "\n".join(lines) + "\n"


def repeat(tree, into, times):
    """Writes the repeated tree; `tree` is a kernel.Tree."""
    symbols = {name.decode() for name in tree.symbols} - KEYWORDS
    files = []
    for folder, folders, names in os.walk(tree.path):
        if Path(folder) == tree.path:
            folders[:] = [name for name in folders if name != "tools"]
        files += [Path(folder) / name for name in names if name.startswith("Kconfig")]
    into.mkdir(parents=True)
    for path in files:
        if path == tree.path / "scripts/Kconfig.include" or "scripts/kconfig" in str(path):
            continue
        text = path.read_text(encoding="utf-8", errors="surrogateescape")
        for number in range(1, times + 1):
            target = into / f"r{number}" / path.relative_to(tree.path)
            target.parent.mkdir(parents=True, exist_ok=True)
            suffix = f"_R{number}" if number > 1 else ""
            target.write_text(copied(text, number, suffix, symbols), encoding="utf-8", errors="surrogateescape")
    (into / "stubs").write_text(STUBS)
    copies = "".join(f'source "r{number}/Kconfig"\n' for number in range(1, times + 1))
    (into / "Kconfig").write_text(f'mainmenu "Repeated"\nsource "stubs"\n{copies}')
    # Says which version's rules hold.
    (into / "Makefile").write_bytes((tree.path / "Makefile").read_bytes())


def defconfig(tree, arch, name, times):
    """A defconfig for every copy."""
    text = (tree.path / "arch" / arch / "configs" / name).read_text()
    lines = []
    for number in range(1, times + 1):
        suffix = f"_R{number}" if number > 1 else ""
        lines.append(re.sub(r"(?m)^((?:# )?CONFIG_\w+)", rf"\g<1>{suffix}", text))
    return "".join(lines)
