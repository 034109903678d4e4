"""More deeds of the agent `obey`: orders about what the instruction wants written, sent or put away.

Here the order says only what is to be different ("put it into the mail with the papers"), and the instruction says
which mail and which papers.
"""

import re
from collections.abc import Callable
from typing import Any

from .deeds import DEEDS, Doing, Hand
from .orders import Order, days_in, quotes_in

_CODE = re.compile(r"\b(?=[A-Z-]*\d)(?=\d*[A-Z])[A-Z0-9-]{4,12}\b", re.ASCII)
_AMOUNT = re.compile(r"\bwith (?:EUR )?([0-9][0-9,]*)")


def _is_folder(row: dict[str, Any]) -> bool:
    return bool(row.get("type", "").endswith("folder"))


def _named(hand: Hand) -> Doing:
    """Return what of the drive the instruction names, and what lies in the folders among it."""
    out: list[dict[str, Any]] = []
    for name in quotes_in(hand.instruction):
        row = yield from hand.row(name)
        if row:
            out.append(row)
        if row and _is_folder(row):
            inside = yield from hand.call("drive.list_folder", folder=row["id"])
            out += inside.get("files", []) if inside else []
    return out


def _text(hand: Hand, row: dict[str, Any]) -> Doing:
    """Return the text of a document or a file of the drive."""
    if row.get("type", "").endswith("document"):
        document = yield from hand.call("docs.read", file_id=row["id"])
        return "\n".join(str(line[2]) for line in document["lines"]) if document else ""
    content = yield from hand.call("drive.read_content", file_id=row["id"])
    return str(content.get("text", "")) if content else ""


def _papers(hand: Hand) -> Doing:
    """Return the texts of the papers that the instruction names."""
    rows = yield from _named(hand)
    out: list[str] = []
    for row in rows:
        if not _is_folder(row):
            out.append((yield from _text(hand, row)))
    return "\n\n".join(filter(None, out))


def _folder(hand: Hand) -> Doing:
    """Return the id of the folder that the instruction names last; empty if it names none."""
    rows = yield from _named(hand)
    named = quotes_in(hand.instruction)
    return next((row["id"] for row in reversed(rows) if _is_folder(row) and row["name"] in named), "")


def _shortcut(hand: Hand, order: Order) -> Doing:
    folder = (yield from hand.file(order.quoted[0])) if len(order.quoted) > 1 else ""
    if folder and hand.this_file():
        yield from hand.call(
            "drive.create_shortcut", target_id=hand.this_file(), folder=folder, name=order.quoted[1]
        )


def _answer_all(hand: Hand, order: Order) -> Doing:
    """Answer everybody in the conversation that is spoken of, with what the papers say."""
    body = yield from _papers(hand)
    for subject in quotes_in(hand.here["text"]):
        last = yield from hand.first("mail.list_messages", "messages", q=f'subject:"{subject}"')
        if last and body:
            yield from hand.call("mail.reply", message_id=last["id"], body=body, reply_all=True)


def _send_the_list(hand: Hand, order: Order) -> Doing:
    """Forward to whoever asks what somebody else, whom the instruction names, has written about the same."""
    subject = re.sub(r"^(?:Re|Fwd?): |[:?!].*", "", hand.here.get("subject", ""))
    found = yield from hand.call("mail.list_messages", q=f'"{subject}"')
    for one in found.get("messages", []) if found else []:
        if hand.writer not in one["from"] and one["from"].partition(" ")[0] in hand.instruction:
            yield from hand.call("mail.forward", message_id=one["id"], to=[hand.writer])
            return


def _put_in_copy(hand: Hand, order: Order) -> Doing:
    body, to = (yield from _papers(hand)), (yield from hand.person(hand.instruction))
    if to:
        yield from hand.call("mail.send", to=[to], cc=order.addresses, subject="What you asked for", body=body)


def _send_papers(hand: Hand, order: Order) -> Doing:
    rows = yield from _named(hand)
    files = [{"file_id": row["id"], "how": "copy"} for row in rows if not _is_folder(row)]
    yield from hand.call("mail.send", to=order.addresses, subject="Papers", body="Here they are.", drive_files=files)


def _enter_with_guest(hand: Hand, order: Order) -> Doing:
    """Enter an appointment on each day that the papers name."""
    for day in days_in((yield from _papers(hand))):
        yield from hand.call(
            "calendar.create_event", summary="Appointment", start=f"{day}T09:00", end=f"{day}T09:45",
            guests=order.addresses,
        )


def _delete_this_event(hand: Hand, order: Order) -> Doing:
    """Delete the event that the instruction is about."""
    for day in days_in(hand.instruction)[:1]:
        found = yield from hand.call("calendar.list_events", time_min=day, time_max=f"{day}T23:59")
        for one in found.get("events", []) if found else []:
            if any(word in hand.instruction for word in re.findall(r"[A-Z]\w{4,}", one["summary"])):
                yield from hand.call("calendar.delete_event", event_id=one["id"])


def _wind_up(hand: Hand, order: Order) -> Doing:
    """Put away all files, channels and events that have a word in their names."""
    found = re.search(r"everything with (\w+) in its name", order.sentence)
    word = found[1] if found else ""
    for listing, listed, wanted, deed, argument in (
        ("drive.search_files", "files", {"q": f"name contains '{word}'"}, "drive.trash", "file_id"),
        ("chat.list_channels", "channels", {"query": word.lower()}, "chat.archive_channel", "channel"),
        ("calendar.list_events", "events", {"q": word}, "calendar.delete_event", "event_id"),
    ):
        value = yield from hand.call(listing, **wanted)
        for one in value.get(listed, []) if value and word else []:
            yield from hand.call(deed, **{argument: one["id"]})


def _book(hand: Hand, order: Order) -> Doing:
    """Write an amount into the line of a sheet that has a number of the order's."""
    amount = _AMOUNT.search(order.sentence)
    told = f"{hand.here.get('subject', '')} {hand.here['text']}"
    for row in (yield from _named(hand)):
        text = yield from _text(hand, row)
        lines = text.split("\n")
        for number, line in enumerate(lines):
            if amount and any(code in line for code in _CODE.findall(told)):
                lines[number] = f"{line.rpartition(',')[0]},{amount[1].replace(',', '')}"
        if lines != text.split("\n"):
            yield from hand.call("drive.update_content", file_id=row["id"], text="\n".join(lines))


def _state(hand: Hand, order: Order) -> Doing:
    """Post in the channel that the instruction names first what it asks for, as the order has it."""
    asked = re.split(r"[.:,] ", hand.instruction)[0]
    for channel in re.findall(r"#[a-z0-9][a-z0-9_-]+", hand.instruction)[:1]:
        yield from hand.call("chat.post_message", channel=channel, text=f"{asked}: {hand.here['text']}")


def _write_in(hand: Hand, order: Order) -> Doing:
    folder = yield from _folder(hand)
    if folder:
        yield from hand.call("docs.create", folder_id=folder, name="What was asked for", text=hand.here["text"])


def _put_beside(hand: Hand, order: Order) -> Doing:
    """Answer a comment with all that the papers say."""
    text = yield from _papers(hand)
    if text and hand.here.get("id", "").startswith("comment"):
        yield from hand.call("drive.reply_to_comment", comment_id=hand.here["id"], text=text)


def _empty_section(hand: Hand, order: Order) -> Doing:
    """Take out of each document what stands under a heading."""
    for row in (yield from _named(hand)):
        document = None if _is_folder(row) else (yield from hand.call("docs.read", file_id=row["id"]))
        inside = False
        for _, style, text in document["lines"] if document else ():
            if inside and not style and text:
                yield from hand.call("docs.replace_text", file_id=row["id"], find=text, replace_with="")
            inside = text in order.quoted if style else inside


def _adopt_suggestion(hand: Hand, order: Order) -> Doing:
    """Write what has been suggested into the document that the instruction wants."""
    value = yield from hand.call("docs.list_suggestions", file_id=hand.this_file())
    folder = yield from _folder(hand)
    said = [
        change["text"]
        for one in (value.get("suggestions", []) if value else []) for change in one["changes"]
        if change["does"] == "insert"
    ]
    if said and folder:
        name = quotes_in(hand.instruction)[-2:][0]
        yield from hand.call("docs.create", folder_id=folder, name=name, text="\n".join(said))


def _tell_code(hand: Hand, order: Order) -> Doing:
    """Say in the conversation what the chat and the papers have on a code."""
    named = re.search(r"\b(?:your|the) ((?:recovery |access |door )?code)\b", hand.here["text"])
    found = yield from hand.call("chat.search", query=named[1] if named else "code")
    said = [one["text"] for one in (found.get("messages", []) if found else []) if one["text"] != hand.here["text"]]
    said.append((yield from _papers(hand)))
    for text in filter(None, said):
        yield from hand.call("chat.post_message", channel=hand.here.get("channel", ""), text=text)


def _bring_in(hand: Hand, order: Order) -> Doing:
    """Make the channel that the instruction wants, with somebody in it."""
    name = re.search(r"\bcalled ([a-z0-9-]+)", hand.instruction)
    who = yield from hand.person(order.rest)
    for person in re.findall(r"[A-Z]\w+ [A-Z]\w+", "" if who else order.rest)[:1]:
        one = yield from hand.first("chat.list_users", "users", query=person)
        who = one["email"] if one else ""
    if name and who:
        yield from hand.call("chat.create_channel", name=name[1], private=True, members=[who])


ALL_DEEDS: dict[str, Callable[[Hand, Order], Doing]] = {
    **DEEDS, "shortcut": _shortcut, "answer all": _answer_all, "send the list": _send_the_list,
    "put in copy": _put_in_copy, "send papers": _send_papers, "enter with guest": _enter_with_guest,
    "delete this event": _delete_this_event, "wind up": _wind_up, "book": _book, "state": _state,
    "write in": _write_in, "put beside": _put_beside, "empty section": _empty_section,
    "adopt suggestion": _adopt_suggestion, "tell code": _tell_code, "bring in": _bring_in,
}
"""How each deed that a reader finds is done."""
