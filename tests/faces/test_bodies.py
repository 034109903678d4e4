"""Bodies: what JSON becomes a call's, and what a schema takes."""

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diorama.mocks.faces.bodies import MAX_DEPTH, check_body, read_body, read_json
from diorama.mocks.faces.rest import Fault
from diorama.snapshots.digest import Json, canonical

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63) + 1, 2**63 - 1) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4), max_leaves=12,
)
SCHEMAS: dict[str, Any] = {
    "Tree": {"type": "object", "properties": {
        "name": {"type": "string"}, "size": {"type": "string", "format": "int64"}, "count": {"type": "integer"},
        "share": {"type": "number"}, "open": {"type": "boolean"}, "below": {"type": "array", "items": {"$ref": "Tree"}},
        "any": {"type": "any"}, "map": {"type": "object", "additionalProperties": {"type": "string"}},
    }},
}


@given(st.dictionaries(st.text(), JSON, max_size=5))
def test_json_comes_in_as_it_is(body: dict[str, Json]) -> None:
    assert read_body(json.dumps(body).encode()) == body
    assert read_body(json.dumps(body, ensure_ascii=False).encode()) == body


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_any_bytes_are_a_body_for_a_call_or_a_fault(content: bytes) -> None:
    body: Json = {}
    with suppress(Fault):
        body = read_body(content)
    assert isinstance(json.loads(canonical(body)), dict)


def test_fractions_are_their_decimal_text() -> None:
    assert read_json('{"a": 0.10, "b": -1e5, "c": 3}') == {"a": "0.10", "b": "-1e5", "c": 3}


@pytest.mark.parametrize(("text", "said"), [
    ("[1]", "not an object"), ("{", "not JSON"), ('{"a": NaN}', "not JSON"), (r'{"a": "\udc00"}', "lone surrogate"),
    (r'{"\udc00": 1}', "lone surrogate"), ('{"a": 9223372036854775808}', "64 bits"),
    ('{"a":' * 40 + "1" + "}" * 40, f"more than {MAX_DEPTH} deep"), ('{"a":' + "[" * 200_000, "deep"),
    ('{"a": ' + "1" * 5000 + "}", "not JSON"),
])
def test_what_no_call_can_carry_is_refused(text: str, said: str) -> None:
    with pytest.raises(Fault, match=said):
        read_body(text.encode())


def test_nothing_is_an_empty_body() -> None:
    assert read_body(b" \r\n") == {}


@pytest.mark.parametrize("body", [
    {}, {"name": None}, {"size": 5}, {"size": "5"}, {"count": "7"}, {"share": "0.5"}, {"share": 1},
    {"below": [{"below": [{"name": "x"}]}]}, {"any": [1, {"a": 2}]}, {"map": {"free": "text"}},
])
def test_what_fits_a_schema_is_taken(body: dict[str, Json]) -> None:
    check_body(SCHEMAS, "Tree", body)


@pytest.mark.parametrize(("body", "said"), [
    ({"nam": "x"}, r"Unknown name 'nam' at 'the body'.*Did you mean 'name'\?"), ({"name": 5}, "'name': 5 is no string"),
    ({"below": [{"open": "yes"}]}, r"'below\[0\]\.open': 'yes' is no boolean"), ({"count": True}, "no integer"),
    ({"count": "seven"}, "no integer"), ({"share": "half"}, "no number"), ({"map": {"free": 1}}, "'map.free'"),
    ({"below": {}}, "no array"), ({"size": "1.5"}, None),
])
def test_what_does_not_fit_is_named(body: dict[str, Json], said: str | None) -> None:
    if said is None:  # texts of int64 are the tool's to read
        check_body(SCHEMAS, "Tree", body)
        return
    with pytest.raises(Fault, match=said):
        check_body(SCHEMAS, "Tree", body)
