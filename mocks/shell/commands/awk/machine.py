"""The machine: what a running program has: variables, the record, what is open."""

import re
from collections.abc import Iterator
from typing import Final

from .....snapshots.draw import Draw
from ...errors import FileError, Killed
from ...process import Process
from .lexer import unescaped
from .outputs import Outputs
from .records import Current, Records
from .syntax import AwkError
from .values import UNSET, Array, Maybe, Value, number, shown

SPECIAL: Final = ("NR", "FNR", "FS", "RS", "OFS", "ORS", "SUBSEP", "CONVFMT", "OFMT", "FILENAME", "RSTART", "RLENGTH",
                  "ARGC")
NR, FNR, FS, RS, OFS, ORS, SUBSEP, CONVFMT, OFMT, FILENAME, RSTART, RLENGTH, ARGC = range(len(SPECIAL))
"""Where the variables that the language gives a meaning have their values. NF is not kept: it is counted."""

_PATIENCE: Final = 15
"""Turns of a loop and calls, less one, that count as one unit of work."""


LONG: Final = 1 << 16
"""Characters of a text, the making of which counts as one unit of work."""

MOST_TEXT: Final = 1 << 24
"""Characters that a text may have."""


class Next(Exception):
    """`next` (or `nextfile`, if `file`): the rest of the rules is not for this record."""

    def __init__(self, *, file: bool = False) -> None:
        super().__init__()
        self.file = file


class Exited(Exception):
    """`exit`."""


class Machine:
    """A running program. `cells` are the global variables, `frame` the local ones of the function that runs."""

    def __init__(self, process: Process) -> None:
        self.process = process
        self.cells: list[Value] = [0.0, 0.0, " ", "\n", " ", "\n", "\x1c", "%.6g", "%.6g", UNSET, 0.0, -1.0, 0.0]
        self.slots = {name: slot for slot, name in enumerate(SPECIAL)}
        self.arrays: dict[str, Array] = {}
        self.frame: list[Value | Array] = []
        self.result: Value = UNSET
        self.code = 0
        self.record = Current(lambda: self.text(FS), lambda: self.text(OFS))
        self.outputs = Outputs(process)
        self.seed: Value = float(process.session.draw.below(1 << 31))
        self._draw = Draw(int(number(self.seed)), "awk")
        self._steps = 0
        self._main: Iterator[str] | None = None
        self._input: Records | None = None
        self.skips_file = False

    # --- variables ---

    def slot(self, name: str) -> int:
        """Return where a global variable has its value."""
        slot = self.slots.get(name)
        if slot is None:
            slot = self.slots[name] = len(self.cells)
            self.cells.append(UNSET)
        return slot

    def array(self, name: str) -> Array:
        """Return a global array."""
        return self.arrays.setdefault(name, Array())

    def assign(self, name: str, value: Value) -> None:
        """Set a variable from outside: by -v, or by an operand `name=value`."""
        if name == "NF":
            self.record.set_count(int(number(value)))
        else:
            self.cells[self.slot(name)] = value

    def text(self, slot: int) -> str:
        """Return a variable as a text."""
        value = self.cells[slot]
        return value if isinstance(value, str) else shown(value, "%.6g")

    def shown(self, value: Value) -> str:
        """Return a value as a text."""
        return value if isinstance(value, str) else shown(value, self.text(CONVFMT))

    def sized(self, text: str) -> str:
        """Count the work that a long text is; Killed where it is longer than any memory."""
        if len(text) > LONG:
            if len(text) > MOST_TEXT:
                raise Killed("out of memory", 137)
            self.process.tick(len(text) // LONG)
        return text

    def step(self) -> None:
        """Count a turn of a loop, or a call."""
        self._steps += 1
        if not self._steps & _PATIENCE:
            self.process.tick()

    # --- random numbers ---

    def random(self) -> float:
        """Return a number from 0 to below 1, drawn from the seed."""
        return (self._draw.bits64() >> 11) / 9_007_199_254_740_992

    def sow(self, seed: Value) -> Value:
        """Take a new seed; return the one before."""
        before, self.seed = self.seed, seed
        whole = seed if isinstance(seed, str) else shown(seed, "%.17g")
        self._draw = Draw(int.from_bytes(whole.encode("latin-1"), "big"), "awk")
        return before

    # --- records ---

    def next_record(self) -> str | None:
        """Return the next record of the operands, counted, or None at the end."""
        if self._main is None:
            self._main = self._records()
        text = next(self._main, None)
        if text is not None:
            cells = self.cells
            cells[NR] = number(cells[NR]) + 1.0
            cells[FNR] = number(cells[FNR]) + 1.0
        return text

    def _records(self) -> Iterator[str]:
        read = False
        index = 0
        operands = self.array("ARGV")
        while True:
            index += 1
            if index >= number(self.cells[ARGC]):
                break
            if not operands.has(str(index), True):
                continue
            operand = self.shown(operands.get(str(index), True))
            if not operand:
                continue
            name, equals, value = operand.partition("=")
            if equals and is_name(name):
                self.assign(name, Maybe(unescaped(value)))
                continue
            read = True
            yield from self._file(operand)
        if not read:
            yield from self._file("-", named=False)

    def _file(self, path: str, *, named: bool = True) -> Iterator[str]:
        try:
            stream = self.process.open("-" if path == "/dev/stdin" else path)
        except FileError as error:
            if error.name == "EISDIR":
                raise AwkError("read error (Is a directory)") from None
            raise AwkError(f"cannot open {path} ({error.text})") from None
        records = Records(self.process, stream)
        self.cells[FNR] = 0.0
        self.cells[FILENAME] = path if named else "-"
        while (text := records.next(self.text(RS))) is not None:
            yield text
            if self.skips_file:
                self.skips_file = False
                break

    def where(self) -> str:
        """Return what a message at run time says of the place."""
        return (f'\tFILENAME="{self.text(FILENAME)}" FNR={self.text(FNR)} NR={self.text(NR)}\n')


def is_name(text: str) -> bool:
    """Tell whether a text can be a variable's name."""
    return re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", text) is not None

