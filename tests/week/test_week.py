"""The scripted week: each call comes to what the script says, and all of it happens again, anywhere, from any point."""

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from diorama.mocks.common.zones import read_moment
from diorama.mocks.world import World
from diorama.snapshots.calls import Actor, Call
from diorama.snapshots.digest import Json
from diorama.snapshots.state import State
from tests.mocks.calendar.soundness import assert_sound as assert_calendar
from tests.mocks.chat.soundness import assert_sound as assert_chat
from tests.mocks.docs.soundness import assert_sound as assert_docs
from tests.mocks.drive.soundness import assert_sound as assert_drive
from tests.mocks.mail.soundness import assert_sound as assert_mail
from tests.mocks.together.soundness import assert_alarms_wait
from tests.week.aftermath import new_rows
from tests.week.page import PAGE, page
from tests.week.player import ZONE, Entry, Played, actor_of, at, new_world, office, play, script
from tests.week.telling import phrases

ROOT = Path(__file__).parents[2]
FIVE = ("mara", "okafor", "raman", "solberg", "costa")
SERVICES = ("mail", "chat", "calendar", "docs", "drive")
HAVEL, NEMCOVA = "martin.havel@ostravaports.test", "tereza.nemcova@ostravaports.test"

OPENS = {
    "files.files": ("file_id", "drive.get_file", "chat.get_file"), "mail.messages": ("message_id", "mail.get_message"),
    "chat.channels": ("channel", "chat.get_channel"), "calendar.events": ("event_id", "calendar.get_event"),
}
"""By table, what tools call the id of a row, and those that open it: one has to."""


class Week:
    """A world in which the week was played, what was kept of it, and its steps."""

    def __init__(self) -> None:
        self.kept: dict[str, Json] = {}
        self.world = new_world()
        self.played = play(self.world, script(), self.kept)
        self.end = self.world.state

    def at(self, path: str) -> Any:
        """Return a place in what was kept."""
        return at(dict(self.kept), path)


@pytest.fixture(scope="module")
def week() -> Week:
    """Return the week; playing it asserts that every call comes to what the script says of it."""
    return Week()


def ask(state: State, who: str, tool: str, **arguments: Json) -> Any:
    """Return what a call would answer somebody (a key of the cast) in a state, or the code of its refusal."""
    actor = Actor(role="person", principal=actor_of(who).principal)
    outcome = new_world(state).call(Call.of(tool, arguments), actor=actor)
    return outcome.value if outcome.ok else outcome.code


# --- what the week is ------------------------------------------------------------------------------------------------


def test_the_week_is_the_work_of_five_people_with_all_services(week: Week) -> None:
    tools = Counter(one.entry.tool for one in week.played)
    people = Counter(one.entry.who for one in week.played)
    assert 200 <= len(week.played) <= 300
    assert len(tools) >= 60
    assert {tool.partition(".")[0] for tool in tools} == {*SERVICES}
    assert all(people[who] >= 25 for who in FIVE)
    assert sum(people[who] for who in FIVE) > 0.9 * len(week.played)
    assert len({one.entry.day for one in week.played}) == 5
    assert len({one.entry.fails for one in week.played if one.entry.fails}) >= 5


def test_a_refused_call_changes_nothing(week: Week) -> None:
    refused = [one for one in week.played if one.entry.fails]
    assert refused
    for one in refused:
        assert one.before is one.after, one.entry


def test_whatever_a_result_shows_its_reader_can_open(week: Week) -> None:
    """Each id of a file, message, channel or event in a result is one that the caller may look up."""
    opened: Counter[str] = Counter()
    for one in week.played:
        if one.step.actor.role != "agent" or not one.step.outcome.ok:
            continue
        for text in set(_texts(one.step.outcome.value)):
            for path, (name, *tools) in OPENS.items():
                if text in one.after.table(path):
                    found = [ask(one.after, one.entry.who, tool, **{name: text}) for tool in tools]
                    assert any(isinstance(answer, dict) for answer in found), (one.entry, text, found)
                    opened[path] += 1
    assert opened.keys() == OPENS.keys()


def test_mail_and_talk_of_the_week_are_open_to_whom_they_reached_alone(week: Week) -> None:
    """Mail to whose mailbox it is in; what was said in chat to members, in public channels to every colleague."""
    start, end = week.played[0].before, week.end
    channels, users = end.table("chat.channels"), end.table("chat.users")
    members = {(row.channel, users[row.user].email) for row in end.table("chat.members").rows()}
    for who in FIVE:
        address = actor_of(who).principal
        for identity in _new("mail.messages", start, end):
            mine = end.table("mail.messages")[identity].mailbox == address
            assert isinstance(ask(end, who, "mail.get_message", message_id=identity), dict) is mine, (who, identity)
    for who in (*FIVE, "havel", "nemcova", "nair"):
        address = actor_of(who).principal
        for identity in _new("chat.messages", start, end):
            channel, _, ts = identity.partition(":")
            public = who in FIVE and channels[channel].kind == "public"
            found = ask(end, who, "chat.get_message", channel=channel, ts=ts)
            assert isinstance(found, dict) is (public or (channel, address) in members), (who, identity, found)


def _new(path: str, before: State, after: State) -> list[str]:
    return [identity for identity in after.table(path).ids() if identity not in before.table(path)]


def test_colleagues_see_when_somebody_is_busy_and_not_with_what(week: Week) -> None:
    arguments = {"calendar_id": actor_of("mara").principal, "time_min": "2026-03-05T15:00"}
    own = ask(week.end, "mara", "calendar.list_events", **arguments)["events"]
    shown = ask(week.end, "costa", "calendar.list_events", **arguments)["events"]
    for title in ("Fetch Ida", "Harbour: cost and margin"):
        times = {one["start"][:10] for one in own if one["summary"] == title}
        assert times
        assert times <= {one["start"][:10] for one in shown}
        assert title not in str(shown)


def _texts(value: Json) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    for one in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _texts(one)


# --- what it comes to ------------------------------------------------------------------------------------------------


def test_the_accruals_reached_the_right_daniel(week: Week) -> None:
    query = "subject:accruals from:lindqvist"
    assert len(ask(week.end, "osei", "mail.list_messages", q=query)["messages"]) == 1
    assert ask(week.end, "okafor", "mail.list_messages", q=query)["messages"] == []


def test_outsiders_could_open_what_was_shared_and_only_while_it_was(week: Week) -> None:
    photos, agenda = week.at("photos.id"), week.at("agenda.id")
    assert list(changes(week, "nemcova", photos)) == ["drive.share", "drive.unshare", "drive.share"]
    assert list(changes(week, "havel", agenda)) == ["drive.share"]
    for file in ("doc_harbour_report", week.at("report.id"), week.at("clean_report.id"), week.at("checklist.id")):
        for who in ("havel", "nemcova"):
            assert list(changes(week, who, file)) == []
            assert ask(week.end, who, "drive.get_file", file_id=file) == "not_found"


def changes(week: Week, who: str, file: str) -> Iterator[str]:
    """Yield the tools of the calls by which a file became open to somebody, or closed."""
    before = ask(week.played[0].before, who, "drive.get_file", file_id=file) == "not_found"
    for one in week.played:
        closed = ask(one.after, who, "drive.get_file", file_id=file) == "not_found"
        if closed != before:
            yield one.entry.tool
        before = closed


def test_nothing_left_the_company_that_was_for_inside(week: Week) -> None:
    """Neither the margin nor the price of the fitter nor somebody's private number went out by any service."""
    rows = new_rows("ledger.departures", office().state, week.end)
    assert {row.channel for row in rows} == {"mail", "chat", "calendar", "drive"}
    for row in rows:
        files = " ".join(week.end.blobs[blob].decode() for _, _, blob in row.files if blob)
        for secret in ("27.4", "352,720", "1,640", "555 010 114"):
            assert secret not in f"{row.subject} {row.body} {files}", row
    revisions = ask(week.end, "okafor", "drive.list_revisions", file_id=week.at("photo_list.id"))["revisions"]
    assert len(revisions) == 1


def test_an_attachment_saved_into_drive_is_the_same_bytes(week: Week) -> None:
    message = week.end.table("mail.messages")[week.at("seats.messages.0.id")]
    assert week.end.table("files.files")[week.at("seats_in_drive.id")].blob == message.attachments[0].blob


def test_a_file_thrown_away_and_overwritten_is_as_it_was(week: Week) -> None:
    before, after = office().state.table("files.files")["file_roster"], week.end.table("files.files")["file_roster"]
    assert (before.blob, before.parent, after.trashed) == (after.blob, after.parent, False)
    assert before.head != after.head


def test_one_instance_of_the_series_is_on_another_day(week: Week) -> None:
    listed = ask(week.end, "costa", "calendar.list_instances", event_id=week.at("checks.id"),
                 time_min="2026-03-01T00:00")
    days = [one["start"][:10] for one in listed["instances"]]
    assert days == ["2026-03-05", "2026-03-13", "2026-03-19", "2026-03-26"]


def test_the_scheduled_mail_leaves_after_the_week(week: Week) -> None:
    """On Friday the 13th, ten minutes after Priya is reminded to let those whom it goes to read the report."""
    later = week.world.fork()
    steps = later.advance(read_moment("2026-03-13T10:40", ZONE))
    tools = [step.call.tool for step in steps]
    assert tools.index("chat.ring") < tools.index("mail.release")
    left = new_rows("ledger.departures", week.end, later.state)
    assert [row.recipients for row in left if row.subject.startswith("Petrovice: milestone report")] == [
        (HAVEL, NEMCOVA)]
    assert week.world.state is week.end


def test_the_week_leaves_a_sound_state(week: Week) -> None:
    """On Friday evening and at the end no reference dangles in any service, nor from one to another."""
    last: dict[str, State] = {one.entry.day: one.after for one in week.played}
    for state in (last["2026-03-06"], week.end):
        assert_mail(state)
        assert_chat(state)
        assert_calendar(state)
        assert_docs(state)
        assert_drive(state)
        assert_alarms_wait(state)
        files = state.table("files.files")
        assert all(one.file in files for row in state.table("calendar.events").rows() for one in row.attachments)
        assert all(one.file in files for row in state.table("mail.messages").rows() for one in row.links)
        assert all(row.file in files for row in state.table("chat.shares").rows())


# --- that it happens again -------------------------------------------------------------------------------------------


def test_the_recorded_calls_come_to_the_same_in_a_second_world(week: Week) -> None:
    """After every step: the result, what it set off, and the digest."""
    world = new_world()
    for one in week.played:
        assert world.advance(one.step.at) == one.meanwhile
        world.call(one.step.call, actor=one.step.actor)
        assert world.log[-1].step == one.step
        assert world.state.digest() == one.after.digest(), one.entry


def test_another_process_comes_to_the_same(week: Week) -> None:
    """Under another hash seed, in another time zone and locale."""
    hash_seed = "1" if os.environ.get("PYTHONHASHSEED") != "1" else "2"
    program = ("from tests.week.player import new_world, play, script\n"
               "print(*[one.after.digest() for one in play(new_world(), script(), {})])")
    environment = {**os.environ, "PYTHONHASHSEED": hash_seed, "TZ": "Pacific/Apia", "LC_ALL": "C",
                   "PYTHONUTF8": "1", "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", program], env=environment, cwd=ROOT, capture_output=True, text=True,
                          timeout=300)
    assert done.returncode == 0, done.stderr[-3000:]
    assert done.stdout.split() == [one.after.digest() for one in week.played]


@pytest.mark.parametrize("day", ["2026-03-05", "2026-03-09"])
def test_a_week_written_out_and_read_again_goes_on_as_it_did(week: Week, day: str) -> None:
    """The snapshot of a morning is restored as it is into one world, and from its text into another."""
    kept: dict[str, Json] = {}
    morning = play(new_world(), _entries(before=day), kept)[-1].after
    schemas = {path: table.schema for path, table in morning.tables.items()}
    for state in (morning, State.from_json(morning.to_json(), schemas)):
        world = new_world()
        world.restore(state)
        assert play(world, _entries(after=day), dict(kept))[-1].after.digest() == week.end.digest()


def test_a_fork_goes_its_own_way_and_leaves_the_first_alone(week: Week) -> None:
    kept: dict[str, Json] = {}
    first = new_world()
    play(first, _entries(before="2026-03-06"), kept)
    before = first.snapshot()
    second = first.fork()
    assert second.call(Call.of("drive.trash", {"file_id": "file_roster"}), actor=actor_of("mara")).ok
    with pytest.raises(AssertionError, match="file_roster"):
        play(second, _entries(after="2026-03-06"), dict(kept))
    assert first.state is before
    assert second.state.digest() != before.digest()
    assert _rest(first, kept)[-1].after.digest() == week.end.digest()


def _rest(world: World, kept: dict[str, Json]) -> list[Played]:
    return play(world, _entries(after="2026-03-06"), kept)


def _entries(*, before: str = "9999", after: str = "") -> list[Entry]:
    """Return the entries of the days before one, or of one and those after."""
    return [one for one in script() if one.day < before and one.day >= after]


# --- how it reads ----------------------------------------------------------------------------------------------------


def test_the_diary_is_that_of_the_week(week: Week) -> None:
    """To make it again: python -m tests.week.page"""
    assert PAGE.read_text(encoding="utf-8") == page(week.played), "make it again: python -m tests.week.page"


def test_every_tool_of_the_week_is_told_in_words(week: Week) -> None:
    assert phrases().keys() == {one.entry.tool for one in week.played}
