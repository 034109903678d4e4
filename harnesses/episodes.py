"""What a worker of a run does: it makes an agent and an environment, and plays one episode."""

import fcntl
import os
from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic import JsonValue, TypeAdapter

from ..envs.env import DioramaEnv, Observation
from ..snapshots.digest import canonical
from ..snapshots.errors import DioramaError, StoreError, UsageError
from ..snapshots.records import Model
from ..snapshots.store import Store
from ..snapshots.trace import read_trace
from ..tasks.catalog import load_catalog
from ..tasks.secret import Secret
from ..tasks.task import Task
from .agent_names import make_agent
from .agents import Action, Agent, AgentEnded, Brief, observation_of
from .folder import WORKERS_LOCK, trace_file
from .guards.counting import Guarding, count
from .guards.guarded import described
from .guards.named import check_sight, guarded, make_guard
from .jobs import Job, Result
from .keeping.halting import Halt, why_not_kept
from .keeping.keeper import InStore, Keeper, bring, hand_over
from .pools import Turn
from .record import Played, play, played_from, without_floats
from .talk import read_talk, talk_path, total

ERROR = 2000
"""Characters of an error that a result keeps; the trace has it all."""


class Ask(Model):
    """Asks what agents and guards say of themselves, before anything runs."""

    kind: Literal["ask"] = "ask"
    agents: tuple[str, ...]
    guards: tuple[str, ...] = ()
    task: str
    seed: int
    factors: tuple[tuple[str, str], ...]
    folders: tuple[str, ...]
    secret: str = ""


class Told(Model):
    """The answer: parameters by agent, those of the guards in their order, or what is wrong with one of them."""

    parameters: dict[str, dict[str, JsonValue]] = {}
    guards: tuple[dict[str, JsonValue], ...] = ()
    wrong: str = ""


class Assignment(Model):
    """A job, and where its run keeps things. `broken_off` says why its agent was stopped, if it was: then the episode
    only wants its verdict. `secret` is empty if there is none. Where `store` is the URL of a database, the trace and
    the talk go there too, under the run's name, and the folder need not be one that others see."""

    kind: Literal["play"] = "play"
    job: Job
    folder: str
    folders: tuple[str, ...]
    broken_off: str = ""
    secret: str = ""
    store: str = ""
    run: str = ""


_PAYLOAD: TypeAdapter[Ask | Assignment] = TypeAdapter(Ask | Assignment)


def carry_out(payload: str, turn: Turn) -> str:
    """Do what an order says: the function that pools are given."""
    order = _PAYLOAD.validate_json(payload)
    if isinstance(order, Ask):
        return ask(order, turn).model_dump_json()
    try:
        _hold(order.folder)
        return play_job(order, turn).model_dump_json()
    except (StoreError, OSError) as error:
        why = why_not_kept(error)
        if not why:
            raise
        return Halt(halt=why).model_dump_json()


@lru_cache(maxsize=1)
def _hold(folder: str) -> int:
    """Take this process's share of the lock for as long as it lives."""
    lock = os.open(Path(folder) / WORKERS_LOCK, os.O_RDWR | os.O_CREAT, 0o644)
    fcntl.flock(lock, fcntl.LOCK_SH)
    return lock


def ask(order: Ask, turn: Turn) -> Told:
    """Make each agent and guard once, and return what they say of themselves, or why one of them cannot be made."""
    catalog = load_catalog(tuple(map(Path, order.folders)), Secret(order.secret) if order.secret else None)
    instance = catalog.instance(order.task, order.seed, order.factors)
    turn.begin()  # only now: what we take for the tasks is not the agents' time
    turn.pass_to(True)
    parameters: dict[str, dict[str, JsonValue]] = {}
    try:
        guards = [make_guard(name, instance.task) for name in order.guards]
        for name in order.agents:
            agent = make_agent(name, instance.task)
            check_sight(agent, guards)
            parameters[name] = without_floats(dict(getattr(agent, "parameters", {})))
            canonical(parameters[name])
        said = tuple(without_floats(described(guard)) for guard in guards)
        canonical(list(said))
    except DioramaError as error:
        return Told(wrong=str(error))
    return Told(parameters=parameters, guards=said)


class Stopped:
    """Stands for an agent that was stopped: it recalls what that one did, and has no more answers."""

    def __init__(self, name: str, parameters: dict[str, JsonValue], why: str) -> None:
        self.name = name
        self.parameters = parameters
        self._why = why

    def reset(self, brief: Brief) -> None:
        """Nothing to prepare."""

    def recall(self, observation: Observation, action: Action) -> None:
        """Let the action be made again."""

    def act(self, observation: Observation) -> Action:
        """Say why there is no answer."""
        raise AgentEnded(self._why)


def play_job(order: Assignment, turn: Turn) -> Result:
    """Play a job's episode, or give the one that was broken off its verdict."""
    if not order.store:
        return _play(order, turn)
    folder = Path(order.folder)
    with Store(order.store) as store:
        keeper = InStore(store, order.run)
        bring(keeper, order.job.key, folder)
        return handed_over(keeper, _play(order, turn), order)


def handed_over(keeper: Keeper, result: Result, order: Assignment) -> Result:
    """Give a keeper what the folder has of a job that is done; return the result of what counts for the job."""
    folder = Path(order.folder)
    if not result.trace or not hand_over(keeper, result.job.key, folder):
        return result
    path = folder / result.trace
    counting = _result(result.job, played_from(read_trace(path)), folder)
    return counting.model_copy(update={"attempts": result.attempts, "guarded": _guarding(order, path)})


def elsewhere(payload: str, folder: Path) -> str:
    """Return an order as it is for a worker that has the run's folder somewhere else."""
    order = _PAYLOAD.validate_json(payload)
    return payload if isinstance(order, Ask) else order.model_copy(update={"folder": str(folder)}).model_dump_json()


def _play(order: Assignment, turn: Turn) -> Result:
    job = order.job
    env = _env(order)
    path = trace_file(Path(order.folder), job.key)
    turn.begin()
    agent = _stopped(order, path) if order.broken_off else _made(order, env.task, turn)
    if observation_of(agent) is not None:
        env = _env(order, observation_of(agent))
    played = play(
        env, agent, path, seed=job.seed, task=job.task, contract=job.contract, turn=turn.pass_to,
        max_tokens=job.max_tokens,
    )
    return _result(job, played, Path(order.folder)).model_copy(update={"guarded": _guarding(order, path)})


def _guarding(order: Assignment, path: Path) -> Guarding | None:
    """Return how well the guards of an episode that is over did; None if it has none, or no score."""
    if not order.job.guards:
        return None
    trace = read_trace(path)
    failed = trace.close is None or trace.close.end == "invalid"
    return None if failed else count(_env(order), trace.steps)


def _env(order: Assignment, observation: str | None = None) -> DioramaEnv:
    job = order.job
    env = DioramaEnv(
        job.family, task=job.task, factors=dict(job.factors), max_steps=job.max_steps, tasks_dirs=order.folders,
        secret=order.secret or None, observation=observation,
    )
    env.reset(seed=job.seed, options={"task": job.task})
    return env


def _result(job: Job, played: Played, folder: Path) -> Result:
    path = trace_file(folder, job.key)
    return Result(
        job=job, verdict=played.verdict, steps=played.steps, trace=f"traces/{path.name}", end=played.end,
        error=played.error[-ERROR:], usage=total(read_talk(talk_path(path))),
    )


def _made(order: Assignment, task: Task, turn: Turn) -> Agent:
    """Make the job's agent. One that cannot be made, though it could before, has crashed."""
    turn.pass_to(True)
    try:
        agent = make_agent(order.job.agent, task)
    except UsageError as error:
        return Stopped(order.job.agent, {}, str(error))
    finally:
        turn.pass_to(False)
    return guarded(agent, order.job.guards, task)


def _stopped(order: Assignment, path: Path) -> Stopped:
    """Return what ends the episode of a trace: under the name that the trace begins with."""
    begun = read_trace(path).start if path.exists() else None
    if begun is None:
        return Stopped(order.job.agent, {}, order.broken_off)
    return Stopped(begun.agent, begun.parameters, order.broken_off)
