"""An organisation with calendars, for tests: people inside and outside, a group, mail."""

from typing import Any

from diorama.mocks.calendar.records import Event
from diorama.mocks.calendar.service import CalendarService
from diorama.mocks.drive.service import Drive
from diorama.mocks.mail.service import Mail
from diorama.mocks.world import World, agent, setup
from diorama.snapshots.calls import Actor, Call, Outcome

NOW = 1_772_613_000_000
"""2026-03-04T08:30:00Z, a Wednesday; 09:30 in Berlin."""

MARA, BOB, CLEO, NED = "mara@tarn.test", "bob@tarn.test", "cleo@tarn.test", "ned@tarn.test"
ANN, OTTO = "ann@outside.test", "otto@elsewhere.test"
CREW = "crew@tarn.test"
"""CREW holds Bob and Cleo. Ned has neither mailbox nor calendar."""


class Desk:
    """A world and whose turn it is. `do` makes a call that must succeed, `refused` one that must not."""

    def __init__(self, *, seed: int = 1, mail: bool = True) -> None:
        self.world = World([CalendarService, Drive, Mail] if mail else [CalendarService], seed=seed, now=NOW)
        self.put("people.add_organisation", id="tarn", name="Tarn", domain="tarn.test", relation="home")
        for slug, name, address in (("mara", "Mara Lind", MARA), ("bob", "Bob Bell", BOB), ("cleo", "Cleo Carr", CLEO),
                                    ("ned", "Ned Nim", NED), ("ann", "Ann Aster", ANN), ("otto", "Otto Ode", OTTO)):
            self.put("people.add_person", id=slug, name=name, emails=[address], external="tarn" not in address,
                     organisation="tarn" if "tarn" in address else "x", time_zone="Europe/Berlin")
            if address in (MARA, BOB, CLEO):
                if mail:
                    self.put("mail.add_mailbox", address=address, name=name, person=slug)
                self.put("calendar.add_calendar", owner=address)
        self.put("groups.add_group", address=CREW, name="Crew", members=[BOB, CLEO])

    def attempt(self, tool: str, actor: Actor, arguments: dict[str, Any]) -> Outcome:
        """Make a call."""
        return self.world.call(Call.of(tool, arguments), actor=actor)

    def put(self, tool: str, /, **arguments: Any) -> Any:
        """Make a set-up call."""
        outcome = self.attempt(tool, setup(), arguments)
        assert outcome.ok, outcome.message
        return outcome.value

    def do(self, tool: str, /, *, by: str = MARA, **arguments: Any) -> Any:
        """Make a calendar call as an agent; return its result."""
        outcome = self.attempt(tool if "." in tool else f"calendar.{tool}", agent(by), arguments)
        assert outcome.ok, outcome.message
        return outcome.value

    def refused(self, tool: str, /, *, by: str = MARA, **arguments: Any) -> tuple[str, str]:
        """Make a calendar call as an agent that fails; return the error's code and sentence."""
        before = self.world.state
        outcome = self.attempt(f"calendar.{tool}", agent(by), arguments)
        assert not outcome.ok, outcome.text
        assert self.world.state is before
        return outcome.code, outcome.message

    def event(self, summary: str = "Review", start: str = "2026-03-05T09:00", calendar: str = MARA,
              **arguments: Any) -> str:
        """Put an event; return its id."""
        return str(self.put("calendar.put_event", calendar=calendar, summary=summary, start=start, **arguments)["id"])

    def row(self, identity: str) -> Event:
        """Return an event's row."""
        row: Event = self.world.state.table("calendar.events")[identity]
        return row

    def listed(self, *, by: str = MARA, **arguments: Any) -> list[tuple[str, str]]:
        """Return the (title, start) pairs that a listing shows, in its order."""
        return [(one["summary"], one["start"]) for one in self.do("list_events", by=by, **arguments)["events"]]

    def answers(self, identity: str) -> dict[str, str]:
        """Return what the guests of an event have answered."""
        return {one.email: one.response for one in self.row(identity).attendees}

    def mails(self, to: str) -> list[Any]:
        """Return the messages in a mailbox, oldest first."""
        table = self.world.state.table("mail.messages")
        return [table[identity] for _, identity in table.find("by_mailbox", to)]

    def part(self, message: Any) -> str:
        """Return the iCalendar part of a message."""
        return self.world.state.blobs[message.attachments[0].blob].decode()

    def left(self) -> list[Any]:
        """Return what left the world, in the order in which it did."""
        return sorted(self.world.state.table("ledger.departures").rows(), key=lambda row: (row.at, row.recipients))
