"""The shell service's tools for files: what they do, what they refuse and in what words, and that permissions bind."""

from typing import Any

import pytest

from diorama.envs.env import MAX_RESULT
from diorama.mocks.shell.filing import PAGE
from diorama.mocks.shell.reads import touched_by
from diorama.mocks.world import agent, run_calls, setup
from diorama.snapshots.calls import Call
from diorama.snapshots.digest import Json
from diorama.snapshots.state import Episode
from diorama.tasks.changes import collateral
from tests.mocks.shell.machine import BO, KIM, NOW, call, content, machine, out, put, refusal, result, runs, versions
from tests.mocks.shell.soundness import assert_sound

CRATES = "id,weight\n1,40\n2,35\n"


def test_a_file_is_read_whole_or_in_part() -> None:
    world = machine()
    assert result(world, "read_file", path="crates.csv") == {
        "path": "/srv/dock/crates.csv", "text": CRATES, "lines": 3, "size": 20,
    }
    assert result(world, "read_file", path="latest", start_line=2, end_line=2, numbered=True) == {
        "path": "/srv/dock/crates.csv", "text": "     2\t1,40\n", "lines": 3, "size": 20, "shown": "lines 2 to 2",
    }
    assert result(world, "read_file", path="/srv/dock/rules.txt", start_line=1, end_line=900)["lines"] == 1
    assert runs(world) == []
    assert [touched_by(entry).reads for entry in world.log] == [
        ("/srv/dock/crates.csv",), ("/srv/dock/crates.csv",), ("/srv/dock/rules.txt",)]


def test_a_long_file_comes_in_pages_that_make_up_the_whole() -> None:
    text = "".join(f"line {number} é\n" for number in range(9000)) + "the end"
    world = machine(put("put_file", path="/srv/long", text=text))
    parts, line = [], 1
    while line:
        page = result(world, "read_file", path="/srv/long", start_line=line)
        assert len(page["text"]) <= PAGE
        parts.append(page["text"])
        line = page.get("next_line", 0)
    assert "".join(parts) == text
    assert len(parts) > 2


def test_a_line_that_is_too_long_is_cut_and_says_so() -> None:
    world = machine(put("put_file", path="/srv/long", text="x" * (PAGE + 5) + "\nnext\n"))
    page = result(world, "read_file", path="/srv/long")
    assert page["text"].endswith("\n[... 6 more characters in this line ...]\n")
    assert page["next_line"] == 2
    assert result(world, "read_file", path="/srv/long", start_line=2)["text"] == "next\n"


def test_an_empty_file_has_no_lines() -> None:
    world = machine(put("put_file", path="/srv/empty"))
    assert result(world, "read_file", path="/srv/empty") == {"path": "/srv/empty", "text": "", "lines": 0, "size": 0}


@pytest.mark.parametrize(("path", "code", "words"), [
    ("nothing", "not_found", "'nothing': No such file or directory, for the user ana in '/srv/dock'."),
    ("/srv", "is_a_directory", "Is a directory"), ("rules.txt/x", "not_a_directory", "Not a directory"),
    ("wages.txt", "permission_denied", "'wages.txt': Permission denied, for the user ana"),
    ("/root/.profile", "permission_denied", "Permission denied"), ("/dev/zero", "not_a_file", "is a device"),
    ("photo.bin", "binary_file", "'photo.bin' is binary, 4 bytes; look at it with a program of the shell such as xxd"),
    ("/usr/bin/ls", "binary_file", "is binary"), ("x" * 300, "invalid_path", "File name too long"),
])
def test_what_cannot_be_read_is_refused(path: str, code: str, words: str) -> None:
    found, message = refusal(machine(), "read_file", path=path)
    assert found == code
    assert words in message


def test_lines_that_are_not_there_are_refused() -> None:
    world = machine()
    assert refusal(world, "read_file", path="crates.csv", start_line=4) == (
        "no_such_line", "'crates.csv' has 3 lines; there is no line 4.")
    assert refusal(world, "read_file", path="crates.csv", start_line=3, end_line=2)[0] == "invalid_arguments"


def test_a_file_is_written_replaced_and_added_to() -> None:
    world = machine()
    assert result(world, "write_file", path="note", text="é one\n") == {"path": "/srv/dock/note", "size": 7}
    assert result(world, "write_file", path="note", text="two\n", append=True)["size"] == 11
    assert content(world, "/srv/dock/note") == "é one\ntwo\n".encode()
    row = world.state.table("shell.files")["/srv/dock/note"]
    assert (row.owner, row.group, row.mode, row.mtime) == ("ana", "staff", 0o644, NOW + 1000)
    result(world, "write_file", BO, path="/srv/dock/crates.csv", text="")
    assert content(world, "/srv/dock/crates.csv") == b""
    assert [(one.tool, one.user, [each.path for each in one.writes]) for one in runs(world)] == [
        ("shell.write_file", "ana", ["/srv/dock/note"]), ("shell.write_file", "ana", ["/srv/dock/note"]),
        ("shell.write_file", "bo", ["/srv/dock/crates.csv"])]
    assert [(one.by, one.size) for one in versions(world, "/srv/dock/crates.csv")] == [("bo", 20)]
    assert out(world, "cat note") == "é one\ntwo\n"
    assert_sound(world.state)


@pytest.mark.parametrize(("path", "code"), [
    ("rules.txt", "permission_denied"), ("/etc/passwd", "permission_denied"), ("/new", "permission_denied"),
    ("no/such/dir", "not_found"), ("/srv", "is_a_directory"), ("", "invalid_arguments"),
    ("/dev/full", "no_space"),
])
def test_what_cannot_be_written_is_refused(path: str, code: str) -> None:
    assert refusal(machine(), "write_file", path=path, text="x")[0] == code


def test_a_piece_of_a_file_is_replaced() -> None:
    world = machine()
    assert result(world, "edit_file", path="crates.csv", old_text="1,40", new_text="1,41") == {
        "path": "/srv/dock/crates.csv", "size": 20, "replaced": 1,
    }
    assert result(world, "edit_file", path="crates.csv", old_text=",", new_text=";", everywhere=True)["replaced"] == 3
    assert content(world, "/srv/dock/crates.csv") == b"id;weight\n1;41\n2;35\n"
    assert runs(world)[1].reads == ("/srv/dock/crates.csv",)
    code, message = refusal(world, "edit_file", path="crates.csv", old_text="1,40", new_text="x")
    assert code == "no_match"
    assert message.startswith("'crates.csv' does not hold the text '1,40', to the last space; read the file and give")
    code, message = refusal(world, "edit_file", path="crates.csv", old_text=";", new_text="x")
    assert code == "several_matches"
    assert "3 times" in message
    assert refusal(world, "edit_file", path="rules.txt", old_text="twice", new_text="once")[0] == "permission_denied"
    assert refusal(world, "edit_file", path="photo.bin", old_text="a", new_text="b")[0] == "binary_file"


def test_a_directory_is_listed() -> None:
    world = machine()
    found = result(world, "list_dir")
    assert (found["path"], found["total"]) == ("/srv/dock", 5)
    names = [entry["name"] for entry in found["entries"]]
    assert names == ["crates.csv", "latest", "photo.bin", "rules.txt", "wages.txt"]
    assert found["entries"][0] == {
        "name": "crates.csv", "kind": "file", "mode": "rw-rw-r--", "owner": "ana", "group": "staff", "size": 20,
        "modified": "2026-03-04T08:30:00+00:00",
    }
    assert found["entries"][1]["target"] == "crates.csv"
    first = result(world, "list_dir", path="/etc", max_results=3)
    rest = result(world, "list_dir", path="/etc", max_results=500, offset=first["next_offset"])
    assert first["total"] == len(first["entries"]) + len(rest["entries"])
    out(world, "touch .hidden; mkdir -m 744 barred; touch barred/x")
    assert result(world, "list_dir", hidden=False)["entries"][0]["name"] == "barred"
    assert result(world, "list_dir", BO, path="barred")["entries"] == [{"name": "x"}]
    assert refusal(world, "list_dir", path="/home/bo")[0] == "permission_denied"
    assert refusal(world, "list_dir", path="rules.txt")[0] == "not_a_directory"


def test_lines_are_searched_for() -> None:
    world = machine(put("put_file", path="/srv/dock/deep/er/list.csv", text="Crate\n3,40é\n"))
    found = result(world, "search", pattern="[0-9],40|WEIGH", ignore_case=True)
    assert found == {
        "hits": [{"path": "/srv/dock/crates.csv", "line": 1, "text": "id,weight"},
                 {"path": "/srv/dock/crates.csv", "line": 2, "text": "1,40"},
                 {"path": "/srv/dock/deep/er/list.csv", "line": 2, "text": "3,40é"},
                 {"path": "/srv/dock/rules.txt", "line": 1, "text": "Weigh everything twice."}],
        "total": 4, "not_permitted": ["/srv/dock/wages.txt"],
        "files": ["/srv/dock/crates.csv", "/srv/dock/deep/er/list.csv", "/srv/dock/rules.txt"],
    }
    page = result(world, "search", pattern="40", glob="*.csv", max_results=1)
    assert (page["total"], page["next_offset"], page["files"]) == (2, 1, ["/srv/dock/crates.csv"])
    assert result(world, "search", pattern="^$", path="crates.csv")["total"] == 0
    assert result(world, "search", pattern="10", path="/srv/dock/wages.txt", who=BO)["total"] == 1
    assert result(world, "search", pattern="é", who=KIM, path="/srv")["total"] == 1
    assert "Unmatched" in refusal(world, "search", pattern="a(b")[1]
    assert refusal(world, "search", pattern="a", path="nothing")[0] == "not_found"


def test_a_search_that_would_never_end_ends() -> None:
    world = machine(put("put_file", path="/srv/as", text="a" * 30_000 + "\n"))
    assert result(world, "search", pattern="(a*)*b", path="/srv/as")["total"] == 0


def test_somebody_else_changes_a_file_while_the_agent_works() -> None:
    world = machine()
    change: dict[str, Json] = {"path": "/srv/dock/crates.csv", "by": "bo", "text": "3,12\n", "append": True}
    world.call(Call.of("control.schedule", {"tool": "shell.change_file", "arguments": change, "minutes": 10}),
               actor=setup("bo@dock.test"))
    world.call(Call.of("wait", {"minutes": 11}), actor=agent("ana@dock.test"))
    assert content(world, "/srv/dock/crates.csv") == (CRATES + "3,12\n").encode()
    (run,) = runs(world)
    assert (run.tool, run.role, run.user) == ("shell.change_file", "scheduler", "bo")
    assert [one.by for one in versions(world, "/srv/dock/crates.csv")] == ["bo"]
    assert touched_by(world.log[-1]).writes == run.writes
    for arguments in ({"path": "/srv/dock/rules.txt", "by": "bo", "text": "x"},
                      {"path": "/srv/dock/nothing", "by": "bo", "delete": True}):
        assert world.call(put("change_file", **arguments), actor=setup()).code == "not_possible"
    assert world.call(put("change_file", path="/srv/dock/wages.txt", by="bo", delete=True), actor=setup()).ok
    assert versions(world, "/srv/dock/wages.txt")[0].deleted


def test_results_stay_within_what_an_agent_is_shown_and_go_on_where_they_end() -> None:
    calls = [put("put_file", path=f"/srv/wide/{number:03}{chr(1) * 250}", text="\x01hit\n") for number in range(300)]
    world = machine(*calls)
    names, offset = [], 0
    while offset >= 0:
        outcome = call(world, "list_dir", path="/srv/wide", max_results=500, offset=offset)
        page: Any = outcome.value
        assert len(outcome.text) < MAX_RESULT
        names += [entry["name"] for entry in page["entries"]]
        offset = page.get("next_offset", -1)
    assert len(names) == len(set(names)) == 300
    found = call(world, "search", path="/srv/wide", pattern="hit", max_results=500)
    assert found.ok
    assert len(found.text) < MAX_RESULT
    told: Any = found.value
    assert told["total"] == 300
    assert told["next_offset"] == len(told["hits"]) == len(told["files"])
    out(world, "mkdir -p $(printf '%0250d/' 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15); seq 99999 | tr '0-9' '\\001'")
    assert len(world.log[-1].step.outcome.text) < MAX_RESULT


def test_a_text_can_be_planted_in_a_file_whose_path_has_dots() -> None:
    world = machine(put("put_file", path="/srv/dock/crates", text="not this\n"))
    path = "shell.files./srv/dock/crates.csv.blob"
    planted = Call.of("control.insert_text", {"path": path, "at": "end", "text": "9,9"})
    run_calls(world, [planted], actor=setup())
    assert result(world, "read_file", path="crates.csv")["text"] == CRATES + "\n9,9"
    assert out(world, "wc -c < crates.csv; cat crates") == f"{len(CRATES) + 4}\nnot this\n"
    assert_sound(world.state)


def test_a_task_can_say_which_files_may_change() -> None:
    world = machine()
    before = world.state
    out(world, "echo 3,1 >> crates.csv; touch new.txt; mkdir d; touch d/x; rm photo.bin")
    episode = Episode(before, world.state, world.log)
    books = world.box.bookkeeping
    left = collateral(episode, ["shell.files./srv/dock/crates.csv", "shell.files./srv/dock/d/*"], books)
    assert [change.path for change in left] == [
        "shell.files./srv/dock/d", "shell.files./srv/dock/new.txt", "shell.files./srv/dock/photo.bin"]
    assert not collateral(episode, ["shell.files./srv/dock/*"], books)
    (gone,) = collateral(episode, ["new shell.files", "shell.files./srv/dock/crates.csv"], books)
    assert (gone.path, gone.after) == ("shell.files./srv/dock/photo.bin", None)
