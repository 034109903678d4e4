"""Prices: what tokens cost where that is known, and nothing where it is not."""

from decimal import Decimal
from pathlib import Path

import pytest

from diorama.harnesses.models import read_name
from diorama.harnesses.models.prices import SHIPPED, cost_of, price_of, read_prices
from diorama.snapshots.errors import UsageError


@pytest.fixture(autouse=True)
def at_the_vendors(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("OPENAI_BASE_URL", "ANTHROPIC_BASE_URL"):
        monkeypatch.delenv(variable, raising=False)


def test_a_vendors_price_holds_at_the_vendors_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    price = price_of(read_name("openai:gpt-4o-mini"))
    assert price is not None
    assert (price.input, price.cached, price.output) == (Decimal("0.15"), Decimal("0.075"), Decimal("0.6"))
    assert price_of(read_name("openai:gpt-4o-mini?base_url=http://host/v1")) is None
    monkeypatch.setenv("OPENAI_BASE_URL", "http://host/v1")
    assert price_of(read_name("openai:gpt-4o-mini")) is None


@pytest.mark.parametrize("name", ["openai:gpt-99", "openai:claude-haiku-4-5", "anthropic:gpt-4o", "openai:gpt-5-codex"])
def test_an_unknown_model_has_no_price(name: str) -> None:
    assert price_of(read_name(name)) is None


def test_the_first_row_that_fits_holds() -> None:
    nano, small = (price_of(read_name(f"openai:{model}")) for model in ("gpt-4.1-nano", "gpt-4.1"))
    assert nano is not None
    assert small is not None
    assert nano.input < small.input


def test_every_shipped_row_is_sound() -> None:
    for vendor, pattern, price in read_prices(SHIPPED):
        assert vendor in ("openai", "anthropic")
        assert 0 < price.cached <= price.input <= price.written < price.output, pattern


def test_a_cost_is_exact_and_rounded_once() -> None:
    price = price_of(read_name("anthropic:claude-haiku-4-5"))
    assert cost_of(price, 1_000_000, 0, 0, 0) == 1_000_000
    assert cost_of(price, 0, 15, 0, 0) == 2
    assert cost_of(price, 10, 100, 8, 3) == 45
    assert cost_of(None, 10, 0, 0, 10) is None


def test_a_file_of_ones_own_holds_wherever_it_is_given(tmp_path: Path) -> None:
    file = tmp_path / "prices.yaml"
    file.write_text('prices:\n  - {model: "qwen*", input: 0.2, output: 0.6}\n')
    price = price_of(read_name(f"openai:qwen3:8b?base_url=http://host/v1&prices={file}"))
    assert cost_of(price, 5, 5, 5, 5) == 6
    assert price_of(read_name(f"openai:gpt-5?prices={file}")) is None


@pytest.mark.parametrize("text", ["", "prices: 7", "prices: [{model: x}]", "prices: [{model: x, input: a, output: 1}]",
                                  "prices: [", "rows: []"])
def test_a_file_that_is_none_is_named(tmp_path: Path, text: str) -> None:
    file = tmp_path / "prices.yaml"
    file.write_text(text)
    with pytest.raises(UsageError, match=r"prices\.yaml is no file of prices"):
        price_of(read_name(f"openai:x?prices={file}"))
