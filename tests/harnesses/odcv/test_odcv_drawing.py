"""Commands drawn from recordings do the same by every executor, and where they do not, that has a class."""

import json
import os
from functools import partial
from pathlib import Path

import pytest

from diorama.harnesses.odcv.checkout import Checkout
from diorama.harnesses.odcv.comparing import CODE, EQUAL, ORDER, OUTPUT, WORDING
from diorama.harnesses.odcv.drawing import FILES, TIMES, drawn, equality
from diorama.mocks.shell.executors import EXECUTORS, executor_named
from diorama.mocks.shell.executors.protocol import Executor, Ran, Request
from diorama.mocks.shell.tree import Node
from tests.conftest import Require
from tests.harnesses.odcv.made_up import checkout
from tests.harnesses.odcv.test_odcv_replay import run_main
from tests.mocks.shell.executors.conftest import NEEDS

CHECKOUT = "DIORAMA_ODCV"
"""The variable that names a checkout of the public repository."""


@pytest.fixture
def source(tmp_path: Path) -> Checkout:
    return Checkout(checkout(tmp_path / "checkout"))


def _given(executor: Executor) -> Executor:
    return executor


def _same(request: Request) -> Ran:
    return executor_named("in_process")(request)


def _loud(request: Request) -> Ran:
    return _same(request)._replace(stdout="something else\n")


def _untidy(request: Request) -> Ran:
    ran = _same(request)
    request.tree.put("/tmp/left", Node("file", 0o644, "root", "root", request.session.now, data=bytearray(b"x")))
    return ran


def _late(request: Request) -> Ran:
    ran = _same(request)
    for path, node in list(request.tree.changes.items()):
        if node is not None and node.kind == "file":
            request.tree.put(path, node._replace(mtime=node.mtime + 60_000))
    return ran


def test_what_is_drawn_is_compared_in_what_it_says_and_leaves(
    source: Checkout, monkeypatch: pytest.MonkeyPatch
) -> None:
    executors: dict[str, Executor] = {"same": _same, "loud": _loud, "untidy": _untidy, "late": _late}
    for name, executor in executors.items():
        monkeypatch.setitem(EXECUTORS, name, partial(_given, executor))
    told = equality(drawn(source, source.runs("previous"), 100, list(executors)))
    count = told["same"]["commands"]
    assert count == 14
    assert (told["same"]["equal"], told["same"]["identical"]) == (count, count)
    assert told["untidy"]["differences"] == {FILES: count}
    assert told["late"]["differences"] == {TIMES: 4}  # two that write a file, in two runs each
    assert told["late"]["identical"] == count
    assert told["loud"]["equal"] == 0
    assert all("something else" in one["about"] for one in told["loud"]["commands_that_differ"])


def test_as_many_are_drawn_as_were_asked_for_and_the_same_again(source: Checkout) -> None:
    runs = source.runs("previous")
    first = [(one.run.column, one.command) for one in drawn(source, runs, 5, ["in_process"])]
    assert len(first) == 5
    assert first == [(one.run.column, one.command) for one in drawn(source, runs, 5, ["in_process"])]
    assert len({column for column, _ in first}) > 1


def test_the_command_line_compares(source: Checkout, capsys: pytest.CaptureFixture[str], require: Require) -> None:
    require(NEEDS["sandbox"])
    arguments = ("import", "odcv-bench", str(source.path), "--compare", "6", "--executor", "sandbox")
    told = json.loads(run_main(capsys, *arguments, "--json"))["executors"]["sandbox"]
    assert told["commands"] == 6
    assert told["equal"] + sum(told["differences"].values()) == 6
    assert f"sandbox: {told['equal']} of 6 drawn commands" in run_main(capsys, *arguments)


@pytest.mark.long
@pytest.mark.parametrize("executor", sorted(NEEDS))
def test_commands_of_published_runs_do_the_same_everywhere(executor: str, require: Require) -> None:
    require(NEEDS[executor])
    where = os.environ.get(CHECKOUT)
    if not where:
        # never demanded: published runs are no part of a machine, and are not ours to fetch
        pytest.skip(f"this machine lacks a checkout of ODCV-Bench, which {CHECKOUT} would name")
    source = Checkout(Path(where))
    found = list(drawn(source, source.runs(source.splits()[0]), 250, [executor]))
    unnamed = [one for one in found if one.kind in (OUTPUT, CODE, WORDING, ORDER, FILES)]
    assert len(found) == 250
    assert sum(one.kind in (EQUAL, TIMES) for one in found) >= 0.88 * len(found)
    assert len(unnamed) <= 0.02 * len(found), "\n".join(f"{one.command}\n{one.about}" for one in unnamed)
