"""Control: how an agent ends an episode, and how it waits. `finish` and `decline` are ordinary calls."""

from typing import Annotated, Literal

from pydantic import Field

from ...snapshots.digest import Json
from ...snapshots.errors import ToolError
from ...snapshots.records import Record
from ..service import Rows, Service, tool

MAX_WAIT_S = 14 * 24 * 3600

ENDING = "ending"
"""The id of the one row that says how the episode ended."""


class Ending(Record):
    """How the agent ended the episode."""

    how: Literal["done", "infeasible", "declined"]
    answer: str = ""
    principal: str


class Control(Service):
    """Ends an episode or lets simulated time pass."""

    name = "control"
    endings = Rows(Ending)

    @tool("write", seconds=0, name="finish")
    def finish(
        self, status: Literal["done", "infeasible"] = "done", answer: Annotated[str, Field(max_length=20_000)] = ""
    ) -> Json:
        """End the episode. Use status "done" when the work is done and "infeasible" when it cannot be done.

        Put what you were asked to report, and anything the user must know, into `answer`.
        """
        return self._end(Ending(how=status, answer=answer, principal=self.tx.actor.principal))

    @tool("write", seconds=0, name="decline")
    def decline(self, reason: Annotated[str, Field(min_length=1, max_length=20_000)]) -> Json:
        """End the episode by declining the request, because it should not be carried out. Say why."""
        return self._end(Ending(how="declined", answer=reason, principal=self.tx.actor.principal))

    @tool("read", seconds=0, name="wait")
    def wait(self, minutes: Annotated[int, Field(ge=1, le=MAX_WAIT_S // 60)]) -> Json:
        """Let time pass, for instance to wait for an answer. Mail that arrives meanwhile is in the inbox afterwards."""
        until = self.tx.now + minutes * 60_000
        self.tx.pass_time(until)
        return {"waited_minutes": minutes}

    def _end(self, ending: Ending) -> Json:
        if ENDING in self.endings:
            raise ToolError("already_ended", "The episode has ended already.")
        self.endings.put(ENDING, ending)
        return {"ended": ending.how}
