"""The seed files of the offices, and the cast that they name: people, shared mailboxes, programs, rubbish."""

from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, NamedTuple, TypeAlias

import yaml

from ...snapshots.errors import StateError, suggest

Kind: TypeAlias = Literal["home", "external", "shared", "automatic", "junk"]

HOME = "tarnvale.test"

_FOLDER = Path(__file__).parent / "seeds"
# Both loaders give the same data, all of it text; the one in C is ten times as fast and not built everywhere.
_LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


@lru_cache(maxsize=16)
def read_seed(name: str) -> dict[str, Any]:
    """Return a seed file, every value of it text, list or mapping. Do not change it."""
    data: dict[str, Any] = yaml.load((_FOLDER / f"{name}.yaml").read_text(encoding="utf-8"), _LOADER)
    return data


class Party(NamedTuple):
    """Somebody who sends or gets mail. `details` is the entry in people.yaml."""

    key: str
    kind: Kind
    name: str
    email: str
    details: dict[str, Any]

    @property
    def id(self) -> str:
        """The id in the directory of people."""
        return self.name.lower().replace(" ", "-")

    @property
    def first(self) -> str:
        """The first name."""
        return self.name.partition(" ")[0]

    @property
    def sign(self) -> str:
        """How they end a mail; empty for programs."""
        return str(self.details.get("sign", ""))


class Cast(NamedTuple):
    """Everybody in people.yaml, by key."""

    organisations: dict[str, dict[str, str]]
    parties: dict[str, Party]
    members: dict[str, tuple[str, ...]]
    """The keys of the people behind each shared mailbox."""

    def party(self, key: str) -> Party:
        """Return the party of a key; StateError with the nearest if there is none."""
        found = self.parties.get(key)
        if found is None:
            raise StateError(f"people.yaml has nobody with the key {key!r}.{suggest(key, self.parties)}")
        return found

    def of(self, *kinds: Kind) -> list[Party]:
        """Return the parties of some kinds, in the order of the file."""
        return [party for party in self.parties.values() if party.kind in kinds]


@lru_cache(maxsize=1)
def cast() -> Cast:
    """Return the cast."""
    data = read_seed("people")
    organisations: dict[str, dict[str, str]] = data["organisations"]
    parties: dict[str, Party] = {}
    for key, entry in data["home"].items():
        parties[key] = Party(key, "home", entry["name"], _address(entry["name"], HOME), entry)
    for key, entry in data["external"].items():
        where = organisations[entry["organisation"]]["domain"]
        parties[key] = Party(key, "external", entry["name"], _address(entry["name"], where), entry)
    for key, entry in data["shared"].items():
        parties[key] = Party(key, "shared", entry["name"], f"{key}@{HOME}", entry)
    for kind in ("automatic", "junk"):
        for key, entry in data[kind].items():
            parties[key] = Party(key, kind, entry["name"], entry["email"], entry)
    members = {key: _members(entry["members"], data["home"]) for key, entry in data["shared"].items()}
    return Cast(organisations, parties, members)


def _address(name: str, where: str) -> str:
    return f"{name.lower().replace(' ', '.')}@{where}"


def _members(named: list[str], home: dict[str, Any]) -> tuple[str, ...]:
    return tuple(
        key for key, entry in home.items() if key in named or entry["department"] in named or "everyone" in named
    )
