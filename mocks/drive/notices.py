"""Notices: the mails that Drive sends about sharing, comments, requests and approvals."""

from collections.abc import Iterable

from ...snapshots.calls import Actor, Call
from ..common.addresses import Address, domain, format_address, normalise
from ..common.file_records import File
from ..common.groups import people_in
from .base import DriveBase

SENDER = "drive-noreply@drive.test"
"""Whom Drive's own mails come from; answers go to the person who set them off."""


class Notices(DriveBase):
    """Tells people by mail. A colleague without a mailbox hears nothing; outside, it is on the ledger."""

    def name_of(self, address: str) -> str:
        """Return a person's name, or the address of somebody unknown."""
        persons = self.tx.read("people.persons")
        for _, identity in persons.find("by_email", address):
            return str(persons[identity].name)
        return address

    def is_home(self, address: str) -> bool:
        """Tell whether an address or domain is of the home organisation."""
        where = domain(address) if "@" in address else address.lower()
        rows = self.tx.read("people.organisations")
        return any(rows[identity].relation == "home" for _, identity in rows.find("by_domain", where))

    def is_group(self, address: str) -> bool:
        """Tell whether an address is a group's."""
        return address in self.tx.read("groups.groups")

    def reached(self, addresses: Iterable[str]) -> list[str]:
        """Return the people behind addresses: those in groups, each once, but for the caller himself."""
        out: dict[str, None] = {}
        for address in map(normalise, addresses):
            people = [one for one, _ in people_in(self.tx, address)] if self.is_group(address) else [address]
            out.update(dict.fromkeys(people))
        return [one for one in out if one != self.principal]

    def notify(
        self, addresses: Iterable[str], subject: str, body: str, source: str = "", reply_to: str = ""
    ) -> None:
        """Mail people a notice: colleagues into their mailbox, others outside, which is on the ledger.

        `reply_to` is where answers go, if not to the caller.
        """
        if self.tx.actor.role == "setup":
            return
        for address in self.reached(addresses):
            if self.is_home(address):
                self._mail(address, subject, body, reply_to)
            else:
                self.ask("ledger.record", channel="drive", sender=self.principal, recipients=[address],
                         subject=_one_line(subject), body=body, source=source,
                         headers=[["Reply-To", reply_to]] if reply_to else [])

    def notify_shared(self, addresses: Iterable[str], file: str, row: File, *, role: str, message: str, mail: bool
                      ) -> None:
        """Tell people that a file is open to them now. Who is outside is put on the ledger, mailed or not."""
        if self.tx.actor.role == "setup":
            return
        subject = f"Shared with you: {row.name}"
        body = (f"{self.name_of(self.principal)} ({self.principal}) has invited you as {role} of \"{row.name}\".\n"
                f"File id: {file}\n" + (f"\n{message}\n" if message else ""))
        for address in self.reached(addresses):
            if self.is_home(address):
                if mail:
                    self._mail(address, subject, body)
                continue
            self.ask(
                "ledger.record", channel="drive", sender=self.principal, recipients=[address],
                subject=_one_line(subject), body=body if mail else "", source=file,
                files=[[row.name, row.type, row.blob]] if row.blob else [],
                headers=[["Role", role], ["Notified", "yes" if mail else "no"]],
            )

    def _mail(self, address: str, subject: str, body: str, answers_to: str = "") -> None:
        system = Actor(role="scheduler", principal=self.principal)
        sender = Address(name=f"{self.name_of(self.principal)} (via Drive)", email=SENDER)
        reply_to = [answers_to or self.principal] if "@" in self.principal else []
        self.tx.call(Call.of("mail.receive", {
            "sender": format_address(sender), "to": [address], "subject": _one_line(subject), "body": body,
            "mailbox": address, "reply_to": list(reply_to), "automatic": True,
        }), actor=system)


def _one_line(text: str) -> str:
    return " ".join(text.split())
