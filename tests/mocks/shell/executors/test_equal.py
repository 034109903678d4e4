"""The corpus by all executors: real shells do what is recorded, and leave the tree that our own shell leaves."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from diorama.mocks.shell.executors import IN_PROCESS
from diorama.mocks.shell.names import text_of
from tests.conftest import Require
from tests.mocks.shell.command_lines import Case, cases, files
from tests.mocks.shell.differential import HOME
from tests.mocks.shell.executors.both import Done, contents, differences, done
from tests.mocks.shell.executors.conftest import NEEDS

CLASSES: dict[str, list[str]] = {
    name: one["commands"]
    for name, one in yaml.safe_load(Path(__file__).with_name("differences.yaml").read_text("utf-8")).items()}
"""Commands of which a real machine makes something else, by the class of the difference."""

LISTED = {command: name for name, commands in CLASSES.items() for command in commands}


def _against_the_record(case: Case, made: Done) -> Iterator[str]:
    """Yield in which respects a run is not as it was recorded."""
    for name, text in (("stdout", case.result.stdout), ("stderr", case.result.stderr)):
        if getattr(made, name) != text_of(text.decode("latin-1")):
            yield f"{name}: {getattr(made, name)!r}, recorded {text!r}"
    if made.code != case.result.code:
        yield f"code: {made.code}, recorded {case.result.code}"
    found = {name: content for name, content in contents(made, HOME).items() if files().get(name) != content}
    recorded = {name: content for name, content in case.result.files.items() if files().get(name) != content}
    if found != recorded:
        yield f"files: {sorted(found)}, recorded {sorted(recorded)}"


def compared(executor: str, every: int) -> tuple[int, int]:
    """Run every n-th case by an executor and by our shell; return how many there were, and how many were equal."""
    wrong: list[str] = []
    equal = count = 0
    for case in cases()[::every]:
        made = done(case.command, case.user, case.dialect, executor)
        ours = done(case.command, case.user, case.dialect, IN_PROCESS)
        between = differences(ours, made)
        count += 1
        equal += not between
        if case.command in LISTED or not between:
            continue
        if {"stdout", "stderr", "code"}.isdisjoint(between):
            wrong.append(f"{case.known}: {', '.join(between)}")
        else:  # then it is ours that is not as it should be, or both are wrong
            wrong += (f"{case.known}: {one}" for one in _against_the_record(case, made))
    assert not wrong, "\n".join(wrong)
    return count, equal


@pytest.mark.parametrize(("executor", "every"), [("sandbox", 12), ("container", 60)])
def test_some_commands_do_the_same_everywhere(executor: str, every: int, require: Require) -> None:
    require(NEEDS[executor])
    count, equal = compared(executor, every)
    assert equal >= count * 0.95


@pytest.mark.long
@pytest.mark.parametrize(("executor", "every"), [("sandbox", 1), ("container", 1)])
def test_commands_do_the_same_everywhere(executor: str, every: int, require: Require) -> None:
    require(NEEDS[executor])
    count, equal = compared(executor, every)
    assert equal >= count * 0.95


def test_each_difference_is_of_a_command_in_the_corpus() -> None:
    known = {case.command for case in cases()}
    assert LISTED.keys() <= known, LISTED.keys() - known
    assert all(CLASSES.values())
