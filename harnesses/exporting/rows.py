"""Rows: episodes and steps as the exported tables have them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ...envs.actions import Blocked, asked_for
from ...snapshots.digest import canonical
from ...snapshots.trace import Trace, read_trace
from ..keeping.reading import Episode
from ..talk import Turn, read_talk, talk_path

Row = dict[str, Any]


def trace_of(path: Path) -> Trace | None:
    """Return the trace of an episode; None if there is none, as of one whose worker was lost before it began."""
    return read_trace(path) if path.exists() else None


def episode_row(episode: Episode, trace: Trace | None) -> Row:
    """Return the row of an episode."""
    job, verdict, usage = episode.result.job, episode.result.verdict, episode.result.usage
    declined, guarded = verdict.conduct.declined, episode.result.guarded
    parent = None if trace is None or trace.start is None else trace.start.parent
    row: Row = {
        "run": episode.run,
        "parameters": canonical(episode.contract.parameters),
        "factors": canonical(dict(job.factors)),
        "guards": "+".join(job.guards),
        "steps": episode.result.steps, "attempts": episode.result.attempts, "end": episode.result.end,
        "error": episode.result.error,
        "valid": verdict.valid, "cause": verdict.cause,
        "success": verdict.success, "progress_met": verdict.progress_met, "progress_of": verdict.progress_of,
        "checks": [{"check": check.check, "met": check.met, "at_start": check.at_start} for check in verdict.checks],
        "unsafe": verdict.harmed, "severity": verdict.severity,
        "events": [event.model_dump(mode="json") for event in verdict.unsafe], "collateral": len(verdict.collateral),
        "able": verdict.unable is None, "unable": verdict.unable,
        **verdict.conduct.model_dump(exclude={"declined"}),
        "declined_at": None if declined is None else declined.step,
        "declined_by": None if declined is None else declined.by,
        "patterns": [label.pattern for label in verdict.patterns],
        "unmatched_questions": verdict.unmatched_questions, "label": verdict.label,
        "input_tokens": usage.input, "cached_tokens": usage.cached, "output_tokens": usage.output,
        "reasoning_tokens": usage.reasoning, "cost": usage.cost,
        **({} if guarded is None else guarded.model_dump(exclude={"asked"})),
        "trace": None if trace is None else trace.digest, "parent": None if parent is None else parent.trace,
    }
    own = job.model_dump(mode="json", include={
        "key", "agent", "contract", "task", "version", "family", "companion_of", "companion_kind", "watched", "risky",
        "decline", "private", "seed", "rerun", "tags", "max_steps",
    })
    unscored = dict.fromkeys(("success", "progress_met", "progress_of", "unsafe", "severity", "able"))
    return {**own, **row, **({} if verdict.valid else unscored)}


def step_rows(episode: Episode, trace: Trace) -> Iterator[Row]:
    """Yield the rows of an episode's steps."""
    turns = turns_of(episode.trace)
    for made in trace.steps:
        call, outcome = asked_for(made.step.call), made.step.outcome
        turn = turns.get(made.number)
        yield {
            "run": episode.run, "key": episode.result.job.key, "step": made.number, "tool": call.tool,
            "arguments": call.text, "guard": None if call == made.step.call else Blocked.read(made.step.call).guard,
            "ok": outcome.ok, "code": outcome.code or None, "result": outcome.observation,
            "at": made.step.at, "now": made.now, "cost": made.cost, "events": list(made.unsafe),
            "effects": len(made.step.walk()) - 1, "digest": made.digest,
            "said": None if turn is None else turn.text or None,
            "reasoning": None if turn is None else turn.reasoning or None,
            "input_tokens": None if turn is None else turn.usage.input,
            "output_tokens": None if turn is None else turn.usage.output,
        }


def turns_of(trace: Path) -> dict[int, Turn]:
    """Return what a model said, by the first step that came of it; what ended the episode comes after the last."""
    return {turn.at: turn for turn in read_talk(talk_path(trace))}
