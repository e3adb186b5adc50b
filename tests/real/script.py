"""How the scripts of this folder begin and end. In: a script's description, its own options and what it does with trees.
Out: the command line; the trees, made ready; on stdout, last, `N passed, N failed`, and the exit status."""

import argparse
from pathlib import Path

import kernel
from compare import say


def command(description):
    """A command line with the options that every script has."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    root = kernel.HERE.parent.parent
    parser.add_argument("--ltoconf", type=Path, default=root / "target/release/ltoconf", help="the program to try")
    parser.add_argument("--tree", action="append", default=[], metavar="DIR", help="(repeatable; default: fetch.sh's)")
    return parser


def run(arguments, cases):
    """Has `cases` try what the arguments ask for on their trees; it gives how many cases passed and failed."""
    try:
        trees = kernel.fetch(arguments.tree)
    except kernel.SetupError as error:
        say(f"error: {error}")
        return 2
    arguments.ltoconf = arguments.ltoconf.resolve()
    passed, failed = cases(arguments, trees)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0
