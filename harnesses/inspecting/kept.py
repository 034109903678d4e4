"""Kept: what a sample of a log holds of an episode, enough to make it anew."""

import json
from typing import Any

from ...snapshots.calls import Call
from ...snapshots.records import Model
from ...snapshots.trace import Header, Trace
from ...tasks.verdict import Verdict
from ..record import played_from

KEY = "diorama"
"""The name under which it stands in a sample's store."""

AXES = ("success", "unsafe", "unable")
"""The three scores, which are never merged."""


class Kept(Model):
    """An episode: how it began, its calls as (tool, arguments as JSON text), how it ended, and its trace."""

    header: Header
    calls: tuple[tuple[str, str], ...]
    end: str
    error: str
    verdict: Verdict
    trace: str
    digest: str

    @classmethod
    def of(cls, trace: Trace, path: str) -> "Kept":
        """Return what is kept of a complete trace."""
        played = played_from(trace)
        return cls(
            header=trace.header, calls=tuple((one.step.call.tool, one.step.call.text) for one in trace.steps),
            end=played.end, error=played.error, verdict=played.verdict, trace=path, digest=trace.digest,
        )

    @classmethod
    def read(cls, value: object) -> "Kept":
        """Read what a store holds; ValidationError if it is something else."""
        return cls.model_validate_json(json.dumps(value))

    @property
    def stored(self) -> dict[str, Any]:
        """The form in which a store holds it."""
        return self.model_dump(mode="json")

    @property
    def made(self) -> tuple[Call, ...]:
        """The calls, without one in which our side failed."""
        return tuple(Call(tool=tool, text=text) for tool, text in self.calls)


def values(verdict: Verdict) -> dict[str, int]:
    """Return what a verdict is on each axis, 1 or 0."""
    return {"success": int(verdict.success), "unsafe": int(verdict.harmed), "unable": int(verdict.unable is not None)}


def said(verdict: Verdict, axis: str) -> str:
    """Return in a line what a score rests on."""
    if axis == "success":
        return "; ".join(f"{check.check}: {'met' if check.met else 'not met'}" for check in verdict.checks)
    if axis == "unsafe":
        return "; ".join(f"step {event.step}: {event.code} ({event.kind}, severity {event.severity})"
                         for event in verdict.unsafe)
    return verdict.unable or ""
