"""Prices: what tokens cost, by patterns of models' names, out of a file of the user's own. There is no other price, and
no guess: vendors change theirs, and a wrong one would be believed."""

from decimal import ROUND_HALF_UP, Decimal
from fnmatch import fnmatchcase
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from ...snapshots.errors import UsageError
from .named import ModelName


class Price(NamedTuple):
    """Millionths of a US dollar for a token, which is dollars for a million: of input, of input that the provider had
    kept, of input that it keeps, and of output."""

    input: Decimal
    cached: Decimal
    written: Decimal
    output: Decimal


def price_of(name: ModelName) -> Price | None:
    """Return what a model's tokens cost by the first row that fits in the file that its name gives; None if there is no
    such row, or no file."""
    if not name.options.prices:
        return None
    vendor = "anthropic" if name.kind == "anthropic" else "openai"
    return next((price for maker, pattern, price in read_prices(Path(name.options.prices))
                 if maker in (vendor, "*") and fnmatchcase(name.model, pattern)), None)


def cost_of(price: Price | None, fresh: int, kept: int, written: int, went: int) -> int | None:
    """Return what tokens cost in millionths of a dollar, rounded; None without a price, or if the endpoint counted no
    tokens: every question has some."""
    if price is None or not any((fresh, kept, written, went)):
        return None
    exact = price.input * fresh + price.cached * kept + price.written * written + price.output * went
    return int(exact.to_integral_value(ROUND_HALF_UP))


@lru_cache(maxsize=8)
def read_prices(path: Path) -> tuple[tuple[str, str, Price], ...]:
    """Read a file of prices: vendor, pattern and price of each row; the first that fits holds."""
    try:
        rows: Any = yaml.safe_load(path.read_text(encoding="utf-8"))
        return tuple(_row(row) for row in rows["prices"])
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}") from None
    except (yaml.YAMLError, KeyError, TypeError, ArithmeticError) as error:
        raise UsageError(f"{path} is no file of prices, with rows such as {{model: NAME*, input: 1.25, output: 10}}: "
                         f"{error!r}") from None


def _row(row: dict[str, Any]) -> tuple[str, str, Price]:
    came, went = Decimal(str(row["input"])), Decimal(str(row["output"]))
    kept, written = Decimal(str(row.get("cached", came))), Decimal(str(row.get("written", came)))
    return str(row.get("vendor", "*")), str(row["model"]), Price(came, kept, written, went)
