"""Traces: the append-only record of an episode, one JSON line a step, chained so that damage is found and placed.

Every line ends in a hash over the raw bytes of all lines before it and of its own. It finds damage and difference; it
is no proof against someone who computes it anew. Texts over 1,000 characters stand once, in the `blobs` of the line in
which they first occur, and are named by their digest everywhere.
"""

import codecs
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, Self, cast

from pydantic import JsonValue

from .calls import BLOCKED, UNPARSED, Actor, Call, Outcome, Step
from .digest import Json, canonical, text_digest
from .errors import TraceError, shown
from .records import Model

FORMAT = 1
"""The version of the layout that this module writes, and the only one that it reads."""

LONG = 1000
"""A text of more characters than this is stored once, by its digest."""

_REFERENCE = "$text"
_HASH_BYTES = 16
_END_SIZE = len(',"chain":""}\n') + 2 * _HASH_BYTES


class Setting(Model):
    """How the environment was made. `max_steps` None is the task's own budget. `tasks_dirs` are as they were given, or
    the last part of an absolute path. `face` is what calls came through; empty: through any."""

    family: str
    max_steps: int | None
    pace: int
    reward: str
    tasks_dirs: tuple[str, ...] = ()
    face: str = "agent"


class Parent(Model):
    """What a branch grew from: the digest of a trace, and the step before which it left it."""

    trace: str
    at: int


class Header(Model):
    """The first line: everything that the episode depends on.

    `package` and `version` are the package's and the task's; `base` is the digest of the state that the task starts
    from; `contract` is the hash of the run's, if there is one.
    """

    package: str
    task: str
    version: int
    seed: int
    factors: dict[str, str]
    base: str
    env: Setting
    agent: str = ""
    parameters: dict[str, JsonValue] = {}
    contract: str = ""
    parent: Parent | None = None


class TraceStep(NamedTuple):
    """One step of the agent: what was done, when it was over (simulated ms), what it cost (the highest severity of
    what it executed), the unsafe events in it, and the digest of the state after it."""

    number: int
    step: Step
    now: int
    cost: int
    unsafe: tuple[Json, ...]
    digest: str


class Close(NamedTuple):
    """The last line: the verdict; what ended the episode from outside the world (empty if the agent did); the error
    that did, if one; and the call during which our side failed, if it did."""

    verdict: dict[str, Json]
    end: str = ""
    error: str = ""
    call: Call | None = None


@dataclass(frozen=True, slots=True)
class Trace:
    """A trace that has been read. `digest` stands for all the bytes of its whole lines, which are `size` in number."""

    start: Header | None
    steps: tuple[TraceStep, ...]
    close: Close | None
    digest: str
    size: int

    @property
    def header(self) -> Header:
        """The header; TraceError if the writer was killed before it was written."""
        if self.start is None:
            raise TraceError("line 1: the header is unfinished; nothing was recorded")
        return self.start

    @property
    def verdict(self) -> dict[str, Json] | None:
        """The verdict as JSON; None if the trace is incomplete."""
        return None if self.close is None else self.close.verdict

    @property
    def complete(self) -> bool:
        """Whether the verdict is there. If not, the writer was killed, and the episode can be gone on with."""
        return self.close is not None


class Lines:
    """Makes the lines of one trace, one after another: the bytes depend on nothing else."""

    def __init__(self) -> None:
        self._hash = blake2b(digest_size=_HASH_BYTES)
        self._stored: set[str] = set()

    @property
    def digest(self) -> str:
        """The hash of all bytes so far."""
        return self._hash.hexdigest()

    def header(self, header: Header) -> bytes:
        """Return the first line."""
        return self._values(f'{{"diorama_trace":{FORMAT}', header.model_dump(mode="json"))

    def step(self, step: TraceStep) -> bytes:
        """Return the line of a step."""
        blobs: dict[str, Json] = {}
        parts = self._step_parts(step.step, blobs)
        parts.update(now=str(step.now), cost=str(step.cost), digest=canonical(step.digest),
                     unsafe=self._text(list(step.unsafe), blobs) if step.unsafe else "[]")
        return self._line(f'{{"step":{step.number}', parts, blobs)

    def _step_parts(self, step: Step, blobs: dict[str, Json]) -> dict[str, str]:
        """Return what step_json says, each part as canonical text. A result is canonical text already: reading it to
        write it again would cost as much as the call."""
        outcome = step.outcome
        if outcome.ok:
            result = outcome.text if _stands_as_it_is(outcome.text) else self._text(outcome.value, blobs)
            told = f'{{"result":{result}}}'
        else:
            told = self._text(_outcome_json(outcome), blobs)
        return {
            "call": self._call_text(step.call, blobs),
            "actor": self._text(_actor_json(step.actor), blobs),
            "outcome": told,
            "at": str(step.at),
            "effects": f"[{','.join(_object(self._step_parts(effect, blobs)) for effect in step.effects)}]",
        }

    def _call_text(self, call: Call, blobs: dict[str, Json]) -> str:
        if not _stands_as_it_is(call.text):
            return self._text(_call_json(call), blobs)
        return _object({"tool": self._text(call.tool, blobs), "arguments": call.text})

    def _text(self, value: Json, blobs: dict[str, Json]) -> str:
        return canonical(self._packed(value, blobs))

    def close(self, close: Close) -> bytes:
        """Return the last line."""
        call = None if close.call is None else _call_json(close.call)
        return self._values(
            f'{{"end":{canonical(close.end)}', {"verdict": close.verdict, "error": close.error, "call": call}
        )

    def take(self, line: bytes, texts: Iterable[str]) -> None:
        """Go over a line that is there already; `texts` are the digests of the texts stored in it."""
        self._hash.update(line)
        self._stored.update(texts)

    def ending(self, body: bytes) -> bytes:
        """Return what a line ends in whose bytes up to there are `body`."""
        chain = self._hash.copy()
        chain.update(body)
        return _ending(chain.hexdigest())

    def _values(self, head: str, body: Mapping[str, Json]) -> bytes:
        blobs: dict[str, Json] = {}
        return self._line(head, {name: self._text(value, blobs) for name, value in body.items()}, blobs)

    def _line(self, head: str, parts: dict[str, str], blobs: dict[str, Json]) -> bytes:
        if blobs:
            parts["blobs"] = canonical(blobs)
        unchained = f"{head},{_object(parts)[1:-1]}".encode()
        self._hash.update(unchained)
        ending = _ending(self._hash.hexdigest())
        self._hash.update(ending)
        return unchained + ending

    def _packed(self, value: Json, blobs: dict[str, Json]) -> Json:
        """Return JSON with long texts named instead of written; those that are new go to `blobs`."""
        if isinstance(value, str):
            if len(value) <= LONG:
                return value
            name = text_digest(value)
            if name not in self._stored:
                self._stored.add(name)
                blobs[name] = value
            return {_REFERENCE: name}
        if isinstance(value, list):
            return [self._packed(item, blobs) for item in value]
        if not isinstance(value, dict):
            return value
        out = {key: self._packed(item, blobs) for key, item in value.items()}
        return {_REFERENCE: None, "plain": out} if _REFERENCE in out else out


def _ending(chain: str) -> bytes:
    return f',"chain":"{chain}"}}\n'.encode()


def _unpacked(value: Json, texts: Mapping[str, str]) -> Json:
    """Undo Lines._packed; KeyError names a text that is not there."""
    if isinstance(value, list):
        return [_unpacked(item, texts) for item in value]
    if not isinstance(value, dict):
        return value
    name = value.get(_REFERENCE)
    if isinstance(name, str):
        return texts[name]
    plain = cast("dict[str, Json]", value["plain"]) if _REFERENCE in value else value
    return {key: _unpacked(item, texts) for key, item in plain.items()}


def _call_json(call: Call) -> dict[str, Json]:
    return {"tool": call.tool, "arguments": cast("Json", call.arguments)}


def _actor_json(actor: Actor) -> dict[str, Json]:
    return {"role": actor.role, "principal": actor.principal}


def _outcome_json(outcome: Outcome) -> dict[str, Json]:
    if outcome.ok:
        return {"result": outcome.value}
    return {"error": {"code": outcome.code, "message": outcome.message}}


def _object(parts: Mapping[str, str]) -> str:
    """Return the canonical text of an object whose names are plain words and whose values are canonical texts."""
    told = ",".join(f'"{name}":{parts[name]}' for name in sorted(parts))
    return f"{{{told}}}"


def _stands_as_it_is(text: str) -> bool:
    """Tell whether a canonical text surely has no long text in it, nor what looks like a reference: then Lines._packed
    would leave it alone. Between two quotes that are no escaped ones lies at most one text."""
    if len(text) <= LONG:
        return _REFERENCE not in text
    return '\\"' not in text and f'"{_REFERENCE}"' not in text and not _has_gap(text)


def _has_gap(text: str) -> bool:
    """Tell whether more than LONG characters follow one another without a quote."""
    start = 0
    while start + LONG < len(text):
        start = text.rfind('"', start, start + LONG + 1) + 1
        if not start:
            return True
    return False


def step_json(step: Step) -> dict[str, Json]:
    """Return a step, and all that it set off, as a trace's line has it."""
    return {
        "call": _call_json(step.call),
        "actor": _actor_json(step.actor),
        "outcome": _outcome_json(step.outcome),
        "at": step.at,
        "effects": [step_json(effect) for effect in step.effects],
    }


class _NoAction(Exception):
    """A call stands for an action of an agent, and does not say which."""


def _call(data: Mapping[str, Any]) -> Call:
    call = Call(tool=data["tool"], text=canonical(data["arguments"]))
    if call.tool in (UNPARSED, BLOCKED) and not _says_which(call):
        raise _NoAction(f"its call of {shown(call.tool)} stands for no action")
    return call


def _says_which(call: Call) -> bool:
    """Tell whether a call that stands for an action of an agent says which one, so that it can be made again."""
    said = call.arguments
    kinds = _BLOCKED_KINDS if call.tool == BLOCKED else _UNPARSED_KINDS
    if said.keys() != kinds.keys() or not all(isinstance(said[name], kind) for name, kind in kinds.items()):
        return False
    try:
        return call.tool == BLOCKED or isinstance(json.loads(str(said["raw"])), str)
    except ValueError:
        return False


_UNPARSED_KINDS = {"raw": str}
_BLOCKED_KINDS = {"tool": str, "arguments": dict, "guard": str, "message": str, "stops": bool}


def _step(data: Mapping[str, Any]) -> Step:
    outcome = data["outcome"]
    if "error" in outcome:
        result = Outcome(code=outcome["error"]["code"], message=outcome["error"]["message"])
    else:
        result = Outcome(canonical(outcome["result"]))
    actor = Actor(role=data["actor"]["role"], principal=data["actor"]["principal"])
    return Step(_call(data["call"]), actor, result, data["at"], tuple(_step(effect) for effect in data["effects"]))


def trace_text(header: Header, steps: Iterable[TraceStep], close: Close | None) -> str:
    """Return the whole text of a trace, as a writer would have written it."""
    lines = Lines()
    parts = [lines.header(header), *map(lines.step, steps)]
    if close is not None:
        parts.append(lines.close(close))
    return b"".join(parts).decode()


class _Reader:
    """Reads a trace line by line, and is left with what a writer needs to go on."""

    def __init__(self, data: bytes) -> None:
        self.lines = Lines()
        self._header: Header | None = None
        self._steps: list[TraceStep] = []
        self._close: Close | None = None
        self._texts: dict[str, str] = {}
        *whole, tail = data.split(b"\n")
        for number, line in enumerate(whole, 1):
            self._line(line + b"\n", number)
        if tail:
            self._tail(tail, len(whole) + 1)
        self.trace = Trace(
            self._header, tuple(self._steps), self._close, self.lines.digest, len(data) - len(tail)
        )

    def _line(self, line: bytes, number: int) -> None:
        self._check(line, number)
        try:
            body = json.loads(line)
            stored = body.pop("blobs", {})
            self.lines.take(line, stored)
            self._texts.update(stored)
            self._take(_unpacked(body, self._texts) if b'"$text":' in line else body, number)
        except (KeyError, TypeError, ValueError) as error:  # well chained, but not written by this module
            raise TraceError(f"line {number}: it is not what a trace holds there: {shown(error)}") from None
        except _NoAction as error:
            raise TraceError(f"line {number}: {error}") from None
        except RecursionError:
            raise TraceError(f"line {number}: it holds lists within lists beyond all measure") from None

    def _check(self, line: bytes, number: int) -> None:
        """Refuse a line that may not come next, or whose hash does not fit."""
        if self._close is not None:
            raise TraceError(f"line {number}: it follows the verdict, which ends a trace")
        if number == 1:
            _check_format(line)
        if self.lines.ending(line[:-_END_SIZE]) != line[-_END_SIZE:]:
            raise TraceError(f"line {number}: the hash at its end does not fit its bytes and those before it; it was "
                             "changed or moved, or a line before it is missing")

    def _take(self, body: Any, number: int) -> None:
        if number == 1:
            self._header = Header.model_validate_json(canonical({name: body[name] for name in Header.model_fields}))
        elif "step" in body:
            if body["step"] != number - 1:
                raise TraceError(f"line {number}: step {body['step']} stands where step {number - 1} belongs")
            self._steps.append(TraceStep(
                body["step"], _step(body), body["now"], body["cost"], tuple(body["unsafe"]), body["digest"]
            ))
        else:
            call = None if body["call"] is None else _call(body["call"])
            self._close = Close(body["verdict"], body["end"], body["error"], call)

    def _tail(self, tail: bytes, number: int) -> None:
        """Refuse a last line without its end unless it is the beginning of what may come next, and nothing else."""
        if self._close is not None or not self._begins(tail, number):
            raise TraceError(f"line {number}: it has no end, and is not the beginning of what comes next in a trace")
        try:
            json.JSONDecoder().raw_decode(tail.decode(errors="replace"))
        except json.JSONDecodeError:
            return
        except RecursionError:
            raise TraceError(f"line {number}: it holds lists within lists beyond all measure") from None
        self._check(tail + b"\n", number)  # holds a whole JSON object, of which no other is the beginning

    def _begins(self, tail: bytes, number: int) -> bool:
        heads = [f'{{"step":{number - 1},', '{"end":"'] if number > 1 else [f'{{"diorama_trace":{FORMAT},']
        fits = any(tail.startswith(head.encode()) or head.encode().startswith(tail) for head in heads)
        try:
            codecs.getincrementaldecoder("utf-8")().decode(tail)
        except UnicodeDecodeError:
            return False
        return fits and not _CONTROL.search(tail)


_CONTROL = re.compile(rb"[\x00-\x1f]")
_HEAD = re.compile(rb'\{"diorama_trace":(\d{1,9}),')


def _check_format(line: bytes) -> None:
    found = _HEAD.match(line)
    if found is None:
        raise TraceError("line 1: it is not the header of a trace")
    if int(found[1]) > FORMAT:
        raise TraceError(f"line 1: the trace is of format {int(found[1])}, which is newer than this version of Diorama;"
                         f" it reads format {FORMAT}")


def parse_trace(data: bytes) -> Trace:
    """Read a trace from its bytes, as read_trace does."""
    return _Reader(data).trace


def read_trace(path: Path | str) -> Trace:
    """Read a trace; TraceError names the file, the line (from 1) and the reason if it is damaged or too new.

    A last line that is cut short is left out, since that is what a killed process leaves.
    """
    return _read(Path(path)).trace


def _read(path: Path) -> _Reader:
    try:
        return _Reader(path.read_bytes())
    except OSError as error:
        raise TraceError(f"{path}: it cannot be read: {error.strerror}") from None
    except TraceError as error:
        raise TraceError(f"{path}: {error}") from None


class TraceWriter:
    """Writes a trace step by step; what a step wrote has left the process when `step` returns.

    A file that is there must be an incomplete trace with the same header: then `steps` are what it holds, and writing
    goes on after them. With `keep` False they are dropped.
    """

    def __init__(self, path: Path, header: Header, *, keep: bool = True) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        found = _read(path) if path.exists() else _Reader(b"")
        trace = found.trace
        if trace.start not in (None, header):
            differing = [name for name in Header.model_fields if getattr(trace.start, name) != getattr(header, name)]
            raise TraceError(f"{path}: line 1: it is the trace of another episode; {', '.join(differing)} differs")
        if trace.complete:
            raise TraceError(f"{path}: the trace is complete; nothing can be added to it")
        going_on = keep and trace.start is not None
        self.steps = trace.steps if going_on else ()
        self._lines = found.lines if going_on else Lines()
        self._file = path.open("ab")
        self._file.truncate(trace.size if going_on else 0)
        if not going_on:
            self._write(self._lines.header(header))

    @property
    def digest(self) -> str:
        """The digest of all that is written."""
        return self._lines.digest

    def step(self, step: TraceStep) -> None:
        """Append a step."""
        self._write(self._lines.step(step))

    def close(self, close: Close | None = None) -> None:
        """Append the verdict, if there is one, and close the file. Without one the trace stays incomplete."""
        if close is not None:
            self._write(self._lines.close(close))
        self._file.close()

    def _write(self, line: bytes) -> None:
        self._file.write(line)
        self._file.flush()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._file.close()
