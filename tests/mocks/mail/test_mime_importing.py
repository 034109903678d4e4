"""Importing: conversations, labels and dates of real mail, and the same bytes out again whatever else happens."""

import base64
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diorama.mocks.mail.exporting import export_folder, export_mbox
from diorama.mocks.mail.mbox import split_mbox
from diorama.mocks.mail.records import Message
from diorama.mocks.mail.service import Mail
from diorama.mocks.service import tool
from diorama.mocks.world import World, agent, setup
from diorama.snapshots.calls import Call
from diorama.snapshots.digest import Json
from tests.mocks.mail.soundness import assert_sound

ME = "me@home.test"
NOW = 1_772_613_000_000
DAY = 24 * 3_600_000
FROM = b"From amy@acme.test Wed Mar  4 08:30:00 2026\n"


class _Box(Mail):
    """Mail with the functions behind Gmail's insert and import as tools."""

    @tool("write", faces=frozenset({"agent"}))
    def take(self, raw: str, labels: tuple[str, ...] = (), sort: bool = False, by_header: bool = False,
             thread: str = "") -> Json:
        """Take one message in."""
        data = raw.encode("latin-1")
        return self.take_raw(self.own(), data, labels, sort=sort, by_header=by_header, thread=thread)


class Home:
    """A world with one mailbox, and mail files to import into it."""

    def __init__(self) -> None:
        self.world = World([_Box], seed=3, now=NOW)
        self.put("people.add_organisation", id="home", name="Home", domain="home.test", relation="home")
        self.put("mail.add_mailbox", address=ME, name="Me")

    def put(self, name: str, /, **arguments: Any) -> Any:
        """Make a set-up call that must succeed."""
        outcome = self.world.call(Call.of(name, arguments), actor=setup(ME))
        assert outcome.ok, outcome.message
        return outcome.value

    def do(self, name: str, /, **arguments: Any) -> Any:
        """Make an agent's call that must succeed."""
        outcome = self.world.call(Call.of(name, arguments), actor=agent(ME))
        assert outcome.ok, outcome.message
        return outcome.value

    def mbox(self, data: bytes, *, more: bool = False, source: str = "box") -> Any:
        """Import an mbox."""
        pieces = [
            {"raw": base64.b64encode(piece.content).decode(), "separator": piece.separator.decode("latin-1"),
             "tail": piece.tail.decode("latin-1"), "verbatim": piece.verbatim, "junk": piece.junk}
            for piece in split_mbox(data)
        ]
        return self.put("mail.import_messages", mailbox=ME, source=source, pieces=pieces, more=more)

    def maildir(self, *files: tuple[str, bytes, str | None, str]) -> Any:
        """Import (path, content, flags, folder) files."""
        pieces = [{"raw": base64.b64encode(content).decode(), "separator": path, "flags": flags, "folder": folder}
                  for path, content, flags, folder in files]
        return self.put("mail.import_messages", mailbox=ME, source="dir", pieces=pieces, kind="maildir")

    def export(self) -> bytes:
        """Return the mailbox as an mbox."""
        return b"".join(export_mbox(self.world.state, ME))

    def rows(self) -> dict[str, Message]:
        """Return all messages by subject."""
        return {row.subject: row for row in self.world.state.table("mail.messages").rows()}

    def ids(self) -> dict[str, str]:
        """Return the ids of all messages by subject."""
        table = self.world.state.table("mail.messages")
        return {table[identity].subject: identity for identity in table.ids()}

    def labels(self, subject: str) -> set[str]:
        """Return the labels of a message, user labels by name."""
        known = self.world.state.table("mail.labels")
        return {known[label].name if label in known else label for label in self.rows()[subject].labels}


@pytest.fixture
def home() -> Home:
    return Home()


def _mail(subject: str, *head: str, body: str = "text", sender: str = "Amy <amy@acme.test>") -> bytes:
    lines = [f"From: {sender}", f"Subject: {subject}", *head]
    if not any(line.startswith("Date:") for line in head):
        lines.append("Date: Tue, 3 Mar 2026 10:00:00 +0000")
    return "\n".join((*lines, "", body, "")).encode()


def _box(*messages: bytes) -> bytes:
    return b"".join(FROM + message + b"\n" for message in messages)


def test_what_was_imported_can_be_searched_and_read(home: Home) -> None:
    plan = _mail("Harbour plan", "To: me@home.test", body="The crane moves on Friday.")
    found = home.mbox(_box(plan, _mail("Other")))
    assert found == {"kept": 2, "defects": {}}
    listed = home.do("mail.list_messages", q="crane friday")["messages"]
    assert [one["subject"] for one in listed] == ["Harbour plan"]
    assert home.do("mail.get_message", message_id=listed[0]["id"])["body"] == "The crane moves on Friday.\n"
    assert_sound(home.world.state)


def test_a_reply_that_comes_before_what_it_answers(home: Home) -> None:
    home.mbox(_box(
        _mail("Re: Plan", "In-Reply-To: <1@x>", "References: <1@x>", "Message-ID: <2@x>"),
        _mail("Plan", "Message-ID: <1@x>", "Date: Tue, 3 Mar 2026 11:00:00 +0000"),
    ))
    rows = home.rows()
    assert rows["Re: Plan"].thread == rows["Plan"].thread


def test_two_replies_to_a_message_that_is_missing(home: Home) -> None:
    home.mbox(_box(_mail("Re: a", "References: <gone@x>"), _mail("Re: b", "References: <gone@x>")))
    rows = home.rows()
    assert rows["Re: a"].thread == rows["Re: b"].thread


def test_conversations_that_gmail_numbered(home: Home) -> None:
    home.mbox(_box(_mail("a", "X-GM-THRID: 17"), _mail("b", "X-GM-THRID: 17"), _mail("c", "X-GM-THRID: 18")))
    rows = home.rows()
    assert rows["a"].thread == rows["b"].thread != rows["c"].thread


def test_an_address_in_in_reply_to_joins_nobody(home: Home) -> None:
    home.mbox(_box(_mail("Re: a", "In-Reply-To: <amy@acme.test>"), _mail("Re: b", "In-Reply-To: <amy@acme.test>")))
    rows = home.rows()
    assert rows["Re: a"].thread != rows["Re: b"].thread


def test_a_reply_without_references_goes_by_subject_people_and_time(home: Home) -> None:
    home.mbox(_box(
        _mail("Plan", "To: bob@b.test", "Date: 1 Jan 2026 10:00:00 +0000"),
        _mail("Re: plan", "Date: 10 Jan 2026 10:00:00 +0000", sender="bob@b.test"),
        _mail("AW: plan", "Date: 11 Jan 2026 10:00:00 +0000", sender="zoe@z.test"),
        _mail("RE: PLAN", "Date: 1 Mar 2026 10:00:00 +0000", sender="bob@b.test"),
    ))
    rows = home.rows()
    assert rows["Re: plan"].thread == rows["Plan"].thread
    assert len({rows[subject].thread for subject in ("Plan", "AW: plan", "RE: PLAN")}) == 3


def test_conversations_go_on_over_several_calls_and_into_old_ones(home: Home) -> None:
    home.mbox(_box(_mail("Plan", "Message-ID: <1@x>")))
    first = home.rows()["Plan"].thread
    home.mbox(_box(_mail("Re: Plan", "References: <1@x>", "Message-ID: <2@x>")), more=True)
    home.mbox(_box(_mail("Re: Re: Plan", "References: <2@x>")))
    assert {row.thread for row in home.rows().values()} == {first}
    assert_sound(home.world.state)


@pytest.mark.parametrize(
    ("head", "labels"),
    [
        (("X-Gmail-Labels: Inbox,Opened,Starred,Category Updates",), {"INBOX", "STARRED", "CATEGORY_UPDATES"}),
        (("X-Gmail-Labels: =?UTF-8?Q?Projekte/Gr=C3=BCn,=22a,_b=22,Unread?=",),
         {"Projekte/Gr\u00fcn", "a, b", "UNREAD"}),
        (("X-Gmail-Labels: Sent,Important",), {"SENT", "IMPORTANT"}),
        (("X-Gmail-Labels: Archived,Snoozed,Muted",), set()),
        (("X-Gmail-Labels: Inbox,Spam,Trash",), {"TRASH"}),
        (("X-Gmail-Labels: Drafts,Unread",), {"DRAFT"}),
        (("Status: RO",), {"INBOX", "CATEGORY_PERSONAL"}),
        (("Status: O",), {"INBOX", "CATEGORY_PERSONAL", "UNREAD"}),
        (("Status: R", "X-Status: FA"), {"INBOX", "CATEGORY_PERSONAL", "STARRED"}),
        (("X-Status: D",), {"TRASH", "UNREAD"}),
        (("X-Mozilla-Status: 0005",), {"INBOX", "CATEGORY_PERSONAL", "STARRED"}),
        (("Status: R", "X-Keywords: work $Forwarded"), {"INBOX", "CATEGORY_PERSONAL", "work"}),
        (("List-Id: <l.b.test>",), {"INBOX", "CATEGORY_FORUMS", "UNREAD"}),
        (("Status: R", "X-Keywords: SNOOZED muted trash spam"), {"TRASH"}),
    ],
)
def test_labels_by_what_other_programs_noted(home: Home, head: tuple[str, ...], labels: set[str]) -> None:
    home.mbox(_box(_mail("Plan", *head)))
    assert home.labels("Plan") == labels
    assert_sound(home.world.state)


def test_own_mail_is_sent_mail(home: Home) -> None:
    home.mbox(_box(_mail("Mine", "Bcc: zoe@z.test", sender="Me <ME@home.test>"), _mail("Theirs", "Bcc: me@home.test")))
    assert home.labels("Mine") == {"SENT"}
    assert [one.email for one in home.rows()["Mine"].bcc] == ["zoe@z.test"]
    assert home.rows()["Theirs"].bcc == ()
    assert ("Bcc", "me@home.test") in home.rows()["Theirs"].headers
    assert_sound(home.world.state)


def test_maildir_flags_and_folders(home: Home) -> None:
    home.maildir(
        ("cur/1:2,FS", _mail("a"), "FS", ""), ("cur/2:2,", _mail("b"), "", ""), ("new/3", _mail("c"), "", ""),
        (".Sent/cur/4:2,S", _mail("d"), "S", "Sent"), (".Work.Harbour/cur/5:2,S", _mail("e"), "S", "Work/Harbour"),
        ("cur/6:2,DS", _mail("f"), "DS", ""), ("cur/7:2,TS", _mail("g"), "TS", ""),
    )
    shown = {subject: home.labels(subject) - {"CATEGORY_PERSONAL"} for subject in "abcdefg"}
    assert shown == {
        "a": {"INBOX", "STARRED"}, "b": {"INBOX", "UNREAD"}, "c": {"INBOX", "UNREAD"}, "d": {"SENT"},
        "e": {"Work/Harbour"}, "f": {"INBOX", "DRAFT"}, "g": {"TRASH"},
    }
    assert_sound(home.world.state)


def test_dates(home: Home) -> None:
    home.mbox(_box(
        _mail("sent", "Date: Tue, 3 Mar 2026 10:00:00 +0000"),
        _mail("from the future", "Date: Sun, 1 Jan 2040 10:00:00 +0000",
              "Received: by x; Tue, 3 Mar 2026 10:00:00 +0000"),
        _mail("undated", "Date: some day"),
    ) + b"From - \n" + _mail("of the time before", "Date:"))
    rows = home.rows()
    assert rows["sent"].date == rows["from the future"].date == NOW - DAY + 90 * 60_000
    assert rows["from the future"].defects == ("dated after its receipt",)
    assert rows["undated"].date == rows["of the time before"].date == NOW


def test_files_of_one_name_can_each_be_asked_for(home: Home) -> None:
    part = '--x\nContent-Type: text/plain\nContent-Disposition: attachment; filename="a.txt"\n\n{}\n'
    body = "".join(part.format(text) for text in ("one", "two", "three")) + "--x--"
    home.mbox(_box(_mail("Files", "Content-Type: multipart/mixed; boundary=x", body=body)))
    identity = home.ids()["Files"]
    files = home.do("mail.get_message", message_id=identity)["attachments"]
    assert [one["name"] for one in files] == ["a.txt", "a (2).txt", "a (3).txt"]
    texts = [home.do("mail.get_attachment", message_id=identity, name=one["name"])["text"] for one in files]
    assert texts == ["one", "two", "three"]


LINES = st.sampled_from([
    b"", b"From ", FROM.strip(), b"From x\r", b">From x", b"Subject: y", b"From: me@home.test", b"text", b"\x00\xff",
    b"Content-Length: 30", b"X-Gmail-Labels: Drafts", b"Status: RO", b"References: <a@b>", b"Message-ID: <a@b>",
    b"Content-Type: text/html", b"X-Keywords: SNOOZED trash inbox Muted", b"X-Gmail-Labels: SCHEDULED,INBOX,spam",
])


@given(st.lists(LINES, max_size=30), st.integers(0, 3))
def test_any_file_comes_out_as_it_went_in(lines: list[bytes], action: int) -> None:
    home = Home()
    data = b"\n".join(lines)
    half = data.find(b"From", len(data) // 2)
    files = [data] if half < 0 or data[half - 1 : half] != b"\n" else [data[:half], data[half:]]
    for file in files[:-1]:
        home.mbox(file, more=True)
    home.mbox(files[-1])
    assert_sound(home.world.state)
    ids = list(home.world.state.table("mail.messages").ids())
    if ids and action:
        home.do(("mail.archive", "mail.star", "mail.trash")[action - 1], message_ids=ids[:50])
    assert home.export() == data


BOX = b"junk before\n\n" + _box(
    _mail("one", "Message-ID: <1@x>"), _mail("two", body=">From here\n>>From there"), _mail("three", "To: me@home.test")
).replace(b"\n\n" + FROM, b"\n" + FROM, 1)


def test_labels_leave_the_bytes_alone(home: Home) -> None:
    home.mbox(BOX)
    ids = home.ids()
    home.do("mail.modify_labels", message_ids=[ids["one"], ids["two"]], add=["STARRED"], remove=["UNREAD"])
    home.do("mail.create_label", name="Kept")
    home.do("mail.modify_labels", message_ids=[ids["three"]], add=["Kept"], remove=["INBOX"])
    home.do("mail.trash", message_ids=[ids["one"]])
    assert home.export() == BOX
    assert home.rows()["two"].body == "From here\n>From there\n"


def test_what_was_deleted_is_left_out(home: Home) -> None:
    home.mbox(BOX)
    home.do("mail.delete_forever", message_ids=[home.ids()["two"]])
    start = BOX.index(b"Subject: two")
    begin = BOX.rindex(FROM, 0, start)
    end = BOX.index(FROM, start)
    assert home.export() == BOX[:begin] + BOX[end:]


@pytest.mark.parametrize("ending", [b"\n\n", b"\n", b""])
@pytest.mark.parametrize("crlf", [False, True])
def test_what_was_made_here_is_appended(home: Home, ending: bytes, crlf: bool) -> None:
    data = BOX.rstrip(b"\n") + ending
    if crlf:
        data = data.replace(b"\n", b"\r\n")
    home.mbox(data)
    home.do("mail.send", to=["Zoe <zoe@z.test>"], subject="New", body="From me\n\u00fc",
            attachments=[{"name": "a.txt", "text": "in the file"}])
    out = home.export()
    assert out.startswith(data)
    added = [piece for piece in split_mbox(out) if b"Subject: New" in piece.content]
    assert len(added) == 1
    assert (b"\r\n" in added[0].content) == crlf
    again = Home()
    again.mbox(out)
    new = again.rows()["New"]
    assert (new.body, new.to, [one.name for one in new.attachments]) == (
        home.rows()["New"].body, home.rows()["New"].to, ["a.txt"]
    )
    assert again.labels("New") == {"SENT"}
    assert len(again.rows()) == 4
    assert again.export() == out


def test_a_draft_that_was_changed_is_written_anew(home: Home) -> None:
    home.mbox(_box(_mail("Half", "X-Gmail-Labels: Drafts"), _mail("Other")))
    draft = home.do("mail.list_drafts")["drafts"][0]
    assert home.export() == _box(_mail("Half", "X-Gmail-Labels: Drafts"), _mail("Other"))
    home.do("mail.update_draft", draft_id=draft["draft_id"], subject="Whole")
    out = home.export()
    assert b"Subject: Whole" in out
    assert b"Subject: Half" not in out


def test_folders_keep_the_names_of_their_files(home: Home) -> None:
    files = {"cur/1:2,FS": _mail("a"), "new/2": _mail("b"), ".Sent/cur/x%FFy:2,S": _mail("c")}
    home.maildir(*((path, content, "S", "") for path, content in files.items()))
    home.do("mail.send", to=["zoe@z.test"], subject="New", body="text")
    found = {one.path: one for one in export_folder(home.world.state, ME, "maildir")}
    assert found["cur/1:2,FS"].content == files["cur/1:2,FS"]
    assert found[".Sent/cur/x\udcffy:2,S"].content == files[".Sent/cur/x%FFy:2,S"]
    made = [one for one in found.values() if not one.imported]
    assert len(made) == 1
    assert made[0].path.startswith(".Sent/cur/")
    assert made[0].path.endswith(":2,S")
    as_eml = list(export_folder(home.world.state, ME, "eml"))
    assert len(as_eml) == 4
    assert all(one.path.endswith(".eml") for one in as_eml)
    assert len(home.export().split(b"\nSubject: ")) == 5


def test_imported_mail_makes_no_history_and_sets_nothing_off(home: Home) -> None:
    home.put("mail.add_mailbox", address="bob@home.test", name="Bob")
    home.mbox(_box(_mail("Plan", "To: bob@home.test")))
    assert len(home.world.state.table("mail.histories")) == 0
    assert len(home.world.state.table("ledger.departures")) == 0
    assert {row.mailbox for row in home.rows().values()} == {ME}


def test_bytes_that_are_no_base64_are_refused(home: Home) -> None:
    call = Call.of("mail.import_messages", {"mailbox": ME, "source": "x", "pieces": [{"raw": "***"}]})
    outcome = home.world.call(call, actor=setup(ME))
    assert (outcome.code, "'***'" in outcome.message) == ("invalid_raw", True)
    assert home.world.call(call, actor=agent(ME)).code == "unknown_tool"


def test_insert_and_import(home: Home) -> None:
    raw = _mail("Plan", "Message-ID: <1@x>", "List-Id: <l.b.test>").decode()
    inserted = home.do("mail.take", raw=raw)
    imported = home.do("mail.take", raw=raw.replace("Plan", "Other").replace("1@x", "2@x"), labels=["INBOX", "UNREAD"],
                       sort=True, by_header=True)
    table = home.world.state.table("mail.messages")
    assert (table[inserted].labels, table[inserted].date > NOW - 60_000) == ((), True)
    assert set(table[imported].labels) == {"INBOX", "UNREAD", "CATEGORY_FORUMS"}
    assert table[imported].date == NOW - DAY + 90 * 60_000
    assert len(home.world.state.table("mail.histories")) == 2
    reply = home.do("mail.take", raw=_mail("Re: Plan", "References: <1@x>").decode(), labels=["DRAFT"])
    assert table[inserted].thread == home.world.state.table("mail.messages")[reply].thread
    assert_sound(home.world.state)


@pytest.mark.parametrize("arguments", [
    {"labels": ["SNOOZED"]}, {"labels": ["INBOX", "TRASH"]}, {"labels": ["No such"]}, {"thread": "thr_none"},
])
def test_insert_refuses_what_would_break_the_mailbox(home: Home, arguments: dict[str, Any]) -> None:
    outcome = home.world.call(Call.of("mail.take", {"raw": "Subject: x\n\n", **arguments}), actor=agent(ME))
    assert outcome.code in ("invalid_label", "unknown_label", "not_found")
