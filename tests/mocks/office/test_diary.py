"""The offices' calendars: whole, the same in both, in agreement with the mail, and days as people have them."""

import re
from collections import defaultdict
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple, cast

import pytest

from diorama.mocks.calendar.records import Event
from diorama.mocks.calendar.recurrence import starts
from diorama.mocks.catalog import service_classes
from diorama.mocks.common.moments import DAY, HOUR, MONTHS
from diorama.mocks.common.zones import local, read_moment
from diorama.mocks.office.cast import HOME, read_seed
from diorama.mocks.office.cast import cast as crew
from diorama.mocks.office.diary import diary_of, meetings_of
from diorama.mocks.office.meetings import KEYS, closed_days, read_meetings
from diorama.mocks.world import World, agent
from diorama.mocks.worlds import BaseWorld, base_world
from diorama.snapshots.calls import Call
from diorama.snapshots.errors import StateError
from tests.mocks.calendar.soundness import assert_sound

OFFICES = ("office-small", "office-large")
ZONE = "Europe/Berlin"
DOCS = Path(__file__).parents[3] / "docs" / "worlds.md"

ANCHORS = {
    "evt_standup": "Mon 09:45", "evt_leads": "Mon 14:00", "evt_harbour_weekly": "Tue 10:00",
    "evt_harbour_steering": "Thu 13:00", "evt_okafor_1on1": "Wed 15:00", "evt_rehearsal": "2026-03-17 06:30",
    "evt_freeze": "2026-03-20", "evt_golive": "2026-03-23", "evt_inspection": "2026-03-24 09:00",
    "evt_month_end": "2026-03-04 17:00", "evt_offsite": "2026-04-23", "evt_meridian_call": "2026-03-10 13:00",
    "evt_townhall": "2026-03-12 15:00", "evt_meridian_decision": "2026-04-09 10:00",
}

CLASHES = {
    ("viktor.hales", "evt_hosting_call"): "planning begins while the yearly call with Quillmere goes on",
    ("sofia.marques", "evt_bremen"): "the Harbour weekly goes on while the prospect calls",
    ("mara.lindqvist", "evt_moira_call"): "agreed on in the chat at the hour of the roster that a mail reminds of",
}
"""Who has accepted two things at one time in March, on purpose: whose it is, and one of the two."""


class Said(NamedTuple):
    """What a mail says of a meeting: the words for the day and the hour that stand in it, the event that it means."""

    mail: str
    event: str
    day: str
    hour: str = ""
    clock: str = ""
    """The hour in digits, where the mail writes it otherwise."""
    at_end: bool = False
    """Whether the mail speaks of when it ends."""


SAID = (
    Said("msg_9fcad5c621c8", "evt_townhall", "Thursday 12 March", "15:00"),
    Said("msg_250884f897ea", "evt_month_end", "Wednesday 4 March", "17:00"),
    Said("msg_461bbb5a6a4d", "evt_harbour_steering_20260219T120000Z", "25 February"),
    Said("msg_461bbb5a6a4d", "evt_harbour_steering_20260319T120000Z", "18 March", "14:00"),
    Said("msg_7e93c32fcd0b", "evt_harbour_steering_20260319T120000Z", "18th", "16:00", at_end=True),
    Said("msg_461bbb5a6a4d", "evt_rehearsal", "Tuesday 17 March"),
    Said("msg_36116285883d", "evt_rehearsal", "", "06:30"),
    Said("msg_84c9ef19fa09", "evt_rehearsal", "", "06:30"),
    Said("msg_461bbb5a6a4d", "evt_rehearsal", "", "11:00", at_end=True),
    Said("msg_5e9b6c5f16d7", "evt_freeze", "Friday 20 March"),
    Said("msg_5e9b6c5f16d7", "evt_golive", "Monday 23 March"),
    Said("msg_6e3e1a65c41a", "evt_inspection", "Tuesday 24 March", "09:00"),
    Said("msg_6e3e1a65c41a", "evt_alarm_log", "17 March"),
    Said("msg_24e98474454b", "evt_trip_out", "Monday 16 March", "07:12"),
    Said("msg_b15156c4d0d3", "evt_trip_back", "", "18:08"),
    Said("msg_b15156c4d0d3", "evt_trip_back", "", "00:52", at_end=True),
    Said("msg_decf693440dd", "evt_meridian_call", "Tuesday 10 March", "13:00"),
    Said("msg_72d4cb626809", "evt_cost_centres", "Tuesday", "14:00"),
    Said("msg_8673aec4cbec", "evt_north_training", "10 March", "eight", clock="08:00"),
    Said("msg_8c9698d6b4ba", "evt_hrabova_remarks", "Wednesday 4 March", "ten o'clock", clock="10:00"),
    Said("msg_9e342daa6136", "evt_fourth_fitter", "Thursday"),
    Said("msg_2bd69891ce99", "evt_badges", "Monday"),
    Said("msg_d623b629cb44", "evt_brackwater_phone", "today", "10:15"),
    Said("msg_eb7fffe74aef", "evt_hall_b", "Monday", "16:10", clock="16:00"),
    Said("msg_bd1aa079dcd2", "evt_self_reviews", "Friday 13 March"),
    Said("msg_bd1aa079dcd2", "evt_review_talks", "23 March"),
    Said("msg_bd1aa079dcd2", "evt_review_talks", "10 April", at_end=True),
    Said("msg_fb439f511e5a", "evt_audit_week", "Monday 16 March"),
    Said("msg_fb439f511e5a", "evt_audit_week", "Friday 20 March", at_end=True),
    Said("msg_fb439f511e5a", "evt_audit_lists", "Monday 9 March"),
    Said("msg_b771767edb99", "evt_audit_folder", "Friday 6 March"),
    Said("msg_73305b2e7f8b", "evt_data_lists", "9 March"),
    Said("msg_f054d92947a9", "evt_data_answer", "18 March"),
    Said("msg_c57d6264f606", "evt_code_app", "Friday 13 March"),
    Said("msg_afb2e7115843", "evt_offsite", "23 April"),
    Said("msg_afb2e7115843", "evt_offsite", "24 April", at_end=True),
    Said("msg_9b985389ef68", "evt_offsite_confirm", "11th"),
    Said("msg_9f2470048ab9", "evt_milestone_report", "Friday"),
    Said("msg_087e2e1ccb95", "evt_lantern_rollout", "Wednesday 1 April"),
    Said("msg_0ca6ebfdec67", "evt_leave_ferrante", "8 June"),
    Said("msg_0ca6ebfdec67", "evt_leave_ferrante", "7 April", at_end=True),
    Said("msg_e59a1ce8e6da", "evt_class_trip", "Friday 27 March"),
    Said("msg_25cd3c236bfb", "evt_birthday", "Saturday 18 April", "three", clock="15:00"),
    Said("msg_bd16adc237ec", "evt_kestrel_test_call", "Monday", "09:00"),
)
"""The mails of the small office."""

SAID_IN_LARGE = (
    Said("msg_62ab502d17d2", "evt_shift_c", "Thursday 12 March", "13:00"),
    Said("msg_66f152e361d9", "evt_shift_c", "", "16:30", at_end=True),
    Said("msg_ff2fbe259349", "evt_meridian_decision", "Thursday 9 April", "10:00"),
    Said("msg_ff2fbe259349", "evt_meridian_decision", "", "12:00", at_end=True),
    Said("msg_0c58dba81f2f", "evt_leave_weber", "7"),
    Said("msg_0c58dba81f2f", "evt_leave_weber", "10 April", at_end=True),
    Said("msg_197b1fd201e4", "evt_ostrava_training", "2 April"),
    Said("msg_c252754fff1c", "evt_leeds_training", "2026-03-17"),
    Said("msg_c252754fff1c", "evt_gdynia_training", "2026-03-19"),
    Said("msg_c252754fff1c", "evt_north_training", "2026-03-10"),
)


@pytest.fixture(params=OFFICES)
def office(request: pytest.FixtureRequest) -> BaseWorld:
    return base_world(str(request.param))


def events(office: BaseWorld) -> dict[str, Event]:
    table = office.state.table("calendar.events")
    return {identity: table[identity] for identity in table.ids()}


def call(office: BaseWorld, who: str, tool: str, **arguments: Any) -> dict[str, Any]:
    world = World(service_classes(office.services), office.state)
    outcome = world.call(Call.of(tool, arguments), actor=agent(who))
    assert outcome.ok, outcome.message
    return cast("dict[str, Any]", outcome.value)


def mail(key: str) -> str:
    return crew().party(key).email


# --- how many, and the same in both -------------------------------------------------------------------------------


def test_there_are_as_many_events_as_the_offices_are_large() -> None:
    small, large = (events(base_world(name)) for name in OFFICES)
    series = [[row for row in rows.values() if row.recurrence] for rows in (small, large)]
    assert [len(one) for one in series] == [19, 39]
    assert 60 <= sum(not row.recurrence and not row.series for row in small.values()) <= 120
    assert 1_100 <= len(large) <= 1_400
    assert min(row.start for row in large.values()) < read_moment("2024-03-20", "UTC")


def test_the_small_office_is_part_of_the_large_one() -> None:
    small, large = (events(base_world(name)) for name in OFFICES)
    assert small.keys() <= large.keys()
    for identity, row in small.items():
        assert row.replace(number=0) == large[identity].replace(number=0), identity
    tables = ("calendar.calendars", "calendar.rules", "calendar.entries", "calendar.settings")
    for path in tables:
        one, other = (base_world(name).state.table(path) for name in OFFICES)
        assert {key: one[key] for key in one.ids()} == {key: other[key] for key in other.ids()}


@pytest.mark.parametrize("name", OFFICES)
def test_the_calls_are_the_same_each_time(name: str) -> None:
    assert [one.model_dump() for one in diary_of(name)] == [one.model_dump() for one in diary_of(name)]


def test_ids_do_not_depend_on_what_else_there_is() -> None:
    data = read_seed("meetings")
    alone = read_meetings({"notary": data["notary"]}, "office-small")
    assert alone[0] in read_meetings(data, "office-small")
    assert alone[0].id in events(base_world("office-small"))


# --- sound --------------------------------------------------------------------------------------------------------


def test_nothing_dangles(office: BaseWorld) -> None:
    assert_sound(office.state)
    calendars, files = office.state.table("calendar.calendars"), office.state.table("files.files")
    known = {party.email for party in crew().of("home", "external")}
    for identity, row in events(office).items():
        assert row.calendar in calendars or row.organizer in known, identity
        for one in row.attendees:
            assert one.email in calendars or one.email in known, (identity, one.email)
            assert one.name, (identity, one.email)
            assert one.resource == one.email.startswith("room-"), (identity, one.email)
            assert not one.resource or one.email in calendars
        assert all(one.file in files for one in row.attachments), identity
        assert row.created < office.state.now, identity
        assert row.updated == row.created
        assert not row.defects
    for rule in office.state.table("calendar.rules").rows():
        if rule.scope == "group":
            assert rule.value in office.state.table("groups.groups")
        assert rule.scope != "user" or rule.value in known


def test_ids_links_and_uids_are_one_each(office: BaseWorld) -> None:
    rows = [row for row in events(office).values() if not row.series]
    assert len({row.uid for row in rows}) == len(rows)
    links = [row.conference for row in rows if row.conference]
    assert len({*links}) == len(links) > 15
    assert all(re.fullmatch(r"https://meet\.example/[a-z]{3}-[a-z]{4}-[a-z]{3}", link) for link in links)


def test_everybody_has_a_calendar_in_their_zone_with_their_hours(office: BaseWorld) -> None:
    calendars, settings = (office.state.table(f"calendar.{name}") for name in ("calendars", "settings"))
    for party in crew().of("home"):
        row = calendars[party.email]
        assert (row.primary, row.summary, row.time_zone) == (True, party.name, party.details["zone"])
        assert settings[party.email].time_zone == party.details["zone"]
        assert settings[party.email].work_start < settings[party.email].work_end
    assert len([one for one in calendars.ids() if one.startswith("room-")]) == 4
    assert len(calendars) == 25 + 4 + 2


def test_mara_has_calendars_and_events_as_she_likes(office: BaseWorld) -> None:
    entries, personals = (office.state.table(f"calendar.{name}") for name in ("entries", "personals"))
    mara = mail("mara")
    mine = {entries[key].calendar: entries[key] for key in entries.ids() if entries[key].user == mara}
    assert mine.keys() == {*(mail(key) for key in ("mara", "okafor", "raman", "weber", "ferrante", "adeyemi")),
                           f"harbour-plan@{HOME}", f"company-days@{HOME}"}
    assert [one.minutes for one in mine[mara].reminders] == [10]
    assert (mine[f"harbour-plan@{HOME}"].summary, mine[mail("adeyemi")].selected) == ("Harbour", False)
    assert [one.minutes for one in personals[f"evt_trip_out {mara}"].reminders] == [720, 90]
    assert personals[f"evt_ida_pickup {mara}"].color == 4


# --- anchors, exceptions, zones -----------------------------------------------------------------------------------


@pytest.mark.parametrize(("identity", "when"), ANCHORS.items())
def test_an_anchor_is_when_it_is(office: BaseWorld, identity: str, when: str) -> None:
    row = events(office)[identity]
    moment = local(row.start, "UTC" if row.all_day else ZONE)
    if when[0] == "2":
        assert str(moment)[: len(when)] == when
        assert row.all_day == (len(when) == 10)
    else:
        assert row.recurrence
        assert (moment.strftime("%a"), str(moment)[11:16]) == tuple(when.split())


def test_the_stand_up_keeps_its_hour_when_the_clocks_change(office: BaseWorld) -> None:
    row = events(office)["evt_standup"]
    every = starts(row.recurrence, row.start, row.zone, False, 2026)
    around = {local(one, ZONE).date().isoformat(): one for one in every}
    before, after = around["2026-03-26"], around["2026-03-30"]
    assert [str(local(one, ZONE))[11:16] for one in (before, after)] == ["09:45", "09:45"]
    assert (after - before) == 4 * DAY - HOUR
    assert {str(local(one, ZONE))[11:16] for one in every} == {"09:45"}


@pytest.mark.parametrize(("title", "zone", "clock"), [
    ("Engineering planning", "Europe/Lisbon", "09:00"), ("Test call to the gatehouse", "Europe/Dublin", "09:00"),
    ("Meridian, numbers of the week", "Europe/Stockholm", "13:00"),
])
def test_a_series_keeps_the_hour_of_its_own_zone(title: str, zone: str, clock: str) -> None:
    row = next(row for row in events(base_world("office-small")).values() if row.summary == title and row.recurrence)
    every = starts(row.recurrence, row.start, row.zone, False, 2026)
    assert row.zone == zone
    assert {str(local(one, zone))[11:16] for one in every} == {clock}


def test_there_is_each_kind_of_exception(office: BaseWorld) -> None:
    rows = events(office)
    changed = {identity: row for identity, row in rows.items() if row.series}
    assert any(row.status == "cancelled" for row in changed.values())
    assert any(row.start != row.original for row in changed.values())
    assert any({one.email for one in row.attendees if one.resource}
               != {one.email for one in rows[row.series].attendees if one.resource} for row in changed.values())
    rules = " ".join(line for row in rows.values() for line in row.recurrence)
    for part in ("INTERVAL=2", "BYDAY=-1FR", "BYSETPOS=-4", "UNTIL=", "EXDATE;TZID="):
        assert part in rules


def test_no_series_meets_on_a_holiday(office: BaseWorld) -> None:
    for identity, row in events(office).items():
        if row.recurrence and not row.organizer.endswith(("silverpine.test", "kestrelcold.test")):
            zone = "UTC" if row.all_day else row.zone
            days = {local(one, zone).date() for one in starts(row.recurrence, row.start, row.zone, row.all_day, 2026)}
            assert not days & closed_days(), identity


@pytest.mark.parametrize(("identity", "file"), [
    ("evt_standup", "doc_standup"), ("evt_leads", "doc_leads_agenda"), ("evt_harbour_steering", "doc_harbour_minutes"),
    ("evt_harbour_steering_20260319T120000Z", "doc_harbour_minutes"), ("evt_milestone_report", "doc_harbour_report"),
    ("evt_meridian_call", "doc_meridian_pilot"), ("evt_offsite", "doc_offsite"),
])
def test_a_meeting_has_its_document(office: BaseWorld, identity: str, file: str) -> None:
    (attached,) = events(office)[identity].attachments
    row = office.state.table("files.files")[file]
    assert (attached.file, attached.title, attached.type) == (file, row.name, row.type)


# --- what the mail says -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("office", "said"), [
    *((name, said) for name in OFFICES for said in SAID), *(("office-large", said) for said in SAID_IN_LARGE),
], indirect=["office"])
def test_a_mail_and_the_calendar_agree(office: BaseWorld, said: Said) -> None:
    message = office.state.table("mail.messages")[said.mail]
    files = (office.state.blobs[file.blob].decode() for file in message.attachments if file.type.startswith("text/"))
    text = " ".join(f"{message.subject} {message.body} {' '.join(files)}".split())
    assert said.day in text
    assert said.hour in text
    row = events(office)[said.event]
    at = row.end - DAY if said.at_end and row.all_day else row.end if said.at_end else row.start
    moment = local(at, "UTC" if row.all_day else row.zone)
    if said.at_end and str(moment)[11:16] == "00:00" and not row.all_day:
        moment -= timedelta(days=1)
    number = re.search(r"\d+", said.day)
    if re.fullmatch(r"\d{4}-\d\d-\d\d", said.day):
        assert moment.date().isoformat() == said.day
    elif number:
        assert moment.day == int(number[0])
    for month in MONTHS:
        assert month not in said.day or month == MONTHS[moment.month - 1]
    for day in ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"):
        assert day not in said.day or day == moment.strftime("%A")
    if said.day == "today":
        assert moment.date() == local(message.date, ZONE).date()
    if said.hour:
        assert str(moment)[11:16] == (said.clock or said.hour)


def test_every_mail_of_the_calendar_program_has_its_event(office: BaseWorld) -> None:
    rows = events(office).values()
    messages = [row for row in office.state.table("mail.messages").rows()
                if row.sender.email == f"calendar@{HOME}" and row.mailbox == office.principal]
    assert messages
    for message in messages:
        found = re.search(r"\w+ (\d+) (\w+), (\d\d:\d\d)", message.body)
        assert found, message.body
        day = next(day for after in range(20) if (day := local(message.date, ZONE).date()
                   + timedelta(after)).day == int(found[1]) and MONTHS[day.month - 1] == found[2])
        start = read_moment(f"{day.isoformat()}T{found[3]}", ZONE)
        about = [row for row in rows if row.start == start and row.summary in message.subject]
        assert about, message.subject
        named = [person.email for person in crew().of("home") if person.name in message.body]
        assert any({*named} & {row.organizer, *(one.email for one in row.attendees)} for row in about)
        if message.subject.startswith("Cancelled"):
            assert any(row.status == "cancelled" for row in about)
        for word in ("accepted", "declined"):
            if message.subject.lower().startswith(word):
                assert any(one.response == word and one.email in named for row in about for one in row.attendees)


def test_an_invitation_in_the_mail_and_its_event_have_one_uid(office: BaseWorld) -> None:
    uids = {row.uid for row in events(office).values()}
    said = [found[1].strip() for row in office.state.table("mail.messages").rows() for file in row.attachments
            if file.type == "text/calendar" and row.sender.email == f"calendar@{HOME}"
            and (found := re.search("UID:(.*)", office.state.blobs[file.blob].decode()))]
    assert said
    assert {*said} <= uids


def test_an_invitation_in_the_mail_leads_to_its_event(office: BaseWorld) -> None:
    listed = call(office, mail("mara"), "mail.list_messages", q="from:calendar filename:invite.ics", max_results=50)
    assert listed["messages"]
    for line in listed["messages"]:
        read = call(office, mail("mara"), "mail.get_message", message_id=line["id"])
        event = call(office, mail("mara"), "calendar.get_event", event_id=read["invitation"]["event"])
        assert event["summary"] in read["subject"]
        assert (read["invitation"]["start"], read["invitation"]["end"]) == (event["start"], event["end"])
        assert event["start"][11:16] in read["subject"]


# --- who sees what ------------------------------------------------------------------------------------------------


def test_a_delegate_sees_all_and_colleagues_see_when_somebody_is_busy(office: BaseWorld) -> None:
    day = {"time_min": "2026-03-04", "time_max": "2026-03-05"}
    mara = mail("mara")
    full = call(office, mail("okafor"), "calendar.list_events", calendar_id=mara, **day)["events"]
    assert "Fetch Ida" in {one["summary"] for one in full}
    little = call(office, mail("lund"), "calendar.list_events", calendar_id=mara, **day)["events"]
    assert {one["summary"] for one in little} == {"busy"}
    assert len(little) == len(full)


def test_reuter_shows_nothing_but_to_the_managing_director(office: BaseWorld) -> None:
    world = World(service_classes(office.services), office.state)
    for who, ok in (("mara", False), ("lund", False), ("brandt", True)):
        arguments = {"calendar_id": mail("reuter"), "time_min": "2026-03-02", "time_max": "2026-03-07"}
        assert world.call(Call.of("calendar.list_events", arguments), actor=agent(mail(who))).ok == ok


def test_the_leave_that_is_not_announced_shows_nowhere(office: BaseWorld) -> None:
    ferrante = mail("ferrante")
    span = {"time_min": "2026-06-08", "time_max": "2026-06-12"}
    for who in ("mara", "lund", "brenner"):
        assert "Parental" not in str(call(office, mail(who), "calendar.list_events", calendar_id=ferrante, **span))
    busy = call(office, mail("lund"), "calendar.freebusy", people=[ferrante], **span)["busy"][ferrante]
    assert all(begin[11:16] != "00:00" for begin, _ in busy)


def test_the_customer_reads_the_harbour_plan_and_no_colleague_outside_the_team_does(office: BaseWorld) -> None:
    plan = f"harbour-plan@{HOME}"
    rules = {(row.scope, row.value): row.role for row in office.state.table("calendar.rules").rows()
             if row.calendar == plan}
    assert rules[("user", mail("havel"))] == "reader"
    assert ("group", f"harbour-team@{HOME}") in rules
    assert all(scope != "domain" for scope, _ in rules)
    world = World(service_classes(office.services), office.state)
    outcome = world.call(Call.of("calendar.list_events", {"calendar_id": plan}), actor=agent(mail("haddad")))
    assert not outcome.ok
    for row in events(office).values():
        if row.calendar == plan:
            assert "EUR" not in row.description + row.summary


# --- days as people have them -------------------------------------------------------------------------------------


def accepted(office: BaseWorld, low: str, high: str) -> dict[str, list[tuple[int, int, str]]]:
    """Return what takes up each person's time between two days: busy, and accepted or one's own."""
    rows = events(office)
    out: dict[str, list[tuple[int, int, str]]] = defaultdict(list)
    begin, end = read_moment(low, ZONE), read_moment(high, ZONE)
    changed = {(row.series, row.original) for row in rows.values() if row.series}
    for identity, row in rows.items():
        if row.status == "cancelled" or row.transparency == "transparent" or row.all_day:
            continue
        who = {one.email for one in row.attendees if one.response == "accepted"} or {row.calendar}
        every = starts(row.recurrence, row.start, row.zone, False, 2026) if row.recurrence else (row.start,)
        for start in every:
            if begin <= start < end and (identity, start) not in changed:
                for one in who:
                    out[one].append((start, start + row.end - row.start, identity))
    return out


def test_a_week_is_a_persons_week(office: BaseWorld) -> None:
    week = accepted(office, "2026-03-02", "2026-03-07")
    for party in crew().of("home"):
        if party.key != "lambert":
            assert len(week[party.email]) >= 2, party.key
        per_day: dict[date, int] = defaultdict(int)
        for start, end, _ in week[party.email]:
            per_day[local(start, ZONE).date()] += end - start
        assert all(length <= 8 * HOUR for length in per_day.values()), party.key


def test_nobody_has_accepted_two_things_at_one_time_but_on_purpose(office: BaseWorld) -> None:
    clashes = set()
    for who, spans in accepted(office, "2026-03-02", "2026-03-28").items():
        for i, (_, end, one) in enumerate(ordered := sorted(spans)):
            clashes |= {(who.partition("@")[0], frozenset((one, other)))
                        for later, _, other in ordered[i + 1 :] if later < end and not who.startswith("room-")}
    home = {party.email.partition("@")[0] for party in crew().of("home")}
    clashes = {(who, pair) for who, pair in clashes if who in home}
    assert len(clashes) == len(CLASHES), clashes
    for who, event in CLASHES:
        assert any(person == who and event in pair for person, pair in clashes), (who, event)


def test_no_room_is_given_twice(office: BaseWorld) -> None:
    week = accepted(office, "2026-03-02", "2026-03-20")
    for room in (one for one in week if one.startswith("room-")):
        spans = sorted(week[room])
        assert all(after[0] >= before[1] for before, after in pairwise(spans)), room


def test_finding_a_time_is_possible_and_not_trivial(office: BaseWorld) -> None:
    people = [mail(key) for key in ("okafor", "raman", "costa", "solberg")]
    found = call(office, mail("mara"), "calendar.find_free_time", people=people, duration_minutes=60,
                 time_min="2026-03-05T09:00", time_max="2026-03-06T17:00", max_results=50)
    assert 1 <= len(found["free"]) <= 8


def test_there_are_names_that_can_be_mixed_up() -> None:
    rows = events(base_world("office-small")).values()
    for title in ("Sync with Daniel", "Review", "Onboarding"):
        same = [row for row in rows if row.summary == title]
        assert len(same) == 2
        assert len({frozenset(one.email for one in row.attendees) for row in same}) == 2


def test_the_page_on_the_worlds_names_events_that_there_are() -> None:
    section = DOCS.read_text(encoding="utf-8").partition("\n## Calendar\n")[2].partition("\n## ")[0]
    lines = [line for line in section.split("\n") if "`evt_" in line]
    assert len(lines) > 30
    for line in lines:
        rows = events(base_world("office-large" if "large only" in line else "office-small"))
        for identity in re.findall("`(evt_[a-z0-9_]+)`", line):
            assert identity in rows, identity
        if line.startswith("| `evt_") and line.count("`evt_") == 1:
            row = rows[re.findall("`(evt_[a-z0-9_]+)`", line)[0]]
            said = re.search(r"\b(\d\d:\d\d)", line.split("|")[2])
            if said and "until" not in line and not row.all_day and row.type != "outOfOffice":
                assert str(local(row.start, row.zone))[11:16] == said[1], line


# --- the seed files -----------------------------------------------------------------------------------------------


def test_a_mistake_in_a_seed_file_names_the_entry() -> None:
    good = {"title": "x", "by": "mara", "at": "2026-03-04 09:00", "minutes": "30"}
    assert read_meetings({"m": good}, "office-small")[0].people == ("mara",)
    for wrong, why in (
        ({"titel": "x"}, "'titel'. Did you mean 'title'"), ({"with": "okafr"}, "okafor"), ({"at": "nine"}, "'m'"),
    ):
        with pytest.raises(Exception, match=why) as caught:
            read_meetings({"m": {**good, **wrong}}, "office-small")
        assert isinstance(caught.value, StateError)
    assert {*good} <= KEYS


def test_what_is_in_the_large_office_only_is_not_in_the_small_one() -> None:
    names = {one.name for one in meetings_of("office-small")}
    assert "leave-weber" not in names
    assert "leave-weber" in {one.name for one in meetings_of("office-large")}
