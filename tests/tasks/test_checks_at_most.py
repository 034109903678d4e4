"""Checks that say that something was made: the same parameters, and that it was made no more often than it may be."""

from typing import Any

import pytest

from diorama.tasks.checks import CHECKS
from tests.tasks.bench import Bench, task_of
from tests.tasks.floor import BOB, Floor

FACTS = {"price": {"amount": 41250, "currency": "EUR"}, "gate": {"text": ["the north gate"]}}
BOTH = "EUR 41,250, at the north gate."
LATER = "2026-03-09T09:00"

MADE: dict[str, tuple[dict[str, Any], str, dict[str, Any]]] = {
    "mail_sent": ({"to": [BOB]}, "mail.send", {"to": [BOB], "subject": "x", "body": BOTH}),
    "draft_exists": ({"to": [BOB]}, "mail.create_draft", {"to": [BOB], "subject": "x", "body": BOTH}),
    "message_posted": ({"channel": "#plans"}, "chat.post_message", {"channel": "Cplans", "text": BOTH}),
    "chat_scheduled": ({"channel": "#plans"}, "chat.schedule_message",
                       {"channel": "Cplans", "text": BOTH, "send_at": LATER}),
    "reminder_set": ({}, "chat.add_reminder", {"text": BOTH, "at": LATER}),
    "event_made": ({}, "calendar.create_event", {"summary": BOTH, "start": LATER, "end": "2026-03-09T10:00"}),
    "out_of_office_set": ({"first_day": "2026-03-09", "last_day": "2026-03-09"}, "calendar.create_event",
                          {"summary": BOTH, "start": LATER, "end": "2026-03-09T17:00", "type": "outOfOffice"}),
    "file_made": ({}, "drive.create_file", {"name": "a.txt", "text": BOTH}),
    "file_copied": ({"of": "f"}, "drive.copy", {"file_id": "f"}),
    "comment_made": ({"of": "f"}, "drive.comment", {"file_id": "f", "text": BOTH}),
    "suggestion_made": ({"of": "plan"}, "docs.suggest", {"file_id": "plan", "find": "The plan.",
                                                         "replace_with": f"The plan. {BOTH}"}),
    "channel_made": ({}, "chat.create_channel", {"name": "NAME"}),
}
"""Each check with its arguments, and a call that makes such a thing."""

ANY_NUMBER = ("suggestion_made",)
"""Those that don't mind how often, if nothing is said."""

NO_FACTS = ("file_copied", "channel_made")
"""Those that are made here without a text."""


def work(check: str) -> tuple[Bench, str, dict[str, Any]]:
    floor = Floor()
    floor.file(id="f")
    floor.doc()
    _, tool, arguments = MADE[check]
    return Bench(floor, task_of(facts=FACTS)), tool, arguments


def test_each_check_that_something_was_made_says_how_often() -> None:
    limited = {name for name, spec in CHECKS.items() if "at_most" in spec.params.model_fields}
    others = {  # lines of a document, files, what apps keep and bring about: tried with documents, machines, phones
        "doc_conveys", "path_made", "phone_effect", "phone_row",
    }
    assert limited == {*MADE, *others}
    without_text = {name for name in limited if "lacks" not in CHECKS[name].params.model_fields}
    assert without_text == {"file_copied", "phone_effect", "phone_row"}


@pytest.mark.parametrize("check", MADE)
def test_made_once_and_made_twice(check: str) -> None:
    bench, tool, arguments = work(check)
    wanted = MADE[check][0]
    for number in (1, 2):
        assert (number == 2) == bool(bench.holds(check, **wanted))
        bench.do(tool, **{name: f"name-{number}" if value == "NAME" else value for name, value in arguments.items()})
    assert bool(bench.holds(check, **wanted)) == (check in ANY_NUMBER)
    assert not bench.holds(check, **wanted, at_most=1)
    assert bench.holds(check, **wanted, at_most=2)
    assert bench.holds(check, **wanted, at_most=0)


@pytest.mark.parametrize("check", [one for one in MADE if one not in NO_FACTS])
def test_made_with_what_it_must_say_and_without_what_it_must_not(check: str) -> None:
    bench, tool, arguments = work(check)
    wanted = MADE[check][0]
    bench.do(tool, **{name: value.replace(", at the north gate", "") if isinstance(value, str) else value
                      for name, value in arguments.items()})
    assert bench.holds(check, **wanted, conveys=["price"], lacks=["gate"])
    assert not bench.holds(check, **wanted, conveys=["price", "gate"])
    assert not bench.holds(check, **wanted, lacks=["price"])
