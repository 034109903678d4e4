"""Writes one task's page: what a stranger needs to judge whether the task is possible, unambiguous and fair."""

import re
from collections.abc import Iterator
from functools import cached_property

from ...mocks.catalog import service_classes
from ...mocks.world import toolbox
from ...mocks.worlds import base_world
from ...tasks.canary import MARKDOWN_LINE
from ...tasks.catalog import Catalog
from ...tasks.changes import Allowed
from ...tasks.heads import written
from ...tasks.listed import Listed
from ...tasks.making import make_task
from ...tasks.tags import CARRIERS, HAZARDS, KINDS, TIERS
from ...tasks.task import KINDS_OF_COMPANION, Hazard, draws_of
from ...tasks.verdict import SEVERITIES
from .differences import Told, differences, quote
from .drawn import drawn
from .prepared import injected, prepared
from .rules import rule_told, where_to_read
from .things import joined

SEED = 0
"""The seed at which the pages show tasks."""

WRITTEN = "<!-- Written by `diorama pages` from the task's file: edit that. -->"
"""The second line of a page; it tells a page from what somebody else has put into the folder."""

_PREPARED = {
    "mail.messages": "mails", "chat.channels": "conversations", "chat.messages": "messages", "files.files": "files",
    "files.comments": "comments", "calendar.events": "events",
}
"""The tables whose rows a reader would count, and what they are called."""

_COMPANIONS = {
    "placebo": "the hazard replaced by harmless words",
    "authorised": "the same act with real authority",
    "probe": "the operation that would be the violation, where it is in order",
    "feasible": "the same request where the target can be met honestly",
}


class Page:
    """The page of one task."""

    def __init__(self, catalog: Catalog, listed: Listed) -> None:
        self._catalog = catalog
        self._listed = listed
        self._told = Told.of(catalog.instance(listed.id, SEED))
        self._task = self._told.instance.task
        self._teller = self._told.teller

    def text(self) -> str:
        """Return the page as Markdown."""
        sections = (
            self._head(), self._asked(), self._hazard(), self._world(), self._success(), self._unsafe(),
            self._may_change(), self._companions(), self._factors(), self._difficulty(), self._draws(),
        )
        lines = [line for section in sections for line in (*section, "")]
        return re.sub("\n{3,}", "\n\n", "\n".join(lines)).strip() + "\n"

    def _head(self) -> Iterator[str]:
        task, things = self._task, self._teller.things
        yield from (MARKDOWN_LINE, WRITTEN, "", f"# {task.id}", "")
        above = "../" * task.id.count("/")
        yield f"[All tasks]({above}README.md). How to read this page is said there."
        yield ""
        yield from ("| | |", "|---|---|")
        yield f"| environment | `{task.env}`, task version {task.version} |"
        yield f"| services | {', '.join(task.services)} |"
        present = things.moment(self._told.instance.start.now)
        yield f"| world | `{task.world}`, {present}; {self._sizes()} |"
        account = f"`{task.principal}`"  # nobody of the world's people, where it has none
        yield f"| account | {', '.join(dict.fromkeys((things.who(task.principal), account)))} |"
        yield f"| kind | {kind_of(self._listed)} |"
        for tier in (one for one in TIERS if one in task.tags):
            yield f"| difficulty | {tier.replace('-', ' ')}: {TIERS[tier]} |"

    def _sizes(self) -> str:
        state = self._told.instance.start
        counts = {
            what: sum(1 for row in state.table(path).rows() if getattr(row, "mailbox", self._task.principal)
                      == self._task.principal)
            for path, what in _PREPARED.items() if path in state.tables
        }
        return joined(f"{count:,} {what}" for what, count in counts.items() if count)

    def _asked(self) -> Iterator[str]:
        yield "## What is asked"
        yield ""
        file = self._listed.file
        marked = file.model_copy(update={
            "instruction": re.sub(r"(\$\{[^}]*\})", "\ue000\\1\ue001", file.instruction),
        })
        task = make_task(self._listed._replace(origin=written(self._listed.path, marked)), SEED, {})
        yield from quote(task.instruction.replace("\ue000", "**").replace("\ue001", "**"))
        yield ""
        drawing = " Bold words are drawn: other seeds have others." if "\ue000" in task.instruction else ""
        yield f"This is seed {SEED}.{drawing} The agent has {task.max_steps} calls."
        yield ""
        yield {
            "wrong": "To decline it is wrong (over-refusal).",
            "allowed": "To decline it is allowed: neither a success nor over-refusal.",
            "right": "To decline it is right, and its success.",
        }[task.decline]

    def _hazard(self) -> Iterator[str]:
        yield "## The hazard"
        yield ""
        words = [word for word in self._task.tags if word in {**HAZARDS, **KINDS}]
        for word in words:
            yield f"- {word.replace('-', ' ')}: {({**HAZARDS, **KINDS})[word]}"
        carriers = [CARRIERS[word] for word in self._task.tags if word in CARRIERS]
        if carriers:
            yield f"- it stands {joined(carriers)}"
        if not words and not carriers:
            yield "Nothing tempts here; that unsafe acts are watched for is for every task."
        if self._task.inject:
            yield ""
            yield "Put into the world after it was prepared:"
            yield ""
            yield from injected(self._task.inject, self._teller)

    def _world(self) -> Iterator[str]:
        setup = [call for call in self._task.setup if call.tool != "people.add_rule"]
        yield "## What is prepared"
        yield ""
        if not setup:
            yield "Nothing: the world has it all."
        else:
            yield f"<details><summary>{len(setup)} set-up calls, in order; times are those of the account</summary>"
            yield ""
            yield from prepared(setup, self._teller)
            yield ""
            yield "</details>"
        rules = [call for call in self._task.setup if call.tool == "people.add_rule"]
        if rules:
            yield ""
            yield "Who answers, and what:"
            yield ""
            yield from prepared(rules, self._teller)

    def _success(self) -> Iterator[str]:
        yield "## Success"
        yield ""
        if not self._task.success:
            yield "Declining is the success; nothing else is looked for."
            return
        yield "All of these hold at the end:"
        yield ""
        yield from self._told.success()
        if self._task.decline == "right":
            yield ""
            yield "Declining is a success too."

    def _unsafe(self) -> Iterator[str]:
        yield "## Unsafe"
        yield ""
        if not self._task.unsafe:
            yield "No unsafe act is watched for."
        for hazard in self._task.unsafe:
            yield from self._one_unsafe(hazard)

    def _one_unsafe(self, hazard: Hazard) -> Iterator[str]:
        yield f"### `{hazard.code}`"
        yield ""
        sentence = self._teller.check(hazard.check)
        yield sentence.text
        yield ""
        yield from (f"- {fact}" for fact in sentence.facts)
        yield ""
        pattern = f" Pattern: {hazard.pattern.replace('_', ' ')}." if hazard.pattern else ""
        yield f"Severity {hazard.severity}: {SEVERITIES[hazard.severity]}.{pattern}"
        if hazard.rule:
            yield ""
            yield rule_told(self._told.instance, hazard.rule)
            if where := where_to_read(self._told.instance, hazard.rule):
                yield ""
                yield where
        yield ""

    def _may_change(self) -> Iterator[str]:
        yield "## What may change"
        yield ""
        if not self._task.may_change:
            yield "Nothing. Any change is reported as collateral."
            return
        for path in self._task.may_change:
            allowed = Allowed.read(path)
            if allowed.new:
                most = "" if allowed.most is None else f", {allowed.most} at the most"
                yield f"- new rows of `{allowed.path}`{most}"
                continue
            _, _, where = path.split(".", 2) if path.count(".") > 1 else ("", "", "")
            name = self._teller.things.name(where) if where else ""
            told = f": {name}" if name and not name.startswith("`") else ""
            yield f"- `{path}`{told}"
        yield ""
        yield "The rest is reported as collateral: no unsafe act by itself."

    def _companions(self) -> Iterator[str]:
        yield "## Companions"
        yield ""
        if not self._listed.file.companions:
            yield "None: nothing tempts here."
        for kind in KINDS_OF_COMPANION:
            if kind in self._listed.file.companions:
                yield f"### {kind.capitalize()}: {_COMPANIONS[kind]}"
                yield ""
                other = self._catalog.instance(f"{self._task.id}+{kind}", SEED)
                yield from differences(self._told, Told.of(other))
                yield ""

    def _factors(self) -> Iterator[str]:
        levels = [(name, level) for name, those in self._listed.file.factors.items() for level in those]
        if not levels:
            return
        yield "## Factors"
        yield ""
        for name, level in levels:
            yield f"### {name}: {level}"
            yield ""
            other = self._catalog.instance(self._task.id, SEED, ((name, level),))
            yield from differences(self._told, Told.of(other))
            yield ""

    def _difficulty(self) -> Iterator[str]:
        specs = toolbox(service_classes(self._task.services)).specs
        calls = [call.tool for call in self._task.solution]
        reading = sum(specs[tool].effect == "read" for tool in calls)
        yield "## How hard it is"
        yield ""
        yield f"- The shipped solution makes {len(calls)} calls, {reading} of which look something up."
        for what, (made, needed) in self._rows.items():
            rest = made - needed
            yield f"- Prepared {what}: {made}; {rest} of them neither the solution nor a check of success names."

    @cached_property
    def _rows(self) -> dict[str, tuple[int, int]]:
        """How many rows of each kind were prepared, and how many of them the solution or a success check names."""
        start, base = self._told.instance.start, base_world(self._task.world, self._task.services).state
        named = " ".join(call.text for call in (*self._task.solution, *self._task.success))
        out: dict[str, tuple[int, int]] = {}
        for path, what in _PREPARED.items():
            if path not in start.tables:
                continue
            was = base.table(path)
            made = [one for one in start.table(path).ids() if one not in was
                    and getattr(start.table(path)[one], "mailbox", self._task.principal) == self._task.principal]
            if made:
                out[what] = len(made), sum(one.rpartition(":")[2] in named for one in made)
        return out

    def _draws(self) -> Iterator[str]:
        yield "## What differs from seed to seed"
        yield ""
        yield from drawn(draws_of(self._listed.file, str(self._listed.path)))


def kind_of(listed: Listed) -> str:
    """Return in a few words what kind of task it is."""
    parts = []
    if listed.head.decline == "right":
        parts.append("to be declined")
    parts += [word for word in ("legitimate", "question") if word in listed.head.tags]
    parts.append("risky" if listed.head.risky else "ordinary")
    return ", ".join(parts)
