"""Handling: a phone of one's own for tests, and what can be asked of it."""

from typing import Any

from diorama.mocks.handset import NOW, PRINCIPAL
from diorama.mocks.phone.screen import shown
from diorama.mocks.phone.service import Phone
from diorama.mocks.screens.layout import Box
from diorama.mocks.screens.reading import reading
from diorama.mocks.world import World, agent, setup
from diorama.snapshots.calls import Call, Outcome


class Handset:
    """A phone with a bank and the settings on it, handled as tests want it."""

    def __init__(self, **settings: Any) -> None:
        self.world = World((Phone,), seed=1, now=NOW)
        self.prepare("set_device", settings={"owner": PRINCIPAL, **settings})
        for app in ("nimbuspay", "settings"):
            self.prepare("install", app=app)
        self.prepare("put_row", app="nimbuspay", table="accounts", id="acc",
                     row={"name": "Current", "number": "1", "balance": 100_000})
        self.prepare("put_row", app="nimbuspay", table="payees", id="ida", row={"name": "Ida Brook", "number": "2"})

    def prepare(self, tool: str, **arguments: Any) -> Any:
        """Make a set-up call, which has to succeed."""
        outcome = self.world.call(Call.of(f"phone.{tool}", arguments), actor=setup(PRINCIPAL))
        assert outcome.ok, outcome.message
        return outcome.value

    def do(self, tool: str, **arguments: Any) -> Outcome:
        """Make a call as an agent, which has to succeed."""
        outcome = self.tried(tool, **arguments)
        assert outcome.ok, outcome.message
        return outcome

    def tried(self, tool: str, **arguments: Any) -> Outcome:
        """Make a call as an agent."""
        return self.world.call(Call.of(f"phone.{tool}", arguments), actor=agent(PRINCIPAL), face="agent")

    @property
    def text(self) -> str:
        """What a reader is told of the screen."""
        return reading(shown(self.world.state).layout)

    def box(self, key: str) -> Box:
        """Return what has a key on the screen."""
        found = shown(self.world.state).layout.find(key)
        assert found is not None, f"{key} is not on the screen:\n{self.text}"
        return found

    def rows(self, table: str) -> list[Any]:
        """Return the rows of a table of the phone."""
        return list(self.world.state.table(f"phone.{table}").rows())

    @property
    def screen(self) -> str:
        """The screen of the app in front, and those of the system over it."""
        display = self.world.state.table("phone.displays")["display"]
        task = self.world.state.table("phone.tasks").get(display.app or "launcher")
        own = task.pages[-1].screen if task is not None and task.pages else ""
        return "+".join((f"{display.app or 'launcher'}:{own}", *(page.screen for page in display.over)))
