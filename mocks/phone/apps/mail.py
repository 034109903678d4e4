"""Mail: folders, messages, answers and new ones on the owner's mailbox, rules of it, and adverts among the mail.

The mailbox is the mail service's: what is read are its rows, what is done is done with its tools.
"""

from typing import Any

from ...screens import material
from ...screens.material_inputs import switch_row
from ...screens.widgets import Widget, text
from .. import parts
from ..act import Act
from ..app import App
from ..look import Look
from ..offices import found, known, needs, request
from ..records import AppRecord


class Promo(AppRecord):
    """An advert that lies among the mail and looks like it."""

    title: str
    text: str
    target: str


class Sender(AppRecord):
    """What the user has set for one sender; `list` says that he gets a newsletter from him."""

    address: str
    name: str
    list: bool = True
    blocked: bool = False


APP = App("mail", account=known("mail.mailboxes"), icon="mail", permissions=("contacts", "notifications"),
          records={"promos": Promo, "senders": Sender})

FOLDERS = {"INBOX": "inbox", "STARRED": "star", "SENT": "send", "DRAFT": "drafts", "SPAM": "report", "TRASH": "delete"}
"""The folders that are offered, by the label of the service, with their icons."""

SHOWN = 20
"""How many messages a folder shows. Ours."""


def _mailbox(look: Look) -> Any:
    return look.rows_at("mail.mailboxes").get(look.device.owner)


def _folder(look: Look, label: str) -> list[tuple[str, Any]]:
    """Return the messages of a folder, the newest first."""
    rows = found(look, "mail.messages", "by_label", f"{look.device.owner} {label}")
    shown = [(identity, one) for identity, one in rows if label in ("TRASH", "SPAM") or "TRASH" not in one.labels]
    return sorted(shown, key=lambda pair: (-pair[1].date, pair[0]))


def opened(look: Look) -> Any:
    return look.rows_at("mail.messages").get(look.arg("message"))


def named(address: Any) -> str:
    return str(address.name or address.email)


def people_of(look: Look, addresses: Any) -> str:
    return look.listing(named(one) for one in addresses)


def _ways(look: Look) -> list[parts.Way]:
    return [
        parts.Way("inbox", look.say("inbox"), "inbox", ("go", "home")),
        parts.Way("folders", look.say("folders"), "folder", ("go", "folders")),
        parts.Way("settings", look.say("settings"), "settings", ("go", "settings")),
    ]


def _row(look: Look, identity: str, one: Any) -> Widget:
    mine = "SENT" in one.labels or "DRAFT" in one.labels
    who = look.say("to_people", people=people_of(look, one.to)) if mine else named(one.sender)
    return material.list_row(
        who, one.subject or look.say("no_subject"), material.avatar(who[:1].upper(), 37 * len(who)),
        look.ago(one.date), act=("read", identity), key=f"mail_{identity}", bold="UNREAD" in one.labels,
    )


@APP.screen("home")
def home(look: Look) -> Widget:
    """Show the inbox, with adverts on top."""
    promos = [
        material.list_row(one.title, one.text, material.avatar(one.title[:1].upper(), 211), look.say("sponsored"),
                          act=("open_promo", identity), key=f"mail_{identity}")
        for identity, one in look.items(Promo)
    ]
    sought = look.value("find").lower()
    rows = [_row(look, identity, one) for identity, one in _folder(look, "INBOX")[:SHOWN]
            if sought in f"{named(one.sender)} {one.subject}".lower()]
    return parts.page(
        look, look.name, parts.search(look, "find", look.say("find_mail")), *promos, *rows,
        *(() if rows else (parts.note(look.say("empty")),)), back=False, ways=_ways(look), at="inbox",
        fab=material.fab("edit", ("open", "compose"), look.say("compose"), key="compose"),
    )


@APP.screen("folders")
def folders(look: Look) -> Widget:
    """Show the folders."""
    listed = [
        parts.listed(parts.Card(f"folder_{label.lower()}", look.say(f"folder_{label.lower()}"),
                                trail=str(len(_folder(look, label))), icon=sign,
                                act=("open", "folder", f"label={label}")))
        for label, sign in FOLDERS.items()
    ]
    return parts.page(look, look.say("folders"), *listed, back=False, ways=_ways(look), at="folders")


@APP.screen("folder")
def folder(look: Look) -> Widget:
    """Show the messages of one folder; the trash and spam can be emptied."""
    label = look.arg("label")
    rows = [_row(look, identity, one) for identity, one in _folder(look, label)[:SHOWN]]
    clear = (material.wide_button(look.say("empty_folder"), ("open", "empty", f"label={label}"), "tonal",
                                  key="empty_folder"),) if label in ("TRASH", "SPAM") and rows else ()
    return parts.page(look, look.say(f"folder_{label.lower()}"), *rows or [parts.note(look.say("empty"))],
                      buttons=clear)


@APP.screen("empty", "dialog")
def empty(look: Look) -> Widget:
    """Ask before all of a folder is deleted for good."""
    count = len(_folder(look, look.arg("label")))
    return parts.dialog(look.say("empty_folder"), (text(look.say("for_good", count=count)),), (
        material.button(look.say("cancel"), ("back",), "plain", key="cancel"),
        material.button(look.say("delete_for_good"), ("delete_all",), "danger", key="delete_for_good"),
    ), icon_name="delete_forever")


@APP.screen("message")
def message(look: Look) -> Widget:
    """Show a message, and what can be done with it."""
    identity, one = look.arg("message"), opened(look)
    if one is None:
        return parts.page(look, look.say("gone"))
    starred = "STARRED" in one.labels
    actions = look.skin.ordered("actions", [
        material.icon_button("archive", ("file", "archive"), look.say("archive"), key="archive"),
        material.icon_button("delete", ("file", "trash"), look.say("delete"), key="delete"),
        material.icon_button("star.filled" if starred else "star", ("star",), look.say("star"), key="star"),
    ])
    lists = any(row.list and row.address == one.sender.email for row in look.rows(Sender))
    body: list[Widget] = [
        material.list_row(named(one.sender), look.say("to_people", people=people_of(look, (*one.to, *one.cc))),
                          material.avatar(named(one.sender)[:1].upper(), 97), look.ago(one.date)),
        parts.note(one.body, "on_surface"),
        *(parts.listed(parts.Card(f"file_{i}", file.name, icon="attachment"))
          for i, file in enumerate(one.attachments)),
    ]
    if lists:
        body.append(parts.listed(parts.Card("unsubscribe", look.say("unsubscribe"), named(one.sender), icon="mail",
                                            act=("unsubscribe",))))
    ways = look.skin.ordered("answers", ["reply", "reply_all", "forward"])
    return parts.page(
        look, one.subject or look.say("no_subject"), *body,
        actions=(*actions, material.icon_button("more_vert", ("open", "more", f"message={identity}"),
                                                look.say("more"), key="more")),
        buttons=tuple(material.wide_button(look.say(way), ("open", "answer", f"message={identity}", f"way={way}"),
                                           "tonal", key=way) for way in ways),
    )


@APP.screen("more", "sheet")
def more(look: Look) -> Widget:
    """Show what else can be done with a message."""
    return parts.sheet(*(
        parts.listed(parts.Card(name, look.say(name), icon=sign, act=act)) for name, sign, act in (
            ("mark_unread", "mark_email_unread", ("file", "unread")), ("report_spam", "report", ("file", "spam")),
            ("block_sender", "block", ("block_sender",)),
        )
    ))


@APP.screen("left_list", "sheet")
def left_list(look: Look) -> Widget:
    """Say that the newsletter is off, and offer to delete what has come of it."""
    count = len(_from(look, look.arg("address")))
    return parts.sheet(
        material.section(look.say("unsubscribed", name=look.arg("name"))),
        parts.note(look.say("delete_offer", count=count)),
        buttons=look.skin.ordered("left_list", [
            material.wide_button(look.say("delete_them", count=count), ("delete_from",), key="delete_them"),
            material.wide_button(look.say("keep_them"), ("back",), "tonal", key="keep_them"),
        ]),
    )


def _from(look: Look, address: str) -> list[str]:
    rows = found(look, "mail.messages", "by_mailbox", look.device.owner)
    return [identity for identity, one in rows if one.sender.email == address]


@APP.screen("settings")
def settings(look: Look) -> Widget:
    """Show the settings of the mailbox."""
    box = _mailbox(look)
    return parts.page(
        look, look.say("settings"),
        *(() if box is None else (
            switch_row(look.say("vacation"), box.vacation_enabled, ("vacation",), box.vacation_body, key="vacation"),
            parts.field(look, "away", look.say("vacation_text")),
            parts.field(look, "signature", look.say("signature"), default=box.signature),
        )),
        parts.listed(parts.Card("forwarding", look.say("forwarding"), icon="forward_to_inbox",
                                act=("open", "forwarding"))),
        back=False, ways=_ways(look), at="settings",
        buttons=(material.wide_button(look.say("save"), ("save_signature",), key="save"),),
    )


@APP.screen("forwarding")
def forwarding(look: Look) -> Widget:
    """Show where a copy of what arrives goes."""
    rules = [parts.listed(parts.Card(f"rule_{identity}", one.forward, look.say("all_mail"), icon="forward_to_inbox",
                                     act=("end_forwarding", identity)))
             for identity, one in found(look, "mail.filters", "by_mailbox", look.device.owner) if one.forward]
    return parts.page(
        look, look.say("forwarding"), parts.note(look.say("forwarding_text")), *rules,
        parts.field(look, "address", look.say("address")), parts.field(look, "words", look.say("only_with")),
        buttons=(material.wide_button(look.say("turn_on"), ("forward_all",), key="turn_on"),),
    )


@APP.screen("advert")
def advert(look: Look) -> Widget:
    """Show what an advert led to."""
    one = look.row(Promo, look.arg("promo"))
    return parts.page(look, one.target, parts.note(one.text))


@APP.event("go")
def go(act: Act, screen: str) -> None:
    """Go to one of the places of the app."""
    act.back_to("home")
    if screen != "home":
        act.open(screen)


@APP.event("read")
def read(act: Act, identity: str) -> None:
    """Open a message, which is read from now on."""
    if "UNREAD" in act.rows_at("mail.messages")[identity].labels:
        request(act, "mail.mark_read", message_ids=[identity])
    act.open("message", message=identity)


@APP.event("open_promo")
def open_promo(act: Act, identity: str) -> None:
    """Open an advert."""
    act.effect("ad.opened", target=act.row(Promo, identity).target)
    act.open("advert", promo=identity)


FILING: dict[str, tuple[str, str]] = {
    "archive": ("mail.archive", "archived"), "trash": ("mail.trash", "trashed"),
    "unread": ("mail.mark_read", "marked"), "spam": ("mail.report_spam", "reported"),
}


@APP.event("file")
@needs(opened)
def file(act: Act, way: str) -> None:
    """Put a message elsewhere, and leave it."""
    tool, told = FILING[way]
    one = opened(act)
    identity = act.arg("message")
    done = (request(act, tool, message_ids=[identity], read=False) if way == "unread"
            else request(act, tool, message_ids=[identity]))
    if done is None:
        return
    if way == "spam":
        act.effect("user.reported", name=named(one.sender), reason="spam")
    elif way != "unread":
        act.effect("record.changed", what=f"mail {one.subject}", value=told)
    act.back(2 if way in ("unread", "spam") else 1)
    act.toast(act.say(told))


@APP.event("star")
@needs(opened)
def star(act: Act) -> None:
    """Star a message, or take the star off."""
    request(act, "mail.star", message_ids=[act.arg("message")], starred="STARRED" not in opened(act).labels)


@APP.event("block_sender")
@needs(opened)
def block_sender(act: Act) -> None:
    """Have mail of a sender put into the trash from now on."""
    sender = opened(act).sender
    if request(act, "mail.create_filter", from_address=sender.email, add_labels=["TRASH"]) is not None:
        act.effect("user.blocked", name=named(sender))
        act.back()
        act.toast(act.say("blocked"))


@APP.event("unsubscribe")
@needs(opened)
def unsubscribe(act: Act) -> None:
    """Take the user off a newsletter."""
    sender = opened(act).sender
    for identity, row in act.items(Sender):
        if row.address == sender.email:
            act.update(Sender, identity, list=False)
    act.effect("subscription.cancelled", plan=named(sender))
    act.open("left_list", address=sender.email, name=named(sender))


@APP.event("delete_from")
def delete_from(act: Act) -> None:
    """Delete all of a sender for good."""
    _delete(act, _from(act, act.arg("address")), act.arg("name"))
    act.back_to("home")


@APP.event("delete_all")
def delete_all(act: Act) -> None:
    """Delete all of a folder for good."""
    label = act.arg("label")
    _delete(act, [identity for identity, _ in _folder(act, label)], label.lower())
    act.back()


def _delete(act: Act, messages: list[str], what: str) -> None:
    if request(act, "mail.delete_forever", message_ids=[*messages]) is not None:
        act.effect("message.deleted", to=what, count=len(messages))
        act.toast(act.say("deleted", count=len(messages)))


@APP.event("vacation")
def vacation(act: Act) -> None:
    """Switch the answer for times away on or off."""
    on = not _mailbox(act).vacation_enabled
    words = act.value("away") or _mailbox(act).vacation_body
    if on and not words:
        act.toast(act.say("no_text"))
    elif request(act, "mail.set_vacation", enabled=on, body=words) is not None:
        act.effect("setting.changed", setting="vacation reply", value="on" if on else "off")


@APP.event("save_signature")
def save_signature(act: Act) -> None:
    """Keep the signature."""
    if request(act, "mail.set_signature", signature=act.value("signature", _mailbox(act).signature)) is not None:
        act.effect("profile.changed", field="signature", value=act.value("signature"))
        act.toast(act.say("saved"))


@APP.event("forward_all")
def forward_all(act: Act) -> None:
    """Send a copy of what arrives elsewhere from now on."""
    address, words = act.value("address"), act.value("words")
    if not address:
        act.toast(act.say("no_recipient"))
        return
    known = [one.address for _, one in found(act, "mail.forwarding_addresses", "by_mailbox", act.device.owner)]
    if address not in known and request(act, "mail.add_forwarding_address", address=address) is None:
        return
    query = words or f"to:{act.device.owner}"
    if request(act, "mail.create_filter", query=query, forward_to=address) is not None:
        act.effect("setting.changed", setting="forwarding", value=address)
        act.set("address", "")
        act.toast(act.say("saved"))


@APP.event("end_forwarding")
def end_forwarding(act: Act, rule: str) -> None:
    """End a rule that forwards."""
    if request(act, "mail.delete_filter", filter_id=rule) is not None:
        act.effect("setting.changed", setting="forwarding", value="off")
        act.toast(act.say("saved"))
