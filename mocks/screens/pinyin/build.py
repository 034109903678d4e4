"""Make the table of pinyin from two open dictionaries and our own texts.

    pip install pypinyin==0.55.0 jieba==0.42.1
    python mocks/screens/pinyin/build.py FOLDER...

The folders are those whose texts the keyboard has to be able to type. Nothing that runs later imports this module.
Readings are pypinyin's, how often a word is used is jieba's; both are under the MIT licence.
"""

import sys
from importlib import import_module
from pathlib import Path
from string import ascii_lowercase
from typing import Any

WORDS = 6_000
"""The most used words of two to four characters that are taken beside those of our own texts."""

RARE = 50
"""By how much a reading of a character that is not its first is taken to be less used than that."""

LICENCE = (
    "# Made by build.py: pinyin, then words by their use. Readings: pypinyin 0.55.0, Copyright (c) 2016 mozillazg.",
    "# Frequencies: jieba 0.42.1, Copyright (c) 2013 Sun Junyi. Both are under the MIT licence, which MIT.txt has.",
)


def level_one() -> str:
    """Return the 3,755 characters of the first level of GB 2312, those in use."""
    pairs = (bytes([row, cell]) for row in range(0xB0, 0xD8) for cell in range(0xA1, 0xFF))
    return "".join(pair.decode("gb2312", "ignore") for pair in pairs)


def in_font(word: str) -> bool:
    """Tell whether the bundled fonts have every character of a word: those of GB 2312 that are Han."""
    try:
        return all(character.encode("gb2312")[0] >= 0xB0 for character in word)
    except UnicodeEncodeError:
        return False


def texts(folders: list[Path]) -> str:
    """Return all that stands in the sources and data of some folders."""
    found = sorted(path for folder in folders for path in folder.rglob("*") if path.suffix in (".py", ".yaml"))
    return "\n".join(path.read_text(encoding="utf-8") for path in found)


def used(jieba: Any) -> dict[str, int]:
    """Return how often each word is used."""
    jieba.initialize()
    counts: dict[str, int] = jieba.dt.FREQ
    return {word: count for word, count in counts.items() if count and in_font(word)}


def table(own: str) -> dict[str, list[str]]:
    """Return the words of each pinyin, the most used first."""
    pypinyin, jieba = import_module("pypinyin"), import_module("jieba")
    counts = used(jieba)
    weights: dict[str, dict[str, int]] = {}
    characters = dict.fromkeys([*level_one(), *(one for one in own if in_font(one))])
    for one in characters:
        for number, reading in enumerate(pypinyin.pinyin(one, style=pypinyin.Style.NORMAL, heteronym=True)[0]):
            weight = counts.get(one, 0) // (RARE if number else 1)
            weights.setdefault(reading.replace("ü", "v"), {})[one] = weight
    words = [word for word in sorted(counts, key=lambda one: (-counts[one], one)) if 2 <= len(word) <= 4][:WORDS]
    for word in [*words, *(one for one in jieba.cut(own) if 2 <= len(one) <= 4 and in_font(one))]:
        code = "".join(pypinyin.lazy_pinyin(word)).replace("ü", "v")
        if _is_spelled(code):
            weights.setdefault(code, {})[word] = counts.get(word, 0)
    return {
        code: sorted(found, key=lambda word: (-found[word], word)) for code, found in sorted(weights.items())
        if _is_spelled(code)
    }


def _is_spelled(code: str) -> bool:
    return bool(code) and set(code) <= set(ascii_lowercase)


if __name__ == "__main__":
    rows = table(texts([Path(folder) for folder in sys.argv[1:]]))
    target = Path(__file__).parent / "table.txt"
    target.write_text("\n".join((*LICENCE, *(" ".join((code, *words)) for code, words in rows.items()))) + "\n",
                      encoding="utf-8")
