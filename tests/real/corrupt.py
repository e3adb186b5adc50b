"""A seeded generator of spoiled configurations. In: the bytes of a .config, the tree's symbol names
and a random.Random. Out: a .config (or a fragment) with the mistakes people and tools make."""

import re

SET = re.compile(rb"^CONFIG_(\w+)=(.*)$", re.S)
UNSET = re.compile(rb"^# CONFIG_(\w+) is not set$")

TRISTATES = (b"y", b"m", b"n")

# Values for any type: what is right for one is wrong for the next.
BOOLEANS = (b"y", b"m", b"n", b"yes", b"no", b"mod", b"Y", b"M", b"N", b'"y"', b'"n"', b"1", b"0", b"",
            b" y", b"y ", b"y # comment", b"\ty", b"true", b"ny", b"my", b"'y'")
NUMBERS = (b"0", b"1", b"-1", b"-5", b"+5", b"010", b"00", b"-0", b"1.5", b"1e3", b"12abc", b"0x10", b"16 ", b" 16",
           b"4294967296", b"9223372036854775807", b"9223372036854775808", b"-9223372036854775809",
           b"18446744073709551616", b"9" * 60, b'"5"', b"", b"y", b"--5", b"-")
HEXES = (b"0x", b"0X1F", b"ff", b"FF", b"10", b"0x0", b"-0x1", b"0xg", b"0x00000000000000001",
         b"0xffffffff", b"0xffffffffffffffff", b"0x1ffffffffffffffff", b"0x" + b"f" * 60, b'"0x10"',
         b"0x10 ", b"x10", b"", b"m")
STRINGS = (b'""', b'"', b"", b"bare", b'"unterminated', b'unopened"', b'"a"b"', b'"a\\"b"', b'"a\\\\"',
           b'"a\\', b'"\\n\\t"', b'"a b"', b"'single'", b'"# CONFIG_X is not set"', b'"CONFIG_X=y"', b'"$(CC)"',
           b'"caf\xc3\xa9"', b'"\xff\xfe"', b'" lead"', b'"trail" ', b'"tab\there"', b'"a""b"', b"y", b"5")

# Whole lines that stand for themselves.
STRAYS = (b"", b" ", b"\t", b"   \t ", b"#", b"# ", b"#CONFIG_NET is not set", b"# CONFIG_", b"# CONFIG_ is not set",
          b"CONFIG_", b"CONFIG_=y", b"CONFIG_NET", b"CONFIG_NET y", b"CONFIG_D = y", b" CONFIG_NET=y",
          b"config_net=y", b"NET=y", b"=y", b"=", b"garbage", b"\xff\xfe\xfd", b"CONFIG_\xc3\xa9=y",
          b"CONFIG_NET==y", b"CONFIG_NO_SUCH_SYMBOL=y", b"# CONFIG_NO_SUCH_SYMBOL is not set",
          b"CONFIG_NO_SUCH_STRING=\"x\"", b"export CONFIG_NET=y", b"<<<<<<< HEAD", b"=======", b">>>>>>> other",
          b"include /etc/passwd", b"CONFIG_lower=y", b"CONFIG_A-B=y", b"CONFIG_y=y", b"CONFIG_m=n", b"CONFIG_n=y",
          b"CONFIG_MODULES=m", b"CONFIG_CC_VERSION_TEXT=\"other\"", b"CONFIG_64BIT=n", b"# CONFIG_64BIT is not set",
          b"# CONFIG_MODULES is not set", b"CONFIG_MODULES=n", b"CONFIG_ARCH=\"none\"", b"CONFIG_SRCARCH=y",
          b"CONFIG_UNAME_RELEASE=y", b"CONFIG_KERNELVERSION=\"1\"")

UNSET_TAILS = (b" ", b" # really", b"x", b"\t", b" anymore", b"\r")


def split(line):
    """(symbol, value) of a line, the value None where it is unset; None for other lines."""
    if match := SET.match(line):
        return match.group(1), match.group(2)
    if match := UNSET.match(line):
        return match.group(1), None
    return None


def assign(name, value):
    """The line that conf would write."""
    return b"# CONFIG_%s is not set" % name if value is None else b"CONFIG_%s=%s" % (name, value)


def flipped(rng, value):
    """Another value, mostly of the same type."""
    if value is None or value in TRISTATES:
        return rng.choice([v for v in (None, *TRISTATES) if v != value])
    if value.startswith(b'"'):
        return rng.choice(STRINGS)
    if value.startswith(b"0x"):
        return rng.choice((b"0x%x" % rng.getrandbits(rng.choice((4, 16, 32, 64))), rng.choice(HEXES)))
    return rng.choice((b"%d" % rng.randrange(0, 1 << rng.choice((3, 8, 16, 31, 40))), rng.choice(NUMBERS)))


def wrong(rng, value):
    """A value as broken tools write it."""
    if value is None or value in TRISTATES:
        return rng.choice(BOOLEANS)
    return rng.choice(rng.choice((BOOLEANS, NUMBERS, HEXES, STRINGS)))


def spoil(rng, line, symbols):
    """One line → the lines that take its place."""
    known = split(line)
    if known is None:
        return rng.choice(([line, rng.choice(STRAYS)], [rng.choice(STRAYS)], []))
    name, value = known
    kind = rng.randrange(20)
    if kind < 7:
        return [assign(name, flipped(rng, value))]
    if kind < 9:
        return []
    if kind < 11:
        return [line, assign(name, flipped(rng, value))]
    if kind == 11:
        return [assign(name, flipped(rng, value)), line]
    if kind < 14:
        return [b"CONFIG_%s=%s" % (name, wrong(rng, value))]
    if kind == 14:
        return [line, assign(rng.choice(symbols), rng.choice((*TRISTATES, None, rng.choice(NUMBERS), rng.choice(STRINGS))))]
    if kind == 15:
        return [line, rng.choice(STRAYS)]
    if kind == 16:
        return [b"# CONFIG_%s is not set%s" % (name, rng.choice(UNSET_TAILS))]
    if kind == 17:
        return [rng.choice((line + b"\r", b" " + line, line + b" ", line.replace(b"=", b" = ", 1),
                            line.replace(b"=", b"", 1), b"#" + line, b"# " + line, line.lower()))]
    if kind == 18:
        # Readers with a line buffer of their own used to cut here.
        return [b"CONFIG_%s=\"%s\"" % (name, b"x" * rng.choice((254, 1023, 4096, 70000)))]
    cut = rng.randrange(len(line) + 1)
    return [line[:cut] + rng.choice((b"\0", b"\xff", b"\xc3\x28", b"\x80", b"\x1a")) + line[cut:]]


def config(rng, base, symbols, share=None):
    """A spoiled copy of `base`; `share` of the lines are touched (drawn where not given)."""
    lines = base.split(b"\n")
    if lines and not lines[-1]:
        lines.pop()
    if share is None:
        share = rng.choice((0.001, 0.01, 0.05, 0.2))
    result = []
    for line in lines:
        if rng.random() < share:
            result.extend(spoil(rng, line, symbols))
        else:
            result.append(line)
    whole = rng.randrange(12)
    if whole == 0:
        # Two members of a choice, and the like: later lines disagree with earlier ones.
        result.extend(assign(split(line)[0], b"y") for line in rng.sample(lines, min(300, len(lines))) if split(line))
    elif whole == 1:
        rng.shuffle(result)
    elif whole == 2:
        result = result[:rng.randrange(1, len(result) + 1)]
    elif whole == 3:
        result = [line for line in result if not line.startswith(b"#")]
    elif whole == 4:
        result.extend(b"CONFIG_%s=%s" % (name, rng.choice(TRISTATES)) for name in rng.sample(symbols, 400))
    elif whole == 5:
        result.insert(0, b"\xef\xbb\xbf" + result.pop(0) if result else b"\xef\xbb\xbf")
    ending = b"\r\n" if rng.random() < 0.08 else b"\n"
    text = ending.join(result)
    return text if rng.random() < 0.15 else text + ending


def fragment(rng, base, symbols):
    """A short list of wishes as in KCONFIG_ALLCONFIG: from the base, from the tree, some spoiled."""
    known = [found for found in map(split, base.split(b"\n")) if found]
    lines = []
    for _ in range(rng.choice((1, 5, 30, 200))):
        pick = rng.randrange(10)
        if pick < 5:
            name, value = rng.choice(known)
            lines.append(assign(name, flipped(rng, value)))
        elif pick < 7:
            lines.append(assign(*rng.choice(known)))
        elif pick < 9:
            lines.append(assign(rng.choice(symbols), rng.choice((b"y", b"y", b"m", b"n", None))))
        else:
            lines.extend(spoil(rng, assign(*rng.choice(known)), symbols))
    return b"\n".join(lines) + b"\n"
