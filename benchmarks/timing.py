"""Timing: repeated measurements of one act, each on a fresh start where the act changes something."""

import gc
import json
import subprocess
import sys
from collections.abc import Callable
from statistics import median
from time import perf_counter_ns
from typing import Any, NamedTuple


class Timing(NamedTuple):
    """Microseconds of one act: the least of all repeats, which the machine's noise touches least, and their median."""

    least: float
    median: float


def timed(act: Callable[[], object], *, before: Callable[[], object] | None = None, repeats: int = 200,
          inner: int = 1) -> Timing:
    """Time an act; `before` prepares each repeat, outside the clock. `inner` acts a repeat, for what is very short."""
    samples: list[float] = []
    gc.collect()
    for _ in range(repeats):
        if before is not None:
            before()
        start = perf_counter_ns()
        for _ in range(inner):
            act()
        samples.append((perf_counter_ns() - start) / inner / 1000)
    return Timing(min(samples), median(samples))


def calibration() -> float:
    """Return milliseconds of a fixed Python loop: how fast the machine is just now."""
    return timed(lambda: sum(i % 7 for i in range(200_000)), repeats=5).least / 1000


def in_a_process(code: str) -> Any:
    """Run code in a new interpreter and return the JSON that it prints last."""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=600)
    return json.loads(done.stdout.splitlines()[-1])
