"""Who may do what: against brute force over random share trees, and the rules one by one."""

from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diorama.mocks.common.access import Looker, access, may
from diorama.mocks.common.file_records import RANK, File, root_of
from diorama.mocks.common.groups import groups_of, people_in
from diorama.mocks.world import agent
from diorama.snapshots.draw import Draw
from diorama.snapshots.state import State
from tests.mocks.drive.shelf import ANN, BOB, CLEO, CLUB, CREW, DAY, MARA, MINUTE, NED, NOW, OTTO, STAFF, Shelf

PEOPLE = (MARA, BOB, CLEO, NED, ANN, OTTO)
WHO = (*PEOPLE, CREW, STAFF, CLUB, "tarn.test", "outside.test", "anyone")
PERSONAL = ("reader", "commenter", "writer")


class Source(NamedTuple):
    """A state as what access reads from."""

    state: State

    @property
    def now(self) -> int:
        return self.state.now

    def read(self, path: str) -> Any:
        return self.state.table(path)


# --- brute force -----------------------------------------------------------------------------------------------------


def in_group(state: State, address: str, group: str, seen: frozenset[str] = frozenset()) -> bool:
    row = state.table("groups.groups").get(group)
    if row is None or group in seen:
        return False
    return address in row.members or any(in_group(state, address, one, seen | {group}) for one in row.members)


def home(address: str) -> bool:
    return address.endswith("@tarn.test")


def named(state: State, grant: Any, person: str) -> bool:
    match grant.kind:
        case "user":
            return bool(grant.who == person)
        case "group":
            return in_group(state, person, grant.who)
        case "domain":
            return person.partition("@")[2] == str(grant.who)
    return True


def naive(state: State, file: str, person: str) -> set[tuple[str, str, str, str]]:
    """Return (role, source, kind, who) of every way in, by walking up from the file and asking each grant anew."""
    files = state.table("files.files")
    ways: set[tuple[str, str, str, str]] = set()
    level, walls = file, 0
    while level:
        row: File = files[level]
        if row.owner == person:
            ways.add(("owner" if level == file else "writer", level, "owner", person))
        for grant in state.table("files.permissions").rows():
            if grant.file == level and named(state, grant, person) and not 0 < grant.expires <= state.now and (
                not walls or grant.role == "organizer"
            ):
                ways.add((grant.role, level, grant.kind, grant.who))
        walls += row.limited
        level = row.parent
    drive = state.table("files.drives").get(files[file].drive)
    if drive is not None and drive.domain_only:
        ways = {way for way in ways if way[2] != "anyone" and home(person)}
    if drive is not None and drive.members_only and not any(source == files[file].drive for _, source, _, _ in ways):
        return set()
    return ways


def grown(seed: int) -> Shelf:
    """Return a shelf with a random tree of folders to depth 10, in My Drives and shared drives, with random grants."""
    draw, shelf = Draw(seed, "tree"), Shelf(mail=False)
    folders: list[tuple[str, int]] = []
    for number in range(draw.below(3)):
        identity = f"drive_{number}"
        shelf.drive(identity, people_outside=draw.chance(50), non_members=draw.chance(60), members=[
            [draw.choice((MARA, BOB, CREW)), "organizer"], [draw.choice((NED, ANN, CLUB)), draw.choice(PERSONAL)],
        ])
        folders.append((identity, 0))
    for number in range(18):
        parent, depth = draw.choice(folders) if folders and draw.chance(85) else ("root", 0)
        if number % 3 == 0 and folders and folders[-1][1] < 10:
            parent, depth = folders[-1]  # long chains, not only bushes
        owner = draw.choice((MARA, BOB, NED))
        if number % 4 == 3 or depth == 10:
            shelf.file(f"f{number}", owner=owner, folder=parent, id=f"file_{number}")
        else:
            folders.append((shelf.folder(f"d{number}", owner=owner, folder=parent, id=f"folder_{number}",
                                         limited=draw.chance(25)), depth + 1))
    files = [one for one in shelf.world.state.table("files.files").ids() if not one.startswith(("root", "drive"))]
    for _ in range(14):
        file, who = draw.choice(files), draw.choice(WHO)
        if shelf.row(file).owner != who:
            until = draw.choice(("", "", "2026-03-04T08:29:00", "2026-03-04T08:31:00")) if "@" in who else ""
            shelf.give(file, who, draw.choice(PERSONAL), expires=until, discoverable=draw.chance(30) and "@" not in who)
    return shelf


@given(seed=st.integers(0, 2**40), later=st.sampled_from([0, 2 * MINUTE]))
def test_access_is_what_brute_force_finds(seed: int, later: int) -> None:
    shelf = grown(seed)
    shelf.world.advance(NOW + later)
    state = shelf.world.state
    for person in PEOPLE:
        looker = Looker(Source(state), person)
        for file in state.table("files.files").ids():
            expected = naive(state, file, person)
            ways = looker.ways(file)
            assert {(way.role, way.source, way.kind, way.who) for way in ways} == expected
            best = access(Source(state), file, person)
            assert best == looker.access(file)
            highest = max((RANK[role] for role, *_ in expected), default=0)
            assert (RANK[best.role] if best else 0) == highest
            for way in ways:
                assert (way.source == file) == (way.path in ("owner", "direct", "group", "domain", "link"))
                assert (way.path == "shared_drive") == (way.source == shelf.row(file).drive != file)
                if way.kind == "group":
                    assert way.groups[0] == way.who
                    assert person in state.table("groups.groups")[way.groups[-1]].members


@given(seed=st.integers(0, 2**40))
def test_who_has_access_names_exactly_those_who_have(seed: int) -> None:
    """The tool's people and open circles, against every person's own access."""
    shelf = grown(seed)
    state = shelf.world.state
    for file in state.table("files.files").ids()[:12]:
        told = shelf.put("drive.who_has_access", file_id=file)
        listed = {one["person"]: one["role"] for one in told["people"]}
        for person in PEOPLE:
            way = access(Source(state), file, person)
            if person in listed:
                assert way is not None
                assert listed[person] == way.role
            elif way is not None:
                assert way.kind in ("domain", "anyone")
                assert any(one["to"] == (way.who or "anyone") for one in told["open_to"])


@given(seed=st.integers(0, 2**40))
def test_what_tools_open_is_what_access_says(seed: int) -> None:
    shelf = grown(seed)
    state = shelf.world.state
    for person in PEOPLE[1:5]:
        for file in state.table("files.files").ids()[:10]:
            way = access(Source(state), file, person)
            outcome = shelf.attempt("drive.get_file", agent(person), {"file_id": file})
            assert outcome.ok == (way is not None)
            if way is not None:
                told: Any = outcome.value
                assert told["your_role"] == way.role


# --- groups ----------------------------------------------------------------------------------------------------------


@given(edges=st.lists(st.tuples(st.integers(0, 6), st.integers(0, 9)), max_size=20))
def test_groups_reach_whom_their_members_reach(edges: list[tuple[int, int]]) -> None:
    """Nested groups, in circles too: membership by the two directions and by brute force."""
    shelf = Shelf(mail=False)
    members: dict[int, list[str]] = {}
    for group, member in edges:
        if group != member:
            members.setdefault(group, []).append(f"g{member}@tarn.test" if member < 7 else f"p{member}@tarn.test")
    for group, inside in members.items():
        shelf.put("groups.add_group", address=f"g{group}@tarn.test", name=f"G{group}", members=inside)
    state, source = shelf.world.state, Source(shelf.world.state)
    for person in ("p7@tarn.test", "p8@tarn.test", "p9@tarn.test"):
        found = groups_of(source, person)
        for name in state.table("groups.groups").ids():
            inside_it = in_group(state, person, name)
            assert (name in found) == inside_it
            assert (person in [one for one, _ in people_in(source, name)]) == inside_it
            if inside_it:
                way = found[name]
                assert way[0] == name
                for above, below in zip(way, (*way[1:], person), strict=True):
                    assert below in state.table("groups.groups")[above].members


# --- rules -----------------------------------------------------------------------------------------------------------


def test_every_path_has_its_name() -> None:
    shelf = Shelf(mail=False)
    folder = shelf.folder()
    file = shelf.file(folder=folder, owner=BOB)
    team = shelf.drive()
    inside = shelf.file(folder=team)
    for who, given_on in ((CLEO, file), (CREW, file), ("tarn.test", file), ("anyone", file), (NED, folder)):
        shelf.give(given_on, who)
    look = {person: Looker(Source(shelf.world.state), person) for person in (*PEOPLE, "")}
    assert look[BOB].access(file)[:2] == ("owner", "owner")  # type: ignore[index]
    assert {way.path for way in look[CLEO].ways(file)} == {"direct", "group", "domain", "link"}
    assert {way.path for way in look[NED].ways(file)} == {"domain", "link", "inheritance"}
    assert look[MARA].access(file)[:3] == ("writer", "inheritance", folder)  # type: ignore[index]
    assert look[ANN].access(file)[:2] == ("reader", "link")  # type: ignore[index]
    assert look[""].access(file)[:2] == ("reader", "link")  # type: ignore[index]
    assert look[BOB].access(inside)[:3] == ("writer", "shared_drive", team)  # type: ignore[index]
    assert look[ANN].access(inside) is None
    assert look[MARA].access("no such file") is None


def test_a_person_with_two_addresses_has_the_access_of_both() -> None:
    shelf = Shelf(mail=False)
    shelf.put("people.add_person", id="kim", name="Kim", emails=["kim@tarn.test", "k@tarn.test"], organisation="tarn")
    file = shelf.file()
    shelf.give(file, "k@tarn.test", "writer")
    assert may(access(Source(shelf.world.state), file, "kim@tarn.test"), "writer")


def test_expired_access_ends_by_itself() -> None:
    shelf = Shelf(mail=False)
    file = shelf.file()
    shelf.do("share", file_id=file, to=[CLEO], expires="2026-03-05T09:30")
    assert shelf.do("read_content", by=CLEO, file_id=file)["text"] == "the plan"
    shelf.world.advance(NOW + DAY - 1)
    assert shelf.do("get_file", by=CLEO, file_id=file)["your_role"] == "reader"
    shelf.world.advance(NOW + DAY)
    assert shelf.refused("read_content", by=CLEO, file_id=file)[0] == "not_found"


def test_a_limited_folder_keeps_out_who_is_not_named() -> None:
    shelf = Shelf(mail=False)
    outer = shelf.folder("Outer")
    inner = shelf.folder("Inner", folder=outer, owner=BOB)
    file = shelf.file(folder=inner, owner=BOB)
    shelf.give(outer, CLEO, "writer")
    shelf.give(inner, NED)
    assert shelf.found("name contains 'plan'", by=CLEO) == ["plan.txt"]
    shelf.do("limit_folder", by=BOB, folder_id=inner)
    assert shelf.found("name contains 'plan'", by=CLEO) == []
    assert shelf.found("name contains 'plan'", by=NED) == ["plan.txt"]
    assert shelf.do("get_file", by=MARA, file_id=file)["your_role"] == "writer", "an owner above keeps access"
    changes = shelf.do("list_changes", by=CLEO)["changes"]
    assert {"file": file, "removed": True} in [{key: one.get(key) for key in ("file", "removed")} for one in changes]
    shelf.do("limit_folder", by=BOB, folder_id=inner, limited=False)
    assert shelf.found("name contains 'plan'", by=CLEO) == ["plan.txt"]


@pytest.mark.parametrize("wide", [False, True])
def test_a_question_ten_folders_deep_is_answered(wide: bool) -> None:
    shelf = Shelf(mail=False)
    folder = "root"
    for number in range(10):
        folder = shelf.folder(f"d{number}", folder=folder)
        for who in WHO[1:] if wide else (NED, CREW):
            shelf.give(folder, who)
    file = shelf.file(folder=folder)
    found = access(Source(shelf.world.state), file, CLEO)
    assert found is not None
    assert found.path == "inheritance"


def test_roots_belong_to_their_owners() -> None:
    shelf = Shelf(mail=False)
    shelf.file(owner=BOB)
    assert access(Source(shelf.world.state), root_of(BOB), BOB) is not None
    assert access(Source(shelf.world.state), root_of(BOB), MARA) is None
