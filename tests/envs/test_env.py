"""DioramaEnv: reset, step, the end, snapshots, forks, rewards, and what the info says."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diorama.envs.env import MAX_INSTRUCTION, DioramaEnv, Snapshot
from diorama.harnesses.agent_names import make_agent
from diorama.harnesses.agents import Brief
from diorama.snapshots.errors import TaskError, UsageError
from diorama.tasks.catalog import load_catalog
from diorama.tasks.verdict import Verdict
from tests.envs.conftest import FAMILY, TASKS

INFO = {
    "task_id": str, "digest": str, "now": int, "cost": float, "cost_sum": float, "unsafe": str, "verdict": str,
    "reward_valid": bool,
}
FINISH: dict[str, Any] = {"tool": "finish", "arguments": {"status": "done", "answer": ""}}
LIST: dict[str, Any] = {"tool": "mail__list_messages", "arguments": {}}
SMALL = "clawsbench/email/answer-the-carrier"
RISKY = next(one.id for one in load_catalog(()).select(FAMILY) if one.risky and one.file.world == "office-small")


def shape(info: dict[str, Any]) -> dict[str, type]:
    return {name: type(value) for name, value in info.items()}


def play(env: DioramaEnv, agent_name: str, seed: int = 0, steps: int = 200) -> list[tuple[Any, ...]]:
    """Play an agent from where the environment is; return everything that step() gave."""
    agent = make_agent(agent_name, env.task)
    agent.reset(Brief(env.task.instruction, env.specs, seed))
    observation: Any = {"instruction": env.task.instruction, "result": "", "error": 0, "steps_left": env.steps_left}
    out: list[tuple[Any, ...]] = []
    for _ in range(steps):
        out.append(env.step(agent.act(observation)))
        observation = out[-1][0]
        if out[-1][2] or out[-1][3]:
            break
    return out


# --- reset and step --------------------------------------------------------------------------------------------------


def test_reset_begins_an_episode(env: DioramaEnv) -> None:
    observation, info = env.reset(seed=5)
    assert env.observation_space.contains(observation)
    assert observation["instruction"] == env.task.instruction
    assert (observation["result"], observation["error"]) == ("", 0)
    assert observation["steps_left"] == env.task.max_steps
    assert shape(info) == INFO
    assert info["task_id"] == env.task.id
    assert (info["cost"], info["cost_sum"], info["unsafe"], info["verdict"]) == (0.0, 0.0, "[]", "")
    assert env.verdict is None


@pytest.mark.parametrize("task", TASKS)
def test_every_task_begins_and_fits_its_spaces(task: str, shared_env: DioramaEnv) -> None:
    observation, info = shared_env.reset(seed=1, options={"task": task})
    assert info["task_id"] == task
    assert shared_env.observation_space.contains(observation)
    assert len(observation["instruction"]) < MAX_INSTRUCTION / 4


def test_a_step_gives_five_values_of_fixed_kinds(env: DioramaEnv) -> None:
    for action in (LIST, json.dumps(LIST), "garbage", FINISH):
        given_back = env.step(action)
        assert len(given_back) == 5
        observation, reward, terminated, truncated, info = given_back
        assert env.observation_space.contains(observation)
        assert (type(reward), type(terminated), type(truncated)) == (float, bool, bool)
        assert shape(info) == INFO
        assert len(info["digest"]) == 32
    assert terminated


def test_a_dict_and_its_text_do_the_same(env: DioramaEnv) -> None:
    start = env.snapshot()
    first = env.step(LIST)
    env.restore(start)
    assert env.step(json.dumps(LIST)) == first


def test_the_end_has_the_verdict(env: DioramaEnv) -> None:
    env.step(LIST)
    _, _, terminated, truncated, info = env.step(FINISH)
    assert (terminated, truncated) == (True, False)
    assert Verdict.model_validate_json(info["verdict"]) == env.verdict
    with pytest.raises(UsageError, match=r"the episode has ended; call reset\(\) first"):
        env.step(LIST)


def test_the_budget_truncates_with_the_verdict() -> None:
    env = DioramaEnv(FAMILY, task=SMALL, max_steps=3)
    env.reset(seed=0)
    ends = [env.step(action)[2:] for action in (LIST, "garbage", LIST)]
    assert [end[:2] for end in ends] == [(False, False), (False, False), (False, True)]
    verdict = Verdict.model_validate_json(ends[-1][2]["verdict"])
    assert not verdict.success
    env.reset(seed=0)
    env.step(LIST)
    env.step(LIST)
    assert env.step(FINISH)[2:4] == (True, False), "an end at the last step is an end"


def test_before_reset_there_is_nothing_to_step() -> None:
    env = DioramaEnv(FAMILY, task=SMALL)
    for use in (lambda: env.step(LIST), lambda: env.world, env.snapshot, lambda: env.task, lambda: env.trace):
        with pytest.raises(UsageError, match=r"no episode is running; call reset\(\) first"):
            use()


@pytest.mark.parametrize(("arguments", "error", "message"), [
    ({"task": "clawsbench/email/answer-the-carier"}, TaskError, "Did you mean 'clawsbench/email/answer-the-carrier'"),
    ({"tags": ["no such tag"]}, UsageError, "no task of ClawsBench-Email carries the tags no such tag"),
    ({"reward": "points"}, UsageError, "no reward 'points'"),
    ({"render_mode": "human"}, UsageError, "no render mode 'human'"),
    ({"max_steps": 0}, UsageError, "max_steps is 0; an episode has at least one step"),
    ({"observation": "pixels"}, UsageError, "there is no observation 'pixels' of these worlds; there is 'text'"),
    ({"factors": {"weather": "rain"}}, UsageError, "no task has weather=rain"),
    ({"tasks_dirs": ["/no/such/folder"]}, TaskError, "no folder '/no/such/folder'"),
])
def test_wrong_arguments_are_refused(arguments: dict[str, Any], error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        DioramaEnv(FAMILY, **arguments)


def test_a_family_that_is_not_there_is_refused() -> None:
    with pytest.raises(UsageError, match="no task of Nothing"):
        DioramaEnv("Nothing")
    with pytest.raises(UsageError, match="belongs to ClawsBench-Email, not to Nothing"):
        DioramaEnv("Nothing", task=SMALL)


def test_wrong_options_are_refused(env: DioramaEnv) -> None:
    with pytest.raises(UsageError, match=r"the option 'snapshot' is 5; it must come from snapshot\(\)"):
        env.reset(options={"snapshot": 5})
    with pytest.raises(UsageError, match="reset has no option 'tsak'; there are 'task' and 'snapshot'"):
        env.reset(options={"tsak": SMALL})
    with pytest.raises(TaskError, match="there is no task 'nothing'"):
        env.reset(options={"task": "nothing"})


# --- seeds -----------------------------------------------------------------------------------------------------------


def drawn(env: DioramaEnv, seeds: list[int | None]) -> list[tuple[str, int]]:
    out = []
    for seed in seeds:
        env.reset(seed=seed)
        out.append((env.task.id, env.task.seed))
    return out


def test_a_seed_decides_the_task_the_variation_and_what_follows(shared_env: DioramaEnv) -> None:
    seeds: list[int | None] = [11, None, None, None]
    first = drawn(shared_env, seeds)
    assert first == drawn(shared_env, seeds)
    assert first[0][1] == 11
    assert len(set(first)) == len(first)
    assert first[1:] != drawn(shared_env, [12, None, None, None])[1:]
    assert len({task for task, _ in drawn(shared_env, list(range(40)))}) > len(TASKS) / 2


def test_unseeded_environments_differ() -> None:
    firsts = set()
    for _ in range(3):
        env = DioramaEnv(FAMILY, task=SMALL)
        env.reset()
        firsts.add(env.task.seed)
    assert len(firsts) == 3


def test_equal_seeds_give_equal_episodes(shared_env: DioramaEnv) -> None:
    runs = []
    for _ in range(2):
        begun = shared_env.reset(seed=8)
        runs.append((begun, play(shared_env, "random", seed=8)))
    assert runs[0] == runs[1]


# --- snapshots and forks ---------------------------------------------------------------------------------------------


@settings(max_examples=10)
@given(st.integers(0, 2**31), st.sampled_from(TASKS[:8]), st.integers(0, 8), st.integers(1, 10))
def test_going_on_from_a_snapshot_is_never_having_stopped(
    shared_env: DioramaEnv, seed: int, task: str, before: int, after: int
) -> None:
    env = shared_env
    env.reset(seed=seed % 5, options={"task": task})
    if before:
        play(env, "random", seed, before)
    point = env.snapshot()
    fork = env.fork()
    if point.verdict is not None:
        return
    expected = play(env, "random", seed + 1, after)
    assert play(fork, "random", seed + 1, after) == expected
    assert fork.trace == env.trace
    env.reset(seed=seed)
    play(env, "random", seed, 3)
    env.restore(point)
    assert play(env, "random", seed + 1, after) == expected
    env.reset(options={"snapshot": point})
    assert play(env, "random", seed + 1, after) == expected


def test_forks_are_apart(env: DioramaEnv) -> None:
    env.step(LIST)
    forks = env.fork_many(3)
    digest = env.world.state.digest()
    for i, fork in enumerate(forks):
        assert fork.world.state is env.world.state
        fork.step({"tool": "mail.send", "arguments": {"to": [f"x{i}@far.example"], "subject": "s", "body": "b"}})
    assert env.world.state.digest() == digest
    assert len({fork.world.state.digest() for fork in forks}) == 3
    assert [len(fork.world.log) for fork in (env, *forks)] == [1, 2, 2, 2]
    forks[0].step(FINISH)
    assert (forks[0].verdict is not None, forks[1].verdict, env.verdict) == (True, None, None)
    assert len({id(one.action_space) for one in (env, *forks)}) == 4
    forks[1].reset(seed=1)
    assert env.world.state.digest() == digest


def test_a_fork_draws_the_same_next_episodes(shared_env: DioramaEnv) -> None:
    shared_env.reset(seed=21)
    fork = shared_env.fork()
    assert drawn(fork, [None, None]) == drawn(shared_env, [None, None])


def test_an_episode_that_has_ended_is_still_over_after_restore(env: DioramaEnv) -> None:
    env.step(FINISH)
    over, verdict, trace = env.snapshot(), env.verdict, env.trace
    env.reset(seed=1)
    env.restore(over)
    assert env.verdict == verdict
    assert env.trace == trace
    with pytest.raises(UsageError, match="the episode has ended"):
        env.step(LIST)
    assert env.fork().verdict == verdict


def test_a_snapshot_carries_its_task_and_its_marks(shared_env: DioramaEnv) -> None:
    """A verdict depends on what was done before the snapshot."""
    shared_env.reset(seed=2, options={"task": RISKY})
    steps = play(shared_env, "violator")
    costs = [step[4]["cost"] for step in steps]
    assert max(costs) > 0
    at = next(i for i, cost in enumerate(costs) if cost)
    shared_env.reset(seed=2, options={"task": RISKY})
    play(shared_env, "violator", steps=at + 1)
    point = shared_env.snapshot()
    assert isinstance(point, Snapshot)
    shared_env.reset(seed=9, options={"task": SMALL})
    shared_env.restore(point)
    assert shared_env.task.id == RISKY
    _, _, _, _, info = shared_env.step(FINISH)
    assert info["cost"] == 0
    assert info["cost_sum"] == pytest.approx(sum(costs[: at + 1]))
    assert json.loads(info["verdict"])["label"] == "unsafe"


# --- costs and rewards -----------------------------------------------------------------------------------------------


def test_costs_are_severities_over_five_and_add_up(shared_env: DioramaEnv) -> None:
    shared_env.reset(seed=2, options={"task": RISKY})
    total = 0.0
    for _, _, _, _, info in play(shared_env, "violator"):
        events = json.loads(info["unsafe"])
        executed = [event["severity"] for event in events if event["kind"] == "executed"]
        assert info["cost"] == max(executed, default=0) / 5
        total += info["cost"]
        assert info["cost_sum"] == pytest.approx(total)
    assert total > 0
    assert shared_env.verdict is not None
    assert shared_env.verdict.harmed


@pytest.mark.parametrize(("reward", "final", "sign"), [
    ("success", lambda verdict: float(verdict.success), 0),
    ("safe_success", lambda verdict: float(verdict.success and not verdict.harmed), 0),
    ("progress", lambda verdict: verdict.progress, 0),
    ("penalised", lambda verdict: float(verdict.success), -1),
])
@pytest.mark.parametrize("agent", ["oracle", "violator", "idle"])
def test_each_reward_is_what_it_says(
    reward: str, final: Callable[[Verdict], float], sign: int, agent: str, shared_env: DioramaEnv
) -> None:
    env = DioramaEnv(FAMILY, task=RISKY, reward=reward)
    env.reset(seed=2)
    steps = play(env, agent)
    assert env.verdict is not None
    for _, given_back, terminated, truncated, info in steps:
        assert given_back == pytest.approx(
            (final(env.verdict) if terminated or truncated else 0.0) + sign * info["cost"])
        assert info["reward_valid"] is True
    assert steps[-1][2]


def test_a_failure_of_ours_makes_the_reward_say_nothing(env: DioramaEnv) -> None:
    env.step(LIST)
    verdict = env.invalidate("a tool broke")
    assert (verdict.valid, verdict.label) == (False, "invalid")
    assert env._info(())["reward_valid"] is False
    with pytest.raises(UsageError, match="the episode has ended"):
        env.step(LIST)


# --- what people look at ---------------------------------------------------------------------------------------------


def test_render_shows_the_steps() -> None:
    env = DioramaEnv(FAMILY, task=SMALL, render_mode="ansi")
    env.reset(seed=0)
    env.step(LIST)
    env.step("garbage")
    shown = env.render()
    assert shown is not None
    lines = shown.splitlines()
    assert env.task.instruction.splitlines()[0] == lines[0]
    assert any(line.startswith("  1 mail.list_messages({}) -> {") for line in lines)
    assert "invalid_action" in lines[-1]
    env.render_mode = None
    assert env.render() is None


def test_tools_come_in_each_dialect(env: DioramaEnv) -> None:
    for dialect, key in (("openai", "function"), ("anthropic", "name"), ("mcp", "inputSchema")):
        assert all(key in tool for tool in env.tools(dialect))
        assert len(env.tools(dialect)) == len(env.specs)
    with pytest.raises(UsageError, match="no tool dialect"):
        env.tools("soap")


def test_closing_twice_is_harmless() -> None:
    env = DioramaEnv(FAMILY, task=SMALL)
    env.close()
    env.close()


# --- many episodes ---------------------------------------------------------------------------------------------------


def check_episode(env: DioramaEnv, seed: int, agent: str) -> None:
    env.reset(seed=seed)
    for observation, reward, terminated, truncated, info in play(env, agent, seed):
        assert env.observation_space.contains(observation)
        assert shape(info) == INFO
        assert 0.0 <= reward <= 1.0
        assert not (terminated and truncated)
    assert env.verdict is not None
    assert env.verdict.valid
    assert terminated or truncated


@pytest.mark.parametrize("seed", range(40))
def test_random_episodes_raise_nothing(seed: int, shared_env: DioramaEnv) -> None:
    check_episode(shared_env, seed, ("random", "random", "random", "malformed")[seed % 4])


@pytest.mark.long
def test_two_thousand_random_episodes_raise_nothing() -> None:
    env = DioramaEnv(FAMILY, companions=True)
    for seed in range(2000):
        check_episode(env, seed, "malformed" if seed % 10 == 9 else "random")
