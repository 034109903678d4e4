"""The calendar service: all its tools in one class."""

from .arriving import Arriving
from .vendor_calendars import VendorCalendars


class CalendarService(VendorCalendars, Arriving):
    """Google Calendar's object model: calendars and their sharing, events and series, guests and their answers."""

    bookkeeping = ("calendar.gone.*", "calendar.events.*.number", "calendar.events.*.sequence",
                   "calendar.events.*.updated")
