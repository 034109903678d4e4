"""The keyboard on the screen, and what its keys do to the field that has the focus.

In Chinese, letters are pinyin: they stand above the keys with the words for them until one is chosen. Space takes the
first, Enter the letters themselves.
"""

from string import ascii_letters

from ...screens.keyboards import Board
from ...screens.keyboards import keyboard as keys_of
from ...screens.pinyin import candidates
from ...screens.widgets import Widget
from ..act import Act
from ..look import Look
from ..records import Display
from .ui import APP

PINYIN = "pinyin"
LONGEST = 40
"""Letters of pinyin that may wait for a word. Ours."""


def board_of(look: Look, display: Display) -> str:
    """Return which keys are there: of the phone's language, until others are chosen."""
    return display.keys or (PINYIN if look.device.language == "zh" else "letters")


@APP.screen("keyboard")
def keyboard(look: Look) -> Widget:
    """Show the keys, and above them the pinyin typed so far with the words for it."""
    display: Display = look.rows_at("phone.displays")["display"]
    words = tuple(one.word for one in candidates(display.composing)) if display.composing else ()
    return keys_of(Board(board_of(look, display), display.composing, words, locale=look.device.language))


@APP.event("key")
def key(act: Act, name: str) -> None:
    """Do what a key says: type a character, take one away, end the field, or show other keys."""
    board = board_of(act, act.display)
    match name:
        case "shift":
            act.show(keys="letters" if board == "capitals" else "capitals" if board == "letters" else board)
        case "signs":
            _take(act)
            act.show(keys="pinyin signs" if board == PINYIN else "signs")
        case "letters":
            act.show(keys=PINYIN if board == "pinyin signs" else "letters")
        case "language":
            _take(act)
            act.show(keys="letters" if board.startswith(PINYIN) else PINYIN)
        case _ if board == PINYIN and (act.display.composing or _is_letter(name)):
            _compose(act, name)
        case _:
            _press(act, name)
            if board == "capitals":
                act.show(keys="letters")


def _is_letter(name: str) -> bool:
    return len(name) == 1 and name in ascii_letters


def _press(act: Act, name: str) -> None:
    if name in ("enter", "delete"):
        act.call("phone.key_in", {"key": name})
    else:
        _type(act, " " if name == "space" else name)


def _type(act: Act, text: str) -> None:
    act.call("phone.key_in", {"text": text})


def _compose(act: Act, name: str) -> None:
    """Do what a key does to the pinyin that waits for a word, or begin one."""
    typed = act.display.composing
    match name:
        case "delete":
            act.show(composing=typed[:-1])
        case "space":
            _take(act)
        case "enter":
            _type(act, typed)
            act.show(composing="")
        case _ if _is_letter(name):
            act.show(composing=(typed + name)[:LONGEST])
        case _:
            _take(act)
            _press(act, name)


def _take(act: Act) -> None:
    """Take the first words for all the pinyin that waits; what is none stays as its letters."""
    while typed := act.display.composing:
        found = candidates(typed)
        if not found:
            _type(act, typed)
            act.show(composing="")
            return
        candidate(act, found[0].word)


@APP.event("candidate")
def candidate(act: Act, word: str) -> None:
    """Type a word that was offered; letters that it does not stand for go on waiting."""
    typed = act.display.composing
    letters = next((one.letters for one in candidates(typed) if one.word == word), len(typed))
    _type(act, word)
    act.show(composing=typed[letters:])
