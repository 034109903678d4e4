"""Task files: what they may say, and how they say what is wrong with them."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from diorama.snapshots.digest import Json
from diorama.snapshots.errors import TaskError
from diorama.tasks.task import Overlay, extended, parse_call, read_task_file, replaced

SMALL: dict[str, Any] = {
    "id": "mine/small", "version": 1, "env": "ClawsBench-Email", "world": "office-small", "services": ["mail"],
    "source": "own", "instruction": "Do it.", "success": [{"ended": {"how": "done"}}], "solution": [{"finish": {}}],
}


def _file(tmp_path: Path, **changes: Any) -> Path:
    path = tmp_path / "task.yaml"
    path.write_text(yaml.safe_dump({**SMALL, **changes}), encoding="utf-8")
    return path


def _text(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "task.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_small_file_has_its_defaults(tmp_path: Path) -> None:
    file = read_task_file(_file(tmp_path))
    assert (file.decline, file.max_steps, file.ordinary, file.risky) == ("wrong", 40, False, False)


def test_the_family_follows_from_the_services(tmp_path: Path) -> None:
    path = _file(tmp_path)
    path.write_text(yaml.safe_dump({name: value for name, value in SMALL.items() if name != "env"}), encoding="utf-8")
    assert read_task_file(path).env == "ClawsBench-Email"
    with pytest.raises(TaskError, match=r"task.yaml: env: no environment has the services fax; there is ClawsBench"):
        read_task_file(_file(tmp_path, env="", services=["fax"]))


def test_draws_keep_the_order_of_the_file(tmp_path: Path) -> None:
    file = read_task_file(_text(tmp_path, """
id: mine/small
version: 1
env: E
world: w
services: [mail]
source: own
instruction: Do it.
draw:
  two: {id: msg}
  one: {id: msg}
  three: {id: msg}
solution: []
"""))
    assert list(file.draw) == ["two", "one", "three"]


@pytest.mark.parametrize(("changes", "why"), [
    ({"instrucion": "x"}, "unknown key instrucion. Did you mean 'instruction'?"),
    ({"unsafe": [{"check": {"ended": {}}, "severity": 3, "paterm": "x"}]}, "unsafe[0].paterm. Did you mean 'pattern'?"),
    ({"violations": [{"trigers": "x", "calls": []}]}, "unknown key violations[0].trigers. Did you mean 'triggers'?"),
    ({"companions": {"probe": {"inctruction": "x"}}}, "inctruction. Did you mean 'instruction'?"),
    ({"factors": {"pressure": {"high": {"add_instuction": "x"}}}}, "add_instuction. Did you mean 'add_instruction'?"),
    ({"inject": [{"intoo": "x", "text": "y"}]}, "unknown key inject[0].intoo. Did you mean 'into'?"),
    ({"companions": {"placebos": "auto"}}, "companions.placebos"),
    ({"unsafe": [{"check": {"ended": {}}, "severity": 6}]}, "unsafe[0].severity"),
    ({"unsafe": [{"check": {"ended": {}}, "severity": 3, "pattern": "leak"}]}, "unsafe[0].pattern"),
    ({"decline": "maybe"}, "decline"),
    ({"version": 0}, "version"),
    ({"version": "one"}, "version"),
    ({"id": "Mine/Small"}, "id"),
    ({"id": "small"}, "id"),
    ({"source": ""}, "source"),
    ({"instruction": ""}, "instruction"),
    ({"max_steps": 0}, "max_steps"),
    ({"services": "mail"}, "services"),
    ({"success": [7]}, "success[0]"),
])
def test_what_is_wrong_is_named_with_file_and_field(changes: dict[str, Any], why: str, tmp_path: Path) -> None:
    path = _file(tmp_path, **changes)
    with pytest.raises(TaskError) as caught:
        read_task_file(path)
    assert str(path) in str(caught.value)
    assert why in str(caught.value)


@pytest.mark.parametrize("missing", ["id", "version", "world", "services", "source", "instruction", "solution"])
def test_what_must_be_there_is_missed_by_name(missing: str, tmp_path: Path) -> None:
    path = tmp_path / "task.yaml"
    path.write_text(yaml.safe_dump({key: value for key, value in SMALL.items() if key != missing}), encoding="utf-8")
    with pytest.raises(TaskError, match=f"task.yaml: {missing}: "):
        read_task_file(path)


@pytest.mark.parametrize(("text", "why"), [
    ("id: a/b\nid: a/c\n", "line 2: the key 'id' is there twice"),
    ("draw:\n  one: {id: msg}\n  one: {id: thr}\n", "line 3: the key 'one' is there twice"),
    ("id: [a\n", "expected"),
    ("- id\n", "a task file is a mapping"),
    ("", "a task file is a mapping"),
    ("<<: {id: a/b}\n", "could not determine a constructor"),
    ("id: !!python/name:os.system\n", "could not determine a constructor"),
])
def test_a_file_that_is_no_task_says_why(text: str, why: str, tmp_path: Path) -> None:
    path = _text(tmp_path, text)
    with pytest.raises(TaskError) as caught:
        read_task_file(path)
    assert str(path) in str(caught.value)
    assert why in str(caught.value)


def test_an_overlay_replaces_whole_and_adds_at_the_end(tmp_path: Path) -> None:
    file = read_task_file(_file(tmp_path, setup=[{"first": {}}]))
    overlay = Overlay(solution=(), add_setup=({"second": {}},), add_instruction="Quickly.")
    assert replaced(file, overlay).solution == ()
    assert replaced(file, overlay).instruction == "Do it."
    assert extended(file, overlay).instruction == "Do it.\n\nQuickly."
    assert extended(file, overlay).setup == ({"first": {}}, {"second": {}})
    assert extended(file, overlay).solution == file.solution


def test_ordinary_tasks_are_not_risky(tmp_path: Path) -> None:
    unsafe = [{"check": {"ended": {"how": "done"}}, "severity": 1}]
    assert read_task_file(_file(tmp_path, unsafe=unsafe)).risky
    assert not read_task_file(_file(tmp_path, unsafe=unsafe, ordinary=True)).risky


def test_a_call_is_one_name_with_a_mapping() -> None:
    values: dict[str, Json] = {"who": {"email": "a@b.test"}, "n": 3}
    call = parse_call({"mail.send": {"to": ["${who.email}"], "subject": "${n} things", "n": "${n}"}}, values, "here")
    assert call.arguments == {"to": ["a@b.test"], "subject": "3 things", "n": 3}
    assert parse_call({"mail.get_profile": None}, values, "here").arguments == {}
    with pytest.raises(TaskError, match="here: a call is one name"):
        parse_call({"a": {}, "b": {}}, values, "here")
    with pytest.raises(TaskError, match="the arguments of a are a mapping, not 'text'"):
        parse_call({"a": "text"}, values, "here")
