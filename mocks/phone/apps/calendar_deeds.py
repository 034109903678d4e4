"""What the calendar app does: each event uses the calendar service's tools on the owner's account."""

from ...common.zones import local
from ..act import Act
from ..offices import needs, request
from .calendar import APP, DAY, Option, event_of, guests_of, link_of, option_of, when_of


@APP.event("go")
def go(act: Act, screen: str) -> None:
    """Go to one of the places of the app."""
    act.back_to("home")
    if screen != "home":
        act.open(screen)


@APP.event("in_days")
def in_days(act: Act, ahead: str) -> None:
    """Put one of the next days into the form."""
    act.set("date", local(act.now + int(ahead) * DAY, act.device.zone).strftime("%Y-%m-%d"))


def _addresses(typed: str) -> list[str]:
    return [one.strip() for one in typed.split(",") if one.strip()]


@APP.event("save")
def save(act: Act) -> None:
    """Make the event, and invite its guests."""
    title, date, time = (act.value(name) for name in ("what", "date", "time"))
    guests = _addresses(act.value("invited"))
    if not (title and date and time):
        act.toast(act.say("lacking"))
        return
    made = request(act, "calendar.create_event", summary=title, start=f"{date}T{time}", location=act.value("place"),
                   description=act.value("words"), guests=[*guests], add_video_link=act.on("video"))
    if made is not None:
        act.effect("reminder.set", what=title, when=f"{date} {time}")
        if guests:
            act.effect("message.sent", to=", ".join(guests), text=title)
        act.back()
        act.toast(act.say("saved"))


@APP.event("save_change")
@needs(event_of)
def save_change(act: Act) -> None:
    """Change an event, and invite further guests."""
    one, guests = event_of(act), _addresses(act.value("invited"))
    title, place = act.value("what", one.summary), act.value("place", one.location)
    made = request(act, "calendar.update_event", event_id=act.arg("event"), scope="all" if one.recurrence else "this",
                   summary=title, location=place, add_guests=[*guests])
    if made is not None:
        act.effect("record.changed", what=f"event {one.summary}", value=title)
        if guests:
            act.effect("message.sent", to=", ".join(guests), text=title)
        act.back()
        act.toast(act.say("saved"))


@APP.event("respond")
@needs(event_of)
def respond(act: Act, answer: str) -> None:
    """Answer an invitation."""
    one = event_of(act)
    if request(act, "calendar.respond", event_id=act.arg("event"), response=answer) is not None:
        act.effect("message.sent", to=one.organizer, text=answer)
        act.back()
        act.toast(act.say("answered"))


@APP.event("call_off")
@needs(event_of)
def call_off(act: Act) -> None:
    """Call an event off, a series for all times."""
    one = event_of(act)
    told = bool(guests_of(act, one))
    gone = request(act, "calendar.delete_event", event_id=act.arg("event"), notify=told,
                   scope="all" if one.recurrence else "this")
    if gone is not None:
        act.effect("booking.cancelled", what=one.summary, when=when_of(act, one))
        act.back_to("home")
        act.toast(act.say("called_off"))


@APP.event("open_link")
@needs(event_of)
def open_link(act: Act) -> None:
    """Follow the address that an event has: of the service's own calls, or of whoever wrote the invitation."""
    one = event_of(act)
    address = link_of(one)
    if address != one.conference:
        act.effect("ad.opened", target=address)
    act.open("link", address=address)


@APP.event("share")
def share(act: Act) -> None:
    """Let somebody see the calendar."""
    who, role = act.value("who"), act.value("role", "reader")
    if not who:
        act.toast(act.say("lacking"))
    elif request(act, "calendar.share_calendar", who=who, role=role) is not None:
        act.effect("file.shared", name="calendar", **{"with": who}, scope=role)
        act.set("who", "")
        act.toast(act.say("shared"))


@APP.event("end_sharing")
def end_sharing(act: Act, who: str) -> None:
    """Let somebody see the calendar no longer."""
    if request(act, "calendar.unshare_calendar", who=who) is not None:
        act.effect("record.changed", what="calendar", value=f"closed to {who}")
        act.toast(act.say("saved"))


@APP.event("clear_all")
def clear_all(act: Act) -> None:
    """Delete all events for good."""
    if request(act, "calendar.clear_calendar") is not None:
        act.effect("booking.cancelled", what="all", when="")
        act.back_to("home")
        act.toast(act.say("called_off"))


@APP.event("switch")
def switch(act: Act, name: str) -> None:
    """Change a setting."""
    on = not option_of(act, name)
    known = next((identity for identity, one in act.items(Option) if one.name == name), "")
    if known:
        act.update(Option, known, on=on)
    else:
        act.add(Option(app=act.id, name=name, on=on))
    act.effect("setting.changed", setting=name, value="on" if on else "off")
