"""Talk: what a model said on its way through an episode, kept beside the trace, and what it cost.

The trace has what was done, and needs nothing of this to be replayed. The talk has a line for each answer of the model:
its words, its reasoning, its tokens. An agent that goes on with an episode after an interruption takes from it what it
has said already, so that nothing is asked and paid for twice.
"""

from collections.abc import Iterable, Sequence
from functools import reduce
from operator import add
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self, runtime_checkable

from pydantic import JsonValue, ValidationError

from ..snapshots.errors import TraceError
from ..snapshots.records import Model


class Usage(Model):
    """Tokens, and what they cost in millionths of a US dollar (None: the price is not known).

    `input` has all tokens that went in, `cached` those of them that the provider had kept; `output` has all that came
    out, `reasoning` those of them that were the model's thoughts.
    """

    input: int = 0
    cached: int = 0
    output: int = 0
    reasoning: int = 0
    cost: int | None = None

    @property
    def tokens(self) -> int:
        """All tokens, in and out."""
        return self.input + self.output

    def __add__(self, other: "Usage") -> "Usage":
        """Return both together. The cost is known where that of each part is; no tokens cost nothing."""
        costs = [one.cost for one in (self, other) if one.tokens or one.cost is not None]
        known = [cost for cost in costs if cost is not None]
        return Usage(
            input=self.input + other.input, cached=self.cached + other.cached, output=self.output + other.output,
            reasoning=self.reasoning + other.reasoning,
            cost=sum(known) if costs and len(known) == len(costs) else None,
        )


class Turn(Model):
    """One answer of a model.

    `at` is the number of the first step that came of it, from 1, and `calls` how many did (0: it ended the episode).
    `stop` says why the model stopped: end, tool_calls, length or refusal. `tries` counts the requests that it took.
    `reply` is the answer as its protocol has it, for an agent that has to send it again.
    """

    at: int
    calls: int = 1
    text: str = ""
    reasoning: str = ""
    usage: Usage = Usage()
    tries: int = 1
    stop: str = ""
    model: str = ""
    reply: JsonValue = None


@runtime_checkable
class Speaking(Protocol):
    """An agent that has something to say of how it came to its actions."""

    def said(self) -> tuple[Turn, ...]:
        """Return the turns since it was asked last."""


@runtime_checkable
class Remembering(Protocol):
    """An agent that can be given its own earlier turns before an episode is gone on with."""

    def remember(self, turns: Sequence[Turn]) -> None:
        """Take in turns, after `reset`: they are said again in their order, before anything new is asked."""


class TalkWriter:
    """Writes the talk of an episode; what a turn said has left the process when `write` returns.

    `keep` are the turns that an earlier writer left and that stay; all others are cut off.
    """

    def __init__(self, path: Path, keep: Sequence[Turn] = ()) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        kept = b"".join(map(_line, keep))
        if not path.exists() or path.read_bytes() != kept:
            draft = path.with_name(f"{path.name}.new")
            draft.write_bytes(kept)
            draft.replace(path)
        self._file = path.open("ab")

    def write(self, turns: Iterable[Turn]) -> None:
        """Append turns."""
        for turn in turns:
            self._file.write(_line(turn))
        self._file.flush()

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()


def _line(turn: Turn) -> bytes:
    return turn.model_dump_json(exclude_defaults=True).encode() + b"\n"


def talk_path(trace: Path) -> Path:
    """Return where the talk of a trace lies: DIR/talk/KEY.jsonl for DIR/traces/KEY.jsonl, else beside it."""
    if trace.parent.name == "traces":
        return trace.parent.parent / "talk" / trace.name
    return trace.with_name(f"{trace.stem}.talk.jsonl")


def read_talk(path: Path) -> tuple[Turn, ...]:
    """Read a talk; one that does not exist is empty. TraceError names the line that is none.

    A last line that is cut short is left out, since that is what a killed process leaves.
    """
    if not path.exists():
        return ()
    turns: list[Turn] = []
    for number, line in enumerate(path.read_bytes().split(b"\n")[:-1], 1):
        try:
            turns.append(Turn.model_validate_json(line))
        except ValidationError as error:
            fault = error.errors(include_url=False)[0]
            raise TraceError(f"{path}: line {number}: it is no turn of a model: {fault['msg']}") from None
    return tuple(turns)


def unbroken(turns: Iterable[Turn], first: int) -> tuple[Turn, ...]:
    """Return the turns that follow on one another without a gap, from the one that step `first` came of."""
    out: list[Turn] = []
    for turn in turns:
        if turn.at != first:
            break
        out.append(turn)
        first += turn.calls
    return tuple(out)


def total(turns: Iterable[Turn]) -> Usage:
    """Return the tokens and the cost of turns together."""
    return reduce(add, (turn.usage for turn in turns), Usage())
