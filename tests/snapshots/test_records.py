"""Records: what can be declared, and that a row cannot change."""

from typing import Annotated, Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import Field, ValidationError, create_model
from pydantic_core import PydanticSerializationError

from diorama.snapshots.errors import StateError
from diorama.snapshots.records import Record


class Part(Record):
    word: str = ""


class Row(Record):
    text: str
    number: int = 0
    parts: tuple[Part, ...] = ()
    pairs: tuple[tuple[str, int], ...] = ()
    kind: Literal["a", "b"] | None = None


@pytest.mark.parametrize("kind", [
    list, list[int], dict, dict[str, str], set[str], frozenset[str], float, bytes, object, Any, tuple, complex,
    tuple[float, ...], tuple[list[int], ...], float | None, tuple[int, list[str]], tuple[tuple[float, int], ...],
    Annotated[list[int], Field(max_length=3)], str | dict[str, str], type, Literal["a"] | float,
])
def test_nothing_mutable_and_no_float_can_be_declared(kind: Any) -> None:
    with pytest.raises(StateError, match=r"Bad\.field is declared as"):
        create_model("Bad", __base__=Record, field=(kind, ...))


@pytest.mark.parametrize("kind", [
    str, int, bool, None, Literal["a", "b"], tuple[str, ...], tuple[int, str], Part, tuple[Part, ...], Part | None,
    Annotated[str, Field(max_length=3)], tuple[tuple[str, Part | None], ...], int | None,
])
def test_values_can_be_declared(kind: Any) -> None:
    assert issubclass(create_model("Good", __base__=Record, field=(kind, ...)), Record)


@pytest.mark.parametrize("default", [[], {}, set(), 1.5, Field(default_factory=tuple)])
def test_a_default_is_a_fixed_value(default: Any) -> None:
    with pytest.raises(StateError, match=r"the default of Bad\.field"):
        create_model("Bad", __base__=Record, field=(tuple[int, ...], default))


def test_a_row_cannot_change() -> None:
    row = Row(text="a")
    for name in ("text", "more"):
        with pytest.raises(ValidationError):
            setattr(row, name, "b")
        with pytest.raises(ValidationError):
            delattr(row, name)
    assert row == Row(text="a")


@pytest.mark.parametrize("changes", [
    {"text": 1}, {"number": "1"}, {"number": True}, {"number": 1.0}, {"parts": ("x",)}, {"kind": "c"}, {"other": 1},
    {"pairs": (("a", "b"),)}, {"text": None},
])
def test_replace_validates(changes: dict[str, Any]) -> None:
    row = Row(text="a")
    with pytest.raises(ValidationError):
        row.replace(**changes)
    assert row.canonical() == '{"text":"a"}'


def test_a_lone_surrogate_gets_no_digest() -> None:
    with pytest.raises(PydanticSerializationError, match="surrogate"):
        Row(text="\ud800").canonical()


@given(st.text(st.characters(exclude_categories=["Cs"])), st.integers(), st.lists(st.text("ab")))
def test_replace_makes_the_row_that_was_asked_for(text: str, number: int, words: list[str]) -> None:
    row = Row(text="a", kind="b")
    parts = tuple(Part(word=word) for word in words)
    new = row.replace(text=text, number=number, parts=parts)
    assert (new.text, new.number, new.parts, new.kind) == (text, number, parts, "b")
    assert new == Row(text=text, number=number, parts=parts, kind="b")
    assert (row.text, row.number) == ("a", 0)
    assert Row.model_validate_json(new.canonical()) == new


def test_the_digested_text_leaves_defaults_out_so_that_a_later_field_changes_no_old_row() -> None:
    class Later(Row):
        added: str = ""

    assert Later(text="a").canonical() == Row(text="a").canonical() == '{"text":"a"}'
    assert Later(text="a", added="x").canonical() != Row(text="a").canonical()
