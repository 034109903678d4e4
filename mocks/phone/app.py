"""Apps: what one kind of app is. Its screens are functions of what it keeps, its events are what taps on them do."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias, TypeVar

from ...snapshots.errors import StateError, ToolError, shown, suggest
from .records import AppRecord

if TYPE_CHECKING:
    from ..screens.widgets import Widget
    from .look import Look

View: TypeAlias = "Callable[[Look], Widget]"
Event: TypeAlias = "Callable[..., None]"
Signed: TypeAlias = "Callable[[Look], bool]"
V = TypeVar("V", bound="View")
E = TypeVar("E", bound="Event")

LAUNCHER, SYSTEM = "launcher", "system"
"""The ids of the two apps that every phone has: they are no rows, and have the skins of those names."""

Kind: TypeAlias = Literal["page", "dialog", "sheet"]


class Screen(NamedTuple):
    """One screen of an app. A dialog and a sheet lie over the page below, which a scrim covers.

    A `secure` one is black in pixels, while its tree can be read. A `modal` one is not left by a tap beside it.
    """

    name: str
    view: "View"
    kind: Kind = "page"
    secure: bool = False
    modal: bool = False


class App:
    """One kind of app: its records, screens and events, declared in a module of its own in `apps/`.

    `icon` is of the toolkit's icon font. `records` gives each table a name: `App("bank", records={"accounts":
    Account})` makes `phone.bank_accounts`. `permissions` are those that it may ask for. `account` is the record that
    the app cannot do without, or tells whether there is an account where another service keeps it: while there is none,
    nobody is signed in, and the app shows that and does nothing.
    """

    def __init__(
        self, kind: str, *, icon: str, records: "dict[str, type[AppRecord]] | None" = None, start: str = "home",
        permissions: tuple[str, ...] = (), account: "type[AppRecord] | Signed | None" = None,
    ) -> None:
        self.kind = kind
        self.icon = icon
        self.records = records or {}
        self.start = start
        self.permissions = permissions
        self.account = account
        self.screens: dict[str, Screen] = {}
        self.events: dict[str, Event] = {}

    def screen(
        self, name: str, kind: Kind = "page", *, secure: bool = False, modal: bool = False
    ) -> "Callable[[V], V]":
        """Declare a function as the view of a screen."""

        def declare(view: V) -> V:
            if name in self.screens:
                raise StateError(f"{self.kind} has two screens {name!r}")
            self.screens[name] = Screen(name, view, kind, secure, modal)
            return view

        return declare

    def event(self, name: str) -> "Callable[[E], E]":
        """Declare a function as what an event does. It gets an Act, and the event's arguments as texts."""

        def declare(function: E) -> E:
            if name in self.events:
                raise StateError(f"{self.kind} has two events {name!r}")
            self.events[name] = function
            return function

        return declare

    def screen_named(self, name: str) -> Screen:
        """Return a screen; StateError names the nearest."""
        found = self.screens.get(name)
        if found is None:
            raise StateError(f"{self.kind} has no screen {name!r}.{suggest(name, self.screens)}")
        return found

    def event_named(self, name: str) -> Event:
        """Return what an event does; StateError names the nearest."""
        found = self.events.get(name)
        if found is None:
            raise StateError(f"{self.kind} has no event {name!r}.{suggest(name, self.events)}")
        return found


def table_path(kind: str, name: str) -> str:
    """Return the path of an app's table."""
    return f"phone.{kind}_{name}"


def no_such_app(name: str, known: "list[str]") -> ToolError:
    """Return the error of an app that is not on the phone."""
    return ToolError("app_not_found", f"There is no app {shown(name)} on this phone.{suggest(name, known)}")
