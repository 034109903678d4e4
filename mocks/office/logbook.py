"""The shift log of Leipzig North: a year of shifts, day by day, in one document of more than a hundred pages."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from ...snapshots.draw import Draw
from ..common.zones import read_moment
from .cast import cast, read_seed
from .figures import week, week_table
from .sheets import Sheet
from .texts import Fact, fill, show, unwrapped
from .threads import ZONE

ID = "doc_shift_log"
FIRST, LAST = date(2025, 1, 6), date(2025, 12, 29)
"""The Mondays of the first and the last week."""

SHIFTS = (("Early", 6), ("Late", 14), ("Night", 22))
"""Their names, and the hours at which they begin."""

MEANS = (1, 2, 6, 10, 15, 18, 20, 20, 16, 11, 6, 2)
"""Degrees of an ordinary day, by month."""


def shift_log(seed: int) -> Sheet:
    """Return the log of 2025. The moves of its days add up to the weeks of the reports."""
    data = read_seed("shift_log")
    lines = [f"# {data['title']}", "", unwrapped(data["about"]), ""]
    monday = FIRST
    while monday <= LAST:
        lines += _week(monday, data, Draw(seed, f"office shift log {monday.isoformat()}"))
        monday += timedelta(7)
    by, other = cast().party("ferrante").email, cast().party("okafor").email
    return Sheet(
        id=ID, name=data["title"], folder="folder_leipzig_yard", by=by, at=read_moment("2026-01-05 08:20", ZONE),
        created=read_moment("2025-01-06 06:10", ZONE), edited=other, text="\n".join(lines),
    )


def _week(monday: date, data: Mapping[str, Any], draw: Draw) -> Iterator[str]:
    moves = [int(line.split(",")[1]) for line in week_table(monday).split("\n")[1:6]]
    yield f"## Week {show(monday, 'week')}, from {show(monday)}"
    yield ""
    yield f"{week(monday)['leipzig']:,} moves in Leipzig North. {draw.choice(data['weeks'])}"
    yield ""
    for number, count in enumerate(moves):
        day = monday + timedelta(number)
        yield f"### {show(day, 'full')}"
        yield ""
        early = count * draw.between(38, 46) // 100
        late = count * draw.between(34, 40) // 100
        leaders = draw.sample(data["leaders"], len(SHIFTS))
        parts = (early, late, count - early - late)
        for (shift, begins), leader, part in zip(SHIFTS, leaders, parts, strict=True):
            yield f"**{shift} shift**, {leader}: {part} moves. {_entry(data, day.month, begins, draw)}"
            yield ""


def _entry(data: Mapping[str, Any], month: int, begins: int, draw: Draw) -> str:
    """Return what a shift leader has written: the state, some events, what is handed over."""
    facts: dict[str, Fact] = {
        "bay": draw.between(1, 14), "row": draw.choice("ABCDEF"), "minutes": draw.between(5, 75),
        "gate": draw.between(1, 3), "machine": draw.choice(data["machines"]), "haulier": draw.choice(data["hauliers"]),
        "hour": f"{(begins + draw.below(7)) % 24:02}:{draw.below(12) * 5:02}", "count": draw.between(2, 19),
        "box": f"TVLU {draw.between(100000, 999999)}-{draw.below(10)}",
        "degrees": MEANS[month - 1] + draw.between(-5, 6),
    }
    events = draw.sample(data["events"], draw.between(2, 4))
    return " ".join(fill(text, facts, draw) for text in
                    (draw.choice(data["starts"]), *events, draw.choice(data["handovers"])))
