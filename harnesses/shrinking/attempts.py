"""Attempts: parts of a recorded episode played again, each from the longest beginning that was played before."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple, cast

from ...envs.env import DioramaEnv, Snapshot
from ...mocks.common.control import ENDING_TOOLS
from ...snapshots.calls import Call
from ...snapshots.digest import Json
from ...snapshots.trace import Trace
from ...tasks.judge import AgentEnd
from ...tasks.verdict import Verdict
from ..agents import FINISH, action_of
from .finding import Finding
from .renaming import made_ids, other_names, renamed


class Kept(NamedTuple):
    """A recorded call that an attempt makes: its place in the episode, and its arguments as they are by now."""

    place: int
    call: Call


class _Point(NamedTuple):
    """Where the calls of a beginning lead: the state, the names that stand for recorded ones, the calls as made."""

    snapshot: Snapshot
    names: dict[str, str]
    made: tuple[Call, ...]


class Came(NamedTuple):
    """What an attempt came to: its verdict, and the calls that were made, without the one that ends it."""

    verdict: Verdict
    made: tuple[Call, ...]


class Attempts:
    """Plays parts of one episode. `forks` counts how often it went back to an earlier point, `made` the calls."""

    def __init__(self, trace: Trace, env: DioramaEnv) -> None:
        self.forks = self.made = 0
        self._env = env
        calls = [step.step.call for step in trace.steps]
        close = trace.close
        self.ending = calls.pop() if calls and calls[-1].tool in ENDING_TOOLS and trace.steps[-1].step.outcome.ok \
            else None
        self.end = "" if close is None or close.end in ("step_budget", "invalid") else close.end
        self.error = "" if close is None else close.error
        self.calls = tuple(Kept(place, call) for place, call in enumerate(calls))
        self._texts = [step.step.outcome.text for step in trace.steps]
        self._mentioned = "\n".join(call.text for call in [*calls, *([self.ending] if self.ending else [])])
        start = _Point(env.snapshot(), {}, ())
        self._points: dict[tuple[Kept, ...], _Point] = {(): start}
        self._ids = list(self._recorded_ids())
        self._points = {(): start}

    def _recorded_ids(self) -> Iterator[dict[str, list[str]]]:
        """Yield which ids each call of the recorded episode made."""
        for kept in self.calls:
            before = self._env.world.state
            if self._env.verdict is None:
                self._env.step(action_of(kept.call))
            yield made_ids(before, self._env.world.state)

    def has(self, wanted: Finding, kept: tuple[Kept, ...]) -> bool:
        """Tell whether a part of the episode has a finding; what has been done by then for good needs no verdict."""
        return any(
            wanted.kind == "unsafe" and mark.event.kind == "executed" and not mark.pending
            and wanted.code in ("", mark.event.code) for mark in self._reached(kept).snapshot.episode.marks
        ) or wanted.holds(self.come(kept).verdict)

    def come(self, kept: tuple[Kept, ...]) -> Came:
        """Play a part of the episode, end it as the episode ended, and return what it comes to."""
        point = self._reached(kept)
        env = self._env
        self._back(point)
        if env.verdict is None and self.ending is not None:
            env.step(action_of(self.last(point.names)))
        elif env.verdict is None and self.end:
            env.judge(cast("AgentEnd", self.end), self.error)
        elif env.verdict is None:
            env.step(FINISH)
        verdict = env.verdict or env.judge()  # an ending that is refused leaves the episode open
        return Came(verdict, point.made)

    def last(self, names: Mapping[str, str]) -> Call:
        """Return the call that ends the episode."""
        assert self.ending is not None, "a call ended the episode"
        return renamed(self.ending, names)

    def names(self, kept: tuple[Kept, ...]) -> Mapping[str, str]:
        """Return what stands for recorded names after some calls."""
        return self._reached(kept).names

    def _reached(self, kept: tuple[Kept, ...]) -> _Point:
        """Return the point that some calls lead to, by way of the longest beginning of them that was played before."""
        known = next(size for size in range(len(kept), -1, -1) if kept[:size] in self._points)
        point = self._points[kept[:known]]
        if known == len(kept):
            return point
        self._back(point)
        for size in range(known, len(kept)):
            if self._env.verdict is None:
                point = self._stepped(point, kept[size])
            self._points[kept[: size + 1]] = point
        return point

    def _back(self, point: _Point) -> None:
        self._env.restore(point.snapshot)
        self.forks += 1

    def _stepped(self, point: _Point, kept: Kept) -> _Point:
        env, call = self._env, renamed(kept.call, point.names)
        before = env.world.state
        env.step(action_of(call))
        self.made += 1
        pairs = list(_paired(self._ids[kept.place], made_ids(before, env.world.state)))
        outcome = env.world.log[-1].step.outcome
        if outcome.ok:
            pairs += other_names(self._texts[kept.place], outcome.text)
        new = {old: now for old, now in pairs if old != now and old in self._mentioned}
        return _Point(env.snapshot(), {**point.names, **new}, (*point.made, call))


def _paired(recorded: Mapping[str, Sequence[str]], now: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, str]]:
    """Yield the ids of rows that a call made then and makes now."""
    for kind, ids in recorded.items():
        yield from zip(ids, now.get(kind, ()), strict=False)


def parts(arguments: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], str | list[Json]]]:
    """Yield where the arguments of a call hold texts and lists that could be shorter, outer ones first."""
    if isinstance(arguments, str) and len(arguments.split()) > 1:
        yield path, arguments
    elif isinstance(arguments, list):
        if len(arguments) > 1:
            yield path, arguments
        for number, item in enumerate(arguments):
            yield from parts(item, (*path, number))
    elif isinstance(arguments, dict):
        for name, item in arguments.items():
            yield from parts(item, (*path, name))


def with_part(call: Call, path: Sequence[str | int], value: Json) -> Call:
    """Return a call with another value at a place of its arguments."""
    arguments: Any = json.loads(call.text)
    inner = arguments
    for name in path[:-1]:
        inner = inner[name]
    inner[path[-1]] = value
    return Call.of(call.tool, arguments)
