"""Google Drive's methods of changes and channels, of the account and of the programs that open its files."""

import re
from typing import Any

from ...snapshots.digest import Json
from ...snapshots.errors import ToolError, shown
from ..common.file_records import DOCUMENT, PRESENTATION, SPREADSHEET, Change, File
from ..common.moments import DAY, HOUR
from ..common.vendor import Body, integer_in, method, text_in
from .converting import CSV, DOCX, HTML, MARKDOWN, PLAIN, TSV
from .filing import COLORS
from .records import Channel
from .vendor_drives import THEMES, VendorDrives
from .vendor_files import Id, Labels, Page, Text, VendorFiles, View, split
from .vendor_shapes import Object, utc

QUOTA = 15 * 1024**3
"""Bytes that an account may keep, in what about.get says of it. Nothing is refused for it."""
MAX_UPLOAD = 64 * 1024 * 1024
"""Bytes of an upload that the server takes."""
IMPORTS = {PLAIN: DOCUMENT, MARKDOWN: DOCUMENT, HTML: DOCUMENT, DOCX: DOCUMENT, CSV: SPREADSHEET, TSV: SPREADSHEET}

APPS: dict[str, tuple[str, str, str, str]] = {
    "100000000001": ("Google Docs", "Document", DOCUMENT, "document"),
    "100000000002": ("Google Sheets", "Spreadsheet", SPREADSHEET, "spreadsheets"),
    "100000000003": ("Google Slides", "Presentation", PRESENTATION, "presentation"),
}
"""The programs that are installed everywhere: the editors. Name, kind of object, type and part of their address."""
_ENDINGS = {DOCUMENT: ["docx", "html", "md", "txt"], SPREADSHEET: ["csv", "tsv"], PRESENTATION: []}


class VendorChanges(VendorFiles, VendorDrives):
    """changes.*, channels.*, files.watch, about.* and apps.*"""

    # --- changes -------------------------------------------------------------------------------------------------

    @method("read", "drive.changes.getStartPageToken")
    def changes_get_start_page_token(
        self, drive_id: Id = "", supports_all_drives: bool = False, supports_team_drives: bool = False,
        team_drive_id: Id = "",
    ) -> Json:
        """Return the token from which on changes will be asked for."""
        self._one_drive(drive_id or team_drive_id)
        return {"kind": "drive#startPageToken", "startPageToken": str(self.last_change() + 1)}

    @method("read", "drive.changes.list")
    def changes_list(
        self, page_token: Id, drive_id: Id = "", include_corpus_removals: bool = False,
        include_items_from_all_drives: bool = False, include_labels: Labels = "",
        include_permissions_for_view: View = "", include_removed: bool = True, include_team_drive_items: bool = False,
        page_size: Page = 100, restrict_to_my_drive: bool = False, spaces: Text = "drive",
        supports_all_drives: bool = False, supports_team_drives: bool = False, team_drive_id: Id = "",
    ) -> Json:
        """List what has changed since a token, each file once by its last change."""
        drive, look = drive_id or team_drive_id, self.look()
        self._one_drive(drive)
        if not re.fullmatch("[0-9]{1,9}", page_token):
            raise ToolError("invalid_page_token", f"Invalid Value: {shown(page_token)} is no page token of changes.")
        among = include_items_from_all_drives or include_team_drive_items or bool(drive)

        def wanted(file: str, row: File | None) -> bool:
            gone = row is None or look.access(file) is None
            if gone and not include_removed:
                return False
            if row is None:
                return not drive or file == drive
            if drive:
                return row.drive == drive
            if restrict_to_my_drive and (row.drive or row.owner != self.principal):
                return False
            return among or not row.drive

        found, following, last = self.changes_since(page_token, page_size, wanted)
        out: Object = {"kind": "drive#changeList", "changes": [
            self._change(change, gone, split(include_labels)) for change, gone in found]}
        if following:
            return {**out, "nextPageToken": str(following)}
        return {**out, "newStartPageToken": str(last + 1)}

    def _one_drive(self, drive: str) -> None:
        if drive:
            self.drive_for(drive)

    def _change(self, row: Change, gone: bool, labels: tuple[str, ...]) -> Json:
        out: Object = {"kind": "drive#change", "time": utc(row.at), "removed": gone, "changeType": row.kind,
                       "type": row.kind if row.kind == "file" else "teamDrive"}
        if row.kind == "drive":
            out |= {"driveId": row.file, "teamDriveId": row.file}
            if not gone and row.file in self.drives:
                out |= {"drive": self.drive_resource(row.file), "teamDrive": self.team_drive(row.file)}
            return out
        out["fileId"] = row.file
        return out if gone else {**out, "file": self.file(row.file, labels)}

    # --- channels ------------------------------------------------------------------------------------------------

    @method("write", "drive.changes.watch")
    def changes_watch(
        self, page_token: Id, body: Body, drive_id: Id = "", include_corpus_removals: bool = False,
        include_items_from_all_drives: bool = False, include_labels: Labels = "",
        include_permissions_for_view: View = "", include_removed: bool = True, include_team_drive_items: bool = False,
        page_size: Page = 100, restrict_to_my_drive: bool = False, spaces: Text = "drive",
        supports_all_drives: bool = False, supports_team_drives: bool = False, team_drive_id: Id = "",
    ) -> Json:
        """Keep somebody's wish to hear of changes; nothing is pushed."""
        self._one_drive(drive_id or team_drive_id)
        return self._watched(body, "changes", 7 * DAY)

    @method("write", "drive.files.watch")
    def files_watch(
        self, file_id: Id, body: Body, acknowledge_abuse: bool = False, include_labels: Labels = "",
        include_permissions_for_view: View = "", supports_all_drives: bool = False, supports_team_drives: bool = False,
    ) -> Json:
        """Keep somebody's wish to hear of changes of one file; nothing is pushed."""
        identity = self.named(file_id, drives=supports_all_drives or supports_team_drives)
        return self._watched(body, f"files/{identity}", DAY)

    def _watched(self, body: Body, resource: str, most: int) -> Json:
        """Keep a channel for an hour or as long as it says, as Google has it: at most a day for files, a week else."""
        identity, address = text_in(body, "id"), text_in(body, "address")
        if not identity or len(identity) > 64 or not address.startswith("https://") or len(address) > 2_000:
            raise ToolError("invalid_arguments", "A channel has an id of up to 64 characters and an address that "
                                                 "begins with https://.")
        if identity in self.channels:
            raise ToolError("channel_in_use", f"Channel id {identity} not unique")
        wanted = integer_in(body, "expiration", self.tx.now + HOUR)
        row = self.channels.put(identity, Channel(
            user=self.principal, resource=resource, address=address, kind=text_in(body, "type", "web_hook"),
            token=text_in(body, "token")[:256], expires=max(self.tx.now, min(wanted, self.tx.now + most)),
        ))
        out: Object = {"kind": "api#channel", "id": identity, "resourceId": resource, "expiration": str(row.expires),
                       "resourceUri": f"https://drive.test/drive/v3/{resource}?alt=json"}
        return {**out, "token": row.token} if row.token else out

    @method("write", "drive.channels.stop")
    def channels_stop(self, body: Body) -> Json:
        """Drop a wish to hear of changes."""
        row = self.channels.get(text_in(body, "id"))
        if row is None or row.user != self.principal or row.resource != text_in(body, "resourceId"):
            raise ToolError("not_found", f"Channel {shown(text_in(body, 'id'))} not found for project.")
        self.channels.remove(text_in(body, "id"))
        return {}

    # --- the account and its programs ----------------------------------------------------------------------------

    @method("read", "drive.about.get")
    def about_get(self) -> Json:
        """Say whose account this is, how much it holds, and which forms files are taken and given in."""
        counted: Any = self.about()
        themes: list[Json] = [
            {"id": name, "colorRgb": color, "backgroundImageLink": f"https://drive.test/themes/{name}.jpg"}
            for name, color in THEMES.items()
        ]
        kinds = (DOCUMENT, SPREADSHEET, PRESENTATION)
        person = "@" in self.principal
        return {
            "kind": "drive#about", "user": self.user(self.principal), "appInstalled": False,
            "canCreateDrives": person, "canCreateTeamDrives": person,
            "storageQuota": {
                "limit": str(QUOTA), "usage": str(counted["bytes"]), "usageInDrive": str(counted["bytes"]),
                "usageInDriveTrash": str(counted["bytes_in_trash"]),
            },
            "importFormats": {kind: [target] for kind, target in IMPORTS.items()},
            "exportFormats": {kind: list[Json](self._forms(kind)) for kind in kinds},
            "maxImportSizes": dict.fromkeys(kinds, str(MAX_UPLOAD)), "maxUploadSize": str(MAX_UPLOAD),
            "folderColorPalette": list(COLORS), "driveThemes": themes, "teamDriveThemes": themes,
        }

    @method("read", "drive.apps.list")
    def apps_list(
        self, app_filter_extensions: Text = "", app_filter_mime_types: Text = "", language_code: Id = ""
    ) -> Json:
        """List the programs that open files: the editors."""
        endings, types = set(split(app_filter_extensions)), set(split(app_filter_mime_types))
        items = [_app(one) for one, (_, _, kind, _) in APPS.items()
                 if not (endings or types) or endings & set(_ENDINGS[kind]) or types & {kind, *_taken(kind)}]
        return {"kind": "drive#appList", "selfLink": "https://drive.test/drive/v3/apps", "items": items,
                "defaultAppIds": list(APPS)}

    @method("read", "drive.apps.get")
    def apps_get(self, app_id: Id) -> Json:
        """Return one of the programs that open files."""
        if app_id not in APPS:
            raise ToolError("not_found", f"App not found: {shown(app_id)}.")
        return _app(app_id)


def _taken(kind: str) -> list[str]:
    return sorted(source for source, target in IMPORTS.items() if target == kind)


def _app(identity: str) -> Json:
    name, thing, kind, part = APPS[identity]
    return {
        "kind": "drive#app", "id": identity, "productId": identity, "name": name, "objectType": thing,
        "shortDescription": f"Makes and edits {thing.lower()}s.", "installed": True, "authorized": True,
        "useByDefault": True, "supportsCreate": True, "supportsImport": True, "supportsMultiOpen": False,
        "supportsOfflineCreate": False, "hasDriveWideScope": True, "primaryMimeTypes": [kind],
        "primaryFileExtensions": [], "secondaryMimeTypes": list[Json](_taken(kind)),
        "secondaryFileExtensions": list[Json](_ENDINGS[kind]),
        "createUrl": f"https://docs.test/{part}/create", "openUrlTemplate": f"https://docs.test/{part}/d/{{ids}}/edit",
        "productUrl": f"https://docs.test/{part}",
    }
