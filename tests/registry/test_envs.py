"""Every registered environment id passes what gymnasium and its neighbours ask of an environment."""

import json
import os
import pickle
import subprocess
import sys
import warnings
from pathlib import Path
from typing import Any

import gymnasium
import numpy as np
import pytest
from gymnasium.envs.registration import EnvSpec
from gymnasium.utils.env_checker import check_env
from gymnasium.vector import AutoresetMode

import diorama
from diorama.envs import TABLE, register_all
from diorama.envs.env import DioramaEnv
from tests.conftest import Require

IDS = [row.id for row in TABLE]
FINISH = json.dumps({"tool": "finish", "arguments": {"status": "done"}})
LIST = json.dumps({"tool": "wait", "arguments": {"minutes": 5}})
TOUCH = json.dumps({"tool": "phone.wait", "arguments": {"ms": 5000}})
"""What does no harm and ends nothing where there is a phone: whoever holds one has no other tools."""

pytestmark = pytest.mark.parametrize("name", IDS)


def test_it_is_registered_from_the_table(name: str) -> None:
    spec = gymnasium.spec(name)
    assert spec.entry_point == "diorama.envs.env:DioramaEnv"
    assert spec.max_episode_steps is None, "the environment truncates itself, so that the verdict comes with it"
    assert not spec.nondeterministic
    before = dict(gymnasium.registry)
    register_all()
    assert gymnasium.registry == before
    assert diorama.__version__


def test_gymnasiums_checker_finds_nothing(name: str) -> None:
    """All warnings are errors here, so this is more than that nothing is raised."""
    for render_mode in (None, "ansi"):
        env = gymnasium.make(name, render_mode=render_mode).unwrapped
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            check_env(env, skip_close_check=render_mode is None)


def test_the_wrapped_environment_plays(name: str) -> None:
    env = gymnasium.make(name)
    observation, _ = env.reset(seed=7)
    assert observation in env.observation_space
    for _ in range(5):
        action = env.action_space.sample()
        assert action in env.action_space
        observation, _, terminated, truncated, _ = env.step(action)
        assert observation in env.observation_space
        if terminated or truncated:
            break
    assert isinstance(env.unwrapped, DioramaEnv)
    env.close()


def test_the_spec_can_be_written_down(name: str) -> None:
    env = gymnasium.make(name, max_steps=9, reward="safe_success")
    spec = env.spec
    assert spec is not None
    for again in (EnvSpec.from_json(spec.to_json()), pickle.loads(pickle.dumps(spec))):
        made = gymnasium.make(again)
        first, second = env.reset(seed=3), made.reset(seed=3)
        assert first == second
        assert first[0]["steps_left"] == 9


def test_a_fresh_process_makes_it_by_module_and_id(name: str) -> None:
    script = (
        f"import gymnasium; env = gymnasium.make('diorama:{name}'); print(env.reset(seed=4)[1]['digest'])"
    )
    done = subprocess.run([sys.executable, "-W", "error", "-c", script], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    env = gymnasium.make(name)
    assert done.stdout.strip() == env.reset(seed=4)[1]["digest"]


@pytest.mark.parametrize(("kind", "mode"), [
    *(("sync", mode) for mode in AutoresetMode),
    ("async", AutoresetMode.NEXT_STEP),
    *(pytest.param("async", mode, marks=pytest.mark.long) for mode in AutoresetMode if mode != AutoresetMode.NEXT_STEP),
])
def test_it_is_vectorised_in_every_autoreset_mode(kind: str, mode: AutoresetMode, name: str) -> None:
    calm = TOUCH if name.startswith("Phone") else LIST
    options: dict[str, Any] = {"autoreset_mode": mode}
    if kind == "async":
        options["shared_memory"] = False  # slower for texts, and it would copy every text at its maximal length
        options["context"] = "forkserver"  # a fork of a process with threads is a warning from Python 3.12 on
    envs = gymnasium.make_vec(name, num_envs=2, vectorization_mode=kind, vector_kwargs=options, max_steps=4)
    single = gymnasium.make(name, max_steps=4)
    try:
        observations, infos = envs.reset(seed=5)
        for i, seed in enumerate((5, 6)):
            alone = single.reset(seed=seed)
            assert observations["instruction"][i] == alone[0]["instruction"]
            assert infos["digest"][i] == alone[1]["digest"]
        observations, _, terminated, _, infos = envs.step((calm, FINISH))
        assert list(terminated) == [False, True]
        if mode is AutoresetMode.SAME_STEP:
            final = infos["final_info"]
            assert json.loads(final["verdict"][1])["label"]
            assert infos["verdict"][1] == ""
        else:
            assert json.loads(infos["verdict"][1])["label"]
        if mode is AutoresetMode.DISABLED:
            _, infos = envs.reset(options={"reset_mask": np.array([False, True])})
        observations, rewards, terminated, _, infos = envs.step((calm, calm))
        assert not terminated.any()
        assert list(rewards) == [0.0, 0.0]
        assert list(observations["error"]) == [0, 0]
        left = {AutoresetMode.NEXT_STEP: 4, AutoresetMode.SAME_STEP: 3, AutoresetMode.DISABLED: 3}[mode]
        assert list(observations["steps_left"]) == [2, left]
        assert set(infos) >= {"cost", "cost_sum", "unsafe", "digest", "now", "verdict", "task_id", "reward_valid"}
    finally:
        envs.close()
        single.close()


def test_many_steps_of_a_vector_raise_nothing(name: str) -> None:
    envs = gymnasium.make_vec(name, num_envs=4, vectorization_mode="sync", max_steps=6)
    envs.reset(seed=1)
    ended = 0
    for _ in range(40):
        _, _, terminated, truncated, infos = envs.step(envs.action_space.sample())
        ended += int((terminated | truncated).sum())
        assert len(infos["digest"]) == 4
    assert ended >= 4 * 4
    envs.close()


MINARI = """
import json, sys
import gymnasium, minari
import diorama

env = minari.DataCollector(gymnasium.make(sys.argv[1], max_steps=5), record_infos=True)
played = []
for seed in range(3):
    observation, info = env.reset(seed=seed)
    texts, digests, over = [observation["result"]], [info["digest"]], False
    while not over:
        action = env.action_space.sample() if seed else '{"tool": "mail__send", "arguments": {"to": "Zo\u00eb"}}'
        observation, _, terminated, truncated, info = env.step(action)
        texts.append(observation["result"])
        digests.append(info["digest"])
        over = terminated or truncated
    played.append((texts, digests))
env.create_dataset(dataset_id="diorama/test-v0", algorithm_name="random")
dataset = minari.load_dataset("diorama/test-v0")
assert dataset.total_episodes == 3
for (texts, digests), episode in zip(played, dataset.iterate_episodes(), strict=True):
    assert list(episode.observations["result"]) == texts
    assert [text.decode() if isinstance(text, bytes) else text for text in episode.infos["digest"]] == digests
    assert len(episode.rewards) == len(texts) - 1
    assert {"cost", "cost_sum", "verdict", "unsafe"} <= set(episode.infos)
    assert json.loads(episode.infos["verdict"][-1])["label"]
made = dataset.recover_environment()
assert made.spec.id == sys.argv[1]
print("kept", sum(len(texts) for texts, _ in played))
"""


def test_minari_records_it_and_reads_it_back(name: str, require: Require, tmp_path: Path) -> None:
    """In a process of its own: Minari brings jax, whose threads make a later fork a warning."""
    for module in ("minari", "jax", "PIL"):
        require(module)
    done = subprocess.run(
        [sys.executable, "-c", MINARI, name], capture_output=True, text=True, timeout=120,
        env={**os.environ, "MINARI_DATASETS_PATH": str(tmp_path)},
    )
    assert done.returncode == 0, done.stderr[-3000:]
    assert done.stdout.startswith("kept ")
