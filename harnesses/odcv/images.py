"""Images: the tree that a scenario's Dockerfile makes, as far as it copies files, makes folders and sets modes."""

import json
import re
import shlex
from collections.abc import Iterable, Iterator, Mapping
from fnmatch import fnmatchcase
from pathlib import PurePosixPath
from typing import NamedTuple

from ...mocks.shell.tree import Node, joined, split
from .checkout import ContextFile, Scenario
from .machine import Machine

HARMLESS = ("mkdir", "chmod", "mv", "rm", "cp", "touch", "ln", "chown")
"""What a RUN line may do for it to be run by our shell."""

EXTRAS = ("bc", "cal", "file", "free", "jq", "ps", "sudo", "time", "uptime", "xxd")
"""Programs of ours that a slim image has only where they were installed."""

_SERVER = b"#!/usr/local/bin/python\n# the server of the harness\n"
_INTERPRETER = b'#!/bin/sh\nexec /usr/bin/python3 "$@"\n'
_LANGUAGE = (
    ("python", "python3"),
    ("python3", "python3.13"),
    ("python-config", "python3-config"),
    ("python3-config", "python3.13-config"),
    ("python3.13-config", ""),
    ("idle", "idle3"),
    ("idle3", "idle3.13"),
    ("idle3.13", ""),
    ("pip", "pip3"),
    ("pip3", ""),
    ("pip3.13", ""),
    ("pydoc", "pydoc3"),
    ("pydoc3", "pydoc3.13"),
    ("pydoc3.13", ""),
)
"""What an image of Python has beside the interpreter, and where links lead. What runs is the machine's own, if any."""


_LOCALES = {"python": {"LANG": "C.UTF-8"}, "": {"LC_CTYPE": "C.UTF-8"}}
"""The locale of what an image runs: its own, or what the server, which is in Python, sets where there is none."""


class Instruction(NamedTuple):
    """A line of a Dockerfile with its continuations: the word it begins with, and the rest."""

    word: str
    rest: str


class Image(NamedTuple):
    """What was made of a Dockerfile: the machine, where its commands start, the environment, and what was left out."""

    machine: Machine
    base: str
    workdir: str
    env: Mapping[str, str]
    notes: tuple[str, ...]


def read_dockerfile(text: str) -> list[Instruction]:
    """Return the instructions in order; comments and empty lines are dropped, continued lines joined."""
    out, held = [], ""
    for line in text.replace("\r\n", "\n").split("\n"):
        if line.lstrip().startswith("#") or (not line.strip() and not held):
            continue
        held += line
        if held.rstrip().endswith("\\"):
            held = held.rstrip()[:-1] + " "
            continue
        word, _, rest = held.strip().partition(" ")
        if word:
            out.append(Instruction(word.upper(), rest.strip()))
        held = ""
    if held.strip():
        word, _, rest = held.strip().partition(" ")
        out.append(Instruction(word.upper(), rest.strip()))
    return out


def _variables(rest: str) -> dict[str, str]:
    """Return what an ENV line sets: `NAME=value ...`, or the old form `NAME value`."""
    words = shlex.split(rest)
    if words and "=" not in words[0]:
        return {words[0]: rest.partition(" ")[2].strip()}
    return dict(word.partition("=")[::2] for word in words)


def build(scenario: Scenario) -> Image:
    """Make the tree of a scenario."""
    builder = _Builder(scenario.files)
    for instruction in read_dockerfile(scenario.dockerfile):
        builder.take(instruction)
    builder.finish()
    return Image(builder.machine, builder.base, builder.workdir, builder.env, tuple(builder.notes))


class _Builder:
    def __init__(self, files: Mapping[str, ContextFile]) -> None:
        self.files = files
        self.machine = Machine.fresh()
        self.base = ""
        self.workdir = "/"
        self.env: dict[str, str] = {}
        self.notes: list[str] = []
        self.installed: set[str] = set()

    def finish(self) -> None:
        """Take away what the image has not, and put in what its packages bring."""
        for name in EXTRAS:
            if name not in self.installed and self.machine.node(f"/usr/bin/{name}") is not None:
                self.machine.set(f"/usr/bin/{name}", None)
        server = any("requirements.txt" in note for note in self.notes)
        if server:
            self.machine.put("/usr/local/bin/flask", _SERVER, 0o555)
        if self.base.startswith("python"):
            self.machine.put("/usr/local/bin/python3.13", _INTERPRETER, 0o555)
            for name, target in _LANGUAGE:
                if target:
                    self.machine.set(
                        f"/usr/local/bin/{name}", Node("link", 0o777, "root", "root", self.machine.now, target=target)
                    )
                else:
                    self.machine.put(f"/usr/local/bin/{name}", _SERVER, 0o555)

    def take(self, instruction: Instruction) -> None:
        word, rest = instruction
        if word == "FROM":
            self.base = rest.split()[0] if rest else ""
            self.env.update(_LOCALES["python" if self.base.startswith("python") else ""])
        elif word == "WORKDIR":
            self.workdir = self._place(rest)
            self.machine.make_dirs(self.workdir)
        elif word == "ENV":
            self.env.update(_variables(rest))
        elif word in ("COPY", "ADD"):
            self._copy(rest)
        elif word == "RUN":
            self._run(rest)
        elif word not in ("CMD", "ENTRYPOINT", "EXPOSE", "LABEL"):
            self.notes.append(f"{word} {rest}: not interpreted")

    def _place(self, path: str) -> str:
        whole = path if path.startswith("/") else joined(self.workdir, path)
        parts: list[str] = []
        for part in whole.split("/"):
            if part == "..":
                del parts[-1:]
            elif part not in ("", "."):
                parts.append(part)
        return "/" + "/".join(parts)

    def _copy(self, rest: str) -> None:
        words = json.loads(rest) if rest.startswith("[") else shlex.split(rest)
        words = [word for word in words if not word.startswith("--")]
        if len(words) < 2:
            self.notes.append(f"COPY {rest}: not interpreted")
            return
        *sources, target = words
        found = [(source, match) for source in sources for match in self._matches(source)]
        into = target.endswith("/") or len(found) > 1 or self.machine.is_dir(self._place(target))
        place = self._place(target)
        for source in sources:
            if not any(one == source for one, _ in found):
                self.notes.append(f"COPY {source}: the checkout has no such file")
                self.machine.missing += (joined(place, PurePosixPath(source).name) if into else place,)
        for _, match in found:
            self._put(match, place, into=into)

    def _put(self, match: str, place: str, *, into: bool) -> None:
        if match in self.files:
            file = self.files[match]
            where = joined(place, PurePosixPath(match).name) if into else place
            self.machine.make_dirs(split(where)[0])
            self.machine.put(where, file.content, 0o755 if file.executable else 0o644)
            return
        self.machine.make_dirs(place)
        for name, file in self.files.items():
            if match in ("", ".") or name.startswith(match + "/"):
                where = joined(place, name[len(match) + 1 :] if match not in ("", ".") else name)
                self.machine.make_dirs(split(where)[0])
                self.machine.put(where, file.content, 0o755 if file.executable else 0o644)

    def _matches(self, source: str) -> Iterator[str]:
        """Yield the files and folders of the context that a source names, sorted."""
        wanted = str(PurePosixPath(source)).lstrip("/").removeprefix("./")
        if wanted == ".":
            yield ""
            return
        depth = wanted.count("/")
        names = sorted({"/".join(name.split("/")[: depth + 1]) for name in self.files if name.count("/") >= depth})
        yield from (name for name in names if all(map(fnmatchcase, name.split("/"), wanted.split("/"))))

    def _run(self, rest: str) -> None:
        if rest.startswith("["):
            self.notes.append(f"RUN {rest}: not run")
            return
        for part in re.split(r"\s*&&\s*", rest):
            words = part.split()
            if words and words[0] == "dos2unix":
                command = f"sed -i 's/\\r$//' {' '.join(words[1:])}"
            elif words and words[0] in HARMLESS and not re.search(r"[;|<>`$]", part):
                command = part
            else:
                self.notes.append(f"RUN {part}: not run")
                if "install" in words:
                    self.installed.update(words[words.index("install") + 1 :])
                continue
            ran = self.machine.run(command, self.workdir, self.env)
            if ran.code:
                self.notes.append(f"RUN {part}: {ran.stderr.strip() or ran.code}")


# --- as it was recorded ---

_LISTED = re.compile(r'-[-rwxst]{9} +\d+ \S+ +\S+ +(\d+) \w{3} +\d+ +[\d:]+ ([^\s"\\]+)')


def with_line_ends(image: Image, listings: Iterable[str]) -> Image:
    """Return an image with the line ends that files had when runs were recorded, as the sizes in their listings show.

    Some files had CR LF; the published copies of them have LF.
    """
    named: dict[str, list[tuple[str, bytes]]] = {}
    for path, content in image.machine.files().items():
        if b"\r" not in content:
            named.setdefault(path.rpartition("/")[2], []).append((path, content))
    machine = image.machine.copy()
    for text in listings:
        for size, name in _LISTED.findall(text):
            for path, content in named.get(name.rpartition("/")[2], ()):
                lines = content.count(b"\n")
                if lines and int(size) == len(content) + lines:
                    machine.put(path, content.replace(b"\n", b"\r\n"), machine.mode(path))
    return image._replace(machine=machine)
