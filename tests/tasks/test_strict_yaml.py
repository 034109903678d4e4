"""Strict YAML: what is text stays text, and the loaders in C and in Python agree."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from diorama.snapshots.errors import TaskError
from diorama.tasks.listed import BUILT_IN
from diorama.tasks.strict_yaml import read_yaml, strict_loader

LOADERS = [getattr(yaml, name) for name in ("CSafeLoader", "SafeLoader") if hasattr(yaml, name)]
ODD = (
    "<<: {a: 1}", "a: &x 1\nb: *x", "a: *x", "a: [1, 2,]", "a: [1,, 2]", "{a: b: c}", "a: b: c", "? [a]\n: b", "a: @x",
    "a: |-\n  x\n   y\n", "a: >\n x\n\n y\n", "a: 'x\n  y'", "a: 'b", "a: 1\n---\nb: 2", "a: 1\r\nb: 2\r\n", "", "# c",
    "a: x#y", "a: x #y", "a: \x00", "\ta: b", "a: !!python/object:os.system x", "a: !!float 1.5", "a: !!set {b}",
    "{a: 1, a: 2}", "a:\n  b: 1\n  b: 2\n",
)


def read(text: str, base: Any) -> Any:
    try:
        return yaml.load(text, strict_loader(base))
    except TaskError as error:
        return str(error)
    except yaml.YAMLError as error:
        return type(error)


def test_words_that_yaml_takes_for_something_else_stay_words(tmp_path: Path) -> None:
    path = tmp_path / "words.yaml"
    path.write_text("[yes, no, on, 12:15, 2026-03-04, 1.5, 0x10, 010, 1_000, ~, true, 7, -3, '7']\n", encoding="utf-8")
    assert read_yaml(path) == [
        "yes", "no", "on", "12:15", "2026-03-04", "1.5", "0x10", "010", "1_000", None, True, 7, -3, "7"
    ]


@pytest.mark.parametrize("base", LOADERS)
def test_a_loader_of_either_kind_refuses_a_key_that_is_there_twice(base: Any) -> None:
    assert read("a:\n  b: 1\n  b: 2\n", base) == "line 3: the key 'b' is there twice"


@pytest.mark.parametrize("base", LOADERS)
@pytest.mark.parametrize("text", ["1: a\n", "? [a]\n: b\n", "~: a\n", "true: a\n"])
def test_a_loader_of_either_kind_refuses_a_key_that_is_no_text(text: str, base: Any) -> None:
    assert "line 1: a key is a text, not " in str(read(text, base))


@pytest.mark.parametrize("text", ODD)
def test_the_two_loaders_agree_on_odd_texts(text: str) -> None:
    found = [read(text, base) for base in LOADERS]
    assert all(type(one) is type(found[0]) and one == found[0] for one in found)


def test_the_two_loaders_agree_on_every_task_file() -> None:
    paths = sorted(BUILT_IN.rglob("*.yaml"))
    assert paths
    for path in paths:
        found = [read(path.read_text(encoding="utf-8"), base) for base in LOADERS]
        assert isinstance(found[0], dict), path
        assert all(one == found[0] for one in found), path


def test_aliases_that_stand_for_more_than_fits_are_refused(tmp_path: Path) -> None:
    levels = [f"l{i}: &l{i} [{', '.join([f'*l{i - 1}'] * 9)}]" for i in range(1, 9)]
    path = tmp_path / "bomb.yaml"
    path.write_text("\n".join(["l0: &l0 [x, x, x]", *levels]), encoding="utf-8")
    with pytest.raises(TaskError, match=r"bomb.yaml: it holds over 100000 values once its aliases are written out"):
        read_yaml(path)
    path.write_text("a: &a [*a]", encoding="utf-8")
    with pytest.raises(TaskError, match=r"bomb.yaml: "):
        read_yaml(path)
    path.write_text("[" * 5000 + "]" * 5000, encoding="utf-8")
    with pytest.raises(TaskError, match=r"(?s)bomb.yaml: .*(nested too deep|nesting depth)"):
        read_yaml(path)
