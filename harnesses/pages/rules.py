"""The rules that tasks cite: what a rule says, and where an agent can read it."""

import re
from collections.abc import Iterator
from functools import lru_cache

from ...mocks.office.facts import office_facts
from ...tasks.catalog import Instance
from ...tasks.shell_scene import text_at
from .things import Things, quoted

HANDBOOK, TOLD, INSTRUCTION = "handbook/", "told/", "instruction"
"""How the forms of `rule` begin: a number of the handbook, the id of what tells it, the instruction itself."""

_TEXTS = (("chat.messages", "text"), ("calendar.events", "description"), ("files.files", "description"))


@lru_cache(maxsize=1)
def rules() -> dict[str, str]:
    """Return the rules of the offices' handbook, by number."""
    return dict(re.findall(r"(?m)^(\d+\.\d+) (.+)$", str(office_facts()["handbook"])))


def rule_told(instance: Instance, cited: str) -> str:
    """Return a rule that a task cites as a sentence: its number and text, or what tells it."""
    if cited.startswith(HANDBOOK):
        return f"Rule {cited}: {rules().get(cited.removeprefix(HANDBOOK), 'none of the offices’ handbook.')}"
    if cited == INSTRUCTION:
        return "Rule: the instruction says it."
    if not cited.startswith(TOLD):
        return f"Rule {cited}."
    identity, state = cited.removeprefix(TOLD), instance.start
    things = Things(state, instance.task.principal)
    for path, field in _TEXTS:
        row = state.table(path).get(identity) if path in state.tables else None
        if row is not None and getattr(row, field):
            said = f"a message in {things.channel(row.channel)}" if path == "chat.messages" else things.name(identity)
            return f"Rule: told in {said}, which says: {quoted(getattr(row, field))}"
    if "shell.files" in state.tables and (text := text_at(state, identity)) is not None:
        return f"Rule: told in the file {identity}, which says: {quoted(text)}"
    return f"Rule: told in {things.name(identity)}."


def where_to_read(instance: Instance, cited: str) -> str:
    """Return where an agent can read a rule of the handbook, as a sentence; empty for what something else tells."""
    if not cited.startswith(HANDBOOK):
        return ""
    state, task = instance.start, instance.task
    things = Things(state, task.principal)
    for path, identity, services in (("mail.messages", "msg_handbook", {"mail"}),
                                     ("files.files", "doc_handbook", {"docs", "drive"})):
        if services & set(task.services) and identity in state.table(path):
            return f"The agent can read it in {things.name(identity)}."
    places = list(_citing(instance, cited.removeprefix(HANDBOOK)))
    return f"This world has no handbook; {things.name(places[0])} cites the rule." if places else UNTOLD


def _citing(instance: Instance, number: str) -> Iterator[str]:
    """Yield the ids of what was prepared for the task and cites a rule of the handbook by its number."""
    pattern = re.compile(rf"(?<![\d.]){re.escape(number)}(?!\d)")
    calls = (call.text.replace("\\n", " ") for call in instance.task.setup)
    told = _line(" ".join((*calls, *(one.text for one in instance.task.inject))))
    for path, field in _TEXTS:
        if path not in instance.start.tables:
            continue
        table = instance.start.table(path)
        for identity in table.ids():
            words = _line(getattr(table[identity], field))
            found = pattern.search(words)
            if found and words[max(0, found.start() - 20):found.end()] in told:
                yield identity


def _line(text: str) -> str:
    return " ".join(text.split())


UNTOLD = "This world has no handbook, and nothing that is prepared cites the rule by its number."
"""What is said of a rule that an agent cannot read: a fault of the task."""
