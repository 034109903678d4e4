"""Spaces: any text is an action, samples are good calls, and gymnasium's own checks hold."""

import json
import pickle

import numpy as np
import pytest
from gymnasium.spaces.utils import flatdim

from diorama.envs.spaces import AnyText, CallSpace
from diorama.mocks.catalog import SERVICES
from diorama.mocks.world import Toolbox

SPECS = [spec for spec in Toolbox(tuple(SERVICES.values())).specs.values() if "agent" in spec.faces]


def test_any_text_up_to_its_length_is_inside() -> None:
    space = AnyText(5)
    for text in ("", "abc", "ünïco", "\ud800", "会議\U0001f600"):
        assert text in space
    for other in ("abcdef", 5, None, b"abc", ["a"]):
        assert other not in space
    assert all(space.sample() in space for _ in range(50))
    assert max(len(AnyText(1000, seed=1).sample()) for _ in range(5)) <= 20


def test_samples_follow_the_seed() -> None:
    spaces = [CallSpace(SPECS, 10_000, seed=4) for _ in range(2)]
    assert [spaces[0].sample() for _ in range(20)] == [spaces[1].sample() for _ in range(20)]
    spaces[0].seed(9)
    spaces[1].seed(9)
    assert spaces[0].sample() == spaces[1].sample()
    assert len({spaces[0].sample() for _ in range(50)}) > 20


def test_samples_are_calls_of_every_tool_and_fit() -> None:
    space = CallSpace(SPECS, 100_000, seed=0)
    by_wire = {spec.wire: spec for spec in SPECS}
    seen = set()
    for _ in range(10 * len(SPECS)):
        sample = space.sample()
        assert sample in space
        call = json.loads(sample)
        by_wire[call["tool"]].bind(json.dumps(call["arguments"]))
        seen.add(call["tool"])
    assert seen == set(by_wire)


def test_a_second_space_shares_no_random_numbers() -> None:
    space = CallSpace(SPECS, 10_000, seed=4)
    first = space.sample()
    other = space.unseeded()
    other.seed(4)
    assert other.sample() == first
    assert other == space
    assert other.np_random is not space.np_random


def test_spaces_go_to_other_processes() -> None:
    """Vector environments send them; what has been used already, too."""
    space = CallSpace(SPECS, 10_000, seed=4)
    samples = [space.sample() for _ in range(30)]
    again = pickle.loads(pickle.dumps(space))
    assert again == space
    again.seed(4)
    assert [again.sample() for _ in range(30)] == samples
    assert pickle.loads(pickle.dumps(AnyText(9))) == AnyText(9)


def test_masks_are_refused_and_equality_is_by_kind_and_length() -> None:
    for space in (AnyText(5), CallSpace(SPECS, 5)):
        with pytest.raises(ValueError, match="without masks"):
            space.sample(mask=(None, np.ones(1, dtype=np.int8)))
    assert AnyText(5) == AnyText(5) != AnyText(6)
    assert AnyText(5) != CallSpace(SPECS, 5)
    assert repr(AnyText(5)) == "AnyText(5)"


def test_gymnasium_can_treat_it_as_text() -> None:
    space = AnyText(7)
    assert flatdim(space) == 7
    assert space.character_index("ü") == 252
    assert "会" in space.character_set
    assert space.character_list[65] == "A"
