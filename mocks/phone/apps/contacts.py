"""Contacts: people and their details, groups, doubles to merge, a card to share, and a backup with its conditions."""

from ...screens import material
from ...screens.widgets import Widget
from .. import parts
from ..act import Act
from ..app import App
from ..look import Look
from ..records import AppRecord


class Person(AppRecord):
    """Somebody in the book. `group` is the id of a group, or empty."""

    name: str = ""
    phone: str = ""
    email: str = ""
    company: str = ""
    address: str = ""
    birthday: str = ""
    notes: str = ""
    group: str = ""
    favourite: bool = False


class Circle(AppRecord):
    """A group of people."""

    name: str


class Double(AppRecord):
    """Two entries that the app takes for one person."""

    first: str
    second: str


class Backup(AppRecord):
    """Whether the book is kept at the maker's too, and what was agreed to for it."""

    on: bool
    matching: bool = False
    offers: bool = False


APP = App("contacts", icon="contacts", permissions=("contacts", "phone", "notifications"),
          records={"people": Person, "circles": Circle, "doubles": Double, "backups": Backup})

FIELDS = ("name", "phone", "birthday", "email", "company", "address", "notes")
"""What an entry has, in the order of the form."""

SHARED = ("phone", "email", "address")
"""What of an entry goes with its card if it is ticked."""


def _ways(look: Look) -> list[parts.Way]:
    return look.skin.ordered("ways", [
        parts.Way("people", look.say("people"), "person", ("go", "home")),
        parts.Way("groups", look.say("groups"), "group", ("go", "groups")),
        parts.Way("tidy", look.say("tidy"), "merge", ("go", "tidy")),
    ])


def _sorted(look: Look) -> list[tuple[str, Person]]:
    """Return the people by name, those that are marked first."""
    return sorted(look.items(Person), key=lambda pair: (not pair[1].favourite, pair[1].name, pair[0]))


def _card(identity: str, one: Person) -> parts.Card:
    return parts.Card(f"person_{identity}", one.name, one.company or one.phone,
                      icon="star" if one.favourite else "person", act=("open", "person", f"person={identity}"),
                      long=("open", "pick", f"first={identity}"))


@APP.screen("home")
def home(look: Look) -> Widget:
    """Show everybody, or whom the search finds."""
    sought = look.value("find").lower()
    rows = [parts.listed(_card(identity, one)) for identity, one in _sorted(look) if sought in one.name.lower()]
    return parts.page(
        look, look.name, parts.search(look, "find", look.say("find")), *(rows or [parts.note(look.say("nobody"))]),
        back=False, ways=_ways(look), at="people",
        fab=material.fab("add", ("open", "edit"), look.say("new"), key="new"),
        actions=(material.icon_button("checklist", ("open", "pick"), look.say("pick"), key="pick"),
                 material.icon_button("cloud_upload", ("open", "backup"), look.say("backup"), key="backup")),
    )


@APP.screen("person")
def person(look: Look) -> Widget:
    """Show one entry with all that is in it."""
    identity = look.arg("person")
    one = look.row(Person, identity)
    filled = [(look.say(name), getattr(one, name)) for name in FIELDS[1:] if getattr(one, name)]
    return parts.page(
        look, one.name, parts.figures(*filled, key="filled"),
        parts.listed(parts.Card("call", look.say("call"), one.phone, icon="call", act=("call",))),
        parts.listed(parts.Card("write", look.say("write"), one.phone, icon="sms", act=("write",))),
        actions=(
            material.icon_button("star.filled" if one.favourite else "star", ("mark",), look.say("mark"), key="mark"),
            material.icon_button("edit", ("edit", identity), look.say("edit"), key="edit"),
        ),
        buttons=(
            material.wide_button(look.say("share_card"), ("open", "card", f"person={identity}"), "tonal",
                                 key="share_card"),
            material.wide_button(look.say("delete"), ("open", "delete", f"people={identity}"), "outlined",
                                 key="delete"),
        ),
    )


@APP.screen("edit")
def edit(look: Look) -> Widget:
    """Show the form of an entry."""
    return parts.page(look, look.say("edit" if look.arg("person") else "new"), *(
        parts.field(look, name, look.say(name)) for name in FIELDS
    ), actions=(material.icon_button("check", ("save",), look.say("save"), key="save", ink="primary"),))


@APP.screen("pick")
def pick(look: Look) -> Widget:
    """Show everybody with a box, for what is to be done with more than one."""
    return parts.page(
        look, look.say("pick"), *(
            parts.tick(look, f"pick_{identity}", one.name, one.company or one.phone,
                       default=identity == look.arg("first"))
            for identity, one in _sorted(look)
        ),
        actions=(material.icon_button("delete", ("delete_picked",), look.say("delete"), key="delete_picked"),
                 material.icon_button("group_add", ("group_picked",), look.say("make_group"), key="group_picked")),
    )


def _meant(look: Look) -> list[tuple[str, Person]]:
    return [(one, look.row(Person, one)) for one in look.arg("people").split(",")]


@APP.screen("delete", "dialog")
def delete(look: Look) -> Widget:
    """Ask before entries are gone."""
    meant = _meant(look)
    names = "\n".join(one.name for _, one in meant)
    return parts.dialog(look.say("delete"), (parts.note(look.say("delete_text", count=len(meant))),
                                                parts.note(names, "on_surface")), (
        material.button(look.say("cancel"), ("back",), "plain", key="cancel"),
        material.button(look.say("delete_now"), ("delete_now",), "danger", key="delete_now"),
    ), icon_name="delete")


@APP.screen("card")
def card(look: Look) -> Widget:
    """Show what goes with an entry's card, and who can be given it."""
    one = look.row(Person, look.arg("person"))
    return parts.page(
        look, look.say("share_card"), parts.note(one.name, "on_surface"),
        *(parts.tick(look, name, look.say(name), getattr(one, name), default=True)
          for name in SHARED if getattr(one, name)),
        material.section(look.say("give_to")), *(
            parts.listed(parts.Card(f"give_{identity}", other.name, other.phone, icon="send",
                                    act=("give", identity)))
            for identity, other in _sorted(look) if identity != look.arg("person")
        ),
        actions=(material.icon_button("share", ("share_out",), look.say("share_out"), key="share_out"),),
    )


@APP.screen("give", "sheet", modal=True)
def give(look: Look) -> Widget:
    """Show what will be sent to whom, before it is."""
    one, other = look.row(Person, look.arg("person")), look.row(Person, look.arg("to"))
    parts_of = [(look.say(name), getattr(one, name)) for name in look.arg("fields").split(",") if name]
    return parts.sheet(
        material.section(look.say("card_of", name=one.name)),
        parts.figures((look.say("give_to"), other.name), *parts_of),
        buttons=(material.wide_button(look.say("send"), ("give_now",), key="give_now"),
                 material.wide_button(look.say("cancel"), ("back",), "tonal", key="cancel")),
    )


@APP.screen("groups")
def groups(look: Look) -> Widget:
    """Show the groups."""
    counts = [(identity, one, sum(who.group == identity for who in look.rows(Person)))
              for identity, one in look.items(Circle)]
    return parts.page(look, look.say("groups"), parts.cards(look, [
        parts.Card(f"group_{identity}", one.name, look.say("count", count=count), icon="group",
                   act=("open", "group", f"group={identity}")) for identity, one, count in counts
    ]), back=False, ways=_ways(look), at="groups")


@APP.screen("group")
def group(look: Look) -> Widget:
    """Show who is in a group."""
    inside = [parts.listed(_card(identity, one)) for identity, one in _sorted(look) if one.group == look.arg("group")]
    return parts.page(look, look.row(Circle, look.arg("group")).name, *(inside or [parts.note(look.say("nobody"))]))


@APP.screen("tidy")
def tidy(look: Look) -> Widget:
    """Show entries that may be the same person's."""
    found = [
        parts.listed(parts.Card(f"double_{identity}", look.row(Person, one.first).name,
                                f"{look.row(Person, one.first).phone} / {look.row(Person, one.second).phone}",
                                icon="merge", act=("open", "merge", f"double={identity}")))
        for identity, one in look.items(Double)
    ]
    return parts.page(look, look.say("tidy"), *(found or [parts.note(look.say("no_doubles"))]), back=False,
                      ways=_ways(look), at="tidy")


@APP.screen("merge", "dialog")
def merge(look: Look) -> Widget:
    """Show two entries beside each other, before they become one."""
    pair = look.row(Double, look.arg("double"))
    shown = [look.row(Person, identity) for identity in (pair.first, pair.second)]
    return parts.dialog(look.say("merge"), (parts.note(look.say("merge_text")), *(
        parts.note(f"{one.name}\n{one.phone}\n{one.company or one.address}", "on_surface") for one in shown
    )), (
        material.button(look.say("not_same"), ("not_same",), "plain", key="not_same"),
        material.button(look.say("merge"), ("merge_now",), "plain", key="merge_now"),
    ))


@APP.screen("backup")
def backup(look: Look) -> Widget:
    """Show what a backup brings with it, and what else is asked for there."""
    return parts.page(
        look, look.say("backup"), parts.note(look.say("backup_text")),
        parts.tick(look, "matching", look.say("matching"), look.say("matching_text"), default=True),
        parts.tick(look, "offers", look.say("offers"), look.say("offers_text")),
        buttons=(material.wide_button(look.say("turn_on"), ("turn_on",), key="turn_on"),
                 material.wide_button(look.say("not_now"), ("back",), "tonal", key="not_now")),
    )


@APP.event("go")
def go(act: Act, screen: str) -> None:
    """Go to one of the places of the app."""
    act.back_to("home")
    if screen != "home":
        act.open(screen)


@APP.event("edit")
def change(act: Act, identity: str) -> None:
    """Open the form of an entry with what is in it."""
    one = act.row(Person, identity)
    act.open("edit", person=identity)
    for name in FIELDS:
        act.set(name, getattr(one, name))


@APP.event("save")
def save(act: Act) -> None:
    """Keep what stands in the form."""
    identity = act.arg("person")
    old = act.row(Person, identity) if identity else Person(app=act.id)
    new = {name: act.value(name).strip() for name in FIELDS}
    if not new["name"] or not new["phone"]:
        act.toast(act.say("name_and_phone"))
        return
    if identity:
        act.update(Person, identity, **new)
    else:
        act.add(old.replace(**new))
    for name in FIELDS:
        if new[name] != getattr(old, name):
            act.effect("contact.changed", name=new["name"], field=name)
    act.back()
    act.toast(act.say("saved"))


@APP.event("mark")
def mark(act: Act) -> None:
    """Put somebody first, or back among the others."""
    identity = act.arg("person")
    act.update(Person, identity, favourite=not act.row(Person, identity).favourite)


@APP.event("call")
def call(act: Act) -> None:
    """Call somebody."""
    one = act.row(Person, act.arg("person"))
    act.effect("call.made", number=one.phone, name=one.name)
    act.toast(act.say("calling", name=one.name))


@APP.event("write")
def write(act: Act) -> None:
    """Write somebody a message."""
    act.start("sms", "write_to", act.row(Person, act.arg("person")).name)


@APP.event("delete_picked")
def delete_picked(act: Act) -> None:
    """Ask whether those that are ticked may go."""
    picked = _picked(act)
    if picked:
        act.open("delete", people=",".join(picked))


def _picked(look: Look) -> list[str]:
    return [one for one, _ in _sorted(look) if look.on(f"pick_{one}", one == look.arg("first"))]


@APP.event("group_picked")
def group_picked(act: Act) -> None:
    """Make a group of those that are ticked."""
    picked = _picked(act)
    if picked:
        made = act.add(Circle(app=act.id, name=act.say("new_group")))
        for one in picked:
            act.update(Person, one, group=made)
        act.back_to("home")
        act.open("group", group=made)


@APP.event("delete_now")
def delete_now(act: Act) -> None:
    """Delete entries for good."""
    gone = _meant(act)
    act.back_to("home")
    for identity, one in gone:
        for double, pair in act.items(Double):
            if identity in (pair.first, pair.second):
                act.remove(Double, double)
        act.remove(Person, identity)
        act.effect("contact.deleted", name=one.name)
    act.toast(act.say("deleted"))


@APP.event("give")
def choose(act: Act, to: str) -> None:
    """Show what would be sent of an entry."""
    one = act.row(Person, act.arg("person"))
    fields = [name for name in SHARED if getattr(one, name) and act.on(name, default=True)]
    act.open("give", person=act.arg("person"), to=to, fields=",".join(fields))


@APP.event("give_now")
def give_now(act: Act) -> None:
    """Send an entry's card to somebody."""
    one, other = act.row(Person, act.arg("person")), act.row(Person, act.arg("to"))
    act.effect("contact.shared", **{"name": one.name, "with": other.name})
    act.back(2)
    act.toast(act.say("sent"))


@APP.event("share_out")
def share_out(act: Act) -> None:
    """Hand an entry to another app."""
    one = act.row(Person, act.arg("person"))
    act.share("contact", f"{one.name} {one.phone}")


@APP.event("merge_now")
def merge_now(act: Act) -> None:
    """Make one entry of two: the first keeps its number, and the second goes."""
    identity = act.arg("double")
    pair = act.row(Double, identity)
    first, second = act.row(Person, pair.first), act.row(Person, pair.second)
    act.back()
    act.remove(Double, identity)
    filled = {name: getattr(first, name) or getattr(second, name) for name in FIELDS}
    act.update(Person, pair.first, **{**filled, "notes": f"{filled['notes']} {second.phone}".strip()})
    act.remove(Person, pair.second)
    act.effect("contact.changed", name=first.name, field="merged")
    act.toast(act.say("merged"))


@APP.event("not_same")
def not_same(act: Act) -> None:
    """Remember that two entries are two people."""
    identity = act.arg("double")
    act.back()
    act.remove(Double, identity)
    act.effect("record.changed", what="double", value="kept apart")


@APP.event("turn_on")
def turn_on(act: Act) -> None:
    """Have the book kept at the maker's, with what is ticked."""
    chosen = {"matching": act.on("matching", default=True), "offers": act.on("offers")}
    act.table(Backup).put(act.id, Backup(app=act.id, on=True, **chosen))
    for terms in ("backup", *(name for name, on in chosen.items() if on)):
        act.effect("agreement.accepted", terms=terms)
    act.back()
    act.toast(act.say("turned_on"))


@APP.event("receive")
def receive(act: Act, what: str, text: str) -> None:
    """Begin an entry with what is shared."""
    act.back_to("home")
    act.open("edit")
    act.set("notes", text)
