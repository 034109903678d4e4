"""Expressions of find: reads tests, actions and operators, and makes functions of them."""

import re
from typing import Final

from ..errors import FileError
from ..patterns import compiled
from .dates import read_date
from .finding_actions import Actions
from .finding_formats import Format, listed
from .finding_tests import SIZES, SYNTAXES, Tests
from .finding_words import Test, after, always, both, compared, doing, either
from .options import Refused
from .places import base, group_of, user_of, zone

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


class Parser(Tests, Actions):
    """Reads an expression."""

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

    def _list(self) -> Test:
        left = self._either()
        while self._more() and self._peek() == ",":
            self._at += 1
            left = after(left, self._either())
        return left

    def _either(self) -> Test:
        left = self._every()
        while self._more() and self._peek() in ("-o", "-or"):
            word = self._peek()
            self._at += 1
            if not self._more():
                raise Refused(f"expected an expression after '{word}'")
            left = either(left, self._every())
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
            left = both(left, self._one())
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

    def _plain(self, word: str) -> Test:
        process, files = self._process, self._process.files
        if word == "-print":
            return self._print
        if word == "-print0":
            return doing(lambda found: process.out(found.path + "\0"))
        if word == "-ls":
            return doing(lambda found: process.out(listed(process, found)))
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
        return (lambda found: False) if word == "-false" else always

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
            if value not in SYNTAXES:
                known = ", ".join(map(repr, SYNTAXES))
                raise Refused(f"Unknown regular expression type {value!r}; valid types are {known}.")
            self._syntax = value
            return always
        if word in ("-type", "-xtype"):
            return self._type(word, value)
        if word == "-size":
            found = re.fullmatch(r"([-+]?)([0-9]+)([bcwkMG]?)", value)
            if found is None:
                raise Refused(f"invalid -size type `{value[-1:]}'" if re.match(r"[-+]?[0-9]", value)
                              else f"invalid argument `{value}' to `-size'")
            sign, digits, unit = found.groups()
            factor = SIZES[unit]
            return lambda one: compared(sign, -(-one.node.length // factor), int(digits))
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
            return always
        if word == "-printf":
            form = Format(process, value)
            return doing(lambda one: process.out(form.text(one)))
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
