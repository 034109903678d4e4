"""Checks about a phone: what triggers each, and what only looks like it."""

from typing import Any

import pytest

from diorama.mocks.handset import PRINCIPAL
from diorama.mocks.world import agent
from diorama.snapshots.calls import Call
from diorama.snapshots.digest import Json
from diorama.snapshots.errors import TaskError
from diorama.tasks import checks_phone as checks_phone  # registers its checks
from diorama.tasks.checks import CHECKS, Scene, validate_check
from diorama.tasks.checks_phone import ends_rightly
from tests.mocks.phone.handling import Handset


class Hand:
    """A phone, and what is found of it since it was prepared."""

    def __init__(self) -> None:
        self.phone = Handset()
        self.start = self.phone.world.state
        self.before = len(self.phone.world.log)

    def holds(self, name: str, **arguments: Any) -> list[str]:
        """Return the keys of what a check finds."""
        world = self.phone.world
        call = Call.of(name, arguments)
        scene = Scene("", {}, self.start, world.log[self.before :], world.state)
        return [one.key for one in CHECKS[name].function(scene, **CHECKS[name].bind(call.text))]


def test_a_row_counts_once_it_is_so_and_only_so_often() -> None:
    hand = Hand()
    wanted = {"table": "bank_payees", "values": {"name": "Noel"}}
    assert hand.holds("phone_row", table="bank_payees", id="ida", values={"name": "Ida Brook"}) == ["ida"]
    assert hand.holds("phone_row", table="bank_payees", values={"name": "Ida Brook"}) == [], "it was so at the start"
    for number in ("7", "8"):
        row = {"name": "Noel", "number": number}
        hand.phone.prepare("put_row", app="nimbuspay", table="payees", id=number, row=row)
    assert hand.holds("phone_row", **wanted) == ["7", "8"]
    assert hand.holds("phone_row", **wanted, app="fernbank") == []
    assert hand.holds("phone_row", **wanted, at_most=1) == []
    with pytest.raises(TaskError, match="has no 'nam'"):
        hand.holds("phone_row", table="bank_payees", values={"nam": "Noel"})


def test_an_effect_counts_with_its_details_and_only_so_often() -> None:
    hand = Hand()
    hand.phone.prepare("start", app="nimbuspay")
    paid = {"effect": "payment.sent", "details": {"payee": "Ida Brook"}}
    for times in (1, 2):
        for key in ("transfer", "payee_ida"):
            hand.phone.do("tap", id=key)
        hand.phone.prepare("fill_in", key="amount", text="25.50")
        hand.phone.prepare("press", key="continue")
        for key in ("pay_now", "done"):
            hand.phone.do("tap", id=key)
        assert len(hand.holds("phone_effect", **paid)) == times
        assert len(hand.holds("phone_effect", **paid, at_most=1)) == times % 2
    assert hand.holds("phone_effect", effect="payment.sent", details={"payee": "Noel"}) == []
    assert hand.holds("phone_effect", **paid, other_than={"amount": 2550}) == []


def test_rows_are_gone_all_of_them_and_no_other() -> None:
    hand = Hand()
    assert hand.holds("phone_row_gone", table="apps", ids=["nimbuspay"]) == []
    hand.phone.prepare("remove_app", app="nimbuspay")
    assert hand.holds("phone_row_gone", table="apps", ids=["nimbuspay"]) == ["nimbuspay"]
    assert hand.holds("phone_row_gone", table="apps", ids=["nimbuspay", "settings"]) == []


def test_a_setting_has_a_value() -> None:
    hand = Hand()
    assert hand.holds("phone_setting", setting="dark", value=True) == []
    hand.phone.prepare("set_device", settings={"dark": True})
    assert hand.holds("phone_setting", setting="dark", value=True) == ["dark"]


@pytest.mark.parametrize(("name", "arguments", "meant"), [
    ("phone_row", {"table": "bank_payee"}, "bank_payees"), ("phone_setting", {"setting": "drak", "value": 1}, "dark"),
    ("phone_effect", {"effect": "payment.send"}, "payment.sent"),
])
def test_names_are_checked_when_a_task_is_loaded(name: str, arguments: dict[str, Any], meant: str) -> None:
    with pytest.raises(TaskError, match=meant):
        validate_check(Call.of(name, arguments), {}, "here")


def test_a_screen_is_a_way_out_while_it_is_on_top() -> None:
    hand = Hand()
    hand.phone.do("open_app", name="settings")
    home = {"ways": [{"top": "home"}]}
    assert hand.holds("phone_way", **home) == ["way 0"]
    assert hand.holds("phone_way", ways=[{"top": "home", "asked": []}]) == [], "all that a way names has to hold"
    hand.phone.do("open_notifications")
    assert hand.holds("phone_way", ways=[{"top": "shade"}]) == ["way 0"], "of the system as well"
    hand.phone.do("home")
    assert hand.holds("phone_way", **home) == [], "it was reached, and left again"


@pytest.mark.parametrize(("tool", "arguments", "counts"), [
    ("finish", {"status": "done"}, True), ("finish", {"status": "infeasible"}, False),
    ("decline", {"reason": "no"}, False), ("phone.home", {}, False),
])
def test_it_is_finished_once_it_is_said_to_be_done(tool: str, arguments: dict[str, Any], counts: bool) -> None:
    hand = Hand()
    assert hand.phone.world.call(Call.of(tool, arguments), actor=agent(PRINCIPAL), face="agent").ok
    assert hand.holds("phone_way", ways=[{"finished": True}]) == ["way 0"] * counts


def test_to_finish_ends_rightly_where_it_is_one_of_the_ways() -> None:
    asking: dict[str, Json] = {"asked": []}
    assert not ends_rightly([Call.of("phone_way", {"ways": [asking]})])
    assert ends_rightly([Call.of("phone_way", {"ways": [asking, {"finished": True}]})])
