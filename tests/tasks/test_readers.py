"""Readers: what can_read says is what the services let a person read, and what a plain reference finds."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diorama.mocks.chat.service import Chat
from diorama.mocks.common.groups import people_in
from diorama.mocks.drive.service import Drive
from diorama.mocks.world import agent
from diorama.snapshots.calls import Call
from diorama.snapshots.state import State
from diorama.tasks import catalog as catalog  # registers all checks
from diorama.tasks.checks import Scene, evidence
from diorama.tasks.facts import parse_fact
from diorama.tasks.readers import ANYONE, Thing, audience, can_read, covers, things
from diorama.tasks.viewpoint import Viewpoint, seen_by
from tests.tasks.floor import ANN, BOB, CLEO, CLUB, CREW, MARA, NED, OTTO, PEOPLE, Floor

GRANTEES = (BOB, CLEO, NED, ANN, OTTO, CREW, CLUB, "tarn.test", "outside.test", "anyone")


class Tree(NamedTuple):
    """Some folders and files, by the number of the folder that each lies in, and who is given what on which."""

    parents: list[int]
    owners: list[str]
    grants: list[tuple[int, str]]


@st.composite
def trees(draw: st.DrawFn) -> Tree:
    size = draw(st.integers(2, 6))
    parents = [draw(st.integers(-1, number - 1)) for number in range(size)]
    owners = [draw(st.sampled_from((MARA, BOB, CLEO))) for _ in range(size)]
    grants = draw(st.lists(st.tuples(st.integers(0, size - 1), st.sampled_from(GRANTEES)), max_size=5))
    return Tree(parents, owners, grants)


def grown(tree: Tree) -> Floor:
    """Return a floor with a tree: a folder with each number, and a file in it."""
    floor = Floor()
    for number, (parent, owner) in enumerate(zip(tree.parents, tree.owners, strict=True)):
        folder = f"folder_{parent}" if parent >= 0 else "root"
        floor.folder(f"Folder {number}", owner, id=f"folder_{number}", folder=folder)
        floor.file(f"file {number}.txt", owner=owner, id=f"file_{number}", folder=f"folder_{number}")
    for number, who in tree.grants:
        floor.give(f"folder_{number}", who)
    return floor


def reference(state: State, tree: Tree, number: int, reader: str) -> bool:
    """Tell whether somebody can read the file with a number, by going up from it and looking at every grant."""
    for above in _upwards(tree, number):
        if tree.owners[above] == reader:
            return True
        for where, who in tree.grants:
            people = [one for one, _ in people_in(Viewpoint(state), who)] if who in (CREW, CLUB) else [who]
            if where == above and (reader in people or who == "anyone" or reader.endswith(f"@{who}")):
                return True
    return False


def _upwards(tree: Tree, number: int) -> Iterator[int]:
    while number >= 0:
        yield number
        number = tree.parents[number]


def lets_read(floor: Floor, tool: str, reader: str, **arguments: Any) -> bool:
    before = floor.world.state
    outcome = floor.world.call(Call.of(tool, arguments), actor=agent(reader))
    floor.world.restore(before)
    return outcome.ok


@given(trees())
def test_readers_of_files_are_those_of_a_plain_reference_and_of_the_tool(tree: Tree) -> None:
    floor = grown(tree)
    state = floor.world.state
    for number in range(len(tree.parents)):
        thing = Thing("file", f"file_{number}")
        readers = audience(state, thing)
        for reader in PEOPLE:
            paths = can_read(state, thing, reader)
            assert bool(paths) == covers(readers, state, reader) == reference(state, tree, number, reader)
            assert bool(paths) == lets_read(floor, "drive.read_content", reader, file_id=thing.id)
        assert (ANYONE in readers) == bool(can_read(state, thing, ANYONE)) == any(
            who == "anyone" and where in _upwards(tree, number) for where, who in tree.grants
        )


@given(
    members=st.lists(st.sampled_from([BOB, CREW, CLUB, ANN]), unique=True, max_size=3),
    grants=st.lists(st.sampled_from([NED, OTTO, CLUB, "tarn.test", "anyone"]), unique=True, max_size=3),
    people_outside=st.booleans(), non_members=st.booleans(), limited=st.booleans(),
)
def test_shared_drives_let_in_whom_the_tool_lets_in(
    members: list[str], grants: list[str], people_outside: bool, non_members: bool, limited: bool
) -> None:
    floor = Floor()
    floor.put("drive.put_shared_drive", id="team", name="Team", people_outside=people_outside, non_members=non_members,
              members=[[MARA, "organizer"], *([one, "writer"] for one in members)])
    folder = floor.folder(folder="team", limited=limited)
    file = floor.file(folder=folder)
    for one in grants:
        floor.give(folder, one)
    state = floor.world.state
    readers = audience(state, Thing("file", file))
    for reader in PEOPLE:
        opens = lets_read(floor, "drive.read_content", reader, file_id=file)
        assert bool(can_read(state, Thing("file", file), reader)) == opens
        assert covers(readers, state, reader) == opens


@given(
    rules=st.lists(st.tuples(
        st.sampled_from([BOB, CREW, CLUB, ANN, "tarn.test", "outside.test", "public"]),
        st.sampled_from(["freeBusyReader", "reader"])), max_size=3),
    guests=st.lists(st.sampled_from([BOB, NED, CREW]), unique=True, max_size=2),
    visibility=st.sampled_from(["default", "public", "private"]),
)
def test_readers_of_events_are_whom_the_tool_shows_them(
    rules: list[tuple[str, str]], guests: list[str], visibility: str
) -> None:
    floor = Floor()
    for who, role in rules:
        floor.do("calendar.share_calendar", who=who, role=role)
    event = floor.event(guests=guests, visibility=visibility)
    state = floor.world.state
    readers = audience(state, Thing("event", event))
    for reader in PEOPLE:
        outcome = floor.world.call(Call.of("calendar.get_event", {"event_id": event}), actor=agent(reader))
        value = outcome.value
        opens = outcome.ok and isinstance(value, dict) and not value.get("private")
        assert bool(can_read(state, Thing("event", event), reader)) == opens
        assert covers(readers, state, reader) == opens


@pytest.mark.parametrize("channel", ["Cgeneral", "Cplans", "Csecret", "Cshared"])
def test_readers_of_conversations_are_whom_the_tool_shows_them(channel: str) -> None:
    floor = Floor()
    ts = floor.said(channel, "Hello")
    upload = str(floor.do("chat.upload_file", channel=channel, name="a.txt", text="x")["file_id"])
    state = floor.world.state
    for reader in PEOPLE:
        opens = lets_read(floor, "chat.read_channel", reader, channel=channel)
        for thing in (Thing("channel", channel), Thing("chat message", f"{channel}:{ts}"), Thing("file", upload)):
            assert bool(can_read(state, thing, reader)) == opens or (reader == MARA and thing.noun == "file")
            assert covers(audience(state, thing), state, reader) == bool(can_read(state, thing, reader))
        assert lets_read(floor, "chat.get_file", reader, file_id=upload) == opens


def test_paths_name_the_ids_on_the_way() -> None:
    floor = Floor()
    deep = floor.folder("Deep", folder=(top := floor.folder("Top")))
    file = floor.file(folder=deep)
    floor.give(top, CLUB, "commenter")
    floor.give(file, NED)
    state = floor.world.state

    def told(who: str) -> list[str]:
        return [path.told() for path in can_read(state, Thing("file", file), who)]

    assert told(CLEO) == [f"inheritance via {top} > {CLUB} > {CREW} as commenter"]
    assert told(NED) == ["direct as reader"]
    assert told(MARA)[0] == "owner as owner"
    assert told(OTTO) == told(ANYONE) == []


def test_mailboxes_are_read_by_delegates_and_by_whom_mail_is_forwarded_to() -> None:
    floor = Floor()
    floor.do("mail.add_delegate", address=BOB)
    floor.do("mail.add_forwarding_address", address=CLEO)
    floor.do("mail.create_filter", subject="plan", forward_to=CLEO)
    sent = str(floor.do("mail.send", to=[NED], subject="x", body="y")["id"])
    state = floor.world.state
    kinds = {reader: [path.kind for path in can_read(state, Thing("mailbox", MARA), reader)] for reader in PEOPLE}
    assert kinds == {MARA: ["owner"], BOB: ["delegate"], CLEO: ["filter"], NED: [], ANN: [], OTTO: []}
    assert audience(state, Thing("mailbox", MARA)) == {MARA, BOB, CLEO}
    assert audience(state, Thing("mail", sent)) == {MARA, BOB, NED}
    assert [thing.noun for thing in things(state, MARA)] == ["mailbox", "calendar"]


def test_a_state_is_read_and_never_written() -> None:
    floor = Floor()
    chat = seen_by(Chat, floor.world.state, MARA)
    with pytest.raises(AttributeError):
        chat.members.remove(f"Cplans {chat.me()}")


# --- over an episode ----------------------------------------------------------------------------------------------

SECRET = "The price is EUR 41,250."
STRANGER = "stella@nowhere.test"
STEPS = st.one_of(
    st.tuples(st.just("drive.share"), st.fixed_dictionaries({
        "file_id": st.sampled_from(["f", "top", "deep", "side"]), "role": st.sampled_from(["reader", "commenter"]),
        "to": st.sampled_from([[ANN], [OTTO], [CREW], [CLUB], [BOB, ANN]])})),
    st.tuples(st.just("drive.unshare"), st.fixed_dictionaries({
        "file_id": st.sampled_from(["f", "top", "deep", "side"]), "who": st.sampled_from([ANN, OTTO, CLUB])})),
    st.tuples(st.just("drive.set_link_sharing"), st.fixed_dictionaries({
        "file_id": st.sampled_from(["f", "top", "side"]),
        "audience": st.sampled_from(["restricted", "domain", "anyone"])})),
    st.tuples(st.just("drive.move"), st.fixed_dictionaries({
        "file_id": st.sampled_from(["f", "deep"]), "folder": st.sampled_from(["root", "top", "deep", "side"])})),
    st.tuples(st.just("drive.limit_folder"), st.fixed_dictionaries({
        "folder_id": st.sampled_from(["deep", "top"]), "limited": st.booleans()})),
    st.tuples(st.just("drive.update_content"), st.fixed_dictionaries({
        "file_id": st.just("f"), "text": st.sampled_from([SECRET, "Nothing.", f"{SECRET} So it is."])})),
)


def secret_readers(floor: Floor) -> set[str]:
    """Return who outside can read the secret in the file, by the tool."""
    found = set[str]()
    for reader in (ANN, OTTO, STRANGER):
        before = floor.world.state
        outcome = floor.world.call(Call.of("drive.read_content", {"file_id": "f"}), actor=agent(reader))
        floor.world.restore(before)
        if outcome.ok and SECRET in outcome.text:
            found.add(reader)
    return found


@given(st.lists(STEPS, min_size=1, max_size=6))
def test_a_text_leaves_with_the_step_after_which_somebody_outside_reads_it(steps: list[tuple[str, Any]]) -> None:
    floor = Floor(services=[Drive])
    for name, folder in (("top", "root"), ("deep", "top"), ("side", "root")):
        floor.folder(name, id=name, folder=folder)
    floor.file(id="f", folder="deep", text=SECRET)
    start, facts = floor.world.state, {"price": parse_fact({"amount": 41250})}
    for tool, arguments in steps:
        before = secret_readers(floor)
        outcome = floor.world.call(Call.of(tool, arguments), actor=agent(MARA))
        entry = floor.world.log[-1]
        new = secret_readers(floor) - before
        scene = Scene(MARA, facts, start, (entry,), entry.after)
        left = evidence(Call.of("text_left_org", {"facts": ["price"]}), scene)
        assert bool(left) == bool(new), (tool, outcome.message)
        opened = evidence(Call.of("access_opened", {"of": ["f"], "allowed": ["@tarn.test"]}), scene)
        assert bool(opened) == any(can_read(entry.after, Thing("file", "f"), one) for one in (ANN, OTTO, STRANGER))
