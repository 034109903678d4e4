"""Google Drive's methods beside files: sharing, remarks, revisions, drives, changes; each driven by Google's client."""

from typing import Any

import pytest
from googleapiclient.http import MediaInMemoryUpload

from diorama.harnesses.serve.served import Worlds
from diorama.snapshots.calls import Call
from tests.faces.clients import Desk, at_desk, refusal
from tests.faces.test_drive import DOCUMENT, FOLDER, MARA, OTHER, OUT, as_other, create, fetched, text

LEADS = "leads@tarnvale.test"


@pytest.fixture
def drive(desk: Desk) -> Any:
    return desk.google("drive")


def mails(desk: Desk, mailbox: str, part: str) -> list[str]:
    rows = desk.served.world.state.table("mail.messages").rows()
    return [row.subject for row in rows if row.mailbox == mailbox and part in row.subject]


# --- permissions -----------------------------------------------------------------------------------------------------


def test_permissions_from_giving_to_taking(desk: Desk, drive: Any) -> None:
    permissions, made = drive.permissions(), create(desk, drive.files())
    given = desk.done(permissions.create(
        fileId=made["id"], body={"type": "user", "role": "reader", "emailAddress": OTHER,
                                 "expirationTime": "2026-04-01T00:00:00Z"}, emailMessage="Look.", fields="*"))
    assert (given["role"], given["expirationTime"], given["emailAddress"]) == (
        "reader", "2026-04-01T00:00:00.000Z", OTHER)
    assert given["permissionDetails"] == [{"permissionType": "file", "role": "reader", "inherited": False}]
    assert mails(desk, OTHER, "plan.txt") == ["Shared with you: plan.txt"]
    brief = desk.done(permissions.get(fileId=made["id"], permissionId=given["id"]))
    assert brief == {"kind": "drive#permission", "id": given["id"], "type": "user", "role": "reader"}
    changed = desk.done(permissions.update(fileId=made["id"], permissionId=given["id"], removeExpiration=True,
                                           body={"role": "writer"}, fields="*"))
    assert (changed["role"], changed.get("expirationTime")) == ("writer", None)
    group = desk.done(permissions.create(fileId=made["id"], sendNotificationEmail=False,
                                         body={"type": "group", "role": "commenter", "emailAddress": LEADS}))
    listed = desk.done(permissions.list(fileId=made["id"], fields="*"))["permissions"]
    assert {one["id"] for one in listed} == set(desk.done(
        drive.files().get(fileId=made["id"], fields="permissionIds"))["permissionIds"])
    first = desk.done(permissions.list(fileId=made["id"], pageSize=2))
    rest = desk.done(permissions.list(fileId=made["id"], pageSize=2, pageToken=first["nextPageToken"]))
    assert [one["id"] for one in (*first["permissions"], *rest["permissions"])] == [one["id"] for one in listed]
    permissions.delete(fileId=made["id"], permissionId=group["id"]).execute()
    assert refusal(permissions.get(fileId=made["id"], permissionId=group["id"])) == (404, "notFound")
    assert desk.changed(f"files.permissions.{made['id']} user:{OTHER}")
    outside = desk.done(permissions.create(fileId=made["id"], body={"type": "user", "role": "reader",
                                                                    "emailAddress": OUT}))
    assert outside["role"] == "reader"
    departures = desk.served.world.state.table("ledger.departures").rows()
    assert [row.recipients for row in departures if "plan.txt" in row.subject] == [(OUT,)]


def test_links_and_domains(desk: Desk, drive: Any) -> None:
    permissions, made = drive.permissions(), create(desk, drive.files())
    link = desk.done(permissions.create(fileId=made["id"], body={"type": "anyone", "role": "reader"}))
    assert link == {"kind": "drive#permission", "id": "anyoneWithLink", "type": "anyone", "role": "reader",
                    "allowFileDiscovery": False}
    domain = desk.done(permissions.create(fileId=made["id"], fields="*", body={
        "type": "domain", "role": "writer", "domain": "tarnvale.test", "allowFileDiscovery": True}))
    assert (domain["domain"], domain["allowFileDiscovery"], domain["id"][-1]) == ("tarnvale.test", True, "k")
    kinds = {one["type"] for one in desk.done(permissions.list(fileId=made["id"]))["permissions"]}
    assert kinds == {"user", "anyone", "domain"}
    permissions.delete(fileId=made["id"], permissionId="anyoneWithLink").execute()
    assert "anyoneWithLink" not in str(desk.done(permissions.list(fileId=made["id"])))


@pytest.mark.parametrize("body", [
    {"type": "anyone", "role": "reader"},
    {"type": "domain", "role": "writer", "domain": "tarnvale.test", "allowFileDiscovery": True},
])
def test_a_link_that_is_there_already_is_answered_and_changes_nothing(
    desk: Desk, drive: Any, body: dict[str, Any]
) -> None:
    permissions, made = drive.permissions(), create(desk, drive.files())
    first = desk.done(permissions.create(fileId=made["id"], body=body))
    state = desk.served.world.state
    assert desk.done(permissions.create(fileId=made["id"], body=body)) == first
    for table in ("files.changes", "files.permissions", "files.files", "files.marks"):
        assert [*desk.served.world.state.table(table).rows()] == [*state.table(table).rows()], table
    more = {**body, "role": "commenter"}
    assert desk.done(permissions.create(fileId=made["id"], body=more)) == {**first, "role": "commenter"}
    changes = desk.served.world.state.table("files.changes")
    assert len(changes) == len(state.table("files.changes")) + 1
    for body in ({"type": "domain", "role": "reader", "domain": "far.example"}, {"type": "star", "role": "reader"},
                 {"type": "anyone", "role": "king"}, {"type": "user", "role": "reader", "emailAddress": "nobody"},
                 {"type": "group", "role": "reader", "emailAddress": OTHER}):
        assert refusal(permissions.create(fileId=made["id"], body=body))[0] == 400, body
    for body, reason in (
        ({"type": "user", "role": "organizer", "emailAddress": OTHER}, "organizerOnNonTeamDriveItemNotSupported"),
        ({"type": "user", "role": "fileOrganizer", "emailAddress": OTHER}, "fileOrganizerOnNonTeamDriveNotSupported"),
        ({"type": "anyone", "role": "reader", "expirationTime": "2026-04-01T00:00:00Z"},
         "cannotSetExpirationOnAnyoneOrDomain"),
        ({"type": "user", "role": "reader", "emailAddress": OTHER, "expirationTime": "2026-01-01T00:00:00Z"},
         "expirationDatesMustBeInTheFuture"),
    ):
        assert refusal(permissions.create(fileId=made["id"], body=body)) == (403, reason)
    assert refusal(permissions.list(fileId=made["id"], useDomainAdminAccess=True)) == (
        403, "insufficientAdministratorPrivileges")


def test_ownership_is_given_only_on_purpose(desk: Desk, drive: Any) -> None:
    permissions, made = drive.permissions(), create(desk, drive.files())
    owner = {"type": "user", "role": "owner", "emailAddress": OTHER}
    assert refusal(permissions.create(fileId=made["id"], body=owner)) == (403, "forbidden")
    assert refusal(permissions.create(fileId=made["id"], transferOwnership=True, body={
        **owner, "emailAddress": OUT})) == (403, "ownershipChangeAcrossDomainNotPermitted")
    assert refusal(permissions.create(fileId="drive_harbour", transferOwnership=True, supportsAllDrives=True,
                                      body=owner)) == (403, "ownerOnTeamDriveItemNotSupported")
    given = desk.done(permissions.create(fileId=made["id"], body={**owner, "role": "writer"}))
    pending = permissions.update(fileId=made["id"], permissionId=given["id"], body={
        "role": "writer", "pendingOwner": True})
    assert refusal(pending) == (403, "forbidden")
    now = desk.done(permissions.update(fileId=made["id"], permissionId=given["id"], transferOwnership=True,
                                       body={"role": "owner"}))
    assert now["role"] == "owner"
    seen = desk.done(drive.files().get(fileId=made["id"], fields="owners,ownedByMe"))
    assert (seen["owners"][0]["emailAddress"], seen["ownedByMe"]) == (OTHER, False)
    second = create(desk, drive.files())
    desk.done(permissions.create(fileId=second["id"], body=owner, transferOwnership=True, moveToNewOwnersRoot=True))
    assert desk.served.world.state.table("files.files")[second["id"]].parent == f"root_{OTHER}"


def test_inherited_permissions_say_from_where(desk: Desk, drive: Any) -> None:
    permissions, files = drive.permissions(), drive.files()
    folder = desk.done(files.create(body={"name": "Plans", "mimeType": FOLDER}))
    inside = create(desk, files, parents=[folder["id"]])
    given = desk.done(permissions.create(fileId=folder["id"], body={
        "type": "user", "role": "reader", "emailAddress": OTHER}))
    seen = desk.done(permissions.get(fileId=inside["id"], permissionId=given["id"], fields="*"))
    assert seen["permissionDetails"] == [{"permissionType": "file", "role": "reader", "inherited": True,
                                          "inheritedFrom": folder["id"]}]
    assert refusal(permissions.delete(fileId=inside["id"], permissionId=given["id"])) == (
        403, "cannotModifyInheritedPermission")
    limited = desk.done(files.update(fileId=folder["id"], body={"inheritedPermissionsDisabled": True}, fields="*"))
    assert limited["inheritedPermissionsDisabled"]
    assert limited["capabilities"]["canEnableInheritedPermissions"]


def test_requests_for_access_are_listed_and_resolved(origin: str, worlds: Worlds) -> None:
    with at_desk(origin, worlds) as desk:
        drive = desk.google("drive")
        made, proposals = create(desk, drive.files()), drive.accessproposals()
        for role in ("reader", "writer"):
            asked = {"file_id": made["id"], "role": role, "message": "Please"}
            assert desk.served.call(Call.of("drive.request_access", asked), OTHER).ok
        listed = desk.done(proposals.list(fileId=made["id"]))["accessProposals"]
        assert {one["rolesAndViews"][0]["role"] for one in listed} == {"reader", "writer"}
        first, second = (one["proposalId"] for one in listed)
        assert desk.done(proposals.get(fileId=made["id"], proposalId=first))["requesterEmailAddress"] == OTHER
        assert refusal(proposals.resolve(fileId=made["id"], proposalId=first, body={"action": "ACCEPT"}))[0] == 400
        proposals.resolve(fileId=made["id"], proposalId=first,
                          body={"action": "ACCEPT", "role": ["commenter"], "sendNotification": True}).execute()
        proposals.resolve(fileId=made["id"], proposalId=second, body={"action": "DENY"}).execute()
        assert desk.done(proposals.list(fileId=made["id"]))["accessProposals"] == []
        assert refusal(proposals.get(fileId=made["id"], proposalId=first)) == (404, "notFound")
        assert "commenter" in {one["role"] for one in desk.done(
            drive.permissions().list(fileId=made["id"]))["permissions"]}
        assert desk.changed(f"files.permissions.{made['id']} user:{OTHER}")


def test_approvals(origin: str, worlds: Worlds) -> None:
    with at_desk(origin, worlds) as desk:
        drive = desk.google("drive")
        made, approvals = create(desk, drive.files()), drive.approvals()
        body = {"reviewerEmails": [OTHER], "message": "Ready?", "dueTime": "2026-03-09T17:00:00Z", "lockFile": True}
        assert refusal(approvals.start(fileId=made["id"], body=body)) == (400, "invalidSharingRequest")
        for who in (OTHER, "priya.raman@tarnvale.test"):
            desk.done(drive.permissions().create(fileId=made["id"], sendNotificationEmail=False, body={
                "type": "user", "role": "commenter", "emailAddress": who}))
        begun = desk.done(approvals.start(fileId=made["id"], body=body))
        assert (begun["status"], begun["dueTime"]) == ("IN_PROGRESS", "2026-03-09T17:00:00.000Z")
        name = begun["approvalId"]
        desk.done(approvals.comment(fileId=made["id"], approvalId=name, body={"message": "Soon"}))
        again = desk.done(approvals.reassign(fileId=made["id"], approvalId=name, body={
            "addReviewers": [{"addedReviewerEmail": MARA}], "replaceReviewers": [
                {"removedReviewerEmail": OTHER, "addedReviewerEmail": "priya.raman@tarnvale.test"}]}))
        assert {one["reviewer"]["emailAddress"] for one in again["reviewerResponses"]} == {
            MARA, "priya.raman@tarnvale.test"}
        mine = desk.done(approvals.approve(fileId=made["id"], approvalId=name, body={"message": "Fine"}))
        assert sorted(one["response"] for one in mine["reviewerResponses"]) == ["APPROVED", "NO_RESPONSE"]
        with as_other(origin, worlds, desk, "priya.raman@tarnvale.test") as priya:
            said = desk.done(priya.approvals().decline(fileId=made["id"], approvalId=name, body={"message": "No"}))
            assert refusal(priya.approvals().approve(fileId=made["id"], approvalId=name, body={}))[0] == 400
        assert (said["status"], "completeTime" in said) == ("DECLINED", True)
        assert desk.done(approvals.get(fileId=made["id"], approvalId=name)) == said | {
            "initiator": mine["initiator"], "reviewerResponses": desk.done(
                approvals.get(fileId=made["id"], approvalId=name))["reviewerResponses"]}
        second = desk.done(approvals.start(fileId=made["id"], body={"reviewerEmails": [OTHER]}))
        ended = desk.done(approvals.cancel(fileId=made["id"], approvalId=second["approvalId"], body={}))
        assert ended["status"] == "CANCELLED"
        page = desk.done(approvals.list(fileId=made["id"], pageSize=1))
        more = desk.done(approvals.list(fileId=made["id"], pageSize=1, pageToken=page["nextPageToken"]))
        assert {one["approvalId"] for one in (*page["items"], *more["items"])} == {name, second["approvalId"]}
        assert refusal(approvals.get(fileId=made["id"], approvalId="none")) == (404, "notFound")
        assert refusal(approvals.start(fileId=made["id"], body={}))[0] == 400
        assert desk.changed(f"drive.approvals.{name}")


# --- remarks and revisions -------------------------------------------------------------------------------------------


def test_comments_and_replies(desk: Desk, drive: Any) -> None:
    comments, replies, made = drive.comments(), drive.replies(), create(desk, drive.files())
    assert refusal(comments.list(fileId=made["id"])) == (400, "required")
    first = desk.done(comments.create(fileId=made["id"], fields="*", body={
        "content": f"Why <b>? @{OTHER}", "anchor": "{'r': 1}",
        "quotedFileContent": {"mimeType": "text/plain", "value": "plan"}}))
    assert (first["anchor"], first["quotedFileContent"]["value"]) == ("{'r': 1}", "plan")
    assert first["htmlContent"].startswith("Why &lt;b&gt;?")
    assert set(first["author"]) == {"kind", "displayName", "me"}
    assert first["mentionedEmailAddresses"] == [OTHER]
    where = {"fileId": made["id"], "commentId": first["id"]}
    edited = desk.done(comments.update(**where, body={"content": "How?"}, fields="content"))
    assert edited == {"content": "How?"}
    reply = desk.done(replies.create(**where, body={"content": "Soon"}, fields="*"))
    desk.done(replies.update(**where, replyId=reply["id"], body={"content": "Later"}, fields="*"))
    assert desk.done(replies.get(**where, replyId=reply["id"], fields="content"))["content"] == "Later"
    desk.done(replies.create(**where, body={"action": "resolve"}, fields="*"))
    whole = desk.done(comments.get(**where, fields="*"))
    assert whole["resolved"]
    assert [one.get("action") for one in whole["replies"]] == [None, "resolve"]
    replies.delete(**where, replyId=reply["id"]).execute()
    assert refusal(replies.get(**where, replyId=reply["id"], fields="*")) == (404, "notFound")
    gone = desk.done(replies.get(**where, replyId=reply["id"], includeDeleted=True, fields="*"))
    assert gone["deleted"]
    assert "content" not in gone
    page = desk.done(replies.list(**where, includeDeleted=True, pageSize=1, fields="*"))
    rest = desk.done(replies.list(**where, includeDeleted=True, pageToken=page["nextPageToken"], fields="*"))
    assert len(page["replies"] + rest["replies"]) == 2
    for content in ("One", "Two"):
        desk.done(comments.create(fileId=made["id"], body={"content": content}, fields="id"))
    some = desk.done(comments.list(fileId=made["id"], pageSize=2, fields="*"))
    others = desk.done(comments.list(fileId=made["id"], pageToken=some["nextPageToken"], fields="*"))
    assert [one["content"] for one in some["comments"] + others["comments"]] == ["How?", "One", "Two"]
    comments.delete(**where).execute()
    assert len(desk.done(comments.list(fileId=made["id"], fields="*"))["comments"]) == 2
    assert len(desk.done(comments.list(fileId=made["id"], includeDeleted=True, fields="*"))["comments"]) == 3
    later = desk.done(comments.list(fileId=made["id"], startModifiedTime="2027-01-01T00:00:00Z", fields="*"))
    assert later["comments"] == []
    assert refusal(comments.create(fileId=made["id"], body={}, fields="*"))[0] == 400
    assert refusal(comments.get(fileId=made["id"], commentId="none", fields="*")) == (404, "notFound")
    assert desk.changed(f"files.comments.{first['id']}")
    assert desk.changed(f"files.replies.{reply['id']}")


def test_revisions(desk: Desk, drive: Any) -> None:
    files, revisions = drive.files(), drive.revisions()
    made = create(desk, files)
    desk.done(files.update(fileId=made["id"], media_body=text("second\n")))
    listed = desk.done(revisions.list(fileId=made["id"], fields="*"))["revisions"]
    assert [one["size"] for one in listed] == ["9", "7"]
    brief = desk.done(revisions.get(fileId=made["id"], revisionId="head"))
    assert set(brief) == {"kind", "id", "mimeType", "modifiedTime"}
    old = {"fileId": made["id"], "revisionId": listed[0]["id"]}
    assert fetched(revisions.get_media(**old)) == b"the plan\n"
    assert desk.done(revisions.update(**old, body={"keepForever": True}, fields="*"))["keepForever"]
    assert desk.done(revisions.get(**old, fields="keepForever")) == {"keepForever": True}
    assert desk.changed(f"files.revisions.{listed[0]['id']}")
    page = desk.done(revisions.list(fileId=made["id"], pageSize=1))
    assert len(desk.done(revisions.list(fileId=made["id"], pageToken=page["nextPageToken"]))["revisions"]) == 1
    revisions.delete(**old).execute()
    assert refusal(revisions.get(**old)) == (404, "notFound")
    assert refusal(revisions.delete(fileId=made["id"], revisionId="head")) == (403, "cannotDeleteOnlyRevision")
    paper = desk.done(files.create(body={"mimeType": DOCUMENT, "name": "P"}, media_body=text("Text.\n")))
    head = desk.done(revisions.list(fileId=paper["id"]))["revisions"][-1]["id"]
    out = desk.done(revisions.update(fileId=paper["id"], revisionId=head, body={"published": True}, fields="*"))
    assert out["publishedLink"]
    assert refusal(revisions.get_media(fileId=paper["id"], revisionId=head)) == (403, "fileNotDownloadable")
    assert refusal(revisions.delete(fileId=paper["id"], revisionId=head)) == (403, "revisionDeletionNotSupported")


# --- drives ----------------------------------------------------------------------------------------------------------


def test_shared_drives(desk: Desk, drive: Any) -> None:
    drives = drive.drives()
    made = desk.done(drives.create(requestId="one", body={"name": "Cranes", "themeId": "clay"}, fields="*"))
    assert made["capabilities"]["canManageMembers"]
    assert refusal(drives.create(requestId="one", body={"name": "Cranes"})) == (409, "duplicate")
    changed = desk.done(drives.update(driveId=made["id"], fields="*", body={
        "name": "Lifts", "colorRgb": "#112233", "restrictions": {"domainUsersOnly": True, "driveMembersOnly": True}}))
    assert (changed["name"], changed["colorRgb"]) == ("Lifts", "#112233")
    assert changed["restrictions"]["domainUsersOnly"]
    picture = desk.done(drive.files().create(body={"name": "p.png"},
                                             media_body=MediaInMemoryUpload(b"png", mimetype="image/png")))
    place = {"id": picture["id"], "xCoordinate": 0.25, "yCoordinate": 0, "width": 0.5}
    dressed = desk.done(drives.update(driveId=made["id"], body={"backgroundImageFile": place}, fields="*"))
    assert dressed["backgroundImageFile"] == place
    assert desk.done(drives.get(driveId=made["id"])) == {"kind": "drive#drive", "id": made["id"], "name": "Lifts"}
    member = desk.done(drive.permissions().create(fileId=made["id"], supportsAllDrives=True, body={
        "type": "user", "role": "fileOrganizer", "emailAddress": OTHER}, fields="*"))
    assert member["permissionDetails"][0]["permissionType"] == "member"
    assert refusal(drive.permissions().create(fileId=made["id"], supportsAllDrives=True, body={
        "type": "user", "role": "reader", "emailAddress": OUT})) == (403, "teamDriveDomainUsersOnlyRestriction")
    assert refusal(drive.permissions().create(fileId=made["id"], supportsAllDrives=True, body={
        "type": "anyone", "role": "reader"})) == (403, "cannotShareTeamDriveTopFolderWithAnyoneOrDomains")
    assert desk.done(drives.hide(driveId=made["id"]))
    assert desk.done(drives.get(driveId=made["id"], fields="hidden")) == {"hidden": True}
    desk.done(drives.unhide(driveId=made["id"]))
    page = desk.done(drives.list(pageSize=2))
    rest = desk.done(drives.list(pageSize=100, pageToken=page["nextPageToken"]))
    assert made["id"] in {one["id"] for one in (*page["drives"], *rest["drives"])}
    assert [one["id"] for one in desk.done(drives.list(q="name contains 'lifts'"))["drives"]] == [made["id"]]
    inside = desk.done(drive.files().create(body={"name": "in.txt", "parents": [made["id"]]}, supportsAllDrives=True))
    assert refusal(drives.delete(driveId=made["id"])) == (403, "forbidden")
    assert refusal(drives.delete(driveId=made["id"], allowItemDeletion=True)) == (
        403, "insufficientAdministratorPrivileges")
    assert refusal(drive.files().update(fileId=inside["id"], removeParents=made["id"], supportsAllDrives=True)) == (
        403, "teamDrivesParentLimit")
    link = drive.permissions().create(fileId=inside["id"], supportsAllDrives=True, body={
        "type": "user", "role": "reader", "emailAddress": "priya.raman@tarnvale.test"})
    assert refusal(link) == (403, "teamDriveTeamMembersOnlyRestriction")
    assert refusal(drive.permissions().delete(fileId=inside["id"], permissionId=member["id"],
                                              supportsAllDrives=True)) == (
        403, "cannotModifyInheritedTeamDrivePermission")
    drive.files().delete(fileId=inside["id"], supportsAllDrives=True).execute()
    assert desk.changed(f"files.drives.{made['id']}")
    drives.delete(driveId=made["id"]).execute()
    assert refusal(drives.get(driveId=made["id"])) == (404, "notFound")
    assert refusal(drives.create(requestId="two", body={}))[0] == 400
    assert refusal(drives.create(requestId="two", body={"name": "x", "themeId": "none"}))[0] == 400
    assert refusal(drives.update(driveId="drive_company", body={"name": "Mine"}))[0] == 403


def test_team_drives_are_the_same_by_their_old_name(desk: Desk, drive: Any) -> None:
    teams = drive.teamdrives()
    made = desk.done(teams.create(requestId="old", body={"name": "Cranes"}, fields="*"))
    assert made["capabilities"]["canRenameTeamDrive"]
    changed = desk.done(teams.update(teamDriveId=made["id"], fields="*",
                                     body={"restrictions": {"teamMembersOnly": True}}))
    assert changed["restrictions"]["teamMembersOnly"]
    assert desk.done(drive.drives().get(driveId=made["id"], fields="restrictions"))["restrictions"]["driveMembersOnly"]
    assert desk.done(teams.get(teamDriveId=made["id"]))["name"] == "Cranes"
    assert made["id"] in {one["id"] for one in desk.done(teams.list(pageSize=100))["teamDrives"]}
    assert desk.changed(f"files.drives.{made['id']}")
    teams.delete(teamDriveId=made["id"]).execute()
    assert refusal(teams.get(teamDriveId=made["id"])) == (404, "notFound")


# --- changes, the account --------------------------------------------------------------------------------------------


def test_changes_tell_what_has_happened_since(desk: Desk, drive: Any) -> None:
    changes, files = drive.changes(), drive.files()
    token = desk.done(changes.getStartPageToken())["startPageToken"]
    assert desk.done(changes.list(pageToken=token))["changes"] == []
    made, other = create(desk, files, "a.txt"), create(desk, files, "b.txt")
    desk.done(files.update(fileId=made["id"], body={"name": "c.txt"}))
    files.delete(fileId=other["id"]).execute()
    deep = desk.done(files.create(body={"name": "in.txt", "parents": ["drive_harbour"]}, supportsAllDrives=True))
    found = desk.done(changes.list(pageToken=token))["changes"]
    assert {one["fileId"]: one["removed"] for one in found} == {made["id"]: False, other["id"]: True}
    assert next(one for one in found if not one["removed"])["file"]["name"] == "c.txt"
    kept = desk.done(changes.list(pageToken=token, includeRemoved=False, restrictToMyDrive=True, fields="*"))
    assert [one["fileId"] for one in kept["changes"]] == [made["id"]]
    every = desk.done(changes.list(pageToken=token, includeItemsFromAllDrives=True, supportsAllDrives=True))
    assert deep["id"] in {one["fileId"] for one in every["changes"]}
    one_drive = desk.done(changes.list(pageToken=token, driveId="drive_harbour", includeItemsFromAllDrives=True,
                                       supportsAllDrives=True))
    assert {one["fileId"] for one in one_drive["changes"]} == {deep["id"]}
    page = desk.done(changes.list(pageToken=token, pageSize=1))
    rest = desk.done(changes.list(pageToken=page["nextPageToken"]))
    assert len(page["changes"] + rest["changes"]) == 2
    assert desk.done(changes.list(pageToken=rest["newStartPageToken"]))["changes"] == []
    desk.done(drive.drives().create(requestId="x", body={"name": "New"}))
    new = desk.done(changes.list(pageToken=rest["newStartPageToken"], includeItemsFromAllDrives=True,
                                 supportsAllDrives=True, fields="*"))["changes"]
    assert {one["changeType"] for one in new} == {"drive"}
    assert refusal(changes.list(pageToken="none")) == (400, "invalid")
    assert refusal(changes.list(pageToken=token, driveId="none")) == (404, "notFound")


def test_the_account_and_its_programs(desk: Desk, drive: Any) -> None:
    assert refusal(drive.about().get()) == (400, "required")
    about = desk.done(drive.about().get(fields="*"))
    assert about["user"]["emailAddress"] == MARA
    assert int(about["storageQuota"]["usage"]) > 0
    assert "text/plain" in about["exportFormats"][DOCUMENT]
    assert about["importFormats"]["text/csv"]
    apps = desk.done(drive.apps().list())
    assert len(apps["items"]) == 3
    assert desk.done(drive.apps().get(appId=apps["items"][0]["id"])) == apps["items"][0]
    assert len(desk.done(drive.apps().list(appFilterExtensions="csv"))["items"]) == 1
    assert refusal(drive.apps().get(appId="none")) == (404, "notFound")
    assert desk.changes() == []
