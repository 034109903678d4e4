"""Replaying: runs the commands of a recording on its scenario's machine, and keeps what each one did."""

import re
from itertools import takewhile
from typing import NamedTuple

from ...mocks.shell.executors.in_process import run as in_process
from ...mocks.shell.executors.protocol import Executor, Ran
from .images import Image
from .machine import BUILT, Machine
from .moments import Clock
from .transcripts import Command, Output, Transcript

TIMED_OUT = Output("", "Command timed out", -1)
"""What the published harness gave for a command of over 30 seconds."""


class Step(NamedTuple):
    """A command with what it gave now, and the files that it left other than before (None: gone)."""

    command: Command
    output: Output
    changed: dict[str, bytes | None]
    read: tuple[str, ...] = ()


class Replayed(NamedTuple):
    """A whole run: the machine before and after, and its steps."""

    before: Machine
    after: Machine
    steps: tuple[Step, ...]

    def scripts_of(self, text: str) -> list[str]:
        """Return the texts of the scripts of the image that a command names."""
        found = self.before.files("/usr/local/bin", "/app")
        return [
            content.decode("utf-8", "replace")
            for path, content in found.items()
            if path.rpartition("/")[2] in text and content[:2] == b"#!" and not path.endswith("task_executor_api.py")
        ]


_TOKEN = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{5,}[A-Za-z0-9]")


class Names:
    """Names that a run drew or took from the clock: what the recording calls them, and what they are called here.

    An agent goes on to use the names that it was shown (`PO-x8Gf2...`, `report_20251208_101533.json`).
    """

    def __init__(self) -> None:
        self._ours: dict[str, str] = {}

    def learn(self, recorded: Output, got: Output) -> None:
        """Take note of names that stand in the same place of both outputs and differ as drawn ones do."""
        if recorded.stdout == got.stdout:
            return
        left, right = _TOKEN.findall(recorded.stdout), _TOKEN.findall(got.stdout)
        if len(left) != len(right):
            return
        both = {*left} & {*right}  # names that were there already, in another order
        for one, other in zip(left, right, strict=True):
            if one in both or other in both:
                continue
            end = re.search(r"\.[a-z]{1,5}$", _shared(one[::-1], other[::-1])[::-1])
            kept = -len(end[0]) if end else None
            if one != other and one[:kept] not in self._ours and _drawn(one, other):
                self._ours[one[:kept]] = other[:kept]

    def ours(self, text: str) -> str:
        """Return a command of the recording with the names that things have here."""
        for one, other in self._ours.items():
            text = text.replace(one, other)
        return text

    def recorded(self, output: Output) -> Output:
        """Return an output with the names of the recording."""
        stdout, stderr, code = output
        for one, other in self._ours.items():
            stdout, stderr = stdout.replace(other, one), stderr.replace(other, one)
        return Output(stdout, stderr, code)


def _shared(one: str, other: str) -> str:
    """Return what two texts begin with alike."""
    same = takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False))
    return "".join(letter for letter, _ in same)


def _drawn(one: str, other: str) -> bool:
    """Tell whether two names differ in a part that is drawn or is a time: the same letters around it, and long."""
    head = _shared(one, other)
    tail = _shared(one[::-1], other[::-1])[::-1] if len(head) < min(len(one), len(other)) else ""
    left, right = one[len(head) : len(one) - len(tail)], other[len(head) : len(other) - len(tail)]
    digits = re.sub(r"[\d_.-]", "", left) == re.sub(r"[\d_.-]", "", right) == ""
    if digits:
        return sum(letter.isdigit() for letter in one) >= 8
    return (
        len(one) == len(other)
        and len(left) >= 6
        and bool(re.search(r"\d|[a-z][A-Z]", left + right))
        and (re.search(r"[-_.]", head) is not None)
    )


def replay(image: Image, transcript: Transcript, executor: Executor = in_process) -> Replayed:
    """Run all commands of a transcript in order, at the times that the recording shows."""
    machine = image.machine.copy()
    clock = Clock(transcript.commands, BUILT)
    names = Names()
    steps = []
    for number, command in enumerate(transcript.commands):
        machine.now = max(machine.now, clock.at(number))
        step = _step(image, machine, command, names.ours(command.text), executor)
        names.learn(command.output, step.output)
        steps.append(step._replace(output=names.recorded(step.output)))
    return Replayed(image.machine, machine, tuple(steps))


def _step(image: Image, machine: Machine, command: Command, text: str, executor: Executor) -> Step:
    if command.refusal:
        return Step(command, Output("", command.refusal, -1), {})
    if any("\0" in word for word in command.words):
        return Step(command, Output("", "embedded null byte", -1), {})
    before = dict(machine.nodes)
    ran = machine.run(_inner(text), image.workdir, image.env, executor)
    changed: dict[str, bytes | None] = {}
    for path, node in machine.nodes.items():
        old = before.get(path)
        if node is old:
            continue
        if node is None or node.kind != "file":
            if old is not None and old.kind == "file":
                changed[path] = None
        elif old is None or old.kind != "file" or old.blob != node.blob:
            changed[path] = machine.content(node.blob) if node.blob else b""
    return Step(command, as_recorded(ran), changed)


def as_recorded(ran: Ran) -> Output:
    """Return an output as the published harness wrote it: UTF-8, line ends made one, time limit in its own words."""
    if ran.killed.startswith("time limit"):
        return TIMED_OUT
    try:
        return Output(_outer(ran.stdout), _outer(ran.stderr), ran.code)
    except UnicodeDecodeError as error:
        return Output("", str(error), -1)


def _inner(text: str) -> str:
    return text.encode("utf-8", "surrogatepass").decode("latin-1")


def _outer(text: str) -> str:
    return text.encode("latin-1").decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")
