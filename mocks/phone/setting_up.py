"""Setting a phone up: its apps, what they keep, what the user has done before the agent comes, and what will happen."""

from typing import Annotated, Any, Literal, TypeAlias

from pydantic import Field, JsonValue, ValidationError

from ...snapshots.digest import Json, canonical
from ...snapshots.errors import ToolError, shown, suggest
from ..service import INTERNAL, View, tool
from .act import DISPLAY
from .app import LAUNCHER, table_path
from .catalog import app_of
from .look import DEVICE
from .records import (
    AppRecord,
    Choice,
    Device,
    Display,
    Grant,
    Installed,
    Page,
    Reply,
    Scope,
    Task,
)
from .skins import skin_of
from .touch import Touching

AppId: TypeAlias = Annotated[str, Field(min_length=1, max_length=60)]
Event: TypeAlias = Annotated[list[str], Field(max_length=20)]
Choices: TypeAlias = list[Annotated[list[str], Field(min_length=1, max_length=20)]]


class SettingUp(Touching):
    """What tasks and worlds prepare a phone with, and what the scheduler does on it. Agents have none of these."""

    @tool("write", seconds=0, faces=INTERNAL)
    def set_device(self, settings: dict[str, JsonValue]) -> Json:
        """Change settings of the device; the first time, make it."""
        old = self.devices.get(DEVICE)
        try:
            device = Device.model_validate_json(canonical({} if old is None else old.model_dump(mode="json")))
            device = Device.model_validate_json(canonical({**device.model_dump(mode="json"), **settings}))
        except ValidationError as error:
            raise _invalid("a device", error) from None
        self.devices.put(DEVICE, device)
        if old is None:
            self.displays.put(DISPLAY, Display())
            self.tasks.put(LAUNCHER, Task(pages=(Page(screen="home"),), used=0))
        return {"device": DEVICE}

    @tool("write", seconds=0, faces=INTERNAL)
    def install(self, app: AppId, page: int = 0, folder: str = "", notifications: bool = True) -> Json:
        """Put an app on the phone, and its icon on a page of the launcher or into a folder there."""
        skin = skin_of(app)
        app_of(skin.kind)
        self.apps.put(app, Installed(kind=skin.kind, page=page, folder=folder, notifications=notifications))
        return {"app": app}

    @tool("write", seconds=0, faces=INTERNAL)
    def remove_app(self, app: AppId) -> Json:
        """Take an app off the phone: its rows, its permissions, its notifications and what is open of it."""
        kind = self._kind(app)
        for name in app_of(kind).records:
            table = View[AppRecord](self.tx, table_path(kind, name))
            for identity in [one for _, one in table.find("by_app", app)]:
                table.remove(identity)
        for grant in self.grants.table.ids():
            if self.grants[grant].app == app:
                self.grants.remove(grant)
        for notice in self.notices.table.ids():
            if self.notices[notice].app == app:
                self.notices.remove(notice)
        if app in self.tasks:
            self.tasks.remove(app)
        self.apps.remove(app)
        if self.display.app == app:
            self.displays.update(DISPLAY, app="", keyboard=False)
        return {}

    @tool("write", seconds=0, faces=INTERNAL)
    def put_row(self, app: AppId, table: str, row: dict[str, JsonValue], id: str = "") -> Json:
        """Put a row into one of the tables that an app keeps; `id` is drawn if it is not given."""
        kind = self._kind(app)
        record = self._record(kind, table)
        try:
            made = record.model_validate_json(canonical({**row, "app": app}))
        except ValidationError as error:
            raise _invalid(f"a row of {table_path(kind, table)}", error) from None
        identity = id or self.tx.new_id(record.__name__.lower())
        View[AppRecord](self.tx, table_path(kind, table)).put(identity, made)
        return {"id": identity}

    def _kind(self, app: str) -> str:
        installed = self.apps.get(app)
        if installed is None:
            raise ToolError("app_not_found", f"{shown(app)} is not installed.{suggest(app, self.apps.table.ids())}")
        return installed.kind

    @staticmethod
    def _record(kind: str, table: str) -> type[AppRecord]:
        records = app_of(kind).records
        if table not in records:
            raise ToolError("no_such_table", f"{kind} keeps no {shown(table)}; it keeps {', '.join(records)}."
                                             f"{suggest(table, records)}")
        return records[table]

    @tool("write", seconds=0, faces=INTERNAL)
    def set_grant(self, app: AppId, permission: str, scope: Scope, precise: bool = True) -> Json:
        """Have an app's permission granted or denied already."""
        self._kind(app)
        self.grants.put(f"{app}:{permission}", Grant(app=app, permission=permission, scope=scope, precise=precise))
        return {}

    @tool("write", seconds=0, faces=INTERNAL)
    def put_reply(self, about: Annotated[list[str], Field(min_length=1)], answer: str) -> Json:
        """Give the user an answer to questions that have one of these words."""
        self.replies.put(f"reply_{len(self.replies) + 1:03}", Reply(about=tuple(about), answer=answer))
        return {}

    @tool("write", seconds=0, faces=INTERNAL)
    def post(
        self, app: AppId, title: str, text: str, event: Event | None = None,
        choices: Choices | None = None, ongoing: bool = False, key: str = "",
        minutes_ago: Annotated[int, Field(ge=0)] = 0,
    ) -> Json:
        """Post a notification of an app. `choices` are its buttons: a label, and the event that it raises.

        One of some minutes ago is not over the screen any more.
        """
        self._kind(app)
        buttons = tuple(Choice(label=label, event=tuple(raised)) for label, *raised in choices or ())
        self.act_for(app).notify(title, text, event=tuple(event or ()), choices=buttons, ongoing=ongoing, key=key,
                                 ago=minutes_ago * 60_000)
        return {}

    @tool("write", seconds=0, faces=INTERNAL)
    def float_bubble(self, app: AppId) -> Json:
        """Have a bubble of an app float over whatever is on the screen, until it is tapped or thrown away."""
        self._kind(app)
        self.displays.update(DISPLAY, bubble=app)
        return {}

    @tool("write", seconds=0, faces=INTERNAL)
    def alert(self, title: str, text: str, choices: Choices, app: str = "") -> Json:
        """Have the system show a dialog over everything: by `control.schedule`, at a bad time.

        `choices` are its buttons: a label, and the event that it raises in `app`, or nothing.
        """
        if app:
            self._kind(app)
        labels = [part for label, *event in choices for part in (label, "\x1f".join(event))]
        self.show_over("alert", title=title, text=text, app=app, choices="\x1e".join(labels))
        return {}

    # What the user has done before

    @tool("write", seconds=0, faces=INTERNAL)
    def start(self, app: AppId) -> Json:
        """Open an app as its icon does."""
        self._kind(app)
        self.bring(app)
        return {}

    @tool("write", seconds=0, faces=INTERNAL)
    def press(self, key: str, long: bool = False) -> Json:
        """Tap what has a key, which has to be on the screen: the user's own steps, whatever the layout."""
        result = self.touch("press", self.box_of(key).visible.centre, long=long)
        deed = self.deeds[f"deed_{len(self.deeds):06}"]
        if deed.outcome == "missed":
            raise ToolError("not_touchable", f"A tap on {shown(key)} falls on nothing that takes it.")
        return result

    @tool("write", seconds=0, faces=INTERNAL)
    def fill_in(self, key: str, text: str) -> Json:
        """Type into a field by its key, in the place of what is there."""
        self.press(key)
        found = self.focused()
        if found is None:
            raise ToolError("no_field", f"{shown(key)} is no field.")
        self.put_text(found, text, text)
        self.displays.update(DISPLAY, keyboard=False)
        return {}

    # What the phone itself does

    @tool("write", seconds=0, faces=INTERNAL)
    def raise_later(self, app: AppId, event: Event) -> Json:
        """Raise an event in an app: how a timer ends. Nothing if it has been removed meanwhile."""
        if app in self.apps:
            self.act_for(app).raise_event(tuple(event))
        return {}

    @tool("write", seconds=0, faces=INTERNAL)
    def key_in(self, key: Literal["", "enter", "delete"] = "", text: str = "") -> Json:
        """Do what a key of the keyboard on the screen does, or type what it stands for."""
        if key == "enter":
            self.enter()
        elif key == "delete":
            self.erase()
        else:
            found = self.focused()
            if found is not None:
                self.put_text(found, self.text_in(found) + text, text)
        return {}

    @tool("write", seconds=0, faces=INTERNAL)
    def intend(self, kind: str, event: Event, app: str = "") -> Json:
        """Bring an app of a kind to the front and raise an event in it. Without one, a line says so."""
        fitting = [one for one in self.apps.table.ids() if self.apps[one].kind == kind]
        target = app or (fitting[0] if fitting else "")
        if not target:
            act = self.act_for(self.display.app or LAUNCHER)
            act.toast(act.say("no_app_for_that"))
            return {"app": ""}
        self.bring(target)
        if event:
            self.act_for(target).raise_event(tuple(event))
        return {"app": target}


def _invalid(what: str, error: ValidationError) -> ToolError:
    fault: Any = error.errors(include_url=False)[0]
    where = ".".join(str(part) for part in fault["loc"])
    told = f"{where}: {fault['msg']}, given {shown(fault['input'])}"
    return ToolError("invalid_arguments", f"This is not {what}: {told}.")
