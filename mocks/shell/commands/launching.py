"""Programs that run other programs: env, printenv, xargs, timeout, nohup, nice, time, stdbuf, setsid, ionice."""

import re
import shlex
from collections.abc import Mapping, Sequence

from ..errors import FileError, Killed
from ..files import Files
from ..process import Process, Program
from ..programs import find_program
from ..streams import Nothing, Stream
from .options import Given, Refused, Spec, program
from .quoting import quote, quoteaf


def launch(
    process: Process, words: Sequence[str], said: str, *, env: Mapping[str, str] | None = None, files: Files
    | None = None,
    stdin: Stream | None = None,
) -> int:
    """Run a program with this one's streams; where there is none, say so (`said` has a place for its name)."""
    view = process.files if files is None else files
    environment = process.env if env is None else env
    try:
        find_program(view, words[0], environment.get("PATH", "/usr/local/bin:/usr/bin:/bin"))
    except FileError as error:
        process.err(f"{process.name}: {said.format(quoted=quoteaf(words[0]), name=words[0])}: {error.text}\n")
        return 127 if error.name in ("ENOENT", "ENOTDIR") else 126
    return process.run(words, env=environment, files=view, stdin=stdin)


@program(Spec("iu:C:S:0v",
              "ignore-environment=i unset=u chdir=C split-string=S null=0 debug=v block-signal:: default-signal:: "
              "ignore-signal:: list-signal-handling", code=125, stops=True))
def env(process: Process, given: Given) -> int:
    """Run a program in a changed environment, or write the environment."""
    operands = [*(word for text in given.all("S") for word in shlex.split(text)), *given.operands]
    variables = {} if "i" in given or operands[:1] == ["-"] else dict(process.env)
    operands = operands[1:] if operands[:1] == ["-"] else operands
    for name in given.all("u"):
        if not name or "=" in name:
            raise Refused(f"cannot unset {quote(name)}: Invalid argument")
        variables.pop(name, None)
    while operands and "=" in operands[0]:
        name, _, value = operands.pop(0).partition("=")
        variables[name] = value
    end = "\0" if "0" in given else "\n"
    files = process.files
    if "C" in given:
        if not operands:
            raise Refused("must specify command with --chdir (-C)", hint=True)
        try:
            where, node = files.find(given.get("C"))
            if node.kind != "dir":
                raise FileError("ENOTDIR", given.get("C"))
        except FileError as error:
            return process.complain(f"cannot change directory to {quoteaf(given.get('C'))}: {error.text}", 125)
        files = files.tree.view(files.who, where, files.umask)
    if operands:
        if "0" in given:
            raise Refused("cannot specify --null (-0) with command", hint=True)
        return launch(process, operands, "{quoted}", env=variables, files=files)
    process.out("".join(f"{name}={value}{end}" for name, value in variables.items()))
    return 0


@program(Spec("0", "null=0", code=2))
def printenv(process: Process, given: Given) -> int:
    """Write variables of the environment, all or those named."""
    end = "\0" if "0" in given else "\n"
    if not given.operands:
        process.out("".join(f"{name}={value}{end}" for name, value in process.env.items()))
        return 0
    found = [process.env[name] for name in given.operands if name in process.env]
    process.out("".join(value + end for value in found))
    return 0 if len(found) == len(given.operands) else 1


_XARGS = Spec("0a:E:e::i::I:l::L:n:prs:txP:d:o",
              "null=0 arg-file=a delimiter=d eof=e replace=i max-lines=l max-args=n interactive=p "
              "no-run-if-empty=r max-chars=s verbose=t exit=x max-procs=P open-tty=o show-limits process-slot-var:",
              stops=True,
              hint="Try '{name} --help' for more information.")
_LENGTH = 131_072
"""Bytes of one command line that xargs makes, unless it is told otherwise."""


@program(_XARGS, "GNU findutils) 4.9.0")
def xargs(process: Process, given: Given) -> int:
    """Run a program with what standard input has as its arguments."""
    return _Arguments(process, given).run()


class _Arguments:
    def __init__(self, process: Process, given: Given) -> None:
        self._process = process
        self._given = given
        self._command = given.operands or ["echo"]
        self._code = 0
        self._each = given.last("I", "i", "n", "L", "l")
        for option in "nLsP":
            text = given.get(option, "1")
            if not text.isdecimal():
                raise Refused(f"invalid number \"{text}\" for -{option} option", hint=True)
            if int(text) < 1 and option != "P":
                raise Refused(f"value {text} for -{option} option should be >= 1", hint=True)
        self._length = int(given.get("s", str(_LENGTH)))

    def run(self) -> int:
        """Read the arguments and run the program as often as they ask for."""
        given, process = self._given, self._process
        text = process.text(given.get("a")) if "a" in given else process.stdin.read()
        stdin = process.stdin if "a" in given else Nothing()
        if self._each in ("I", "i"):
            mark = given.get(self._each) or "{}"
            for line in self._items(text, by_line=True):
                words = [word.replace(mark, line[0]) for word in self._command]
                if not self._once(words, stdin):
                    return self._code
            return self._code
        lines = self._items(text, by_line=self._each in ("L", "l"))
        if not lines:
            if "r" not in given:
                self._once(self._command, stdin)
            return self._code
        batches: list[list[str]] = []
        most = int(given.get("n", "0")) if self._each == "n" else 0
        at_once = int(given.get(self._each) or "1") if self._each in ("L", "l") else 0
        base = sum(len(word) + 1 for word in self._command)
        batch: list[str] = []
        size, held = base, 0
        for line in lines:
            length = sum(len(one) + 1 for one in line)
            full = (most and len(batch) >= most) or (at_once and held >= at_once) or size + length > self._length
            if batch and full:
                batches.append(batch)
                batch, size, held = [], base, 0
            if base + length > self._length:
                process.complain("argument line too long")
                self._code = 1
                return self._code
            batch += line
            size += length
            held += 1
        batches.append(batch)
        for one in batches:
            if not self._once([*self._command, *one], stdin):
                break
        return self._code

    def _once(self, words: list[str], stdin: Stream) -> bool:
        """Run the program once; return whether to go on."""
        process = self._process
        process.tick(4)
        if "t" in self._given or "p" in self._given:
            process.err(" ".join(shlex.quote(word) for word in words) + (" ?..." if "p" in self._given else "\n"))
        if "p" in self._given:
            return True
        code = launch(process, words, "{name}", stdin=stdin)
        if code in (126, 127):
            self._code = code
            return False
        if code == 255:
            process.complain(f"{words[0]}: exited with status 255; aborting")
            self._code = 124
            return False
        if code > 128:
            process.complain(f"{words[0]}: terminated by signal {code - 128}")
            self._code = 125
            return False
        if code:
            self._code = 123
        return True

    def _items(self, text: str, *, by_line: bool) -> list[list[str]]:
        """Return the arguments, those of one line together where lines count."""
        given = self._given
        how = given.last("0", "d")
        if how:
            mark = "\0" if how == "0" else _delimiter(given.get("d"))
            parts = text.split(mark)
            if parts and not parts[-1]:
                parts.pop()
            return [[part] for part in parts]
        whole = self._each in ("I", "i")
        end = given.get("E") or given.get("e")
        out: list[list[str]] = []
        for line in self._lines(text):
            if whole:
                words = self._split(line.lstrip(" \t"), blanks=False)
            else:
                words = self._split(line, blanks=True)
            if end and end in words:
                words = words[: words.index(end)]
                out += [words] if by_line and words else [[word] for word in words]
                break
            if words:
                out += [words] if by_line else [[word] for word in words]
        return out

    def _lines(self, text: str) -> list[str]:
        """Return the lines of a text; an escaped end of line, or with -L a blank before it, does not end one."""
        out: list[str] = []
        held = ""
        for line in text.split("\n"):
            escaped = re.search(r"(?<!\\)(?:\\\\)*\\$", line)
            if escaped or (self._each in ("L", "l") and line.endswith((" ", "\t"))):
                held += line + ("\n" if escaped else " ")
                continue
            out.append(held + line)
            held = ""
        return [*out, held] if held else out

    def _split(self, line: str, *, blanks: bool) -> list[str]:
        """Return the words of a line, quotes and backslashes taken away."""
        out: list[str] = []
        word: str | None = None
        at = 0
        while at < len(line):
            char = line[at]
            if char in "'\"":
                closing = line.find(char, at + 1)
                if closing < 0:
                    kind = "single" if char == "'" else "double"
                    raise Refused(f"unmatched {kind} quote; by default quotes are special to xargs unless you use "
                                  "the -0 option")
                word = (word or "") + line[at + 1 : closing]
                at = closing + 1
            elif char == "\\" and at + 1 < len(line):
                word = (word or "") + line[at + 1]
                at += 2
            elif blanks and char in " \t":
                if word is not None:
                    out.append(word)
                word = None
                at += 1
            else:
                word = (word or "") + char
                at += 1
        return out if word is None else [*out, word]


def _delimiter(text: str) -> str:
    if len(text) == 1:
        return text
    simple = {"\\n": "\n", "\\t": "\t", "\\0": "\0", "\\\\": "\\", "\\r": "\r", "\\a": "\a", "\\v": "\v", "\\f": "\f",
              "\\b": "\b"}
    if text in simple:
        return simple[text]
    if re.fullmatch(r"\\[0-7]{1,3}", text):
        return chr(int(text[1:], 8) & 255)
    if re.fullmatch(r"\\x[0-9a-fA-F]{1,2}", text):
        return chr(int(text[2:], 16))
    raise Refused(f"Invalid input delimiter specification {text}: the delimiter must be either a single character or "
                  "an escape sequence starting with \\.")


def duration(text: str) -> int:
    """Return what timeout calls a time (`10`, `1.5m`) in milliseconds; Refused if it is none."""
    found = re.fullmatch(r"([0-9]*\.?[0-9]+|[0-9]+\.)([smhd]?)", text)
    if found is None:
        raise Refused(f"invalid time interval {quote(text)}", 125, hint=True)
    return round(float(found.group(1)) * {"s": 1, "": 1, "m": 60, "h": 3600, "d": 86400}[found.group(2)] * 1000)


@program(Spec("k:s:v", "kill-after=k signal=s verbose=v foreground preserve-status", code=125, stops=True))
def timeout(process: Process, given: Given) -> int:
    """Run a program, and end it when it takes too long."""
    if len(given.operands) < 2:
        raise Refused("", hint=True)
    limit = duration(given.operands[0])
    session = process.session
    limits, deadline = session.limits, session.elapsed + limit
    words = given.operands[1:]
    own = limit > 0 and deadline < limits.seconds * 1000
    if own:
        session.limits = limits._replace(seconds=-(-deadline // 1000))
    try:
        return launch(process, words, "failed to run command {quoted}")
    except Killed as killed:
        if not own or killed.text != "time limit":
            raise
        session.killed = None
        session.elapsed = min(session.elapsed, deadline)
        signal = given.get("s", "TERM").removeprefix("SIG")
        if "v" in given:
            process.complain(f"sending signal {signal} to command {quoteaf(words[0])}")
        kill = signal in ("KILL", "9")
        return 137 if kill else 143 if "preserve-status" in given else 124
    finally:
        session.limits = limits


@program(Spec(code=125, stops=True))
def nohup(process: Process, given: Given) -> int:
    """Run a program that goes on when the terminal is closed; there is none."""
    if not given.operands:
        raise Refused("missing operand", hint=True)
    return launch(process, given.operands, "failed to run command {quoted}")


def nice(process: Process) -> int:
    """Run a program with less claim to the processor, or write the claim there is."""
    process.args = [f"-n{word[1:]}" if re.fullmatch(r"-[-+]?[0-9]+", word) else word
                    for word in process.args[:1]] + process.args[1:]
    return _nice(process)


@program(Spec("n:", "adjustment=n", code=125, stops=True))
def _nice(process: Process, given: Given) -> int:
    """Run a program with less claim to the processor, or write the claim there is."""
    amount = given.get("n", "10")
    if not re.fullmatch(r"[-+]?[0-9]+", amount):
        raise Refused(f"invalid adjustment {quote(amount)}")
    if not given.operands:
        if "n" in given:
            raise Refused("a command must be given with an adjustment", hint=True)
        process.out("0\n")
        return 0
    if amount.startswith("-") and not process.files.who.root:
        process.complain("cannot set niceness: Permission denied")
    return launch(process, given.operands, "{quoted}")


@program(Spec("c:n:p:P:u:t", "class=c classdata=n pid=p", stops=True))
def ionice(process: Process, given: Given) -> int:
    """Run a program with less claim to the disk, or write the claim there is."""
    if not given.operands:
        process.out("none: prio 0\n")
        return 0
    return launch(process, given.operands, "failed to execute {name}")


@program(Spec("af:o:pqv", "append=a format=f output=o portability=p quiet=q verbose=v", code=125, stops=True))
def time(process: Process, given: Given) -> int:
    """Run a program and write how long it took: only its waits take simulated time."""
    if not given.operands:
        raise Refused("", hint=True)
    start = process.session.elapsed
    code = launch(process, given.operands, "cannot run {name}")
    took = process.session.elapsed - start
    seconds = f"{took // 1000}.{took % 1000 // 10:02d}"
    if "p" in given:
        text = f"real {seconds}\nuser 0.00\nsys 0.00\n"
    else:
        minutes, rest = divmod(took, 60_000)
        text = (f"0.00user 0.00system {minutes}:{rest // 1000:02d}.{rest % 1000 // 10:02d}elapsed 0%CPU "
                "(0avgtext+0avgdata 2048maxresident)k\n0inputs+0outputs (0major+90minor)pagefaults 0swaps\n")
    if "o" in given:
        process.write(given.get("o"), text, append="a" in given)
    else:
        process.err(text)
    return code


@program(Spec("i:o:e:", "input=i output=o error=e", code=125, stops=True))
def stdbuf(process: Process, given: Given) -> int:
    """Run a program with another way of buffering: nothing here is buffered."""
    if not given.operands:
        raise Refused("missing operand", hint=True)
    if not given.found:
        raise Refused("you must specify a buffering mode option", hint=True)
    return launch(process, given.operands, "failed to run command {quoted}")


@program(Spec("cfw", "ctty=c fork=f wait=w", stops=True))
def setsid(process: Process, given: Given) -> int:
    """Run a program in a session of its own."""
    if not given.operands:
        raise Refused("no command specified", hint=True)
    return launch(process, given.operands, "failed to execute {name}")


PROGRAMS: dict[str, Program] = {
    "env": env, "ionice": ionice, "nice": nice, "nohup": nohup, "printenv": printenv, "setsid": setsid,
    "stdbuf": stdbuf,
    "time": time, "timeout": timeout, "xargs": xargs,
}
