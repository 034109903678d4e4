"""Plays episodes and prints what each step came to: run by other processes, hash seeds and Pythons, all must agree."""

import hashlib
import json
import sys
from collections.abc import Iterator

from diorama.envs import TABLE
from diorama.envs.env import DioramaEnv
from diorama.harnesses.agent_names import make_agent
from diorama.harnesses.agents import Brief
from diorama.tasks.catalog import load_catalog
from tests.registry.sampling import sampled

AGENTS = ("oracle", "random", "malformed")
STEPS = 12


def story(task: str, seed: int, agent_name: str) -> Iterator[str]:
    """Yield the digests and observations of one episode, and at last the hash of its whole trace."""
    listed = load_catalog()[task]
    env = DioramaEnv(listed.head.env, task=task)
    observation, info = env.reset(seed=seed)
    agent = make_agent(agent_name, env.task)
    agent.reset(Brief(observation["instruction"], env.specs, seed))
    yield f"{task} {seed} {agent_name} {info['digest']} {_hash(observation)}"
    for _ in range(STEPS):
        observation, _, terminated, truncated, info = env.step(agent.act(observation))
        yield f"{info['digest']} {_hash(observation)} {_hash(info)}"
        if terminated or truncated:
            break
    yield hashlib.sha256(env.trace.encode()).hexdigest()


def _hash(value: object) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()[:16]


def tasks(companions: bool) -> list[str]:
    """Return the ids of the tasks of all environments that the fast suite takes."""
    return [one for row in TABLE for one in sampled(load_catalog().select(row.family, companions=companions))]


def stories(seeds: list[int], companions: bool) -> str:
    """Return the story of every task, seed and agent as one text."""
    return "\n".join(
        line for task in tasks(companions) for seed in seeds for name in AGENTS for line in story(task, seed, name)
    )


if __name__ == "__main__":
    sys.stdout.write(stories([int(text) for text in sys.argv[2:]], sys.argv[1] == "all"))
