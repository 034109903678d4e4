"""Replay: what can be done with a trace. Play it again and compare, branch off from it, judge it anew."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple, cast

from ..envs.env import DioramaEnv
from ..snapshots.digest import Json
from ..snapshots.errors import TaskError, TraceError, UsageError
from ..snapshots.state import State
from ..snapshots.trace import Close, Header, Parent, Trace, TraceStep, read_trace, step_json
from ..tasks.catalog import Catalog, load_catalog
from ..tasks.judge import AgentEnd
from ..tasks.secret import Secret, lacking, secret_in_variable
from ..tasks.task import Task
from ..tasks.verdict import Verdict
from .agent_names import make_agent
from .agents import action_of, observation_of
from .record import Origin, Played, play, step
from .record import repeat as step_again
from .repeats import repeated
from .talk import Turn, read_talk, talk_path


class Difference(NamedTuple):
    """Where an episode went another way: at which step, and the parts that differ. Step 0 is the state at the start,
    the one after the last is the verdict."""

    step: int
    expected: dict[str, Json]
    got: dict[str, Json]


class Replayed(NamedTuple):
    """What came of making the steps of a trace again."""

    trace: Trace
    identical: int
    differences: tuple[Difference, ...]

    @property
    def first(self) -> Difference | None:
        """The first difference; None if all was as recorded."""
        return self.differences[0] if self.differences else None


class Rescored(NamedTuple):
    """A verdict by the present version of the task, what it changes field by field, and how the episode went again."""

    again: Replayed
    version: int
    verdict: Verdict
    changes: tuple[tuple[str, Json, Json], ...]


def replay(path: Path, folders: Sequence[Path] = (), secret: Secret | None = None) -> Replayed:
    """Make every recorded action again, and compare each step and the verdict.

    `folders` hold further task files. TraceError if the trace is damaged, or played with another version of the task.
    A variant of a secret needs it again, here as in the other functions.
    """
    trace, env = beginning(path, folders, secret)
    identical, differences = _repeated(env, trace)
    if trace.close is not None:
        verdict = _ended(env, trace.close).model_dump(mode="json")
        differences += _differing(len(trace.steps) + 1, trace.close.verdict, verdict)
    return Replayed(trace, identical, tuple(differences))


def played_task(path: Path, folders: Sequence[Path] = (), secret: Secret | None = None) -> tuple[Trace, Task]:
    """Return a trace and the task that was played in it; TraceError if the task is at another version now."""
    trace, header = _opened(path)
    catalog = _making(header, path, folders, secret).catalog
    _check_version(path, header, catalog)
    return trace, catalog.task(header.task, header.seed, header.factors)


def beginning(path: Path, folders: Sequence[Path] = (), secret: Secret | None = None) -> tuple[Trace, DioramaEnv]:
    """Return a trace and the environment that it was played in, at the start of the episode; TraceError if the task is
    at another version now."""
    trace, header = _opened(path)
    made = _making(header, path, folders, secret)
    _check_version(path, header, made.catalog)
    return trace, _env(header, made, header.env.max_steps)


def branch(
    path: Path, at: int, agent: str, out: Path, folders: Sequence[Path] = (), secret: Secret | None = None,
    repeat: int = 0,
) -> Played:
    """Go to the state before step `at`, let an agent go on from there to the end, and write that trace to `out`.

    A `repeat` from 1 on is one more time of the same: the agent gets another seed for its own choices.
    """
    trace, header = _opened(path)
    last = len(trace.steps)
    _check_step(path, trace, at)
    if at == last + 1 and trace.close is not None and trace.close.end in ("", "step_budget"):
        raise UsageError(f"{path}: the episode is over after step {last}; it can be left before a step up to that")
    making = _making(header, path, folders, secret)
    env = _env(header, making, header.env.max_steps)
    if env.header.base != header.base:
        raise TraceError(f"{path}: it starts from the state {header.base}, which the task does not give any more")
    origin = Origin(trace.steps[: at - 1], Parent(trace=trace.digest, at=at), _said(trace, path, agent, at))
    goes_on = repeated(make_agent(agent, env.task), repeat)
    if observation_of(goes_on) is not None:
        env = _env(header, making, header.env.max_steps, observation_of(goes_on))
    return play(env, goes_on, out, seed=header.seed, task=header.task, origin=origin)


def rescore(path: Path, folders: Sequence[Path] = (), secret: Secret | None = None) -> Rescored:
    """Judge a recorded episode with the checks of the task as it is now, without its agent."""
    trace, header = _opened(path)
    making = _making(header, path, folders, secret)
    file = making.catalog[header.task].file
    made = len(trace.steps)
    by_budget = trace.close is not None and trace.close.end == "step_budget"
    budget = max(header.env.max_steps or file.max_steps, made if by_budget else made + 1)
    env = _env(header, making, budget)
    identical, differences = _repeated(env, trace, unless=("cost", "unsafe"))
    verdict = env.judge() if trace.close is None else _ended(env, trace.close)
    before = {} if trace.close is None else trace.close.verdict
    after: dict[str, Json] = verdict.model_dump(mode="json")
    changes = [
        (field, before.get(field), after.get(field))
        for field in dict.fromkeys((*after, *before))
        if before.get(field) != after.get(field)
    ]
    return Rescored(Replayed(trace, identical, tuple(differences)), file.version, verdict, tuple(changes))


def state_before(
    path: Path, at: int = 0, folders: Sequence[Path] = (), secret: Secret | None = None
) -> tuple[int, State]:
    """Return a step of a trace and the state before it. 0 is the number after the last step."""
    trace, header = _opened(path)
    at = at or len(trace.steps) + 1
    _check_step(path, trace, at)
    env = _env(header, _making(header, path, folders, secret), header.env.max_steps)
    for recorded in trace.steps[: at - 1]:
        step_again(env, recorded)
    return at, env.world.state


def _opened(path: Path) -> tuple[Trace, Header]:
    """Return a trace and its header; TraceError names the file if it was cut before there was one."""
    trace = read_trace(path)
    try:
        return trace, trace.header
    except TraceError as error:
        raise TraceError(f"{path}: {error}") from None


def _check_version(path: Path, header: Header, catalog: Catalog) -> None:
    version = catalog[header.task].head.version
    if version != header.version:
        raise TraceError(f"{path}: it was played with version {header.version} of {header.task}, which is at version "
                         f"{version} now; it can be rescored, not replayed")


def _check_step(path: Path, trace: Trace, at: int) -> None:
    last = len(trace.steps)
    if not 1 <= at <= last + 1:
        raise UsageError(f"{path} has {last} steps; there is a state before step 1 to {last + 1}, not before {at}")


class _Making(NamedTuple):
    """What an episode is made anew from, besides its header."""

    folders: tuple[Path, ...]
    secret: Secret | None
    catalog: Catalog


def _making(header: Header, path: Path, folders: Sequence[Path], secret: Secret | None) -> _Making:
    """Return what a trace needs: the folders of task files, the secret, and the catalog of both with its task."""
    named = [Path(name) for name in header.env.tasks_dirs]
    found = tuple(folders) or tuple(folder for folder in named if folder.is_dir())
    needed = _needed(header, path, secret)
    catalog = load_catalog(found, needed)
    try:
        catalog[header.task]
    except TaskError as error:
        hint = f" It was played with the folder {named[0]}; --tasks-dir says where that is." if named else ""
        raise UsageError(f"{path}: {error}{hint}") from None
    return _Making(found, needed, catalog)


def _needed(header: Header, path: Path, secret: Secret | None) -> Secret | None:
    """Return the secret that a trace's variant was drawn with, given or in the variable; None if it has none."""
    digest = header.factors.get("secret")
    if digest is None:
        return None
    secret = secret or secret_in_variable()
    if secret is None or secret.digest != digest:
        raise UsageError(f"{path}: {lacking(digest, secret)}")
    return secret


def _said(trace: Trace, path: Path, agent: str, at: int) -> tuple[Turn, ...]:
    """Return what an agent itself said before step `at`, so that it goes on as if it had only been asked once more.

    Of an answer with several calls, of which some come after that step, nothing is kept: it would decide them, too.
    """
    if trace.header.agent != agent:
        return ()
    return tuple(turn for turn in read_talk(talk_path(path)) if turn.at + max(1, turn.calls) <= at)


def _env(
    header: Header, made: _Making, max_steps: int | None, observation: str | None = None
) -> DioramaEnv:
    """Return the environment that a trace was played in, at the start of the episode."""
    env = DioramaEnv(
        header.env.family, task=header.task, factors=header.factors, reward=header.env.reward, max_steps=max_steps,
        pace=header.env.pace, tasks_dirs=[str(folder) for folder in made.folders],
        face="" if header.env.face == "" else "agent", secret=made.secret, observation=observation,
    )
    env.reset(seed=header.seed, options={"task": header.task})
    return env


def _repeated(env: DioramaEnv, trace: Trace, unless: tuple[str, ...] = ()) -> tuple[int, list[Difference]]:
    """Make the steps of a trace; return how many went as recorded, and how the others differ, some parts apart."""
    base, now = trace.header.base, env.header.base
    differences = _differing(0, {"digest": base}, {"digest": now})
    identical = 0
    for recorded in trace.steps:
        if env.verdict is None:
            step(env, action_of(recorded.step.call), recorded.step)
        made = env.trace_steps(recorded.number - 1)
        if not made:
            label = "" if env.verdict is None else env.verdict.label
            differences.append(Difference(recorded.number, {"digest": recorded.digest}, {"ended": label}))
            break
        found = _differing(recorded.number, _parts(recorded, unless), _parts(made[0], unless))
        identical += not found
        differences += found
    return identical, differences


def _ended(env: DioramaEnv, close: Close) -> Verdict:
    """End an episode as the recorded one ended, and return the verdict."""
    if env.verdict is None and close.call is not None:
        step(env, action_of(close.call))
    if env.verdict is not None:
        return env.verdict
    return env.judge("" if close.end == "invalid" else cast("AgentEnd", close.end))


def _parts(made: TraceStep, unless: tuple[str, ...]) -> dict[str, Json]:
    parts: dict[str, Json] = {**step_json(made.step), "now": made.now, "cost": made.cost,
                              "unsafe": list(made.unsafe), "digest": made.digest}
    return {name: part for name, part in parts.items() if name not in unless}


def _differing(number: int, expected: dict[str, Json], got: dict[str, Json]) -> list[Difference]:
    """Return the difference of two descriptions of a step, its equal parts left out; nothing if there is none."""
    names = [name for name in dict.fromkeys((*expected, *got)) if expected.get(name) != got.get(name)]
    if not names:
        return []
    parts = ({name: side.get(name) for name in names} for side in (expected, got))
    return [Difference(number, *parts)]
