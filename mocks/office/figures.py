"""The office's operating figures: weeks are drawn, months and quarters are sums of weeks, so reports agree."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from functools import lru_cache

from ...snapshots.draw import Draw
from .texts import Fact, Money

DEPOTS = {"leipzig": 1180, "leeds": 640, "gdynia": 520}
"""Container moves of an ordinary week."""

HARBOUR_FROM, HARBOUR_MOVES = date(2025, 10, 27), 310
"""When the first terminal of the Harbour project went live, and its moves of an ordinary week."""

SEASON = (88, 90, 98, 100, 103, 104, 96, 82, 110, 116, 112, 84)
"""How busy each month is, in per cent."""

ROWS = ("moves", "late", "incidents", "opened", "closed", "overtime")


@lru_cache(maxsize=256)
def week(monday: date) -> Mapping[str, int]:
    """Return the counts of a week: moves, all and by depot, late ones, incidents, tickets, overtime hours."""
    draw = Draw(0, f"office week {monday.isoformat()}")
    moves = {name: _busy(draw, usual, monday) for name, usual in DEPOTS.items()}
    if monday >= HARBOUR_FROM:
        moves["hrabova"] = _busy(draw, HARBOUR_MOVES, monday)
    total = sum(moves.values())
    opened, backlog = draw.between(18, 37), _backlog(monday)
    return {
        **moves, "moves": total, "late": total * draw.between(22, 58) // 1000, "incidents": draw.between(1, 7),
        "opened": opened, "closed": opened + _backlog(monday - timedelta(7)) - backlog, "backlog": backlog,
        "overtime": draw.between(9, 46),
    }


def _busy(draw: Draw, usual: int, monday: date) -> int:
    quiet = 55 if (monday.month, monday.day) >= (12, 21) or (monday.month == 1 and monday.day <= 3) else 100
    return usual * SEASON[monday.month - 1] * quiet * draw.between(93, 107) // 1_000_000


def _backlog(monday: date) -> int:
    return Draw(0, f"office backlog {monday.isoformat()}").between(24, 41)


def weeks_of(first: date, months: int) -> list[date]:
    """Return the Mondays of the weeks that count to some months: those whose Friday lies in them."""
    last = first.month - 1 + months
    end = date(first.year + last // 12, last % 12 + 1, 1)
    monday = first - timedelta(first.weekday())
    out: list[date] = []
    while (friday := monday + timedelta(4)) < end:
        if friday >= first:
            out.append(monday)
        monday += timedelta(7)
    return out


def figures(weeks: Iterable[date]) -> dict[str, Fact]:
    """Return the facts of some weeks together."""
    counted = [(monday, week(monday)) for monday in weeks]
    sums = {name: sum(row[name] for _, row in counted) for name in ROWS}
    depots = {name: sum(row.get(name, 0) for _, row in counted) for name in (*DEPOTS, "hrabova")}
    ontime = 1000 - (1000 * sums["late"] + sums["moves"] // 2) // max(1, sums["moves"])
    crew = sums["moves"] * 41 * 23 // 10
    parts = crew * (13 + sums["incidents"] % 7) // 100
    haul = crew * (31 + sums["late"] % 9) // 100
    budget = crew * (144 + sums["opened"] % 11) // 100
    actual = crew + parts + haul
    return {
        **sums, **depots, "ontime": f"{ontime // 10}.{ontime % 10}", "backlog": counted[-1][1]["backlog"],
        "weeks": len(counted), "crew": Money(crew * 100), "parts": Money(parts * 100), "haul": Money(haul * 100),
        "actual": Money(actual * 100), "budget": Money(budget * 100),
        "gap": Money(abs(actual - budget) * 100), "over": "over" if actual > budget else "under",
    }


def week_table(monday: date) -> str:
    """Return the CSV of a week's moves by day and depot; the days add up to the week's figures."""
    row = week(monday)
    names = [name for name in (*DEPOTS, "hrabova") if name in row]
    parts = {name: _split(Draw(0, f"office days {monday.isoformat()} {name}"), row[name]) for name in names}
    lines = [",".join(("date", *names, "total"))]
    for i in range(5):
        counts = [parts[name][i] for name in names]
        lines.append(",".join(((monday + timedelta(i)).isoformat(), *map(str, counts), str(sum(counts)))))
    lines.append(",".join(("total", *(str(row[name]) for name in names), str(row["moves"]))))
    return "\n".join(lines)


def _split(draw: Draw, total: int) -> list[int]:
    days = [total * draw.between(17, 22) // 100 for _ in range(4)]
    return [*days, total - sum(days)]


def month_table(weeks: Iterable[date]) -> str:
    """Return the CSV of the weeks of a month or quarter, one line each and their sum."""
    mondays = list(weeks)
    lines = ["week_of," + ",".join(ROWS)]
    lines += [f"{monday.isoformat()}," + ",".join(str(week(monday)[name]) for name in ROWS) for monday in mondays]
    lines.append("total," + ",".join(str(sum(week(monday)[name] for monday in mondays)) for name in ROWS))
    return "\n".join(lines)
