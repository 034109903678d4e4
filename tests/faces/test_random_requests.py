"""Random requests of Drive and Docs: none is our failure, every answer fits its schema, and all of it replays."""

import json

import pytest

from diorama.mocks.catalog import service_classes
from diorama.mocks.faces.discovery import api
from diorama.mocks.faces.google import GoogleFace
from diorama.mocks.faces.uploads import Uploads
from diorama.mocks.world import World, agent
from diorama.mocks.worlds import base_world
from diorama.snapshots.calls import Call, Outcome
from tests.faces.clients import check_answer
from tests.faces.requests_at_random import RandomRequests

HERE = 'http://a"b\\g<0>/w/key/'
"""An address as hostile as a Host header can make it."""


@pytest.mark.parametrize(("name", "seed"), [("drive", 1), ("drive", 2), ("docs", 3)])
def test_no_request_is_our_failure_and_all_replay(name: str, seed: int) -> None:
    base, face = base_world("office-small"), api(name)
    world, again = (World(service_classes(base.services), base.state) for _ in range(2))
    google = GoogleFace(face, Uploads(), world.box.specs)
    calls: list[Call] = []

    def perform(call: Call) -> Outcome:
        calls.append(call)
        return world.call(call, actor=agent(base.principal), face="rest")

    drawn, done = RandomRequests(face, world, base.principal, seed), set[str]()
    for _ in range(500):
        method, request = drawn.next()
        response = google.answer(request, perform, HERE)
        assert response is not None, request
        assert response.status < 500, (request, response.body)
        if response.status < 300:
            done.add(method.id)
            if response.body and ("alt", "media") not in request.query and method.answer:
                check_answer(face, method.id, json.loads(response.body))
    assert len(done) > len(face.methods) // 3
    for call in calls:
        again.call(call, actor=agent(base.principal), face="rest")
    assert again.state.digest() == world.state.digest()
