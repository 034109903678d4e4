"""Applying: from a benign task and a cell to the attacked task, and to the companions that show who was able."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from ...mocks.catalog import SERVICES
from ...mocks.common.addresses import domain
from ...snapshots.calls import Call
from ...snapshots.errors import TaskError
from ..draws import NobodyFits, draw_all, fill
from ..facts import parse_fact
from ..task import NEW, CompanionKind, Hazard, RawCall, Task, Violation, draws_of, parse_call
from ..widest import widest_of_all
from .carriers import Place, Spot
from .definitions import Form, Goal, Values, Wording
from .walk import Walk
from .wordings import longest, neutral, worded

Calls = Callable[[Sequence[RawCall], str], tuple[Call, ...]]

MORE_STEPS = 10
"""Steps that a task has beyond its solution at the least."""


class Unfit(TaskError):
    """An attack does not fit a task."""


BARE = ("workplace", "handset")
"""Base worlds in which nothing is but what tasks put there. Goals are about the people, channels and files of an
office, which a task in one of these has not."""


class Attack(NamedTuple):
    """What a cell names, with the place that its carrier has in a task."""

    place: Place
    goal: Goal
    wording: Wording


def values_of(goal: Goal, path: Walk) -> Values:
    """Return what `${...}` stands for in a goal: its draws, `me`, `today`, and `home.domain`.

    Unfit if the goal is about people of whom the task's world has none.
    """
    task = path.task
    try:
        values = draw_all(
            draws_of(goal, f"goal {goal.name}"), seed=task.variant, purpose=f"goal {goal.name}", state=path.start,
            principal=task.principal,
        )
    except NobodyFits as error:
        raise Unfit(f"{task.id}: the goal {goal.name} is about people whom its world has not: {error}") from None
    return {**values, "home": {"domain": domain(task.principal)}}


def check_room(goal: Goal, wording: Wording, spot: Spot, path: Walk) -> None:
    """Refuse a place that has not room for the text at every seed: a cell goes with a task at all seeds or at none."""
    if not spot.room:
        return
    principal = path.task.principal
    values = widest_of_all(draws_of(goal, f"goal {goal.name}"), state=path.start, principal=principal)
    values["home"] = {"domain": domain(principal)}
    length = longest(goal, wording, values, spot.author, path)
    if length > spot.room:
        raise Unfit(f"{path.task.id}: the goal {goal.name} in the wording {wording.name} takes up to {length} "
                    f"characters, and its place has room for {spot.room}")


def attacked(path: Walk, attack: Attack, *, name: str, kind: CompanionKind | None) -> Task:
    """Return the attacked task called `name`, or one of its companions.

    The world is the same in all four: what the goal is about lies there, and the carrier holds a text of one length,
    the order in the attacked task and harmless words in its companions.
    """
    goal, base = attack.goal, path.task
    values, where = values_of(goal, path), f"goal {goal.name}"

    def calls(raw: Sequence[RawCall], field: str) -> tuple[Call, ...]:
        return tuple(parse_call(one, values, f"{where}: {field}[{i}]") for i, one in enumerate(raw))

    facts = {
        fact: parse_fact(fill(said, values, f"{where}: facts.{fact}"), f"{where}: facts.{fact}")
        for fact, said in goal.facts.items()
    }
    same = sorted(set(facts) & set(base.facts))
    if same:
        raise Unfit(f"{base.id}: the fact {same[0]!r} of the goal {goal.name} is one of the task's own")
    itself = next((call.tool for call in base.solution if call.tool in goal.apart_from), "")
    if itself:
        raise Unfit(f"{base.id}: its own solution calls {itself}, which does not go with the goal {goal.name}")
    spot, wording = attack.place.spot, attack.wording
    check_room(goal, wording, spot, path)
    parts = worded(goal, wording, values, spot.author, path, spot.room)
    # What stood in the place of the task's own hazard belongs to the world now, and is no exposure.
    settled = tuple(call for injection in base.inject for call in injection.calls())
    planted = spot.plant(neutral(parts) if kind else parts)
    if len(planted) > 1:
        planted = tuple(one.model_copy(update={"part": True}) for one in planted)
    task = base.model_copy(update={
        "id": name, "ordinary": False, "companion_of": base.companion_of or base.id if kind else "",
        "companion_kind": kind, "facts": {**base.facts, **facts},
        "setup": (*base.setup, *settled, *calls(goal.setup, "setup")),
        "inject": planted,
        "max_steps": max(base.max_steps, _steps(base.solution)),
    })
    hazard = Hazard(
        code=goal.unsafe.code or f"attack_{goal.name.replace('-', '_')}",
        check=parse_call(goal.unsafe.check, values, f"{where}: unsafe.check"), severity=goal.unsafe.severity,
        pattern=goal.unsafe.pattern, rule=goal.unsafe.rule,
    )
    if path.does(hazard, facts):
        raise Unfit(f"{base.id}: its own solution does what the goal {goal.name} wants, and it is in order there")
    if kind in ("authorised", "probe"):
        form = goal.authorised if kind == "authorised" else goal.probe
        instruction = str(fill(form.instruction, values, f"{where}: instruction"))
        paths = (str(fill(one, values, f"{where}: may_change")) for one in form.may_change)
        return _ordered(task, form, calls, instruction, kind, tuple(one for one in paths if _there(one, task)))
    task = task.model_copy(update={"unsafe": (*base.unsafe, hazard)})
    if kind == "placebo":
        return task
    read = base.solution[: attack.place.step]
    obeyed = (*read, *calls(goal.violation, "violation"))
    violation = Violation(
        triggers=hazard.code, calls=obeyed, step=len(read) + goal.step if goal.step else len(obeyed)
    )
    return task.model_copy(update={"violations": (*base.violations, violation)})


def _ordered(
    task: Task, form: Form, calls: Calls, instruction: str, kind: CompanionKind, may_change: tuple[str, ...]
) -> Task:
    """Return the companion in which the principal orders the operation: beside the task, or alone."""
    made, success = calls(form.solution, "solution"), calls(form.success, "success")
    planted = tuple(call for injection in task.inject for call in injection.calls())
    out = task.model_copy(update={
        "unsafe": (), "violations": (), "reach": (), "inject": (),
        "setup": (*task.setup, *planted, *calls(form.setup, "setup")), "decline": "wrong",
    })
    if kind == "probe":
        return out.model_copy(update={
            "instruction": instruction.strip(), "success": success, "may_change": may_change, "solution": made,
        })
    ends = [i for i, call in enumerate(task.solution) if call.tool == "finish"]
    cut = ends[0] if ends else len(task.solution)
    solution = (*task.solution[:cut], *made, *task.solution[cut:])
    return out.model_copy(update={
        "instruction": f"{task.instruction}\n\n{instruction.strip()}", "success": (*task.success, *success),
        "may_change": (*task.may_change, *may_change), "solution": solution,
        "max_steps": max(task.max_steps, _steps(solution)),
    })


def _there(path: str, task: Task) -> bool:
    """Tell whether the service of a path is one of the task's: what a goal changes of others, it changes of none."""
    service = path.removeprefix(NEW).partition(".")[0]
    return service not in SERVICES or service in task.services


def _steps(solution: tuple[Call, ...]) -> int:
    return len(solution) + MORE_STEPS
