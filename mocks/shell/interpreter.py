"""The interpreter: runs the commands of a script in a shell, which has variables, functions, options and streams."""

import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from typing import TYPE_CHECKING, Final

from . import patterns
from .arithmetic import ArithmeticFault, evaluate
from .backtracking import bearable
from .conditions import Tester, TestFault
from .errors import BrokenPipe, FileError, Killed, ShellSyntaxError
from .expansion import Expander
from .files import Files
from .flow import Discarded, Exited, ExpansionFault, LoopEnd, Returned
from .parameters import Parameters
from .parser import parse
from .process import Process
from .programs import find_program, launch_file
from .redirections import Redirector
from .session import Session
from .streams import Nothing, Pipe, Sink, Source, Stream
from .syntax import (
    AndOr,
    ArithmeticCommand,
    ArithmeticFor,
    Assignment,
    Binary,
    Both,
    Case,
    Command,
    Conditional,
    For,
    Function,
    Group,
    If,
    List,
    Not,
    Pipeline,
    ProcessSubstitution,
    Simple,
    Subshell,
    Test,
    Unary,
    While,
    Word,
)
from .tree import Node
from .variables import Variable, Variables
from .words import Dialect

if TYPE_CHECKING:
    from collections.abc import Iterator

OPTIONS: Final = {
    "allexport": "a", "errexit": "e", "noglob": "f", "nounset": "u", "verbose": "v", "xtrace": "x", "noclobber": "C",
    "noexec": "n", "pipefail": "", "errtrace": "E", "functrace": "T", "hashall": "h", "monitor": "m", "posix": "",
    "nullglob": "", "failglob": "", "dotglob": "", "nocaseglob": "", "nocasematch": "", "globstar": "", "extglob": "",
    "lastpipe": "", "inherit_errexit": "", "expand_aliases": "", "globasciiranges": "", "sourcepath": "",
}
"""The options of `set -o` and `shopt`, with their letters where they have one."""


SHOPT: Final = frozenset(("nullglob", "failglob", "dotglob", "nocaseglob", "nocasematch", "globstar", "extglob",
                          "lastpipe", "inherit_errexit", "expand_aliases", "globasciiranges", "sourcepath"))
"""Those of them that are `shopt`'s."""


class Shell:
    """A shell: a copy of it is a subshell."""

    session: Session
    files: Files
    zero: str
    positional: list[str]
    status: int
    line: int
    pid: int
    last_pid: int

    def __init__(self, session: Session, files: Files, env: Mapping[str, str], streams: Mapping[int, Stream], *,
                 dialect: Dialect = "bash", zero: str = "bash", positional: Sequence[str] = ()) -> None:
        self.session = session
        self.files = files
        self.dialect: Dialect = dialect
        self.zero = zero
        self.positional = list(positional)
        self.streams = dict(streams)
        self.variables = Variables()
        for name, value in env.items():
            self.variables.all[name] = Variable(value, exported=True)
        self.functions: dict[str, Function] = {}
        self.aliases: dict[str, str] = {}
        self.options = dict.fromkeys(OPTIONS, False)
        self.traps: dict[str, str] = {}
        self.status = 0
        self.pipe_statuses: list[int] = [0]
        self.line = 1
        self.pid = session.new_pid()
        self.last_pid = 0
        self.jobs: dict[int, tuple[int, int]] = {}
        self.calls: list[str] = []
        self.sourcing = 0
        self.commanded = False
        self.inside = False
        self.loops = 0
        self.tested = 0
        self.options_at = (1, 0)
        self.expander = Expander(self)
        self.parameters = Parameters(self)
        self.tester = Tester(self)
        self._seconds_from = session.elapsed
        if self.bash:
            self.variables.all.setdefault("IFS", Variable(" \t\n"))
            self.variables.all.setdefault("OPTIND", Variable("1"))
            self.variables.all.setdefault("PPID", Variable("1", integer=True, readonly=True))
        if "PWD" not in env:
            self.variables.all["PWD"] = Variable(files.cwd, exported=True)

    @property
    def bash(self) -> bool:
        """Whether this is bash and not dash."""
        return self.dialect == "bash"

    def copy(self) -> "Shell":
        """Return a subshell: what it does to variables, options, streams and directory stays in it."""
        out = Shell.__new__(Shell)
        out.__dict__.update(self.__dict__)
        out.files = self.files.tree.view(self.files.who, self.files.cwd, self.files.umask)
        out.variables = self.variables.copy()
        out.functions = self.functions.copy()
        out.options = self.options.copy()
        out.traps = {}
        out.streams = self.streams.copy()
        out.positional = self.positional.copy()
        out.pipe_statuses = self.pipe_statuses.copy()
        out.jobs = {}
        out.inside = True
        out.calls = self.calls.copy()
        out.expander = Expander(out)
        out.parameters = Parameters(out)
        out.tester = Tester(out)
        return out

    # --- messages ---

    def say(self, text: str) -> None:
        """Write to standard error, if one can: where it is closed or full there is nobody to be told."""
        with suppress(FileError):
            self.streams[2].write(text)

    def complain(self, message: str) -> None:
        """Write a message with the shell's name and the line in front."""
        where = f"line {self.line}" if self.bash else str(self.line)
        self.say(f"{self.zero}: {where}: {message}\n")

    # --- whole scripts ---

    def run_text(self, text: str) -> int:
        """Run a script and return its exit code; `exit` in it ends it."""
        try:
            return self.ended(self.run_script(text))
        except Exited as exited:
            return self.ended(exited.code)
        except LoopEnd:
            return self.ended(0)
        except Returned as returned:
            return self.ended(returned.code)

    def ended(self, code: int) -> int:
        """Run what is to be run at the end of this shell, and return its exit code."""
        command = self.traps.pop("EXIT", "")
        self.status = code
        if command:
            try:
                self.run_script(command)
            except Exited as exited:
                return exited.code
        return code

    def run_script(self, text: str) -> int:
        """Run the commands of a text one after the other; `exit` in it goes up."""
        script = parse(text, self.dialect, extended=self.options["extglob"])
        for command in script.commands:
            try:
                self.run(command)
            except Discarded:
                self.status = 1
                if self.inside:
                    raise
        if script.error is not None:
            self._syntax(script.error, text)
            self.status = 2
            if not self.bash or not self.sourcing:
                raise Exited(2)
        return self.status

    def _syntax(self, error: ShellSyntaxError, text: str) -> None:
        token = error.token
        if not self.bash:
            what = "end of file unexpected" if not token else f'"{token}" unexpected'
            if error.token in ("newline",):
                what = "newline unexpected"
            if error.expected in ("'", '"', "`"):
                what = "EOF in backquote substitution" if error.expected == "`" else "Unterminated quoted string"
            elif error.expected == "${":
                what = "Missing '}'"
            elif error.expected in ("redirection",):
                what = "redirection unexpected"
            elif error.expected and error.expected != "\n":
                what += f' (expecting "{error.expected}")'
            self.say(f"{self.zero}: {error.line}: Syntax error: {what}\n")
            return
        where = f"{self.zero}: " + ("-c: " if self.commanded else "") + "line "
        lines = text.split("\n")
        if token:
            at = f"{where}{error.line}: "
            self.say(f"{at}syntax error near unexpected token `{token}'\n{at}`{lines[error.line - 1]}'\n")
        elif error.expected in ("'", '"', "`", ")", "${"):
            closing = error.expected.replace("${", "}")
            self.say(f"{where}{error.line}: unexpected EOF while looking for matching `{closing}'\n")
        else:
            self.say(f"{where}{len(lines) + (lines[-1] != '')}: syntax error: unexpected end of file\n")

    # --- lists ---

    def run(self, body: List) -> int:
        """Run a list; return the status of its last command."""
        for item, background in zip(body.items, body.background, strict=True):
            if background:
                self._in_background(item)
            else:
                self._and_or(item)
        return self.status

    def _in_background(self, item: AndOr) -> None:
        """Run something to its end before going on, as if beside: its time counts only for who waits for it."""
        child = self.copy()
        child.pid = self.session.new_pid()
        child.streams[0] = Nothing()
        before = self.session.elapsed
        try:
            code = self.session.deeper(lambda: child.subshell(List((item,), (False,))))
        finally:
            ended, self.session.elapsed = self.session.elapsed, before
        self.jobs[child.pid] = (code, ended)
        self.last_pid = child.pid
        self.status = 0

    def _and_or(self, item: AndOr) -> int:
        last = len(item.pipelines) - 1
        for i, pipeline in enumerate(item.pipelines):
            if i and (self.status == 0) == (item.joins[i - 1] == "||"):
                continue
            if i < last:
                with self.testing():
                    self._pipeline(pipeline)
            else:
                self._pipeline(pipeline)
        return self.status

    @contextmanager
    def testing(self) -> "Iterator[None]":
        """Run something whose failure is looked at: `set -e` does not end the shell there."""
        self.tested += 1
        try:
            yield
        finally:
            self.tested -= 1

    def _pipeline(self, pipeline: Pipeline) -> None:
        started = self.session.elapsed
        if pipeline.negated:
            with self.testing():
                self._connected(pipeline)
            self.status = int(self.status == 0)
        else:
            self._connected(pipeline)
        if pipeline.timed:
            seconds = (self.session.elapsed - started) / 1000
            self.say(f"\nreal\t0m{seconds:.3f}s\nuser\t0m0.000s\nsys\t0m0.000s\n")
        if self.status and not pipeline.negated and not self.tested:
            self._failed(pipeline.commands[-1])

    def _failed(self, command: Command) -> None:
        if "ERR" in self.traps and not isinstance(command, If | While | For):
            code = self.status
            with self.testing():
                self.run_script(self.traps["ERR"])
            self.status = code
        if self.options["errexit"]:
            raise Exited(self.status)

    def _connected(self, pipeline: Pipeline) -> None:
        commands = pipeline.commands
        if len(commands) == 1:
            self.status = self.execute(commands[0])
            self.pipe_statuses = [self.status]
            return
        hub = self.session.hub
        codes = [0] * len(commands)
        ends: list[Callable[[], bool]] = []
        source: Pipe | None = None
        for i, command in enumerate(commands):
            child = self.copy()
            child.tested = 0 if self.options["errexit"] and not self.tested else self.tested
            sink = Pipe(hub) if i < len(commands) - 1 else None
            if source is not None:
                child.streams[0] = source
            if sink is not None:
                child.streams[1] = sink
                if pipeline.both[i]:
                    child.streams[2] = sink
            ends.append(hub.start(_Stage(child, command, codes, i, source, sink).run))
            self.session.forked()
            source = sink
        self.session.depth += 1
        try:
            if self.session.depth > self.session.limits.depth:
                raise Killed("fork: Resource temporarily unavailable", 254)
            hub.wait(lambda: all(end() for end in ends))
        finally:
            self.session.depth -= 1
            for _ in commands:
                self.session.joined()
        if self.session.killed is not None:
            raise self.session.killed
        self.pipe_statuses = codes
        failed = [code for code in codes if code]
        self.status = failed[-1] if self.options["pipefail"] and failed else codes[-1]

    # --- commands ---

    def execute(self, command: Command) -> int:
        """Run one command and return its status."""
        self.session.tick()
        if self.options["noexec"]:
            return self.status
        if isinstance(command, Simple):
            status = self._simple(command)
            if self.session.after:
                self._feed()
            return status
        if isinstance(command, Function):
            self.functions[command.name] = command
            return 0
        if command.redirections:
            redirector = Redirector(self)
            try:
                saved = redirector.apply(command.redirections)
            except (FileError, ExpansionFault) as error:
                return self._bad_redirection(error)
            try:
                return self._compound(command)
            finally:
                redirector.undo(saved)
        return self._compound(command)

    def _bad_redirection(self, error: FileError | ExpansionFault) -> int:
        if isinstance(error, FileError):
            self.complain(str(error))
            return 1 if self.bash else 2
        self.complain(error.message)
        return error.code

    def _compound(self, command: Command) -> int:
        if isinstance(command, If):
            return self._if(command)
        if isinstance(command, For):
            return self._for(command)
        if isinstance(command, While):
            return self._while(command)
        if isinstance(command, Case):
            return self._case(command)
        if isinstance(command, Group):
            return self.run(command.body)
        if isinstance(command, Subshell):
            child = self.copy()
            return self.session.deeper(lambda: child.subshell(command.body))
        try:
            if isinstance(command, Conditional):
                return int(not self._holds(command.test))
            if isinstance(command, ArithmeticCommand):
                return int(self.arithmetic(command.expression) == 0)
            assert isinstance(command, ArithmeticFor)
            return self._arithmetic_for(command)
        except TestFault:
            return 2
        except ExpansionFault as fault:
            if fault.ends:
                return self._fault(fault)
            mark = "[[: " if isinstance(command, Conditional) else "((: "
            self.complain(f"{mark if self.bash else ''}{fault.message}")
            return fault.code

    def subshell(self, body: List) -> int:
        """Run a list in this shell, which is a subshell, and return the code it ends with."""
        try:
            self.run(body)
            code = self.status
        except Exited as exited:
            code = exited.code
        except Discarded:
            code = 1
        except (LoopEnd, Returned) as flow:
            code = getattr(flow, "code", 0)
        return self.ended(code)

    def _if(self, command: If) -> int:
        for test, body in command.branches:
            with self.testing():
                held = self.run(test) == 0
            if held:
                return self.run(body)
        self.status = 0
        return self.run(command.otherwise) if command.otherwise else 0

    def _loop(self, body: List) -> bool:
        """Run a loop's body once; False if the loop is over."""
        self.session.tick()
        try:
            self.run(body)
        except LoopEnd as end:
            if end.levels > 1 and self.loops > 1:
                end.levels -= 1
                raise
            self.status = 0
            return end.again
        return True

    @contextmanager
    def _looping(self) -> "Iterator[None]":
        self.loops += 1
        try:
            yield
        finally:
            self.loops -= 1

    def _for(self, command: For) -> int:
        try:
            items = self.positional.copy() if command.words is None else self.expander.fields(command.words)
        except ExpansionFault as fault:
            return self._fault(fault)
        self.status = 0
        with self._looping():
            for item in items:
                try:
                    self.parameters.set(command.name, item)
                except ExpansionFault as fault:
                    fault.stays = True
                    return self._fault(fault)
                if not self._loop(command.body):
                    break
        return self.status

    def _arithmetic_for(self, command: ArithmeticFor) -> int:
        self.arithmetic(command.start)
        self.status = 0
        with self._looping():
            while not self.expander.text(command.test).strip() or self.arithmetic(command.test):
                if not self._loop(command.body):
                    break
                self.arithmetic(command.step)
        return self.status

    def _while(self, command: While) -> int:
        code = 0
        with self._looping():
            while True:
                try:
                    with self.testing():
                        held = (self.run(command.test) == 0) != command.until
                except LoopEnd as end:
                    if end.levels > 1 and self.loops > 1:
                        end.levels -= 1
                        raise
                    if end.again:
                        continue
                    break
                if not held:
                    break
                goes_on = self._loop(command.body)
                code = self.status
                if not goes_on:
                    break
        self.status = code
        return code

    def _case(self, command: Case) -> int:
        try:
            text = self.expander.text(command.word)
            falls = False
            self.status = 0
            for choices, body, ending in command.clauses:
                if not falls and not any(self.matches(text, self.expander.pattern(one)) for one in choices):
                    continue
                self.run(body)
                if ending == ";;":
                    break
                falls = ending == ";&"
        except ExpansionFault as fault:
            return self._fault(fault)
        return self.status

    def matches(self, text: str, pattern: str) -> bool:
        """Tell whether a text matches a pattern of the shell."""
        compiled = patterns.compiled(pattern, ignore_case=self.options["nocasematch"], extended=self.bash)
        bearable(compiled.pattern, text)
        return compiled.match(text) is not None

    def _holds(self, test: Test) -> bool:
        if isinstance(test, Not):
            return not self._holds(test.test)
        if isinstance(test, Both):
            left = self._holds(test.left)
            return left if left == test.either else self._holds(test.right)
        if isinstance(test, Unary):
            return self.tester.unary(test.operator, self.expander.text(test.word))
        assert isinstance(test, Binary)
        left_text = self.expander.text(test.left)
        if test.operator in ("==", "=", "!="):
            return self.matches(left_text, self.expander.pattern(test.right)) != (test.operator == "!=")
        if test.operator == "=~":
            return self._regex(left_text, self.expander.regex(test.right))
        right_text = self.expander.text(test.right)
        if test.operator in ("-eq", "-ne", "-lt", "-le", "-gt", "-ge"):
            return self.tester.compare(test.operator, self.number_of(left_text), self.number_of(right_text))
        return self.tester.binary(test.operator, left_text, right_text)

    def _regex(self, text: str, expression: str) -> bool:
        from .regex import BadPattern, compiled

        try:
            pattern = compiled(expression, extended=True, ignore_case=self.options["nocasematch"])
        except BadPattern:
            raise TestFault(expression) from None
        found = pattern.search(text)
        groups = [] if found is None else [found.group(number) or "" for number in range(pattern.groups + 1)]
        items: dict[int | str, str] = dict(enumerate(groups))
        self.variables.all["BASH_REMATCH"] = Variable(items=items)
        return found is not None

    # --- simple commands ---

    def _fault(self, fault: ExpansionFault) -> int:
        self.complain(fault.message)
        self.status = fault.code
        if not self.bash:
            raise Exited(fault.code)
        if fault.ends:
            raise Exited(127 if self.commanded and not self.inside else 1)
        if fault.stays:
            return fault.code
        raise Discarded

    def _simple(self, command: Simple) -> int:
        self.line = command.line
        try:
            words = self._words(command)
        except ExpansionFault as fault:
            return self._fault(fault)
        redirector = Redirector(self)
        if command.redirections:
            try:
                saved = redirector.apply(command.redirections)
            except (FileError, ExpansionFault) as error:
                return self._bad_redirection(error)
        else:
            saved = {}
        keeps = False
        try:
            if not words:
                return self._assign_all(command)
            keeps = words[0] == "exec" and len(words) == 1
            return self._dispatch(command, words)
        except ExpansionFault as fault:
            return self._fault(fault)
        except FileError as error:
            return self._bad_redirection(error)
        finally:
            if not keeps:
                redirector.undo(saved)

    def _words(self, command: Simple) -> list[str]:
        """Return the fields of a command; assignments among the words (of `export` and its like) as one field each."""
        if not any(isinstance(word, Assignment) for word in command.words):
            return self.expander.fields(command.words)  # type: ignore[arg-type]
        out: list[str] = []
        for word in command.words:
            if isinstance(word, Assignment):
                out.append(self.as_text(word))
            else:
                out += self.expander.fields([word])
        return out

    def as_text(self, one: Assignment) -> str:
        """Return an assignment among a command's words as `name=value`; an array is marked as one."""
        index = "" if one.index is None else f"[{self.expander.text(one.index)}]"
        sign = "+=" if one.append else "="
        if one.items is not None:
            self.pending_items = self._items(one)
            return f"{one.name}{sign}("
        return f"{one.name}{index}{sign}{self.expander.assigned(one.value or ())}"

    pending_items: "list[tuple[str | None, str]]" = []
    """The items of the array that was just among the words of a command, for the built-in that it is."""

    def _items(self, one: Assignment) -> list[tuple[str | None, str]]:
        out: list[tuple[str | None, str]] = []
        for index, word in one.items or ():
            if index is not None:
                out.append((self.expander.text(index), self.expander.assigned(word)))
            else:
                out += [(None, field) for field in self.expander.fields([word])]
        return out

    def _assign_all(self, command: Simple) -> int:
        self.status = 0
        for one in command.assignments:
            self.assign(one)
        if self.options["xtrace"] and command.assignments:
            self._trace([f"{one.name}={self.parameters.get(one.name) or ''}" for one in command.assignments])
        return self.status

    def assign(self, one: Assignment) -> None:
        """Carry out an assignment."""
        if one.items is not None:
            self.parameters.set_items(one.name, self._items(one), append=one.append)
        elif one.index is not None:
            text = self.expander.assigned(one.value or ())
            if one.append:
                text = (self.parameters.element(one.name, one.index) or "") + text
            self.parameters.set_element(one.name, one.index, text)
        else:
            text = self.expander.assigned(one.value or ())
            if one.append:
                old = self.variables.all.get(one.name)
                if old is not None and old.integer:
                    text = str(self.number_of(old.text or "0") + self.number_of(text))
                else:
                    text = (self.parameters.get(one.name) or "") + text
            self.parameters.set(one.name, text)

    def _trace(self, words: Sequence[str]) -> None:
        shown = (word if re.fullmatch(r"[\w%+,./:=@^-]+", word, re.ASCII) else "'" + word.replace("'", "'\\''") + "'"
                 for word in words)
        self.say(f"{self.parameters.get('PS4') or '+ '}{' '.join(shown)}\n")

    def _dispatch(self, command: Simple, words: list[str]) -> int:
        from .builtins import SPECIAL

        if self.options["xtrace"]:
            self._trace(words)
        name = words[0]
        function = self.functions.get(name)
        builtin = self.builtin(name)
        if function is None and builtin is not None and (name in SPECIAL or not command.assignments):
            for one in command.assignments:
                self.assign(one)
            return self._built_in(builtin, words)
        saved = {one.name: self.variables.all.get(one.name) for one in command.assignments}
        try:
            for one in command.assignments:
                self._export(one)
            if function is not None:
                return self.call(function, words)
            if builtin is not None:
                return self._built_in(builtin, words)
            return self.launch(words)
        finally:
            for variable, old in saved.items():
                if old is None:
                    self.variables.all.pop(variable, None)
                else:
                    self.variables.all[variable] = old

    def _export(self, one: Assignment) -> None:
        """Carry out an assignment in front of a command: bash runs the command without one that it may not make."""
        try:
            self.assign(one)
        except ExpansionFault as fault:
            if not self.bash or fault.ends:
                raise
            self.complain(fault.message)
        else:
            self.variables.all[one.name] = self.variables.all[one.name]._replace(exported=True)

    def _built_in(self, builtin: "Callable[[Shell, Sequence[str]], int]", words: list[str]) -> int:
        """Run a built-in: what it may not do to variables is its failure, not the end of the command."""
        try:
            return builtin(self, words)
        except ExpansionFault as fault:
            if not self.bash or fault.ends:
                raise
            self.complain(f"{'' if words[0] in ('read', 'printf', 'mapfile') else f'{words[0]}: '}{fault.message}")
            return fault.code

    def builtins(self) -> "Mapping[str, Callable[[Shell, Sequence[str]], int]]":
        """Return the built-ins that this shell has."""
        from .builtins import BUILTINS

        return BUILTINS if self.bash else {name: one for name, one in BUILTINS.items() if name not in _BASH_ONLY}

    def builtin(self, name: str) -> "Callable[[Shell, Sequence[str]], int] | None":
        """Return what carries out a built-in, or None if there is none of that name."""
        from .builtins import BUILTINS

        return None if not self.bash and name in _BASH_ONLY else BUILTINS.get(name)

    def call(self, function: Function, words: Sequence[str]) -> int:
        """Run a function with the words after its name as its arguments."""
        saved, self.positional = self.positional, list(words[1:])
        loops, self.loops = self.loops, 0
        outer = "RETURN" in self.traps
        self.variables.enter()
        self.calls.append(function.name)
        try:
            return self.session.deeper(lambda: self.execute(function.body))
        except Returned as returned:
            self.status = returned.code
            return returned.code
        finally:
            if "RETURN" in self.traps and not outer:
                self.run_script(self.traps["RETURN"])
            self.calls.pop()
            self.variables.leave()
            self.positional = saved
            self.loops = loops

    def launch(
        self, words: Sequence[str], *, env: Mapping[str, str] | None = None, files: Files | None = None,
        streams: tuple[Stream, Stream, Stream] | None = None, caller: str = "", missing: str = "",
    ) -> int:
        """Run a program and return its exit code. `caller` is the program that runs it, if it is not the shell.

        `missing` stands in front of what is said where there is no such program.
        """
        environment = self.variables.environment() if env is None else env
        view = self.files if files is None else files
        numbered = streams or (self.streams[0], self.streams[1], self.streams[2])
        path = (self.parameters.get("PATH") or "") if env is None else env.get("PATH", "/bin:/usr/bin")
        try:
            where, node = find_program(view, words[0], path)
        except FileError as error:
            return self._not_run(words[0], error, caller, numbered[2], missing)
        process = Process(words[0].rpartition("/")[2], words[1:], environment, view, numbered, self)
        return launch_file(process, words[0], where, node)

    def _not_run(self, name: str, error: FileError, caller: str, stderr: Stream, missing: str) -> int:
        code = 127 if error.name in ("ENOENT", "ENOTDIR") else 126
        if caller:
            quoted = f"‘{name}’".encode().decode("latin-1") if caller == "env" else name
            stderr.write(f"{caller}: {quoted}: {error.text}\n")
            return code
        if code == 127 and "/" not in name:
            said = f"{missing}{name}: not found" if name else ": Permission denied"
            self.complain(f"{name}: command not found" if self.bash else said)
        elif code == 127:
            self.complain(f"{name}: {error.text}" if self.bash else f"{name}: not found")
        else:
            self.complain(f"{name}: {error.text}")
        return code

    def complain_of(self, message: str, process: Process, code: int) -> int:
        """Say in the shell's name why a program cannot be run; return the code."""
        where = f"line {self.line}" if self.bash else str(self.line)
        process.err(f"{self.zero}: {where}: {message}\n")
        return code

    def script(self, process: Process, text: str, name: str, *, dialect: Dialect | None = None,
               options: Sequence[str] = (), commanded: bool = False) -> int:
        """Run a script in a shell of its own, as a program; `commanded` is whether it comes from `-c`."""
        streams = {0: process.stdin, 1: process.stdout, 2: process.stderr}
        view = self.files.tree.view(process.files.who, process.files.cwd, process.files.umask)
        shell = Shell(self.session, view, process.env, streams, dialect=dialect or self.dialect, zero=name,
                      positional=process.args)
        shell.commanded = commanded
        for option in options:
            shell.options[option] = True
        return self.session.deeper(lambda: shell.run_text(text))

    # --- what expansion asks for ---

    def capture(self, body: List) -> str:
        """Return the output of a script that runs in a subshell."""
        child = self.copy()
        sink = Sink(self.session.limits.output * 8)
        child.streams[1] = sink
        child.tested = self.tested
        if not self.options["inherit_errexit"] and self.bash:
            child.options["errexit"] = False
        self.status = self.session.deeper(lambda: child.subshell(body))
        return sink.text

    def substituted(self, part: ProcessSubstitution) -> str:
        """Return the name under which a script's output can be read (or its input is written)."""
        tree = self.files.tree
        number = next(number for number in range(63, 0, -1) if tree.node(f"/dev/fd/{number}") is None)
        path = f"/dev/fd/{number}"
        data = bytearray() if part.writes else bytearray(self.capture(part.script).encode("latin-1"))
        tree.lend(path, Node("file", 0o600, self.files.who.user, "", self.session.now, data=data))
        if part.writes:
            self.session.after.append((path, part.script))
        return path

    def _feed(self) -> None:
        """Run the scripts that read what the command has written to their names (`>(script)`)."""
        waiting, self.session.after = self.session.after, []
        for path, script in waiting:
            data = self.files.tree.lent.pop(path).data
            child = self.copy()
            child.streams[0] = Source((data or bytearray()).decode("latin-1"))
            self.session.deeper(partial(child.subshell, script))

    def arithmetic(self, expression: Word) -> int:
        """Return the value of an expression."""
        text = self.expander.text(expression)
        return self.number_of(text)

    def number_of(self, text: str) -> int:
        """Return the value of an expression in a text."""
        try:
            return evaluate(text, self.parameters, bash=self.bash)
        except ArithmeticFault as fault:
            if self.bash:
                raise ExpansionFault(f"{text.lstrip()}: {fault}") from None
            if str(fault).startswith("division"):
                raise ExpansionFault(f'arithmetic expression: division by zero: "{text}"', code=2) from None
            raise ExpansionFault(f'arithmetic expression: expecting primary: "{text}"', code=2) from None

    def home_of(self, user: str) -> str | None:
        """Return the home directory of a user (of this one, if empty)."""
        if not user:
            home = self.parameters.get("HOME")
            if home is not None:
                return home
        if user == "+":
            return self.parameters.get("PWD")
        if user == "-":
            return self.parameters.get("OLDPWD")
        account = self.session.accounts.user(user or self.files.who.user)
        return None if account is None else account.home

    def flags(self) -> str:
        """Return the letters of the options that are on, as `$-` gives them."""
        letters = sorted(letter for name, letter in OPTIONS.items() if letter and self.options[name])
        if not self.bash:
            return "".join(letters)
        small, capital = ("".join(letter for letter in (*letters, "h", "B") if letter.islower() == small)
                          for small in (True, False))
        return "".join(sorted(small)) + "".join(sorted(capital)) + "c" * self.commanded


class _Stage:
    """One command of a pipeline, run beside the others."""

    def __init__(self, shell: Shell, command: Command, codes: list[int], place: int, source: Pipe | None,
                 sink: Pipe | None) -> None:
        self._shell = shell
        self._command = command
        self._codes = codes
        self._place = place
        self._source = source
        self._sink = sink

    def run(self) -> None:
        """Run the command in its subshell, and close its ends of the pipes."""
        code = 0
        try:
            code = self._shell.subshell(List((AndOr((Pipeline((self._command,), (), False),), ()),), (False,)))
        except BrokenPipe:
            code = 141
        except Killed as killed:
            self._shell.session.killed = killed
            code = killed.code
        finally:
            self._codes[self._place] = code
            if self._source is not None:
                self._source.close_reading()
            if self._sink is not None:
                self._sink.close_writing()


_BASH_ONLY: Final = frozenset(("[[", "declare", "typeset", "let", "source", "shopt", "mapfile", "readarray", "pushd",
                               "popd", "dirs", "disown", "enable", "caller", "compgen", "complete", "help", "history",
                               "builtin", "logout", "suspend"))
"""Built-ins of bash that dash does not have."""
