"""The parser of patterns: what `as` binds the parts of a value to."""

from .syntax import Elements, Fields, Filter, Literal, Named, Pattern
from .terms import Terms
from .tokens import KEYWORDS


class Bindings(Terms):
    """Reads patterns."""

    def _patterns(self) -> tuple[Pattern, ...]:
        out = [self._pattern()]
        while self._is("?//"):
            self._take()
            out.append(self._pattern())
        return tuple(out)

    def _pattern(self) -> Pattern:
        if self._is("$"):
            self._take()
            return Named(self._name())
        if self._is("["):
            self._take()
            with self._nested:
                elements = [self._pattern()]
                while self._is(","):
                    self._take()
                    elements.append(self._pattern())
            self._expect("]", "',' or ']'")
            return Elements(tuple(elements))
        if self._is("{"):
            self._take()
            with self._nested:
                fields = [self._field_pattern()]
                while self._is(","):
                    self._take()
                    fields.append(self._field_pattern())
            self._expect("}", "',' or '}'")
            return Fields(tuple(fields))
        raise self._fail("'$' or '[' or '{'")

    def _field_pattern(self) -> tuple[str, Filter, Pattern | None]:
        if self._is("$"):
            self._take()
            name = self._name()
            if self._is(":"):
                self._take()
                return name, Literal(name), self._pattern()
            return name, Literal(name), None
        key: Filter
        if self._here.name == "IDENT" or self._here.name in KEYWORDS:
            key = Literal(self._take().text)
        elif self._here.name in ("QQSTRING_START", "FORMAT"):
            key = self._string()
        else:
            self._expect("(")
            key = self._pipe()
            self._expect(")")
        self._expect(":", "':'")
        return "", key, self._pattern()
