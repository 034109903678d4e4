"""Amounts: typed, shown, and in the currency of where the phone is."""

import pytest

from diorama.mocks.phone.amounts import cents
from diorama.mocks.phone.catalog import app_of
from diorama.mocks.phone.look import Look
from diorama.mocks.phone.records import Language, Page
from tests.mocks.phone.handling import Handset


@pytest.mark.parametrize(("typed", "amount"), [
    ("12", 1_200), ("12.5", 1_250), ("1,250.00", 125_000), (".5", 50), ("", 0), ("12.345", 0), ("-3", 0), ("٣", 0),
])
def test_a_typed_amount_is_read_in_hundredths_and_what_is_none_is_nothing(typed: str, amount: int) -> None:
    assert cents(typed) == amount


def look(language: Language) -> Look:
    state = Handset(language=language).world.state
    return Look(state.table, 0, app_of("bank"), "nimbuspay", Page(screen="home"))


@pytest.mark.parametrize(("language", "said"), [("en", "€12.50"), ("zh", "¥12.50")])
def test_an_amount_is_in_the_currency_of_where_the_phone_is_unless_another_is_said(
    language: Language, said: str
) -> None:
    shown = look(language)
    assert shown.money(1_250) == said == shown.money(1_250, shown.currency)
    assert shown.money(-125_000, "USD") == "-$1,250.00"
    assert shown.money(1_250, "JPY") == "¥1,250"
    assert shown.money(1_250, "CHF") == "CHF 12.50"
