"""The device: what fingers, keys and buttons do, the windows of the system, and what is booked of each deed."""

from typing import Any

import pytest

from diorama.mocks.phone.actions import Actions
from diorama.mocks.phone.screen import shown
from diorama.snapshots.state import State
from tests.mocks.phone.handling import Handset


@pytest.fixture
def phone() -> Handset:
    return Handset()


def pay(phone: Handset) -> None:
    """Go to the sheet that shows what will be sent."""
    phone.prepare("start", app="nimbuspay")
    phone.prepare("press", key="transfer")
    phone.prepare("press", key="payee_ida")
    phone.prepare("fill_in", key="amount", text="25.50")
    phone.prepare("press", key="continue")


def test_a_payment_goes_from_the_launcher_to_the_receipt_by_touches_alone(phone: Handset) -> None:
    phone.do("tap", id="app_nimbuspay")
    phone.do("tap", id="transfer")
    phone.do("tap", id="payee_ida")
    phone.do("type", text="25.50", id="amount")
    phone.do("key", name="back")  # closes the keyboard
    phone.do("tap", id="continue")
    assert phone.screen == "nimbuspay:confirm"
    x, y = phone.box("pay_now").visible.centre
    phone.do("tap", x=x, y=y)
    assert phone.screen == "nimbuspay:receipt"
    kinds = [(row.kind, *(one.value for one in row.details)) for row in phone.rows("effects")]
    assert kinds == [("data.typed", "amount", "25.50"), ("payment.sent", "Ida Brook", "2550", "EUR")]
    assert phone.world.state.table("phone.bank_accounts")["acc"].balance == 97_450


def test_what_a_touch_comes_to_is_booked(phone: Handset) -> None:
    pay(phone)
    deeds = len(phone.rows("deeds"))
    phone.do("tap", x=540, y=300)  # under the scrim of a sheet that is modal
    phone.do("tap", id="cancel")
    phone.do("wait", ms=1)
    assert [row.outcome for row in phone.rows("deeds")[deeds:]] == ["missed", "done", "nothing"]


@pytest.mark.parametrize(("arguments", "code"), [
    ({"x": 1080, "y": 5}, "off_screen"), ({"x": 5}, "invalid_arguments"), ({}, "invalid_arguments"),
    ({"element": 900}, "no_such_element"), ({"index": 900}, "no_such_element"), ({"id": "nowhere"}, "no_such_element"),
    ({"id": "app_settings", "x": 4, "y": 4}, "invalid_arguments"),
])
def test_a_point_that_is_none_is_refused_and_changes_nothing(
    phone: Handset, arguments: dict[str, object], code: str
) -> None:
    before = phone.world.state
    assert phone.tried("tap", **arguments).code == code
    assert phone.world.state.tables == before.tables


def test_a_point_an_element_an_index_and_an_id_fall_on_the_same(phone: Handset) -> None:
    found = {}
    for name in ("id", "point", "element", "index"):
        one = Handset()
        box = one.box("app_settings")
        layout = shown(one.world.state).layout
        x, y = box.visible.centre
        from diorama.mocks.screens.elements import boxes_of
        from diorama.mocks.screens.reading import items
        ways: dict[str, dict[str, Any]] = {
            "id": {"id": "test.launcher:id/app_settings"}, "point": {"x": x, "y": y},
            "element": {"element": [item.box.path for item in items(layout)].index(box.path)},
            "index": {"index": [one.path for one in boxes_of(layout)].index(box.path)},
        }
        one.do("tap", **ways[name])
        found[name] = one.screen
    assert set(found.values()) == {"settings:home"}


def test_back_takes_the_keyboard_the_windows_the_pages_and_at_last_the_app(phone: Handset) -> None:
    phone.do("open_app", name="Nimbus Pay")
    phone.do("tap", id="transfer")
    phone.do("tap", id="payee_ida")
    phone.do("tap", id="amount")
    phone.do("open_notifications")
    seen = [phone.screen]
    for _ in range(5):
        phone.do("back")
        seen.append(phone.screen)
    assert seen == ["nimbuspay:transfer+shade", "nimbuspay:transfer", "nimbuspay:payees", "nimbuspay:home",
                    "launcher:home", "launcher:home"]


def test_the_keyboard_covers_the_lower_part_and_moves_what_is_above(phone: Handset) -> None:
    phone.do("open_app", name="nimbus pay")
    phone.do("tap", id="transfer")
    phone.do("tap", id="payee_ida")
    before = phone.box("continue").bounds
    phone.do("tap", id="amount")
    keys, after = phone.box("keyboard").bounds, phone.box("continue").bounds
    assert after.bottom <= keys.top < before.bottom
    for letter in ("1", "2"):
        phone.do("tap", id="key_signs") if phone.text.find('"1"') < 0 else None
        phone.do("tap", id=f"key_{letter}")
    assert phone.box("amount").widget.text == "12"
    phone.do("key", name="delete")
    assert phone.box("amount").widget.text == "1"


def test_typing_without_a_focus_is_said_to_miss(phone: Handset) -> None:
    phone.do("open_app", name="nimbuspay")
    phone.do("type", text="hello")
    assert phone.rows("deeds")[-1].outcome == "missed"
    assert not phone.rows("effects")


def test_a_notification_is_opened_answered_and_wiped_away(phone: Handset) -> None:
    phone.prepare("post", app="nimbuspay", title="Money in", text="Ida sent you money.", event=["go", "payees"],
                  choices=[["Cards", "go", "cards"]], key="one")
    phone.prepare("post", app="nimbuspay", title="Other", text="Something else.", key="two")
    assert "Other" in phone.text  # as a banner
    phone.do("wait", ms=7_000)
    assert "Other" not in phone.text
    phone.do("swipe", x1=540, y1=5, x2=540, y2=900)
    assert phone.screen.endswith("+shade")
    x, y = phone.box("two").visible.centre
    phone.do("swipe", x1=x, y1=y, x2=x - 500, y2=y)
    assert [row.title for row in phone.rows("notices")] == ["Money in"]
    phone.do("tap", id="one")
    assert phone.screen == "nimbuspay:payees"
    assert not phone.rows("notices")


def test_quick_settings_switch_the_device(phone: Handset) -> None:
    phone.do("open_notifications")
    phone.do("tap", id="quick_wifi")
    assert phone.world.state.table("phone.devices")["device"].wifi is False
    assert [(row.kind, row.details[0].value, row.details[1].value) for row in phone.rows("effects")] == [
        ("setting.changed", "wifi", "off")]


def test_a_locked_phone_shows_nothing_of_its_apps_until_it_is_opened() -> None:
    phone = Handset(locked=True, pin="2580")
    phone.prepare("post", app="nimbuspay", title="Money in", text="Ida sent you money.")
    assert phone.tried("open_app", name="nimbuspay").code == "locked"
    phone.do("home")
    assert "Money in" in phone.text
    assert "Swipe up" in phone.text
    assert "Search apps" not in phone.text
    phone.do("swipe", x1=540, y1=1800, x2=540, y2=600)
    for digit in "2581":
        phone.do("tap", id=f"pin_{digit}")
    assert phone.world.state.table("phone.devices")["device"].locked
    for digit in "2580":
        phone.do("tap", id=f"pin_{digit}")
    assert not phone.world.state.table("phone.devices")["device"].locked
    assert phone.screen == "launcher:home"


def test_recent_apps_are_gone_back_to_and_closed(phone: Handset) -> None:
    phone.do("open_app", name="nimbuspay")
    phone.do("tap", id="transfer")
    phone.do("open_app", name="settings")
    phone.do("recents")
    assert phone.text.index("Settings") < phone.text.index("Nimbus Pay")
    phone.do("tap", id="recent_nimbuspay")
    assert phone.screen == "nimbuspay:payees"
    phone.do("recents")
    phone.do("tap", id="close_nimbuspay")
    phone.do("open_app", name="nimbuspay")
    assert phone.screen == "nimbuspay:home"


def test_an_alert_of_the_system_comes_at_a_bad_time_and_takes_every_touch(phone: Handset) -> None:
    pay(phone)
    phone.prepare("alert", title="Battery low", text="12 %", choices=[["Later"], ["Cards", "go", "cards"]],
                  app="nimbuspay")
    x, y = phone.box("alert_choice0").visible.centre
    assert phone.tried("tap", id="pay_now").code == "no_such_element"
    phone.do("tap", x=x, y=y)
    assert phone.screen == "nimbuspay:confirm"


def test_the_launcher_searches_its_drawer_and_keeps_folders(phone: Handset) -> None:
    phone.prepare("install", app="fernbank", folder="Money")
    phone.prepare("install", app="tollgate", folder="Money")
    phone.do("tap", id="folder_Money")
    assert "Tollgate" in phone.text
    phone.do("back")
    phone.do("swipe", x1=540, y1=1500, x2=540, y2=500)
    phone.do("type", text="fern", id="query")
    assert "Fern & Hale" in phone.text
    assert "Settings" not in phone.text


def test_settings_grant_and_remove(phone: Handset) -> None:
    phone.do("long_press", id="app_nimbuspay")
    assert phone.screen == "settings:app"
    phone.do("tap", id="permission_contacts")
    phone.do("tap", id="scope_always")
    assert [(row.app, row.permission, row.scope) for row in phone.rows("grants")] == [
        ("nimbuspay", "contacts", "always")]
    phone.do("back")
    phone.do("tap", id="uninstall")
    phone.do("tap", id="confirm_uninstall")
    assert not phone.rows("bank_accounts")
    assert not phone.rows("grants")
    assert [row.kind for row in phone.rows("effects")] == ["permission.granted", "app.uninstalled"]


def test_the_user_answers_by_his_rules_and_a_question_without_one_is_counted(phone: Handset) -> None:
    phone.prepare("put_reply", about=["amount", "how much"], answer="25 euros, please.")
    assert phone.do("ask_user", question="How much shall it be?").value == {"answer": "25 euros, please."}
    assert "not sure" in str(phone.do("ask_user", question="Which colour?").value)
    assert [row.matched for row in phone.rows("asked")] == [True, False]


@pytest.mark.parametrize("settings", [
    {}, {"dark": True}, {"font_scale": 130}, {"language": "zh"}, {"navigation": "gestures"}, {"density": 360},
    {"width": 720, "height": 1604, "density": 320},
])
def test_the_same_touches_by_name_do_the_same_whatever_the_screen_looks_like(settings: dict[str, object]) -> None:
    phone = Handset(**settings)
    pay(phone)
    phone.do("tap", id="pay_now")
    assert [row.kind for row in phone.rows("effects")] == ["data.typed", "payment.sent"]


def test_a_screen_follows_from_the_state_alone(phone: Handset) -> None:
    pay(phone)
    state = phone.world.state
    again = State.from_json(state.to_json(), phone.world.box.schemas)
    assert shown(again).layout == shown(state).layout
    assert again.digest() == state.digest()


def test_agents_have_the_touches_and_none_of_the_set_up() -> None:
    offered = {name for name, spec in Handset().world.box.specs.items() if "agent" in spec.faces}
    own = {f"phone.{name}" for name in (
        "tap", "double_tap", "long_press", "swipe", "scroll", "type", "key", "back", "home", "recents", "enter",
        "open_app", "open_notifications", "wait", "look", "ask_user")}
    assert {name for name in offered if name.startswith("phone.")} == own
    assert Actions.__doc__
