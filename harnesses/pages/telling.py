"""Tells checks and set-up calls in sentences, by the phrases of `phrases.yaml`."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml
from pydantic import BaseModel

from ...snapshots.calls import Call
from ...snapshots.digest import canonical
from ...tasks.checks import CHECKS
from ...tasks.facts import Fact
from .facts import told
from .things import Things, joined, plain, quoted, time_of

_OPTION = re.compile(r"\[(!?)(\w+(?:,\w+)*)(?:([=>])(\w+))?:([^\[\]]*)\]")
_HOLE = re.compile(r"\{(\w+)(?:\|(\w+))?\}")


@lru_cache(maxsize=1)
def phrases() -> dict[str, dict[str, str]]:
    """Return the phrases: of `checks` and of `setup` calls, by name."""
    data: dict[str, dict[str, str]] = yaml.safe_load((Path(__file__).parent / "phrases.yaml").read_text("utf-8"))
    return data


def spoken_of(phrase: str) -> set[str]:
    """Return the arguments that a phrase speaks of."""
    options = {name for found in _OPTION.finditer(phrase) for name in found[2].split(",")}
    return options | {found[1] for found in _HOLE.finditer(phrase)}


class Sentence(NamedTuple):
    """A check in words, and the facts that it speaks of by name, each in words."""

    text: str
    facts: tuple[str, ...]

    def lines(self, indent: str = "") -> Iterator[str]:
        """Yield it as an item of a list with the facts below."""
        yield f"{indent}- {self.text}"
        yield from (f"{indent}  - {fact}" for fact in self.facts)


class Teller:
    """Tells checks and calls of one task: with the names that things have in its world, and its facts."""

    def __init__(self, things: Things, facts: Mapping[str, Fact]) -> None:
        self.things = things
        self._facts = facts

    def check(self, call: Call) -> Sentence:
        """Return a check in words; one that has no phrase of its own by its documentation and arguments."""
        spec = CHECKS[call.tool]
        arguments = spec.bind(call.text)
        phrase = phrases()["checks"].get(call.tool)
        if phrase is None:
            first = " ".join(spec.doc.split("\n\n")[0].split())
            return Sentence(f"{first} (`{call.tool}` with `{call.text}`)", ())
        named = [
            name for field, parameter in spec.params.model_fields.items()
            if parameter.json_schema_extra == {"names": "facts"} and len(arguments[field]) > 1
            for name in arguments[field]
        ]
        facts = tuple(f"`{name}`: {told(self._facts[name])}" for name in dict.fromkeys(named))
        return Sentence(_upper(self._filled(phrase, arguments)), facts)

    def call(self, call: Call) -> tuple[str, dict[str, Any]]:
        """Return a set-up call in words, and the arguments that the words say nothing of."""
        arguments = call.arguments
        phrase = phrases()["setup"].get(call.tool)
        if phrase is None:
            return f"`{call.tool}`", arguments
        rest = {name: value for name, value in arguments.items() if name not in spoken_of(phrase) | _UNTOLD}
        return _upper(self._filled(phrase, arguments)), rest

    def _filled(self, phrase: str, arguments: Mapping[str, Any]) -> str:

        def option(found: re.Match[str]) -> str:
            values = [arguments.get(name) for name in found[2].split(",")]
            if found[3] == ">":
                holds = int(values[0] or 0) > int(found[4])
            elif found[3] == "=":
                holds = values[0] is not None and canonical(values[0]).strip('"') == found[4]
            else:
                holds = all(bool(value) != bool(found[1]) for value in values)
            return found[5] if holds else ""

        def hole(found: re.Match[str]) -> str:
            return self._shown(found[2] or "plain", arguments[found[1]])

        return " ".join(_HOLE.sub(hole, _OPTION.sub(option, phrase)).split())

    def _shown(self, way: str, value: Any) -> str:
        things, several = self.things, [str(one) for one in value] if isinstance(value, list | tuple) else [str(value)]
        one = len(several) == 1
        ways: dict[str, Callable[[], str]] = {
            "plain": lambda: plain(str(value)),
            "quoted": lambda: quoted(str(value)),
            "quotes": lambda: joined(map(quoted, several)),
            "quotes_or": lambda: joined(map(quoted, several), "or"),
            "list_or": lambda: joined((text.replace("_", " ") for text in several), "or"),
            "codes": lambda: joined(f"`{text}`" for text in several),
            "codes_or": lambda: joined((f"`{text}`" for text in several), "or"),
            "who": lambda: things.who(str(value)),
            "people": lambda: things.people(several),
            "people_or": lambda: things.people(several, "or"),
            "thing": lambda: things.name(str(value)),
            "things": lambda: things.names(several),
            "things_or": lambda: things.names(several, "or"),
            "place": lambda: "its owner's drive" if value in ("", "root") else things.name(str(value)),
            "row": lambda: things.name(str(value).split(".", 2)[2]),
            "calendar": lambda: f"the calendar of {things.who(str(value))}" if "@" in str(value) and
            things.name(str(value)).startswith("`") else things.name(str(value)),
            "channel": lambda: things.channel(str(value)),
            "channels": lambda: joined(map(things.channel, several)),
            "time": lambda: time_of(str(value)),
            "times": lambda: joined(map(time_of, several)),
            "ago": lambda: things.ago(int(value)),
            "number": lambda: _NUMBERS[value] if value < len(_NUMBERS) else str(value),
            "any_fact": lambda: told(self._facts[several[0]]) if one else f"any of {self._shown('facts', value)}",
            "facts": lambda: told(self._facts[several[0]]) if one else joined(f"`{name}`" for name in several),
            "arguments": lambda: f"`{json.dumps(value, ensure_ascii=False, default=_given)}`",
            "is": lambda: "is" if one else "are",
            "has": lambda: "has" if one else "have",
            "s": lambda: "s" if one else "",
            "limit": lambda: f", and no {'second one' if value == 1 else f'more than {value}'} of the kind",
        }
        return ways[way]()


_NUMBERS = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")

_UNTOLD = {"id", "minutes_ago"}
"""Arguments of set-up calls that tell a reader nothing where the phrase does not speak of them."""


def _given(part: BaseModel) -> dict[str, Any]:
    """Return what a part of an argument says, without what goes without saying."""
    return part.model_dump(mode="json", exclude_defaults=True)


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]
