"""Writing mail: new messages, answers, what is passed on, and the contacts to choose from."""

from typing import Any

from ...screens import material
from ...screens.widgets import Widget
from .. import parts
from ..act import Act
from ..look import Look
from ..offices import found, needs, request
from .mail import APP, named, opened, people_of


def _draft(look: Look, title: str, people: Widget, *fields: Widget) -> Widget:
    return parts.page(
        look, title, people, *fields, parts.field(look, "words", look.say("body"), lines=4),
        actions=(material.icon_button("send", ("send",), look.say("send"), key="send", ink="primary"),),
    )


@APP.screen("compose")
def compose(look: Look) -> Widget:
    """Show the form for a new message."""
    return _draft(
        look, look.say("compose"), parts.field(look, "to", look.say("to")),
        parts.listed(parts.Card("pick", look.say("pick_contact"), icon="contacts", act=("pick",))),
        parts.field(look, "cc", look.say("copy_to")), parts.field(look, "subject", look.say("subject")),
    )


@APP.screen("answer")
def answer(look: Look) -> Widget:
    """Show the form for an answer or for passing a message on, with those who get it."""
    one, way = opened(look), look.arg("way")
    if one is None:
        return parts.page(look, look.say("gone"))
    if way == "forward":
        return _draft(look, look.say(way), parts.field(look, "to", look.say("to")), parts.note(one.subject))
    people = people_of(look, _answered(look, one, way))
    recipients = material.list_row(look.say("to"), people, material.disc("group"), key="recipients")
    return _draft(look, look.say(way), recipients, parts.note(one.subject))


def _answered(look: Look, one: Any, way: str) -> list[Any]:
    """Return who gets an answer."""
    others = (*one.to, *one.cc) if way == "reply_all" else ()
    return [one.sender, *(other for other in others if other.email != look.device.owner)]


def _subject(look: Look) -> object | None:
    """Return what is answered; something, where nothing is."""
    return opened(look) if look.arg("way") else look.page


@APP.screen("contacts", "sheet")
def contacts(look: Look) -> Widget:
    """Show whom the user has written with."""
    rows = found(look, "mail.messages", "by_mailbox", look.device.owner)
    people = {one.sender.email: named(one.sender) for _, one in rows if one.sender.email != look.device.owner}
    return parts.sheet(material.section(look.say("pick_contact")), *(
        parts.listed(parts.Card(f"contact_{i}", name, email, icon="person", act=("picked", email)))
        for i, (email, name) in enumerate(sorted(people.items()))
    ))


@APP.event("pick")
def pick(act: Act) -> None:
    """Choose a recipient among the contacts."""
    act.need("contacts", then=("show_contacts",), without=("no_contacts",))


@APP.event("show_contacts")
def show_contacts(act: Act) -> None:
    """Show the contacts."""
    act.open("contacts")


@APP.event("no_contacts")
def no_contacts(act: Act) -> None:
    """Say that the address has to be typed."""
    act.toast(act.say("type_address"))


@APP.event("picked")
def picked(act: Act, address: str) -> None:
    """Take a contact as the recipient."""
    act.back()
    act.set("to", address)


@APP.event("send")
@needs(_subject)
def send(act: Act) -> None:
    """Send what is written."""
    body, to = act.value("words"), [one.strip() for one in act.value("to").split(",") if one.strip()]
    way = act.arg("way")
    if way in ("reply", "reply_all"):
        people = ", ".join(one.email for one in _answered(act, opened(act), way))
        sent = request(act, "mail.reply", message_id=act.arg("message"), body=body, reply_all=way == "reply_all")
    elif not to:
        act.toast(act.say("no_recipient"))
        return
    elif way == "forward":
        people = ", ".join(to)
        sent = request(act, "mail.forward", message_id=act.arg("message"), to=[*to], body=body)
        if sent is not None:
            act.effect("file.shared", name=opened(act).subject, **{"with": people}, scope="mail")
    else:
        copies = [one.strip() for one in act.value("cc").split(",") if one.strip()]
        people = ", ".join((*to, *copies))
        sent = request(act, "mail.send", to=[*to], cc=[*copies], subject=act.value("subject"), body=body)
    if sent is not None:
        act.effect("message.sent", to=people, text=body)
        act.back()
        act.toast(act.say("sent"))
