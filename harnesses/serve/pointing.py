"""Pointing: programs that build Google's client themselves, brought to a served world by its address alone."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.request import urlopen

from ...mocks.faces.discovery import APIS
from ...snapshots.errors import MissingExtra


@contextmanager
def google_at(url: str) -> Iterator[None]:
    """Have Google's client come to a served world, wherever a program builds it, until the block ends.

    `url` is the world's own address, as `diorama serve` prints it. Programs that know no other address than Google's
    need no change: the client takes an API's address from the discovery document that it carries, and gets the
    server's in its place. APIs that are not served here stay where they are.
    """
    try:
        from googleapiclient import discovery_cache
    except ModuleNotFoundError:
        raise MissingExtra("Google's client is not installed; install diorama[serve]") from None
    kept: Any = discovery_cache.get_static_doc

    def served(name: str, version: str) -> Any:
        if APIS.get(name) != version:
            return kept(name, version)
        with urlopen(f"{url.rstrip('/')}/discovery/v1/apis/{name}/{version}/rest") as answer:
            return answer.read().decode()

    discovery_cache.get_static_doc = served
    try:
        yield
    finally:
        discovery_cache.get_static_doc = kept
