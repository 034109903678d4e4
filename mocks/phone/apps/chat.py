"""Chat of a workplace: channels, direct messages, threads, reactions, members, a status, and where one is.

All that is said is the chat service's: what is read are its rows, what is done is done with its tools.
"""

from typing import Any

from ...screens import material
from ...screens.material_inputs import switch_row
from ...screens.widgets import FILL, Style, Widget, column, row, text, weighted
from .. import parts
from ..app import App
from ..look import Look
from ..offices import found, known, shows
from ..records import AppRecord


class Option(AppRecord):
    """A setting of the app that was changed, on or off."""

    name: str
    on: bool


APP = App("chat", account=known("chat.users", "by_email"), icon="forum",
          permissions=("location", "contacts", "notifications"), records={"options": Option})

OPTIONS = {"previews": True, "sounds": True, "sync_contacts": False}
"""Settings of the app with what they are at first."""

SHOWN = 12
"""Messages of a conversation that are shown: the latest. Ours."""

REACTIONS = {"thumbsup": "thumb_up", "tada": "celebration", "heart": "favorite"}
"""The reactions that are offered, by the service's names, with their icons."""


def users_of(look: Look) -> Any:
    return look.rows_at("chat.users")


def me_of(look: Look) -> str:
    return next((one for one, _ in found(look, "chat.users", "by_email", look.device.owner)), "")


def _members(look: Look, channel: str) -> list[str]:
    return [one.user for _, one in found(look, "chat.members", "by_channel", channel)]


def _others(look: Look, channel: str) -> list[str]:
    me = me_of(look)
    return [one for one in _members(look, channel) if one != me]


def called(look: Look, channel: str) -> str:
    """Return what a conversation is called: a channel's name, else those whom one talks with."""
    one = look.rows_at("chat.channels")[channel]
    if one.name:
        return f"#{one.name}"
    return look.listing(users_of(look)[user].name for user in _others(look, channel)) or look.say("yourself")


def _said(look: Look, channel: str, root: str = "") -> list[tuple[str, Any]]:
    """Return what was said in a conversation or a thread of it, the latest last."""
    index, key = ("by_thread", f"{channel}:{root}") if root else ("by_channel", channel)
    return [pair for pair in found(look, "chat.messages", index, key) if not pair[1].tombstone][-SHOWN:]


def ts_of(at: int) -> str:
    return f"{at // 1_000_000}.{at % 1_000_000:06}"


def message_of(look: Look) -> Any:
    return look.rows_at("chat.messages").get(look.arg("message"))


def option_of(look: Look, name: str) -> bool:
    return next((one.on for one in look.rows(Option) if one.name == name), OPTIONS[name])


def _ways(look: Look) -> list[parts.Way]:
    return look.skin.ordered("ways", [
        parts.Way("talks", look.say("talks"), "chat", ("go", "home")),
        parts.Way("people", look.say("people"), "group", ("go", "people")),
        parts.Way("you", look.say("you"), "account_circle", ("go", "you")),
    ])


@APP.screen("home")
def home(look: Look) -> Widget:
    """Show the conversations: channels, then direct messages."""
    channels, direct = list[Widget](), list[Widget]()
    for _, place in found(look, "chat.members", "by_user", me_of(look)):
        said = _said(look, place.channel)
        last = said[-1][1] if said else None
        named = look.rows_at("chat.channels")[place.channel].name
        unread = last is not None and last.at > place.last_read and last.user != me_of(look)
        (channels if named else direct).append(material.list_row(
            called(look, place.channel), last.text if last else "",
            material.disc("tag" if named else "person"), look.ago(last.at // 1000) if last else "",
            act=("read", place.channel), key=f"talk_{place.channel}", bold=unread,
        ))
    return parts.page(
        look, look.name, material.section(look.say("channels")), *channels, material.section(look.say("direct")),
        *direct, back=False, ways=_ways(look), at="talks",
        fab=material.fab("edit", ("go", "people"), look.say("new_talk"), key="new_talk"),
    )


def _line(look: Look, identity: str, one: Any) -> list[Widget]:
    mine = one.user == me_of(look)
    who = "" if mine else users_of(look)[one.user].name
    stamp = f"{who} · {look.ago(one.at // 1000)}" if who else look.ago(one.at // 1000)
    marks = [mark.emoji for _, mark in found(look, "chat.reactions", "by_message", identity)]
    if marks:
        stamp = f"{stamp} · {' '.join(f':{mark}:' for mark in marks)}"
    return [material.bubble(one.text, mine, stamp, key=f"message_{identity}",
                            act=("open", "message", f"message={identity}"))]


def _writing(look: Look) -> Widget:
    return row(
        material.icon_button("add", ("open", "attach"), look.say("attach"), key="attach"),
        weighted(parts.writing(look, "text", look.say("write"), enter=("send",))),
        material.icon_button("send", ("send",), look.say("send"), key="send", ink="primary"),
        style=Style(width=FILL, padding=(4, 4, 4, 8)),
    )


@APP.screen("talk")
def talk(look: Look) -> Widget:
    """Show a conversation, and where the next message is written."""
    channel = look.arg("channel")
    body = [part for identity, one in _said(look, channel) for part in _line(look, identity, one)]
    count = len(_members(look, channel))
    page = parts.page(
        look, called(look, channel), *body, low=True,
        subtitle=look.say("members", count=count) if count > 2 else "", actions=(
            material.icon_button("group", ("open", "members", f"channel={channel}"), look.say("people"),
                                 key="members"),
            material.icon_button("more_vert", ("open", "details", f"channel={channel}"), look.say("details"),
                                 key="details"),
        ))
    return column(weighted(page), _writing(look), style=Style(width=FILL, height=FILL, fill="surface"))


@APP.screen("thread")
def thread(look: Look) -> Widget:
    """Show a message with the answers to it."""
    one, channel = message_of(look), look.arg("channel")
    if one is None:
        return parts.page(look, look.say("gone"))
    answers = [part for identity, said in _said(look, channel, one.root or ts_of(one.at))
               for part in _line(look, identity, said)]
    page = parts.page(look, look.say("thread"), *_line(look, look.arg("message"), one), *answers)
    return column(weighted(page), _writing(look), style=Style(width=FILL, height=FILL, fill="surface"))


@APP.screen("message", "sheet")
@shows(message_of)
def message(look: Look) -> Widget:
    """Show what can be done with one message."""
    one, identity = message_of(look), look.arg("message")
    ways: list[tuple[str, str, tuple[str, ...]]] = [
        ("answer", "reply", ("answer",)), ("save", "bookmark", ("save",)), ("pin", "push_pin", ("pin",)),
    ]
    if one.user == me_of(look):
        ways.append(("delete", "delete", ("open", "delete", f"message={identity}")))
    return parts.sheet(
        parts.note(one.text),
        row(*(material.icon_button(sign, ("react", name), name, key=f"react_{name}")
              for name, sign in REACTIONS.items()), style=Style(width=FILL, padding=(8, 0, 8, 0))),
        *(parts.listed(parts.Card(f"do_{name}", look.say(name), icon=sign, act=act)) for name, sign, act in ways),
    )


@APP.screen("delete", "dialog")
@shows(message_of)
def delete(look: Look) -> Widget:
    """Ask before a message is deleted for everybody."""
    return parts.dialog(look.say("delete"), (text(look.say("for_everybody")),), (
        material.button(look.say("cancel"), ("back",), "plain", key="cancel"),
        material.button(look.say("delete"), ("delete_message",), "danger", key="delete_message"),
    ))


@APP.screen("attach", "sheet")
def attach(look: Look) -> Widget:
    """Show what can be put into a message."""
    return parts.sheet(
        parts.listed(parts.Card("attach_location", look.say("share_location"), icon="location_on", act=("locate",))),
        parts.listed(parts.Card("attach_mention", look.say("mention_all"), icon="alternate_email",
                                act=("mention_all",))),
    )


@APP.screen("members")
def members(look: Look) -> Widget:
    """Show who is in a conversation."""
    channel = look.arg("channel")
    rows = [_person(look, user, ("open", "person", f"user={user}")) for user in _members(look, channel)]
    more = (material.wide_button(look.say("invite"), ("open", "invite", f"channel={channel}"), "tonal", key="invite"),)
    return parts.page(look, called(look, channel), *rows,
                      buttons=more if look.rows_at("chat.channels")[channel].name else ())


def _person(look: Look, user: str, act: tuple[str, ...]) -> Widget:
    one = users_of(look)[user]
    outside = look.say("outside") if one.role == "external" else ""
    return material.list_row(one.name, " · ".join(part for part in (one.title, one.email, outside) if part),
                             material.avatar(one.name[:1], 53 * len(one.email)), act=act, key=f"person_{user}")


@APP.screen("invite")
def invite(look: Look) -> Widget:
    """Show who could be put into a channel."""
    rows = [parts.tick(look, f"add_{user}", users_of(look)[user].name, users_of(look)[user].title)
            for user in strangers(look, look.arg("channel"))]
    return parts.page(look, look.say("invite"), *rows,
                      buttons=(material.wide_button(look.say("add"), ("invite_them",), key="add"),))


def strangers(look: Look, channel: str) -> list[str]:
    inside = _members(look, channel)
    return [user for user in users_of(look).ids() if user not in inside and users_of(look)[user].role == "member"]


@APP.screen("invited", "sheet")
def invited(look: Look) -> Widget:
    """Say who is in, and offer to add all the others."""
    count = len(strangers(look, look.arg("channel")))
    return parts.sheet(
        material.section(look.say("invited", names=look.arg("names"))),
        parts.note(look.say("others_offer", count=count)),
        buttons=look.skin.ordered("invited", [
            material.wide_button(look.say("add_all", count=count), ("add_all",), key="add_all"),
            material.wide_button(look.say("not_now"), ("back",), "tonal", key="not_now"),
        ]),
    )


@APP.screen("people")
def people(look: Look) -> Widget:
    """Show the people of the workplace."""
    sought = look.value("find").lower()
    rows = [_person(look, user, ("open", "person", f"user={user}")) for user in users_of(look).ids()
            if user != me_of(look) and sought in users_of(look)[user].name.lower()]
    return parts.page(look, look.say("people"), parts.search(look, "find", look.say("find_people")), *rows, back=False,
                      ways=_ways(look), at="people")


@APP.screen("person")
def person(look: Look) -> Widget:
    """Show a person's profile."""
    one = users_of(look)[look.arg("user")]
    pairs = [(look.say("title"), one.title), (look.say("address"), one.email), (look.say("status"), one.status_text)]
    return parts.page(look, one.name, parts.figures(*(pair for pair in pairs if pair[1])),
                      buttons=(material.wide_button(look.say("write_to"), ("write_to",), key="write_to"),))


@APP.screen("details")
def details(look: Look) -> Widget:
    """Show what a conversation is for, and its settings."""
    channel = look.arg("channel")
    one = look.rows_at("chat.channels")[channel]
    place = look.rows_at("chat.members").get(f"{channel} {me_of(look)}")
    muted = place is not None and place.muted
    return parts.page(
        look, called(look, channel),
        parts.figures(*(pair for pair in ((look.say("topic"), one.topic), (look.say("purpose"), one.purpose))
                        if pair[1])),
        switch_row(look.say("mute"), muted, ("mute", "off" if muted else "on"), key="mute"),
        *((parts.field(look, "topic", look.say("new_topic"), enter=("set_topic",)),
           parts.listed(parts.Card("leave", look.say("leave"), icon="logout", act=("leave",)))) if one.name else ()),
    )


@APP.screen("you")
def you(look: Look) -> Widget:
    """Show the user's own profile and the settings."""
    me = users_of(look).get(me_of(look))
    return parts.page(
        look, look.say("you"),
        *(() if me is None else (
            parts.listed(parts.Card("", me.name, me.email, icon="account_circle")),
            parts.field(look, "status", look.say("status"), default=me.status_text),
            parts.field(look, "name", look.say("shown_name"), default=me.name),
        )),
        *(switch_row(look.say(name), option_of(look, name), ("switch", name), key=name) for name in OPTIONS),
        back=False, ways=_ways(look), at="you",
        buttons=(material.wide_button(look.say("save"), ("save_profile",), key="save"),),
    )
