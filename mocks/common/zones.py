"""Time zones from bundled data: the system's tzdata differs between machines and years.

`tz/` holds compiled files of the IANA time zone database, as shipped by PyPI's `tzdata` 2026.6
(public domain), one a zone, `/` written as `__`.
"""

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

from ...snapshots.errors import ToolError, shown, suggest

_FOLDER = Path(__file__).parent / "tz"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@lru_cache(maxsize=1)
def zone_names() -> tuple[str, ...]:
    """Return the names of all bundled zones, sorted."""
    return tuple(sorted(path.stem.replace("__", "/") for path in _FOLDER.glob("*.tzif")))


@lru_cache(maxsize=128)
def zone(name: str) -> ZoneInfo:
    """Return a time zone; ToolError `unknown_time_zone` names the nearest."""
    if name not in zone_names():
        raise ToolError("unknown_time_zone", f"There is no time zone {shown(name)}.{suggest(name, zone_names())} "
                                             "Zones are IANA names such as Europe/Berlin.")
    with (_FOLDER / f"{name.replace('/', '__')}.tzif").open("rb") as file:
        return ZoneInfo.from_file(file, key=name)


def local(ms: int, zone_name: str) -> datetime:
    """Return simulated milliseconds as a local time."""
    return (_EPOCH + timedelta(milliseconds=ms)).astimezone(zone(zone_name))


@lru_cache(maxsize=16384)
def local_text(ms: int, zone_name: str) -> str:
    """Return simulated milliseconds as ISO 8601 text with the local offset, to the second."""
    return local(ms, zone_name).isoformat(timespec="seconds")


def to_ms(moment: datetime) -> int:
    """Return a time with a zone as milliseconds since 1970, exactly."""
    return (moment - _EPOCH) // timedelta(milliseconds=1)


def read_moment(text: str, zone_name: str) -> int:
    """Return an ISO 8601 time as milliseconds; without an offset it is local to the zone.

    ToolError `invalid_time` quotes what is no time.
    """
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ToolError("invalid_time", f"{shown(text)} is not a time; write 2026-03-04T14:30 (local) or "
                                        "2026-03-04T14:30:00Z.") from None
    if not 1971 <= moment.year <= 9000:
        raise ToolError("invalid_time", f"{shown(text)} lies outside the years 1971 to 9000.")
    return to_ms(moment if moment.tzinfo else moment.replace(tzinfo=zone(zone_name)))
