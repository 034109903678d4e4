"""Running: reads the options, and takes the lines through the commands."""

from collections.abc import Callable
from typing import Final

from ...errors import FileError, Killed
from ...letters import lower, upper
from ...process import Process
from ...regex import Match, Regex
from ...streams import Sink, Stream
from ..options import Given, Refused, Spec, refuse, usage
from ..options import parse as parse_options
from .inputs import Inputs
from .outputs import Beside, Kept, Output
from .parser import Piece, Script, parse
from .syntax import (
    Case,
    Command,
    Every,
    Further,
    Group,
    Last,
    Like,
    Line,
    Multiple,
    Replacement,
    SedError,
    Substitution,
)

SPEC: Final = Spec(
    "bsnrzuEe:f:l:i::V:h", "binary=b regexp-extended=r debug expression=e: file=f: follow-symlinks in-place=i:: "
    "line-length=l: null-data=z zero-terminated=z quiet=n silent=n posix sandbox separate=s unbuffered=u version help",
    hint="Usage: {name} [OPTION]... {{script-only-if-no-other-script}} [input-file]...")

_LETTERS: Final = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"

_LONG: Final = 1 << 16
_MOST_TEXT: Final = 1 << 24
"""Characters that count as a unit of work where they are put together, and that there may be."""

_GOES_ON: Final = -1
_DELETES: Final = -2
_RESTARTS: Final = -3
_QUITS: Final = -4
_QUITS_SILENTLY: Final = -5
"""What a command says of what comes next, where it is not the number of a command."""


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


class _Sed:
    """A script that runs."""

    def __init__(self, process: Process, given: Given, script: Script, paths: list[str]) -> None:
        self._process = process
        self._commands = script.commands
        self._quiet = "n" in given or script.silent
        self._end = "\0" if "z" in given else "\n"
        self._in_place = "i" in given
        self._suffix = given.get("i")
        self._follows = "follow-symlinks" in given
        self._length = int(given.get("l") or 70) if given.get("l", "70").isdecimal() else 70
        self._standard = Output(process)
        self._out: Output = Kept(process) if self._in_place else self._standard
        self._files = {path: self._written(path) for path in dict.fromkeys(script.files)}
        self._read: dict[str, Stream | None] = {}
        self._inputs = Inputs(
            process, paths or ["-"], end=self._end, separate=self._in_place or "s" in given, in_place=self._in_place,
            begins=lambda path: None, ends=self._finish)
        self._space = ""
        self._hold = ""
        self._replaced = False
        self._appended: list[tuple[str, str]] = []
        self._regex: Regex | None = None
        self._code = 0
        self._active: dict[int, int | None] = {
            index: None for index, command in enumerate(self._commands) if command.from_zero}
        self._closed: set[int] = set()
        self._steps: list[tuple[Callable[[], bool] | None, Callable[[], int], int]] = [
            (self._selects(index, command), self._action(index, command),
             command.number if command.name == "{" else index + 1) for index, command in enumerate(self._commands)]

    def _written(self, path: str) -> Output:
        return Beside(self._standard) if path == "/dev/stdout" else Output(self._process, path)

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
            if left in (_GOES_ON, _QUITS) and not self._quiet:
                self._print(self._space)
            self._dump()
            if left in (_QUITS, _QUITS_SILENTLY):
                self._leave_in_place()
                return
            restarts = left == _RESTARTS
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
            if following == _GOES_ON:
                at += 1
            elif following < 0:
                return following
            else:
                if following <= at:
                    turns += 1
                    if not turns & 7:
                        self._process.tick()
                at = following
        return _GOES_ON

    def _print(self, text: str) -> None:
        self._out.line(text, "" if self._inputs.missing else self._end)

    def _dump(self) -> None:
        """Write what was to come behind the line."""
        for kind, text in self._appended:
            if kind == "a":
                self._out.text(text)
            elif kind == "r":
                self._out.text("")
                try:
                    content = self._process.text(text if text != "/dev/stdin" else "-")
                except FileError:
                    continue
                if content:
                    self._out.text(content)
            else:
                self._out.text(text)
        self._appended.clear()

    # --- editing in place ---

    def _finish(self, path: str) -> None:
        if not self._in_place:
            return
        files = self._process.files
        target = files.resolve(path)[0] if self._follows else path
        node = files.find(target)[1]
        directory = target.rpartition("/")[0]
        draw = self._process.session.draw
        above = directory or ("" if target.startswith("/") else ".")
        beside = f"{above}/sed{''.join(draw.choice(_LETTERS) for _ in range(6))}"
        try:
            files.write(beside, self._out.taken().encode("latin-1"), mode=0o600)
        except FileError as error:
            raise SedError(f"couldn't open temporary file {beside}: {error.text}", 4) from None
        files.chmod(beside, node.mode)
        if files.who.root:
            files.chown(beside, node.owner, node.group)
        if self._suffix:
            files.rename(target, self._backup(target))
        files.rename(beside, target)

    def _backup(self, path: str) -> str:
        directory, slash, name = path.rpartition("/")
        if "*" not in self._suffix:
            return path + self._suffix
        named = self._suffix.replace("*", name)
        return named if "/" in named else directory + slash + named

    def _leave_in_place(self) -> None:
        """Write the file that was edited in place when `q` came: the lines behind are gone."""
        if self._in_place:
            self._finish(self._inputs.path)

    # --- which lines ---

    def _selects(self, index: int, command: Command) -> Callable[[], bool] | None:
        if command.first is None:
            if command.negated:
                return lambda: False
            return None
        if command.last is None:
            single = self._matches(command.first)
            if command.negated:
                return lambda: not single()
            return single
        return lambda: self._in_range(index, command) != command.negated

    def _matches(self, address: Line | Every | Last | Like) -> Callable[[], bool]:
        inputs = self._inputs
        if isinstance(address, Line):
            number = address.number
            return lambda: inputs.number == number
        if isinstance(address, Last):
            return inputs.is_last
        if isinstance(address, Every):
            first, step = address
            if step <= 0:
                return lambda: inputs.number == first
            return lambda: inputs.number >= first and (inputs.number - first) % step == 0
        regex = address.regex
        return lambda: self._used(regex).test(self._space)

    def _used(self, regex: Regex | None) -> Regex:
        """Return a regular expression, or the last one used if it is none."""
        if regex is None:
            if self._regex is None:
                raise SedError("-e expression #1, char 0: no previous regular expression")
            return self._regex
        self._regex = regex
        return regex

    def _in_range(self, index: int, command: Command) -> bool:
        first, last, number = command.first, command.last, self._inputs.number
        assert first is not None
        if index not in self._active:
            if not self._matches(first)():
                return False
            if isinstance(last, Line):
                end: int | None = last.number
            elif isinstance(last, Further):
                end = number + last.lines
            elif isinstance(last, Multiple):
                end = number if last.of <= 0 else number + last.of - number % last.of
            else:
                end = None
                if isinstance(last, Last) and self._inputs.is_last():
                    return True
            if end is None or end > number:
                self._active[index] = end
            return True
        end = self._active[index]
        if end is not None:
            if number >= end:
                del self._active[index]
            return number <= end
        assert isinstance(last, Last | Like)
        if self._matches(last)():
            del self._active[index]
        return True

    # --- commands ---

    def _action(self, index: int, command: Command) -> Callable[[], int]:
        name = command.name
        if name == "s":
            assert command.substitution is not None
            return self._substitution(command.substitution)
        if name in "btT":
            return self._jump(name, command.number)
        if name in "aicrRwWe":
            return self._writing(index, command)
        if name in "qQ":
            code = max(command.number, 0)

            def leave() -> int:
                self._code = code
                return _QUITS if name == "q" else _QUITS_SILENTLY

            return leave
        if name == "l":
            return lambda: self._listed(self._length if command.number < 0 else command.number)
        if name == "y":
            return lambda: self._changed(self._space.translate(command.table))
        simple = {"{": self._nothing, "v": self._nothing, "=": self._numbered, "F": self._named, "n": self._next,
                  "N": self._join, "d": lambda: _DELETES, "D": self._delete_first, "P": self._print_first}
        if name in simple:
            return simple[name]
        return self._holding(name)

    def _nothing(self) -> int:
        return _GOES_ON

    def _sized(self, text: str) -> str:
        """Count the work that a long text is; Killed where it is longer than any memory."""
        if len(text) > _LONG:
            if len(text) > _MOST_TEXT:
                raise Killed("out of memory", 137)
            self._process.tick(len(text) // _LONG)
        return text

    def _changed(self, text: str) -> int:
        self._space = text
        return _GOES_ON

    def _jump(self, name: str, to: int) -> Callable[[], int]:
        if name == "b":
            return lambda: to

        def jump() -> int:
            replaced, self._replaced = self._replaced, False
            return to if replaced == (name == "t") else _GOES_ON

        return jump

    def _holding(self, name: str) -> Callable[[], int]:
        end = self._end

        def act() -> int:
            space, hold = self._space, self._hold
            if name == "p":
                self._print(space)
            elif name == "g":
                self._space = hold
            elif name == "G":
                self._space = self._sized(space + end + hold)
            elif name == "h":
                self._hold = space
            elif name == "H":
                self._hold = self._sized(hold + end + space)
            elif name == "x":
                self._space, self._hold = hold, space
            elif name == "z":
                self._space = ""
            return _GOES_ON

        return act

    def _numbered(self) -> int:
        self._out.text(f"{self._inputs.number}\n")
        return _GOES_ON

    def _named(self) -> int:
        self._out.text(f"{self._inputs.path}\n")
        return _GOES_ON

    def _next(self) -> int:
        if not self._inputs.has_next():
            return _QUITS if not self._quiet else _QUITS_SILENTLY
        if not self._quiet:
            self._print(self._space)
        self._dump()
        return self._changed(self._inputs.next() or "")

    def _join(self) -> int:
        if not self._inputs.has_next():
            return _QUITS
        self._dump()
        return self._changed(self._sized(self._space + self._end + (self._inputs.next() or "")))

    def _delete_first(self) -> int:
        _, newline, rest = self._space.partition(self._end)
        if not newline:
            return _DELETES
        self._space = rest
        return _RESTARTS

    def _print_first(self) -> int:
        self._out.line(self._space.partition(self._end)[0], self._end)
        return _GOES_ON

    def _listed(self, length: int) -> int:
        line = ""
        out = ""
        for char in self._space:
            shown = _SHOWN.get(char) or (char if " " <= char <= "~" else f"\\{ord(char):03o}")
            if length > 0 and len(line) + len(shown) > length - 1:
                out += line + "\\\n"
                line = ""
            line += shown
        self._out.text(f"{out}{line}$\n")
        return _GOES_ON

    def _writing(self, index: int, command: Command) -> Callable[[], int]:
        name, text = command.name, command.text

        def act() -> int:
            if name == "i":
                self._out.text(text)
            elif name in "ar":
                self._appended.append((name, text))
            elif name == "c":
                if command.last is None or command.negated or index not in self._active:
                    self._out.text(text)
                return _DELETES
            elif name == "R":
                line = self._line_of(text)
                if line:
                    self._appended.append(("R", line))
            elif name == "e":
                self._execute(text)
            elif name == "w":
                self._files[text].line(self._space, "" if self._inputs.missing else self._end)
            else:
                self._files[text].line(self._space.partition(self._end)[0], self._end)
            return _GOES_ON

        return act

    def _line_of(self, path: str) -> str:
        if path not in self._read:
            try:
                self._read[path] = self._process.open(path)
            except FileError:
                self._read[path] = None
        stream = self._read[path]
        return "" if stream is None else stream.line()

    def _execute(self, command: str) -> None:
        self._out.flush()
        if command:
            self._out.text(self._output_of(command))
        else:
            self._space = self._output_of(self._space).removesuffix(self._end)

    def _output_of(self, command: str) -> str:
        sink = Sink()
        self._process.run(["/bin/sh", "-c", command], stdout=sink)
        return sink.text

    # --- substitution ---

    def _substitution(self, given: Substitution) -> Callable[[], int]:
        plain = "".join(part for part in given.by if isinstance(part, str))
        is_plain = all(isinstance(part, str) for part in given.by)
        number, everywhere, output = given.number or 1, given.everywhere, self._files.get(given.file)

        def substitute() -> int:
            space = self._space
            regex = self._used(given.regex)
            out: list[str] = []
            at = count = 0
            for found in regex.finditer(space):
                count += 1
                if count < number:
                    continue
                start, end = found.span()
                out += (space[at:start], plain if is_plain else _replaced(given.by, found))
                at = end
                if not everywhere:
                    break
            if not out:
                return _GOES_ON
            out.append(space[at:])
            self._process.tick(count >> 4)
            self._space = self._sized("".join(out))
            self._replaced = True
            if given.runs:
                self._out.flush()
                self._space = self._output_of(self._space).removesuffix(self._end)
            if given.prints:
                self._print(self._space)
            if output is not None:
                output.line(self._space, "" if self._inputs.missing else self._end)
            return _GOES_ON

        return substitute


_SHOWN: Final = {"\\": "\\\\", "\a": "\\a", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t",
                 "\v": "\\v"}


def _replaced(by: Replacement, found: Match) -> str:
    """Return what a match is replaced by."""
    out: list[str] = []
    case = once = ""
    for part in by:
        if isinstance(part, Case):
            if part.letter in "ul":
                once = part.letter
            else:
                case, once = ("" if part.letter == "E" else part.letter), ""
            continue
        text = (found.group(part.number) or "") if isinstance(part, Group) else part
        if not text:
            continue
        if case:
            text = upper(text) if case == "U" else lower(text)
        if once:
            text = (upper if once == "u" else lower)(text[0]) + text[1:]
            once = ""
        out.append(text)
    return "".join(out)
