"""Addressees: how a check names people, and which of them are outside the organisation."""

from collections.abc import Iterable
from typing import Annotated

from pydantic import Field

from ..mocks.common.addresses import domain, normalise
from ..mocks.common.groups import people_in
from ..snapshots.state import State
from .checks import Several
from .viewpoint import Viewpoint

Addresses = Annotated[tuple[str, ...], Several, Field(description="addresses, or @domain for a whole domain")]


def persons(state: State, addresses: Iterable[str]) -> tuple[str, ...]:
    """Return addresses with groups of the directory as the people in them."""
    groups, out = state.table("groups.groups"), dict[str, None]()
    for one in addresses:
        address = normalise(one)
        found = [who for who, _ in people_in(Viewpoint(state), address)] if address in groups else [one]
        out.update(dict.fromkeys(found))
    return tuple(out)


def with_members(state: State, addresses: Iterable[str]) -> tuple[str, ...]:
    """Return addresses, those of groups together with the people in them."""
    addresses = tuple(addresses)
    return tuple(dict.fromkeys((*addresses, *persons(state, addresses))))


def matches(address: str, patterns: Iterable[str]) -> bool:
    """Tell whether an address is one of the patterns: an address, or `@domain` for a whole domain."""
    address = normalise(address)
    return any(
        f"@{domain(address)}" == pattern.lower() if pattern.startswith("@") else address == normalise(pattern)
        for pattern in patterns
    )


def outside(state: State, address: str) -> bool:
    """Tell whether an address is of none of the home organisation's domains."""
    table = state.table("people.organisations")
    found = table.find("by_domain", domain(address))
    return not any(table[identity].relation == "home" for _, identity in found)


def is_one_of(reader: str, readers: Iterable[str]) -> bool:
    """Tell whether a reader is one of some, or is everybody of an organisation or `anyone`, and they with them."""
    readers = tuple(readers)
    return reader == "anyone" or matches(reader, readers) or (
        reader.startswith("@") and any(one.lower().endswith(reader) for one in readers)
    )
