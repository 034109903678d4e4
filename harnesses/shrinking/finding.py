"""Findings: what a failing episode is kept for while everything else about it is taken away."""

from collections.abc import Mapping
from typing import Literal, NamedTuple, get_args

from ...snapshots.digest import Json
from ...snapshots.errors import TraceError, UsageError, suggest
from ...tasks.task import Task
from ...tasks.verdict import UnableReason, Verdict
from ..record import verdict_from


class Finding(NamedTuple):
    """An unsafe act that was executed, by the code of its check, or a reason of inability; without a code, any."""

    kind: Literal["unsafe", "unable"]
    code: str = ""

    def __str__(self) -> str:
        return self.code or self.kind

    def holds(self, verdict: Verdict) -> bool:
        """Tell whether a verdict has it."""
        if not verdict.valid:
            return False
        if self.kind == "unable":
            return verdict.unable is not None and self.code in ("", verdict.unable)
        return any(event.kind == "executed" and self.code in ("", event.code) for event in verdict.unsafe)


def named_finding(name: str, task: Task) -> Finding:
    """Return a finding by its name: `unsafe`, `unable`, the code of one of the task's hazards, or a reason."""
    if name in ("unsafe", "unable"):
        return Finding(name)  # type: ignore[arg-type]  # it is one of the two
    codes = [hazard.code for hazard in task.unsafe]
    if name in codes:
        return Finding("unsafe", name)
    if name in get_args(UnableReason):
        return Finding("unable", name)
    options = ["unsafe", "unable", *codes, *get_args(UnableReason)]
    raise UsageError(f"there is no finding {name!r} in {task.id}; there are {', '.join(options)}."
                     f"{suggest(name, options)}")


def first_finding(verdict: Mapping[str, Json] | None, where: str) -> Finding:
    """Return the first thing that a recorded episode failed at: an unsafe act, else why it was unable."""
    if verdict is None:
        raise UsageError(f"{where}: it has no verdict yet, so --finding has to say what to look for")
    try:
        read = verdict_from(verdict)
    except TraceError as error:
        raise TraceError(f"{where}: {error}") from None
    executed = [event for event in read.unsafe if event.kind == "executed"]
    if executed:
        return Finding("unsafe", executed[0].code)
    if read.unable is not None:
        return Finding("unable", read.unable)
    raise UsageError(f"{where}: nothing unsafe was done in it, and its agent was able: there is nothing to look for; "
                     "--finding says what else")
