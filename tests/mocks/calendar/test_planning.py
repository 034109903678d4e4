"""Making, changing, cancelling and answering events: who may, and what it does to a series."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diorama.mocks.calendar.base import instance_id
from diorama.mocks.calendar.recurrence import starts
from tests.mocks.calendar.desk import ANN, BOB, CLEO, CREW, MARA, NED, Desk
from tests.mocks.calendar.soundness import assert_sound


@pytest.fixture
def desk() -> Desk:
    return Desk()


def weekly(desk: Desk, **arguments: Any) -> str:
    """Put a series on Mondays at nine, five times from 2026-03-02; return its id."""
    return desk.event("Weekly", "2026-03-02T09:00", minutes=30, recurrence=["RRULE:FREQ=WEEKLY;COUNT=5"], **arguments)


def instances(desk: Desk, series: str) -> list[str]:
    """Return the ids of a series' instances, as the rule has them."""
    row = desk.row(series)
    every = starts(row.recurrence, row.start, row.zone, row.all_day, 2026)
    return [instance_id(series, row, one) for one in every]


def days(desk: Desk, by: str = MARA) -> list[str]:
    """Return the starts of what is listed in March and April, to the minute."""
    return [start[5:16] for _, start in desk.listed(by=by, time_min="2026-03-01", time_max="2026-04-30")]


def test_an_event_is_on_every_guests_calendar_once(desk: Desk) -> None:
    made = desk.do("create_event", summary="Plan", start="2026-03-05T10:00", end="2026-03-05T10:45", guests=[CREW, BOB],
                   location="Room 2", add_video_link=True)
    for who in (MARA, BOB, CLEO):
        assert desk.listed(by=who) == [("Plan", "2026-03-05T10:00:00+01:00")]
    assert desk.answers(made["id"]) == {MARA: "accepted", BOB: "needsAction", CLEO: "needsAction"}
    assert made["video_link"].startswith("https://meet.example/")
    seen = desk.do("get_event", by=BOB, event_id=made["id"])
    assert (seen["location"], seen["you_may_change"], seen["response"]) == ("Room 2", False, "needsAction")
    assert desk.refused("get_event", by=ANN, event_id=made["id"])[0] == "not_found"


def test_a_day_event_ends_on_its_last_day(desk: Desk) -> None:
    made = desk.do("create_event", summary="Fair", start="2026-03-10", end="2026-03-12")
    assert (made["start"], made["end"], made["all_day"]) == ("2026-03-10", "2026-03-12", True)
    assert desk.listed(time_min="2026-03-12T23:00", time_max="2026-03-13T08:00") == [("Fair", "2026-03-10")]
    assert desk.listed(time_min="2026-03-13T00:00", time_max="2026-03-13T08:00") == []


def test_only_the_organiser_changes_what_all_share(desk: Desk) -> None:
    event = desk.event(guests=[BOB])
    code, message = desk.refused("update_event", by=BOB, event_id=event, summary="Mine")
    assert code == "forbidden_for_non_organizer"
    assert MARA in message
    desk.do("update_event", by=BOB, event_id=event, add_guests=[CLEO])
    assert desk.refused("update_event", by=BOB, event_id=event, remove_guests=[CLEO])[0] == code
    desk.do("update_event", event_id=event, guests_can_invite=False)
    assert desk.refused("update_event", by=BOB, event_id=event, add_guests=[NED])[0] == code
    desk.do("update_event", event_id=event, guests_can_modify=True)
    desk.do("update_event", by=BOB, event_id=event, summary="Ours")
    assert desk.row(event).summary == "Ours"
    assert desk.refused("update_event", by=BOB, event_id=event, guests_can_see_guests=False)[0] == code


def test_a_new_time_asks_all_guests_again(desk: Desk) -> None:
    event = desk.event(guests=[BOB, CLEO], answers=[[CLEO, "declined"]])
    desk.do("update_event", event_id=event, location="Room 3")
    assert desk.answers(event) == {MARA: "accepted", BOB: "accepted", CLEO: "declined"}
    desk.do("update_event", event_id=event, start="2026-03-06T11:00")
    assert desk.answers(event) == {MARA: "accepted", BOB: "needsAction", CLEO: "needsAction"}
    assert desk.row(event).end - desk.row(event).start == 60 * 60_000


def test_one_instance_moves_and_one_is_cancelled(desk: Desk) -> None:
    series = weekly(desk, guests=[BOB])
    ids = instances(desk, series)
    desk.do("update_event", event_id=ids[1], start="2026-03-10T14:00", summary="Weekly, late")
    desk.do("delete_event", event_id=ids[2])
    expected = ["03-02T09:00", "03-10T14:00", "03-23T09:00", "03-30T09:00"]
    assert days(desk) == days(desk, BOB) == expected
    listed = desk.do("list_instances", event_id=series, time_min="2026-03-01")["instances"]
    assert [one.get("status", "confirmed") for one in listed] == ["confirmed"] * 2 + ["cancelled"] + ["confirmed"] * 2
    assert desk.refused("delete_event", event_id=ids[2])[0] == "cancelled"
    assert desk.refused("update_event", event_id=series, summary="x")[0] == "which_instance"
    assert_sound(desk.world.state)


def test_all_instances_move_by_as_much_as_one(desk: Desk) -> None:
    series = weekly(desk)
    ids = instances(desk, series)
    desk.do("delete_event", event_id=ids[2])
    desk.do("update_event", event_id=ids[0], summary="Special", scope="this")
    out = desk.do("update_event", event_id=ids[1], scope="all", start="2026-03-10T10:00")
    assert out["changed_instances_reset"] == 2
    assert days(desk) == ["03-03T10:00", "03-10T10:00", "03-24T10:00", "03-31T10:00"], "the cancelled one stays away"
    assert_sound(desk.world.state)


def test_following_instances_are_a_series_of_their_own(desk: Desk) -> None:
    series = weekly(desk, guests=[BOB])
    ids = instances(desk, series)
    desk.do("update_event", event_id=ids[3], summary="Special")
    out = desk.do("update_event", event_id=ids[2], scope="following", start="2026-03-17T08:00", summary="Early")
    assert days(desk) == ["03-02T09:00", "03-09T09:00", "03-17T08:00", "03-24T08:00", "03-31T08:00"]
    assert out["id"] != series
    assert out["changed_instances_reset"] == 1
    assert desk.row(out["id"]).uid != desk.row(series).uid
    desk.do("delete_event", event_id=instances(desk, out["id"])[1], scope="following")
    assert days(desk, BOB) == ["03-02T09:00", "03-09T09:00", "03-17T08:00"]
    assert_sound(desk.world.state)


def test_what_was_cancelled_stays_away_when_the_later_instances_change(desk: Desk) -> None:
    daily = ["RRULE:FREQ=DAILY;COUNT=6"]
    series = desk.do("create_event", summary="Sync", start="2026-03-26T10:00", recurrence=daily)["id"]
    desk.do("delete_event", event_id=f"{series}_20260329T080000Z")
    made = desk.do("update_event", event_id=f"{series}_20260328T090000Z", scope="following", start="2026-03-28T11:00")
    assert made["changed_instances_reset"] == 1
    assert [start[8:16] for _, start in desk.listed(q="Sync")] == [
        "26T10:00", "27T10:00", "28T11:00", "30T11:00", "31T11:00"]


def test_a_weekly_rule_with_days_moves_its_days(desk: Desk) -> None:
    series = desk.event("Pair", "2026-03-02T09:00", recurrence=["RRULE:FREQ=WEEKLY;BYDAY=MO,TH;COUNT=4"])
    desk.do("update_event", event_id=series, scope="all", start="2026-03-03T09:00")
    assert desk.row(series).recurrence == ("RRULE:FREQ=WEEKLY;BYDAY=TU,FR;COUNT=4",)
    assert [day[:5] for day in days(desk)] == ["03-03", "03-06", "03-10", "03-13"]


def test_a_change_of_all_reaches_changed_instances_where_they_were_like_the_rest(desk: Desk) -> None:
    series = weekly(desk, location="Room 1")
    ids = instances(desk, series)
    desk.do("update_event", event_id=ids[1], summary="Special")
    desk.do("update_event", event_id=series, scope="all", location="Room 2", summary="Renamed")
    assert (desk.row(ids[1]).summary, desk.row(ids[1]).location) == ("Special", "Room 2")


@given(response=st.sampled_from(["accepted", "declined", "tentative"]), which=st.integers(0, 4))
def test_an_answer_is_for_one_instance_or_for_all(response: str, which: int) -> None:
    desk = Desk(mail=False)
    series = weekly(desk, guests=[BOB, CLEO], answers=[[BOB, "needsAction"]])
    one = instances(desk, series)[which]
    desk.do("respond", by=BOB, event_id=one, response=response, comment="as it is")
    assert desk.answers(one)[BOB] == response
    assert desk.answers(series)[BOB] == "needsAction"
    desk.do("respond", by=BOB, event_id=series, response="accepted")
    assert {desk.answers(one)[BOB], desk.answers(series)[BOB]} == {"accepted"}
    assert desk.answers(series)[CLEO] == "accepted"


def test_nobody_answers_for_others_without_being_writer(desk: Desk) -> None:
    event = desk.event(guests=[BOB])
    assert desk.refused("respond", by=CLEO, event_id=event, response="declined", calendar_id=BOB)[0] == (
        "permission_denied")
    assert desk.refused("respond", by=CLEO, event_id=event, response="declined")[0] == "not_found"
    desk.do("share_calendar", by=BOB, who=CLEO, role="writer")
    desk.do("respond", by=CLEO, event_id=event, response="declined", calendar_id=BOB)
    assert desk.answers(event)[BOB] == "declined"


def test_a_guest_takes_an_event_off_his_own_calendar(desk: Desk) -> None:
    event = desk.event(guests=[BOB])
    out = desk.do("delete_event", by=BOB, event_id=event)
    assert out["removed_from"] == BOB
    assert desk.listed(by=BOB) == []
    assert len(desk.listed()) == 1
    assert desk.answers(event)[BOB] == "declined"
    assert desk.row(event).status == "confirmed"


def test_guests_who_may_not_see_each_other_do_not(desk: Desk) -> None:
    event = desk.event(guests=[BOB, CLEO], guests_can_see_guests=False)
    for tool in ("get_event", "list_guests"):
        seen = desk.do(tool, by=BOB, event_id=event)
        assert sorted(one["email"] for one in seen["guests"]) == [BOB, MARA]
        assert len(desk.do(tool, event_id=event)["guests"]) == 3
    assert CLEO not in desk.do("export_ics", by=BOB, event_id=event)["ics"]
    assert desk.listed(by=BOB, q="Cleo") == []


def test_who_is_out_of_office_declines(desk: Desk) -> None:
    desk.do("create_event", by=BOB, summary="Away", start="2026-03-06T08:00", end="2026-03-06T18:00",
            type="outOfOffice", auto_decline=True)
    made = desk.do("create_event", summary="Sync", start="2026-03-06T10:00", guests=[BOB, CLEO])
    assert desk.answers(made["id"]) == {MARA: "accepted", BOB: "declined", CLEO: "needsAction"}


def test_a_moved_event_has_a_new_organiser(desk: Desk) -> None:
    team = desk.do("create_calendar", summary="Team")["id"]
    series = weekly(desk, guests=[BOB])
    assert desk.refused("move_event", by=BOB, event_id=series, to_calendar=BOB)[0] == "forbidden_for_non_organizer"
    desk.do("move_event", event_id=series, to_calendar=team)
    assert (desk.row(series).calendar, desk.row(series).organizer) == (team, team)
    assert desk.listed() == []
    assert len(desk.listed(calendar_id=team, time_min="2026-03-01", time_max="2026-04-30")) == 5
    changes = desk.do("list_changes", calendar_id=MARA)
    assert [one["status"] for one in changes["events"] if one["id"] == series] == ["cancelled"]
    assert_sound(desk.world.state)


def test_a_file_is_linked_and_the_link_breaks_with_it(desk: Desk) -> None:
    file = desk.put("drive.put_file", name="plan.txt", owner=MARA, text="plan")["id"]
    made = desk.do("create_event", summary="Plan", start="2026-03-05T10:00", guests=[BOB], attachments=[file])
    assert desk.do("get_event", event_id=made["id"])["attachments"] == [
        {"file": file, "title": "plan.txt", "type": "text/plain"}]
    assert desk.do("get_event", by=BOB, event_id=made["id"])["attachments"][0]["no_access"]
    assert desk.refused("create_event", by=BOB, summary="x", start="2026-03-05T10:00", attachments=[file])[0] == (
        "not_found")
    desk.do("drive.trash", file_id=file)
    desk.do("drive.delete_forever", file_id=file)
    assert desk.do("get_event", event_id=made["id"])["attachments"][0]["deleted"]


def test_changes_are_followed_by_token(desk: Desk) -> None:
    event, other = desk.event("A"), desk.event("B", "2026-03-06T09:00")
    first = desk.do("list_changes")
    assert [one["id"] for one in first["events"]] == [event, other]
    desk.do("update_event", event_id=event, summary="A2")
    desk.do("delete_event", event_id=other)
    then = desk.do("list_changes", sync_token=first["next_sync_token"])
    assert [(one["id"], one.get("status", "")) for one in then["events"]] == [(event, ""), (other, "cancelled")]
    last = desk.do("list_changes", sync_token=then["next_sync_token"])
    assert last == {"events": [], "next_sync_token": then["next_sync_token"]}


def test_pages_of_a_listing_hold_everything_once(desk: Desk) -> None:
    weekly(desk)
    for number in range(5):
        desk.event(f"Same {number}", "2026-03-09T09:00")
    whole = desk.do("list_events", time_min="2026-03-01", time_max="2026-04-30", max_results=100)["events"]
    paged: list[object] = []
    token = ""
    while True:
        page = desk.do("list_events", time_min="2026-03-01", time_max="2026-04-30", max_results=3, page_token=token)
        paged += page["events"]
        token = page.get("next_page_token", "")
        if not token:
            break
    assert paged == whole
    assert len(whole) == 10
