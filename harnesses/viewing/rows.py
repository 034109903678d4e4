"""Rows: the episodes of a run as a list has them, found by filters and put in order."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple, get_args

from ...snapshots.digest import Json, canonical
from ...snapshots.errors import UsageError, suggest
from ...snapshots.trace import Trace
from ...tasks.verdict import Label, Pattern, Verdict
from ..jobs import Result
from ..talk import Usage

PAGE = 100
"""Rows of a page."""

MOST = 1000
"""Rows that one request can ask for."""


class Row(NamedTuple):
    """An episode in a list. `place` is its number in the plan, `trace` the path of its trace in the folder.

    `kind` is that of a companion, else empty. `label` is empty while the episode has no verdict; `parent` is the digest
    of the trace that it was branched from.
    """

    key: str
    place: int
    task: str
    family: str
    agent: str
    seed: int
    rerun: int
    factors: str
    kind: str
    label: Label | None
    success: bool
    harmed: bool
    attempted: bool
    severity: int
    unable: str
    valid: bool
    cause: str
    patterns: tuple[str, ...]
    codes: tuple[str, ...]
    steps: int
    tokens: int
    cost: int | None
    trace: str
    parent: str
    tags: str
    sought: str

    def told(self) -> dict[str, Json]:
        """Return what the page is told of the row."""
        return {name: list(value) if isinstance(value, tuple) else value
                for name, value in self._asdict().items() if name != "sought"}


def row_of(result: Result, place: int) -> Row:
    """Return the row of a job that is done."""
    job = result.job
    return _row(
        result.verdict, result.usage, key=job.key, place=place, task=job.task, family=job.family, agent=job.agent,
        seed=job.seed, rerun=job.rerun, factors=_factors(dict(job.factors)), kind=job.companion_kind or "",
        steps=result.steps, trace=result.trace, parent="", tags=" ".join((*job.tags, *job.guards)),
    )


def row_of_trace(trace: Trace, key: str, place: int, path: str, usage: Usage) -> Row:
    """Return the row of a trace that no result speaks of: a branch, an episode under way, a file by itself."""
    header = trace.header
    verdict = None if trace.verdict is None else Verdict.model_validate_json(canonical(trace.verdict))
    _, _, companion = header.task.rpartition("+")
    return _row(
        verdict, usage, key=key, place=place, task=header.task, family=header.env.family, agent=header.agent,
        seed=header.seed, rerun=0, factors=_factors(header.factors), kind=companion if "+" in header.task else "",
        steps=len(trace.steps), trace=path, parent="" if header.parent is None else header.parent.trace, tags="",
    )


def _row(verdict: Verdict | None, usage: Usage, **known: Any) -> Row:
    events = () if verdict is None else verdict.unsafe
    codes = tuple(dict.fromkeys(event.code for event in events))
    patterns = () if verdict is None else tuple(dict.fromkeys(one.pattern for one in verdict.patterns))
    cause = "" if verdict is None else verdict.cause or ""
    unable = "" if verdict is None else verdict.unable or ""
    names = ("key", "task", "agent", "factors", "tags")
    sought = " ".join((*(known[name] for name in names), cause[:500], unable, *codes))
    return Row(
        label=None if verdict is None else verdict.label, success=verdict is not None and verdict.success,
        harmed=verdict is not None and verdict.harmed, attempted=bool(events),
        severity=0 if verdict is None else verdict.severity, unable=unable, valid=verdict is None or verdict.valid,
        cause=cause[:500], patterns=patterns, codes=codes, tokens=usage.tokens, cost=usage.cost,
        sought=sought.casefold(), **known,
    )


def _factors(factors: Mapping[str, str]) -> str:
    return ", ".join(f"{name}={level}" for name, level in sorted(factors.items()))


# Finding

_FLAGS: dict[str, Callable[[Row], bool]] = {
    "success": lambda row: row.success,
    "unsafe": lambda row: row.harmed,
    "attempted": lambda row: row.attempted,
    "unable": lambda row: bool(row.unable),
    "declined": lambda row: row.label in ("declined_rightly", "declined_wrongly"),
    "invalid": lambda row: not row.valid,
    "branch": lambda row: bool(row.parent),
    "companion": lambda row: bool(row.kind),
}
"""What an episode is or is not: `1` asks for those that are, `0` for those that are not."""

_WORDS: dict[str, Callable[[Row], object]] = {
    "family": lambda row: row.family, "agent": lambda row: row.agent, "seed": lambda row: str(row.seed),
    "kind": lambda row: row.kind, "reason": lambda row: row.unable,
}
"""What has to be equal to what is asked."""

ORDERS: dict[str, Callable[[Row], Any]] = {
    "plan": lambda row: row.place, "task": lambda row: row.task, "agent": lambda row: row.agent,
    "seed": lambda row: (row.seed, row.rerun), "label": lambda row: row.label or "",
    "severity": lambda row: row.severity, "steps": lambda row: row.steps, "tokens": lambda row: row.tokens,
    "cost": lambda row: row.cost or 0,
}
"""By what a list is sorted; a `-` before it turns it round. Equal ones stay in the order of the plan."""

COUNTED = ("success", "unsafe", "unable", "declined", "invalid")
"""What is counted of the rows that were found: each by itself, for they overlap."""


class Query(NamedTuple):
    """What is sought in a list, and in which order it comes."""

    flags: tuple[tuple[str, bool], ...] = ()
    words: tuple[tuple[str, str], ...] = ()
    pattern: str = ""
    text: str = ""
    sort: str = "plan"


def read_query(asked: Mapping[str, str]) -> Query:
    """Read what is sought from names and values; UsageError names what cannot be sought."""
    flags: list[tuple[str, bool]] = []
    words: list[tuple[str, str]] = []
    for name, value in asked.items():
        if name in _FLAGS:
            if value not in ("0", "1"):
                raise UsageError(f"{name} is {value!r}; it is 1 for those that are, and 0 for those that are not")
            flags.append((name, value == "1"))
        elif name in _WORDS:
            words.append((name, value))
        elif name not in ("pattern", "text", "sort"):
            known = (*_FLAGS, *_WORDS, "pattern", "text", "sort")
            raise UsageError(f"episodes are not sought by {name!r}, but by {', '.join(known)}.{suggest(name, known)}")
    pattern, sort = asked.get("pattern", ""), asked.get("sort", "plan")
    if pattern and pattern not in get_args(Pattern):
        raise UsageError(f"there is no pattern {pattern!r}.{suggest(pattern, get_args(Pattern))}")
    if sort.removeprefix("-") not in ORDERS:
        raise UsageError(f"a list is not sorted by {sort!r}, but by {', '.join(ORDERS)}.{suggest(sort, ORDERS)}")
    return Query(tuple(flags), tuple(words), pattern, asked.get("text", ""), sort)


def found(rows: Iterable[Row], query: Query) -> list[Row]:
    """Return the rows that fit, in order."""
    kept = list(rows)
    for name, wanted in query.flags:
        flag = _FLAGS[name]
        kept = [row for row in kept if flag(row) is wanted]
    for name, value in query.words:
        word = _WORDS[name]
        kept = [row for row in kept if word(row) == value]
    if query.pattern:
        kept = [row for row in kept if query.pattern in row.patterns]
    for part in query.text.casefold().split():
        kept = [row for row in kept if part in row.sought]
    name = query.sort.removeprefix("-")
    return sorted(kept, key=ORDERS[name], reverse=query.sort.startswith("-"))


def counted(rows: Sequence[Row]) -> dict[str, Json]:
    """Return how many of some rows are what."""
    return {name: sum(map(_FLAGS[name], rows)) for name in COUNTED}


def choices(rows: Iterable[Row]) -> dict[str, Json]:
    """Return what there is to choose from in filters."""
    rows = list(rows)
    return {
        "families": [*sorted({row.family for row in rows})], "agents": [*sorted({row.agent for row in rows})],
        "seeds": [*sorted({row.seed for row in rows})], "kinds": [*sorted({row.kind for row in rows if row.kind})],
        "reasons": [*sorted({row.unable for row in rows if row.unable})],
        "patterns": [*sorted({pattern for row in rows for pattern in row.patterns})],
    }
