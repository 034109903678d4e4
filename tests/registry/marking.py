"""Marking: which parameters of a test are for the long checks."""

from collections.abc import Iterable
from typing import Any

import pytest

from diorama.tasks.listed import Listed


def fast_first(tasks: Iterable[Listed], fast: Iterable[str]) -> list[Any]:
    """Return the ids of all tasks as parameters of a test: those that are not in `fast` are marked `long`."""
    taken = set(fast)
    return [one.id if one.id in taken else pytest.param(one.id, marks=pytest.mark.long) for one in tasks]
