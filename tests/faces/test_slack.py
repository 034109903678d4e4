"""Slack's methods, each driven by Slack's own client: written, read back by another method, in the diff."""

import asyncio
import inspect
import re
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry import RetryHandler
from slack_sdk.http_retry.builtin_handlers import RateLimitErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient

from diorama.harnesses.serve.served import Worlds
from diorama.mocks.catalog import service_classes
from diorama.mocks.chat.service import Chat
from diorama.mocks.world import World
from diorama.mocks.worlds import base_world
from tests.faces.clients import Desk, at_desk

ADMIN, BOT, OUT = "ruth.adeyemi@tarnvale.test", "lantern@tarnvale.test", "priya.nair@silverpine.test"
DANIEL, COLLEAGUE = "daniel.okafor@tarnvale.test", "lukas.brenner@tarnvale.test"
GENERAL, ME, OTHER = "chan_general", "user_mara", "user_okafor"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(64))

Client = Callable[[str], WebClient]


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


def client_of(address: str) -> WebClient:
    return WebClient(token="xoxp-any", base_url=f"{address}slack/api/")


def refused(method: Callable[..., Any], **arguments: Any) -> str:
    """Call a method that must be refused; return the error."""
    with pytest.raises(SlackApiError) as caught:
        method(**arguments)
    return str(caught.value.response["error"])


def history(client: WebClient, channel: str = GENERAL, **arguments: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = client.conversations_history(channel=channel, **arguments)["messages"]
    return found


def posted(client: WebClient, text: str = "Crane times", channel: str = GENERAL, **arguments: Any) -> str:
    return str(client.chat_postMessage(channel=channel, text=text, **arguments)["ts"])


def later(desk: Desk, seconds: int) -> None:
    """Let time pass in the world."""
    world = desk.served.world
    world.advance(world.state.now + seconds * 1000)


# --- conversations ---------------------------------------------------------------------------------------------------


def test_conversations_page_by_cursor_to_the_end(desk: Desk, client: WebClient) -> None:
    kinds = "public_channel,private_channel,mpim,im"
    whole = client.conversations_list(types=kinds, limit=1000)["channels"]
    paged = [one for page in client.conversations_list(types=kinds, limit=4) for one in page["channels"]]
    assert paged == whole
    assert len({one["id"] for one in whole}) == len(whole) > 30
    assert {"chan_leads", "dm_okafor", "chan_ext_ostrava"} <= {one["id"] for one in whole}
    mine = [one["id"] for page in client.users_conversations(types=kinds, limit=7) for one in page["channels"]]
    assert set(mine) <= {one["id"] for one in whole}
    theirs = client.users_conversations(user=OTHER, types="im")["channels"]
    assert [one["id"] for one in theirs] == ["dm_okafor"]
    assert refused(client.conversations_list, cursor="bm8=") == "invalid_cursor"
    assert refused(client.conversations_list, cursor="%%") == "invalid_cursor"
    assert refused(client.conversations_list, types="rooms") == "invalid_types"
    assert refused(client.conversations_list, limit=5_000) == "invalid_arguments"
    assert desk.changes() == []


def test_a_conversation_has_its_flags(client: WebClient, as_user: Client) -> None:
    shared = client.conversations_info(channel="chan_ext_ostrava", include_num_members=True)["channel"]
    assert (shared["is_channel"], shared["is_ext_shared"], shared["num_members"]) == (True, True, 9)
    assert shared["shared_team_ids"] == ["team_home", "team_ostravaports.test"]
    private = client.conversations_info(channel="chan_leads")["channel"]
    assert (private["is_group"], private["is_private"], private["is_member"]) == (True, True, True)
    direct = client.conversations_info(channel="dm_okafor")["channel"]
    assert (direct["is_im"], direct["user"], direct["unread_count"]) == (True, OTHER, 1)
    assert direct["latest"]["user"] == OTHER
    group = client.conversations_info(channel="dm_raman_weber")["channel"]
    assert group["is_mpim"]
    assert group["name"].startswith("mpdm-")
    assert refused(client.conversations_info, channel="chan_none") == "channel_not_found"
    assert refused(as_user(COLLEAGUE).conversations_info, channel="chan_leads") == "channel_not_found"
    members = [one for page in client.conversations_members(channel=GENERAL, limit=10) for one in page["members"]]
    assert len(members) == len(set(members)) == 25


def test_a_channel_from_making_to_archiving(desk: Desk, client: WebClient, as_user: Client) -> None:
    made = client.conversations_create(name="crane-review", is_private=True)["channel"]
    here = made["id"]
    assert (made["name"], made["is_private"], made["creator"]) == ("crane-review", True, ME)
    client.conversations_setTopic(channel=here, topic="Crane 4")
    assert client.conversations_setPurpose(channel=here, purpose="Reviews")["purpose"] == "Reviews"
    client.conversations_rename(channel=here, name="crane-reviews")
    client.conversations_invite(channel=here, users=[OTHER, "user_weber"])
    read = client.conversations_info(channel=here)["channel"]
    assert (read["name"], read["topic"]["value"], read["purpose"]["value"]) == ("crane-reviews", "Crane 4", "Reviews")
    assert client.conversations_members(channel=here)["members"] == [ME, OTHER, "user_weber"]
    assert refused(client.conversations_invite, channel=here, users=OTHER) == "already_in_channel"
    assert refused(client.conversations_invite, channel=here, users=ME) == "cant_invite_self"
    assert refused(client.conversations_invite, channel=here, users="user_none") == "user_not_found"
    assert refused(client.conversations_invite, channel=here, users="user_nair") == "user_team_not_in_channel"
    forced = client.conversations_invite(channel=here, users=[OTHER, "user_raman"], force=True)
    assert [one["error"] for one in forced["errors"]] == ["already_in_channel"]
    client.conversations_kick(channel=here, user="user_raman")
    assert refused(client.conversations_kick, channel=here, user="user_raman") == "not_in_channel"
    assert refused(client.conversations_kick, channel=here, user=ME) == "cant_kick_self"
    client.conversations_archive(channel=here)
    assert refused(client.conversations_archive, channel=here) == "already_archived"
    assert refused(client.chat_postMessage, channel=here, text="Hm") == "is_archived"
    client.conversations_unarchive(channel=here)
    assert refused(client.conversations_unarchive, channel=here) == "not_archived"
    other = as_user(DANIEL)
    other.conversations_leave(channel=here)
    assert client.conversations_members(channel=here)["members"] == [ME, "user_weber"]
    assert refused(other.conversations_join, channel=here) == "channel_not_found"
    assert desk.changed(f"chat.channels.{here}")


def test_names_of_channels_are_refused_by_what_is_wrong(client: WebClient) -> None:
    for name, code in (("", "invalid_name_required"), ("x" * 81, "invalid_name_maxlength"), ("general", "name_taken"),
                       ("--", "invalid_name_punctuation"), ("General", "invalid_name_specials")):
        assert refused(client.conversations_create, name=name) == code
    assert refused(client.conversations_setTopic, channel="chan_leads", topic="x" * 251) == "too_long"
    assert refused(client.conversations_rename, channel=GENERAL, name="all") == "restricted_action"
    assert refused(client.conversations_setTopic, channel="dm_okafor", topic="x") == (
        "method_not_supported_for_channel_type")


def test_joining_and_leaving(desk: Desk, client: WebClient) -> None:
    client.conversations_leave(channel="chan_lantern")
    assert client.conversations_leave(channel="chan_lantern")["not_in_channel"]
    assert not client.conversations_info(channel="chan_lantern")["channel"]["is_member"]
    assert desk.changed(f"chat.members.chan_lantern {ME}")
    assert client.conversations_join(channel="chan_lantern")["channel"]["is_member"]
    assert client.conversations_join(channel="chan_lantern")["warning"] == "already_in_channel"
    assert "chan_lantern" in {one["id"] for one in client.users_conversations()["channels"]}
    assert refused(client.conversations_leave, channel=GENERAL) == "cant_leave_general"


def test_direct_messages_open_and_close(desk: Desk, client: WebClient, as_user: Client) -> None:
    assert client.conversations_open(users=OTHER)["channel"]["id"] == "dm_okafor"
    new = client.conversations_open(users=["user_voss", "user_weber"], return_im=True)
    assert new["channel"]["is_mpim"]
    assert client.conversations_open(channel=new["channel"]["id"])["already_open"]
    client.conversations_close(channel="dm_okafor")
    assert client.conversations_close(channel="dm_okafor")["already_closed"]
    assert not client.conversations_info(channel="dm_okafor")["channel"]["is_open"]
    assert desk.changed(f"chat.members.dm_okafor {ME}.closed")
    posted(as_user(DANIEL), channel=ME)
    assert client.conversations_info(channel="dm_okafor")["channel"]["is_open"]
    assert refused(client.api_call, api_method="conversations.open") == "users_list_not_supplied"
    assert refused(client.conversations_open, users="user_none") == "user_not_found"
    assert refused(client.conversations_open, users=",".join([OTHER] * 9)) == "too_many_users"
    assert refused(client.conversations_open, users="user_lund", prevent_creation=True) == "channel_not_found"
    assert refused(client.conversations_close, channel=GENERAL) == "method_not_supported_for_channel_type"


def test_history_pages_and_spans(desk: Desk, client: WebClient, as_user: Client) -> None:
    whole = history(client, limit=1000)
    paged = [one for page in client.conversations_history(channel=GENERAL, limit=5) for one in page["messages"]]
    assert paged == whole
    stamps = [one["ts"] for one in whole]
    assert stamps == sorted(stamps, reverse=True)
    assert [one["ts"] for one in history(client, oldest=stamps[4], latest=stamps[2])] == [stamps[3]]
    assert [one["ts"] for one in history(client, oldest=stamps[4], latest=stamps[2], inclusive=True)] == stamps[2:5]
    assert [one["ts"] for one in history(client, oldest=stamps[1].partition(".")[0])] == stamps[:2]
    assert refused(client.conversations_history, channel=GENERAL, oldest="soon") == "invalid_ts_oldest"
    assert refused(client.conversations_history, channel=GENERAL, latest="-1") == "invalid_ts_latest"
    assert refused(as_user(COLLEAGUE).conversations_history, channel="chan_leads") == "channel_not_found"
    assert refused(as_user(BOT).conversations_history, channel="chan_random") == "not_in_channel"
    assert desk.changes() == []
    client.conversations_mark(channel="dm_okafor", ts=history(client, "dm_okafor")[0]["ts"])
    assert client.conversations_info(channel="dm_okafor")["channel"]["unread_count"] == 0
    assert desk.changed(f"chat.members.dm_okafor {ME}.last_read")
    assert refused(client.conversations_mark, channel=GENERAL, ts="now") == "invalid_timestamp"


# --- messages --------------------------------------------------------------------------------------------------------


def test_a_message_from_posting_to_deleting(desk: Desk, client: WebClient, as_user: Client) -> None:
    blocks = [{"type": "section", "text": {"type": "mrkdwn", "text": "*Crane* times"}}]
    attachments = [{"title": "Plan", "title_link": "https://plan.test/4", "text": "Six", "fields": [
        {"title": "Shift", "value": "A", "short": True}], "color": "#36a64f"}]
    metadata = {"event_type": "crane", "event_payload": {"number": 4}}
    answer = client.chat_postMessage(channel=GENERAL, text="Crane", blocks=blocks, attachments=attachments,
                                     metadata=metadata)
    ts = answer["ts"]
    message = answer["message"]
    assert (message["blocks"], message["attachments"], message["metadata"]) == (blocks, attachments, metadata)
    read = history(client, limit=1)[0]
    assert (read["ts"], read["user"], "metadata" in read) == (ts, ME, False)
    assert history(client, limit=1, include_all_metadata=True)[0]["metadata"] == metadata
    assert desk.changed(f"chat.messages.{GENERAL}:{ts}")
    changed = client.chat_update(channel=GENERAL, ts=ts, text="Crane 4", attachments=[])
    assert changed["text"] == "Crane 4"
    read = history(client, limit=1)[0]
    assert (read["text"], read["blocks"], "attachments" in read, read["edited"]["user"]) == (
        "Crane 4", blocks, False, ME)
    link = client.chat_getPermalink(channel=GENERAL, message_ts=ts)["permalink"]
    assert link == f"https://tarnvale.chat.test/archives/{GENERAL}/p{ts.replace('.', '')}"
    other = as_user(DANIEL)
    assert refused(other.chat_update, channel=GENERAL, ts=ts, text="Mine") == "cant_update_message"
    assert refused(other.chat_delete, channel=GENERAL, ts=ts) == "cant_delete_message"
    client.chat_delete(channel=GENERAL, ts=ts)
    assert refused(client.chat_delete, channel=GENERAL, ts=ts) == "message_not_found"
    assert history(client, limit=1)[0]["ts"] != ts


@pytest.mark.filterwarnings("ignore::UserWarning")
def test_a_message_is_refused_by_what_is_wrong(client: WebClient) -> None:
    post = client.chat_postMessage
    assert refused(post, channel="chan_none", text="x") == "channel_not_found"
    assert refused(post, channel=GENERAL, text="") == "no_text"
    assert refused(post, channel=GENERAL, text="x" * 40_001) == "msg_too_long"
    assert refused(post, channel=GENERAL, text="x", blocks=[{"type": "none"}]) == "invalid_blocks"
    assert refused(post, channel=GENERAL, text="x", attachments=[{}] * 101) == "too_many_attachments"
    assert refused(post, channel=GENERAL, text="x", metadata={"event_type": "x"}) == "invalid_metadata_format"
    assert refused(post, channel=GENERAL, text="x", markdown_text="y") == "markdown_text_conflict"
    assert refused(post, channel=GENERAL, text="x", thread_ts="1.000000") == "thread_not_found"
    assert refused(post, channel="chan_announcements", text="x") == "restricted_action"
    assert refused(client.chat_update, channel=GENERAL, ts="1772000000.000001", text="x") == "message_not_found"
    assert refused(client.chat_getPermalink, channel=GENERAL, message_ts="x") == "message_not_found"
    assert refused(client.api_call, api_method="chat.postMessage") == "invalid_arguments"


def test_threads(desk: Desk, client: WebClient, as_user: Client) -> None:
    root = posted(client, "Who comes?")
    other = as_user(DANIEL)
    first = posted(other, "I do", thread_ts=root)
    second = posted(client, "Good", thread_ts=root, reply_broadcast=True)
    head = next(one for one in history(client) if one["ts"] == root)
    assert (head["reply_count"], head["reply_users_count"], head["latest_reply"]) == (2, 2, second)
    assert (head["reply_users"], head["subscribed"], head["thread_ts"]) == ([OTHER, ME], True, root)
    assert history(client, limit=1)[0]["subtype"] == "thread_broadcast"
    pages = [one for page in client.conversations_replies(channel=GENERAL, ts=root, limit=2)
             for one in page["messages"]]
    assert [one["ts"] for one in pages] == [root, first, second]
    assert pages[1]["parent_user_id"] == ME
    assert client.conversations_replies(channel=GENERAL, ts=second)["messages"][0]["ts"] == root
    assert refused(client.conversations_replies, channel=GENERAL, ts="1.000001") == "thread_not_found"
    client.chat_delete(channel=GENERAL, ts=root)
    head = client.conversations_replies(channel=GENERAL, ts=root)["messages"][0]
    assert (head["subtype"], head["reply_count"]) == ("tombstone", 2)
    assert desk.changed(f"chat.messages.{GENERAL}:{first}")


def test_a_long_attachment_is_read_whole_and_leaves_whole(desk: Desk, client: WebClient) -> None:
    attachments = [{"pretext": "Ahead", "fields": [{"title": "Price", "value": "17 euros"}], "footer": "x" * 9_000,
                    "actions": [{"type": "button", "text": "Approve it", "url": "https://go.test/1"}]}]
    client.chat_postMessage(channel="chan_ext_ostrava", text="See", attachments=attachments,
                            metadata={"event_type": "secret", "event_payload": {"of": "cranes"}})
    rows = desk.served.world.state.table("ledger.departures").rows()
    body = next(row.body for row in rows if "Approve it" in row.body)
    for part in ("Ahead", "17 euros", "https://go.test/1", "cranes"):
        assert part in body
    assert body.count("x" * 1_000) >= 8
    assert client.search_messages(query='"17 euros" in:chan_ext_ostrava')["messages"]["total"] == 1


def test_messages_that_are_not_plain(desk: Desk, client: WebClient, as_user: Client) -> None:
    ts = client.chat_meMessage(channel=GENERAL, text="waves")["ts"]
    assert history(client, limit=1)[0]["subtype"] == "me_message"
    client.reactions_add(channel=GENERAL, timestamp=ts, name="wave")
    seen = client.chat_postEphemeral(channel=GENERAL, user=OTHER, text="Only you", blocks=[
        {"type": "section", "text": {"type": "mrkdwn", "text": "Look"}}])["message_ts"]
    assert history(client, limit=1)[0]["ts"] == ts
    assert desk.changed(f"chat.ephemerals.{GENERAL}:{seen}")
    assert refused(client.chat_postEphemeral, channel="chan_leads", user="user_lund", text="x") == (
        "user_not_in_channel")
    bot = as_user(BOT)
    said = bot.chat_postMessage(channel="chan_incidents", text="Up", username="Deploys", icon_emoji="rocket")["message"]
    assert (said["username"], said["icons"], said["bot_id"]) == ("Deploys", {"emoji": ":rocket:"}, "user_lantern")
    mine = client.chat_postMessage(channel=GENERAL, text="Me", username="Somebody")["message"]
    assert "username" not in mine


def test_streams_are_a_bots(desk: Desk, client: WebClient, as_user: Client) -> None:
    bot = as_user(BOT)
    assert refused(client.chat_startStream, channel="chan_incidents", thread_ts="1.000000") == "not_allowed_token_type"
    root = posted(bot, "Status?", channel="chan_incidents")
    ts = bot.chat_startStream(channel="chan_incidents", thread_ts=root, markdown_text="All ")["ts"]
    bot.chat_appendStream(channel="chan_incidents", ts=ts, markdown_text="is ")
    bot.chat_stopStream(channel="chan_incidents", ts=ts, markdown_text="well")
    read = bot.conversations_replies(channel="chan_incidents", ts=root)["messages"][1]
    assert (read["text"], "streaming_state" in read, "edited" in read) == ("All is well", False, False)
    assert refused(bot.chat_appendStream, channel="chan_incidents", ts=ts, markdown_text="x") == (
        "message_not_in_streaming_state")
    assert desk.changed(f"chat.messages.chan_incidents:{ts}")
    stream = bot.chat_stream(channel="chan_incidents", thread_ts=root, recipient_user_id=ME,
                             recipient_team_id="team_home")
    stream.append(markdown_text="By pieces")
    stream.stop()
    assert bot.conversations_replies(channel="chan_incidents", ts=root)["messages"][2]["text"] == "By pieces"


def test_unfurls(desk: Desk, client: WebClient, as_user: Client) -> None:
    link = "https://board.tarn.test/4"
    ts = posted(client, f"See {link}", channel="chan_incidents")
    bot = as_user(BOT)
    bot.chat_unfurl(channel="chan_incidents", ts=ts, unfurls={link: {"title": "Board 4", "text": "Four cards"}})
    read = history(client, "chan_incidents", limit=1)[0]
    assert read["attachments"][0]["from_url"] == link
    assert client.search_messages(query="cards in:chan_incidents")["messages"]["matches"][0]["ts"] == ts
    assert desk.changed(f"chat.messages.chan_incidents:{ts}")
    assert refused(bot.chat_unfurl, channel="chan_incidents", ts=ts, unfurls={"https://no.test": {}}) == (
        "cannot_unfurl_url")
    assert refused(bot.chat_unfurl, channel="chan_incidents", ts=ts) == "missing_unfurls"
    assert refused(bot.chat_unfurl, unfurls={}) == "missing_channel"


def test_planned_messages(desk: Desk, client: WebClient) -> None:
    now = desk.served.world.state.now // 1000
    made = client.chat_scheduleMessage(channel=GENERAL, post_at=now + 600, text="Later")
    again = client.chat_scheduleMessage(channel=GENERAL, post_at=str(now + 60), text="Soon", blocks=[
        {"type": "header", "text": {"type": "plain_text", "text": "Soon"}}])
    names = [one["id"] for page in client.chat_scheduledMessages_list(limit=1) for one in page["scheduled_messages"]]
    assert names == [again["scheduled_message_id"], made["scheduled_message_id"]]
    assert client.chat_scheduledMessages_list(oldest=str(now + 300))["scheduled_messages"][0]["text"] == "Later"
    client.chat_deleteScheduledMessage(channel=GENERAL, scheduled_message_id=made["scheduled_message_id"])
    assert refused(client.chat_deleteScheduledMessage, channel=GENERAL, scheduled_message_id="later_x") == (
        "invalid_scheduled_message_id")
    later(desk, 120)
    read = history(client, limit=1)[0]
    assert (read["text"], read["blocks"][0]["type"]) == ("Soon", "header")
    assert refused(client.chat_scheduleMessage, channel=GENERAL, post_at=now - 5, text="x") == "time_in_past"
    assert refused(client.chat_scheduleMessage, channel=GENERAL, post_at=now + 121 * 86_400, text="x") == (
        "time_too_far")
    assert desk.changed("chat.messages.")


# --- marks -----------------------------------------------------------------------------------------------------------


def test_reactions(desk: Desk, client: WebClient, as_user: Client) -> None:
    ts = posted(client)
    client.reactions_add(channel=GENERAL, timestamp=ts, name="thumbsup")
    as_user(ADMIN).reactions_add(channel=GENERAL, timestamp=ts, name="thumbsup")
    got = client.reactions_get(channel=GENERAL, timestamp=ts, full=True)
    assert got["message"]["reactions"] == [{"name": "thumbsup", "users": [ME, "user_adeyemi"], "count": 2}]
    assert history(client, limit=1)[0]["reactions"] == got["message"]["reactions"]
    listed = [one["message"]["ts"] for page in client.reactions_list(limit=2) for one in page["items"]]
    assert listed[0] == ts
    assert len(listed) == len(set(listed))
    assert refused(client.reactions_add, channel=GENERAL, timestamp=ts, name="thumbsup") == "already_reacted"
    client.reactions_remove(channel=GENERAL, timestamp=ts, name="thumbsup")
    assert refused(client.reactions_remove, channel=GENERAL, timestamp=ts, name="thumbsup") == "no_reaction"
    assert refused(client.reactions_add, channel=GENERAL, timestamp="x", name="wave") == "bad_timestamp"
    assert refused(client.reactions_add, channel=GENERAL, timestamp=ts, name="A B") == "invalid_name"
    assert refused(client.reactions_get) == "no_item_specified"
    assert refused(client.reactions_get, file="file_x") == "file_not_found"
    assert desk.changed(f"chat.reactions.{GENERAL}:{ts}")


def test_pins(desk: Desk, client: WebClient) -> None:
    ts = posted(client)
    client.pins_add(channel=GENERAL, timestamp=ts)
    assert client.pins_list(channel=GENERAL)["items"][0]["message"]["ts"] == ts
    assert history(client, limit=1)[0]["pinned_to"] == [GENERAL]
    assert desk.changed(f"chat.pins.{GENERAL}:{ts}")
    assert refused(client.pins_add, channel=GENERAL, timestamp=ts) == "already_pinned"
    client.pins_remove(channel=GENERAL, timestamp=ts)
    assert refused(client.pins_remove, channel=GENERAL, timestamp=ts) == "no_pin"
    assert refused(client.pins_add, channel=GENERAL, timestamp="1772000000.000001") == "message_not_found"
    assert refused(client.pins_add, channel=GENERAL) == "no_item_specified"


def test_bookmarks(desk: Desk, client: WebClient) -> None:
    room = "chan_ext_ostrava"
    made = client.bookmarks_add(channel_id=room, title="Board", type="link", link="https://b.test/1", emoji=":pin:")
    mark = made["bookmark"]["id"]
    client.bookmarks_edit(bookmark_id=mark, channel_id=room, title="Board 2")
    read = next(one for one in client.bookmarks_list(channel_id=room)["bookmarks"] if one["id"] == mark)
    assert (read["title"], read["link"], read["emoji"]) == ("Board 2", "https://b.test/1", ":pin:")
    assert any("Board 2" in row.body for row in desk.served.world.state.table("ledger.departures").rows())
    assert desk.changed(f"chat.bookmarks.{mark}")
    client.bookmarks_remove(bookmark_id=mark, channel_id=room)
    assert refused(client.bookmarks_remove, bookmark_id=mark, channel_id=room) == "not_found"
    assert refused(client.bookmarks_add, channel_id=room, title="x", type="link", link="b") == "invalid_link"
    assert refused(client.bookmarks_add, channel_id=room, title="x", type="folder") == "invalid_bookmark_type"


# --- files -----------------------------------------------------------------------------------------------------------


def fetched(address: str) -> bytes:
    with urllib.request.urlopen(address) as answer:
        found: bytes = answer.read()
        return found


def test_bytes_go_up_and_come_down_as_they_are(desk: Desk, client: WebClient, as_user: Client, tmp_path: Path) -> None:
    content = bytes(range(256)) * 500
    path = tmp_path / "plan.png"
    path.write_bytes(content)
    answer = client.files_upload_v2(file=str(path), channel=GENERAL, title="The plan", initial_comment="Look",
                                    alt_txt="A plan")
    file = answer["file"]
    assert (file["title"], file["mimetype"], file["size"]) == ("The plan", "image/png", len(content))
    read = history(client, limit=1)[0]
    assert (read["text"], [one["id"] for one in read["files"]], read["upload"]) == ("Look", [file["id"]], True)
    assert fetched(file["url_private"]) == content
    other = as_user(DANIEL)
    assert fetched(other.files_info(file=file["id"])["file"]["url_private_download"]) == content
    assert desk.changed(f"files.files.{file['id']}")
    two = client.files_upload_v2(file_uploads=[{"content": "one", "filename": "a.txt"},
                                               {"content": "two", "filename": "b.py", "snippet_type": "python"}],
                                 channels=["chan_leads", "dm_okafor"])["files"]
    assert [one["name"] for one in two] == ["a.txt", "b.py"]
    assert (two[0]["groups"], two[0]["ims"]) == (["chan_leads"], ["dm_okafor"])
    info = client.files_info(file=two[1]["id"])
    assert (info["file"]["filetype"], info["content"]) == ("python", "two")
    client.files_delete(file=two[0]["id"])
    assert refused(client.files_info, file=two[0]["id"]) == "file_not_found"
    assert [one["name"] for one in history(client, "chan_leads", limit=1)[0]["files"]] == ["b.py"]


def test_an_upload_needs_what_was_announced(desk: Desk, client: WebClient, as_user: Client) -> None:
    made = client.files_getUploadURLExternal(filename="a.txt", length=3)
    with pytest.raises(urllib.error.HTTPError, match="400"):
        urllib.request.urlopen(made["upload_url"], data=b"four")
    with pytest.raises(urllib.error.HTTPError, match="404"):
        urllib.request.urlopen(f"{desk.address}slack/upload/other", data=b"abc")
    files = [{"id": made["file_id"]}]
    assert refused(client.files_completeUploadExternal, files=files) == "file_not_found"
    with urllib.request.urlopen(made["upload_url"], data=b"abc") as answer:
        assert answer.read() == b"OK - 3"
    assert refused(as_user(ADMIN).files_completeUploadExternal, files=files) == "file_not_found"
    assert refused(client.files_completeUploadExternal, files=files, channel_id="chan_none") == "channel_not_found"
    done = client.files_completeUploadExternal(files=files)["files"][0]
    assert done["channels"] == []
    assert fetched(done["url_private"]) == b"abc"
    assert refused(as_user(ADMIN).files_info, file=done["id"]) == "file_not_found"
    assert refused(client.files_getUploadURLExternal, filename="a", length=60_000_000) == "file_upload_size_restricted"
    assert refused(client.api_call, api_method="files.uploadContent") == "unknown_method"


@pytest.mark.filterwarnings("ignore::UserWarning")
def test_uploads_in_one_call(client: WebClient, tmp_path: Path) -> None:
    path = tmp_path / "raw.bin"
    path.write_bytes(b"\x00\xff" * 100)
    one = client.files_upload(file=str(path), channels=[GENERAL])["file"]
    assert (one["name"], one["mimetype"], one["channels"]) == ("raw.bin", "application/octet-stream", [GENERAL])
    assert fetched(one["url_private"]) == b"\x00\xff" * 100
    text = client.files_upload(content="a,b", filename="t.csv", title="Table")["file"]
    assert (text["title"], text["mimetype"]) == ("Table", "text/csv")
    assert refused(client.files_upload, content="a", channels="chan_none") == "invalid_channel"
    assert refused(client.files_upload, content="") == "no_file_data"


def test_files_are_listed_and_opened_to_anyone(desk: Desk, client: WebClient, as_user: Client) -> None:
    made = client.files_upload_v2(content="price 5", filename="p.txt", channel="chan_leads")["file"]
    listed = client.files_list(count=2)
    assert listed["files"][0]["id"] == made["id"]
    assert listed["paging"]["pages"] == -(-listed["paging"]["total"] // 2)
    assert made["id"] in {one["id"] for one in client.files_list(channel="chan_leads", types="snippets")["files"]}
    assert client.files_list(user=OTHER, channel="chan_leads", types="zips")["files"] == []
    assert refused(client.files_list, types="songs") == "unknown_type"
    public = client.files_sharedPublicURL(file=made["id"])["file"]
    assert public["public_url_shared"]
    assert fetched(public["permalink_public"]) == b"price 5"
    assert desk.changed(f"files.permissions.{made['id']} anyone")
    assert refused(client.files_sharedPublicURL, file=made["id"]) == "already_public"
    client.files_revokePublicURL(file=made["id"])
    with pytest.raises(urllib.error.HTTPError, match="404"):
        fetched(public["permalink_public"])
    assert not desk.changed(f"files.permissions.{made['id']} anyone")
    assert refused(as_user(BOT).files_sharedPublicURL, file=made["id"]) == "not_allowed_token_type"
    assert refused(client.files_sharedPublicURL, file="file_none") == "file_not_found"
    assert refused(client.files_delete, file="file_ratings") == "file_not_found"
    assert refused(client.files_comments_delete, file=made["id"], id="c") == "cant_delete"


def test_remote_files(desk: Desk, client: WebClient, as_user: Client) -> None:
    bot = as_user(BOT)
    made = bot.files_remote_add(external_id="board-4", external_url="https://board.test/4", title="Board four",
                                filetype="gdoc")["file"]
    assert refused(client.files_remote_add, external_id="x", external_url="https://x.test", title="x") == (
        "not_allowed_token_type")
    stranger = as_user("martin.havel@ostravaports.test")
    assert refused(stranger.files_remote_info, file=made["id"]) == "file_not_found"
    assert refused(stranger.files_info, file=made["id"]) == "file_not_found"
    assert stranger.files_remote_list()["files"] == []
    bot.files_remote_update(external_id="board-4", title="Board 4")
    assert client.files_remote_info(file=made["id"])["file"]["title"] == "Board 4"
    client.files_remote_share(external_id="board-4", channels=["chan_ext_ostrava"])
    read = history(client, "chan_ext_ostrava", limit=1)[0]["files"][0]
    assert (read["id"], read["external_url"], read["is_external"]) == (made["id"], "https://board.test/4", True)
    assert stranger.files_remote_info(external_id="board-4")["file"]["id"] == made["id"]
    assert any("https://board.test/4" in row.body for row in desk.served.world.state.table("ledger.departures").rows())
    assert [one["id"] for one in client.files_remote_list(channel="chan_ext_ostrava")["files"]] == [made["id"]]
    assert client.search_files(query="board in:chan_ext_ostrava")["files"]["matches"][0]["id"] == made["id"]
    assert desk.changed(f"chat.remotes.{made['id']}")
    bot.files_remote_remove(external_id="board-4")
    assert "files" not in history(client, "chan_ext_ostrava", limit=1)[0]
    assert refused(client.files_remote_info, external_id="board-4") == "file_not_found"


# --- people ----------------------------------------------------------------------------------------------------------


def test_users_are_looked_up(desk: Desk, client: WebClient) -> None:
    people = [one for page in client.users_list(limit=5) for one in page["members"]]
    assert [one["id"] for one in people] == [one["id"] for one in client.users_list()["members"]]
    by_id = {one["id"]: one for one in people}
    assert (by_id["user_reuter"]["is_owner"], by_id["user_adeyemi"]["is_admin"]) == (True, True)
    assert (by_id["user_lantern"]["is_bot"], by_id["user_nair"]["is_stranger"]) == (True, True)
    assert (by_id["user_tate"]["is_restricted"], by_id["user_tate"]["is_ultra_restricted"]) == (True, True)
    one = client.users_info(user=OTHER, include_locale=True)["user"]
    assert one["profile"]["email"] == DANIEL
    assert {"tz", "tz_label", "tz_offset", "locale", "deleted"} <= set(one)
    assert client.users_lookupByEmail(email=one["profile"]["email"])["user"]["id"] == OTHER
    assert client.users_discoverableContacts_lookup(email=OUT)["is_discoverable"]
    assert not client.users_discoverableContacts_lookup(email="no@far.example")["is_discoverable"]
    assert client.users_identity()["user"]["id"] == ME
    assert client.users_profile_get(user=OTHER)["profile"] == one["profile"]
    assert client.users_getPresence(user=OTHER)["presence"] in ("active", "away")
    assert refused(client.users_info, user="user_none") == "user_not_found"
    assert refused(client.users_lookupByEmail, email="no@far.example") == "users_not_found"
    assert desk.changes() == []


def test_what_a_guest_or_stranger_sees(desk: Desk, as_user: Client) -> None:
    stranger = as_user(OUT)
    listed = stranger.conversations_list(types="public_channel,private_channel,im,mpim")["channels"]
    rooms = {one["id"] for one in listed}
    assert "chan_ext_silverpine" in rooms
    assert GENERAL not in rooms
    assert refused(stranger.conversations_history, channel=GENERAL) == "channel_not_found"
    assert refused(stranger.users_info, user="user_demir") == "user_not_visible"
    assert refused(stranger.conversations_create, name="ours") == "restricted_action"


def test_one_presents_oneself(desk: Desk, client: WebClient, as_user: Client) -> None:
    client.users_setPresence(presence="away")
    assert client.users_getPresence(user=ME)["manual_away"]
    client.users_setPresence(presence="auto")
    assert refused(client.users_setPresence, presence="gone") == "invalid_presence"
    until = desk.served.world.state.now // 1000 + 3_600
    client.users_profile_set(profile={"status_text": "Yard", "status_emoji": ":crane:", "status_expiration": until,
                                      "first_name": "Mara K.", "display_name": "Mara"})
    client.users_profile_set(name="phone", value="+49 30 5")
    read = client.users_info(user=ME)["user"]["profile"]
    assert (read["status_text"], read["status_emoji"], read["status_expiration"]) == ("Yard", ":crane:", until)
    assert (read["real_name"], read["display_name"], read["phone"]) == ("Mara K. Lindqvist", "Mara", "+49 30 5")
    assert desk.changed(f"chat.users.{ME}.status_text")
    later(desk, 4_000)
    assert client.users_profile_get()["profile"]["status_text"] == ""
    assert refused(client.users_profile_set, name="email", value="x@y.test") == "invalid_profile"
    assert refused(client.users_profile_set, name="phone", value="1", user=OTHER) == "not_admin"
    as_user(ADMIN).users_profile_set(name="title", value="Lead", user=OTHER)
    assert client.users_info(user=OTHER)["user"]["profile"]["title"] == "Lead"


def test_pictures(desk: Desk, client: WebClient, tmp_path: Path) -> None:
    path = tmp_path / "me.png"
    path.write_bytes(PNG)
    client.users_setPhoto(image=str(path), crop_x=1)
    picture = client.users_profile_get()["profile"]["image_72"]
    assert fetched(picture) == PNG
    assert desk.changed(f"chat.users.{ME}.photo")
    client.users_deletePhoto()
    plain = client.users_profile_get()["profile"]
    assert "is_custom_image" not in plain
    assert fetched(plain["image_72"]).startswith(b"GIF89a")
    path.write_bytes(b"text")
    assert refused(client.users_setPhoto, image=str(path)) == "bad_image"


# --- search ----------------------------------------------------------------------------------------------------------


def test_search_pages_both_ways(desk: Desk, client: WebClient, as_user: Client) -> None:
    query = "from:daniel.okafor"
    first = client.search_messages(query=query, count=4)["messages"]
    assert first["total"] > 8
    assert (first["pagination"]["first"], first["pagination"]["last"]) == (1, 4)
    by_number = [one["iid"] for page in range(1, first["paging"]["pages"] + 1)
                 for one in client.search_messages(query=query, count=4, page=page)["messages"]["matches"]]
    by_cursor: list[str] = []
    cursor = "*"
    while cursor:
        part = client.search_messages(query=query, count=4, cursor=cursor)["messages"]
        by_cursor += [one["iid"] for one in part["matches"]]
        cursor = part["response_metadata"]["next_cursor"]
    assert by_number == by_cursor
    assert len(set(by_cursor)) == first["total"]
    up = client.search_messages(query=query, sort="timestamp", sort_dir="asc", count=1)["messages"]["matches"]
    assert up[0]["iid"] == by_number[-1]
    assert {one["user"] for one in first["matches"]} == {OTHER}
    both = client.search_all(query="harbour")
    assert set(both.data) >= {"messages", "files", "query"}
    assert refused(client.search_messages, query="colour:red") == "invalid_arguments"
    assert refused(client.search_messages, query="x", sort="size") == "invalid_arguments"
    assert refused(as_user(BOT).search_messages, query="x") == "not_allowed_token_type"
    assert desk.changes() == []


def test_search_finds_no_file_that_is_not_open(desk: Desk, client: WebClient, as_user: Client) -> None:
    made = client.files_upload_v2(content="zanzibar figures", filename="z.txt", channel="chan_leads")["file"]
    assert client.search_files(query="zanzibar")["files"]["matches"][0]["id"] == made["id"]
    assert as_user(COLLEAGUE).search_files(query="zanzibar")["files"]["total"] == 0
    assert desk.changed(f"files.files.{made['id']}")


# --- the workspace ---------------------------------------------------------------------------------------------------


def test_who_one_is_and_where(desk: Desk, client: WebClient, as_user: Client) -> None:
    assert client.auth_test()["user_id"] == ME
    assert as_user(BOT).auth_test()["bot_id"] == "user_lantern"
    assert client.auth_revoke(test=True)["revoked"] is False
    assert client.auth_teams_list()["teams"][0]["id"] == "team_home"
    assert client.bots_info(bot="user_lantern")["bot"]["user_id"] == "user_lantern"
    assert refused(client.bots_info, bot=OTHER) == "bot_not_found"
    team = client.team_info()["team"]
    assert (team["name"], team["email_domain"]) == ("Tarn & Vale", "tarnvale.test")
    assert refused(client.team_info, team="team_other") == "team_not_found"
    assert client.team_profile_get()["profile"]["fields"] == []
    assert client.team_preferences_list()["msg_edit_window_mins"] == 1440
    assert client.team_billing_info()["plan"] == "plus"
    assert client.emoji_list()["emoji"] == {}
    assert desk.changes() == []


def test_what_admins_ask_for(desk: Desk, client: WebClient, as_user: Client) -> None:
    for method in (client.team_accessLogs, client.team_integrationLogs, client.team_billableInfo,
                   client.team_externalTeams_list):
        assert refused(method) == "not_admin"
    admin = as_user(ADMIN)
    assert admin.team_accessLogs()["logins"] == []
    assert admin.team_integrationLogs()["logs"] == []
    assert admin.team_billableInfo(user=OTHER)["billable_info"] == {OTHER: {"billing_active": True}}
    teams = [one for page in admin.team_externalTeams_list(limit=1) for one in page["organizations"]]
    assert [one["team_id"] for one in teams] == ["team_ostravaports.test", "team_silverpine.test"]
    admin.team_externalTeams_disconnect(target_team="team_silverpine.test")
    left = admin.team_externalTeams_list()["organizations"]
    assert [one["team_id"] for one in left] == ["team_ostravaports.test"]
    assert not client.conversations_info(channel="chan_ext_silverpine")["channel"]["is_ext_shared"]
    assert desk.changed("chat.members.chan_ext_silverpine user_nair")
    assert refused(admin.team_externalTeams_disconnect, target_team="team_x") == "team_not_found"


def test_invitations_of_other_organisations(desk: Desk, client: WebClient, as_user: Client) -> None:
    room = "chan_ext_ostrava"
    assert refused(client.conversations_inviteShared, channel=room, emails=OUT) == "restricted_action"
    admin = as_user(ADMIN)
    admin.conversations_join(channel=room)
    invite = admin.conversations_inviteShared(channel=room, emails=[OUT])["invite_id"]
    assert [one["invite"]["id"] for one in admin.conversations_listConnectInvites()["invites"]] == [invite]
    assert refused(client.conversations_acceptSharedInvite, channel_name="x", invite_id=invite) == "invite_not_found"
    stranger = as_user(OUT)
    assert stranger.conversations_listConnectInvites()["invites"][0]["direction"] == "incoming"
    assert stranger.conversations_acceptSharedInvite(channel_name="x", invite_id=invite)["channel_id"] == room
    assert "user_nair" in client.conversations_members(channel=room)["members"]
    assert refused(stranger.conversations_declineSharedInvite, invite_id=invite) == "invalid_action"
    assert refused(admin.conversations_approveSharedInvite, invite_id=invite) == "already_approved"
    second = admin.conversations_inviteShared(channel=room, emails="x@far.example")["invite_id"]
    admin.conversations_declineSharedInvite(invite_id=second)
    assert admin.conversations_listConnectInvites()["invites"] == []
    admin.conversations_externalInvitePermissions_set(action="upgrade", channel=room,
                                                      target_team="team_silverpine.test")
    assert desk.changed(f"chat.channels.{room}.inviting")
    assert client.conversations_requestSharedInvite_list()["invite_requests"] == []
    for method in (client.conversations_requestSharedInvite_approve, client.conversations_requestSharedInvite_deny):
        assert refused(method, invite_id="i") == "invite_not_found"


# --- the client ------------------------------------------------------------------------------------------------------


def test_the_asynchronous_client_and_retries(desk: Desk) -> None:
    address = f"{desk.address}slack/api/"

    async def run() -> list[str]:
        client = AsyncWebClient(token="xoxp-any", base_url=address)
        found: list[str] = []
        async for page in await client.users_list(limit=9):
            found += [one["id"] for one in page["members"]]
        up = await client.files_upload_v2(content="x", filename="x.txt", channel=GENERAL)
        assert up["file"]["channels"] == [GENERAL]
        return found

    retries: list[RetryHandler] = [RateLimitErrorRetryHandler(max_retry_count=1)]
    client = WebClient(token="xoxp-any", base_url=address, retry_handlers=retries)
    assert asyncio.run(run()) == [one["id"] for one in client.users_list()["members"]]


def test_requests_that_are_not_as_they_should_be(desk: Desk) -> None:
    def said(path: str, body: bytes, kind: str) -> str:
        request = urllib.request.Request(f"{desk.address}slack/api/{path}", data=body, headers={"Content-Type": kind})
        return fetched_of(request)

    assert '"invalid_json"' in said("chat.postMessage", b"{", "application/json")
    assert '"invalid_form_data"' in said("chat.postMessage", b"\xff=1", "application/x-www-form-urlencoded")
    assert '"unknown_method"' in said("chat.none", b"", "application/json")
    assert '"channel_not_found"' in said("chat.postMessage", b'{"channel":"../x","text":5}', "application/json")
    assert '"ok":true' in said("chat.postMessage", b'{"channel":"chan_general","text":5,"nothing":[]}',
                               "application/json")
    for path in ("files-pri/file_ratings/x", "files-pri/..%2f..%2fetc", "files-pub/file_ratings-",
                 "avatars/user_none/0"):
        with pytest.raises(urllib.error.HTTPError, match="404"):
            fetched(f"{desk.address}slack/{path}")


def fetched_of(request: urllib.request.Request) -> str:
    with urllib.request.urlopen(request) as answer:
        found: bytes = answer.read()
        return found.decode()


def test_what_was_done_here_replays_in_process(desk: Desk, client: WebClient) -> None:
    posted(client)
    client.files_upload_v2(content="x", filename="x.txt", channel=GENERAL)
    client.users_profile_set(profile={"status_text": "Yard"})
    base = base_world("office-small")
    again = World(service_classes(base.services), base.state)
    for entry in desk.served.world.log:
        assert again.call(entry.step.call, actor=entry.step.actor, face="rest") == entry.step.outcome
    assert again.state.digest() == desk.served.world.state.digest() != base.state.digest()


FAMILIES = ("conversations", "chat", "files", "users", "reactions", "pins", "bookmarks", "search", "auth", "bots",
            "team", "emoji")

ELSEWHERE = {"conversations.canvases.create": "with canvases"}
"""Methods of these families that are tested with another."""


def client_methods() -> dict[str, set[str]]:
    """Return the methods that the client has, by Slack's name, with the arguments that it sends."""
    out: dict[str, set[str]] = {}
    for name, function in inspect.getmembers(WebClient, inspect.isfunction):
        if name in ("files_upload_v2", "chat_stream") or not name.startswith(tuple(f"{one}_" for one in FAMILIES)):
            continue
        found = re.search(r'api_call\(\s*(?:#[^\n]*\n\s*)?"([\w.]+)"', inspect.getsource(function))
        assert found, name
        out[found[1]] = set(inspect.signature(function).parameters) - {"self", "kwargs"}
    return out


def test_every_method_of_the_client_is_there() -> None:
    families = tuple(f"slack.{one}." for one in FAMILIES)
    ours = {name.removeprefix("slack.") for name in Chat.specs if name.startswith(families)}
    own = {"files.uploadContent", "files.downloadContent"}
    assert ours - own | set(ELSEWHERE) == set(client_methods())


PASSED_OVER = {
    "as_user", "link_names", "parse", "mrkdwn", "unfurl_links", "unfurl_media", "container_id", "team_id",
    "include_slackbot_availability",
}
"""Arguments that change nothing here: how Slack formats what it is given, and which of several workspaces is meant."""

NOT_TAKEN = {"chat.postEphemeral": {"username", "icon_emoji", "icon_url"}}
"""What is passed over by one method alone: what only one person sees has no other name."""


def test_methods_take_the_arguments_that_the_client_sends() -> None:
    extra = {"external_limited", "prevent_creation", "blocks", "quip_section_id", "cursor", "limit"}
    for name, arguments in client_methods().items():
        if name not in ELSEWHERE:
            taken = set(Chat.specs[f"slack.{name}"].params.model_fields)
            assert arguments - taken <= PASSED_OVER | NOT_TAKEN.get(name, set()), name
            assert taken - arguments <= extra, name


def test_an_error_says_what_is_wrong_with_arguments_only(client: WebClient, worlds: Worlds, desk: Desk) -> None:
    with pytest.raises(SlackApiError) as caught:
        client.conversations_list(limit=5_000)
    assert "limit" in caught.value.response["response_metadata"]["messages"][0]
    with pytest.raises(SlackApiError) as caught:
        client.conversations_join(channel="chan_leads")
    assert set(caught.value.response.data) == {"ok", "error"}
    nobody = worlds.admit(desk.served, "nobody@far.example")
    stranger = client_of(f"{desk.address.partition('/w/')[0]}/w/{nobody.key}/")
    for method in (stranger.auth_test, stranger.emoji_list, stranger.users_list, stranger.conversations_list):
        assert refused(method) == "invalid_auth"


def test_no_method_hides_another() -> None:
    """All parts of the service are one class: what one calls its own must not be another's."""
    owners: dict[str, str] = {}
    for part in Chat.__mro__[1:-1]:
        for name in vars(part):
            if not name.startswith("__") and name not in ("name", "specs", "schemas", "vendor", "bookkeeping"):
                assert owners.setdefault(name, part.__name__) == part.__name__, name


def test_a_second_world_knows_nothing_of_the_first(client: WebClient, origin: str, worlds: Worlds) -> None:
    ts = posted(client)
    with at_desk(origin, worlds) as other:
        assert ts not in {one["ts"] for one in history(client_of(other.address))}
