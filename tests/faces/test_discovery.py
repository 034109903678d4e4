"""Discovery documents: what is published, and which method a path reaches."""

import json
import re
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diorama.mocks.faces.discovery import APIS, api, names_of, snake


@pytest.mark.parametrize("name", APIS)
def test_the_published_document_differs_in_its_address_alone(name: str) -> None:
    root = "http://127.0.0.1:8765/w/KEY/"
    published = json.loads(api(name).published(root))
    original = api(name).document
    moved = {"rootUrl", "baseUrl", "mtlsRootUrl", "basePath"}
    assert {key for key in original.keys() | published.keys() if original.get(key) != published.get(key)} <= moved
    assert published["rootUrl"] == published["mtlsRootUrl"] == root
    assert published["baseUrl"] == root + original["servicePath"]
    assert api(name).published("http://other/") == api(name).published(root).replace(root, "http://other/")


@pytest.mark.parametrize("name", APIS)
def test_every_path_reaches_its_own_method(name: str) -> None:
    for method in api(name).methods.values():
        path = re.sub(r"\{\+?(\w+)\}", r"a-\1", method.template)
        found = api(name).match(method.verb, path)
        assert found is not None, method.id
        assert found[0].id == method.id
        assert found[1] == {variable: f"a-{variable}" for variable in method.variables}


@given(st.text(min_size=1).filter(lambda text: text not in (".", "..")))
def test_what_stands_in_a_path_comes_out_as_it_was(text: str) -> None:
    try:
        quoted = quote(text, safe="")
    except UnicodeEncodeError:
        return
    found = api("gmail").match("GET", f"gmail/v1/users/me/messages/{quoted}")
    assert found is not None
    assert found[1] == {"userId": "me", "id": text}


@pytest.mark.parametrize("path", ["", "v1", "v1/documents/a:b:batchUpdate", "v1/documents/:batchUpdate", "v1//a",
                                  "v1/documents/a/b", "v2/documents/a", "/v1/documents/a"])
def test_any_other_path_is_none_of_an_apis(path: str) -> None:
    assert api("docs").match("POST", path) is None
    assert api("docs").match("GET", path) is None


def test_names_of_parameters_and_fields() -> None:
    assert [snake(name) for name in ("includeSpamTrash", "iCalUID", "q", "$.xgafv", "maxResults")] == [
        "include_spam_trash", "i_cal_uid", "q", "xgafv", "max_results"]
    names = names_of(api("gmail").schemas, "ListMessagesResponse")
    assert set(names) == {"messages", "nextPageToken", "resultSizeEstimate"}
    assert "threadId" in names["messages"]
    assert len(names_of(api("gmail").schemas, "")) == 0
