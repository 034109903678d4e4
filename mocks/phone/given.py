"""Given: what the phone's data files say, words and skins."""

from importlib.resources.abc import Traversable
from typing import Any

import yaml

# The one in C is several times as fast, and not built everywhere.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_given(path: Traversable) -> Any:
    """Return what a YAML file holds."""
    return yaml.load(path.read_text(encoding="utf-8"), _LOADER)
