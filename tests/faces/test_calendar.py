"""Google Calendar's methods, each driven by Google's own client: written, read back by another method, in the diff."""

from typing import Any

import pytest

from diorama.harnesses.serve.served import Worlds
from tests.faces.clients import Desk, at_desk, refusal

MARA, OTHER, OUT = "mara.lindqvist@tarnvale.test", "daniel.okafor@tarnvale.test", "martin.havel@ostravaports.test"


@pytest.fixture
def calendar(desk: Desk) -> Any:
    return desk.google("calendar")


def review(**more: Any) -> dict[str, Any]:
    return {
        "summary": "Crane review", "start": {"dateTime": "2026-03-12T10:00:00+01:00"},
        "end": {"dateTime": "2026-03-12T11:00:00+01:00"}, **more,
    }


def subjects(desk: Desk, mailbox: str) -> list[str]:
    rows = desk.served.world.state.table("mail.messages").rows()
    return [row.subject for row in rows if row.mailbox == mailbox and "Crane review" in row.subject]


def test_lists_page_expand_and_sync(desk: Desk, calendar: Any) -> None:
    events = calendar.events()
    window = {"timeMin": "2026-03-02T00:00:00Z", "timeMax": "2026-03-09T00:00:00Z"}
    week: list[dict[str, Any]] = []
    request = events.list(calendarId="primary", singleEvents=True, orderBy="startTime", maxResults=5, **window)
    while request is not None:
        page = desk.done(request)
        week += page["items"]
        request = events.list_next(request, page)
    starts = [one["start"].get("dateTime", one["start"].get("date")) for one in week]
    assert len(week) > 10
    assert len({one["id"] for one in week}) == len(week)
    timed = [one["start"]["dateTime"] for one in week if "dateTime" in one["start"]]
    assert timed == sorted(timed)
    assert starts
    rows = desk.done(events.list(calendarId="primary", maxResults=2500))
    assert any("recurrence" in one for one in rows["items"])
    token = rows["nextSyncToken"]
    assert desk.done(events.list(calendarId="primary", syncToken=token))["items"] == []
    made = desk.done(events.insert(calendarId="primary", body=review()))
    desk.done(events.delete(calendarId="primary", eventId=week[-1]["id"]))
    changed = desk.done(events.list(calendarId="primary", syncToken=token))
    assert made["id"] in {one["id"] for one in changed["items"]}
    assert "cancelled" in {one["status"] for one in changed["items"]}
    assert refusal(events.list(calendarId="primary", syncToken="no")) == (410, "fullSyncRequired")
    assert refusal(events.list(calendarId="primary", orderBy="startTime"))[0] == 400


def test_words_and_properties_narrow_a_list(desk: Desk, calendar: Any) -> None:
    events = calendar.events()
    kept = {"shared": {"topic": "crane"}, "private": {"mine": "1"}}
    made = desk.done(events.insert(calendarId="primary", body=review(extendedProperties=kept, colorId="5")))
    assert made["extendedProperties"] == kept
    for arguments in ({"q": "crane"}, {"sharedExtendedProperty": ["topic=crane"]}, {"iCalUID": made["iCalUID"]},
                      {"privateExtendedProperty": ["mine=1"], "eventTypes": ["default"]}):
        found = desk.done(events.list(calendarId="primary", **arguments))["items"]
        assert [one["id"] for one in found] == [made["id"]], arguments
    assert desk.done(events.list(calendarId="primary", sharedExtendedProperty=["topic=other"]))["items"] == []


def test_an_event_with_guests_from_making_to_deleting(desk: Desk, calendar: Any) -> None:
    events = calendar.events()
    body = review(
        attendees=[{"email": OTHER}, {"email": OUT, "optional": True}], location="Room Quay",
        conferenceData={"createRequest": {"requestId": "x"}}, reminders={"useDefault": False, "overrides": [
            {"method": "popup", "minutes": 15}]}, guestsCanModify=True, visibility="private",
        attachments=[{"fileUrl": "https://drive.test/file/doc_harbour_minutes"}],
    )
    made = desk.done(events.insert(
        calendarId="primary", body=body, sendUpdates="all", conferenceDataVersion=1, supportsAttachments=True
    ))
    assert [one["email"] for one in made["attendees"]] == [MARA, OTHER, OUT]
    assert made["attachments"][0]["fileId"] == "doc_harbour_minutes"
    assert made["conferenceData"]["entryPoints"][0]["uri"] == made["hangoutLink"]
    assert made["reminders"]["overrides"] == [{"method": "popup", "minutes": 15}]
    assert subjects(desk, OTHER) == ["Invitation: Crane review"]
    departures = desk.served.world.state.table("ledger.departures").rows()
    assert [row.recipients for row in departures if "Crane review" in row.subject] == [(OUT,)]
    patched = desk.done(events.patch(calendarId="primary", eventId=made["id"], body={"location": "Room Mole"}))
    assert (patched["location"], patched["summary"]) == ("Room Mole", "Crane review")
    moved = desk.done(events.patch(calendarId="primary", eventId=made["id"], sendUpdates="all", body={
        "start": {"dateTime": "2026-03-12T12:00:00+01:00"}, "end": {"dateTime": "2026-03-12T13:00:00+01:00"},
    }))
    assert moved["sequence"] == made["sequence"] + 1
    assert "Updated: Crane review" in subjects(desk, OTHER)
    assert refusal(events.patch(calendarId="primary", eventId=made["id"], body={"attendees": [{}]}))[0] == 400
    whole = desk.done(events.update(calendarId="primary", eventId=made["id"], body=review(summary="Short")))
    assert "location" not in whole
    assert "attendees" not in whole
    read = desk.done(events.get(calendarId="primary", eventId=made["id"]))
    assert read == whole
    desk.done(events.delete(calendarId="primary", eventId=made["id"]))
    assert refusal(events.delete(calendarId="primary", eventId=made["id"]))[0] == 410
    assert desk.changed(f"calendar.events.{made['id']}")


def test_etags_guard_against_lost_changes(desk: Desk, calendar: Any) -> None:
    events = calendar.events()
    made = desk.done(events.insert(calendarId="primary", body=review()))
    stale = events.patch(calendarId="primary", eventId=made["id"], body={"summary": "Mine"})
    stale.headers["If-Match"] = '"0"'
    assert refusal(stale) == (412, "conditionNotMet")
    fresh = events.patch(calendarId="primary", eventId=made["id"], body={"summary": "Mine"})
    fresh.headers["If-Match"] = made["etag"]
    assert desk.done(fresh)["etag"] != made["etag"]


def test_a_series_and_its_instances(desk: Desk, calendar: Any) -> None:
    events = calendar.events()
    made = desk.done(events.insert(calendarId="primary", body={
        **review(recurrence=["RRULE:FREQ=WEEKLY;COUNT=4"]),
        "start": {"dateTime": "2026-03-19T10:00:00", "timeZone": "Europe/Berlin"},
        "end": {"dateTime": "2026-03-19T11:00:00", "timeZone": "Europe/Berlin"},
    }))
    instances = desk.done(events.instances(calendarId="primary", eventId=made["id"]))["items"]
    assert [one["start"]["dateTime"] for one in instances] == [
        "2026-03-19T10:00:00+01:00", "2026-03-26T10:00:00+01:00", "2026-04-02T10:00:00+02:00",
        "2026-04-09T10:00:00+02:00",
    ]
    second = instances[1]["id"]
    desk.done(events.patch(calendarId="primary", eventId=second, body={"summary": "Another room"}))
    desk.done(events.delete(calendarId="primary", eventId=instances[2]["id"]))
    left = desk.done(events.instances(calendarId="primary", eventId=made["id"]))["items"]
    assert [one["summary"] for one in left] == ["Crane review", "Another room", "Crane review"]
    assert left[1]["recurringEventId"] == made["id"]
    assert left[1]["originalStartTime"]["dateTime"] == "2026-03-26T10:00:00+01:00"
    whole = desk.done(events.patch(calendarId="primary", eventId=made["id"], body={"location": "Room Mole"}))
    assert whole["recurrence"] == ["RRULE:FREQ=WEEKLY;COUNT=4"]
    assert desk.done(events.get(calendarId="primary", eventId=second))["location"] == "Room Mole"


def test_a_guest_answers_and_changes_nothing_else(origin: str, worlds: Worlds) -> None:
    with at_desk(origin, worlds) as desk:
        events = desk.google("calendar").events()
        found = next(
            one for one in desk.done(events.list(calendarId="primary", maxResults=2500))["items"]
            if one.get("organizer", {}).get("email") not in (MARA, None) and not one.get("guestsCanModify")
            and any(guest["email"] == MARA for guest in one.get("attendees", ())) and one["status"] == "confirmed"
        )
        answer = [{**one, "responseStatus": "tentative"} if one["email"] == MARA else one for one in found["attendees"]]
        said = desk.done(events.patch(calendarId="primary", eventId=found["id"], body={"attendees": answer}))
        mine = next(one for one in said["attendees"] if one["email"] == MARA)
        assert mine["responseStatus"] == "tentative"
        assert refusal(events.patch(calendarId="primary", eventId=found["id"], body={"summary": "Mine"})) == (
            403, "forbiddenForNonOrganizer")


def test_import_quick_add_and_move(desk: Desk, calendar: Any) -> None:
    events = calendar.events()
    body = review(iCalUID="crane-1@elsewhere.example", attendees=[{"email": OUT}])
    first = desk.done(events.import_(calendarId="primary", body=body))
    again = desk.done(events.import_(calendarId="primary", body={**body, "summary": "Anew"}))
    assert (again["id"], again["summary"]) == (first["id"], "Anew")
    assert not desk.changed("ledger")
    quick = desk.done(events.quickAdd(calendarId="primary", text="Crane review tomorrow 14:00-15:00"))
    assert quick["start"]["dateTime"] == "2026-03-05T14:00:00+01:00"
    other = desk.done(calendar.calendars().insert(body={"summary": "Cranes"}))
    moved = desk.done(events.move(calendarId="primary", eventId=quick["id"], destination=other["id"]))
    assert moved["organizer"]["email"] == other["id"]
    assert refusal(events.get(calendarId="primary", eventId=quick["id"])) == (404, "notFound")
    assert refusal(events.insert(calendarId="primary", body=review(id="UPPER")))[0] == 400
    own = desk.done(events.insert(calendarId="primary", body=review(id="abc12345")))
    assert own["id"] == "abc12345"
    assert refusal(events.insert(calendarId="primary", body=review(id="abc12345"))) == (409, "duplicate")


def test_calendars_and_the_list(desk: Desk, calendar: Any) -> None:
    calendars, entries = calendar.calendars(), calendar.calendarList()
    made = desk.done(calendars.insert(body={"summary": "Cranes", "timeZone": "Europe/Lisbon", "location": "Quay"}))
    assert desk.done(calendars.get(calendarId=made["id"]))["location"] == "Quay"
    desk.done(calendars.patch(calendarId=made["id"], body={"description": "Lifts"}))
    updated = desk.done(calendars.update(calendarId=made["id"], body={"summary": "Lifts"}))
    assert updated["summary"] == "Lifts"
    assert "description" not in updated
    assert made["id"] in {one["id"] for one in desk.done(entries.list())["items"]}
    desk.done(entries.patch(calendarId=made["id"], body={"summaryOverride": "Mine", "colorId": "3", "hidden": True}))
    assert desk.done(entries.get(calendarId=made["id"]))["summaryOverride"] == "Mine"
    assert made["id"] not in {one["id"] for one in desk.done(entries.list())["items"]}
    whole = desk.done(entries.update(calendarId=made["id"], body={"selected": True, "defaultReminders": [
        {"method": "email", "minutes": 30}]}))
    assert (whole.get("hidden"), whole["defaultReminders"]) == (None, [{"method": "email", "minutes": 30}])
    desk.done(entries.delete(calendarId=made["id"]))
    assert refusal(entries.get(calendarId=made["id"])) == (404, "notFound")
    desk.done(entries.insert(body={"id": made["id"]}))
    desk.done(calendars.transferOwnership(calendarId=made["id"], newDataOwner=OTHER, useAdminAccess=False))
    assert desk.done(calendars.get(calendarId=made["id"]))["dataOwner"] == OTHER
    mine = desk.done(calendars.insert(body={"summary": "Gone soon"}))
    desk.done(calendars.delete(calendarId=mine["id"]))
    assert refusal(calendars.get(calendarId=mine["id"])) == (404, "notFound")
    assert refusal(calendars.clear(calendarId=made["id"]))[0] == 400
    desk.done(calendars.clear(calendarId="primary"))
    assert desk.changed("calendar.calendars")


def test_access_rules(desk: Desk, calendar: Any) -> None:
    acl = calendar.acl()
    made = desk.done(acl.insert(calendarId="primary", body={"role": "reader", "scope": {"type": "user", "value": OUT}}))
    assert made["id"] == f"user:{OUT}"
    assert desk.done(acl.get(calendarId="primary", ruleId=made["id"]))["role"] == "reader"
    assert desk.done(acl.patch(calendarId="primary", ruleId=made["id"], body={"role": "writer"}))["role"] == "writer"
    assert desk.done(acl.update(calendarId="primary", ruleId=made["id"], body={"role": "reader"}))["role"] == "reader"
    listed = desk.done(acl.list(calendarId="primary"))["items"]
    assert {f"user:{MARA}", made["id"]} <= {one["id"] for one in listed}
    desk.done(acl.delete(calendarId="primary", ruleId=made["id"]))
    assert refusal(acl.get(calendarId="primary", ruleId=made["id"])) == (404, "notFound")
    desk.done(acl.insert(calendarId="primary", body={"role": "freeBusyReader", "scope": {"type": "default"}}))
    assert desk.done(acl.get(calendarId="primary", ruleId="default"))["role"] == "freeBusyReader"
    assert refusal(acl.insert(calendarId="primary", body={"role": "king", "scope": {"type": "default"}}))[0] == 400
    assert desk.changed("calendar.rules")


def test_free_and_busy_colours_and_settings(desk: Desk, calendar: Any) -> None:
    asked = {"timeMin": "2026-03-04T00:00:00Z", "timeMax": "2026-03-05T00:00:00Z",
             "items": [{"id": MARA}, {"id": "nobody@tarnvale.test"}, {"id": "leads@tarnvale.test"}]}
    free = desk.done(calendar.freebusy().query(body=asked))
    assert free["calendars"][MARA]["busy"]
    assert free["calendars"]["nobody@tarnvale.test"]["errors"][0]["reason"] == "notFound"
    assert len(free["groups"]["leads@tarnvale.test"]["calendars"]) == 9
    assert len(desk.done(calendar.colors().get())["event"]) == 11
    settings = {one["id"]: one["value"] for one in desk.done(calendar.settings().list())["items"]}
    assert settings["timezone"] == "Europe/Berlin"
    assert desk.done(calendar.settings().get(setting="timezone"))["value"] == "Europe/Berlin"
    assert refusal(calendar.settings().get(setting="none")) == (404, "notFound")
    assert desk.changes() == []


def test_channels_are_kept_and_dropped(desk: Desk, calendar: Any) -> None:
    for number, request in enumerate((
        calendar.events().watch, calendar.acl().watch, calendar.calendarList().watch, calendar.settings().watch
    )):
        body = {"id": f"channel-{number}", "type": "web_hook", "address": "https://listener.example/hook"}
        arguments = {"calendarId": "primary"} if number < 2 else {}
        kept = desk.done(request(body=body, **arguments))
        assert desk.changed(f"calendar.channels.channel-{number}")
        assert refusal(request(body=body, **arguments))[0] == 409
        desk.done(calendar.channels().stop(body={"id": kept["id"], "resourceId": kept["resourceId"]}))
        assert not desk.changed(f"calendar.channels.channel-{number}")
    assert refusal(calendar.settings().watch(body={"id": "x", "address": "http://plain.example"}))[0] == 400


def test_somebody_elses_calendar_is_seen_as_far_as_it_is_open(desk: Desk, calendar: Any) -> None:
    assert refusal(calendar.events().insert(calendarId=OTHER, body=review()))[0] in (403, 404)
    assert refusal(calendar.events().list(calendarId="nobody@tarnvale.test")) == (404, "notFound")
