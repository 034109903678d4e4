"""The on-screen keyboard: rows of keys for English, for Chinese by pinyin, for signs and for numbers.

A key raises ("key", what it is): the character itself, or space, enter, delete, shift, signs, letters, language. A
candidate above the keys raises ("candidate", the word). What a key does is the device's business.
"""

from functools import partial
from typing import NamedTuple

from .said import said
from .widgets import FILL, SELECTED, Style, Widget, column, icon, row, scroll, spacer, text

_ROWS = {
    "letters": ("qwertyuiop", "asdfghjkl", "zxcvbnm"),
    "capitals": ("QWERTYUIOP", "ASDFGHJKL", "ZXCVBNM"),
    "signs": ("1234567890", "@#$_&-+()/", "*\"':;!?"),
    "pinyin": ("qwertyuiop", "asdfghjkl", "zxcvbnm"),
    "pinyin signs": ("1234567890", "@#￥_&-+（）/", "、“”：；！？"),
}
_NUMBERS = ("123-", "456 ", "789<", ",0.>")


class Board(NamedTuple):
    """Hold which keys a keyboard shows, and what is above them.

    `name` is letters, capitals, signs, pinyin, pinyin signs or numbers; `composing` the pinyin typed so far, and
    `candidates` the words for it, or the suggestions; `enter` the icon of the key that ends a field. `locale`
    is the language in which readers are told of signs.
    """

    name: str = "letters"
    composing: str = ""
    candidates: tuple[str, ...] = ()
    enter: str = "keyboard_return"
    locale: str = "en"


def keyboard(board: Board) -> Widget:
    """Return what the keyboard's window holds."""
    if board.name == "numbers":
        rows = tuple(_line(*(_number_key(name, board) for name in line)) for line in _NUMBERS)
    elif board.name in _ROWS:
        rows = _rows(board)
    else:
        raise ValueError(f"no keyboard is called {board.name!r}; there are {', '.join((*_ROWS, 'numbers'))}")
    keys = column(*rows, key="keys", style=Style(width=FILL, gap=_GAP, padding=(4, 4, 4, 8)))
    style = Style(width=FILL, fill="surface_container", padding=(0, 0, 0, 4))
    return Widget("keyboard", "keyboard", children=(_above(board), keys), style=style)


_GAP = 10


def _above(board: Board) -> Widget:
    """Return the strip above the keys: candidates, or what a keyboard offers while there are none."""
    if not board.candidates and not board.composing:
        tools = ("apps", "mood", "content_paste", "settings", "mic")
        signs = tuple(icon(name, size=22) for name in tools)
        return row(*signs, style=Style(height=44, width=FILL, along="between", padding=(24, 0, 24, 0)))
    words = tuple(_candidate(word, number == 0) for number, word in enumerate(board.candidates))
    strip = scroll(*words, kind="strip", key="candidates", style=Style(height=40, width=FILL, padding=(8, 0, 8, 0)))
    if not board.composing:
        return strip
    typed = text(board.composing, "label", "on_surface_variant", key="composing", lines=1,
                 style=Style(padding=(16, 4, 16, 0)))
    return column(typed, strip, style=Style(width=FILL))


def _candidate(word: str, first: bool) -> Widget:
    ink = "primary" if first else "on_surface"
    style = Style(height=40, padding=(12, 0, 12, 0), font="body_large", ink=ink, lines=1)
    return Widget("key", text=word, style=style, flags=SELECTED if first else 0, act=("candidate", word))


def _rows(board: Board) -> tuple[Widget, ...]:
    chinese = board.name.startswith("pinyin")
    signs = board.name.endswith("signs")
    first, second, third = _ROWS[board.name]
    tell = partial(said, locale=board.locale)
    shown = board.name == "capitals"
    arrow = "keyboard_capslock" if shown else "keyboard_arrow_up"
    edge = _named("shift", "1/2" if signs else "", 15, icon="" if signs else arrow, told=tell("Shift"), on=shown)
    inset = () if len(second) == 10 else (spacer(weight=5),)
    space = "中文" if chinese else "English"
    comma, stop = ("，", "。") if chinese else (",", ".")
    swap = _named("letters", "ABC", 15) if signs else _named("signs", "?123", 15)
    return (
        _line(*map(_key, first)), _line(*inset, *map(_key, second), *inset),
        _line(edge, *map(_key, third), _named("delete", "", 15, icon="backspace", told=tell("Delete"))),
        _line(
            swap, _key(comma), _named("language", "", 10, icon="language", told=tell("Language")),
            Widget("key", "key_space", space, style=_KEY._replace(weight=40, font="body_small", fill="surface"),
                   act=("key", "space"), description=tell("Space")),
            _key(stop), _enter(board),
        ),
    )


_KEY = Style(weight=10, height=44, radii=(6,) * 4, fill="surface", font="key", lines=1)
_SPECIAL = _KEY._replace(fill="surface_highest", font="label_large", size=22)


def _line(*keys: Widget) -> Widget:
    return row(*keys, style=Style(width=FILL, gap=5))


def _key(character: str) -> Widget:
    return Widget("key", f"key_{character}", character, style=_KEY, act=("key", character))


def _named(name: str, label: str, weight: int, *, icon: str = "", told: str = "", on: bool = False) -> Widget:
    style = _SPECIAL._replace(weight=weight, fill="secondary_container" if on else "surface_highest")
    return Widget("key", f"key_{name}", label, told, icon=icon, style=style, act=("key", name),
                  flags=SELECTED if on else 0)


def _enter(board: Board) -> Widget:
    style = _SPECIAL._replace(weight=15, fill="primary", ink="on_primary", radii=(22,) * 4)
    told = said("Enter", board.locale)
    return Widget("key", "key_enter", description=told, icon=board.enter, style=style, act=("key", "enter"))


def _number_key(character: str, board: Board) -> Widget:
    if character == "<":
        return _named("delete", "", 10, icon="backspace", told=said("Delete", board.locale))
    if character == ">":
        return _enter(board)._replace(style=_SPECIAL._replace(fill="primary", ink="on_primary", weight=10))
    if character == " ":
        return Widget("key", "key_space", style=_SPECIAL._replace(weight=10), icon="space_bar",
                      description=said("Space", board.locale), act=("key", "space"))
    return _key(character)
