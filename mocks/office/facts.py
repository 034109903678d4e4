"""What all seed files of the offices share: the moment, the account, the seed, and the facts that texts cite."""

from datetime import date

from ..common.zones import read_moment
from .cast import HOME, cast, read_seed
from .figures import figures, weeks_of
from .texts import Fact, fill, typed, unwrapped

NOW = read_moment("2026-03-04T08:30:00Z", "UTC")
PRINCIPAL = f"mara.lindqvist@{HOME}"

SEED = 2601
"""Of all that is drawn. Both offices have the same, so that what is in the small one is also in the large one."""


def office_facts() -> dict[str, Fact]:
    """Return the facts that texts cite: projects, people, the handbook."""
    facts = {key: typed(value) for key, value in read_seed("projects").items()}
    handbook = unwrapped(read_seed("handbook")["text"])
    q4: dict[str, Fact] = figures(weeks_of(date(2025, 10, 1), 3))
    people: dict[str, Fact] = {one.key: one for one in cast().of("home", "external")}
    return {**facts, "handbook": fill(handbook, facts), "q4": q4, **people}
