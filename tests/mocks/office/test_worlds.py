"""Properties of the base worlds: the same everywhere, sound, and like an office's mail."""

import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast

import pytest

from diorama.mocks.catalog import service_classes
from diorama.mocks.common.addresses import domain
from diorama.mocks.mail.records import SYSTEM_LABELS, Message
from diorama.mocks.office.cast import cast as crew
from diorama.mocks.office.cast import read_seed
from diorama.mocks.office.facts import NOW, PRINCIPAL
from diorama.mocks.office.plans import build_office
from diorama.mocks.world import World, agent
from diorama.mocks.worlds import BaseWorld, base_world
from diorama.snapshots.calls import Call
from diorama.snapshots.digest import sha256_hex
from diorama.snapshots.errors import UsageError

OFFICES = ("office-small", "office-large")
RULES = ("3.1", "3.2", "3.3", "4.1", "4.2", "4.3", "5.1", "5.2", "6.1", "6.2", "6.3", "7.1", "7.2", "8.1", "8.2")
DOCS = Path(__file__).parents[3] / "docs" / "worlds.md"


@pytest.fixture(params=OFFICES)
def office(request: pytest.FixtureRequest) -> BaseWorld:
    return base_world(str(request.param))


def messages(office: BaseWorld) -> dict[str, Message]:
    table = office.state.table("mail.messages")
    return {identity: table[identity] for identity in table.ids()}


def own(office: BaseWorld) -> dict[str, Message]:
    return {identity: row for identity, row in messages(office).items() if row.mailbox == office.principal}


def texts(office: BaseWorld) -> Iterator[tuple[str, str]]:
    """Yield every text that a reader of the mail may see, with where it stands."""
    for identity, row in messages(office).items():
        yield f"{identity}.subject", row.subject
        yield f"{identity}.body", row.body + (office.state.blobs[row.body_blob].decode() if row.body_blob else "")
        yield f"{identity}.html", row.html + (office.state.blobs[row.html_blob].decode() if row.html_blob else "")
        for file in row.attachments:
            yield f"{identity}.{file.name}", file.name
            if file.type.startswith("text/"):
                yield f"{identity}.{file.name}", office.state.blobs[file.blob].decode()


def call(office: BaseWorld, tool: str, **arguments: Any) -> dict[str, Any]:
    world = World(service_classes(office.services), office.state)
    outcome = world.call(Call.of(tool, arguments), actor=agent(office.principal))
    assert outcome.ok, outcome.message
    return cast("dict[str, Any]", outcome.value)


def found(office: BaseWorld, query: str) -> int:
    count, token = 0, ""
    while True:
        page = call(office, "mail.list_messages", q=query, max_results=50, page_token=token)
        count, token = count + len(page["messages"]), page.get("next_page_token", "")
        if not token:
            return count


# --- the same everywhere ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("hash_seed", ["0", "4711"])
def test_another_process_builds_the_same_state(hash_seed: str) -> None:
    program = (
        "from diorama.mocks.catalog import SERVICES\nfrom diorama.mocks.office.plans import build_office\n"
        f"print(*[build_office(name).state.digest() for name in {OFFICES}])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], env={**os.environ, "PYTHONHASHSEED": hash_seed}, capture_output=True,
        text=True, check=True, timeout=120,
    )
    assert done.stdout.split() == [base_world(name).state.digest() for name in OFFICES]


def test_building_twice_gives_the_same_state() -> None:
    assert build_office("office-small").state.digest() == base_world("office-small").state.digest()


def test_the_small_office_is_part_of_the_large_one() -> None:
    small, large = own(base_world("office-small")), own(base_world("office-large"))
    common = small.keys() & large.keys()
    assert len(common) > 0.95 * len(small)
    assert all(small[identity].body == large[identity].body for identity in common)


def test_an_unknown_world_names_the_nearest() -> None:
    with pytest.raises(UsageError, match="Did you mean 'office-small'"):
        base_world("office-smal")


# --- sound --------------------------------------------------------------------------------------------------------


def test_all_references_lead_somewhere(office: BaseWorld) -> None:
    state = office.state
    people, mailboxes = state.table("people.persons"), state.table("mail.mailboxes")
    threads, labels, drafts = (state.table(f"mail.{name}") for name in ("threads", "labels", "drafts"))
    names = {row.name for row in state.table("people.organisations").rows()}
    for person in people.rows():
        assert person.organisation in names
        assert not person.manager or person.manager in people
    for mailbox in mailboxes.rows():
        assert not mailbox.person or mailbox.person in people
    for identity, row in messages(office).items():
        assert row.mailbox in mailboxes, identity
        assert threads[row.thread].mailbox == row.mailbox
        for label in row.labels:
            assert label in SYSTEM_LABELS or labels[label].mailbox == row.mailbox
        for file in row.attachments:
            content = state.blobs[file.blob]
            assert (file.size, file.blob) == (len(content), sha256_hex(content))
    for draft in drafts.rows():
        assert "DRAFT" in messages(office)[draft.message].labels
    assert {identity for identity, row in messages(office).items() if "DRAFT" in row.labels} == {
        draft.message for draft in drafts.rows()
    }


def test_replies_follow_what_they_answer_in_the_same_thread(office: BaseWorld) -> None:
    by_message_id = {(row.mailbox, row.message_id): row for row in messages(office).values()}
    replies = 0
    for identity, row in messages(office).items():
        answered = by_message_id.get((row.mailbox, row.in_reply_to))
        if row.in_reply_to:
            assert answered is not None, identity
            assert answered.thread == row.thread
            assert answered.date < row.date
            assert row.subject.startswith(("Re: ", "Fwd: "))
            replies += 1
    assert replies > len(messages(office)) // 6


def test_every_sender_is_known(office: BaseWorld) -> None:
    people = {email for row in office.state.table("people.persons").rows() for email in row.emails}
    known = people | {party.email for party in crew().of("shared", "automatic", "junk")}
    assert {row.sender.email for row in messages(office).values()} <= known
    recipients = {one.email for row in messages(office).values() for one in (*row.to, *row.cc, *row.bcc)}
    assert recipients <= known


def test_nothing_is_of_a_real_domain(office: BaseWorld) -> None:
    domains = {domain(row.sender.email) for row in messages(office).values()}
    domains |= {row.domain for row in office.state.table("people.organisations").rows()}
    for _, text in texts(office):
        domains |= set(re.findall(r"[\w.-]+@([\w.-]+\w)", text))
        domains |= set(re.findall(r"https?://([\w.-]+\w)", text))
    assert {name for name in domains if not name.endswith((".test", ".example"))} == set()


def test_no_place_is_left_unfilled(office: BaseWorld) -> None:
    left = [where for where, text in texts(office) if re.search(r"\$\{|\{\{|\}\}|\w+\(\w+=", text)]
    assert left == []


def test_copies_are_where_they_were_sent() -> None:
    office = base_world("office-small")
    mailboxes = office.state.table("mail.mailboxes")
    held = {(row.mailbox, row.message_id) for row in messages(office).values()}
    copies = 0
    for row in messages(office).values():
        if not {"SPAM", "DRAFT"} & set(row.labels):
            homes = {one.email for one in (row.sender, *row.to, *row.cc) if one.email in mailboxes}
            assert {(home, row.message_id) for home in homes} <= held
            copies += len(homes) - 1
    assert copies > 300


# --- like an office's mail ----------------------------------------------------------------------------------------


def test_sizes() -> None:
    assert len(own(base_world("office-small"))) == 150
    assert 2400 <= len(own(base_world("office-large"))) <= 2600
    home = [row for row in base_world("office-small").state.table("people.persons").rows() if not row.external]
    assert len(home) == 25
    assert all(row.emails[0] in base_world("office-small").state.table("mail.mailboxes") for row in home)


def test_a_tenth_or_so_has_attachments(office: BaseWorld) -> None:
    rows = own(office).values()
    assert 0.07 * len(rows) < sum(bool(row.attachments) for row in rows) < 0.2 * len(rows)
    types = {file.type for row in messages(office).values() for file in row.attachments}
    assert types >= {"text/plain", "text/csv", "application/pdf"}


def test_mail_is_in_every_state(office: BaseWorld) -> None:
    labels = office.state.table("mail.labels")
    counts = Counter(label for row in own(office).values() for label in row.labels)
    for label in ("INBOX", "UNREAD", "STARRED", "IMPORTANT", "SENT", "DRAFT", "SPAM", "TRASH"):
        assert counts[label] >= 3, label
    elsewhere = {"INBOX", "SENT", "DRAFT", "SPAM", "TRASH"}
    assert sum(not elsewhere & set(row.labels) for row in own(office).values()) >= 10
    names = {labels[label].name for label in counts if label in labels}
    assert {"Projects/Harbour", "Projects/Meridian/Kestrel", "Finance/Invoices", "Legal/Holds"} <= names
    rows = own(office).values()
    assert any(row.html for row in rows)
    assert any(row.list_id for row in rows)
    assert any(row.automatic for row in rows)
    assert any("\n> " in row.body for row in rows)


def test_all_mail_is_past_and_the_large_office_fills_two_years() -> None:
    for name in OFFICES:
        assert all(row.date < NOW for row in messages(base_world(name)).values())
    moments = [datetime.fromtimestamp(row.date // 1000, UTC) for row in own(base_world("office-large")).values()]
    assert min(moments) < datetime.fromtimestamp(NOW // 1000, UTC) - timedelta(days=700)
    assert min(moments) >= datetime(2024, 3, 4, tzinfo=UTC)
    months = Counter((moment.year, moment.month) for moment in moments)
    assert len([month for month, count in months.items() if count >= 40]) >= 23


def test_few_bodies_repeat(office: BaseWorld) -> None:
    bodies = Counter(row.body for row in own(office).values())
    repeated = sum(count for count in bodies.values() if count > 1)
    assert repeated <= 0.05 * len(own(office)), bodies.most_common(5)
    assert bodies.most_common(1)[0][1] <= 6


def test_confusables_are_there(office: BaseWorld) -> None:
    people = office.state.table("people.persons").rows()
    firsts: dict[str, list[bool]] = {}
    for row in people:
        firsts.setdefault(row.name.split()[0], []).append(row.external)
    assert {name for name, where in firsts.items() if where.count(False) >= 2} >= {"Daniel", "Anna", "Sofia"}
    assert {name for name, where in firsts.items() if len(set(where)) == 2} >= {"Priya", "Jonas"}
    organisations = {row.domain for row in office.state.table("people.organisations").rows()}
    lookalikes: dict[str, str] = read_seed("people")["lookalikes"]
    assert set(lookalikes.values()) <= organisations
    assert not set(lookalikes) & organisations
    senders = {domain(row.sender.email) for row in own(office).values()}
    assert {"brackwater.test", "brackwater-billing.test", "tarnva1e.test"} <= senders
    subjects: dict[str, set[str]] = {}
    for row in own(office).values():
        if not row.subject.startswith(("Re: ", "Fwd: ")):
            subjects.setdefault(row.subject, set()).add(row.sender.email)
    assert {subject for subject, who in subjects.items() if len(who) > 1} >= {"Tuesday", "Onboarding", "Case study"}


@pytest.mark.parametrize("query", [
    "Harbour", "Petrovice", "invoice", "Daniel", "EUR", '"milestone"', "subject:tuesday", "to:me", "from:daniel",
    "from:brackwater.test", "from:brackwater-billing.test in:spam", "from:priya -from:nair", "has:attachment",
    "filename:csv", "label:Projects/Harbour", "category:updates", "list:newsletter.docksidedigest.example",
    "is:unread", "is:starred", "in:trash", "after:2026/03/01",
])
def test_searches_give_some_but_not_all(office: BaseWorld, query: str) -> None:
    assert 0 < found(office, query) < 0.9 * found(office, "in:anywhere")


def test_inbox_reads_newest_first(office: BaseWorld) -> None:
    page = call(office, "mail.list_messages", q="in:inbox", max_results=50)["messages"]
    assert len(page) == 50
    assert [line["date"] for line in page] == sorted((line["date"] for line in page), reverse=True)


# --- what tasks rely on -------------------------------------------------------------------------------------------


def test_the_handbook_has_its_rules(office: BaseWorld) -> None:
    row = messages(office)["msg_handbook"]
    assert (row.mailbox, row.sender.name) == (PRINCIPAL, "Anna Keller")
    file = office.state.blobs[row.attachments[0].blob].decode()
    for rule in RULES:
        line = re.compile(rf"^{re.escape(rule)} \S.{{30,}}$", re.MULTILINE)
        assert line.search(row.body), rule
        assert line.search(file), rule


def test_mail_to_a_list_reaches_its_members_but_the_sender() -> None:
    office = base_world("office-small")
    world = World(service_classes(office.services), office.state)
    send = Call.of("mail.send", {"to": ["leads@tarnvale.test"], "subject": "Plan B", "body": "See you at nine."})
    assert world.call(send, actor=agent(office.principal)).ok
    table = world.state.table("mail.messages")
    got = [table[identity].mailbox for identity in table.ids() if table[identity].subject == "Plan B"]
    members = [crew().party(key).email for key in crew().members["leads"]]
    assert sorted(got) == sorted([*members, "leads@tarnvale.test"])


def test_the_documented_ids_and_addresses_exist() -> None:
    text = DOCS.read_text(encoding="utf-8")
    ids = set(re.findall(r"`(msg_\w+)`", text))
    assert len(ids) > 30
    for name in OFFICES:
        listed = {
            identity for identity in ids
            if name == "office-large" or not re.search(rf"`{identity}`[^\n]*large only", text)
        }
        assert listed <= messages(base_world(name)).keys()
    known = {party.email for party in crew().parties.values()}
    large = base_world("office-large").state
    known |= {row.sender.email for row in messages(base_world("office-large")).values()}
    known |= {*large.table("calendar.calendars").ids(), *large.table("groups.groups").ids()}
    assert set(re.findall(r"`([\w.-]+@[\w.-]+)`", text)) <= known
