"""Prices: what tokens cost where somebody has said so, and nothing where nobody has."""

from decimal import Decimal
from pathlib import Path

import pytest

from diorama.harnesses.models import read_name
from diorama.harnesses.models.prices import Price, cost_of, price_of
from diorama.snapshots.errors import UsageError

ROWS = """prices:
  - {vendor: openai, model: "large-mini*", input: 0.4, cached: 0.1, output: 1.6}
  - {vendor: openai, model: "large*", input: 2, cached: 0.5, output: 8}
  - {vendor: anthropic, model: "wise-1*", input: 1, cached: 0.1, written: 1.25, output: 5}
  - {model: "qwen*", input: 0.2, output: 0.6}
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return a file of prices."""
    path = tmp_path / "prices.yaml"
    path.write_text(ROWS)
    return path


def price(name: str, file: Path) -> Price | None:
    return price_of(read_name(f"{name}?base_url=http://host/v1&prices={file}"))


@pytest.mark.parametrize("name", ["openai:gpt-4o", "anthropic:claude-sonnet-4-5", "openai:x?base_url=http://host/v1"])
def test_nobody_s_price_is_known_unless_it_is_given(name: str) -> None:
    assert price_of(read_name(name)) is None


@pytest.mark.parametrize("name", ["openai:small", "openai:wise-1", "anthropic:large", "openai:my-large"])
def test_what_is_not_in_the_file_has_no_price(name: str, file: Path) -> None:
    assert price(name, file) is None


def test_the_first_row_that_fits_holds(file: Path) -> None:
    small = Price(Decimal("0.4"), Decimal("0.1"), Decimal("0.4"), Decimal("1.6"))
    assert price("openai:large-mini-2026", file) == small
    assert price("responses:large-3", file) == Price(Decimal(2), Decimal("0.5"), Decimal(2), Decimal(8))


def test_input_that_is_kept_costs_what_input_does_unless_it_is_said(file: Path) -> None:
    for name in ("openai:qwen3:8b", "anthropic:qwen3"):
        assert price(name, file) == Price(Decimal("0.2"), Decimal("0.2"), Decimal("0.2"), Decimal("0.6"))


def test_a_cost_is_exact_and_rounded_once(file: Path) -> None:
    found = price("anthropic:wise-1", file)
    assert cost_of(found, 1_000_000, 0, 0, 0) == 1_000_000
    assert cost_of(found, 0, 15, 0, 0) == 2
    assert cost_of(found, 10, 100, 8, 3) == 45
    assert cost_of(None, 10, 0, 0, 10) is None
    assert cost_of(found, 0, 0, 0, 0) is None, "an endpoint that counts nothing is not free"


@pytest.mark.parametrize("text", ["", "prices: 7", "prices: [{model: x}]", "prices: [{model: x, input: a, output: 1}]",
                                  "prices: [", "rows: []"])
def test_a_file_that_is_none_is_named(tmp_path: Path, text: str) -> None:
    file = tmp_path / "none.yaml"
    file.write_text(text)
    with pytest.raises(UsageError, match=r"none\.yaml is no file of prices"):
        price("openai:x", file)
