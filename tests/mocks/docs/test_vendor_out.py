"""Documents as the vendor gives them, held to the vendor's own schema and to the indexes of the flow."""

import json
from typing import Any

import pytest
from googleapiclient import discovery_cache
from hypothesis import given, settings
from hypothesis import strategies as st

from diorama.mocks.docs.flow import length
from diorama.mocks.docs.units import units
from diorama.mocks.docs.vendor_out import color, number
from diorama.mocks.world import agent
from tests.mocks.docs.calls import RandomCalls
from tests.mocks.docs.desk import BOB, CLEO, MARA, Desk, bold, insert

Node = dict[str, Any]


def leaves(content: list[Node]) -> list[Node]:
    """Return the paragraphs' elements of a content, in order."""
    out: list[Node] = []
    for one in content:
        if "paragraph" in one:
            out += one["paragraph"]["elements"]
        for row in one.get("table", {}).get("tableRows", ()):
            for cell in row["tableCells"]:
                out += leaves(cell["content"])
        out += leaves(one.get("tableOfContents", {}).get("content", []))
    return out


def test_the_tree_has_the_text_and_the_indexes() -> None:
    desk = Desk(text="# Head\n\nSome **bold** text.\n\n- one\n- two\n\n| a | b |\n| - | - |\n| 1 | 2 |\n")
    got = desk.do("get_document", file_id="plan")
    content = got["body"]["content"]
    assert content[0] == {"endIndex": 1, "sectionBreak": {"sectionStyle": {"sectionType": "CONTINUOUS"}}}
    head = content[1]["paragraph"]
    assert head["paragraphStyle"]["namedStyleType"] == "HEADING_1"
    assert head["elements"] == [
        {"startIndex": 1, "endIndex": 6, "textRun": {"content": "Head\n", "textStyle": {}}}]
    runs = [one["textRun"] for one in content[2]["paragraph"]["elements"]]
    assert [(one["content"], one["textStyle"]) for one in runs] == [
        ("Some ", {}), ("bold", {"bold": True}), (" text.\n", {})]
    item = content[3]["paragraph"]["bullet"]
    assert got["lists"][item["listId"]]["listProperties"]["nestingLevels"][0]["glyphSymbol"] == "\u25cf"
    table = next(one["table"] for one in content if "table" in one)
    assert (table["rows"], table["columns"]) == (2, 2)
    assert [one["textRun"]["content"] for one in leaves([{"table": table}])] == ["a\n", "b\n", "1\n", "2\n"]
    tabbed = desk.do("get_document", file_id="plan", include_tabs_content=True)
    assert tabbed["tabs"][0]["documentTab"]["body"] == got["body"]
    assert "body" not in tabbed


def test_who_may_only_read_sees_no_suggestions() -> None:
    desk = Desk(text="The old plan.\n")
    desk.give(BOB, "commenter")
    desk.give(CLEO, "reader")
    desk.do("suggest", by=BOB, file_id="plan", find="old", replace_with="new")

    def text(by: str, **arguments: Any) -> tuple[str, str]:
        got = desk.do("get_document", by=by, file_id="plan", **arguments)
        return got["suggestionsViewMode"], "".join(
            one["textRun"]["content"] for one in leaves(got["body"]["content"]))

    assert text(MARA) == ("SUGGESTIONS_INLINE", "The oldnew plan.\n")
    assert text(CLEO) == ("PREVIEW_WITHOUT_SUGGESTIONS", "The old plan.\n")
    assert text(MARA, suggestions_view_mode="PREVIEW_SUGGESTIONS_ACCEPTED")[1] == "The new plan.\n"
    found = leaves(desk.do("get_document", by=BOB, file_id="plan")["body"]["content"])
    assert sum("suggestedInsertionIds" in one["textRun"] for one in found) == 1
    assert sum("suggestedDeletionIds" in one["textRun"] for one in found) == 1


@pytest.mark.parametrize(("thousandths", "shown"), [(10_500, "10.5"), (12_000, 12), (-250, "-0.25"), (0, 0)])
def test_numbers_are_whole_or_text(thousandths: int, shown: object) -> None:
    assert number(thousandths) == shown
    assert color("#ff0080") == {"color": {"rgbColor": {"red": 1, "blue": "0.502"}}}


def _check(schemas: Node, schema: Node, value: Any, where: str) -> None:
    """Hold a value to a schema of the vendor's: no unknown fields, the right types. Fractions are text in ours."""
    schema = schemas[schema["$ref"]] if "$ref" in schema else schema
    kind = schema.get("type", "any")
    types: Node = {"object": dict, "array": list, "string": str, "boolean": bool, "integer": int,
                   "number": (int, str), "any": object}
    assert isinstance(value, types[kind]), f"{where} is {value!r}, no {kind}"
    if kind == "array":
        for item in value:
            _check(schemas, schema["items"], item, f"{where}[]")
    elif kind == "object":
        known, other = schema.get("properties", {}), schema.get("additionalProperties")
        for key, item in value.items():
            assert key in known or other is not None, f"{where} has a field {key!r} that the vendor does not know"
            _check(schemas, known.get(key, other), item, f"{where}.{key}")
    elif kind == "string" and "enum" in schema:
        assert value in schema["enum"], f"{where} is {value!r}"


@settings(max_examples=25)
@given(seed=st.integers(0, 2**32))
def test_any_document_fits_the_vendor_s_schema_and_its_flow(seed: int) -> None:
    schemas: Node = json.loads(discovery_cache.get_static_doc("docs", "v1"))["schemas"]
    desk = Desk()
    calls = RandomCalls(desk.world, seed)
    desk.batch(insert(1, "x\U0001f600y"), bold(1, 4))
    for _ in range(25):
        desk.world.call(calls.next(), actor=agent(MARA))
    for file in desk.world.state.table("docs.documents").ids():
        for tabs in (True, False):
            got = desk.do("get_document", file_id=file, include_tabs_content=tabs)
            _check(schemas, {"$ref": "Document"}, got, "document")
        flow = desk.flow(file=file, tab=next(
            row.tab for row in desk.world.state.table("docs.tabs").rows() if row.file == file and not row.parent
            and row.position == min(one.position for one in desk.world.state.table("docs.tabs").rows()
                                    if one.file == file and not one.parent)))
        content = got["body"]["content"]
        assert content[-1]["endIndex"] == flow.end == sum(map(length, flow.blocks))
        at = 0
        for one in leaves(content):
            assert one["startIndex"] >= at
            at = one["endIndex"]
            if "textRun" in one:
                assert at - one["startIndex"] == units(one["textRun"]["content"])
