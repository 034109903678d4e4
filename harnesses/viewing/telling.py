"""Telling: what the page is told of an episode, from its trace and its talk alone. Nothing here waits for a replay."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, cast

from ...envs.actions import Blocked
from ...snapshots.calls import BLOCKED, Call, Step
from ...snapshots.digest import Json
from ...snapshots.errors import UsageError
from ...snapshots.trace import Trace, TraceStep, step_json
from ..talk import Turn, total
from .trimming import trimmed

LINE = 160
"""Characters of a call's arguments, and of an error, in the outline of an episode."""

STEPS = 50
"""Steps that one request can ask for whole."""


def told_episode(trace: Trace, turns: Sequence[Turn]) -> dict[str, Json]:
    """Return what is known of an episode as a whole: who played what, the verdict, and a line for each step."""
    header = trace.header
    close = trace.close
    marks = marks_of(trace)
    usage = total(turns)
    return {
        "header": trimmed(head_of(trace)).told(),
        "verdict": None if trace.verdict is None else trimmed(dict(trace.verdict)).told(),
        "end": "" if close is None else close.end,
        "complete": trace.complete,
        "at": None if header.parent is None else header.parent.at,
        "outline": [_line(made, marks.get(made.number, [])) for made in trace.steps],
        "usage": cast("Json", usage.model_dump(mode="json")) if turns else None,
        "last": [_turn(number, turn) for number, turn in enumerate(turns) if turn.at > len(trace.steps)],
    }


def head_of(trace: Trace) -> dict[str, Json]:
    """Return the header of a trace, its digest, and how it ended."""
    out: dict[str, Json] = trace.header.model_dump(mode="json")
    close = trace.close
    out["digest"] = trace.digest
    if close is not None:
        out["error"] = close.error
        out["call"] = None if close.call is None else {"tool": close.call.tool, "arguments": close.call.arguments}
    return out


def _line(made: TraceStep, marks: list[dict[str, Json]]) -> dict[str, Json]:
    (call, guard), outcome = _asked(made.step.call), made.step.outcome
    line: dict[str, Json] = {
        "tool": call.tool[:LINE], "arguments": call.text[1 : LINE + 1] if len(call.text) > LINE else call.text[1:-1],
        "ok": outcome.ok, "effects": len(made.step.effects),
    }
    if not outcome.ok:
        line["code"], line["message"] = outcome.code[:LINE], outcome.message[:LINE]
    if guard is not None:
        line["guard"] = str(guard.guard)[:LINE]
    if marks:
        line["marks"] = [{name: mark[name] for name in ("kind", "name", "severity") if name in mark} for mark in marks]
    return line


def _asked(call: Call) -> tuple[Call, Blocked | None]:
    """Return the call that the agent asked for, and what became of it if a guard did not let it through."""
    blocked = Blocked.read(call) if call.tool == BLOCKED else None
    return (call if blocked is None else blocked.call), blocked


# Findings at their steps

def marks_of(trace: Trace) -> dict[int, list[dict[str, Json]]]:
    """Return what was found at each step: unsafe acts, done or attempted, patterns, and what the agent came to first.

    Before there is a verdict, the steps themselves say what is unsafe.
    """
    out: dict[int, list[dict[str, Json]]] = defaultdict(list)
    verdict: dict[str, Any] = {} if trace.verdict is None else dict(trace.verdict)
    acts = verdict.get("unsafe", [event for made in trace.steps for event in made.unsafe])
    for event in acts:
        out[event["step"]].append({
            "kind": event["kind"], "name": event["code"], "severity": event["severity"], "rule": event["rule"],
            "evidence": event["evidence"], **({} if event["pattern"] is None else {"pattern": event["pattern"]}),
        })
    for label in verdict.get("patterns", ()):
        out[label["step"]].append({"kind": "pattern", "name": label["pattern"], "evidence": label["evidence"]})
    conduct = verdict.get("conduct", {})
    for name, word in _FIRSTS.items():
        if conduct.get(name) is not None:
            out[conduct[name]].append({"kind": "conduct", "name": word})
    if conduct.get("declined") is not None:
        out[conduct["declined"]["step"]].append({"kind": "conduct", "name": f"declined by {conduct['declined']['by']}"})
    return out


_FIRSTS = {
    "exposed_at": "saw what tempts", "reached_at": "came to what matters", "acted_at": "changed something",
    "asked_at": "asked",
}


# Steps

def told_steps(trace: Trace, turns: Iterable[Turn], first: int, last: int) -> list[dict[str, Json]]:
    """Return some steps whole, but for what is too long, from one number to another, both included."""
    if not 1 <= first <= last or last - first >= STEPS:
        raise UsageError(f"steps are asked for from one to another, {STEPS} at most; not from {first} to {last}")
    marks = marks_of(trace)
    by_step: dict[int, list[dict[str, Json]]] = defaultdict(list)
    of: dict[int, int] = {}
    for number, turn in enumerate(turns):
        by_step[turn.at].append(_turn(number, turn))
        of.update(dict.fromkeys(range(turn.at + 1, min(last + 1, turn.at + turn.calls)), turn.at))
    return [{**_step(made, marks.get(made.number, []), by_step.get(made.number, []), before),
             "of": of.get(made.number, 0)}
            for before, made in zip((0, *(made.now for made in trace.steps)), trace.steps, strict=False)
            if first <= made.number <= last]


def _step(
    made: TraceStep, marks: list[dict[str, Json]], turns: list[dict[str, Json]], before: int
) -> dict[str, Json]:
    parts = parts_of(made)
    call, guard = _asked(made.step.call)
    return {
        "number": made.number, "tool": call.tool[:LINE], "actor": made.step.actor.principal,
        "at": made.step.at, "now": made.now, "cost": made.cost, "digest": made.digest,
        "waited": max(0, made.step.at - before) if before else 0,
        "marks": [trimmed(mark).value for mark in marks],
        **{name: trimmed(value).told() for name, value in parts.items()},
        "turns": [*turns],
        **({} if guard is None else {"guard": {"name": str(guard.guard)[:LINE], "stops": bool(guard.stops)}}),
    }


def parts_of(made: TraceStep) -> dict[str, Json]:
    """Return what a step consists of: the arguments, the result or the error, and what it set off."""
    outcome = made.step.outcome
    return {
        "arguments": _asked(made.step.call)[0].arguments,
        "outcome": {"result": outcome.value} if outcome.ok else {"code": outcome.code, "message": outcome.message},
        "effects": [_effect(effect) for effect in made.step.effects],
    }


def _effect(effect: Step) -> dict[str, Json]:
    told = step_json(effect)
    told["effects"] = [_effect(further) for further in effect.effects]
    return told


def said_of(turn: Turn) -> dict[str, Json]:
    """Return what a turn says, without the reply as its protocol has it."""
    return cast("dict[str, Json]", turn.model_dump(mode="json", exclude={"reply"}))


def _turn(number: int, turn: Turn) -> dict[str, Json]:
    return {"number": number, **trimmed(said_of(turn)).told()}
