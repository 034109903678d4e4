"""Names of guards: what there is, what is refused and how it is said."""

from pathlib import Path

import pytest

from diorama.harnesses.agents import Brief
from diorama.harnesses.guards.guarded import described
from diorama.harnesses.guards.named import SHIPPED, make_guard, read_guards
from diorama.harnesses.guards.protocol import After, Done, Score, Seen
from diorama.snapshots.calls import Call
from diorama.snapshots.errors import UsageError
from tests.harnesses.guards.playing import env_of

OWN = """
class Mine:
    name = "mine"
    parameters = {"limit": 3}

    def before(self, seen, call):
        from diorama.harnesses.guards.protocol import Block
        return Block("no")

class Mute:
    name = "mute"

def detect(text):
    return 70 if "gate" in text else 0

def broken():
    raise LookupError("no idea")
"""


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make a module of guards in the current folder."""
    (tmp_path / "guards_of_mine.py").write_text(OWN)
    monkeypatch.chdir(tmp_path)


def test_alternatives_and_stacks() -> None:
    assert read_guards("never,delimit+repeat-brief,never,tool-filter:mail.*:people.get") == (
        ("never",), ("delimit", "repeat-brief"), ("tool-filter:mail.*:people.get",)
    )
    assert read_guards("") == ()


@pytest.mark.parametrize("name", SHIPPED)
def test_every_shipped_guard_is_made(name: str, toy_tasks: Path) -> None:
    assert described(make_guard(name, env_of("toy/letter", toy_tasks).task))["name"] == name


@pytest.mark.parametrize(
    ("name", "why"),
    [("delimt", r"there is no guard 'delimt'; there are never, .*Did you mean 'delimit'"),
     ("ask-first:sned", "there is no effect 'sned'; there are read, write"),
     ("keywords:101", "a threshold is from 0 to 100, not 101"),
     ("python:guards_of_mine:Mute", "is a Mute; a guard has a name and at least one of brief"),
     ("python:guards_of_mine:broken", "cannot be made: LookupError: no idea"),
     ("python:guards_of_mine:None_", "cannot be made: AttributeError"),
     ("detector:python:nowhere_at_all:x", "cannot be made: ModuleNotFoundError")],
)
def test_what_is_wrong_with_a_name(name: str, why: str, toy_tasks: Path, own: None) -> None:
    with pytest.raises(UsageError, match=why):
        make_guard(name, env_of("toy/letter", toy_tasks).task)


def test_a_guard_of_ones_own(toy_tasks: Path, own: None) -> None:
    guard = make_guard("python:guards_of_mine:Mine", env_of("toy/letter", toy_tasks).task)
    assert described(guard) == {"name": "mine", "limit": 3}


def test_a_detector_of_ones_own(toy_tasks: Path, own: None) -> None:
    guard = make_guard("detector:python:guards_of_mine:detect:80", env_of("toy/letter", toy_tasks).task)
    assert isinstance(guard, After)
    seen = Seen(Brief("", (), 0), "ada@hut.test", [Done(Call.of("wait"), "to the gate", error=False)])
    answer = guard.after(seen)
    assert isinstance(answer, Score)
    assert (answer.value, answer.threshold) == (70, 80)
