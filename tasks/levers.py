"""Levers: factors that every task has, since they change how it is met and not what is asked.

| lever | levels | what it does |
|---|---|---|
| `skills` | on | the agent can look pages up that say how to work with its tools |
| `meta_prompt` | on | a text before the instruction says what an assistant in an office minds |
| `prevalence` | 1 to 100 | so many percent of the episodes that are drawn are risky |
| `secret` | a digest | the variant is drawn from a secret with this digest besides the seed |
"""

from collections.abc import Mapping
from typing import NamedTuple

from ..snapshots.errors import UsageError, shown

ON = "on"


class Levers(NamedTuple):
    """How the levers stand; all off by default."""

    skills: bool = False
    meta_prompt: bool = False
    prevalence: int | None = None
    secret: str = ""


def levers_of(factors: Mapping[str, str]) -> Levers:
    """Return how factors set the levers; UsageError names a level that there is not."""
    for name in ("skills", "meta_prompt"):
        if factors.get(name, ON) != ON:
            raise UsageError(f"{name} has the level {ON!r} alone, not {shown(factors[name])}; without it, it is off")
    level = factors.get("prevalence")
    return Levers(
        skills="skills" in factors, meta_prompt="meta_prompt" in factors,
        prevalence=None if level is None else percent(level), secret=factors.get("secret", ""),
    )


def percent(level: object) -> int:
    """Return a prevalence given as a number or as a level; UsageError if it is no whole number from 1 to 100."""
    text = str(level)
    whole = text.isascii() and text.isdecimal() and len(text) <= 3 and not isinstance(level, bool)
    if not whole or not 1 <= int(text) <= 100 or text != str(int(text)):
        raise UsageError(f"prevalence is {shown(level)}; it is the percentage of risky episodes, a whole number from "
                         "1 to 100")
    return int(text)


def own_factors(factors: Mapping[str, str]) -> dict[str, str]:
    """Return the factors that are a task's own, in the order of their names."""
    return {name: factors[name] for name in sorted(factors) if name not in Levers._fields}
