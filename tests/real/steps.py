"""One call of conf, as data. In: nothing. Out: the words in which cases say what to lay and run."""

from dataclasses import dataclass, field

# An empty folder as a file's content: a name that conf must refuse to read or write.
FOLDER = object()

# Lets conf skip writing auto.conf, autoconf.h and a file for each symbol, which cost more than
# the rest; families that do without it see these files compared too.
SYNCED = {"include/config/auto.conf": b""}


@dataclass
class Step:
    """One call of conf. `files` maps names to bytes, FOLDER, or text: the target of a symlink."""

    arguments: list
    files: dict = field(default_factory=dict)
    environment: dict = field(default_factory=dict)
    compare_stdout: bool = False
    # what a person would type
    answers: bytes = b""


def call(mode, kconfig="Kconfig"):
    """The command line of a mode as make has it."""
    if mode == "savedefconfig":
        return ["--savedefconfig=defconfig", kconfig]
    return [f"--{mode}", kconfig]
