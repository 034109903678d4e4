"""Lines of text: nothing is lost, nothing is too wide, and lines break where a reader expects."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diorama.mocks.screens.layout.text import ELLIPSIS, lines_of, tail_of
from diorama.mocks.screens.pixels.metrics import advance

FACE, SIZE = "sans", 20
words = st.text(st.sampled_from("abc iW.,-()（你好，世界。）“”🙂👍🏽é\n "), max_size=60)


def texts(text: str, width: int, most: int = 0) -> list[str]:
    """Return the lines of a text in the usual face."""
    return [run.text for run in lines_of(text, FACE, SIZE, width, most)]


@given(words, st.integers(0, 400), st.integers(0, 4))
def test_no_line_is_too_wide_and_there_are_not_too_many(text: str, width: int, most: int) -> None:
    runs = lines_of(text, FACE, SIZE, width, most)
    assert all(run.width == advance(FACE, SIZE, run.text) <= width for run in runs)
    assert not most or len(runs) <= most


@given(words, st.integers(60, 400))
def test_without_a_limit_no_character_is_lost(text: str, width: int) -> None:
    assert "".join(texts(text, width)).replace(" ", "") == text.replace("\n", "").replace(" ", "")


@given(words, st.integers(60, 400), st.integers(1, 3))
def test_what_is_cut_ends_in_an_ellipsis(text: str, width: int, most: int) -> None:
    whole, cut = texts(text, width), texts(text, width, most)
    if len(whole) > most:
        assert cut[:-1] == whole[: most - 1]
        assert cut[-1].endswith(ELLIPSIS)
        assert whole[most - 1].startswith(cut[-1].removesuffix(ELLIPSIS).rstrip())
    else:
        assert cut == whole


@given(words, st.integers(0, 300))
def test_a_tail_is_the_longest_end_that_fits(text: str, width: int) -> None:
    run = tail_of(text, FACE, SIZE, width)
    assert text.endswith(run.text)
    assert run.width <= width


def test_latin_breaks_at_spaces_and_chinese_between_characters() -> None:
    assert texts("the quick brown fox", advance(FACE, SIZE, "brown fox")) == ["the quick", "brown fox"]
    assert texts("天地玄黄宇宙洪荒", advance(FACE, SIZE, "天地玄黄宇")) == ["天地玄黄宇", "宙洪荒"]
    assert texts("用Wi-Fi上网", advance(FACE, SIZE, "用Wi-F")) == ["用", "Wi-Fi", "上网"]


@pytest.mark.parametrize("mark", list("，。！？）》”：；、"))
def test_no_line_begins_with_a_closing_mark(mark: str) -> None:
    lines = texts(f"天地玄黄{mark}宇宙洪荒", advance(FACE, SIZE, "天地玄黄"))
    assert not any(line.startswith(mark) for line in lines)


@pytest.mark.parametrize("mark", list("（《“￥"))
def test_no_line_ends_with_an_opening_mark(mark: str) -> None:
    lines = texts(f"天地玄黄{mark}宇宙洪荒", advance(FACE, SIZE, f"天地玄黄{mark}"))
    assert not any(line.endswith(mark) for line in lines)


def test_a_word_that_is_too_long_is_broken() -> None:
    lines = texts("incomprehensibilities", advance(FACE, SIZE, "incompre"))
    assert len(lines) == 3
    assert "".join(lines) == "incomprehensibilities"


def test_paragraphs_begin_lines_and_empty_ones_are_kept() -> None:
    assert texts("one\n\ntwo", 300) == ["one", "", "two"]


def test_a_sign_of_several_characters_is_not_broken() -> None:
    assert all("\U0001f3fd" not in line or "👍🏽" in line for line in texts("👍🏽" * 9, 60))


def test_nothing_fits_in_no_width() -> None:
    assert texts("word", 1) == []
    assert texts("", 100) == []
