"""The parser of the commands that exchange characters: `s` and `y`."""

from .escapes import character, escape_at
from .script_text import ScriptText
from .syntax import Case, Command, Group, Replacement, Substitution


class Exchanges(ScriptText):
    """Reads the arguments of `s` and `y`."""

    def _substitute(self, command: Command) -> None:
        delimiter = self._take()
        pattern = self._delimited(delimiter, pattern=True) if delimiter not in ("", "\n", "\\") else None
        by = None if pattern is None else self._delimited(delimiter, pattern=False)
        if pattern is None or by is None:
            self._at = min(self._at, len(self._text))
            raise self._wrong("unterminated `s' command")
        flags, number, file = self._flags()
        regex = self._regex(pattern, flags.upper().replace("P", "").replace("G", ""))
        replacement = self._replacement(by)
        most = max((one.number for one in replacement if isinstance(one, Group)), default=0)
        if regex is not None and most > regex.groups:
            raise self._wrong(f"invalid reference \\{most} on `s' command's RHS")
        command.substitution = Substitution(regex, replacement, "g" in flags, number, "p" in flags, "e" in flags, file)

    def _flags(self) -> tuple[str, int, str]:
        flags, number, file = "", 0, ""
        while True:
            char = self._peek()
            if char.isdecimal():
                if number:
                    self._at += 1
                    raise self._wrong("multiple number options to `s' command")
                number = self._number()
                if not number:
                    raise self._wrong("number option to `s' command may not be zero")
            elif char and char in "gpe":
                self._at += 1
                if char in flags and char != "e":
                    raise self._wrong(f"multiple `{char}' options to `s' command")
                flags += char
            elif char and char in "iImM":
                self._at += 1
                flags += char.upper()
            elif char == "w":
                self._at += 1
                self._spaces()
                file = self._rest()
                if not file:
                    raise self._wrong("missing filename in r/R/w/W commands")
                self._files.append(file)
                return flags, number, file
            elif char == "\r":
                self._at += 1
            elif char in ("}", "#", "", "\n", ";"):
                if char in ("\n", ";"):
                    self._at += 1
                return flags, number, file
            elif char in (" ", "\t"):
                self._at += 1
            else:
                self._at += 1
                raise self._wrong("unknown option to `s'")

    def _replacement(self, text: str) -> Replacement:
        out: list[str | Group | Case] = []
        plain: list[str] = []

        def add(part: Group | Case) -> None:
            if plain:
                out.append("".join(plain))
                plain.clear()
            out.append(part)

        at = 0
        while at < len(text):
            char = text[at]
            if char == "&":
                add(Group(0))
                at += 1
                continue
            if char != "\\" or at + 1 >= len(text):
                plain.append(char)
                at += 1
                continue
            following = text[at + 1]
            if following.isdecimal():
                add(Group(int(following)))
                at += 2
            elif following in "ULEul":
                add(Case(following))
                at += 2
            else:
                found = escape_at(text, at)
                assert found is not None
                known = character(found)
                plain.append(found.group()[1:] if known is None else known)
                at = found.end()
        if plain:
            out.append("".join(plain))
        return tuple(out)

    def _transliterate(self, command: Command) -> None:
        delimiter = self._take()
        first = self._delimited(delimiter, pattern=False) if delimiter not in ("", "\n", "\\") else None
        second = None if first is None else self._delimited(delimiter, pattern=False)
        if first is None or second is None:
            raise self._wrong("unterminated `y' command")
        left, right = _characters(first), _characters(second)
        if len(left) != len(right):
            raise self._wrong("strings for `y' command are different lengths")
        for one, other in zip(left, right, strict=True):
            command.table.setdefault(ord(one), other)
        self._ended()


def _characters(text: str) -> list[str]:
    """Return the characters that an argument of `y` stands for."""
    out: list[str] = []
    at = 0
    while at < len(text):
        found = escape_at(text, at) if text[at] == "\\" else None
        if found is None:
            out.append(text[at])
            at += 1
            continue
        known = character(found)
        out += [known] if known is not None else ["\\"] if found.group() == "\\\\" else list(found.group())
        at = found.end()
    return out
