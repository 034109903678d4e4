"""Inspecting: our suites in Inspect AI, our runs as its logs, and its logs judged again. Needs the extra `inspect`."""

from importlib.util import find_spec

from ...snapshots.errors import MissingExtra


def needed(what: str) -> None:
    """Make sure that Inspect is there; MissingExtra names the extra, and what needs it."""
    if find_spec("inspect_ai") is None:
        raise MissingExtra(f"{what} needs the package inspect-ai; install it with: pip install 'diorama[inspect]'")
