"""The page in a real browser: it asks for nothing, complains of nothing, and fits where it is read."""

from pathlib import Path
from typing import Any

from diorama.harnesses.reporting.page import page
from diorama.harnesses.reporting.whole import whole

from .studies import study
from .test_page import HOSTILE

TOO_WIDE = "tables => tables.filter(one => one.scrollWidth > one.clientWidth).map(one => one.closest('section').id)"


def written(file: Path, *names: str) -> Path:
    made = [study(name, 0.4 + 0.2 * number, 0.3 - 0.2 * number) for number, name in enumerate(names)]
    file.write_text(page(whole(made, compare=True)), encoding="utf-8")
    return file


def test_it_is_read_as_a_file(browser: Any, tmp_path: Path) -> None:
    plain = written(tmp_path / "plain.html", "one", "other")
    hostile = written(tmp_path / "hostile.html", "one", HOSTILE)
    asked: list[str] = []
    told: list[str] = []
    tab = browser.new_page()
    tab.on("request", lambda request: asked.append(request.url))
    tab.on("console", lambda message: told.append(message.text))
    tab.on("pageerror", lambda error: told.append(str(error)))
    tab.on("dialog", lambda dialog: told.append(dialog.message))
    for file, width in ((plain, 1200), (hostile, 1200), (hostile, 400)):
        tab.set_viewport_size({"width": width, "height": 900})
        tab.goto(file.as_uri())
        assert tab.evaluate("document.documentElement.scrollWidth") <= width
        if width == 1200:
            assert tab.locator(".wide").evaluate_all(TOO_WIDE) == []
    tab.close()
    assert asked == [plain.as_uri(), hostile.as_uri(), hostile.as_uri()]
    assert told == []
