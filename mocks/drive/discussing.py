"""Drive tools for comments and their replies."""

import re
from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from ...snapshots.calls import Actor, Call
from ...snapshots.digest import Json
from ...snapshots.errors import ToolError, shown
from ..common.access import access
from ..common.addresses import is_email, normalise
from ..common.file_records import Comment, File, Reply
from ..common.lines import clipped, listed
from ..service import INTERNAL, REST, tool
from .base import FileId, PageSize, PageToken
from .history import History

CommentId: TypeAlias = Annotated[str, Field(min_length=1, max_length=80)]
OwnRemark: TypeAlias = Annotated[
    str, Field(min_length=1, max_length=80, description="id of a comment or reply of yours")
]
MAX_REMARK = 4_000
Remark: TypeAlias = Annotated[str, Field(max_length=MAX_REMARK)]
Assign: TypeAlias = Annotated[
    str, Field(max_length=320, description="address of the person to assign this to, who must have access; empty: none")
]
_MENTION = re.compile(r"(?:^|[\s(])[@+]([^\s@,;()]+@[^\s@,;()]+)", re.ASCII)
REPLIES_SHOWN = 20


INLET = "comments.drive.test"
"""The domain of the addresses that mail about a comment can be answered to: the comment's id stands before it."""

_QUOTED = re.compile(r"^(?:-- ?$|-----Original message|On .{1,300} wrote:\s*$)", re.IGNORECASE | re.MULTILINE)


def mentions_in(text: str) -> tuple[str, ...]:
    """Return the addresses that a remark mentions: `@amy@acme.test`."""
    found = (normalise(one.rstrip(".!?:")) for one in _MENTION.findall(text))
    return tuple(dict.fromkeys(one for one in found if is_email(one)))[:50]


class Discussing(History):
    """Comments on files.

    Mail tells who is mentioned (`@amy@acme.test`) or assigned, the file's owner, and everybody in the thread; an answer
    to such a mail becomes a reply to the comment. People who answer by rules hear of what is addressed to them.
    """

    @tool("send", seconds=2)
    def comment(
        self,
        file_id: FileId,
        text: Annotated[Remark, Field(min_length=1)],
        quoted: Annotated[str, Field(max_length=2_000, description="the passage that it is about")] = "",
        assign_to: Assign = "",
        anchor: Annotated[str, Field(max_length=1_000, description="an editor's own text for the place")] = "",
    ) -> Json:
        """Comment on a file. Write @amy@acme.test in the text to mention somebody; who can open the file is told."""
        row = self.must(file_id, "comment", "commented on")
        assignee = self._assignee(file_id, row, assign_to)
        mentions = mentions_in(text)
        identity = self.tx.new_id("comment")
        self.comments.put(identity, Comment(
            file=file_id, author=self.principal, text=text, created=self.tx.now, modified=self.tx.now, anchor=anchor,
            quoted=quoted, quoted_type=row.type if quoted else "", assignee=assignee, mentions=mentions,
        ))
        self.log([file_id])
        self._tell(identity, text, asked=(assignee, *mentions), assignee=assignee)
        out = self._comment(identity, self.comments[identity])
        unable = [one for one in mentions if access(self.tx, file_id, one) is None]
        if unable:
            out["not_told_for_lack_of_access"] = listed(unable, 20, 100)
        return out

    @tool("read")
    def list_comments(
        self,
        file_id: FileId,
        include_resolved: bool = True,
        max_results: PageSize = 20,
        page_token: PageToken = "",
    ) -> Json:
        """List a file's comments with their replies, oldest first. Deleted ones are left out."""
        self.file_for(file_id)
        found = [
            (identity, self.comments[identity]) for _, identity in self.comments.find("by_file", file_id)
        ]
        shown_ones = [(one, row) for one, row in found if not row.deleted and (include_resolved or not row.resolved)]
        start = 0
        if page_token:
            start = next((at + 1 for at, (one, _) in enumerate(shown_ones) if one == page_token), 0)
            if not start:
                raise ToolError("invalid_page_token", f"{shown(page_token)} is no page token of these comments.")
        page = shown_ones[start : start + max_results]
        out: dict[str, Json] = {"comments": [self._comment(one, row) for one, row in page]}
        if start + max_results < len(shown_ones):
            out["next_page_token"] = page[-1][0]
        return out

    @tool("send", seconds=2)
    def reply_to_comment(
        self,
        comment_id: CommentId,
        text: Remark = "",
        action: Annotated[Literal["", "resolve", "reopen"], Field(description="also resolve or reopen it")] = "",
        assign_to: Assign = "",
    ) -> Json:
        """Answer a comment, and resolve or reopen it with `action`; either may come alone."""
        parent, row = self._for(comment_id)
        self.must(parent.file, "comment", "commented on")
        if not text and not action:
            raise ToolError("invalid_arguments", "Give a text or an action.")
        if action and (action == "resolve") == parent.resolved:
            raise ToolError("nothing_to_do", f"The comment is {'resolved' if parent.resolved else 'open'} already.")
        assignee = self._assignee(parent.file, row, assign_to)
        mentions = mentions_in(text)
        identity = self.tx.new_id("reply")
        self.replies.put(identity, Reply(
            comment=comment_id, author=self.principal, text=text, created=self.tx.now, modified=self.tx.now,
            action=action, assignee=assignee, mentions=mentions,
        ))
        resolved = action == "resolve" if action else parent.resolved
        self.comments.update(comment_id, resolved=resolved, modified=self.tx.now, assignee=assignee or parent.assignee)
        self.log([parent.file])
        told = text or f"({action}d)".replace("reopend", "reopened")
        self._tell(comment_id, told, asked=(assignee, *mentions, parent.author), assignee=assignee)
        return {"id": identity, "comment": comment_id, "resolved": resolved}

    @tool("write", faces=REST)
    def edit_comment(self, comment_id: OwnRemark, text: Annotated[Remark, Field(min_length=1)]) -> Json:
        """Change the text of your own comment or reply."""
        self._own(comment_id)
        table = self.comments if comment_id in self.comments else self.replies
        table.update(comment_id, text=text, mentions=mentions_in(text), modified=self.tx.now)
        return {"id": comment_id}

    @tool("destroy", faces=REST)
    def delete_comment(self, comment_id: OwnRemark) -> Json:
        """Delete your own comment with its replies, or your own reply. Owners of the file can delete any."""
        self._own(comment_id, owner_too=True)
        table = self.comments if comment_id in self.comments else self.replies
        table.update(comment_id, text="", deleted=True, mentions=(), modified=self.tx.now)
        if comment_id in self.comments:
            self.comments.update(comment_id, quoted="", anchor="")
        return {"deleted": comment_id}

    # --- parts ---------------------------------------------------------------------------------------------------

    def _for(self, comment: str) -> tuple[Comment, File]:
        """Return a comment that the caller can see, and its file."""
        found = self.comments.get(comment)
        if found is None or found.deleted or not (self.unbound or self.access_to(found.file)):
            raise ToolError("not_found", f"There is no comment {shown(comment)}.")
        return found, self.files[found.file]

    def _own(self, identity: str, *, owner_too: bool = False) -> None:
        """Refuse what is not the caller's own comment or reply."""
        reply = self.replies.get(identity)
        comment, file = self._for(reply.comment if reply is not None and not reply.deleted else identity)
        author = comment.author if reply is None else reply.author
        if not self.unbound and author != self.principal and not (owner_too and file.owner == self.principal):
            raise ToolError("permission_denied", f"That was written by {author}.")
        self.must(comment.file, "comment", "commented on")

    def _assignee(self, file: str, row: File, address: str) -> str:
        if not address:
            return ""
        who = normalise(address)
        if access(self.tx, file, who) is None:
            raise ToolError("no_access", f"{shown(who)} has no access to {shown(row.name)}; share it first.")
        return who

    def _tell(self, comment: str, text: str, *, asked: tuple[str, ...], assignee: str) -> None:
        """Mail a remark to whom it asks, to all in its thread and to the owner, as far as they can open the file."""
        parent = self.comments[comment]
        file, row = parent.file, self.files[parent.file]
        people = dict.fromkeys((*asked, parent.author, parent.assignee, *parent.mentions))
        for one in self.replies.found("by_comment", comment):
            people.update(dict.fromkeys((one.author, one.assignee, *one.mentions)))
        people[row.owner] = None
        able = [one for one in people if one and access(self.tx, file, one) is not None]
        body = (
            f"{self.name_of(self.principal)} commented on \"{row.name}\":\n\n{text}\n\n"
            + (f"Assigned to: {assignee}\n" if assignee else "")
            + f"File id: {file}\nComment id: {comment}\nAn answer to this mail is a reply to the comment.\n"
        )
        answers_to = f"{comment}@{INLET}"
        self.notify(able, f"Comment on {row.name}", body, source=file,
                    reply_to=answers_to if is_email(answers_to) else "")
        persons = self.tx.read("people.persons")
        for address in self.reached(one for one in dict.fromkeys(asked) if one in able):
            if any(persons[one].attentive for _, one in persons.find("by_email", address)):
                self.ask("people.notice", address=address, channel="drive", sender=self.principal, item=comment,
                         text=text, conversation=[file], automatic=self.tx.actor.role == "setup")

    @tool("send", seconds=0, faces=INTERNAL)
    def answer(self, item: str, text: str) -> Json:
        """Reply to a comment as a person who answers by rules."""
        return self.reply_to_comment(item, text[:MAX_REMARK])

    @tool("send", seconds=0, faces=INTERNAL)
    def reply_by_mail(self, address: str, sender: str, text: str) -> Json:
        """Take the answer to a mail about a comment as its sender's reply: what stands above the quoted text."""
        cut = _QUOTED.search(text)
        lines = (text[: cut.start()] if cut else text).splitlines()
        said = "\n".join(line for line in lines if not line.startswith(">")).strip()
        comment = address.partition("@")[0]
        if not said:
            raise ToolError("nothing_to_do", "The answer to the comment is empty.")
        person = Actor(role="person", principal=sender)
        outcome = self.tx.call(
            Call.of("drive.reply_to_comment", {"comment_id": comment, "text": said[:MAX_REMARK]}), actor=person
        )
        if not outcome.ok:
            raise ToolError(outcome.code, outcome.message)
        return outcome.value

    def _comment(self, identity: str, row: Comment) -> dict[str, Json]:
        replies = [(one, self.replies[one]) for _, one in self.replies.find("by_comment", identity)]
        there = [(one, reply) for one, reply in replies if not reply.deleted]
        out: dict[str, Json] = {
            "id": identity, "author": row.author, "text": row.text, "created": self.when(row.created),
            "resolved": row.resolved,
        }
        if row.quoted:
            out["quoted"] = clipped(row.quoted, 500)
        if row.assignee:
            out["assigned_to"] = row.assignee
        if row.mentions:
            out["mentions"] = listed(row.mentions, 20, 100)
        if there:
            out["replies"] = [
                {"id": one, "author": reply.author, "text": clipped(reply.text, 1_000),
                 "created": self.when(reply.created), **({"action": reply.action} if reply.action else {})}
                for one, reply in there[-REPLIES_SHOWN:]
            ]
        if len(there) > REPLIES_SHOWN:
            out["earlier_replies"] = len(there) - REPLIES_SHOWN
        return out
