"""Random screens for property tests: small ones, with every kind of widget in every kind of place.

Hypothesis draws a seed and a size; the tree is drawn from the seed, since drawing each of its fields by Hypothesis
takes most of a test's time. A screen that fails gets smaller by its size.
"""

from collections.abc import Sequence
from random import Random
from typing import TypeVar

from hypothesis import strategies as st

from diorama.mocks.screens.geometry import Rect
from diorama.mocks.screens.theme import SCALE, Theme
from diorama.mocks.screens.widgets import FILL, FLOWS, LEAVES, NOTHING, Act, Style, Widget
from diorama.mocks.screens.windows import Screen, Window

WIDTH, HEIGHT = 240, 320
_LETTERS = "abc de.,-（你好，世界。）🙂\nWi"
_LEAF_KINDS = sorted(kind for kind, flow in FLOWS.items() if flow in LEAVES)
_OTHER_KINDS = sorted(kind for kind, flow in FLOWS.items() if flow not in LEAVES)
T = TypeVar("T")


def _rarely(draw: Random, values: Sequence[T], usual: T) -> T:
    """Return one of some values a third of the time."""
    return draw.choice(values) if draw.random() < 0.34 else usual


def _style(draw: Random) -> Style:
    lengths = (12, 40, 90, 300, FILL)
    small = (2, 5, 9)
    return Style(
        width=_rarely(draw, lengths, 0), height=_rarely(draw, lengths, 0), least_width=_rarely(draw, (30,), 0),
        least_height=_rarely(draw, (20,), 0), weight=_rarely(draw, (1, 2), 0),
        padding=(_rarely(draw, small, 0), _rarely(draw, small, 0), _rarely(draw, small, 0), _rarely(draw, small, 0)),
        gap=_rarely(draw, small, 0), along=_rarely(draw, ("start", "centre", "end", "between"), ""),
        across=_rarely(draw, ("start", "centre", "end", "stretch"), ""),
        place=draw.choice(("top start", "centre", "bottom end", "top", "end")),
        shift=(draw.randrange(-9, 9), draw.randrange(-9, 9)),
        fill=_rarely(draw, ("surface", "primary", "#FF000080"), ""),
        border=_rarely(draw, (1, 2), 0), radii=_rarely(draw, ((4, 4, 4, 4), (28, 28, 0, 0)), (0, 0, 0, 0)),
        shadow=_rarely(draw, (3,), 0), font=draw.choice(sorted(SCALE)), lines=draw.randrange(4),
        size=draw.choice((16, 24)), columns=draw.randrange(1, 4), offset=_rarely(draw, (-5, 30, 400), 0),
    )


def _act(draw: Random) -> Act:
    return _rarely(draw, (("tap", "1"), ("tap", "2")), NOTHING)


def tree(draw: Random, size: int, depth: int = 0) -> Widget:
    """Return a random tree of about so many widgets."""
    key = _rarely(draw, ("send", "list", "title"), "")
    if size <= 1 or depth > 6:
        return Widget(
            draw.choice(_LEAF_KINDS), key, "".join(draw.choices(_LETTERS, k=_rarely(draw, (0, 40), 7))),
            _rarely(draw, ('Said & "done"',), ""), _rarely(draw, ("Search",), ""),
            _rarely(draw, ("home", "star.filled"), ""), draw.randrange(-5, 1200), style=_style(draw),
            flags=_rarely(draw, range(64), 0), act=_act(draw), long=_act(draw),
        )
    count = draw.randrange(1, 5)
    children = tuple(tree(draw, (size - 1) // count, depth + 1) for _ in range(count))
    return Widget(
        draw.choice(_OTHER_KINDS), key, children=children, style=_style(draw), flags=32 * (draw.random() < 0.1),
        act=_act(draw),
    )


def _theme(draw: Random) -> Theme:
    return Theme(
        hue=draw.randrange(360), dark=draw.random() < 0.5, density=draw.choice((120, 160, 240)),
        font=draw.choice((85, 100, 130, 200)),
    )


def _upper(draw: Random, size: int) -> Window:
    left, top = draw.randrange(-20, 150), draw.randrange(-20, 200)
    return Window(
        "upper", tree(draw, size), Rect(left, top, left + draw.randrange(1, 240), top + draw.randrange(1, 320)),
        _theme(draw), "org.example.upper", draw.choice(("fill", "centre", "top", "bottom")),
        _rarely(draw, ("scrim",), ""),
        modal=draw.random() < 0.3, outside=_rarely(draw, (("outside",),), NOTHING), secure=draw.random() < 0.2,
        touches=draw.random() < 0.8, focus=draw.random() < 0.7,
    )


def screen(seed: int, size: int) -> Screen:
    """Return a random screen of one to three windows."""
    draw = Random(seed)
    lowest = Window("app", tree(draw, size), Rect(0, 0, WIDTH, HEIGHT), _theme(draw), "org.example.app")
    upper = tuple(_upper(draw, size // 3) for _ in range(draw.choice((0, 1, 1, 2))))
    return Screen(WIDTH, HEIGHT, (lowest, *upper))


screens = st.builds(screen, st.integers(0, 2**32), st.integers(1, 40))
