"""Words: what stands on screens, by language, with more than one wording where apps differ in it.

`words/KIND.yaml` has the words of a kind of app, `words/system.yaml` those that every app may use.
"""

import re
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

from ...snapshots.errors import StateError, shown, suggest
from .given import read_given
from .records import Language

_PLACE = re.compile(r"\{(\w+)\}", re.ASCII)

Wordings = dict[str, dict[str, tuple[str, ...]]]
"""Key to language to wordings."""


class Wording(NamedTuple):
    """How one app speaks: the words of its kind, its language, and the number that picks among wordings."""

    kind: str
    language: Language
    variant: int

    def say(self, key: str, **parts: str | int) -> str:
        """Return the words under a key, with `{part}`s filled in; StateError names the nearest key."""
        return fill(_chosen(self.kind, key, self.language, self.variant), parts)


def fill(text: str, parts: "dict[str, str | int]") -> str:
    """Return a text with each `{part}` replaced; StateError quotes a part that is not given."""
    if "{" not in text:
        return text

    def part(found: re.Match[str]) -> str:
        if found[1] not in parts:
            raise StateError(f"{shown(text)} needs {found[1]!r}; given are {', '.join(parts) or 'none'}")
        return str(parts[found[1]])

    return _PLACE.sub(part, text)


@lru_cache(maxsize=65536)
def _chosen(kind: str, key: str, language: Language, variant: int) -> str:
    own = read_words(kind)
    found = own.get(key) or read_words("system").get(key)
    if found is None:
        raise StateError(f"{kind} has no words {key!r}.{suggest(key, [*own, *read_words('system')])}")
    options = found[language]
    return options[variant % len(options)]


@lru_cache(maxsize=128)
def read_words(kind: str) -> Wordings:
    """Return the words of a kind of app, read once; StateError says what is wrong with the file."""
    path = files(__package__).joinpath("words", f"{kind}.yaml")
    if not path.is_file():
        return {}
    data = read_given(path)
    return {key: _worded(f"words/{kind}.yaml: {key}", key, given) for key, given in data.items()}


def _worded(where: str, key: object, given: "dict[str, object]") -> dict[str, tuple[str, ...]]:
    """Return the wordings of a key by language, as many in each; StateError says what YAML made of them instead."""
    if not isinstance(key, str):  # YAML reads `on` and `no` as truth values
        raise StateError(f"{where}: the key is no text; put it in quotation marks")
    if set(given) != {"en", "zh"}:
        raise StateError(f"{where}: it is worded in {', '.join(given)}; it has to be in en and zh")
    out: dict[str, tuple[str, ...]] = {}
    for language, said in given.items():
        options = tuple(said) if isinstance(said, list) else (said,)
        for option in options:
            if not isinstance(option, str):
                raise StateError(f"{where}: the {language} wording {option!r} is no text; put it in quotation marks")
        out[language] = options
    if len(out["en"]) != len(out["zh"]):
        raise StateError(f"{where}: it has {len(out['en'])} wordings in en and {len(out['zh'])} in zh; give as many")
    return out
