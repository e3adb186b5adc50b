#!/usr/bin/env python3
"""What `ltoconf explain` and `fix` say in situations that users met, on real trees. In: options, see --help. Out: on
stdout what is not said as it should be, and last `N passed, N failed`; exit 1 on any failure."""

import json
import os
import subprocess
import sys
from pathlib import Path

# Before the suite's own modules: nothing is to be left in the repository.
sys.dont_write_bytecode = True

import kernel
from compare import say, scratch_folder
from script import command, run

LLVM = "-19"


def options():
    """The command line."""
    parser = command(__doc__)
    parser.add_argument("--case", action="append", help="only these cases (repeatable)")
    return parser.parse_args()


class Said:
    """An explanation, flattened."""

    def __init__(self, answer):
        self.answer = answer
        self.causes = []
        open_causes = list(answer["causes"])
        while open_causes:
            cause = open_causes.pop()
            self.causes.append(cause)
            open_causes.extend(cause["causes"])

    def about(self, symbol, kind=None):
        """Causes that speak of a symbol."""
        return [cause for cause in self.causes if cause["symbol"] == symbol and kind in (None, cause["kind"])]

    def probes(self, word):
        """Probes whose command has a word."""
        found = [cause["probe"] for cause in self.causes if cause["probe"]]
        return [probe for probe in found if word in probe["command"]]

    def fixes(self, **wanted):
        """Fixes with all of these changes; `environment` is a value of LLVM=."""
        llvm = wanted.pop("environment", None)
        found = []
        for fix in self.answer["fixes"]:
            changes = {change["symbol"]: change["to"] for change in fix["changes"]}
            variables = {one["variable"]: one["to"] for one in fix["environment"]}
            if wanted.items() <= changes.items() and variables.get("LLVM") == llvm:
                found.append(fix)
        return found

    def notes(self, word):
        """Whether a note has a word."""
        return any(word in note for note in self.answer["notes"])


class Place:
    """A tree, and how the program is asked about it."""

    def __init__(self, tree, scratch, ltoconf):
        self.tree, self.scratch, self.ltoconf = tree, scratch, ltoconf

    def run(self, *words, arch="x86", llvm=None, lines=(), base="x86_64_defconfig", **variables):
        """One run on a defconfig with more lines; the exit status and what was printed."""
        config = self.scratch / "asked.config"
        text = (self.tree.path / "arch" / arch / "configs" / base).read_text() if base else ""
        config.write_text(text + "".join(f"{line}\n" for line in lines))
        command = [self.ltoconf, *words, "--tree", self.tree.path, "--arch", arch, "--config", config]
        command += [f"--llvm={llvm}"] if llvm else []
        environment = {name: os.environ[name] for name in kernel.KEPT if name in os.environ}
        environment.update(variables, XDG_CACHE_HOME=str(self.scratch / "cache"))
        done = subprocess.run(command, env=environment, capture_output=True, text=True, stdin=subprocess.DEVNULL)
        return done.returncode, done.stdout, done.stderr

    def explain(self, symbol, **how):
        """An explanation."""
        status, out, errors = self.run("explain", symbol, "--format", "json", **how)
        if status == 2:
            raise AssertionError(f"exit 2: {errors}")
        return Said(json.loads(out))


def a_wrong_nm_is_named(place):
    """Clang and lld with GNU nm: the probe that fails has become a constant for menuconfig."""
    said = place.explain("LTO_CLANG_THIN", llvm=LLVM, NM="nm")
    probes = said.probes("nm --help")
    assert probes, "the probe of nm is not named"
    assert probes[0]["exit"] is not None and probes[0]["stdout"].strip() == "n", f"its answer is not told: {probes}"
    assert said.answer["status"] == "reachable" and said.fixes(environment=LLVM, LTO_CLANG_THIN="y"), "no toolchain is offered"


def an_old_none_beats_the_new_member(place):
    """Two members of one choice are set."""
    lines = ("CONFIG_LTO_CLANG_FULL=y", "CONFIG_LTO_NONE=y")
    said = place.explain("LTO_CLANG_FULL", llvm=LLVM, lines=lines)
    causes = said.about("LTO_NONE", "choice")
    assert causes and "last line" in causes[0]["text"], "the rule of the choice is not told"
    assert any(cause["kind"] == "user" for cause in said.about("LTO_NONE")), "the line that wins is not named"
    assert said.fixes(LTO_CLANG_FULL="y"), "no fix"


def a_symbol_without_prompt_is_reached_by_its_members(place):
    """LTO_CLANG has no prompt: setting it has no effect."""
    said = place.explain("LTO_CLANG=y", llvm=LLVM)
    assert said.about("LTO_CLANG", "select"), "what selects it is not told"
    ways = [set(change["symbol"] for change in fix["changes"]) for fix in said.answer["fixes"]]
    assert any("LTO_CLANG_THIN" in way for way in ways) or any("LTO_CLANG_FULL" in way for way in ways), ways
    status, out, _ = place.run("fix", "LTO_CLANG=y", "--as", "script", llvm=LLVM)
    assert status == 0 and "-e LTO_CLANG\n" not in out and "-e LTO_CLANG_" in out, out


def gcc_drops_what_clang_has(place):
    """CFI was configured without LLVM=1."""
    said = place.explain("CFI_CLANG", arch="arm64", base="defconfig")
    assert said.causes, "no cause"
    assert said.fixes(environment=LLVM, CFI_CLANG="y"), "no toolchain is offered"


def an_architecture_without_lto(place):
    """LTO on powerpc."""
    said = place.explain("LTO_CLANG_THIN", arch="powerpc", base="ppc64_defconfig")
    assert said.answer["status"] == "impossible", said.answer["status"]
    assert said.notes("not possible on this architecture"), said.answer["notes"]
    assert said.about("ARCH_SUPPORTS_LTO_CLANG_THIN"), "the architecture's own symbol is not named"


def a_version_without_a_symbol(place):
    """A symbol that this version does not define."""
    said = place.explain("THINLTO")
    assert said.answer["status"] == "impossible" and said.notes("not possible in"), said.answer


def rust_needs_its_tools(place):
    """RUST does not turn on: the probe that decides is named."""
    said = place.explain("RUST", llvm=LLVM, lines=("CONFIG_MODVERSIONS=n",))
    assert said.answer["status"] == "impossible", said.answer["status"]
    assert said.probes("rust_is_available.sh") or said.about("RUST_IS_AVAILABLE"), "the missing tools are not named"


def a_selected_symbol_cannot_be_turned_off(place):
    """What holds it is named, with each select's own line."""
    said = place.explain("CRC32=n")
    selects = [cause for cause in said.causes if cause["kind"] == "select"]
    assert selects or said.answer["status"] == "reachable", "nothing is said to select it"
    assert all(cause["line"] for cause in selects), "a select has no line"
    status, out, errors = place.run("fix", "CRC32=n", "--as", "json")
    assert status in (0, 1), errors
    assert (status == 0) == (said.answer["status"] == "reachable"), (status, said.answer["status"], out)


def the_rule_of_a_choice_is_told(place):
    """Which member a choice took, and why."""
    said = place.explain("LTO_NONE", llvm=LLVM)
    assert said.answer["status"] == "held" and said.about("LTO_NONE", "choice"), said.answer
    assert "default" in said.about("LTO_NONE", "choice")[0]["text"], said.answer["causes"]


def lto_with_an_obstacle_of_the_file(place):
    """KASAN or FTRACE's own options in the way: followed to the line that decides."""
    said = place.explain("LTO_CLANG_FULL", llvm=LLVM, lines=("CONFIG_GCOV_KERNEL=y", "CONFIG_DEBUG_FS=y"))
    assert said.answer["status"] == "reachable" and said.fixes(LTO_CLANG_FULL="y"), said.answer["status"]


CASES = {case.__name__: case for case in (
    a_wrong_nm_is_named, an_old_none_beats_the_new_member, a_symbol_without_prompt_is_reached_by_its_members,
    gcc_drops_what_clang_has, an_architecture_without_lto, a_version_without_a_symbol, rust_needs_its_tools,
    a_selected_symbol_cannot_be_turned_off, the_rule_of_a_choice_is_told, lto_with_an_obstacle_of_the_file)}


def cases(arguments, trees):
    """Tries all situations on all trees; how many passed and failed."""
    if not kernel.available(f"clang{LLVM}"):
        say(f"no clang{LLVM}: nothing can be said")
        return 0, 0
    passed, failed = 0, 0
    with scratch_folder() as folder:
        for tree in trees:
            place = Place(tree, Path(folder), arguments.ltoconf)
            for name in arguments.case or CASES:
                try:
                    CASES[name](place)
                    passed += 1
                except AssertionError as wrong:
                    failed += 1
                    print(f"FAILS {tree.label} {name}: {wrong}")
    return passed, failed


if __name__ == "__main__":
    sys.exit(run(options(), cases))
