"""Programs: finds what a name stands for, and runs it, whether it is one of ours or a script."""

import re
from contextlib import suppress

from .errors import BrokenPipe, FileError
from .files import Files
from .process import Process, Program
from .tree import Node, joined
from .words import Dialect

_STUB = f"\x7fELF\x02\x01\x01{chr(0) * 9}\x03{chr(0)}>{chr(0) * 45}"
"""How the content of a file begins that stands for a program of ours; its name follows."""

_UNREADABLE = (ValueError, LookupError, TypeError, AttributeError, ArithmeticError)
"""What the program of a known script raises where somebody has put something into its files that it can't make sense
of. Then the script runs as the text that it is."""


def stub(name: str) -> bytes:
    """Return the content of the file that stands for a program of ours."""
    return f"{_STUB}{name}\n".encode("latin-1")


def find_program(files: Files, name: str, path: str) -> tuple[str, Node]:
    """Return where the file of a command lies, and the file; FileError if there is none that may be run."""
    if "/" in name:
        where, node = files.find(name)
        if node.kind == "dir":
            raise FileError("EACCES", name)
        if not files.may(node, "x"):
            raise FileError("EACCES", name)
        return where, node
    refused: FileError | None = None
    for directory in path.split(":"):
        candidate = joined(directory or ".", name)
        there = files.stat(candidate)
        if there is None or there.kind != "file":
            continue
        if files.may(there, "x"):
            return files.resolve(candidate)[0], there
        refused = FileError("EACCES", candidate)
    raise FileError("ENOENT", name) if refused is None else refused


def launch_file(process: Process, name: str, where: str, node: Node) -> int:
    """Run the file of a program: one of ours, a script with its interpreter, or a text as a script of the shell."""
    files = process.files
    content = files.tree.bytes_of(where, node).decode("latin-1")
    if content.startswith(_STUB):
        return run_program(process, programs()[content[len(_STUB) :].strip()])
    known = process.session.scripts.get(content)
    if known is not None:
        with suppress(*_UNREADABLE):
            return run_program(process, known)
    found = re.match(r"#![ \t]*(\S+)[ \t]*([^\n]*)", content)
    if not files.may(node, "r"):
        process.err(f"{found.group(1) if found else name}: {name}: Permission denied\n")
        return 126
    if found is None:
        if "\0" in content[:80]:
            return process.shell.complain_of(f"{name}: cannot execute binary file: Exec format error", process, 126)
        return process.shell.script(process, content, where if "/" not in name else name)
    interpreter, argument = found.groups()
    shown = name if "/" in name else where
    base = interpreter.rpartition("/")[2]
    if base in ("bash", "sh", "dash") and not argument:
        return process.shell.script(process, content, shown, dialect=dialect_of(files, base))
    words = [interpreter, *([argument.strip()] if argument.strip() else []), shown, *process.args]
    try:
        place, program = find_program(files, interpreter, "")
    except FileError:
        message = f"{name}: {interpreter}: bad interpreter: No such file or directory"
        return process.shell.complain_of(message, process, 126)
    inner = Process(base, words[1:], process.env, files, (process.stdin, process.stdout, process.stderr), process.shell)
    return process.session.deeper(lambda: launch_file(inner, interpreter, place, program))


def dialect_of(files: Files, name: str) -> Dialect:
    """Return which shell a shell's name means: that of `sh` is what /bin/sh leads to."""
    try:
        leads = name if name != "sh" else files.resolve("/bin/sh")[0]
    except FileError:
        return "dash"
    return "bash" if leads.endswith("bash") else "dash"


def run_program(process: Process, program: Program) -> int:
    """Run a program of ours: what the files refuse it is said in its name."""
    process.tick()
    try:
        return program(process)
    except FileError as error:
        return process.complain(str(error))
    except BrokenPipe:
        return 141


def programs() -> dict[str, Program]:
    """Return all programs of ours by name."""
    from .commands import PROGRAMS

    return PROGRAMS
