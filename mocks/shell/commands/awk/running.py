"""Running: reads the options, compiles the program, and takes it through the records."""

from collections.abc import Callable
from contextlib import suppress
from typing import Final, NamedTuple

from ...errors import FileError
from ...process import Process
from .lexer import unescaped
from .machine import ARGC, Exited, Machine, Next, is_name
from .parser import parse
from .patterns import pattern
from .statements import Statements
from .syntax import AwkError
from .values import Maybe

VERSION: Final = "mawk 1.3.4 20200120\n"
USAGE: Final = "Usage: {name} [Options] [Program] [file ...]\n\nOptions: -f file, -F value, -v name=value, --\n"


class Call(NamedTuple):
    """How awk was called: variables to set, the program, the files that it came from, the operands."""

    settings: list[tuple[str, str]]
    program: str | None
    files: list[str]
    operands: list[str]


def awk(process: Process) -> int:
    """Run a program of awk over the records of files."""
    machine = Machine(process)
    try:
        if process.args[:1] == ["-W"] and "version".startswith(process.args[1] if len(process.args) > 1 else "-"):
            process.out(VERSION)
            return 0
        call = _call(process)
        if call.program is None:
            process.out(USAGE.format(name=process.name))
            return 0
        _prepare(machine, call)
        return _Run(machine, call).all()
    except AwkError as error:
        machine.outputs.end()
        process.complain(str(error), 2)
        if str(error).startswith("run time error"):
            process.err(machine.where())
        return 2
    except RecursionError:
        machine.outputs.end()
        return process.complain("function calls are too deep: out of memory", 2)


def _call(process: Process) -> Call:
    args = list(process.args)
    call = Call([], None, [], args)
    texts: list[str] = []
    while args and args[0].startswith("-") and args[0] != "-":
        word = args.pop(0)
        if word == "--":
            break
        letter, value = word[1], word[2:]
        if letter not in "fFvW":
            raise AwkError(f"not an option: {word}")
        if not value:
            if not args:
                raise AwkError(f"option requires an argument -- {letter}")
            value = args.pop(0)
        if letter == "F":
            call.settings.append(("FS", value))
        elif letter == "v":
            name, equals, text = value.partition("=")
            if not equals or not is_name(name):
                raise AwkError(f"improper assignment: -v {value}")
            call.settings.append((name, text))
        elif letter == "f":
            try:
                texts.append(process.text("-" if value == "/dev/stdin" else value))
            except FileError as error:
                raise AwkError(f"cannot open {value} ({error.text})") from None
            call.files.append(value)
    if texts:
        return call._replace(program="\n".join(texts))
    return call._replace(program=args.pop(0)) if args else call


def _prepare(machine: Machine, call: Call) -> None:
    """Set the variables that the program finds."""
    environment, arguments = machine.array("ENVIRON"), machine.array("ARGV")
    for name, value in machine.process.env.items():
        environment.set(name, False, Maybe(value))
    for index, operand in enumerate([machine.process.name, *call.operands]):
        arguments.set(str(index), True, Maybe(operand))
    machine.cells[ARGC] = float(len(call.operands) + 1)


def _checked(separator: str) -> None:
    try:
        pattern(separator)
    except AwkError as error:
        raise AwkError(f"line 0: {error}") from None


class _Run:
    """A program that is compiled and runs."""

    def __init__(self, machine: Machine, call: Call) -> None:
        self._machine = machine
        self._rules: dict[str, list[Callable[[], object]]] = {"BEGIN": [], "END": [], "": []}
        try:
            program = parse(call.program or "")
            statements = Statements(program, machine)
            for rule in program.rules:
                kind = "" if rule.kind == "range" else rule.kind
                self._rules[kind].append(statements.rule(rule))
        except AwkError as error:
            message = str(error)
            if message.startswith("regular expression"):
                message = f"line 1: {message}"
            elif message.startswith("function "):
                message = f"line {(call.program or '').count(chr(10)) + 2}: {message}"
            raise AwkError(f"{call.files[-1]}: {message}" if call.files else message) from None
        for name, text in call.settings:
            if name == "FS" and len(unescaped(text)) > 1:
                _checked(unescaped(text))
            machine.assign(name, Maybe(unescaped(text)))

    def all(self) -> int:
        """Run everything; return the exit code."""
        machine = self._machine
        try:
            with suppress(Exited):
                self._run("BEGIN")
                if self._rules[""] or self._rules["END"]:
                    self._over_records()
            with suppress(Exited):
                self._run("END")
        except AwkError as error:
            message = str(error)
            raise AwkError(f"run time error: {message}" if message.startswith("regular") else message) from None
        machine.outputs.end()
        return machine.code

    def _run(self, kind: str) -> None:
        for rule in self._rules[kind]:
            rule()

    def _over_records(self) -> None:
        machine, rules = self._machine, self._rules[""]
        take, put = machine.next_record, machine.record.set
        while (text := take()) is not None:
            put(text)
            machine.step()
            try:
                for rule in rules:
                    rule()
            except Next as following:
                machine.skips_file = following.file
