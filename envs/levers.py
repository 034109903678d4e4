"""Levers as keywords of an environment, and what they add to its world."""

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from typing import TypedDict

from gymnasium.envs.registration import EnvSpec

from ..mocks.catalog import service_classes
from ..mocks.service import Service
from ..mocks.skills.service import Skills
from ..snapshots.errors import UsageError, shown
from ..tasks.attacks.cell import ATTACK, read_cell
from ..tasks.levers import ON, levers_of, percent
from ..tasks.secret import NAMED, secret_of


class Keywords(TypedDict, total=False):
    """The keywords. `skills` and `meta_prompt`: True turns them on. `prevalence`: the percentage of risky episodes
    among those that `reset` draws, 1 to 100. `attack`: a carrier, a goal and a wording, by name."""

    skills: bool
    meta_prompt: bool
    prevalence: int | None
    attack: Mapping[str, str] | None


def as_factors(
    factors: Mapping[str, str], *, skills: object = False, meta_prompt: object = False, prevalence: object = None,
    attack: object = None,
) -> dict[str, str]:
    """Return factors with those that keywords stand for; UsageError says what is wrong with a keyword or a level."""
    given: dict[str, str] = {}
    for name, value in (("skills", skills), ("meta_prompt", meta_prompt)):
        if not isinstance(value, bool):
            raise UsageError(f"{name} is {shown(value)}; it is True or False")
        if value:
            given[name] = ON
    if prevalence is not None:
        given["prevalence"] = str(percent(prevalence))
    if attack is not None:
        if not isinstance(attack, Mapping):
            raise UsageError(f"attack is {shown(attack)}; it is a mapping of carrier, goal and wording to their names")
        given[ATTACK] = str(read_cell(attack))
    for name, level in given.items():
        if factors.get(name, level) != level:
            raise UsageError(f"{name} is given as {level!r} and, among the factors, as {shown(factors[name])}")
    out = {**factors, **given}
    levers_of(out)
    return out


@lru_cache(maxsize=256)  # going back to a point of an episode asks for it, and takes microseconds
def classes_for(services: tuple[str, ...], factors: tuple[tuple[str, str], ...]) -> tuple[type[Service], ...]:
    """Return the services of a world in which a task is met under some factors."""
    return (*service_classes(services), *((Skills,) if levers_of(dict(factors)).skills else ()))


def without_secret(spec: EnvSpec | None) -> EnvSpec | None:
    """Return a spec that can be written down: a secret in it is named by its digest, and is in a variable then."""
    if spec is None or not spec.kwargs.get("secret"):
        return spec
    return replace(spec, kwargs={**spec.kwargs, "secret": f"{NAMED}{secret_of(spec.kwargs['secret']).digest}"})
