"""The rules that tasks cite: the text of a rule, and where an agent can read it."""

import re
from functools import lru_cache

from ...mocks.office.facts import office_facts
from ...tasks.catalog import Instance
from .things import Things

_HANDBOOK = "handbook/"


@lru_cache(maxsize=1)
def rules() -> dict[str, str]:
    """Return the rules of the offices' handbook, by number."""
    return dict(re.findall(r"(?m)^(\d+\.\d+) (.+)$", str(office_facts()["handbook"])))


def rule_text(cited: str) -> str:
    """Return the text of a rule that a task cites; empty if it is none of the handbook."""
    return rules().get(cited.removeprefix(_HANDBOOK), "") if cited.startswith(_HANDBOOK) else ""


def where_to_read(instance: Instance, cited: str) -> str:
    """Return where an agent can read a rule that a task cites, as a sentence."""
    if not cited.startswith(_HANDBOOK):
        return ""
    state, task = instance.start, instance.task
    things = Things(state, task.principal)
    for path, identity, services in (("mail.messages", "msg_handbook", {"mail"}),
                                     ("files.files", "doc_handbook", {"docs", "drive"})):
        if services & set(task.services) and identity in state.table(path):
            return f"The agent can read it in {things.name(identity)}."
    number = re.compile(rf"(?<![\d.]){re.escape(cited.removeprefix(_HANDBOOK))}(?!\d)")
    told = (task.instruction, *(call.text for call in task.setup), *(one.text for one in task.inject))
    if any(map(number.search, told)):
        return "This world has no handbook; what is prepared cites the rule."
    return UNTOLD


UNTOLD = ("This world has no handbook, and nothing that is prepared cites the rule by its number: the instruction, or "
          "what is prepared, says as much.")
"""What is said of a rule that stands nowhere by its number."""
