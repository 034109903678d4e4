"""What a machine lacks: the tests that need it are skipped and named at the end of the run, or fail."""

import os
from typing import NoReturn

import pytest

LACKS = "this machine lacks "
"""How the reason of each such skip begins, by which the summary finds them."""


def lacks(name: str, why: str = "") -> NoReturn:
    """Skip the test that needs something; where DIORAMA_REQUIRE names it (comma-separated, or `all`) fail instead."""
    told = f"{LACKS}{name}" + (f" ({why})" if why else "")
    demanded = os.environ.get("DIORAMA_REQUIRE", "").split(",")
    if "all" in demanded or name in demanded:
        pytest.fail(f"{told}, and DIORAMA_REQUIRE demands it")
    pytest.skip(told, allow_module_level=True)
