"""Pinyin: what is offered for letters, and that the fonts have all of it."""

import pytest

from diorama.mocks.screens.pinyin import MOST, Candidate, candidates
from diorama.mocks.screens.pixels.metrics import has


@pytest.mark.parametrize(("typed", "first"), [
    ("nihao", Candidate("你好", 5)), ("zhifu", Candidate("支付", 5)), ("ni", Candidate("你", 2)),
    ("lv", Candidate("率", 2)), ("n", Candidate("那", 1)),
])
def test_the_most_used_word_of_the_letters_comes_first(typed: str, first: Candidate) -> None:
    assert candidates(typed)[0].letters == first.letters
    assert first in candidates(typed)[:4]


def test_words_that_begin_so_and_words_of_the_beginning_are_offered_too() -> None:
    assert Candidate("你好", 4) in candidates("niha"), "it goes on so"
    assert Candidate("你", 2) in candidates("niha"), "it begins so, and `ha` goes on waiting"
    assert Candidate("你好", 5) in candidates("nihaoma")


@pytest.mark.parametrize("typed", ["", "v", "ubiquitous", "x" * 40, "NI", "1"])
def test_what_is_no_pinyin_has_no_words_of_its_own(typed: str) -> None:
    assert all(0 < one.letters <= len(typed) for one in candidates(typed))
    assert not [one for one in candidates(typed) if one.letters == len(typed) > 1]


def test_no_more_are_offered_than_there_is_room_for_and_none_twice() -> None:
    for typed in ("y", "yi", "yiyi", "shishi", "zhong", "zhongguo"):
        words = [one.word for one in candidates(typed)]
        assert len(words) == len(set(words)) <= MOST


def test_every_word_can_be_drawn() -> None:
    words = {one.word for code in ("a", "e", "z", "zh", "sh", "q", "x", "lv", "nihao") for one in candidates(code, 200)}
    assert len(words) > 200
    assert not {character for word in words for character in word if not has("sans", character)}
