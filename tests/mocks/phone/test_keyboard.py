"""The keyboard: what its keys type, in English and by pinyin."""

import pytest

from diorama.mocks.phone.screen import shown
from tests.mocks.phone.handling import Handset


class Typist:
    """Somebody who types into the reference of a payment with a finger."""

    def __init__(self, language: str) -> None:
        self.phone = Handset(language=language)
        self.phone.prepare("start", app="nimbuspay")
        self.phone.prepare("press", key="transfer")
        self.phone.prepare("press", key="payee_ida")
        self.phone.do("tap", id="reference")

    def keys(self, *names: str) -> None:
        """Tap keys one after the other."""
        for name in names:
            self.phone.do("tap", id=f"key_{name}")

    def choose(self, word: str) -> None:
        """Tap a word that is offered."""
        boxes = shown(self.phone.world.state).layout.boxes
        box = next(one for one in boxes if one.widget.act == ("candidate", word))
        x, y = box.visible.centre
        self.phone.do("tap", x=x, y=y)

    @property
    def offered(self) -> list[str]:
        """The words that are offered."""
        return [box.widget.act[1] for box in shown(self.phone.world.state).layout.boxes
                if box.widget.act[:1] == ("candidate",)]

    @property
    def text(self) -> str:
        """What stands in the field."""
        return self.phone.box("reference").widget.text

    @property
    def composing(self) -> str:
        """The pinyin that waits for a word, as it stands above the keys."""
        found = shown(self.phone.world.state).layout.find("composing")
        return "" if found is None else found.widget.text


@pytest.fixture
def chinese() -> Typist:
    return Typist("zh")


def test_english_letters_are_typed_at_once() -> None:
    typist = Typist("en")
    typist.keys("h", "i", "space", "shift", "J", "o", "delete", "signs", "4")
    assert typist.text == "hi J4"
    assert typist.offered == []


def test_pinyin_waits_for_a_word_which_is_then_typed(chinese: Typist) -> None:
    chinese.keys(*"nihao")
    assert (chinese.text, chinese.composing) == ("", "nihao")
    assert chinese.offered[0] == "你好"
    assert "你好" in chinese.phone.text, "and those who read the screen are told"
    assert not chinese.phone.rows("effects"), "nothing is typed yet"
    chinese.choose("你好")
    assert (chinese.text, chinese.composing, chinese.offered) == ("你好", "", [])
    typed = [{one.name: one.value for one in row.details} for row in chinese.phone.rows("effects")]
    assert typed == [{"field": "reference", "text": "你好"}]


def test_a_word_of_the_first_letters_leaves_the_others_waiting(chinese: Typist) -> None:
    chinese.keys(*"nihao")
    chinese.choose("你")
    assert (chinese.text, chinese.composing) == ("你", "hao")
    chinese.keys("delete", "delete")
    assert chinese.composing == "h"
    chinese.keys("delete", "delete")
    assert (chinese.text, chinese.composing) == ("", ""), "then what was typed goes"


@pytest.mark.parametrize(("keys", "text"), [
    (("space",), "你好"), (("enter",), "nihao"), (("，",), "你好，"), (("signs", "1"), "你好1"),
    (("language", "a"), "你好a"),
])
def test_what_waits_is_taken_by_space_signs_and_other_keys(chinese: Typist, keys: tuple[str, ...], text: str) -> None:
    chinese.keys(*"nihao")
    chinese.keys(*keys)
    assert (chinese.text, chinese.composing) == (text, "")


def test_letters_that_are_no_pinyin_can_be_typed_as_they_are(chinese: Typist) -> None:
    chinese.keys(*"delete")
    chinese.keys("enter")
    assert chinese.text == "delete", "the letters, not the key of that name"
    chinese.keys("space", "v", "u")
    chinese.keys("space")
    assert chinese.text == "delete vu"


def test_keys_change_between_the_languages_and_back(chinese: Typist) -> None:
    chinese.keys("language", "o", "k", "language")
    chinese.keys(*"ni")
    assert (chinese.text, chinese.composing) == ("ok", "ni")
    chinese.keys("signs")
    chinese.keys("letters")
    chinese.keys("h")
    assert chinese.composing == "h"


def test_what_waited_in_one_field_does_not_wait_in_the_next(chinese: Typist) -> None:
    chinese.keys(*"ni")
    chinese.phone.do("tap", id="amount")
    assert chinese.composing == ""
    chinese.keys("signs", "5")
    assert (chinese.phone.box("amount").widget.text, chinese.text) == ("5", "")


def test_an_agents_tool_types_past_the_keyboard(chinese: Typist) -> None:
    chinese.phone.do("type", text="度假公寓")
    assert (chinese.text, chinese.composing) == ("度假公寓", "")
