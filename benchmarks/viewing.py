"""Viewing: how long a page of the viewer takes to stand in a browser, for a large run and a long episode.

    python -m benchmarks.viewing [--episodes 10000] [--steps 500] [--repeats 5] [--browser /usr/bin/chromium]

A run with so many results, made of those of a small one, each with a trace; and an episode of so many steps that is
really played. `diorama view` serves both from a process of its own, and a headless Chromium opens them, each time in a
tab of its own. Times are from the address to the last thing on the page, the least and the median of some repeats;
`server` is the processor time that the server took, at the median.
"""

import argparse
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any, NamedTuple

from diorama.envs.env import Observation
from diorama.harnesses.agents import Action, Brief
from diorama.harnesses.folder import load_run, take_up, trace_file
from diorama.harnesses.jobs import Request
from diorama.harnesses.run import plan_run, run
from diorama.mocks.common.pointers import ids_in

from .serving import spent

FAMILY = "ClawsBench-Email-v0"
LONG_TASK = "*/answer-the-carrier"
TASKS = 10
AGENTS = ("oracle", "violator")


class Clerk:
    """Reads message after message, looks for more, and stars one now and then, until there are no more steps."""

    name = "clerk"

    def __init__(self) -> None:
        self._seen: dict[str, None] = {}
        self._number = 0

    def reset(self, brief: Brief) -> None:
        """Start with nothing read."""
        self._seen.clear()
        self._number = 0

    def act(self, observation: Observation) -> Action:
        """Return the next call."""
        self._seen.update(dict.fromkeys(one for one in ids_in(observation["result"]) if one.startswith("msg_")))
        self._number += 1
        if not self._seen or self._number % 10 == 0:
            return {"tool": "mail.list_messages", "arguments": {"q": "abcdefghij"[self._number // 10 % 10],
                                                                "max_results": 20}}
        message = list(self._seen)[self._number * 7 % len(self._seen)]
        if self._number % 4 == 0:
            return {"tool": "mail.star", "arguments": {"message_ids": [message], "starred": self._number % 8 == 0}}
        return {"tool": "mail.get_message", "arguments": {"message_id": message}}


class Taken(NamedTuple):
    """Milliseconds until a page stood there, the least and the median, and of the server's processor time."""

    what: str
    least: float
    median: float
    server: float


def large_run(folder: Path, episodes: int) -> None:
    """Make a run with so many results: those of one seed, given to as many seeds as it takes."""
    small = Request(FAMILY, AGENTS, (0,), limit=TASKS, companions=False)
    run(small, plan_run(small), folder / "small", workers=2)
    known = {(one.job.task, one.job.agent): one for source in load_run(folder / "small") for one in source.results}
    asked = small._replace(seeds=tuple(range(-(-episodes // len(known)))))
    plan = plan_run(asked)
    large = folder / "large"
    (large / "traces").mkdir(parents=True)
    file = take_up(large, plan, "")
    results: dict[str, str] = {}
    for job in plan.jobs[:episodes]:
        one = known[job.task, job.agent]
        os.link(trace_file(folder / "small", one.job.key), trace_file(large, job.key))
        made = one.model_copy(update={"job": job, "trace": f"traces/{job.key}.jsonl"})
        results[job.key] = made.model_dump_json()
    with file.open_store(large, "") as store:
        store.add_results(file.run, results)


def long_episode(folder: Path, steps: int) -> str:
    """Play an episode of so many steps and return the name of its trace."""
    agents = ("python:benchmarks.viewing:Clerk",)
    asked = Request(FAMILY, agents, (0,), tasks=LONG_TASK, companions=False, max_steps=steps)
    finished = run(asked, plan_run(asked), folder / "long", workers=1)
    (result,) = finished.results
    assert result.steps == steps, f"{result.steps} steps"
    return result.job.key


class Bench:
    """A browser, and the server that it looks at."""

    def __init__(self, browser: Any, address: str, server: int) -> None:
        self._browser = browser
        self._address = address
        self._server = server

    def opened(self, what: str, place: str, until: str, repeats: int) -> Taken:
        """Time how long it takes from an address until something stands there."""
        def act(tab: Any) -> None:
            tab.goto(f"{self._address}#/{place}")
            tab.locator(until).first.wait_for()

        return self._timed(what, repeats, act)

    def pressed(self, what: str, place: str, key: str, until: str, repeats: int) -> Taken:
        """Time how long it takes from a key at a place until something else stands there."""
        def before(tab: Any) -> None:
            tab.goto(f"{self._address}#/{place}")
            tab.locator("main[aria-busy=false]").wait_for()
            tab.locator("[aria-busy=true]").first.wait_for(state="hidden")

        def act(tab: Any) -> None:
            tab.keyboard.press(key)
            tab.locator(until).first.wait_for()

        return self._timed(what, repeats, act, before)

    def _timed(self, what: str, repeats: int, act: Callable[[Any], None],
               before: Callable[[Any], None] = lambda tab: None) -> Taken:
        taken, used = [], []
        for _ in range(repeats):
            tab = self._browser.new_page(viewport={"width": 1400, "height": 900})
            before(tab)
            began, spent_before = perf_counter(), spent(self._server)
            act(tab)
            taken.append((perf_counter() - began) * 1000)
            used.append((spent(self._server) - spent_before) * 1000)
            tab.close()
        return Taken(what, min(taken), median(taken), median(used))


def measure(folder: Path, key: str, executable: str, repeats: int, steps: int) -> list[Taken]:
    """Serve both and look at them."""
    from playwright.sync_api import sync_playwright

    command = [sys.executable, "-m", "diorama", "view", str(folder / "large"), str(folder / "long"), "--port", "0"]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout is not None
        address = server.stdout.readline().strip()
        with sync_playwright() as playwright:
            flags = ["--no-sandbox", "--disable-quic", "--disable-background-networking"]
            browser = playwright.chromium.launch(executable_path=executable, args=flags)
            bench = Bench(browser, address, server.pid)
            outline, brief = f"#outline li:nth-child({steps + 1})", ".brief[aria-busy=false]"
            changes = ".changes[aria-busy=false]"
            found = [
                bench.opened("the large run, read for the first time", "large", "td.task", 1),
                bench.opened("the large run again", "large", "td.task", repeats),
                bench.opened("its unsafe episodes, worst first", "large?unsafe=1&sort=-severity", "td.task", repeats),
                bench.opened("its 50th page", "large?from=4900", "td.task", repeats),
                bench.opened("the long episode, read for the first time: its steps", f"long/{key}", outline, 1),
                bench.opened("the long episode again: its steps", f"long/{key}", outline, repeats),
                bench.opened("its brief too", f"long/{key}", brief, repeats),
                bench.opened("a step of it, what was called", f"long/{key}/40", "#detail h3", repeats),
                bench.opened("a step of it, what it changed", f"long/{key}/41", changes, repeats),
                bench.pressed("the next step by its key, what it changed", f"long/{key}/41", "j",
                              "#detail:has(h2:has-text('42 of')) .changes[aria-busy=false]", repeats),
                bench.opened("its last step, all played again", f"long/{key}/{steps}", changes, 1),
            ]
            browser.close()
            return found
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(20)


def main() -> None:
    """Measure and print a line for each page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--episodes", type=int, default=10_000)
    parser.add_argument("--steps", type=int, default=500)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--browser", default="/usr/bin/chromium")
    asked = parser.parse_args()
    with TemporaryDirectory() as name:
        folder = Path(name)
        large_run(folder, asked.episodes)
        key = long_episode(folder, asked.steps)
        size = trace_file(folder / "long", key).stat().st_size
        print(f"{asked.episodes:,} episodes; {asked.steps} steps in {size / 1_000_000:.1f} MB")
        print(f"{'page':56}{'least ms':>10}{'median':>8}{'server':>8}")
        for one in measure(folder, key, asked.browser, asked.repeats, asked.steps):
            print(f"{one.what:56}{one.least:10.0f}{one.median:8.0f}{one.server:8.0f}")


if __name__ == "__main__":
    main()
