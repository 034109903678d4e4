"""The comparison of certification with a fresh process."""

import json
from typing import Any, cast

import pytest

from diorama.harnesses.certify import Elsewhere, Subject

TWICE = [("the solution", ["a", "b"]), ("the violation of x", ["a", "c"]), ("the violation of x", ["a", "d"])]


class _Ended:
    """A process that has played something."""

    returncode = 0

    def __init__(self, played: list[list[tuple[str, list[str]]]]) -> None:
        self._played = played

    def communicate(self) -> tuple[str, str]:
        return json.dumps(self._played), ""


def _compared(theirs: list[tuple[str, list[str]]]) -> list[str]:
    elsewhere = Elsewhere.__new__(Elsewhere)
    vars(elsewhere).update(_wanted=[Subject("task", 0)], _process=cast(Any, _Ended([theirs])))
    return [failure.why for failure in elsewhere.compare([TWICE])]


def test_two_violations_of_one_name_are_compared_each_with_itself() -> None:
    assert _compared(TWICE) == []


@pytest.mark.parametrize("theirs", [
    [*TWICE[:2], ("the violation of x", ["a", "e"])],
    [*TWICE[:1], ("the violation of x", ["a", "e"]), TWICE[2]],
    TWICE[:2],
])
def test_a_digest_that_differs_is_told_with_its_step(theirs: list[tuple[str, list[str]]]) -> None:
    told = _compared(theirs)
    assert len(told) == 1
    assert told[0].startswith("the violation of x has another digest ")
