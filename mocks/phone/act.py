"""Act: what an event of an app may do. All of it is rows of the phone; what crosses to other services is a call."""

from typing import TypeVar

from pydantic import JsonValue

from ...snapshots.calls import Actor, Call
from ...snapshots.digest import Json
from ...snapshots.errors import StateError, ToolError
from ..service import Transaction, View
from .app import SYSTEM, App
from .effects import check_effect
from .look import DEVICE, Look, app_named
from .records import (
    AppRecord,
    Choice,
    Device,
    Display,
    Effect,
    Grant,
    Installed,
    Named,
    Notice,
    Page,
    Scope,
    Task,
)

A = TypeVar("A", bound=AppRecord)

DISPLAY = "display"

TOAST = 3_500
"""How long a toast stays, in ms: Android's long one."""

BANNER = 6_000
"""How long a notification is over the screen when it comes, in ms. Ours."""

TICK = 50
"""What an action takes, in ms of simulated time, so that toasts go and adverts count down. Ours."""


class Act(Look):
    """What runs an event: all that a Look has, and the means to change the phone."""

    def __init__(self, tx: Transaction, app: App, identity: str, page: Page) -> None:
        super().__init__(tx.read, tx.now, app, identity, page)
        self.tx = tx

    # Where things are

    @property
    def display(self) -> Display:
        """What is in front."""
        display: Display = self.tx.read("phone.displays")[DISPLAY]
        return display

    def show(self, **changes: object) -> None:
        """Change what is in front."""
        View[Display](self.tx, "phone.displays").update(DISPLAY, **changes)

    def _tasks(self) -> "View[Task]":
        return View(self.tx, "phone.tasks")

    @property
    def pages(self) -> tuple[Page, ...]:
        """The pages of the app, the top one last; of the system those that lie over the app in front."""
        if self.id == SYSTEM:
            return self.display.over
        task = self._tasks().get(self.id)
        return () if task is None else task.pages

    def _stack(self, pages: tuple[Page, ...]) -> None:
        if self.id == SYSTEM:
            self.show(over=pages)
            return
        tasks = self._tasks()
        task = tasks.get(self.id)
        used = self.tx.now if task is None else task.used
        tasks.put(self.id, Task(pages=pages, used=used))
        if pages:
            self.page = pages[-1]

    def act_for(self, identity: str) -> "Act":
        """Return the means to change the phone from another app's top page."""
        app = app_named(self.tx.read, identity)
        task = self._tasks().get(identity)
        page = task.pages[-1] if task is not None and task.pages else Page(screen=app.start)
        return Act(self.tx, app, identity, page)

    def leave_over(self) -> None:
        """Take the uppermost window of the system away: the one that is being acted in."""
        self.show(over=self.display.over[:-1])

    def open(self, screen: str, **args: str | int) -> None:
        """Put a page on top."""
        self.app.screen_named(screen)
        self._stack((*self.pages, _page(screen, args)))
        self.show(keyboard=False)

    def replace(self, screen: str, **args: str | int) -> None:
        """Put a page in the place of the top one."""
        self.app.screen_named(screen)
        self._stack((*self.pages[:-1], _page(screen, args)))
        self.show(keyboard=False)

    def back(self, pages: int = 1) -> None:
        """Take the top pages away; the last one stays."""
        stack = self.pages
        self._stack(stack[: max(1, len(stack) - pages)])
        self.show(keyboard=False)

    def back_to(self, screen: str) -> None:
        """Take away what is above the nearest page of a screen, or begin anew with it."""
        stack = self.pages
        at = next((i for i in range(len(stack) - 1, -1, -1) if stack[i].screen == screen), None)
        self._stack((_page(screen, {}),) if at is None else stack[: at + 1])
        self.show(keyboard=False)

    def set(self, name: str, value: str) -> None:
        """Put a value on the page: the text of a field, what is ticked or chosen."""
        values = tuple(one for one in self.page.values if one.name != name)
        if value:
            values += (Named(name=name, value=value),)
        self.put_page(self.page.replace(values=values))

    def put_page(self, page: Page) -> None:
        """Put a changed page in the place of the one that is being acted on."""
        stack = self.pages
        if self.page not in stack:
            raise StateError(f"{self.id}: the page {self.page.screen} is not open any more")
        self._stack(tuple(page if one is self.page or one == self.page else one for one in stack))
        self.page = page

    # The app's own rows

    def table(self, record: type[A]) -> "View[A]":
        """Return the table of one of the app's records."""
        return View(self.tx, self._path(record))

    def add(self, row: A) -> str:
        """Insert a row under a fresh id, and return that."""
        identity = self.tx.new_id(type(row).__name__.lower())
        self.table(type(row)).put(identity, row)
        return identity

    def update(self, record: type[A], identity: str, **changes: object) -> A:
        """Replace some fields of one of the app's rows."""
        self.row(record, identity)
        return self.table(record).update(identity, **changes)

    def remove(self, record: type[A], identity: str) -> None:
        """Delete one of the app's rows."""
        self.row(record, identity)
        self.table(record).remove(identity)

    # What others see of it

    def effect(self, kind: str, **details: str | int) -> None:
        """Record what was brought about."""
        check_effect(kind, tuple(details))
        row = Effect(kind=kind, app=self.id, at=self.tx.now,
                     details=tuple(Named(name=name, value=str(value)) for name, value in details.items()))
        effects = View[Effect](self.tx, "phone.effects")
        effects.put(f"effect_{len(effects) + 1:05}", row)

    def toast(self, text: str) -> None:
        """Show a line at the bottom for a while."""
        self.show(toast=text, toast_until=self.tx.now + TOAST)

    def notify(
        self, title: str, text: str, *, event: tuple[str, ...] = (), choices: tuple[Choice, ...] = (),
        ongoing: bool = False, key: str = "", ago: int = 0,
    ) -> None:
        """Post a notification, or replace the one of the same key. `ago`: it has been there for so many ms."""
        silent = ongoing or ago or self.device.do_not_disturb
        row = Notice(app=self.id, title=title, text=text, at=self.tx.now - ago, event=event, choices=choices,
                     ongoing=ongoing, banner_until=0 if silent else self.tx.now + BANNER)
        if self.installed_row(self.id).notifications:
            View[Notice](self.tx, "phone.notices").put(key or self.tx.new_id("notice"), row)

    def notice(self, identity: str) -> Notice:
        """Return a notification."""
        return View[Notice](self.tx, "phone.notices")[identity]

    def dismiss(self, identity: str) -> None:
        """Take a notification away."""
        View[Notice](self.tx, "phone.notices").remove(identity)

    def end_task(self, identity: str) -> None:
        """Close an app, if it is open: next time it begins at its start. The one in front gives way to the launcher."""
        if identity in self._tasks():
            self._tasks().remove(identity)
        if self.display.app == identity:
            self.show(app="", keyboard=False)

    def kind_of(self, identity: str) -> str:
        """Return the kind of an app on the phone."""
        return self.installed_row(identity).kind

    def installed_row(self, identity: str) -> Installed:
        """Return what the phone knows of an app on it."""
        return View[Installed](self.tx, "phone.apps")[identity]

    def put_installed(self, identity: str, **changes: object) -> None:
        """Change what the phone knows of an app on it."""
        View[Installed](self.tx, "phone.apps").update(identity, **changes)

    def install(self, identity: str, *, page: int = 0) -> None:
        """Put an app on the phone."""
        self.call("phone.install", {"app": identity, "page": page})
        self.effect("app.installed", name=identity)

    def uninstall(self, identity: str) -> None:
        """Remove an app with all that it keeps."""
        self.call("phone.remove_app", {"app": identity})
        self.effect("app.uninstalled", name=identity)

    def over(self, screen: str, **args: str | int) -> None:
        """Put a page of the system over everything: a permission, a share sheet, an alert."""
        self.show(over=(*self.display.over, _page(screen, args)), keyboard=False)

    def need(self, permission: str, then: tuple[str, ...], without: tuple[str, ...] = ()) -> None:
        """Raise `then` if the app has a permission, ask for it if it never has, else raise `without`."""
        scope = self.scope(permission)
        if scope is None:
            self.over("permission", app=self.id, permission=permission, then="\x1f".join(then),
                      without="\x1f".join(without))
        elif scope == "denied":
            self.raise_event(without)
        else:
            self.raise_event(then)

    def grant(self, permission: str, scope: Scope, *, app: str = "", precise: bool = True) -> None:
        """Write down what an app has been granted of a permission."""
        owner = app or self.id
        View[Grant](self.tx, "phone.grants").put(
            f"{owner}:{permission}", Grant(app=owner, permission=permission, scope=scope, precise=precise)
        )

    def raise_event(self, event: tuple[str, ...]) -> None:
        """Do what an event of this app does; nothing for an empty one, or where nobody is signed in."""
        if event and self.signed_in:
            self.app.event_named(event[0])(self, *event[1:])

    def share(self, what: str, text: str) -> None:
        """Open the sheet that offers the apps which take what is shared."""
        self.over("share", source=self.id, what=what, text=text)

    def start(self, kind: str, *event: str, app: str = "") -> None:
        """Bring another app of a kind to the front, and raise an event in it: an intent."""
        self.call("phone.intend", {"kind": kind, "app": app, "event": list(event)})

    def bring(self, identity: str) -> None:
        """Bring an app to the front as it was left."""
        self.call("phone.intend", {"kind": "", "app": identity, "event": []})

    def later(self, ms: int, *event: str) -> int:
        """Have an event raised in this app some time from now; return the number to take it back by."""
        call = Call.of("phone.raise_later", {"app": self.id, "event": list(event)})
        return self.tx.schedule(call, due=self.tx.now + ms, actor=self._system)

    @property
    def _system(self) -> Actor:
        return Actor(role="scheduler", principal=self.tx.actor.principal)

    def call(self, tool: str, arguments: "dict[str, JsonValue]") -> Json:
        """Make one of the phone's own calls, as the system."""
        outcome = self.tx.call(Call.of(tool, arguments), actor=self._system)
        if not outcome.ok:
            raise StateError(f"{self.id}: {tool}: {outcome.message}")
        return outcome.value

    def office(self, tool: str, **arguments: JsonValue) -> Json:
        """Call a tool of another service on the owner's account; ToolError as it gives it."""
        outcome = self.tx.call(Call.of(tool, arguments), actor=Actor(role="person", principal=self.device.owner))
        if not outcome.ok:
            raise ToolError(outcome.code, outcome.message)
        return outcome.value

    def unlock(self) -> None:
        """Open the lock screen."""
        View[Device](self.tx, "phone.devices").update(DEVICE, locked=False)

    def set_lock(self, pin: str) -> None:
        """Lock the screen with a PIN, or with none."""
        View[Device](self.tx, "phone.devices").update(DEVICE, pin=pin)
        self.effect("setting.changed", setting="screen lock", value="PIN" if pin else "none")

    def set_device(self, **changes: object) -> Device:
        """Change settings of the device, each an effect of its own."""
        for name, value in changes.items():
            self.effect("setting.changed", setting=name, value=_told(value))
        return View[Device](self.tx, "phone.devices").update(DEVICE, **changes)


def _told(value: object) -> str:
    return ("off", "on")[value] if isinstance(value, bool) else str(value)


def _page(screen: str, args: "dict[str, str | int]") -> Page:
    return Page(screen=screen, args=tuple(Named(name=name, value=str(value)) for name, value in args.items()))
