"""Gmail's methods of settings: forwarding, delegates, send-as, filters, vacation, IMAP, POP, language, watching."""

from typing import Annotated, Any, TypeAlias

from pydantic import Field

from ...snapshots.digest import Json
from ...snapshots.errors import ToolError, shown
from ..common.addresses import normalise
from ..common.moments import DAY
from ..common.vendor import Body, integer_in, method, text_in, texts_in
from .gmail_messages import GmailMessages, Id, UserId
from .records import Filter, Mailbox, SendAs
from .settings import Settings

Address: TypeAlias = Annotated[str, Field(max_length=320)]

WATCHED_FOR = 7 * DAY
"""How long a watch lasts, as Gmail has it."""


class GmailSettings(GmailMessages, Settings):
    """users.settings, users.watch and users.stop."""

    # --- forwarding ----------------------------------------------------------------------------------------------

    @method("read", "gmail.users.settings.getAutoForwarding")
    def settings_get_auto_forwarding(self, user_id: UserId) -> Json:
        """Return where all arriving mail is forwarded to."""
        return _forwarding(self.mailboxes[self.own_mailbox(user_id)])

    @method("write", "gmail.users.settings.updateAutoForwarding")
    def settings_update_auto_forwarding(self, user_id: UserId, body: Body) -> Json:
        """Forward all arriving mail to an accepted forwarding address, or end that."""
        home = self.own_mailbox(user_id)
        disposition: Any = text_in(body, "disposition", "leaveInInbox")
        if disposition == "dispositionUnspecified":
            raise ToolError("invalid_arguments", "Invalid disposition: dispositionUnspecified.")
        self.set_auto_forwarding(body.get("enabled") is True, text_in(body, "emailAddress"), disposition)
        return _forwarding(self.mailboxes[home])

    @method("read", "gmail.users.settings.forwardingAddresses.list")
    def forwarding_addresses_list(self, user_id: UserId) -> Json:
        """List the addresses that the mailbox may forward to."""
        rows = self.forwarding_addresses.found("by_mailbox", self.own_mailbox(user_id))
        return {"forwardingAddresses": [
            {"forwardingEmail": row.address, "verificationStatus": row.status} for row in rows
        ]}

    @method("read", "gmail.users.settings.forwardingAddresses.get")
    def forwarding_addresses_get(self, user_id: UserId, forwarding_email: Address) -> Json:
        """Return a forwarding address and whether it is confirmed."""
        rows = self.forwarding_addresses.found("by_mailbox", self.own_mailbox(user_id))
        row = next((one for one in rows if one.address == normalise(forwarding_email)), None)
        if row is None:
            raise ToolError("not_found", f"There is no forwarding address {shown(forwarding_email)}.")
        return {"forwardingEmail": row.address, "verificationStatus": row.status}

    @method("write", "gmail.users.settings.forwardingAddresses.create")
    def forwarding_addresses_create(self, user_id: UserId, body: Body) -> Json:
        """Add a forwarding address."""
        self.own_mailbox(user_id)
        made: Any = self.add_forwarding_address(text_in(body, "forwardingEmail"))
        return {"forwardingEmail": made["address"], "verificationStatus": made["status"]}

    @method("write", "gmail.users.settings.forwardingAddresses.delete")
    def forwarding_addresses_delete(self, user_id: UserId, forwarding_email: Address) -> Json:
        """Remove a forwarding address, and what forwards to it."""
        self.own_mailbox(user_id)
        self.remove_forwarding_address(forwarding_email)
        return {}

    # --- delegates -----------------------------------------------------------------------------------------------

    @method("read", "gmail.users.settings.delegates.list")
    def delegates_list(self, user_id: UserId) -> Json:
        """List who may act for the mailbox."""
        rows = self.delegates.found("by_mailbox", self.own_mailbox(user_id))
        return {"delegates": [{"delegateEmail": row.address, "verificationStatus": row.status} for row in rows]}

    @method("read", "gmail.users.settings.delegates.get")
    def delegates_get(self, user_id: UserId, delegate_email: Address) -> Json:
        """Return a delegate."""
        rows = self.delegates.found("by_mailbox", self.own_mailbox(user_id))
        row = next((one for one in rows if one.address == normalise(delegate_email)), None)
        if row is None:
            raise ToolError("not_found", f"There is no delegate {shown(delegate_email)}.")
        return {"delegateEmail": row.address, "verificationStatus": row.status}

    @method("write", "gmail.users.settings.delegates.create")
    def delegates_create(self, user_id: UserId, body: Body) -> Json:
        """Let somebody of the organisation act for the mailbox."""
        self.own_mailbox(user_id)
        made: Any = self.add_delegate(text_in(body, "delegateEmail"))
        return {"delegateEmail": made["delegate"], "verificationStatus": made["status"]}

    @method("write", "gmail.users.settings.delegates.delete")
    def delegates_delete(self, user_id: UserId, delegate_email: Address) -> Json:
        """Let a delegate act for the mailbox no longer."""
        self.own_mailbox(user_id)
        self.remove_delegate(delegate_email)
        return {}

    # --- send-as -------------------------------------------------------------------------------------------------

    @method("read", "gmail.users.settings.sendAs.list")
    def send_as_list(self, user_id: UserId) -> Json:
        """List the addresses that the mailbox sends from: its own, then the others."""
        home = self.own_mailbox(user_id)
        rows = self.send_as.found("by_mailbox", home)
        return {"sendAs": [self._primary(home), *(_alias(row) for row in rows)]}

    @method("read", "gmail.users.settings.sendAs.get")
    def send_as_get(self, user_id: UserId, send_as_email: Address) -> Json:
        """Return an address that the mailbox sends from."""
        return self._sender_shown(self.own_mailbox(user_id), send_as_email)

    @method("write", "gmail.users.settings.sendAs.create")
    def send_as_create(self, user_id: UserId, body: Body) -> Json:
        """Add an address to send from."""
        home = self.own_mailbox(user_id)
        address = text_in(body, "sendAsEmail")
        self.add_send_as(
            address, text_in(body, "displayName"), text_in(body, "replyToAddress"), text_in(body, "signature"),
            body.get("isDefault") is True,
        )
        return self._sender_shown(home, address)

    @method("write", "gmail.users.settings.sendAs.patch")
    def send_as_patch(self, user_id: UserId, send_as_email: Address, body: Body) -> Json:
        """Change what is given of an address that the mailbox sends from."""
        return self._sender_changed(user_id, send_as_email, body, whole=False)

    @method("write", "gmail.users.settings.sendAs.update")
    def send_as_update(self, user_id: UserId, send_as_email: Address, body: Body) -> Json:
        """Give an address that the mailbox sends from the values of a resource; what that leaves out is emptied."""
        return self._sender_changed(user_id, send_as_email, body, whole=True)

    def _sender_changed(self, user_id: str, address: str, body: Body, *, whole: bool) -> Json:
        home = self.own_mailbox(user_id)
        given: dict[str, Any] = {
            field: text_in(body, name)
            for name, field in (("displayName", "name"), ("replyToAddress", "reply_to"), ("signature", "signature"))
            if (whole or body.get(name) is not None) and not (field == "reply_to" and normalise(address) == home)
        }
        if body.get("isDefault") is True:
            given["default"] = True
        self.update_send_as(address, **given)
        return self._sender_shown(home, address)

    @method("write", "gmail.users.settings.sendAs.delete")
    def send_as_delete(self, user_id: UserId, send_as_email: Address) -> Json:
        """Remove an address to send from."""
        self.own_mailbox(user_id)
        self.remove_send_as(send_as_email)
        return {}

    @method("send", "gmail.users.settings.sendAs.verify")
    def send_as_verify(self, user_id: UserId, send_as_email: Address) -> Json:
        """Mail the code that confirms an address to send from once more."""
        home, email = self.own_mailbox(user_id), normalise(send_as_email)
        for _, identity in list(self.send_as.find("by_mailbox", home)):
            row = self.send_as[identity]
            if row.address == email and row.status == "pending":
                self.send_as.update(identity, code=self._code(home, email, "send"))
                return {}
        raise ToolError("not_found", f"There is no address {shown(send_as_email)} that waits to be confirmed.")

    def _sender_shown(self, home: str, address: str) -> Json:
        email = normalise(address)
        if email == home:
            return self._primary(home)
        row = next((one for one in self.send_as.found("by_mailbox", home) if one.address == email), None)
        if row is None:
            raise ToolError("not_found", f"There is no address {shown(address)} to send from.")
        return _alias(row)

    def _primary(self, home: str) -> Json:
        row = self.mailboxes[home]
        return {
            "sendAsEmail": home, "displayName": row.name, "replyToAddress": "", "signature": row.signature,
            "isPrimary": True, "isDefault": not any(one.default for one in self.send_as.found("by_mailbox", home)),
        }

    # --- filters -------------------------------------------------------------------------------------------------

    @method("read", "gmail.users.settings.filters.list")
    def filters_list(self, user_id: UserId) -> Json:
        """List the rules for arriving mail in the order in which they were made."""
        entries = self.filters.find("by_mailbox", self.own_mailbox(user_id))
        shown_rows: list[Json] = [_filter(identity, self.filters[identity]) for _, identity in entries]
        return {"filter": shown_rows} if shown_rows else {}

    @method("read", "gmail.users.settings.filters.get")
    def filters_get(self, user_id: UserId, id: Id) -> Json:
        """Return a rule for arriving mail."""
        return _filter(id, self._rule(self.own_mailbox(user_id), id))

    @method("write", "gmail.users.settings.filters.create")
    def filters_create(self, user_id: UserId, body: Body) -> Json:
        """Make a rule for mail that arrives from now on."""
        home = self.own_mailbox(user_id)
        criteria, action = body.get("criteria"), body.get("action")
        size = integer_in(criteria, "size")
        compared = text_in(criteria, "sizeComparison", "larger")
        add, remove = (
            tuple(self.label_known(home, one) for one in texts_in(action, name))
            for name in ("addLabelIds", "removeLabelIds")
        )
        made: Any = self.create_filter(
            from_address=text_in(criteria, "from"), to=text_in(criteria, "to"), subject=text_in(criteria, "subject"),
            query=text_in(criteria, "query"), negated_query=text_in(criteria, "negatedQuery"),
            has_attachment=isinstance(criteria, dict) and criteria.get("hasAttachment") is True,
            larger=size if compared != "smaller" else 0, smaller=size if compared == "smaller" else 0,
            add_labels=add, remove_labels=remove, forward_to=text_in(action, "forward"),
        )
        return _filter(made["id"], self.filters[made["id"]])

    @method("write", "gmail.users.settings.filters.delete")
    def filters_delete(self, user_id: UserId, id: Id) -> Json:
        """Delete a rule for arriving mail."""
        self._rule(self.own_mailbox(user_id), id)
        self.delete_filter(id)
        return {}

    def _rule(self, home: str, identity: str) -> Filter:
        row = self.filters.get(identity)
        if row is None or row.mailbox != home:
            raise ToolError("not_found", f"There is no filter {shown(identity)}.")
        return row

    # --- vacation, IMAP, POP, language -----------------------------------------------------------------------------

    @method("read", "gmail.users.settings.getVacation")
    def settings_get_vacation(self, user_id: UserId) -> Json:
        """Return the reply that goes out during an absence."""
        return _vacation(self.mailboxes[self.own_mailbox(user_id)])

    @method("write", "gmail.users.settings.updateVacation")
    def settings_update_vacation(self, user_id: UserId, body: Body) -> Json:
        """Set the reply that goes out during an absence. `startTime` and `endTime` are ms."""
        home = self.own_mailbox(user_id)
        enabled = body.get("enableAutoReply") is True
        plain, html = text_in(body, "responseBodyPlainText"), text_in(body, "responseBodyHtml")
        start, end = integer_in(body, "startTime"), integer_in(body, "endTime")
        if enabled and not (text_in(body, "responseSubject") or plain or html):
            raise ToolError("invalid_arguments", "A vacation reply has a subject or a body.")
        if end and end <= start:
            raise ToolError("invalid_arguments", f"The endTime {end} is not after the startTime {start}.")
        for _, identity in list(self.vacations_sent.find("by_mailbox", home)):
            self.vacations_sent.remove(identity)
        return _vacation(self.mailboxes.update(
            home, vacation_enabled=enabled, vacation_subject=text_in(body, "responseSubject"), vacation_body=plain,
            vacation_html=html, vacation_start=start, vacation_end=end,
            vacation_inside_only=body.get("restrictToDomain") is True,
            vacation_contacts_only=body.get("restrictToContacts") is True,
        ))

    @method("read", "gmail.users.settings.getImap")
    def settings_get_imap(self, user_id: UserId) -> Json:
        """Return the settings of access by IMAP."""
        return _imap(self.mailboxes[self.own_mailbox(user_id)])

    @method("write", "gmail.users.settings.updateImap")
    def settings_update_imap(self, user_id: UserId, body: Body) -> Json:
        """Set the access by IMAP: kept, while nothing here speaks IMAP."""
        return _imap(self.mailboxes.update(
            self.own_mailbox(user_id), imap_enabled=body.get("enabled") is True,
            imap_auto_expunge=body.get("autoExpunge") is True,
            imap_expunge=_choice(body, "expungeBehavior", "expungeBehaviorUnspecified", "archive"),
            imap_folder_size=integer_in(body, "maxFolderSize"),
        ))

    @method("read", "gmail.users.settings.getPop")
    def settings_get_pop(self, user_id: UserId) -> Json:
        """Return the settings of access by POP."""
        return _pop(self.mailboxes[self.own_mailbox(user_id)])

    @method("write", "gmail.users.settings.updatePop")
    def settings_update_pop(self, user_id: UserId, body: Body) -> Json:
        """Set the access by POP: kept, while nothing here speaks POP."""
        window = _choice(body, "accessWindow", "accessWindowUnspecified", "disabled")
        return _pop(self.mailboxes.update(
            self.own_mailbox(user_id), pop_enabled=window != "disabled", pop_window=window,
            pop_then=_choice(body, "disposition", "dispositionUnspecified", "leaveInInbox"),
        ))

    @method("read", "gmail.users.settings.getLanguage")
    def settings_get_language(self, user_id: UserId) -> Json:
        """Return the language of the mailbox's screens."""
        return {"displayLanguage": self.mailboxes[self.own_mailbox(user_id)].language}

    @method("write", "gmail.users.settings.updateLanguage")
    def settings_update_language(self, user_id: UserId, body: Body) -> Json:
        """Set the language of the mailbox's screens."""
        home = self.own_mailbox(user_id)
        language = text_in(body, "displayLanguage")
        if not 2 <= len(language) <= 20 or not language.replace("-", "").isascii():
            raise ToolError("invalid_arguments", f"Invalid display language: {shown(language)}.")
        self.mailboxes.update(home, language=language)
        return {"displayLanguage": language}

    # --- watching ------------------------------------------------------------------------------------------------

    @method("write", "gmail.users.watch")
    def users_watch(self, user_id: UserId, body: Body) -> Json:
        """Watch a mailbox: kept for seven days; nothing is pushed, for there is no topic to push to."""
        home = self.mailbox_for(user_id)
        topic = text_in(body, "topicName")
        if not topic.startswith("projects/"):
            raise ToolError("invalid_arguments", f"Invalid topicName {shown(topic)}: it is projects/ID/topics/NAME.")
        until = self.tx.now + WATCHED_FOR
        self.mailboxes.update(home, watch_topic=topic, watch_until=until)
        return {"historyId": str(self.history_of(home)), "expiration": str(until)}

    @method("write", "gmail.users.stop")
    def users_stop(self, user_id: UserId) -> Json:
        """Watch a mailbox no longer."""
        self.mailboxes.update(self.mailbox_for(user_id), watch_topic="", watch_until=0)
        return {}


def _choice(body: Body, name: str, unspecified: str, default: str) -> str:
    value = text_in(body, name, default)
    if value == unspecified:
        raise ToolError("invalid_arguments", f"Invalid {name}: {unspecified}.")
    return value


def _forwarding(row: Mailbox) -> Json:
    out: dict[str, Json] = {"enabled": row.auto_forward_enabled}
    if row.auto_forward_to:
        out |= {"emailAddress": row.auto_forward_to, "disposition": row.auto_forward_then}
    return out


def _alias(row: SendAs) -> Json:
    return {
        "sendAsEmail": row.address, "displayName": row.name, "replyToAddress": row.reply_to,
        "signature": row.signature, "isDefault": row.default, "treatAsAlias": True, "verificationStatus": row.status,
    }


def _filter(identity: str, row: Filter) -> Json:
    criteria: dict[str, Json] = {
        name: text for name, text in (("from", row.sender), ("to", row.to), ("subject", row.subject),
                                      ("query", row.query), ("negatedQuery", row.negated_query)) if text
    }
    if row.has_attachment:
        criteria["hasAttachment"] = True
    if row.larger or row.smaller:
        criteria |= {"size": row.larger or row.smaller, "sizeComparison": "larger" if row.larger else "smaller"}
    action: dict[str, Json] = {
        name: list(labels) for name, labels in (("addLabelIds", row.add_labels), ("removeLabelIds", row.remove_labels))
        if labels
    }
    if row.forward:
        action["forward"] = row.forward
    return {"id": identity, "criteria": criteria, "action": action}


def _vacation(row: Mailbox) -> Json:
    out: dict[str, Json] = {
        "enableAutoReply": row.vacation_enabled, "restrictToContacts": row.vacation_contacts_only,
        "restrictToDomain": row.vacation_inside_only,
    }
    texts: tuple[tuple[str, str], ...] = (
        ("responseSubject", row.vacation_subject), ("responseBodyPlainText", row.vacation_body),
        ("responseBodyHtml", row.vacation_html), ("startTime", str(row.vacation_start or "")),
        ("endTime", str(row.vacation_end or "")),
    )
    return {**out, **{name: text for name, text in texts if text}}


def _imap(row: Mailbox) -> Json:
    return {"enabled": row.imap_enabled, "autoExpunge": row.imap_auto_expunge, "expungeBehavior": row.imap_expunge,
            "maxFolderSize": row.imap_folder_size}


def _pop(row: Mailbox) -> Json:
    return {"accessWindow": row.pop_window, "disposition": row.pop_then}
