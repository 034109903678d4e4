"""bc: a calculator of any precision, with a language of its own."""

from ...errors import FileError
from ...process import Process, Program
from ..options import Refused, Spec, parse
from .code import Quit
from .compiler import Compiler
from .machine import Halted, Machine

_SPEC = Spec("hilqsvw", "help=h interactive=i mathlib=l quiet=q standard=s version=v warn=w")


def bc(process: Process) -> int:
    """Calculate."""
    try:
        given = parse(process.args, _SPEC)
    except Refused as error:
        process.complain(error.message)
        process.out(_USAGE)
        return 1
    if "h" in given or "v" in given:
        process.out(_USAGE if "h" in given else "bc 1.07.1\n")
        return 0
    machine = Machine(process, library="l" in given)
    void: set[str] = set()
    for name in [*given.operands, "-"]:  # standard input comes last
        try:
            text = process.stdin.read() if name == "-" else process.text(name)
        except FileError:
            process.err(f"File {name} is unavailable.\n")
            return 1
        shown = "(standard_in)" if name == "-" else name
        compiler = Compiler(text, f"{shown} {{}}: {{}}\n", process.err, machine, void)
        machine.more = compiler.reader.rest if name == "-" else process.stdin.line
        try:
            compiler.whole()
        except (Quit, Halted):
            return 0
    return 0


_USAGE = """usage: bc [options] [file ...]
  -h  --help         print this usage and exit
  -i  --interactive  force interactive mode
  -l  --mathlib      use the predefined math routines
  -q  --quiet        don't print initial banner
  -s  --standard     non-standard bc constructs are errors
  -w  --warn         warn about non-standard bc constructs
  -v  --version      print version information and exit
"""

PROGRAMS: dict[str, Program] = {"bc": bc}
