"""Agents by name: the reference agents, and a user's own with an error that says what is wrong with it."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from diorama.harnesses.agent_names import check_name
from diorama.harnesses.agents import FINISH, Action, Brief, Scripted, Shipped, action_of
from diorama.harnesses.jobs import Request
from diorama.harnesses.reference import REFERENCE
from diorama.harnesses.run import plan_run
from diorama.snapshots.calls import Call
from diorama.snapshots.errors import UsageError

WRONG = {
    "broken": ("def f(:\n", "SyntaxError", "broken.py"),
    "raises": ("1 / 0\n", "ZeroDivisionError: division by zero", "raises.py, line 1"),
    "imports": ("import no_such_module_here\n", "No module named 'no_such_module_here'", "imports.py, line 1"),
    "leaves": ("import sys\nsys.exit(5)\n", "exit code 5", ""),
}


def plan(toy_tasks: Path, agent: str) -> Any:
    return plan_run(Request(
        suite="ClawsBench-Email", agents=(agent,), seeds=(0,), tasks="toy/answer", folders=(toy_tasks,), time_limit=20
    ))


def test_every_reference_agent_has_a_good_name() -> None:
    for name in REFERENCE:
        check_name(name)


@pytest.mark.parametrize(("name", "hint"), [
    ("orcale", "Did you mean 'oracle'"), ("", "there is no agent ''"), ("python:mine", "python:module:attribute"),
    ("python::X", "python:module:attribute"), ("python:mine:", "python:module:attribute"),
    ("python:a b:C", "python:module:attribute"),
])
def test_other_names_are_refused_before_anything_starts(toy_tasks: Path, name: str, hint: str) -> None:
    with pytest.raises(UsageError) as refused:
        plan(toy_tasks, name)
    assert hint in str(refused.value)


def test_ones_own_agent_is_found_in_the_current_folder(toy_tasks: Path, workshop: Path) -> None:
    (contract,) = plan(toy_tasks, "python:mine:Finishes").contracts
    assert contract.agent == "python:mine:Finishes"
    assert contract.parameters == {"model": "none", "temperature": "0.5"}


@pytest.mark.parametrize(("attribute", "words"), [
    ("Finish", "AttributeError: module 'mine' has no attribute 'Finish'"),
    ("Needs", "missing 1 required positional argument: 'more'"),
    ("Mute", "is a Mute without act"),
    ("dict", "is a dict without name and reset and act"),
    ("DONE", "'dict' object is not callable"),
])
def test_what_is_no_agent_is_refused_with_what_it_lacks(
    toy_tasks: Path, workshop: Path, attribute: str, words: str
) -> None:
    with pytest.raises(UsageError) as refused:
        plan(toy_tasks, f"python:mine:{attribute}")
    assert words in str(refused.value)
    assert f"python:mine:{attribute}" in str(refused.value)


@pytest.mark.parametrize("module", WRONG)
def test_a_module_that_cannot_be_imported_is_refused_with_the_place(
    toy_tasks: Path, workshop: Path, module: str
) -> None:
    text, words, place = WRONG[module]
    (workshop / f"{module}.py").write_text(text)
    with pytest.raises(UsageError) as refused:
        plan(toy_tasks, f"python:{module}:Agent")
    assert words in str(refused.value)
    assert place in str(refused.value)


def test_a_module_that_hangs_is_given_up(toy_tasks: Path, workshop: Path) -> None:
    (workshop / "hangs.py").write_text("import time\ntime.sleep(600)\n")
    asked = Request(suite="ClawsBench-Email", agents=("python:hangs:Agent",), seeds=(0,), tasks="toy/answer",
                    folders=(toy_tasks,), time_limit=0.5)
    with pytest.raises(UsageError, match=r"cannot be made: stopped after 0.5 s"):
        plan_run(asked)


def test_parameters_that_are_no_json_are_refused(toy_tasks: Path, workshop: Path) -> None:
    (workshop / "odd.py").write_text(
        "from mine import Finishes\nclass Agent(Finishes):\n    parameters = {'client': object()}\n"
    )
    with pytest.raises(UsageError, match="is a object"):
        plan(toy_tasks, "python:odd:Agent")


def _played(agent: Scripted, answers: Sequence[str]) -> list[Action]:
    """Return the actions of an agent whose calls get these answers."""
    agent.reset(Brief("", (), 0))
    shown = [{"result": answer, "error": int("error" in answer)} for answer in ("", *answers)]
    return [agent.act(observation) for observation in shown]


def test_what_ships_with_a_task_may_refer_to_results_and_a_replay_repeats_what_was_said() -> None:
    make, move = Call.of("drive.create_folder"), Call.of("drive.move", {"folder": "$<drive.create_folder.id>"})
    answers = ('{"id": "folder_1"}', "{}")
    moved = {"tool": "drive.move", "arguments": {"folder": "folder_1"}}
    assert _played(Shipped("oracle", [make, move]), answers)[1:] == [moved, FINISH]
    assert _played(Scripted("replay", [make, move]), answers)[1] == action_of(move)
    assert _played(Shipped("oracle", [make, move]), ('{"error": {}}', "{}"))[1] == action_of(move)
    twice = _played(Shipped("oracle", [make, make, move]), ('{"id": "folder_0"}', *answers))
    assert twice[2:] == [moved, FINISH]


def test_what_ships_with_a_task_takes_in_what_it_is_told_to_recall() -> None:
    make, move = Call.of("drive.create_folder"), Call.of("drive.move", {"folder": "$<drive.create_folder.id>"})
    agent = Shipped("oracle", [make, move])
    agent.reset(Brief("", (), 0))
    agent.recall({"result": "", "error": 0}, action_of(make))
    assert agent.act({"result": '{"id": "folder_1"}', "error": 0}) == {
        "tool": "drive.move", "arguments": {"folder": "folder_1"}
    }
