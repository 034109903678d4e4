"""Gmail's methods, each driven by Google's own client: written, read back by another method, seen in the diff."""

import base64
from email.message import EmailMessage
from io import BytesIO
from typing import Any

import pytest
from googleapiclient.http import MediaIoBaseUpload

from diorama.mocks.faces.discovery import api
from tests.faces.clients import Desk, refusal

OTHER = "daniel.okafor@tarnvale.test"


def letter(to: str = OTHER, subject: str = "Crane times", body: str = "At six.\n", **headers: str) -> EmailMessage:
    message = EmailMessage()
    message["To"], message["Subject"] = to, subject
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(body)
    return message


def raw(message: EmailMessage) -> str:
    return base64.urlsafe_b64encode(message.as_bytes()).decode()


@pytest.fixture
def users(desk: Desk) -> Any:
    return desk.google("gmail").users()


def newest(desk: Desk, users: Any) -> dict[str, Any]:
    listed = desk.done(users.messages().list(userId="me", labelIds=["INBOX"], maxResults=1))
    return desk.done(users.messages().get(userId="me", id=listed["messages"][0]["id"]))  # type: ignore[no-any-return]


def test_the_profile_counts(desk: Desk, users: Any) -> None:
    profile = desk.done(users.getProfile(userId="me"))
    assert profile["emailAddress"] == "mara.lindqvist@tarnvale.test"
    assert profile["messagesTotal"] == 150
    assert desk.changes() == []


def test_lists_page_to_the_end_without_repeats(desk: Desk, users: Any) -> None:
    seen: list[str] = []
    request = users.messages().list(userId="me", maxResults=40, includeSpamTrash=True)
    while request is not None:
        answer = desk.done(request)
        seen += [one["id"] for one in answer["messages"]]
        request = users.messages().list_next(request, answer)
    assert len(seen) == len(set(seen)) == 150
    threads = desk.done(users.threads().list(userId="me", q="harbour", maxResults=5))
    assert 0 < len(threads["threads"]) <= 5
    whole = desk.done(users.threads().get(userId="me", id=threads["threads"][0]["id"]))
    assert {one["threadId"] for one in whole["messages"]} == {whole["id"]}


def test_a_message_has_its_forms(desk: Desk, users: Any) -> None:
    found = desk.done(users.messages().list(userId="me", q="has:attachment", maxResults=1))["messages"][0]["id"]
    full = desk.done(users.messages().get(userId="me", id=found, format="full"))
    minimal = desk.done(users.messages().get(userId="me", id=found, format="minimal"))
    raw_form = desk.done(users.messages().get(userId="me", id=found, format="raw"))
    metadata = desk.done(users.messages().get(userId="me", id=found, format="metadata", metadataHeaders=["Subject"]))
    assert "payload" not in minimal
    assert [one["name"] for one in metadata["payload"]["headers"]] == ["Subject"]
    assert b"Subject:" in base64.urlsafe_b64decode(raw_form["raw"])
    parts = [one for one in full["payload"]["parts"] if one["filename"]]
    file = desk.done(users.messages().attachments().get(
        userId="me", messageId=found, id=parts[0]["body"]["attachmentId"]
    ))
    assert file["size"] == parts[0]["body"]["size"] == len(base64.urlsafe_b64decode(file["data"]))
    text = next(one for one in full["payload"]["parts"] if not one["filename"])
    assert base64.urlsafe_b64decode(text["body"]["data"]).strip()


def test_sending_arrives_and_bcc_stays_hidden(desk: Desk, users: Any) -> None:
    message = letter(Bcc="ines@far.example")
    sent = desk.done(users.messages().send(userId="me", body={"raw": raw(message)}))
    assert "SENT" in sent["labelIds"]
    mine = desk.done(users.messages().get(userId="me", id=sent["id"], format="raw"))
    assert b"ines@far.example" in base64.urlsafe_b64decode(mine["raw"])
    messages = desk.served.world.state.table("mail.messages")
    (arrived,) = [row for row in messages.rows() if row.mailbox == OTHER and row.subject == "Crane times"]
    assert arrived.bcc == ()
    assert arrived.sender.email == "mara.lindqvist@tarnvale.test"
    departures = desk.served.world.state.table("ledger.departures")
    assert [row.recipients for row in departures.rows() if row.subject == "Crane times"] == [("ines@far.example",)]


@pytest.mark.parametrize("resumable", [False, True])
def test_an_uploaded_message_keeps_its_attachment(desk: Desk, users: Any, resumable: bool) -> None:
    message = letter()
    message.add_attachment(bytes(range(256)) * 900, maintype="application", subtype="octet-stream", filename="a b.bin")
    media = MediaIoBaseUpload(BytesIO(message.as_bytes()), "message/rfc822", chunksize=128 * 1024, resumable=resumable)
    sent = desk.done(users.messages().send(userId="me", body={}, media_body=media))
    row = desk.served.world.state.table("mail.messages")[sent["id"]]
    assert [(one.name, one.size) for one in row.attachments] == [("a b.bin", 256 * 900)]
    assert desk.served.world.state.blobs[row.attachments[0].blob] == bytes(range(256)) * 900


def test_answers_go_into_their_thread(desk: Desk, users: Any) -> None:
    first = newest(desk, users)
    identity = next(one["value"] for one in first["payload"]["headers"] if one["name"] == "Message-ID")
    answer = letter(subject="Re: something", In_Reply_To=identity, References=identity)
    sent = desk.done(users.messages().send(userId="me", body={"raw": raw(answer), "threadId": first["threadId"]}))
    assert sent["threadId"] == first["threadId"]
    assert refusal(users.messages().send(userId="me", body={"raw": raw(answer), "threadId": "none"}))[0] == 404
    assert refusal(users.messages().send(userId="me", body={"raw": "*"})) == (400, "invalidArgument")
    assert refusal(users.messages().send(userId="me", body={"raw": raw(letter(to=""))})) == (400, "invalidArgument")


def test_putting_in_sends_nothing(desk: Desk, users: Any) -> None:
    message = letter(to="mara.lindqvist@tarnvale.test", From="old@past.example", Date="Mon, 02 Feb 2026 10:00:00 +0000")
    put = desk.done(users.messages().insert(userId="me", body={"raw": raw(message), "labelIds": ["INBOX", "STARRED"]}))
    assert {"INBOX", "STARRED"} <= set(put["labelIds"])
    kept = desk.done(users.messages().get(userId="me", id=put["id"], format="raw"))
    assert base64.urlsafe_b64decode(kept["raw"]) == message.as_bytes()
    taken = desk.done(users.messages().import_(userId="me", body={"raw": raw(message)}))
    assert desk.done(users.messages().get(userId="me", id=taken["id"]))["internalDate"] == "1770026400000"
    assert not desk.changed("ledger")
    assert refusal(users.messages().insert(userId="me", body={"raw": raw(message), "labelIds": ["Nope"]}))[0] == 400


def test_labels_of_messages_and_threads_change(desk: Desk, users: Any) -> None:
    first = newest(desk, users)
    change = {"addLabelIds": ["STARRED"], "removeLabelIds": ["UNREAD"]}
    desk.done(users.messages().modify(userId="me", id=first["id"], body=change))
    after = desk.done(users.messages().get(userId="me", id=first["id"], format="minimal"))
    assert "STARRED" in after["labelIds"]
    assert "UNREAD" not in after["labelIds"]
    desk.done(users.messages().batchModify(userId="me", body={"ids": [first["id"], "no"], "removeLabelIds": ["INBOX"]}))
    assert "INBOX" not in desk.done(users.messages().get(userId="me", id=first["id"], format="minimal"))["labelIds"]
    thread = desk.done(users.threads().modify(userId="me", id=first["threadId"], body={"addLabelIds": ["IMPORTANT"]}))
    assert all("IMPORTANT" in one["labelIds"] for one in thread["messages"])
    for method, there in ((users.threads().trash, True), (users.threads().untrash, False)):
        thread = desk.done(method(userId="me", id=first["threadId"]))
        assert {"TRASH" in one["labelIds"] for one in thread["messages"]} == {there}
    for method, there in ((users.messages().trash, True), (users.messages().untrash, False)):
        assert ("TRASH" in desk.done(method(userId="me", id=first["id"]))["labelIds"]) == there
    assert desk.changed(f"mail.messages.{first['id']}.labels")
    nothing: dict[str, Any] = {"addLabelIds": ["none"]}
    assert refusal(users.messages().modify(userId="me", id=first["id"], body=nothing))[0] == 400


def test_deleting_is_for_good(desk: Desk, users: Any) -> None:
    listed = desk.done(users.messages().list(userId="me", maxResults=4))["messages"]
    desk.done(users.messages().delete(userId="me", id=listed[0]["id"]))
    desk.done(users.messages().batchDelete(userId="me", body={"ids": [listed[1]["id"]]}))
    other = next(one for one in listed[2:] if one["threadId"] not in {listed[0]["threadId"], listed[1]["threadId"]})
    desk.done(users.threads().delete(userId="me", id=other["threadId"]))
    for gone in (listed[0], listed[1], other):
        assert refusal(users.messages().get(userId="me", id=gone["id"])) == (404, "notFound")
    assert refusal(users.threads().get(userId="me", id=other["threadId"])) == (404, "notFound")


def test_drafts_from_writing_to_sending(desk: Desk, users: Any) -> None:
    drafts = users.drafts()
    made = desk.done(drafts.create(userId="me", body={"message": {"raw": raw(letter(body="one"))}}))
    changed = desk.done(drafts.update(userId="me", id=made["id"], body={"message": {"raw": raw(letter(body="two"))}}))
    assert changed["id"] == made["id"]
    assert changed["message"]["id"] != made["message"]["id"]
    read = desk.done(drafts.get(userId="me", id=made["id"]))
    assert base64.urlsafe_b64decode(read["message"]["payload"]["body"]["data"]).strip() == b"two"
    assert made["id"] in {one["id"] for one in desk.done(drafts.list(userId="me", q="subject:crane"))["drafts"]}
    sent = desk.done(drafts.send(userId="me", body={"id": made["id"]}))
    assert sent["id"] == changed["message"]["id"]
    assert "SENT" in sent["labelIds"]
    assert refusal(drafts.get(userId="me", id=made["id"])) == (404, "notFound")
    other = desk.done(drafts.create(userId="me", body={"message": {"raw": raw(letter())}}))
    desk.done(drafts.delete(userId="me", id=other["id"]))
    assert refusal(drafts.delete(userId="me", id=other["id"])) == (404, "notFound")
    assert desk.changed("mail.messages")


def test_labels_from_making_to_deleting(desk: Desk, users: Any) -> None:
    labels = users.labels()
    made = desk.done(labels.create(userId="me", body={
        "name": "Cranes", "color": {"textColor": "#000000", "backgroundColor": "#16a766"},
        "labelListVisibility": "labelHide",
    }))
    assert made["id"] in {one["id"] for one in desk.done(labels.list(userId="me"))["labels"]}
    patched = desk.done(labels.patch(userId="me", id=made["id"], body={"name": "Lifts"}))
    assert patched["color"]["textColor"] == "#000000"
    assert "color" not in desk.done(labels.update(userId="me", id=made["id"], body={"name": "Lifts"}))
    found = newest(desk, users)
    desk.done(users.messages().modify(userId="me", id=found["id"], body={"addLabelIds": [made["id"]]}))
    assert desk.done(labels.get(userId="me", id=made["id"]))["messagesTotal"] == 1
    assert refusal(labels.create(userId="me", body={"name": "lifts"}))[0] == 409
    desk.done(labels.delete(userId="me", id=made["id"]))
    assert refusal(labels.get(userId="me", id=made["id"])) == (404, "notFound")
    assert refusal(labels.delete(userId="me", id="INBOX"))[0] == 400


def test_the_history_tells_what_changed(desk: Desk, users: Any) -> None:
    start = desk.done(users.getProfile(userId="me"))["historyId"]
    first = newest(desk, users)
    desk.done(users.messages().modify(userId="me", id=first["id"], body={"addLabelIds": ["STARRED"]}))
    desk.done(users.messages().send(userId="me", body={"raw": raw(letter())}))
    history = desk.done(users.history().list(userId="me", startHistoryId=start))
    kinds = [kind for one in history["history"] for kind in one if kind in ("labelsAdded", "messagesAdded")]
    assert kinds == ["labelsAdded", "messagesAdded"]
    only = desk.done(users.history().list(userId="me", startHistoryId=start, historyTypes=["labelAdded"], maxResults=1))
    assert [one["labelsAdded"][0]["labelIds"] for one in only["history"]] == [["STARRED"]]
    assert refusal(users.history().list(userId="me", startHistoryId="99999")) == (404, "notFound")
    changed = desk.done(users.messages().get(userId="me", id=first["id"], format="minimal"))
    assert changed["historyId"] == history["history"][0]["id"]


def test_settings_are_set_and_read_back(desk: Desk, users: Any) -> None:
    settings = users.settings()
    addresses = settings.forwardingAddresses()
    added = desk.done(addresses.create(userId="me", body={"forwardingEmail": OTHER}))
    assert added == desk.done(addresses.get(userId="me", forwardingEmail=OTHER))
    assert added["verificationStatus"] == "accepted"
    forwarding = {"enabled": True, "emailAddress": OTHER, "disposition": "archive"}
    desk.done(settings.updateAutoForwarding(userId="me", body=forwarding))
    assert desk.done(settings.getAutoForwarding(userId="me")) == forwarding
    made = desk.done(settings.filters().create(userId="me", body={
        "criteria": {"from": "x@y.example", "size": 10, "sizeComparison": "smaller"},
        "action": {"addLabelIds": ["STARRED"], "forward": OTHER},
    }))
    assert desk.done(settings.filters().get(userId="me", id=made["id"])) == made
    assert made in desk.done(settings.filters().list(userId="me"))["filter"]
    desk.done(settings.filters().delete(userId="me", id=made["id"]))
    assert refusal(settings.filters().get(userId="me", id=made["id"])) == (404, "notFound")
    desk.done(addresses.delete(userId="me", forwardingEmail=OTHER))
    assert desk.done(addresses.list(userId="me"))["forwardingAddresses"] == []
    desk.done(settings.delegates().create(userId="me", body={"delegateEmail": OTHER}))
    assert desk.done(settings.delegates().get(userId="me", delegateEmail=OTHER))["verificationStatus"] == "accepted"
    assert [one["delegateEmail"] for one in desk.done(settings.delegates().list(userId="me"))["delegates"]] == [OTHER]
    desk.done(settings.delegates().delete(userId="me", delegateEmail=OTHER))
    vacation = {"enableAutoReply": True, "responseSubject": "Away", "responseBodyHtml": "<p>Away</p>",
                "restrictToContacts": True, "restrictToDomain": False, "startTime": "1772700000000"}
    desk.done(settings.updateVacation(userId="me", body=vacation))
    assert desk.done(settings.getVacation(userId="me")) == vacation
    imap = {"enabled": False, "autoExpunge": False, "expungeBehavior": "trash", "maxFolderSize": 1000}
    desk.done(settings.updateImap(userId="me", body=imap))
    assert desk.done(settings.getImap(userId="me")) == imap
    pop = {"accessWindow": "allMail", "disposition": "trash"}
    desk.done(settings.updatePop(userId="me", body=pop))
    assert desk.done(settings.getPop(userId="me")) == pop
    desk.done(settings.updateLanguage(userId="me", body={"displayLanguage": "de"}))
    assert desk.done(settings.getLanguage(userId="me")) == {"displayLanguage": "de"}
    assert desk.changed("mail.mailboxes.mara.lindqvist@tarnvale.test")


def test_addresses_to_send_from(desk: Desk, users: Any) -> None:
    aliases = users.settings().sendAs()
    made = desk.done(aliases.create(userId="me", body={"sendAsEmail": "mara@elsewhere.example", "displayName": "M"}))
    assert made["verificationStatus"] == "pending"
    desk.done(aliases.verify(userId="me", sendAsEmail="mara@elsewhere.example"))
    desk.done(aliases.patch(userId="me", sendAsEmail="mara@elsewhere.example", body={"signature": "--M"}))
    assert desk.done(aliases.get(userId="me", sendAsEmail="mara@elsewhere.example"))["displayName"] == "M"
    desk.done(aliases.update(userId="me", sendAsEmail="mara@elsewhere.example", body={"signature": "x"}))
    listed = desk.done(aliases.list(userId="me"))["sendAs"]
    assert [one["displayName"] for one in listed] == ["Mara Lindqvist", ""]
    assert [one.get("isPrimary", False) for one in listed] == [True, False]
    desk.done(aliases.delete(userId="me", sendAsEmail="mara@elsewhere.example"))
    assert refusal(aliases.get(userId="me", sendAsEmail="mara@elsewhere.example")) == (404, "notFound")


def test_watching_is_kept(desk: Desk, users: Any) -> None:
    watch = desk.done(users.watch(userId="me", body={"topicName": "projects/p/topics/t", "labelIds": ["INBOX"]}))
    assert int(watch["expiration"]) > desk.served.world.state.now
    assert desk.changed("mail.mailboxes.mara.lindqvist@tarnvale.test.watch_topic")
    desk.done(users.stop(userId="me"))
    assert refusal(users.watch(userId="me", body={"topicName": "t"}))[0] == 400


KEYS = sorted(one for one in api("gmail").methods if ".cse." in one or ".smimeInfo." in one)


@pytest.mark.parametrize("identity", KEYS)
def test_encryption_is_refused_as_for_an_account_without_it(identity: str, desk: Desk) -> None:
    target: Any = desk.google("gmail")
    *resources, name = identity.split(".")[1:]
    for resource in resources:
        target = getattr(target, resource)()
    method = api("gmail").methods[identity]
    arguments: dict[str, Any] = {name: "me" for name, one in method.parameters.items() if one.required}
    if method.body:
        arguments["body"] = {}
    assert refusal(getattr(target, name)(**arguments)) == (400, "failedPrecondition")
    assert desk.changes() == []


def test_somebody_elses_mailbox_is_refused(desk: Desk, users: Any) -> None:
    assert refusal(users.messages().list(userId=OTHER))[0] == 403
    assert refusal(users.settings().getVacation(userId=OTHER))[0] == 403


def test_a_batch_answers_each_part(desk: Desk, users: Any) -> None:
    listed = desk.done(users.messages().list(userId="me", maxResults=3))["messages"]
    answers: dict[str, Any] = {}
    batch = desk.google("gmail").new_batch_http_request(
        callback=lambda name, answer, error: answers.update({name: error or answer})
    )
    for one in listed:
        batch.add(users.messages().get(userId="me", id=one["id"], format="minimal"), request_id=one["id"])
    batch.add(users.messages().get(userId="me", id="none"), request_id="none")
    batch.execute()
    assert [answers[one["id"]]["id"] for one in listed] == [one["id"] for one in listed]
    assert answers["none"].resp.status == 404


def test_what_programs_get_wrong_is_said_as_gmail_says_it(desk: Desk, users: Any) -> None:
    assert refusal(users.messages().list(userId="me", q="older:nonsense")) == (400, "badRequest")
    assert refusal(users.messages().list(userId="me", fields="messages(idd)"))[0] == 400
    assert desk.done(users.messages().list(userId="me", maxResults=1, fields="messages/id")).keys() == {"messages"}
    assert refusal(users.messages().send(userId="me", body={"raw": raw(letter()), "odd": 1}))[0] == 400
