"""The cases that are one of a kind. In: a spoiled and a clean configuration. Out: the steps of
each variable that steers conf, and of each odd thing found in the place of a file."""

from steps import FOLDER, SYNCED, Step, call


def olddefconfig(config, arguments=(), **environment):
    """One run over one configuration."""
    return [Step([*arguments, "--olddefconfig", "Kconfig"], {**SYNCED, ".config": config}, environment)]


def foreign(text):
    """The same assignments under another prefix."""
    return text.replace(b"CONFIG_", b"FOO_")


VARIABLES = {
    "werror": lambda bad, good: olddefconfig(bad, KCONFIG_WERROR="1"),
    "werror-empty": lambda bad, good: olddefconfig(bad, KCONFIG_WERROR=""),
    "werror-clean": lambda bad, good: olddefconfig(good, KCONFIG_WERROR="1"),
    "unknown": lambda bad, good: olddefconfig(bad, KCONFIG_WARN_UNKNOWN_SYMBOLS="1"),
    "unknown-werror": lambda bad, good: olddefconfig(
        good + b"CONFIG_NO_SUCH_SYMBOL=y\n", KCONFIG_WARN_UNKNOWN_SYMBOLS="1", KCONFIG_WERROR="1"),
    "unknown-werror-unset": lambda bad, good: olddefconfig(
        good + b"# CONFIG_NO_SUCH_SYMBOL is not set\n", KCONFIG_WARN_UNKNOWN_SYMBOLS="1", KCONFIG_WERROR="1"),
    "changed-input": lambda bad, good: olddefconfig(bad, KCONFIG_WARN_CHANGED_INPUT="1", KCONFIG_WERROR="1"),
    "overwrite": lambda bad, good: olddefconfig(bad, KCONFIG_OVERWRITECONFIG="1"),
    "overwrite-clean": lambda bad, good: olddefconfig(good, KCONFIG_OVERWRITECONFIG="1"),
    "silent": lambda bad, good: olddefconfig(bad, ["-s"]),
    "elsewhere": lambda bad, good: [
        Step(call("olddefconfig"), {**SYNCED, "my.config": bad}, {"KCONFIG_CONFIG": "my.config"})],
    "elsewhere-old": lambda bad, good: [
        Step(call("olddefconfig"), {**SYNCED, "a/b/my": bad, "a/b/my.old": good}, {"KCONFIG_CONFIG": "a/b/my"})],
    "elsewhere-new": lambda bad, good: [Step(call("alldefconfig"), SYNCED, {"KCONFIG_CONFIG": "a/b/my.config"})],
    "nameless": lambda bad, good: olddefconfig(bad, KCONFIG_CONFIG=""),
    "autoconf-elsewhere": lambda bad, good: [
        Step(call("syncconfig"), {".config": good}, {
            "KCONFIG_AUTOCONFIG": "gen/conf/auto.conf", "KCONFIG_AUTOHEADER": "gen/h/autoconf.h",
            "KCONFIG_RUSTCCFG": "rust_cfg"})],
    "nosilentupdate-changed": lambda bad, good: [
        Step(call("syncconfig"), {".config": bad}, {"KCONFIG_NOSILENTUPDATE": "1"})],
    "nosilentupdate-clean": lambda bad, good: [
        Step(call("olddefconfig"), {".config": good}), Step(call("syncconfig"), {}, {"KCONFIG_NOSILENTUPDATE": "1"})],
    "defconfig-list": lambda bad, good: [
        Step(call("olddefconfig"), {**SYNCED, "b": bad}, {"KCONFIG_DEFCONFIG_LIST": " nowhere \t b  c"})],
    "defconfig-list-empty": lambda bad, good: [Step(call("olddefconfig"), SYNCED, {"KCONFIG_DEFCONFIG_LIST": ""})],
    "defconfig-list-save": lambda bad, good: [
        Step(call("savedefconfig"), {**SYNCED, "b": bad}, {"KCONFIG_DEFCONFIG_LIST": "b"})],
    "prefix": lambda bad, good: [
        Step(call("olddefconfig"), {**SYNCED, ".config": foreign(bad)}, {"CONFIG_": "FOO_"}),
        Step(call("syncconfig"), {}, {"CONFIG_": "FOO_"})],
    "prefix-list": lambda bad, good: [
        Step(call("listnewconfig"), {**SYNCED, ".config": foreign(bad)}, {"CONFIG_": "FOO_"}, True)],
}

ODDITIES = {
    "unchanged": lambda good: [
        Step(call("olddefconfig"), {".config": good}), Step(call("olddefconfig")), Step(call("alldefconfig"))],
    "old-kept": lambda good: [
        Step(call("olddefconfig"), {**SYNCED, ".config": b"CONFIG_NET=y\n", ".config.old": b"mine\n"}),
        Step(call("allnoconfig"))],
    "config-empty": lambda good: olddefconfig(b""),
    "config-folder": lambda good: olddefconfig(FOLDER),
    "config-symlink": lambda good: [Step(call("olddefconfig"), {**SYNCED, "there": good[:9000], ".config": "there"})],
    "config-dangling": lambda good: olddefconfig("nowhere"),
    "config-loop": lambda good: olddefconfig(".config"),
    "config-nul-only": lambda good: olddefconfig(b"\0" * 4096),
    "config-one-line": lambda good: olddefconfig(b"CONFIG_NET=y " * 200000),
    "config-kernel-image": lambda good: olddefconfig(bytes(range(256)) * 4000),
    "auto-conf-folder": lambda good: [
        Step(call("syncconfig"), {".config": good, "include/config/auto.conf": FOLDER})],
    "auto-conf-spoiled": lambda good: [
        Step(call("syncconfig"), {".config": good, "include/config/auto.conf": b"CONFIG_NET=x\ngarbage\nCONFIG_B=\"a\n"})],
    "defconfig-missing": lambda good: [Step(["--defconfig=nowhere", "Kconfig"])],
    "savedefconfig-nowhere": lambda good: [
        Step(["--savedefconfig=no/where", "Kconfig"], {**SYNCED, ".config": good})],
    "savedefconfig-folder": lambda good: [
        Step(["--savedefconfig=dir", "Kconfig"], {**SYNCED, ".config": good, "dir": FOLDER})],
    "kconfig-missing": lambda good: [Step(call("olddefconfig", "Kconfig.nowhere"), {".config": good})],
    "kconfig-folder": lambda good: [Step(call("olddefconfig", "dir"), {".config": good, "dir": FOLDER})],
    "kconfig-own": lambda good: [
        Step(call("alldefconfig", "my/Kconfig"), {"my/Kconfig": b'mainmenu "Mine"\nconfig A\n\tbool "A"\n\tdefault y\n'})],
    "wishes-missing": lambda good: [Step(call("allnoconfig"), SYNCED, {"KCONFIG_ALLCONFIG": "nowhere"})],
    "wishes-one-missing": lambda good: [Step(call("allyesconfig"), SYNCED, {"KCONFIG_ALLCONFIG": "1"})],
    "probability-wrong": lambda good: [
        Step(call("randconfig"), SYNCED, {"KCONFIG_SEED": "1", "KCONFIG_PROBABILITY": "101"})],
    "probability-sum": lambda good: [
        Step(call("randconfig"), SYNCED, {"KCONFIG_SEED": "1", "KCONFIG_PROBABILITY": "60:60"})],
    "probability-word": lambda good: [
        Step(call("randconfig"), SYNCED, {"KCONFIG_SEED": "1", "KCONFIG_PROBABILITY": "many"})],
}
