"""Mail tools for settings: filters, signature, vacation reply, language."""

from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from ...snapshots.digest import Json, canonical
from ...snapshots.errors import ToolError, shown
from ..common.lines import clipped
from ..common.zones import read_moment
from ..service import REST, tool
from .accounts import PLAIN, Accounts, Signature, shown_alias
from .labelling import LabelNames
from .matching import filter_query, query_of
from .query import parse
from .reading import Identity, MailboxName, PageToken, page_position
from .records import CATEGORIES, IMPORTANT, INBOX, SPAM, STARRED, TRASH, UNREAD, Filter

Criterion: TypeAlias = Annotated[str, Field(max_length=1_000)]
Moment: TypeAlias = Annotated[
    str,
    Field(max_length=40, description="2026-03-05T09:00 in the mailbox's time zone", examples=["2030-01-07T09:00", ""]),
]

FILTER_PAGE, PAGE_SIZE = 50, 100_000
"""Filters in one result, and about how many characters of them. Ours."""

MAX_FILTERS = 1_000
"""Filters of a mailbox, as Gmail has it."""

_ADDED = frozenset({STARRED, IMPORTANT, TRASH, *CATEGORIES})
_REMOVED = frozenset({INBOX, UNREAD, SPAM, IMPORTANT})


class Settings(Accounts):
    """Looks at and changes a mailbox's settings."""

    @tool("read")
    def get_settings(self, mailbox: MailboxName = "") -> Json:
        """Show the settings: signature, vacation reply, forwarding, delegates, send-as addresses, language, undo time.

        Filters are listed by mail.list_filters.
        """
        home = self.own(mailbox)
        row = self.mailboxes[home]
        vacation: dict[str, Json] = {"enabled": row.vacation_enabled}
        if row.vacation_body:
            vacation |= {"subject": row.vacation_subject, "body": row.vacation_body,
                         "inside_only": row.vacation_inside_only}
        for name, moment in (("start", row.vacation_start), ("end", row.vacation_end)):
            if moment:
                vacation[name] = self.when(home, moment)
        forwarding: dict[str, Json] = {"enabled": row.auto_forward_enabled}
        if row.auto_forward_to:
            forwarding |= {"address": row.auto_forward_to, "disposition": row.auto_forward_then}
        return {
            "email": home,
            "name": row.name,
            "language": row.language,
            "time_zone": row.time_zone,
            "signature": row.signature,
            "undo_send_s": row.undo_send_s,
            "imap_enabled": row.imap_enabled,
            "pop_enabled": row.pop_enabled,
            "vacation": vacation,
            "auto_forwarding": forwarding,
            "forwarding_addresses": [
                {"address": one.address, "status": one.status}
                for one in self.forwarding_addresses.found("by_mailbox", home)
            ],
            "delegates": [
                {"address": one.address, "status": one.status} for one in self.delegates.found("by_mailbox", home)
            ],
            "send_as": [shown_alias(one) for one in self.send_as.found("by_mailbox", home)],
            "filters": len(self.filters.find("by_mailbox", home)),
        }

    # --- filters -------------------------------------------------------------------------------------------------

    @tool("read")
    def list_filters(self, page_token: PageToken = "", mailbox: MailboxName = "") -> Json:
        """List filters in the order in which they were made: what they match and what they do."""
        home = self.own(mailbox)
        after = page_position(page_token) or (0, "")
        page: list[Json] = []
        room, last = PAGE_SIZE, ""
        for order, identity in self.filters.find("by_mailbox", home):
            if (order, identity) <= after:
                continue
            if room < 0 or len(page) == FILTER_PAGE:
                return {"filters": page, "next_page_token": last}
            page.append(self._shown_filter(identity, self.filters[identity]))
            room, last = room - len(canonical(page[-1])), f"{order}.{identity}"
        return {"filters": page}

    @tool("write", seconds=20)
    def create_filter(
        self,
        from_address: Criterion = "",
        to: Criterion = "",
        subject: Criterion = "",
        query: Annotated[
            str, Field(max_length=1_000, description="a search that must match, as in mail.list_messages")
        ] = "",
        negated_query: Annotated[str, Field(max_length=1_000, description="a search that must not match")] = "",
        has_attachment: bool = False,
        larger: Annotated[int, Field(ge=0, le=10**9, description="bytes; 0: any size")] = 0,
        smaller: Annotated[int, Field(ge=0, le=10**9, description="bytes; 0: any size")] = 0,
        add_labels: LabelNames = (),
        remove_labels: LabelNames = (),
        archive: bool = False,
        mark_read: bool = False,
        forward_to: Annotated[str, Field(max_length=320)] = "",
        mailbox: MailboxName = "",
    ) -> Json:
        """Create a filter that acts on mail arriving from now on; mail that is there stays as it is.

        Everything given must match: `from_address` and `to` are names, addresses or domains, `subject` words. What
        it does: add labels (yours, STARRED, IMPORTANT, TRASH, a category), remove INBOX (`archive`), UNREAD
        (`mark_read`), SPAM (never to spam) or IMPORTANT, and forward to an address of mail.add_forwarding_address.
        """
        home = self.own(mailbox)
        entries = self.filters.find("by_mailbox", home)
        if len(entries) >= MAX_FILTERS:
            raise ToolError("too_many_filters", f"The mailbox has {MAX_FILTERS} filters, the most there may be.")
        removed = [*remove_labels, *((INBOX,) if archive else ()), *((UNREAD,) if mark_read else ())]
        last = next(reversed(entries), (0, ""))
        row = Filter(
            mailbox=home, order=int(last[0]) + 1, sender=from_address, to=to, subject=subject, query=query,
            negated_query=negated_query, has_attachment=has_attachment, larger=larger, smaller=smaller,
            add_labels=self._filter_labels(home, add_labels, _ADDED, "added"),
            remove_labels=self._filter_labels(home, removed, _REMOVED, "removed"),
            forward=self._forward_target(home, forward_to) if forward_to else "",
        )
        self._check_criteria(row)
        if not row.add_labels and not row.remove_labels and not row.forward:
            raise ToolError("invalid_filter", "The filter does nothing; give labels, archive, mark_read or forward_to.")
        identity = self.tx.new_id("flt")
        self.filters.put(identity, row)
        return self._shown_filter(identity, row)

    @tool("write", seconds=5)
    def delete_filter(self, filter_id: Identity) -> Json:
        """Delete a filter."""
        row = self.filters.get(filter_id)
        if row is None or not self.may_use(row.mailbox):
            raise ToolError("not_found", f"There is no filter {shown(filter_id)}; list them with mail.list_filters.")
        self.filters.remove(filter_id)
        return {"deleted": filter_id}

    def _filter_labels(
        self, home: str, labels: "list[str] | tuple[str, ...]", system: frozenset[str], what: str
    ) -> tuple[str, ...]:
        found = sorted({self.label_id(home, label) for label in labels})
        for label in found:
            if label not in system and label not in self.labels:
                can = ", ".join(sorted(system))
                raise ToolError("invalid_label", f"No filter can have {label} {what}; of the system labels {can} can.")
        return tuple(found)

    def _check_criteria(self, row: Filter) -> None:
        """Refuse a filter that matches everything, or whose criteria cannot be read as a search."""
        if not filter_query(row):
            raise ToolError("invalid_filter", "The filter has no criterion; give what it shall match.")
        for text in (row.sender, row.to, row.subject, row.query, row.negated_query):
            if text:
                parse(text)
        query_of(self, row.mailbox, filter_query(row))

    def _shown_filter(self, identity: str, row: Filter) -> Json:
        actions: dict[str, Json] = {}
        for name, labels in (("add_labels", row.add_labels), ("remove_labels", row.remove_labels)):
            if labels:
                actions[name] = [self.label_name(label) for label in labels]
        if row.forward:
            actions["forward_to"] = row.forward
        return {"id": identity, "matches": clipped(filter_query(row), 6_000), **actions}

    # --- replies, looks, language --------------------------------------------------------------------------------

    @tool("write", seconds=20)
    def set_vacation(
        self,
        enabled: bool,
        subject: Annotated[str, Field(max_length=1_000, pattern="^[^\\r\\n]*$")] = "",
        body: Annotated[str, Field(max_length=10_000, pattern=PLAIN)] = "",
        start: Moment = "",
        end: Moment = "",
        inside_only: Annotated[bool, Field(description="answer people of the own organisation only")] = False,
        mailbox: MailboxName = "",
    ) -> Json:
        """Turn the vacation reply on, with its text, or off. It answers each sender once in four days.

        Without `subject` it answers under the subject of what it answers. Turning it off keeps the text.
        """
        home = self.own(mailbox)
        if not enabled:
            self.mailboxes.update(home, vacation_enabled=False)
            return {"enabled": False}
        if not body.strip():
            raise ToolError("invalid_arguments", "Give the body of the vacation reply.")
        zone = self.mailboxes[home].time_zone
        first, last = read_moment(start, zone) if start else 0, read_moment(end, zone) if end else 0
        if last and last <= max(first, self.tx.now):
            raise ToolError("invalid_time", f"The end {shown(end)} is not after the start, or it is past.")
        for _, identity in list(self.vacations_sent.find("by_mailbox", home)):
            self.vacations_sent.remove(identity)
        row = self.mailboxes.update(
            home, vacation_enabled=True, vacation_subject=subject, vacation_body=body, vacation_start=first,
            vacation_end=last, vacation_inside_only=inside_only, vacation_html="", vacation_contacts_only=False,
        )
        out: dict[str, Json] = {"enabled": True, "inside_only": row.vacation_inside_only}
        for name, moment in (("start", first), ("end", last)):
            if moment:
                out[name] = self.when(home, moment)
        return out

    @tool("write", seconds=10)
    def set_signature(self, signature: Signature, mailbox: MailboxName = "") -> Json:
        """Set the text that stands below the mail that you write; empty for none."""
        home = self.own(mailbox)
        self.mailboxes.update(home, signature=signature)
        return {"signature": signature}

    @tool("write", seconds=5, faces=REST)
    def set_undo_time(
        self, seconds: Annotated[Literal[0, 5, 10, 20, 30], Field(description="0: mail leaves at once")]
    ) -> Json:
        """Set for how many seconds what you send is held, so that mail.undo_send can take it back."""
        self.mailboxes.update(self.own(), undo_send_s=seconds)
        return {"undo_send_s": seconds}

    @tool("write", seconds=5)
    def set_language(
        self, language: Annotated[str, Field(pattern="^[a-z]{2,3}(-[A-Z]{2})?$", examples=["en", "de", "pt-BR"])]
    ) -> Json:
        """Set the language of the mailbox's screens, as a code such as en or pt-BR."""
        self.mailboxes.update(self.own(), language=language)
        return {"language": language}
