"""Mail tools that look: lists, messages, threads, attachments, the profile and the history."""

import base64
import re
from collections.abc import Collection, Iterable, Iterator
from heapq import merge
from typing import Annotated, TypeAlias

from pydantic import Field

from ...snapshots.digest import Json
from ...snapshots.errors import ToolError, shown
from ...snapshots.ordered import Ordered
from ...snapshots.tables import IndexKey
from ..common.addresses import format_address
from ..common.lines import TEXT_PAGE, clipped, listed, page_of
from ..service import INTERNAL, REST, tool
from .base import MailBase
from .delivery import calendar_part
from .matching import query_of
from .records import INBOX, MAX_LABEL_NAME, SPAM, TRASH, UNREAD, Attachment, Message
from .search import ALWAYS, LONG

FEW = 100
"""Messages that a search looks through rather than looking words up."""

THREAD_PAGE, THREAD_BODY = 10, 4_000
"""Messages of a thread in one result, and characters of each body. Ours."""

PageToken: TypeAlias = Annotated[str, Field(max_length=80, description="`next_page_token` of the page before")]
Identity: TypeAlias = Annotated[str, Field(min_length=1, max_length=80)]
MessageId: TypeAlias = Annotated[Identity, Field(description="id of a message, as lists give it: msg_...")]
ThreadId: TypeAlias = Annotated[Identity, Field(description="id of a conversation, as lists give it: thr_...")]
DraftId: TypeAlias = Annotated[Identity, Field(description="id of a draft (mail.list_drafts), or of its message")]
MailboxName: TypeAlias = Annotated[
    str, Field(max_length=320, description="a mailbox that you are a delegate of; empty for your own")
]
Search: TypeAlias = Annotated[
    str, Field(max_length=2_000, description="a Gmail search such as from:amy has:attachment; empty for all")
]


class Reading(MailBase):
    """Looks at mail. Nothing here changes anything: opening a message does not mark it read."""

    @tool("read")
    def list_messages(
        self,
        q: Search = "",
        label: Annotated[
            str, Field(max_length=MAX_LABEL_NAME, description="only messages with this label, by name or id")
        ] = "",
        max_results: Annotated[int, Field(ge=1, le=50)] = 20,
        page_token: PageToken = "",
        mailbox: MailboxName = "",
    ) -> Json:
        """List messages, newest first: id, thread, sender, recipients, date, subject, the body's beginning, labels.

        `q` is a Gmail search: words and "quoted phrases" that must all occur, OR, {a b}, ( ), -not, a AROUND 5 b,
        from: to: cc: bcc: subject: label: in:inbox is:unread has:attachment filename: larger:5M after:2026/03/01
        before: older_than:7d newer_than:2m category: list: rfc822msgid: deliveredto:. Spam and trash are left out
        unless asked for (in:spam, in:trash, in:anywhere). Read a whole message with mail.get_message.
        """
        home = self.own(mailbox)
        page, token = self._page(self._found(home, q, label, page_token), max_results)
        out: dict[str, Json] = {"messages": [self.line(identity, row) for identity, row in page]}
        if token:
            out["next_page_token"] = token
        return out

    def _page(
        self, found: Iterator[tuple[str, Message]], size: int
    ) -> tuple[list[tuple[str, Message]], str]:
        page: list[tuple[str, Message]] = []
        for item in found:
            if len(page) == size:
                identity, row = page[-1]
                return page, f"{row.date}.{identity}"
            page.append(item)
        return page, ""

    def _found(self, home: str, q: str, label: str, token: str) -> Iterator[tuple[str, Message]]:
        """Yield matching messages, newest first, from where a page token says."""
        query = query_of(self, home, q)
        wanted = frozenset((*query.labels, *((self.label_id(home, label),) if label else ())))
        hidden = frozenset(() if query.everywhere or {TRASH, SPAM} & wanted else (TRASH, SPAM))
        table = self.messages.table
        stop = min(page_position(token) or (ALWAYS, ""), (query.until, ""))
        last = ""
        lists = self._narrowest(home, wanted, query.words)
        for when, identity in merge(*(one.below(stop) for one in lists), reverse=True):
            if int(when) < query.since:
                return
            row = table[identity]
            if (
                identity != last
                and row.mailbox == home
                and query.matches(row)
                and hidden.isdisjoint(row.labels)
                and wanted.issubset(row.labels)
            ):
                last = identity
                yield identity, row

    def _narrowest(self, home: str, labels: Iterable[str], spoken: Collection[str]) -> "list[Ordered[IndexKey]]":
        """Return the shortest lists that together have every message with all these labels and words.

        Words are looked up over all mailboxes: most of what they find is in one's own.
        """
        table = self.messages.table
        lists = [table.find("by_label", f"{home} {one}") for one in labels] or [table.find("by_mailbox", home)]
        shortest = min(lists, key=len)
        if len(shortest) <= FEW or not spoken:
            return [shortest]
        rarest = min((table.find("by_word", word) for word in spoken), key=len)
        long = table.find("by_word", LONG)
        return [rarest, long] if len(rarest) + len(long) < len(shortest) else [shortest]

    @tool("read")
    def get_message(
        self,
        message_id: MessageId,
        offset: Annotated[int, Field(ge=0, description="character of the body to go on from")] = 0,
        html: Annotated[bool, Field(description="show the HTML form of the body instead of the text")] = False,
        include_headers: bool = False,
        recipients_from: Annotated[int, Field(ge=0, description="recipient of long lists to go on from")] = 0,
    ) -> Json:
        """Read one message whole: all recipients, date, body, attachments.

        Long bodies come in parts (`next_offset`), long lists of recipients too (`next_recipients_from`). Attachments
        are listed by name; read one with mail.get_attachment. An `invitation` names its event in the calendar.
        """
        row = self.message_of(message_id)
        out = self.head(message_id, row, first=recipients_from)
        put_page(out, "html" if html else "body", self.html_of(row) if html else self.text_of(row), offset)
        part = calendar_part(row)
        if part is not None and self.tx.offers("calendar.invitation"):
            invitation = self.ask("calendar.invitation", blob=part.blob, mailbox=row.mailbox)
            if invitation:
                out["invitation"] = invitation
            if row.defects:
                out["not_followed"] = listed(row.defects, 5, 300)
        if include_headers:
            headers: list[Json] = [[clipped(name, 100), clipped(value, 500)] for name, value in row.headers[:60]]
            if len(row.headers) > 60:
                headers.append(["...", f"and {len(row.headers) - 60} more"])
            out["headers"] = headers
            out["message_id_header"] = clipped(row.message_id, 500)
        return out

    @tool("read")
    def list_threads(
        self,
        q: Search = "",
        label: Annotated[str, Field(max_length=MAX_LABEL_NAME)] = "",
        max_results: Annotated[int, Field(ge=1, le=50)] = 20,
        page_token: PageToken = "",
        mailbox: MailboxName = "",
    ) -> Json:
        """List conversations that hold a matching message, the newest match first. `q` is as in mail.list_messages."""
        home = self.own(mailbox)
        seen: dict[str, tuple[str, Message]] = {}
        token = ""
        for identity, row in self._found(home, q, label, page_token):
            if row.thread in seen or self._matched_before(row, page_token):
                continue
            if len(seen) == max_results:
                last_id, last = list(seen.values())[-1]
                token = f"{last.date}.{last_id}"
                break
            seen[row.thread] = (identity, row)
        out: dict[str, Json] = {"threads": [self._thread_line(thread, row) for thread, (_, row) in seen.items()]}
        if token:
            out["next_page_token"] = token
        return out

    def _matched_before(self, row: Message, token: str) -> bool:
        """Tell whether an earlier page may have shown the thread: it has a newer message than that page's end."""
        stop = page_position(token)
        return stop is not None and any(where >= stop for where in self.messages.find("by_thread", row.thread))

    def _thread_line(self, thread: str, newest: Message) -> Json:
        rows = self.messages.found("by_thread", thread)
        people = list(dict.fromkeys(format_address(row.sender) for row in rows))
        return {
            "id": thread,
            "subject": clipped(newest.subject, 200),
            "messages": len(rows),
            "from": listed(people, 5, 80),
            "newest": self.when(newest.mailbox, newest.date),
            "unread": sum(UNREAD in row.labels for row in rows),
        }

    @tool("read")
    def get_thread(self, thread_id: ThreadId, page: Annotated[int, Field(ge=1, le=10_000)] = 1) -> Json:
        """Read a conversation, oldest message first, ten to a page.

        Where a body is over 4,000 characters a note says how to read on; mail.get_message lists all recipients.
        """
        thread = self.threads.get(thread_id)
        if thread is None or not self.may_use(thread.mailbox):
            raise ToolError("not_found", f"There is no thread {shown(thread_id)}.")
        entries = list(self.messages.find("by_thread", thread_id))
        first = (page - 1) * THREAD_PAGE
        messages: list[Json] = []
        for _, identity in entries[first : first + THREAD_PAGE]:
            row = self.messages[identity]
            message = self.head(identity, row, brief=True)
            message["body"], following = page_of(self.text_of(row), 0, THREAD_BODY)
            if following:
                message["body_continues"] = f"mail.get_message with offset {following}"
            messages.append(message)
        out: dict[str, Json] = {"id": thread_id, "subject": clipped(thread.subject, 200), "messages": messages}
        if len(entries) > first + THREAD_PAGE:
            out["next_page"] = page + 1
        return out

    @tool("read")
    def get_attachment(
        self,
        message_id: MessageId,
        name: Annotated[str, Field(min_length=1, max_length=255)],
        offset: Annotated[int, Field(ge=0)] = 0,
        number: Annotated[int, Field(ge=1, description="which one, if several have the same name")] = 1,
    ) -> Json:
        """Read an attached file: its text, or base64 for what is no text. Long files come in parts (`next_offset`)."""
        found = self._attachment(message_id, name, number)
        content = self.tx.blob(found.blob)
        out: dict[str, Json] = {"name": clipped(found.name, 255), "type": found.type, "size": found.size}
        text = _text(content)
        if text is None:
            out["base64"] = base64.b64encode(content[offset : offset + TEXT_PAGE]).decode()
            if len(content) > offset + TEXT_PAGE:
                out["next_offset"] = offset + TEXT_PAGE
        else:
            put_page(out, "text", text, offset)
        return out

    def _attachment(self, message: str, name: str, number: int) -> Attachment:
        row = self.message_of(message)
        named = [one for one in row.attachments if one.name == name]
        if len(named) < number:
            names = ", ".join(shown(one.name) for one in row.attachments[:20])
            which = shown(name) if number == 1 else f"{shown(name)} number {number}"
            raise ToolError("not_found", f"The message has no attachment {which}; it has {names or 'none'}.")
        return named[number - 1]

    @tool("read", seconds=0, faces=INTERNAL)
    def attachment(self, message_id: str, name: str, number: int = 1) -> Json:
        """Return an attachment of a message that the caller may see, by the name of its bytes."""
        found = self._attachment(message_id, name, number)
        return {"name": found.name, "type": found.type, "blob": found.blob}

    @tool("read")
    def get_profile(self, mailbox: MailboxName = "") -> Json:
        """Say whose mailbox this is, what time it is there, and how many messages and threads it holds."""
        home = self.own(mailbox)
        row = self.mailboxes[home]
        messages = self.messages.find("by_mailbox", home)
        table = self.messages.table
        unread, inbox = (table.find("by_label", f"{home} {label}") for label in (UNREAD, INBOX))
        fewer, other = (unread, INBOX) if len(unread) < len(inbox) else (inbox, UNREAD)
        return {
            "email": home,
            "name": row.name,
            "now": self.when(home, self.tx.now),
            "time_zone": row.time_zone,
            "messages": len(messages),
            "threads": len(self.threads.find("by_mailbox", home)),
            "unread_in_inbox": sum(other in table[identity].labels for _, identity in fewer),
            "history_id": self.history_of(home),
        }

    @tool("read", faces=REST)
    def list_history(
        self, start: Annotated[int, Field(ge=1)], max_results: Annotated[int, Field(ge=1, le=500)] = 100
    ) -> Json:
        """List the changes of the mailbox after history number `start`, oldest first."""
        home = self.own()
        rows = [row for row in self.histories.found("by_mailbox", home) if row.number > start]
        page = rows[:max_results]
        out: dict[str, Json] = {
            "history": [
                {"id": row.number, "kind": row.kind, "message": row.message, "labels": list(row.labels)} for row in page
            ],
            "history_id": self.history_of(home),
        }
        if len(rows) > len(page):
            out["next_start"] = page[-1].number
        return out


def put_page(out: dict[str, Json], name: str, text: str, offset: int) -> None:
    """Put the part of a text from an offset on into a result, and where the next part begins."""
    out[name], following = page_of(text, offset)
    if following:
        out["next_offset"] = following


def _text(content: bytes) -> str | None:
    """Return a file's content if it is text."""
    try:
        text = content.decode()
    except UnicodeDecodeError:
        return None
    return None if "\x00" in text else text


def page_position(token: str) -> tuple[int, str] | None:
    """Return the (date, id) that a page goes on below; ToolError if the token is none."""
    if not token:
        return None
    found = re.fullmatch(r"(-?\d{1,15})\.([^\s.]{1,60})", token, re.ASCII)
    if not found:
        raise ToolError("invalid_page_token", f"{shown(token)} is no page token; give `next_page_token` as it came.")
    return int(found[1]), found[2]
