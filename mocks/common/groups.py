"""Groups: addresses that stand for people, for sharing, for mail and for chat's user groups."""

from collections.abc import Iterator
from typing import Annotated, Any, Protocol

from pydantic import Field

from ...snapshots.digest import Json
from ...snapshots.errors import ToolError, shown
from ...snapshots.records import Record
from ...snapshots.tables import Index, Table
from ..service import INTERNAL, Rows, Service, tool
from .addresses import domain, normalise, parse_address
from .words import looked_up


class Group(Record):
    """A group. The row's id is its address, lower case; members are addresses of people and of other groups."""

    name: str
    members: tuple[str, ...] = ()
    owners: tuple[str, ...] = ()
    description: str = ""
    open_to_outside: bool = False


class Reads(Protocol):
    """Whatever tables can be read from: a running call, or a state in the hands of a check."""

    @property
    def now(self) -> int:
        """Simulated time in ms."""

    def read(self, path: str) -> Table[Any]:
        """Return a table."""


def addresses_of(source: Reads, address: str) -> tuple[str, ...]:
    """Return all addresses of the person who has this one, it first; it alone if the directory has nobody."""
    address = normalise(address)
    persons = source.read("people.persons")
    found = [other for _, identity in persons.find("by_email", address) for other in persons[identity].emails]
    return tuple(dict.fromkeys((address, *map(normalise, found))))


def is_outsider(source: Reads, address: str) -> bool:
    """Tell whether somebody is of no organisation that is at home here; nobody is where there is none."""
    homes = [row.domain for row in source.read("people.organisations").rows() if row.relation == "home"]
    return bool(homes) and not any(domain(one) in homes for one in addresses_of(source, address))


def zone_of(source: Reads, address: str) -> str:
    """Return the time zone of whoever has an address, as the directory has it."""
    persons = source.read("people.persons")
    return next((str(persons[one].time_zone) for _, one in persons.find("by_email", address)), "UTC")


def groups_of(source: Reads, address: str) -> dict[str, tuple[str, ...]]:
    """Return the groups that an address is in, nested ones too, each with the way: from that group down to its own.

    In the order found: the groups that list the address first.
    """
    table: Table[Group] = source.read("groups.groups")
    found: dict[str, tuple[str, ...]] = {}
    waiting: list[tuple[str, tuple[str, ...]]] = [(address, ())]
    for member, way in waiting:
        for _, identity in table.find("by_member", member):
            if identity not in found and identity != address:
                found[identity] = (identity, *way)
                waiting.append((identity, found[identity]))
    return found


def people_in(source: Reads, group: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the addresses of people in a group, each once, with the groups that lead there from `group` on."""
    table: Table[Group] = source.read("groups.groups")
    seen = {group}
    waiting: list[tuple[str, tuple[str, ...]]] = [(group, (group,))]
    for identity, way in waiting:
        row = table.get(identity)
        for member in row.members if row else ():
            if member in seen:
                continue
            seen.add(member)
            if member in table:
                waiting.append((member, (*way, member)))
            else:
                yield member, way


class Groups(Service):
    """The groups of the directory: whoever mails one, shares with one or invites one reaches everybody in it."""

    name = "groups"
    groups = Rows(Group, by_member=Index[Group](lambda row: row.members, lambda row: row.name))

    @tool("read")
    def search(
        self,
        query: Annotated[str, Field(max_length=200)] = "",
        limit: Annotated[int, Field(ge=1, le=50)] = 20,
        page_token: Annotated[str, Field(max_length=320)] = "",
    ) -> Json:
        """Look groups up by name, address or description; every word of `query` must occur. Empty lists all.

        Who is outside the company finds the groups that he is in.
        """
        rows = ((key, self.groups[key]) for key in self.groups.table.ids() if key > page_token)
        mine = self._only()
        matches = [
            (identity, row) for identity, row in rows
            if looked_up(query, f"{row.name} {identity} {row.description}") and (mine is None or identity in mine)
        ]
        out: dict[str, Json] = {
            "groups": [{"address": key, "name": row.name, "members": len(row.members)} for key, row in matches[:limit]]
        }
        if len(matches) > limit:
            out["next_page_token"] = matches[limit - 1][0]
        return out

    @tool("read")
    def get(
        self,
        group: Annotated[str, Field(max_length=320, description="the group's address")],
        everybody: Annotated[bool, Field(description="list the people in nested groups too")] = False,
        page_token: Annotated[str, Field(max_length=320)] = "",
    ) -> Json:
        """Return a group and who is in it: its direct members, or everybody whom it reaches."""
        identity = normalise(group)
        row, mine = self.groups.get(identity), self._only()
        if row is None or (mine is not None and identity not in mine):
            raise ToolError("not_found", f"There is no group {shown(group)}; look groups up with groups.search.")
        members = [one for one, _ in people_in(self.tx, identity)] if everybody else list(row.members)
        rest = sorted(one for one in members if one > page_token)
        out: dict[str, Json] = {
            "address": identity, "name": row.name, "description": row.description, "owners": list(row.owners),
            "members": list(rest[:_PAGE]), "member_count": len(members),
        }
        if len(rest) > _PAGE:
            out["next_page_token"] = rest[_PAGE - 1]
        return out

    def _only(self) -> set[str] | None:
        """Return the groups that the caller may know of; None for all."""
        actor = self.tx.actor
        if actor.role in ("scheduler", "setup") or not is_outsider(self.tx, actor.principal):
            return None
        return {group for one in addresses_of(self.tx, actor.principal) for group in groups_of(self.tx, one)}

    @tool("write", faces=INTERNAL)
    def add_group(
        self,
        address: str,
        name: str,
        members: tuple[str, ...] = (),
        owners: tuple[str, ...] = (),
        description: str = "",
        open_to_outside: bool = False,
    ) -> Json:
        """Add a group, or replace the one with this address."""
        identity = normalise(parse_address(address).email)
        row = Group(
            name=name, members=_addresses(members), owners=_addresses(owners), description=description,
            open_to_outside=open_to_outside,
        )
        if identity in row.members:
            raise ToolError("invalid_member", f"The group {shown(identity)} cannot be a member of itself.")
        outside = [one for one in row.members if domain(one) != domain(identity)]
        if outside and not open_to_outside:
            raise ToolError("invalid_member", f"{shown(outside[0])} is outside {domain(identity)}, and this group is "
                                              "not open to outside members.")
        self.groups.put(identity, row)
        return {"group": identity}


_PAGE = 100
"""Members in one result. Ours."""


def _addresses(texts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(normalise(parse_address(text).email) for text in texts))
