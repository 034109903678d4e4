"""A workspace for tests: colleagues, a guest, people of another organisation, a bot, channels of every kind."""

from typing import Any

from diorama.mocks.chat.base import message_id, read_ts
from diorama.mocks.chat.records import Message
from diorama.mocks.chat.service import Chat
from diorama.mocks.drive.service import Drive
from diorama.mocks.world import World, agent, setup
from diorama.snapshots.calls import Actor, Call, Outcome

NOW = 1_772_613_000_000
"""2026-03-04T08:30:00Z, 09:30 in Berlin."""

MARA, BOB, CLEO, NED = "mara@tarn.test", "bob@tarn.test", "cleo@tarn.test", "ned@tarn.test"
GUS, ANN, OTTO, BOT = "gus@tarn.test", "ann@outside.test", "otto@outside.test", "bot@tarn.test"
"""Mara administers. Gus is a guest of one channel, Ann and Otto are people of another organisation."""
MINUTE = 60_000
STRANGER = "stella@elsewhere.test"


class Room:
    """A world and its workspace. `do` makes a call that must succeed, `refused` one that must not."""

    def __init__(self, *, seed: int = 1) -> None:
        self.world = World([Chat, Drive], seed=seed, now=NOW)
        self.put("people.add_organisation", id="tarn", name="Tarn", domain="tarn.test", relation="home")
        self.put("chat.put_workspace", name="Tarn", domain="tarn.slack.test")
        for address, name, role in (
            (MARA, "Mara Lind", "admin"), (BOB, "Bob Bell", "member"), (CLEO, "Cleo Carr", "member"),
            (NED, "Ned Nim", "member"), (GUS, "Gus Gray", "single_guest"), (ANN, "Ann Aster", "external"),
            (OTTO, "Otto Ode", "external"), (BOT, "Build bot", "bot"),
        ):
            slug = address.partition("@")[0]
            home = address.endswith("@tarn.test")
            self.put("people.add_person", id=slug, name=name, emails=[address], external=not home,
                     organisation="tarn" if home else "outside", time_zone="Europe/Berlin")
            self.put("chat.put_user", address=address, name=name, role=role, id=f"U{slug.upper()}",
                     time_zone="Europe/Berlin")
        self.put("people.add_person", id="stella", name="Stella Sund", emails=[STRANGER], organisation="elsewhere",
                 external=True)
        everybody = [MARA, BOB, CLEO, NED]
        self.put("chat.put_channel", id="Cgeneral", name="general", members=everybody, general=True)
        self.put("chat.put_channel", id="Cplans", name="plans", members=[MARA, BOB, GUS], topic="Plans of the quarter")
        self.put("chat.put_channel", id="Csecret", name="secret", kind="private", members=[MARA, BOB])
        self.put("chat.put_channel", id="Cshared", name="outside-work", members=[MARA, BOB, ANN, OTTO])
        self.put("chat.put_channel", id="Cnews", name="news", members=everybody, posting="admins")
        self.put("chat.put_channel", id="Cold", name="old", members=everybody, archived=True)
        self.put("chat.put_channel", id="Dbob", kind="im", members=[MARA, BOB])
        self.put("chat.put_channel", id="Dcrew", kind="mpim", members=[MARA, BOB, CLEO])
        self.put("chat.put_user_group", id="Gcrew", handle="crew", name="Crew", members=[BOB, CLEO])

    def attempt(self, tool: str, actor: Actor, arguments: dict[str, Any]) -> Outcome:
        """Make a call."""
        return self.world.call(Call.of(tool, arguments), actor=actor)

    def put(self, tool: str, /, **arguments: Any) -> Any:
        """Make a set-up call."""
        outcome = self.attempt(tool, setup(), arguments)
        assert outcome.ok, outcome.message
        return outcome.value

    def do(self, tool: str, /, *, by: str = MARA, **arguments: Any) -> Any:
        """Make a chat call as an agent; return its result."""
        outcome = self.attempt(tool if "." in tool else f"chat.{tool}", agent(by), arguments)
        assert outcome.ok, outcome.message
        return outcome.value

    def refused(self, tool: str, /, *, by: str = MARA, **arguments: Any) -> tuple[str, str]:
        """Make a chat call as an agent that fails; return the error's code and sentence."""
        before = self.world.state
        outcome = self.attempt(f"chat.{tool}", agent(by), arguments)
        assert not outcome.ok, outcome.text
        assert self.world.state is before
        return outcome.code, outcome.message

    def say(self, channel: str, text: str, *, by: str = MARA, **arguments: Any) -> str:
        """Post a message; return its ts."""
        return str(self.do("post_message", by=by, channel=channel, text=text, **arguments)["ts"])

    def old(self, channel: str, text: str, *, by: str = MARA, **arguments: Any) -> str:
        """Put a message that is already there; return its ts."""
        arguments.setdefault("minutes_ago", 60)
        return str(self.put("chat.put_message", channel=channel, sender=by, text=text, **arguments)["ts"])

    def read(self, channel: str, *, by: str = MARA) -> list[str]:
        """Return the texts of a conversation, newest first."""
        return [one.get("text", "(deleted)") for one in self.do("read_channel", by=by, channel=channel)["messages"]]

    def found(self, query: str, *, by: str = MARA, **arguments: Any) -> list[str]:
        """Return the texts that a search finds, in its order."""
        return [one["text"] for one in self.do("search", by=by, query=query, **arguments)["messages"]]

    def row(self, channel: str, ts: str) -> Message:
        """Return a message's row."""
        row: Message = self.world.state.table("chat.messages")[message_id(channel, read_ts(ts))]
        return row

    def left(self) -> list[Any]:
        """Return what left the world, in the order in which it did."""
        return sorted(self.world.state.table("ledger.departures").rows(), key=lambda row: (row.at, row.subject))

    def told(self, by: str) -> list[str]:
        """Return the kinds of somebody's notifications, newest first."""
        return [one["kind"] for one in self.do("list_activity", by=by)["activity"]]

    def wait(self, minutes: int) -> None:
        """Let time pass."""
        self.world.advance(self.world.state.now + minutes * MINUTE)
