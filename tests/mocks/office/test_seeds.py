"""The parts that offices are made of: texts and their places, figures that add up, series, files."""

import zlib
from datetime import date, timedelta
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from diorama.mocks.common.moments import DAY
from diorama.mocks.common.zones import read_moment
from diorama.mocks.office.cast import _FOLDER, cast, read_seed
from diorama.mocks.office.facts import NOW, office_facts
from diorama.mocks.office.figures import ROWS, figures, week, week_table, weeks_of
from diorama.mocks.office.files import file_of, pdf, png
from diorama.mocks.office.markup import html_of
from diorama.mocks.office.post import Conversation, Mail, Office, post
from diorama.mocks.office.series import drawn, nth_workday, occurrences, series_conversations, workday
from diorama.mocks.office.texts import Money, fill, show, typed, unwrapped
from diorama.mocks.office.threads import written_conversations
from diorama.snapshots.draw import Draw
from diorama.snapshots.errors import StateError

SEEDS = ("people", "projects", "handbook", "threads", "threads_harbour", "threads_meridian", "threads_past",
         "series_reports", "series_machines", "series_people")

DAYS = st.dates(min_value=date(2024, 1, 1), max_value=date(2026, 12, 31))


@pytest.mark.parametrize("name", SEEDS)
def test_both_yaml_loaders_give_the_same(name: str) -> None:
    path = _FOLDER / f"{name}.yaml"
    assert read_seed(name) == yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)


def test_the_facts_of_the_projects_agree() -> None:
    facts: Any = office_facts()
    harbour, gauges, meridian = facts["harbour"], facts["gauges"], facts["meridian"]
    assert sum(harbour[f"m{i}"]["fee"].cents for i in range(1, 6)) == harbour["fee"].cents
    assert harbour["forecast"].cents - harbour["budget"].cents == harbour["overrun"].cents
    assert harbour["overrun"].cents == harbour["crew_days"] * harbour["day_rate"].cents
    for margin, cost in ((harbour["margin_plan"], harbour["budget"]), (harbour["margin"], harbour["forecast"])):
        assert round(1000 * (1 - cost.cents / harbour["fee"].cents)) == round(10 * float(margin))
    assert harbour["penalty"].cents * 200 == harbour["fee"].cents
    assert gauges["count"] == gauges["first"] + gauges["rest"]
    assert gauges["net"].cents == gauges["count"] * gauges["unit"].cents
    assert gauges["invoice_net"].cents == gauges["rest"] * gauges["unit"].cents
    assert gauges["credit"].cents * 20 == gauges["net"].cents
    assert meridian["tracker_net"].cents == meridian["trackers"] * meridian["tracker_unit"].cents
    assert meridian["end"] - meridian["start"] == timedelta(weeks=meridian["weeks"]) - timedelta(3)


# --- texts --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("data", "how", "text"), [
    ("2026-03-23", "", "23 March 2026"), ("2026-03-23", "full", "Monday 23 March"), ("2026-03-23", "iso", "2026-03-23"),
    ("2026-01-01", "week", "1"), ("2026-03-23", "quarter", "Q1 2026"), ("EUR 121500", "", "EUR 121,500"),
    ("EUR 38", "cents", "EUR 38.00"), ("EUR 3.20", "", "EUR 3.20"), ("EUR 100", "gross", "EUR 119.00"),
    ("EUR 1240.50", "plain", "1240.50"), ("1204", "grouped", "1,204"), ("7", "", "7"), ("lift", "upper", "LIFT"),
])
def test_facts_are_written_by_their_type(data: str, how: str, text: str) -> None:
    fact = typed(data)
    assert not isinstance(fact, dict)
    assert show(fact, how) == text  # type: ignore[arg-type]  # the isinstance above does not narrow Mapping away


def test_places_are_filled_from_nested_facts() -> None:
    facts = {"a": typed({"b": {"due": "2026-05-11"}, "n": "3"})}
    assert fill("${a.b.due.day}, ${a.n} of ${a.n}", facts) == "11 May, 3 of 3"


@pytest.mark.parametrize(("text", "says"), [
    ("${a.x}", "Did you mean"), ("${a}", "does not name one fact"), ("${a.xx.long}", "not written in the way 'long'"),
])
def test_a_place_that_cannot_be_filled_is_an_error(text: str, says: str) -> None:
    with pytest.raises(StateError, match=says):
        fill(text, {"a": {"xx": date(2026, 1, 1)}})


def test_options_are_taken_and_may_hold_places() -> None:
    seen = {fill("{{one|${n} more}}!", {"n": 2}, Draw(0, str(i))) for i in range(20)}
    assert seen == {"one!", "2 more!"}


def test_unwrapping_joins_paragraphs_and_keeps_lists() -> None:
    text = "One line\nand its rest.\n\nDone\n- first\n  kept\n- second\n4.1 A rule\nabc | def\n94.4 % of it"
    assert unwrapped(text) == (
        "One line and its rest.\n\nDone\n- first\n  kept\n- second\n4.1 A rule\nabc | def 94.4 % of it"
    )


def test_html_says_what_the_text_says() -> None:
    html = html_of("# Title <1>\n\n- a\n- b\n\nx | y\n\nHello\nthere", "Brand & Co")
    assert "<h2>Title &lt;1&gt;</h2>" in html
    assert "<ul><li>a</li><li>b</li></ul>" in html
    assert "<td>x</td><td>y</td>" in html
    assert "<p>Hello<br>there</p>" in html
    assert "Brand &amp; Co" in html


# --- figures ------------------------------------------------------------------------------------------------------


@given(DAYS)
def test_days_add_up_to_the_week(day: date) -> None:
    monday = day - timedelta(day.weekday())
    header, *rows = [line.split(",") for line in week_table(monday).split("\n")]
    totals = [int(cell) for cell in rows[-1][1:]]
    assert totals == [sum(int(row[i]) for row in rows[:-1]) for i in range(1, len(header))]
    assert totals[-1] == week(monday)["moves"]
    assert all(int(cell) > 0 for row in rows for cell in row[1:])


@given(DAYS, st.sampled_from([1, 3, 12]))
def test_weeks_belong_to_one_month(day: date, months: int) -> None:
    first = day.replace(day=1)
    weeks = weeks_of(first, months)
    assert all(monday.weekday() == 0 for monday in weeks)
    assert len(weeks) in range(4 * months, 5 * months + 1)
    after = weeks_of((first + timedelta(31 * months)).replace(day=1), 1) if months == 1 else []
    assert not set(weeks) & set(after)


def test_months_are_sums_of_weeks() -> None:
    weeks = weeks_of(date(2025, 10, 1), 3)
    facts = figures(weeks)
    assert {name: facts[name] for name in ROWS} == {name: sum(week(monday)[name] for monday in weeks) for name in ROWS}
    assert week(weeks[0])["closed"] == (
        week(weeks[0])["opened"] + week(weeks[0] - timedelta(7))["backlog"] - week(weeks[0])["backlog"]
    )


# --- series -------------------------------------------------------------------------------------------------------


@given(DAYS)
def test_workdays_count_from_both_ends(day: date) -> None:
    first, last = nth_workday(day, 1), nth_workday(day, -1)
    assert first.weekday() < 5
    assert last.weekday() < 5
    assert first.day <= 3
    assert (last + timedelta(3)).month != day.month


def test_a_series_comes_when_it_says() -> None:
    first, last = date(2026, 1, 1), date(2026, 2, 28)
    weekly = [day for day, _ in occurrences("x", {"every": "week", "day": "fri"}, first, last, 1)]
    assert len(weekly) == 9
    assert all(day.weekday() == 4 for day in weekly)
    monthly = [day for day, _ in occurrences("x", {"every": "month", "day": "-1"}, first, last, 1)]
    assert monthly == [date(2026, 1, 30), date(2026, 2, 27)]
    yearly = [day for day, _ in occurrences("x", {"every": "month", "day": "1", "months": "2"}, first, last, 1)]
    assert yearly == [date(2026, 2, 2)]


def test_a_rate_is_met_and_a_window_changes_nothing() -> None:
    entry = {"rate": "150"}
    long = list(occurrences("x", entry, date(2024, 1, 1), date(2025, 12, 31), 1))
    assert 130 < len(long) < 180
    part = list(occurrences("x", entry, date(2025, 6, 4), date(2025, 7, 9), 1))
    assert part == [item for item in long if date(2025, 6, 4) <= item[0] <= date(2025, 7, 9)]


def test_replies_of_a_series_answer_the_variant_before() -> None:
    entry = {
        "rate": "300", "subject": "Lift", "draw": {"n": "2..9", "who": ["okafor"]},
        "mail": [
            {"from": "$who", "to": "mara", "body": ["A ${n}", "B ${n}"]},
            {"from": "mara", "to": "$who", "follow": "yes", "body": ["a ${n}", "b ${n}"]},
        ],
    }
    made = series_conversations(
        {"lift": entry}, office_facts(), first=date(2026, 1, 5), last=date(2026, 2, 20), now=NOW, seed=1
    )
    assert {mail.body[0] for conversation in made for mail in conversation.mails} == {"A", "B"}
    for conversation in made:
        first, second = conversation.mails
        assert first.body == second.body
        assert second.subject == "Re: Lift"
        assert first.at < second.at


@given(st.integers(min_value=read_moment("2024-01-01", "UTC"), max_value=NOW))
def test_what_waits_for_a_workday_waits_not_long(at: int) -> None:
    later = workday(at)
    assert at - 10 * 3600 * 1000 < later < at + 4 * DAY
    assert workday(later) == later


@pytest.mark.parametrize(("spec", "low", "high"), [("3..17", 3, 17), ("4", 4, 4)])
def test_integers_are_drawn_in_their_range(spec: str, low: int, high: int) -> None:
    values = [drawn(spec, date(2026, 1, 1), Draw(0, str(i))) for i in range(30)]
    assert all(isinstance(value, int) and low <= value <= high for value in values)


def test_dates_fall_on_workdays_and_money_in_its_range() -> None:
    for i in range(40):
        day = drawn("+3..+20", date(2026, 1, 1), Draw(0, str(i)))
        assert isinstance(day, date)
        assert day.weekday() < 5
        money = drawn("EUR 12..EUR 13", date(2026, 1, 1), Draw(0, str(i)))
        assert isinstance(money, Money)
        assert 1200 <= money.cents <= 1300


# --- seed files that are wrong ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("change", "says"), [
    ({"bodi": "x"}, "no key 'bodi'. Did you mean 'body'"),
    ({"marks": "unraed"}, r"no marks \['unraed'\]"),
    ({"from": "okaffor"}, "nobody with the key 'okaffor'. Did you mean 'okafor'"),
    ({"body": "${harbour.m9.due}"}, "no fact 'harbour.m9.due'"),
    ({"to": "$who"}, "no party that was drawn"),
    ({"files": [{"name": "a.xyz", "text": ""}]}, "known suffixes"),
])
def test_a_wrong_seed_file_says_where_and_what(change: dict[str, Any], says: str) -> None:
    mail = {"at": "2026-01-05 10:00", "from": "okafor", "to": "mara", "body": "x", **change}
    with pytest.raises(StateError, match=f"mail 0 of 'lift': .*{says}"):
        written_conversations(
            {"lift": {"subject": "Lift", "mail": [mail]}}, office_facts(), now=NOW, seed=1, world="office-small"
        )


# --- posting ------------------------------------------------------------------------------------------------------


def _posted(*mails: Mail, copies_from: int = 0) -> list[dict[str, Any]]:
    office = Office(NOW, "mara", copies_from)
    return [dict(call.arguments) for call in post(office, [Conversation("lift", mails)])]


FIRST = Mail(NOW - DAY, "havel", ("mara",), "Lift", "It is broken.", cc=("okafor",))


def test_a_mail_goes_into_the_mailboxes_of_all_at_home() -> None:
    mine, other = _posted(FIRST)
    assert ("mailbox" in mine, other["mailbox"]) == (False, "daniel.okafor@tarnvale.test")
    assert mine["message_id"] == other["message_id"]
    assert mine["id"] != other["id"]
    assert [call["id"] for call in _posted(FIRST, copies_from=NOW)] == [mine["id"]]


def test_a_first_mail_between_companies_says_who_writes() -> None:
    reply = Mail(NOW - 1, "mara", ("havel",), "Re: Lift", "Yes.", answers=0, quote=True)
    first, _, second = _posted(FIRST, reply)
    assert first["body"].endswith("-- \nMartin Havel\nProject director, Ostrava Ports")
    assert second["answers"] == first["id"]
    assert "\n> It is broken.\n" in second["body"]
    assert second["body"].startswith("Yes.\n\nBest wishes,\nMara\n\nOn ")


def test_only_the_sender_keeps_who_was_in_bcc() -> None:
    calls = _posted(Mail(NOW - 1, "mara", ("havel",), "Lift", "Yes.", bcc=("okafor",)))
    assert [("mailbox" in call, "bcc" in call) for call in calls] == [(False, True), (True, False)]


def test_a_list_stands_for_its_members() -> None:
    calls = _posted(Mail(NOW - 1, "keller", ("leads",), "Lift", "Stairs."))
    assert len(calls) == len(cast().members["leads"]) + 1
    assert {call["list_id"] for call in calls} == {"<leads.tarnvale.test>"}


# --- files --------------------------------------------------------------------------------------------------------


def test_the_pdf_finds_its_objects() -> None:
    data = pdf("Invoice (1)\nTotal 12 \\ 13, Zürich")
    table = int(data.rsplit(b"startxref\n", 1)[1].split()[0])
    assert data[table:].startswith(b"xref\n0 7\n")
    for number, line in enumerate(data[table:].split(b"\n")[3:9], 1):
        assert data[int(line[:10]) :].startswith(b"%d 0 obj\n" % number)
    assert b"(Invoice \\(1\\)) '" in data
    assert b"Total 12 \\\\ 13, Z\xfcrich" in data


def test_the_picture_can_be_read_back() -> None:
    data = png("10 60 0")
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    chunks: dict[bytes, bytes] = {}
    at = 8
    while at < len(data):
        size = int.from_bytes(data[at : at + 4], "big")
        kind, body = data[at + 4 : at + 8], data[at + 8 : at + 8 + size]
        assert int.from_bytes(data[at + 8 + size : at + 12 + size], "big") == zlib.crc32(kind + body)
        chunks[kind] = body
        at += 12 + size
    pixels = zlib.decompress(chunks[b"IDAT"])
    assert len(pixels) == 60 * (1 + 24)
    assert (pixels[1], pixels[9], pixels[-25 + 1], pixels[-25 + 17]) == (0xF0, 0x40, 0x40, 0xF0)


def test_a_file_gets_its_type_by_its_name() -> None:
    assert file_of("a.csv", "x,y\n") == {"name": "a.csv", "type": "text/csv", "text": "x,y\n"}
    assert file_of("a.pdf", "x")["type"] == "application/pdf"
