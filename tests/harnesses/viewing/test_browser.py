"""The pages in a real browser, served and as a file: every view, by keys and by links, and nothing in a trace runs."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from diorama.harnesses.viewing.export import export
from diorama.harnesses.viewing.viewer import Viewer
from tests.harnesses.viewing.conftest import (
    BRANCH,
    GUARDED,
    HOSTILE,
    LINE,
    LONG,
    ROWS,
    STEPS,
    TEXTS,
    UNDER_WAY,
    VIOLATOR,
    Reader,
    Site,
)

RUN = "first"
Open = Callable[[Site], Reader]


@pytest.fixture(scope="session")
def exported(viewer: Viewer, tmp_path_factory: pytest.TempPathFactory) -> Site:
    path = tmp_path_factory.mktemp("exported") / "run.html"
    export(viewer, path, {})
    return Site(path.as_uri(), True)


@pytest.fixture(params=["served", "exported"])
def site(request: pytest.FixtureRequest) -> Site:
    """The same pages twice."""
    found: Site = request.getfixturevalue(request.param)
    return found


def rows(reader: Reader) -> list[str]:
    found: list[str] = reader.tab.locator("td.task > a").evaluate_all(
        "links => links.map(link => decodeURIComponent(link.hash.split('/')[2].split('?')[0]))")
    return found


def test_from_the_run_to_a_step_and_back(reader: Open, site: Site) -> None:
    page = reader(site)
    page.tab.goto(site.address)
    page.settle()
    assert page.place == f"#/{RUN}"  # the only run there is
    page.tab.locator(".flags").get_by_role("button", name="unsafe", exact=True).click()
    page.settle()
    assert page.place == f"#/{RUN}?unsafe=1"
    assert rows(page) == [VIOLATOR]
    page.tab.locator("td.task > a").click()
    page.settle()
    assert page.place == f"#/{RUN}/{VIOLATOR}?unsafe=1"
    assert [page.text(f".axis-box:nth-child({n}) h3").split()[0] for n in (1, 2, 3)] == ["Success", "Unsafe", "Able"]
    assert "Tell" in page.text(".brief")
    page.tab.locator(".axis-box a.step").first.click()
    page.settle()
    finding = page.text(".finding-box")
    assert "mail sent" in finding
    assert "severity 3 of 5" in finding
    assert "gate@elsewhere.test" in page.text(".finding-box blockquote")
    step = page.place
    for _ in range(2):
        page.tab.go_back()
        page.settle()
    assert page.place == f"#/{RUN}?unsafe=1"
    page.tab.go_forward()
    page.tab.go_forward()
    page.settle()
    assert page.place == step
    page.go(RUN, VIOLATOR, step.rpartition("/")[2].partition("?")[0])
    assert page.text(".finding-box") == finding  # the address alone leads there


def test_keys_lead_everywhere(reader: Open, site: Site) -> None:
    page = reader(site)
    page.go(RUN)
    listed = rows(page)
    page.press("j", "j", "k", "j", "Enter")
    assert page.place == f"#/{RUN}/{listed[1]}"
    page.press("]")
    assert page.place == f"#/{RUN}/{listed[2]}"
    page.press("[", "[")
    assert page.place == f"#/{RUN}/{listed[0]}"
    page.press("j")
    assert page.place == f"#/{RUN}/{listed[0]}/1"
    page.press("ArrowDown", "k", "k")
    assert page.place == f"#/{RUN}/{listed[0]}"
    page.go(RUN, VIOLATOR)
    page.press("n")
    assert page.tab.locator(".finding-box").count() == 1
    page.press("G", "g", "b")
    assert page.place == f"#/{RUN}/{VIOLATOR}/branches"
    page.press("u", "u")
    assert page.place == f"#/{RUN}"
    page.press("?")
    assert "next episode" in page.text("dialog")
    page.press("?")
    assert not page.tab.locator("dialog").is_visible()
    page.press("/")
    page.tab.keyboard.type("toy/answer")
    page.tab.wait_for_url(re.compile("text=toy%2Fanswer"))
    page.settle()
    assert all(name.startswith("toy_answer") for name in rows(page))
    page.press("Escape", "j", "Enter", "/")
    assert page.tab.evaluate("document.activeElement.id") == "text"
    page.press("Escape", "u")
    assert page.place == "#/"
    assert RUN in page.text(".card")


@pytest.mark.parametrize("query", [
    "unsafe=1", "unsafe=0&unable=1", "text=toy/letter oracle", "agent=idle", "kind=probe", "sort=-steps", "branch=1",
    "companion=0&sort=-task", "pattern=injection_compliance", "declined=1&sort=agent",
])
def test_filters_find_what_the_server_finds(reader: Open, site: Site, viewer: Viewer, query: str) -> None:
    page = reader(site)
    page.go(RUN, query=query)
    found = viewer.rows(RUN, dict(one.split("=") for one in query.split("&")))
    assert found
    assert rows(page) == [row.key for row in found]


def test_a_step_has_all_its_parts(reader: Open, site: Site) -> None:
    page = reader(site)
    page.go(RUN, VIOLATOR, 1)
    said = page.text("#detail")
    for part in ("I shall read it.", "It may matter.", "1,200 tokens in, 34 out, $0.0056", "Call", "message_id",
                 "Result", "Changes in the world", "A note"):
        assert part in said, part
    page.go(RUN, VIOLATOR, 2)
    assert "answer at step 1" in page.text("#detail")
    assert "mail.messages." in page.text(".diffs")
    assert "Door number 4711." in page.text(".diffs")


def test_a_guard_is_named_at_what_it_stopped(reader: Open, site: Site) -> None:
    page = reader(site)
    page.go(RUN, GUARDED, 1)
    said = page.text("#detail .error-box")
    for part in ("Not let through", "by the guard <b>tool-filter</b>", "ends the episode", "It may not be sent."):
        assert part in said
    assert "4711" in page.text("#detail")


def test_branches_stand_side_by_side(reader: Open, site: Site) -> None:
    page = reader(site)
    page.go(RUN, VIOLATOR, "branches")
    tree = page.text(".tree")
    assert tree.index("violator") < tree.index("left before step 2")
    marked = page.tab.locator("tr.differs th").all_inner_texts()
    assert any(one.startswith("unsafe") for one in marked)
    assert page.tab.locator("table.compared thead th").all_inner_texts() == ["violator", "oracle"]
    page.tab.locator(".tree a").last.click()
    page.settle()
    assert page.place == f"#/{RUN}/{BRANCH}"


def test_a_check_replays(reader: Open, served: Site, exported: Site) -> None:
    page = reader(served)
    page.go(RUN, VIOLATOR)
    page.tab.get_by_role("button", name="check by replay").click()
    page.tab.locator(".check .badge").wait_for()
    assert "identical" in page.text(".check output")
    page.go(RUN, HOSTILE)
    page.tab.get_by_role("button", name="check by replay").click()
    page.tab.locator(".check .badge").wait_for()
    assert "first at step 1" in page.text(".check output")
    file = reader(exported)
    file.go(RUN, VIOLATOR)
    assert file.tab.locator(".check").count() == 0


def test_nothing_in_a_trace_runs(reader: Open, site: Site) -> None:
    page = reader(site)
    page.go(RUN)
    page.go(RUN, HOSTILE)
    own = "script:not([type='application/json']):not([src='main.js'])"
    for number, text in enumerate(TEXTS, 1):
        page.go(RUN, HOSTILE, number)
        assert page.tab.locator("main :is(script, img, iframe, a[href^=javascript])").count() == 0
        assert page.tab.locator(own).count() == (1 if site.is_file else 0)
        shown = page.tab.evaluate("document.querySelector('#detail').textContent")
        assert TEXTS[0] in shown
        if text.isprintable():
            assert shown.count(text) >= 4
    page.go(RUN, HOSTILE, 1 + TEXTS.index("invoice\u202egpj.exe"))
    assert "RLO" in page.tab.locator("#detail .mark").all_inner_texts()
    assert "\u202e" not in page.tab.evaluate("document.body.innerText + document.title + location.hash")
    page.go(RUN, HOSTILE, 4)
    assert {"ESC", "BEL"} <= set(page.tab.locator("#detail .mark").all_inner_texts())
    page.go(RUN, HOSTILE, "branches")


def test_the_policy_stops_what_would_run(reader: Open, site: Site) -> None:
    """Were there a hole in the page, the browser still would not run what comes through it."""
    page = reader(site)
    page.go(RUN)
    page.tab.evaluate("""() => {
        const script = document.createElement('script');
        try { script.textContent = 'window.owned = 1'; document.body.append(script); } catch {}
        try { document.body.insertAdjacentHTML('beforeend', '<img src=x onerror="window.owned = 1">'); } catch {}
        try { document.body.setAttribute('onclick', 'window.owned = 1'); document.body.click(); } catch {}
    }""")
    page.tab.wait_for_timeout(200)
    assert page.tab.evaluate("window.owned") is None
    assert page.told  # the browser says so
    page.told.clear()


def test_an_episode_of_many_steps_and_long_values(reader: Open, served: Site) -> None:
    page = reader(served)
    page.go(RUN, LONG, 1)
    assert page.tab.locator("#outline li").count() == STEPS + 1
    assert f"50 of {ROWS:,} items" in page.text("#detail")
    page.tab.get_by_role("button", name="show 500 more").click()
    page.tab.get_by_text(f"550 of {ROWS:,} items").wait_for()
    assert page.tab.locator("#detail ol.list > li").last.inner_text() == "549"
    page.press("j")
    page.tab.get_by_role("button", name="show all").click()
    page.tab.get_by_text(f"all {LINE:,} characters").wait_for()
    assert page.tab.evaluate("document.querySelector('#detail .long').textContent.length") == LINE
    page.press("j")
    assert str(2**70 + 3) in page.text("#detail")
    page.press("G")
    assert page.place == f"#/{RUN}/{LONG}/{STEPS}"
    more = page.tab.get_by_role("button", name="show 1 more")
    while more.count():  # lists within lists, some at a time
        assert TEXTS[0] not in page.text("#detail")
        done = page.tab.get_by_text("all 1 items").count()
        more.click()
        page.tab.get_by_text("all 1 items").nth(done).wait_for()
    assert TEXTS[0] in page.text("#detail")


def test_an_episode_under_way(reader: Open, site: Site) -> None:
    page = reader(site)
    page.go(RUN, UNDER_WAY)
    assert "There is no verdict" in page.text("#detail")


def test_wrong_addresses_are_told(reader: Open, site: Site) -> None:
    page = reader(site)
    for parts in (("frist",), (RUN, "nobody"), (RUN, VIOLATOR, "99"), (RUN, VIOLATOR, "<b>"), ("%zz", "%")):
        page.tab.goto("about:blank")
        page.tab.goto(site.at(*parts))
        page.tab.locator("[role=alert]").wait_for()
        assert page.text("[role=alert]")
    page.told.clear()  # the browser notes each answer that is no 200


def test_narrow_windows_do_not_overflow(reader: Open, site: Site) -> None:
    page = reader(site)
    page.tab.set_viewport_size({"width": 480, "height": 800})
    for parts in ((), (RUN,), (RUN, VIOLATOR), (RUN, VIOLATOR, 2), (RUN, HOSTILE, 7), (RUN, VIOLATOR, "branches")):
        page.go(*parts)
        wide: Any = page.tab.evaluate("document.documentElement.scrollWidth")
        assert wide <= 480, (parts, wide)


def test_a_run_without_end_is_no_file(exported: Site) -> None:
    assert Path(exported.address.removeprefix("file://")).stat().st_size < 5_000_000
