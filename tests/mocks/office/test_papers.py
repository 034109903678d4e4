"""Properties of the offices' drives: sound, agreeing with the mail, and read by whom they should be."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
import yaml

from diorama.mocks.catalog import service_classes
from diorama.mocks.common.access import Looker, may
from diorama.mocks.common.file_records import DOCUMENT, FOLDER, SHORTCUT, File, Permission
from diorama.mocks.mail.records import Message
from diorama.mocks.office.cast import _FOLDER, cast, read_seed
from diorama.mocks.office.facts import NOW, office_facts
from diorama.mocks.office.figures import figures, week, weeks_of
from diorama.mocks.office.papers import as_markdown, papers_of
from diorama.mocks.office.sheets import flowing, grants, read_sheet
from diorama.mocks.world import World, setup
from diorama.mocks.worlds import BaseWorld, base_world
from diorama.snapshots.calls import Call
from diorama.snapshots.draw import Draw
from diorama.snapshots.errors import StateError
from diorama.snapshots.tables import Table

OFFICES = ("office-small", "office-large")
DOCS = Path(__file__).parents[3] / "docs" / "worlds.md"
SEEDS = ("folders", "documents", "documents_harbour", "documents_meridian", "files", "papers_past", "papers_series",
         "shift_log")


@pytest.fixture(params=OFFICES)
def office(request: pytest.FixtureRequest) -> BaseWorld:
    return base_world(str(request.param))


def table(office: BaseWorld) -> Table[File]:
    return office.state.table("files.files")


def papers(office: BaseWorld) -> dict[str, File]:
    """Return what has content: no folders, no shortcuts."""
    rows = table(office)
    return {one: rows[one] for one in rows.ids() if rows[one].type not in (FOLDER, SHORTCUT)}


def text_of(office: BaseWorld, row: File) -> str:
    return office.state.blobs[row.blob].decode("utf-8", "replace")


class Reads:
    """A state as access is asked of it."""

    def __init__(self, office: BaseWorld) -> None:
        self.now = office.state.now
        self.read = office.state.table


def ways(office: BaseWorld, file: str, key: str) -> list[tuple[str, str, str]]:
    """Return the ways of a person into a file: role, path and what the grant is on."""
    looker = Looker(Reads(office), cast().party(key).email)
    return [(one.role, one.path, one.source) for one in looker.ways(file)]


def readers(office: BaseWorld, file: str) -> set[str]:
    """Return the keys of all people, inside and outside, who may read a file by name and not by a public link."""
    found: set[str] = set()
    for party in cast().of("home", "external"):
        looker = Looker(Reads(office), party.email)
        if any(way.kind != "anyone" for way in looker.ways(file)):
            found.add(party.key)
    return found


# --- what there is --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", SEEDS)
def test_both_yaml_loaders_give_the_same(name: str) -> None:
    path = _FOLDER / f"{name}.yaml"
    assert read_seed(name) == yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)


def test_there_are_as_many_files_as_the_offices_are_large() -> None:
    assert 40 <= len(papers(base_world("office-small"))) <= 60
    assert 380 <= len(papers(base_world("office-large"))) <= 460


def test_the_small_drive_is_part_of_the_large_one() -> None:
    small, large = base_world("office-small"), base_world("office-large")
    for path in ("files.files", "files.permissions", "files.comments", "files.replies", "files.revisions",
                 "docs.documents", "docs.tabs", "docs.segments", "docs.suggestions"):
        ours, theirs = small.state.table(path), large.state.table(path)
        for identity in ours.ids():
            assert ours[identity] == theirs[identity], f"{path} {identity}"


def test_every_id_is_given_and_made_of_a_name(office: BaseWorld) -> None:
    for call in papers_of(office.name):
        arguments = call.arguments
        if call.tool in ("drive.put_folder", "drive.put_file", "drive.put_comment", "drive.put_revision",
                         "drive.put_shortcut", "docs.put_document"):
            assert arguments["id"], call.text
        if call.tool in ("drive.put_file", "docs.put_document"):
            assert arguments["revision"], call.text


def test_every_file_has_a_body(office: BaseWorld) -> None:
    for identity, row in papers(office).items():
        assert row.size == len(office.state.blobs[row.blob]) > 20, identity
        assert row.head in office.state.table("files.revisions"), identity
        if row.type == DOCUMENT:
            assert identity in office.state.table("docs.documents")


def test_no_two_bodies_are_equal(office: BaseWorld) -> None:
    blobs = [row.blob for row in papers(office).values()]
    assert len(set(blobs)) == len(blobs)


def test_names_are_shared_by_different_owners() -> None:
    named: dict[str, set[str]] = {}
    for row in papers(base_world("office-large")).values():
        named.setdefault(row.name, set()).add(row.creator)
    for name in ("Budget 2026", "Notes", "Onboarding checklist", "roster-2026-w11.csv"):
        assert len(named[name]) > 1, name


def test_the_texts_of_the_large_office_vary() -> None:
    office = base_world("office-large")
    documents = [text_of(office, row) for row in papers(office).values() if row.type == DOCUMENT]
    words = {word for text in documents for word in re.findall(r"[a-z]{3,}", text.lower())}
    assert len(words) > 2100
    openings = {text.partition("\n")[2].strip()[:60] for text in documents}
    assert len(openings) > 0.8 * len(documents)
    lines = Counter(line for text in documents for line in set(text.split("\n")) if len(line) > 60)
    assert max(lines.values()) <= 12
    assert sum(count == 1 for count in lines.values()) > 0.7 * len(lines)


def test_no_place_is_left_to_fill(office: BaseWorld) -> None:
    for identity, row in papers(office).items():
        if not row.type.startswith("image/"):
            assert not re.search(r"\$\{|\{\{|\}\}", text_of(office, row) + row.name), identity


# --- sound ----------------------------------------------------------------------------------------------------------


def test_nothing_hangs_in_the_air(office: BaseWorld) -> None:
    state, files = office.state, table(office)
    drives = state.table("files.drives")
    for identity in files.ids():
        row = files[identity]
        if row.parent:
            assert files[row.parent].type == FOLDER, identity
            assert files[row.parent].drive == row.drive, identity
        else:
            assert row.drive == identity or identity == f"root_{row.owner}", identity
        assert not row.drive or row.drive in drives
        assert bool(row.owner) != bool(row.drive), identity
        assert not row.target or row.target in files
    for name in ("revisions", "comments", "marks", "stars", "permissions"):
        for row in state.table(f"files.{name}").rows():
            assert row.file in files
    comments = state.table("files.comments")
    assert all(reply.comment in comments for reply in state.table("files.replies").rows())
    assert all(one.file in files and one.label in state.table("drive.labels")
               for one in state.table("drive.applied").rows())


def test_every_grantee_is_known(office: BaseWorld) -> None:
    people, groups = office.state.table("people.persons"), office.state.table("groups.groups")
    domains = {entry["domain"] for entry in cast().organisations.values()}
    grants_given: list[Permission] = list(office.state.table("files.permissions").rows())
    for grant in grants_given:
        match grant.kind:
            case "user":
                assert list(people.find("by_email", grant.who)), grant
            case "group":
                assert grant.who in groups, grant
            case "domain":
                assert grant.who in domains, grant
            case _:
                assert not grant.who
    for row in groups.rows():
        assert row.members
        assert all(list(people.find("by_email", one)) for one in row.members)
    assert {grant.kind for grant in grants_given} == {"user", "group", "domain", "anyone"}


def test_every_date_is_past_and_in_order(office: BaseWorld) -> None:
    state, files = office.state, table(office)
    for identity in files.ids():
        row = files[identity]
        if identity.startswith("root_"):
            continue
        assert row.created <= row.modified < NOW, identity
        if row.parent and not row.parent.startswith("root_"):
            assert files[row.parent].created <= row.created, identity
        by_number = [state.table("files.revisions")[one] for _, one in state.table("files.revisions").find(
            "by_file", identity)]
        assert [one.number for one in by_number] == list(range(1, len(by_number) + 1))
        moments = [one.modified for one in by_number]
        assert moments == sorted(moments), identity
        assert not moments or row.created <= moments[0] <= moments[-1] == row.modified, identity
    for comment in state.table("files.comments").rows():
        assert files[comment.file].created < comment.created <= comment.modified < NOW
    comments = state.table("files.comments")
    for reply in state.table("files.replies").rows():
        assert comments[reply.comment].created < reply.created < NOW


def test_a_comment_is_on_words_that_are_or_were_in_the_file_by_one_who_may(office: BaseWorld) -> None:
    for comment in office.state.table("files.comments").rows():
        row = table(office)[comment.file]
        plain = re.sub(r"[*\\]", "", text_of(office, row))
        assert comment.resolved or comment.quoted in plain, comment
        way = Looker(Reads(office), comment.author).access(comment.file)
        assert way is not None, comment


def test_whoever_made_or_changed_a_file_may_change_it(office: BaseWorld) -> None:
    lookers: dict[str, Looker] = {}
    for identity, row in papers(office).items():
        for who in (row.creator, row.modifier):
            looker = lookers.setdefault(who, Looker(Reads(office), who))
            assert may(looker.access(identity), "writer"), (identity, who)


def test_suggestions_are_open_and_by_people_who_may_make_them(office: BaseWorld) -> None:
    made = list(office.state.table("docs.suggestions").rows())
    assert {(one.file, one.author.partition("@")[0], one.status) for one in made} == {
        ("doc_harbour_report", "jonas.weber", "open"), ("doc_lantern_rollout", "ruth.adeyemi", "open"),
        ("doc_meridian_pilot", "priya.nair", "open"),
    }
    for one in made:
        way = Looker(Reads(office), one.author).access(one.file)
        assert way is not None
        assert way.role != "reader"
        assert table(office)[one.file].modified < one.created < NOW


def test_a_suggestion_for_words_that_a_document_does_not_hold_is_refused() -> None:
    office = base_world("office-small")
    world = World(service_classes(office.services), office.state)
    call = Call.of("docs.put_suggestion", {
        "file": "doc_offsite", "author": "jonas.weber@tarnvale.test", "find": "sauna", "replace_with": "walk",
    })
    outcome = world.call(call, actor=setup(office.principal))
    assert (outcome.code, "sauna" in outcome.message) == ("not_found", True)
    assert world.state.digest() == office.state.digest()


# --- who may read what ----------------------------------------------------------------------------------------------


def test_the_anchors_are_reached_as_the_page_says(office: BaseWorld) -> None:
    cases = {
        ("doc_handbook", "okafor"): ("reader", "shared_drive", "drive_company"),
        ("doc_handbook", "keller"): ("organizer", "shared_drive", "drive_company"),
        ("doc_harbour_minutes", "havel"): ("reader", "inheritance", "folder_for_ostrava"),
        ("doc_harbour_minutes", "nemcova"): ("commenter", "inheritance", "folder_for_ostrava"),
        ("doc_harbour_minutes", "weber"): ("writer", "shared_drive", "drive_harbour"),
        ("doc_harbour_report", "mara"): ("writer", "shared_drive", "drive_harbour"),
        ("doc_harbour_report", "raman"): ("organizer", "shared_drive", "drive_harbour"),
        ("doc_harbour_quick_cards", "havel"): ("reader", "inheritance", "folder_for_ostrava"),
        ("doc_standup", "adeyemi"): ("writer", "shared_drive", "drive_operations"),
        ("doc_standup", "mara"): ("organizer", "shared_drive", "drive_operations"),
        ("doc_leads_agenda", "reuter"): ("owner", "owner", "doc_leads_agenda"),
        ("doc_leads_agenda", "voss"): ("writer", "group", "doc_leads_agenda"),
        ("doc_meridian_brief", "mara"): ("owner", "owner", "doc_meridian_brief"),
        ("doc_meridian_brief", "marques"): ("reader", "direct", "doc_meridian_brief"),
        ("doc_meridian_pilot", "nair"): ("commenter", "direct", "doc_meridian_pilot"),
        ("doc_meridian_pilot", "lind"): ("reader", "direct", "doc_meridian_pilot"),
        ("doc_offsite", "okafor"): ("owner", "owner", "doc_offsite"),
        ("doc_offsite", "raman"): ("writer", "group", "doc_offsite"),
        ("doc_lantern_rollout", "costa"): ("owner", "owner", "doc_lantern_rollout"),
        ("doc_lantern_rollout", "hales"): ("writer", "inheritance", "folder_costa_lantern"),
        ("doc_incident_review", "kowalska"): ("commenter", "direct", "doc_incident_review"),
        ("file_harbour_costs", "reuter"): ("reader", "inheritance", "folder_harbour_cost"),
        ("file_roster", "ferrante"): ("writer", "shared_drive", "drive_operations"),
        ("file_yard_drawing", "mori"): ("writer", "inheritance", "folder_leipzig_drawings"),
        ("file_handbook_pdf", "voss"): ("reader", "domain", "file_handbook_pdf"),
        ("doc_cost_centres", "mara"): ("reader", "inheritance", "folder_cost_reports"),
        ("file_request_list", "dahl"): ("reader", "inheritance", "folder_audit"),
        ("doc_price_list_public", "lowry"): ("reader", "link", "doc_price_list_public"),
    }
    for (file, key), way in cases.items():
        assert way in ways(office, file, key), (file, key)


def test_what_few_may_read_is_read_by_those_few(office: BaseWorld) -> None:
    assert readers(office, "file_ratings") == {"mara", "keller"}
    assert readers(office, "doc_review_notes") == {"mara"}
    assert readers(office, "doc_meridian_brief") == {"mara", "marques", "voss"}
    assert readers(office, "file_harbour_costs") == {"raman", "mara", "demir", "reuter"}
    assert readers(office, "file_pay_bands") == {"keller", "brenner", "solberg"}
    assert readers(office, "doc_lowmoor_chronology") == {"voss"}
    assert readers(office, "doc_meridian_pilot") == {"mara", "marques", "nair", "lind", "quinn"}
    finance = {"solberg", "osei", "demir"}
    assert readers(office, "doc_supplier_brackwater") == finance
    assert readers(office, "doc_cost_centres") == {*finance, "mara"}
    assert readers(office, "doc_leads_agenda") == set(cast().members["leads"])
    assert readers(office, "doc_harbour_report") == set(cast().members["harbour-team"])
    assert readers(office, "doc_harbour_minutes") == {*cast().members["harbour-team"], "havel", "nemcova"}


def outside(office: BaseWorld) -> Iterator[tuple[str, str]]:
    """Yield who outside may read what, public links included."""
    for party in cast().of("external"):
        looker = Looker(Reads(office), party.email)
        for identity in papers(office):
            if looker.access(identity) is not None:
                yield party.key, identity


def test_nobody_outside_reads_what_is_inside_only(office: BaseWorld) -> None:
    facts = office_facts()
    secret = ("338,000", "338000", "251,640", "251640", "352,720", "352720", "27.4", "30.5", "EUR 640", "EUR 2.60",
              "41,300", "459,000", "ratings", "privileged")
    read = set(outside(office))
    for key, identity in read:
        text = text_of(office, papers(office)[identity])
        assert not [word for word in secret if word in text], (key, identity)
    assert "EUR 640" in text_of(office, papers(office)["doc_harbour_report"])
    assert str(facts["handbook"])[:14] == "STAFF HANDBOOK"


def test_these_read_from_outside_and_nobody_else() -> None:
    office = base_world("office-small")
    linked = {row.file for row in office.state.table("files.permissions").rows() if row.kind == "anyone"}
    found: dict[str, set[str]] = {}
    for key, identity in outside(office):
        if identity not in linked:
            found.setdefault(key, set()).add(identity)
    ports = {"doc_harbour_alarms", "doc_harbour_minutes", "doc_harbour_quick_cards", "file_amendment"}
    assert found == {
        "havel": ports, "nemcova": ports, "dahl": {"file_goods_december", "file_request_list"},
        "nair": {"doc_meridian_pilot"}, "lind": {"doc_meridian_pilot"}, "quinn": {"doc_meridian_pilot"},
        "baptiste": {"doc_offsite"},
    }


def test_the_limited_folder_keeps_the_project_team_out(office: BaseWorld) -> None:
    assert table(office)["folder_harbour_cost"].limited
    assert "weber" in cast().members["harbour-team"]
    assert ways(office, "file_harbour_costs", "weber") == []
    assert ways(office, "doc_harbour_report", "weber")


def test_grants_that_end_have_not_ended_yet(office: BaseWorld) -> None:
    ending = [row for row in office.state.table("files.permissions").rows() if row.expires]
    assert {row.who.partition("@")[0] for row in ending} == {"stefan.dahl", "paula.baptiste"}
    assert all(row.expires > NOW for row in ending)


def test_a_file_lies_five_folders_deep_in_its_drive(office: BaseWorld) -> None:
    files, at, depth = table(office), "file_yard_drawing", 0
    while files[at].parent:
        at, depth = files[at].parent, depth + 1
    assert (at, depth) == ("drive_operations", 6)


def test_things_lie_in_the_trash_and_are_starred(office: BaseWorld) -> None:
    assert {one for one, row in papers(office).items() if row.trashed} == {"file_old_brief", "file_lowmoor_shift_sheet"}
    starred = {row.file for row in office.state.table("files.stars").rows() if row.user == office.principal}
    assert starred == {"doc_handbook", "doc_standup", "doc_harbour_minutes", "doc_meridian_brief", "file_harbour_costs"}


def test_a_document_has_tabs_and_comments_are_open_or_resolved(office: BaseWorld) -> None:
    tabs = [row for row in office.state.table("docs.tabs").rows() if row.file == "doc_harbour_plan"]
    assert {row.title for row in tabs} >= {"Risks", "Phone list"}
    assert {row.resolved for row in office.state.table("files.comments").rows()} == {True, False}
    kept = [row for row in office.state.table("files.revisions").rows() if row.keep_forever]
    assert {row.file for row in kept} == {"doc_harbour_minutes", "doc_yard_manual"}


# --- agreeing with the mail -----------------------------------------------------------------------------------------


SHARED = {
    "file_harbour_costs": "msg_8e0a59ccbb4f", "file_amendment": "msg_b0265d7ba924", "file_ratings": "msg_7a78474b5aa4",
    "file_handbook_txt": "msg_handbook", "file_report_draft": "msg_8fe549154482", "file_invoice_24": "msg_5a4421251d54",
    "file_invoice_40": "msg_df6574e7aeec", "file_credit_note": "msg_df6574e7aeec",
    "file_request_list": "msg_fb439f511e5a", "file_offer_offsite": "msg_afb2e7115843",
}


def attached(office: BaseWorld) -> dict[str, set[str]]:
    """Return the blobs that mails have attached, each with the ids of the mails."""
    messages: Table[Message] = office.state.table("mail.messages")
    found: dict[str, set[str]] = {}
    for identity in messages.ids():
        for file in messages[identity].attachments:
            found.setdefault(file.blob, set()).add(identity)
    return found


def test_what_mails_have_attached_is_the_same_file_in_the_drive(office: BaseWorld) -> None:
    blobs = attached(office)
    for file, message in SHARED.items():
        assert message in blobs[table(office)[file].blob], file
    for file in ("file_itinerary", "file_pay_bands", "file_week_7", "file_tracker_fields"):
        assert table(office)[file].blob in blobs, file


def test_most_of_what_was_filed_from_the_mail_is_still_there() -> None:
    for name, least in (("office-small", 17), ("office-large", 120)):
        office = base_world(name)
        blobs = attached(office)
        assert sum(row.blob in blobs for row in papers(office).values()) >= least


def test_the_handbook_says_the_same_as_in_the_mail(office: BaseWorld) -> None:
    text = text_of(office, table(office)["doc_handbook"])
    rules = [line for line in str(office_facts()["handbook"]).split("\n") if re.match(r"\d\.\d ", line)]
    assert len(rules) > 25
    for rule in rules:
        assert rule in re.sub(r"\\", "", text)


def test_the_reports_have_the_figures_of_their_month() -> None:
    office = base_world("office-large")
    reports = {row.name: text_of(office, row) for row in papers(office).values() if row.name.startswith(
        "Operations report")}
    for year, month, name in ((2024, 7, "July 2024"), (2025, 11, "November 2025"), (2026, 1, "January 2026")):
        moves = figures(weeks_of(date(year, month, 1), 1))["moves"]
        assert isinstance(moves, int)
        assert f"{moves:,} moves" in reports[f"Operations report {name}"]


# --- the long document ----------------------------------------------------------------------------------------------


def test_the_shift_log_has_a_hundred_pages_and_adds_up_to_the_weeks() -> None:
    office = base_world("office-large")
    text = text_of(office, table(office)["doc_shift_log"])
    assert len(text.split()) > 45_000
    monday = date(2025, 1, 6)
    for part in text.split("\n## ")[1:]:
        counts = [int(count) for count in re.findall(r"shift\*\*, [^:]+: (\d+) moves", part)]
        assert len(counts) == 15
        assert sum(counts) == week(monday)["leipzig"]
        monday += timedelta(7)
    assert monday == date(2026, 1, 5)


# --- the parts ------------------------------------------------------------------------------------------------------


def test_lines_of_paragraphs_and_list_items_flow_together() -> None:
    assert flowing("# A\n\n- one\n  two\n- three\n\nfour\nfive\n") == "# A\n\n- one two\n- three\n\nfour five"


def test_rules_of_the_handbook_become_paragraphs_of_their_own() -> None:
    assert re.sub(r"\n+", "\n", as_markdown("BOOK\n\n1. First\n1.1 Do.\n1.2 Don't.\n")) == (
        "# Book\n## 1. First\n1.1 Do.\n1.2 Don't.\n")


def test_grants_are_read_with_their_end() -> None:
    given = grants({"dahl": "reader until 2026-04-30", "finance": "writer", "tarnvale.test": "reader found"})
    assert [(one.who, one.role, one.expires, one.discoverable) for one in given] == [
        ("stefan.dahl@norrfjord.test", "reader", "2026-04-30T23:00:00Z", False),
        ("finance@tarnvale.test", "writer", "", False), ("tarnvale.test", "reader", "", True),
    ]
    with pytest.raises(StateError, match="Did you mean 'havel'"):
        grants({"havell": "reader"})


def test_a_key_that_says_nothing_is_refused() -> None:
    entry = {"name": "A", "in": "root", "by": "mara", "at": "2026-03-01 10:00", "text": "Hello.", "shard": "no"}
    with pytest.raises(StateError, match="doc_a of the seed files: there is no key 'shard'"):
        read_sheet("doc_a", entry, {}, Draw(0, "test"))


def test_the_documented_files_and_folders_exist() -> None:
    text = DOCS.read_text(encoding="utf-8")
    ids = set(re.findall(r"`((?:doc|file|folder|drive)_\w+)`", text))
    assert len(ids) > 60
    for name in OFFICES:
        for identity in ids:
            if name == "office-large" or not re.search(rf"`{identity}`[^\n]*large only", text):
                assert identity in table(base_world(name)), (name, identity)
