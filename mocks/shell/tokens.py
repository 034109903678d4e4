"""Tokens: spaces, line ends with the here-documents behind them, and reserved words."""

from bisect import bisect_right

from .errors import ShellSyntaxError
from .syntax import HereDocument, Literal
from .words import META, Dialect, WordReader, quoted_word

RESERVED = frozenset(("if", "then", "else", "elif", "fi", "do", "done", "case", "esac", "while", "until", "for", "{",
                      "}", "!", "in"))
BASH_RESERVED = RESERVED | {"[[", "]]", "function", "time", "select"}


class Tokens(WordReader):
    """Reads what stands between the words of a text, and tells which word of the grammar is next."""

    def __init__(self, text: str, dialect: Dialect) -> None:
        super().__init__(text, dialect)
        self._reserved = BASH_RESERVED if dialect == "bash" else RESERVED
        self._clause_ends: tuple[str, ...] = (";;", ";&") if dialect == "bash" else (";;",)
        self._waiting: list[HereDocument] = []
        self._no_index: set[int] = set()
        self._newlines = [i for i, char in enumerate(text) if char == "\n"]

    def line_at(self, at: int) -> int:
        return bisect_right(self._newlines, at - 1) + 1

    # --- spaces and tokens ---

    def blanks(self) -> None:
        """Pass over blanks, continued lines and a comment."""
        text, size = self.text, len(self.text)
        while self.at < size:
            char = text[self.at]
            if char in " \t":
                self.at += 1
            elif char == "\\" and text.startswith("\\\n", self.at):
                self.at += 2
            elif char == "#":
                end = text.find("\n", self.at)
                self.at = size if end < 0 else end
            else:
                return

    def newline(self) -> bool:
        """Pass over one line's end, and the here-documents that begin there."""
        if self.peek() != "\n":
            return False
        self.at += 1
        waiting, self._waiting = self._waiting, []
        for document in waiting:
            self._here(document)
        return True

    def blank_lines(self) -> None:
        """Pass over blanks, comments and line ends."""
        self.blanks()
        while self.newline():
            self.blanks()

    def _here(self, document: HereDocument) -> None:
        lines: list[str] = []
        while self.at < len(self.text):
            end = self.text.find("\n", self.at)
            line = self.text[self.at : end if end >= 0 else len(self.text)]
            self.at = len(self.text) if end < 0 else end + 1
            if document.strips_tabs:
                line = line.lstrip("\t")
            if line == document.delimiter:
                break
            lines.append(line + "\n")
        text = "".join(lines)
        document.body = (Literal(text, True),) if document.quoted else quoted_word(self, text)

    def _token(self) -> str:
        """Return the next token as it would be quoted in a message, without passing over it."""
        if self.at >= len(self.text):
            return ""
        if self.peek() == "\n":
            return "newline"
        for operator in (*self._clause_ends, "&&", "||", "<<", ">>"):
            if self.text.startswith(operator, self.at):
                return operator
        if self.peek() in META:
            return self.peek()
        end = self.at
        while end < len(self.text) and self.text[end] not in META:
            end += 1
        return self.text[self.at : end]

    def unexpected(self, expected: str = "") -> ShellSyntaxError:
        return self.failed(self._token(), expected)

    def _keyword(self) -> str:
        """Return the reserved word that stands here, without passing over it; an empty text if none does."""
        end = self.at
        text = self.text
        while end < len(text) and text[end] not in META and text[end] not in "\"'$`\\":
            end += 1
        if end < len(text) and text[end] not in META:
            return ""
        word = text[self.at : end]
        return word if word in self._reserved else ""

    def _accept(self, word: str) -> bool:
        if self._keyword() != word:
            return False
        self.at += len(word)
        return True

    def _expect(self, word: str) -> None:
        self.blank_lines()
        if not self._accept(word):
            raise self.unexpected(word)
