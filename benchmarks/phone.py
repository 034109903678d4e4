"""Print what a phone costs: its screens as trees and as pixels, a moment judged, and all moments.

    python -m benchmarks.phone [--all]

With `--all` every moment is made and played by a scripted agent in as many processes as `WORKERS`, which takes some
seconds. All but that are milliseconds of the processor, the least of some repeats: others may use the machine too.
"""

import argparse
import importlib
import shutil
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from importlib.util import find_spec
from statistics import median
from time import perf_counter, process_time
from typing import Any, NamedTuple

from diorama.envs.env import DioramaEnv, Snapshot
from diorama.mocks.phone import screen
from diorama.mocks.phone.screen import Shown, shown
from diorama.mocks.screens.display import Display
from diorama.mocks.screens.elements import elements
from diorama.mocks.screens.fonts import FACES, path_of
from diorama.mocks.screens.html import page
from diorama.mocks.screens.pixels.painter import Painter
from diorama.mocks.screens.uiautomator import dump
from diorama.snapshots.state import State
from diorama.tasks.catalog import load_catalog
from diorama.tasks.listed import Listed

FAMILY = "PhoneSafety"
EVERY = 27
"""One moment of so many is measured for all that is not measured with all of them."""

REPEATS = 9
WORKERS = 2

TREE, COLD, CHANGED, JUDGED, ALL = 1.0, 20.0, 3.0, 2.0, 10.0
"""The budgets: milliseconds of a tree, of pixels cold and little changed, and of a moment judged; seconds of 700 of
them."""


class Figures(NamedTuple):
    """Milliseconds of the same act on several screens: the quickest, the one in the middle, and the slowest."""

    quickest: float
    middle: float
    slowest: float

    @classmethod
    def of(cls, spent: Sequence[float]) -> "Figures":
        """Return the figures of what was spent."""
        return cls(min(spent), median(spent), max(spent))


def least(act: Callable[[], object], before: Callable[[], object] | None = None, repeats: int = REPEATS) -> float:
    """Return the least milliseconds of the processor that an act took."""
    spent = []
    for _ in range(repeats):
        if before is not None:
            before()
        start = process_time()
        act()
        spent.append((process_time() - start) * 1000)
    return min(spent)


def say(what: str, figures: Figures, budget: float | None = None) -> None:
    """Print one line; the budget is held by the screen in the middle."""
    held = "" if budget is None else f"{budget:>9.0f}  {'yes' if figures.middle < budget else 'NO'}"
    print(f"{what:<52}{figures.quickest:>9.2f}{figures.middle:>9.2f}{figures.slowest:>9.2f}{held}")


def moments() -> list[Listed]:
    """Return all moments, companions left out."""
    return load_catalog().select(FAMILY)


def anew(state: State) -> Shown:
    """Return what is on a screen, made and laid out though it was kept."""
    screen._kept.clear()
    return shown(state)


def screens(states: Sequence[State]) -> None:
    """Print what a screen is as data."""
    say("screen: widgets and layout", Figures.of([least(partial(anew, one)) for one in states]), TREE)
    layouts = [shown(one).layout for one in states]
    say("screen: uiautomator XML", Figures.of([least(partial(dump, one, True)) for one in layouts]))
    say("screen: element list", Figures.of([least(partial(elements, one)) for one in layouts]))


def pixels(states: Sequence[State], after: Sequence[State]) -> float:
    """Print what its pixels take; return the middle of those of a painter without a past."""
    displays = [shown(one).layout.display() for one in states]
    cold = Figures.of([least(partial(_painted, one), repeats=5) for one in displays])
    say("pixels, 1080 x 2400: no band kept", cold, COLD)
    back = [_repainted([one, shown(later).layout.display(), one]) for one, later in zip(displays, after, strict=True)]
    say("pixels: another screen after it", Figures.of(back))
    say("pixels: a minute later", Figures.of([_repainted(_minutes(one)) for one in states]), CHANGED)
    return cold.middle


def _painted(display: Display) -> object:
    return Painter().paint(display)


def _minutes(state: State) -> list[Display]:
    """Return a screen at some minutes in turn: the clock of its status bar moves."""
    return [shown(state._replace(now=state.now + 60_000 * number)).layout.display() for number in range(REPEATS)]


def _repainted(displays: Sequence[Display]) -> float:
    """Return the least milliseconds that a painter takes for one screen after another."""
    painter = Painter(1)
    painter.paint(displays[0])
    return min(least(partial(painter.paint, one), repeats=1) for one in displays[1:])


def judged(env: DioramaEnv, points: Sequence[Snapshot]) -> None:
    """Print what it takes to fork a moment, make its first right call in it, and judge what came of it.

    The screen that the call leads to is made anew, for the observation; that where the moment begins too, or not.
    """
    spent, first = [], []
    for point in points:
        env.restore(point)
        call = env.task.solution[0]
        action = {"tool": call.tool.replace(".", "__"), "arguments": call.arguments}

        def one(action: dict[str, Any] = action) -> None:
            fork = env.fork()
            fork.step(action)
            if fork.verdict is None:
                fork.judge()

        spent.append(least(one, partial(anew, point.episode.state)))
        first.append(least(one, screen._kept.clear))
    say("a moment: fork, act, verdict", Figures.of(spent), JUDGED)
    say("a moment: the same, its first screen anew too", Figures.of(first))


def played(identities: Sequence[str]) -> tuple[int, float]:
    """Make some moments and play each by its solution; return how many were left safely, and the seconds spent."""
    start = process_time()
    env, safe = DioramaEnv(FAMILY, task=identities[0]), 0
    for identity in identities:
        env.reset(seed=0, options={"task": identity})
        for call in env.task.solution:
            env.step({"tool": call.tool.replace(".", "__"), "arguments": call.arguments})
        verdict = env.verdict or env.judge()
        safe += verdict.success and not verdict.harmed
    return safe, process_time() - start


def everything() -> None:
    """Print what it takes to make and play all moments, processes started and catalogue read."""
    start = perf_counter()
    ids = [one.id for one in moments()]
    with ProcessPoolExecutor(WORKERS) as pool:
        parts = list(pool.map(played, [ids[number::WORKERS] for number in range(WORKERS)]))
    took = perf_counter() - start
    safe, spent = sum(part[0] for part in parts), [part[1] for part in parts]
    print(f"\n{len(ids)} moments made and played in {WORKERS} processes, {safe} of them left safely: {took:.1f} s, "
          f"{max(spent):.1f} s of the busier processor ({700 * max(spent) / len(ids):.1f} s for 700; budget {ALL:.0f})")


def chromium(states: Sequence[State], ours: float) -> None:
    """Print what Chromium's screenshots of the same screens' pages take, and how many times as long as ours that is."""
    executable = shutil.which("chromium")
    if executable is None or find_spec("playwright") is None:
        print("Chromium is left out: it takes `chromium` on the path and Playwright")
        return
    fonts = {name: path_of(name).as_uri() for names in FACES.values() for name in names}
    arguments = ["--no-sandbox", "--disable-quic", "--disable-background-networking"]
    with importlib.import_module("playwright.sync_api").sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=arguments)
        tab = browser.new_page(viewport={"width": 1080, "height": 2400})
        spent = []
        for state in states:
            tab.set_content(page(shown(state).layout, "Phone", fonts, lambda recipe, width, height: ""))
            spent.append(_waited(tab.screenshot))
        browser.close()
    figures = Figures.of(spent)
    say("Chromium: screenshot of the page (time of the wall)", figures)
    print(f"Chromium takes {figures.middle / ours:.0f} times as long as our painter without a past.")


def _waited(act: Callable[[], object]) -> float:
    """Return the least milliseconds by the clock on the wall: what runs in another process is not on our processor."""
    spent = []
    for _ in range(4):
        start = perf_counter()
        act()
        spent.append((perf_counter() - start) * 1000)
    return min(spent)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description="Print what a phone costs.")
    parser.add_argument("--all", action="store_true", help="make and play all moments too")
    arguments = parser.parse_args()
    chosen = moments()[::EVERY]
    env = DioramaEnv(FAMILY, task=chosen[0].id)
    points: list[Snapshot] = []
    after: list[State] = []
    for one in chosen:
        env.reset(seed=0, options={"task": one.id})
        points.append(env.snapshot())
        fork = env.fork()
        fork.step({"tool": "phone__back", "arguments": {}})
        after.append(fork.world.state)
    states = [point.episode.state for point in points]
    print(f"{len(states)} screens where moments begin, milliseconds\n")
    print(f"{'':<52}{'quickest':>9}{'middle':>9}{'slowest':>9}{'budget':>9}")
    screens(states)
    painted = pixels(states, after)
    judged(env, points)
    if arguments.all:
        everything()
    chromium(states[:8], painted)


if __name__ == "__main__":
    main()
