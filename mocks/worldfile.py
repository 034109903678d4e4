"""World files: a base world as one JSON text, with the same bytes for the same world.

Each row and each blob has a line of its own, so that a change shows where it is, and a big file is read and written
without being in memory twice.
"""

import binascii
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from ..snapshots.digest import canonical, sha256_hex, text_digest
from ..snapshots.errors import StateError, UsageError
from ..snapshots.state import State
from .catalog import service_classes
from .world import toolbox
from .worlds import BaseWorld

FORMAT = 1
"""Version of the layout of world files."""

_BLOB = re.compile(r'"([0-9a-f]{64})":"([A-Za-z0-9+/]*={0,2})"(,?)\n?')


def write_world(path: str | Path, world: BaseWorld) -> None:
    """Write a world to a file; what was there is replaced when all has been written."""
    path = Path(path)
    beside = path.with_name(f"{path.name}.part")
    with beside.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(_lines(world))
    beside.replace(path)


def _lines(world: BaseWorld) -> Iterator[str]:
    state = world.state
    yield f'{{"diorama_world":{FORMAT},"name":{canonical(world.name)},"principal":{canonical(world.principal)},'
    yield f'"services":{canonical(list(world.services))},\n"check":{canonical(_check(world))},\n"state":{{'
    counters = {name: state.counters[name] for name in sorted(state.counters)}
    queue = [item.model_dump(mode="json") for item in state.queue]
    yield f'"seed":{state.seed},"now":{state.now},"counters":{canonical(counters)},\n"queue":{canonical(queue)},\n'
    yield '"tables":{'
    for position, path in enumerate(path for path in sorted(state.tables) if len(state.tables[path])):
        table = state.tables[path]
        yield f'{"," if position else ""}\n{canonical(path)}:{{\n'
        yield from _joined(
            f"{canonical(key)}:{canonical(table[key].model_dump(mode='json', exclude_defaults=True))}"
            for key in table.ids()
        )
        yield "}"
    yield '},\n"blobs":{\n'
    yield from _joined(
        f'"{name}":"{binascii.b2a_base64(state.blobs[name], newline=False).decode()}"' for name in sorted(state.blobs)
    )
    yield "}}}\n"


def _joined(lines: Iterator[str]) -> Iterator[str]:
    for position, line in enumerate(lines):
        yield f",\n{line}" if position else line
    yield "\n"


def _check(world: BaseWorld) -> str:
    """Return a hash of all that a world is. Blobs are named by their own hash, so their names stand for them."""
    blobs = text_digest("".join(sorted(world.state.blobs)))
    return text_digest(canonical([world.name, list(world.services), world.principal, world.state.digest(), blobs]))


def read_world(path: str | Path) -> BaseWorld:
    """Return the world in a file; StateError says what is wrong with a file that is damaged, edited or too new."""
    try:
        with Path(path).open(encoding="utf-8", newline="\n") as file:
            data, blobs = _parsed(file)
    except OSError as error:
        raise StateError(f"the world file {path} cannot be read: {error.strerror}") from None
    except (ValueError, RecursionError):
        raise StateError(f"the world file {path} is damaged: it is not whole JSON text") from None
    if not isinstance(data, dict) or "diorama_world" not in data:
        raise StateError(f"{path} is no world file")
    if data["diorama_world"] != FORMAT:
        raise StateError(f"the world file {path} has format {data['diorama_world']!r}; this Diorama reads {FORMAT}")
    world = _world(path, data, blobs)
    if _check(world) != data.get("check"):
        raise StateError(f"the world file {path} is damaged or was edited: its content does not add up to its check")
    return world


def _parsed(file: Iterator[str]) -> tuple[Any, dict[str, bytes]]:
    """Parse a world file; blobs that have a line of their own are decoded as they are met."""
    blobs: dict[str, bytes] = {}
    rest: list[str] = []
    for line in file:
        found = _BLOB.fullmatch(line)
        if found:
            blobs[found[1]] = binascii.a2b_base64(found[2])
        else:
            rest.append(line)
    return json.loads("".join(rest)), blobs


def _world(path: str | Path, data: dict[str, Any], blobs: dict[str, bytes]) -> BaseWorld:
    try:
        services = tuple(str(name) for name in data["services"])
        state = State.from_json(data["state"], toolbox(service_classes(services)).schemas)
        name, principal = str(data["name"]), str(data["principal"])
    except (KeyError, TypeError, AttributeError, ValidationError) as error:
        raise StateError(f"the world file {path} is damaged: it lacks or misplaces {error}") from None
    except (StateError, UsageError) as error:
        raise StateError(f"the world file {path} is damaged: {error}") from None
    for key, content in blobs.items():
        if sha256_hex(content) != key:
            raise StateError(f"the world file {path} is damaged: blob {key} has other content than its name says")
    return BaseWorld(name, services, principal, state._replace(blobs=state.blobs.update(blobs)))
