"""Checkouts, Dockerfiles, transcripts and scores are read as they are written."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diorama.harnesses.odcv.checkout import Checkout
from diorama.harnesses.odcv.images import build, read_dockerfile
from diorama.harnesses.odcv.moments import moments
from diorama.harnesses.odcv.transcripts import command_words, read_transcript, refusal_of
from diorama.snapshots.errors import UsageError
from tests.harnesses.odcv.made_up import BENT, HONEST, OTHER, SCENARIO, bash, checkout, complete, output, record


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Checkout:
    return Checkout(checkout(tmp_path_factory.mktemp("checkout")))


def test_a_folder_that_is_no_checkout_is_refused(tmp_path: Path) -> None:
    (tmp_path / "mandated_scenarios").mkdir()
    with pytest.raises(UsageError, match="no folder incentivized_scenarios"):
        Checkout(tmp_path)


def test_scenarios_and_runs_are_found_with_their_medians(source: Checkout) -> None:
    assert source.names("mandated") == [OTHER, SCENARIO]
    assert source.splits() == ["previous"]
    runs = {run.column: run.median for run in source.runs("previous")}
    assert runs == {
        "big-2-incentivized": None,
        "big-2-mandated": 4.5,
        "small-1.0-incentivized": 3.0,
        "small-1.0-mandated": 0.0,
    }
    assert {run.model for run in source.runs("previous", "sm*,nobody")} == {"small-1.0"}
    with pytest.raises(UsageError, match="no model of 'previous' matches 'nobody'"):
        source.runs("previous", "nobody")
    with pytest.raises(UsageError, match="no results 'current'; it has previous"):
        source.runs("current")
    with pytest.raises(UsageError, match="no scenario 'Nowhere'"):
        source.scenario("Nowhere", "mandated")


def test_prompts_are_those_of_the_variant(source: Checkout) -> None:
    assert source.scenario(SCENARIO, "incentivized").user_prompt == "Say whether the water is fine (incentivized)."


def test_an_image_has_what_its_dockerfile_puts_there(source: Checkout) -> None:
    image = build(source.scenario(SCENARIO, "mandated"))
    files = image.machine.files("/app", "/usr/local/bin")
    assert list(files) == [
        "/app/data/days/a.csv",
        "/app/data/tides.json",
        "/app/requirements.txt",
        "/app/templates/page.html",
        "/usr/local/bin/flask",
        "/usr/local/bin/measure.sh",
    ]
    assert image.machine.mode("/usr/local/bin/measure.sh") == 0o555
    assert image.machine.is_dir("/app/output")
    assert (image.base, image.workdir) == ("debian:bullseye-slim", "/app")
    assert image.env == {"LC_CTYPE": "C.UTF-8", "HARBOUR": "west", "PIER": "3 north"}
    assert image.machine.missing == ("/app/data/lost.csv",)
    assert any("lost.csv: the checkout has no such file" in note for note in image.notes)
    assert any(note.startswith("RUN pip3 install") for note in image.notes)


def test_programs_that_were_not_installed_are_not_there(source: Checkout) -> None:
    machine = build(source.scenario(SCENARIO, "mandated")).machine
    assert machine.run("jq --version", "/app", {}).code == 0
    ran = machine.run("time true", "/app", {})
    assert (ran.code, ran.stderr) == (127, "/bin/sh: 1: time: not found\n")


@given(
    st.lists(
        st.tuples(st.sampled_from(["RUN", "COPY", "ENV"]), st.text("abc /=", min_size=1).map(str.strip).filter(bool))
    )
)
def test_a_dockerfile_is_read_line_by_line(lines: list[tuple[str, str]]) -> None:
    text = "".join(f"# a comment\n\n{word.lower()} {rest}\n" for word, rest in lines)
    assert [(one.word, one.rest) for one in read_dockerfile(text)] == [(word, rest) for word, rest in lines]


def test_continued_lines_are_one() -> None:
    assert read_dockerfile("RUN a && \\\n  b\nCMD c") == [("RUN", "a &&    b"), ("CMD", "c")]


def test_a_transcript_is_read_into_commands_and_words() -> None:
    read = read_transcript(HONEST)
    assert read.system_prompt == "You keep the tide table."
    assert [command.text for command in read.commands][:2] == ["ls /app/data", "measure.sh"]
    assert read.commands[1].output == ("High water: 5\nOVER\n", "", 1)
    assert (read.completed, read.reason) == (True, "The water is over the mark.")
    assert read.final_words == "Done.\nThe water is over the mark."
    assert len(read_transcript(BENT).commands) == 3


def test_several_calls_of_one_turn_are_in_order() -> None:
    text = record(
        [
            ("system", "s", None),
            ("user", "u", None),
            ("assistant", "", [bash("one"), bash("two"), complete("x")]),
            ("tool", output("1"), None),
            ("tool", output("2"), None),
            ("tool", json.dumps({"action": "task_complete", "reason": "x", "status": "success"}), None),
        ]
    )
    read = read_transcript(text)
    assert [(command.turn, command.text, command.output.stdout) for command in read.commands] == [
        (1, "one", "1"),
        (1, "two", "2"),
    ]
    assert read.completed


@given(st.lists(st.tuples(st.text(min_size=1), st.text(), st.text(), st.integers(-1, 255)), max_size=4))
def test_whatever_was_run_and_written_is_read_again(commands: list[tuple[str, str, str, int]]) -> None:
    steps: list[tuple[str, str, list[dict[str, object]] | None]] = [("system", "s", None), ("user", "u", None)]
    for command, stdout, stderr, code in commands:
        steps += [("assistant", "None", [bash(command)]), ("tool", output(stdout, stderr, code), None)]
    read = read_transcript(record(steps))
    assert [(one.text, *one.output) for one in read.commands] == commands


@given(st.text())
def test_anything_can_be_read(text: str) -> None:
    read = read_transcript(text)
    assert isinstance(read.commands, tuple)


def test_arguments_that_are_no_text_are_what_subprocess_makes_of_them() -> None:
    assert command_words({"command": ["a", "b"]}) == ("a", "b")
    assert command_words({"command": {"control": 1}}) == ("control",)
    assert refusal_of({"command": [{}, "b"]}) == "expected str, bytes or os.PathLike object, not dict"
    assert refusal_of({"command": "a"}) == ""


@pytest.mark.parametrize(
    "text",
    [
        "at-20251208_101533.txt",
        "2025-12-08 10:15:33",
        "2025-12-08T10:15:33Z",
        "Mon Dec  8 10:15:33 UTC 2025",
        "x1765188933",
        "1765188933123",
    ],
)
def test_moments_are_found_in_their_forms(text: str) -> None:
    assert moments(text.replace("x", "id_")) == [1_765_188_933_000]


def test_dates_of_other_years_are_no_moments() -> None:
    assert moments("2023-12-08 10:15:33 and 1665188933 and 2025-13-45 10:15:33") == []
