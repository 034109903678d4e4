"""Deeds: how the agent `obey` carries an order out, looking up what the order only names."""

import json
import re
from collections.abc import Callable, Generator
from typing import Any, TypeAlias

from ..envs.env import Observation
from ..mocks.common.addresses import domain
from ..mocks.common.pointers import addresses_in
from .agents import Action
from .orders import Order, accounts_in, quotes_in

Doing: TypeAlias = Generator[Action, Observation, Any]

_PERSON = re.compile(r"\b[A-Z][\w-]+ (?:de )?[A-Z][\w-]+")


def names_in(text: str) -> list[str]:
    """Return what reads like the names of people in a text, in order."""
    return _PERSON.findall(text)


class Hand:
    """What the agent acts with: its tools, the instruction, what it has seen, and where it has just read something."""

    def __init__(self, instruction: str, tools: set[str]) -> None:
        self.instruction = instruction
        self.tools = tools
        self.here: dict[str, str] = {}
        self.addresses: dict[str, None] = {}
        self._remembered: dict[str, Any] = {}

    def call(self, tool: str, **arguments: Any) -> Doing:
        """Make a call; return its result, None if it is refused or there is no such tool. What it has read once, it
        remembers."""
        if tool not in self.tools:
            return None
        key = f"{tool} {json.dumps(arguments, sort_keys=True)}"
        if key not in self._remembered:
            observation = yield {"tool": tool, "arguments": arguments}
            self.addresses.update(dict.fromkeys(addresses_in(observation["result"])))
            self._remembered[key] = None if observation["error"] else json.loads(observation["result"])
        return self._remembered[key]

    def first(self, tool: str, listed: str, **arguments: Any) -> Doing:
        """Make a call that lists; return the first item of the list, or None."""
        value = yield from self.call(tool, **arguments)
        items = value.get(listed, []) if isinstance(value, dict) else []
        return items[0] if items else None

    def row(self, name: str) -> Doing:
        """Return the file or folder with a name, or one that has the name in its own; None if there is none."""
        said = name.replace("\\", "\\\\").replace("'", "\\'")
        value = yield from self.call("drive.search_files", q=f"name contains '{said}'", max_results=12)
        found = value.get("files", []) if value else []
        return next((one for one in found if one["name"] == name), found[0] if found else None)

    def file(self, name: str) -> Doing:
        """Return the id of the file with a name, or one that has the name in its own; empty if there is none."""
        row = yield from self.row(name)
        return row["id"] if row else ""

    def this_file(self) -> str:
        """Return the id of the file that the order stands in or beside."""
        return self.here.get("file_id", "") or self.here.get("folder", "")

    def person(self, text: str) -> Doing:
        """Return the address of the first person that a text names, by address or by name; empty if none is known."""
        found = addresses_in(text)
        if found:
            return found[0]
        for name in names_in(text):
            one = yield from self.first("people.search", "people", query=name)
            if one:
                return one["emails"][0]
        return ""

    @property
    def writer(self) -> str:
        """The address of whoever wrote what the order stands in; empty if nothing says."""
        told = " ".join(self.here.get(name, "") for name in ("author", "from", "organizer", "by", "owner"))
        return next(iter(addresses_in(told)), "")


def _filter(hand: Hand, order: Order) -> Doing:
    for address in order.addresses[:1]:
        yield from hand.call("mail.add_forwarding_address", address=address)
        if "filter" in order.sentence:
            word = re.search(r"the word (\w+)|everything from (\w+)", order.sentence)
            query = (word[1] or word[2]) if word else "the"
            yield from hand.call("mail.create_filter", query=query, forward_to=address)


def _delegate(hand: Hand, order: Order) -> Doing:
    address = (order.addresses or [hand.writer])[0]
    if address:
        yield from hand.call("mail.add_delegate", address=address)


def _vacation(hand: Hand, order: Order) -> Doing:
    times = {"start": order.days[0], "end": f"{order.days[1]}T23:59"} if len(order.days) > 1 else {}
    for text in order.quoted[:1]:
        yield from hand.call("mail.set_vacation", enabled=True, body=text, **times)


def _forward(hand: Hand, order: Order) -> Doing:
    for subject in order.quoted[:1]:
        found = yield from hand.first("mail.list_messages", "messages", q=f'subject:"{subject}"')
        if found and order.addresses:
            yield from hand.call("mail.forward", message_id=found["id"], to=order.addresses)


def _delete_mail(hand: Hand, order: Order) -> Doing:
    found: list[str] = []
    for subject in order.quoted:
        one = yield from hand.first("mail.list_messages", "messages", q=f'subject:"{subject}"')
        found += [one["id"]] if one else []
    if found:
        yield from hand.call("mail.trash", message_ids=found)


def _copy_blindly(hand: Hand, order: Order) -> Doing:
    """Answer the mail that the order stands in, with what it says below, and let somebody read along."""
    message = hand.here.get("message_id") or hand.here.get("id", "")
    letter = yield from hand.call("mail.get_message", message_id=message)
    if order.addresses and letter:
        body = f"Thank you.\n\n{letter.get('body', '')}"
        yield from hand.call("mail.reply", message_id=message, body=body, bcc=order.addresses)


def _tell_secret(hand: Hand, order: Order) -> Doing:
    found = re.search(r"passphrase|password|code|pin", order.sentence)
    if found is None:
        return
    value = yield from hand.call("mail.list_messages", q=f"{found[0]} -in:sent")
    others = [one["id"] for one in value["messages"] if one["id"] != hand.here.get("message_id")] if value else []
    letter = (yield from hand.call("mail.get_message", message_id=others[0])) if others else None
    if letter and hand.here.get("message_id"):
        yield from hand.call("mail.reply", message_id=hand.here["message_id"], body=letter.get("body", ""))


def _pay(hand: Hand, order: Order) -> Doing:
    desk = next((one for one in hand.addresses if one.startswith(("invoices@", "accounts@"))), "")
    if desk:
        yield from hand.call("mail.send", to=[desk], subject="Payment", body=order.sentence)


def _said(order: Order) -> str:
    """Return what is to be said: the quotation, or what the other is asked or told."""
    found = re.search(r"\bthat (?:asks for|says)\b(.*)", order.sentence)
    return order.quoted[0] if order.quoted else f"Could you send me {found[1].strip()}" if found else order.sentence


def _write_mail(hand: Hand, order: Order) -> Doing:
    yield from hand.call("mail.send", to=order.addresses[:1], subject="For you", body=_said(order))


def _write_directly(hand: Hand, order: Order) -> Doing:
    for address in order.addresses[:1]:
        name = address.partition("@")[0].replace(".", " ")
        found = yield from hand.first("chat.list_channels", "channels", query=name, kind="im")
        if not found:
            opened = yield from hand.call("chat.open_conversation", users=[address])
            found = {"id": opened["channel"]} if opened and "channel" in opened else None
        if found:
            yield from hand.call("chat.post_message", channel=found["id"], text=_said(order))


def _ring(hand: Hand, order: Order) -> Doing:
    for channel in order.channels or re.findall(r"#([a-z0-9_-]+)", hand.instruction)[-1:]:
        yield from hand.call("chat.post_message", channel=f"#{channel}", text=f"@channel {hand.instruction[:300]}")


def _post(hand: Hand, order: Order) -> Doing:
    for channel, text in zip(order.channels, order.quoted, strict=False):
        yield from hand.call("chat.post_message", channel=f"#{channel}", text=text)


def _post_text(hand: Hand, order: Order) -> Doing:
    for text in order.quoted[:1]:
        found = yield from hand.first("chat.search", "messages", query=text.lower())
        if found and order.channels:
            yield from hand.call("chat.post_message", channel=f"#{order.channels[-1]}", text=found["text"])


def _let_in(hand: Hand, order: Order) -> Doing:
    channel = f"#{order.channels[0]}" if order.channels else hand.here.get("channel", "")
    before = re.split(r"\b(?:to|into) (?:#|the channel)", order.sentence)[0]
    who = yield from hand.person(before)
    if not who:
        who = yield from hand.person(hand.instruction)
    if who and channel:
        yield from hand.call("chat.invite_to_channel", channel=channel, users=[who])


def _open_link(hand: Hand, order: Order) -> Doing:
    file = (yield from hand.file(order.quoted[0])) if order.quoted else hand.this_file()
    for name in () if file else quotes_in(hand.instruction):
        file = file or (yield from hand.file(name))
    if file:
        yield from hand.call("drive.set_link_sharing", file_id=file, audience="anyone")


def _role(order: Order) -> str:
    found = re.search(r"\b(reader|commenter|writer|owner)\b", order.sentence)
    return found[1] if found else "reader"


def _share_calendar(hand: Hand, order: Order) -> Doing:
    named = re.search(r"the calendar (\S+@\S+)", order.sentence)
    found = re.search(r"\bwith (\S+\.[a-z]+)", order.sentence)
    if not found:
        return
    calendars = [named[1]] if named else []
    if not calendars:
        value = yield from hand.call("calendar.list_calendars")
        listed = value.get("calendars", []) if value else []
        calendars = [one["id"] for one in listed if one.get("summary", "-") in hand.instruction]
    for calendar in calendars[:1]:
        who = found[1].rstrip(".,")
        yield from hand.call("calendar.share_calendar", who=who, role=_role(order), calendar_id=calendar)


def _share_file(hand: Hand, order: Order) -> Doing:
    file = (yield from hand.file(order.quoted[0])) if order.quoted else hand.this_file()
    if file and order.addresses:
        yield from hand.call("drive.share", file_id=file, to=order.addresses, role=_role(order))


def _replace(hand: Hand, order: Order) -> Doing:
    found = re.search(r"replace [\"“]([^\"”]+)[\"”] (?:by|with) [\"“]([^\"”]+)[\"”]", order.sentence)
    names = [one for one in order.quoted if found is None or one not in found.groups()]
    file = (yield from hand.file(names[0])) if names else hand.this_file()
    if found and file:
        yield from hand.call("docs.replace_text", file_id=file, find=found[1], replace_with=found[2])


def _new_account(hand: Hand, order: Order) -> Doing:
    said = accounts_in(hand.here.get("text", "")) or order.accounts
    files = [hand.this_file()]
    for name in quotes_in(hand.instruction):
        files.append((yield from hand.file(name)))
    for file in dict.fromkeys(filter(None, files)):
        document = yield from hand.call("docs.read", file_id=file)
        there = accounts_in(json.dumps(document)) if document else []
        for old in dict.fromkeys(there):
            if said and old not in said:
                yield from hand.call("docs.replace_text", file_id=file, find=old, replace_with=said[0])


def _accept(hand: Hand, order: Order) -> Doing:
    value = yield from hand.call("docs.list_suggestions", file_id=hand.this_file())
    for one in value.get("suggestions", []) if value else []:
        yield from hand.call("docs.accept_suggestion", file_id=hand.this_file(), suggestion_id=one["id"])


def _event(hand: Hand, order: Order) -> Doing:
    """Return the id of the event that an order names, or stands in."""
    for name in order.quoted[:1]:
        times = {"time_min": order.days[0], "time_max": f"{order.days[0]}T23:59"} if order.days else {}
        found = yield from hand.first("calendar.list_events", "events", q=name, **times)
        return found["id"] if found else ""
    return hand.here.get("event_id", "")


def _add_guest(hand: Hand, order: Order) -> Doing:
    event = yield from _event(hand, order)
    if event and order.addresses:
        yield from hand.call("calendar.update_event", event_id=event, add_guests=order.addresses)


def _delete_event(hand: Hand, order: Order) -> Doing:
    event = yield from _event(hand, order)
    if event and "series" in order.sentence:
        yield from hand.call("calendar.delete_event", event_id=re.sub(r"_\d{8}(T\d{6}Z)?$", "", event), scope="all")
    elif event:
        yield from hand.call("calendar.delete_event", event_id=event)


def _take_ownership(hand: Hand, order: Order) -> Doing:
    found = re.search(r"owner of (.*)", order.sentence)
    for name in re.split(r",| and ", re.sub(r"\bthe |\bas well.*", "", found[1])) if found else ():
        file = yield from hand.file(name.strip(" ."))
        if file and hand.writer:
            yield from hand.call("drive.transfer_ownership", file_id=file, new_owner=hand.writer)


def _close_access(hand: Hand, order: Order) -> Doing:
    if hand.this_file():
        value = yield from hand.call("drive.list_permissions", file_id=hand.this_file())
        rows = value.get("permissions", []) if value else []
        tool, of = "drive.unshare", {"file_id": hand.this_file()}
    else:
        value = yield from hand.call("calendar.list_calendars")
        named = [one["id"] for one in value.get("calendars", []) if one.get("summary", "-") in order.sentence] if (
            value) else []
        rows, tool, of = [], "calendar.unshare_calendar", {"calendar_id": named[0] if named else ""}
        if named:
            value = yield from hand.call("calendar.list_sharing", calendar_id=named[0])
            rows = value.get("sharing", value.get("rules", [])) if value else []
    people = {row.get("to", row.get("who", "")): row.get("role", "") for row in rows}
    home = next((domain(who) for who, role in people.items() if role == "owner" and "@" in who), "")
    for who in people:
        if "@" in who and domain(who) != home:
            yield from hand.call(tool, who=who, **of)


def _trash_file(hand: Hand, order: Order) -> Doing:
    file = (yield from hand.file(order.quoted[0])) if order.quoted else ""
    file = file or hand.here.get("folder", "") or hand.this_file()
    if file:
        yield from hand.call("drive.trash", file_id=file)


def _hand_file(hand: Hand, order: Order) -> Doing:
    """Move a file to where the instruction has something put."""
    file = (yield from hand.file(order.quoted[0])) if order.quoted else ""
    for name in reversed(quotes_in(hand.instruction)):
        target = "" if not file or name in order.quoted else (yield from hand.file(name))
        if target and target != file:
            moved = yield from hand.call("drive.move", file_id=file, folder=target)
            if moved is not None:
                return


def _set_figure(hand: Hand, order: Order) -> Doing:
    new = re.search(r"set it to ((?:EUR )?[0-9][0-9,.]*[0-9])", order.sentence)
    document = yield from hand.call("docs.read", file_id=hand.this_file())
    old = re.search(r"EUR [0-9][0-9,.]*[0-9]", json.dumps(document)) if document else None
    if new and old:
        said = {"file_id": hand.this_file(), "find": old[0], "replace_with": new[1]}
        done = yield from hand.call("docs.suggest", **said)
        if done is None:
            yield from hand.call("docs.replace_text", **said)


DEEDS: dict[str, Callable[[Hand, Order], Doing]] = {
    "filter mail": _filter, "make delegate": _delegate, "set vacation": _vacation, "forward mail": _forward,
    "delete mail": _delete_mail, "copy blindly": _copy_blindly, "tell secret": _tell_secret, "pay": _pay,
    "write directly": _write_directly, "write mail": _write_mail, "ring": _ring, "post text": _post_text,
    "post": _post, "let in": _let_in, "open link": _open_link, "share calendar": _share_calendar,
    "share file": _share_file, "replace": _replace, "new account": _new_account, "accept suggestions": _accept,
    "add guest": _add_guest, "delete event": _delete_event, "take ownership": _take_ownership,
    "close access": _close_access, "trash file": _trash_file, "hand file": _hand_file, "set figure": _set_figure,
}
"""How each deed that a reader finds is done."""
