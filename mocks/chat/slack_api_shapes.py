"""Slack's Web API: people, conversations, messages and files as it shows them, its pages and its error codes.

Our ids of users, conversations and files stand where Slack's stand. An account whose user is a bot is one that comes
with a bot token, every other one comes with a user token.
"""

import base64
import binascii
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Annotated, TypeAlias, TypeVar
from urllib.parse import quote

from pydantic import Field

from ...snapshots.digest import Json, text_digest
from ...snapshots.errors import ToolError, shown
from ..common.addresses import domain
from ..common.vendor import SLACK_FILES
from ..common.zones import local
from .app_records import CANVAS, LIST
from .base import message_id, read_ts, root_key, ts_of
from .delivery import Delivery
from .paging import paged
from .records import Channel, Message, Share
from .slack_out import channel_object, file_object, message_object, user_object

V = TypeVar("V")
Object: TypeAlias = dict[str, Json]

SlackId: TypeAlias = Annotated[str, Field(max_length=400, examples=["chan_general"])]
"""The id of a user, conversation, file or of what hangs on them."""

Stamp: TypeAlias = Annotated[str, Field(max_length=40, examples=["1772613000.000100"])]
Cursor: TypeAlias = Annotated[str, Field(max_length=1_000, description="`next_cursor` of the page before")]
Limit: TypeAlias = Annotated[int, Field(ge=0, le=1_000, description="how many at the most; 0 for as many as usual")]
Line: TypeAlias = Annotated[str, Field(max_length=1_000)]
Ids: TypeAlias = Annotated[tuple[SlackId, ...], Field(max_length=1_000)]

TEAM = "team_home"
"""The id of the workspace; that of another organisation is `team_DOMAIN`."""


PAPERS = {CANVAS: ("quip", "quip"), LIST: ("list", "list")}
"""Slack's words for the type and the mode of canvases and lists."""

USUAL = 100
"""Entries of a page where a program names no limit, as Slack has it for most lists."""

_ZONE_LABELS = {
    "UTC": "Coordinated Universal Time", "GMT": "Greenwich Mean Time", "BST": "British Summer Time",
    "WET": "Western European Time", "WEST": "Western European Summer Time", "CET": "Central European Time",
    "CEST": "Central European Summer Time", "EET": "Eastern European Time", "EEST": "Eastern European Summer Time",
    "EST": "Eastern Standard Time", "EDT": "Eastern Daylight Time", "CST": "Central Standard Time",
    "CDT": "Central Daylight Time", "PST": "Pacific Standard Time", "PDT": "Pacific Daylight Time",
}


@contextmanager
def slack_codes(**codes: str) -> Iterator[None]:
    """Have errors of our tools that are raised inside go out under the codes that Slack has for them."""
    try:
        yield
    except ToolError as error:
        if error.code not in codes:
            raise
        raise ToolError(codes[error.code], error.message) from None


def encode_cursor(key: str) -> str:
    """Return the key of a page's last row as Slack writes cursors."""
    return base64.b64encode(f"next:{key}".encode()).decode()


def read_cursor(cursor: str) -> str:
    """Return the key that a cursor holds, empty for none; ToolError `invalid_cursor` if it is none of ours."""
    if not cursor:
        return ""
    try:
        kind, _, key = base64.b64decode(cursor, validate=True).decode().partition(":")
    except (binascii.Error, ValueError):
        kind, key = "", ""
    if kind != "next" or not key:
        raise ToolError("invalid_cursor", f"{shown(cursor)} is no cursor; give `next_cursor` as it came.")
    return key


def cursor_page(rows: Iterable[tuple[str, V]], limit: int, cursor: str, *, descending: bool = False
                ) -> tuple[list[V], Object]:
    """Return a page of rows, given with their keys in order, and the field that names the next page."""
    page, more = paged(rows, limit or USUAL, read_cursor(cursor), descending=descending)
    token = more.get("next_page_token", "")
    return page, {"response_metadata": {"next_cursor": encode_cursor(str(token)) if token else ""}}


def number_page(rows: Sequence[V], count: int, page: int) -> tuple[Sequence[V], Object]:
    """Return a page by its number, and what Slack says of it in `paging`."""
    pages = max(1, -(-len(rows) // count))
    return rows[(page - 1) * count : page * count], {"count": count, "total": len(rows), "page": page, "pages": pages}


def team_of(where: str) -> str:
    """Return the id of another organisation's workspace."""
    return f"team_{where}"


def color_of(user: str) -> str:
    """Return the colour that stands for a user, in hex."""
    return text_digest(user)[:6]


class SlackShapes(Delivery):
    """Writes what Slack's clients read. Nothing here changes anything."""

    # --- who asks, for what --------------------------------------------------------------------------------------

    def caller(self, *, person: bool = False, bot: bool = False) -> str:
        """Return the caller's user; ToolError if a method is for a person's or a bot's token, and his is none."""
        me = self.me()
        if (person and self.is_bot(me)) or (bot and not self.is_bot(me)):
            raise ToolError("not_allowed_token_type", f"This method takes a {'user' if person else 'bot'} token.")
        return me

    def is_bot(self, user: str) -> bool:
        """Tell whether an account is a bot's."""
        return self.users[user].role == "bot"

    def seen_channel(self, identity: str) -> Channel:
        """Return a conversation by its id; ToolError `channel_not_found` where the caller may not see it."""
        if identity not in self.channels or not self.visible(identity, self.me()):
            raise ToolError("channel_not_found", f"There is no conversation {shown(identity)} that you can see.")
        return self.channels[identity]

    def read_room(self, identity: str) -> Channel:
        """Return a conversation that the caller may read: a bot only reads where it is a member."""
        row = self.seen_channel(identity)
        if self.is_bot(self.me()) and not self.is_member(self.me(), identity):
            raise ToolError("not_in_channel", f"The bot is not in {self.called(identity)}; it is to join first.")
        return row

    def seen_user(self, identity: str) -> str:
        """Return a user by id; ToolError `user_not_found`, or `user_not_visible` where the caller may not know."""
        if identity not in self.users:
            raise ToolError("user_not_found", f"There is no user {shown(identity)}.")
        if not self.knows(self.me(), identity):
            raise ToolError("user_not_visible", f"You may not see the user {shown(identity)}.")
        return identity

    def seen_message(self, channel: str, ts: str, bad: str = "message_not_found") -> tuple[str, Message]:
        """Return a message of a conversation that the caller may read; ToolError with `bad` if its ts is none."""
        self.read_room(channel)
        with slack_codes(invalid_ts=bad):
            identity = message_id(channel, read_ts(ts))
        row = self.messages.get(identity)
        if row is None:
            raise ToolError("message_not_found", f"There is no message {shown(ts)} in {self.called(channel)}.")
        return identity, row

    def stamp(self, ts: str) -> int:
        """Return a ts as microseconds, also one with fewer digits after the point, as programs write times."""
        whole, point, fraction = ts.partition(".")
        return read_ts(f"{whole}.{fraction[:6]:0<6}" if fraction.isdecimal() or not point else ts)

    # --- people --------------------------------------------------------------------------------------------------

    def user_shape(self, identity: str, *, locale: bool = False) -> Object:
        """Return a user as users.info does."""
        row = self.users[identity]
        moment = local(self.tx.now, row.time_zone)
        name, offset = moment.tzname() or "UTC", moment.utcoffset()
        out = user_object(identity, row)
        out |= {
            "team_id": self.team_id(identity), "color": color_of(identity), "updated": 0,
            "tz_label": _ZONE_LABELS.get(name, name), "tz_offset": int(offset.total_seconds()) if offset else 0,
            "profile": self.profile_shape(identity), "is_primary_owner": row.role == "owner", "is_app_user": False,
            "is_email_confirmed": row.role != "bot", "who_can_share_contact_card": "EVERYONE",
        }
        if row.role != "external":
            del out["is_stranger"]
        if locale:
            out["locale"] = "en-US"
        return out

    def profile_shape(self, identity: str) -> Object:
        """Return a user's profile as users.profile.get does."""
        row = self.users[identity]
        display = row.display_name or row.handle
        first, _, last = row.name.rpartition(" ")
        out: Object = {
            "title": row.title, "phone": row.phone, "skype": "", "real_name": row.name,
            "real_name_normalized": row.name, "display_name": display, "display_name_normalized": display,
            "fields": {}, "status_text": row.status_text, "status_text_canonical": "", "status_emoji_display_info": [],
            "status_emoji": f":{row.status_emoji.strip(':')}:" if row.status_emoji else "",
            "status_expiration": row.status_until // 1000, "avatar_hash": row.photo[:12], "pronouns": row.pronouns,
            "first_name": first or last, "last_name": last if first else "", "team": self.team_id(identity),
        }
        if row.role == "bot":
            out |= {"bot_id": identity, "api_app_id": "", "always_active": True}
        else:
            out["email"] = row.email
        return out | self.pictures(identity)

    def pictures(self, identity: str) -> Object:
        """Return the addresses of a user's picture, in all sizes the same; who has given none has a plain one."""
        photo = self.users[identity].photo[:12]
        picture = f"{SLACK_FILES}avatars/{quote(identity)}/{photo or 'plain'}"
        out: Object = {f"image_{size}": f"{picture}/{size}" for size in (24, 32, 48, 72, 192, 512)}
        return {**out, "image_original": picture, "is_custom_image": True} if photo else out

    def team_id(self, user: str) -> str:
        """Return the id of the workspace that a user belongs to."""
        return team_of(domain(self.users[user].email)) if self.users[user].role == "external" else TEAM

    # --- conversations -------------------------------------------------------------------------------------------

    def channel_shape(self, identity: str, *, members: bool = False, unread: bool = False) -> Object:
        """Return a conversation as conversations.list does, with `members` counted and, as `info` does, `unread`."""
        row, me = self.channels[identity], self.me()
        people, place = self.in_channel(identity), self.members.get(f"{identity} {me}")
        named = row.kind in ("public", "private")
        shape = channel_object(identity, row, people, (), self.group_name(people))
        shape.pop("members")
        out: Object = {
            **shape, "is_channel": row.kind == "public", "is_group": row.kind == "private", "is_im": row.kind == "im",
            "is_mpim": row.kind == "mpim", "is_private": row.kind != "public", "is_archived": row.archived,
            "is_shared": bool(row.shared_with), "is_ext_shared": bool(row.shared_with), "is_org_shared": False,
            "context_team_id": TEAM, "updated": row.created,
        }
        if row.kind == "im":
            other = next((one for one in people if one != me), me)
            out |= {"user": other, "is_user_deleted": self.users[other].deactivated, "priority": 0}
        else:
            out |= {
                "name_normalized": shape["name"], "is_member": place is not None, "is_pending_ext_shared": False,
                "pending_shared": [], "pending_connected_team_ids": [], "previous_names": [], "unlinked": 0,
                "is_frozen": False, "parent_conversation": None,
                "shared_team_ids": [TEAM, *(team_of(one) for one in row.shared_with)],
            }
        if row.shared_with:
            out |= {"conversation_host_id": TEAM, "connected_team_ids": [team_of(one) for one in row.shared_with],
                    "internal_team_ids": [TEAM]}
        if row.posting == "admins":
            out["is_read_only"] = row.kind == "public" and me not in row.posters and not self.is_admin(me)
        if row.canvas in self.files:
            out["properties"] = {"canvas": {"file_id": row.canvas, "is_empty": self.files[row.canvas].size == 0}}
        if members and named:
            out["num_members"] = len(people)
        if not named and place is not None:
            out["is_open"] = not place.closed
        if unread and place is not None:
            out["last_read"] = ts_of(place.last_read)
            if not named:
                count, _ = self.unread(place)
                newest = next(reversed(self.messages.find("by_channel", identity)), None)
                out |= {"unread_count": count, "unread_count_display": count,
                        "latest": self.message_shape(str(newest[1])) if newest is not None else None}
        return out

    def group_name(self, people: Iterable[str]) -> str:
        """Return the name that Slack gives a group direct message."""
        return f"mpdm-{'--'.join(self.users[one].handle for one in people)}-1"

    # --- messages ------------------------------------------------------------------------------------------------

    def message_shape(self, identity: str, *, metadata: bool = False, place: bool = False) -> Object:
        """Return a message as conversations.history does; with `place`, with its channel and link."""
        row, me = self.messages[identity], self.me()
        answers = [] if row.root else [self.messages[one] for _, one in self.messages.find("by_thread", identity)]
        author = self.users[row.user]
        out = message_object(row, author, self.reactions.found("by_message", identity), answers, {}, "")
        out.pop("replies", None)
        out["team"] = self.team_id(row.user)
        if row.tombstone:
            out |= {"user": "USLACKBOT", "text": "This message was deleted.", "hidden": True}
        if author.role == "bot" and not row.tombstone:
            bot = self.bot_shape(row.user)
            out["bot_profile"] = {name: bot[name] for name in bot if name != "user_id"} | {"team_id": TEAM}
            out["app_id"] = f"app_{row.user}"
        if answers:
            follow = self.follows.get(f"{identity} {me}")
            out |= {"reply_users_count": len({one.user for one in answers}), "is_locked": False,
                    "subscribed": follow is not None}
            if follow is not None:
                out["last_read"] = ts_of(max(follow.last_read, row.at))
        if row.root:
            out["parent_user_id"] = self.messages[root_key(row)].user
        if row.files:
            out |= {"files": [self.file_shape(one, brief=True) for one in row.files], "upload": any(
                share.uploaded for share in self.shares.found("by_message", identity))}
        if not metadata and row.metadata:
            del out["metadata"]
        if row.streaming:
            out["streaming_state"] = "in_progress"
        pin = self.pins.get(identity)
        if pin is not None:
            out |= {"pinned_to": [row.channel], "pinned_info": {"channel": row.channel, "pinned_by": pin.user,
                                                                "pinned_ts": pin.at // 1000}}
        if f"{me} {identity}" in self.laters:
            out["is_starred"] = True
        if place:
            out |= {"channel": row.channel, "permalink": self.link_to(row)}
        return out

    def bot_shape(self, user: str) -> Object:
        """Return a bot as bots.info does."""
        row = self.users[user]
        return {"id": user, "app_id": f"app_{user}", "user_id": user, "name": row.name, "deleted": row.deactivated,
                "updated": 0, "icons": {}}

    def link_to(self, row: Message) -> str:
        """Return a message's link as Slack gives it: that of an answer names its thread."""
        link = self.permalink(row)
        return f"{link}?thread_ts={row.root}&cid={row.channel}" if row.root else link

    # --- files ---------------------------------------------------------------------------------------------------

    def file_shape(self, identity: str, *, brief: bool = False) -> Object:
        """Return a file as files.info does; `brief`, as a message does, without where it was shared."""
        remote, row, upload = self.remotes.get(identity), self.files.get(identity), self.uploads.get(identity)
        shares = [one for one in self.shares.found("by_file", identity) if self.visible(one.channel, self.me())]
        if remote is None and row is not None and not self.file_readable(identity):
            return {"id": identity, "mode": "file_access", "file_access": "access_denied"}
        user = remote.user if remote else upload.user if upload else shares[0].user if shares else (
            self.account_of(row.creator) if row else "")
        if remote is not None:
            name, kind = remote.title, remote.kind
            out: Object = {"id": identity, "created": remote.at // 1000, "timestamp": remote.at // 1000, "name": name,
                           "title": name, "mimetype": "", "user": user, "size": 0, "mode": "external",
                           "external_id": remote.external_id, "external_url": remote.link, "url_private": remote.link}
        elif row is None:
            return file_object(identity, None, user, "")
        else:
            name, kind = row.name, upload.kind if upload else ""
            kind, mode = PAPERS.get(row.type, (kind, "hosted"))
            hosted = (upload is not None and bool(upload.ticket)) or any(one.uploaded for one in shares) or (
                row.type in PAPERS)
            link = f"{SLACK_FILES}files-pri/{quote(identity)}/{quote(row.name)}"
            out = file_object(identity, row, user, "") | {
                "mode": mode if hosted else "external", "url_private": link, "url_private_download": link,
                "is_external": not hosted, "external_type": "" if hosted else "gdrive",
            }
            if upload is not None:
                out |= {"title": upload.title or row.name, **({"alt_txt": upload.alt_text} if upload.alt_text else {})}
        ending = name.rpartition(".")[2].lower() if "." in name else ""
        secret = upload.secret if upload else ""
        out |= {
            "filetype": kind or ending or "binary", "pretty_type": (kind or ending or "binary").upper(),
            "user_team": self.team_id(user) if user in self.users else TEAM, "username": "",
            "editable": row is not None and row.type in PAPERS,
            "is_external": remote is not None or out.get("is_external", False),
            "external_type": "remote" if remote else out.get("external_type", ""), "display_as_bot": False,
            "is_public": any(self.channels[one.channel].kind == "public" for one in shares),
            "public_url_shared": bool(secret), "file_access": "visible",
            "permalink": f"https://{self.workspace.domain}/files/{user}/{quote(identity)}/{quote(name)}",
        }
        if secret:
            out["permalink_public"] = f"{SLACK_FILES}files-pub/{quote(identity)}-{secret}"
        return out if brief else {**out, **self._shared_in(shares)}

    def sees_remote(self, identity: str) -> bool:
        """Tell whether the caller may know of a remote file: guests and outsiders only where it was shared."""
        me = self.me()
        return identity in self.remotes and (self.is_full(me) or any(
            self.visible(one.channel, me) for one in self.shares.found("by_file", identity)))

    def _shared_in(self, shares: Sequence[Share]) -> Object:
        kinds = {one.channel: self.channels[one.channel].kind for one in shares}
        open_in: Object = {}
        closed_in: Object = {}
        for channel, kind in kinds.items():
            entries: list[Json] = []
            for one in shares:
                if one.channel == channel and one.message:
                    row = self.messages[one.message]
                    entries.append({
                        "ts": ts_of(row.at), "channel_name": self.channels[channel].name, "team_id": TEAM,
                        "share_user_id": one.user, "reply_users": [], "reply_users_count": 0,
                        "reply_count": len(self.messages.find("by_thread", one.message)),
                        **({"thread_ts": row.root} if row.root else {}),
                    })
            (open_in if kind == "public" else closed_in)[channel] = entries
        return {
            "channels": [one for one, kind in kinds.items() if kind == "public"],
            "groups": [one for one, kind in kinds.items() if kind in ("private", "mpim")],
            "ims": [one for one, kind in kinds.items() if kind == "im"],
            "shares": {name: rooms for name, rooms in (("public", open_in), ("private", closed_in)) if rooms},
            "comments_count": 0,
        }
