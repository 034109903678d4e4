"""`diorama import`, `export` and `call`: real mail files in, searched, and out again with the same bytes."""

import json
import mailbox
from pathlib import Path
from typing import Any

import pytest

from diorama.harnesses.cli import main
from diorama.mocks.worldfile import read_world, write_world

ME = "mara.lind@home.test"
FROM = "From amy@acme.test Wed Mar  4 08:30:00 2026\n"


def run(*arguments: str) -> int:
    """Run the command line; return its exit code."""
    with pytest.raises(SystemExit) as left:
        main(arguments)
    code = left.value.code
    return code if isinstance(code, int) else 0


def printed(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    """Return the JSON that a command prints; it must succeed."""
    assert run(*arguments) == 0, capsys.readouterr().err
    return json.loads(capsys.readouterr().out)


def refusal(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """Return the one line that a command that was used wrongly says."""
    assert run(*arguments) == 2
    said = capsys.readouterr()
    assert said.out == ""
    return said.err


def _message(number: int) -> str:
    return (
        f"From: Amy <amy@acme.test>\nTo: Mara <{ME}>\nSubject: Report {number}\nMessage-ID: <{number}@acme.test>\n"
        f"Date: Mon, 2 Mar 2026 10:{number:02}:00 +0000\n\nThe number of the day is {number * 7}.\n"
    )


@pytest.fixture
def box(tmp_path: Path) -> Path:
    path = tmp_path / "box"
    path.write_text("".join(f"{FROM}{_message(number)}\n" for number in range(12)), newline="\n")
    return path


@pytest.fixture
def world(box: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> str:
    out = str(tmp_path / "mara.world.json")
    printed(capsys, "import", "mbox", str(box), "--mailbox", ME, "--out", out, "--json")
    return out


def test_an_mbox_becomes_a_world(box: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "mara.world.json"
    shown = printed(capsys, "import", "mbox", str(box), "--mailbox", "Mara.Lind@HOME.test", "--out", str(out), "--json")
    assert shown == {"source": str(box), "items": 12, "kept": 12, "defects": {}, "out": str(out)}
    read = read_world(out)
    assert (read.name, read.principal, read.services) == ("mara", ME, ("mail",))
    assert next(iter(read.state.table("people.persons").rows())).name == "Mara Lind"
    assert next(iter(read.state.table("people.organisations").rows())).relation == "home"
    assert read.state.now == 1_772_449_860_000  # an hour after the last message


def test_the_world_file_is_named_as_such(
    box: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    named = ("--out", str(here / "mail"))
    for options, name in (((), f"{box.name}.world.json"), (named, str(here / "mail.world.json"))):
        shown = printed(capsys, "import", "mbox", str(box), "--mailbox", ME, *options, "--json")
        assert shown["out"] == name
        assert read_world(name).principal == ME


def test_the_world_depends_on_the_mail_alone(box: Path, world: str, tmp_path: Path) -> None:
    again = tmp_path / "other" / "mara.world.json"
    again.parent.mkdir()
    assert run("import", "mbox", str(box), "--mailbox", ME, "--out", str(again)) == 0
    assert again.read_bytes() == Path(world).read_bytes()
    assert run("import", "mbox", str(box), "--mailbox", ME, "--seed", "2", "--out", str(again)) == 0
    assert again.read_bytes() != Path(world).read_bytes()


def test_search_change_and_export(box: Path, world: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = printed(capsys, "call", world, "mail.list_messages", '{"q": "number 77 has:nouserlabels"}')["messages"]
    assert [one["subject"] for one in found] == ["Report 11"]
    out = tmp_path / "out"
    shown = printed(capsys, "export", "mbox", world, "--mailbox", ME, "--out", str(out), "--json")
    assert shown == {"world": world, "mailbox": ME, "items": 12, "bytes": box.stat().st_size, "out": str(out)}
    assert out.read_bytes() == box.read_bytes()
    before = Path(world).read_bytes()
    trash = json.dumps({"message_ids": [found[0]["id"]]})
    assert run("call", world, "mail.delete_forever", trash) == 0
    assert Path(world).read_bytes() == before
    assert run("call", world, "mail__delete_forever", trash, "--save") == 0
    assert run("call", world, "mail.send", '{"to": ["zoe@z.test"], "subject": "New", "body": "hello"}', "--save") == 0
    assert run("export", "mbox", world, "--mailbox", ME, "--out", str(out)) == 0
    exported = mailbox.mbox(out)
    subjects = [message["subject"] for message in exported]
    exported.close()
    assert subjects == [*(f"Report {number}" for number in range(11)), "New"]


def test_a_call_says_what_changed(world: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("call", world, "mail.create_label", '{"name": "Kept"}', "--changes") == 0
    last = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert last["path"].startswith("mail.labels.lbl_")
    assert last["after"]["name"] == "Kept"


def test_a_refused_call_leaves_with_1_and_saves_nothing(world: str, capsys: pytest.CaptureFixture[str]) -> None:
    before = Path(world).read_bytes()
    assert run("call", world, "mail.get_message", '{"message_id": "none"}', "--save") == 1
    assert json.loads(capsys.readouterr().out)["error"]["code"] == "not_found"
    assert run("call", world, "mail.list_messages", "--principal", "bob@home.test") == 1
    assert json.loads(capsys.readouterr().out)["error"]["code"] == "no_mailbox"
    assert run("call", world, "mail.import_messages", "{}") == 1
    assert json.loads(capsys.readouterr().out)["error"]["code"] == "unknown_tool"
    assert Path(world).read_bytes() == before


def test_a_maildir_goes_round(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = tmp_path / "dir"
    files = {
        "cur/1.a:2,FS": _message(1), "cur/2.a:2,": _message(2), "new/3.a": _message(3), "tmp/4.a": "half",
        ".Sent/cur/5.a:2,S": _message(5), ".Work.Harbour/new/6.\u00fc": _message(6),
    }
    for name, text in files.items():
        path = source / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, newline="\n")
    out = str(tmp_path / "dir.world.json")
    shown = printed(capsys, "import", "maildir", str(source), "--mailbox", ME, "--out", out, "--json")
    assert (shown["items"], shown["kept"], shown["defects"]) == (6, 5, {"in tmp, not delivered": 1})
    found = printed(capsys, "call", out, "mail.list_messages", '{"q": "label:work-harbour is:unread"}')["messages"]
    assert [one["subject"] for one in found] == ["Report 6"]
    again = tmp_path / "again"
    assert run("export", "maildir", out, "--mailbox", ME, "--out", str(again)) == 0
    del files["tmp/4.a"]
    written = {str(path.relative_to(again)): path.read_text() for path in again.rglob("*") if path.is_file()}
    assert written == files
    assert (again / "tmp").is_dir()
    capsys.readouterr()
    assert "not an empty folder" in refusal(capsys, "export", "maildir", out, "--mailbox", ME, "--out", str(again))


def test_a_folder_of_eml_files_and_one_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = tmp_path / "mail"
    (source / "in").mkdir(parents=True)
    files = {"b.eml": b"Subject: b\r\n\r\nbody", "in/a.EML": b"\xff\x00 no header", "in/c.eml": b""}
    for name, data in files.items():
        (source / name).write_bytes(data)
    (source / "notes.txt").write_text("no mail")
    out = str(tmp_path / "eml.world.json")
    shown = printed(capsys, "import", "eml", str(source), "--mailbox", ME, "--out", out, "--json")
    assert (shown["items"], shown["kept"]) == (3, 3)
    assert shown["defects"]["no header"] == 1
    assert run("export", "eml", out, "--mailbox", ME, "--out", str(tmp_path / "out")) == 0
    written = {path.relative_to(tmp_path / "out").as_posix(): path.read_bytes()
               for path in (tmp_path / "out").rglob("*") if path.is_file()}
    assert written == files
    capsys.readouterr()
    shown = printed(capsys, "import", "eml", str(source / "b.eml"), "--mailbox", ME, "--out", out, "--json")
    assert shown["kept"] == 1


def test_an_empty_mbox_and_the_owner_as_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "empty").write_bytes(b"")
    out = str(tmp_path / "x.world.json")
    shown = printed(capsys, "import", "mbox", str(tmp_path / "empty"), "--mailbox", ME, "--out", out, "--json",
                    "--name", "Dr. M. Lind", "--time-zone", "Europe/Berlin", "--now", "2026-03-04T09:30")
    assert (shown["items"], shown["kept"]) == (0, 0)
    profile = printed(capsys, "call", out, "mail.get_profile")
    assert (profile["name"], profile["now"], profile["messages"]) == ("Dr. M. Lind", "2026-03-04T09:30:00+01:00", 0)
    assert run("export", "mbox", out, "--mailbox", ME, "--out", str(tmp_path / "again")) == 0
    assert (tmp_path / "again").read_bytes() == b""


def test_what_is_used_wrongly_is_said_in_a_line(box: Path, world: str, capsys: pytest.CaptureFixture[str]) -> None:
    out = str(box.with_name("y.world.json"))
    wrong = (
        (("import", "mbox", "/no/such/file", "--mailbox", ME, "--out", out), "/no/such/file"),
        (("import", "eml", str(box.parent / "none"), "--mailbox", ME, "--out", out), "there is no file"),
        (("import", "maildir", str(box.parent), "--mailbox", ME, "--out", out), "is no Maildir"),
        (("import", "mbox", str(box), "--mailbox", "mara", "--out", out), "'mara' is not a mail address"),
        (("import", "mbox", str(box), "--mailbox", ME, "--out", "/no/such/y.world.json"), "no folder /no/such"),
        (("import", "mbox", __file__, "--mailbox", ME, "--out", out), "holds no message; is it of the form mbox"),
        (("export", "mbox", world, "--mailbox", ME, "--out", "/no/such/box"), "cannot be written"),
        (("import", "mbox", str(box), "--mailbox", ME, "--out", out, "--time-zone", "Mars"), "Mars"),
        (("import", "mbox", str(box), "--mailbox", ME, "--out", out, "--now", "soon"), "soon"),
        (("export", "mbox", world, "--mailbox", "bob@home.test", "--out", out), "no mailbox 'bob@home.test'"),
        (("export", "mbox", "none.world.json", "--mailbox", ME, "--out", out), "none.world.json"),
        (("call", world, "mail.list_messages", "{"), "is not JSON"),
        (("call", world, "mail.list_messages", "[]"), "JSON object"),
        (("call", world, "mail.list_messages", '{"q": 1.5}'), "1.5"),
        (("call", "office-small", "mail.list_messages", "{}", "--save"), "built-in"),
    )
    for arguments, said in wrong:
        assert said in refusal(capsys, *arguments), arguments
    assert not Path(out).exists()


def test_a_world_file_cannot_write_outside_the_folder(world: str, tmp_path: Path,
                                                      capsys: pytest.CaptureFixture[str]) -> None:
    """An export must not follow a path that somebody wrote into a world by way of the import tool."""
    source = tmp_path / "evil"
    (source / "cur").mkdir(parents=True)
    (source / "cur" / "1").write_text(_message(1))
    out = tmp_path / "evil.world.json"
    printed(capsys, "import", "maildir", str(source), "--mailbox", ME, "--out", str(out), "--json")
    read = read_world(out)
    table = read.state.table("mail.envelopes")
    identity = table.ids()[0]
    changed = table.put(identity, table[identity].replace(separator="../../outside"))
    write_world(out, read._replace(state=read.state._replace(tables=read.state.tables.set("mail.envelopes", changed))))
    said = refusal(capsys, "export", "maildir", str(out), "--mailbox", ME, "--out", str(tmp_path / "to" / "here"))
    assert "outside" in said
    assert not (tmp_path / "outside").exists()
