"""Tasks: what a task file may say, and the concrete task that one seed makes of it."""

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Literal, Protocol, TypeAlias

from pydantic import Field, JsonValue, ValidationError

from ..snapshots.calls import Call
from ..snapshots.digest import Json, canonical
from ..snapshots.errors import TaskError, shown, suggest
from ..snapshots.records import Model
from .draws import KINDS, Drawn, fill
from .facts import Fact, parse_fact
from .families import family_of
from .inject import Injection
from .strict_yaml import read_yaml
from .verdict import Declining, Pattern, Severity

CompanionKind: TypeAlias = Literal["placebo", "authorised", "probe", "feasible"]
COMPANIONS: tuple[CompanionKind, ...] = ("placebo", "authorised", "probe")
"""Those that every risky task has."""

KINDS_OF_COMPANION: tuple[CompanionKind, ...] = (*COMPANIONS, "feasible")
"""All that there are. In a feasible twin what is wanted can be had honestly: where a target presses, it can be met."""

NEW = "new "
"""How a path of `may_change` begins that covers rows which come into being, and none that were there."""

RawCall: TypeAlias = dict[str, JsonValue]
"""A call as a file writes it: one tool or check name, with its arguments under it."""

Names: TypeAlias = tuple[str, ...]
RawCalls: TypeAlias = tuple[RawCall, ...]


class RawHazard(Model):
    """An unsafe act that the task watches for: a check, how bad it is, and which pattern or rule it breaks."""

    check: RawCall
    severity: Severity
    code: str = ""
    pattern: Pattern | None = None
    rule: str = ""


class RawViolation(Model):
    """Calls that commit the unsafe act `triggers`, at the call numbered `step` (1-based; default: the last)."""

    triggers: str
    calls: RawCalls
    step: int | None = None


class RawNearMiss(Model):
    """Calls of an honest agent that look like an unsafe act and are none, and `why` they are none.

    `succeeds` is false where they do no more than that, so that the task is not done by them.
    """

    why: Annotated[str, Field(min_length=1)]
    calls: RawCalls
    succeeds: bool = True


class Overlay(Model):
    """What a companion or a factor level changes of its task. What it names replaces the task's own, whole.

    `add_setup` and `add_instruction` are appended instead.
    """

    instruction: str | None = None
    add_instruction: str = ""
    decline: Declining | None = None
    setup: RawCalls | None = None
    add_setup: RawCalls = ()
    inject: tuple[Injection, ...] | None = None
    facts: dict[str, JsonValue] | None = None
    success: RawCalls | None = None
    unsafe: tuple[RawHazard, ...] | None = None
    may_change: Names | None = None
    reach: RawCalls | None = None
    solution: RawCalls | None = None
    survivors: dict[str, str] | None = None
    violations: tuple[RawViolation, ...] | None = None
    near_misses: tuple[RawNearMiss, ...] | None = None


class TaskFile(Model):
    """What a task file says. Unknown keys are errors."""

    id: Annotated[str, Field(pattern="^[a-z0-9-]+(/[a-z0-9-]+)+$")]
    version: Annotated[int, Field(ge=1)]
    env: str = ""
    """The family; by default the one that has these services."""
    world: str
    services: Names
    source: Annotated[str, Field(min_length=1)]
    tags: Names = ()
    principal: str = ""
    instruction: Annotated[str, Field(min_length=1)]
    decline: Declining = "wrong"
    max_steps: Annotated[int, Field(ge=1, le=10_000)] = 40
    draw: dict[str, dict[str, JsonValue]] = {}
    facts: dict[str, JsonValue] = {}
    setup: RawCalls = ()
    inject: tuple[Injection, ...] = ()
    success: RawCalls = ()
    unsafe: tuple[RawHazard, ...] = ()
    may_change: Names = ()
    reach: RawCalls = ()
    solution: RawCalls
    survivors: dict[str, str] = {}
    """Alterations of the solution that need not be noticed, as certification words them, and why."""
    violations: tuple[RawViolation, ...] = ()
    near_misses: tuple[RawNearMiss, ...] = ()
    """What looks unsafe and is not: certified to be found harmless."""
    companions: dict[CompanionKind, str | Overlay] = {}
    """What each companion changes; or `auto` for a placebo made of the injected texts; or the id of another task."""
    factors: dict[str, dict[str, Overlay]] = {}
    ordinary: bool = False
    """Nothing here tempts to the unsafe acts that are watched for: no companions, and unsafe rates leave it out."""

    @property
    def risky(self) -> bool:
        """Whether something tempts to an unsafe act: then the task needs its three companions."""
        return bool(self.unsafe) and not self.ordinary


class Hazard(Model):
    """A RawHazard with its draws filled in. `code` names it within the task."""

    code: str
    check: Call
    severity: Severity
    pattern: Pattern | None
    rule: str


class Violation(Model):
    """A RawViolation with its draws filled in; `step` is the call at which the unsafe act happens."""

    triggers: str
    calls: tuple[Call, ...]
    step: int


class NearMiss(Model):
    """A RawNearMiss with its draws filled in."""

    why: str
    calls: tuple[Call, ...]
    succeeds: bool


class Task(Model):
    """One task at one seed: everything decided, nothing left to draw.

    `variant` is the number that draws and new ids come from: the seed, unless a secret puts another in its place.
    """

    id: str
    version: int
    env: str
    world: str
    services: tuple[str, ...]
    source: str
    tags: tuple[str, ...]
    ordinary: bool
    principal: str
    seed: int
    variant: int
    factors: tuple[tuple[str, str], ...]
    companion_of: str
    companion_kind: CompanionKind | None
    instruction: str
    decline: Declining
    max_steps: int
    facts: dict[str, Fact]
    setup: tuple[Call, ...]
    inject: tuple[Injection, ...]
    success: tuple[Call, ...]
    unsafe: tuple[Hazard, ...]
    may_change: tuple[str, ...]
    reach: tuple[Call, ...]
    solution: tuple[Call, ...]
    survivors: tuple[tuple[str, str], ...]
    violations: tuple[Violation, ...]
    near_misses: tuple[NearMiss, ...] = ()

    @property
    def risky(self) -> bool:
        """Whether this is a primary task that tempts to an unsafe act: what unsafe rates divide by."""
        return bool(self.unsafe) and not self.ordinary and not self.companion_kind


def read_task_file(path: Path) -> TaskFile:
    """Read and check a task file; TaskError names the file, the field and the nearest right name."""
    data = read_yaml(path)
    if not isinstance(data, dict):
        raise TaskError(f"{path}: a task file is a mapping, not {shown(data)}")
    try:
        file = TaskFile.model_validate_json(json.dumps(data))  # in the file's order: a draw may use those before it
    except ValidationError as error:
        # A mapping is no id of a task that is spelt wrong: what is wrong with it as a mapping says more.
        faults = [one for one in error.errors(include_url=False)
                  if not (one["loc"][-1] == "str" and isinstance(one["input"], dict))]
        # A wrong key comes first: what seems to be missing is often what it was meant to be.
        fault = next((one for one in faults if one["type"] == "extra_forbidden"), faults[0])
        where = _place(fault["loc"])
        if fault["type"] == "extra_forbidden":
            known = sorted({
                name for model in (TaskFile, Overlay, RawHazard, RawViolation, RawNearMiss, Injection)
                for name in model.model_fields
            })
            raise TaskError(f"{path}: unknown key {where}.{suggest(str(fault['loc'][-1]), known)}") from None
        right = re.findall("'([^']*)'", fault["msg"]) if fault["type"] == "literal_error" else []
        raise TaskError(f"{path}: {where}: {fault['msg']}; given {shown(fault['input'])}."
                        f"{suggest(str(fault['input']), right)}") from None
    try:
        return file if file.env else file.model_copy(update={"env": family_of(file.services).name})
    except TaskError as error:
        raise TaskError(f"{path}: env: {error}") from None


def _place(loc: Sequence[int | str]) -> str:
    """Return a place of a file in words, companions.probe.unsafe[0].pattern, from what pydantic calls it."""
    parts = [part for part in loc if part not in (Overlay.__name__, "[key]")]
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in parts).removeprefix(".")


def replaced(file: TaskFile, overlay: Overlay) -> TaskFile:
    """Return the file with what an overlay puts in the place of the task's own."""
    return file.model_copy(update={
        name: getattr(overlay, name)
        for name in Overlay.model_fields
        if not name.startswith("add_") and getattr(overlay, name) is not None
    })


def extended(file: TaskFile, overlay: Overlay) -> TaskFile:
    """Return the file with what an overlay adds to the task's own."""
    instruction = file.instruction
    if overlay.add_instruction:
        instruction = f"{instruction.rstrip()}\n\n{overlay.add_instruction}"
    return file.model_copy(update={"instruction": instruction, "setup": (*file.setup, *overlay.add_setup)})


class Drawing(Protocol):
    """Something that declares draws."""

    @property
    def draw(self) -> dict[str, dict[str, JsonValue]]:
        """The draws by name, as a file writes them."""


def draws_of(file: Drawing, where: str) -> dict[str, Drawn]:
    """Return the file's draws, checked; TaskError names the draw and the nearest kind."""
    out: dict[str, Drawn] = {}
    for name, data in file.draw.items():
        kinds = [key for key in data if key in KINDS]
        if len(kinds) != 1:
            given = ", ".join(data) or "nothing"
            raise TaskError(
                f"{where}: draw.{name} is of kind {given}; there are {', '.join(KINDS)}.{suggest(given, KINDS)}"
            )
        try:
            out[name] = KINDS[kinds[0]].model_validate_json(canonical(data))
        except ValidationError as error:
            fault = error.errors(include_url=False)[0]
            field = ".".join(str(part) for part in fault["loc"])
            raise TaskError(f"{where}: draw.{name}.{field}: {fault['msg']}") from None
    return out


def parse_call(raw: Mapping[str, JsonValue], values: Mapping[str, Json], where: str) -> Call:
    """Return the Call of a one-key mapping, its draws filled in."""
    if len(raw) != 1:
        raise TaskError(f"{where}: a call is one name with its arguments under it, not {shown(dict(raw))}")
    name, arguments = next(iter(raw.items()))
    filled = fill({} if arguments is None else arguments, values, f"{where}.{name}")
    if not isinstance(filled, dict):
        raise TaskError(f"{where}: the arguments of {name} are a mapping, not {shown(filled)}")
    return Call.of(name, filled)


def build_task(
    file: TaskFile, *, values: Mapping[str, Json], principal: str, seed: int, variant: int,
    factors: Mapping[str, str], task_id: str, companion_kind: CompanionKind | None, where: str,
) -> Task:
    """Return the concrete task: every draw filled in, every call and fact parsed."""

    def calls(raw: Sequence[RawCall], field: str) -> tuple[Call, ...]:
        return tuple(parse_call(item, values, f"{where}: {field}[{i}]") for i, item in enumerate(raw))

    hazards: list[Hazard] = []
    for i, raw in enumerate(file.unsafe):
        check = parse_call(raw.check, values, f"{where}: unsafe[{i}].check")
        hazards.append(Hazard(code=raw.code or check.tool, check=check, severity=raw.severity, pattern=raw.pattern,
                              rule=fill(raw.rule, values, where)))
    violations: list[Violation] = []
    for i, broken in enumerate(file.violations):
        made = calls(broken.calls, f"violations[{i}].calls")
        violations.append(Violation(triggers=broken.triggers, calls=made, step=broken.step or len(made)))
    return Task(
        id=task_id, version=file.version, env=file.env, world=file.world, services=file.services,
        source=file.source, tags=file.tags, ordinary=file.ordinary, principal=principal, seed=seed, variant=variant,
        factors=tuple(sorted(factors.items())), companion_of=file.id if companion_kind else "",
        companion_kind=companion_kind, instruction=fill(file.instruction, values, f"{where}: instruction").strip(),
        decline=file.decline, max_steps=file.max_steps,
        facts={
            name: parse_fact(fill(data, values, f"{where}: facts.{name}"), f"{where}: facts.{name}")
            for name, data in file.facts.items()
        },
        setup=calls(file.setup, "setup"),
        inject=tuple(
            Injection.model_validate(fill(item.model_dump(), values, f"{where}: inject[{i}]"))
            for i, item in enumerate(file.inject)
        ),
        success=calls(file.success, "success"), unsafe=tuple(hazards),
        may_change=tuple(fill(path, values, f"{where}: may_change") for path in file.may_change),
        reach=calls(file.reach, "reach"), solution=calls(file.solution, "solution"),
        survivors=tuple(file.survivors.items()),
        violations=tuple(violations),
        near_misses=tuple(
            NearMiss(why=fill(one.why, values, where), calls=calls(one.calls, f"near_misses[{i}].calls"),
                     succeeds=one.succeeds)
            for i, one in enumerate(file.near_misses)
        ),
    )
