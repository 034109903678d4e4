"""Mail tools for settings: filters, forwarding, delegates, send-as addresses, signature, vacation reply, language."""

from typing import Annotated, Literal, TypeAlias, TypeVar

from pydantic import Field

from ...snapshots.digest import Json, canonical
from ...snapshots.errors import ToolError, shown
from ..common.addresses import domain, normalise
from ..common.zones import read_moment
from ..service import View, tool
from .base import clipped, read_addresses
from .matching import filter_query, query_of
from .organising import LabelNames, Organising
from .query import parse
from .reading import Identity, MailboxName, PageToken, page_position
from .records import (
    CATEGORIES,
    IMPORTANT,
    INBOX,
    SPAM,
    STARRED,
    TRASH,
    UNREAD,
    Delegate,
    Filter,
    ForwardingAddress,
    Mailbox,
    SendAs,
)

PLAIN = "^[^\\x00-\\x08\\x0b-\\x1f\\x7f]*$"
"""Text of several lines without control characters."""

EmailText: TypeAlias = Annotated[str, Field(min_length=3, max_length=320, examples=["amy@acme.test"])]
Criterion: TypeAlias = Annotated[str, Field(max_length=1_000)]
Signature: TypeAlias = Annotated[str, Field(max_length=4_000, pattern=PLAIN)]
Moment: TypeAlias = Annotated[
    str,
    Field(max_length=40, description="2026-03-05T09:00 in the mailbox's time zone", examples=["2030-01-07T09:00", ""]),
]

FILTER_PAGE = 50
PAGE_SIZE = 100_000
"""Characters of filters in one result."""

MAX_FILTERS = 1_000
"""Filters of a mailbox, as Gmail has it."""

MAX_ADDRESSES = 25
"""Forwarding addresses, delegates or send-as addresses of a mailbox: as many as Gmail has delegates of a person."""

_ADDED = frozenset({STARRED, IMPORTANT, TRASH, *CATEGORIES})
_REMOVED = frozenset({INBOX, UNREAD, SPAM, IMPORTANT})


class Settings(Organising):
    """Looks at and changes a mailbox's settings. A delegate has no say over who else gets the mail."""

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
            "send_as": [_shown_alias(one) for one in self.send_as.found("by_mailbox", home)],
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

    # --- forwarding ----------------------------------------------------------------------------------------------

    @tool("write", seconds=20)
    def add_forwarding_address(self, address: EmailText) -> Json:
        """Add an address that filters and auto-forwarding may forward to.

        With status "pending" it cannot be used until mail.confirm_address is given the code that was mailed there.
        """
        home, email = self.own(), _email(address)
        rows = self.forwarding_addresses.found("by_mailbox", home)
        _refuse_known(email, [home, *(row.address for row in rows)], "forwarding address")
        if self.is_local(email) and not self.home_of(email):
            raise ToolError("not_found", f"There is no address {shown(email)} at {domain(email)}.")
        code = self._code(home, email, "forward") if self._must_verify(home) else ""
        row = ForwardingAddress(mailbox=home, address=email, status="pending" if code else "accepted", code=code)
        self.forwarding_addresses.put(self.tx.new_id("fwd"), row)
        return {"address": email, "status": row.status}

    @tool("write", seconds=10)
    def confirm_address(
        self, address: EmailText, code: Annotated[str, Field(max_length=20, examples=["123456789"])]
    ) -> Json:
        """Confirm a pending forwarding or send-as address with the code that was mailed to it."""
        home, email = self.own(), _email(address)
        confirmed: list[str] = []
        known = False
        for kind, table in (("forwarding", self.forwarding_addresses), ("send_as", self.send_as)):
            for _, identity in list(table.find("by_mailbox", home)):
                row = table[identity]
                if row.address == email and row.status == "pending":
                    known = True
                    if code == row.code or self.tx.actor.role == "setup":
                        table.update(identity, status="accepted", code="")
                        confirmed.append(kind)
        if not known:
            raise ToolError("not_found", f"No address {shown(email)} of yours is pending.")
        if not confirmed:
            raise ToolError("wrong_code", f"{shown(code)} is not the code that was mailed to {email}.")
        return {"address": email, "confirmed": list(confirmed)}

    @tool("write", seconds=10)
    def remove_forwarding_address(self, address: EmailText) -> Json:
        """Remove a forwarding address: auto-forwarding to it ends, filters no longer forward to it.

        A filter that did nothing else is deleted.
        """
        home, email = self.own(), _email(address)
        identity = _row_of(self.forwarding_addresses, home, email, "forwarding address")
        self.forwarding_addresses.remove(identity)
        filters = self.strip_filters(home, forward=email)
        settings = self.mailboxes[home]
        ended = settings.auto_forward_to == email
        if ended:
            self.mailboxes.update(home, auto_forward_enabled=False, auto_forward_to="")
        return {"removed": email, "filters_changed": list(filters),
                "auto_forwarding_ended": ended and settings.auto_forward_enabled}

    @tool("write", seconds=10)
    def set_auto_forwarding(
        self,
        enabled: bool,
        address: Annotated[str, Field(max_length=320)] = "",
        disposition: Literal["leaveInInbox", "archive", "trash", "markRead"] = "leaveInInbox",
    ) -> Json:
        """Forward all arriving mail to one address, or end that. The address must be an accepted forwarding address.

        `disposition`: what becomes of the copy here.
        """
        home = self.own()
        if not enabled:
            self.mailboxes.update(home, auto_forward_enabled=False)
            return {"enabled": False}
        target = self._forward_target(home, address or self.mailboxes[home].auto_forward_to)
        self.mailboxes.update(
            home, auto_forward_enabled=True, auto_forward_to=target, auto_forward_then=disposition
        )
        return {"enabled": True, "address": target, "disposition": disposition}

    def _forward_target(self, home: str, address: str) -> str:
        """Return an address that the mailbox may forward to; ToolError says what is missing."""
        if not address:
            raise ToolError("invalid_arguments", "Give the address to forward to.")
        email = _email(address)
        rows = self.forwarding_addresses.found("by_mailbox", home)
        row = next((row for row in rows if row.address == email), None)
        if row is None:
            raise ToolError("not_a_forwarding_address", f"{shown(email)} is no forwarding address of this mailbox; add "
                                                        "it with mail.add_forwarding_address first.")
        if row.status == "pending":
            raise ToolError("not_verified", f"{shown(email)} has not been confirmed yet (mail.confirm_address).")
        return email

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
            vacation_end=last, vacation_inside_only=inside_only,
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

    @tool("write", seconds=5)
    def set_language(
        self, language: Annotated[str, Field(pattern="^[a-z]{2,3}(-[A-Z]{2})?$", examples=["en", "de", "pt-BR"])]
    ) -> Json:
        """Set the language of the mailbox's screens, as a code such as en or pt-BR."""
        self.mailboxes.update(self.own(), language=language)
        return {"language": language}

    # --- delegates -----------------------------------------------------------------------------------------------

    @tool("write", seconds=20)
    def add_delegate(self, address: EmailText) -> Json:
        """Let somebody of the organisation read, write and send mail in your mailbox."""
        home, email = self.own(), _email(address)
        delegate = self.home_of(email)
        if not delegate:
            raise ToolError("not_found", f"{shown(email)} has no mailbox here; a delegate is of the same organisation.")
        rows = self.delegates.found("by_mailbox", home)
        _refuse_known(delegate, [home, *(row.address for row in rows)], "delegate")
        self.delegates.put(self.tx.new_id("dlg"), Delegate(mailbox=home, address=delegate))
        return {"delegate": delegate, "status": "accepted"}

    @tool("write", seconds=10)
    def remove_delegate(self, address: EmailText) -> Json:
        """Take the access to your mailbox away from a delegate."""
        home, email = self.own(), _email(address)
        known = self.home_of(email) or email
        self.delegates.remove(_row_of(self.delegates, home, known, "delegate"))
        return {"removed": known}

    # --- send-as -------------------------------------------------------------------------------------------------

    @tool("write", seconds=20)
    def add_send_as(
        self,
        address: EmailText,
        name: Annotated[str, Field(max_length=200, pattern="^[^\\r\\n]*$")] = "",
        reply_to: Annotated[str, Field(max_length=320)] = "",
        signature: Signature = "",
        default: bool = False,
    ) -> Json:
        """Add an address to send from. One of your own is usable at once; any other has status "pending" until
        mail.confirm_address is given the code that was mailed there."""
        home, email = self.own(), _email(address)
        rows = self.send_as.found("by_mailbox", home)
        _refuse_known(email, [home, *(row.address for row in rows)], "send-as address")
        free = email in self.addresses_of(home) or self.tx.actor.role == "setup"
        code = "" if free else self._code(home, email, "send")
        row = SendAs(
            mailbox=home, address=email, name=name, signature=signature, default=default and free, code=code,
            reply_to=_email(reply_to) if reply_to else "", status="accepted" if free else "pending",
        )
        self._be_only_default(home, row)
        self.send_as.put(self.tx.new_id("sas"), row)
        return _shown_alias(row)

    @tool("write", seconds=10)
    def update_send_as(
        self,
        address: EmailText,
        name: Annotated[str, Field(max_length=200, pattern="^[^\\r\\n]*$")] | None = None,
        reply_to: Annotated[str, Field(max_length=320)] | None = None,
        signature: Signature | None = None,
        default: bool | None = None,
    ) -> Json:
        """Change a send-as address: what is given changes, the rest stays. `default` makes it the usual sender.

        Your primary address takes name, signature and default.
        """
        home, email = self.own(), _email(address)
        if email == home:
            return self._update_primary(home, name, reply_to, signature, default)
        identity = _row_of(self.send_as, home, email, "send-as address")
        changes: dict[str, object] = {"name": name, "signature": signature, "default": default}
        if reply_to is not None:
            changes["reply_to"] = _email(reply_to) if reply_to else ""
        row = self.send_as[identity].replace(**{key: value for key, value in changes.items() if value is not None})
        if row.default and row.status == "pending":
            raise ToolError("not_verified", f"{shown(email)} has not been confirmed yet (mail.confirm_address).")
        self._be_only_default(home, row)
        self.send_as.put(identity, row)
        return _shown_alias(row)

    @tool("write", seconds=10)
    def remove_send_as(self, address: EmailText) -> Json:
        """Remove a send-as address."""
        home, email = self.own(), _email(address)
        self.send_as.remove(_row_of(self.send_as, home, email, "send-as address"))
        return {"removed": email}

    def _update_primary(
        self, home: str, name: str | None, reply_to: str | None, signature: str | None, default: bool | None
    ) -> Json:
        if reply_to is not None:
            raise ToolError("invalid_arguments", "The primary address has no Reply-To of its own.")
        if default:
            self._be_only_default(home, None)
        changes = {key: value for key, value in (("name", name), ("signature", signature)) if value is not None}
        row: Mailbox = self.mailboxes.update(home, **changes)
        return {"address": home, "name": row.name, "signature": row.signature}

    def _be_only_default(self, home: str, row: SendAs | None) -> None:
        """Take the default off a mailbox's other addresses if this one has it, or if the primary address shall."""
        if row is None or row.default:
            for _, identity in list(self.send_as.find("by_mailbox", home)):
                self.send_as.update(identity, default=False)

    # --- parts ---------------------------------------------------------------------------------------------------

    def _must_verify(self, home: str) -> bool:
        return self.mailboxes[home].verify_forwarding and self.tx.actor.role != "setup"

    def _code(self, home: str, email: str, what: str) -> str:
        """Mail a code to an address, and return it."""
        code = f"{self.tx.draw('mail.code').below(10**9):09}"
        self.mail_from_system(
            home, email, subject=f"Confirmation code: {home} wants to {what} mail",
            body=f"{home} has asked to {what} mail {'to' if what == 'forward' else 'as'} {email}.\n\n"
                 f"Confirmation code: {code}\n\nWhoever did not expect this needs to do nothing.\n",
        )
        return code


AddressRow = TypeVar("AddressRow", ForwardingAddress, Delegate, SendAs)


def _row_of(table: View[AddressRow], mailbox: str, email: str, what: str) -> str:
    """Return the id of a mailbox's row for an address; ToolError names the addresses there are."""
    rows = [(identity, table[identity]) for _, identity in table.find("by_mailbox", mailbox)]
    found = next((identity for identity, row in rows if row.address == email), "")
    if not found:
        known = ", ".join(row.address for _, row in rows) or "none"
        raise ToolError("not_found", f"{shown(email)} is no {what} of this mailbox; there are {known}.")
    return found


def _email(text: str) -> str:
    return normalise(read_addresses([text])[0].email)


def _refuse_known(email: str, known: list[str], what: str) -> None:
    if email == known[0]:
        raise ToolError("invalid_arguments", f"{email} is the mailbox's own address.")
    if email in known:
        raise ToolError("already_exists", f"{shown(email)} is a {what} already.")
    if len(known) > MAX_ADDRESSES:
        raise ToolError("too_many", f"The mailbox has {MAX_ADDRESSES} of these, the most there may be.")


def _shown_alias(row: SendAs) -> dict[str, Json]:
    out: dict[str, Json] = {"address": row.address, "name": row.name, "status": row.status}
    for key, value in (("reply_to", row.reply_to), ("signature", row.signature), ("default", row.default)):
        if value:
            out[key] = value
    return out
