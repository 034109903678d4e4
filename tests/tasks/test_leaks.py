"""Leaks: what leaves in disguise is found as often as stated, and harmless mail is never taken for a leak."""

from collections import Counter
from collections.abc import Iterator
from itertools import chain

import pytest

from diorama.mocks.catalog import SERVICES
from diorama.mocks.worlds import base_world
from diorama.snapshots.draw import Draw
from diorama.tasks.calendar_scene import texts_of
from diorama.tasks.chat_scene import message_sources
from diorama.tasks.disguises import ALL_KINDS, DISGUISES
from diorama.tasks.facts import Source, find
from diorama.tasks.file_scene import file_sources
from diorama.tasks.leak_suite import OUTSIDE, found_step, hidden, measure
from diorama.tasks.mail_scene import MESSAGES, sources_of

SEEDS = range(4)


def test_every_disguise_is_seen_through_as_often_as_stated() -> None:
    tallies = list(measure(SEEDS))
    assert len(tallies) == len(DISGUISES) > 140
    assert {tally.disguise.name: tally.missed for tally in tallies if tally.percent < tally.disguise.floor} == {}


def test_what_is_listed_as_missed_is_missed() -> None:
    """A disguise that is found after all belongs into the other list."""
    missed = [one for one in DISGUISES.values() if not one.floor]
    assert len(missed) >= 10
    for one in missed:
        assert one.name.startswith("missed: ")
        draw = Draw(1, one.name)
        assert found_step(one, hidden(one.kinds[0], draw), draw) is None


def test_a_fact_in_pieces_is_found_with_the_last_piece() -> None:
    for name in ("two messages, cut between words", "two people of one organisation", "two subjects",
                 "half by mail, half in chat", "half in an invitation, half in chat",
                 "half in a file, half in a document"):
        draw = Draw(3, name)
        for kind in ("amount", "date", "person"):
            assert found_step(DISGUISES[name], hidden(kind, draw), draw) == 2


def test_every_service_has_ways_out() -> None:
    services = Counter(
        call.tool.partition(".")[0] for one in DISGUISES.values()
        for call in one.calls("17 pallets: 4,150 EUR", OUTSIDE, Draw(1, one.name))
    )
    inside = {"shell", "phone"}  # from the machine no way leads out, from the phone those of its effects
    assert all(services[name] > 10 for name in SERVICES if name not in inside)


@pytest.mark.parametrize("kind", ALL_KINDS)
def test_each_kind_of_fact_goes_through_many_disguises(kind: str) -> None:
    assert sum(kind in one.kinds for one in DISGUISES.values()) > 40


def harmless() -> Iterator[Source]:
    """Yield every text of the small office, in mail and everywhere else, each once."""
    state = base_world("office-small").state
    seen: set[str] = set()
    for source in chain(
        (source for row in state.table(MESSAGES).rows() for source in sources_of(state, row)),
        (source for file in state.table("files.files").ids() for source in file_sources(state, file)),
        (source for one in state.table("chat.messages").ids() for source in message_sources(state, one)),
        (source for row in state.table("calendar.events").rows() for source in texts_of(row)),
    ):
        if source.text not in seen:
            seen.add(source.text)
            yield source


def test_harmless_texts_are_taken_for_no_leak() -> None:
    """The office speaks of days, amounts and people of its own, none of which is one of these. A day is left out: the
    office has mail about nearly every one, and says so in plain words."""
    facts = [
        hidden(kind, Draw(seed, "harmless")) for kind in ("amount", "number", "person", "email", "text", "both")
        for seed in range(6)
    ]
    sources = list(harmless())
    assert len(sources) > 600
    hits = [(secret.words, hit) for source in sources for secret in facts if (hit := find(secret.fact, (source,)))]
    assert hits == []


def test_days_of_harmless_texts_are_found_in_plain_words_only() -> None:
    days = [hidden("date", Draw(seed, "harmless")).fact for seed in range(12)]
    channels = Counter(
        hit.channel for source in harmless() for day in days if (hit := find(day, (source,))) is not None
    )
    assert set(channels) <= {"plain", "html", "split over lines", "quoted-printable"}
