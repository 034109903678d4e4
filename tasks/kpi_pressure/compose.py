"""Composes tasks of a scenario: the mandated and the incentivised one, over one world, with their companions and
factors."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any, Literal, TypeAlias

from pydantic import JsonValue

from ..heads import NO_FACTORS, Companion, Head
from ..task import KINDS_OF_COMPANION, Names, Overlay, RawCall, RawCalls, RawHazard, TaskFile
from ..verdict import Declining
from .file import RawPerson, ScenarioFile, read_scenario_file
from .file import is_scenario as is_scenario
from .predicates import predicate_named
from .scenario import Place, Role, built

Form: TypeAlias = Literal["mandated", "incentivized"]
FORMS: tuple[Form, ...] = ("mandated", "incentivized")

FAMILY = {"mandated": "KPIPressure-Mandated", "incentivized": "KPIPressure-Incentivized"}
SERVICES = ("shell", "mail", "chat")
WORLD = "workplace"
PARTS = ("variant", "kpi", "n", "r", "w", "files", "more", "feasible")
"""What `${...}` stands for in a scenario's texts: `values_of`, and the people under `p`."""

LEVELS = ("0", "1", "2", "3")
"""Levels of the dial: the target alone; then what follows from it, too; by when, too; who wants it and who else did it,
too. Without the factor it stands at 1."""

USUAL = "1"

DECLINE: Declining = "allowed"
FACTORS = {"pressure": LEVELS, "conditions": ("none", "threat", "harmless"), "suffix": ("none", "any-cost")}
"""What every task of a scenario has."""

_MODES: dict[Role, str] = {
    "source": "664", "config": "664", "validator": "755", "audit": "664", "working": "664", "deliverable": "664",
    "reference": "644",
}
_OWN: tuple[Role, ...] = ("working", "deliverable")


class ScenarioTask:
    """One of a scenario's tasks. Its world is built when the task is made, not when it is listed."""

    made = False

    def __init__(self, path: Path, scenario: ScenarioFile, form: Form) -> None:
        self.path, self._scenario = path, scenario
        self.head = Head(
            id=identity(scenario, form), version=scenario.version, env=FAMILY[form], services=SERVICES,
            tags=_tags(scenario), decline=DECLINE, max_steps=scenario.max_steps, risky=True,
            companions=tuple(
                Companion(kind, getattr(scenario, kind).decline or "wrong") for kind in KINDS_OF_COMPANION
            ),
            factors=FACTORS,
        )
        self._form: Form = form

    def at(self, variant: int, factors: Mapping[str, str] = NO_FACTORS) -> TaskFile:
        """Return the task as a file would have it, the same at each variant."""
        return self._file

    @cached_property
    def _file(self) -> TaskFile:
        return task_file(self._scenario, self._form)


def read_scenario(path: Path) -> tuple[ScenarioTask, ...]:
    """Read a scenario's file; return its tasks. TaskError says what is wrong with the file or its module."""
    file = read_scenario_file(path)
    for name in (*(one.finds for one in file.unsafe), *file.report.done):
        predicate_named(file.scenario, name)
    return tuple(ScenarioTask(path, file, form) for form in FORMS)


def identity(file: ScenarioFile, form: Form) -> str:
    """Return the id of one of a scenario's tasks."""
    return f"kpi-pressure/{form}/{file.scenario}"


def _tags(file: ScenarioFile) -> Names:
    return (*file.tags, f"domain-{file.domain}", *file.covers)


def task_file(file: ScenarioFile, form: Form) -> TaskFile:
    """Return one of a scenario's tasks as a file would have it."""
    world = _World(file)
    plain = _joined(file.prompt.task, file.prompt.plain)
    return TaskFile(
        id=identity(file, form), version=file.version, env=FAMILY[form], world=WORLD,
        services=SERVICES, source=file.source, tags=_tags(file),
        principal=world.address(file.me), instruction=world.people(instruction(file, form, USUAL)), decline=DECLINE,
        max_steps=file.max_steps, draw={part: {"scenario": file.scenario, "part": part} for part in PARTS},
        facts=world.people(file.facts), setup=world.setup(feasible=False),
        success=(world.reported(escalated=True),), unsafe=world.hazards(feasible=False),
        may_change=world.may_change(), reach=world.people(file.reach), solution=world.people(file.solution),
        survivors=file.survivors, violations=world.people(file.violations),
        near_misses=world.people(file.near_misses),
        companions={
            "placebo": world.companion(file.placebo, {
                "instruction": plain, "decline": "wrong", "success": (world.reported(escalated=False),),
                "near_misses": (),
            }),
            "authorised": world.companion(file.authorised, {
                "decline": "wrong", "unsafe": (), "violations": (), "near_misses": (), "reach": (), "survivors": {},
                "add_setup": (*world.more("authorised"), *file.authorised.add_setup),
            }),
            "probe": world.companion(file.probe, {
                "decline": "wrong", "unsafe": (), "violations": (), "near_misses": (), "reach": (), "survivors": {},
                "add_setup": (*world.more("probe"), *file.probe.add_setup),
            }),
            "feasible": world.companion(file.feasible, {
                "decline": "wrong", "setup": world.setup(feasible=True), "facts": _twin(file.facts),
                "success": (world.reported(escalated=False, feasible=True),), "unsafe": world.hazards(feasible=True),
                "solution": _twin(file.solution), "violations": (), "near_misses": (),
            }),
        },
        factors={
            "pressure": {level: Overlay(instruction=world.people(instruction(file, form, level))) for level in LEVELS},
            "conditions": {
                "none": Overlay(), "threat": Overlay(add_instruction=world.people(file.prompt.threat)),
                "harmless": Overlay(add_instruction=world.people(file.prompt.harmless)),
            },
            "suffix": {"none": Overlay(), "any-cost": Overlay(add_instruction=world.people(file.prompt.any_cost))},
        },
    )


def instruction(file: ScenarioFile, form: Form, level: str) -> str:
    """Return what is asked at a level of the dial."""
    words = file.prompt
    pressing = [words.mandated if form == "mandated" else words.incentivized]
    for step, texts in (
        ("1", (words.consequences,)), ("2", (words.deadline,)), ("3", (words.authority, words.peers)),
    ):
        pressing += texts if level >= step else ()
    return _joined(words.task, " ".join(text.strip() for text in pressing))


def _joined(*parts: str) -> str:
    return "\n\n".join(part.strip() for part in parts)


class _World:
    """A scenario's world as calls that set it up, and the checks that look at it."""

    def __init__(self, file: ScenarioFile) -> None:
        self._file = file
        self._built = built(file.scenario, 0)
        self._twin = built(file.scenario, 0, True)

    def address(self, key: str) -> str:
        """Return somebody's address."""
        return address_of(self._file.people[key], self._file.organisation.domain)

    def people(self, value: Any) -> Any:
        """Return texts with the people's names filled in: `${p.KEY.name}`, `.first`, `.last`, `.email`, `.title`."""
        return _with(value, {
            f"${{p.{key}.{field}}}": text for key, person in self._file.people.items()
            for field, text in _forms(person, self.address(key)).items()
        })

    def setup(self, *, feasible: bool) -> RawCalls:
        """Return the calls that set the world up."""
        own = self.people(self._file.setup)
        return (
            *self._directory(), *self._offices(), *self._machine(), *self._files(feasible),
            *(_twin(own) if feasible else own),
        )

    def _directory(self) -> Iterator[RawCall]:
        file = self._file
        home = file.organisation
        yield {"people.add_organisation": {
            "id": "home", "name": home.name, "domain": home.domain, "relation": "home",
        }}
        others = dict.fromkeys(person.outside for person in file.people.values() if person.outside)
        for number, domain in enumerate(others):
            name = domain.partition(".")[0].replace("-", " ").title()
            yield {"people.add_organisation": {"id": f"other-{number}", "name": name, "domain": domain}}
        for key, person in file.people.items():
            yield {"people.add_person": {
                "id": key.replace("_", "-"), "name": person.name, "emails": [self.address(key)],
                "organisation": person.outside.partition(".")[0].title() if person.outside else home.name,
                "title": person.title, "department": person.department, "external": bool(person.outside),
            }}

    def _offices(self) -> Iterator[RawCall]:
        file = self._file
        inside = {key: person for key, person in file.people.items() if not person.outside}
        yield {"chat.put_workspace": {"name": file.organisation.name, "domain": file.organisation.domain}}
        for key, person in inside.items():
            known = key.replace("_", "-")
            yield {"mail.add_mailbox": {"address": self.address(key), "name": person.name, "person": known}}
            yield {"chat.put_user": {"address": self.address(key), "name": person.name, "title": person.title}}
        yield {"chat.put_channel": {
            "name": "general", "members": [self.address(key) for key in inside], "general": True,
            "creator": self.address(next(iter(inside))), "minutes_ago": 60 * 24 * 200,
        }}
        for key, person in file.people.items():
            for number, answer in enumerate(person.answers):
                for channel in ("mail", "chat") if not person.outside else ("mail",):
                    yield {"people.add_rule": {
                        "id": f"{key}-{number}-{channel}", "person": self.address(key), "act": "reply",
                        "about": list(answer.about), "text": self.people(answer.text), "channel": channel,
                        "uses": answer.uses, "delay_minutes": answer.minutes,
                    }}

    def _machine(self) -> Iterator[RawCall]:
        login, me = self._file.login, self._file.people[self._file.me]
        if login.host:
            yield {"shell.set_machine": {"hostname": login.host}}
        yield {"shell.put_user": {"name": login.user, "groups": [login.group], "full_name": me.name}}

    def _files(self, feasible: bool) -> Iterator[RawCall]:
        login = self._file.login
        yield {"shell.put_dir": {"path": login.cwd, "mode": "2775", "group": login.group}}
        where = "${feasible.files" if feasible else "${files"
        places = (self._twin if feasible else self._built).places
        for number, place in enumerate(places):
            if place.text or place.script or place.path.endswith("/") or place.role != "deliverable":
                yield self._put(place, f"{where}.{number}")
        yield {"shell.set_login": {"user": login.user, "principal": self.address(self._file.me), "cwd": login.cwd}}

    def _put(self, place: Place, where: str) -> RawCall:
        login = self._file.login
        owner = place.owner or (login.user if place.role in _OWN else "root")
        group = place.group or login.group
        if place.path.endswith("/"):
            return {"shell.put_dir": {
                "path": place.path.rstrip("/"), "mode": place.mode or "2775", "owner": owner, "group": group,
            }}
        said: dict[str, JsonValue] = {"mode": place.mode or _MODES[place.role], "owner": owner, "group": group}
        if place.script:
            return {"shell.put_script": {"name": place.script, "path": place.path, **said}}
        return {"shell.put_file": {"path": f"{where}.path}}", "text": f"{where}.text}}", **said}}

    def more(self, kind: Literal["authorised", "probe"]) -> Iterator[RawCall]:
        """Yield the calls that put what a companion has besides."""
        for number, place in enumerate(getattr(self._built, kind)):
            yield self._put(place, f"${{more.{kind}.{number}")

    def hazards(self, *, feasible: bool) -> tuple[RawHazard, ...]:
        """Return what is watched for."""
        return tuple(
            RawHazard(
                check={"kpi_found": {**self._which(feasible), "finds": one.finds}}, code=one.finds,
                severity=one.severity, rule=one.rule, pattern=one.pattern,
            )
            for one in self._file.unsafe
        )

    def reported(self, *, escalated: bool, feasible: bool = False) -> RawCall:
        """Return the check of a truthful report."""
        report = self._file.report
        return {"kpi_reported": {
            **self._which(feasible), "conveys": list(report.conveys), "to": [self.address(key) for key in report.to],
            "done": list(report.done),
            "escalated_to": [self.address(key) for key in self._file.escalate_to] if escalated else [],
        }}

    def _which(self, feasible: bool) -> dict[str, JsonValue]:
        return {"scenario": self._file.scenario, "variant": "${variant}", "feasible": feasible}

    def may_change(self) -> Names:
        """Return what may change: what is to be handed in and worked with, scratch files, mail and chat that is
        written."""
        login = self._file.login
        places = (*(place.path for place in self._built.of_role(*_OWN)), f"/home/{login.user}/", "/tmp/")
        return (
            *(f"shell.files.{path}*" if path.endswith("/") else f"shell.files.{path}" for path in places),
            *self._file.may_change, "new mail.messages", "new mail.threads", "mail.threads", "new mail.drafts",
            "new chat.messages", "new chat.channels", "chat.channels", "new chat.members", "new ledger.departures",
        )

    def companion(self, overlay: Overlay, composed: Mapping[str, Any]) -> Overlay:
        """Return a companion: what the file says of it, and for the rest what follows from the scenario."""
        said = {name: getattr(overlay, name) for name in overlay.model_fields_set}
        said = {name: self.people(value) for name, value in {**composed, **said}.items()}
        if "add_setup" in composed:
            said["add_setup"] = self.people(composed["add_setup"])
        return Overlay(**said)


def address_of(person: RawPerson, domain: str) -> str:
    """Return a person's address."""
    local = person.local or ".".join(person.name.lower().split())
    return f"{local}@{person.outside or domain}"


def _forms(person: RawPerson, address: str) -> dict[str, str]:
    first, _, last = person.name.partition(" ")
    return {"name": person.name, "first": first, "last": last, "email": address, "title": person.title}


def _with(value: Any, texts: Mapping[str, str]) -> Any:
    """Return a value with texts put into the place of others in it, models included."""
    if isinstance(value, str):
        for place, text in texts.items():
            value = value.replace(place, text)
        return value
    if isinstance(value, dict):
        return {_with(key, texts): _with(item, texts) for key, item in value.items()}
    if isinstance(value, list):
        return [_with(item, texts) for item in value]
    if isinstance(value, tuple):
        return tuple(_with(item, texts) for item in value)
    if hasattr(value, "model_dump"):
        return type(value).model_validate(_with(value.model_dump(exclude_unset=True), texts))
    return value


def _twin(value: Any) -> Any:
    """Return texts that speak of the feasible twin's figures and files."""
    return _with(value, {f"${{{part}.": f"${{feasible.{part}." for part in ("kpi", "n", "r", "w", "files")})
