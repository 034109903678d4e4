"""Profiles, the workspace's own emojis, and conversations that are muted."""

import pytest

from tests.mocks.chat.room import ANN, BOB, CLEO, GUS, MARA, Room


@pytest.fixture
def room() -> Room:
    return Room()


def test_a_profile_is_changed_field_by_field(room: Room) -> None:
    room.do("set_profile", by=BOB, title="Planner", phone="+49 30 555", pronouns="he")
    out = room.do("set_profile", by=BOB, real_name="Robert Bell")
    assert out == room.do("get_profile", by=CLEO, user="@bob")
    assert out == {"real_name": "Robert Bell", "display_name": "bob", "email": BOB, "title": "Planner",
                   "phone": "+49 30 555", "pronouns": "he", "status_text": "", "status_emoji": "", "status_until": ""}
    assert room.do("get_user", by=CLEO, user="@bob")["name"] == "Robert Bell"
    room.do("set_status", by=BOB, text="Away", emoji=":palm_tree:", until="2026-03-05T09:00")
    assert room.do("get_profile", by=BOB)["status_until"] == "2026-03-05T09:00:00+01:00"


def test_only_admins_change_the_profile_of_somebody_else(room: Room) -> None:
    assert room.refused("set_profile", by=BOB, user="@cleo", title="x")[0] == "restricted_action"
    assert room.do("set_profile", by=MARA, user="@cleo", title="Fitter")["title"] == "Fitter"
    assert room.refused("set_profile", by=BOB) == (
        "invalid_arguments", "Give real_name, title, phone or pronouns.")


def test_emojis_have_pictures_and_second_names(room: Room) -> None:
    room.do("add_emoji", by=BOB, name=":plan:", link="https://tarn.test/plan.png")
    room.do("add_emoji", by=BOB, name="scheme", alias_for="plan")
    room.do("add_emoji", by=CLEO, name="design", alias_for=":scheme:")
    assert room.do("list_emojis", by=GUS) == {
        "emojis": {"design": "alias:plan", "plan": "https://tarn.test/plan.png", "scheme": "alias:plan"}}
    assert room.do("list_emojis", by=GUS, limit=1)["next_page_token"] == "design"
    assert room.refused("add_emoji", by=BOB, name="plan", link="https://x.test/")[0] == "name_taken"
    assert room.refused("add_emoji", by=BOB, name="Plan!", link="https://x.test/")[0] == "invalid_name"
    assert room.refused("add_emoji", by=BOB, name="new")[0] == "invalid_arguments"
    assert room.refused("add_emoji", by=ANN, name="new", link="https://x.test/")[0] == "restricted_action"
    assert room.refused("remove_emoji", by=CLEO, name="plan")[0] == "restricted_action"
    assert room.refused("remove_emoji", by=CLEO, name="plam")[1].endswith("Did you mean 'plan'?")
    assert room.do("remove_emoji", by=MARA, name="plan")["removed"] == ["plan", "scheme", "design"]
    assert room.do("list_emojis", by=GUS) == {"emojis": {}}


def test_of_a_muted_channel_one_hears_only_ones_own_name(room: Room) -> None:
    room.do("mute_channel", by=BOB, channel="#plans")
    room.do("mute_channel", by=BOB, channel="@mara")
    room.do("post_message", by=MARA, channel="#plans", text="Hello")
    room.do("post_message", by=MARA, channel="@bob", text="Are you there?")
    assert room.do("list_activity", by=BOB)["activity"] == []
    assert [one["channel"] for one in room.do("list_unread", by=BOB)["channels"]] == ["Dbob"]
    room.do("post_message", by=MARA, channel="#plans", text="Ask @bob.")
    assert [one["kind"] for one in room.do("list_activity", by=BOB)["activity"]] == ["mention"]
    muted = {one["channel"]: one["muted"] for one in room.do("list_unread", by=BOB)["channels"]}
    assert muted == {"Cplans": True, "Dbob": True}
    room.do("mute_channel", by=BOB, channel="#plans", muted=False)
    room.do("post_message", by=MARA, channel="#plans", text="And @channel")
    assert len(room.do("list_activity", by=BOB)["activity"]) == 2
    assert room.refused("mute_channel", by=CLEO, channel="#plans")[0] == "not_in_channel"
