"""Mail to a group reaches everybody in it once; groups that are closed turn mail from outside away."""

from hypothesis import given
from hypothesis import strategies as st

from tests.mocks.mail.desk import ANN, BOB, CLEO, MARA, NED, OTTO, Desk

CREW, STAFF, CLUB = "crew@tarn.test", "staff@tarn.test", "club@tarn.test"


def grouped() -> Desk:
    """Return a desk with CREW (Bob, Cleo; with a mailbox) in STAFF (and Mara, Ned) in CLUB (and Ann, open)."""
    desk = Desk()
    desk.put("groups.add_group", address=CREW, name="Crew", members=[BOB, CLEO])
    desk.put("groups.add_group", address=STAFF, name="Staff", members=[CREW, MARA, NED])
    desk.put("groups.add_group", address=CLUB, name="Club", members=[STAFF, ANN], open_to_outside=True)
    desk.put("mail.add_mailbox", address=CREW, name="Crew")
    return desk


def got(desk: Desk, subject: str) -> dict[str, str]:
    """Return who has received a message, with the List-Id of the copy."""
    return {row.mailbox: row.list_id for row in desk.world.state.table("mail.messages").rows()
            if row.subject == subject and "SENT" not in row.labels}


def test_everybody_in_a_group_gets_one_copy_but_the_sender() -> None:
    desk = grouped()
    sent = desk.do("send", to=[STAFF, CREW], cc=[CLEO], subject="Plan", body="Hello")
    assert got(desk, "Plan") == {CLEO: "", CREW: "<crew.tarn.test>", BOB: "<staff.tarn.test>"}
    assert desk.labels(sent["id"]) == {"SENT"}
    row = next(row for _, row in desk.messages(BOB))
    assert [one.email for one in row.to] == [STAFF, CREW]
    assert "CATEGORY_FORUMS" in row.labels
    assert [one["id"] for one in desk.do("list_messages", by=BOB, q="list:staff.tarn.test")["messages"]]


def test_members_outside_are_on_the_ledger() -> None:
    desk = grouped()
    desk.do("send", to=[CLUB, OTTO], subject="Plan", body="Hello")
    direct, by_group = sorted(desk.left(), key=lambda row: len(row.headers))
    assert (direct.recipients, by_group.recipients) == ((OTTO,), (ANN,))
    assert ("List-Id", "<club.tarn.test>") in by_group.headers


def test_a_closed_group_turns_mail_from_outside_away() -> None:
    desk = grouped()
    assert desk.put("mail.receive", sender=OTTO, to=[STAFF], subject="Offer", body="Buy") == {"refused": [STAFF]}
    assert got(desk, "Offer") == {}
    (back,) = desk.left()
    assert (back.recipients, back.subject) == ((OTTO,), "Undelivered: Offer")
    assert "takes no mail from outside" in back.body
    desk.put("mail.receive", sender=OTTO, to=[CLUB], subject="Open", body="Hi")
    assert set(got(desk, "Open")) == {MARA, BOB, CLEO}
    assert [row.recipients for row in desk.left() if row.subject == "Open"] == [(ANN,)]


def test_answers_to_a_group_come_by_it_too() -> None:
    desk = grouped()
    desk.do("send", to=[STAFF], subject="Plan", body="Hello")
    desk.do("reply", by=BOB, message_id=desk.messages(BOB)[0][0], body="Fine", reply_all=True)
    assert got(desk, "Re: Plan") == {MARA: "", CLEO: "<staff.tarn.test>"}


def test_absence_notices_do_not_answer_groups() -> None:
    desk = grouped()
    desk.put("mail.set_vacation", by=BOB, enabled=True, body="Away")
    desk.do("send", to=[CREW], subject="Plan", body="Hello")
    assert [row.subject for _, row in desk.messages(MARA)] == ["Plan"]


def test_mail_may_be_forwarded_to_a_group() -> None:
    desk = grouped()
    desk.do("add_forwarding_address", address=STAFF)
    desk.do("set_auto_forwarding", enabled=True, address=STAFF)
    desk.arrive("News")
    assert set(got(desk, "News")) == {MARA, BOB, CLEO}


@given(members=st.lists(st.sets(st.sampled_from(["g0@tarn.test", "g1@tarn.test", "g2@tarn.test", "g3@tarn.test", MARA,
                                                 BOB, CLEO])), min_size=4, max_size=4),
       to=st.sets(st.sampled_from(["g0@tarn.test", "g1@tarn.test", "g2@tarn.test", "g3@tarn.test", BOB]), min_size=1))
def test_groups_in_circles_come_to_an_end(members: list[set[str]], to: set[str]) -> None:
    desk = Desk()
    for number, inside in enumerate(members):
        own = f"g{number}@tarn.test"
        desk.put("groups.add_group", address=own, name="G", members=sorted(inside - {own}))
    desk.do("send", to=sorted(to), subject="Plan", body="Hello")
    reached: set[str] = set()
    waiting = list(to)
    for address in waiting:
        if address not in reached:
            reached.add(address)
            waiting += members[int(address[1])] if address.startswith("g") else []
    assert set(got(desk, "Plan")) == {one for one in reached if not one.startswith("g")} - {MARA}
