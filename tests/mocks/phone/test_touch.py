"""Touching: which box is meant by an id that more than one has."""

from diorama.mocks.phone.touch import keyed
from diorama.mocks.screens.geometry import Rect
from diorama.mocks.screens.layout import lay_out
from diorama.mocks.screens.theme import Theme
from diorama.mocks.screens.widgets import Act, Widget, column, text
from diorama.mocks.screens.windows import Screen, Window


def _button(label: str, *act: str) -> Widget:
    raised: Act = act
    return Widget("button", "send", label, act=raised)


def _meant(*windows: Widget) -> str:
    room = Rect(0, 0, 1080, 2400)
    placed = tuple(Window(f"w{i}", tree, room, Theme(), gravity="top") for i, tree in enumerate(windows))
    return keyed(lay_out(Screen(1080, 2400, placed)))["send"].widget.text


def test_what_takes_touches_is_meant_before_what_only_shows() -> None:
    below = column(text("first"), _button("Send", "sent"))
    assert _meant(column(_button("Send", "sent"), text("Sent!", key="send"))) == "Send"
    assert _meant(below, text("Sending", key="send")) == "Send", "in a window over it as well"


def test_of_those_that_take_touches_the_uppermost_is_meant_and_of_labels_the_last() -> None:
    assert _meant(column(_button("Old", "old"), _button("New", "new"))) == "New"
    assert _meant(column(text("Old", key="send"), text("New", key="send"))) == "New"
