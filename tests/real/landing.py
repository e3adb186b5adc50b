#!/usr/bin/env python3
"""Holds each form of `ltoconf fix` against the kernel's own conf, on small random trees and on configurations whose lines
repeat and contradict each other. What a fix is told to change must be what conf comes to: appended, merged, in place, by
scripts/config, written whole; no smaller change may do, no part of what is told, and every single change that does must be
told. In: options, see --help. Out: on stdout what failed, and last `N passed, N failed`; exit 1 on any failure."""

import json
import os
import random
import re
import subprocess
import sys
from pathlib import Path

# Before the suite's own modules: nothing is to be left in the repository.
sys.dont_write_bytecode = True

import kernel
from compare import say, scratch_folder
from script import command, run


def options():
    """The command line."""
    parser = command(__doc__)
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="where the numbering of seeds starts")
    parser.add_argument("--count", type=int, default=100, metavar="N", help="seeds for each tree (default 100)")
    return parser.parse_args()


class Drawn:
    """A small Kconfig and the types of its symbols."""

    def __init__(self, dice, version):
        # choices may be tristates
        old = version < (6, 11)
        self.dice, self.types, self.members, self.next = dice, {"MODULES": "bool"}, {}, 0
        modules = "option modules" if version < (5, 13) else "modules"
        self.text = f'config MODULES\n\tbool "modules"\n\t{modules}\n' + self.maybe(0.7, "\tdefault y\n")
        for _ in range(dice.randint(2, 4)):
            draw = dice.random()
            if draw < 0.55:
                self.choice(old and dice.random() < 0.25)
            elif draw < 0.75:
                self.number()
            else:
                self.switch()

    def maybe(self, chance, text):
        return text if self.dice.random() < chance else ""

    def name(self):
        self.next += 1
        return f"S{self.next - 1}"

    def term(self):
        symbol = self.dice.choice(list(self.types))
        if self.types[symbol] == "int":
            return f"{symbol} {self.dice.choice(['<', '>', '=', '!='])} {self.dice.randrange(10)}"
        return self.maybe(0.35, "!") + symbol

    def expr(self):
        one = self.term()
        return one if self.dice.random() < 0.5 else f"{one} {self.dice.choice(['&&', '||'])} {self.term()}"

    def condition(self):
        return f" if {self.expr()}" if self.dice.random() < 0.5 else ""

    def depends(self):
        return f"\tdepends on {self.expr()}\n" if self.dice.random() < 0.3 else ""

    def choice(self, tristate):
        names = [self.name() for _ in range(self.dice.randint(2, 3))]
        self.text += 'choice\n\tprompt "choice"\n' + ("\ttristate\n" if tristate else "") + self.depends()
        self.text += self.maybe(0.4, f"\tdefault {self.dice.choice(names)}\n")
        kind, selected = "tristate" if tristate else "bool", f"P{self.next}"
        selects = False
        for name in names:
            self.text += f'config {name}\n\t{kind} "{name}"\n' + self.depends()
            if self.dice.random() < 0.25:
                self.text += f"\tselect {selected}\n"
                selects = True
        self.text += "endchoice\n"
        self.types.update((name, kind) for name in names)
        self.members.update((name, names) for name in names)
        if selects:
            self.text += f"config {selected}\n\tbool\n"
            self.types[selected] = "bool"

    def number(self):
        name = self.name()
        self.text += f"config {name}\n\tint" + self.maybe(0.7, f' "{name}"') + "\n"
        self.text += self.maybe(0.5, f"\trange {self.dice.randrange(4)} {4 + self.dice.randrange(6)}\n")
        if self.dice.random() < 0.6:
            self.text += f"\tdefault {self.dice.randrange(10)}{self.condition()}\n"
        self.text += self.depends()
        self.types[name] = "int"

    def switch(self):
        name, kind = self.name(), self.dice.choice(["bool", "tristate"])
        self.text += f"config {name}\n\t{kind}" + self.maybe(0.8, f' "{name}"') + "\n" + self.depends()
        if self.dice.random() < 0.4:
            self.text += f"\tdefault {self.dice.choice('ymn')}{self.condition()}\n"
        self.text += self.maybe(0.3, f"\tselect S{self.next}\n")
        self.types[name] = kind

    def value(self, symbol, most=12):
        kind = self.types[symbol]
        return str(self.dice.randrange(most)) if kind == "int" else self.dice.choice("yynm" if kind == "tristate" else "yyn")

    def lines(self):
        """A configuration as people leave it behind."""
        out = ""
        for _ in range(self.dice.randint(0, 8)):
            symbol = self.dice.choice(list(self.types))
            value = self.value(symbol)
            unset = value == "n" and self.dice.random() < 0.7
            out += f"# CONFIG_{symbol} is not set\n" if unset else f"CONFIG_{symbol}={value}\n"
        return out


class Case:
    """One tree, one configuration, some wishes."""

    def __init__(self, tree, seed, scratch, ltoconf):
        self.tree, self.scratch, self.ltoconf = tree, scratch, ltoconf
        self.dialect = f"linux-{tree.label}"
        self.drawn = Drawn(random.Random(f"{tree.label}/{seed}"), tree.version)
        (scratch / "Kconfig").write_text(self.drawn.text)
        self.text = self.drawn.lines()
        dice = self.drawn.dice
        chosen = dice.sample(list(self.drawn.types), min(len(self.drawn.types), dice.choice([1, 1, 2])))
        self.wishes = {symbol: self.drawn.value(symbol, 11) for symbol in chosen}
        self.wrong = []

    def conf(self, text):
        """What the real conf makes of a text; None where it does not take the tree."""
        path = self.scratch / "conf.config"
        path.write_text(text)
        environment = {"PATH": os.environ["PATH"], "KCONFIG_CONFIG": str(path), "srctree": str(self.scratch)}
        done = subprocess.run([self.tree.conf, "--olddefconfig", "Kconfig"], cwd=self.scratch, env=environment,
                              stdin=subprocess.DEVNULL, capture_output=True, check=False)
        if done.returncode:
            return None
        written = path.read_text()
        found = dict(re.findall(r"^CONFIG_(\w+)=(.*)$", written, re.M))
        found.update((name, "n") for name in re.findall(r"^# CONFIG_(\w+) is not set$", written, re.M))
        return found

    def fix(self, *more):
        """Runs ltoconf on the configuration as it was drawn."""
        (self.scratch / "base.config").write_text(self.text)
        words = [f"{symbol}={value}" for symbol, value in self.wishes.items()]
        command = [self.ltoconf, "fix", *words, "--tree", ".", "--dialect", self.dialect, "--config", "base.config", *more]
        environment = {"PATH": os.environ["PATH"], "XDG_CACHE_HOME": str(self.scratch / "cache"), "ARCH": "x86"}
        return subprocess.run(command, cwd=self.scratch, env=environment, capture_output=True, text=True,
                              stdin=subprocess.DEVNULL, check=False)

    def fails(self, what, *more):
        self.wrong.append("\n    ".join([what, *map(str, more)]))

    def value(self, found, symbol):
        return found.get(symbol, "" if self.drawn.types[symbol] == "int" else "n")

    def hidden(self, found):
        """Numbers that are wished for and not written."""
        return [symbol for symbol in self.wishes if self.drawn.types[symbol] == "int" and symbol not in found]

    def met(self, found):
        """Whether wishes are met; a number that is not written may be anything."""
        hidden = self.hidden(found)
        return all(symbol in hidden or self.value(found, symbol) == value for symbol, value in self.wishes.items())

    def is_told(self, found, before, fixes):
        """Whether a configuration is what one of the fixes tells."""
        types = self.drawn.types
        symbols = (found.keys() | before.keys()) & types.keys()
        differing = {name for name in symbols if self.value(found, name) != self.value(before, name)}
        for fix in fixes:
            told = {change["symbol"]: change["to"] for change in fix["changes"] + fix["side_effects"]}
            # a line may be told to be needed for a value that stays
            seen = {name: value for name, value in told.items() if types[name] != "int" or name in found and name in differing}
            if all(self.value(found, name) == value for name, value in seen.items()) and all(
                    name in told or types[name] == "int" for name in differing):
                return True
        return False

    def lands(self, how, text, before, fixes):
        found = self.conf(text)
        if not self.met(found):
            self.fails(f"{how}: the wishes are not met", found, fixes[0])
        elif not self.is_told(found, before, fixes):
            self.fails(f"{how}: other changes than told", found, before, fixes)

    def check(self):
        """Fills `wrong`; False where conf does not take the tree."""
        before = self.conf(self.text)
        if before is None:
            return False
        done = self.fix("--all", "--as", "json")
        if done.returncode == 1:
            self.check_impossible()
        elif done.returncode:
            self.fails("no answer", done.stderr)
        elif not json.loads(done.stdout):
            if not self.met(before):
                self.fails("told to be so, and is not", before)
        else:
            fixes = json.loads(done.stdout)
            self.check_forms(before, fixes)
            self.check_parts(before, fixes)
            self.check_single(before, fixes)
        return True

    def check_impossible(self):
        for _ in range(40):
            found = self.conf(self.text + self.drawn.lines() + self.drawn.lines())
            if not self.hidden(found) and self.met(found):
                self.fails("told to be impossible", found)
                return

    def written(self, *form):
        """What a form prints. Where a tristate choice has lines that outlive what is said behind them, none may do."""
        done = self.fix(*form)
        if done.returncode and not ("what it says already stands in the way" in done.stderr and "\ttristate\n" in self.drawn.text):
            self.fails(f"{' '.join(form)}: refused", done.stderr)
        return None if done.returncode else done.stdout

    def check_forms(self, before, fixes):
        fragment = self.written("--as", "fragment")
        if fragment is not None:
            self.lands("appended", self.text + fragment, before, fixes)
            names = re.findall(r"CONFIG_(\w+)", fragment)
            self.lands("merged", self.merged(names, fragment), before, fixes)
        if self.written("--in-place") is not None:
            self.lands("in place", (self.scratch / "base.config").read_text(), before, fixes)
        if self.written("-o", "whole.config") is not None:
            self.lands("whole", (self.scratch / "whole.config").read_text(), before, fixes)
        script = self.written("--as", "script")
        if script is not None:
            # the lines name the file that they were asked for
            base, scripts = self.scratch / "base.config", self.scratch / "scripts"
            base.write_text(self.text)
            if not scripts.exists():
                scripts.symlink_to((self.tree.path / "scripts").absolute())
            subprocess.run(["bash", "-ec", script], cwd=self.scratch, check=True)
            self.lands("script", base.read_text(), before, fixes)
            scripts.unlink()

    def merged(self, names, lines):
        """The configuration with other lines about symbols."""
        kept = [line for line in self.text.splitlines() if not any(re.search(f"CONFIG_{name}[ =]", line) for name in names)]
        return "".join(line + "\n" for line in kept) + lines

    def check_parts(self, before, fixes):
        """Without any one of its changes a fix must not do. What is told of a choice that takes a member goes together."""
        for fix in fixes:
            changes = {change["symbol"]: change["to"] for change in fix["changes"]}
            taken = {member for name, to in changes.items() if to == "y" for member in self.drawn.members.get(name, ())}
            for name in changes.keys() - taken:
                rest = {other: to for other, to in changes.items() if other != name}
                lines = "".join(f"CONFIG_{other}={to}\n" for other, to in rest.items())
                found = self.conf(self.merged(rest, lines))
                if self.met(found) and not self.hidden(found) and not self.contradict(name, rest):
                    self.fails(f"{name}={changes[name]} is not needed", found, before, fix)

    def contradict(self, name, rest):
        """Whether a line of a choice that stays says y, where others are told to be m."""
        others = [other for other in rest if other in self.drawn.members.get(name, ())]
        return re.search(f"^CONFIG_{name}=y", self.text, re.M) and any(rest[other] == "m" for other in others)

    def check_single(self, before, fixes):
        """Each line that does alone must be told, and where there is one, no fix may need two decisions."""
        values = {"int": range(-1, 13), "tristate": "nym", "bool": "ny"}
        changed = [{change["symbol"] for change in fix["changes"]} for fix in fixes]
        alone = []
        for symbol, kind in self.drawn.types.items():
            for value in values[kind]:
                found = self.conf(f"{self.text}CONFIG_{symbol}={value}\n")
                if self.hidden(found) or not self.met(found):
                    continue
                alone.append(f"{symbol}={value}")
                if symbol in self.drawn.members and self.holds_one(symbol, found, fixes):
                    continue
                if not self.is_told(found, before, fixes) and not (kind == "int" and any(symbol in names for names in changed)):
                    self.fails(f"a way is not told: {symbol}={value}", found, before, fixes)
        if alone and all(len(names - self.drawn.members.keys()) > 1 for names in changed):
            self.fails(f"a smaller way: {' '.join(alone)}", fixes)

    def holds_one(self, member, found, fixes):
        """Whether a configuration has all that one of the fixes changes, members of the same choice among it: a line
        about one member says of others what may be enough alone."""
        choice = set(self.drawn.members[member])
        changes = [{change["symbol"]: change["to"] for change in fix["changes"]} for fix in fixes]
        return any(choice & told.keys() and all(self.value(found, name) == to for name, to in told.items())
                   for told in changes)



def cases(arguments, trees):
    """Tries all trees and seeds; how many passed and failed."""
    passed = failed = 0
    with scratch_folder() as folder:
        for tree in trees:
            for seed in range(arguments.seed, arguments.seed + arguments.count):
                case = Case(tree, seed, Path(folder), arguments.ltoconf)
                if not case.check():
                    continue
                passed, failed = passed + (not case.wrong), failed + bool(case.wrong)
                for wrong in case.wrong:
                    wishes = " ".join(f"{symbol}={value}" for symbol, value in case.wishes.items())
                    print(f"FAILS {tree.label} seed {seed}: {wishes}: {wrong}\n{case.drawn.text}\n{case.text}")
            say(f"landing: {tree.label}: {passed} passed, {failed} failed so far")
    return passed, failed


if __name__ == "__main__":
    sys.exit(run(options(), cases))
