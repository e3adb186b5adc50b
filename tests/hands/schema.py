"""A folder of schemas and a copy of the demo tree enter; exit 0 where ltoconf's JSON is what the schemas say."""

import copy
import json
import os
import subprocess
import sys
from pathlib import Path

from jsonschema import Draft202012Validator

SCHEMAS, FOLDER = map(Path, sys.argv[1:])
LTOCONF = os.environ["LTOCONF"]

# each document: its schema, and the command that prints it
CASES = [
    ("check", "check --tree . demo_defconfig kasan_defconfig --format json"),
    ("check", "check --embedded linux-6.12 --arch x86 two.config odd,é.config --format json"),
    ("check", "check no-such.config --format json"),
    ("check", "check --tree broken demo_defconfig --format json"),
    ("explain", "explain LTO_CLANG_THIN --tree . --config kasan_defconfig --format json"),
    ("explain", "explain LTO_CLANG_THIN --tree . --config demo_defconfig --format json"),
    ("explain", "explain NO_SUCH_SYMBOL=y --tree . --config demo_defconfig --format json"),
    ("explain", "explain LTO_CLANG_THIN=y --embedded linux-6.12 --arch x86 --config two.config --format json"),
    ("explain", "explain A --tree probed --config empty.config --format json"),
    ("explain", "explain A --tree probed --config empty.config --probes deny --format json"),
    ("fix", "fix LTO_CLANG_THIN=y --tree . --config kasan_defconfig --as json"),
    ("fix", "fix LTO_CLANG_THIN=y --tree . --config demo_defconfig --as json"),
    ("flags", "flags --embedded linux-6.12 --arch x86 --config thin.config --format json"),
    ("flags", "flags --embedded linux-6.12 --arch x86 --config thin.config --extmod . --format json"),
    ("flags", "flags --tree made --config demo_defconfig --format json"),
    ("plan", "plan --embedded linux-6.12 --arch x86 --config thin.config --format json"),
    ("plan", "plan --tree made --config demo_defconfig --extmod . --format json"),
    ("audit", "audit objects --config thin.config --format json"),
    ("probes", "probes --tree probed --format json"),
    ("probes", "probes --tree probed --probes deny --format json"),
    ("recording", "probes record recording.json --tree probed"),
]
# keys that lead to make's or the system's own names, which nobody promises
OPEN = {"variables", "environment"}


def prepare():
    """Files beside those of the demo."""
    os.chdir(FOLDER)
    Path("two.config").write_text("CONFIG_LTO_CLANG_THIN=y\nCONFIG_LTO_NONE=y\n")
    Path("odd,é.config").write_bytes(b"CONFIG_X=\xff\nCONFIG_LTO_CLANG=perhaps\n")
    Path("thin.config").write_text("# Linux/x86 6.12.5 Kernel Configuration\nCONFIG_CC_IS_CLANG=y\nCONFIG_LD_IS_LLD=y\n"
                                   "CONFIG_LTO=y\nCONFIG_LTO_CLANG=y\nCONFIG_LTO_CLANG_THIN=y\n")
    Path("empty.config").write_text("")
    for name, text in {
        "broken": "config A\n\tbool \"a\n",
        "probed": "config A\n\tdef_bool $(shell,echo y)\nconfig B\n\tstring\n\tdefault \"$(shell,printf '\\\\377'; exit 3)\"\n",
    }.items():
        Path(name).mkdir()
        Path(name, "Kconfig").write_text(text)
    Path("made").mkdir()
    Path("made/Kconfig").write_text(Path("Kconfig").read_text())
    Path("made/Makefile").write_text("VERSION = 6\nPATCHLEVEL = 12\nCC_FLAGS_LTO := -flto=thin $(shell no-such-command)\n"
                                     "KBUILD_CFLAGS += $(CC_FLAGS_LTO)\n")
    Path("objects/drivers").mkdir(parents=True)
    Path("objects/drivers/a.o").write_bytes(b"\x7fELF\x02\x01\x01" + bytes(57))
    Path("objects/b.o").write_bytes(b"BC\xc0\xde" + bytes(16))


def document(words):
    """What a command prints, or writes into the file that it names; the status of what could not be done is 2."""
    environment = dict(os.environ, XDG_CACHE_HOME=str(FOLDER), LTOCONF_DIALECT="linux-6.12", ARCH="x86")
    done = subprocess.run([LTOCONF, *words.split()], capture_output=True, env=environment, check=False)
    text = Path("recording.json").read_text() if " record " in words else done.stdout
    if not text:
        sys.exit(f"FAILED: ltoconf {words} prints nothing: {done.stderr.decode()}")
    return json.loads(text)


def with_more(value, path=()):
    """Each object of a document, with a key more in it."""
    if isinstance(value, dict):
        if not (path and path[-1] in OPEN):
            yield path
        for key, below in value.items():
            yield from with_more(below, (*path, key))
    elif isinstance(value, list):
        for at, below in enumerate(value):
            yield from with_more(below, (*path, at))


def put(document_, path):
    """A document with a key more in the object at a path."""
    changed = copy.deepcopy(document_)
    place = changed
    for step in path:
        place = place[step]
    place["not promised"] = 1
    return changed


def main():
    validators = {}
    for path in sorted(SCHEMAS.glob("*.json")):
        schema = json.loads(path.read_text())
        Draft202012Validator.check_schema(schema)
        validators[path.stem] = Draft202012Validator(schema)
    prepare()
    for name, words in CASES:
        found = document(words)
        for error in validators[name].iter_errors(found):
            sys.exit(f"FAILED: ltoconf {words}: {error.json_path}: {error.message}")
        for path in with_more(found):
            if validators[name].is_valid(put(found, path)):
                sys.exit(f"FAILED: docs/schema/{name}.json lets anything be at {path}")
    unused = set(validators) - {name for name, _ in CASES}
    if unused:
        sys.exit(f"FAILED: no case for {unused}")
    print(f"JSON by its schemas: {len(CASES)} documents of {len(validators)} schemas valid")


main()
