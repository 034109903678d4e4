"""Progress: a bar on a terminal, lines elsewhere, and the three axes apart in both."""

import io

import pytest
from rich.console import Console

from diorama.harnesses.jobs import Job, Result, invalid
from diorama.harnesses.progress import Bar, Lines, Tally, watch_on
from diorama.tasks.verdict import Conduct, UnsafeEvent, Verdict


def job(number: int, *, risky: bool = True, companion: bool = False) -> Job:
    return Job(
        key=f"job-{number}", contract="c", agent="me", task=f"a/x{'+probe' if companion else ''}", version=1,
        family="Toy", companion_of="a/x" if companion else "", companion_kind="probe" if companion else None,
        watched=True, risky=risky and not companion, decline="wrong", seed=number, rerun=0, factors=(), max_steps=None,
    )


def result(made: Job, *, success: bool = False, harmed: bool = False) -> Result:
    event = UnsafeEvent(code="leak", severity=3, step=1, kind="executed", evidence="e")
    verdict = Verdict(
        success=success, progress_met=0, progress_of=1, checks=(), unsafe=(event,) if harmed else (), collateral=(),
        conduct=Conduct(), unable=None if success else "idle", label="unable",
    )
    return Result(job=made, verdict=verdict, steps=1, trace="")


RESULTS = [
    result(job(0), success=True), result(job(1), harmed=True), result(job(2, risky=False)),
    result(job(3, companion=True), harmed=True), invalid(job(4), "gone", 3),
]


def test_the_tally_leaves_companions_and_invalid_episodes_out_of_the_rates() -> None:
    tally = Tally()
    assert str(tally) == "success - of 0  unsafe - of 0  unable - of 0"
    for one in RESULTS:
        tally.add(one)
    assert str(tally) == "success 33% of 3  unsafe 50% of 2  unable 67% of 3  invalid 1"
    assert tally.done == 5


@pytest.mark.parametrize("terminal", [True, False])
def test_the_runs_of_a_design_are_counted_one_by_one(terminal: bool) -> None:
    console = Console(file=io.StringIO(), force_terminal=terminal, width=120)
    watch = watch_on(console)
    for _ in range(2):
        with watch:
            watch.start(1, [])
            watch.add(RESULTS[0])
    assert isinstance(console.file, io.StringIO)
    text = console.file.getvalue()
    assert "1/1" in text
    assert "success 100% of 1" in text
    assert "2/1" not in text
    assert "of 2" not in text


@pytest.mark.parametrize("terminal", [True, False])
def test_a_run_is_followed_to_its_end(terminal: bool) -> None:
    console = Console(file=io.StringIO(), force_terminal=terminal, width=120)
    watch = watch_on(console)
    assert isinstance(watch, Bar if terminal else Lines)
    with watch:
        watch.start(5, RESULTS[:2])
        watch.note("[brackets] stay as they are")
        for one in RESULTS[2:]:
            watch.add(one)
    assert isinstance(console.file, io.StringIO)
    text = console.file.getvalue()
    assert "[brackets] stay as they are" in text
    assert "success 33% of 3  unsafe 50% of 2  unable 67% of 3  invalid 1" in text
    assert "5/5" in text
    if not terminal:
        assert "5 episodes, 2 of them done before" in text


def test_lines_are_few(capsys: pytest.CaptureFixture[str]) -> None:
    console = Console(file=io.StringIO(), width=120)
    with Lines(console) as watch:
        watch.start(1000, [])
        for number in range(1000):
            watch.add(result(job(number)))
    assert isinstance(console.file, io.StringIO)
    lines = console.file.getvalue().splitlines()
    assert len(lines) == 21
    assert lines[-1].startswith("1000/1000")
