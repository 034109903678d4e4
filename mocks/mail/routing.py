"""Routing: which mailboxes and addresses a message goes to, groups followed down to their people."""

from collections.abc import Iterable
from typing import NamedTuple

from ..common.addresses import domain, normalise
from ..common.groups import Group, addresses_of, people_in
from .base import MailBase

INLETS = {"comments.drive.test": "drive.reply_by_mail"}
"""Domains whose mail another service of this world takes: the tool that is called with address, sender and text."""


class Route(NamedTuple):
    """Where a message goes, each mailbox and address once. The values are the List-Id of the group it came by."""

    homes: dict[str, str]
    outside: dict[str, str]
    colleagues: dict[str, None]
    """People of the home organisation without a mailbox."""
    inlets: dict[str, None]
    unknown: dict[str, None]
    refused: dict[str, None]
    """Groups that take no mail from outside the organisation."""


class Routing(MailBase):
    """Finds out who gets a message."""

    def route(self, sender: str, addresses: Iterable[str]) -> Route:
        """Return where a message to some addresses goes.

        Mail to a group goes to everybody in it, nested groups too, but for its sender; the mailbox with the group's
        address, if there is one, keeps a copy. Whoever is also named by himself gets that copy, without the List-Id.
        As Google Groups has it by default, people outside cannot write to a group that is not open to them.
        """
        route = Route({}, {}, {}, {}, {}, {})
        groups = self.tx.read("groups.groups")
        named = list(dict.fromkeys(map(normalise, addresses)))
        for email in named:
            if email not in groups:
                self._place(route, email, "")
        own = {*addresses_of(self.tx, sender), self.home_of(sender)}
        for email in named:
            if email not in groups:
                continue
            group: Group = groups[email]
            if not group.open_to_outside and not self.is_local(sender):
                route.refused[email] = None
                continue
            list_id = list_id_of(email)
            if email in self.mailboxes:
                route.homes.setdefault(email, list_id)
            for member, _ in people_in(self.tx, email):
                if member not in own and (self.home_of(member) or member) not in own:
                    self._place(route, member, list_id)
        return route

    def _place(self, route: Route, email: str, list_id: str) -> None:
        home = self.home_of(email)
        if home:
            route.homes.setdefault(home, list_id)
        elif self.tx.offers(INLETS.get(domain(email), "")):
            route.inlets[email] = None
        elif not self.is_local(email):
            route.outside.setdefault(email, list_id)
        elif len(self.tx.read("people.persons").find("by_email", email)):
            route.colleagues[email] = None
        elif not list_id:
            route.unknown[email] = None


def list_id_of(address: str) -> str:
    """Return the List-Id of a group (RFC 2919)."""
    return f"<{address.replace('@', '.')}>"
