"""The on-screen keyboard: every character that its rows promise is on a key, and keys fill their rows."""

import pytest

from diorama.mocks.screens.geometry import Rect
from diorama.mocks.screens.hits import hit
from diorama.mocks.screens.keyboards import Board, keyboard
from diorama.mocks.screens.layout import Box, Layout, lay_out
from diorama.mocks.screens.theme import Theme
from diorama.mocks.screens.windows import Screen, Window

NAMES = ("letters", "capitals", "signs", "pinyin", "pinyin signs", "numbers")


def laid(board: Board) -> Layout:
    """Return a keyboard at the bottom of a phone's screen."""
    window = Window("keys", keyboard(board), Rect(0, 0, 1080, 2400), Theme(), gravity="bottom")
    return lay_out(Screen(1080, 2400, (window,)))


def keys(layout: Layout) -> dict[str, Box]:
    """Return the keys by what they raise."""
    return {box.widget.act[1]: box for box in layout.boxes if box.widget.act[:1] == ("key",)}


@pytest.mark.parametrize("name", NAMES)
def test_keys_do_not_overlap_and_raise_what_they_show(name: str) -> None:
    layout = laid(Board(name))
    found = keys(layout)
    assert all(hit(layout, *box.bounds.centre).act == ("key", said) for said, box in found.items())
    boxes = list(found.values())
    assert not any(one.bounds.meets(other.bounds) for one in boxes for other in boxes if one is not other)
    assert {"delete", "enter", "space"} <= set(found)
    assert all(box.bounds.height >= 100 for box in boxes)
    assert all(box.ops for box in boxes)


@pytest.mark.parametrize("name", NAMES)
def test_the_first_row_reaches_from_side_to_side(name: str) -> None:
    boxes = list(keys(laid(Board(name))).values())
    top = min(box.bounds.top for box in boxes)
    row = [box.bounds for box in boxes if box.bounds.top == top]
    assert (min(rect.left for rect in row), max(rect.right for rect in row)) == (11, 1069)


def test_letters_are_all_there() -> None:
    assert set("abcdefghijklmnopqrstuvwxyz") < set(keys(laid(Board("letters"))))
    assert set("ABCDEFGHIJKLMNOPQRSTUVWXYZ") < set(keys(laid(Board("capitals"))))
    assert set("0123456789") < set(keys(laid(Board("numbers"))))


def test_pinyin_has_candidates_above_its_keys_and_more_by_scrolling() -> None:
    words = tuple("你好拟尼泥呢妮逆腻倪霓匿溺")
    layout = laid(Board("pinyin", "ni", words))
    shown = [box for box in layout.boxes if box.widget.act[:1] == ("candidate",)]
    assert [box.widget.text for box in shown] == list(words[: len(shown)])
    assert 5 < len(shown) < len(words)
    strip = layout.find("candidates")
    assert strip is not None
    assert strip.reach is not None
    assert strip.reach.limit > 0
    composing = layout.find("composing")
    assert composing is not None
    assert composing.bounds.bottom <= min(box.bounds.top for box in shown)


def test_a_chinese_reader_is_told_in_chinese() -> None:
    found = keys(laid(Board("pinyin", locale="zh")))
    told = {name: box.widget.description for name, box in found.items() if box.widget.description}
    assert told == {"shift": "大写", "delete": "删除", "language": "切换语言", "space": "空格", "enter": "确定"}


def test_a_keyboard_that_there_is_not_is_named() -> None:
    with pytest.raises(ValueError, match="no keyboard is called 'emoji'; there are letters"):
        keyboard(Board("emoji"))
