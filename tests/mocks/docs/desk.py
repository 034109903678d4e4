"""A world with documents, for tests: people inside and outside, Drive and mail beside Docs."""

from typing import Any

from diorama.mocks.docs.flow import Flow
from diorama.mocks.docs.records import segment_id
from diorama.mocks.docs.service import Docs
from diorama.mocks.drive.service import Drive
from diorama.mocks.world import World, agent, setup
from diorama.snapshots.calls import Actor, Call, Outcome

NOW = 1_772_613_000_000
"""2026-03-04T08:30:00Z, 09:30 in Berlin."""
MARA, BOB, CLEO, OTTO = "mara@tarn.test", "bob@tarn.test", "cleo@tarn.test", "otto@elsewhere.test"
PLAN = "# Plan\n\nHello **bold** world\U0001f600.\n\n- one\n- two\n\n| a | b |\n| --- | --- |\n| 1 | 2 |\n\nThe end\n"


class Desk:
    """A world and whose turn it is. `do` makes a call that must succeed, `refused` one that must not."""

    def __init__(self, *, seed: int = 1, text: str = PLAN) -> None:
        self.world = World([Drive, Docs], seed=seed, now=NOW)
        self.put("people.add_organisation", id="tarn", name="Tarn", domain="tarn.test", relation="home")
        for slug, name, address in (("mara", "Mara Lind", MARA), ("bob", "Bob Bell", BOB), ("cleo", "Cleo Carr", CLEO)):
            self.put("people.add_person", id=slug, name=name, emails=[address], organisation="tarn",
                     time_zone="Europe/Berlin")
        self.put("docs.put_document", id="plan", name="Plan", owner=MARA, text=text)

    def attempt(self, tool: str, actor: Actor, arguments: dict[str, Any]) -> Outcome:
        """Make a call."""
        return self.world.call(Call.of(tool, arguments), actor=actor)

    def put(self, tool: str, /, **arguments: Any) -> Any:
        """Make a set-up call."""
        outcome = self.attempt(tool, setup(), arguments)
        assert outcome.ok, outcome.message
        return outcome.value

    def do(self, tool: str, /, *, by: str = MARA, **arguments: Any) -> Any:
        """Make a call as an agent; return its result."""
        outcome = self.attempt(tool if "." in tool else f"docs.{tool}", agent(by), arguments)
        assert outcome.ok, outcome.message
        return outcome.value

    def batch(self, *requests: dict[str, Any], by: str = MARA, **arguments: Any) -> Any:
        """Make a batch on the plan; return its replies."""
        return self.do("batch_update", by=by, file_id="plan", requests=list(requests), **arguments).get("replies")

    def refused(self, tool: str, /, *, by: str = MARA, **arguments: Any) -> tuple[str, str]:
        """Make a call as an agent that fails; return the error's code and sentence."""
        before = self.world.state
        outcome = self.attempt(tool if "." in tool else f"docs.{tool}", agent(by), arguments)
        assert not outcome.ok, outcome.text
        assert self.world.state is before
        return outcome.code, outcome.message

    def give(self, who: str, role: str, file: str = "plan") -> None:
        """Put a permission."""
        self.put("drive.put_permission", file=file, who=who, role=role)

    def text(self, form: str = "markdown", file: str = "plan") -> str:
        """Return a document's text."""
        return str(self.do("export", file_id=file, form=form)["text"])

    def flow(self, segment: str = "", file: str = "plan", tab: str = "t.0") -> Flow:
        """Return a segment as it is."""
        return Flow(self.world.state.table("docs.segments")[segment_id(file, tab, segment)].blocks)

    def lines(self, file: str = "plan") -> list[list[Any]]:
        """Return a document's lines as docs.read shows them."""
        lines: list[list[Any]] = self.do("read", file_id=file)["lines"]
        return lines

    def ranges(self) -> dict[str, list[tuple[int, int]]]:
        """Return the named ranges of the plan's first tab."""
        tab = self.world.state.table("docs.tabs")["plan t.0"]
        return {one.name: [(piece.start, piece.end) for piece in one.pieces] for one in tab.ranges}


def place(start: int, end: int) -> dict[str, int]:
    """Return a range of the first tab's body."""
    return {"startIndex": start, "endIndex": end}


def insert(index: int, text: str) -> dict[str, Any]:
    """Return a request that inserts text."""
    return {"insertText": {"location": {"index": index}, "text": text}}


def delete(start: int, end: int) -> dict[str, Any]:
    """Return a request that deletes a range."""
    return {"deleteContentRange": {"range": place(start, end)}}


def bold(start: int, end: int) -> dict[str, Any]:
    """Return a request that makes a range bold."""
    return {"updateTextStyle": {"range": place(start, end), "textStyle": {"bold": True}, "fields": "bold"}}
