"""Where an import lands: a world, new or there already, with its people in the directory, and the file it goes to."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import typer
from immutables import Map

from ...mocks.catalog import service_classes
from ...mocks.common.addresses import domain, is_email, normalise
from ...mocks.common.zones import local_text, read_moment
from ...mocks.world import World, setup
from ...mocks.worldfile import write_world
from ...mocks.worlds import WORLD_FILE, BaseWorld
from ...snapshots.calls import Call
from ...snapshots.errors import ToolError, UsageError, shown
from ...snapshots.state import empty_state
from .options import opened

OutOption = Annotated[
    Path | None, typer.Option("--out", help=f"The world file to write; {WORLD_FILE} is added where missing.")
]
IntoOption = Annotated[
    str, typer.Option("--world", help="A world file or base world to import into; a new world if not given.")
]
NameOption = Annotated[str, typer.Option("--name", help="What the owner is called, where the world does not know him.")]
ZoneOption = Annotated[str, typer.Option("--time-zone", help="The owner's IANA time zone.")]
NowOption = Annotated[
    str, typer.Option("--now", help="What time it is in a new world (ISO 8601); else an hour after the newest item.")
]
SeedOption = Annotated[int, typer.Option("--seed", help="What the ids in a new world are derived from.")]


class Counts(NamedTuple):
    """What an import found: how many items, how many of them are in the world now, and how many have each defect."""

    items: int
    kept: int
    defects: dict[str, int]


def address_of(text: str, option: str) -> str:
    """Return the address that an option gives."""
    address = normalise(text)
    if not is_email(address):
        raise UsageError(f"{shown(text)} is not a mail address; write {option} amy@acme.test")
    return address


def world_file(source: Path, out: Path | None) -> Path:
    """Return where a world file goes: to the path as it was given, or by the source's name into this folder."""
    path = source if out is None else out
    name = path.name if path.name.endswith(WORLD_FILE) else f"{path.name}{WORLD_FILE}"
    target = Path(name) if out is None else path.with_name(name)
    if not target.parent.is_dir():
        raise UsageError(f"there is no folder {target.parent} to write {target.name} in")
    return target


def moment_of(now: str, time_zone: str, otherwise: int) -> int:
    """Return what time it is in a new world: as told, or otherwise."""
    try:
        return read_moment(now, time_zone) if now else otherwise
    except ToolError as error:
        raise UsageError(error.message) from None


class Landing:
    """The world that an import goes into."""

    def __init__(self, services: Sequence[str], principal: str, *, into: str = "", now: int = 0, seed: int = 0) -> None:
        self.base = opened(into) if into else None
        there = self.base.services if self.base else ()
        self.services = (*there, *(one for one in services if one not in there))
        self.principal = self.base.principal if self.base else principal
        self.world = World(service_classes(self.services), seed=seed, now=now, pace=0)
        if self.base is not None:
            state = self.base.state
            fresh = empty_state(state.seed, state.now, self.world.box.schemas)
            tables = {**dict(fresh.tables), **dict(state.tables)}
            self.world.restore(state._replace(tables=Map(tables)))

    def call(self, tool: str, by: str = "", /, **arguments: Any) -> Any:
        """Make a set-up call and let its log go, which holds every byte that was sent; return the result."""
        outcome = self.world.call(Call.of(tool, arguments), actor=setup(by or self.principal))
        self.world.restore(self.world.snapshot())
        if not outcome.ok:
            raise UsageError(outcome.message)
        return outcome.value

    def attempt(self, tool: str, by: str = "", /, **arguments: Any) -> Any:
        """Make a set-up call with content that may be broken; return the result, or None where it cannot be read."""
        outcome = self.world.call(Call.of(tool, arguments), actor=setup(by or self.principal))
        self.world.restore(self.world.snapshot())
        if not outcome.ok and outcome.code not in ("cannot_convert", "too_large"):
            raise UsageError(outcome.message)
        return outcome.value if outcome.ok else None

    def has(self, table: str, identity: str) -> bool:
        """Tell whether the world has a row."""
        return identity in self.world.state.table(table)

    def settle(self, address: str, name: str = "", time_zone: str = "UTC", *, relation: str = "home") -> None:
        """See to it that somebody, and the organisation of his address's domain, are in the directory."""
        where = domain(address)
        if not len(self.world.state.table("people.organisations").find("by_domain", where)):
            self.call("people.add_organisation", id=where, name=where, domain=where, relation=relation)
        if not len(self.world.state.table("people.persons").find("by_email", address)):
            self.call("people.add_person", id=address.replace("@", "-at-"), name=name or called(address),
                      emails=[address], organisation=where, time_zone=time_zone)

    def write(self, out: Path) -> None:
        """Write the world to a file."""
        write_world(out, BaseWorld(out.name.removesuffix(WORLD_FILE), self.services, self.principal, self.world.state))

    def report(self, source: object, out: Path, counts: Counts, what: str, *, as_json: bool) -> None:
        """Say what became of an import."""
        defects = {defect: counts.defects[defect] for defect in sorted(counts.defects)}
        if as_json:
            typer.echo(json.dumps({"source": str(source), "items": counts.items, "kept": counts.kept,
                                   "defects": defects, "out": str(out)}, indent=1))
            return
        people = self.world.state.table("people.persons")
        zone = next((people[one].time_zone for _, one in people.find("by_email", self.principal)), "UTC")
        typer.echo(f"{counts.kept} of {counts.items} {what}; {out} has them. "
                   f"It is {local_text(self.world.state.now, zone)} in this world.")
        for defect, count in sorted(defects.items(), key=lambda item: (-item[1], item[0])):
            typer.echo(f"{count:7}  {defect}")


def called(address: str) -> str:
    """Return a name for the owner of an address: `mara.lindqvist@...` is Mara Lindqvist."""
    words = address.partition("@")[0].replace(".", " ").replace("_", " ").split()
    return " ".join(word[:1].upper() + word[1:] for word in words) or address


def refuse_new_only(into: str, **options: object) -> None:
    """Refuse options of a new world where one is imported into."""
    for name, value in options.items():
        if into and value:
            raise UsageError(f"--{name} is for a new world; {into} has its own")
