"""Slack's Web API: canvases.* and conversations.canvases.create."""

from collections.abc import Callable
from typing import Annotated, Literal, TypeAlias

from pydantic import Field, JsonValue

from ...snapshots.digest import Json
from ...snapshots.errors import ToolError, shown
from ..common.vendor import method, text_in, texts_in
from .app_records import CANVAS
from .canvas_text import Section, as_html, defect, joined, sections
from .papers import Level, Papers
from .slack_api_shapes import Ids, SlackId, slack_codes

MAX_MARKDOWN = 1_048_576
"""Characters of a canvas, and of a change to one."""

Object: TypeAlias = Annotated[dict[str, JsonValue], Field(description="as Slack's method has it")]
Title: TypeAlias = Annotated[str, Field(max_length=255)]

_HEADINGS = ("h1", "h2", "h3")


class SlackCanvases(Papers):
    """Documents of channels, and such as stand alone."""

    @method("write", "slack.canvases.create")
    def slack_canvases_create(
        self, title: Title = "", document_content: Object | None = None, channel_id: SlackId = "",
    ) -> Json:
        """Make a canvas; with a channel it is a tab there, which its members may change."""
        text = _markdown(document_content, "canvas_creation_failed")
        if channel_id:
            self._tab_in(channel_id, "canvas_creation_failed")
        identity = self.new_paper(CANVAS, title or "Untitled", text)
        if channel_id:
            self.share_paper(identity, channel_id, "write")
        return {"canvas_id": identity}

    @method("write", "slack.conversations.canvases.create")
    def slack_conversations_canvases_create(
        self, channel_id: SlackId, document_content: Object | None = None, title: Title = "",
    ) -> Json:
        """Make the canvas that a conversation has as its own."""
        text = _markdown(document_content, "canvas_creation_failed")
        self._tab_in(channel_id, "channel_canvas_creation_failed")
        row = self.channels[channel_id]
        if row.canvas in self.files:
            raise ToolError("channel_canvas_already_exists", f"{self.called(channel_id)} has the canvas {row.canvas}.")
        identity = self.new_paper(CANVAS, title or row.name or "Untitled", text)
        self.channels.update(channel_id, canvas=identity)
        self.share_paper(identity, channel_id, "write")
        return {"canvas_id": identity}

    def _tab_in(self, channel: str, failed: str) -> None:
        self.seen_channel(channel)
        with slack_codes(is_archived=failed, not_in_channel="restricted_action"):
            self.writable(channel, self.me())

    @method("write", "slack.canvases.edit")
    def slack_canvases_edit(
        self, canvas_id: SlackId, changes: Annotated[tuple[Object, ...], Field(min_length=1, max_length=1)],
    ) -> Json:
        """Change a canvas: one operation on it, or on one of its sections."""
        self.paper(canvas_id, CANVAS, "write")
        (change,) = changes
        operation = text_in(change, "operation")
        if operation == "rename":
            title = _markdown(change.get("title_content"), "canvas_editing_failed").strip()
            if not title or len(title) > 255 or "\n" in title:
                raise ToolError("canvas_editing_failed", "A title has 1 to 255 characters, in one line.")
            self.edit(canvas_id, name=title)
            return {}
        text = joined(self._changed(canvas_id, operation, change))
        if len(text) > MAX_MARKDOWN:
            raise ToolError("canvas_too_large", f"The canvas would have {len(text)} characters; {MAX_MARKDOWN} is the "
                                                "most.")
        self.save_paper(canvas_id, text)
        return {}

    def _changed(self, canvas: str, operation: str, change: Object) -> list[str]:
        old = sections(self.paper_text(canvas))
        texts, wanted = [one.text for one in old], text_in(change, "section_id")
        if operation not in _OPERATIONS:
            raise ToolError("canvas_editing_failed", f"There is no operation {shown(operation)}; there are "
                                                     f"{', '.join([*_OPERATIONS, 'rename'])}.")
        new = "" if operation == "delete" else _markdown(change.get("document_content"), "canvas_editing_failed")
        if operation == "insert_at_start":
            return [new, *texts]
        if operation == "insert_at_end":
            return [*texts, new]
        if operation == "replace" and not wanted:
            return [new]
        at = next((number for number, one in enumerate(old) if one.id == wanted), -1)
        if at < 0:
            raise ToolError("canvas_editing_failed", f"The canvas has no section {shown(wanted)}; canvases.sections."
                                                     "lookup finds them.")
        return [*texts[:at], *_OPERATIONS[operation](texts[at], new), *texts[at + 1 :]]

    @method("destroy", "slack.canvases.delete")
    def slack_canvases_delete(self, canvas_id: SlackId) -> Json:
        """Delete a canvas for good; its owner and admins may."""
        level: Level = "read" if self.is_admin(self.me()) else "owner"
        self.paper(canvas_id, CANVAS, level)
        self.drop_paper(canvas_id)
        return {}

    @method("read", "slack.canvases.getContent")
    def slack_canvases_get_content(
        self, canvas_id: SlackId, content_type: Literal["markdown", "html"] = "markdown",
    ) -> Json:
        """Return what a canvas says, as Markdown or HTML."""
        self.paper(canvas_id, CANVAS)
        text = self.paper_text(canvas_id)
        return {"content": as_html(text) if content_type == "html" else text}

    @method("read", "slack.canvases.sections.lookup")
    def slack_canvases_sections_lookup(self, canvas_id: SlackId, criteria: Object) -> Json:
        """Return the ids of the sections that are of some kind or hold a text."""
        self.paper(canvas_id, CANVAS)
        kinds, text = texts_in(criteria, "section_types"), text_in(criteria, "contains_text").lower()
        if any(kind not in (*_HEADINGS, "any_header") for kind in kinds) or not (kinds or text):
            raise ToolError("invalid_arguments", "Give section_types (h1, h2, h3, any_header), contains_text or both.")
        found = [one.id for one in sections(self.paper_text(canvas_id))
                 if text in one.text.lower() and (not kinds or _is_of(one, kinds))]
        return {"sections": [{"id": one} for one in found]}

    @method("send", "slack.canvases.access.set")
    def slack_canvases_access_set(
        self, canvas_id: SlackId, access_level: Annotated[str, Field(max_length=10)], channel_ids: Ids = (),
        user_ids: Ids = (),
    ) -> Json:
        """Let channels or people read a canvas, change it, or own it."""
        self.paper(canvas_id, CANVAS, "write")
        self.set_paper_access(canvas_id, access_level, channel_ids, user_ids)
        return {}

    @method("write", "slack.canvases.access.delete")
    def slack_canvases_access_delete(self, canvas_id: SlackId, channel_ids: Ids = (), user_ids: Ids = ()) -> Json:
        """Take a canvas away from channels or people."""
        self.paper(canvas_id, CANVAS, "write")
        self.end_paper_access(canvas_id, channel_ids, user_ids)
        return {}


_OPERATIONS: dict[str, Callable[[str, str], tuple[str, ...]]] = {
    "insert_after": lambda old, new: (old, new),
    "insert_before": lambda old, new: (new, old),
    "insert_at_start": lambda old, new: (new, old),
    "insert_at_end": lambda old, new: (old, new),
    "replace": lambda old, new: (new,),
    "delete": lambda old, new: (),
}
"""What each operation makes of a section and a new text."""


def _is_of(one: Section, kinds: tuple[str, ...]) -> bool:
    return one.kind in kinds or ("any_header" in kinds and one.kind in _HEADINGS)


def _markdown(content: JsonValue, failed: str) -> str:
    """Return the text of a `document_content`, none where it is left out; ToolError with `failed` if it is none."""
    if content is None:
        return ""
    kind, text = text_in(content, "type"), content.get("markdown") if isinstance(content, dict) else None
    if kind != "markdown" or not isinstance(text, str):
        raise ToolError(failed, 'A content is {"type": "markdown", "markdown": "..."}.')
    if len(text) > MAX_MARKDOWN:
        raise ToolError("canvas_too_large", f"The text has {len(text)} characters; {MAX_MARKDOWN} is the most.")
    wrong = defect(text)
    if wrong:
        raise ToolError(failed, f"'content' error: {wrong}")
    return text
