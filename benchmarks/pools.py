"""Pools: what an episode costs in each, and how long it takes until the first one is played.

    python -m benchmarks.pools [--pools local,docker,ray] [--episodes 60]

The same scripted episodes in each pool, one worker, one after the other in one run: the times between the first ending
and the last, shared among the endings between. Endings are what the pool yields, so that keeping results is in none of
them.
"""

import argparse
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import NamedTuple

from diorama.harnesses.commands.place import place_of
from diorama.harnesses.episodes import Assignment
from diorama.harnesses.jobs import Request
from diorama.harnesses.places import Place
from diorama.harnesses.pools import Order
from diorama.harnesses.run import WORK, plan_run

AGENT = "oracle"
TASKS = "clawsbench/*"


class Cost(NamedTuple):
    """Seconds until the first episode is done, and milliseconds of each of the others."""

    first: float
    each: float


def cost(place: Place, episodes: int) -> Cost:
    """Play so many episodes in a place."""
    request = Request("ClawsBench-Email-v0", (AGENT,), tuple(range(episodes)), tasks=TASKS, companions=False, limit=1)
    plan = plan_run(request, place)
    with TemporaryDirectory() as folder:
        began = perf_counter()
        pool = place.open(WORK, 1, Path(folder))
        try:
            for job in plan.jobs:
                pool.submit(Order(job.key, Assignment(job=job, folder=folder, folders=()).model_dump_json(), 600))
            ends = []
            for ending in pool.endings():
                assert ending.kind == "done", ending
                ends.append(perf_counter())
        finally:
            pool.close()
    return Cost(ends[0] - began, (ends[-1] - ends[0]) / (len(ends) - 1) * 1000)


def main() -> None:
    """Measure, and print a line for each pool."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pools", default="local,docker,ray")
    parser.add_argument("--episodes", type=int, default=60)
    given = parser.parse_args()
    local = None
    for name in given.pools.split(","):
        place = place_of(name, (AGENT,), (), "", 2048, 1.0, (), "", "", "local")
        got = cost(place, given.episodes)
        local = local or got
        print(f"{name:7} first after {got.first:6.2f} s, then {got.each:7.2f} ms each, "
              f"{got.each - local.each:+7.2f} ms against {given.pools.split(',')[0]}", flush=True)


if __name__ == "__main__":
    main()
