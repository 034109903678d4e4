"""Swiping a card of the deck: to the right it is liked, to the left passed, and nothing else is swiped so."""

import pytest

from tests.mocks.phone.handling import Handset


@pytest.fixture
def phone() -> Handset:
    made = Handset()
    made.prepare("install", app="firstbench")
    made.prepare("put_row", app="firstbench", table="profiles", id="me", row={"name": "Ida Brook"})
    for km, name in enumerate(("Near", "Far"), 1):
        made.prepare("put_row", app="firstbench", table="people", id=name.lower(), row={
            "name": name, "age": 40, "about": "", "picture": "portrait:1", "km": km, "likes_back": True})
    made.do("open_app", name="firstbench")
    return made


def swipe(phone: Handset, key: str, by: int) -> None:
    x, y = phone.box(key).visible.centre
    phone.do("swipe", x1=x - by // 2, y1=y, x2=x + by // 2, y2=y)


def test_a_card_swiped_to_the_right_is_liked_and_may_be_a_match(phone: Handset) -> None:
    swipe(phone, "card_near", 500)
    phone.box("card_far")
    assert [(row.name, row.liked, row.matched) for row in phone.rows("dating_people")] == [
        ("Far", False, False), ("Near", True, True)]
    assert [row.kind for row in phone.rows("effects")] == ["user.followed"]


def test_a_card_swiped_to_the_left_is_passed_and_nobody_hears_of_it(phone: Handset) -> None:
    swipe(phone, "card_near", -500)
    assert [(row.name, row.passed) for row in phone.rows("dating_people")] == [("Far", False), ("Near", True)]
    assert phone.rows("effects") == []


def test_a_swipe_beside_the_card_decides_nothing(phone: Handset) -> None:
    swipe(phone, "title", 300)
    assert not any(row.liked or row.passed for row in phone.rows("dating_people"))
