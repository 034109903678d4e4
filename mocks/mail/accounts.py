"""Mail tools for who else gets a mailbox's mail and what it sends as: forwarding, delegates, send-as addresses."""

from typing import Annotated, Literal, TypeAlias, TypeVar

from pydantic import Field

from ...snapshots.digest import Json
from ...snapshots.errors import ToolError, shown
from ..common.addresses import domain, normalise
from ..service import View, tool
from .base import read_addresses
from .composing import Composing
from .labelling import Labelling
from .records import Delegate, ForwardingAddress, Mailbox, SendAs

PLAIN = "^[^\\x00-\\x08\\x0b-\\x1f\\x7f]*$"
"""Text of several lines without control characters."""

EmailText: TypeAlias = Annotated[
    str, Field(min_length=3, max_length=320, description="a mail address", examples=["amy@acme.test"])
]
Signature: TypeAlias = Annotated[
    str, Field(max_length=4_000, pattern=PLAIN, description="what stands below every message sent")
]

MAX_ADDRESSES = 25
"""Forwarding addresses, delegates or send-as addresses of a mailbox. Ours, so that the settings fit one result."""


class Accounts(Labelling, Composing):
    """Opens a mailbox to other addresses, and closes it. Only its owner does: a delegate has no say here."""

    # --- forwarding ----------------------------------------------------------------------------------------------

    @tool("write", seconds=20)
    def add_forwarding_address(self, address: EmailText) -> Json:
        """Add an address that filters and auto-forwarding may forward to.

        With status "pending" it cannot be used until mail.confirm_address is given the code that was mailed there.
        """
        home, email = self.own(), _email(address)
        rows = self.forwarding_addresses.found("by_mailbox", home)
        _refuse_known(email, [home, *(row.address for row in rows)], "forwarding address")
        if self.is_local(email) and not self.home_of(email) and email not in self.tx.read("groups.groups"):
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
        return shown_alias(row)

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
        return shown_alias(row)

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


def shown_alias(row: SendAs) -> dict[str, Json]:
    """Return a send-as address for a reader."""
    out: dict[str, Json] = {"address": row.address, "name": row.name, "status": row.status}
    for key, value in (("reply_to", row.reply_to), ("signature", row.signature), ("default", row.default)):
        if value:
            out[key] = value
    return out
