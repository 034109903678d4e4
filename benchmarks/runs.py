"""A run of scripted mail episodes: its rate, and the share of its time outside the environment.

    python -m benchmarks.runs [--episodes 10000] [--workers 2]

The oracle plays all mail tasks that ship, at as many seeds as it takes. Time is that of processors, the command's and
its workers', from the plan to the last result. The environment's is what making, resetting and stepping it takes in the
workers. What remains is agents, traces, results, progress and the start of processes.
"""

import argparse
import os
import time
from collections.abc import Callable
from functools import cache, wraps
from math import ceil
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple, ParamSpec, TextIO, TypeVar

from diorama.envs.env import DioramaEnv
from diorama.harnesses.episodes import carry_out
from diorama.harnesses.folder import LOGS
from diorama.harnesses.jobs import Plan, Request
from diorama.harnesses.pools import LocalPool, Pool, Turn
from diorama.harnesses.run import plan_run, run

AGENT = "oracle"

P = ParamSpec("P")
R = TypeVar("R")

_spent = 0.0


class Timed(NamedTuple):
    """Processes here that note how much of their time is the environment's."""

    reaches_store: bool = True

    def open(self, function: str, size: int, folder: Path) -> Pool:
        """Return a pool for the run of a folder."""
        return LocalPool("benchmarks.runs:timed", size, folder / LOGS)


def timed(payload: str, turn: Turn) -> str:
    """Play an episode, and note what its environment took."""
    global _spent
    notes = _notes()
    _spent = 0.0
    result = carry_out(payload, turn)
    notes.write(f"{_spent}\n")
    notes.flush()
    return result


@cache
def _notes() -> TextIO:
    """Have the environment's time taken in this process, and return where it is written."""
    for name in ("__init__", "reset", "step"):
        setattr(DioramaEnv, name, _measured(getattr(DioramaEnv, name)))
    return Path(os.environ["BENCHMARK_NOTES"], str(os.getpid())).open("w", encoding="ascii")


def _measured(method: Callable[P, R]) -> Callable[P, R]:
    @wraps(method)
    def measured(*given: P.args, **named: P.kwargs) -> R:
        global _spent
        began = time.process_time()
        try:
            return method(*given, **named)
        finally:
            _spent += time.process_time() - began

    return measured


def planned(episodes: int) -> tuple[Request, Plan]:
    """Return a request of so many episodes, or some more, and its plan."""
    def asked(seeds: int) -> Request:
        return Request("ClawsBench-Email-v0", (AGENT,), tuple(range(seeds)), tasks="clawsbench/*", companions=False)

    tasks = len(plan_run(asked(1)).jobs)
    request = asked(ceil(episodes / tasks))
    return request, plan_run(request)


def main() -> None:
    """Measure, and print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--episodes", type=int, default=10_000)
    parser.add_argument("--workers", type=int, default=2)
    given = parser.parse_args()
    request, plan = planned(given.episodes)
    with TemporaryDirectory() as folder, TemporaryDirectory() as notes:
        os.environ["BENCHMARK_NOTES"] = notes
        before, began = os.times(), time.perf_counter()
        results = run(request, plan, Path(folder), workers=given.workers, place=Timed()).results
        wall, after = time.perf_counter() - began, os.times()
        inside = sum(float(line) for path in Path(notes).iterdir() for line in path.read_text("ascii").split())
    assert all(result.verdict.valid for result in results)
    own = after.user + after.system - before.user - before.system
    workers = after.children_user + after.children_system - before.children_user - before.children_system
    number = len(results)
    print(f"{number} episodes on {given.workers} workers in {wall:.1f} s: {number / wall:.1f} a second\n"
          f"milliseconds of a processor an episode: {1000 * inside / number:.2f} in the environment, "
          f"{1000 * (workers - inside) / number:.2f} else in workers, {1000 * own / number:.2f} in the command: "
          f"{100 * (1 - inside / (own + workers)):.1f} % outside the environment")


if __name__ == "__main__":
    main()
