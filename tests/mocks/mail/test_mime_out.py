"""Mail out: what the writer writes reads back, by our own reader and by the standard library's."""

import email
import email.policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime

from hypothesis import given
from hypothesis import strategies as st

from diorama.mocks.common.addresses import Address
from diorama.mocks.common.html_text import html_text
from diorama.mocks.mail.mime_in import File, parse_message
from diorama.mocks.mail.mime_out import write_message
from diorama.mocks.mail.records import Message

BODIES = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=200),
    st.lists(st.sampled_from([
        "From here on", ">From there", "a=3D b", "x" * 200, "\u00fcber ", "\u6f22\u5b57" * 40, ".", " ", "\t", "",
        "--=_", "a\rb", "\x00",
    ]), max_size=8).map("\n".join),
)
DATES = st.integers(0, 4_000_000_000).map(lambda seconds: seconds * 1000)
LETTERS = st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"])
LINES = st.text(LETTERS, max_size=120).map(lambda text: " ".join(text.split()))
EMAILS = st.from_regex(r"[a-z][a-z0-9._+-]{0,20}[a-z0-9]@[a-z]{1,10}\.test", fullmatch=True)
PEOPLE = st.builds(Address, name=LINES, email=EMAILS)
IDENTITIES = st.from_regex(r"<[a-z0-9.]{1,40}@[a-z]{1,10}\.test>", fullmatch=True)
NAMES = st.text(LETTERS.filter(lambda letter: letter not in "/\\"), min_size=1, max_size=120).map(
    lambda text: " ".join(text.split()).strip(". ")
).filter(bool)
TYPES = st.sampled_from(
    ["text/plain", "text/html", "text/csv", "text/calendar", "image/png", "application/pdf", "message/rfc822"]
)
FILES = st.lists(
    st.builds(File, name=NAMES, type=TYPES, content=st.binary(max_size=300),
              content_id=st.sampled_from(["", "logo@acme.test"]), inline=st.booleans()),
    max_size=4,
)
ROWS = st.builds(
    Message,
    mailbox=st.just("me@home.test"), thread=st.just("thr_1"), date=DATES,
    sender=PEOPLE, to=st.lists(PEOPLE, max_size=5).map(tuple), cc=st.lists(PEOPLE, max_size=2).map(tuple),
    bcc=st.lists(PEOPLE, max_size=2).map(tuple), reply_to=st.lists(PEOPLE, max_size=1).map(tuple), subject=LINES,
    message_id=IDENTITIES, in_reply_to=IDENTITIES | st.just(""),
    references=st.lists(IDENTITIES, max_size=4, unique=True).map(tuple),
    list_id=LINES, headers=st.lists(st.tuples(st.sampled_from(["X-Note", "X-Trace-Id"]), LINES), max_size=2).map(tuple),
)


def _shown(body: str, html: str) -> tuple[str, str]:
    """Return what a reader sees of two bodies: HTML alone is its own text."""
    return (html_text(html), html) if html and not body.strip() else (body, html)


@given(ROWS, BODIES, BODIES | st.just(""), FILES)
def test_what_is_written_is_read(row: Message, body: str, html: str, files: list[File]) -> None:
    read = parse_message(write_message(row, body, html, files))
    for name in ("sender", "to", "cc", "bcc", "reply_to", "subject", "message_id", "in_reply_to", "references", "date",
                 "list_id", "headers"):
        assert getattr(read, name) == getattr(row, name), name
    assert (read.body, read.html) == _shown(body, html)
    assert read.files == tuple(sorted(files, key=lambda file: not file.inline))
    assert read.defects in ((), ("NUL bytes",))


@given(ROWS, BODIES, FILES)
def test_line_ends_may_be_changed_on_the_way(row: Message, body: str, files: list[File]) -> None:
    data = write_message(row, body, "", files)
    assert data.replace(b"\r\n", b"").count(b"\r") == data.replace(b"\r\n", b"").count(b"\n") == 0
    assert parse_message(data.replace(b"\r\n", b"\n")) == parse_message(data)


PLAIN_NAMES = st.text("abc \u00fc\u6f22.,@()'", max_size=30).map(lambda text: " ".join(text.split()))
PLAIN_ROWS = st.builds(
    Message,
    mailbox=st.just("me@home.test"), thread=st.just("thr_1"), date=DATES,
    sender=st.builds(Address, name=PLAIN_NAMES, email=EMAILS),
    to=st.lists(st.builds(Address, name=PLAIN_NAMES, email=EMAILS), min_size=1, max_size=8).map(tuple),
    subject=LINES, message_id=IDENTITIES, references=st.lists(IDENTITIES, max_size=8, unique=True).map(tuple),
)


PLAIN_FILES = FILES.map(lambda files: [file for file in files if not file.type.startswith("message/")])
"""Without attached messages: the library takes those apart instead of giving their bytes."""


@given(PLAIN_ROWS, BODIES, BODIES | st.just(""), PLAIN_FILES)
def test_the_library_reads_the_same(row: Message, body: str, html: str, files: list[File]) -> None:
    read = email.message_from_bytes(write_message(row, body, html, files), policy=email.policy.default)
    assert isinstance(read, EmailMessage)
    assert str(read["subject"] or "") == row.subject
    assert int(parsedate_to_datetime(read["date"]).timestamp()) * 1000 == row.date
    assert read["message-id"].strip() == row.message_id
    assert (read["references"] or "").split() == list(row.references)
    for name, people in (("from", (row.sender,)), ("to", row.to)):
        assert [(one.display_name, one.addr_spec) for one in read[name].addresses] == [
            (one.name, one.email) for one in people
        ]
    leaves = [part for part in read.walk() if not part.is_multipart()]
    texts = [part for part in leaves if part.get_content_maintype() == "text" and not part.get_filename()]
    want = [html] if html and (not body.strip() or body == html_text(html)) else [body, html] if html else [body]
    assert [_text(part) for part in texts] == want
    contents = [(part.get_filename(), part.get_payload(decode=True)) for part in leaves if part.get_filename()]
    assert contents == [(file.name, file.content) for file in sorted(files, key=lambda file: not file.inline)]


def _text(part: EmailMessage) -> str:
    data = part.get_payload(decode=True)
    assert isinstance(data, bytes)
    return data.decode().replace("\r\n", "\n")
