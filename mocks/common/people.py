"""People: who there is, and how they answer. Rules are data; no model plays a person."""

from collections.abc import Callable
from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from ...snapshots.calls import Actor, Call
from ...snapshots.digest import Json
from ...snapshots.errors import ToolError, shown
from ...snapshots.records import Record
from ...snapshots.tables import Index
from ..service import INTERNAL, Rows, Service, tool
from .addresses import domain
from .groups import addresses_of, is_outsider
from .moments import MINUTE
from .words import looked_up, words

Relation: TypeAlias = Literal["home", "customer", "vendor", "partner", "authority", "press", "other"]
"""What an organisation is to the home organisation."""

Act: TypeAlias = Literal["reply", "approve", "refuse", "ask_back", "retract", "ignore"]


class Person(Record):
    """One person, the same in all services. The id is a slug such as `mara-lindqvist`.

    `attentive` people answer the agent: by their rules, else with a clarifying question that is counted.
    """

    name: str
    emails: tuple[str, ...]
    organisation: str
    title: str = ""
    department: str = ""
    manager: str = ""
    time_zone: str = "UTC"
    phone: str = ""
    location: str = ""
    external: bool = False
    attentive: bool = False
    notes: str = ""


class Organisation(Record):
    """A company or authority by its mail domain, and what it is to the home organisation."""

    name: str
    domain: str
    relation: Relation = "other"


class Rule(Record):
    """How one person answers: a typed trigger and one act.

    A rule fires on a message that reaches `person` over `channel` when all that is given holds: it is from `sender`
    (an address), it is in the conversation of `thread` (a message or thread id), and its text speaks of one phrase of
    `about` (compared by words, case aside). It fires `uses` times at the most (0: always, but for a sender who answers
    by rules too and whom it does not name: two such rules would answer each other for ever). The act comes `delay` ms
    later. `approve`, `refuse` and `retract` also write a Decision on `matter`, which checks can read.
    """

    person: str
    channel: str = "mail"
    sender: str = ""
    thread: str = ""
    about: tuple[str, ...] = ()
    uses: int = 1
    order: int = 0
    act: Act
    matter: str = ""
    text: str = ""
    delay: int = 10 * MINUTE
    then: str = ""
    """The id of the rule that this one sets off: an approval that is taken back later. No message fires that one."""


class Use(Record):
    """How often a rule has fired."""

    count: int


class Decision(Record):
    """What a person decided, when, on what matter."""

    person: str
    kind: Literal["approve", "refuse", "retract"]
    matter: str
    at: int


class Unmatched(Record):
    """A message to an attentive person that no rule of theirs matched."""

    person: str
    channel: str
    sender: str
    item: str
    at: int


CLARIFY = "I am not sure what you need from me here. Could you say it more exactly?"


class People(Service):
    """The directory of people, and the rules by which they answer."""

    name = "people"
    bookkeeping = ("people.uses.*", "people.unmatched.*", "people.decisions.*")
    persons = Rows(
        Person, by_email=Index[Person](lambda row: [address.lower() for address in row.emails], lambda row: row.name)
    )
    organisations = Rows(
        Organisation, by_domain=Index[Organisation](lambda row: (row.domain.lower(),), lambda row: row.name)
    )
    rules = Rows(
        Rule,
        by_person=Index[Rule](lambda row: (row.person,), lambda row: row.order),
        by_then=Index[Rule](lambda row: (row.then,) if row.then else (), lambda row: row.order),
    )
    uses = Rows(Use)
    decisions = Rows(Decision)
    unmatched = Rows(Unmatched)

    @tool("read")
    def search(
        self,
        query: Annotated[str, Field(max_length=200)] = "",
        limit: Annotated[int, Field(ge=1, le=50)] = 20,
        page_token: Annotated[str, Field(max_length=200)] = "",
    ) -> Json:
        """Look people up in the company directory by name, address, title, department or organisation.

        Every word of `query` must occur. Gives name, addresses, title, department, organisation and whether the person
        is external. An empty query lists everybody. Who is outside the company finds his own colleagues.
        """
        known = self._known()
        matches = [
            (identity, self.persons[identity]) for identity in self.persons.table.ids()
            if identity > page_token and looked_up(query, _described(self.persons[identity]))
            and known(self.persons[identity])
        ]
        page = matches[:limit]
        out: dict[str, Json] = {"people": [_card(identity, person) for identity, person in page]}
        if len(matches) > limit:
            out["next_page_token"] = page[-1][0]
        return out

    @tool("read")
    def get(self, person: Annotated[str, Field(max_length=200)]) -> Json:
        """Return one person's directory entry, by id or by mail address, with manager, time zone and phone."""
        identity = self._identify(person)
        row = self.persons[identity]
        if not self._known()(row):
            raise _unknown(person)
        return {
            **_card(identity, row),
            "manager": row.manager,
            "time_zone": row.time_zone,
            "phone": row.phone,
            "location": row.location,
            "notes": row.notes,
        }

    def _identify(self, person: str) -> str:
        if person in self.persons:
            return person
        found = self.persons.find("by_email", person.lower())
        if not len(found):
            raise _unknown(person)
        return next(iter(found))[1]

    def _known(self) -> Callable[[Person], bool]:
        """Return the test of whom the caller may look up."""
        actor = self.tx.actor
        if actor.role in ("scheduler", "setup") or not is_outsider(self.tx, actor.principal):
            return lambda row: True
        homes = {domain(one) for one in addresses_of(self.tx, actor.principal)}
        return lambda row: any(domain(one) in homes for one in row.emails)

    @tool("write", faces=INTERNAL)
    def add_person(
        self,
        id: str,
        name: str,
        emails: tuple[str, ...],
        organisation: str,
        title: str = "",
        department: str = "",
        manager: str = "",
        time_zone: str = "UTC",
        phone: str = "",
        location: str = "",
        external: bool = False,
        attentive: bool = False,
        notes: str = "",
    ) -> Json:
        """Add a person to the directory."""
        row = Person(
            name=name, emails=emails, organisation=organisation, title=title, department=department, manager=manager,
            time_zone=time_zone, phone=phone, location=location, external=external, attentive=attentive, notes=notes,
        )
        self.persons.put(id, row)
        return {"id": id}

    @tool("write", faces=INTERNAL)
    def add_organisation(
        self,
        id: str,
        name: str,
        domain: str,
        relation: Relation = "other",
    ) -> Json:
        """Add an organisation and its mail domain."""
        self.organisations.put(id, Organisation(name=name, domain=domain, relation=relation))
        return {"id": id}

    @tool("write", faces=INTERNAL)
    def add_rule(
        self,
        id: str,
        person: str,
        act: Act,
        text: str = "",
        channel: str = "mail",
        sender: str = "",
        thread: str = "",
        about: tuple[str, ...] = (),
        uses: int = 1,
        matter: str = "",
        delay_minutes: Annotated[int, Field(ge=0)] = 10,
        then: str = "",
    ) -> Json:
        """Give a person a rule for answering; the person becomes attentive. Rules are tried in the order given.

        `then` names a rule that is there already.
        """
        identity = self._identify(person)
        if then and (then == id or then not in self.rules):
            raise ToolError("not_found", f"There is no rule {shown(then)} for {shown(id)} to set off; add it before.")
        self.rules.put(id, Rule(
            person=identity, channel=channel, sender=sender.lower(), thread=thread, about=about, uses=uses,
            order=len(self.rules), act=act, matter=matter, text=text, delay=delay_minutes * MINUTE, then=then,
        ))
        self.persons.update(identity, attentive=True)
        return {"id": id}

    @tool("write", faces=INTERNAL, seconds=0)
    def notice(
        self, address: str, channel: str, sender: str, item: str, text: str, conversation: tuple[str, ...] = (),
        automatic: bool = False,
    ) -> Json:
        """React to a message that has reached a person's address: called by the service that delivered it.

        `conversation`: the ids by which others know the messages and threads that this one belongs to. Two people who
        both answer do not ask each other back for ever: one of them asks the agent only.
        """
        found = self.persons.find("by_email", address.lower())
        if not len(found):
            return {"reaction": "nobody"}
        identity = next(iter(found))[1]
        if not self.persons[identity].attentive or automatic:
            return {"reaction": "none"}
        spoken = words(text)
        for _, name in self.rules.find("by_person", identity):
            rule = self.rules[name]
            if self._fires(name, rule, channel, sender.lower(), {item, *conversation}, spoken):
                self._act(name, rule, address, item)
                return {"reaction": rule.act, "rule": name}
        if self._is_attentive(sender):
            return {"reaction": "none"}
        row = Unmatched(person=identity, channel=channel, sender=sender, item=item, at=self.tx.now)
        self.unmatched.put(self.tx.new_id("unmatched"), row)
        self._answer(address, channel, item, CLARIFY, 10 * MINUTE)
        return {"reaction": "unmatched"}

    def _is_attentive(self, address: str) -> bool:
        found = self.persons.find("by_email", address.lower())
        return len(found) > 0 and self.persons[next(iter(found))[1]].attentive

    def _fires(self, name: str, rule: Rule, channel: str, sender: str, within: set[str], spoken: str) -> bool:
        used = self.uses.get(name)
        return (
            not len(self.rules.find("by_then", name))
            and rule.channel == channel
            and (used is None or not rule.uses or used.count < rule.uses)
            and (rule.sender == sender or (not rule.sender and (rule.uses > 0 or not self._is_attentive(sender))))
            and (not rule.thread or rule.thread in within)
            and (not rule.about or any(words(phrase) in spoken for phrase in rule.about))
        )

    def _act(self, name: str, rule: Rule, address: str, item: str) -> None:
        used = self.uses.get(name)
        self.uses.put(name, Use(count=1 if used is None else used.count + 1))
        self._later(rule.delay, Call.of("people.carry_out", {"rule": name, "address": address, "item": item}))

    @tool("write", faces=INTERNAL, seconds=0)
    def carry_out(self, rule: str, address: str, item: str) -> Json:
        """Do what a rule says: answer, decide, and set off the rule that follows."""
        row = self.rules[rule]
        if row.act in ("approve", "refuse", "retract"):
            decision = Decision.model_validate(
                {"person": row.person, "kind": row.act, "matter": row.matter, "at": self.tx.now}
            )
            self.decisions.put(self.tx.new_id("decision"), decision)
        if row.text and row.act != "ignore":
            self._answer(address, row.channel, item, row.text, 0)
        if row.then:
            self._act(row.then, self.rules[row.then], address, item)
        return {"done": row.act}

    def _answer(self, address: str, channel: str, item: str, text: str, delay: int) -> None:
        actor = Actor(role="person", principal=address)
        call = Call.of(f"{channel}.answer", {"item": item, "text": text})
        self.tx.schedule(call, due=self.tx.now + delay, actor=actor)

    def _later(self, delay: int, call: Call) -> None:
        self.tx.schedule(call, due=self.tx.now + delay, actor=Actor(role="scheduler", principal="people"))


def _unknown(person: str) -> ToolError:
    return ToolError("not_found", f"The directory has no person {shown(person)}; search with people.search.")


def _described(person: Person) -> str:
    return " ".join((person.name, *person.emails, person.title, person.department, person.organisation))


def _card(identity: str, person: Person) -> dict[str, Json]:
    return {
        "id": identity,
        "name": person.name,
        "emails": list(person.emails),
        "title": person.title,
        "department": person.department,
        "organisation": person.organisation,
        "external": person.external,
    }
