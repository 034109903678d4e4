"""Running: reads the options, and takes the lines through the commands."""

from typing import Final

from ...errors import FileError
from ...process import Process
from ..options import Given, Refused, Spec, refuse, usage
from ..options import parse as parse_options
from .actions import Actions
from .parser import Script, parse
from .script_text import Piece
from .selecting import Selecting
from .state import GOES_ON, QUITS, QUITS_SILENTLY, RESTARTS
from .syntax import SedError

SPEC: Final = Spec(
    "bsnrzuEe:f:l:i::V:h", "binary=b regexp-extended=r debug expression=e: file=f: follow-symlinks in-place=i:: "
    "line-length=l: null-data=z zero-terminated=z quiet=n silent=n posix sandbox separate=s unbuffered=u version help",
    hint="Usage: {name} [OPTION]... {{script-only-if-no-other-script}} [input-file]...")


def sed(process: Process) -> int:
    """Edit lines as a script says."""
    try:
        given = parse_options(process.args, SPEC)
        if "help" in given or "h" in given:
            process.out(usage("sed", SPEC, sed.__doc__ or ""))
            return 0
        if "version" in given:
            process.out("sed (GNU sed) 4.9\n")
            return 0
        return _run(process, given)
    except Refused as error:
        return refuse(process, error, SPEC)
    except SedError as error:
        return process.complain(str(error), error.code)


def _run(process: Process, given: Given) -> int:
    paths = list(given.operands)
    pieces = [_piece(process, option, value) for option, value in given if option in ("e", "f")]
    if not pieces:
        if not paths:
            raise Refused("", hint=True)
        pieces = [Piece(paths.pop(0))]
    script = parse(pieces, extended="r" in given or "E" in given, sandbox="sandbox" in given)
    if "i" in given and not paths:
        raise SedError("no input files", 4)
    return _Sed(process, given, script, paths).all()


def _piece(process: Process, option: str, value: str) -> Piece:
    if option == "e":
        return Piece(value)
    try:
        return Piece(process.text(value).removesuffix("\n"), value)
    except FileError as error:
        raise SedError(f"couldn't open file {value}: {error.text}", 4) from None


class _Sed(Selecting, Actions):
    """A script that runs."""

    def __init__(self, process: Process, given: Given, script: Script, paths: list[str]) -> None:
        super().__init__(process, given, script, paths)
        self._steps = [
            (self._selects(index, command), self._action(index, command),
             command.number if command.name == "{" else index + 1) for index, command in enumerate(self._commands)]

    # --- cycles ---

    def all(self) -> int:
        """Run over all lines; return the exit code."""
        try:
            self._cycles()
        finally:
            self._standard.flush()
            for output in self._files.values():
                output.flush()
        return self._code or self._inputs.code

    def _cycles(self) -> None:
        restarts = False
        while True:
            if not restarts:
                line = self._inputs.next()
                if line is None:
                    return
                self._space = line
            self._replaced = False
            left = self._cycle()
            if left in (GOES_ON, QUITS) and not self._quiet:
                self._print(self._space)
            self._dump()
            if left in (QUITS, QUITS_SILENTLY):
                self._leave_in_place()
                return
            restarts = left == RESTARTS
            if restarts:
                self._process.tick()

    def _cycle(self) -> int:
        steps = self._steps
        count = len(steps)
        at = 0
        turns = 0
        while at < count:
            selects, action, otherwise = steps[at]
            if selects is not None and not selects():
                at = otherwise
                continue
            following = action()
            if following == GOES_ON:
                at += 1
            elif following < 0:
                return following
            else:
                if following <= at:
                    turns += 1
                    if not turns & 7:
                        self._process.tick()
                at = following
        return GOES_ON
