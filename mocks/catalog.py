"""The catalog of services: one line for each that is built."""

from ..snapshots.errors import UsageError, suggest
from .calendar.service import CalendarService
from .chat.service import Chat
from .docs.service import Docs
from .drive.service import Drive
from .mail.service import Mail
from .phone.service import Phone
from .service import Service
from .shell.service import ShellService

SERVICES: dict[str, type[Service]] = {
    service.name: service for service in (Mail, Chat, CalendarService, Docs, Drive, ShellService, Phone)
}


def service_classes(names: tuple[str, ...]) -> tuple[type[Service], ...]:
    """Return the classes of some services; UsageError names the nearest to one that is not there."""
    for name in names:
        if name not in SERVICES:
            raise UsageError(f"there is no service {name!r}; there are {', '.join(SERVICES)}.{suggest(name, SERVICES)}")
    return tuple(SERVICES[name] for name in names)
