"""Runs a case on both sides. In: a Case and the paths of conf and ltoconf. Out: the differences
between all that the two left behind: files, their modes, what was touched, exit status, stdout."""

import difflib
import hashlib
import os
import pickle
import re
import shutil
import stat
import subprocess
import tempfile
import threading
import zlib
from dataclasses import dataclass
from pathlib import Path

import kernel
from steps import FOLDER

# Every file gets this time before a step, so that any other time tells that it was written.
UNTOUCHED = 1_000_000_000

TIME_LIMIT = 300
TIMED_OUT = -999

# 256 MiB, in the blocks of 512 bytes that POSIX counts in.
LIMITED = ("/bin/sh", "-c", 'ulimit -f 524288; exec "$@"', "sh")


@dataclass
class Outcome:
    """What one step left: exit status (negative: a signal), output, and the folder's contents."""

    status: int
    stdout: bytes
    stderr: bytes
    files: dict


def lay(folder, files):
    """Writes a step's input files."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if content is FOLDER:
            path.mkdir()
        elif isinstance(content, str):
            path.symlink_to(content)
        else:
            path.write_bytes(content)


def entries(folder):
    """Paths below the folder, without the scratch folders that probes make."""
    for at, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".tmp_")]
        for name in folders + files:
            yield Path(at) / name


def settle(folder):
    """Gives every file the same old time."""
    for path in entries(folder):
        os.utime(path, (UNTOUCHED, UNTOUCHED), follow_symlinks=False)


def snapshot(folder):
    """Name → (type and permissions, whether a file was written since settle, content)."""
    found = {}
    for path in entries(folder):
        status = path.lstat()
        if stat.S_ISDIR(status.st_mode):
            touched, content = False, b""
        else:
            touched = status.st_mtime != UNTOUCHED
            content = os.readlink(path).encode() if path.is_symlink() else path.read_bytes()
        # The number is the writer's process id.
        name = re.sub(r"\.\d+\.tmp$", ".PID.tmp", str(path.relative_to(folder)))
        found[name] = (stat.filemode(status.st_mode), touched, content)
    return found


def run(command, step, folder, environment, limit=TIME_LIMIT):
    """Takes one step in the folder, within so many seconds."""
    lay(folder, step.files)
    settle(folder)
    arguments = [word.format(srcarch=environment["SRCARCH"]) for word in step.arguments]
    # Into files of limited size: some versions of conf ask the same question for ever.
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err, tempfile.TemporaryFile() as typed:
        typed.write(step.answers)
        typed.seek(0)
        try:
            status = subprocess.run([*LIMITED, *command, *arguments], cwd=folder, stdin=typed, stdout=out,
                                    stderr=err, env={**environment, **step.environment}, timeout=limit).returncode
        except subprocess.TimeoutExpired:
            status = TIMED_OUT
        out.seek(0)
        err.seek(0)
        return Outcome(status, out.read(), err.read(), snapshot(folder))


# Names of files that conf is at work on.
LEFTOVER = (".tmp", ".tmpconfig", ".tmpconfig.h")
# Modes whose standard output is read by people or programs.
TALKING = ("--listnewconfig", "--helpnewconfig", "--syncconfig", "--oldconfig", "--oldaskconfig")


class World:
    """What all cases share: the scratch folder, environments, remembered probes and bases."""

    def __init__(self, scratch, ltoconf, memo, reference_cache):
        self.scratch = scratch
        self.ltoconf = ltoconf
        self.environments = kernel.Environments(scratch)
        self.memo = kernel.MemoProbes(scratch) if memo else None
        self.reference_cache = reference_cache
        self.bases = {}
        self.lock = threading.Lock()
        makers = ("cases", "corrupt", "kernel", "runner", "special", "steps")
        code = b"".join((kernel.HERE / f"{name}.py").read_bytes() for name in makers)
        self.code = hashlib.sha256(code).digest()
        (scratch / "cache").mkdir()

    def environment(self, case):
        """The variables of both sides."""
        environment = self.environments.get(case.tree, case.arch, case.toolchain)
        # One cache for the whole run, as a user has it: a key that leaves something out shows up.
        environment["XDG_CACHE_HOME"] = str(self.scratch / "cache")
        if self.memo and not case.real_probes:
            environment = self.memo.wrap(environment)
        return environment

    def base(self, case, how):
        """The .config that the real conf makes of a mode, or of `rand:SEED`."""
        key = (case.tree.label, case.arch, case.toolchain, how)
        if key not in self.bases:
            environment = self.environment(case)
            if how.startswith("rand:"):
                environment["KCONFIG_SEED"], how = how.removeprefix("rand:"), "--randconfig"
            folder = self.scratch / "bases" / hashlib.sha256(f"{key}{threading.get_ident()}".encode()).hexdigest()
            lay(folder, {"include/config/auto.conf": b""})
            done = subprocess.run([case.tree.conf, how.format(srcarch=environment["SRCARCH"]), "Kconfig"], cwd=folder,
                                  env=environment, stdin=subprocess.DEVNULL, capture_output=True)
            if done.returncode:
                raise kernel.SetupError(f"conf {how}: {done.stderr[-500:]}")
            self.bases[key] = (folder / ".config").read_bytes()
            shutil.rmtree(folder)
        return self.bases[key]

    def reference(self, name, case, steps, folder, environment):
        """The real conf's outcomes, from the reference cache where that is wanted and has them."""
        def act():
            folder.mkdir(parents=True)
            return [run([case.tree.conf], step, folder, environment) for step in steps]

        if not self.reference_cache:
            return act()
        key = hashlib.sha256(self.code + case.tree.conf.read_bytes() + str(case.tree.path).encode() + name.encode())
        path = self.reference_cache / key.hexdigest()
        if path.exists():
            return pickle.loads(zlib.decompress(path.read_bytes()))
        outcomes = act()
        part = path.with_suffix(f".{threading.get_ident()}")
        part.write_bytes(zlib.compress(pickle.dumps(outcomes), 3))
        part.rename(path)
        return outcomes


def text_diff(name, ours, theirs, limit=12):
    """The first lines of a unified diff of two contents."""
    lines = [content.decode("utf-8", "backslashreplace").split("\n") for content in (ours, theirs)]
    diff = list(difflib.unified_diff(*lines, f"conf/{name}", f"ltoconf/{name}", n=1, lineterm=""))
    shown = [line[:200] for line in diff[:limit]]
    return shown + ([f"… {len(diff) - limit} more lines"] if len(diff) > limit else [])


def named(what, names):
    """One line on files that one side alone has or wrote."""
    names = sorted(names)
    return [f"{what}: {' '.join(names[:6])}{' …' if len(names) > 6 else ''} ({len(names)})"] if names else []


def file_differences(real, own):
    """Differences of two snapshots, as lines for people."""
    # What conf leaves of a file that it failed to rename is nothing that must be copied.
    real = {name: entry for name, entry in real.items() if name in own or not name.endswith(LEFTOVER)}
    both = sorted(real.keys() & own.keys())
    found = named("only conf leaves", real.keys() - own.keys())
    found += named("only ltoconf leaves", own.keys() - real.keys())
    found += named("only conf writes", (n for n in both if real[n][1] and not own[n][1]))
    found += named("only ltoconf writes", (n for n in both if own[n][1] and not real[n][1]))
    for name in both:
        if real[name][0] != own[name][0]:
            found.append(f"{name}: {real[name][0]} by conf, {own[name][0]} by ltoconf")
        if real[name][2] != own[name][2]:
            found += text_diff(name, real[name][2], own[name][2])
    return found


def differences(step, real, own):
    """What differs after a step, as lines for people; none where both did the same."""
    if real.status < 0:
        # The reference itself crashed or hung: all that can be asked is not to do likewise.
        return [f"ltoconf ended by signal {-own.status}, as conf did"] if own.status < 0 else []
    found = []
    if real.status != own.status:
        found.append(f"exit {real.status} by conf, {own.status} by ltoconf: "
                     + own.stderr[-300:].decode("utf-8", "backslashreplace").strip().replace("\n", " | "))
    found += file_differences(real.files, own.files)
    if step.compare_stdout and step.arguments[0] in TALKING:
        if real.stdout != own.stdout:
            found += text_diff("stdout", real.stdout, own.stdout)
    return found


def compare(name, case, world, keep):
    """Runs both sides; the differing lines of the first step that differs, else nothing."""
    folder = world.scratch / "cases" / name.replace("/", "_")
    steps = case.steps(world)
    environment = world.environment(case)
    real = world.reference(name, case, steps, folder / "conf", environment)
    (folder / "ltoconf").mkdir(parents=True)
    found, log = [], []
    for number, step in enumerate(steps):
        own = run([world.ltoconf, "conf"], step, folder / "ltoconf", environment)
        log.append((step, real[number], own))
        found = differences(step, real[number], own)
        if found:
            found.insert(0, f"step {number + 1} of {len(steps)}: {step.environment or ''} {' '.join(step.arguments)}")
            break
    if found and keep:
        keep_failure(keep / folder.name, folder, log, environment)
    shutil.rmtree(folder)
    return found


def keep_failure(into, folder, log, environment):
    """Copies both folders, each step's output and what is needed to run it by hand."""
    shutil.rmtree(into, ignore_errors=True)
    shutil.copytree(folder, into, symlinks=True)
    (into / "environment").write_text("\n".join(f"{k}={v!r}" for k, v in sorted(environment.items())))
    for number, (step, real, own) in enumerate(log, 1):
        lay(into / f"step{number}/input", step.files)
        lay(into / f"step{number}", {
            "call": f"{step.environment} {step.arguments}\nconf: {real.status}\nltoconf: {own.status}\n".encode(),
            "conf.stdout": real.stdout, "conf.stderr": real.stderr,
            "ltoconf.stdout": own.stdout, "ltoconf.stderr": own.stderr})
