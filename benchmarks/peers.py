"""Peers, measured in the same run on the same messages: AgentDojo's environment, and SQLite as a state engine."""

import importlib.util
import sqlite3
from collections.abc import Iterator
from functools import partial
from typing import Any, NamedTuple

from .mailbox import mail_world, mails
from .ours import large_env, ours_for_peers
from .timing import Timing, timed


class Comparison(NamedTuple):
    """One act, ours and a peer's, in microseconds; or why it was not measured."""

    what: str
    peer: str
    ours: Timing | None = None
    theirs: Timing | None = None
    skipped: str = ""

    @property
    def ratio(self) -> float | None:
        """Return how many times longer the peer takes, by the least of each; None if it was not measured."""
        return None if self.ours is None or self.theirs is None else self.theirs.least / self.ours.least


def comparisons(size: int, repeats: int) -> list[Comparison]:
    """Compare with every peer that is installed, on mailboxes of `size` messages."""
    ours = ours_for_peers(mail_world(size), repeats)
    return [*sqlite(size, repeats, ours), *agentdojo(size, repeats, ours)]


def sqlite(size: int, repeats: int, ours: dict[str, Timing]) -> Iterator[Comparison]:
    """Compare snapshot and restore with SQLite's serialize and deserialize of the same messages in memory."""
    connection = sqlite3.connect(":memory:")
    connection.execute(
        "create table messages (id text primary key, sender text, subject text, body text, date integer, unread int)"
    )
    connection.execute("create index by_date on messages (date)")
    connection.executemany("insert into messages values (?, ?, ?, ?, ?, ?)", [
        (f"m_{mail.number:06}", mail.sender, mail.subject, mail.body, -mail.minutes_ago, int(mail.unread))
        for mail in mails(size)
    ])
    connection.commit()
    image = connection.serialize()
    peer = f"SQLite {sqlite3.sqlite_version}, {size} messages, {len(image) / 1e6:.1f} MB"
    yield Comparison("snapshot (serialize)", peer, ours["copy"], timed(connection.serialize, repeats=repeats))

    def restored() -> None:
        connection.deserialize(image)
        connection.execute("select id from messages order by date desc limit 20").fetchall()

    yield Comparison("restore (deserialize, list 20)", peer, ours["restore"], timed(restored, repeats=repeats))
    connection.close()


def agentdojo(size: int, repeats: int, ours: dict[str, Timing]) -> Iterator[Comparison]:
    """Compare with AgentDojo's workspace: its own world as it is loaded for each task, and its inbox at our size."""
    if importlib.util.find_spec("agentdojo") is None:
        yield Comparison("all", "AgentDojo", skipped="agentdojo is not installed; the extra `bench` brings it")
        return
    from agentdojo.default_suites.v1.tools import email_client
    from agentdojo.default_suites.v1.tools.types import Email, EmailStatus
    from agentdojo.task_suite.load_suites import get_suites

    suite = get_suites("v1.2.2")["workspace"]
    load = partial(suite.load_and_inject_default_environment, {})
    world: Any = load()
    few = max(3, repeats // 20)
    peer = f"AgentDojo workspace, {len(world.inbox.emails)} messages"
    env, seeds = large_env(), iter(range(2, 1000))
    yield Comparison("begin a task (load, reset)", peer, timed(lambda: env.reset(seed=next(seeds)), repeats=few), timed(
        load, repeats=few))
    yield Comparison("copy (deep copy, fork)", peer, ours["copy"], timed(
        partial(world.model_copy, deep=True), repeats=few))

    inbox = email_client.Inbox(account_email="nora.feld@bench.com", initial_emails=[
        Email(
            id_=str(mail.number), sender=mail.sender.partition("<")[2].rstrip(">").replace(".test", ".com"),
            recipients=["nora.feld@bench.com"], subject=mail.subject, body=mail.body, status=EmailStatus.received,
            read=not mail.unread, timestamp="2026-03-04T08:00:00",
        )
        for mail in mails(size)
    ])
    peer = f"AgentDojo inbox, {size} messages"
    yield Comparison("copy (deep copy, fork)", peer, ours["copy"], timed(
        partial(inbox.model_copy, deep=True), repeats=few))
    yield Comparison("equality (==, digest)", peer, ours["digest"], timed(
        partial(inbox.__eq__, inbox.model_copy(deep=True)), repeats=few))
    unread = [mail for mail in inbox.emails.values() if not mail.read]

    def as_before() -> None:
        for mail in unread:
            mail.read = False

    yield Comparison("unread mail (objects; ours is 50 as JSON)", peer, ours["unread"], timed(
        partial(email_client.get_unread_emails, inbox), before=as_before, repeats=repeats))
    sent = set(inbox.emails)

    def unsent() -> None:
        for identity in set(inbox.emails) - sent:
            del inbox.emails[identity]

    yield Comparison("send a message", peer, ours["send"], timed(
        partial(email_client.send_email, inbox, ["ines@far.com"], "Figures", "As discussed."), before=unsent,
        repeats=repeats))
    yield Comparison("search a word", peer, ours["search"], timed(
        partial(email_client.search_emails, inbox, "zephyr"), repeats=repeats))
