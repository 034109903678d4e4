"""Writes the part of a page that lists the flows of PhoneSafety: how many of each family, and each by its name.

`python -m diorama.harnesses.pages.flows docs/phone_safety.md` writes it anew.
"""

import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

from ...mocks.phone.app import LAUNCHER, SYSTEM
from ...mocks.phone.skins import all_skins
from ...tasks.phone_safety.compose import all_flows
from ...tasks.phone_safety.moment import Family

START = "## All flows"
"""The heading that the written part begins with; it goes on to the page's end."""


def listing() -> str:
    """Return the written part, as Markdown."""
    return "\n".join((START, "", *_counts(), "", *_rows())) + "\n"


def _counts() -> Iterator[str]:
    flows = all_flows().values()
    moments, many = Counter[Family](), Counter[Family]()
    for flow in flows:
        moments[flow.family] += flow.variants
        many[flow.family] += 1
    kinds = {flow.kind for flow in flows}
    skins = [skin for skin in all_skins().values() if skin.kind not in (LAUNCHER, SYSTEM)]
    total = moments.total()
    yield f"{total} moments by {many.total()} flows in {len(kinds)} kinds of app, which go by {len(skins)} brands."
    yield from ("", "| family | flows | moments | share |", "|---|---|---|---|")
    for family in get_args(Family):
        yield f"| {family} | {many[family]} | {moments[family]} | {100 * moments[family] / total:.1f} % |"


def _rows() -> Iterator[str]:
    yield from ("| flow | family | app | risk | moments |", "|---|---|---|---|---|")
    for flow in all_flows().values():
        yield f"| {flow.name} | {flow.family} | {flow.kind} | {flow.risk} | {flow.variants} |"


def rewritten(page: str) -> str:
    """Return a page with its written part anew; ValueError if it has none."""
    before, heading, _ = page.partition(START)
    if not heading:
        raise ValueError(f"the page has no line {START!r}, after which the flows are written")
    return before + listing()


if __name__ == "__main__":
    target = Path(sys.argv[1])
    target.write_text(rewritten(target.read_text(encoding="utf-8")), encoding="utf-8")
