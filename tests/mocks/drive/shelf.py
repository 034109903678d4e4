"""An organisation with files, for tests: people inside and outside, nested groups, a shared drive."""

from typing import Any

from diorama.mocks.common.file_records import File, root_of
from diorama.mocks.drive.service import Drive
from diorama.mocks.mail.service import Mail
from diorama.mocks.world import World, agent, setup
from diorama.snapshots.calls import Actor, Call, Outcome

NOW = 1_772_613_000_000
"""2026-03-04T08:30:00Z, 09:30 in Berlin."""

MARA, BOB, CLEO, NED = "mara@tarn.test", "bob@tarn.test", "cleo@tarn.test", "ned@tarn.test"
ANN, OTTO = "ann@outside.test", "otto@elsewhere.test"
CREW, STAFF, CLUB = "crew@tarn.test", "staff@tarn.test", "club@tarn.test"
"""CREW holds Cleo, STAFF holds CREW and Ned, CLUB holds STAFF and Ann."""
MINUTE = 60_000
DAY = 24 * 60 * MINUTE
ROOT = root_of(MARA)


class Shelf:
    """A world and whose turn it is. `do` makes a call that must succeed, `refused` one that must not."""

    def __init__(self, *, seed: int = 1, mail: bool = True) -> None:
        self.world = World([Drive, Mail] if mail else [Drive], seed=seed, now=NOW)
        self.put("people.add_organisation", id="tarn", name="Tarn", domain="tarn.test", relation="home")
        for slug, name, address in (("mara", "Mara Lind", MARA), ("bob", "Bob Bell", BOB), ("cleo", "Cleo Carr", CLEO),
                                    ("ned", "Ned Nim", NED), ("ann", "Ann Aster", ANN), ("otto", "Otto Ode", OTTO)):
            self.put("people.add_person", id=slug, name=name, emails=[address], external="tarn" not in address,
                     organisation="tarn" if "tarn" in address else "x", time_zone="Europe/Berlin")
            if mail and address in (MARA, BOB, CLEO):
                self.put("mail.add_mailbox", address=address, name=name, person=slug)
        self.put("groups.add_group", address=CREW, name="Crew", members=[CLEO])
        self.put("groups.add_group", address=STAFF, name="Staff", members=[CREW, NED])
        self.put("groups.add_group", address=CLUB, name="Club", members=[STAFF, ANN], open_to_outside=True)

    def attempt(self, tool: str, actor: Actor, arguments: dict[str, Any]) -> Outcome:
        """Make a call."""
        return self.world.call(Call.of(tool, arguments), actor=actor)

    def put(self, tool: str, /, **arguments: Any) -> Any:
        """Make a set-up call."""
        outcome = self.attempt(tool, setup(), arguments)
        assert outcome.ok, outcome.message
        return outcome.value

    def do(self, tool: str, /, *, by: str = MARA, **arguments: Any) -> Any:
        """Make a Drive call as an agent; return its result."""
        outcome = self.attempt(tool if "." in tool else f"drive.{tool}", agent(by), arguments)
        assert outcome.ok, outcome.message
        return outcome.value

    def refused(self, tool: str, /, *, by: str = MARA, **arguments: Any) -> tuple[str, str]:
        """Make a Drive call as an agent that fails; return the error's code and sentence."""
        before = self.world.state
        outcome = self.attempt(f"drive.{tool}", agent(by), arguments)
        assert not outcome.ok, outcome.text
        assert self.world.state is before
        return outcome.code, outcome.message

    def file(self, name: str = "plan.txt", text: str = "the plan", owner: str = MARA, **arguments: Any) -> str:
        """Put a file; return its id."""
        return str(self.put("drive.put_file", name=name, owner=owner, text=text, **arguments)["id"])

    def folder(self, name: str = "Plans", owner: str = MARA, **arguments: Any) -> str:
        """Put a folder; return its id."""
        return str(self.put("drive.put_folder", name=name, owner=owner, **arguments)["id"])

    def give(self, file: str, who: str, role: str = "reader", **arguments: Any) -> None:
        """Put a permission."""
        self.put("drive.put_permission", file=file, who=who, role=role, **arguments)

    def drive(self, id: str = "drive_team", **arguments: Any) -> str:
        """Put a shared drive of which Mara is organizer and Bob a writer."""
        members = arguments.pop("members", [[MARA, "organizer"], [BOB, "writer"]])
        return str(self.put("drive.put_shared_drive", id=id, name="Team", members=members, **arguments)["id"])

    def row(self, identity: str) -> File:
        """Return a file's row."""
        row: File = self.world.state.table("files.files")[identity]
        return row

    def found(self, q: str, *, by: str = MARA, **arguments: Any) -> list[str]:
        """Return the names that a search finds, in its order."""
        return [one["name"] for one in self.do("search_files", by=by, q=q, **arguments)["files"]]

    def mails(self, to: str) -> list[Any]:
        """Return the messages in a mailbox, oldest first."""
        table = self.world.state.table("mail.messages")
        return [table[identity] for _, identity in table.find("by_mailbox", to)]

    def left(self) -> list[Any]:
        """Return what left the world, in the order in which it did."""
        return sorted(self.world.state.table("ledger.departures").rows(), key=lambda row: (row.at, row.recipients))

    def pass_days(self, days: int) -> None:
        """Let time pass."""
        self.world.advance(self.world.state.now + days * DAY)
