"""An office with all services for tests of checks: people inside and outside, a crew, calendars, channels, files."""

from collections.abc import Sequence
from typing import Any

from diorama.mocks.calendar.service import CalendarService
from diorama.mocks.chat.service import Chat
from diorama.mocks.docs.service import Docs
from diorama.mocks.drive.service import Drive
from diorama.mocks.mail.service import Mail
from diorama.mocks.service import Service
from diorama.mocks.world import World, agent, setup
from diorama.snapshots.calls import Call

NOW = 1_772_613_000_000
"""2026-03-04T08:30:00Z, a Wednesday; 09:30 in Berlin."""

MARA, BOB, CLEO, NED = "mara@tarn.test", "bob@tarn.test", "cleo@tarn.test", "ned@tarn.test"
ANN, OTTO = "ann@outside.test", "otto@elsewhere.test"
CREW, CLUB = "crew@tarn.test", "club@tarn.test"
"""CREW holds Bob and Cleo, CLUB holds CREW and Ann."""
PEOPLE = (MARA, BOB, CLEO, NED, ANN, OTTO)
ROOM = "room@tarn.test"
ALL = (Mail, Chat, CalendarService, Docs, Drive)


class Floor:
    """A world with mail, chat, calendar, documents and files, prepared by set-up calls."""

    def __init__(self, *, seed: int = 1, services: Sequence[type[Service]] = ALL) -> None:
        self.world = World(services, seed=seed, now=NOW)
        self.put("people.add_organisation", id="tarn", name="Tarn", domain="tarn.test", relation="home")
        self.put("people.add_organisation", id="outside", name="Outside", domain="outside.test", relation="customer")
        for address, name in zip(PEOPLE, ("Mara Lind", "Bob Bell", "Cleo Carr", "Ned Nim", "Ann Aster", "Otto Ode"),
                                 strict=True):
            slug, home = address.partition("@")[0], address.endswith("@tarn.test")
            self.put("people.add_person", id=slug, name=name, emails=[address], external=not home,
                     organisation="tarn" if home else "outside", time_zone="Europe/Berlin")
            if home and Mail in services:
                self.put("mail.add_mailbox", address=address, name=name, person=slug)
            if home and CalendarService in services:
                self.put("calendar.add_calendar", owner=address)
        self.put("groups.add_group", address=CREW, name="Crew", members=[BOB, CLEO])
        self.put("groups.add_group", address=CLUB, name="Club", members=[CREW, ANN], open_to_outside=True)
        if Chat in services:
            self._talk()

    def _talk(self) -> None:
        """Put the workspace, with four channels."""
        home = [MARA, BOB, CLEO, NED]
        self.put("chat.put_workspace", name="Tarn", domain="tarn.slack.test")
        for address in (*home, ANN):
            role = "admin" if address == MARA else "member" if address in home else "external"
            slug = address.partition("@")[0]
            self.put("chat.put_user", address=address, name=slug.title(), role=role, id=f"U{slug.upper()}",
                     time_zone="Europe/Berlin")
        self.put("chat.put_channel", id="Cgeneral", name="general", members=home, general=True)
        self.put("chat.put_channel", id="Cplans", name="plans", members=[MARA, BOB])
        self.put("chat.put_channel", id="Csecret", name="secret", kind="private", members=[MARA, BOB])
        self.put("chat.put_channel", id="Cshared", name="outside-work", members=[MARA, BOB, ANN])

    def put(self, tool: str, /, **arguments: Any) -> Any:
        """Make a set-up call; return its result."""
        outcome = self.world.call(Call.of(tool, arguments), actor=setup())
        assert outcome.ok, outcome.message
        return outcome.value

    def do(self, tool: str, /, *, by: str = MARA, **arguments: Any) -> Any:
        """Make a call as an agent before the episode; return its result."""
        outcome = self.world.call(Call.of(tool, arguments), actor=agent(by))
        assert outcome.ok, outcome.message
        return outcome.value

    def file(self, name: str = "plan.txt", text: str = "the plan", owner: str = MARA, **arguments: Any) -> str:
        """Put a file; return its id."""
        return str(self.put("drive.put_file", name=name, owner=owner, text=text, **arguments)["id"])

    def folder(self, name: str = "Plans", owner: str = MARA, **arguments: Any) -> str:
        """Put a folder; return its id."""
        return str(self.put("drive.put_folder", name=name, owner=owner, **arguments)["id"])

    def doc(self, text: str = "# Plan\n\nThe plan.\n", id: str = "plan", owner: str = MARA, **arguments: Any) -> str:
        """Put a document; return its id."""
        self.put("docs.put_document", id=id, name="Plan", owner=owner, text=text, **arguments)
        return id

    def give(self, file: str, who: str, role: str = "reader") -> None:
        """Put a permission."""
        self.put("drive.put_permission", file=file, who=who, role=role)

    def event(self, summary: str = "Review", start: str = "2026-03-05T09:00", calendar: str = MARA,
              **arguments: Any) -> str:
        """Put an event; return its id."""
        return str(self.put("calendar.put_event", calendar=calendar, summary=summary, start=start, **arguments)["id"])

    def said(self, channel: str, text: str, by: str = MARA, **arguments: Any) -> str:
        """Put a message of an hour ago; return its ts."""
        arguments.setdefault("minutes_ago", 60)
        return str(self.put("chat.put_message", channel=channel, sender=by, text=text, **arguments)["ts"])
