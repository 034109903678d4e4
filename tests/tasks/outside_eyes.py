"""What somebody outside sees: every reading tool of every face, asked about everything that he may know of."""

import json
from collections.abc import Iterator
from functools import cached_property
from itertools import product
from typing import Any, NamedTuple, TypeAlias

from immutables import Map

from diorama.mocks.world import World, agent
from diorama.snapshots.calls import Call
from diorama.snapshots.state import State
from diorama.snapshots.tables import Table
from tests.tasks.floor import ALL, ANN, BOB, MARA, Floor

PLAN = "# Plan\n\nThe plan with [a link](https://plans.test/x).\n\n| item | price |\n| --- | --- |\n| crane | 100 |\n"
BLOCKS = (
    '[{"type": "header", "text": {"type": "plain_text", "text": "Head"}}, {"type": "section", "text": {"type": '
    '"mrkdwn", "text": "Body"}, "fields": [{"type": "mrkdwn", "text": "Field"}]}, {"type": "image", "image_url": '
    '"https://plans.test/i.png", "alt_text": "Alt", "title": {"type": "plain_text", "text": "Image"}}, {"type": '
    '"actions", "elements": [{"type": "button", "action_id": "go", "value": "val", "url": "https://plans.test/b", '
    '"text": {"type": "plain_text", "text": "Button"}}]}]'
)


class Shown(NamedTuple):
    """A furnished floor, what ids its things have, and what is asked for each name of a parameter."""

    floor: Floor
    asked: dict[str, tuple[Any, ...]]


def furnished() -> Shown:
    """Return an office where Mara has written, in everything that can be read from outside, what Ann reads there."""
    floor = Floor()
    folder = floor.folder("Shared", id="folder", description="For Ann")
    floor.give(folder, ANN, "commenter")
    floor.file(id="file", folder=folder, description="A file", properties=[["stage", "draft"]])
    floor.put("drive.put_revision", file="file", text="an older plan", modifier=MARA, keep_forever=True)
    floor.file("own.txt", id="own")
    floor.give("own", ANN, "writer")
    floor.put("drive.put_revision", file="own", text="an older one", modifier=MARA, keep_forever=True)
    floor.doc(PLAN, folder=folder, tabs=[["Second", "More of it.\n"]])
    floor.do("docs.set_header_or_footer", file_id="plan", which="header", text="Header")
    floor.do("docs.set_header_or_footer", file_id="plan", which="footer", text="Footer")
    floor.do("docs.add_footnote", file_id="plan", index=3, text="Footnote")
    floor.do("docs.name_range", file_id="plan", name="beginning", start_index=1, end_index=5)
    floor.do("docs.suggest", file_id="plan", find="The plan", replace_with="Our plan")
    comment = str(floor.put("drive.put_comment", file="file", author=MARA, text="A comment", quoted="the plan",
                            id="comment")["id"])
    floor.put("drive.put_comment", file="file", author=MARA, text="A reply", answers=comment, id="reply")
    floor.put("drive.put_approval", file="file", initiator=MARA, reviewers=[BOB], remarks=[[MARA, "Please look"]],
              id="approval")
    floor.put("drive.put_access_request", file="file", requester=MARA, for_person="stella@nowhere.test",
              message="She asks", id="request")
    floor.put("drive.put_label", id="label", title="Grade", description="How secret",
              fields=[["level", "Level", "text", []], ["kind", "Kind", "selection", ["open", "closed"]]])
    floor.put("drive.put_label_on", file="file", label="label", fields=[{"field": "level", "values": ["low"]}])
    floor.do("drive.lock_file", file_id="file", reason="Being read")
    floor.put("drive.put_shared_drive", id="team", name="Team", members=[[MARA, "organizer"], [ANN, "commenter"]])
    floor.put("drive.put_shortcut", target="file", owner=MARA, folder="team", id="shortcut", name="Way to it")
    _talk(floor)
    floor.event("Review", guests=[ANN], description="About it", location="Here", id="evt", video_link=True,
                comments=[[MARA, "I come"]], attachments=["file"])
    floor.put("calendar.add_calendar", owner=MARA, id="team@group.calendar.test", summary="Team",
              description="Of the team", sharing=[[ANN, "reader"]])
    floor.event("Weekly", calendar="team@group.calendar.test", id="evt_weekly", recurrence=["RRULE:FREQ=WEEKLY"])
    return Shown(floor, _asked(floor))


def _talk(floor: Floor) -> None:
    """Say in the shared channel what can be said."""
    said = floor.do("chat.post_message", channel="Cshared", text="A message", blocks=BLOCKS, attachments=[
        {"title": "Attached", "text": "Attached text", "link": "https://plans.test/a", "color": "#112233"}])
    floor.do("chat.post_message", channel="Cshared", text="An answer", thread_ts=said["ts"])
    floor.do("slack.chat.postMessage", channel="Cshared", text="As a program",
             metadata='{"event_type": "plan", "event_payload": {"a": "payload"}}')
    floor.do("chat.pin_message", channel="Cshared", ts=said["ts"])
    floor.do("chat.react", channel="Cshared", ts=said["ts"], emoji="eyes")
    floor.do("chat.update_channel", channel="Cshared", topic="A topic", purpose="A purpose")
    floor.do("chat.add_bookmark", channel="Cshared", title="A mark", link="https://plans.test/m")
    floor.do("chat.add_emoji", name="crane", link="https://plans.test/e.png")
    floor.do("chat.set_profile", title="Lead", phone="123", pronouns="she")
    floor.do("chat.set_status", text="Out", emoji="sun")
    floor.do("slack.users.profile.set", profile='{"display_name": "Ma"}')
    floor.do("chat.post_ephemeral", channel="Cshared", user="@ann", text="For you alone")
    floor.put("chat.put_upload", channel="Cshared", sender=MARA, name="list.csv", text="a,b\n", id="upload")
    floor.do("slack.files.upload", channels=["Cshared"], content="typed", filename="typed.txt", title="Typed")
    call = floor.do("slack.calls.add", external_unique_id="call-1", join_url="https://plans.test/join", title="A call",
                    desktop_app_join_url="plans://join", external_display_id="111-222",
                    users=[{"slack_id": "UMARA"}, {"external_id": "x", "display_name": "Guest of it",
                                                   "avatar_url": "https://plans.test/g.png"}])["call"]["id"]
    floor.do("chat.post_message", channel="Cshared", text="Call", blocks=json.dumps(
        [{"type": "call", "call_id": call}]))
    floor.do("slack.conversations.canvases.create", channel_id="Cshared", title="A canvas",
             document_content={"type": "markdown", "markdown": "# Canvas\n\nIts text\n"})
    made = floor.do("slack.slackLists.create", name="A list", description_blocks=[
        {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [
            {"type": "text", "text": "About the list"}]}]}],
        schema=[{"key": "what", "name": "What", "type": "text", "is_primary_column": True},
                {"key": "how", "name": "How", "type": "select", "options": {"choices": [
                    {"value": "far", "label": "By far", "color": "red"}]}}])
    floor.do("slack.slackLists.access.set", list_id=made["list_id"], access_level="read", channel_ids=["Cshared"])
    columns = {one["key"]: one["id"] for one in made["list_metadata"]["schema"]}
    floor.do("slack.slackLists.items.create", list_id=made["list_id"], initial_fields=[
        {"column_id": columns["what"], "rich_text": [{"type": "rich_text", "elements": [
            {"type": "rich_text_section", "elements": [{"type": "text", "text": "An item"}]}]}]}])
    floor.do("slack.usergroups.create", name="Readers", handle="readers", description="Who reads")


def _asked(floor: Floor) -> dict[str, tuple[Any, ...]]:
    """Return what is asked for each name of a parameter: the ids of what there is."""
    state = floor.world.state

    def ids(path: str) -> tuple[str, ...]:
        return tuple(state.table(path).ids())

    files = tuple(one for one in ids("files.files") if not one.startswith("root_"))
    stamps = tuple(sorted({one.rpartition(":")[2] for one in ids("chat.messages") if one.startswith("Cshared:")}))
    calendars = (ANN, MARA, "team@group.calendar.test")
    return {
        "calendar_id": calendars, "event_id": ids("calendar.events"), "people": ((MARA,),), "rule_id": (),
        "setting": ("timezone",), "channel": ("Cshared",), "channel_id": ("Cshared",), "file_id": files,
        "document_id": ("plan",), "canvas_id": files, "list_id": ids("chat.sheets"), "file": files,
        "ts": stamps, "message_ts": stamps[:1], "query": ("plan", "list"), "text": ("plan",),
        "proposal_id": ids("drive.proposals"), "approval_id": ids("drive.approvals"), "comment_id": ("comment",),
        "reply_id": ("reply",), "drive_id": ("team",), "team_drive_id": ("team",), "mime_type": ("text/plain",
                                                                                                 "text/html"),
        "permission_id": (), "revision_id": tuple(one for one in ids("files.revisions")), "id": (
            *ids("chat.calls"), *ids("chat.items")), "usergroup": ids("chat.user_groups"), "user": ("UMARA",),
        "path": (), "reminder": (), "criteria": ({"contains_text": "Its"},), "external_id": (),
        "folder": ("folder", "team"), "tab_id": tuple(state.table("docs.tabs")[one].tab for one in ids("docs.tabs")),
        "segment_id": tuple(state.table("docs.segments")[one].segment for one in ids("docs.segments")),
        "include_all_metadata": (True,), "comments_view_mode": ("COMMENTS_INLINE",), "include_tabs_content": (True,),
        "as_type": ("text/plain",), "alt": ("media",), "suggestions_view_mode": ("SUGGESTIONS_INLINE",),
        "include_labels": ("label",), "supports_all_drives": (True,), "include_users": (True,), "full": (True,),
        "private_extended_property": (), "external_unique_id": ("call-1",), "styles": (True,), "timestamp": stamps[:1],
    }


NOT_ASKED = {
    "drive.apps.get": "what other programs there are", "drive.changes.list": "pages from a token of one's own",
    "drive.operations.get": "one's own downloads", "slack.files.downloadContent": "bytes of a link that was shown",
    "calendar.freebusy.query": "times alone", "slack.slackLists.download.get": "one's own exports",
    "groups.get": "groups that one is in", "people.get": "one's own colleagues", "wait": "shows nothing",
    "slack.users.discoverableContacts.lookup": "whether an address is known", "slack.reminders.info": "one's own",
    "slack.users.lookupByEmail": "as slack.users.info", "calendar.acl.get": "rules, for owners",
    "drive.permissions.get": "as drive.permissions.list",
}
"""The reading tools that are not asked, and why."""


SERVICES = ("chat", "calendar", "docs", "drive")


Row: TypeAlias = tuple[str, str]
"""A table's path and an id in it."""


class Watched(Table[Any]):
    """A table that notes which of its rows are read."""

    __slots__ = ("noted",)
    noted: set[Row]

    @classmethod
    def of(cls, table: Table[Any], noted: set[Row]) -> "Watched":
        """Return a table over the same rows and indexes."""
        table.ready()
        new = cls.__new__(cls)
        for name in Table.__slots__:
            setattr(new, name, getattr(table, name))
        new.noted = noted
        return new

    def __getitem__(self, identity: str) -> Any:
        self.noted.add((self.schema.path, identity))
        return super().__getitem__(identity)

    def get(self, identity: str) -> Any:
        """Return the row, or None."""
        self.noted.add((self.schema.path, identity))
        return super().get(identity)

    def rows(self) -> Iterator[Any]:
        """Yield all rows in the order of their ids."""
        return (self[identity] for identity in self.ids())


class Eyes:
    """Somebody who looks at everything that he can ask for."""

    def __init__(self, shown: Shown, reader: str) -> None:
        self.shown = shown
        self.reader = reader

    @cached_property
    def calls(self) -> dict[str, list[tuple[Call, frozenset[Row]]]]:
        """Every call that reads, by service, with the rows that it reads; those that fail for the reader are left
        out."""
        noted = set[Row]()
        state = self.shown.floor.world.state
        tables = {path: Watched.of(table, noted) for path, table in state.tables.items()}
        world = World(ALL, state._replace(tables=Map(tables)))
        found: dict[str, list[tuple[Call, frozenset[Row]]]] = {}
        for name, spec in sorted(world.box.specs.items()):
            if spec.effect == "read" and spec.faces and name not in NOT_ASKED and _service(name) in SERVICES:
                for call in self._each(name, spec.params.model_fields):
                    noted.clear()
                    if world.call(call, actor=agent(self.reader)).ok:
                        found.setdefault(_service(name), []).append((call, frozenset(noted)))
        return found

    def _each(self, name: str, fields: dict[str, Any]) -> Iterator[Call]:
        """Yield the calls of a tool: the bare one with each value of what it needs, and with each other one more."""
        needed = [one for one, field in fields.items() if field.is_required()]
        unknown = [one for one in needed if one not in self.shown.asked]
        assert not unknown, (name, unknown)
        more = [one for one, field in fields.items() if not field.is_required() and self.shown.asked.get(one)]
        for values in product(*(self.shown.asked[one] for one in needed)):
            bare = dict(zip(needed, values, strict=True))
            yield Call.of(name, bare)
            for one in more:
                for value in self.shown.asked[one]:
                    yield Call.of(name, {**bare, one: value})

    def sees(self, state: State, service: str, row: Row, text: str) -> bool:
        """Tell whether a text of a row is shown in a service. Who has not read the row does not read it anew."""
        world = World(ALL, state)
        return any(
            text in world.call(call, actor=agent(self.reader)).text for call, read in self.calls[service] if row in read
        )


def _service(tool: str) -> str:
    name = tool.partition(".")[0]
    return "chat" if name == "slack" else name
