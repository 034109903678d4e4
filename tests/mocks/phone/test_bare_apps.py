"""Apps that have nothing: installed beside others, or out of the store, and opened all the same."""

import re

import pytest

from diorama.mocks.catalog import service_classes
from diorama.mocks.handset import SERVICES, build_handset
from diorama.mocks.phone.app import LAUNCHER, SYSTEM, App
from diorama.mocks.phone.catalog import all_apps
from diorama.mocks.phone.records import AppRecord
from diorama.mocks.phone.screen import shown
from diorama.mocks.phone.skins import skins_of
from diorama.mocks.phone.words import read_words
from diorama.mocks.world import World, run_calls, setup
from diorama.snapshots.calls import Call
from diorama.snapshots.digest import Json
from diorama.snapshots.state import State
from tests.mocks.phone.crawling import reachable
from tests.mocks.screens.agreement import disagreements

KINDS = [kind for kind in all_apps() if kind not in (LAUNCHER, SYSTEM)]
WITH_ACCOUNTS = [kind for kind in KINDS if isinstance(all_apps()[kind].account, type)]
LANGUAGES = ("en", "zh")

SAYS_SO = re.compile(r"(no|nobody|none|nothing|empty|dark|signed_out)(_|$)")
"""Keys of the words with which a screen says that there is nothing on it."""

ALWAYS_OF_USE = {"ride", "settings", "translator"}
"""Kinds whose first screen is for doing something, whatever is kept."""

_DUMMIES: dict[str, Json] = {"str": "Ida", "int": 1, "bool": False}


def opened(kind: str, language: str, *calls: Call, services: tuple[str, ...] = SERVICES, skin: int = 0) -> State:
    """Return a phone on which an app of a kind has been installed and, after some calls, opened."""
    app = skins_of(kind)[skin].id
    world = World(service_classes(services), build_handset(services).state)
    run_calls(world, (
        Call.of("phone.set_device", {"settings": {"language": language}}), Call.of("phone.install", {"app": app}),
        *calls, Call.of("phone.start", {"app": app}),
    ), actor=setup())
    return world.state


def texts(state: State) -> set[str]:
    return {box.widget.text for box in shown(state).layout.boxes if box.widget.text}


def account_of(kind: str, app: App) -> Call:
    """Return the call that gives an app an account of which no more is known than has to be."""
    record = app.account
    assert isinstance(record, type)
    assert issubclass(record, AppRecord)
    row: dict[str, Json] = {
        name: _DUMMIES[str(getattr(field.annotation, "__name__", ""))]
        for name, field in record.model_fields.items() if field.is_required() and name != "app"
    }
    table = next(name for name, one in app.records.items() if one is record)
    return Call.of("phone.put_row", {"app": skins_of(kind)[0].id, "table": table, "row": row})


def crawl(state: State, most: int, services: tuple[str, ...] = SERVICES) -> None:
    """Lay out what taps and typing lead to: what is raised there, other than as an answer, is raised here."""
    for reached in reachable(services, [state], most, typed="12"):
        assert not disagreements(shown(reached).layout)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_an_app_without_rows_can_be_used(kind: str, language: str) -> None:
    crawl(opened(kind, language), 12)


@pytest.mark.parametrize("kind", WITH_ACCOUNTS)
def test_an_app_with_an_account_and_nothing_in_it_can_be_used(kind: str) -> None:
    crawl(opened(kind, "en", account_of(kind, all_apps()[kind])), 12)


@pytest.mark.parametrize("kind", ["calendar", "chat", "drive", "mail"])
def test_a_client_of_a_service_that_the_world_lacks_says_that_nobody_is_signed_in(kind: str) -> None:
    bare = opened(kind, "en", services=("phone",))
    assert texts(bare) & set(read_words(kind)["signed_out"]["en"])
    crawl(bare, 3, ("phone",))


@pytest.mark.long
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_every_screen_of_an_app_without_rows(kind: str, language: str) -> None:
    crawl(opened(kind, language, skin=1 + LANGUAGES.index(language)), 40)


@pytest.mark.long
@pytest.mark.parametrize("kind", WITH_ACCOUNTS)
def test_every_screen_of_an_app_with_an_account_and_nothing_in_it(kind: str) -> None:
    for language in LANGUAGES:
        crawl(opened(kind, language, account_of(kind, all_apps()[kind])), 40)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in ALWAYS_OF_USE])
def test_an_app_without_rows_says_so_in_both_languages(kind: str) -> None:
    for language in LANGUAGES:
        said = texts(opened(kind, language))
        assert any(said & set(options[language]) for key, options in read_words(kind).items() if SAYS_SO.match(key)), (
            f"{kind} in {language} says {sorted(said)}")


def test_where_nobody_is_signed_in_an_event_does_nothing_until_somebody_is() -> None:
    app = skins_of("games")[0].id
    raised = Call.of("phone.raise_later", {"app": app, "event": ["watch"]})
    world = World(service_classes(("phone",)), opened("games", "en", services=("phone",)))
    before = world.state.table("phone.tasks").digest
    run_calls(world, (raised,), actor=setup())
    assert world.state.table("phone.tasks").digest == before
    run_calls(world, (Call.of("phone.put_row", {"app": app, "table": "players", "row": {}}),), actor=setup())
    assert not texts(world.state) & set(read_words("games")["signed_out"]["en"])


def test_a_screen_kept_of_a_world_without_a_service_is_not_shown_in_one_that_has_it() -> None:
    without, within = (opened("calendar", "en", services=services) for services in (("phone",), SERVICES))
    assert texts(without) != texts(within)
