"""Imports run one way: snapshots <- mocks <- tasks <- envs <- harnesses; services never import each other."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from diorama.mocks.catalog import SERVICES

ROOT = Path(__file__).parent.parent.parent
LAYERS = ("snapshots", "mocks", "tasks", "envs", "harnesses")
SOURCES = sorted(path for layer in LAYERS for path in (ROOT / layer).rglob("*.py"))


class Import(NamedTuple):
    """An import as it is written, and the module that it reaches, as a path from the root (`mocks.mail.base`)."""

    path: Path
    line: int
    level: int
    target: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.path.relative_to(ROOT)}:{self.line} imports {'.'.join(self.target)}"


def imports(path: Path, source: str) -> Iterator[Import]:
    """Yield every import of a file, those inside functions and `if TYPE_CHECKING` too."""
    package = path.relative_to(ROOT).parent.parts
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Import(path, node.lineno, 0, tuple(alias.name.split(".")))
        elif isinstance(node, ast.ImportFrom):
            module = tuple(node.module.split(".")) if node.module else ()
            if not node.level:
                yield Import(path, node.lineno, 0, module)
                continue
            base = package[: len(package) - node.level + 1] if node.level <= len(package) else ()
            for alias in node.names:
                yield Import(path, node.lineno, node.level, (*base, *module) if module else (*base, alias.name))


EVERY = [one for path in SOURCES for one in imports(path, path.read_text(encoding="utf-8"))]


def layer_of(path: Path) -> int:
    return LAYERS.index(path.relative_to(ROOT).parts[0])


def test_the_files_are_found() -> None:
    assert len(SOURCES) > 40
    assert {path.relative_to(ROOT).parts[0] for path in SOURCES} == set(LAYERS)
    assert len([one for one in EVERY if one.level]) > 150


def test_layers_import_only_what_lies_below() -> None:
    upward = [str(one) for one in EVERY if one.target and one.target[0] in LAYERS
              and LAYERS.index(one.target[0]) > layer_of(one.path)]
    assert not upward


def test_siblings_are_imported_relatively() -> None:
    """A stray `import envs` or `import diorama.envs` would make every class twice."""
    absolute = [str(one) for one in EVERY if not one.level and one.target and one.target[0] in (*LAYERS, "diorama")]
    assert not absolute


def service_of(parts: tuple[str, ...]) -> str:
    """Return the service that a module below mocks/ belongs to, empty if it is shared or part of the world."""
    name = parts[1] if len(parts) > 1 and parts[0] == "mocks" else ""
    return name if name in SERVICES or (ROOT / "mocks" / name / "service.py").exists() else ""


def test_services_never_import_each_other() -> None:
    crossing = []
    for one in EVERY:
        here = service_of(one.path.relative_to(ROOT).with_suffix("").parts)
        there = service_of(one.target)
        if here and there and here != there:
            crossing.append(str(one))
    assert not crossing


def test_what_services_share_knows_no_service() -> None:
    shared = [ROOT / "mocks" / name for name in ("common", "faces", "world.py", "service.py")]
    knowing = [str(one) for one in EVERY if service_of(one.target)
               and any(one.path.is_relative_to(path) for path in shared)]
    assert not knowing


@pytest.mark.parametrize("source", [
    "from ..mail import records", "from ..mail.records import Message", "def f():\n    from .. import mail",
])
def test_the_reader_of_imports_sees_through_their_forms(source: str) -> None:
    (found,) = imports(ROOT / "mocks" / "chat" / "tools.py", source)
    assert found.target[:2] == ("mocks", "mail")
    assert service_of(found.target) == "mail"


def test_what_a_process_imports_is_little() -> None:
    """`import diorama` loads nothing of ours but the tables of environments and families, and gymnasium."""
    script = "import diorama, sys; print(*sorted(m for m in sys.modules if m.startswith('diorama')))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.split() == [
        "diorama", "diorama.envs", "diorama.snapshots", "diorama.snapshots.errors", "diorama.tasks",
        "diorama.tasks.families",
    ]
