"""The World: services, their state and a clock. Everything that changes it is a Call."""

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from hashlib import blake2b
from typing import Any

from ..snapshots.calls import Actor, Call, Outcome, Spec, Step
from ..snapshots.digest import Json, canonical, sha256_hex
from ..snapshots.draw import Draw
from ..snapshots.errors import StateError, ToolError, shown, suggest
from ..snapshots.log import Log
from ..snapshots.state import Entry, Scheduled, State, empty_state
from ..snapshots.tables import Schema, Table
from .common.control import ENDING_TOOLS, Control
from .common.files import Files
from .common.groups import Groups
from .common.ledger import Ledger
from .common.people import People
from .service import Service

COMMON: tuple[type[Service], ...] = (Control, Ledger, People, Groups, Files)
"""The services that every world has."""

MAX_EVENTS = 10_000
"""Events that one call may set off. More means two rules that answer each other for ever: a bug in the data."""

NORMAL_PACE = 1000
"""In thousandths of the tools' own durations."""


class Toolbox:
    """The services of a kind of world, their tables and tools. Immutable, shared by all worlds of the kind."""

    def __init__(self, services: Sequence[type[Service]]) -> None:
        self.services = {service.name: service for service in (*COMMON, *services)}
        self.schemas: dict[str, Schema[Any]] = {}
        self.specs: dict[str, Spec] = {}
        self.owners: dict[str, type[Service]] = {}
        for service in self.services.values():
            self.schemas.update(service.schemas)
            for name, spec in service.specs.items():
                if name in self.specs:
                    raise StateError(f"{self.owners[name].name} and {service.name} both have a tool {name!r}")
                self.specs[name] = spec
                self.owners[name] = service
        self.bookkeeping = tuple(path for service in self.services.values() for path in service.bookkeeping)
        self.by_wire = {spec.wire: name for name, spec in self.specs.items()}
        alone = {service.name for service in self.services.values() if service.alone}
        self._agents = {
            name for name, owner in self.owners.items() if not alone or owner.name in alone or name in ENDING_TOOLS
        }

    def offered(self, face: str) -> list[Spec]:
        """Return the tools of a face, by name."""
        return [self.specs[name] for name in sorted(self.specs) if self.has(self.specs[name], face)]

    def has(self, spec: Spec, face: str) -> bool:
        """Tell whether a tool is one of a face's."""
        return face in spec.faces and (face != "agent" or spec.name in self._agents)

    def name_of(self, tool: str) -> str:
        """Return the dotted name of a tool given in either spelling (`mail.send`, `mail__send`)."""
        return self.by_wire.get(tool, tool)


@lru_cache(maxsize=64)
def toolbox(services: tuple[type[Service], ...]) -> Toolbox:
    """Return the toolbox of some services, built once."""
    return Toolbox(services)


class World:
    """Mock services over one State, with a clock that moves only by calls and scheduled events.

    `pace` scales every tool's simulated duration, in thousandths: 1000 is normal, 0 stops the clock between events.
    """

    def __init__(self, services: Sequence[type[Service]], state: State | None = None, *, seed: int = 0,
                 now: int = 0, pace: int = NORMAL_PACE) -> None:
        self.box = toolbox(tuple(services))
        self._services = tuple(services)
        self.pace = pace
        self.state = empty_state(seed, now, self.box.schemas) if state is None else state
        self.log: Log[Entry] = Log()

    def snapshot(self) -> State:
        """Return the state: a reference, not a copy."""
        return self.state

    def restore(self, state: State) -> None:
        """Go back (or over) to a state. The log starts anew."""
        self.state = state
        self.log = Log()

    def fork(self) -> "World":
        """Return a second world that starts from this one's state and log."""
        out = World.__new__(World)
        out.box, out._services, out.pace, out.state, out.log = self.box, self._services, self.pace, self.state, self.log
        return out

    def call(self, call: Call, *, actor: Actor, face: str = "", recorded: Step | None = None) -> Outcome:
        """Make a call: validate, run, move the clock on, run what is due, log. A failed call changes nothing.

        `face` is what the call came through: an agent has only that face's tools there, and all faces' in Python.
        `recorded` is the step that this call was before: what ran then that is not ours leaves the same again.
        """
        before = after = self.state
        told = None if recorded is None else iter(recorded.walk())
        run = _Run(self.box, before, actor, told)
        outcome, spec = run.perform(call, face)
        effects = run.effects
        if spec is not None:
            until = max(before.now + spec.duration * self.pace // NORMAL_PACE, run.until)
            after, set_off = self._advanced(run.commit(), until, run.touched, told)
            effects += set_off
        step = Step(call, actor, outcome, before.now, tuple(effects))
        touched = () if spec is None else tuple(run.touched)
        self.state = after  # only now: what is no ToolError goes up from here and leaves the world as it was
        self.log = self.log.add(Entry(len(self.log) + 1, step, before, after, touched))
        return outcome

    def refuse(self, call: Call, outcome: Outcome, *, actor: Actor) -> None:
        """Log an action that never became a call: it counts as a step and changes nothing."""
        step = Step(call, actor, outcome, self.state.now)
        self.log = self.log.add(Entry(len(self.log) + 1, step, self.state, self.state, ()))

    def advance(self, until: int) -> tuple[Step, ...]:
        """Move the clock to `until` (ms), making the scheduled calls on the way; return them."""
        self.state, steps = self._advanced(self.state, until, {})
        return tuple(steps)

    def _advanced(self, state: State, until: int, touched: "dict[tuple[str, str], None]",
                  told: Iterator[Step] | None = None) -> tuple[State, list[Step]]:
        """Return the state at `until` and the scheduled calls made on the way; note the rows that they wrote."""
        steps: list[Step] = []
        while state.queue and state.queue[0].due <= until:
            if len(steps) >= MAX_EVENTS:
                raise StateError(f"one call set off more than {MAX_EVENTS} events; the last is {state.queue[0]}")
            event = state.queue[0]
            state = state._replace(now=max(state.now, event.due), queue=state.queue.without(event.number))
            run = _Run(self.box, state, event.actor, told)
            outcome, spec = run.perform(event.call)
            steps.append(Step(event.call, event.actor, outcome, state.now, tuple(run.effects)))
            if spec is not None:
                state = run.commit()
                touched.update(run.touched)
        return state._replace(now=max(state.now, until)), steps


def id_of(seed: int, kind: str, number: int) -> str:
    """Return the id of the row that is the so-manieth of its kind, from 1, in worlds of a seed."""
    data = f"{seed}\x00{kind}\x00{number}".encode()
    return f"{kind}_{blake2b(data, digest_size=6).hexdigest()}"


class _Run:
    """The Transaction of one call: working copies that are kept only if the call returns."""

    def __init__(self, box: Toolbox, state: State, actor: Actor, told: Iterator[Step] | None = None) -> None:
        self._box = box
        self._told = told
        self._state = state
        self._tables = state.tables
        self._counters = state.counters
        self._queue = state.queue
        self._blobs = state.blobs
        self.actor = actor
        self.now = state.now
        self.seed = state.seed
        self.until = state.now
        self.effects: list[Step] = []
        self.touched: dict[tuple[str, str], None] = {}

    def commit(self) -> State:
        """Return the state with everything written."""
        return self._state._replace(
            counters=self._counters, tables=self._tables, queue=self._queue, blobs=self._blobs
        )

    def perform(self, call: Call, face: str = "") -> tuple[Outcome, Spec | None]:
        """Validate and run a call; a ToolError becomes an Outcome, and then there is no Spec."""
        try:
            spec = self._allowed(call.tool, face)
            arguments = spec.bind(call.text)
            service = self._box.owners[spec.name](self)
            return Outcome(canonical(spec.function(service, **arguments))), spec
        except ToolError as error:
            return Outcome(code=error.code, message=error.message), None

    def _allowed(self, name: str, face: str) -> Spec:
        spec = self._box.specs.get(name)
        if spec is None or not self._offers(spec, face):
            known = [other.name for other in self._box.specs.values() if self._offers(other, face)]
            raise ToolError("unknown_tool", f"There is no tool {shown(name)}.{suggest(name, known)}")
        return spec

    def _offers(self, spec: Spec, face: str) -> bool:
        return self.actor.role != "agent" or (self._box.has(spec, face) if face else bool(spec.faces))

    def read(self, path: str) -> Table[Any]:
        return self._tables[path]

    def write(self, path: str, identity: str, table: Table[Any]) -> None:
        self._tables = self._tables.set(path, table)
        self.touched[path, identity] = None

    def _count(self, name: str) -> int:
        number = self._counters.get(name, 0) + 1
        self._counters = self._counters.set(name, number)
        return number

    def new_id(self, kind: str) -> str:
        return id_of(self.seed, kind, self._count(kind))

    def draw(self, purpose: str) -> Draw:
        return Draw(self.seed, f"{purpose}\x00{self._count('draw.' + purpose)}")

    def put_blob(self, content: bytes) -> str:
        name = sha256_hex(content)
        if name not in self._blobs:
            self._blobs = self._blobs.set(name, content)
        return name

    def blob(self, name: str) -> bytes:
        return self._blobs[name]

    def call(self, call: Call, *, actor: Actor | None = None) -> Outcome:
        inner_actor = self.actor if actor is None else actor
        if call.tool not in self._box.specs and call.tool.partition(".")[0] not in self._box.services:
            call = Call.of("ledger.note", {"tool": call.tool, "arguments": call.text})
            inner_actor = Actor(role="scheduler", principal=inner_actor.principal)
        outer, outer_effects = self.actor, self.effects
        kept = (self._tables, self._counters, self._queue, self._blobs, self.until)
        written = len(self.touched)
        self.actor, self.effects = inner_actor, []
        outcome, _ = self.perform(call)
        inner_effects = tuple(self.effects)
        self.actor, self.effects = outer, outer_effects
        if not outcome.ok:
            self._tables, self._counters, self._queue, self._blobs, self.until = kept
            while len(self.touched) > written:
                self.touched.popitem()
        self.effects.append(Step(call, inner_actor, outcome, self.now, inner_effects))
        return outcome

    def outside(self, tool: str, make: Callable[[], dict[str, Json]], *, actor: Actor) -> Call:
        if self._told is None:
            call = Call.of(tool, make())
        else:
            found = next((step.call for step in self._told if step.call.tool == tool), None)
            if found is None:
                raise StateError(f"the step that is repeated made no call of {tool} at this point: what ran then is "
                                 "not known")
            call = found
        outcome = self.call(call, actor=actor)
        if not outcome.ok:
            raise StateError(f"{tool} cannot put into the world what ran outside of it: {outcome.message}")
        return call

    def offers(self, tool: str) -> bool:
        return tool in self._box.specs

    def schedule(self, call: Call, *, due: int, actor: Actor | None = None) -> int:
        number = self._count("scheduled")
        item = Scheduled(due=due, number=number, call=call, actor=self.actor if actor is None else actor)
        self._queue = self._queue.add(item)
        return number

    def cancel(self, number: int) -> bool:
        before = len(self._queue)
        self._queue = self._queue.without(number)
        return len(self._queue) < before

    def pass_time(self, until: int) -> None:
        self.until = max(self.until, until)


def agent(principal: str) -> Actor:
    """Return the actor of the agent under test, acting for a principal."""
    return Actor(role="agent", principal=principal)


def setup(principal: str = "setup") -> Actor:
    """Return the actor that prepares a world."""
    return Actor(role="setup", principal=principal)


def run_calls(world: World, calls: Sequence[Call], *, actor: Actor) -> None:
    """Make set-up calls that must all succeed; StateError quotes the first that does not. They leave no log.

    The indexes of the tables are all there afterwards: worlds that start from this state share them.
    """
    log = world.log
    for call in calls:
        outcome = world.call(call, actor=actor)
        world.log = log
        if not outcome.ok:
            raise StateError(f"set-up call {call.tool} failed: {outcome.message}")
    for table in world.state.tables.values():
        table.ready()
