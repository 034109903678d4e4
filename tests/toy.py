"""A service without mail, for tests of the engine: notes in folders, counters, and every way that a call can go."""

from typing import Annotated, Literal

from pydantic import Field

from diorama.mocks.service import INTERNAL, Rows, Service, tool
from diorama.mocks.world import World, agent, setup
from diorama.snapshots.calls import Actor, Call, Outcome
from diorama.snapshots.digest import Json
from diorama.snapshots.errors import ToolError, shown
from diorama.snapshots.records import Record
from diorama.snapshots.tables import Index

AGENT = agent("amy@toy.test")
SETUP = setup()

Name = Annotated[str, Field(min_length=1, max_length=20, pattern="^[a-z]+$")]


class Place(Record):
    """Where a note lies."""

    folder: str
    shelf: int = 0


class Note(Record):
    """A note, with every kind of field that a record can have."""

    text: str
    place: Place = Place(folder="top")
    tags: tuple[str, ...] = ()
    links: tuple[tuple[str, int], ...] = ()
    colour: Literal["red", "green"] | None = None
    pinned: bool = False
    at: int = 0
    content: str = ""


class Counter(Record):
    """A number under a name."""

    value: int = 0


class Toy(Service):
    """Notes and counters."""

    name = "toy"
    notes = Rows(
        Note,
        by_folder=Index[Note](lambda row: (row.place.folder,), lambda row: row.at),
        by_tag=Index[Note](lambda row: row.tags, lambda row: row.text),
        by_word=Index[Note](lambda row: set(row.text.split()), lambda row: row.at, lambda row: row.text),
    )
    counters = Rows(Counter)

    @tool("write")
    def add(
        self,
        text: Annotated[str, Field(max_length=200)],
        folder: Name = "top",
        tags: Annotated[tuple[Name, ...], Field(max_length=5)] = (),
        colour: Literal["red", "green"] | None = None,
    ) -> Json:
        """Add a note to a folder."""
        note = Note(text=text, place=Place(folder=folder), tags=tags, colour=colour, at=self.tx.now)
        identity = self.tx.new_id("note")
        self.notes.put(identity, note)
        return {"id": identity}

    @tool("read")
    def list_notes(self, folder: str = "top") -> Json:
        """List the notes of a folder, oldest first."""
        return [{"id": identity, "text": self.notes[identity].text} for _, identity in self.notes.find(
            "by_folder", folder)]

    @tool("write")
    def edit(self, note: str, text: str) -> Json:
        """Replace the text of a note."""
        if note not in self.notes:
            raise ToolError("not_found", f"There is no note {shown(note)}.")
        self.notes.update(note, text=text)
        return {"id": note}

    @tool("destroy")
    def remove(self, position: Annotated[int, Field(ge=0, le=100)]) -> Json:
        """Remove the note at a position, counted in the order of ids."""
        ids = self.notes.table.ids()
        if position >= len(ids):
            raise ToolError("not_found", f"There are {len(ids)} notes; {position} is none of them.")
        self.notes.remove(ids[position])
        return {"removed": ids[position]}

    @tool("write")
    def count(self, name: Name, by: Annotated[int, Field(ge=-9, le=9)] = 1) -> Json:
        """Add to a counter."""
        row = self.counters.get(name) or Counter()
        self.counters.put(name, Counter(value=row.value + by))
        return {"value": row.value + by}

    @tool("write")
    def draw(self, name: Name) -> Json:
        """Set a counter to a drawn number."""
        value = self.tx.draw("toy").below(1000)
        self.counters.put(name, Counter(value=value))
        return {"value": value}

    @tool("write")
    def keep(self, text: str) -> Json:
        """Keep a text as a file that a note names."""
        self.notes.put(self.tx.new_id("note"), Note(text="file", content=self.tx.put_blob(text.encode())))
        return {"bytes": len(text.encode())}

    @tool("write")
    def remind(
        self, name: Name, minutes: Annotated[int, Field(ge=0, le=60)], times: Annotated[int, Field(ge=1, le=3)] = 1
    ) -> Json:
        """Have a counter go up in some minutes, and again after as many, `times` in all."""
        due = self.tx.now + minutes * 60_000
        scheduler = Actor(role="scheduler", principal="toy")
        call = Call.of("toy.ring", {"name": name, "minutes": minutes, "times": times})
        return {"number": self.tx.schedule(call, due=due, actor=scheduler)}

    @tool("write")
    def cancel(self, number: int) -> Json:
        """Take a reminder back."""
        return {"cancelled": self.tx.cancel(number)}

    @tool("write", seconds=0, faces=INTERNAL)
    def ring(self, name: str, minutes: int, times: int) -> Json:
        """Ring: what a reminder does when it is due."""
        row = self.counters.get(name) or Counter()
        self.counters.put(name, Counter(value=row.value + 1))
        self.notes.put(self.tx.new_id("ring"), Note(text=f"ring {name}", at=self.tx.now, tags=("ring",)))
        if times > 1:
            self.remind(name, minutes, times - 1)
        return {"rung": name}

    @tool("write")
    def fail(self, name: Name) -> Json:
        """Write a great deal, then refuse."""
        self.counters.put(name, Counter(value=-1))
        self.notes.put(self.tx.new_id("note"), Note(text="never kept", content=self.tx.put_blob(b"never kept")))
        self.tx.draw("toy")
        self.tx.schedule(Call.of("toy.count", {"name": name}), due=self.tx.now)
        self.tx.pass_time(self.tx.now + 60_000)
        raise ToolError("refused", f"This always fails, also for {shown(name)}.")

    @tool("write")
    def crash(self, name: Name) -> Json:
        """Write, then break: a bug in a tool."""
        self.counters.put(name, Counter(value=-2))
        raise ZeroDivisionError(name)

    @tool("write")
    def both(self, first: Name, second: Name) -> Json:
        """Count, fail inside, and count again: only the counting stays."""
        self.count(first)
        failed = self.tx.call(Call.of("toy.fail", {"name": first}))
        done = self.tx.call(Call.of("toy.count", {"name": second}))
        return {"failed": failed.code, "value": done.value}

    @tool("write")
    def elsewhere(self, text: str) -> Json:
        """Make a call to a service that this world lacks."""
        self.tx.call(Call.of("telegraph.send", {"text": text}))
        return {"sent": True}

    @tool("read")
    def listen(self, minutes: Annotated[int, Field(ge=1, le=120)]) -> Json:
        """Let time pass."""
        self.tx.pass_time(self.tx.now + minutes * 60_000)
        return {"listened": minutes}


def toy_world(seed: int = 7) -> World:
    """Return a new world with the toy service."""
    return World([Toy], seed=seed, now=1_700_000_000_000)


def act(world: World, tool: str, **arguments: Json) -> Outcome:
    """Make a call as the agent."""
    return world.call(Call.of(tool, arguments), actor=AGENT)
