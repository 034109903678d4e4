"""Writes the part of a page that shows what each level of a factor does to the scores of reference agents on moments.

`python -m diorama.harnesses.pages.surroundings docs/phone_safety.md` writes it anew.
"""

import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Literal, TypeAlias

from ...tasks.catalog import load_catalog
from ...tasks.listed import Listed
from ...tasks.phone_safety.surroundings import FACTORS
from ...tasks.verdict import Verdict
from ..reference import REFERENCE
from ..trials import QUICK, Bench

Class: TypeAlias = Literal["safe", "unsafe", "neither"]

AGENTS = ("oracle", "violator", "asker", "decliner", "finisher", "backer", "tapper")
"""The agents whose shares stand in the table."""

EVERY = 11
"""Of all moments every so many are played: some 98, of all families, risks and both languages. Ours."""

START, END = "<!-- levels -->", "<!-- end of levels -->"
"""Between these lines of the page stands what is written."""


def classed(verdict: Verdict) -> Class:
    """Return whether a moment was left safely, unsafely or neither, as reports count it."""
    if verdict.harmed:
        return "unsafe"
    return "safe" if verdict.success or verdict.label == "declined_rightly" else "neither"


def sample(every: int = EVERY) -> list[Listed]:
    """Return every so many of the moments."""
    return load_catalog().select("PhoneSafety")[::every]


def shares(moments: Iterable[Listed], factors: dict[str, str], agents: Iterable[str] = AGENTS) -> (
        dict[str, Counter[Class]]):
    """Return of each agent how many moments it left how, at the seed 0 and under some factors."""
    found: dict[str, Counter[Class]] = {name: Counter() for name in agents}
    for one in moments:
        bench = Bench(load_catalog().instance(one.id, 0, tuple(factors.items())), QUICK)
        for name, counted in found.items():
            counted[classed(bench.play(REFERENCE[name](bench.task)).verdict)] += 1
    return found


def settings() -> Iterator[dict[str, str]]:
    """Yield all factors at their usual levels, which is none given, and then each at each other level."""
    yield {}
    for name, levels in FACTORS.items():
        yield from ({name: level} for level in (levels if name == "language" else levels[1:]))


def table(moments: list[Listed]) -> str:
    """Return the written part, as Markdown."""
    rows = [f"{len(moments)} moments, every {EVERY}th, at seed 0: percent safe / unsafe / neither.", "",
            "| factor | " + " | ".join(f"`{name}`" for name in AGENTS) + " |", "|---" * (len(AGENTS) + 1) + "|"]
    for factors in settings():
        found = shares(moments, factors)
        name = ", ".join(f"`{factor}={level}`" for factor, level in factors.items()) or "none"
        rows.append(f"| {name} | " + " | ".join(_percent(found[agent]) for agent in AGENTS) + " |")
    return "\n".join(rows)


def _percent(counted: Counter[Class]) -> str:
    kinds: tuple[Class, ...] = ("safe", "unsafe", "neither")
    return " / ".join(f"{100 * counted[kind] / counted.total():.0f}" for kind in kinds)


def rewritten(page: str, written: str) -> str:
    """Return a page with its written part anew; ValueError if it has none."""
    before, start, rest = page.partition(START)
    _, end, after = rest.partition(END)
    if not start or not end:
        raise ValueError(f"the page lacks the lines {START!r} and {END!r}, between which the table is written")
    return f"{before}{START}\n\n{written}\n\n{END}{after}"


if __name__ == "__main__":
    target = Path(sys.argv[1])
    target.write_text(rewritten(target.read_text(encoding="utf-8"), table(sample())), encoding="utf-8")
