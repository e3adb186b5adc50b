"""Configurations that a distribution built its kernels with. In: a folder to keep them in, and apt with a Debian mirror
among its sources. Out: paths of the files. Nothing is installed, and apt's own state is left alone: each architecture
has lists of its own in that folder, so that one that the mirror cannot give at the moment costs no other."""

import functools
import lzma
import re
import subprocess
import sys
import tarfile

from kernel import SetupError

ARCHITECTURES = ("amd64", "arm64", "armhf", "armel", "i386", "mips64el", "ppc64el", "riscv64", "s390x", "loong64")
# Small lists with many kernels. {archive} is the mirror that apt has, {security} that of its updates.
SUITES = ("{archive} bookworm-backports", "{archive} trixie-backports", "{security} bookworm-security",
          "{security} trixie-security")

# linux-config-6.12 has the files of all flavours, linux-headers-6.12.9-amd64 the one that was used.
PACKAGE = re.compile(r"linux-(?:config-\d|headers-\d)(?!.*common)")
MEMBER = re.compile(r".*/linux-(?:headers-[^/]*/\.config|config-[^/]*/config\.[^/]*)$")


def run(command, folder, fails=False):
    """What a program prints; it may fail where that is said."""
    done = subprocess.run(list(map(str, command)), cwd=folder, capture_output=True, text=True, errors="replace")
    if done.returncode and not fails:
        raise SetupError(f"{command[0]}: exit {done.returncode}: {done.stderr[-500:]}")
    return done.stdout


@functools.lru_cache(maxsize=None)
def mirrors():
    """The mirror of packages and that of their security updates, as apt knows them."""
    known = run(["apt-get", "indextargets", "--format", "$(REPO_URI)", "Created-By: Packages"], None).split()
    archive = next((uri for uri in known if uri.rstrip("/").endswith("/debian")), None)
    if not archive:
        raise SetupError("apt has no Debian mirror here")
    security = next((uri for uri in known if "security" in uri), archive.rstrip("/") + "-security")
    return {"archive": archive, "security": security}


class Lists:
    """The packages of one architecture."""

    def __init__(self, folder, arch):
        self.folder = folder / "apt" / arch
        (self.folder / "lists/partial").mkdir(parents=True, exist_ok=True)
        (self.folder / "archives/partial").mkdir(parents=True, exist_ok=True)
        (self.folder / "status").touch()
        sources = self.folder / "sources.list"
        sources.write_text("".join(f"deb {suite.format(**mirrors())} main\n" for suite in SUITES))
        settings = {"APT::Architecture": arch, "APT::Architectures": arch, "Dir::State": self.folder,
                    "Dir::State::lists": self.folder / "lists", "Dir::State::status": self.folder / "status",
                    "Dir::Cache": self.folder, "Dir::Etc::sourcelist": sources, "Dir::Etc::sourceparts": "/dev/null"}
        self.options = [word for name, value in settings.items() for word in ("-o", f"{name}={value}")]

    def packages(self):
        """Names and versions of what may hold configurations."""
        run(["apt-get", *self.options, "update"], self.folder, fails=True)
        found = []
        for paragraph in run(["apt-cache", *self.options, "dumpavail"], self.folder).split("\n\n"):
            fields = dict(re.findall(r"^(Package|Version|Size|Architecture): (.*)$", paragraph, re.M))
            # the smallest ones only name others
            if PACKAGE.match(fields.get("Package", "")) and int(fields["Size"]) > 100_000:
                found.append((fields["Package"], fields["Version"]))
        return sorted(set(found))

    def configurations(self, package, version, target):
        """Downloads a package for the files in it."""
        run(["apt-get", *self.options, "download", f"{package}={version}"], self.folder)
        for archive in self.folder.glob("*.deb"):
            with subprocess.Popen(["dpkg-deb", "--fsys-tarfile", archive], stdout=subprocess.PIPE) as unpacked:
                with tarfile.open(fileobj=unpacked.stdout, mode="r|") as members:
                    for member in members:
                        if member.isfile() and MEMBER.match(member.name):
                            text = members.extractfile(member).read()
                            name = member.name.rsplit("/", 1)[1].removesuffix(".xz").lstrip(".")
                            if member.name.endswith(".xz"):
                                text = lzma.decompress(text)
                            (target / f"{name}-{archive.stem}").write_bytes(text)
                    unpacked.stdout.read()
            archive.unlink()


def configurations(folder):
    """All configurations that the mirror has at the moment, by architecture; what was had before is kept."""
    kept = folder / "configurations"
    kept.mkdir(parents=True, exist_ok=True)
    for arch in ARCHITECTURES:
        lists = Lists(folder, arch)
        packages = lists.packages()
        print(f"distribution: {arch}: {len(packages)} packages", file=sys.stderr, flush=True)
        for package, version in packages:
            mark = kept / f".{package}-{version.replace('/', '_')}-{arch}"
            if not mark.exists():
                lists.configurations(package, version, kept)
                mark.touch()
    return sorted(path for path in kept.iterdir() if not path.name.startswith("."))
