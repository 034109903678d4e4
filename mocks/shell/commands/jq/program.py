"""jq: reads its command line and its inputs, and writes what the filter makes of them."""

from collections.abc import Callable, Iterator, Mapping

from ...errors import FileError, Killed
from ...process import Process
from .compiler import Compiler
from .json_text import ParseError, Reader, dump
from .leading import events
from .options import Options, Usage, Wrong
from .outputs import Halt
from .running import Emit, deep
from .tokens import CompileError
from .values import Break, JqError, Value, true

_HINT = """Use jq --help for help with command-line options,
or see the jq manpage, or online docs  at https://stedolan.github.io/jq
"""
_HELP = """jq - commandline JSON processor [version 1.6]

Usage:\tjq [options] <jq filter> [file...]
\tjq [options] --args <jq filter> [strings...]
\tjq [options] --jsonargs <jq filter> [JSON_TEXTS...]

A filter is applied to each JSON input; its outputs are written as JSON.

  -n  null as the only input          -s  all inputs in one array
  -R  lines of text as inputs         -r  texts as they are
  -j  -r, without ends of lines       -c  an output a line
  -a  only ASCII in the output        -S  keys of objects sorted
  -C  in colour                       -M  without
  -e  exit by the last output         -f  the filter is in a file
  --tab, --indent N                   how outputs are indented
  --seq, --stream                     text sequences; inputs as events
  --arg A V, --argjson A V            $A is the text, or the JSON, V
  --slurpfile A F, --rawfile A F      $A is what is in the file F
  --args, --jsonargs                  what follows are positional arguments
"""


def decoded(text: str) -> str:
    """Return text of the shell, one character per byte, as what it is in UTF-8."""
    return text.encode("latin-1").decode("utf-8", "replace")


def encoded(text: str) -> str:
    """Return a text as the shell has it."""
    return text.encode("utf-8", "replace").decode("latin-1")


class Inputs:
    """The inputs of a run, and all else that a filter has around it."""

    def __init__(self, process: Process, options: Options) -> None:
        self._process = process
        self._options = options
        self.env: Mapping[str, str] = {decoded(name): decoded(value) for name, value in process.env.items()}
        self.now = process.now
        self.tick = process.tick
        self.failed = False
        self.file: str | None = None
        self._reader: Reader | None = None
        self._lines = 0
        self._open = False
        self._ended = False
        self._ends_in_line = True
        self._values = self._all()

    @property
    def line(self) -> int:
        """How many lines of the file at hand have been read."""
        return self._reader.lines if self._reader is not None else self._lines

    @property
    def place(self) -> str:
        """Where errors happen."""
        return f"{self.file or '<stdin>'}:{self.line}" if self._open else "<unknown>"

    def err(self, text: str) -> None:
        """Write to standard error."""
        self._process.err(encoded(text))

    def next(self) -> tuple[bool, Value]:
        """Return whether there is another input, and it."""
        for value in self._values:
            return True, value
        if self._ended or not self._ends_in_line:
            self._open, self.file = False, None
        self._ended = True
        return False, None

    def input(self) -> Value:
        """Return the next input; JqError("break") if there is none."""
        try:
            found, value = self.next()
        except ParseError as error:
            raise JqError(str(error)) from None
        if not found:
            raise JqError("break")
        return value

    def _texts(self) -> Iterator[str]:
        """Yield what is in each file."""
        for path in self._options.files or ["-"]:
            plain = not self._options.files
            try:
                text = self._process.stdin.read() if plain else self._process.text(encoded(path))
            except FileError as error:
                self.failed = True
                if error.name != "EISDIR":
                    self.err(f"jq: error: Could not open file {path}: {error.text}\n")
                continue
            self._process.tick(1 + (len(text) >> 10))
            self.file = None if plain else path
            self._open, self._reader, self._lines = True, None, 0
            self._ends_in_line = text[-1:] in ("", "\n")
            yield decoded(text)

    def _all(self) -> Iterator[Value]:
        options = self._options
        if "raw-input" in options:
            yield from self._raw()
        elif "slurp" in options:
            texts = list(self._texts())
            self._lines = texts[-1].count("\n") if texts else 0
            yield list(Reader("".join(texts)))
        else:
            yield from self._each()

    def _raw(self) -> Iterator[Value]:
        if "slurp" in self._options:
            texts = list(self._texts())
            self._lines = texts[-1].count("\n") if texts else 0
            yield "".join(texts)
            return
        rest = ""
        for text in self._texts():
            *lines, rest = (rest + text).split("\n")
            for line in lines:
                self._lines += 1
                yield line
        if rest:
            yield rest

    def _each(self) -> Iterator[Value]:
        stream = "stream" in self._options
        for text in self._texts():
            self._reader = Reader(text.replace("\x1e", " ") if "seq" in self._options else text)
            for value in self._reader:
                if stream:
                    yield from events(value)
                else:
                    yield value


def jq(process: Process) -> int:
    """Filter JSON."""
    try:
        options = Options([decoded(one) for one in process.args], lambda path: _load(process, path))
    except Wrong as error:
        process.err(encoded(f"jq: {error}\n") + (_HINT if error.hint else ""))
        return 2
    except Usage:
        process.err(_HELP)
        return 2
    if "help" in options:
        process.out(_HELP)
        return 0
    if "version" in options:
        process.out("jq-1.6\n")
        return 0
    text = options.program if options.program is not None else "."
    if "from-file" in options:
        try:
            text = _load(process, text)
        except OSError as error:
            process.err(encoded(f"jq: Could not open {options.program}: {error}\n"))
            return 2
    variables = {**options.named, "ARGS": {"positional": options.positional, "named": options.named}}
    inputs = Inputs(process, options)
    with deep():
        try:
            return _Run(process, options, inputs).all(text, variables)
        except (RecursionError, MemoryError):
            raise Killed("out of memory", 137) from None
        except Halt as end:
            process.err(encoded(end.text))
            return end.code


def _load(process: Process, path: str) -> str:
    try:
        return decoded(process.text(encoded(path)))
    except FileError as error:
        raise OSError(error.text) from None


class _Run:
    """One run of the program: the filter on each input."""

    def __init__(self, process: Process, options: Options, inputs: Inputs) -> None:
        self._process = process
        self._options = options
        self._inputs = inputs
        self._style = options.style
        self._raw = "raw-output" in options and "ascii-output" not in options
        self._end = "" if "join-output" in options else "\n"
        self._start = "\x1e" if "seq" in options else ""
        self._parts: list[str] = []
        self._size = 0
        self._last: bool | None = None
        self._filtered = False

    def all(self, text: str, variables: dict[str, Value]) -> int:
        """Filter all inputs; return the exit code."""
        try:
            filtered = Compiler(self._inputs, text).program(variables)
        except CompileError as error:
            count = len(error.errors)
            shown = "".join(f"jq: error: {one}\n" for one in error.errors)
            self._inputs.err(f"{shown}jq: {count} compile error{'s' if count > 1 else ''}\n")
            return 3
        code = 0
        try:
            if "null-input" in self._options:
                code = self._one(filtered, None)
            else:
                while not self._inputs.failed:
                    found, value = self._inputs.next()
                    if not found:
                        break
                    code = self._one(filtered, value)
        except ParseError as error:
            self._flush()
            self._inputs.err(f"parse error: {error}\n")
            code = 4 if "seq" not in self._options else 0
        finally:
            self._flush()
        if self._inputs.failed:
            return 2
        if code or not self._filtered or "exit-status" not in self._options:
            return code
        return 4 if self._last is None else 0 if self._last else 1

    def _one(self, filtered: Callable[[Value, Emit], None], value: Value) -> int:
        """Filter one input; return 5 where that goes wrong."""
        self._filtered = True
        try:
            filtered(value, self._write)
        except Break:
            return self._complain("break")
        except JqError as error:
            if error.value is None:
                return 0
            return self._complain(error.value)
        return 0

    def _complain(self, value: Value) -> int:
        self._flush()
        what = f": {value}" if isinstance(value, str) else f" (not a string): {dump(value)}"
        self._inputs.err(f"jq: error (at {self._inputs.place}){what}\n")
        return 5

    def _write(self, value: Value, _: object) -> None:
        self._last = true(value)
        text = value if self._raw and isinstance(value, str) else dump(value, self._style)
        self._parts.append(f"{self._start}{text}{self._end}")
        self._size += len(text)
        if self._size > 4096:
            self._process.tick(1 + (self._size >> 10))
            self._flush()

    def _flush(self) -> None:
        parts, self._parts, self._size = self._parts, [], 0
        if parts:
            self._process.out(encoded("".join(parts)))
