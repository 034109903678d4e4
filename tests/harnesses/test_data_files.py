"""`diorama import` and `export` of calendars, chat, folders and documents: what comes in goes out as it was."""

import json
import os
import sys
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from diorama.harnesses.cli import main
from diorama.mocks.worldfile import read_world
from tests.mocks.chat.test_slack_export import FOLDER

ME = "mara.lind@home.test"
EVENT = (
    "BEGIN:VEVENT\r\nUID:{uid}@a.test\r\nDTSTAMP:20260301T100000Z\r\nDTSTART:20260304T0{hour}0000Z\r\n"
    "DTEND:20260304T0{hour}3000Z\r\nSUMMARY:Meeting {uid}\r\nX-ODD;A=\"b\":kept\r\nEND:VEVENT\r\n"
)
HEAD = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nX-WR-TIMEZONE:Europe/Berlin\r\n"
ICS = (HEAD + EVENT.format(uid=1, hour=8) + "BEGIN:VTODO\r\nUID:t\r\nEND:VTODO\r\n" + EVENT.format(uid=2, hour=9)
       + "BEGIN:VEVENT\r\nSUMMARY:no start\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n").encode()


def run(*arguments: str) -> int:
    """Run the command line; return its exit code."""
    with pytest.raises(SystemExit) as left:
        main(arguments)
    code = left.value.code
    return code if isinstance(code, int) else 0


def printed(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    """Return the JSON that a command prints; it must succeed."""
    capsys.readouterr()
    assert run(*arguments) == 0, capsys.readouterr().err
    return json.loads(capsys.readouterr().out)


def refusal(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """Return the one line that a command that was used wrongly says."""
    capsys.readouterr()
    assert run(*arguments) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("\n") == 1
    return said.err


def tree(top: Path) -> dict[str, bytes]:
    """Return the files below a folder by their paths, as bytes of names and content."""
    return {os.fsencode(path.relative_to(top)).decode("latin-1"): path.read_bytes() for path in sorted(top.rglob("*"))
            if path.is_file()}


def laid(top: Path, files: Mapping[str, bytes]) -> Path:
    """Write files into a folder."""
    for name, data in files.items():
        (top / name).parent.mkdir(parents=True, exist_ok=True)
        (top / name).write_bytes(data)
    return top


def test_the_kinds_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    for command in ("import", "export"):
        assert run(command, "--help") == 0
        said = capsys.readouterr().out
        for kind in ("mbox", "eml", "maildir", "ics", "slack", "folder", "docs"):
            assert f" {kind} " in said
            assert run(command, kind, "--help") == 0
            capsys.readouterr()


# --- calendars -------------------------------------------------------------------------------------------------------


def test_a_calendar_goes_in_and_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source, out, again = tmp_path / "c.ics", tmp_path / "c.world.json", tmp_path / "again.ics"
    source.write_bytes(ICS)
    shown = printed(capsys, "import", "ics", str(source), "--calendar", ME, "--out", str(out), "--json")
    assert shown == {"source": str(source), "items": 4, "kept": 2, "out": str(out), "defects": {
        "VTODO is kept for the export alone": 1, "has no DTSTART that can be read": 1}}
    read = read_world(out)
    assert (read.principal, read.services, read.state.now) == (ME, ("calendar",), 1_772_362_800_000)
    found = printed(capsys, "call", str(out), "calendar.list_events",
                    '{"time_min": "2026-03-04", "time_max": "2026-03-05"}')["events"]
    assert [one["summary"] for one in found] == ["Meeting 1", "Meeting 2"]
    assert found[0]["start"] == "2026-03-04T09:00:00+01:00"
    assert run("export", "ics", str(out), "--calendar", ME, "--out", str(again)) == 0
    assert again.read_bytes() == ICS
    change = json.dumps({"event_id": found[0]["id"], "summary": "Changed"})
    assert run("call", str(out), "calendar.update_event", change, "--save") == 0
    assert run("export", "ics", str(out), "--calendar", ME, "--out", str(again)) == 0
    data = again.read_bytes()
    assert b"SUMMARY:Changed" in data
    assert EVENT.format(uid=2, hour=9).encode() in data


@pytest.mark.parametrize("hour", [8, 9])
def test_the_second_event_of_a_uid_comes_out_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], hour: int
) -> None:
    source, out, again = tmp_path / "c.ics", tmp_path / "c.world.json", tmp_path / "again.ics"
    events = EVENT.format(uid=1, hour=8) + EVENT.format(uid=1, hour=hour)
    source.write_text(f"{HEAD}{events}END:VCALENDAR\r\n", newline="")
    shown = printed(capsys, "import", "ics", str(source), "--calendar", ME, "--out", str(out), "--json")
    assert shown["defects"] == {"is on the calendar already": 1}
    assert run("export", "ics", str(out), "--calendar", ME, "--out", str(again)) == 0
    assert again.read_bytes() == source.read_bytes()


def test_a_calendar_of_tasks_alone_is_kept_for_the_export(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source, out, again = tmp_path / "c.ics", tmp_path / "c.world.json", tmp_path / "again.ics"
    source.write_text(f"{HEAD}BEGIN:VTODO\r\nUID:t\r\nEND:VTODO\r\nEND:VCALENDAR\r\n", newline="")
    shown = printed(capsys, "import", "ics", str(source), "--calendar", ME, "--out", str(out), "--json")
    assert shown["defects"] == {"VTODO is kept for the export alone": 1}
    assert run("export", "ics", str(out), "--calendar", ME, "--out", str(again)) == 0
    assert again.read_bytes() == source.read_bytes()
    made = json.dumps({"summary": "Added", "start": "2026-03-05T09:00", "end": "2026-03-05T10:00"})
    assert run("call", str(out), "calendar.create_event", made, "--save") == 0
    assert run("export", "ics", str(out), "--calendar", ME, "--out", str(again)) == 0
    data = again.read_bytes()
    assert data.endswith(b"END:VEVENT\r\nEND:VCALENDAR\r\n")
    assert data.index(b"END:VTODO") < data.index(b"SUMMARY:Added")


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.integers(0, len(ICS)), junk=st.binary(max_size=8), cut=st.booleans())
def test_garbled_calendars_are_kept_or_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], place: int, junk: bytes, cut: bool
) -> None:
    source, out, again = tmp_path / "c.ics", tmp_path / "c.world.json", tmp_path / "again.ics"
    source.write_bytes(ICS[:place] + junk + (b"" if cut else ICS[place + len(junk):]))
    code = run("import", "ics", str(source), "--calendar", ME, "--out", str(out), "--json")
    said = capsys.readouterr()
    assert (code == 0) != ("holds no event" in said.err), said.err
    if not code and "is on the calendar already" not in said.out:
        assert run("export", "ics", str(out), "--calendar", ME, "--out", str(again)) == 0
        assert again.read_bytes() == source.read_bytes()


# --- chat ------------------------------------------------------------------------------------------------------------


def test_a_slack_export_goes_in_and_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source, out = laid(tmp_path / "tarn", FOLDER), tmp_path / "s.world.json"
    (source / "link").symlink_to("/etc/passwd")
    shown = printed(capsys, "import", "slack", str(source), "--out", str(out), "--json")
    assert shown["items"] - shown["kept"] == 5
    assert shown["defects"]["is a link, which is not followed"] == 1
    read = read_world(out)
    assert (read.principal, read.services) == ("mara@tarn.test", ("chat",))
    listed = printed(capsys, "call", str(out), "chat.list_channels")["channels"]
    assert "general" in json.dumps(listed)
    assert run("export", "slack", str(out), "--out", str(tmp_path / "again")) == 0
    (source / "link").unlink()
    assert tree(tmp_path / "again") == tree(source)
    assert run("export", "slack", str(out), "--out", str(tmp_path / "again.zip")) == 0
    with zipfile.ZipFile(tmp_path / "again.zip") as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == dict(FOLDER)
    packed = tmp_path / "wrapped.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        for name, data in FOLDER.items():
            archive.writestr(f"Tarn export/{name}", data)
        archive.writestr("Tarn export/../../evil.json", b"[]")
    other = printed(capsys, "import", "slack", str(packed), "--user", "@bob.bell", "--out", str(out), "--json")
    assert (other["items"], other["kept"]) == (shown["items"], shown["kept"])
    assert other["defects"]["has a path that leads out of the folder"] == 1
    assert read_world(out).principal == "bob@tarn.test"


def test_what_is_no_slack_export_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bad = tmp_path / "bad.zip"
    bad.write_bytes(b"PK\x03\x04 no zip")
    assert "no zip file" in refusal(capsys, "import", "slack", str(bad))
    assert "neither users.json" in refusal(capsys, "import", "slack", str(laid(tmp_path / "x", {"a.json": b"[]"})))
    users = laid(tmp_path / "y", {"users.json": b"[{"})
    assert "no account" in refusal(capsys, "import", "slack", str(users), "--out", str(tmp_path / "y"))
    folder = laid(tmp_path / "z", FOLDER)
    assert "nobody 'zoe'" in refusal(capsys, "import", "slack", str(folder), "--user", "zoe")
    assert "is for a new world" in refusal(capsys, "import", "slack", str(folder), "--world", "office-small",
                                           "--seed", "4")


# --- files -----------------------------------------------------------------------------------------------------------

FILES = {
    "empty": b"", ".hidden": b"h", "a/b/c/deep.bin": bytes(range(256)), "a/Plan.txt": b"one", "a/plan.txt": b"two",
    "a/Ünï \U0001f600.csv": b"x,y\n1,2\n", "line\nend.txt": b"newline", "note.md": b"# Title\n\n- *one*\n",
    "big.dat": b"\x00" * 3_000_000, "no.docx": b"not a zip",
}


def test_a_folder_goes_in_and_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source, out = laid(tmp_path / "files", FILES), tmp_path / "f.world.json"
    odd = os.fsencode(source) + b"/\xff\xfe.bin"
    Path(os.fsdecode(odd)).write_bytes(b"odd")
    (source / "bare").mkdir()
    for path in (source / "empty", source / "a" / "Plan.txt", source / "bare"):
        os.utime(path, ns=(1_600_000_000_123_000_000,) * 2)
    os.utime(source / ".hidden", ns=(-5_000_000_000,) * 2)
    (source / "link").symlink_to(source / "empty")
    (source / "loop").symlink_to(source)
    os.mkfifo(source / "pipe")
    shown = printed(capsys, "import", "folder", str(source), "--owner", ME, "--out", str(out), "--json")
    assert shown["defects"] == {
        "has a name that is written otherwise in Drive": 2, "has the name of another but for the case": 1,
        "is a link, which is not followed": 2, "is no file: a socket, pipe or device": 1,
        "was changed before 1970, taken as 1970": 1,
    }
    assert (shown["items"], shown["kept"]) == (len(FILES) + 8, len(FILES) + 5)
    listed = printed(capsys, "call", str(out), "drive.list_folder", '{"folder": "root"}')
    assert "note.md" in json.dumps(listed)
    again = tmp_path / "again"
    said = printed(capsys, "export", "folder", str(out), "--owner", ME, "--out", str(again), "--json")
    assert said["defects"] == {}
    for path in (source / "link", source / "loop", source / "pipe"):
        path.unlink()
    assert tree(again) == tree(source)
    assert (again / "bare").is_dir()
    for name in ("empty", "a/Plan.txt", "bare"):
        assert (again / name).stat().st_mtime_ns == 1_600_000_000_123_000_000
    assert "not an empty folder" in refusal(capsys, "export", "folder", str(out), "--owner", ME, "--out", str(again))


def test_names_that_no_disk_takes_are_changed_and_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source, out = laid(tmp_path / "files", {"a.txt": b"first"}), str(tmp_path / "f.world.json")
    printed(capsys, "import", "folder", str(source), "--owner", ME, "--out", out, "--json")
    for name in ("a.txt", "..", "x/y/../z", "é" * 200):
        assert run("call", out, "drive.create_file", json.dumps({"name": name, "text": name}), "--save") == 0
    again = tmp_path / "again"
    said = printed(capsys, "export", "folder", out, "--owner", ME, "--out", str(again), "--json")
    assert said["defects"] == {"has a name that no disk takes, written otherwise": 3,
                               "has the name of another, numbered": 1}
    assert sorted(path.name for path in again.iterdir()) == sorted(
        ["_..", "a (2).txt", "a.txt", "x_y_.._z", "é" * 127])
    assert not (tmp_path / "z").exists()


def test_markdown_becomes_documents_where_that_is_wanted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = laid(tmp_path / "files", {"note.md": FILES["note.md"], "no.docx": FILES["no.docx"], "c.txt": b"c"})
    out, again = str(tmp_path / "f.world.json"), tmp_path / "again"
    shown = printed(capsys, "import", "folder", str(source), "--owner", ME, "--convert", "--out", out, "--json")
    assert shown["defects"] == {"is no document that can be read, kept as a file": 1}
    assert printed(capsys, "export", "folder", out, "--owner", ME, "--out", str(again), "--json")["items"] == 3
    assert tree(again) == tree(source)
    assert run("export", "folder", out, "--owner", ME, "--docx", "--out", str(tmp_path / "words")) == 0
    assert sorted(path.name for path in (tmp_path / "words").iterdir()) == ["c.txt", "no.docx", "note.docx"]


# --- documents -------------------------------------------------------------------------------------------------------


def test_documents_go_in_and_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source, out = tmp_path / "note.md", str(tmp_path / "d.world.json")
    source.write_bytes(FILES["note.md"])
    shown = printed(capsys, "import", "docs", str(source), "--owner", ME, "--out", out, "--json")
    assert shown == {"source": str(source), "items": 1, "kept": 1, "defects": {}, "out": out}
    identity = next(one for one in read_world(out).state.table("docs.documents").ids())
    word = tmp_path / "note.docx"
    assert run("export", "docs", out, "--id", identity, "--out", str(word)) == 0
    shown = printed(capsys, "import", "docs", str(word), str(source), "--owner", ME, "--world", out, "--out", out,
                    "--json")
    assert (shown["items"], shown["kept"]) == (2, 2)
    documents = read_world(out).state.table("docs.documents").ids()
    assert len(documents) == 3
    for one in documents:
        target = tmp_path / "again.md"
        assert run("export", "docs", out, "--id", one, "--out", str(target)) == 0
        assert target.read_bytes() == FILES["note.md"]
    for ending, said in ((".html", "<h1>Title</h1>"), (".txt", "Title\n")):
        target = tmp_path / f"again{ending}"
        assert run("export", "docs", out, "--id", identity, "--out", str(target)) == 0
        assert said in target.read_text()


def test_wrong_use_is_said_in_a_line(tmp_path: Path, capsys: pytest.CaptureFixture[str],
                                     monkeypatch: pytest.MonkeyPatch) -> None:
    note, word = tmp_path / "note.md", tmp_path / "note.docx"
    note.write_bytes(b"# x")
    word.write_bytes(b"no zip")
    out = str(tmp_path / "d.world.json")
    wrong = (
        (("import", "docs", str(word), "--owner", ME, "--out", out), "no document that can be read"),
        (("import", "docs", __file__, "--owner", ME, "--out", out), "neither Markdown nor a Word file"),
        (("import", "docs", str(note), "--owner", "mara", "--out", out), "--owner amy@acme.test"),
        (("import", "folder", str(note), "--owner", ME, "--out", out), "is no folder"),
        (("import", "ics", str(note), "--calendar", ME, "--out", out), "holds no event"),
        (("import", "ics", "/no/such", "--calendar", ME, "--out", out), "/no/such"),
        (("export", "docs", "office-small", "--id", "none", "--out", "x.md"), "no document 'none'"),
        (("export", "ics", "office-small", "--calendar", "none@x.test", "--out", "x.ics"), "no calendar 'none@x.test'"),
        (("export", "folder", "office-small", "--owner", ME, "--out", str(tmp_path / "n")), "no folder"),
    )
    for arguments, said in wrong:
        assert said in refusal(capsys, *arguments), arguments
    assert not Path(out).exists()
    monkeypatch.setitem(sys.modules, "docx", None)
    assert "diorama[docx]" in refusal(capsys, "import", "docs", str(word), "--owner", ME, "--out", out)


def test_an_import_into_a_world_that_is_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = str(tmp_path / "o.world.json")
    source = tmp_path / "c.ics"
    source.write_bytes(ICS)
    mara = "mara.lindqvist@tarnvale.test"
    shown = printed(capsys, "import", "ics", str(source), "--calendar", mara, "--world", "office-small", "--out", out,
                    "--json")
    assert shown["kept"] == 2
    read = read_world(out)
    assert read.principal == mara
    assert "mail" in read.services
    found = printed(capsys, "call", out, "calendar.list_events", '{"time_min": "2026-03-04", "time_max": "2026-03-05"}')
    assert {"Meeting 1", "Meeting 2"} <= {one["summary"] for one in found["events"]}
    printed(capsys, "import", "slack", str(laid(tmp_path / "tarn", FOLDER)), "--world", out, "--out", out, "--json")
    assert "U02" in read_world(out).state.table("chat.users")
