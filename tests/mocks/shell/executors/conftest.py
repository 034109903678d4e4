"""The executors that are real machines: each test that asks for `executor` runs with both."""

import pytest

from tests.conftest import Require

NEEDS = {"sandbox": "sandbox", "container": "shell image"}
"""What a machine must have for each executor."""


@pytest.fixture(params=sorted(NEEDS))
def executor(request: pytest.FixtureRequest, require: Require) -> str:
    """Return the name of an executor that this machine can have."""
    name = str(request.param)
    require(NEEDS[name])
    return name
