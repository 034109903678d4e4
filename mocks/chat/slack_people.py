"""The people of a Slack export: accounts for those whom it lists, and for those whom only messages name."""

import re
from collections import Counter
from collections.abc import Mapping
from typing import Any

from ...snapshots.tables import Index
from ..service import Rows
from .base import HANDLE, RESERVED
from .delivery import Delivery
from .records import User, UserRole
from .slack_in import identity_at, read_user, text_at
from .slack_out import seals_of, user_object
from .slack_records import ExportFile, ExportItem, ItemKind, item_key


class SlackPeople(Delivery):
    """Gives people accounts while an export is imported, whose name, home domain and defects so far are noted here."""

    _source: str
    _home: str
    _defects: Counter[str]

    export_files = Rows(ExportFile, by_source=Index[ExportFile](lambda row: (row.source,), lambda row: row.number))
    export_items = Rows(
        ExportItem,
        by_file=Index[ExportItem](lambda row: (row.file,), lambda row: row.number),
        by_name=Index[ExportItem](
            lambda row: (item_key(row.file.rpartition(" ")[0], row.kind, row.name),) if row.kind != "message" else (),
            lambda row: row.number,
        ),
    )

    def _known(self, kind: ItemKind, name: str) -> str:
        """Return what an export's user or channel folder became here."""
        found = self.export_items.find("by_name", item_key(self._source, kind, name))
        return next((row for _, one in found if (row := self.export_items[one].row)), "")

    def _user(self, value: Mapping[str, Any]) -> tuple[ItemKind, str, str] | None:
        identity = identity_at(value)
        if not identity:
            self._defects["a user has no id"] += 1
            return None
        person = read_user(value)
        there = self.account_of(person.email) if person.email else ""
        if there or identity in self.users:
            self._defects["a user is here already"] += 1
            return "user", identity, there or identity
        if not person.email:
            self._defects["a user has no mail address"] += 1
        self.users.put(identity, User(
            handle=self._handle(person.handle, identity), name=person.name or identity,
            email=person.email or self._made_up(identity), role=person.role, title=person.title,
            time_zone=person.zone, deactivated=person.deactivated, status_text=person.status_text,
            status_emoji=person.status_emoji,
        ))
        return "user", identity, identity

    def _made_up(self, identity: str) -> str:
        return f"{re.sub('[^a-z0-9._-]', '-', identity.lower())}@{self._home}"

    def _handle(self, wanted: str, identity: str) -> str:
        """Return a handle as it is wanted, or one made out of the id where nobody could have that."""
        if HANDLE.fullmatch(wanted) and wanted not in RESERVED and self._free(wanted):
            return wanted
        if wanted:
            self._defects["a user's name cannot be a handle here, or is taken"] += 1
        base = re.sub("[^a-z0-9._-]", "", identity.lower())[:50].lstrip("._-") or "user"
        number, handle = 1, base
        while not self._free(handle) or handle in RESERVED:
            number += 1
            handle = f"{base}-{number}"
        return handle

    def _free(self, handle: str) -> bool:
        return not self.handled(handle) and not len(self.user_groups.find("by_handle", handle))

    def _person(self, identity: str, value: Any = None) -> str:
        """Return the user whom an export calls by an id; one that it does not list is put up by that id alone."""
        found = self._known("user", identity) or (identity if identity in self.users else "")
        if found:
            return found
        self._defects["somebody is in no list of users"] += 1
        bot = identity == identity_at(value, "bot_id")
        name = text_at(value, "user_profile", "real_name", limit=300) or text_at(value, "username", limit=300)
        role: UserRole = "bot" if bot else "member"
        self.users.put(identity, User(
            handle=self._handle(text_at(value, "user_profile", "name", limit=60), identity), name=name or identity,
            email=self._made_up(identity), role=role, deactivated=not bot,
        ))
        self._note_unlisted("user", identity, identity)
        return identity

    def _note_unlisted(self, kind: ItemKind, name: str, row: str) -> None:
        """Note what was put up though no file lists it, under a file of its own that is never written."""
        file = f"{self._source} 000000"
        if file not in self.export_files:
            self.export_files.put(file, ExportFile(source=self._source, number=0, path="", kind="other",
                                                   raw=self.tx.put_blob(b"")))
        place = len(self.export_items.find("by_file", file))
        self.export_items.put(f"{file} {place:06}", ExportItem(
            file=file, number=place, start=0, end=0, kind=kind, name=name, row=row,
            seals=seals_of(user_object(row, self.users[row])) if kind == "user" else (),
        ))
