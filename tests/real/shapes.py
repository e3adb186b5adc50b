"""Entries that are written behind a drawn tree, of shapes that its own drawing seldom reaches: symbols that are defined in
two places with ranges, dependencies and selects of their own, choices whose members others depend on, and before 6.11 choices
that may be m. In: dice, the version, and the tree's bools and tristates, which conditions look back to. Out: Kconfig's text,
the types of the new symbols, and lines that go for their members together."""

NUMBERS = (0, 1, 2, 5, 9, 20, 50, 100)


class Shapes:
    """One kind of each shape, drawn."""

    def __init__(self, dice, version, switches):
        self.dice, self.version, self.known = dice, version, list(switches) or ["MODULES"]
        self.types, self.members, self.out = {}, [], []
        # what conditions may look back to that a line can set
        self.switch("X0")
        for shape in dice.sample((self.number, self.choice, self.owner, self.choice, self.number), dice.choice((1, 2, 3))):
            shape(len(self.out))

    @property
    def text(self):
        """Kconfig of all of them."""
        return "\n".join([*self.out, ""])

    def chance(self, percent):
        """Whether it happens."""
        return self.dice.randrange(100) < percent

    def switch(self, name):
        """A bool with a prompt."""
        self.types[name] = "bool"
        self.out.append(f'config {name}\n\tbool "{name}"' + ("\n\tdefault y" if self.chance(30) else ""))
        self.known.append(name)

    def condition(self):
        """A condition of a symbol or two."""
        terms = [("!" if self.chance(25) else "") + self.dice.choice(self.known) for _ in range(self.dice.choice((1, 1, 2)))]
        return self.dice.choice((" && ", " || ")).join(terms)

    def below(self, lines):
        """Lines of an entry with what it depends on, by itself or by a block around it."""
        roll = self.dice.randrange(10)
        if roll < 3:
            return [*lines, f"\tdepends on {self.condition()}"]
        if roll < 5:
            return [f"if {self.condition()}", *lines, "endif"]
        if roll < 6:
            return ['menu "m"', f"\tdepends on {self.condition()}", *lines, "endmenu"]
        if roll < 7:
            return ['menu "m"', f"\tvisible if {self.condition()}", *lines, "endmenu"]
        return lines

    def maybe(self):
        """`if …`, or nothing."""
        return f" if {self.condition()}" if self.chance(35) else ""

    def number(self, at):
        """A number with up to three definitions."""
        name, kind = f"N{at}", self.dice.choice(("int", "int", "hex"))
        self.types[name] = kind
        written = (lambda number: f"0x{number:x}") if kind == "hex" else str
        for _ in range(self.dice.choice((1, 2, 2, 3))):
            lines = [f"config {name}", f"\t{kind}" + (f' "{name}"{self.maybe()}' if self.chance(60) else "")]
            if self.chance(70):
                low, high = sorted(self.dice.sample(NUMBERS, 2))
                lines.append(f"\trange {written(low)} {written(high)}{self.maybe()}")
            if self.chance(40):
                lines.append(f"\tdefault {written(self.dice.choice(NUMBERS))}{self.maybe()}")
            self.out += self.below(lines)

    def choice(self, at):
        """A choice, and what depends on its members."""
        old = self.version < (6, 11)
        kind = "tristate" if old and self.chance(50) else "bool"
        members = [f"M{at}{letter}" for letter in "abc"[:self.dice.choice((1, 2, 2, 3, 3))]]
        lines = ["choice", '\tprompt "c"']
        # from 6.11 on a choice has no type
        lines += [f"\t{kind}"] if old else []
        lines += ["\toptional"] if self.version < (6, 10) and self.chance(10) else []
        lines += [f"\tdefault {self.dice.choice(members)}{self.maybe()}"] if self.chance(40) else []
        for name in members:
            # a bool among tristates is y or n
            self.types[name] = "bool" if kind == "tristate" and self.chance(15) else kind
            member = [f"config {name}", f"\t{self.types[name]} \"{name}\"{self.maybe()}"]
            member += ["\tdefault y"] if self.version < (6, 10) and self.chance(5) else []
            member += [f"\tdepends on {self.condition()}"] if self.chance(30) else []
            lines += [f"if {self.condition()}", *member, "endif"] if self.chance(15) else member
        self.out += self.below([*lines, "endchoice"])
        self.members.append(members)
        for place in range(self.dice.choice((0, 1, 2))):
            name, asked = f"D{at}{place}", self.dice.sample(members, min(len(members), self.dice.choice((1, 1, 2))))
            terms = [self.dice.choice(("{}", "{}", "!{}", "{} = y", "{} != n")).format(member) for member in asked]
            self.types[name] = self.dice.choice(("bool", "bool", "tristate"))
            depends = [f"\tdepends on {term}" for term in terms] if self.chance(50) else [f"\tdepends on {' && '.join(terms)}"]
            self.out += [f"config {name}", f'\t{self.types[name]} "{name}"', *depends]

    def owner(self, at):
        """A symbol in one or two places that selects one without a prompt, and one that may select it in turn."""
        owner, target, above = f"O{at}", f"Q{at}", f"S{at}x"
        kind = self.dice.choice(("bool", "bool", "tristate"))
        self.types |= {owner: kind, target: "bool", above: "bool"}
        if self.chance(40):
            self.out += self.below([f"config {above}", f'\tbool "{above}"', f"\tselect {owner}{self.maybe()}"])
        for place in range(self.dice.choice((1, 2, 2))):
            lines = [f"config {owner}", f"\t{kind}" + (f' "{owner}"{self.maybe()}' if not place or self.chance(50) else "")]
            lines += [f"\tselect {target}{self.maybe()}"] if self.chance(70) else []
            lines += [f"\tdefault y{self.maybe()}"] if self.chance(20) else []
            self.out += self.below(lines)
        self.out += [f"config {target}", "\tbool" + (f' "{target}" if {self.condition()}' if self.chance(20) else "")]

    def at_once(self):
        """Lines about all members of one choice: most are turned off, or ask for y and m beside each other."""
        if not self.members:
            return {}
        members = self.dice.choice(self.members)
        values = self.dice.choice(("n", "n", "nnny", "ym", "ymn"))
        asked = {name: self.dice.choice(values) for name in self.dice.sample(members, len(members))}
        return {name: "y" if value == "m" and self.types[name] == "bool" else value for name, value in asked.items()}
