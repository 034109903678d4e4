"""Calendars of the offices: people, rooms, meetings that come again, invitations."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from ...snapshots.calls import Call
from ...snapshots.digest import Json
from ..common.zones import local
from .cast import Party, cast, read_seed
from .facts import NOW, SEED
from .invitations import invited
from .meetings import Meeting, address, meeting_calls, read_meetings
from .occasions import drawn_meetings
from .series import series_conversations
from .slots import Taken
from .threads import ZONE

DAYS = {"office-small": 13, "office-large": 730}
"""How far back the calendar's own mails go, and in the large office drawn meetings."""


def diary_of(office: str) -> list[Call]:
    """Return the set-up calls of an office, in the order in which they are made."""
    meetings = (call for meeting in meetings_of(office) for call in meeting_calls(meeting, NOW))
    own = [Call.of("calendar.set_event_options", {"event_id": identity, **_settings(entry)})
           for identity, entry in read_seed("meetings_calendars")["own_events"].items()]
    return [*calendar_calls(), *_holiday_calls(), *meetings, *own]


def meetings_of(office: str) -> list[Meeting]:
    """Return all meetings of an office: the written ones, those that the mail speaks of, the drawn ones."""
    last = local(NOW, ZONE).date()
    first = last - timedelta(DAYS[office])
    mails = read_seed("series_machines")
    spoken_of = series_conversations(
        {name: mails[name] for name in ("calendar-invite", "calendar-note")}, {}, first=first, last=last, now=NOW,
        seed=SEED,
    )
    # Answers to the mail's invitations follow from what both offices have, so that they are the same in both.
    out = [*_written(office), *invited(spoken_of, Taken(_written("office-small")), NOW, SEED)]
    if office == "office-large":
        out += drawn_meetings(Taken(out), first, NOW, SEED)
    return out


def _written(office: str) -> list[Meeting]:
    return [one for file in ("meetings_series", "meetings") for one in read_meetings(read_seed(file), office)]


# --- calendars --------------------------------------------------------------------------------------------------------


def calendar_calls() -> list[Call]:
    """Return the calls that add everybody's calendar, the rooms' and the shared ones, and fill people's lists."""
    data = read_seed("meetings_calendars")
    home = cast().of("home")
    calls = [_primary(party, data) for party in home]
    for key, room in data["rooms"].items():
        calls.append(Call.of("calendar.add_calendar", {
            "owner": address(key), "summary": f"{room['name']} ({room['seats']})", "time_zone": "Europe/Berlin",
            "description": f"{room['where']}, {room['seats']} seats", "working_hours": [7 * 60, 20 * 60],
            "resource": True,
        }))
    for key, entry in data["calendars"].items():
        listed = {member for name in entry["listed"] for member in cast().members[name]} - {entry["owner"]}
        calls.append(Call.of("calendar.add_calendar", {
            "owner": address(entry["owner"]), "id": address(key), "summary": entry["name"],
            "description": entry["text"], "time_zone": entry["zone"], "domain_role": entry["house"],
            "sharing": [[address(who), role] for who, role in entry["sharing"].items()],
            "listed_by": [party.email for party in home if party.key in listed],
        }))
    return [*calls, *(Call.of("calendar.subscribe", {"calendar_id": address(key), **_settings(entry)})
                      for key, entry in data["own"].items())]


def _primary(party: Party, data: dict[str, Any]) -> Call:
    hours = data["hours"].get(party.key, "09:00-17:00").split("-")
    listed: list[Json] = [address(who) for who, others in data["lists"].items() if party.key in others]
    arguments: dict[str, Json] = {
        "owner": party.email, "time_zone": party.details["zone"], "listed_by": listed,
        "sharing": [[address(who), role] for who, role in data["sharing"].get(party.key, {}).items()],
        "working_hours": [int(clock[:2]) * 60 + int(clock[3:]) for clock in hours],
    }
    if party.key in data["closed"]:
        arguments["domain_role"] = "none"
    return Call.of("calendar.add_calendar", arguments)


def _holiday_calls() -> Iterator[Call]:
    for entry in read_seed("meetings_calendars")["holidays"]:
        yield Call.of("calendar.put_event", {
            "id": f"evt_holiday_{entry['from'].replace('-', '')}", "calendar": address("company-days"),
            "summary": entry["name"], "start": entry["from"], "end": entry["to"], "free": True,
            "created": "2024-01-08T09:00:00+01:00",
        })


def _settings(entry: dict[str, str]) -> dict[str, Json]:
    """Return how the principal has a calendar or an event for herself, as the calls take it."""
    out: dict[str, Json] = {}
    for key, value in entry.items():
        if key.endswith("reminders"):
            out[key] = [int(part) for part in value.split(",")]
        elif key == "color":
            out[key] = int(value)
        else:
            out[key] = value == "yes" if key == "selected" else value
    return out
