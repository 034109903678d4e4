"""Slack's methods for reminders, groups, quiet hours, stars, canvases, lists and calls, each by Slack's own client:
written, read back by another method, seen in the diff."""

import csv
import inspect
import io
import json
import re
import urllib.request
from collections.abc import Callable
from typing import Any

import pytest
from slack_sdk import WebClient

from diorama.harnesses.serve.served import Worlds
from diorama.mocks.chat.service import Chat
from diorama.snapshots.calls import Call
from tests.faces.clients import Desk
from tests.faces.test_slack import ADMIN, GENERAL, ME, OTHER, OUT, client_of, posted, refused

SHARED, PRIVATE, RANDOM = "chan_ext_silverpine", "chan_leads", "chan_random"
NAIR = "user_nair"
NOW = 1_772_613_000
"""Where the clock of the office stands, in seconds."""

Client = Callable[[str], WebClient]

pytestmark = pytest.mark.filterwarnings("ignore:.* is deprecated:UserWarning")


@pytest.fixture
def client(desk: Desk) -> WebClient:
    return client_of(desk.address)


@pytest.fixture
def as_user(desk: Desk, worlds: Worlds) -> Client:
    """Give clients of other people in the same world."""
    def made(identity: str) -> WebClient:
        account = worlds.admit(desk.served, identity)
        return client_of(f"{desk.address.partition('/w/')[0]}/w/{account.key}/")
    return made


def markdown(text: str) -> dict[str, str]:
    return {"type": "markdown", "markdown": text}


def departed(desk: Desk) -> list[Any]:
    rows: list[Any] = list(desk.served.world.state.table("ledger.departures").rows())
    return rows


# --- the client itself -----------------------------------------------------------------------------------------------


def test_api_test_answers_with_what_it_gets(client: WebClient) -> None:
    assert client.api_test()["ok"]
    assert client.api_test(foo="bar")["args"] == {"foo": "bar"}
    assert refused(client.api_test, error="my_error") == "my_error"


@pytest.mark.parametrize("name", [
    "admin.users.list", "views.open", "workflows.stepCompleted", "dialog.open", "apps.connections.open", "rtm.connect",
    "functions.completeSuccess", "migration.exchange", "saved.list", "channels.list", "calls", "x",
])
def test_what_is_not_there_is_an_unknown_method(client: WebClient, name: str) -> None:
    assert refused(client.api_call, api_method=name) == "unknown_method"


# --- reminders -------------------------------------------------------------------------------------------------------


def test_a_reminder_from_setting_to_deleting(desk: Desk, client: WebClient, as_user: Client) -> None:
    made = client.reminders_add(text="Ring the crane firm", time="in 15 minutes")["reminder"]
    assert (made["creator"], made["user"], made["recurring"], made["complete_ts"]) == (ME, ME, False, 0)
    assert client.reminders_info(reminder=made["id"])["reminder"] == made
    assert made in client.reminders_list()["reminders"]
    client.reminders_complete(reminder=made["id"])
    done = client.reminders_info(reminder=made["id"])["reminder"]
    assert done["complete_ts"] >= NOW
    assert refused(client.reminders_complete, reminder=made["id"]) == "already_complete"
    theirs = client.reminders_add(text="Rota", time="tomorrow at 3:30pm", user=OTHER)["reminder"]
    assert refused(client.reminders_complete, reminder=theirs["id"]) == "cannot_complete_others"
    assert theirs in as_user("daniel.okafor@tarnvale.test").reminders_list()["reminders"]
    assert desk.changed(f"chat.reminders.{made['id']}")
    client.reminders_delete(reminder=made["id"])
    assert refused(client.reminders_info, reminder=made["id"]) == "not_found"
    assert refused(client.reminders_delete, reminder=made["id"]) == "not_found"
    assert refused(client.reminders_add, text="x", time="some day") == "cannot_parse"
    assert refused(client.reminders_add, text="x", time="99999999999") == "cannot_parse"
    assert refused(client.reminders_add, text="x", time="tomorrow", user="user_lantern") in (
        "cannot_add_bot", "user_not_found")
    assert refused(client.reminders_add, text="x", time="tomorrow", user=NAIR) == "cannot_add_others"
    assert refused(client.reminders_add, text="x", time="every monday", user=OTHER) == "cannot_add_others_recurring"


def test_reminders_come_again(desk: Desk, client: WebClient) -> None:
    made = client.reminders_add(text="Stand-up", time="tomorrow at 9am", recurrence=json.dumps({
        "frequency": "weekly", "weekdays": ["friday", "monday"]}))["reminder"]
    assert made["recurring"]
    assert made["recurrence"] == {"frequency": "weekly", "weekdays": ["monday", "friday"]}
    assert "time" not in made
    assert refused(client.reminders_complete, reminder=made["id"]) == "cannot_complete_recurring"
    table = desk.served.world.state.table("chat.reminders")
    first = table[made["id"]].due
    desk.served.world.advance(first + 1)
    row = desk.served.world.state.table("chat.reminders")[made["id"]]
    assert row.due - first == 3 * 86_400_000, "from Friday to Monday"
    told = [one for one in desk.served.world.state.table("chat.notifications").rows() if one.item == made["id"]]
    assert len(told) == 1
    assert refused(client.reminders_add, text="x", time="tomorrow", recurrence='{"frequency": "hourly"}') == (
        "cannot_parse")


# --- user groups -----------------------------------------------------------------------------------------------------


def test_a_user_group_from_making_to_disabling(desk: Desk, as_user: Client) -> None:
    client, ruth = as_user(ADMIN), "user_adeyemi"
    made = client.usergroups_create(name="Crane crew", channels=[GENERAL], description="Who mends", include_count=True)
    group = made["usergroup"]
    assert (group["handle"], group["user_count"], group["prefs"]["channels"]) == ("crane-crew", 0, [GENERAL])
    here = group["id"]
    client.usergroups_users_update(usergroup=here, users=[ME, OTHER])
    assert client.usergroups_users_list(usergroup=here)["users"] == [ME, OTHER]
    changed = client.usergroups_update(usergroup=here, name="Cranes", handle="cranes", channels=[RANDOM])["usergroup"]
    assert (changed["name"], changed["handle"], changed["prefs"]["channels"]) == ("Cranes", "cranes", [RANDOM])
    ts = posted(client, f"<!subteam^{here}> look")
    message = desk.served.world.state.table("chat.messages")[f"{GENERAL}:{ts}"]
    assert OTHER in message.mentions
    assert client.usergroups_disable(usergroup=here)["usergroup"]["deleted_by"] == ruth
    assert here not in {one["id"] for one in client.usergroups_list()["usergroups"]}
    assert refused(client.usergroups_users_list, usergroup=here) == "no_such_subteam"
    assert client.usergroups_enable(usergroup=here)["usergroup"]["date_delete"] == 0
    listed = client.usergroups_list(include_users=True, include_count=True)["usergroups"]
    assert next(one for one in listed if one["id"] == here)["user_count"] == 2
    assert desk.changed(f"chat.user_groups.{here}")


def test_user_groups_refuse(as_user: Client) -> None:
    client = as_user(ADMIN)
    here = client.usergroups_create(name="Crane crew")["usergroup"]["id"]
    assert refused(client.usergroups_create, name="Crane crew") == "name_already_exists"
    assert refused(client.usergroups_create, name="Other", handle="crane-crew") == "handle_already_exists"
    assert refused(client.usergroups_create, name="Other", handle="Two words") == "bad_handle"
    assert refused(client.usergroups_create, name="Other", channels=["chan_none"]) == "invalid_channel_provided"
    assert refused(client.usergroups_create, name="x" * 101) == "name_too_long"
    assert refused(client.usergroups_update, usergroup="no", name="x") == "no_such_subteam"
    assert refused(client.usergroups_users_update, usergroup=here, users=[]) == "no_users_provided"
    assert refused(client.usergroups_users_update, usergroup=here, users=["no"]) == "invalid_users"
    assert refused(client.usergroups_users_update, usergroup=here, users=[NAIR]) == "failed_for_some_users"
    outside = as_user(OUT)
    assert refused(outside.usergroups_create, name="Mine") == "permission_denied"
    assert outside.usergroups_list()["usergroups"] == []


# --- do not disturb --------------------------------------------------------------------------------------------------


def test_a_snooze_and_quiet_hours(desk: Desk, client: WebClient) -> None:
    assert client.dnd_info()["snooze_enabled"] is False
    set_ = client.dnd_setSnooze(num_minutes=30)
    assert (set_["snooze_enabled"], set_["snooze_is_indefinite"]) == (True, False)
    assert 1_700 < client.dnd_info()["snooze_remaining"] <= 1_800
    assert "snooze_enabled" not in client.dnd_teamInfo(users=[ME, OTHER])["users"][ME]
    assert desk.changed(f"chat.users.{ME}.snoozed_until")
    assert client.dnd_endSnooze()["snooze_enabled"] is False
    assert refused(client.dnd_endSnooze) == "snooze_end_failed"
    assert refused(client.dnd_setSnooze, num_minutes=100_000) == "too_long"
    assert refused(client.dnd_setSnooze, num_minutes=0) == "missing_duration"
    assert refused(client.dnd_info, user="no") == "user_not_found"
    assert refused(client.dnd_teamInfo, users=[]) == "no_users_provided"
    assert refused(client.dnd_endDnd) == "not_in_dnd"


def test_quiet_hours_end_early_and_come_again(desk: Desk, client: WebClient) -> None:
    desk.account.call(Call.of("chat.set_do_not_disturb", {"hours": "08:00-12:00"}))
    info = client.dnd_info()
    begin, end = info["next_dnd_start_ts"], info["next_dnd_end_ts"]
    assert info["dnd_enabled"]
    assert begin < NOW < end
    client.dnd_endDnd()
    after = client.dnd_info()
    assert (after["next_dnd_start_ts"], after["next_dnd_end_ts"]) == (begin + 86_400, end + 86_400)
    assert desk.changed(f"chat.users.{ME}.roused_until")
    assert refused(client.dnd_endDnd) == "not_in_dnd"


# --- stars -----------------------------------------------------------------------------------------------------------


def test_stars_on_messages_conversations_and_files(desk: Desk, client: WebClient) -> None:
    ts = posted(client)
    file = client.files_upload_v2(content="x", filename="x.txt", channel=GENERAL)["file"]["id"]
    client.stars_add(channel=GENERAL, timestamp=ts)
    client.stars_add(channel=PRIVATE)
    client.stars_add(file=file)
    items = client.stars_list()["items"]
    assert [one["type"] for one in items[:3]] == ["file", "group", "message"]
    assert (items[2]["message"]["ts"], items[1]["channel"], items[0]["file"]["id"]) == (ts, PRIVATE, file)
    paged = [one for page in client.stars_list(limit=1) for one in page["items"]]
    assert paged == items
    assert client.stars_list(count=2, page=2)["paging"]["page"] == 2
    assert refused(client.stars_add, channel=GENERAL, timestamp=ts) == "already_starred"
    assert desk.changed(f"chat.laters.{ME} {GENERAL}:{ts}")
    assert desk.changed(f"chat.favourites.{ME} {file}")
    for arguments in ({"channel": GENERAL, "timestamp": ts}, {"channel": PRIVATE}, {"file": file}):
        client.stars_remove(**arguments)
        assert refused(client.stars_remove, **arguments) == "not_starred"
    assert refused(client.stars_add) == "no_item_specified"
    assert refused(client.stars_add, channel=GENERAL, timestamp="then") == "bad_timestamp"
    assert refused(client.stars_add, channel="chan_none") == "channel_not_found"
    assert refused(client.stars_add, file="no") == "file_not_found"
    assert refused(client.stars_add, file_comment="no") == "file_comment_not_found"


# --- canvases --------------------------------------------------------------------------------------------------------


def test_a_canvas_is_edited_section_by_section(desk: Desk, client: WebClient) -> None:
    here = client.canvases_create(title="Crane plan", document_content=markdown("# Plan\n\nFirst."))["canvas_id"]

    def lookup(**criteria: Any) -> list[str]:
        return [one["id"] for one in client.canvases_sections_lookup(canvas_id=here, criteria=criteria)["sections"]]

    def edit(operation: str, text: str = "", **more: Any) -> None:
        client.canvases_edit(canvas_id=here, changes=[
            {"operation": operation, **({"document_content": markdown(text)} if text else {}), **more}])

    (head,) = lookup(section_types=["h1"])
    edit("insert_after", "Second, before all.", section_id=head)
    edit("insert_before", "## Notes", section_id=lookup(contains_text="FIRST")[0])
    edit("insert_at_start", "> Draft")
    edit("insert_at_end", "- [x] mend\n- [ ] test")
    edit("replace", "The last word.", section_id=lookup(contains_text="first")[0])
    edit("delete", section_id=lookup(contains_text="draft")[0])
    edit("rename", title_content=markdown("Crane plans"))
    said = client.canvases_getContent(canvas_id=here)["content"]
    assert said == "# Plan\n\nSecond, before all.\n\n## Notes\n\nThe last word.\n\n- [x] mend\n- [ ] test\n"
    html = client.canvases_getContent(canvas_id=here, content_type="html")["content"]
    assert f'<h1 id="{head}">Plan</h1>' in html
    assert '<li class="checked">mend</li>' in html
    assert len(lookup(section_types=["any_header"])) == 2
    info = client.files_info(file=here)["file"]
    assert (info["title"], info["mimetype"], info["filetype"]) == ("Crane plans", "application/vnd.slack-docs", "quip")
    assert desk.changed(f"files.files.{here}")
    edit("replace", "Only this.")
    assert client.canvases_getContent(canvas_id=here)["content"] == "Only this.\n"
    client.canvases_delete(canvas_id=here)
    assert refused(client.canvases_getContent, canvas_id=here) == "canvas_not_found"
    assert refused(client.canvases_delete, canvas_id=here) == "canvas_not_found"


def test_a_canvas_refuses_what_cannot_be(client: WebClient) -> None:
    here = client.canvases_create(document_content=markdown("Words"))["canvas_id"]
    assert client.files_info(file=here)["file"]["title"] == "Untitled"
    for change in ({"operation": "delete"}, {"operation": "paint"}, {"operation": "rename"},
                   {"operation": "insert_after", "section_id": "temp:C:no", "document_content": markdown("x")},
                   {"operation": "insert_at_end", "document_content": {"type": "html", "markdown": "x"}},
                   {"operation": "insert_at_end", "document_content": markdown("> - no")}):
        assert refused(client.canvases_edit, canvas_id=here, changes=[change]) == "canvas_editing_failed", change
    assert refused(client.canvases_edit, canvas_id=here, changes=[]) == "invalid_arguments"
    assert refused(client.canvases_create, document_content={"type": "x"}) == "canvas_creation_failed"
    assert refused(client.canvases_sections_lookup, canvas_id=here, criteria={}) == "invalid_arguments"
    assert refused(client.canvases_sections_lookup, canvas_id="no", criteria={"contains_text": "x"}) == (
        "canvas_not_found")
    assert refused(client.canvases_edit, canvas_id="doc_handbook", changes=[{"operation": "delete"}]) == (
        "canvas_not_found")
    assert client.canvases_getContent(canvas_id=here)["content"] == "Words"


def test_a_channel_has_one_canvas_that_its_members_change(desk: Desk, client: WebClient, as_user: Client) -> None:
    here = client.conversations_canvases_create(channel_id=SHARED, document_content=markdown("Fee 12"))["canvas_id"]
    assert client.conversations_info(channel=SHARED)["channel"]["properties"]["canvas"]["file_id"] == here
    assert desk.changed(f"chat.channels.{SHARED}.canvas")
    again = refused(client.conversations_canvases_create, channel_id=SHARED, document_content=markdown("x"))
    assert again == "channel_canvas_already_exists"
    nair = as_user(OUT)
    assert nair.canvases_getContent(canvas_id=here)["content"] == "Fee 12"
    nair.canvases_edit(canvas_id=here, changes=[{"operation": "insert_at_end", "document_content": markdown("Noted")}])
    assert client.canvases_getContent(canvas_id=here)["content"] == "Fee 12\n\nNoted\n"
    left = [one for one in departed(desk) if one.source == here]
    assert [(OUT in one.recipients, one.body) for one in left] == [(True, "Fee 12")], "what she wrote is hers"
    assert refused(nair.canvases_delete, canvas_id=here) == "restricted_action"
    assert refused(client.canvases_access_delete, canvas_id=here, channel_ids=[SHARED]) == "restricted_action"
    client.canvases_delete(canvas_id=here)
    assert "properties" not in client.conversations_info(channel=SHARED)["channel"]
    assert refused(client.conversations_canvases_create, channel_id="chan_none", document_content=markdown("x")) == (
        "channel_not_found")


def test_a_canvas_is_shared_and_taken_back(desk: Desk, client: WebClient, as_user: Client) -> None:
    here = client.canvases_create(title="Rates", document_content=markdown("Rate 7"))["canvas_id"]
    okafor, nair = as_user("daniel.okafor@tarnvale.test"), as_user(OUT)
    add = [{"operation": "insert_at_end", "document_content": markdown("More")}]
    assert refused(okafor.canvases_getContent, canvas_id=here) == "canvas_not_found"
    client.canvases_access_set(canvas_id=here, access_level="read", user_ids=[OTHER])
    assert okafor.canvases_getContent(canvas_id=here)["content"] == "Rate 7"
    assert refused(okafor.canvases_edit, canvas_id=here, changes=add) == "restricted_action"
    assert refused(okafor.canvases_access_set, canvas_id=here, access_level="read", channel_ids=[GENERAL]) == (
        "restricted_action")
    client.canvases_access_set(canvas_id=here, access_level="write", user_ids=[OTHER])
    okafor.canvases_edit(canvas_id=here, changes=add)
    client.canvases_access_delete(canvas_id=here, user_ids=[OTHER])
    assert refused(okafor.canvases_getContent, canvas_id=here) == "canvas_not_found"
    assert not departed(desk)
    client.canvases_access_set(canvas_id=here, access_level="read", channel_ids=[SHARED])
    assert nair.canvases_getContent(canvas_id=here)["content"].startswith("Rate 7")
    assert refused(nair.canvases_edit, canvas_id=here, changes=add) == "restricted_action"
    (left,) = departed(desk)
    assert OUT in left.recipients
    assert left.files[0][0] == "Rates"
    assert desk.changed(f"chat.shares.{SHARED} {here}")
    client.canvases_access_delete(canvas_id=here, channel_ids=[SHARED])
    assert refused(nair.canvases_getContent, canvas_id=here) == "canvas_not_found"
    client.canvases_access_set(canvas_id=here, access_level="read", user_ids=[NAIR])
    assert (OUT,) in [one.recipients for one in departed(desk)]
    client.canvases_access_set(canvas_id=here, access_level="owner", user_ids=[OTHER])
    assert refused(client.canvases_delete, canvas_id=here) == "restricted_action"
    for arguments, code in (
        ({"user_ids": [OTHER], "channel_ids": [GENERAL]}, "invalid_parameters"), ({}, "invalid_parameters"),
        ({"channel_ids": ["chan_none"]}, "channel_not_found"), ({"user_ids": ["no"]}, "user_not_found"),
        ({"user_ids": [OTHER]}, "failed_to_update_user_ids"),
    ):
        assert refused(client.canvases_access_set, canvas_id=here, access_level="read", **arguments) == code
    assert refused(client.canvases_access_delete, canvas_id=here) == "invalid_parameters"
    assert refused(client.canvases_access_set, canvas_id=here, access_level="owner", channel_ids=[GENERAL]) == (
        "invalid_parameters")


def test_a_canvas_in_a_channel_is_a_tab_there(client: WebClient, as_user: Client) -> None:
    here = client.canvases_create(title="Tab", channel_id=PRIVATE, document_content=markdown("Leads"))["canvas_id"]
    assert client.files_info(file=here)["file"]["groups"] == [PRIVATE]
    assert "properties" not in client.conversations_info(channel=PRIVATE)["channel"]
    assert refused(as_user(OUT).canvases_getContent, canvas_id=here) == "canvas_not_found"
    assert refused(client.canvases_create, channel_id="chan_none") == "channel_not_found"


# --- lists -----------------------------------------------------------------------------------------------------------

SCHEMA: list[dict[str, Any]] = [
    {"key": "title", "name": "Title", "type": "text", "is_primary_column": True},
    {"key": "status", "name": "Status", "type": "select", "options": {
        "choices": [{"value": "open", "label": "Open"}, {"value": "done", "label": "Done"}]}},
    {"key": "due", "name": "Due", "type": "date"},
    {"key": "owner", "name": "Owner", "type": "user"},
    {"key": "cost", "name": "Cost", "type": "number"},
    {"key": "ready", "name": "Ready", "type": "checkbox"},
    {"key": "mail", "name": "Mail", "type": "email"},
    {"key": "phone", "name": "Phone", "type": "phone"},
    {"key": "room", "name": "Room", "type": "channel"},
    {"key": "stars", "name": "Stars", "type": "rating"},
    {"key": "link", "name": "Link", "type": "link"},
    {"key": "said", "name": "Said", "type": "message"},
    {"key": "paper", "name": "Paper", "type": "attachment"},
]


def words(text: str) -> list[dict[str, Any]]:
    return [{"type": "rich_text", "elements": [
        {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}]}]


class Lists:
    """A list that is there, with its columns by key."""

    def __init__(self, client: WebClient) -> None:
        made = client.slackLists_create(name="Crane jobs", schema=SCHEMA)
        self.id = made["list_id"]
        self.columns = {one["key"]: one["id"] for one in made["list_metadata"]["schema"]}

    def cells(self, **values: Any) -> list[dict[str, Any]]:
        kinds = {"title": "rich_text", "status": "select", "due": "date", "owner": "user", "cost": "number",
                 "ready": "checkbox", "mail": "email", "phone": "phone", "room": "channel", "stars": "rating",
                 "link": "link", "said": "message", "paper": "attachment"}
        return [{"column_id": self.columns[key], kinds[key]: value} for key, value in values.items()]


@pytest.fixture
def jobs(client: WebClient) -> Lists:
    return Lists(client)


def test_items_have_cells_of_every_type(desk: Desk, client: WebClient, jobs: Lists) -> None:
    ts = posted(client)
    link = client.chat_getPermalink(channel=GENERAL, message_ts=ts)["permalink"]
    file = client.files_upload_v2(content="x", filename="x.txt", channel=GENERAL)["file"]["id"]
    given = jobs.cells(
        title=words("Mend, then test"), status=["open"], due=["2026-03-20"], owner=[OTHER], cost=[12], ready=True,
        mail=["a@crane.example"], phone=["+49 30 1234"], room=[GENERAL], stars=[4], link=["https://crane.example/a"],
        said=[link], paper=[file],
    )
    item = client.slackLists_items_create(list_id=jobs.id, initial_fields=given)["item"]
    fields = {one["key"]: one for one in item["fields"]}
    assert fields["title"]["text"] == "Mend, then test"
    assert (fields["status"]["select"], fields["due"]["date"], fields["owner"]["user"]) == (
        ["open"], ["2026-03-20"], [OTHER])
    assert (fields["cost"]["number"], fields["ready"]["checkbox"], fields["stars"]["rating"]) == ([12], True, [4])
    assert (fields["said"]["message"][0]["ts"], fields["said"]["message"][0]["channel_id"]) == (ts, GENERAL)
    assert (item["list_id"], item["created_by"]) == (jobs.id, ME)
    assert client.slackLists_items_info(list_id=jobs.id, id=item["id"])["record"] == item
    assert client.slackLists_items_list(list_id=jobs.id)["items"] == [item]
    assert desk.changed(f"chat.items.{item['id']}")
    table = list(csv.reader(io.StringIO(downloaded(desk, client, jobs.id))))
    assert table[1][:6] == ["Mend, then test", "Open", "2026-03-20", "Daniel Okafor", "12", "yes"]


def downloaded(desk: Desk, client: WebClient, identity: str) -> str:
    job = client.slackLists_download_start(list_id=identity)["job_id"]
    got = client.slackLists_download_get(list_id=identity, job_id=job)
    assert got["status"] == "COMPLETED"
    with urllib.request.urlopen(got["download_url"]) as answer:
        return str(answer.read().decode())


@pytest.mark.parametrize(("cell", "code"), [
    ({"status": ["lost"]}, "invalid_option_id"), ({"status": ["open", "done"]}, "over_cell_fields_limit"),
    ({"due": ["soon"]}, "invalid_date"), ({"owner": ["user_none"]}, "user_not_found"),
    ({"cost": ["many"]}, "invalid_input_type"), ({"ready": ["yes"]}, "invalid_input_type"),
    ({"mail": ["a.example"]}, "invalid_email"), ({"phone": ["call me"]}, "invalid_phone_number"),
    ({"room": ["chan_none"]}, "channel_not_found"), ({"stars": [9]}, "invalid_input_type"),
    ({"link": ["crane"]}, "invalid_link"), ({"said": ["https://x.test/archives/C/p1"]}, "invalid_message"),
    ({"paper": ["no"]}, "file_not_found"), ({"title": [{"type": "poem"}]}, "invalid_blocks"),
])
def test_a_cell_takes_what_its_column_is_for(client: WebClient, jobs: Lists, cell: dict[str, Any], code: str) -> None:
    assert refused(client.slackLists_items_create, list_id=jobs.id, initial_fields=jobs.cells(**cell)) == code
    assert client.slackLists_items_list(list_id=jobs.id)["items"] == []


def test_items_change_have_parts_and_go(desk: Desk, client: WebClient, jobs: Lists) -> None:
    first = client.slackLists_items_create(list_id=jobs.id, initial_fields=jobs.cells(title=words("One")))["item"]["id"]
    part = client.slackLists_items_create(list_id=jobs.id, parent_item_id=first)["item"]
    assert part["parent_record_id"] == first
    copy = client.slackLists_items_create(list_id=jobs.id, duplicated_item_id=first)["item"]
    assert copy["fields"][0]["text"] == "One"
    cells = [{**one, "row_id": first} for one in jobs.cells(title=words("Uno"), status=["done"], cost=[2.5])]
    new = {**jobs.cells(title=words("Made"))[0], "row_id_to_create": True}
    client.slackLists_items_update(list_id=jobs.id, cells=[*cells, new])
    page = client.slackLists_items_list(list_id=jobs.id, limit=2)
    more = page["response_metadata"]["next_cursor"]
    pages = [*page["items"], *client.slackLists_items_list(list_id=jobs.id, cursor=more)["items"]]
    assert [one["fields"][0]["text"] if one["fields"] else "" for one in pages] == ["Uno", "", "One", "Made"]
    info = client.slackLists_items_info(list_id=jobs.id, id=first, include_is_subscribed=True)
    assert [one["id"] for one in info["subtasks"]] == [part["id"]]
    cost = next(one for one in info["record"]["fields"] if one["key"] == "cost")
    assert (cost["number"], cost["value"]) == ([2.5], 2.5)
    assert (info["list"]["title"], info["list"]["mimetype"]) == ("Crane jobs", "application/vnd.slack-list")
    assert info["list"]["list_metadata"]["schema"][1]["options"]["choices"][0]["value"] == "open"
    client.slackLists_items_update(list_id=jobs.id, cells=[
        {"row_id": first, "column_id": jobs.columns["status"], "select": []}])
    record = client.slackLists_items_info(list_id=jobs.id, id=first)["record"]
    assert "status" not in {one["key"] for one in record["fields"]}
    client.slackLists_items_delete(list_id=jobs.id, id=first)
    assert refused(client.slackLists_items_info, list_id=jobs.id, id=part["id"]) == "record_not_found"
    client.slackLists_items_deleteMultiple(list_id=jobs.id, ids=[copy["id"], "gone"])
    left = client.slackLists_items_list(list_id=jobs.id)["items"]
    assert [one["fields"][0]["text"] for one in left] == ["Made"]
    assert desk.changed("chat.items.")
    for arguments, code in (
        ({"cells": [{"column_id": "Col0", "row_id": left[0]["id"]}]}, "invalid_column_id"),
        ({"cells": [{"row_id": left[0]["id"]}]}, "column_id_not_provided"),
        ({"cells": jobs.cells(ready=True)}, "row_id_not_provided"),
        ({"cells": [{**jobs.cells(ready=True)[0], "row_id": "no"}]}, "row_not_found"),
        ({"cells": [{"column_id": jobs.columns["ready"], "date": ["2026-03-20"], "row_id": left[0]["id"]}]},
         "invalid_input_type"),
    ):
        assert refused(client.slackLists_items_update, list_id=jobs.id, **arguments) == code
    assert refused(client.slackLists_items_create, list_id=jobs.id, duplicated_item_id="no") == (
        "duplicated_item_not_found")
    assert refused(client.slackLists_items_delete, list_id=jobs.id, id="no") == "record_not_found"
    assert refused(client.slackLists_items_list, list_id=jobs.id, archived=True) == "archive_not_supported"
    assert refused(client.slackLists_items_list, list_id="no") == "list_not_found"


def test_lists_are_made_copied_and_renamed(desk: Desk, client: WebClient, jobs: Lists) -> None:
    client.slackLists_items_create(list_id=jobs.id, initial_fields=jobs.cells(title=words("One")))
    copy = client.slackLists_create(name="Copy", copy_from_list_id=jobs.id, include_copied_list_records=True)
    assert len(copy["list_metadata"]["schema"]) == len(SCHEMA)
    (item,) = client.slackLists_items_list(list_id=copy["list_id"])["items"]
    assert item["fields"][0]["text"] == "One"
    plain = client.slackLists_create(name="Tasks", todo_mode=True, description_blocks=words("What is to do"))
    assert [one["type"] for one in plain["list_metadata"]["schema"]] == [
        "text", "todo_completed", "todo_assignee", "todo_due_date"]
    client.slackLists_update(id=copy["list_id"], name="Renamed", todo_mode=True, description_blocks=words("New"))
    info = client.slackLists_items_info(list_id=copy["list_id"], id=item["id"])["list"]
    assert (info["title"], info["list_metadata"]["todo_mode"]) == ("Renamed", True)
    assert info["list_metadata"]["description_blocks"] == words("New")
    assert desk.changed(f"files.files.{copy['list_id']}")
    create, title = client.slackLists_create, SCHEMA[0]
    for arguments, code in (
        ({"schema": SCHEMA, "copy_from_list_id": jobs.id}, "invalid_copy_and_schema_args"),
        ({"include_copied_list_records": True}, "missing_arg_copy_from_list_id"),
        ({"copy_from_list_id": "no"}, "list_not_found"),
        ({"schema": [{"key": "a", "type": "text"}]}, "invalid_primary_column"),
        ({"schema": [title, {"key": "b", "type": "poem"}]}, "invalid_column_type"),
        ({"schema": [title, title]}, "invalid_schema"),
        ({"schema": [title, *({"key": f"k{one}", "type": "text"} for one in range(100))]}, "over_column_maximum"),
    ):
        assert refused(create, name="x", **arguments) == code
    assert refused(create, name="x" * 300) == "over_title_length_maximum"
    assert refused(client.slackLists_update, id=jobs.id) == "missing_arguments"
    assert refused(client.slackLists_download_get, list_id=jobs.id, job_id="no") == "job_not_found"


def test_a_list_is_shared_and_taken_back(desk: Desk, client: WebClient, as_user: Client, jobs: Lists) -> None:
    bid = jobs.cells(title=words("Bid 9"))
    item = client.slackLists_items_create(list_id=jobs.id, initial_fields=bid)["item"]["id"]
    okafor, nair = as_user("daniel.okafor@tarnvale.test"), as_user(OUT)
    assert refused(okafor.slackLists_items_list, list_id=jobs.id) == "list_not_found"
    client.slackLists_access_set(list_id=jobs.id, access_level="read", user_ids=[OTHER])
    assert [one["id"] for one in okafor.slackLists_items_list(list_id=jobs.id)["items"]] == [item]
    assert refused(okafor.slackLists_items_create, list_id=jobs.id) == "permission_denied"
    assert refused(okafor.slackLists_access_set, list_id=jobs.id, access_level="read", user_ids=[ME]) == (
        "restricted_action")
    client.slackLists_access_set(list_id=jobs.id, access_level="write", channel_ids=[SHARED])
    nair.slackLists_items_create(list_id=jobs.id)
    (left,) = departed(desk)
    assert "Bid 9" in left.body
    client.slackLists_items_update(list_id=jobs.id, cells=[{**jobs.cells(title=words("Bid 8"))[0], "row_id": item}])
    assert sum("Bid 8" in one.body for one in departed(desk)) == 1
    client.slackLists_access_delete(list_id=jobs.id, channel_ids=[SHARED])
    assert refused(nair.slackLists_items_list, list_id=jobs.id) == "list_not_found"
    client.slackLists_access_delete(list_id=jobs.id, user_ids=[OTHER])
    assert refused(okafor.slackLists_items_info, list_id=jobs.id, id=item) == "list_not_found"
    assert desk.changed(f"files.files.{jobs.id}")
    assert refused(client.slackLists_access_set, list_id=jobs.id, access_level="read") == "invalid_parameters"
    assert refused(client.slackLists_access_delete, list_id="no", user_ids=[OTHER]) == "list_not_found"


# --- calls -----------------------------------------------------------------------------------------------------------


def test_a_call_from_registering_to_its_end(desk: Desk, client: WebClient, as_user: Client) -> None:
    added = client.calls_add(
        external_unique_id="crane-1", join_url="https://calls.example/1", title="Crane call", date_start=NOW - 60,
        external_display_id="1-2-3", users=[{"slack_id": OTHER}, {"external_id": "x1", "display_name": "Ann"}],
    )["call"]
    here = added["id"]
    assert (added["title"], added["date_start"], len(added["users"]), added["channels"]) == (
        "Crane call", NOW - 60, 2, [])
    posted(client, "A call", blocks=[{"type": "call", "call_id": here}])
    assert client.calls_info(id=here)["call"]["channels"] == [GENERAL]
    changed = client.calls_update(id=here, title="Crane and rail", join_url="https://calls.example/2")["call"]
    assert (changed["title"], changed["join_url"]) == ("Crane and rail", "https://calls.example/2")
    client.calls_participants_add(id=here, users=[{"slack_id": ME}])
    client.calls_participants_remove(id=here, users=[{"external_id": "x1", "display_name": "Ann"}])
    okafor = as_user("daniel.okafor@tarnvale.test")
    assert okafor.calls_info(id=here)["call"]["users"] == [{"slack_id": OTHER}, {"slack_id": ME}]
    assert refused(okafor.calls_update, id=here, title="Mine") == "not_authorized"
    client.calls_end(id=here, duration=120)
    assert "date_end" in client.calls_info(id=here)["call"]
    assert desk.changed(f"chat.calls.{here}.") or desk.changed(f"chat.calls.{here}")
    for method in (client.calls_end, client.calls_participants_add, client.calls_participants_remove):
        arguments = {} if method == client.calls_end else {"users": [{"slack_id": ME}]}
        assert refused(method, id=here, **arguments) == "inactive_call"


def test_calls_refuse(client: WebClient, as_user: Client) -> None:
    here = client.calls_add(external_unique_id="a", join_url="https://calls.example/1")["call"]["id"]
    assert refused(client.calls_add, external_unique_id="a", join_url="https://calls.example/1") == "invalid_arguments"
    assert refused(client.calls_add, external_unique_id="b", join_url="calls") == "invalid_arguments"
    assert refused(client.calls_add, external_unique_id="b", join_url="https://c.example", created_by="no") == (
        "invalid_created_by")
    assert refused(client.calls_add, external_unique_id="b", join_url="https://c.example",
                   users=[{"slack_id": "no"}]) == "user_not_found"
    assert refused(client.calls_info, id="no") == "invalid_call_id"
    assert refused(as_user("daniel.okafor@tarnvale.test").calls_info, id=here) == "invalid_call_id"
    assert refused(client.calls_participants_remove, id=here, users=[{"slack_id": OTHER}]) == "bad_users"
    assert refused(client.calls_participants_add, id=here, users=[{"display_name": "Ann"}]) == "bad_users"


# --- all of them -----------------------------------------------------------------------------------------------------

FAMILIES = ("api", "reminders", "usergroups", "dnd", "stars", "canvases", "conversations.canvases", "slackLists",
            "calls")


def client_methods() -> dict[str, set[str]]:
    """Return the methods of the families that the client has, by Slack's name, with the arguments that it sends."""
    out: dict[str, set[str]] = {}
    for name, function in inspect.getmembers(WebClient, inspect.isfunction):
        if name != "api_call" and name.startswith(tuple(f"{one.replace('.', '_')}_" for one in FAMILIES)):
            found = re.search(r'api_call\(\s*"([\w.]+)"', inspect.getsource(function))
            assert found, name
            out[found[1]] = set(inspect.signature(function).parameters) - {"self", "kwargs"}
    return out


def test_the_methods_are_those_of_the_client_with_its_arguments() -> None:
    ours = {name.removeprefix("slack."): set(spec.params.model_fields) for name, spec in Chat.specs.items()
            if name.startswith(tuple(f"slack.{one}." for one in FAMILIES))}
    ours["api.test"].remove("args")
    ours["conversations.canvases.create"].remove("title")
    assert ours == client_methods()
