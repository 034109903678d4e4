"""Dates: RFC 5322, its past and what real mailers wrote, in milliseconds."""

from email.utils import parsedate_to_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diorama.mocks.mail.mime_dates import header_date, parse_date, separator_date

NOON = 1_772_625_600_000
"""2026-03-04T12:00:00Z."""


@pytest.mark.parametrize(
    "text",
    [
        "Wed, 4 Mar 2026 12:00:00 +0000",
        "Wed, 04 Mar 2026 13:00:00 +0100 (CET)",
        "4 Mar 2026 07:00 EST",
        "Wed,4 Mar 26 12:00:00 GMT",
        "4 Mar 126 12:00:00 GMT",
        "Wed, 4 Mar 0126 12:00:00 GMT",
        "Wed Mar  4 12:00:00 2026",
        "Wed Mar  4 04:00:00 PST 2026",
        "Wed Mar 04 12:00:00 +0000 2026",
        "Wednesday, March 4, 2026 12:00 PM",
        "2026-03-04 12:00:00",
        "2026-03-04T12:00:00.123Z",
        "2026/03/04 17:30:00 +05:30",
        "04-Mar-2026 12:00:00 +0000",
        "Wed, 4 Mar 2026 12.00.00 +0000",
        "Wed, 4 Mar 2026 14:00:00 GMT+0200",
        "Wed, 4 Mar 2026 12:00:00 XYZ",
        "From amy@acme.test  Wed Mar  4 12:00:00 2026",
        "junk before 4 Mar 2026 12:00:00 +0000 junk behind",
    ],
)
def test_notations_of_one_moment(text: str) -> None:
    assert parse_date(text) == NOON


@pytest.mark.parametrize(
    "text",
    ["", "some day", "Mon, 31 Feb 2026 10:00:00 +0000", "4 Foo 2026 10:00 GMT", "1 Jan 9999 10:00:00 +0000",
     "4 Mar 1850 10:00 GMT", "\u0664 Mar 2026 10:00:00", "x" * 500 + "4 Mar 2026 12:00:00"],
)
def test_what_is_no_date(text: str) -> None:
    assert parse_date(text) is None


def test_a_time_that_is_none_leaves_the_day() -> None:
    assert parse_date("4 Mar 2026 25:00 GMT") == parse_date("4 Mar 2026") == NOON - 12 * 3_600_000


def test_a_leap_second_is_the_second_before() -> None:
    assert parse_date("31 Dec 2016 23:59:60 +0000") == parse_date("31 Dec 2016 23:59:59 +0000")


@given(st.integers(0, 8_000_000_000))
def test_what_is_written_is_read(seconds: int) -> None:
    moment = seconds * 1000
    assert parse_date(header_date(moment)) == parse_date(separator_date(moment)) == moment
    assert parsedate_to_datetime(header_date(moment)).timestamp() == seconds


@given(st.text(max_size=60) | st.text("0123456789:+- JanFebT.,/", max_size=40))
def test_random_texts_never_raise(text: str) -> None:
    found = parse_date(text)
    assert found is None or found >= 0
