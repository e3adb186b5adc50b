#!/usr/bin/env python3
"""Times `ltoconf explain` and `ltoconf fix` on a kernel tree, probes remembered. In: options, see --help. Out: on stdout
the machine, then medians, 95th percentiles and the highest memory. It judges nothing: numbers on shared machines vary.
How long the formula of a whole tree takes to build is told by `cargo test --release --test models -- --nocapture`."""

import sys
from pathlib import Path

# Before the suite's own modules: nothing is to be left in the repository.
sys.dont_write_bytecode = True

import kernel
from bench import machine, parser_of
from compare import say, scratch_folder
from fixes import Place, wished
from measure import measure


def options():
    """The command line."""
    parser = parser_of(__doc__, "clang-19")
    parser.add_argument("--symbol", default="LTO_CLANG_THIN", help="what is explained")
    parser.add_argument("--elsewhere", default="gcc", metavar="NAME",
                        help="the toolchain under which the symbol is explained by all others that are installed")
    parser.add_argument("--fixes", type=int, default=20, metavar="N", help="random sets of up to 5 wishes (default 20)")
    return parser.parse_args()


def row(what, usages, peaks):
    """One line of the table."""
    def at(name, percent):
        values = sorted(getattr(usage, name) for usage in usages)
        return values[min(len(values) - 1, len(values) * percent // 100)]
    print(f"{what:34} {at('wall', 50):8.3f} s {at('wall', 95):8.3f} s {at('own_cpu', 50):8.3f} s {at('own_cpu', 95):8.3f} s "
          f"{max(peaks) / 1024:7.1f} MB", flush=True)


def main():
    """Exit 0 unless something cannot be run."""
    arguments = options()
    try:
        tree = max(kernel.fetch([arguments.tree] if arguments.tree else []), key=lambda tree: tree.version)
        with scratch_folder() as folder:
            scratch = Path(folder)
            environments, memo = kernel.Environments(scratch), kernel.MemoProbes(scratch)
            config = tree.path / "arch" / kernel.srcarch(arguments.arch) / "configs" / arguments.defconfig
            print(machine())
            print(f"{'':34} {'wall':>10} {'95th':>10} {'own CPU':>10} {'95th':>10} {'peak':>10}")
            for toolchain in dict.fromkeys([arguments.elsewhere, arguments.toolchain]):
                environment = memo.wrap(environments.get(tree, arguments.arch, toolchain))
                place = Place(tree, arguments.arch, toolchain, environment, scratch, arguments.ltoconf)
                callers = place.callers()
                explain = place.command("explain", [arguments.symbol], config)
                measure(explain, scratch, callers)
                usages = [measure(explain, scratch, callers) for _ in range(arguments.repetitions)]
                what = f"explain {arguments.symbol}, {toolchain}"
                row(what, usages, [measure(explain, scratch, callers, True).peak])
            usages, peaks = [], []
            for seed in range(arguments.fixes):
                wishes = wished(place, seed, 5)
                fix = place.command("fix", wishes, scratch / "base.config") + ["-o", scratch / "fixed.config"]
                usages.append(measure(fix, scratch, callers))
                if seed % 5 == 0:
                    peaks.append(measure(fix, scratch, callers, True).peak)
            if usages:
                row("fix, up to 5 wishes", usages, peaks)
    except (kernel.SetupError, OSError) as error:
        say(f"bench: {error}")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
