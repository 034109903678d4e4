"""The catalog of apps: each module of `apps/` and of `system/` declares one as APP, and needs no other place."""

from functools import lru_cache
from importlib import import_module
from pkgutil import iter_modules

from ...snapshots.errors import StateError, suggest
from . import apps, system
from .app import App


@lru_cache(maxsize=1)
def all_apps() -> dict[str, App]:
    """Return every kind of app by its name, in the order of the names."""
    found: dict[str, App] = {}
    for package in (apps, system):
        for module in sorted(iter_modules(package.__path__), key=lambda one: one.name):
            app = getattr(import_module(f"{package.__name__}.{module.name}"), "APP", None)
            if app is None:
                continue
            if found.get(app.kind, app) is not app:
                raise StateError(f"{module.name}: there is another app of the kind {app.kind!r}")
            found[app.kind] = app
    return dict(sorted(found.items()))


def app_of(kind: str) -> App:
    """Return a kind of app; StateError names the nearest."""
    found = all_apps().get(kind)
    if found is None:
        raise StateError(f"there is no app of the kind {kind!r}.{suggest(kind, all_apps())}")
    return found
