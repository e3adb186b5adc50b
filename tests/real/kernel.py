"""Kernel trees and what their make exports. In: folders of trees, an architecture, a toolchain.
Out: a Tree with its real conf, and the environment in which make would start that conf."""

import functools
import os
import re
import shutil
import subprocess
import threading
from pathlib import Path

HERE = Path(__file__).resolve().parent

# What make itself may need from the caller. All else (ARCH, CC, KCONFIG_…, MAKEFLAGS) would
# make two machines disagree on the same case.
KEPT = ("PATH", "HOME", "LANG", "TMPDIR", "USER", "RUSTUP_HOME", "CARGO_HOME")

# Of the captured environment: differs with the folder of the run, and conf never looks at it.
DROPPED = ("PWD", "OLDPWD", "_", "SHLVL")


class SetupError(Exception):
    """The reference side cannot be made ready: nothing can be said about ltoconf."""


class Tree:
    """A kernel source tree and the folder in which its conf was built."""

    def __init__(self, path, build):
        self.path = Path(path)
        self.build = Path(build)
        self.conf = self.build / "scripts/kconfig/conf"
        head = (self.path / "Makefile").read_text(encoding="utf-8", errors="replace")[:4000]
        number = dict(re.findall(r"^(VERSION|PATCHLEVEL) = (\d+)", head, re.M))
        self.version = (int(number["VERSION"]), int(number["PATCHLEVEL"]))
        self.label = f"{self.version[0]}.{self.version[1]}"

    @functools.lru_cache(maxsize=None)
    def defconfigs(self, arch):
        """Names of the architecture's defconfigs below its configs folder."""
        folder = self.path / "arch" / srcarch(arch) / "configs"
        return sorted(str(p.relative_to(folder)) for p in folder.rglob("*defconfig"))

    def has(self, arch):
        """Whether the kernel runs there at all."""
        return (self.path / "arch" / srcarch(arch) / "Makefile").is_file()

    def knows_mode(self, word):
        """Whether its conf has a mode that ltoconf has; any other word is none."""
        newer = ("yes2modconfig", "mod2yesconfig", "mod2noconfig")
        return word not in newer or f'"{word}"' in (self.path / "scripts/kconfig/conf.c").read_text()

    @functools.lru_cache(maxsize=None)
    def clang_knows(self, arch, toolchain="clang"):
        """Whether make has a --target for the architecture, and takes so old a clang; it refuses LLVM= where not."""
        rules = self.path / "scripts/Makefile.clang"
        if rules.exists() and f"CLANG_TARGET_FLAGS_{srcarch(arch)}\t" not in rules.read_text():
            return False
        least = self.path / "scripts/min-tool-version.sh"
        number = re.search(r"clang-(\d+)", toolchain)
        if not (number and least.exists()):
            return True
        asked = subprocess.run(["sh", least, "llvm"], env={**os.environ, "SRCARCH": srcarch(arch)}, capture_output=True,
                               text=True)
        return not asked.stdout.strip() or int(asked.stdout.split(".")[0]) <= int(number[1])

    @functools.cached_property
    def symbols(self):
        """Every symbol name that some Kconfig file of the tree defines, sorted."""
        found = set()
        pattern = re.compile(rb"^\s*(?:menu)?config[ \t]+(\w*[A-Z]\w*)[ \t]*(?:#.*)?$", re.M)
        for folder, folders, files in os.walk(self.path):
            folders.sort()
            if Path(folder) == self.path:
                folders[:] = [f for f in folders if f != "tools"]
            for name in files:
                if name.startswith("Kconfig"):
                    found.update(pattern.findall((Path(folder) / name).read_bytes()))
        return sorted(found)


def srcarch(arch):
    """The folder below arch/ that make chooses for ARCH=arch."""
    return {"i386": "x86", "x86_64": "x86", "sparc32": "sparc", "sparc64": "sparc",
            "parisc64": "parisc"}.get(arch, arch)


def fetch(folders):
    """The trees in these folders (none: the default ones), with conf built."""
    environment = dict(os.environ)
    if folders:
        environment["LTOCONF_KERNEL_TREES"] = ":".join(folders)
    done = subprocess.run([HERE / "fetch.sh"], env=environment, stdout=subprocess.PIPE, text=True)
    if done.returncode:
        raise SetupError("fetch.sh failed")
    trees = [Tree(*line.split("\t")) for line in done.stdout.splitlines()]
    labels = [tree.label for tree in trees]
    for tree in trees:
        # Case ids must be unique, and stay the same from machine to machine where they can.
        if labels.count(tree.label) > 1:
            tree.label = tree.path.name
    return trees


def make_arguments(toolchain, version):
    """What a user adds to the make command line for `gcc`, `clang-19` or `cross:PREFIX-`."""
    if toolchain == "gcc":
        return []
    if toolchain.startswith("cross:"):
        return [f"CROSS_COMPILE={toolchain[6:]}"]
    suffix = toolchain.removeprefix("clang")
    if not suffix:
        return ["LLVM=1"]
    if version >= (5, 18):
        return [f"LLVM={suffix}"]
    tools = {"CC": "clang", "LD": "ld.lld", "AR": "llvm-ar", "NM": "llvm-nm", "STRIP": "llvm-strip",
             "OBJCOPY": "llvm-objcopy", "OBJDUMP": "llvm-objdump", "READELF": "llvm-readelf"}
    return [f"{variable}={tool}{suffix}" for variable, tool in tools.items()] + ["LLVM_IAS=1"]


def available(toolchain):
    """Whether the machine has the toolchain's compiler."""
    if toolchain.startswith("cross:"):
        return shutil.which(toolchain[6:] + "gcc") is not None
    return shutil.which(toolchain) is not None


class Environments:
    """Captures and remembers the environment of each (tree, architecture, toolchain)."""

    def __init__(self, scratch):
        self.scratch = scratch / "make"
        self.lock = threading.Lock()
        self.locks = {}
        self.known = {}

    def get(self, tree, arch, toolchain):
        """The variables make exports to conf; a fresh copy of them."""
        with self.lock:
            lock = self.locks.setdefault((tree.label, toolchain), threading.Lock())
        # One build folder for each tree and toolchain: LLVM= also changes the host compiler, and
        # conf is then built anew, once.
        with lock:
            key = (tree.label, arch, toolchain)
            if key not in self.known:
                self.known[key] = self.capture(tree, arch, toolchain)
            return dict(self.known[key])

    def capture(self, tree, arch, toolchain):
        """Runs make on a Kconfig whose only content writes its environment down."""
        build = self.scratch / f"{tree.label}-{toolchain.replace('/', '_')}"
        if not build.exists():
            shutil.copytree(tree.build, build, symlinks=True)
        kconfig, told = build / "Kconfig.environment", build / f"environment.{arch}"
        kconfig.write_text(f"$(shell,env -0 > {told})\n")
        command = ["make", "-s", "-C", str(tree.path), f"O={build}", f"ARCH={arch}",
                   *make_arguments(toolchain, tree.version), f"KBUILD_KCONFIG={kconfig}", "olddefconfig"]
        environment = {name: os.environ[name] for name in KEPT if name in os.environ}
        done = subprocess.run(command, env=environment, stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, errors="replace")
        if done.returncode or not told.exists():
            raise SetupError(f"{' '.join(command)}: exit {done.returncode}: {done.stderr[-1000:]}")
        pairs = told.read_bytes().decode("utf-8", "surrogateescape").split("\0")
        captured = dict(pair.split("=", 1) for pair in pairs if "=" in pair)
        for name in DROPPED:
            captured.pop(name, None)
        if not os.path.isabs(captured["srctree"]):
            captured["srctree"] = str(tree.path)
        return captured


class MemoProbes:
    """Puts memo_probe.c in front of an environment's tools, so that equal probes run once."""

    VARIABLES = ("CC", "LD", "AR", "NM", "OBJCOPY", "OBJDUMP", "READELF", "STRIP", "HOSTCC",
                 "HOSTCXX", "RUSTC", "BINDGEN", "PAHOLE", "PYTHON3")

    def __init__(self, scratch):
        self.tools = scratch / "memo/tools"
        self.cache = scratch / "memo/cache"
        self.tools.mkdir(parents=True)
        self.cache.mkdir()
        self.program = scratch / "memo/memo_probe"
        self.lock = threading.Lock()
        # Static, because it is started tens of thousands of times.
        for linking in (["-static"], []):
            if not subprocess.run(["gcc", "-O2", *linking, "-o", self.program, HERE / "memo_probe.c"],
                                  stderr=subprocess.DEVNULL).returncode:
                return
        raise SetupError("memo_probe.c does not compile")

    def wrap(self, environment):
        """The same environment with the remembering tools first in its PATH."""
        path = environment["PATH"]
        with self.lock:
            for variable in self.VARIABLES:
                tool = (environment.get(variable) or "").split(" ")[0]
                # A tool that is not there must stay so, and one named by a path is left alone.
                if tool and "/" not in tool and shutil.which(tool, path=path):
                    if not (self.tools / tool).exists():
                        os.link(self.program, self.tools / tool)
        environment.update(PATH=f"{self.tools}:{path}", MEMO_PROBE_PATH=path,
                           MEMO_PROBE_CACHE=str(self.cache))
        return environment
