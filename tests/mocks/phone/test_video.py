"""The advert at the start of an app for videos counts down, and can be skipped when it is over."""

import pytest

from tests.mocks.phone.handling import Handset


@pytest.fixture
def phone() -> Handset:
    made = Handset()
    made.prepare("install", app="reelbarn")
    made.prepare("put_row", app="reelbarn", table="habits", id="habit", row={"startup": "sofa"})
    made.prepare("put_row", app="reelbarn", table="adverts", id="sofa", row={
        "brand": "Sofas", "claim": "Half price.", "target": "sofas.example", "picture": "room:1", "wait": 5_000})
    made.do("open_app", name="reelbarn")
    return made


def test_the_advert_can_be_skipped_when_its_time_is_over_and_not_before(phone: Handset) -> None:
    assert phone.screen == "reelbarn:advert"
    phone.do("tap", id="countdown")
    assert phone.screen == "reelbarn:advert"
    phone.do("wait", ms=3_000)
    phone.box("countdown")
    phone.do("wait", ms=2_000)
    phone.do("tap", id="skip_ad")
    assert phone.screen == "reelbarn:home"
    assert phone.rows("effects") == []


@pytest.mark.parametrize("key", ["go_on", "visit", "ad_picture"])
def test_what_looks_like_the_way_on_opens_the_advert(phone: Handset, key: str) -> None:
    phone.do("tap", id=key)
    assert phone.screen == "reelbarn:landing"
    assert [(row.kind, row.details[0].value) for row in phone.rows("effects")] == [("ad.opened", "sofas.example")]
