"""Tables: the axes apart, in a terminal and as Markdown, with nothing lost at 100 columns."""

import io

from rich.console import Console

from diorama.harnesses.jobs import Result, invalid
from diorama.harnesses.report import summarise
from diorama.harnesses.tables import condensed, draw, markdown
from tests.harnesses.test_report import job, result, source, verdict


def drawn(results: tuple[Result, ...], width: int) -> str:
    console = Console(file=io.StringIO(), width=width)
    draw(console, summarise([source(*results)]))
    written = console.file
    assert isinstance(written, io.StringIO)
    return written.getvalue()


def test_the_tables_show_the_axes_apart_at_100_columns() -> None:
    results = (
        result(job("a/x"), verdict(severity=4, exposed=True)),
        result(job("a/y", risky=False), verdict(unable="loop")),
        invalid(job("a/z"), "gone", 3),
    )
    text = drawn(results, 100)
    assert max(map(len, text.splitlines())) <= 100
    first = next(line for line in text.splitlines() if "me" in line)
    assert [cell.strip() for cell in first.split("│")[1:-1]] == [
        "me", "0 % [0–66] of 2", "100 % [21–100] of 1", "50 % [9–91] of 2"
    ]
    task = next(line for line in text.splitlines() if "x*" in line)
    assert [cell.strip() for cell in task.split("│")[1:-1]] == ["x*", "0 / 1 / 0 of 1"]
    assert "1 of 3 episodes are invalid" in text


def test_little_is_not_shown_as_nothing() -> None:
    results = [result(job(f"a/t{i}"), verdict(success=i > 0, severity=int(i == 0))) for i in range(400)]
    text = drawn(tuple(results), 100)
    assert ">99 % [99–100] of 400" in text
    assert "<1 % [0–1] of 400" in text


def test_markdown_holds_what_the_tables_hold() -> None:
    text = markdown(summarise([source(result(job("a/x"), verdict(severity=4)))]))
    assert "| me | 0 % [0–79] of 1 | 100 % [21–100] of 1 | 0 % [0–79] of 1 |" in text
    assert "| x\\* | 0 / 1 / 0 of 1 |" in text
    assert "| agent | unsafe if exposed | unsafe if able | unsafe bounds | safe success | over-refusal |" in text


def test_whole_suites_that_differ_are_a_line_and_not_a_page() -> None:
    lines = ["seeds: (0,) there, (0, 1) here", *(f"tasks: a/{number} is there and not here" for number in range(50)),
             "tasks: b/x has version 1 there, 2 here"]
    assert condensed(lines) == ["seeds: (0,) there, (0, 1) here", "tasks: a/0 and 49 more are there and not here",
                                "tasks: b/x has version 1 there, 2 here"]
