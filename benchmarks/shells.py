"""The shell's figures: commands a second by each executor, and fork and restore of a world with 5,000 files.

`python -m benchmarks.shells` prints them alone.
"""

import sys
from collections.abc import Callable
from functools import partial

from diorama.mocks.catalog import service_classes
from diorama.mocks.shell.executors import EXECUTORS, IN_PROCESS
from diorama.mocks.world import World, agent, run_calls, setup
from diorama.snapshots.calls import Call
from diorama.snapshots.errors import MissingExtra, UsageError

from .ours import Budget
from .timing import Timing, timed

WHO, NOW = "ola@bench.test", 1_772_600_000_000
FEW, MANY = 20, 5_000

COMMANDS = {
    "one built-in": "echo ready",
    "two programs": "grep -c 7 notes/n3.txt; wc -l < notes/n4.txt",
    "a report": "for f in notes/n1?.txt; do awk -F, '{s += $2} END {print s}' $f; done | sort -n | tail -1 > sum.txt",
}
"""What is run: the last is twelve processes and a file written."""

MOST = {IN_PROCESS: (2.0, 2.0, 12.0), "sandbox": (150.0, 150.0, 200.0), "container": (2_000.0, 2_000.0, 2_000.0)}
"""Milliseconds that each of the commands may take; the first is the design's, the rest show what has become slow."""


def shell_world(files: int, executor: str = IN_PROCESS) -> World:
    """Return a world with one machine of so many files of about 400 bytes."""
    world = World(service_classes(("shell",)), seed=1, now=NOW)
    lines = "".join(f"day {number},{number * 7 % 31},x\n" for number in range(36))
    run_calls(world, [
        Call.of("shell.put_user", {"name": "ola"}),
        *(Call.of("shell.put_file", {
            "path": f"/home/ola/notes{f'/{number // 100}' if number >= 100 else ''}/n{number}.txt",
            "text": f"{number},{number}\n{lines}", "owner": "ola",
        }) for number in range(files)),
        Call.of("shell.set_login", {"user": "ola", "principal": WHO, "persistent": False}),
        Call.of("shell.set_machine", {"executor": executor}),
    ], actor=setup())
    return world


def shell_budgets(repeats: int, tell: Callable[[str], None]) -> list[Budget]:
    """Measure every executor that this machine has; `tell` is told which are skipped, and why."""
    out: list[Budget] = []
    for name in EXECUTORS:
        try:
            _run(shell_world(1, name), "true")
        except (UsageError, MissingExtra) as error:
            tell(f"skipped: commands by {name}: {error}")
            continue
        times = repeats if name == IN_PROCESS else max(3, repeats // 20)
        few, many = shell_world(FEW, name), shell_world(MANY, name)
        for (what, command), most in zip(COMMANDS.items(), MOST[name], strict=True):
            out.append(_row(f"shell, {name}: {what}", most, _timed(few, command, times), f"{FEW} files"))
        out.append(_row(
            f"shell, {name}: two programs among many files", 20 * MOST[name][1] if name == IN_PROCESS else
            MOST[name][1] + 2_000, _timed(many, COMMANDS["two programs"], max(3, times // 5)), f"{MANY} files"))
    return [*out, *_keeping(repeats)]


def _keeping(repeats: int) -> list[Budget]:
    """Measure snapshot, fork and restore of a world with many files, after a command has changed some of them."""
    world = shell_world(MANY)
    _run(world, "for f in notes/1/*; do echo more >> $f; done")
    point = world.snapshot()

    def restore() -> None:
        world.restore(point)

    def fork() -> None:
        world.fork()

    note = f"{MANY} files, after a command that changed 100 of them"
    return [
        Budget("shell: fork a world", "us", 100, *timed(fork, repeats=repeats, inner=100), note),
        Budget("shell: restore a world", "us", 100, *timed(restore, repeats=repeats, inner=100), note),
    ]


def _timed(world: World, command: str, repeats: int) -> Timing:
    point, log = world.snapshot(), world.log

    def start() -> None:
        world.restore(point)
        world.log = log

    return timed(partial(_run, world, command), before=start, repeats=repeats)


def _run(world: World, command: str) -> None:
    outcome = world.call(Call.of("shell.bash", {"command": command}), actor=agent(WHO))
    assert outcome.ok, outcome.message


def _row(what: str, most: float, timing: Timing, note: str) -> Budget:
    least, middle = timing.least / 1000, timing.median / 1000
    rate = f"{1000 / middle:,.0f}" if middle < 100 else f"{1000 / middle:.1f}"
    return Budget(what, "ms", most, least, middle, f"{note}; {rate} commands a second")


if __name__ == "__main__":
    for row in shell_budgets(int(sys.argv[1]) if len(sys.argv) > 1 else 100, print):
        print(f"{row.what:55} {row.least:9.2f} {row.median:9.2f} {row.unit}  {row.note}")
