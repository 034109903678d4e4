"""Expansion: from words of the syntax tree to the fields that a command gets."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from . import patterns
from .backtracking import bearable
from .braces import braced
from .flow import ExpansionFault
from .globbing import Globbing
from .letters import is_alnum
from .process_substitution import substituted
from .syntax import Arithmetic, EmptyQuotes, HereDocument, Literal, Parameter, ProcessSubstitution, Substitution, Word

PLAIN, QUOTED, RESULT, BREAK, EMPTY = range(5)
"""What a piece of an expanded word is: unquoted text (globbed), quoted text, the unquoted result of an expansion (split
and globbed), the end of a field, and quotes with nothing in them."""

Piece = tuple[int, str]

_LIST = ((Literal("@", False),), (Literal("*", False),))


class Expander(Globbing):
    """Expands words for a shell."""

    def fields(self, words: Iterable[Word]) -> list[str]:
        """Return all fields of some words: braces, expansions, splitting, file names, quotes removed."""
        out: list[str] = []
        bash = self._shell.bash
        for word in words:
            if len(word) == 1 and isinstance(word[0], Literal) and (word[0].quoted or is_alnum(word[0].text)):
                out.append(word[0].text)
                continue
            for one in braced(word) if bash else (word,):
                out += self._globbed(self._split(self._pieces(one)))
        return out

    def text(self, word: Word) -> str:
        """Return a word as one text: expanded, neither split nor globbed. For assignments and here-documents."""
        return "".join(text for kind, text in self._pieces(word, joins=True) if kind != BREAK)

    def assigned(self, word: Word) -> str:
        """Return a word as the value of an assignment, in which tildes stand after colons too."""
        return "".join(text for kind, text in self._pieces(word, joins=True, colons=True) if kind != BREAK)

    def pattern(self, word: Word) -> str:
        """Return a word as a pattern, in which what was quoted is escaped."""
        return "".join(
            patterns.escaped(text) if kind == QUOTED else text for kind, text in self._pieces(word, joins=True)
        )

    def regex(self, word: Word) -> str:
        """Return a word as a regular expression, in which what was quoted stands for itself."""
        return "".join(
            re.sub(r"([.^$*+?()\[\]{}|\\])", r"\\\1", text) if kind == QUOTED else text
            for kind, text in self._pieces(word, joins=True)
        )

    # --- pieces ---

    def _pieces(self, word: Word, *, joins: bool = False, colons: bool = False) -> list[Piece]:
        out: list[Piece] = []
        for i, part in enumerate(word):
            if isinstance(part, Literal):
                if part.quoted:
                    out.append((QUOTED, part.text))
                elif (i == 0 and part.text.startswith("~")) or (colons and ":~" in part.text):
                    out += self._tilde(part.text, last=len(word) == 1, first=i == 0, colons=colons)
                else:
                    out.append((PLAIN, part.text))
            elif isinstance(part, Parameter):
                out += self._parameter(part, joins=joins)
            elif isinstance(part, Substitution):
                text = self._shell.capture(part.script).rstrip("\n").replace("\0", "")
                out.append((QUOTED if part.quoted else RESULT, text))
            elif isinstance(part, Arithmetic):
                out.append((QUOTED if part.quoted else RESULT, str(self._shell.arithmetic(part.expression))))
            elif isinstance(part, EmptyQuotes):
                out.append((EMPTY, ""))
            elif isinstance(part, ProcessSubstitution):
                out.append((QUOTED, substituted(self._shell, part)))
            else:
                assert isinstance(part, HereDocument)
        return out

    def _tilde(self, text: str, *, last: bool, first: bool, colons: bool) -> list[Piece]:
        out: list[Piece] = []
        for i, piece in enumerate(text.split(":") if colons else [text]):
            if i:
                out.append((PLAIN, ":"))
            end = piece.find("/")
            name = piece[1:] if end < 0 else piece[1:end]
            home = self._shell.home_of(name) if piece.startswith("~") and (first or i) and (
                end >= 0 or last or colons) else None
            if home is None:
                out.append((PLAIN, piece))
            else:
                out += [(QUOTED, home), (PLAIN, "" if end < 0 else piece[end:])]
        return out

    # --- parameters ---

    def _parameter(self, part: Parameter, *, joins: bool) -> list[Piece]:
        shell = self._shell
        if part.operator == "bad":
            word = part.word or ()
            raise ExpansionFault(f"{self.text(word)}: bad substitution" if shell.bash else "Bad substitution",
                                 code=1 if shell.bash else 2)
        kind = QUOTED if part.quoted else RESULT
        if part.operator == "names":
            names = sorted(name for name in shell.parameters.names() if name.startswith(part.name))
            return self._several(names, part, star=False, joins=joins)
        if part.operator == "keys":
            keys = [str(key) for key in shell.parameters.keys(part.name)]
            return self._several(keys, part, star=part.index == _LIST[1], joins=joins)
        if part.indirect:
            target = shell.parameters.get(part.name) or ""
            found = re.fullmatch(r"([A-Za-z_]\w*|[0-9@*#?$!-])(?:\[(.*)\])?", target, re.ASCII)
            if not found:
                raise ExpansionFault(f"{target or part.name}: invalid indirect expansion")
            index = (Literal(found.group(2), False),) if found.group(2) is not None else None
            part = replace(part, name=found.group(1), index=index, indirect=False)
        if part.name in ("@", "*") or part.index in _LIST:
            star = part.name == "*" or part.index == _LIST[1]
            values = shell.positional if part.name in ("@", "*") else shell.parameters.values(part.name)
            if part.operator == "length":
                return [(kind, str(len(values)))]
            if part.operator == ":":
                return self._several(self._slice(part, values), part, star=star, joins=joins)
            if part.operator in ("-", "+", "=", "?", ":-", ":+", ":=", ":?"):
                joined_text = " ".join(values)
                value = joined_text if values else None
                if self._uses_word(part, value):
                    return self._word_of(part, joins=joins, value=value)
                return self._several(values, part, star=star, joins=joins) if "+" not in part.operator else []
            if part.operator:
                values = [self._changed(part, value) for value in values]
            return self._several(list(values), part, star=star, joins=joins)
        value = shell.parameters.element(part.name,
                                         part.index) if part.index is not None else shell.parameters.get(part.name)
        if part.operator == "length":
            self._bound(part, value)
            return [(kind, str(len(value or "")))]
        if part.operator in ("-", "+", "=", "?", ":-", ":+", ":=", ":?"):
            if self._uses_word(part, value):
                return self._word_of(part, joins=joins, value=value)
            return [(kind, "" if "+" in part.operator else value or "")]
        self._bound(part, value)
        if part.operator == ":":
            return [(kind, self._substring(part, value or ""))]
        if part.operator:
            return [(kind, self._changed(part, value or ""))]
        return [(kind, value or "")]

    def _bound(self, part: Parameter, value: str | None) -> None:
        if value is None and self._shell.options["nounset"] and part.name not in ("@", "*"):
            mark = "$" if self._shell.bash and part.name.isdecimal() else ""
            name = f"{mark}{part.name}" if part.index is None else f"{part.name}[{self.text(part.index)}]"
            raise ExpansionFault(f"{name}: unbound variable" if self._shell.bash else f"{name}: parameter not set",
                                 code=1 if self._shell.bash else 2, ends=True)

    def _several(self, values: Sequence[str], part: Parameter, *, star: bool, joins: bool) -> list[Piece]:
        """Return the pieces of a list of values: one field each, or joined where one text is wanted."""
        kind = QUOTED if part.quoted else RESULT
        if (part.quoted and star) or joins:
            separator = self._shell.parameters.get("IFS")
            glue = " " if separator is None or (joins and not star) else separator[:1]
            return [(kind, glue.join(values))]
        out: list[Piece] = []
        for i, value in enumerate(values):
            if i:
                out.append((BREAK, ""))
            out.append((kind, value))
            if part.quoted and not value:
                out.append((EMPTY, ""))
        return out

    def _uses_word(self, part: Parameter, value: str | None) -> bool:
        missing = value is None or (part.operator.startswith(":") and value == "")
        return missing != ("+" in part.operator)

    def _word_of(self, part: Parameter, *, joins: bool, value: str | None) -> list[Piece]:
        word = part.word or ()
        if "?" in part.operator:
            text = self.text(word) or ("parameter null or not set" if ":" in part.operator or not self._shell.bash
                                       else "parameter not set")
            raise ExpansionFault(f"{part.name}: {text}", code=1 if self._shell.bash else 2, ends=True)
        if "=" in part.operator:
            text = self.text(word)
            if part.index is not None:
                self._shell.parameters.set_element(part.name, part.index, text)
            else:
                self._shell.parameters.set(part.name, text)
            return [(QUOTED if part.quoted else RESULT, text)]
        pieces = self._pieces(word, joins=joins)
        if part.quoted:
            return [(QUOTED if kind in (PLAIN, RESULT) else kind, text) for kind, text in pieces] or [(EMPTY, "")]
        return [(RESULT if kind == PLAIN else kind, text) for kind, text in pieces]

    def _number(self, word: Word | None) -> int:
        return self._shell.arithmetic(word or ())

    def _substring(self, part: Parameter, value: str) -> str:
        start = self._number(part.word)
        if start < 0:
            start += len(value)
            if start < 0:
                return ""
        if part.second is None:
            return value[start:]
        length = self._number(part.second)
        end = start + length if length >= 0 else len(value) + length
        if end < start and length < 0:
            raise ExpansionFault(f"{self.text(part.second)}: substring expression < 0")
        return value[start:end]

    def _slice(self, part: Parameter, values: Sequence[str]) -> list[str]:
        items = list(values)
        start = self._number(part.word)
        if part.name in ("@", "*"):
            items.insert(0, self._shell.zero)
        if start < 0:
            start += len(items)
            if start < 0:
                return []
        length = None if part.second is None else self._number(part.second)
        return items[start:] if length is None else items[start : start + max(0, length)]

    def _changed(self, part: Parameter, value: str) -> str:
        """Return a value after an operator that takes a pattern or a letter."""
        operator, word = part.operator, part.word or ()
        if operator == "@":
            return self._transformed(part, value)
        pattern = self.pattern(word)
        if operator in ("^", "^^", ",", ",,"):
            matches = patterns.compiled(pattern or "?").match
            change: Callable[[str], str] = str.upper if "^" in operator else str.lower
            if len(operator) == 2:
                return "".join(_ascii(change, char) if matches(char) else char for char in value)
            return (_ascii(change, value[0]) if value and matches(value[0]) else value[:1]) + value[1:]
        if operator in ("#", "##", "%", "%%"):
            return _trimmed(value, pattern, operator)
        return self._replaced(value, pattern, operator, self.text(part.second or ()))

    def _replaced(self, value: str, pattern: str, operator: str, new: str) -> str:
        if not pattern:
            return new + value if operator == "/#" else value + new if operator == "/%" else value
        source = patterns.translated(pattern)
        bearable(re.compile(source, re.DOTALL), value)
        if operator == "/#":
            return re.sub(rf"\A(?:{source})", lambda _: new, value, count=1, flags=re.DOTALL)
        if operator == "/%":
            return re.sub(rf"(?:{source})\Z", lambda _: new, value, count=1, flags=re.DOTALL)
        return re.sub(source, lambda found: new if found.group() or not value else "", value,
                      count=1 if operator == "/" else 0, flags=re.DOTALL)

    def _transformed(self, part: Parameter, value: str) -> str:
        letter = self.text(part.word or ())
        if letter == "Q":
            return "'" + value.replace("'", "'\\''") + "'"
        if letter in ("U", "L"):
            return _ascii(str.upper if letter == "U" else str.lower, value)
        if letter == "u":
            return _ascii(str.upper, value[:1]) + value[1:]
        if letter in ("E", "P", "A", "a", "K", "k"):
            return value
        raise ExpansionFault(f"${{{part.name}@{letter}}}: bad substitution")

    # --- fields ---

    def _split(self, pieces: list[Piece]) -> list[tuple[str, bool]]:
        """Return the fields of an expanded word as patterns, and whether each had quotes."""
        separators = self._shell.parameters.get("IFS")
        if separators is None:
            separators = " \t\n"
        spaces = "".join(char for char in separators if char in " \t\n")
        fields: list[tuple[str, bool]] = []
        current: list[str] = []
        there = quoted = False

        def end() -> None:
            nonlocal there, quoted
            if there:
                fields.append(("".join(current), quoted))
            current.clear()
            there = quoted = False

        for kind, text in pieces:
            if kind == BREAK:
                end()
            elif kind == EMPTY:
                there = quoted = True
            elif kind == QUOTED:
                there = quoted = True
                current.append(patterns.escaped(text))
            elif kind == PLAIN or not separators:
                there = there or bool(text)
                current.append(text if kind == PLAIN else text.replace("\\", "\\\\"))
            else:
                after_space = False
                for char in text:
                    if char not in separators:
                        current.append("\\\\" if char == "\\" else char)
                        there, after_space = True, False
                    elif char in spaces:
                        if there:
                            end()
                            after_space = True
                    else:
                        if not there and not after_space:
                            there = True
                        end()
                        after_space = False
        end()
        return fields


def _ascii(change: Callable[[str], str], text: str) -> str:
    return "".join(change(char) if char.isascii() else char for char in text)


def _trimmed(value: str, pattern: str, operator: str) -> str:
    compiled = patterns.compiled(pattern)
    bearable(compiled, value)
    match = compiled.match
    longest, size = len(operator) == 2, len(value)
    if operator[0] == "#":
        ends = range(size, -1, -1) if longest else range(size + 1)
        return next((value[end:] for end in ends if match(value, 0, end)), value)
    starts = range(size + 1) if longest else range(size, -1, -1)
    return next((value[:start] for start in starts if match(value, start)), value)
