"""Expressions of find: reads tests, actions and operators, and makes functions of them."""

import re
from collections.abc import Callable
from typing import Final, TypeAlias

from ..errors import FileError
from ..patterns import compiled
from ..process import Process
from ..regex import BadPattern
from ..regex import compiled as regex
from ..streams import Nothing
from ..tree import Node, inode, split
from .dates import BadDate, read_date
from .finding_formats import Format, listed
from .launching import launch
from .modes import changed, read_mode
from .options import Refused
from .places import base, gid, group_of, links, uid, user_of, zone


class Quit(Exception):
    """-quit: nothing more is looked at."""


class Found:
    """One file on the way: its path as it is written, and what it is."""

    def __init__(self, path: str, start: str, depth: int, where: str, node: Node) -> None:
        self.path = path
        self.start = start
        self.depth = depth
        self.where = where
        self.node = node
        self.pruned = False


Test: TypeAlias = Callable[[Found], bool]

_TYPES: Final = {"f": "file", "d": "dir", "l": "link", "c": "char", "b": "block", "p": "pipe", "s": "socket"}
_SIZES: Final = {"b": 512, "c": 1, "w": 2, "k": 1024, "M": 1 << 20, "G": 1 << 30, "": 512}
_NO_VALUE: Final = frozenset((
    "-print", "-print0", "-ls", "-delete", "-prune", "-quit", "-empty", "-true", "-false", "-readable", "-writable",
    "-executable",
    "-nouser", "-nogroup", "-depth", "-d", "-mount", "-xdev", "-follow", "-daystart", "-noleaf", "-ignore_readdir_race",
    "-noignore_readdir_race", "-warn", "-nowarn"))
_VALUE: Final = frozenset((
    "-name", "-iname", "-path", "-ipath", "-wholename", "-iwholename", "-lname", "-ilname", "-regex", "-iregex",
    "-regextype",
    "-type", "-xtype", "-size", "-perm", "-user", "-group", "-uid", "-gid", "-links", "-inum", "-mtime", "-atime",
    "-ctime",
    "-mmin", "-amin", "-cmin", "-newer", "-anewer", "-cnewer", "-newermt", "-newermm", "-newerct", "-newerat",
    "-maxdepth",
    "-mindepth", "-printf", "-fprint", "-fprint0", "-fls", "-samefile", "-fstype", "-used"))
_ACTIONS: Final = frozenset(("-print", "-print0", "-printf", "-ls", "-delete", "-exec", "-execdir", "-ok", "-okdir",
                             "-fprint",
                             "-fprint0", "-fprintf", "-fls", "-quit"))
_DAY: Final = 86_400_000


class Parser:
    """Reads an expression. What it says about the walk as a whole is in its fields."""

    def __init__(self, process: Process, words: list[str], *, follow: bool) -> None:
        self._process = process
        self._words = words
        self._at = 0
        self._syntax = "emacs"
        self._finishing: list[Callable[[], None]] = []
        self._day_end = 0
        self._acts = False
        self.follow = follow
        self.depth_first = False
        self.maxdepth, self.mindepth = -1, 0
        self.code = 0

    def whole(self) -> Test:
        """Return the expression as a function; Refused if it is none. Without an action it prints."""
        for i, word in enumerate(self._words):
            if word == "-follow":
                self.follow = True
            if word in ("-depth", "-d", "-delete") and self._words[max(0, i - 1)] not in ("-name", "-path"):
                self.depth_first = True
        if not self._words:
            return self._print
        test = self._list()
        if self._at < len(self._words):
            if self._words[self._at] == ")":
                raise Refused("invalid expression; you have too many ')'")
            raise Refused(f"paths must precede expression: `{self._words[self._at]}'")
        if self._acts:
            return test
        return lambda found: test(found) and self._print(found)

    def finish(self) -> None:
        """Run what `-exec ... +` has gathered."""
        for run in self._finishing:
            run()

    # --- operators ---

    def _peek(self) -> str:
        return self._words[self._at] if self._at < len(self._words) else ""

    def _more(self) -> bool:
        return self._at < len(self._words)

    def _list(self) -> Test:
        left = self._either()
        while self._more() and self._peek() == ",":
            self._at += 1
            left = _then(left, self._either())
        return left

    def _either(self) -> Test:
        left = self._every()
        while self._more() and self._peek() in ("-o", "-or"):
            word = self._peek()
            self._at += 1
            if not self._more():
                raise Refused(f"expected an expression after '{word}'")
            left = _or(left, self._every())
        return left

    def _every(self) -> Test:
        if self._peek() in ("-o", "-or", "-a", "-and", ","):
            raise Refused(
                f"invalid expression; you have used a binary operator '{self._peek()}' with nothing before it.")
        left = self._one()
        while self._more() and self._peek() not in ("-o", "-or", ",", ")"):
            if self._peek() in ("-a", "-and"):
                word = self._peek()
                self._at += 1
                if not self._more():
                    raise Refused(f"expected an expression after '{word}'")
            left = _and(left, self._one())
        return left

    def _one(self) -> Test:
        word = self._peek()
        self._at += 1
        if word in ("!", "-not"):
            if not self._more():
                raise Refused(f"expected an expression after '{word}'")
            inner = self._one()
            return lambda found: not inner(found)
        if word == "(":
            if not self._more():
                raise Refused("invalid expression; expected to find a ')' but didn't see one. "
                              "Perhaps you need an extra predicate after '('")
            if self._peek() == ")":
                raise Refused("invalid expression; empty parentheses are not allowed.")
            inner = self._list()
            if self._peek() != ")":
                raise Refused("invalid expression; I was expecting to find a ')' somewhere but did not see one.")
            self._at += 1
            return inner
        if word == ")":
            raise Refused("invalid expression; you have too many ')'")
        if not word.startswith("-"):
            self._at -= 1
            hint = ""
            if "*" not in word and self._at > 1 and self._words[self._at - 2] in ("-name", "-iname", "-path"):
                hint = f"\nfind: possible unquoted pattern after predicate `{self._words[self._at - 2]}'?"
            raise Refused(f"paths must precede expression: `{word}'{hint}")
        return self._primary(word)

    # --- tests and actions ---

    def _primary(self, word: str) -> Test:
        if word in _ACTIONS:
            self._acts = self._acts or word != "-quit"
        if word in ("-exec", "-execdir", "-ok", "-okdir"):
            return self._exec(word)
        if word in _NO_VALUE:
            return self._plain(word)
        if word == "-fprintf":
            path, form = self._value(word), self._value(word)
            return self._into(path, Format(self._process, form).text)
        if word in _VALUE or re.fullmatch(r"-newer[aBcm][aBcmt]", word):
            return self._valued(word, self._value(word))
        raise Refused(f"unknown predicate `{word}'")

    def _value(self, word: str) -> str:
        if not self._more():
            raise Refused(f"missing argument to `{word}'")
        self._at += 1
        return self._words[self._at - 1]

    def _print(self, found: Found) -> bool:
        self._process.out(found.path + "\n")
        return True

    def _plain(self, word: str) -> Test:
        process, files = self._process, self._process.files
        if word == "-print":
            return self._print
        if word == "-print0":
            return _doing(lambda found: process.out(found.path + "\0"))
        if word == "-ls":
            return _doing(lambda found: process.out(listed(process, found)))
        if word == "-delete":
            return self._delete
        if word == "-prune":
            return self._prune
        if word == "-quit":
            return self._quit
        if word == "-empty":
            return self._empty
        if word in ("-readable", "-writable", "-executable"):
            letter = {"-readable": "r", "-writable": "w", "-executable": "x"}[word]
            return lambda found: (node := files.stat(found.path)) is not None and files.may(node, letter)
        if word == "-nouser":
            return lambda found: process.session.accounts.user(found.node.owner) is None
        if word == "-nogroup":
            return lambda found: process.session.accounts.group_id(found.node.group) is None
        if word == "-daystart":
            local = read_date("tomorrow 00:00", process.now, zone(process))
            self._day_end = local
        return (lambda found: False) if word == "-false" else _always

    def _prune(self, found: Found) -> bool:
        found.pruned = True
        return True

    def _quit(self, found: Found) -> bool:
        raise Quit

    def _empty(self, found: Found) -> bool:
        if found.node.kind == "dir":
            try:
                return not self._process.files.names(found.path)
            except FileError as error:
                self.code = self._process.complain(f"'{found.path}': {error.text}")
                return False
        return found.node.kind == "file" and found.node.length == 0

    def _delete(self, found: Found) -> bool:
        files = self._process.files
        if found.path == ".":
            return True
        try:
            if found.node.kind == "dir":
                files.rmdir(found.path)
            else:
                files.unlink(found.path)
        except FileError as error:
            self.code = self._process.complain(f"cannot delete '{found.path}': {error.text}")
            return False
        return True

    def _into(self, path: str, text: Callable[[Found], str]) -> Test:
        try:
            self._process.write(path, "")
        except FileError as error:
            raise Refused(f"'{path}': {error.text}") from None
        return _doing(lambda found: self._process.write(path, text(found), append=True))

    def _valued(self, word: str, value: str) -> Test:
        process, files = self._process, self._process.files
        if word in ("-name", "-iname"):
            pattern = compiled(value, ignore_case=word == "-iname", extended=False)
            return lambda found: pattern.match(base(found.path)) is not None
        if word in ("-path", "-ipath", "-wholename", "-iwholename"):
            whole = compiled(value, ignore_case=word[1] == "i", extended=False)
            return lambda found: whole.match(found.path) is not None
        if word in ("-lname", "-ilname"):
            link = compiled(value, ignore_case=word == "-ilname", extended=False)
            return lambda found: found.node.kind == "link" and link.match(found.node.target) is not None
        if word in ("-regex", "-iregex"):
            return self._regex(value, ignore_case=word == "-iregex")
        if word == "-regextype":
            if value not in _SYNTAXES:
                known = ", ".join(map(repr, _SYNTAXES))
                raise Refused(f"Unknown regular expression type {value!r}; valid types are {known}.")
            self._syntax = value
            return _always
        if word in ("-type", "-xtype"):
            return self._type(word, value)
        if word == "-size":
            found = re.fullmatch(r"([-+]?)([0-9]+)([bcwkMG]?)", value)
            if found is None:
                raise Refused(f"invalid -size type `{value[-1:]}'" if re.match(r"[-+]?[0-9]", value)
                              else f"invalid argument `{value}' to `-size'")
            sign, digits, unit = found.groups()
            factor = _SIZES[unit]
            return lambda one: _compare(sign, -(-one.node.length // factor), int(digits))
        if word == "-perm":
            return self._perm(value)
        if word in ("-user", "-group"):
            name = user_of(process, value) if word == "-user" else group_of(process, value)
            if name is None:
                kind = "a known user" if word == "-user" else "an existing group"
                raise Refused(f"'{value}' is not the name of {kind}")
            return (lambda one: one.node.owner == name) if word == "-user" else (lambda one: one.node.group == name)
        if word in ("-maxdepth", "-mindepth"):
            if not value.isdecimal():
                raise Refused(f"Expected a positive decimal integer argument to {word}, but got '{value}'")
            setattr(self, word[1:], int(value))
            return _always
        if word == "-printf":
            form = Format(process, value)
            return _doing(lambda one: process.out(form.text(one)))
        if word in ("-fprint", "-fprint0", "-fls"):
            end = "\0" if word == "-fprint0" else "\n"
            return self._into(value, (lambda one: listed(process, one)) if word == "-fls"
                              else (lambda one: one.path + end))
        if word.startswith("-newer") or word in ("-anewer", "-cnewer"):
            return self._newer(word, value)
        if word == "-samefile":
            try:
                place = files.find(value)[0]
            except FileError as error:
                raise Refused(f"'{value}': {error.text}") from None
            return lambda one: one.where == place
        if word == "-fstype":
            return lambda one: value == "ext4"
        return self._number(word, value)

    def _number(self, word: str, value: str) -> Test:
        process = self._process
        found = re.fullmatch(r"([-+]?)([0-9]+(?:\.[0-9]+)?)", value)
        if found is None:
            raise Refused(f"invalid argument `{value}' to `{word}'")
        sign, digits = found.groups()
        number = float(digits)
        if word in ("-uid", "-gid", "-links", "-inum", "-used"):
            measures: dict[str, Callable[[Found], int]] = {
                "-uid": lambda one: uid(process, one.node.owner), "-gid": lambda one: gid(process, one.node.group),
                "-links": lambda one: links(process.files, one.where, one.node), "-inum": lambda one: inode(one.where),
                "-used": lambda one: 0}
            measure = measures[word]
            return lambda one: _compare(sign, measure(one), number)
        unit = _DAY if word.endswith("time") else 60_000
        end = self._day_end or process.now
        if unit == _DAY:
            return lambda one: _compare(sign, (end - one.node.mtime) // unit, number)
        if sign == "+":
            return lambda one: end - one.node.mtime > number * unit
        if sign == "-":
            return lambda one: end - one.node.mtime < number * unit
        return lambda one: 0 <= number * unit - (end - one.node.mtime) < unit

    def _newer(self, word: str, value: str) -> Test:
        if word.endswith("t") and word.startswith("-newer"):
            try:
                limit = read_date(value, self._process.now, zone(self._process))
            except BadDate:
                raise Refused(f"I cannot figure out how to interpret '{value}' as a date or time") from None
        else:
            try:
                limit = self._process.files.find(value)[1].mtime
            except FileError as error:
                raise Refused(f"'{value}': {error.text}") from None
        return lambda found: found.node.mtime > limit

    def _type(self, word: str, value: str) -> Test:
        if not value:
            raise Refused(f"Arguments to {word} should contain at least one letter")
        kinds: set[str] = set()
        for i, letter in enumerate(value.split(",")):
            if not letter:
                raise Refused(f"Last file type in list argument to {word} is missing, i.e., list is ending on: ','" if i
                              else f"Arguments to {word} should contain at least one letter")
            if len(letter) > 1 and letter[0] in _TYPES:
                raise Refused(f"Must separate multiple arguments to {word} using: ','")
            if letter not in _TYPES:
                raise Refused(f"Unknown argument to {word}: {letter[0]}")
            kinds.add(_TYPES[letter])
        files = self._process.files

        def other(found: Found) -> bool:
            node = files.stat(found.path) or files.stat(found.path, follow=False)
            return node is not None and node.kind in kinds

        return other if word == "-xtype" else lambda found: found.node.kind in kinds

    def _perm(self, value: str) -> Test:
        text = value[1:] if value[:1] in ("-", "/") else value
        steps = read_mode(text)
        if steps is None and value[:1] == "-":
            steps = read_mode(value)
            value = ""
        if steps is None:
            raise Refused(f"invalid mode '{value}'")
        mode = changed(0, steps, directory=False, umask=0)
        if value[:1] == "-":
            return lambda found: found.node.mode & mode == mode
        if value[:1] == "/":
            return lambda found: not mode or bool(found.node.mode & mode)
        return lambda found: found.node.mode == mode

    def _regex(self, value: str, *, ignore_case: bool) -> Test:
        extended = self._syntax not in ("emacs", "findutils-default", "posix-basic", "posix-minimal-basic", "grep",
                                        "ed", "sed")
        text = value
        if self._syntax in ("emacs", "findutils-default"):
            text = re.sub(r"(\\.)|(\[\^?\]?[^\]]*\])|([+?])", lambda m: f"\\{m[3]}" if m[3] else m[0], value,
                          flags=re.DOTALL)
        try:
            pattern = regex(text, extended=extended, ignore_case=ignore_case)
        except BadPattern as error:
            raise Refused(f"failed to compile regular expression '{value}': {error}") from None
        return lambda found: pattern.whole(found.path)

    # --- commands ---

    def _exec(self, word: str) -> Test:
        words: list[str] = []
        gathers = False
        while True:
            if not self._more():
                raise Refused(f"missing argument to `{word}'")
            one = self._words[self._at]
            self._at += 1
            if one == ";":
                break
            if one == "+" and words and words[-1] == "{}" and word in ("-exec", "-execdir"):
                gathers = True
                break
            words.append(one)
        if not words:
            raise Refused(f"invalid argument `;' to `{word}'")
        inside = word in ("-execdir", "-okdir")
        if gathers:
            return self._gather(words[:-1], inside)

        def run(found: Found) -> bool:
            name = "./" + base(found.path) if inside else found.path
            filled = [one.replace("{}", name) for one in words]
            if word in ("-ok", "-okdir"):
                self._process.err(f"< {words[0]} ... {found.path} > ? ")
                if self._process.stdin.line()[:1] not in ("y", "Y"):
                    return False
            return self._run(filled, found, inside) == 0

        return run

    def _run(self, words: list[str], found: Found, inside: bool) -> int:
        process, files = self._process, self._process.files
        process.tick(2)
        view = files
        if inside:
            view = files.tree.view(files.who, split(files.resolve(found.path, follow=False)[0])[0], files.umask)
        return launch(process, words, "{quoted}", files=view, stdin=None if not inside else Nothing())

    def _gather(self, words: list[str], inside: bool) -> Test:
        waiting: list[Found] = []

        def flush() -> None:
            if waiting:
                names = ["./" + base(one.path) if inside else one.path for one in waiting]
                if self._run([*words, *names], waiting[0], inside):
                    self.code = 1
                waiting.clear()

        def add(found: Found) -> bool:
            if waiting and (sum(len(one.path) + 1 for one in waiting[-1:]) * len(waiting) > 120_000 or (
                    inside and split(waiting[0].where)[0] != split(found.where)[0])):
                flush()
            waiting.append(found)
            return True

        self._finishing.append(flush)
        return add


_SYNTAXES: Final = ("findutils-default", "ed", "emacs", "gnu-awk", "grep", "posix-awk", "awk", "posix-basic",
                    "posix-egrep", "egrep",
                    "posix-extended", "posix-minimal-basic", "sed")


def _and(left: Test, right: Test) -> Test:
    return lambda found: left(found) and right(found)


def _or(left: Test, right: Test) -> Test:
    return lambda found: left(found) or right(found)


def _then(left: Test, right: Test) -> Test:
    def both(found: Found) -> bool:
        left(found)
        return right(found)

    return both


def _always(found: Found) -> bool:
    return True


def _doing(act: Callable[[Found], None]) -> Test:
    """Return the test that does something, and holds."""
    def run(found: Found) -> bool:
        act(found)
        return True

    return run


def _compare(sign: str, value: float, limit: float) -> bool:
    return value > limit if sign == "+" else value < limit if sign == "-" else value == limit


