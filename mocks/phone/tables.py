"""The phone's tables: those of the device and of its system, and one for each record of each kind of app."""

from typing import Any

from ...snapshots.tables import Index, Schema
from ..service import Rows, Service
from .app import table_path
from .catalog import all_apps
from .records import (
    AppRecord,
    Asked,
    Deed,
    Device,
    Display,
    Effect,
    Grant,
    Installed,
    Notice,
    Reply,
    Task,
)


def _of_app(row: AppRecord) -> tuple[str]:
    return (row.app,)


def _unordered(row: AppRecord) -> int:
    return 0


BY_APP: "Index[AppRecord]" = Index(keys=_of_app, order=_unordered)
"""Rows of one app, by id."""


class PhoneTables(Service):
    """Declares what a phone keeps."""

    name = "phone"
    alone = True
    bookkeeping = ("phone.deeds", "phone.displays", "phone.tasks", "phone.effects", "phone.asked",
                   "phone.apps.*.opened")
    devices = Rows(Device)
    displays = Rows(Display)
    apps = Rows(Installed)
    tasks = Rows(Task)
    grants = Rows(Grant)
    notices = Rows(Notice)
    effects = Rows(Effect)
    deeds = Rows(Deed)
    asked = Rows(Asked)
    replies = Rows(Reply)

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        for app in all_apps().values():
            for name, record in app.records.items():
                path = table_path(app.kind, name)
                cls.schemas[path] = Schema(path, record, {"by_app": BY_APP})
