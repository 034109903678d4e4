"""Drawing: commands drawn from published runs, each run by several executors on the very same files, and compared.

What a command finds is what our own shell has made of the commands before it, so no difference follows from another.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from ...mocks.shell.executors import IN_PROCESS, executor_named
from ...mocks.shell.executors.protocol import Executor, Ran, Request
from ...mocks.shell.session import Session
from ...mocks.shell.tree import Node, Tree
from ...snapshots.digest import text_digest
from ...snapshots.draw import Draw
from .agreement import image_of
from .checkout import Checkout, Run
from .comparing import CLASSES, EQUAL, RANDOM, classes_of, draws, masked
from .images import Image
from .replaying import Replayed, Step, as_recorded, replay
from .transcripts import Command

FROM_ONE = 4
"""How many commands of a run are drawn at most."""

FILES: Final = "files that it leaves"
TIMES: Final = "times of files that it leaves"


class Compared(NamedTuple):
    """A drawn command by one executor: how it differs from our own shell, in whatever small way; `about` shows it."""

    run: Run
    command: str
    executor: str
    kind: str
    identical: bool
    about: str


class Fact(NamedTuple):
    """What there is at a path, but for its time."""

    kind: str
    mode: int
    owner: str
    group: str
    target: str
    content: bytes


class Left(NamedTuple):
    """What an executor has made of a command: what it said, what is now at a path where that is other than before.

    `times` are those of files that the command wrote.
    """

    ran: Ran
    facts: dict[str, Fact | None]
    times: dict[str, int]


def drawn(checkout: Checkout, runs: Iterable[Run], count: int, executors: Sequence[str]) -> Iterator[Compared]:
    """Draw so many commands of some runs, always the same ones of the same runs, and run them by some executors."""
    left = count
    for run in sorted(runs, key=lambda run: text_digest(f"{run.scenario} {run.column}")):
        if left <= 0:
            return
        image, whole = image_of(checkout, run), run.transcript()
        commands = tuple(one for one in whole.commands if not one.refusal and "\0" not in one.text)
        order = sorted(range(len(commands)), key=lambda number: text_digest(f"{run.scenario} {run.column} {number}"))
        witness = _Witness(order[: min(FROM_ONE, left)], executors)
        replayed = replay(image, whole._replace(commands=commands), witness)
        for number, (own, others) in witness.seen.items():
            step = replayed.steps[number]
            left -= 1
            for name, other in others.items():
                yield _compared(run, image, step.command.text, name, own, other)


class _Witness:
    """Our own shell as an executor that has others run some of the commands too, each on files of its own."""

    def __init__(self, numbers: Iterable[int], executors: Sequence[str]) -> None:
        self._numbers = set(numbers)
        self._others: Mapping[str, Executor] = {name: executor_named(name) for name in executors}
        self._own = executor_named(IN_PROCESS)
        self._next = 0
        self.seen: dict[int, tuple[Left, dict[str, Left]]] = {}

    def __call__(self, request: Request) -> Ran:
        number, self._next = self._next, self._next + 1
        if number not in self._numbers:
            return self._own(request)
        others = {name: _left(_again(request, number), executor) for name, executor in self._others.items()}
        own = _left(request, self._own)
        self.seen[number] = own, others
        return own.ran


class _Before:
    """The files that a request finds, as a store: it is asked while nothing has run on them yet."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self.node = tree.node
        self.names = tree.names

    def content(self, blob: str) -> bytes:
        """Return stored bytes."""
        return self._tree.peek(Node("file", 0, "", "", 0, blob=blob))


def _again(request: Request, number: int) -> Request:
    """Return the same request on another working copy."""
    old = request.session
    tree = Tree(_Before(request.tree), lambda: session.now, request.tree.space)
    session = Session(tree, old.accounts, old.system, Draw(number, "drawn"), old.started, old.limits)
    return request._replace(tree=tree, session=session)


def _left(request: Request, executor: Executor) -> Left:
    ran, tree = executor(request), request.tree
    facts, times = {}, {}
    for path, node in tree.changes.items():
        before = tree.stored(path)
        if _fact(tree, node) != _fact(tree, before):
            facts[path] = _fact(tree, node)
        if node is not None and node.kind != "dir" and (before is None or node.mtime != before.mtime):
            times[path] = node.mtime
    return Left(ran, facts, times)


def _fact(tree: Tree, node: Node | None) -> Fact | None:
    if node is None:
        return None
    content = tree.peek(node) if node.kind == "file" else b""
    return Fact(node.kind, node.mode, node.owner, node.group, node.target, content)


# --- comparing two of them ---


def _compared(run: Run, image: Image, command: str, executor: str, own: Left, other: Left) -> Compared:
    ours, theirs = as_recorded(own.ran), as_recorded(other.ran)
    step = Step(Command(0, (command,), ours), theirs, {})
    between = Replayed(image.machine, image.machine, (step,))
    kind = classes_of(between)[0]
    files = sorted(path for path in {*own.facts, *other.facts} if _shown(own, path) != _shown(other, path))
    if kind == EQUAL and files:
        kind = RANDOM if draws(between, command) else FILES
    identical = (ours, own.facts) == (theirs, other.facts)
    if identical and own.times != other.times:
        kind = TIMES
    about = "" if kind == EQUAL else f"{ours} / {theirs} {', '.join(files)}"
    return Compared(run, command, executor, kind, identical, about)


def _shown(left: Left, path: str) -> Fact | str | None:
    """Return what is at a path, with what differs from run to run masked; empty where it is as before."""
    fact = left.facts.get(path, "")
    if not isinstance(fact, Fact):
        return fact
    return fact._replace(content=masked(fact.content.decode("latin-1")).encode())


# --- figures ---


def equality(compared: Iterable[Compared]) -> dict[str, dict[str, Any]]:
    """Return by executor how many commands leave the same as in process, and how the others differ."""
    found = list(compared)
    out = {}
    for name in dict.fromkeys(one.executor for one in found):
        ours = [one for one in found if one.executor == name]
        kinds = Counter(one.kind for one in ours)
        out[name] = {
            "commands": len(ours),
            "equal": kinds[EQUAL],
            "identical": sum(one.identical for one in ours),
            "differences": {kind: kinds[kind] for kind in (*CLASSES, FILES, TIMES) if kind != EQUAL and kinds[kind]},
            "commands_that_differ": [
                {"scenario": one.run.scenario, "run": one.run.column, "class": one.kind, "command": one.command,
                 "about": one.about}
                for one in ours if one.kind != EQUAL
            ],
        }
    return out


def lines(name: str, told: dict[str, Any]) -> list[str]:
    """Return the figures of one executor as lines of text."""
    count = told["commands"]
    return [
        (
            f"{name}: {told['equal']} of {count} drawn commands say and leave what they do in process "
            f"({100 * told['equal'] / count:.1f} %), {told['identical']} to the byte"
        ),
        *(f"  {number:6}  {kind}" for kind, number in sorted(told["differences"].items(), key=lambda one: -one[1])),
    ]
