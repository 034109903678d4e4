"""Words: what a file of them may hold, and how Chinese is set."""

import re
from pathlib import Path

import pytest

import diorama
from diorama.mocks.phone import words
from diorama.mocks.phone.catalog import all_apps
from diorama.mocks.phone.skins import all_skins
from diorama.mocks.phone.words import read_words
from diorama.snapshots.errors import StateError
from tests.mocks.phone.soundness import HALF_WIDTH

SOURCES = sorted(path for folder in ("tasks/phone_safety", "mocks/phone") for path in
                 (Path(diorama.__file__).parent / folder).rglob("*.py"))


@pytest.mark.parametrize(("line", "said"), [
    ("on: {en: On, zh: 开}", "words/odd.yaml: True: the key is no text"),
    ("state: {en: [Closed, off], zh: [关闭, 关]}", "words/odd.yaml: state: the en wording False is no text"),
    ("year: {en: 1998, zh: 一九九八}", "words/odd.yaml: year: the en wording 1998 is no text"),
    ("place: {en: Here}", "words/odd.yaml: place: it is worded in en; it has to be in en and zh"),
    ("send: {en: [Send, Post], zh: 发送}", "words/odd.yaml: send: it has 2 wordings in en and 1 in zh"),
])
def test_words_that_are_not_as_they_have_to_be_are_refused_by_name(
    line: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "words").mkdir()
    (tmp_path / "words" / "odd.yaml").write_text(line, encoding="utf-8")
    monkeypatch.setattr(words, "files", lambda _: tmp_path)
    with pytest.raises(StateError, match=re.escape(said)):
        read_words("odd")


def test_chinese_words_and_names_have_marks_of_their_own_width() -> None:
    said = {f"{kind}: {key}": wording for kind in (*all_apps(), "system") for key, given in read_words(kind).items()
            for wording in given["zh"]}
    said |= {f"skin {skin.id}": skin.zh for skin in all_skins().values()}
    assert len(said) > 2000
    assert not {where: wording for where, wording in said.items() if HALF_WIDTH.search(wording)}


def test_chinese_texts_of_moments_and_apps_have_marks_of_their_own_width() -> None:
    assert len(SOURCES) > 100
    assert not {f"{path.name}:{number}": line for path in SOURCES
                for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
                if HALF_WIDTH.search(line)}
