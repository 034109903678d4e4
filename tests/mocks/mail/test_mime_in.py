"""Mail in: real and broken messages as fields, never an exception, the same on every Python."""

import email
import email.policy
import hashlib
import importlib.util
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diorama.mocks.common.addresses import Address
from diorama.mocks.mail.mime_in import File, Parsed, parse_message
from diorama.snapshots.draw import Draw
from tests.conftest import Require

HEAD = b"From: Amy Lee <amy@acme.test>\nTo: bob@home.test\nSubject: Plan\nDate: Wed, 4 Mar 2026 09:30:00 +0100\n"
MULTI = HEAD + b'Content-Type: multipart/mixed; boundary="cut"\n\npreamble\n'
SENT = 1_772_613_000_000


def _simple(head: bytes, body: bytes = b"text\n") -> Parsed:
    return parse_message(b"From: a@b.test\nDate: 4 Mar 2026 08:30 GMT\n" + head + b"\n" + body)


def _part(head: bytes, body: bytes) -> Parsed:
    return parse_message(MULTI + b"--cut\n" + head + b"\n" + body + b"\n--cut--\n")


def test_a_plain_message() -> None:
    read = parse_message(HEAD + b"Message-ID: <1@acme.test>\nX-Note: kept\n\nHello Bob,\r\nbye\n")
    assert read.sender == Address(name="Amy Lee", email="amy@acme.test")
    assert read.to == (Address(email="bob@home.test"),)
    assert (read.subject, read.body, read.html, read.files) == ("Plan", "Hello Bob,\nbye\n", "", ())
    assert (read.date, read.message_id, read.headers) == (SENT, "<1@acme.test>", (("X-Note", "kept"),))
    assert read.defects == ()


NESTED = MULTI + b"""--cut
Content-Type: multipart/related; boundary=rel

--rel
Content-Type: multipart/alternative; boundary=alt

--alt
Content-Type: text/plain; charset=iso-8859-1
Content-Transfer-Encoding: quoted-printable

Gr=FC=DFe, =80 5
--alt
Content-Type: text/html; charset=utf-8

<p>Gr\xc3\xbc\xc3\x9fe <img src="cid:logo@acme.test"></p>
--alt--
--rel
Content-Type: image/png; name=logo.png
Content-ID: <logo@acme.test>
Content-Transfer-Encoding: base64

iVBORw0KGgo=
--rel--
--cut
Content-Type: text/calendar; method=REQUEST; charset=utf-8

BEGIN:VCALENDAR
END:VCALENDAR
--cut
Content-Type: message/rfc822

From: Carl <carl@acme.test>
Subject: =?utf-8?q?Zahlen=3A_M=C3=A4rz?=
Content-Type: multipart/mixed; boundary=inner

--inner

inside
--inner--
--cut
Content-Type: application/pdf; name="a.pdf"
Content-Disposition: attachment; filename="report.pdf"
Content-Transfer-Encoding: base64

JVBERg==
--cut
Content-Type: text/plain

a footer of the list
--cut--
epilogue
"""


def test_nested_parts_become_text_html_and_files() -> None:
    read = parse_message(NESTED)
    assert read.body == "Gr\u00fc\u00dfe, \u20ac 5\na footer of the list"
    assert read.html == '<p>Gr\u00fc\u00dfe <img src="cid:logo@acme.test"></p>'
    logo, invitation, attached, report = read.files
    assert logo == File("logo.png", "image/png", b"\x89PNG\r\n\x1a\n", "logo@acme.test", True)
    assert invitation.type == "text/calendar"
    assert invitation.name.endswith(".ics")
    assert invitation.content == b"BEGIN:VCALENDAR\nEND:VCALENDAR"
    assert (attached.name, attached.type) == ("Zahlen M\u00e4rz.eml", "message/rfc822")
    assert attached.content in NESTED
    assert attached.content.endswith(b"--inner--")
    assert report == File("report.pdf", "application/pdf", b"%PDF")
    assert read.defects == ()


def test_html_alone_is_also_text_with_the_targets_of_its_links() -> None:
    html = b"<style>p{}</style><p>See <a href='https://x.test/'>our page</a>&amp;more</p>"
    read = _simple(b"Content-Type: text/html\n", html)
    assert read.body == "See our page <https://x.test/>&more"


@pytest.mark.parametrize(
    ("head", "subject"),
    [
        (b"=?utf-8?q?caf=C3=A9?=", "caf\u00e9"),
        (b"=?UTF-8?B?Y2Fmw6k=?= and =?iso-8859-1*fr?q?caf=E9?=", "caf\u00e9 and caf\u00e9"),
        (b"=?utf-8?b?5ryi5Q==?=\n =?utf-8?b?rZc=?=", "\u6f22\u5b57"),
        (b"=?utf-8?q?in_=C3?= =?utf-8?q?=BC?= two", "in \u00fc two"),
        (b"=?utf-8?Q?with spaces in it?=", "with spaces in it"),
        (b"glued=?utf-8?q?=21?=on", "glued!on"),
        (b"=?iso-8859-1?Q?Die_Fr\xf6sche?=", "Die Fr\u00f6sche"),
        (b"=?x-unknown?q?plain?= =?x-unknown?q?=FF?=", "plain =?x-unknown?q?=FF?="),
        (b"=?utf-8?b?*****?= =?utf-8?q?open", "=?utf-8?b?*****?= =?utf-8?q?open"),
        (b"=?gb2312?B?1tDOxA==?=", "\u4e2d\u6587"),
        (b"=?iso-2022-jp?B?GyRCRnxLXBsoQg==?=", "\u65e5\u672c"),
        (b"raw \xc3\xbc", "raw \u00fc"),
        (b"raw \xfc\x81", "raw \u00fc\x81"),
        (b"folded\r\n\tand again", "folded\tand again"),
    ],
)
def test_subjects(head: bytes, subject: str) -> None:
    assert _simple(b"Subject: " + head + b"\n").subject == subject


def test_an_8_bit_header_is_of_the_charset_of_the_body() -> None:
    assert _simple(b"Subject: \xd6\xd0\xce\xc4\nContent-Type: text/plain; charset=gb2312\n").subject == "\u4e2d\u6587"
    assert _simple(b"Subject: \xd6\xd0\xce\xc4\n").subject == "\u00d6\u00d0\u00ce\u00c4"


@pytest.mark.parametrize(
    ("head", "name"),
    [
        (b'attachment; filename="plain.txt"', "plain.txt"),
        (b"attachment; filename=not quoted.txt", "not quoted.txt"),
        (b"attachment; filename*=utf-8''caf%C3%A9.txt", "caf\u00e9.txt"),
        (b"attachment; filename*0*=iso-8859-1''caf; filename*1*=%E9; filename*2=.txt", "caf\u00e9.txt"),
        (b'attachment; filename="=?utf-8?q?caf=C3=A9=2Etxt?="', "caf\u00e9.txt"),
        (b'attachment; filename="caf\xc3\xa9.txt"', "caf\u00e9.txt"),
        (b'attachment; filename="C:\\Users\\me\\my \\"own\\".txt"', 'my "own".txt'),
        (b'attachment; filename="../../etc/passwd"', "passwd"),
        (b'attachment; filename="never closed.txt', "never closed.txt"),
        (b'attachment; filename="a;b.txt"; size=3', "a;b.txt"),
        (b"attachment", "application-1.bin"),
        (b'attachment; filename="' + b"x" * 400 + b'.txt"', f"{'x' * 180}~{'x' * 14}.txt"),
    ],
)
def test_names_of_files(head: bytes, name: str) -> None:
    read = _part(b"Content-Type: application/x-thing\nContent-Disposition: " + head + b"\n", b"data")
    assert [(file.name, file.content) for file in read.files] == [(name, b"data")]


@pytest.mark.parametrize(
    ("kind", "data", "text", "lies"),
    [
        (b"utf-8", b"\xc3\xbc", "\u00fc", False),
        (b"us-ascii", b"\xc3\xbc", "\u00fc", True),
        (b"us-ascii", b"\xfc", "\u00fc", True),
        (b"utf-8", b"caf\xe9 \x80", "caf\u00e9 \u20ac", True),
        (b"iso-8859-1", b"\x93quoted\x94 \x81", "\u201cquoted\u201d \x81", False),
        (b"no-such-charset", b"caf\xe9", "caf\u00e9", True),
        (b'"utf-8" (comment)', b"\xc3\xbc", "\u00fc", False),
        (b"utf-16", b"\xff\xfeA\x21A\xd8", "\u2141\ufffd", True),
        (b"ks_c_5601-1987", b"\xb1\xa4\xb0\xed", "\uad11\uace0", False),
        (b"utf-7", b"+AOk-", "\u00e9", False),
        (b"unicode_escape", b"\\x41 \xe9", "\\x41 \u00e9", True),
    ],
)
def test_charsets_and_their_lies(kind: bytes, data: bytes, text: str, lies: bool) -> None:
    read = _simple(b"Content-Type: text/plain; charset=" + kind + b"\n", data)
    assert read.body.startswith(text)
    assert read.defects == (("text is not of the charset that it names",) if lies else ())


@pytest.mark.parametrize(
    ("encoding", "data", "content"),
    [
        (b"base64", b"aGVs bG8=\n", b"hello"),
        (b"BASE64", b"aGVsbG8=d29ybGQ=", b"helloworld"),
        (b"base64", b"aGV!!sbG8\x00", b"hello"),
        (b"base64", b"aGVsbG8a.", b"hello\x1a"),
        (b"base64", b"", b""),
        (b"quoted-printable", b"a=3Db=\n c=\r\n=zz==41= \nend=", b"a=b c=zz=41end"),
        (b"quoted-printable", b"kept=\rall", b"keptall"),
        (b"x-uuencode", b"begin 644 x.txt\n%:&5L;&\\\n`\nend\n", b"hello"),
        (b"x-uuencode", b"begin 644 x.txt\n\xff\xff\nend\n", b""),
        (b"8bit", b"\x00\xff", b"\x00\xff"),
        (b"x-strange", b"as is", b"as is"),
    ],
)
def test_transfer_encodings(encoding: bytes, data: bytes, content: bytes) -> None:
    read = _part(b"Content-Type: application/x-thing\nContent-Transfer-Encoding: " + encoding + b"\n", data)
    assert read.files[0].content == content


@pytest.mark.parametrize(
    ("data", "defect", "body"),
    [
        (b"", "no sender", ""),
        (b"\n\n", "no date", "\n"),
        (b"no header at all\n", "no header", "no header at all\n"),
        (b"Subject: only a header", "no date", ""),
        (b"Subject: x\nBody at once, without a line between\n", "no empty line after the header", None),
        (b"Subject: x\nbroken folding\nFrom: a@b.test\n\nbody", "header line that is no field", "body"),
        (b"From x@y.test Wed Mar  4 08:30:00 2026\nSubject: x\n\nbody", "From_ line in the header", "body"),
        (b"\xef\xbb\xbfSubject: x\n\nbody", "byte order mark", "body"),
        (b"Subject: x\r\rbody\rmore", "lines end with CR alone", "body\nmore"),
        (b"Subject: x\n\nbo\x00dy", "NUL bytes", "bo\x00dy"),
        (b"Subject: x\nSubject: y\n\nbody", "more than one Subject", "body"),
        (b"From: a@b.test\nDate: some day\n\nbody", "unreadable date", "body"),
        (b"From: nobody in particular\n\nbody", "From not as addresses are written", "body"),
        (b"Content-Type: nonsense\n\nbody", "Content-Type that is none", "body"),
        (b"Content-Type: multipart/mixed\n\nbody", "multipart whose boundary is missing", "body"),
        (b"Content-Type: multipart/mixed; boundary=no\n\n--yes\nContent-Type: text/plain\n\nbody\n--yes--\n",
         "multipart whose boundary is missing", "body"),
        (b"Content-Type: multipart/mixed; boundary=x\n\n--x\n\nbody", "no final boundary", "body"),
        (b"Content-Type: multipart/mixed; boundary=x\n\nbody", "multipart without parts", "body"),
        (b"Content-Transfer-Encoding: base64\n\nYm9keQ==\x80\n", "broken base64", "body"),
        (b"Content-Transfer-Encoding: none such\n\nbody", "unknown transfer encoding", "body"),
        (b"Subject: " + b"x" * 20_000 + b"\n\nbody", "very long header field", "body"),
        (b"X-A: 1\n" * 1_200 + b"\nbody", "over 1,000 header fields", "body"),
    ],
)
def test_damage_is_named_and_nothing_is_lost(data: bytes, defect: str, body: str | None) -> None:
    read = parse_message(data)
    assert defect in read.defects
    assert body is None or read.body == body


def test_parts_that_are_nested_without_an_end_are_a_file() -> None:
    data = b"From: a@b.test\n"
    for depth in range(80):
        data += f"Content-Type: multipart/mixed; boundary=b{depth}x\n\n--b{depth}x\n".encode()
    read = parse_message(data + b"\nthe innermost")
    assert "parts nested too deep" in read.defects
    assert [file.type for file in read.files] == ["multipart/mixed"]
    assert read.files[0].content.endswith(b"the innermost")


def test_thousands_of_parts() -> None:
    read = parse_message(MULTI + b"--cut\n\nx\n" * 3_000 + b"--cut--\n")
    assert "over 1,000 parts" in read.defects
    assert read.body.count("x") == 1_000


def test_a_sender_from_the_next_best_field() -> None:
    assert parse_message(b"Sender: s@b.test\n\n").sender.email == "s@b.test"
    assert parse_message(b"Return-Path: <r@b.test>\n\n").sender.email == "r@b.test"
    assert parse_message(b"From: Mail system\n\n").sender == Address(name="Mail system", email="")


def test_people_of_several_fields_and_old_notations() -> None:
    read = parse_message(
        b"From: amy at acme.test (Amy Lee)\nTo: undisclosed-recipients:;\nTo: Group: b@c.test, \"D, E\" <d@e.test>;\n"
        b"Cc: f@g.test (F (the G)), broken <h@i.test, j@k.test l@m.test\nReply-To: =?utf-8?q?J=C3=BC?= <ju@n.test>\n\n"
    )
    assert read.sender == Address(name="Amy Lee", email="amy@acme.test")
    assert read.to == (Address(email="b@c.test"), Address(name="D, E", email="d@e.test"))
    assert [one.email for one in read.cc] == ["f@g.test", "h@i.test", "j@k.test", "l@m.test"]
    assert read.cc[0].name == "F (the G)"
    assert read.reply_to == (Address(name="J\u00fc", email="ju@n.test"),)


def test_references_identities_and_lists() -> None:
    read = _simple(
        b"Message-ID: no-brackets@b.test\nIn-Reply-To: <a@b> (your message of \"Mon <x@y>\")\n"
        b"References: <r1@b>\n\t<r2@b> junk <r1@b>\nList-Id: The list <l.b.test>\nPrecedence: bulk\n"
    )
    assert (read.message_id, read.in_reply_to) == ("<no-brackets@b.test>", "<a@b>")
    assert read.references == ("<r1@b>", "<r2@b>")
    assert read.list_id == "The list <l.b.test>"
    assert read.automatic


def test_the_time_of_receipt_is_that_of_the_last_server() -> None:
    read = _simple(b"Received: by a; Wed, 4 Mar 2026 10:00:00 +0100\nReceived: by b; Tue, 3 Mar 2026 10:00:00 +0100\n")
    assert read.received == SENT + 30 * 60_000


HUGE = {
    "line": b"Subject: x\n\n" + b"a" * 3_000_000,
    "spaces": b"Subject: re" + b" " * 300_000 + b"x\n\nbody",
    "brackets": b"To: " + b"(" * 300_000 + b"\n\n",
    "angles": b"To: " + b"<" * 300_000 + b"\n\n",
    "quotes": b"To: " + b'"a' * 200_000 + b"\n\n",
    "at signs": b"To: " + b"a @ " * 100_000 + b"\n\n",
    "words": b"Subject: " + b"=?utf-8?q?" * 100_000 + b"\n\n",
    "parameters": b"Content-Type: text/plain" + b';a="' * 100_000 + b"\n\n",
    "boundaries": b"Content-Type: multipart/mixed; boundary=x\n\n" + b"--x \t" * 300_000,
    "blank quoted-printable": b"Content-Transfer-Encoding: quoted-printable\n\n" + b"= " * 500_000,
    "tags": b"Content-Type: text/html\n\n" + b"<a " * 500_000 + b"<title>" * 100_000,
    "references": b"References: " + b"<a" * 300_000 + b"\n\n",
    "digits": b"Date: " + b"1 Jan " * 100_000 + b"\n\n",
    "junk lines": b"X: y\n" + b"junk\n" * 200_000,
    "base64": b"Content-Transfer-Encoding: base64\n\n" + b"=" * 1_000_000,
}


@pytest.mark.parametrize("name", HUGE)
def test_huge_and_hostile_messages_give_no_more_than_they_hold(name: str) -> None:
    """What takes the square of the length would not come to an end here."""
    found = parse_message(HUGE[name])
    assert len(found.body) + len(found.html) + sum(len(one.content) for one in found.files) <= 2 * len(HUGE[name])


@given(st.binary(max_size=400))
def test_random_bytes_never_raise(data: bytes) -> None:
    assert isinstance(parse_message(data), Parsed)


PIECES = st.sampled_from([
    b"From: a@b.test\n", b"Content-Type: multipart/mixed; boundary=x\n", b"Content-Type: text/html; charset=", b"--x\n",
    b"--x--\n", b"\n", b"\r\n", b"\r", b"\x00", b"=?utf-8?b?", b"?=", b"Content-Transfer-Encoding: base64\n", b'"',
    b"<", b"Content-Type: message/rfc822\n", b"Content-Disposition: attachment; filename*0*=", b"(", b"utf-16\n", b" ",
    b"Date: Mon, 31 Feb 2026 25:61:00 +9999\n", b"From x Mon Jan  1 00:00:00 2001\n", b"\xff", b"=\n", b"begin 644 \n",
    b"To: a b c d\n", b"text", b"&#xD800;<",
])


@given(st.lists(PIECES | st.binary(max_size=6), max_size=40).map(b"".join))
def test_random_scraps_of_mail_never_raise_nor_leave_what_state_cannot_hold(data: bytes) -> None:
    read = parse_message(data)
    texts = [read.subject, read.body, read.html, read.sender.name, *(file.name for file in read.files),
             *(value for _, value in read.headers), read.list_id, read.message_id]
    for text in texts:
        text.encode()
    assert all(file.name and "/" not in file.name for file in read.files)


def _digest(messages: list[bytes]) -> str:
    total = hashlib.sha256()
    for data in messages:
        read = parse_message(data)
        shown = [
            [value for value in read if isinstance(value, str | int)],
            [one.model_dump() for one in (read.sender, *read.to, *read.cc, *read.bcc, *read.reply_to)],
            read.references, read.headers, read.defects,
            [(file.name, file.type, file.content.hex(), file.content_id, file.inline) for file in read.files],
        ]
        total.update(ascii(shown).encode())
    return total.hexdigest()[:32]


def _damaged(count: int) -> list[bytes]:
    """Return the nasty cases, cut and stirred in derived ways."""
    draw = Draw(1, "damage")
    sources = [NESTED, *(HUGE[name][:3000] for name in sorted(HUGE)), MULTI * 2]
    scraps = (b"\n", b"\r", b"\x00", b"\xff\xfe", b"=?gb2312?q?=D6", b"?=", b"--cut\n", b'"', b"(", b"<", b"=3D=\n",
              b"charset=utf-7")
    out: list[bytes] = []
    for _ in range(count):
        data = bytearray(draw.choice(sources))
        for _ in range(draw.between(1, 9)):
            at = draw.below(len(data) + 1)
            if draw.chance(50):
                data[at:at] = draw.choice(scraps)
            else:
                del data[at : at + draw.below(40)]
        out.append(bytes(data))
    return out


PARSED = "ce5be7e86b777968f71896e595f87322"
"""What the fields of the corpus hash to, on every Python. Another value means that imported worlds change."""


def test_the_fields_are_equal_on_every_python() -> None:
    assert _digest(_damaged(300)) == PARSED


def _library_data(require: Require) -> list[Path]:
    require("test")
    require("test.test_email")
    spec = importlib.util.find_spec("test.test_email")
    assert spec is not None
    assert spec.origin is not None
    return sorted((Path(spec.origin).parent / "data").glob("*.txt"))


def test_the_mails_that_python_ships(require: Require) -> None:
    """Compare with what the library reads of them, where it reads them well: subjects, dates, single texts, files."""
    paths = _library_data(require)
    assert len(paths) > 40
    compared = 0
    for path in paths:
        data = path.read_bytes()
        read, other = parse_message(data), email.message_from_bytes(data, policy=email.policy.default)
        assert isinstance(other, EmailMessage)
        assert " ".join(read.subject.split()) == " ".join(str(other["subject"] or "").split()), path.name
        if other["date"] is not None and other["date"].datetime is not None and other["date"].datetime.tzinfo:
            assert read.date == int(other["date"].datetime.timestamp()) * 1000, path.name
            compared += 1
        if not other.is_multipart() and other.get_content_type() == "text/plain" and not read.defects:
            assert read.body.strip() == str(other.get_content()).strip(), path.name
            compared += 1
        for part in other.walk():
            if part.get_content_maintype() in ("image", "application") and "no final boundary" not in read.defects:
                content = part.get_payload(decode=True)
                assert content in [file.content for file in read.files], path.name
                compared += 1
    assert compared > 30
