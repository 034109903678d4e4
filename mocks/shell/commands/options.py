"""Options: reads the arguments of a program as getopt_long does, and says what is wrong with them as GNU does."""

from collections.abc import Callable, Iterator, Sequence
from functools import wraps
from typing import NamedTuple

from ..process import Process, Program

HELP = "Try '{name} --help' for more information."
"""What coreutils and most others say after a wrong option; diffutils put `{name}: ` in front."""


class Refused(Exception):
    """A program that cannot go on: what it says after its name, how it exits, and whether it points to its help."""

    def __init__(self, message: str, code: int | None = None, *, hint: bool = False) -> None:
        super().__init__(message)
        self.message = message
        self.code = code
        self.hint = hint


class Spec(NamedTuple):
    """Which options a program has.

    `short` is getopt's: a letter, with `:` where it takes a value, with `::` where it may. `long` has words: `name=x`
    is the option x by a longer name, `name`, `name:` and `name::` one of its own, which is then called by its name.
    """

    short: str = ""
    long: str = ""
    code: int = 1
    stops: bool = False
    hint: str = HELP

    def takes(self) -> dict[str, str]:
        """Return by option what it takes: nothing, `:` a value, `::` perhaps one."""
        out: dict[str, str] = {}
        letters = self.short
        while letters:
            rest = letters[1:].lstrip(":")
            out[letters[0]] = letters[1 : len(letters) - len(rest)]
            letters = rest
        for word in self.long.split():
            if "=" not in word:
                out[word.rstrip(":")] = word[len(word.rstrip(":")) :]
        return out

    def names(self) -> dict[str, str]:
        """Return the options by their long names."""
        return {word.partition("=")[0].rstrip(":"): word.rpartition("=")[2].rstrip(":") for word in self.long.split()}


class Given:
    """What was given: options in their order, each with its value (empty if it takes none), and operands."""

    def __init__(self) -> None:
        self.found: list[tuple[str, str]] = []
        self.operands: list[str] = []

    def __contains__(self, option: str) -> bool:
        return any(one == option for one, _ in self.found)

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(self.found)

    def get(self, option: str, default: str = "") -> str:
        """Return the value that an option was given last."""
        return next((value for one, value in reversed(self.found) if one == option), default)

    def all(self, option: str) -> list[str]:
        """Return all values of an option, in order."""
        return [value for one, value in self.found if one == option]

    def last(self, *options: str) -> str:
        """Return which of some options came last, or an empty text."""
        return next((one for one, _ in reversed(self.found) if one in options), "")


def parse(args: Sequence[str], spec: Spec) -> Given:
    """Return what the arguments give; Refused, with GNU's words, where that is nothing the program has."""
    takes, names = spec.takes(), spec.names()
    given = Given()
    waiting = list(reversed(args))

    def value(shown: str) -> str:
        if not waiting:
            raise Refused(shown, spec.code, hint=True)
        return waiting.pop()

    while waiting:
        word = waiting.pop()
        if word == "--":
            given.operands += reversed(waiting)
            break
        if word.startswith("--"):
            name, equals, text = word[2:].partition("=")
            name, option = _long(name, names, takes, spec)
            if not equals and takes[option] == ":":
                text = value(f"option '--{name}' requires an argument")
            elif equals and not takes[option]:
                raise Refused(f"option '--{name}' doesn't allow an argument", spec.code, hint=True)
            given.found.append((option, text))
        elif word.startswith("-") and word != "-":
            at = 1
            while at < len(word):
                letter = word[at]
                at += 1
                if letter not in takes or letter == ":":
                    raise Refused(f"invalid option -- '{letter}'", spec.code, hint=True)
                text = ""
                if takes[letter]:
                    text, at = word[at:], len(word)
                    if not text and takes[letter] == ":":
                        text = value(f"option requires an argument -- '{letter}'")
                given.found.append((letter, text))
        else:
            given.operands.append(word)
            if spec.stops:
                given.operands += reversed(waiting)
                break
    return given


def _long(name: str, names: dict[str, str], takes: dict[str, str], spec: Spec) -> tuple[str, str]:
    """Return the whole long name and the option that a name or its beginning means."""
    if name in names:
        return name, names[name]
    found = [one for one in names if one.startswith(name)]
    if not found:
        raise Refused(f"unrecognized option '--{name}'", spec.code, hint=True)
    if len({names[one] for one in found}) > 1:
        options = " ".join(f"'--{one}'" for one in found)
        raise Refused(f"option '--{name}' is ambiguous; possibilities: {options}", spec.code, hint=True)
    return found[0], names[found[0]]


def program(spec: Spec, package: str = "GNU coreutils) 9.1") -> Callable[[Callable[[Process, Given], int]], Program]:
    """Make a program of a function that takes the process and its options: `@program(Spec("nq", "quiet=q"))`.

    Refused ends it with its message and code. `--help` and `--version` are answered unless the options have them.
    """

    def make(body: Callable[[Process, Given], int]) -> Program:
        own = spec.names()
        extra = " ".join(name for name in ("help", "version") if name not in own)
        full = spec._replace(long=f"{spec.long} {extra}")

        @wraps(body)
        def run(process: Process) -> int:
            try:
                given = parse(process.args, full)
                if "help" not in own and "help" in given:
                    process.out(usage(process.name, spec, body.__doc__ or ""))
                    return 0
                if "version" not in own and "version" in given:
                    process.out(f"{process.name} ({package}\n")
                    return 0
                return body(process, given)
            except Refused as error:
                return refuse(process, error, spec)

        return run

    return make


def refuse(process: Process, error: Refused, spec: Spec) -> int:
    """Say why a program does not go on; return its code."""
    if error.message:
        process.complain(error.message)
    if error.hint:
        process.err(spec.hint.format(name=process.name) + "\n")
    return spec.code if error.code is None else error.code


def usage(name: str, spec: Spec, about: str) -> str:
    """Return a short help: how a program is called, what it does, its options."""
    by_option: dict[str, list[str]] = {option: [f"-{option}"] if len(option) == 1 else [] for option in spec.takes()}
    for long, option in spec.names().items():
        by_option[option].append(f"--{long}")
    lines = [f"Usage: {name} [OPTION]... [ARGUMENT]...", about.partition("\n")[0], ""]
    for option, spelled in by_option.items():
        takes = spec.takes()[option]
        lines.append(f"  {', '.join(spelled)}{' VALUE' if takes == ':' else '[=VALUE]' if takes else ''}")
    return "\n".join([*lines, "      --help", "      --version"]) + "\n"
