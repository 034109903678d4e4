"""The exported file: all in one, nothing in it that ends the data or runs, and no larger than it may be."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diorama.harnesses.cli import main
from diorama.harnesses.keeping.zips import pack
from diorama.harnesses.viewing.app import PAGES
from diorama.harnesses.viewing.export import MODULES, _json, bundle, export
from diorama.harnesses.viewing.viewer import Viewer
from diorama.snapshots.errors import UsageError
from tests.harnesses.viewing.conftest import HOSTILE, ORACLE, TEXTS, VIOLATOR

_DATA = re.compile(r'<script type="application/json" id="data">(.*?)</script>', re.DOTALL)


def data_of(path: Path) -> Any:
    page = path.read_text(encoding="utf-8")
    [found] = _DATA.findall(page)
    return json.loads(found)


@given(st.recursive(st.text() | st.sampled_from(TEXTS), lambda inner: st.lists(inner, max_size=3), max_leaves=5))
def test_text_comes_through_and_ends_nothing(value: Any) -> None:
    text = _json(value)
    assert json.loads(text) == value
    assert text.isascii()
    assert not set(text) & set("<>&")


def test_the_file_has_what_the_server_tells(viewer: Viewer, tmp_path: Path) -> None:
    done = export(viewer, tmp_path / "run.html", {})
    data = data_of(tmp_path / "run.html")
    assert (done.whole, done.size) == (done.episodes, (tmp_path / "run.html").stat().st_size)
    assert data["note"] == ""
    assert data["runs"] == json.loads(json.dumps(viewer.runs()))
    for key in (VIOLATOR, ORACLE, HOSTILE):
        told = data["episodes"]["first"][key]
        assert told["episode"] == json.loads(json.dumps(viewer.episode("first", key)))
        assert told["tree"] == json.loads(json.dumps(viewer.tree("first", key)))
        assert len(told["steps"]) == len(told["changes"]["steps"]) == told["episode"]["row"]["steps"]
    assert [step["outcome"]["value"]["result"]["said"] for step in data["episodes"]["first"][HOSTILE]["steps"]] == list(
        TEXTS)
    page = (tmp_path / "run.html").read_text(encoding="utf-8")
    assert page.count("<script") == page.count("</script>") == 2
    assert "src=" not in _DATA.sub("", page).partition("<body>")[0].replace("script-src", "")
    assert str(tmp_path) not in page


def test_a_place_where_no_file_can_be_is_refused_before_the_work(viewer: Viewer, tmp_path: Path) -> None:
    for out in (tmp_path, tmp_path / "nowhere" / "run.html"):
        with pytest.raises(UsageError, match="cannot be written"):
            export(viewer, out, {}, watch=lambda order: pytest.fail("it began"))


def test_a_file_that_would_be_too_large_has_what_matters_first(viewer: Viewer, tmp_path: Path) -> None:
    empty = export(viewer, tmp_path / "none.html", {"text": "nothing is called this"}).size
    done = export(viewer, tmp_path / "part.html", {"branch": "0"}, empty + 60_000)
    data = data_of(tmp_path / "part.html")
    assert 0 < done.whole < done.episodes
    assert done.size <= empty + 60_000
    assert f"the steps of {done.whole} of {done.episodes} episodes" in data["note"]
    rows = {row["key"]: row for row in data["rows"]["first"]}
    inside = [rows[key] for key in data["episodes"]["first"]]
    left = [row for row in rows.values() if row["key"] not in data["episodes"]["first"]]
    assert all(row["harmed"] for row in inside) or not any(row["harmed"] for row in left)
    with pytest.raises(UsageError, match="the list of episodes alone"):
        export(viewer, tmp_path / "no.html", {}, 10_000)


def test_the_script_is_all_modules_in_one() -> None:
    assert {f"{name}.js" for name in MODULES} == {path.name for path in PAGES.glob("*.js")}
    script = bundle()
    assert not re.search(r"^(import|export) ", script, re.MULTILINE)
    assert "</script" not in script


def test_the_command_writes_a_file(
    folder: Path, toy_tasks: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "unsafe.html"
    with pytest.raises(SystemExit) as left:
        main(["view", str(folder), "--html", str(out), "--only", "unsafe=1", "--tasks-dir", str(toy_tasks)])
    assert not left.value.code
    assert str(out) in capsys.readouterr().out
    data = data_of(out)
    rows = data["rows"]["first"]
    assert [run["total"] for run in data["runs"]] == [len(rows)]
    assert data["note"] == "This file has only the episodes that unsafe=1 finds."
    assert all(row["harmed"] for row in rows)


def test_a_zipped_run_is_read_as_its_folder_is(folder: Path, toy_tasks: Path, tmp_path: Path) -> None:
    pack(folder, tmp_path / "sent.zip")
    for source, name in ((folder, "one.html"), (tmp_path / "sent.zip", "two.html")):
        with pytest.raises(SystemExit):
            main(["view", str(source), "--html", str(tmp_path / name), "--only", "agent=violator", "--tasks-dir",
                  str(toy_tasks)])
    assert (tmp_path / "one.html").read_bytes() == (tmp_path / "two.html").read_bytes()


@pytest.mark.parametrize(("arguments", "why"), [
    (["nothing"], "there is no run"), (["{folder}", "--only", "unsafe=1"], "--only is for --html"),
    (["{folder}", "--html", "out.html", "--only", "unsaef=1"], "Did you mean 'unsafe'"),
    ([], "no run in a folder runs"),
])
def test_the_command_says_what_is_wrong(
    arguments: list[str], why: str, folder: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit) as left:
        main(["view", *(one.format(folder=folder) for one in arguments)])
    assert left.value.code == 2
    assert why in capsys.readouterr().err
