"""Random calls that hit something: schema-valid, with ids and addresses that the world has."""

import json
from typing import Any

from diorama.envs.spaces import CallSpace
from diorama.mocks.common.file_records import root_of
from diorama.mocks.world import World
from diorama.snapshots.calls import Call
from diorama.snapshots.draw import Draw
from tests.mocks.drive.shelf import ANN, BOB, CLEO, CLUB, CREW, MARA, NED, OTTO, STAFF

_ADDRESSES = (MARA, BOB, CLEO, NED, ANN, OTTO, CREW, STAFF, CLUB, "Nobody <nobody@tarn.test>", "not an address")
_TIMES = ("2026-03-05T09:00", "2026-03-04T08:00", "soon", "2027-01-01", "", "never", "2099-01-01")
_QUERIES = (
    "name contains 'plan'", "fullText contains 'week' and trashed = false", "'me' in owners", "sharedWithMe",
    "'root' in parents or starred = true", "not (name = 'x')", "((", "visibility != 'limited'", "trashed = true",
    "'labels/class' in labels", "labels/class.level = 'secret'", "modifiedTime > '2026-03-04'", "hidden = false",
)
_TEXTS = ("short", "", "# Head\n\n- a\n- b\n\n| a | b |\n|---|---|\n| 1 | 2 |\n", "a,b\n1,\"2\n3\"\n", "x" * 30_000,
          f"@{BOB} and +{ANN}, see @nobody@x.test.", "<p>Hi <b>there</b></p>", '"', "\x00\x01")
_TYPES = ("", "text/plain", "text/markdown", "text/html", "text/csv", "text/tab-separated-values", "image/png")


class RandomCalls:
    """Draws calls from a tool's schema and puts what the world has in place of most sampled ids and texts."""

    def __init__(self, world: World, seed: int) -> None:
        specs = [spec for spec in (*world.box.offered("agent"), *world.box.offered("rest"))
                 if spec.name.startswith("drive.")]
        self._world = world
        self._space = CallSpace(specs, 1_000_000, seed=seed)
        self._draw = Draw(seed, "random calls")
        self._principal = ""

    def next(self, principal: str) -> Call:
        """Return the next call of somebody."""
        self._principal = principal
        call = json.loads(self._space.sample())
        arguments = {name: self._known(name, value) for name, value in call["arguments"].items()}
        self._fit(arguments)
        return Call.of(call["tool"].replace("__", ".", 1), arguments)

    def _fit(self, arguments: dict[str, Any]) -> None:
        """Put a revision or grantee of the very file in the place of others, most of the time."""
        file = arguments.get("file_id")
        for name, path, field in (("revision_id", "files.revisions", ""), ("who", "files.permissions", "who")):
            rows = self._world.state.table(path)
            own = [one for one in rows.ids() if rows[one].file == file]
            if name in arguments and own and self._draw.chance(80):
                one = self._draw.choice(own)
                arguments[name] = getattr(rows[one], field) or "anyone" if field else one
        if arguments.get("expires") and self._draw.chance(70):
            arguments["expires"] = "2026-03-20T09:00"
        if "role" in arguments and self._draw.chance(70):
            arguments["role"] = self._draw.choice(("reader", "commenter", "writer"))

    def _known(self, name: str, value: Any) -> Any:
        if isinstance(value, list):
            return [self._known(name, item) for item in value]
        if isinstance(value, dict):
            return {key: self._known(key, item) for key, item in value.items()}
        if not isinstance(value, str) or self._draw.chance(10):
            return value
        options = self._options(name)
        return self._draw.choice(options) if options else value

    def _options(self, name: str) -> tuple[str, ...]:
        match name:
            case "file_id" | "target_id":
                rows = self._world.state.table("files.files")
                own = tuple(one for one in rows.ids() if rows[one].owner == self._principal and rows[one].parent)
                drives = tuple(one for one in rows.ids() if rows[one].drive)
                return (*own, *drives) if own and self._draw.chance(80) else self._ids("files.files")
            case "folder" | "folder_id":
                rows = self._world.state.table("files.files")
                folders = tuple(one for one in rows.ids() if rows[one].type.endswith("folder"))
                return ("root", "root", root_of(self._principal), *folders)
            case "drive_id":
                return ("", *self._ids("files.drives"))
            case "revision_id":
                return ("", *self._ids("files.revisions"))
            case "comment_id":
                return (*self._ids("files.comments"), *self._ids("files.replies"))
            case "request_id":
                return self._ids("drive.proposals")
            case "approval_id":
                return self._ids("drive.approvals")
            case "to" | "who" | "new_owner" | "reviewers" | "assign_to" | "for_person" | "add" | "replace" | "by":
                return (*_ADDRESSES, "anyone", "tarn.test")
            case "expires" | "due":
                return _TIMES
            case "q":
                return _QUERIES
            case "text" | "quoted":
                return _TEXTS
            case "base64":
                return ("aGVsbG8=", "???", "", "")
            case "type" | "as_type":
                return _TYPES
            case "label":
                return ("class", "Classification", "nothing")
            case "field":
                return ("level", "due", "count", "reviewer")
            case "values":
                return ("secret", "2026-03-04", "12", BOB)
            case "order_by":
                return ("", "folder,name", "modifiedTime desc", "name_natural", "recency desc,starred", "sideways")
            case "page_token":
                return ("", "1772613000000.x", "nonsense", "1")
        return ()

    def _ids(self, table: str) -> tuple[str, ...]:
        return tuple(self._world.state.table(table).ids())
