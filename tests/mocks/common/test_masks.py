"""Masks against a plain reference: a result taken apart into the paths of its leaves."""

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diorama.mocks.common.masks import MAX_DEPTH, check_mask, pick, read_mask
from diorama.snapshots.errors import ToolError

NAMES = st.sampled_from("abc")
VALUES: st.SearchStrategy[Any] = st.recursive(
    st.integers(0, 9), lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=12,
)
PATHS = st.lists(st.lists(NAMES | st.just("*"), min_size=1, max_size=4), min_size=1, max_size=5)


def reference(value: Any, paths: list[list[str]]) -> Any:
    """Pick by one path after another, with no mask in between."""
    if any(not path for path in paths):
        return value
    if isinstance(value, list):
        return [reference(item, paths) for item in value if isinstance(item, dict | list)]
    out = {}
    for name, item in value.items():
        rest = [path[1:] for path in paths if path[0] in (name, "*")]
        if any(not path for path in rest) or (rest and isinstance(item, dict | list)):
            out[name] = reference(item, rest)
    return out


@st.composite
def written(draw: st.DrawFn, paths: list[list[str]]) -> str:
    """Write paths as a mask, some with slashes and some with what begins alike in parentheses."""
    items: list[str] = []
    rest = list(paths)
    while rest:
        head = rest[0][0]
        alike = [path for path in rest if path[0] == head and len(path) > 1]
        if rest[0] in alike and draw(st.booleans()):
            rest = [path for path in rest if path not in alike]
            items.append(f"{head}({draw(written([path[1:] for path in alike]))})")
        else:
            items.append("/".join(rest.pop(0)))
    return draw(st.sampled_from([",", ", "])).join(items)


@given(st.dictionaries(NAMES, VALUES, max_size=3), PATHS, st.data())
def test_a_mask_picks_what_its_paths_pick(value: Any, paths: list[list[str]], data: st.DataObject) -> None:
    text = data.draw(written(paths))
    assert pick(value, read_mask(text)) == reference(value, paths)


def test_an_answer_of_drive_is_cut_to_what_was_asked() -> None:
    roles = [{"id": "1", "role": "reader"}, {"id": "2"}]
    answer: Any = {"kind": "drive#fileList", "nextPageToken": "x",
                   "files": [{"id": "a", "name": "Plan", "permissions": roles}, {"id": "b"}]}
    assert pick(answer, read_mask("files(id,permissions/role),nextPageToken")) == {
        "nextPageToken": "x", "files": [{"id": "a", "permissions": [{"role": "reader"}, {}]}, {"id": "b"}]}
    assert pick(answer, read_mask("*")) == answer
    assert pick(answer, read_mask("files/*")) == {"files": answer["files"]}
    assert pick(answer, read_mask("*/id")) == {"files": [{"id": "a"}, {"id": "b"}]}
    assert pick(answer, read_mask("kind/id")) == {}
    assert pick(answer, read_mask("files/id,files")) == {"files": answer["files"]}


@pytest.mark.parametrize(("text", "why"), [
    ("", "it breaks off"),
    ("a(", "it breaks off"),
    ("a,", "it breaks off"),
    ("a()", r"character 3 \('\)'\) cannot stand there"),
    ("a b", r"character 3 \('b'\) cannot stand there"),
    ("a/(b)", r"character 3 \('\('\) cannot stand there"),
    ("a.b", r"character 2 \('\.'\) cannot stand there"),
    ("/".join("a" * (MAX_DEPTH + 1)), "it goes more than 32 fields deep"),
    (f"{'a/' * 900}a,{'a/' * 900}a", "it goes more than 32 fields deep"),
    (f"{'a(' * 900}a{')' * 900}", "it goes more than 32 fields deep"),
    ("a," * 3000, "it has 6000 characters and 4000 is the limit"),
])
def test_what_cannot_be_read_is_named(text: str, why: str) -> None:
    with pytest.raises(ToolError, match=why) as caught:
        read_mask(text)
    assert caught.value.code == "invalid_fields"


@given(st.text("ab*/(), ", max_size=12))
def test_any_text_is_read_or_refused(text: str) -> None:
    with suppress(ToolError):
        assert read_mask(text)


def test_a_field_that_there_is_not_is_named_with_the_nearest() -> None:
    names: Any = {"files": {"id": {}, "name": {}}, "nextPageToken": {}}
    assert check_mask("files(id),nextPageToken", names) == {"files": {"id": {}}, "nextPageToken": {}}
    assert check_mask("*/id", {"files": {"id": {}}})
    with pytest.raises(ToolError, match=r"there is no field 'files/nam'\. Did you mean 'name'\? There are id, name"):
        check_mask("files(nam)", names)
