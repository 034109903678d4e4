"""What every tool of the phone does with its rows: whose page an event belongs to, and what is in front."""

from functools import cached_property

from ...snapshots.errors import StateError, ToolError
from .act import DISPLAY, Act
from .app import LAUNCHER, SYSTEM, no_such_app
from .catalog import app_of
from .look import DEVICE, app_named
from .records import Device, Display, Named, Offset, Page, Task
from .screen import Owner, Shown, front, seen
from .skins import skin_of
from .tables import PhoneTables


class PhoneBase(PhoneTables):
    """The device, what is on its screen, and what an event does to it."""

    @property
    def device(self) -> Device:
        """The device and its settings; ToolError if the world has none."""
        found = self.devices.get(DEVICE)
        if found is None:
            raise ToolError("no_device", "There is no phone in this world.")
        return found

    @property
    def display(self) -> Display:
        """What is in front."""
        return self.displays[DISPLAY]

    def shown(self) -> Shown:
        """Return what is on the screen as the rows are now."""
        return seen(self.tx.read, self.tx.now, self.schemas)

    @cached_property
    def before(self) -> Shown:
        """What was on the screen when the call came in."""
        return self.shown()

    # Acting in an app

    def act_in(self, owner: Owner) -> Act:
        """Return the means to change the phone from one page of an app."""
        return Act(self.tx, owner.app, owner.id, owner.page)

    def act_for(self, identity: str) -> Act:
        """Return the means to change the phone from an app's top page."""
        app = app_named(self.tx.read, identity)
        task = self.tasks.get(identity)
        page = task.pages[-1] if task is not None and task.pages else Page(screen=app.start)
        return Act(self.tx, app, identity, page)

    def raise_in(self, owner: Owner, event: tuple[str, ...]) -> None:
        """Do what a widget's event does: one of the few that all apps have, else the app's own."""
        name, *arguments = event
        act = self.act_in(owner)
        match name:
            case "back":
                self.go_back()
            case "home":
                self.go_home()
            case "recents":
                self.show_over("recents")
            case "open":
                act.open(arguments[0], **dict(one.split("=", 1) for one in arguments[1:]))
            case "toggle":
                was = act.on(arguments[0], arguments[1:] == ["on"])
                act.set(arguments[0], "off" if was else "on")
            case "set":
                act.set(arguments[0], arguments[1])
            case "focus":
                self.put_page(owner, owner.page.replace(focus=arguments[0]))
                self.displays.update(DISPLAY, keyboard=True, composing="")
            case "nothing":
                pass
            case _:
                act.raise_event(event)

    # Moving between apps

    def bring(self, identity: str) -> None:
        """Bring an app to the front as it was left, or at its start."""
        if identity not in self.apps:
            raise no_such_app(identity, self.apps.table.ids())
        self._leave(identity)
        task = self.tasks.get(identity)
        app = app_of(self.apps[identity].kind)
        pages = task.pages if task is not None and task.pages else (Page(screen=app.start),)
        self.tasks.put(identity, Task(pages=pages, used=self._turn()))
        self.apps.update(identity, opened=self.apps[identity].opened + 1)
        self.displays.update(DISPLAY, app=identity, over=(), keyboard=False)
        if "opened" in app.events:
            self.act_for(identity).raise_event(("opened",))

    def _turn(self) -> int:
        return max((task.used for task in self.tasks.rows()), default=0) + 1

    def _leave(self, to: str) -> None:
        """End what was granted for once only to the app that is left."""
        left = self.display.app
        if left and left != to:
            for identity in self.grants.table.ids():
                grant = self.grants[identity]
                if grant.app == left and grant.scope == "once":
                    self.grants.remove(identity)

    def go_home(self) -> None:
        """Show the launcher."""
        self._leave("")
        self.displays.update(DISPLAY, app="", over=(), keyboard=False)
        self.tasks.put(LAUNCHER, Task(pages=(Page(screen="home"),), used=0))

    def go_back(self) -> None:
        """Leave what is uppermost: the keyboard, a window of the system, a page, at last the app."""
        display = self.display
        if display.keyboard:
            self.displays.update(DISPLAY, keyboard=False)
        elif display.over:
            page = display.over[-1]
            self.displays.update(DISPLAY, over=display.over[:-1])
            act = Act(self.tx, app_of(SYSTEM), SYSTEM, page)
            if "left" in act.app.events:
                act.raise_event(("left", page.screen))
        else:
            owner = front(self.tx.read, display)
            task = self.tasks.get(owner.id)
            if task is not None and len(task.pages) > 1:
                if "back" in owner.app.events:
                    self.act_in(owner).raise_event(("back",))
                else:
                    self.tasks.update(owner.id, pages=task.pages[:-1])
            elif display.app:
                self.tasks.update(owner.id, pages=())
                self.go_home()

    def show_over(self, screen: str, **args: str) -> None:
        """Put a page of the system over everything, unless it is there."""
        over = self.display.over
        if not over or over[-1].screen != screen:
            page = Page(screen=screen, args=tuple(Named(name=name, value=value) for name, value in args.items()))
            self.displays.update(DISPLAY, over=(*over, page), keyboard=False)

    def put_page(self, owner: Owner, page: Page) -> None:
        """Put a changed page in the place of one that is on the screen, in an app's stack or in the system's."""
        if owner.id == SYSTEM:
            over = tuple(page if one == owner.page else one for one in self.display.over)
            self.displays.update(DISPLAY, over=over)
            return
        task = self.tasks.get(owner.id)
        pages = task.pages if task is not None and task.pages else (owner.page,)
        if owner.page not in pages:
            raise StateError(f"{owner.id} has no page {owner.page.screen} open")
        self.tasks.put(owner.id, Task(pages=tuple(page if one == owner.page else one for one in pages),
                                      used=0 if task is None else task.used))

    def scrolled(self, page: Page, name: str, pixels: int) -> Page:
        """Return a page with one of its scrolls elsewhere."""
        others = tuple(one for one in page.offsets if one.name != name)
        return page.replace(offsets=(*others, Offset(name=name, pixels=pixels)) if pixels else others)

    def resolve(self, name: str) -> str:
        """Return the id of the app that goes by a name; ToolError names the nearest."""
        names: dict[str, str] = {}
        for identity in self.apps.table.ids():
            skin = skin_of(identity)
            for one in (identity, skin.en, skin.zh):
                names.setdefault(one.lower(), identity)
        found = names.get(name.strip().lower())
        if found is None:
            language = self.device.language
            raise no_such_app(name, sorted(skin_of(one).name(language) for one in self.apps.table.ids()))
        return found
