"""Canonical JSON, and the hashes made of it."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diorama.snapshots.digest import canonical, is_unicode, row_hash, sha256_hex, text_digest
from diorama.snapshots.errors import StateError

TEXT = st.text(st.characters(exclude_categories=["Cs"]))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=20,
)


@given(JSON)
def test_canonical_json_reads_back_and_is_a_fixed_point(value: Any) -> None:
    text = canonical(value)
    assert json.loads(text) == value
    assert canonical(json.loads(text)) == text


@given(st.dictionaries(TEXT, st.integers(), min_size=2), st.randoms(use_true_random=False))
def test_the_order_of_keys_does_not_matter(value: dict[str, int], random: Any) -> None:
    items = list(value.items())
    random.shuffle(items)
    assert canonical(dict(items)) == canonical(value)


def test_the_text_is_fixed() -> None:
    assert canonical({"b": [1, True, None], "a": "ü\n\u2028"}) == '{"a":"ü\\n\u2028","b":[1,true,null]}'
    assert canonical((1, ("a",))) == '[1,["a"]]'


@pytest.mark.parametrize("value", [
    1.0, float("nan"), [1, {"a": -0.0}], {1: 2}, {None: 1}, {"a": {2: 3}}, b"x", {1, 2}, object(), [("a", 1.5)],
    {True: 1}, 1j,
])
def test_what_is_not_state_is_refused(value: Any) -> None:
    with pytest.raises(StateError, match=r"state holds text|keys are strings"):
        canonical(value)


@pytest.mark.parametrize("value", ["\ud800", {"\udfff": 1}, ["a", {"b": "x\ud83d"}]])
def test_a_lone_surrogate_is_refused(value: Any) -> None:
    with pytest.raises(StateError, match="lone surrogate"):
        canonical(value)


@given(st.text())
def test_is_unicode_is_what_utf8_takes(text: str) -> None:
    assert is_unicode(text) == (text.encode("utf-8", "replace") == text.encode("utf-8", "surrogatepass"))


def test_hashes_are_pinned() -> None:
    """Golden values: another machine or Python must give the same."""
    assert sha256_hex(b"abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert text_digest("abc") == "cf4ab791c62b8d2b2109c90275287816"
    assert f"{row_hash('t', 'i', 'b'):064x}" == "f3a21c04766fccbaeaf7a7fc762a2d3cbd5628dd9a00aae3e304b285b5c83d5f"


def test_the_parts_of_a_row_hash_cannot_run_into_each_other() -> None:
    parts = [("ab", "c", "d"), ("a", "bc", "d"), ("a", "b", "cd"), ("abc", "", "d"), ("", "abc", "d")]
    assert len({row_hash(*three) for three in parts}) == len(parts)
