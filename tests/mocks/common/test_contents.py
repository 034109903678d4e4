"""Contents: text and base64 become bytes, and what is neither is quoted."""

import base64 as b64
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diorama.mocks.common.contents import content_of, decoded
from diorama.snapshots.errors import ToolError


@given(st.binary())
def test_base64_is_read_back(content: bytes) -> None:
    text = b64.b64encode(content).decode()
    assert decoded(text) == content_of("", text) == content


@given(st.text())
def test_a_text_is_its_bytes(text: str) -> None:
    assert content_of(text, "") == text.encode()


@pytest.mark.parametrize("wrong", ["%%%", "eA", "eA==\n", "e A==", "äöü=", "eA-_"])
def test_what_is_no_base64_is_quoted(wrong: str) -> None:
    why = f"The base64 {re.escape(ascii(wrong))} cannot be read; it is made of A to Z"
    with pytest.raises(ToolError, match=why) as caught:
        decoded(wrong)
    assert caught.value.code == "invalid_arguments"


def test_a_long_one_is_quoted_in_part() -> None:
    with pytest.raises(ToolError) as caught:
        decoded("!" * 10_000_000)
    assert len(caught.value.message) < 200


def test_one_of_the_two_is_given() -> None:
    with pytest.raises(ToolError, match="text or base64, not both; text is 'x' and base64 'eA=='") as caught:
        content_of("x", "eA==")
    assert caught.value.code == "invalid_arguments"
