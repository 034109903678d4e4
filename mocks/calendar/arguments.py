"""Arguments: what the tools that plan, answer and keep calendars are given, with limits and examples."""

from typing import Annotated, Literal, TypeAlias

from pydantic import Field

Title: TypeAlias = Annotated[str, Field(max_length=1_000)]
Text: TypeAlias = Annotated[str, Field(max_length=8_000)]
When: TypeAlias = Annotated[
    str, Field(min_length=1, max_length=40, description="2026-03-05T09:00 in your time zone (or `time_zone`); "
               "2026-03-05 for an all-day event", examples=["2026-03-05T09:00", "2026-03-05"])
]
End: TypeAlias = Annotated[
    str, Field(max_length=40, description="like start; of an all-day event its last day; empty: your default length",
               examples=["", "2026-03-05T09:30"])
]
NewEnd: TypeAlias = Annotated[
    str, Field(max_length=40, description="like start; of an all-day event its last day; empty: the length stays",
               examples=["", "2026-03-05T09:30"])
]
ZoneName: TypeAlias = Annotated[str, Field(max_length=60, description="IANA zone; empty: yours", examples=[""])]
NewZone: TypeAlias = Annotated[str, Field(max_length=60, description="IANA zone; empty: it stays", examples=[""])]
Repeats: TypeAlias = Annotated[
    tuple[Annotated[str, Field(min_length=1, max_length=2_000)], ...],
    Field(max_length=20, description="RRULE, RDATE and EXDATE lines of RFC 5545", examples=[
        ["RRULE:FREQ=WEEKLY;BYDAY=MO,WE;UNTIL=20260630T000000Z"]]),
]
Scope: TypeAlias = Annotated[
    Literal["this", "following", "all"],
    Field(description="of a series: this instance, this and all later ones, or all. Say which instance by its id"),
]
Shown: TypeAlias = Literal["busy", "free"]
Seen: TypeAlias = Literal["default", "public", "private"]
FileIds: TypeAlias = Annotated[
    tuple[Annotated[str, Field(min_length=1, max_length=400)], ...], Field(max_length=25, description="ids of files")
]
Message: TypeAlias = Annotated[str, Field(max_length=4_000, description="a note in the mail to the guests")]
Notify: TypeAlias = Annotated[bool, Field(description="mail the guests")]
