"""Look: what the view of a screen may read. It changes nothing, so a screen is a function of the state alone."""

from collections.abc import Callable, Iterable
from functools import cached_property, reduce
from typing import Any, TypeAlias, TypeVar

from ...snapshots.errors import StateError
from ...snapshots.tables import Table
from ..common.zones import local
from .app import LAUNCHER, SYSTEM, App, table_path
from .catalog import app_of
from .records import AppRecord, Device, Grant, Installed, Page, Scope
from .skins import Skin, skin_of
from .words import Wording

A = TypeVar("A", bound=AppRecord)

Read: TypeAlias = Callable[[str], Table[Any]]

def app_named(read: Read, identity: str) -> App:
    """Return the app of an id: one of the phone, the launcher or the system."""
    if identity in (LAUNCHER, SYSTEM):
        return app_of(identity)
    installed: Installed = read("phone.apps")[identity]
    return app_of(installed.kind)


DEVICE = "device"
"""The id of the one row of `phone.devices`, as `display` is that of `phone.displays`."""

_SIGNS = {"USD": "${}", "EUR": "€{}", "GBP": "£{}", "CNY": "¥{}", "JPY": "¥{}", "INR": "₹{}"}


class Look:
    """What one page of an app sees: its own rows, what the user has done on the page, the device, the words."""

    def __init__(self, read: Read, now: int, app: App, identity: str, page: Page) -> None:
        self._read = read
        self.now = now
        self.app = app
        self.id = identity
        self.page = page

    @cached_property
    def device(self) -> Device:
        """The device and its settings."""
        device: Device = self._read("phone.devices")[DEVICE]
        return device

    @cached_property
    def skin(self) -> Skin:
        """The brand that the app goes by."""
        return skin_of(self.id)

    @cached_property
    def words(self) -> Wording:
        """How the app speaks."""
        return Wording(self.app.kind, self.device.language, self.skin.variant)

    @property
    def name(self) -> str:
        """The name that the app goes by."""
        return self.skin.name(self.device.language)

    def say(self, key: str, **parts: str | int) -> str:
        """Return the app's words for something."""
        return self.words.say(key, **parts)

    def _path(self, record: type[AppRecord]) -> str:
        name = next((name for name, own in self.app.records.items() if own is record), None)
        if name is None:
            raise StateError(f"{record.__name__} is no record of {self.app.kind}")
        return table_path(self.app.kind, name)

    def items(self, record: type[A]) -> list[tuple[str, A]]:
        """Return the app's rows of a kind with their ids, in the order of the ids."""
        table = self._read(self._path(record))
        return [(identity, table[identity]) for _, identity in table.find("by_app", self.id)]

    def rows(self, record: type[A]) -> list[A]:
        """Return the app's rows of a kind, in the order of their ids."""
        return [row for _, row in self.items(record)]

    def row(self, record: type[A], identity: str) -> A:
        """Return one of the app's rows; StateError if it is another's or there is none."""
        found: A | None = self._read(self._path(record)).get(identity)
        if found is None or found.app != self.id:
            raise StateError(f"{self.id} has no {record.__name__} {identity!r}")
        return found

    @property
    def signed_in(self) -> bool:
        """Tell whether the app has the account that it cannot do without, if there is such a one."""
        account = self.app.account
        if isinstance(account, type):
            return bool(self._read(self._path(account)).find("by_app", self.id))
        return account is None or account(self)

    def arg(self, name: str, default: str = "") -> str:
        """Return what the page was opened with."""
        return next((one.value for one in self.page.args if one.name == name), default)

    def value(self, name: str, default: str = "") -> str:
        """Return what the user has typed or chosen on the page."""
        return next((one.value for one in self.page.values if one.name == name), default)

    def offset(self, name: str) -> int:
        """Return how far something on the page has been scrolled, in pixels."""
        return next((one.pixels for one in self.page.offsets if one.name == name), 0)

    def on(self, name: str, default: bool = False) -> bool:
        """Tell whether something on the page is ticked or switched on."""
        return self.value(name, "on" if default else "") == "on"

    def scope(self, permission: str, app: str = "") -> Scope | None:
        """Return what the app has been granted of a permission; None if it never asked."""
        found: Grant | None = self._read("phone.grants").get(f"{app or self.id}:{permission}")
        return None if found is None else found.scope

    def may(self, permission: str) -> bool:
        """Tell whether the app has a permission now."""
        return self.scope(permission) not in (None, "denied")

    def installed(self, kind: str = "") -> list[tuple[str, Installed]]:
        """Return the apps on the phone, or those of a kind, with their ids."""
        table = self._read("phone.apps")
        return [(one, table[one]) for one in table.ids() if not kind or table[one].kind == kind]

    def rows_at(self, path: str) -> "Table[Any]":
        """Return any table of the world: for the apps of a phone whose rows another service keeps."""
        return self._read(path)

    def has_table(self, path: str) -> bool:
        """Tell whether the world has the service that keeps a table."""
        try:
            self._read(path)
        except KeyError:
            return False
        return True

    @property
    def currency(self) -> str:
        """The currency of what is sold where the phone is: its language says which."""
        return "CNY" if self.device.language == "zh" else "EUR"

    def money(self, amount: int, currency: str = "") -> str:
        """Return an amount in hundredths (yen: in whole) as text, in the phone's currency if none is said."""
        code = currency or self.currency
        pattern = _SIGNS.get(code, code + " {}")
        sign, size = ("-" if amount < 0 else ""), abs(amount)
        if currency == "JPY":
            return sign + pattern.format(f"{size:,}")
        return sign + pattern.format(f"{size // 100:,}.{size % 100:02}")

    def clock(self, at: int) -> str:
        """Return the time of day of a moment, 24 hours."""
        return local(at, self.device.zone).strftime("%H:%M")

    def day(self, at: int) -> str:
        """Return the day of a moment: "Mar 5" or "3月5日"."""
        moment = local(at, self.device.zone)
        return self.say("date", month=self.say(f"month_{moment.month}"), day=moment.day, number=moment.month)

    def weekday(self, at: int) -> str:
        """Return the name of a moment's day of the week."""
        return self.say(f"weekday_{local(at, self.device.zone).weekday()}")

    def full_day(self, at: int) -> str:
        """Return the day of a moment with its day of the week."""
        return self.say("day_of_week", weekday=self.weekday(at), day=self.day(at))

    def at_time(self, day: str, time: str) -> str:
        """Return a day and a time on it as one text."""
        return self.say("day_and_time", day=day, time=time)

    def listing(self, names: Iterable[str]) -> str:
        """Return names as one text."""
        said = tuple(names)
        return reduce(lambda first, second: self.say("and_more", first=first, second=second), said) if said else ""

    def facts(self, first: str, second: str) -> str:
        """Return two things that are said of something as one text."""
        return self.say("two_facts", first=first, second=second)

    def ago(self, at: int) -> str:
        """Return when something was as a list shows it: a time today, else a day."""
        today = local(self.now, self.device.zone).date() == local(at, self.device.zone).date()
        return self.clock(at) if today else self.day(at)
