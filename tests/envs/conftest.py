"""Environments that tests share: making one costs a second, so each folder of tests makes it once."""

import pytest

from diorama.envs.env import DioramaEnv
from diorama.tasks.catalog import load_catalog

FAMILY = "ClawsBench-Email"
TASKS = tuple(one.id for one in load_catalog(()).select(FAMILY))


@pytest.fixture(scope="session")
def shared_env() -> DioramaEnv:
    """Return the one environment of the session; tests take `env`, which starts it anew."""
    return DioramaEnv(FAMILY)


@pytest.fixture
def env(shared_env: DioramaEnv) -> DioramaEnv:
    """Return an environment in which a small task has just begun."""
    shared_env.reset(seed=3, options={"task": "clawsbench/email/answer-the-carrier"})
    return shared_env
