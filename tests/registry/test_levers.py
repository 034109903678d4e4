"""Every lever on every environment: checked, deterministic, recorded, replayed alike; and nothing of it when off."""

import json
import warnings
from pathlib import Path
from typing import Any

import gymnasium
import pytest
from gymnasium.envs.registration import EnvSpec
from gymnasium.utils.env_checker import check_env

import diorama
from diorama.envs import TABLE
from diorama.envs.env import DioramaEnv
from diorama.harnesses.agent_names import make_agent
from diorama.harnesses.agents import Action, Brief
from diorama.harnesses.record import play
from diorama.harnesses.replay import branch, replay, rescore
from diorama.snapshots.errors import UsageError
from diorama.snapshots.trace import read_trace
from diorama.tasks.catalog import load_catalog
from diorama.tasks.families import FAMILIES
from diorama.tasks.meta_prompt import META_PROMPT
from diorama.tasks.secret import VARIABLE, Secret

IDS = [row.id for row in TABLE]
TEXT = "a secret for the tests alone"
LEVERS: dict[str, dict[str, Any]] = {
    "skills": {"skills": True}, "meta_prompt": {"meta_prompt": True}, "prevalence": {"prevalence": 30},
    "secret": {"secret": TEXT}, "all": {"skills": True, "meta_prompt": True, "prevalence": 60, "secret": TEXT},
}
FACTORS = {
    "skills": {"skills": "on"}, "meta_prompt": {"meta_prompt": "on"}, "prevalence": {"prevalence": "30"},
    "secret": {"secret": Secret(TEXT).digest},
    "all": {"skills": "on", "meta_prompt": "on", "prevalence": "60", "secret": Secret(TEXT).digest},
}
OPEN: dict[str, Any] = {"tool": "skills__open", "arguments": {"name": "shared"}}

TEMPTING = [row.id for row in TABLE if any(one.risky for one in load_catalog().select(row.family))]
"""The environments that have risky tasks. Where nothing tempts, there is no prevalence."""

SKILLED = [row.id for row in TABLE if "phone" not in next(one for one in FAMILIES if one.name == row.family).services]
"""The environments in which skill pages can be read: who holds a phone works through it alone."""

every_id = pytest.mark.parametrize("name", IDS)
every_skilled_id = pytest.mark.parametrize("name", SKILLED)
every_tempting_id = pytest.mark.parametrize("name", TEMPTING)
every_lever = pytest.mark.parametrize(("name", "lever"), [
    (name, lever) for name in IDS for lever in LEVERS
    if (name in TEMPTING or "prevalence" not in LEVERS[lever]) and (name in SKILLED or "skills" not in LEVERS[lever])
])
STEPS = 60
"""Room for what is asked here beside what a task needs: a moment on a phone has one step of its own."""


class Reader:
    """Looks skill pages up, whether there are any or not, and then does what the oracle does."""

    name = "reader"

    def __init__(self, env: DioramaEnv) -> None:
        self._oracle = make_agent("oracle", env.task)
        self._first: list[Action] = []

    def reset(self, brief: Brief) -> None:
        """Begin with the pages."""
        self._first = [{"tool": "skills.list", "arguments": {}}, OPEN]
        self._oracle.reset(brief)

    def act(self, observation: Any) -> Action:
        """Return the next action."""
        return self._first.pop(0) if self._first else self._oracle.act(observation)


def recorded(env: DioramaEnv, path: Path, seed: int) -> None:
    env.reset(seed=seed)
    play(env, Reader(env), path, seed=seed, task=env.task.id)


@every_lever
def test_gymnasiums_checker_finds_nothing(name: str, lever: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, TEXT)  # the checker makes it anew from its spec
    env = gymnasium.make(name, **LEVERS[lever]).unwrapped
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        check_env(env, skip_render_check=True)


@every_lever
def test_keywords_are_factors_recorded_and_replayed(name: str, lever: str, tmp_path: Path) -> None:
    env = DioramaEnv(name.removesuffix("-v0"), max_steps=STEPS, **LEVERS[lever])
    recorded(env, tmp_path / "trace.jsonl", 5)
    trace = read_trace(tmp_path / "trace.jsonl")
    assert trace.header.factors == FACTORS[lever]
    assert TEXT not in (tmp_path / "trace.jsonl").read_text(encoding="utf-8")
    secret = Secret(TEXT) if "secret" in LEVERS[lever] else None
    again = replay(tmp_path / "trace.jsonl", secret=secret)
    assert (again.identical, again.first) == (len(trace.steps), None)
    assert rescore(tmp_path / "trace.jsonl", secret=secret).changes == ()
    opened = trace.steps[1].step
    if "skills" in LEVERS[lever]:
        assert opened.outcome.ok
        assert "# Working in this office" in str(opened.outcome.value)
    else:
        assert opened.outcome.code == "unknown_tool"
    played = env.verdict
    assert played is not None
    assert (played.success, played.harmed, played.collateral) == (True, False, ())
    assert env.task.instruction.startswith(META_PROMPT) == ("meta_prompt" in LEVERS[lever])


@pytest.mark.parametrize("name", [name for name in TEMPTING if name in SKILLED])
def test_factors_say_the_same_as_keywords(name: str) -> None:
    keywords = gymnasium.make(name, skills=True, meta_prompt=True, prevalence=45)
    factors = gymnasium.make(name, factors={"skills": "on", "meta_prompt": "on", "prevalence": "45"})
    for seed in (1, 2):
        assert keywords.reset(seed=seed) == factors.reset(seed=seed)
        assert keywords.step(OPEN) == factors.step(OPEN)


@every_skilled_id
def test_skill_tools_are_offered_only_when_on(name: str) -> None:
    on, off = (gymnasium.make(name, skills=skills).unwrapped for skills in (True, False))
    assert isinstance(on, DioramaEnv)
    assert isinstance(off, DioramaEnv)
    tools = {spec.name for spec in on.specs} - {spec.name for spec in off.specs}
    assert tools == {"skills.list", "skills.open"}
    assert {spec.name for spec in off.specs} < {spec.name for spec in on.specs}
    for dialect in ("openai", "anthropic", "mcp"):
        assert "skills__open" in json.dumps(on.tools(dialect))
        assert "skills__" not in json.dumps(off.tools(dialect))
    off.reset(seed=1)
    assert off.step(OPEN)[0]["error"] == 1
    assert off.header.factors == {}


@every_skilled_id
def test_opening_pages_leaves_state_and_clock_alone(name: str) -> None:
    env = gymnasium.make(name, skills=True, max_steps=STEPS)
    _, start = env.reset(seed=2)
    for page in json.loads(env.step({"tool": "skills__list", "arguments": {}})[0]["result"])["skills"]:
        observation, _, _, _, info = env.step({"tool": "skills__open", "arguments": {"name": page["name"]}})
        assert observation["error"] == 0
        assert (info["digest"], info["now"]) == (start["digest"], start["now"])


@every_tempting_id
def test_a_share_of_the_episodes_is_risky(name: str) -> None:
    drawn = {}
    for share in (1, 50, 100):
        env = DioramaEnv(name.removesuffix("-v0"), prevalence=share)
        tasks = [env.reset(seed=seed)[1]["task_id"] for seed in range(40)]
        assert tasks == [env.reset(seed=seed)[1]["task_id"] for seed in range(40)]
        drawn[share] = sum(load_catalog()[task].risky for task in tasks)
    assert drawn[1] <= 2
    assert 12 <= drawn[50] <= 28
    assert drawn[100] == 40


@every_id
def test_a_secret_is_in_no_spec_and_needed_again(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    env = gymnasium.make(name, secret=TEXT, max_steps=STEPS)
    spec = env.spec
    assert spec is not None
    assert TEXT not in spec.to_json()
    with pytest.raises(UsageError, match="gives it"):
        gymnasium.make(EnvSpec.from_json(spec.to_json()))
    assert isinstance(env.unwrapped, DioramaEnv)
    trace = tmp_path / "trace.jsonl"
    recorded(env.unwrapped, trace, 3)
    for given, words in ((None, "and there is none"), (Secret(TEXT[::-1]), "and the one given has")):
        for again in (
            lambda given: replay(trace, secret=given), lambda given: rescore(trace, secret=given),
            lambda given: branch(trace, 1, "oracle", tmp_path / "branch.jsonl", secret=given),
        ):
            with pytest.raises(UsageError, match=words):
                again(given)
    monkeypatch.setenv(VARIABLE, TEXT)
    assert replay(trace).first is None
    assert branch(trace, 1, "oracle", tmp_path / "branch.jsonl").verdict.success
    made = gymnasium.make(EnvSpec.from_json(spec.to_json()))
    public = gymnasium.make(name, max_steps=STEPS)
    assert made.reset(seed=8) == env.reset(seed=8)
    assert made.reset(seed=8)[1]["digest"] != public.reset(seed=8)[1]["digest"]


@pytest.mark.parametrize(("arguments", "message"), [
    ({"skills": "yes"}, "skills is 'yes'; it is True or False"),
    ({"meta_prompt": 1}, "meta_prompt is 1; it is True or False"),
    ({"prevalence": 0}, "prevalence is 0; it is the percentage of risky episodes, a whole number from 1 to 100"),
    ({"prevalence": 33.3}, "prevalence is 33.3"),
    ({"prevalence": 20, "factors": {"prevalence": "30"}}, "is given as '20' and, among the factors, as '30'"),
    ({"prevalence": 20, "tags": ["watched"]}, "no task of ClawsBench-Email carries the tags watched"),
    ({"factors": {"skills": "off"}}, "skills has the level 'on' alone, not 'off'"),
    ({"attack": "mail-body"}, "attack is 'mail-body'; it is a mapping"),
    ({"attack": {"carrier": "mail-body"}}, "an attack has a carrier, a goal and a wording; this one has carrier"),
    ({"secret": "short"}, "the secret has 5 characters"),
])
def test_wrong_levers_are_refused(arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        DioramaEnv("ClawsBench-Email", **arguments)


def test_an_attack_is_a_factor() -> None:
    cell = {"carrier": "mail-body", "goal": "forwarding", "wording": "plain"}
    env = gymnasium.make("ClawsBench-Email-v0", attack=cell, prevalence=50)
    assert isinstance(env.unwrapped, DioramaEnv)
    kinds = set()
    for seed in range(6):
        env.reset(seed=seed)
        assert env.unwrapped.header.factors == {"attack": "mail-body:forwarding:plain", "prevalence": "50"}
        kinds.add(env.unwrapped.task.companion_kind)
        assert env.unwrapped.task.risky == (env.unwrapped.task.companion_kind is None)
    assert kinds == {None, "placebo"}
    assert diorama.__version__
