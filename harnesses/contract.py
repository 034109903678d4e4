"""The evaluation contract: everything that a result depends on, hashed into it. Two contracts are never pooled."""

from collections.abc import Callable, Iterator
from typing import Any

from pydantic import JsonValue

from ..snapshots.digest import canonical, text_digest
from ..snapshots.records import Model


class TaskPin(Model):
    """A task as it was: its version, and the digest of its file."""

    id: str
    version: int
    digest: str


class Contract(Model):
    """What one agent was asked to do in a run, and under which conditions.

    `briefs` is the digest of what agents are told besides the instruction: their tools. `worlds` are the digests of the
    base worlds, by name. `parameters` are what the agent says of itself (its model, its sampling), fractions as text.
    `max_steps` None leaves the tasks' own budgets; `time_limit_ms` and `max_tokens` 0 are no limit. `guards` stand
    before the agent, in their order, each by its name and what it says of itself.
    """

    suite: str
    package: str
    agent: str
    parameters: dict[str, JsonValue] = {}
    tasks: tuple[TaskPin, ...]
    worlds: dict[str, str]
    briefs: str
    factors: tuple[tuple[str, str], ...] = ()
    seeds: tuple[int, ...]
    reruns: int = 1
    companions: bool = True
    max_steps: int | None = None
    time_limit_ms: int = 0
    max_tokens: int = 0
    guards: tuple[dict[str, JsonValue], ...] = ()

    @property
    def digest(self) -> str:
        """The hash that every result carries."""
        # What came after there were contracts is left out where it says nothing: those keep their hash.
        later = {name for name in ("max_tokens", "guards") if not getattr(self, name)}
        return text_digest(canonical(self.model_dump(mode="json", exclude=later)))


def differences(one: Contract, other: Contract) -> list[str]:
    """Return in words where two contracts differ, a line for each field."""
    fields = Contract.model_fields
    return [line for field in fields for line in _field(field, getattr(one, field), getattr(other, field))]


def _field(name: str, one: Any, other: Any) -> Iterator[str]:
    if one == other:
        return
    if name == "tasks":
        yield from _tasks(one, other)
    else:
        there, here = (_NAMED.get(name, _short)(value) for value in (one, other))
        if there == here:  # what their names do not say
            there, here = _short(one), _short(other)
        yield f"{name}: {there} there, {here} here"


def _guards(guards: tuple[dict[str, JsonValue], ...]) -> str:
    return "+".join(str(guard["name"]) for guard in guards) or "none"


def _factors(factors: tuple[tuple[str, str], ...]) -> str:
    return ",".join(f"{name}={level}" for name, level in factors) or "none"


_NAMED: dict[str, Callable[[Any], str]] = {"guards": _guards, "factors": _factors}


def _tasks(one: tuple[TaskPin, ...], other: tuple[TaskPin, ...]) -> Iterator[str]:
    there, here = {pin.id: pin for pin in one}, {pin.id: pin for pin in other}
    for identity in sorted({*there, *here}):
        if identity not in here:
            yield f"tasks: {identity} is there and not here"
        elif identity not in there:
            yield f"tasks: {identity} is here and not there"
        elif there[identity] != here[identity]:
            old, new = there[identity], here[identity]
            if old.version == new.version:
                yield f"tasks: {identity} has other content there"
            else:
                yield f"tasks: {identity} has version {old.version} there, {new.version} here"


def _short(value: object) -> str:
    text = canonical(value) if isinstance(value, dict | list | tuple) else str(value)
    return text if len(text) <= 80 else f"{text[:60]}..."
