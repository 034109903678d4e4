"""Who sees what of a calendar: roles by person, group, domain and public; private events; free and busy."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diorama.mocks.calendar.free_time import gaps, merged
from diorama.mocks.calendar.records import RANK
from tests.mocks.calendar.desk import ANN, BOB, CLEO, CREW, MARA, NED, OTTO, Desk

ROLES = ("none", "freeBusyReader", "reader", "writer", "owner")
SUBJECTS = (BOB, CREW, "tarn.test", "public")
_REACHES = {BOB: {BOB}, CREW: {BOB, CLEO}, "tarn.test": {BOB, CLEO, NED}, "public": {BOB, CLEO, NED, ANN}}


@pytest.fixture
def desk() -> Desk:
    return Desk()


@given(grants=st.dictionaries(st.sampled_from(SUBJECTS), st.sampled_from(ROLES)),
       who=st.sampled_from([BOB, CLEO, NED, ANN]))
def test_a_role_is_the_highest_that_any_rule_gives(grants: dict[str, str], who: str) -> None:
    desk = Desk(mail=False)
    desk.put("calendar.add_calendar", owner=MARA, id="team@group.calendar.test", domain_role="none",
             sharing=[[subject, role] for subject, role in grants.items()])
    event = desk.event("Open", calendar="team@group.calendar.test")
    hidden = desk.event("Salary talk", calendar="team@group.calendar.test", visibility="private")
    best = max((RANK[role] for subject, role in grants.items() if who in _REACHES[subject]), default=0)
    if best == 0:
        code = desk.refused("list_events", by=who, calendar_id="team@group.calendar.test")[0]
        assert code == "not_found"
        assert desk.refused("get_event", by=who, event_id=event)[0] == "not_found"
        return
    listed = [title for title, _ in desk.listed(by=who, calendar_id="team@group.calendar.test")]
    assert sorted(listed) == sorted({1: ["busy", "busy"], 2: ["Open", "busy"]}.get(best, ["Open", "Salary talk"]))
    change = desk.refused if best < RANK["writer"] else desk.do
    change("update_event", by=who, event_id=event, summary="Changed")
    share = desk.refused if best < RANK["owner"] else desk.do
    share("share_calendar", by=who, calendar_id="team@group.calendar.test", who=OTTO, role="reader")
    if best == RANK["reader"]:
        assert desk.do("get_event", by=who, event_id=hidden)["summary"] == "busy"
        assert desk.refused("list_guests", by=who, event_id=hidden)[0] == "permission_denied"
        assert "Salary" not in desk.do("export_ics", by=who, calendar_id="team@group.calendar.test")["ics"]
        assert desk.listed(by=who, calendar_id="team@group.calendar.test", q="salary") == []


def test_colleagues_see_when_one_is_busy_and_others_nothing(desk: Desk) -> None:
    desk.event("Doctor")
    assert [title for title, _ in desk.listed(by=BOB, calendar_id=MARA)] == ["busy"]
    assert desk.refused("list_events", by=ANN, calendar_id=MARA)[0] == "not_found"
    busy = desk.do("freebusy", by=BOB, people=[MARA, ANN, NED], time_min="2026-03-05", time_max="2026-03-06")
    assert busy["busy"] == {MARA: [["2026-03-05T09:00:00+01:00", "2026-03-05T10:00:00+01:00"]]}
    assert busy["unknown"] == [ANN, NED]


def test_sharing_tells_people_and_is_taken_back(desk: Desk) -> None:
    out = desk.do("share_calendar", who=ANN, role="reader")
    assert out["outside_your_organisation"] == [ANN]
    (departure,) = desk.left()
    assert (departure.recipients, departure.channel) == ((ANN,), "calendar")
    desk.do("share_calendar", who=BOB, role="writer")
    assert [one.subject for one in desk.mails(BOB)] == ["Calendar shared with you: Mara Lind"]
    assert MARA in [one["id"] for one in desk.do("list_calendars", by=BOB)["calendars"]]
    listed = desk.do("list_sharing")["sharing"]
    assert [(one["who"], one["role"], one.get("outside", False)) for one in listed] == [
        ("tarn.test", "freeBusyReader", False), (ANN, "reader", True), (BOB, "writer", False)]
    desk.do("unshare_calendar", who=ANN)
    assert desk.refused("list_events", by=ANN, calendar_id=MARA)[0] == "not_found"
    assert desk.refused("unshare_calendar", who=ANN)[0] == "not_found"


def test_opening_to_the_public_says_so(desk: Desk) -> None:
    assert desk.do("share_calendar", who="public")["outside_your_organisation"] == ["anyone"]
    assert desk.do("share_calendar", who="outside.test")["outside_your_organisation"] == ["outside.test"]
    assert "outside_your_organisation" not in desk.do("share_calendar", who="tarn.test")
    assert desk.refused("share_calendar", who="public", role="writer")[0] == "invalid_role"
    assert desk.listed(by=ANN, calendar_id=MARA) == []


def test_a_deleted_calendar_leaves_nothing(desk: Desk) -> None:
    team = desk.do("create_calendar", summary="Team")["id"]
    desk.do("share_calendar", calendar_id=team, who=BOB, role="writer")
    desk.do("create_event", by=BOB, calendar_id=team, summary="Sync", start="2026-03-05T10:00", guests=[CLEO])
    assert len(desk.listed(by=CLEO)) == 1
    assert desk.refused("delete_calendar", by=BOB, calendar_id=team)[0] == "permission_denied"
    assert desk.do("delete_calendar", calendar_id=team)["events"] == 1
    assert desk.listed(by=CLEO) == []
    assert desk.refused("delete_calendar", calendar_id=MARA)[0] == "invalid_operation"
    for path in ("entries", "rules", "personals", "events"):
        assert not [row for row in desk.world.state.table(f"calendar.{path}").rows()
                    if getattr(row, "calendar", "") == team]


def test_declined_and_free_events_do_not_make_busy(desk: Desk) -> None:
    event = desk.event("Declined", guests=[BOB], answers=[[BOB, "declined"]])
    desk.event("Free", "2026-03-05T11:00", free=True, calendar=BOB)
    desk.event("Busy", "2026-03-05T13:00", calendar=BOB)
    window = {"time_min": "2026-03-05", "time_max": "2026-03-06"}
    assert desk.do("freebusy", people=[BOB], **window)["busy"][BOB] == [
        ["2026-03-05T13:00:00+01:00", "2026-03-05T14:00:00+01:00"]]
    desk.do("respond", by=BOB, event_id=event, response="accepted")
    desk.do("set_event_options", by=BOB, event_id=event, show_as="free")
    assert len(desk.do("freebusy", people=[BOB], **window)["busy"][BOB]) == 1


def test_free_time_is_within_everybodys_working_hours(desk: Desk) -> None:
    desk.do("update_settings", by=BOB, work_start="11:00", work_end="15:00", working_days=[0, 3])
    desk.event("Lunch", "2026-03-05T12:00", calendar=MARA)
    found = desk.do("find_free_time", people=[BOB], duration_minutes=60, time_min="2026-03-05", time_max="2026-03-10")
    assert [(one["start"][5:16], one["end"][5:16]) for one in found["free"]] == [
        ("03-05T11:00", "03-05T12:00"), ("03-05T13:00", "03-05T15:00"), ("03-09T11:00", "03-09T15:00")]


_MOMENTS = st.integers(0, 60)
_SPANS = st.lists(st.tuples(_MOMENTS, _MOMENTS).map(lambda pair: (min(pair), max(pair))), max_size=8)


@given(spans=_SPANS, low=st.integers(0, 30), length=st.integers(1, 30))
def test_gaps_are_what_no_span_covers(spans: list[tuple[int, int]], low: int, length: int) -> None:
    high = low + length
    free = gaps(spans, low, high)
    covered = {moment for begin, end in free for moment in range(begin, end)}
    assert covered == {moment for moment in range(low, high) if not any(a <= moment < b for a, b in spans)}
    together = merged(spans)
    assert all(one[1] < other[0] for one, other in combinations(together, 2))
