"""A small organisation with mail, for tests: three mailboxes, a colleague without one, people outside."""

from typing import Any

from diorama.mocks.mail.records import Draft, Message
from diorama.mocks.mail.service import Mail
from diorama.mocks.world import World, agent, setup
from diorama.snapshots.calls import Actor, Call, Outcome

NOW = 1_772_613_000_000
"""2026-03-04T08:30:00Z, 09:30 in Berlin."""

MARA, BOB, CLEO = "mara@tarn.test", "bob@tarn.test", "cleo@tarn.test"
NED = "ned@tarn.test"
"""A colleague in the directory who has no mailbox."""
ANN, OTTO = "ann@outside.test", "otto@elsewhere.test"
MINUTE = 60_000


class Desk:
    """A world and whose turn it is. `do` makes a call that must succeed, `refused` one that must not."""

    def __init__(self, *, seed: int = 1, **mailbox: Any) -> None:
        self.world = World([Mail], seed=seed, now=NOW)
        self.put("people.add_organisation", id="tarn", name="Tarn", domain="tarn.test", relation="home")
        for slug, name, address in (("mara", "Mara Lind", MARA), ("bob", "Bob Bell", BOB), ("cleo", "Cleo Carr", CLEO),
                                    ("ned", "Ned Nim", NED), ("ann", "Ann Aster", ANN), ("otto", "Otto Ode", OTTO)):
            self.put("people.add_person", id=slug, name=name, emails=[address],
                     organisation="tarn" if "tarn" in address else "x", external="tarn" not in address)
        mara = {"name": "Mara Lind", "person": "mara", "time_zone": "Europe/Berlin", **mailbox}
        self.put("mail.add_mailbox", address=MARA, **mara)
        self.put("mail.add_mailbox", address=BOB, name="Bob Bell", person="bob")
        self.put("mail.add_mailbox", address=CLEO, name="Cleo Carr", person="cleo")

    def attempt(self, tool: str, actor: Actor, arguments: dict[str, Any]) -> Outcome:
        """Make a call."""
        return self.world.call(Call.of(tool, arguments), actor=actor)

    def put(self, tool: str, /, *, by: str = MARA, **arguments: Any) -> Any:
        """Make a set-up call."""
        outcome = self.attempt(tool, setup(by), arguments)
        assert outcome.ok, outcome.message
        return outcome.value

    def do(self, tool: str, /, *, by: str = MARA, **arguments: Any) -> Any:
        """Make a mail call as an agent; return its result."""
        outcome = self.attempt(tool if "." in tool or tool == "wait" else f"mail.{tool}", agent(by), arguments)
        assert outcome.ok, outcome.message
        return outcome.value

    def refused(self, tool: str, /, *, by: str = MARA, **arguments: Any) -> tuple[str, str]:
        """Make a mail call as an agent that fails; return the error's code and sentence."""
        before = self.world.state
        outcome = self.attempt(f"mail.{tool}", agent(by), arguments)
        assert not outcome.ok, outcome.text
        assert self.world.state is before
        return outcome.code, outcome.message

    def letter(self, subject: str = "Plan", body: str = "the words", **arguments: Any) -> str:
        """Put a message from Ann into Mara's inbox; return its id."""
        given = {"sender": f"Ann Aster <{ANN}>", "to": [MARA], "subject": subject, "body": body, "minutes_ago": 60}
        return str(self.put("mail.put_message", **{**given, **arguments})["id"])

    def arrive(self, subject: str = "News", body: str = "the words", **arguments: Any) -> str:
        """Have a message from Ann arrive at Mara's; return the id of her copy."""
        given = {"sender": f"Ann Aster <{ANN}>", "to": [MARA], "subject": subject, "body": body}
        return str(self.put("mail.receive", **{**given, **arguments})["id"])

    def row(self, identity: str) -> Message:
        """Return a message's row."""
        row: Message = self.world.state.table("mail.messages")[identity]
        return row

    def labels(self, identity: str) -> set[str]:
        """Return a message's labels."""
        return set(self.row(identity).labels)

    def drafts(self) -> list[Draft]:
        """Return all drafts."""
        return list(self.world.state.table("mail.drafts").rows())

    def messages(self, mailbox: str, label: str = "") -> list[tuple[str, Message]]:
        """Return a mailbox's messages, or those with a label, oldest first."""
        table = self.world.state.table("mail.messages")
        found = table.find("by_label", f"{mailbox} {label}") if label else table.find("by_mailbox", mailbox)
        return [(identity, table[identity]) for _, identity in found]

    def left(self) -> list[Any]:
        """Return what left the world, in the order in which it did."""
        return sorted(self.world.state.table("ledger.departures").rows(), key=lambda row: (row.at, row.subject))

    def pass_minutes(self, minutes: int) -> None:
        """Let time pass."""
        self.world.advance(self.world.state.now + minutes * MINUTE)
