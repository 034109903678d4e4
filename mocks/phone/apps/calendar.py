"""A calendar: what is coming, invitations, events that are made and called off, and who may see the calendar.

All of it is the calendar service's: what is read are its rows, what is done is done with its tools.
"""

import re
from typing import Any

from ...screens import material
from ...screens.material_inputs import switch_row
from ...screens.widgets import FILL, Style, Widget, text, wrap
from .. import parts
from ..app import App
from ..look import Look
from ..offices import found, served, shows
from ..records import AppRecord


class Option(AppRecord):
    """A setting of the app that was changed, on or off."""

    name: str
    on: bool


APP = App("calendar", account=served("calendar.events"), icon="calendar_month",
          permissions=("calendar", "contacts", "notifications"), records={"options": Option})

OPTIONS = {"holidays": True, "week_numbers": False, "suggest_times": True}
"""Settings of the app with what they are at first."""

DAY = 86_400_000

_LINK = re.compile(r"https?://[^\s]+")


def events_of(look: Look) -> list[tuple[str, Any]]:
    """Return the events on the owner's calendar that are to come or go on, the next first."""
    rows = found(look, "calendar.events", "by_number", look.device.owner)
    coming = [(identity, one) for identity, one in rows if one.status != "cancelled"
              and (one.end > look.now or one.recurrence) and answer_of(look, one) != "declined"]
    return sorted(coming, key=lambda pair: (pair[1].start, pair[0]))


def event_of(look: Look) -> Any:
    """Return the event that the page is about; None if it is gone."""
    return look.rows_at("calendar.events").get(look.arg("event"))


def answer_of(look: Look, one: Any) -> str:
    """Return what the owner has answered to an event; empty where it is his own."""
    if one.organizer == look.device.owner:
        return ""
    return next((str(guest.response) for guest in one.attendees if guest.email == look.device.owner), "")


def guests_of(look: Look, one: Any) -> list[str]:
    """Return the names of an event's guests, but for the owner."""
    return [guest.name or guest.email for guest in one.attendees if guest.email != look.device.owner]


def when_of(look: Look, one: Any) -> str:
    """Return when an event is, as the app says it."""
    day = look.full_day(one.start)
    return day if one.all_day else look.at_time(day, f"{look.clock(one.start)}–{look.clock(one.end)}")


def link_of(one: Any) -> str:
    """Return the address that an event leads to; empty if there is none."""
    inside = _LINK.search(one.description)
    return str(inside[0] if inside else one.conference)


def option_of(look: Look, name: str) -> bool:
    """Return whether a setting is on."""
    return next((one.on for one in look.rows(Option) if one.name == name), OPTIONS[name])


def _ways(look: Look) -> list[parts.Way]:
    return look.skin.ordered("ways", [
        parts.Way("agenda", look.say("agenda"), "calendar_view_day", ("go", "home")),
        parts.Way("invitations", look.say("invitations"), "mail", ("go", "invitations")),
        parts.Way("settings", look.say("settings"), "settings", ("go", "settings")),
    ])


def _row(look: Look, identity: str, one: Any) -> Widget:
    words = one.location or look.listing(guests_of(look, one)[:3])
    time = look.say("all_day") if one.all_day else look.clock(one.start)
    return material.list_row(one.summary, words, material.disc("event_repeat" if one.recurrence else "event"), time,
                             act=("open", "event", f"event={identity}"), key=f"event_{identity}")


@APP.screen("home")
def home(look: Look) -> Widget:
    """Show what is coming, day by day."""
    body: list[Widget] = []
    day = ""
    for identity, one in events_of(look):
        if look.day(one.start) != day:
            day = look.day(one.start)
            body.append(material.section(look.full_day(one.start)))
        body.append(_row(look, identity, one))
    return parts.page(
        look, look.name, *body or [parts.note(look.say("nothing"))], back=False, ways=_ways(look), at="agenda",
        fab=material.fab("add", ("open", "new"), look.say("new_event"), key="new"),
    )


@APP.screen("invitations")
def invitations(look: Look) -> Widget:
    """Show what the owner is invited to and has not answered."""
    rows = [_row(look, identity, one) for identity, one in events_of(look) if answer_of(look, one) == "needsAction"]
    return parts.page(look, look.say("invitations"), *rows or [parts.note(look.say("nothing"))], back=False,
                      ways=_ways(look), at="invitations")


@APP.screen("event")
def event(look: Look) -> Widget:
    """Show an event, with the answers to an invitation or what its organiser may do."""
    one, identity = event_of(look), look.arg("event")
    if one is None or one.status == "cancelled":
        return parts.page(look, look.say("gone"))
    pairs = [(look.say("when"), when_of(look, one)), (look.say("place"), one.location),
             (look.say("organiser"), one.organizer)]
    body = [parts.figures(*(pair for pair in pairs if pair[1]), key="details")]
    if guests_of(look, one):
        body.append(material.list_row(look.say("guests"), look.listing(guests_of(look, one)), material.disc("group")))
    if one.recurrence:
        body.append(parts.note(look.say("repeats")))
    if one.description:
        body.append(parts.note(_LINK.sub("", one.description).strip(), "on_surface"))
    buttons: list[Widget] = []
    if link_of(one):
        buttons.append(material.wide_button(look.say("open_link"), ("open_link",), key="open_link"))
    if answer_of(look, one):
        buttons += [material.wide_button(look.say(answer), ("respond", answer), "tonal", key=answer)
                    for answer in ("accepted", "tentative", "declined")]
    actions = (
        material.icon_button("edit", ("open", "change", f"event={identity}"), look.say("change"), key="change"),
        material.icon_button("delete", ("open", "call_off", f"event={identity}"), look.say("call_off"),
                             key="call_off"),
    )
    return parts.page(look, one.summary, *body, actions=actions, buttons=buttons)


@APP.screen("call_off", "dialog", modal=True)
@shows(event_of)
def call_off(look: Look) -> Widget:
    """Ask before an event is called off, of a series for all times."""
    one = event_of(look)
    count = len(guests_of(look, one))
    said = [look.say("guests_told", count=count)] if count else []
    if one.recurrence:
        said.insert(0, look.say("whole_series"))
    return parts.dialog(look.say("call_off_question", what=one.summary), tuple(text(words) for words in said), (
        material.button(look.say("keep"), ("back",), "plain", key="keep"),
        material.button(look.say("call_off"), ("call_off",), "danger", key="call_off_now"),
    ))


def _days(look: Look) -> Widget:
    chips = [material.chip(look.day(look.now + ahead * DAY), ("in_days", str(ahead)), key=f"day_{ahead}")
             for ahead in range(1, 5)]
    return wrap(*chips, style=Style(width=FILL, gap=8, padding=(16, 4, 16, 4)))


@APP.screen("new")
def new(look: Look) -> Widget:
    """Show the form for an event: title, day and time have to be there, the rest need not."""
    return parts.page(
        look, look.say("new_event"), parts.field(look, "what", look.say("what")),
        parts.field(look, "date", look.say("date_field"), hint="2026-03-05"), _days(look),
        parts.field(look, "time", look.say("time_field"), hint="09:00"),
        parts.field(look, "words", look.say("note_optional")),
        *look.skin.ordered("optional", [
            parts.field(look, "place", look.say("place_optional")),
            parts.field(look, "invited", look.say("guests_optional")),
            parts.switch(look, "video", look.say("video")),
        ]),
        actions=(material.icon_button("check", ("save",), look.say("save"), key="save", ink="primary"),),
    )


@APP.screen("change")
@shows(event_of)
def change(look: Look) -> Widget:
    """Show the form in which an event is changed."""
    one = event_of(look)
    return parts.page(
        look, look.say("change"), parts.field(look, "what", look.say("what"), default=one.summary),
        parts.field(look, "place", look.say("place_optional"), default=one.location),
        parts.field(look, "invited", look.say("more_guests")),
        buttons=(material.wide_button(look.say("save"), ("save_change",), key="save"),),
    )


@APP.screen("settings")
def settings(look: Look) -> Widget:
    """Show the settings, and the ways to share and to clear the calendar."""
    return parts.page(
        look, look.say("settings"),
        *(switch_row(look.say(name), option_of(look, name), ("switch", name), key=name) for name in OPTIONS),
        parts.listed(parts.Card("sharing", look.say("sharing"), icon="share", act=("open", "sharing"))),
        parts.listed(parts.Card("clear", look.say("clear"), icon="delete_sweep", act=("open", "clear"))),
        back=False, ways=_ways(look), at="settings",
    )


ROLES = ("freeBusyReader", "reader", "writer")
"""What can be given to somebody, the least first, as the service calls it."""


@APP.screen("sharing")
def sharing(look: Look) -> Widget:
    """Show who may see the calendar, and the form to let somebody else."""
    rows = [
        parts.listed(parts.Card(f"rule_{i}", rule.value, look.say(f"role_{rule.role}"), look.say("end"), "person",
                                act=("end_sharing", rule.value)))
        for i, (_, rule) in enumerate(found(look, "calendar.rules", "by_calendar", look.device.owner))
        if rule.scope == "user" and rule.role in ROLES
    ]
    return parts.page(
        look, look.say("sharing"), *rows, parts.field(look, "who", look.say("who")),
        *(parts.choice(look, "role", role, look.say(f"role_{role}"), default="reader") for role in ROLES),
        buttons=(material.wide_button(look.say("share"), ("share",), key="share"),),
    )


@APP.screen("clear", "dialog")
def clear(look: Look) -> Widget:
    """Ask before all events are deleted for good."""
    return parts.dialog(look.say("clear"), (text(look.say("clear_text")),), (
        material.button(look.say("keep"), ("back",), "plain", key="keep"),
        material.button(look.say("clear_now"), ("clear_all",), "danger", key="clear_now"),
    ), icon_name="delete_forever")


@APP.screen("link")
def link(look: Look) -> Widget:
    """Show what an event's address leads to."""
    return parts.page(look, look.arg("address"), parts.note(look.say("link_text", address=look.arg("address"))))
