"""The interpreter: runs the commands of a script in a shell, which has variables, functions, options and streams."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Final

from .arithmetic import ArithmeticFault, evaluate
from .compounds import run_compound
from .conditions import Tester
from .errors import FileError
from .expansion import Expander
from .faults import say_not_run, say_syntax_error
from .files import Files
from .flow import Discarded, Exited, ExpansionFault, LoopEnd, Returned
from .parameters import Parameters
from .parser import parse
from .pipelines import run_in_background, run_pipeline
from .process import Process
from .process_substitution import feed
from .programs import find_program, launch_file
from .redirections import Redirector
from .session import Session
from .settings import OPTIONS
from .simple_commands import run_simple
from .streams import Sink, Stream
from .syntax import (
    AndOr,
    Command,
    Function,
    List,
    Simple,
    Word,
)
from .variables import Variable, Variables
from .words import Dialect

if TYPE_CHECKING:
    from collections.abc import Iterator


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
            say_syntax_error(self, script.error, text)
            self.status = 2
            if not self.bash or not self.sourcing:
                raise Exited(2)
        return self.status

    # --- lists ---

    def run(self, body: List) -> int:
        """Run a list; return the status of its last command."""
        for item, background in zip(body.items, body.background, strict=True):
            if background:
                run_in_background(self, item)
            else:
                self._and_or(item)
        return self.status

    def _and_or(self, item: AndOr) -> int:
        last = len(item.pipelines) - 1
        for i, pipeline in enumerate(item.pipelines):
            if i and (self.status == 0) == (item.joins[i - 1] == "||"):
                continue
            if i < last:
                with self.testing():
                    run_pipeline(self, pipeline)
            else:
                run_pipeline(self, pipeline)
        return self.status

    @contextmanager
    def testing(self) -> "Iterator[None]":
        """Run something whose failure is looked at: `set -e` does not end the shell there."""
        self.tested += 1
        try:
            yield
        finally:
            self.tested -= 1

    # --- commands ---

    def execute(self, command: Command) -> int:
        """Run one command and return its status."""
        self.session.tick()
        if self.options["noexec"]:
            return self.status
        if isinstance(command, Simple):
            status = run_simple(self, command)
            if self.session.after:
                feed(self)
            return status
        if isinstance(command, Function):
            self.functions[command.name] = command
            return 0
        if command.redirections:
            redirector = Redirector(self)
            try:
                saved = redirector.apply(command.redirections)
            except (FileError, ExpansionFault) as error:
                return self.bad_redirection(error)
            try:
                return run_compound(self, command)
            finally:
                redirector.undo(saved)
        return run_compound(self, command)

    def bad_redirection(self, error: FileError | ExpansionFault) -> int:
        """Say why a redirection failed; return the status."""
        if isinstance(error, FileError):
            self.complain(str(error))
            return 1 if self.bash else 2
        self.complain(error.message)
        return error.code

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

    # --- simple commands ---

    def fault(self, fault: ExpansionFault) -> int:
        """Say why an expansion failed, and end as much as that ends; return the status."""
        self.complain(fault.message)
        self.status = fault.code
        if not self.bash:
            raise Exited(fault.code)
        if fault.ends:
            raise Exited(127 if self.commanded and not self.inside else 1)
        if fault.stays:
            return fault.code
        raise Discarded

    pending_items: "list[tuple[str | None, str]]" = []
    """The items of the array that was just among the words of a command, for the built-in that it is."""

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
            return say_not_run(self, words[0], error, caller, numbered[2], missing)
        process = Process(words[0].rpartition("/")[2], words[1:], environment, view, numbered, self)
        return launch_file(process, words[0], where, node)

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


_BASH_ONLY: Final = frozenset(("[[", "declare", "typeset", "let", "source", "shopt", "mapfile", "readarray", "pushd",
                               "popd", "dirs", "disown", "enable", "caller", "compgen", "complete", "help", "history",
                               "builtin", "logout", "suspend"))
"""Built-ins of bash that dash does not have."""
