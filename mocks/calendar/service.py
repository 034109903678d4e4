"""The calendar service: all its tools in one class."""

from .arriving import Arriving
from .seeding import Seeding


class CalendarService(Seeding, Arriving):
    """Google Calendar's object model: calendars and their sharing, events and series, guests and their answers."""

    bookkeeping = ("calendar.gone.*",)
