"""Random requests of Google's APIs: bodies that fit the vendor's schemas, about files and remarks that are there."""

import json
from typing import Any
from urllib.parse import quote

from diorama.mocks.drive.vendor_shapes import grantee_number
from diorama.mocks.faces.discovery import Api, Method
from diorama.mocks.faces.rest import Request
from diorama.mocks.world import World
from diorama.snapshots.draw import Draw

_TEXTS = ("", "x", "me", "root", "2026-03-05T09:00:00Z", "a" * 5_000, "\x00", "\U0001f600", "text/plain", "text/csv",
          "99999999999999999999", "9999-12-31T23:59:59.999999Z", "https://x.example/hook", "#4986e7", "head", "*")
_LIKELY: dict[str, tuple[Any, ...]] = {
    "emailAddress": ("daniel.okafor@tarnvale.test", "leads@tarnvale.test", "martin.havel@ostravaports.test", "x"),
    "reviewerEmails": (["daniel.okafor@tarnvale.test"],), "addedReviewerEmail": ("daniel.okafor@tarnvale.test",),
    "role": ("reader", "commenter", "writer", "owner", "organizer", "fileOrganizer"),
    "type": ("user", "group", "domain", "anyone"), "domain": ("tarnvale.test",), "action": ("resolve", "reopen"),
    "mimeType": ("text/plain", *(f"application/vnd.google-apps.{kind}" for kind in ("document", "folder", "shortcut"))),
    "content": ("Hi", "", "Hi @daniel.okafor@tarnvale.test"), "name": ("New", ""), "address": ("https://x.example/h",),
    "expirationTime": ("2026-05-01T00:00:00Z", "2020-01-01T00:00:00Z"), "parents": (["root"], ["drive_operations"]),
}
_TABLES = {"commentId": "files.comments", "approvalId": "drive.approvals", "proposalId": "drive.proposals",
           "revisionId": "files.revisions", "labelId": "drive.labels", "driveId": "files.drives",
           "teamDriveId": "files.drives", "name": "drive.operations", "replyId": "files.replies"}
_FLAGS = {"supportsAllDrives": "true", "useDomainAdminAccess": "false"}


class RandomRequests:
    """Draws requests to the methods of an API, for a world and whose files they are about."""

    def __init__(self, face: Api, world: World, owner: str, seed: int) -> None:
        self.face, self.world, self.owner = face, world, owner
        self.draw = Draw(seed, "random requests")
        self.methods = tuple(face.methods.values())

    def next(self) -> tuple[Method, Request]:
        """Return the next request, and the method that it is to reach."""
        method = self.draw.choice(self.methods)
        places, path = self._places(method), method.template
        for name in method.variables:
            value = places.get(name) or self.draw.choice(_TEXTS) or "x"
            path = path.replace(f"{{+{name}}}", f"{{{name}}}").replace(f"{{{name}}}", quote(value, safe=""))
        query = [("fields", "*")]
        for one in method.parameters.values():
            if one.place == "query" and (one.required or one.name in _FLAGS or self.draw.chance(12)):
                simple = {"boolean": ("true", "false"), "integer": ("0", "1", "5")}.get(one.type)
                query.append((one.name, _FLAGS.get(one.name) or self.draw.choice(simple or one.choices or _TEXTS)))
        body = json.dumps(self._value({"$ref": method.body}, 0) or {}).encode() if method.body else b""
        if method.uploads and self.draw.chance(40):
            content = self.draw.choice((b"", b"hello\n", b"\xff\x00\xfe", b"a,b\n1,2\n", b"# Head\n"))
            query.append(("uploadType", "media"))
            return method, Request(method.verb, f"upload/{path}", tuple(query), {"content-type": "text/plain"}, content)
        if method.downloads and self.draw.chance(40):
            query.append(("alt", "media"))
        return method, Request(method.verb, path, tuple(query), {}, body)

    def _places(self, method: Method) -> dict[str, str]:
        """Return ids for the places of a path that belong together: a remark with the file that it is on."""
        files = self.world.state.table("files.files")
        mine = [one for one in files.ids() if files[one].owner == self.owner]
        if "documentId" in method.variables:
            return {"documentId": self.draw.choice([one for one in mine if files[one].type.endswith(".document")])}
        out = {"fileId": self.draw.choice(mine)} if mine else {}
        for name in method.variables:
            table = self.world.state.table(_TABLES[name]) if name in _TABLES else None
            if table is not None and len(table):
                out[name] = self.draw.choice(list(table.ids()))
                row: Any = table[out[name]]
                if name == "replyId":
                    out["commentId"], row = row.comment, self.world.state.table("files.comments")[row.comment]
                out["fileId"] = getattr(row, "file", out.get("fileId", ""))
        if "permissionId" in method.variables:
            row = self.draw.choice([one for one in self.world.state.table("files.permissions").rows() if one.who])
            out |= {"fileId": row.file, "permissionId": grantee_number(row.who)}
        return out

    def _value(self, schema: dict[str, Any], depth: int, name: str = "") -> Any:
        if name in _LIKELY and self.draw.chance(80):
            return self.draw.choice(_LIKELY[name])
        if "$ref" in schema:
            schema = self.face.schemas[schema["$ref"]]
        if depth and self.draw.chance(4):
            return None
        match schema.get("type", "any"):
            case "object":
                known = schema.get("properties", {})
                return {key: self._value(inner, depth + 1, key) for key, inner in known.items()
                        if depth < 6 and self.draw.chance(60 if key in _LIKELY else 15 if len(known) > 8 else 40)}
            case "array":
                return [self._value(schema["items"], depth + 1) for _ in range(self.draw.below(3))]
            case "boolean":
                return self.draw.chance(50)
            case "integer":
                return self.draw.choice((0, 1, 2, 5, -1, 2**31 - 1))
            case "number":
                return self.draw.choice((0, 1, 0.5, -3.5))
            case "any":
                return self.draw.choice((None, 1, "x", [1], {"a": 1}))
        if schema.get("format") in ("int64", "uint64"):
            return self.draw.choice(("0", "1", "-5", "9223372036854775807", "abc"))
        texts = schema.get("enum", _TEXTS) if self.draw.chance(80) else _TEXTS
        ids = list(self.world.state.table(_TABLES[name]).ids()) if name in _TABLES and name != "name" else []
        return self.draw.choice(ids if ids and self.draw.chance(70) else texts)
