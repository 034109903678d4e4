"""Words: how texts are compared by search, by people's rules and by checks."""

import re
from functools import lru_cache

# Ranges and not \w: which code points are letters differs between Python versions. Scripts written without spaces
# (kana, Han) count one character as one word, so that a phrase of them is found inside a sentence.
_WORD = re.compile(
    "[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]"
    "|[0-9a-z_\u00aa\u00b5\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u1fff\u2c00-\u2dff\u3100-\u33ff\ua000-\uf8ff"
    "\ufb00-\ufdff\ufe70-\ufefe\uff10-\uff19\uff41-\uff5a\uff66-\uffdc\U00010000-\U0010ffff]+"
)


def words(text: str) -> str:
    """Return the words of a text, lower case, with single spaces around each: phrases compare by containment."""
    return _short(text) if len(text) <= _SHORT else _read(text)


def looked_up(query: str, text: str) -> bool:
    """Tell whether each word of a query begins a word of a text: how directories are searched."""
    spoken = words(text)
    return all(f" {word}" in spoken for word in words(query).split())


def _read(text: str) -> str:
    return f" {' '.join(_WORD.findall(text.lower()))} "


_SHORT = 200
"""Characters of a text whose words are kept: names, addresses and phrases recur, bodies would fill the memory."""

_short = lru_cache(maxsize=16384)(_read)
