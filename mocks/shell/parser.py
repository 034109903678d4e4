"""The parser: from the text of a script to its syntax tree, one complete command at a time."""

from functools import lru_cache
from typing import NamedTuple

from .compound_parser import CompoundParser
from .errors import ShellSyntaxError
from .syntax import AndOr, List, Pipeline
from .words import META, Dialect

_CLOSERS = frozenset(("then", "else", "elif", "fi", "do", "done", "esac", "}", ")", ";;", ";&", ";;&"))


class Script(NamedTuple):
    """The complete commands of a text in order, and the error that the text ends with, if it does."""

    commands: tuple[List, ...]
    error: ShellSyntaxError | None


@lru_cache(maxsize=512)
def parse(text: str, dialect: Dialect = "bash", *, extended: bool = False, depth: int = 0) -> Script:
    """Parse a whole text. What comes before an error is there: a shell runs it before it finds the error.

    `extended` is whether `@(a|b)` is a pattern from the start: it is too behind a line that says `extglob`. `depth` is
    how many levels of another text it stands in.
    """
    parser = Parser(text, dialect)
    parser.nested.depth = depth
    parser.extends = extended
    commands: list[List] = []
    try:
        while True:
            parser.blank_lines()
            if parser.at >= len(text):
                return Script(tuple(commands), None)
            commands.append(parser.complete_command())
    except ShellSyntaxError as error:
        return Script(tuple(commands), error)


class Parser(CompoundParser):
    """Reads commands of the shell's grammar from the text."""

    def __init__(self, text: str, dialect: Dialect) -> None:
        super().__init__(text, dialect)
        self._extglob = text.find("extglob")

    def script_until(self, closing: str) -> List:
        inside, self.in_conditional = self.in_conditional, False
        body = self._list(closing)
        self.in_conditional = inside
        if not self.text.startswith(closing, self.at):
            raise self.unexpected(closing)
        self.at += len(closing)
        return body

    def script_of(self, text: str) -> List:
        script = parse(text, self.dialect, depth=self.nested.depth)
        if script.error is not None:
            raise script.error
        items = tuple(item for one in script.commands for item in one.items)
        return List(items, tuple(flag for one in script.commands for flag in one.background))

    # --- lists ---

    def complete_command(self) -> List:
        """Read one complete command: up to a line's end outside of everything."""
        self.extends = self.extends or 0 <= self._extglob < self.at
        body = self._list("\n")
        if self.at < len(self.text) and self.peek() != "\n":
            raise self.unexpected()
        self.newline()
        return body

    def _list(self, closing: str) -> List:
        """Read and-or lists until `closing` (which is left) or, with a line's end as closing, the end of the line."""
        items: list[AndOr] = []
        background: list[bool] = []
        one_line = closing == "\n"
        while True:
            if one_line and items:
                self.blanks()
                if self.peek() == "\n":
                    break
            else:
                self.blank_lines()
            if self.at >= len(self.text) or self._closes():
                break
            items.append(self._and_or())
            self.blanks()
            if self.peek() == ";" and not self.text.startswith(self._clause_ends, self.at):
                self.at += 1
                background.append(False)
            elif self.peek() == "&" and not self.text.startswith("&&", self.at):
                self.at += 1
                background.append(True)
            else:
                background.append(False)
                if self.peek() != "\n" or one_line:
                    break
        return List(tuple(items), tuple(background))

    def _closes(self) -> bool:
        if self.peek() == ")" or self.text.startswith(self._clause_ends, self.at):
            return True
        return self._keyword() in _CLOSERS

    def _and_or(self) -> AndOr:
        pipelines = [self._pipeline()]
        joins: list[str] = []
        while True:
            self.blanks()
            if not self.text.startswith(("&&", "||"), self.at):
                return AndOr(tuple(pipelines), tuple(joins))
            joins.append(self.text[self.at : self.at + 2])
            self.at += 2
            self.blank_lines()
            pipelines.append(self._pipeline())

    def _pipeline(self) -> Pipeline:
        negated = timed = False
        while True:
            self.blanks()
            if self._accept("!"):
                negated = not negated
            elif self.dialect == "bash" and self._keyword() == "time":
                self.at += 4
                self.blanks()
                if self.text.startswith("-p", self.at) and (self.at + 2 >= len(self.text) or self.peek(2) in META):
                    self.at += 2
                timed = True
            else:
                break
        commands = [self._command()]
        both: list[bool] = []
        while True:
            self.blanks()
            if self.peek() != "|" or self.peek(1) == "|":
                return Pipeline(tuple(commands), tuple(both), negated, timed)
            self.at += 1
            joined = self.dialect == "bash" and self.peek() == "&"
            self.at += joined
            both.append(joined)
            self.blank_lines()
            commands.append(self._command())
