"""Random calls over all services: each service's own, with what goes between services put in."""

from typing import Any, Protocol

from diorama.mocks.world import World
from diorama.snapshots.calls import Call
from diorama.snapshots.draw import Draw
from tests.mocks.calendar.calls import RandomCalls as CalendarCalls
from tests.mocks.chat.calls import RandomCalls as ChatCalls
from tests.mocks.docs.calls import RandomCalls as DocsCalls
from tests.mocks.drive.calls import RandomCalls as DriveCalls
from tests.mocks.mail.calls import RandomCalls as MailCalls
from tests.mocks.together.house import ANN, BOB, CLEO, CLUB, CREW, MARA, OTTO, STAFF, STELLA

_PART = (
    "BEGIN:VCALENDAR\nMETHOD:{method}\nBEGIN:VEVENT\nUID:{uid}\nSEQUENCE:{sequence}\nDTSTAMP:20260304T08{minute:02}00Z\n"
    "{extra}DTSTART:202603{day:02}T{hour:02}0000Z\nDTEND:202603{day:02}T{hour:02}3000Z\nSUMMARY:Visit\n"
    "ORGANIZER:mailto:{organizer}\nATTENDEE;PARTSTAT={said}:mailto:{guest}\nATTENDEE:mailto:{other}\nEND:VEVENT\n"
    "END:VCALENDAR\n"
)
_EXTRA = ("", "", "RRULE:FREQ=DAILY;COUNT=3\n", "RECURRENCE-ID:20260310T100000Z\n", "RECURRENCE-ID:20260305T090000Z\n")


class _Calls(Protocol):
    def next(self) -> Call:
        """Return the next call."""


class RandomCalls:
    """Draws a service, and then a call of it."""

    def __init__(self, world: World, seed: int) -> None:
        self._world = world
        self._draw = Draw(seed, "random calls of all services")
        self._mine: tuple[MailCalls | DriveCalls, ...] = (MailCalls(world, seed), DriveCalls(world, seed))
        self._any: tuple[_Calls, ...] = (CalendarCalls(world, seed), DocsCalls(world, seed), ChatCalls(world, seed))

    def next(self, principal: str) -> Call:
        """Return the next call of somebody."""
        if self._draw.chance(50):
            call = self._draw.choice(self._mine).next(principal)
        else:
            call = self._draw.choice(self._any).next()
        return self._crossed(call)

    def arrival(self) -> Call:
        """Return a mail from outside that comes in: an invitation or an answer, an answer to a comment, to a group."""
        sender, to = self._draw.choice((ANN, OTTO, STELLA)), self._draw.choice((MARA, BOB, CLEO, CREW, STAFF, CLUB))
        comments = self._ids("files.comments")
        arguments: dict[str, Any] = {"sender": sender, "to": [to], "subject": "Visit", "body": "See below.",
                                     "mailbox": self._draw.choice((MARA, BOB, CLEO))}
        if comments and self._draw.chance(20):
            return Call.of("mail.receive", {**arguments, "to": [f"{self._draw.choice(comments)}@comments.drive.test"]})
        uids = [row.uid for row in self._world.state.table("calendar.events").rows()]
        part = _PART.format(
            method=self._draw.choice(("REQUEST", "REQUEST", "REPLY", "CANCEL", "COUNTER", "PUBLISH")),
            uid=self._draw.choice((*uids, "visit@outside.test", "other@outside.test")),
            sequence=self._draw.below(3), minute=self._draw.below(60), extra=self._draw.choice(_EXTRA),
            day=10 + self._draw.below(3), hour=9 + self._draw.below(4),
            organizer=self._draw.choice((sender, ANN, MARA)),
            said=self._draw.choice(("ACCEPTED", "DECLINED", "NEEDS-ACTION")),
            guest=self._draw.choice((sender, BOB, to)), other=self._draw.choice((CLEO, "mara.lind@tarn.test", OTTO)),
        )
        return Call.of("mail.receive", {
            **arguments, "attachments": [{"name": "invite.ics", "type": "text/calendar", "text": part}],
        })

    def _crossed(self, call: Call) -> Call:
        """Put ids of one service where a call of another takes them."""
        arguments: dict[str, Any] = dict(call.arguments)
        for file in arguments.get("drive_files") or ():
            file["file_id"] = self._draw.choice(self._ids("files.files"))
        if call.tool.startswith("calendar.") and arguments.get("attachments"):
            arguments["attachments"] = [self._draw.choice(self._ids("files.files"))]
        if call.tool == "drive.save_attachment":
            rows = self._world.state.table("mail.messages")
            having = [one for one in rows.ids() if rows[one].attachments]
            if having and self._draw.chance(90):
                arguments["message_id"] = self._draw.choice(having)
                arguments["name"] = rows[arguments["message_id"]].attachments[0].name
                arguments["number"] = 1
        return Call.of(call.tool, arguments)

    def _ids(self, table: str) -> tuple[str, ...]:
        return tuple(self._world.state.table(table).ids())
