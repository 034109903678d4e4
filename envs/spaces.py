"""Spaces: text of any Unicode, and actions that are JSON calls."""

import json
import string
from collections.abc import Sequence
from typing import Any, cast

import numpy as np
from gymnasium import spaces

from ..snapshots.calls import Spec
from ..snapshots.digest import Json

_CODE_POINTS = 0x110000


class _EveryCharacter(frozenset[str]):
    """Stands for all of Unicode where gymnasium wants a set or list of characters: `chr` and `ord` without a table."""

    def __contains__(self, item: object) -> bool:
        return isinstance(item, str) and len(item) == 1

    def __len__(self) -> int:
        return _CODE_POINTS

    def __getitem__(self, index: int) -> str:
        return chr(index)


class AnyText(spaces.Text):
    """Text of up to `max_length` characters, any Unicode. Samples are short and printable.

    Gymnasium's Text needs its alphabet listed and walks over every character to check it; mail is not like that.
    """

    def __init__(self, max_length: int, *, seed: int | np.random.Generator | None = None) -> None:
        super().__init__(max_length, min_length=0, charset=string.printable, seed=seed)

    @property
    def character_set(self) -> frozenset[str]:
        """All characters."""
        return _EveryCharacter()

    @property
    def character_list(self) -> tuple[str, ...]:
        """All characters, by code point."""
        return cast("tuple[str, ...]", _EveryCharacter())

    def character_index(self, char: str) -> np.int32:
        """Return the code point."""
        return np.int32(ord(char))

    def contains(self, x: Any) -> bool:
        """Tell whether `x` is a text that is not too long."""
        return isinstance(x, str) and len(x) <= self.max_length

    def sample(self, mask: Any = None, probability: Any = None) -> str:
        """Return up to 20 printable characters. Masks are not supported."""
        if mask is not None or probability is not None:
            raise ValueError("AnyText samples without masks or probabilities")
        length = int(self.np_random.integers(0, min(20, self.max_length) + 1))
        return "".join(string.printable[int(i)] for i in self.np_random.integers(0, 95, size=length))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.max_length})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, AnyText) and type(other) is type(self) and other.max_length == self.max_length

    __hash__ = None  # type: ignore[assignment]


_WORDS = ("report", "meeting", "invoice", "draft", "plan", "status", "from:me", "is:unread", "notes", "project")


class CallSpace(AnyText):
    """JSON texts of calls. Samples are calls that fit the tools' schemas; any text is inside, since a model may say
    anything and hears what was wrong with it."""

    def __init__(
        self, specs: Sequence[Spec], max_length: int, *, seed: int | np.random.Generator | None = None
    ) -> None:
        super().__init__(max_length, seed=seed)
        self._specs = tuple(specs)

    def unseeded(self) -> "CallSpace":
        """Return a second space of the same calls, with random numbers of its own."""
        out = CallSpace.__new__(CallSpace)
        out.__dict__.update(self.__dict__, _np_random=None)
        return out

    def sample(self, mask: Any = None, probability: Any = None) -> str:
        """Return the JSON text of a schema-valid call of one of the tools."""
        if mask is not None or probability is not None:
            raise ValueError("CallSpace samples without masks or probabilities")
        spec = self._specs[self._below(len(self._specs))]
        schema = spec.schema
        arguments = self._object(schema, cast("dict[str, Any]", schema.get("$defs", {})))
        return json.dumps({"tool": spec.wire, "arguments": arguments})

    def _below(self, stop: int) -> int:
        return int(self.np_random.integers(0, stop))

    def _object(self, schema: dict[str, Any], defs: dict[str, Any]) -> dict[str, Json]:
        required = schema.get("required", ())
        return {
            name: self._value(part, defs)
            for name, part in schema.get("properties", {}).items()
            if name in required or self._below(4) == 0
        }

    def _value(self, schema: dict[str, Any], defs: dict[str, Any]) -> Json:
        if "$ref" in schema:
            return self._value(defs[schema["$ref"].rpartition("/")[2]], defs)
        if "const" in schema:
            return cast("Json", schema["const"])
        for choices in ("enum", "examples"):
            if choices in schema:
                return cast("Json", schema[choices][self._below(len(schema[choices]))])
        if "anyOf" in schema:
            return self._value(schema["anyOf"][self._below(len(schema["anyOf"]))], defs)
        match schema.get("type"):
            case "string":
                return self._string(schema)
            case "integer":
                low: int = schema.get("minimum", schema.get("exclusiveMinimum", -1) + 1)
                return low + self._below(max(1, min(schema.get("maximum", low + 9), low + 99) - low + 1))
            case "boolean":
                return self._below(2) == 1
            case "array":
                least, most = schema.get("minItems", 0), schema.get("maxItems", 3)
                if "prefixItems" in schema:
                    return [self._value(part, defs) for part in schema["prefixItems"]]
                count = least + self._below(max(1, min(most, least + 2) - least + 1))
                return [self._value(schema.get("items", {"type": "string"}), defs) for _ in range(count)]
            case "object":
                return self._object(schema, defs)
            case "null":
                return None
        return _WORDS[self._below(len(_WORDS))]

    def _string(self, schema: dict[str, Any]) -> str:
        text = _WORDS[self._below(len(_WORDS))]
        least, most = int(schema.get("minLength", 0)), int(schema.get("maxLength", 200))
        return (text * (least // len(text) + 1))[:most]
