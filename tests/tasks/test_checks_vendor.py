"""Checks of what was opened hold for vendors' own methods too: an agent that comes through a server calls those."""

import pytest

from diorama.mocks.catalog import service_classes
from diorama.mocks.world import World, agent
from diorama.mocks.worlds import base_world
from diorama.snapshots.calls import Call
from diorama.snapshots.digest import Json
from diorama.tasks.catalog import load_catalog
from diorama.tasks.checks import Scene, evidence


@pytest.mark.parametrize(("check", "identity", "tool", "arguments"), [
    ("message_read", "msg_handbook", "gmail.users.messages.get", {"user_id": "me", "id": "msg_handbook"}),
    ("opened", "msg_handbook", "gmail.users.messages.get", {"user_id": "me", "id": "msg_handbook"}),
    ("opened", "doc_offsite", "docs.documents.get", {"document_id": "doc_offsite"}),
    ("opened", "file_roster", "drive.files.get",
     {"file_id": "file_roster", "alt": "media", "supports_all_drives": True}),
    ("opened", "evt_standup", "calendar.events.get", {"calendar_id": "primary", "event_id": "evt_standup"}),
    ("opened", "chan_general", "slack.conversations.history", {"channel": "chan_general"}),
])
def test_what_a_vendors_method_shows_is_opened(
    check: str, identity: str, tool: str, arguments: dict[str, Json]
) -> None:
    load_catalog()  # it brings all checks in
    office = base_world("office-small")
    world = World(service_classes(office.services), office.state)
    assert world.call(Call.of(tool, arguments), actor=agent(office.principal), face="rest").ok
    scene = Scene(office.principal, {}, office.state, tuple(world.log), world.state)
    assert [found.text for found in evidence(Call.of(check, {"id": identity}), scene)]
    assert not evidence(Call.of(check, {"id": "msg_none" if check == "message_read" else "none"}), scene)
