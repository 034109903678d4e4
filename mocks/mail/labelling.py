"""Mail tools for labels: list, create, change, delete."""

from collections import Counter
from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from ...snapshots.digest import Json
from ...snapshots.errors import ToolError, shown, suggest
from ..service import tool
from .base import MailBase
from .reading import MailboxName
from .records import MAX_LABEL_NAME, PALETTE, SYSTEM_LABELS, UNREAD, Label

LabelName: TypeAlias = Annotated[str, Field(min_length=1, max_length=MAX_LABEL_NAME)]
LabelNames: TypeAlias = Annotated[
    tuple[Annotated[LabelName, Field(examples=["STARRED", "IMPORTANT", "INBOX"])], ...], Field(max_length=100)
]
Color: TypeAlias = Annotated[str, Field(max_length=7, examples=["#000000", "#ffffff", "#16a766", "#fb4c2f", ""])]
Visibility: TypeAlias = Literal["labelShow", "labelShowIfUnread", "labelHide"]

LABEL_PAGE = 200
"""Labels in one result. Ours."""

MAX_LABELS = 10_000
"""User labels of a mailbox, as Gmail has it."""


class Labelling(MailBase):
    """Keeps a mailbox's own labels, and takes those that go from messages and filters."""

    @tool("read")
    def list_labels(
        self, page: Annotated[int, Field(ge=1, le=1_000)] = 1, mailbox: MailboxName = ""
    ) -> Json:
        """List labels with how many messages and unread messages carry them: your own by name, 200 to a page, and on
        the first page the system labels. `A/B` is the label B within A."""
        home = self.own(mailbox)
        table = self.messages.table
        unread = Counter(
            label for _, identity in table.find("by_label", f"{home} {UNREAD}") for label in table[identity].labels
        )

        def counts(identity: str) -> dict[str, Json]:
            return {"messages": len(table.find("by_label", f"{home} {identity}")), "unread": unread[identity]}

        entries = list(self.labels.find("by_mailbox", home))
        first = (page - 1) * LABEL_PAGE
        labels: list[Json] = [
            {"id": identity, **_shown_label(self.labels[identity]), **counts(identity)}
            for _, identity in entries[first : first + LABEL_PAGE]
        ]
        out: dict[str, Json] = {"labels": labels}
        if page == 1:
            out["system"] = [{"id": label, **counts(label)} for label in SYSTEM_LABELS]
        if len(entries) > first + LABEL_PAGE:
            out["next_page"] = page + 1
        return out

    @tool("write", seconds=5)
    def create_label(
        self,
        name: LabelName,
        text_color: Color = "",
        background_color: Color = "",
        label_list_visibility: Visibility = "labelShow",
        message_list_visibility: Literal["show", "hide"] = "show",
        mailbox: MailboxName = "",
    ) -> Json:
        """Create a label. `Projects/Harbour` stands within `Projects`. Colours are of Gmail's palette, both or none."""
        home = self.own(mailbox)
        _check_colors(text_color, background_color)
        if len(self.labels.find("by_mailbox", home)) >= MAX_LABELS:
            raise ToolError("too_many_labels", f"The mailbox has {MAX_LABELS} labels, the most there may be.")
        row = Label(
            mailbox=home, name=self._free_name(home, name), text_color=text_color, background_color=background_color,
            label_list_visibility=label_list_visibility, message_list_visibility=message_list_visibility,
        )
        identity = self.tx.new_id("lbl")
        self.labels.put(identity, row)
        return {"id": identity, **_shown_label(row)}

    @tool("write", seconds=5)
    def update_label(
        self,
        label: LabelName,
        name: LabelName | None = None,
        text_color: Color | None = None,
        background_color: Color | None = None,
        label_list_visibility: Visibility | None = None,
        message_list_visibility: Literal["show", "hide"] | None = None,
        mailbox: MailboxName = "",
    ) -> Json:
        """Change a label, given by name or id: what is given changes, the rest stays.

        A new `name` also renames the labels within it.
        """
        home = self.own(mailbox)
        identity = self._user_label(home, label)
        old = self.labels[identity]
        given = {
            "text_color": text_color, "background_color": background_color,
            "label_list_visibility": label_list_visibility, "message_list_visibility": message_list_visibility,
        }
        row = old.replace(**{field: value for field, value in given.items() if value is not None})
        _check_colors(row.text_color, row.background_color)
        if name is not None:
            row = row.replace(name=self._free_name(home, name, but=identity))
            self._rename_within(home, old.name, row.name)
        self.labels.put(identity, row)
        return {"id": identity, **_shown_label(row)}

    @tool("destroy", seconds=5)
    def delete_label(self, label: LabelName, mailbox: MailboxName = "") -> Json:
        """Delete a label, given by name or id. Its messages stay, without it; filters no longer set it.

        Labels within it stay. A filter that did nothing else is deleted too.
        """
        home = self.own(mailbox)
        identity = self._user_label(home, label)
        marked = [message for _, message in self.messages.find("by_label", f"{home} {identity}")]
        for message in marked:
            self.relabel(message, remove=(identity,))
        filters = self.strip_filters(home, label=identity)
        self.labels.remove(identity)
        return {"deleted": identity, "messages": len(marked), "filters_changed": list(filters)}

    def strip_filters(self, mailbox: str, *, label: str = "", forward: str = "") -> list[str]:
        """Take an action out of a mailbox's filters; one with nothing left to do goes. Return which filters changed."""
        changed: list[str] = []
        for _, identity in list(self.filters.find("by_mailbox", mailbox)):
            row = self.filters[identity]
            new = row.replace(
                add_labels=tuple(one for one in row.add_labels if one != label),
                remove_labels=tuple(one for one in row.remove_labels if one != label),
                forward="" if forward and row.forward == forward else row.forward,
            )
            if new == row:
                continue
            changed.append(identity)
            if new.add_labels or new.remove_labels or new.forward:
                self.filters.put(identity, new)
            else:
                self.filters.remove(identity)
        return changed

    def _user_label(self, mailbox: str, label: str) -> str:
        identity = self.label_id(mailbox, label)
        if identity in SYSTEM_LABELS:
            raise ToolError("invalid_label", f"{identity} is a system label; it cannot be changed or deleted.")
        return identity

    def _free_name(self, mailbox: str, name: str, *, but: str = "") -> str:
        """Return a label's name if it can be had; ToolError says why not."""
        parts = [part.strip() for part in name.split("/")]
        clean = "/".join(parts)
        if not all(parts) or any(ord(character) < 32 for character in name) or len(clean) > MAX_LABEL_NAME:
            raise ToolError("invalid_label", f"{shown(name)} is no name of a label; write Name or Parent/Name.")
        if clean.upper() in SYSTEM_LABELS or clean.lower() in _RESERVED:
            raise ToolError("invalid_label", f"{shown(name)} is the name of a system label; take another.")
        if self.label_ids(mailbox).get(clean.lower(), but) != but:
            raise ToolError("already_exists", f"There is a label {shown(clean)} already.")
        return clean

    def _rename_within(self, mailbox: str, old: str, new: str) -> None:
        for _, identity in list(self.labels.find("by_mailbox", mailbox)):
            row = self.labels[identity]
            if row.name.startswith(f"{old}/"):
                name = self._free_name(mailbox, f"{new}{row.name[len(old):]}", but=identity)
                self.labels.put(identity, row.replace(name=name))


_RESERVED = frozenset({"drafts", "all mail", "anywhere", "bin", "chats"})


def _check_colors(text: str, background: str) -> None:
    for color in (text, background):
        if color and color not in PALETTE:
            raise ToolError("invalid_color", f"{shown(color)} is not of the palette.{suggest(color, PALETTE)} "
                                             f"The colours are {', '.join(PALETTE)}.")
    if bool(text) != bool(background):
        raise ToolError("invalid_color", "Give text_color and background_color, or neither.")


def _shown_label(row: Label) -> dict[str, Json]:
    out: dict[str, Json] = {"name": row.name}
    if row.text_color:
        out["colors"] = f"{row.text_color} on {row.background_color}"
    if row.label_list_visibility != "labelShow":
        out["label_list_visibility"] = row.label_list_visibility
    if row.message_list_visibility != "show":
        out["message_list_visibility"] = row.message_list_visibility
    return out
