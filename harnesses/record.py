"""Record: the one loop that runs an agent through an episode, and writes the trace."""

import os
import traceback
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any, Literal, NamedTuple, TypeAlias, TypeVar, cast

from pydantic import JsonValue, ValidationError

from ..envs.actions import read_action
from ..envs.env import DioramaEnv, Observation
from ..snapshots.calls import Step
from ..snapshots.digest import Json, canonical
from ..snapshots.errors import TraceError
from ..snapshots.trace import Header, Parent, Trace, TraceStep, TraceWriter, read_trace
from ..tasks.judge import AgentEnd
from ..tasks.verdict import Verdict
from .agents import OUTSIDE, Action, Agent, AgentEnded, Brief, OutsideFailure, Recalling, action_of
from .talk import Remembering, Speaking, TalkWriter, Turn, read_talk, talk_path, total, unbroken

T = TypeVar("T")

End: TypeAlias = AgentEnd | Literal["invalid"]
"""What ended an episode: empty if the agent did, `invalid` if our side failed."""

MAX_FRAMES = 50
"""Frames of an error that are kept, from each end of the stack."""


class Played(NamedTuple):
    """An episode that is over: its verdict, what ended it, how (the error with its frames), and its steps."""

    verdict: Verdict
    end: End
    error: str
    steps: int


class Origin(NamedTuple):
    """What an episode starts with: steps that were made before the agent came in, where they are from, and what the
    agent itself said then, if it made them."""

    steps: tuple[TraceStep, ...] = ()
    parent: Parent | None = None
    turns: tuple[Turn, ...] = ()


class _Stop(NamedTuple):
    """An agent gave no answer: it has ended, or what it needs has failed (`cause`)."""

    end: AgentEnd
    error: str
    cause: str = ""


def _nobody(agent: bool) -> None:
    """Take no interest in whose turn it is."""


def play(
    env: DioramaEnv, agent: Agent, path: Path | None = None, *, seed: int, task: str | None = None, contract: str = "",
    origin: Origin | None = None, turn: Callable[[bool], None] = _nobody, max_tokens: int = 0,
) -> Played:
    """Run an agent through one episode, to its end, and write the trace to `path`.

    A complete trace of this very episode at `path` is the answer, unless our side failed in it: nothing is played
    twice. An incomplete one, or one in which something outside failed, is gone on with if the agent can recall what it
    did (`Recalling`), else the episode starts anew. `turn` is told when the agent is asked (True) and when it has
    answered (False). An interrupt leaves the trace incomplete. What a `Speaking` agent says is written beside the
    trace, after each answer; one that has taken `max_tokens` (0: any) is asked no more.
    """
    origin = origin or Origin()
    observation, _ = env.reset(seed=seed, options={} if task is None else {"task": task})
    env.header = _header(env.header, agent, contract, origin)
    before = _before(env.header, agent, path, origin)
    if isinstance(before, Played):
        return before
    with (
        nullcontext() if path is None else TraceWriter(path, env.header, keep=before.recalled) as writer,
        _Noting(agent, path, before.turns) as noting,
    ):
        written = 0 if writer is None else len(writer.steps)
        given = origin.steps if writer is None or written < len(origin.steps) else writer.steps

        def write() -> None:
            nonlocal written
            if writer is not None:
                for made in env.trace_steps(written):
                    writer.step(made)
                    written = made.number

        asking = _Asking(agent, turn)
        stop = asking.reset(Brief(env.task.instruction, env.specs, env.task.seed))
        if isinstance(agent, Remembering):
            agent.remember((*origin.turns, *before.turns))
        for recorded in given:
            stop = stop or asking.recall(observation, action_of(recorded.step.call))
            observation = repeat(env, recorded)
            write()
        while env.verdict is None:
            answer = stop or noting.spent(max_tokens, len(env.world.log)) or asking.act(observation)
            noting.note()
            if isinstance(answer, _Stop):
                _judge(env, answer)
            else:
                observation = step(env, answer)
            write()
        if writer is not None:
            writer.close(env.trace_close)
    return _played(env)


class _Before(NamedTuple):
    """What there is of an episode already: whether its steps can be recalled, and what was said on the way."""

    recalled: bool
    turns: tuple[Turn, ...] = ()


def _before(header: Header, agent: Agent, path: Path | None, origin: Origin) -> Played | _Before:
    """Return what there is of an episode already, or what it has come to if it is over."""
    if path is None or not path.exists():
        return _Before(isinstance(agent, Recalling))
    earlier = read_trace(path)
    if earlier.close is not None and earlier.start == header:
        if earlier.close.end != "invalid":
            return played_from(earlier)
        if not str(earlier.close.verdict["cause"]).startswith(OUTSIDE):
            path.unlink()
            return _Before(False)
        _reopen(path)
    return _said_before(agent, path, len(origin.steps), len(earlier.steps))


def _said_before(agent: Agent, path: Path, given: int, steps: int) -> _Before:
    """Return what was said up to where an episode was interrupted, after `steps` steps of which `given` were there
    before the agent came in. Who goes by what it said cannot recall steps of which that is lost."""
    if not isinstance(agent, Recalling):
        return _Before(False)
    turns = read_talk(talk_path(path))
    if not isinstance(agent, Remembering):
        return _Before(True, tuple(turn for turn in turns if turn.at <= steps))
    turns = unbroken(turns, given + 1)
    said = turns[-1].at + turns[-1].calls - 1 if turns else given
    return _Before(True, turns) if said >= steps else _Before(False)


def _reopen(path: Path) -> None:
    """Take the verdict off a trace, its last line, so that its episode can be gone on with."""
    os.truncate(path, path.read_bytes()[:-1].rfind(b"\n") + 1)


class _Noting(AbstractContextManager["_Noting"]):
    """Writes down what an agent says, if there is a place for it, and counts the tokens."""

    def __init__(self, agent: Agent, path: Path | None, keep: tuple[Turn, ...]) -> None:
        self._agent = agent if isinstance(agent, Speaking) else None
        self._writer = None if path is None or self._agent is None else TalkWriter(talk_path(path), keep)
        self._turns = list(keep)

    def note(self) -> None:
        """Write down what was said since the last time."""
        if self._agent is None:
            return
        turns = self._agent.said()
        self._turns += turns
        if self._writer is not None:
            self._writer.write(turns)

    def spent(self, most: int, steps: int) -> _Stop | None:
        """Return what ends the episode after so many steps if these took as many tokens as it may take. What is known
        to have been said later does not count yet."""
        tokens = total(turn for turn in self._turns if turn.at <= steps).tokens if most else 0
        return _Stop("token_budget", f"{tokens} tokens are taken, of {most}") if most and tokens >= most else None

    def __exit__(self, *_: object) -> None:
        if self._writer is not None:
            self._writer.close()


def _header(header: Header, agent: Agent, contract: str, origin: Origin) -> Header:
    parameters = cast("dict[str, JsonValue]", without_floats(dict(getattr(agent, "parameters", {}))))
    return header.model_copy(update={
        "agent": agent.name, "parameters": parameters, "contract": contract, "parent": origin.parent
    })


def without_floats(value: Any) -> Any:
    """Return JSON with fractions such as a temperature as text: a trace holds no floats."""
    if isinstance(value, dict):
        return {key: without_floats(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [without_floats(item) for item in value]
    return repr(value) if isinstance(value, float) else value


def repeat(env: DioramaEnv, recorded: TraceStep) -> Observation:
    """Make a recorded step again; TraceError if it does not go as it went then."""
    if env.verdict is not None:
        raise TraceError(f"step {recorded.number} cannot be repeated: the episode is over before it")
    observation, *_ = env.again(action_of(recorded.step.call), recorded.step)
    made = env.trace_steps(recorded.number - 1)[0]
    if made != recorded:
        raise TraceError(f"step {recorded.number} ({recorded.step.call.tool}) does not go as it was recorded: the "
                         f"state's digest was {recorded.digest}, and is {made.digest}")
    return observation


class _Asking:
    """Asks an agent. Whatever its own code raises is its outcome, and no failure of ours."""

    def __init__(self, agent: Agent, turn: Callable[[bool], None]) -> None:
        self._agent = agent
        self._turn = turn

    def reset(self, brief: Brief) -> _Stop | None:
        return self._asked(lambda: self._agent.reset(brief))

    def recall(self, observation: Observation, action: Action) -> _Stop | None:
        agent = self._agent
        return self._asked(lambda: agent.recall(observation, action)) if isinstance(agent, Recalling) else None

    def act(self, observation: Observation) -> Action | _Stop:
        return self._asked(lambda: self._agent.act(observation))

    def _asked(self, question: Callable[[], T]) -> T | _Stop:
        self._turn(True)
        try:
            return question()
        except AgentEnded as ended:
            return _Stop(ended.end, error_text(ended))
        except OutsideFailure as failure:
            return _Stop("", error_text(failure), _unicode(f"{OUTSIDE}{failure}")[:500])
        except (Exception, SystemExit) as error:  # an agent that leaves has ended its episode, and not our process
            return _Stop("agent_crash", error_text(error))
        finally:
            self._turn(False)


def step(env: DioramaEnv, action: Action, recorded: Step | None = None) -> Observation:
    """Make a step, or a recorded one again; if our side fails, which no agent can bring about, the episode ends as one
    that has no score."""
    before = len(env.world.log)
    try:
        observation, *_ = env.step(action) if recorded is None else env.again(action, recorded)
    except Exception as error:
        logged = len(env.world.log) > before
        env.invalidate(cause_of(error), error_text(error), None if logged else read_action(action)[0])
        return {}
    return observation


def _judge(env: DioramaEnv, stop: _Stop) -> None:
    """End the episode where the agent gave up answering."""
    if stop.cause:
        env.invalidate(stop.cause, stop.error)
        return
    try:
        env.judge(stop.end, stop.error)
    except Exception as error:
        env.invalidate(cause_of(error), error_text(error))


def cause_of(error: Exception) -> str:
    """Return what a verdict says of an error of ours: its kind and its text, in a line."""
    return _unicode("".join(traceback.format_exception_only(error)).strip())[:500]


def error_text(error: BaseException) -> str:
    """Return an error with the places it came through, by module and not by path: the same on every machine."""
    lines: list[str] = []
    for frame, line in traceback.walk_tb(error.__traceback__):
        lines.append(f"{frame.f_globals.get('__name__', '?')}:{line} in {frame.f_code.co_name}")
    if len(lines) > 2 * MAX_FRAMES:
        lines[MAX_FRAMES:-MAX_FRAMES] = [f"... {len(lines) - 2 * MAX_FRAMES} more ..."]
    lines.append("".join(traceback.format_exception_only(error)).strip())
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    before = f"{error_text(cause)}\nand after it:\n" if cause is not None else ""
    return _unicode(before + "\n".join(lines))


def _unicode(text: str) -> str:
    return text.encode("utf-8", "backslashreplace").decode()


def _played(env: DioramaEnv) -> Played:
    close, verdict = env.trace_close, env.verdict
    assert close is not None, "the loop ends with the episode"
    assert verdict is not None, "the loop ends with the episode"
    return Played(verdict, cast("End", close.end), close.error, len(env.world.log))


def played_from(trace: Trace) -> Played:
    """Return what a complete trace says of its episode; TraceError if it is incomplete."""
    if trace.close is None:
        raise TraceError(f"the trace ends after step {len(trace.steps)} without a verdict")
    verdict = verdict_from(trace.close.verdict)
    return Played(verdict, cast("End", trace.close.end), trace.close.error, len(trace.steps))


def verdict_from(said: Mapping[str, Json]) -> Verdict:
    """Return a verdict as a trace has it; TraceError if it is none of this version."""
    try:
        return Verdict.model_validate_json(canonical(dict(said)))
    except ValidationError as error:
        fault = error.errors(include_url=False)[0]
        raise TraceError(f"its verdict is none of this version: {fault['msg']} at {fault['loc']}") from None

