"""What all services share: zones, words, people and their rules, the ledger, how an episode ends and time passes."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diorama.mocks.common.control import ENDING
from diorama.mocks.common.people import CLARIFY
from diorama.mocks.common.words import words
from diorama.mocks.common.zones import local, local_text, read_moment, to_ms, zone, zone_names
from diorama.mocks.service import INTERNAL, Service, tool
from diorama.mocks.world import World
from diorama.snapshots.calls import Actor, Call, Outcome
from diorama.snapshots.digest import Json
from diorama.snapshots.errors import StateError, ToolError
from tests.toy import AGENT, SETUP, Note, Place, Toy, act, toy_world

MINUTE = 60_000
YEARS = st.integers(0, 60 * 365 * 24 * 3600 * 1000)


def put(world: World, tool: str, **arguments: Json) -> Outcome:
    outcome = world.call(Call.of(tool, arguments), actor=SETUP)
    assert outcome.ok, outcome.message
    return outcome


# --- zones -----------------------------------------------------------------------------------------------------------


@given(YEARS, st.sampled_from(zone_names()))
def test_a_time_goes_to_local_text_and_back(ms: int, name: str) -> None:
    second = ms // 1000 * 1000 + 366 * 24 * 3600 * 1000
    text = local_text(second, name)
    assert read_moment(text, "UTC") == second
    assert to_ms(local(second, name)) == second
    assert local(second, name) == datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=second)


@pytest.mark.parametrize(("text", "name", "utc"), [
    ("2026-03-04T08:30", "Europe/Berlin", "2026-03-04T07:30:00+00:00"),
    ("2026-07-04T08:30", "Europe/Berlin", "2026-07-04T06:30:00+00:00"),
    ("2026-03-29T01:59", "Europe/Berlin", "2026-03-29T00:59:00+00:00"),
    ("2026-03-29T03:00", "Europe/Berlin", "2026-03-29T01:00:00+00:00"),
    ("2026-11-01T00:30", "America/New_York", "2026-11-01T04:30:00+00:00"),
    ("2026-03-04", "Asia/Kolkata", "2026-03-03T18:30:00+00:00"),
    ("2026-03-04T08:30:00Z", "Asia/Tokyo", "2026-03-04T08:30:00+00:00"),
    ("2026-03-04T08:30:00+05:45", "UTC", "2026-03-04T02:45:00+00:00"),
    ("2040-07-01T12:00", "Europe/Berlin", "2040-07-01T10:00:00+00:00"),
])
def test_local_times_are_read_in_their_zone(text: str, name: str, utc: str) -> None:
    assert local_text(read_moment(text, name), "UTC") == utc


@pytest.mark.parametrize("text", ["", "soon", "2026-13-01", "2026-03-04T25:00", "1960-01-01", "9999-01-01", "\ud800"])
def test_what_is_no_time_is_quoted(text: str) -> None:
    with pytest.raises(ToolError) as caught:
        read_moment(text, "UTC")
    assert caught.value.code == "invalid_time"


def test_zones_are_bundled_and_named() -> None:
    assert {"UTC", "Europe/Berlin", "America/New_York", "Asia/Tokyo"} < set(zone_names())
    assert zone("Europe/Berlin") is zone("Europe/Berlin")
    with pytest.raises(ToolError, match=r"no time zone 'Europe/Berln'\. Did you mean 'Europe/Berlin'\?"):
        zone("Europe/Berln")
    for name in zone_names():
        assert local(1_772_600_000_000, name).utcoffset() is not None


# --- words -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("text", "spoken"), [
    ("Hello, World!", " hello world "), ("", "  "), ("...", "  "), ("a-b_c 10:30", " a b_c 10 30 "),
    ("Größe ÉTÉ", " größe été "), ("会議です", " 会 議 で す "), ("x\u200by", " x y "), ("a\n\tb", " a b "),
])
def test_words(text: str, spoken: str) -> None:
    assert words(text) == spoken


@given(st.text(max_size=400), st.text(max_size=400))
def test_words_are_stable_and_join(one: str, other: str) -> None:
    assert words(words(one)) == words(one)
    assert words(f"{one} {other}") == f"{words(one)}{words(other)}".replace("   ", " ").replace("  ", " ") or (
        words(one) == "  " or words(other) == "  ")
    assert words(one * 50) == words(one * 50)


# --- how an episode ends, and time -----------------------------------------------------------------------------------


@pytest.mark.parametrize(("call", "how", "answer"), [
    (("finish", {}), "done", ""),
    (("finish", {"status": "done", "answer": "All sent."}), "done", "All sent."),
    (("finish", {"status": "infeasible", "answer": "No such file."}), "infeasible", "No such file."),
    (("decline", {"reason": "This would hurt someone."}), "declined", "This would hurt someone."),
])
def test_an_episode_ends_once(call: tuple[str, dict[str, Any]], how: str, answer: str) -> None:
    world = toy_world()
    assert act(world, call[0], **call[1]).value == {"ended": how}
    row = world.state.table("control.endings")[ENDING]
    assert (row.how, row.answer, row.principal) == (how, answer, AGENT.principal)
    again = act(world, "finish")
    assert again.code == "already_ended"
    assert act(world, "decline", reason="x").code == "already_ended"


def test_declining_needs_a_reason_and_waiting_has_limits() -> None:
    world = toy_world()
    assert "at least 1 characters" in act(world, "decline", reason="").message
    assert act(world, "wait", minutes=0).code == act(world, "wait", minutes=10**6).code == "invalid_arguments"
    start = world.state.now
    assert act(world, "wait", minutes=90).value == {"waited_minutes": 90}
    assert world.state.now == start + 90 * MINUTE


@pytest.mark.parametrize(("path", "at", "changed"), [
    ("text", "end", {"text": "old\nnew"}),
    ("text", "start", {"text": "new\nold"}),
    ("text", "replace", {"text": "new"}),
    ("tags.1", "replace", {"tags": ("a", "new")}),
    ("place.folder", "end", {"place": Place(folder="top\nnew")}),
    ("links.0.0", "replace", {"links": (("new", 5),)}),
])
def test_a_text_is_planted_in_any_field(path: str, at: str, changed: dict[str, Any]) -> None:
    world = toy_world()
    note = Note(text="old", tags=("a", "b"), links=(("x", 5),))
    for identity in ("n", "n.text", "other"):
        tables = world.state.tables
        world.state = world.state._replace(
            tables=tables.set("toy.notes", tables["toy.notes"].put(identity, note)))
    for identity in ("n", "n.text"):
        put(world, "control.insert_text", path=f"toy.notes.{identity}.{path}", at=at, text="new")
        assert world.state.table("toy.notes")[identity] == note.replace(**changed)
    assert world.state.table("toy.notes")["other"] == note


@pytest.mark.parametrize(("path", "why"), [
    ("toy.notes.nobody.text", "no row of toy.notes has that id"), ("toy.notes.n.at", "is a int, not a text"),
    ("toy.notes.n.texx", "no field 'texx' in a Note"), ("toy.notes.n.tags.7", "no field '7' in a tuple"),
    ("toy.notes.n.place", "is a Place, not a text"),
])
def test_a_place_that_is_not_there_is_a_fault_of_the_task(path: str, why: str) -> None:
    world = toy_world()
    tables = world.state.tables
    world.state = world.state._replace(tables=tables.set("toy.notes", tables["toy.notes"].put("n", Note(text="a"))))
    with pytest.raises(StateError, match=why):
        put(world, "control.insert_text", path=path, at="end", text="x")


# --- people ----------------------------------------------------------------------------------------------------------


class Post(Service):
    """A channel that people answer on."""

    name = "post"
    notes = Toy.notes.__class__(Note)

    @tool("send", seconds=0)
    def say(self, to: str, text: str) -> Json:
        """Say something to somebody."""
        reaction: Json = self.ask(
            "people.notice", address=to, channel="post", sender=self.tx.actor.principal, item="item 1", text=text,
            conversation=["talk 1"],
        )
        return reaction

    @tool("send", seconds=0, faces=INTERNAL)
    def answer(self, item: str, text: str) -> Json:
        """Take an answer down."""
        self.notes.put(self.tx.new_id("note"), Note(text=text, at=self.tx.now, tags=(self.tx.actor.principal, item)))
        return None


ZOE, MAX = "zoe@toy.test", "max@toy.test"


def peopled() -> World:
    world = World([Post], seed=1, now=1_700_000_000_000)
    put(world, "people.add_organisation", id="toy", name="Toy", domain="toy.test", relation="home")
    people = (("zoe", "Zoë Quist", ZOE), ("max", "Max Orr", MAX), ("amy", "Amy Lee", AGENT.principal))
    for identity, name, email in people:
        put(world, "people.add_person", id=identity, name=name, emails=[email], organisation="toy", title="Clerk")
    return world


def rule(world: World, identity: str, act: str, **arguments: Json) -> None:
    put(world, "people.add_rule", id=identity, person="zoe", act=act, channel="post", **arguments)


def heard(world: World) -> list[tuple[str, int]]:
    notes = world.state.table("post.notes")
    start = 1_700_000_000_000
    return sorted(((row.text, (row.at - start) // MINUTE) for row in notes.rows()), key=lambda pair: pair[1])


def test_a_rule_answers_after_its_delay_as_often_as_it_may() -> None:
    world = peopled()
    rule(world, "r", "reply", text="Yes.", about=["the report"], delay_minutes=15)
    said = act(world, "post.say", to=ZOE, text="Is The Report ready?")
    assert said.value == {"reaction": "reply", "rule": "r"}
    act(world, "wait", minutes=14)
    assert heard(world) == []
    act(world, "wait", minutes=2)
    assert heard(world) == [("Yes.", 15)]
    (row,) = world.state.table("post.notes").rows()
    assert row.tags == (ZOE, "item 1")
    assert act(world, "post.say", to=ZOE, text="the report again").value == {"reaction": "unmatched"}
    act(world, "wait", minutes=20)
    assert [text for text, _ in heard(world)] == ["Yes.", CLARIFY]
    assert len(world.state.table("people.unmatched")) == 1


@pytest.mark.parametrize(("arguments", "text", "fires"), [
    ({}, "anything", True),
    ({"about": ["report"]}, "reports", False),
    ({"about": ["report", "plan"]}, "my plan", True),
    ({"sender": "AMY@toy.test"}, "x", True),
    ({"sender": MAX}, "x", False),
    ({"thread": "talk 1"}, "x", True),
    ({"thread": "item 1"}, "x", True),
    ({"thread": "talk 2"}, "x", False),
])
def test_a_rule_fires_when_all_that_it_asks_for_holds(arguments: dict[str, Any], text: str, fires: bool) -> None:
    world = peopled()
    rule(world, "r", "reply", text="Yes.", **arguments)
    reaction: Any = act(world, "post.say", to=ZOE, text=text).value
    assert reaction["reaction"] == ("reply" if fires else "unmatched")


def test_rules_are_tried_in_the_order_given_and_other_channels_are_not_heard() -> None:
    world = peopled()
    rule(world, "z first", "ignore", about=["spam"])
    rule(world, "a second", "reply", text="Two.", uses=0)
    put(world, "people.add_rule", id="mail rule", person="zoe", act="reply", text="By mail.")
    reactions: list[Any] = [act(world, "post.say", to=ZOE, text=text).value for text in ("spam", "spam", "x", "y")]
    assert [one.get("rule") for one in reactions] == ["z first", "a second", "a second", "a second"]


def test_an_approval_is_a_decision_and_may_be_taken_back() -> None:
    world = peopled()
    rule(world, "later", "retract", text="No, wait.", matter="budget", delay_minutes=30)
    rule(world, "now", "approve", text="Fine.", matter="budget", delay_minutes=5, then="later", about=["budget"])
    act(world, "post.say", to=ZOE, text="May I have the budget?")
    act(world, "wait", minutes=60)
    decisions = sorted(world.state.table("people.decisions").rows(), key=lambda row: row.at)
    assert [(row.kind, row.matter, row.person) for row in decisions] == [
        ("approve", "budget", "zoe"), ("retract", "budget", "zoe")
    ]
    assert heard(world) == [("Fine.", 5), ("No, wait.", 35)]


def test_a_rule_that_another_sets_off_is_fired_by_no_message() -> None:
    world = peopled()
    rule(world, "later", "retract", text="No, wait.", matter="budget")
    rule(world, "now", "approve", text="Fine.", matter="budget", then="later", about=["budget"])
    assert act(world, "post.say", to=ZOE, text="Anything else").value == {"reaction": "unmatched"}
    assert len(world.state.table("people.decisions")) == 0


@pytest.mark.parametrize("then", ["nothing", "now"])
def test_a_rule_sets_off_only_what_is_there_already(then: str) -> None:
    world = peopled()
    arguments: dict[str, Json] = {"id": "now", "person": "zoe", "act": "approve", "then": then}
    outcome = world.call(Call.of("people.add_rule", arguments), actor=SETUP)
    assert (outcome.code, then in outcome.message) == ("not_found", True)


def test_people_without_rules_and_automatic_messages_get_no_reaction() -> None:
    world = peopled()
    assert act(world, "post.say", to=MAX, text="Hello?").value == {"reaction": "none"}
    assert act(world, "post.say", to="nobody@toy.test", text="Hello?").value == {"reaction": "nobody"}
    rule(world, "r", "reply", text="Yes.")
    notice = {"address": ZOE, "channel": "post", "sender": MAX, "item": "i", "text": "x", "automatic": True}
    assert put(world, "people.notice", **notice).value == {"reaction": "none"}  # type: ignore[arg-type]


def test_the_directory_is_searched_by_words_and_paged() -> None:
    world = peopled()
    everybody: Any = act(world, "people.search", limit=2).value
    assert [one["id"] for one in everybody["people"]] == ["amy", "max"]
    rest: Any = act(world, "people.search", limit=2, page_token=everybody["next_page_token"]).value
    assert [one["id"] for one in rest["people"]] == ["zoe"]
    assert "next_page_token" not in rest
    for query, found in (("zoë clerk", ["zoe"]), ("qui", ["zoe"]), ("uist", []), ("toy.test", ["amy", "max", "zoe"])):
        value: Any = act(world, "people.search", query=query).value
        assert [one["id"] for one in value["people"]] == found, query
    card: Any = act(world, "people.get", person=ZOE.upper()).value
    assert (card["id"], card["title"], card["external"]) == ("zoe", "Clerk", False)
    assert "people.search" in act(world, "people.get", person="bob").message


# --- what leaves -----------------------------------------------------------------------------------------------------


def test_the_ledger_keeps_everything_that_left() -> None:
    world = toy_world()
    put(
        world, "ledger.record", channel="mail", sender="a@b.test", recipients=["c@d.example", "e@f.example"],
        subject="s", body="b", headers=[["X-A", "1"]], files=[["f.txt", "text/plain", "0" * 64]], source="msg_1",
    )
    (row,) = world.state.table("ledger.departures").rows()
    assert row.recipients == ("c@d.example", "e@f.example")
    assert (row.headers, row.files) == ((("X-A", "1"),), (("f.txt", "text/plain", "0" * 64),))
    assert row.at == toy_world().state.now
    assert act(world, "ledger.record", channel="mail", sender="a", recipients=[]).code == "unknown_tool"


def test_a_person_can_act_at_a_planted_time() -> None:
    world = toy_world()
    world.call(Call.of("control.schedule", {
        "tool": "toy.count", "arguments": {"name": "a"}, "minutes": 30, "role": "person", "principal": ZOE,
    }), actor=SETUP)
    (made,) = world.advance(world.state.now + 31 * MINUTE)
    assert made.actor == Actor(role="person", principal=ZOE)
    assert made.outcome.ok
