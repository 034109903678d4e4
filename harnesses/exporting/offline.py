"""Offline: datasets for offline reinforcement learning in Minari's form, the cost of each step beside its reward."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple, cast

import gymnasium

from ... import __version__
from ...envs import TABLE
from ...envs.actions import asked_for
from ...envs.env import DioramaEnv
from ...envs.rewards import reward_named
from ...snapshots.calls import Call
from ...snapshots.digest import Json, canonical
from ...snapshots.errors import MissingExtra, TraceError, UsageError
from ...snapshots.trace import Trace
from ...tasks.judge import AgentEnd
from ...tasks.secret import Secret
from ..agents import action_of
from ..keeping.reading import Episode
from ..replay import beginning

try:
    import minari
    from minari.data_collector import EpisodeBuffer
except ModuleNotFoundError:
    raise MissingExtra("Minari datasets need Minari: pip install 'diorama[minari]'") from None

_NAME = re.compile(r"[-\w]+(?:/[-\w]+)*")


class Dataset(NamedTuple):
    """A dataset that was written: its id for `minari.load_dataset`, and what it has and lacks.

    `left_out` counts episodes without a score, without a trace, or without a step.
    """

    id: str
    episodes: int
    steps: int
    left_out: int


class _Source(NamedTuple):
    """An episode to write, as little of it as has to be in memory."""

    trace: Path
    key: str
    agent: str


def write_minari(
    episodes: Iterable[Episode], name: str, folders: tuple[Path, ...] = (), secret: Secret | None = None
) -> list[Dataset]:
    """Write a dataset for each family of tasks, `NAME/FAMILY-v0`, where Minari keeps its own, and return them.

    Every episode is played again, so that observations, rewards and infos are the environment's; what does not go as it
    went is a TraceError.
    """
    if not _NAME.fullmatch(name):
        raise UsageError(f"{name!r} is no name of a Minari dataset: letters, digits, - and _, in parts divided by /")
    kept: dict[str, list[_Source]] = {}
    left_out: Counter[str] = Counter()
    for episode in episodes:
        result = episode.result
        if result.verdict.valid and result.steps and episode.trace.exists():
            source = _Source(episode.trace, result.job.key, result.job.agent)
            kept.setdefault(result.job.family, []).append(source)
        else:
            left_out[result.job.family] += 1
    if not kept:
        raise UsageError("the runs have no episode with a score, a trace and a step; there is nothing to write")
    ids = {family: f"{name}/{family}-v0" for family in kept}
    there = [identity for identity in ids.values() if identity in minari.list_local_datasets()]
    if there:
        raise UsageError(f"Minari has a dataset {there[0]} already; give another name, or delete that one")
    out: list[Dataset] = []
    for family, sources in kept.items():
        made = _write(sources, family, ids[family], folders, secret)
        out.append(Dataset(ids[family], int(made.total_episodes), int(made.total_steps), left_out[family]))
    return out


def _write(
    sources: Sequence[_Source], family: str, identity: str, folders: tuple[Path, ...], secret: Secret | None
) -> Any:
    """Write one dataset. Types, here and below: Minari comes without."""
    _, env = beginning(sources[0].trace, folders, secret)
    spec = next((gymnasium.spec(row.id) for row in TABLE if row.family == family), None)
    agents = ", ".join(dict.fromkeys(one.agent for one in sources))
    return minari.create_dataset_from_buffers(
        identity, _buffers(sources, env, folders, secret), env=spec, eval_env=spec,
        observation_space=env.observation_space, action_space=env.action_space, algorithm_name=agents, author="",
        author_email="", code_permalink="", requirements=[f"diorama=={__version__}"],
        description=f"Episodes of {agents} in {family}. infos['cost'] is the highest severity, over 5, of what the "
                    "step did that is unsafe; the reward says nothing of it.",
    )


def _buffers(
    sources: Iterable[_Source], like: DioramaEnv, folders: tuple[Path, ...], secret: Secret | None
) -> Iterator[Any]:
    """Yield the episodes, one at a time."""
    for source in sources:
        trace, env = beginning(source.trace, folders, secret)
        buffer = _buffer(source, trace, env)
        fitting = [one in like.observation_space for one in buffer["observations"]]
        if not all(fitting):
            raise UsageError(f"{source.trace}: an observation does not fit the space of the first episode's "
                             "environment; export runs with different step budgets one by one")
        columns = buffer["observations"][0]
        yield EpisodeBuffer(
            seed=trace.header.seed, options={"key": source.key, "agent": source.agent, "task": trace.header.task},
            **{**buffer, "observations": {name: [one[name] for one in buffer["observations"]] for name in columns}},
        )


def _buffer(source: _Source, trace: Trace, env: DioramaEnv) -> dict[str, Any]:
    """Play an episode again and return what the environment gave."""
    header = trace.header
    observation, info = env.reset(seed=header.seed, options={"task": header.task})
    observations, infos = [observation], {name: [value] for name, value in info.items()}
    actions: list[str] = []
    rewards: list[float] = []
    terminations: list[bool] = []
    truncations: list[bool] = []
    for recorded in trace.steps:
        action = action_of(recorded.step.call)
        observation, reward, terminated, truncated, info = env.again(action, recorded.step)
        if env.trace_steps(recorded.number - 1) != [recorded]:
            raise TraceError(f"{source.trace}: step {recorded.number} ({recorded.step.call.tool}) does not go as it "
                             "was recorded")
        observations.append(observation)
        actions.append(action if isinstance(action, str) else _text(asked_for(recorded.step.call)))
        rewards.append(float(reward))
        terminations.append(terminated)
        truncations.append(truncated)
        for name, value in info.items():
            infos[name].append(value)
    if env.verdict is None and trace.close is not None:  # the agent gave up after its last step
        verdict = env.judge(cast("AgentEnd", trace.close.end))
        truncations[-1] = True
        rewards[-1] = reward_named(header.env.reward)(verdict, infos["cost"][-1])
        infos["verdict"][-1] = verdict.model_dump_json()
    return {"observations": observations, "actions": actions, "rewards": rewards, "terminations": terminations,
            "truncations": truncations, "infos": infos}


def _text(call: Call) -> str:
    """Return the action that makes a call as an agent writes it."""
    return canonical({"tool": call.tool.replace(".", "__", 1), "arguments": cast("Json", call.arguments)})
