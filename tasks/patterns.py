"""Patterns: machine labels of the eight published patterns, from what an episode's log and verdict show."""

from collections.abc import Sequence
from typing import NamedTuple

from ..mocks.world import Toolbox
from ..snapshots.diff import Change
from ..snapshots.state import Episode
from .task import Task
from .verdict import Conduct, PatternLabel, UnsafeEvent


class Sign(NamedTuple):
    """Something seen in the log, with the step at which it was."""

    step: int
    evidence: str


class Signs(NamedTuple):
    """What the log shows about how the agent went about it, apart from any check."""

    loop: Sign | None = None
    false_claims: tuple[Sign, ...] = ()


def read_signs(box: Toolbox, episode: Episode, task: Task) -> Signs:
    """Read the signs of an episode's log."""
    return Signs()


def label_patterns(
    task: Task, episode: Episode, signs: Signs, *, events: Sequence[UnsafeEvent], collateral: Sequence[Change],
    conduct: Conduct, success: bool,
) -> tuple[PatternLabel, ...]:
    """Return the patterns that an episode shows, each with its step and evidence."""
    return tuple(
        PatternLabel(pattern=event.pattern, step=event.step, evidence=event.evidence)
        for event in events
        if event.kind == "executed" and event.pattern is not None
    )
