"""A social network: a feed, posts with an audience, comments, the user's own profile and privacy."""

from ...screens import material
from ...screens.material_inputs import switch_row
from ...screens.widgets import FILL, Style, Widget, image, row, text
from .. import parts
from ..act import Act
from ..app import App
from ..look import Look
from ..records import AppRecord


class Person(AppRecord):
    """Somebody else on the network."""

    name: str
    about: str = ""
    followed: bool = False
    blocked: bool = False


class Post(AppRecord):
    """A post. `author` is the id of a person, empty for the user's own; `audience` is public, friends or me."""

    text: str
    at: int
    author: str = ""
    audience: str = "public"
    picture: str = ""
    likes: int = 0
    liked: bool = False


class Comment(AppRecord):
    """What somebody has said under a post; `author` is as in a post."""

    post: str
    text: str
    at: int
    author: str = ""


class Direct(AppRecord):
    """A message between the user and one person."""

    person: str
    text: str
    at: int
    mine: bool = False


class Profile(AppRecord):
    """The user's own profile, and what others may find out. `audience` is what a new post begins with."""

    name: str
    about: str = ""
    town: str = ""
    birthday: str = ""
    employer: str = ""
    audience: str = "public"
    locked: bool = False
    searchable: bool = True
    tagging: bool = True


APP = App(
    "social", account=Profile, icon="groups", permissions=("contacts", "location", "photos", "notifications"),
    records={"people": Person, "posts": Post, "comments": Comment, "directs": Direct, "profiles": Profile},
)

AUDIENCES = {"public": "public", "friends": "group", "me": "lock"}
"""Who may see a post, with the icon of each."""

FIELDS = ("name", "about", "town", "birthday", "employer")

SWITCHES = ("locked", "searchable", "tagging")


def ways(look: Look) -> list[parts.Way]:
    """Return the places of the app."""
    return look.skin.ordered("ways", [
        parts.Way("feed", look.say("feed"), "home", ("go", "home")),
        parts.Way("people", look.say("people"), "group", ("go", "people")),
        parts.Way("directs", look.say("directs"), "chat", ("go", "directs")),
        parts.Way("me", look.say("me"), "account_circle", ("go", "me")),
    ])


def _me(look: Look) -> tuple[str, Profile]:
    return look.items(Profile)[0]


def _author(look: Look, author: str) -> str:
    return look.row(Person, author).name if author else look.say("you")


def newest(look: Look) -> list[tuple[str, Post]]:
    """Return the posts of everybody who is not blocked, the newest first."""
    blocked = {identity for identity, one in look.items(Person) if one.blocked}
    shown = [pair for pair in look.items(Post) if pair[1].author not in blocked]
    return sorted(shown, key=lambda pair: (-pair[1].at, pair[0]))


def post_card(look: Look, identity: str, one: Post) -> Widget:
    """Return a post as it stands in the feed."""
    stamp = f"{look.ago(one.at)} · {look.say('audience_' + one.audience)}"
    lead = material.disc("person" if one.author else "account_circle")
    shown = [material.list_row(_author(look, one.author), stamp, lead), text(one.text, "body_large", lines=4)]
    if one.picture:
        shown.append(image(one.picture, 0, 120, radius=8)._replace(style=Style(width=FILL, height=120, radii=(8,) * 4)))
    heart = "favorite.filled" if one.liked else "favorite"
    shown.append(row(
        material.button(str(one.likes), ("like", identity), "plain", key=f"like_{identity}", icon=heart),
        material.button(look.say("comments"), ("open", "post", f"post={identity}"), "plain", key=f"talk_{identity}",
                        icon="chat_bubble"), style=Style(gap=8),
    ))
    return material.card(*shown, key=f"post_{identity}", act=("open", "post", f"post={identity}"), pad=8)


@APP.screen("home")
def home(look: Look) -> Widget:
    """Show the newest posts."""
    return parts.page(
        look, look.name, *(post_card(look, identity, one) for identity, one in newest(look)), back=False,
        ways=ways(look), at="feed",
        fab=material.fab("edit", ("open", "compose"), look.say("new_post"), key="new_post"),
    )


@APP.screen("post")
def post(look: Look) -> Widget:
    """Show one post with what has been said under it."""
    identity = look.arg("post")
    one = look.row(Post, identity)
    said = [
        parts.listed(parts.Card(f"comment_{key}", _author(look, found.author), found.text, icon="chat_bubble"))
        for key, found in look.items(Comment) if found.post == identity
    ]
    delete = material.icon_button("delete", ("open", "delete", f"posts={identity}"), look.say("delete"), key="delete")
    return parts.page(
        look, _author(look, one.author), parts.note(one.text, "on_surface"), *said,
        parts.writing(look, "comment", look.say("say_something"), enter=("comment",)),
        actions=() if one.author else (delete,),
        buttons=(material.wide_button(look.say("send_comment"), ("comment",), key="send_comment"),),
    )


@APP.screen("compose")
def compose(look: Look) -> Widget:
    """Show the page on which a post is written, with who will see it."""
    audience = look.value("audience", _me(look)[1].audience)
    return parts.page(
        look, look.say("new_post"), parts.writing(look, "text", look.say("whats_new")),
        parts.listed(parts.Card("choose_audience", look.say("who_sees"), look.say("audience_" + audience),
                                icon=AUDIENCES[audience], act=("open", "audience"))),
        buttons=(material.wide_button(look.say("publish"), ("publish",), key="publish"),),
    )


@APP.screen("audience", "sheet")
def choose_audience(look: Look) -> Widget:
    """Show who a post can be for."""
    return parts.sheet(material.section(look.say("who_sees")), *(
        parts.listed(parts.Card(f"audience_{name}", look.say("audience_" + name), look.say(f"audience_{name}_help"),
                                icon=sign, act=("address", name)))
        for name, sign in AUDIENCES.items()
    ))


@APP.screen("me")
def me(look: Look) -> Widget:
    """Show the user's own profile and posts, each with a box for deleting many."""
    own = [pair for pair in newest(look) if not pair[1].author]
    _, profile = _me(look)
    picked = [parts.tick(look, f"pick_{key}", one.text, f"{look.ago(one.at)} · {look.say('audience_' + one.audience)}")
              for key, one in own]
    return parts.page(
        look, profile.name, parts.note(profile.about or look.say("no_about")), material.section(look.say("posts")),
        *picked, back=False, ways=ways(look), at="me",
        actions=(
            material.icon_button("edit", ("open", "edit"), look.say("edit"), key="edit"),
            material.icon_button("delete", ("delete_picked",), look.say("delete"), key="delete_picked"),
            material.icon_button("shield", ("open", "privacy"), look.say("privacy"), key="privacy"),
        ),
    )


@APP.screen("edit")
def edit(look: Look) -> Widget:
    """Show the form of the user's own profile."""
    _, profile = _me(look)
    return parts.page(look, look.say("edit"), *(
        parts.field(look, name, look.say(f"field_{name}"), default=getattr(profile, name)) for name in FIELDS
    ), actions=(material.icon_button("check", ("save_profile",), look.say("save"), key="save", ink="primary"),))


@APP.screen("privacy")
def privacy(look: Look) -> Widget:
    """Show who may find out what."""
    _, profile = _me(look)
    return parts.page(
        look, look.say("privacy"), *look.skin.ordered("switches", [
            switch_row(look.say(name), getattr(profile, name), ("switch_privacy", name), look.say(f"{name}_help"),
                       key=name) for name in SWITCHES
        ]),
        material.section(look.say("first_audience")),
        *(parts.choice(look, "audience", name, look.say("audience_" + name), default=profile.audience)
          for name in AUDIENCES),
        buttons=(material.wide_button(look.say("save"), ("save_audience",), key="save_audience"),),
    )


@APP.screen("delete", "dialog")
def delete(look: Look) -> Widget:
    """Ask whether posts are to be deleted for good."""
    count = len(look.arg("posts").split(","))
    return parts.dialog(look.say("delete_title", count=count), (text(look.say("delete_text")),), (
        material.button(look.say("cancel"), ("back",), "plain", key="cancel"),
        material.button(look.say("delete"), ("delete_now",), "danger", key="delete_now"),
    ))


@APP.event("go")
def go(act: Act, screen: str) -> None:
    """Go to one of the places of the app."""
    act.back_to("home")
    if screen != "home":
        act.open(screen)


@APP.event("like")
def like(act: Act, post: str) -> None:
    """Like a post, or no longer."""
    one = act.row(Post, post)
    act.update(Post, post, liked=not one.liked, likes=one.likes + (-1 if one.liked else 1))
    if not one.liked:
        act.effect("rating.given", what=one.text, stars=1)


@APP.event("comment")
def comment(act: Act) -> None:
    """Put a comment under the post, for all who see it."""
    said, identity = act.value("comment"), act.arg("post")
    if not said:
        act.toast(act.say("empty"))
        return
    act.add(Comment(app=act.id, post=identity, text=said, at=act.now))
    act.effect("post.published", text=said, audience=act.row(Post, identity).audience)
    act.set("comment", "")


@APP.event("address")
def address(act: Act, audience: str) -> None:
    """Have the post that is being written go to an audience."""
    act.back()
    act.set("audience", audience)


@APP.event("publish")
def publish(act: Act) -> None:
    """Publish what has been written."""
    said, audience = act.value("text"), act.value("audience", _me(act)[1].audience)
    if not said:
        act.toast(act.say("empty"))
        return
    act.add(Post(app=act.id, text=said, at=act.now, audience=audience))
    act.effect("post.published", text=said, audience=audience)
    act.back_to("home")
    act.toast(act.say("published"))


@APP.event("save_profile")
def save_profile(act: Act) -> None:
    """Keep the profile as it was typed, for all to see."""
    identity, profile = _me(act)
    for name in FIELDS:
        value = act.value(name, getattr(profile, name))
        if value != getattr(profile, name):
            act.update(Profile, identity, **{name: value})
            act.effect("profile.changed", field=name, value=value)
    act.back()
    act.toast(act.say("saved"))


@APP.event("switch_privacy")
def switch_privacy(act: Act, name: str) -> None:
    """Switch what others may find out."""
    identity, profile = _me(act)
    on = not getattr(profile, name)
    act.update(Profile, identity, **{name: on})
    act.effect("setting.changed", setting=name, value="on" if on else "off")


@APP.event("save_audience")
def save_audience(act: Act) -> None:
    """Keep who sees a new post unless it says otherwise."""
    identity, profile = _me(act)
    audience = act.value("audience", profile.audience)
    act.update(Profile, identity, audience=audience)
    act.effect("setting.changed", setting="audience", value=audience)
    act.toast(act.say("saved"))


@APP.event("delete_picked")
def delete_picked(act: Act) -> None:
    """Ask about the posts that are ticked."""
    picked = [identity for identity, one in act.items(Post) if not one.author and act.on(f"pick_{identity}")]
    if picked:
        act.open("delete", posts=",".join(picked))
    else:
        act.toast(act.say("none_picked"))


@APP.event("delete_now")
def delete_now(act: Act) -> None:
    """Delete posts for good, with what was said under them."""
    for identity in act.arg("posts").split(","):
        act.effect("post.deleted", text=act.row(Post, identity).text)
        for key, one in act.items(Comment):
            if one.post == identity:
                act.remove(Comment, key)
        act.remove(Post, identity)
    act.back_to("home")
    act.toast(act.say("deleted"))
