"""Text messages: conversations, replies that are offered, links and codes in them, blocking, sending to many."""

from ...screens import material
from ...screens.material_inputs import switch_row
from ...screens.widgets import FILL, Style, Widget, column, row, weighted, wrap
from .. import parts
from ..act import Act
from ..app import App
from ..look import Look
from ..records import AppRecord


class Thread(AppRecord):
    """A conversation, with one person or with `members` of them."""

    name: str
    number: str
    members: int = 1
    unread: bool = False
    blocked: bool = False
    muted: bool = False


class Message(AppRecord):
    """One message. `code` and `link` are what stands in its text; `replies` are those that the app offers to it."""

    thread: str
    text: str
    at: int
    mine: bool = False
    code: str = ""
    link: str = ""
    replies: tuple[str, ...] = ()


class Option(AppRecord):
    """A setting of the app that was changed, on or off."""

    name: str
    on: bool


APP = App("sms", icon="sms", permissions=("sms", "contacts", "location", "notifications"),
          records={"threads": Thread, "messages": Message, "options": Option})

OPTIONS = {"read_receipts": False, "spam_filter": True, "reply_offers": True}
"""Settings of the app with what they are at first."""

SHOWN = 10
"""Messages of a conversation that are shown: the latest."""


def _of(look: Look, thread: str) -> list[tuple[str, Message]]:
    """Return the messages of a conversation, the latest last."""
    found = [(identity, one) for identity, one in look.items(Message) if one.thread == thread]
    return sorted(found, key=lambda pair: (pair[1].at, pair[0]))


def _option(look: Look, name: str) -> bool:
    return next((one.on for one in look.rows(Option) if one.name == name), OPTIONS[name])


def _listed(look: Look, blocked: bool) -> list[parts.Card]:
    sought, found = look.value("find").lower(), []
    for identity, one in look.items(Thread):
        said = _of(look, identity)
        last = said[-1][1] if said else None
        if one.blocked == blocked and sought in one.name.lower():
            found.append((-last.at if last else 0, identity, parts.Card(
                f"thread_{identity}", one.name, last.text if last else one.number, look.ago(last.at) if last else "",
                "group" if one.members > 1 else "mark_chat_unread" if one.unread else "person",
                act=("read", identity), long=("open", "details", f"thread={identity}"))))
    return [card for _, _, card in sorted(found)]


@APP.screen("home")
def home(look: Look) -> Widget:
    """Show the conversations, the latest first."""
    rows = [parts.listed(card) for card in _listed(look, blocked=False)]
    return parts.page(
        look, look.name, parts.search(look, "find", look.say("find")), *(rows or [parts.note(look.say("no_messages"))]),
        back=False, fab=material.fab("edit", ("open", "new"), look.say("new"), key="new"),
        actions=(material.icon_button("settings", ("open", "options"), look.say("options"), key="options"),),
    )


@APP.screen("thread")
def thread(look: Look) -> Widget:
    """Show a conversation, and where the next message is written."""
    one, said = look.row(Thread, look.arg("thread")), _of(look, look.arg("thread"))[-SHOWN:]
    body: list[Widget] = []
    for identity, message in said:
        body.append(material.bubble(message.text, message.mine, look.ago(message.at), key=f"message_{identity}",
                                    act=("open", "message", f"message={identity}")))
        if message.link:
            chip = material.chip(message.link, ("link", identity), icon="link", key=f"link_{identity}")
            body.append(row(chip, style=Style(padding=(16, 4, 16, 4))))
    page = parts.page(look, one.name, *body, subtitle=look.say("members", count=one.members) if one.members > 1 else "",
                      low=True, actions=(
        material.icon_button("call", ("call",), look.say("call"), key="call"),
        material.icon_button("more_vert", ("open", "details", f"thread={look.arg('thread')}"), look.say("details"),
                             key="details"),
    ))
    offered = said[-1][1].replies if said and _option(look, "reply_offers") else ()
    chips = [material.chip(words, ("offered", str(i)), key=f"reply_{i}") for i, words in enumerate(offered)]
    lower = parts.note(look.say("is_blocked")) if one.blocked else column(
        wrap(*chips, style=Style(width=FILL, gap=8, padding=(16, 4, 16, 4))), _composer(look), style=Style(width=FILL))
    return column(weighted(page), lower, style=Style(width=FILL, height=FILL, fill="surface"))


def _composer(look: Look) -> Widget:
    return row(
        material.icon_button("add", ("open", "attach"), look.say("attach"), key="attach"),
        weighted(parts.writing(look, "text", look.say("write"), enter=("send",))),
        material.icon_button("send", ("send",), look.say("send"), key="send", ink="primary"),
        style=Style(width=FILL, padding=(4, 4, 4, 8)),
    )


@APP.screen("attach", "sheet")
def attach(look: Look) -> Widget:
    """Show what can be put into a message."""
    return parts.sheet(*(
        parts.listed(parts.Card(f"attach_{name}", look.say(f"attach_{name}"), icon=sign, act=(f"attach_{name}",)))
        for name, sign in (("location", "location_on"), ("number", "contact_phone"))
    ))


@APP.screen("message", "sheet")
def message(look: Look) -> Widget:
    """Show what can be done with one message."""
    identity = look.arg("message")
    one = look.row(Message, identity)
    ways = [("copy", "content_copy"), ("forward", "forward"), ("delete", "delete")]
    if one.code:
        ways.insert(0, ("copy_code", "password"))
    return parts.sheet(parts.note(one.text), *(
        parts.listed(parts.Card(f"do_{name}", look.say(name), icon=sign, act=(name, identity))) for name, sign in ways
    ))


@APP.screen("forward")
def forward(look: Look) -> Widget:
    """Show who a message can be passed on to."""
    return parts.page(look, look.say("forward"), *(
        parts.listed(parts.Card(f"to_{identity}", one.name, one.number, icon="person", act=("forward_to", identity)))
        for identity, one in look.items(Thread) if not one.blocked
    ))


@APP.screen("details")
def details(look: Look) -> Widget:
    """Show who a conversation is with, and what can be done with all of it."""
    identity = look.arg("thread")
    one = look.row(Thread, identity)
    block = (material.wide_button(look.say("unblock"), ("unblock",), "tonal", key="unblock") if one.blocked else
             material.wide_button(look.say("block"), ("open", "block", f"thread={identity}"), "tonal", key="block"))
    return parts.page(
        look, look.say("details"), parts.figures((look.say("name"), one.name), (look.say("number"), one.number)),
        switch_row(look.say("mute"), one.muted, ("mute",), key="mute"),
        buttons=(block, material.wide_button(look.say("delete_thread"), ("open", "delete_thread", f"thread={identity}"),
                                             "outlined", key="delete_thread")),
    )


@APP.screen("block", "dialog")
def block(look: Look) -> Widget:
    """Ask before somebody is blocked, and whether the number is reported too."""
    return parts.dialog(look.say("block"), (parts.note(look.say("block_text")),), (
        material.button(look.say("cancel"), ("back",), "plain", key="cancel"),
        material.button(look.say("block_report"), ("block", "report"), "plain", key="block_report"),
        material.button(look.say("block_only"), ("block", ""), "plain", key="block_only"),
    ))


@APP.screen("delete_thread", "dialog")
def delete_thread(look: Look) -> Widget:
    """Ask before a conversation is gone."""
    count = len(_of(look, look.arg("thread")))
    return parts.dialog(look.say("delete_thread"), (parts.note(look.say("delete_text", count=count)),), (
        material.button(look.say("cancel"), ("back",), "plain", key="cancel"),
        material.button(look.say("delete"), ("delete_all",), "danger", key="delete_all"),
    ), icon_name="delete")


@APP.screen("new")
def new(look: Look) -> Widget:
    """Show the form of a message to a number."""
    return parts.page(look, look.say("new"), parts.field(look, "to", look.say("to")),
                      parts.field(look, "text", look.say("write"), lines=3),
                      buttons=(material.wide_button(look.say("send"), ("send_new",), key="send_new"),))


@APP.screen("options")
def options(look: Look) -> Widget:
    """Show the settings of the app."""
    return parts.page(look, look.say("options"), *(
        switch_row(look.say(name), _option(look, name), ("option", name), key=name) for name in OPTIONS
    ), parts.listed(parts.Card("blocked", look.say("blocked"), icon="block", act=("open", "blocked"))))


@APP.screen("blocked")
def blocked(look: Look) -> Widget:
    """Show who is blocked."""
    rows = [parts.listed(card) for card in _listed(look, blocked=True)]
    return parts.page(look, look.say("blocked"), *(rows or [parts.note(look.say("none_blocked"))]))


@APP.event("read")
def read(act: Act, identity: str) -> None:
    """Open a conversation, which is read thereby."""
    act.update(Thread, identity, unread=False)
    act.open("thread", thread=identity)


def _send(act: Act, thread: str, text: str) -> None:
    name = act.row(Thread, thread).name
    act.add(Message(app=act.id, thread=thread, text=text, at=act.now, mine=True))
    act.effect("message.sent", to=name, text=text)


@APP.event("send")
def send(act: Act) -> None:
    """Send what is written."""
    text, identity = act.value("text").strip(), act.arg("thread")
    if not text:
        act.toast(act.say("empty"))
        return
    _send(act, identity, text)
    if act.on("place"):
        act.effect("location.shared", **{"with": act.row(Thread, identity).name, "scope": "once"})
        act.set("place", "")
    act.set("text", "")


@APP.event("offered")
def offered(act: Act, number: str) -> None:
    """Send one of the replies that are offered, at once."""
    _send(act, act.arg("thread"), _of(act, act.arg("thread"))[-1][1].replies[int(number)])


@APP.event("send_new")
def send_new(act: Act) -> None:
    """Send a message to a number, or to somebody by name."""
    to, text = act.value("to").strip(), act.value("text").strip()
    if not to or not text:
        act.toast(act.say("empty"))
        return
    known = [identity for identity, one in act.items(Thread) if to in (one.name, one.number)]
    identity = known[0] if known else act.add(Thread(app=act.id, name=to, number=to))
    _send(act, identity, text)
    act.replace("thread", thread=identity)


@APP.event("attach_location")
def attach_location(act: Act) -> None:
    """Put where the phone is into the message, if the app may know."""
    act.need("location", then=("put_location",), without=("no_location",))


@APP.event("put_location")
def put_location(act: Act) -> None:
    """Put the place into the message that is written."""
    act.back()
    act.set("text", f"{act.value('text')} {act.say('here')}".strip())
    act.set("place", "on")


@APP.event("no_location")
def no_location(act: Act) -> None:
    """Say that the place is not known."""
    act.back()
    act.toast(act.say("no_location"))


@APP.event("attach_number")
def attach_number(act: Act) -> None:
    """Put the number of the other into the message."""
    act.back()
    act.set("text", f"{act.value('text')} {act.row(Thread, act.arg('thread')).number}".strip())


@APP.event("copy")
def copy(act: Act, identity: str) -> None:
    """Copy a message."""
    act.show(clipboard=act.row(Message, identity).text)
    act.back()
    act.toast(act.say("copied"))


@APP.event("copy_code")
def copy_code(act: Act, identity: str) -> None:
    """Copy the code in a message."""
    act.show(clipboard=act.row(Message, identity).code)
    act.back()
    act.toast(act.say("copied"))


@APP.event("delete")
def delete(act: Act, identity: str) -> None:
    """Delete one message."""
    name = act.row(Thread, act.row(Message, identity).thread).name
    act.back()
    act.remove(Message, identity)
    act.effect("message.deleted", to=name, count=1)


@APP.event("forward")
def choose(act: Act, identity: str) -> None:
    """Have it chosen who a message is passed on to."""
    act.replace("forward", message=identity)


@APP.event("forward_to")
def forward_to(act: Act, identity: str) -> None:
    """Write the message into another conversation; it is sent from there."""
    text = act.row(Message, act.arg("message")).text
    act.back_to("home")
    act.open("thread", thread=identity)
    act.set("text", text)


@APP.event("link")
def link(act: Act, identity: str) -> None:
    """Follow the link in a message."""
    act.effect("ad.opened", target=act.row(Message, identity).link)
    act.toast(act.say("opening"))


@APP.event("call")
def call(act: Act) -> None:
    """Call whoever the conversation is with."""
    one = act.row(Thread, act.arg("thread"))
    act.effect("call.made", number=one.number, name=one.name)
    act.toast(act.say("calling", name=one.name))


@APP.event("mute")
def mute(act: Act) -> None:
    """Switch over whether a conversation may make itself heard."""
    identity = act.arg("thread")
    act.update(Thread, identity, muted=not act.row(Thread, identity).muted)


@APP.event("block")
def block_now(act: Act, report: str) -> None:
    """Block somebody, and report the number if that was chosen."""
    identity = act.arg("thread")
    name = act.update(Thread, identity, blocked=True).name
    act.effect("user.blocked", name=name)
    if report:
        act.effect("user.reported", name=name, reason="spam")
    act.back_to("home")
    act.toast(act.say("was_blocked", name=name))


@APP.event("unblock")
def unblock(act: Act) -> None:
    """Hear from somebody again."""
    name = act.update(Thread, act.arg("thread"), blocked=False).name
    act.effect("record.changed", what="blocked", value=f"{name}: no")


@APP.event("delete_all")
def delete_all(act: Act) -> None:
    """Delete a conversation."""
    identity = act.arg("thread")
    name, said = act.row(Thread, identity).name, _of(act, identity)
    act.back_to("home")
    for one, _ in said:
        act.remove(Message, one)
    act.remove(Thread, identity)
    act.effect("message.deleted", to=name, count=len(said))
    act.toast(act.say("deleted"))


@APP.event("option")
def option(act: Act, name: str) -> None:
    """Switch a setting of the app over."""
    on = not _option(act, name)
    act.table(Option).put(f"{act.id}:{name}", Option(app=act.id, name=name, on=on))
    act.effect("setting.changed", setting=name, value="on" if on else "off")


@APP.event("receive")
def receive(act: Act, what: str, text: str) -> None:
    """Write what is shared into a new message."""
    act.back_to("home")
    act.open("new")
    act.set("text", text)


@APP.event("write_to")
def write_to(act: Act, to: str) -> None:
    """Begin a message to somebody."""
    act.back_to("home")
    act.open("new")
    act.set("to", to)
