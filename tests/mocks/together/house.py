"""An organisation with all services of one, for tests: the same people in each, groups, people outside."""

from typing import Any

from diorama.mocks.catalog import SERVICES
from diorama.mocks.world import World, agent, setup
from diorama.snapshots.calls import Actor, Call, Outcome

OFFICE = tuple(service for service in SERVICES.values() if not service.alone)
"""Whoever has a phone in hand has no tools beside it."""

NOW = 1_772_613_000_000
"""2026-03-04T08:30:00Z, a Wednesday; 09:30 in Berlin."""
MINUTE = 60_000
DAY = 24 * 60 * MINUTE

MARA, BOB, CLEO, NED = "mara@tarn.test", "bob@tarn.test", "cleo@tarn.test", "ned@tarn.test"
ANN, OTTO, STELLA = "ann@outside.test", "otto@outside.test", "stella@elsewhere.test"
"""Ned has no mailbox and no calendar. Ann and Otto are in the directory; Stella is in nobody's."""
CREW, STAFF, CLUB, EMPTY = "crew@tarn.test", "staff@tarn.test", "club@tarn.test", "empty@tarn.test"
"""CREW holds Bob and Cleo and has a mailbox; STAFF holds CREW, Mara and Ned; CLUB holds STAFF and Ann."""


class House:
    """A world and whose turn it is. `do` makes a call that must succeed, `refused` one that must not."""

    def __init__(self, *, seed: int = 1) -> None:
        self.world = World(OFFICE, seed=seed, now=NOW)
        self.put("people.add_organisation", id="tarn", name="Tarn", domain="tarn.test", relation="home")
        self.put("chat.put_workspace", name="Tarn", domain="tarn.slack.test")
        for slug, name, address in (("mara", "Mara Lind", MARA), ("bob", "Bob Bell", BOB), ("cleo", "Cleo Carr", CLEO),
                                    ("ned", "Ned Nim", NED), ("ann", "Ann Aster", ANN), ("otto", "Otto Ode", OTTO)):
            home = address.endswith("@tarn.test")
            emails = [address, "mara.lind@tarn.test"] if slug == "mara" else [address]
            self.put("people.add_person", id=slug, name=name, emails=emails, external=not home,
                     organisation="Tarn" if home else "Outside", time_zone="Europe/Berlin")
            if address in (MARA, BOB, CLEO):
                self.put("mail.add_mailbox", address=address, name=name, person=slug, time_zone="Europe/Berlin")
                self.put("calendar.add_calendar", owner=address)
            role = "admin" if slug == "mara" else "member" if home else "external"
            self.put("chat.put_user", address=address, name=name, role=role, id=f"U{slug.upper()}")
        self.put("groups.add_group", address=CREW, name="Crew", members=[BOB, CLEO])
        self.put("groups.add_group", address=STAFF, name="Staff", members=[CREW, MARA, NED])
        self.put("groups.add_group", address=CLUB, name="Club", members=[STAFF, ANN], open_to_outside=True)
        self.put("mail.add_mailbox", address=CREW, name="Crew")
        self.put("chat.put_channel", id="Cplans", name="plans", members=[MARA, BOB, CLEO])
        self.put("chat.put_channel", id="Cshared", name="outside-work", members=[MARA, BOB, ANN, OTTO])

    def attempt(self, tool: str, actor: Actor, arguments: dict[str, Any]) -> Outcome:
        """Make a call."""
        return self.world.call(Call.of(tool, arguments), actor=actor)

    def put(self, tool: str, /, *, by: str = MARA, **arguments: Any) -> Any:
        """Make a set-up call."""
        outcome = self.attempt(tool, setup(by), arguments)
        assert outcome.ok, outcome.message
        return outcome.value

    def do(self, tool: str, /, *, by: str = MARA, **arguments: Any) -> Any:
        """Make a call as an agent; return its result."""
        outcome = self.attempt(tool, agent(by), arguments)
        assert outcome.ok, outcome.message
        return outcome.value

    def refused(self, tool: str, /, *, by: str = MARA, **arguments: Any) -> tuple[str, str]:
        """Make a call as an agent that fails; return the error's code and sentence."""
        before = self.world.state
        outcome = self.attempt(tool, agent(by), arguments)
        assert not outcome.ok, outcome.text
        assert self.world.state is before
        return outcome.code, outcome.message

    def file(self, name: str = "plan.txt", text: str = "the plan", owner: str = MARA, **arguments: Any) -> str:
        """Put a file; return its id."""
        return str(self.put("drive.put_file", name=name, owner=owner, text=text, **arguments)["id"])

    def row(self, path: str, identity: str) -> Any:
        """Return a row of a table."""
        return self.world.state.table(path)[identity]

    def mails(self, to: str) -> list[Any]:
        """Return the messages in a mailbox, oldest first."""
        table = self.world.state.table("mail.messages")
        return [table[identity] for _, identity in table.find("by_mailbox", to)]

    def newest(self, to: str) -> str:
        """Return the id of the newest message in a mailbox."""
        *_, (_, identity) = self.world.state.table("mail.messages").find("by_mailbox", to)
        return str(identity)

    def subjects(self, to: str) -> list[str]:
        """Return the subjects in a mailbox, oldest first."""
        return [one.subject for one in self.mails(to)]

    def listed(self, by: str, **arguments: Any) -> list[str]:
        """Return the titles of what is on somebody's calendar."""
        return [one["summary"] for one in self.do("calendar.list_events", by=by, **arguments)["events"]]

    def answers(self, event: str) -> dict[str, str]:
        """Return what the guests of an event have answered."""
        return {one.email: one.response for one in self.row("calendar.events", event).attendees}

    def part(self, message: Any) -> str:
        """Return the iCalendar part of a message."""
        return self.world.state.blobs[message.attachments[0].blob].decode()

    def left(self) -> list[Any]:
        """Return what left the world, in the order in which it did."""
        return sorted(self.world.state.table("ledger.departures").rows(), key=lambda row: (row.at, row.recipients))

    def pass_minutes(self, minutes: int) -> None:
        """Let time pass."""
        self.world.advance(self.world.state.now + minutes * MINUTE)
