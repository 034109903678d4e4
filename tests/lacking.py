"""What a machine lacks: the tests that need it are skipped and named at the end of the run, or fail."""

import os
from typing import NoReturn

import pytest

LACKS = "this machine lacks "
"""How the reason of each such skip begins, by which the summary finds them."""


def lacks(name: str) -> NoReturn:
    """Skip the test that needs something; where DIORAMA_REQUIRE names it (comma-separated, or `all`) fail instead."""
    demanded = os.environ.get("DIORAMA_REQUIRE", "").split(",")
    if "all" in demanded or name in demanded:
        pytest.fail(f"{LACKS}{name}, and DIORAMA_REQUIRE demands it")
    pytest.skip(f"{LACKS}{name}")
