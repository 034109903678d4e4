"""The page of what is served: held to the code, and the code to its docstrings and its answers."""

from pathlib import Path

import pytest

from diorama.harnesses.serve.coverage import FAMILIES, REFUSED, STORED, google_rows, page, slack_methods, slack_rows
from diorama.mocks.catalog import SERVICES, service_classes
from diorama.mocks.faces.discovery import APIS, api
from diorama.mocks.world import toolbox
from tests.faces.clients import Desk
from tests.faces.wire import ask

ROOT = Path(__file__).parent.parent.parent
SPECS = toolbox(service_classes(tuple(SERVICES))).specs


def test_the_page_is_that_of_the_code() -> None:
    written = (ROOT / "docs" / "rest_coverage.md").read_text(encoding="utf-8")
    assert written == page(), "python -m diorama.harnesses.serve.coverage > docs/rest_coverage.md writes it anew"


def test_every_method_of_every_discovery_document_is_served() -> None:
    assert {name: len(api(name).methods) for name in APIS} == {"gmail": 79, "calendar": 38, "drive": 64, "docs": 3}
    for name in APIS:
        assert [row.method for row in google_rows(name) if row.status == "unknown"] == []


def test_every_method_of_slacks_families_is_served() -> None:
    rows = slack_rows()
    assert len(rows) > 130
    assert {row.method.split(".")[1] for row in rows} == set(FAMILIES)
    assert [row.method for row in rows if row.status == "unknown"] == []


@pytest.mark.parametrize("name", APIS)
def test_a_tool_has_the_parameters_of_its_method(name: str) -> None:
    for identity, method in api(name).methods.items():
        own = {parameter.field for parameter in method.parameters.values()}
        more = {"body"} if method.body else set()
        takes = set(SPECS[identity].params.model_fields)
        assert takes >= own | more, identity
        assert takes - own - more <= {"media", "alt", "if_match", "if_none_match", "body"}, identity
        assert ("media" in takes) == method.uploads, identity


def test_what_is_refused_says_so_and_is() -> None:
    refused = {row.method for name in APIS for row in google_rows(name) if row.status == "refused"}
    refused |= {row.method for row in slack_rows() if row.status == "refused"}
    assert refused == {name for name, spec in SPECS.items() if spec.doc.startswith("Refuse")}
    for beginning in REFUSED:
        assert any(name.startswith(beginning) for name in refused), beginning
    assert set(STORED) <= set(SPECS)


def test_every_other_method_of_slacks_client_is_unknown(desk: Desk) -> None:
    others = sorted(name for name in slack_methods() if name.partition(".")[0] not in FAMILIES)
    assert len(others) > 150
    for name in others:
        assert ask(f"{desk.address}slack/api/{name}", "POST").json == {"ok": False, "error": "unknown_method"}, name
    assert desk.served.world.log == ()
