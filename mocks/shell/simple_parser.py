"""The parser of simple commands: assignments, words and redirections."""

import re

from .errors import ShellSyntaxError
from .syntax import Assignment, HereDocument, Literal, Redirection, Simple, Word
from .tokens import Tokens

DECLARING = frozenset(("declare", "typeset", "local", "export", "readonly"))
"""Built-ins whose arguments may be assignments."""

_REDIRECTION = re.compile(r"([0-9]+|\{[A-Za-z_][A-Za-z0-9_]*\})?(<<<|<<-|<<|<&|<>|<|>>|>&|>\||>)", re.ASCII)
_ALL_OUTPUT = re.compile(r"&>>?")
_ASSIGNED = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)(\+?=)", re.ASCII)
_MISSES = 100
"""Brackets that turn out to be no index up to which a text is read on: each is read once more, as part of a word."""

_ELEMENT = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)\[", re.ASCII)


class SimpleParser(Tokens):
    """Reads simple commands, and the redirections that any command may have."""

    def _redirections(self) -> tuple[Redirection, ...]:
        out: list[Redirection] = []
        while True:
            self.blanks()
            found = self._redirection()
            if not found:
                return tuple(out)
            out += found

    def _redirection(self) -> list[Redirection]:
        if self.dialect == "bash":
            whole = _ALL_OUTPUT.match(self.text, self.at)
            if whole:
                self.at = whole.end()
                target = self._target()
                return [Redirection(1, ">>" if whole.group() == "&>>" else ">", target),
                        Redirection(2, ">&", (Literal("1", False),))]
        found = _REDIRECTION.match(self.text, self.at)
        if found is None:
            return []
        number, operator = found.groups()
        if number is None and self.dialect == "bash" and operator in "<>" and self.text[found.end() :][:1] == "(":
            return []  # a process substitution is a word
        if self.dialect == "dash" and operator == "<<<":
            self.at = found.start() + 2
            raise self.failed("<", "redirection")
        self.at = found.end()
        fd = int(number) if number and number.isdecimal() else 0 if operator.startswith("<") else 1
        if operator in ("<<", "<<-"):
            self.blanks()
            start = self.at
            word = self.word()
            if not word:
                raise self.unexpected()
            raw = self.text[start : self.at]
            delimiter = "".join(part.text for part in word if isinstance(part, Literal))
            quoted = any(char in raw for char in "'\"\\")
            document = HereDocument(delimiter if quoted else raw, quoted, operator == "<<-")
            self._waiting.append(document)
            return [Redirection(fd, "<<", (document,))]
        target = self._target()
        if operator == ">&" and not number and self.dialect == "bash" and not _is_fd(target):
            return [Redirection(1, ">", target), Redirection(2, ">&", (Literal("1", False),))]
        return [Redirection(fd, operator, target)]

    def _target(self) -> Word:
        self.blanks()
        word = self.word()
        if not word:
            raise self.unexpected()
        return word

    def _simple(self) -> Simple:
        assignments: list[Assignment] = []
        words: list[Word | Assignment] = []
        redirections: list[Redirection] = []
        line = self.line_at(self.at)
        declaring = False
        while True:
            self.blanks()
            found = self._redirection()
            if found:
                redirections += found
                continue
            if not words or declaring:
                assignment = self._assignment()
                if assignment is not None:
                    (words if words else assignments).append(assignment)
                    continue
            word = self.word()
            if not word:
                break
            words.append(word)
            if len(words) == 1:
                declaring = len(word) == 1 and isinstance(word[0], Literal) and word[0].text in DECLARING
        if not (assignments or words or redirections):
            raise self.unexpected()
        if self.peek() == "(":
            raise self.unexpected()
        return Simple(tuple(assignments), tuple(words), tuple(redirections), line)

    def _assignment(self) -> Assignment | None:
        found = _ASSIGNED.match(self.text, self.at)
        index = None
        if found is not None:
            name, operator = found.groups()
            self.at = found.end()
        elif (
            self.dialect == "bash" and self.at not in self._no_index
            and (element := _ELEMENT.match(self.text, self.at))
        ):
            start = self.at
            self.at = element.end()
            try:
                index = self.subscript()
            except ShellSyntaxError:
                self._missed(start)
                return None
            after = re.compile(r"\+?=").match(self.text, self.at)
            if after is None:
                self._missed(start)
                return None
            name, operator = element.group(1), after.group()
            self.at = after.end()
        else:
            return None
        append = operator == "+="
        if append and self.dialect == "dash":
            self.at = self.at - len(name) - 2
            return None
        if self.peek() == "(" and self.dialect == "bash":
            self.at += 1
            return Assignment(name, None, append, index, self._items())
        return Assignment(name, self.word(), append, index)

    def _missed(self, start: int) -> None:
        """Go back to a bracket that belongs to a word, and remember it; ShellSyntaxError where that is so too often."""
        if len(self._no_index) >= _MISSES:
            raise self.unexpected()
        self._no_index.add(start)
        self.at = start

    def _items(self) -> tuple[tuple[Word | None, Word], ...]:
        items: list[tuple[Word | None, Word]] = []
        while True:
            self.blank_lines()
            if self.peek() == ")":
                self.at += 1
                return tuple(items)
            index = None
            if self.peek() == "[" and self.at not in self._no_index:
                start = self.at
                self.at += 1
                index = self.subscript()
                if self.peek() == "=":
                    self.at += 1
                else:
                    self._missed(start)
                    index = None
            word = self.word()
            if not word and index is None:
                raise self.unexpected()
            items.append((index, word))


def _is_fd(word: Word) -> bool:
    if len(word) != 1:
        return False
    part = word[0]
    return not isinstance(part, Literal) or part.text.isdecimal() or part.text == "-"
