"""The two tools by which an agent looks skill pages up: a list of what there is, then one page at a time."""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Annotated, NamedTuple

from pydantic import Field

from ...snapshots.digest import Json
from ...snapshots.errors import ToolError, shown, suggest
from ..service import Service, tool

FACES = frozenset({"agent"})
"""No vendor has these tools."""

READS = {
    "shared": "people.search", "mail": "mail.list_messages", "chat": "chat.search", "calendar": "calendar.list_events",
    "docs": "docs.read", "drive": "drive.search_files", "shell": "shell.bash",
}
"""Every page, with a tool that a world has which the page is for."""

TOOL = re.compile(r"`([a-z]+\.[a-z_]+)")
"""How a page names a tool: `mail.send`, `mail.send(to, subject)` or `mail.send {"to": [...]}`."""


class Page(NamedTuple):
    """A page: what it is called, what it is good for in a sentence, and its text as Markdown."""

    name: str
    about: str
    text: str


@lru_cache(maxsize=len(READS))
def read_page(name: str) -> Page:
    """Return a page as it is written: a canary, the title, a sentence on what it is about, and the rest."""
    raw = Path(__file__).with_name(f"{name}.md").read_text(encoding="utf-8")
    _, _, text = raw.partition("\n")
    return Page(name, text.split("\n\n")[1], text)


class Skills(Service):
    """Lists and opens skill pages. Only those of the services that the world has, and of them what holds there."""

    name = "skills"

    @tool("read", seconds=0, faces=FACES, name="skills.list")
    def list_pages(self) -> Json:
        """List the pages on how to work with the tools here, with what each is about. Read one with skills.open."""
        return {"skills": [{"name": page.name, "about": page.about} for page in self._pages()]}

    @tool("read", seconds=0, faces=FACES, name="skills.open")
    def open_page(self, name: Annotated[str, Field(description="as skills.list names it")]) -> Json:
        """Read one page: how to search and what the operators are, what the tools return, what goes wrong easily."""
        pages = {page.name: page for page in self._pages()}
        if name not in pages:
            raise ToolError(
                "not_found", f"There is no page {shown(name)}; there are {', '.join(pages)}.{suggest(name, pages)}"
            )
        return {"name": name, "text": fitting(pages[name].text, self.tx.offers)}

    def _pages(self) -> Iterator[Page]:
        return (read_page(name) for name, needed in READS.items() if self.tx.offers(needed))


def fitting(text: str, offers: Callable[[str], bool]) -> str:
    """Return a page without the paragraphs and items that speak of tools which are not there, nor headings left bare.

    Each paragraph and each item of a list is one line.
    """
    kept = [line for line in text.split("\n") if all(map(offers, TOOL.findall(line)))]
    out: list[str] = []
    for number, line in enumerate(kept):
        following = next((other for other in kept[number + 1 :] if other), "## ")
        if not (line.startswith("## ") and following.startswith("## ")):
            out.append(line)
    return re.sub(r"\n{3,}", "\n\n", "\n".join(out)).strip()
