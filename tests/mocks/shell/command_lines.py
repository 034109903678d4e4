"""The corpus: command lines of our own, with what Debian 12's programs did with them, for executors to be held to.

`python -m tests.mocks.shell.command_lines` runs the commands with this machine's programs and records anew what they
do. Texts in the files are one character per byte.
"""

import sys
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from diorama.mocks.shell.words import Dialect
from tests.mocks.shell.differential import Result, real

HERE = Path(__file__).parent / "corpus"


class Case(NamedTuple):
    """One command line, the shell that runs it, who runs it, and what the real shell left; `stderr` is what it said."""

    command: str
    dialect: Dialect
    user: str
    result: Result

    @property
    def known(self) -> str:
        """The command in one line, as tests name it."""
        return self.command.replace("\n", "\\n")


class Corpus(NamedTuple):
    """A file of cases; all of them find the same files."""

    name: str
    dialect: Dialect
    cases: tuple[Case, ...]


@cache
def files() -> dict[str, bytes]:
    """Return the files that every command finds, by name."""
    read = yaml.safe_load((HERE / "found.yaml").read_text("utf-8"))
    return {name: text.encode("latin-1") for name, text in read["files"].items()}


@cache
def modes() -> dict[str, int]:
    """Return the modes of those files that are not 644."""
    read = yaml.safe_load((HERE / "found.yaml").read_text("utf-8"))
    return {name: int(mode, 8) for name, mode in read["modes"].items()}


def left(result: Result) -> dict[str, bytes | None]:
    """Return the files that a result has made or changed, and None for those that are gone."""
    found = files()
    out: dict[str, bytes | None] = {
        name: content for name, content in sorted(result.files.items()) if found.get(name) != content}
    return {**out, **{name: None for name in sorted(found) if name not in result.files and not name.endswith("/")}}


@cache
def corpora() -> tuple[Corpus, ...]:
    """Return all files of the corpus, by name."""
    return tuple(_read(path) for path in sorted(HERE.glob("*.yaml")) if path.stem != "found")


def cases() -> list[Case]:
    """Return all cases of the corpus."""
    return [case for corpus in corpora() for case in corpus.cases]


def _read(path: Path) -> Corpus:
    read: dict[str, Any] = yaml.safe_load(path.read_text("utf-8"))
    return Corpus(path.stem, read["dialect"], tuple(_case(one, read["dialect"]) for one in read["cases"]))


def _case(one: dict[str, Any], dialect: Dialect) -> Case:
    after = dict(files())
    for name, text in one.get("left", {}).items():
        if text is None:
            after.pop(name)
        else:
            after[name] = text.encode("latin-1")
    stdout, stderr = (one.get(stream, "").encode("latin-1") for stream in ("stdout", "stderr"))
    return Case(one["command"], dialect, one.get("user", "root"), Result(stdout, stderr, one.get("code", 0), after))


class _Text(str):
    """A text that is written as a block where it has lines."""


def _block(dumper: yaml.SafeDumper, text: _Text) -> yaml.ScalarNode:
    readable = "\n" in text and all(char == "\n" or " " <= char <= "~" for char in text)
    style = "|" if readable and not any(line.endswith(" ") for line in text.split("\n")) else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", str(text), style)


def write(corpus: Corpus) -> None:
    """Write a file of the corpus with the results that it now has."""
    yaml.SafeDumper.add_representer(_Text, _block)
    rows: list[dict[str, Any]] = []
    for case in corpus.cases:
        row: dict[str, Any] = {
            "command": _Text(case.command), "user": "" if case.user == "root" else case.user,
            "stdout": _Text(case.result.stdout.decode("latin-1")),
            "stderr": _Text(case.result.stderr.decode("latin-1")), "code": case.result.code,
            "left": {name: None if text is None else _Text(text.decode("latin-1"))
                     for name, text in left(case.result).items()}}
        rows.append({key: value for key, value in row.items() if value})
    dumped = yaml.safe_dump({"dialect": corpus.dialect, "cases": rows}, sort_keys=False, width=110)
    (HERE / f"{corpus.name}.yaml").write_text(dumped, "utf-8")


def recorded(case: Case) -> Case:
    """Return a case with what this machine's programs do."""
    return case._replace(result=real(case.command, files(), dialect=case.dialect, modes=modes(), user=case.user))


if __name__ == "__main__":
    for one in corpora():
        if one.name in sys.argv[1:] or len(sys.argv) == 1:
            write(one._replace(cases=tuple(recorded(case) for case in one.cases)))
