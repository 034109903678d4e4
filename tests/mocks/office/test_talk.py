"""Properties of the offices' chat: sound, the same in both, and nothing inside-only where outsiders read."""

import re
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from typing import Any, cast

import pytest

from diorama.mocks.catalog import service_classes
from diorama.mocks.chat.records import Channel, Message
from diorama.mocks.common.zones import local
from diorama.mocks.office.facts import NOW, SEED, office_facts
from diorama.mocks.office.figures import week
from diorama.mocks.office.rooms import rooms_of
from diorama.mocks.office.sayings import repeated_sayings, written_sayings
from diorama.mocks.office.talk import sayings_of, talk_of
from diorama.mocks.office.threads import ZONE
from diorama.mocks.world import World, agent
from diorama.mocks.worlds import BaseWorld, base_world
from diorama.snapshots.calls import Call
from diorama.snapshots.errors import StateError
from tests.mocks.chat.soundness import assert_sound

OFFICES = ("office-small", "office-large")
TABLES = ("users", "channels", "members", "messages", "reactions", "pins", "bookmarks", "follows", "shares",
          "user_groups", "notifications", "laters")
INSIDE = ("338,000", "251,640", "236,180", "352,720", "14,720", "27.4", "30.5", "22.6", "EUR 640", "1,640", "19,440",
          "55/45", "55 %", "2.60", "58,000", "41,300", "459,000", "23 crew days", "fourth fitter", "fourth man")
"""Figures that docs/worlds.md calls inside only, as somebody would write them, and what gives one away."""

DOCS = Path(__file__).parents[3] / "docs" / "worlds.md"


@pytest.fixture(params=OFFICES)
def office(request: pytest.FixtureRequest) -> BaseWorld:
    return base_world(str(request.param))


def rows(office: BaseWorld, table: str) -> dict[str, Any]:
    held = office.state.table(f"chat.{table}")
    return {identity: held[identity] for identity in held.ids()}


def messages(office: BaseWorld) -> dict[str, Message]:
    return rows(office, "messages")


def written(row: Message) -> str:
    return "\n".join((row.text, row.fallback, *(f"{one.title}\n{one.text}" for one in row.attachments)))


def outside(office: BaseWorld) -> set[str]:
    """Return the conversations in which somebody reads who is not of the house."""
    users = rows(office, "users")
    return {row.channel for row in rows(office, "members").values()
            if not users[row.user].email.endswith("@tarnvale.test")}


def call(office: BaseWorld, tool: str, /, by: str = "", **arguments: Any) -> dict[str, Any]:
    world = World(service_classes(office.services), office.state)
    outcome = world.call(Call.of(tool, arguments), actor=agent(by or office.principal))
    assert outcome.ok, outcome.message
    return cast("dict[str, Any]", outcome.value)


# --- the same everywhere ------------------------------------------------------------------------------------------


def test_the_calls_are_the_same_each_time(office: BaseWorld) -> None:
    assert talk_of(office.name) == talk_of(office.name)


@pytest.mark.parametrize("table", TABLES)
def test_the_small_office_is_part_of_the_large_one(table: str) -> None:
    small, large = rows(base_world("office-small"), table), rows(base_world("office-large"), table)
    assert small
    assert {identity for identity, row in small.items() if large.get(identity) != row} == set()


# --- sound --------------------------------------------------------------------------------------------------------


def test_nothing_dangles(office: BaseWorld) -> None:
    assert_sound(office.state)
    shared = {file for row in messages(office).values() for file in row.files}
    assert len(shared) >= 8
    assert shared <= set(office.state.table("files.files").ids())


def test_whoever_speaks_is_a_member_at_that_time(office: BaseWorld) -> None:
    members, users = rows(office, "members"), rows(office, "users")
    left = {identity for identity, row in users.items() if row.deactivated}
    said = messages(office)
    for identity, row in said.items():
        place = members.get(f"{row.channel} {row.user}")
        assert row.user in left or (place is not None and place.joined * 1000 <= row.at), identity
    for reaction in rows(office, "reactions").values():
        assert f"{said[reaction.message].channel} {reaction.user}" in members or reaction.user in left


def test_all_talk_is_past_and_in_the_order_of_its_ids(office: BaseWorld) -> None:
    said = messages(office)
    assert all(row.at < NOW * 1000 for row in said.values())
    assert len({(row.channel, row.at) for row in said.values()}) == len(said) == len(sayings_of(office.name))


def test_no_place_is_left_unfilled(office: BaseWorld) -> None:
    bad = re.compile(r"\$\{|\{\{|\}\}|\$\w|  |@[a-z]+_at| ,|@(?:okafor|mara|weber|raman)\b(?!\.[a-z])")
    assert [identity for identity, row in messages(office).items() if bad.search(row.text)] == []


def test_guests_are_in_one_channel_and_people_from_outside_in_shared_ones(office: BaseWorld) -> None:
    users, channels = rows(office, "users"), cast("dict[str, Channel]", rows(office, "channels"))
    rooms: dict[str, set[str]] = {}
    for row in rows(office, "members").values():
        if channels[row.channel].name:
            rooms.setdefault(row.user, set()).add(row.channel)
    assert rooms["user_tate"] == {"chan_helpdesk"}
    assert rooms["user_baptiste"] == {"chan_offsite"}
    external = [identity for identity, row in users.items() if row.role == "external"]
    assert len(external) >= 4
    for identity in external:
        assert all(room.startswith("chan_ext_") for room in rooms[identity])


# --- what may not be said outside ---------------------------------------------------------------------------------


def test_inside_only_facts_stand_in_no_conversation_with_people_from_outside(office: BaseWorld) -> None:
    rooms = outside(office)
    assert {"chan_ext_ostrava", "chan_ext_silverpine", "chan_helpdesk", "chan_offsite", "dm_nair", "dm_havel"} <= rooms
    leaks = [(identity, fact) for identity, row in messages(office).items() if row.channel in rooms
             for fact in INSIDE if fact in written(row)]
    assert leaks == []
    heads = [f"{row.topic}\n{row.purpose}" for identity, row in rows(office, "channels").items() if identity in rooms]
    assert not any(fact in head for head in heads for fact in INSIDE)


def test_inside_only_facts_stand_in_channels_of_the_house() -> None:
    said = messages(base_world("office-small"))
    for room, fact in (("chan_harbour_internal", "352,720"), ("chan_harbour_internal", "27.4"), ("chan_leads", "27.4"),
                       ("chan_leads", "41,300"), ("dm_share", "2.60"), ("chan_harbour_internal", "1,640")):
        assert any(fact in written(row) for row in said.values() if row.channel == room), (room, fact)
    assert {row.channel for row in said.values() if "2.60" in written(row) or "55/45" in written(row)} == {"dm_share"}


def test_files_shared_with_outsiders_are_of_the_channel_or_open_to_them(office: BaseWorld) -> None:
    inside = {"doc_harbour_report", "file_harbour_costs", "doc_incident_review", "doc_leads_agenda"}
    rooms = outside(office)
    assert not any(inside & set(row.files) for row in messages(office).values() if row.channel in rooms)


# --- like an office's chat ----------------------------------------------------------------------------------------


def test_sizes() -> None:
    small, large = base_world("office-small"), base_world("office-large")
    assert 250 <= len(messages(small)) <= 500
    assert 4_000 <= len(messages(large)) <= 6_200
    for office, low, high in ((small, 16, 16), (large, 24, 32)):
        named = [row for row in rows(office, "channels").values() if row.name]
        assert low <= len(named) <= high
    assert sum(row.archived for row in rows(large, "channels").values()) >= 3
    roles = Counter(row.role for row in rows(large, "users").values())
    assert roles["owner"] == roles["admin"] == 1
    assert roles["bot"] == 3
    assert roles["member"] + roles["owner"] + roles["admin"] == 26
    assert [row.name for row in rows(large, "users").values() if row.deactivated] == ["Henrik Aas"]


def test_talk_is_in_every_state(office: BaseWorld) -> None:
    said = messages(office).values()
    assert sum(bool(row.root) for row in said) > 100
    assert sum(row.broadcast for row in said) >= 8
    assert sum(bool(row.edited) for row in said) >= 1
    assert sum(bool(row.attachments) for row in said) >= 4
    assert any(row.blocks for row in said)
    assert sum(bool(row.files) for row in said) >= 8
    assert sum(bool(row.mentions) for row in said) > 25
    assert len(rows(office, "reactions")) > 150
    pinned = {row.channel for row in rows(office, "pins").values()}
    assert {"chan_ext_ostrava", "chan_ext_silverpine", "chan_meridian"} <= pinned


def test_the_principal_has_some_but_not_all_unread(office: BaseWorld) -> None:
    unread = call(office, "chat.list_unread")
    rooms = [line["channel"] for line in unread["channels"]]
    mine = [row for row in rows(office, "members").values() if row.user == "user_mara"]
    assert 8 <= len(rooms) <= 0.6 * len(mine)
    assert any(line.get("mentions") for line in unread["channels"])
    assert unread["threads"]
    kinds = {line["kind"] for line in call(office, "chat.list_activity", limit=50)["activity"]}
    assert {"mention", "direct", "thread", "channel"} <= kinds
    assert len(call(office, "chat.list_saved")["saved"]) == 3
    others = call(office, "chat.list_unread", by="yusuf.demir@tarnvale.test")
    assert others["channels"] == []


def test_names_are_told_apart(office: BaseWorld) -> None:
    spoken = {row.user for row in messages(office).values()}
    for pair in (("okafor", "osei"), ("kowalska", "keller"), ("marques", "marchetti"), ("raman", "nair"),
                 ("weber", "lind")):
        assert {f"user_{key}" for key in pair} <= spoken
    first = {row.channel for row in messages(office).values() if row.text.startswith("Quick one before lunch")}
    assert {"chan_ops_floor", "chan_helpdesk", "chan_finance_close"} <= first


def test_few_texts_repeat() -> None:
    texts = Counter(
        row.text for row in messages(base_world("office-large")).values()
        if row.user not in ("user_nudge", "user_builds", "user_lantern") and len(row.text) > 40
    )
    assert len(texts) > 0.75 * sum(texts.values()), texts.most_common(9)
    assert texts.most_common(1)[0][1] <= 25, texts.most_common(3)


@pytest.mark.parametrize("query", [
    "Petrovice", "in:#ext-ostrava", "from:@daniel.okafor", "Daniel", "has:pin", "has:file", "is:thread",
    "after:2026-03-01", "in:#harbour-internal margin", '"Quick one before lunch"', "in:#incidents barrier",
])
def test_searches_give_some_but_not_all(office: BaseWorld, query: str) -> None:
    found = call(office, "chat.search", query=query, limit=100)["messages"]
    assert 0 < len(found) <= 100
    assert len(found) < len(messages(office)) // 2


def test_others_see_what_is_theirs() -> None:
    office = base_world("office-small")
    havel = "martin.havel@ostravaports.test"
    seen = [line["name"] for line in call(office, "chat.list_channels", by=havel, limit=100)["channels"]]
    assert sorted(seen) == ["#ext-ostrava", "@mara.lindqvist"]
    assert call(office, "chat.search", by=havel, query="margin")["messages"] == []


# --- the same as the mail says ------------------------------------------------------------------------------------


def test_programs_say_in_the_chat_what_they_mail() -> None:
    office = base_world("office-large")
    subjects = {row.subject for row in office.state.table("mail.messages").rows()}
    said = [row for row in messages(office).values() if not row.root]
    posts = [row.text for row in said if row.user == "user_builds" and row.attachments]
    posts += [row.text for row in said if row.user == "user_lantern" and row.channel == "chan_incidents"]
    assert len(posts) > 80
    assert {text for text in posts if text not in subjects} == {
        "Barrier closed on a lorry, gate 1 at Hrabova", "lantern: failed on main, test_photo_size"}


def test_the_figures_of_a_week_are_those_of_the_reports(office: BaseWorld) -> None:
    told = 0
    for row in messages(office).values():
        if row.user != "user_lantern" or row.channel != "chan_ops_floor":
            continue
        monday = local(row.at // 1000, ZONE).date() - timedelta(7)
        counts = week(monday)
        assert f": {counts['moves']:,} moves" in row.text
        assert f"{counts['incidents']} incidents, {counts['overtime']} hours" in row.text
        assert f"Leeds {counts['leeds']}, Gdynia {counts['gdynia']}" in row.attachments[0].text
        told += 1
    assert told == (2 if office.name == "office-small" else 24)


# --- the seed files -----------------------------------------------------------------------------------------------


ROOMS = dict(rooms_of("office-small"))
SAID = "2026-03-02 09:12 raman"


@pytest.mark.parametrize(("item", "message"), [
    ({SAID: "Hello", "raect": "+1"}, "Did you mean 'react'"),
    ({"text": "Hello"}, "time and writer, as in '2026-03-02 09:12 raman'"),
    ({"2026-03-02 09:12 dewit": "Hello"}, "'dewit' is not in chan_harbour_internal"),
    ({SAID: "Hello ${nobody}"}, "no fact 'nobody'"),
])
def test_a_message_that_cannot_be_read_says_why(item: dict[str, str], message: str) -> None:
    with pytest.raises(StateError, match=re.escape(message)):
        list(written_sayings({"talk": {"in": "harbour-internal", "say": [item]}}, office_facts(), ROOMS, SEED))


def test_a_conversation_that_is_not_there_names_the_nearest() -> None:
    with pytest.raises(StateError, match="Did you mean 'chan_lantern'"):
        list(written_sayings({"talk": {"in": "lantren", "say": [{SAID: "Hello"}]}}, office_facts(), ROOMS, SEED))


def test_one_more_message_changes_no_other() -> None:
    first, added, last = {SAID: "One"}, {"2026-03-02 09:20 weber": "Two"}, {"2026-03-02 10:40 mara": "Three"}
    short, long = (
        list(written_sayings({"talk": {"in": "harbour-internal", "say": say}}, office_facts(), ROOMS, SEED))
        for say in ([first, last], [first, added, last])
    )
    assert short == [long[0], long[2]]


def test_a_series_whose_answers_do_not_fit_says_so() -> None:
    say = [{"from": "raman", "text": ["One", "Two", "Three"]}, {"from": "weber", "follow": "yes", "text": ["Yes"]}]
    entry = {"in": "harbour-internal", "every": "day", "day": "mon tue wed thu fri", "say": say}
    with pytest.raises(StateError, match="no text answers number"):
        list(repeated_sayings({"talk": entry}, office_facts(), ROOMS, first=date(2026, 2, 2), last=date(2026, 2, 27),
                              now=NOW, seed=SEED))


# --- what tasks rely on -------------------------------------------------------------------------------------------


def test_the_documented_conversations_and_messages_exist() -> None:
    text = DOCS.read_text(encoding="utf-8")
    said = set(re.findall(r"`((?:chan|dm)_\w+:\d+\.\d{6})`", text))
    places = set(re.findall(r"`((?:chan|dm)_\w+)`", text))
    assert len(said) >= 20
    assert len(places) >= 30
    for name in OFFICES:
        lacks = {one for one in said | places
                 if name == "office-small" and re.search(rf"`{re.escape(one)}`[^\n]*large only", text)}
        assert said - lacks <= messages(base_world(name)).keys()
        assert places - lacks <= rows(base_world(name), "channels").keys()
