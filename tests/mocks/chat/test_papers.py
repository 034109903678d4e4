"""Canvases and lists: who reads them, what leaves with them, and that no input breaks them."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from diorama.mocks.catalog import service_classes
from diorama.mocks.world import World, agent
from diorama.mocks.worlds import BaseWorld, base_world
from diorama.snapshots.calls import Call
from diorama.tasks.readers import audience, can_read, things
from tests.mocks.chat.soundness import assert_sound

MARA, OKAFOR, NAIR = "mara.lindqvist@tarnvale.test", "daniel.okafor@tarnvale.test", "priya.nair@silverpine.test"
SHARED = "chan_ext_silverpine"

JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 1 << 40) | st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
    | st.sampled_from(["user_okafor", "chan_general", "2026-03-05", "a@b.test", "1.5", "markdown", "h1", "rich_text"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(["type", "markdown", "elements", "text", "value", "choices", "max", "label", "key"]), inner,
        max_size=4),
    max_leaves=8,
)


class Office:
    """A world and its people's calls."""

    def __init__(self, base: BaseWorld) -> None:
        self.world = World(service_classes(base.services), base.state)

    def tried(self, tool: str, by: str = MARA, **arguments: Any) -> Any:
        """Make a call; return its outcome."""
        return self.world.call(Call.of(tool, arguments), actor=agent(by))

    def done(self, tool: str, by: str = MARA, **arguments: Any) -> Any:
        """Make a call that works; return its value."""
        outcome = self.tried(tool, by, **arguments)
        assert outcome.ok, outcome.message
        return outcome.value


@pytest.fixture(scope="module")
def base() -> BaseWorld:
    return base_world("office-small")


@pytest.fixture
def office(base: BaseWorld) -> Office:
    return Office(base)


def canvas(office: Office, text: str = "Rate 7", **arguments: Any) -> str:
    content = {"type": "markdown", "markdown": text}
    return str(office.done("slack.canvases.create", title="Rates", document_content=content, **arguments)["canvas_id"])


def test_readers_of_a_channel_read_its_canvases_and_lists(office: Office) -> None:
    sheet = office.done("slack.slackLists.create", name="Bids")["list_id"]
    for paper, tool in ((canvas(office), "slack.canvases.access.set"), (sheet, "slack.slackLists.access.set")):
        names = {"canvas_id" if "canvases" in tool else "list_id": paper}
        (thing,) = things(office.world.state, paper)
        assert not can_read(office.world.state, thing, NAIR)
        office.done(tool, **names, access_level="read", channel_ids=[SHARED])
        assert can_read(office.world.state, thing, NAIR)
        assert NAIR in set(audience(office.world.state, thing))
        assert office.done("chat.get_file", NAIR, file_id=paper)["shared_in"] == ["#ext-silverpine"]
    assert_sound(office.world.state)


def test_who_comes_into_a_channel_gets_its_canvas(office: Office) -> None:
    office.done("slack.conversations.kick", channel=SHARED, user="user_nair")
    here = canvas(office, channel_id=SHARED)
    rows = office.world.state.table("ledger.departures")
    assert NAIR not in {one for row in rows.rows() for one in row.recipients}
    office.done("slack.conversations.invite", channel=SHARED, users=["user_nair"])
    left = [row for row in office.world.state.table("ledger.departures").rows() if row.recipients == (NAIR,)]
    assert ["Rates" in [name for name, _, _ in row.files] for row in left] == [True]
    assert office.done("slack.canvases.getContent", NAIR, canvas_id=here)["content"] == "Rate 7"


def test_nobody_changes_the_canvas_of_an_archived_channel(office: Office) -> None:
    made = office.done("slack.conversations.create", name="crane-plans")["channel"]["id"]
    office.done("slack.conversations.invite", channel=made, users=["user_okafor"])
    here = canvas(office, channel_id=made)
    change = {"operation": "insert_at_end", "document_content": {"type": "markdown", "markdown": "x"}}
    office.done("slack.canvases.edit", OKAFOR, canvas_id=here, changes=[change])
    office.done("slack.conversations.archive", channel=made)
    assert office.tried("slack.canvases.edit", OKAFOR, canvas_id=here, changes=[change]).code == "restricted_action"
    office.done("slack.canvases.getContent", OKAFOR, canvas_id=here)


def test_a_file_taken_out_of_a_channel_is_read_there_no_more(office: Office) -> None:
    here = canvas(office, channel_id=SHARED)
    office.done("chat.remove_file", file_id=here)
    own = office.done("slack.conversations.canvases.create", channel_id=SHARED)["canvas_id"]
    office.done("chat.remove_file", file_id=own)
    assert not office.world.state.table("chat.channels")[SHARED].canvas
    assert office.tried("slack.canvases.getContent", NAIR, canvas_id=here).code == "canvas_not_found"
    assert office.done("slack.canvases.getContent", canvas_id=here)["content"] == "Rate 7"
    assert_sound(office.world.state)


def test_a_new_owner_has_it_as_his_own(office: Office) -> None:
    here = canvas(office)
    office.done("chat.post_message", channel="#general", files=[here])
    for level in ("write", "owner"):
        office.done("slack.canvases.access.set", canvas_id=here, access_level=level, user_ids=["user_okafor"])
    grants = office.world.state.table("files.permissions").find("by_file", here)
    assert [str(one) for _, one in grants] == [f"{here} user:{MARA}"]
    office.done("slack.canvases.delete", OKAFOR, canvas_id=here)
    assert here not in office.world.state.table("files.files")
    assert_sound(office.world.state)


def test_a_list_says_all_in_its_file(office: Office) -> None:
    blocks = [{"type": "rich_text", "elements": [
        {"type": "rich_text_section", "elements": [{"type": "text", "text": "What it costs"}]}]}]
    schema = [{"key": "t", "name": "Job", "type": "text", "is_primary_column": True},
              {"key": "s", "name": "State", "type": "select", "options": {
                  "choices": [{"value": "o", "label": "Open"}]}}]
    here = office.done("slack.slackLists.create", name="Jobs", schema=schema, description_blocks=blocks)["list_id"]
    row = office.world.state.table("files.files")[here]
    assert row.description == "What it costs\nState: Open"
    assert office.world.state.blobs[row.blob] == b"Job,State\n"


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_input_breaks_a_canvas_a_list_or_a_call(base: BaseWorld, data: st.DataObject) -> None:
    office = Office(base)
    here = canvas(office, "# A\n\nb")
    kinds = ["text", "select", "date", "user", "number", "checkbox", "rating", "link", "message", "attachment", "email"]
    schema = [{"key": "title", "type": "text", "is_primary_column": True},
              *({"key": kind, "type": kind} for kind in kinds[1:])]
    made = office.done("slack.slackLists.create", name="Jobs", schema=schema)
    columns = {one["key"]: one["id"] for one in made["list_metadata"]["schema"]}
    call = office.done("slack.calls.add", external_unique_id="1", join_url="https://c.example")["call"]["id"]
    objects = st.dictionaries(st.sampled_from(
        ["type", "operation", "section_id", "document_content", "title_content", "key", "options", "section_types",
         "contains_text", "slack_id", "external_id", "display_name", "frequency", "weekdays"]), JSON, max_size=5)
    field = st.sampled_from(["rich_text", "select", "date", "user", "number", "checkbox", "rating", "link", "message",
                             "attachment", "email"])
    cell = {"column_id": columns[data.draw(st.sampled_from(["title", *kinds[1:]]))],
            data.draw(field): data.draw(JSON), "row_id_to_create": True}
    for tool, arguments in (
        ("slack.canvases.edit", {"canvas_id": here, "changes": [data.draw(objects)]}),
        ("slack.canvases.create", {"document_content": data.draw(objects)}),
        ("slack.canvases.sections.lookup", {"canvas_id": here, "criteria": data.draw(objects)}),
        ("slack.slackLists.create", {"name": "x", "schema": [{"is_primary_column": True, **data.draw(objects)}]}),
        ("slack.slackLists.update", {"id": made["list_id"], "description_blocks": [data.draw(objects)]}),
        ("slack.slackLists.items.update", {"list_id": made["list_id"], "cells": [cell]}),
        ("slack.calls.participants.add", {"id": call, "users": [data.draw(objects)]}),
        ("slack.reminders.add", {"text": "x", "time": "tomorrow", "recurrence": data.draw(objects)}),
    ):
        before = office.world.state
        if not office.tried(tool, **arguments).ok:
            assert office.world.state is before
    office.done("slack.slackLists.items.list", list_id=made["list_id"])
    office.done("slack.canvases.getContent", canvas_id=here, content_type="html")
