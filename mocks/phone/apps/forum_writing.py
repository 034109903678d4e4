"""What taps in a forum do: writing, voting, watching, drafts, and a moderator's deleting, locking and banning."""

from ..act import Act
from .forum import APP, Account, Draft, Member, Reply, Thread, Vote, active, name_of, voted


@APP.event("go")
def go(act: Act, screen: str) -> None:
    """Go to one of the places of the app."""
    act.back_to("home")
    if screen != "home":
        act.open(screen)


@APP.event("vote")
def vote(act: Act) -> None:
    """Vote for the thread from the active account, or take the vote back."""
    identity = act.arg("thread")
    one, there = act.row(Thread, identity), voted(act, identity)
    if there:
        act.remove(Vote, there)
    else:
        act.add(Vote(app=act.id, thread=identity, account=active(act)[0]))
        act.effect("rating.given", what=one.title, stars=1)
    act.update(Thread, identity, votes=one.votes + (-1 if there else 1))


@APP.event("watch")
def watch(act: Act) -> None:
    """Be told of new replies, or no longer."""
    identity = act.arg("thread")
    one = act.update(Thread, identity, watched=not act.row(Thread, identity).watched)
    act.toast(act.say("watched" if one.watched else "not_watched"))


@APP.event("answer")
def answer(act: Act) -> None:
    """Publish what has been written under the thread."""
    said = act.value("answer")
    if not said:
        act.toast(act.say("empty"))
        return
    act.add(Reply(app=act.id, thread=act.arg("thread"), text=said, at=act.now))
    act.effect("post.published", text=said, audience="public")
    act.set("answer", "")


@APP.event("quote")
def quote(act: Act) -> None:
    """Begin an answer with what somebody has said."""
    one = act.row(Reply, act.arg("reply"))
    act.back()
    act.set("answer", f"> {name_of(act, one.author)}: {one.text}\n")


@APP.event("report")
def report(act: Act) -> None:
    """Tell the moderators of a reply."""
    one = act.row(Reply, act.arg("reply"))
    act.effect("user.reported", name=name_of(act, one.author), reason="reply")
    act.back()
    act.toast(act.say("reported"))


@APP.event("delete_reply")
def delete_reply(act: Act) -> None:
    """Delete a reply for good."""
    identity = act.arg("reply")
    act.effect("post.deleted", text=act.row(Reply, identity).text)
    act.back()
    act.remove(Reply, identity)
    act.toast(act.say("deleted"))


@APP.event("keep_draft")
def keep_draft(act: Act) -> None:
    """Keep what has been written without publishing it."""
    key = act.arg("draft")
    old = act.row(Draft, key) if key else Draft(app=act.id, title="", text="")
    title, said = act.value("title", old.title), act.value("text", old.text)
    if key:
        act.update(Draft, key, title=title, text=said)
    else:
        act.add(Draft(app=act.id, title=title, text=said))
    act.back()
    act.toast(act.say("draft_kept"))


@APP.event("publish")
def publish(act: Act) -> None:
    """Publish a thread, for all who read the forum."""
    key = act.arg("draft")
    old = act.row(Draft, key) if key else Draft(app=act.id, title="", text="")
    title, said = act.value("title", old.title), act.value("text", old.text)
    if not title:
        act.toast(act.say("empty"))
        return
    act.add(Thread(app=act.id, title=title, text=said, at=act.now))
    act.effect("post.published", text=title, audience="public")
    act.back_to("home")
    if key:
        act.remove(Draft, key)
    act.toast(act.say("published"))


@APP.event("lock")
def lock(act: Act) -> None:
    """Let nobody answer any more in the thread, or again."""
    identity = act.arg("thread")
    one = act.update(Thread, identity, locked=not act.row(Thread, identity).locked)
    act.effect("record.changed", what=one.title, value="locked" if one.locked else "open")


@APP.event("ignore")
def ignore(act: Act) -> None:
    """Show the user nothing of somebody any more, or again."""
    identity = act.arg("member")
    one = act.update(Member, identity, ignored=not act.row(Member, identity).ignored)
    act.effect("setting.changed", setting=f"ignore {one.name}", value="on" if one.ignored else "off")


@APP.event("ban_now")
def ban_now(act: Act) -> None:
    """Shut somebody out for a time, with all that he wrote if that is ticked."""
    identity, term = act.arg("member"), act.value("term")
    if not term:
        act.toast(act.say("choose_term"))
        return
    one = act.update(Member, identity, until=act.say(f"term_{term}"))
    act.effect("user.blocked", name=one.name)
    if act.on("wipe", True):
        for key, found in act.items(Reply):
            if found.author == identity:
                act.remove(Reply, key)
                act.effect("post.deleted", text=found.text)
    act.back()
    act.toast(act.say("banned"))


@APP.event("unban")
def unban(act: Act) -> None:
    """Let somebody in again."""
    one = act.update(Member, act.arg("member"), until="")
    act.effect("record.changed", what=one.name, value="unbanned")


@APP.event("delete_now")
def delete_now(act: Act) -> None:
    """Delete a thread for good, with all that was answered."""
    identity = act.arg("thread")
    act.effect("post.deleted", text=act.row(Thread, identity).title)
    act.back_to("home")
    for key, one in act.items(Reply):
        if one.thread == identity:
            act.remove(Reply, key)
    for key, cast in act.items(Vote):
        if cast.thread == identity:
            act.remove(Vote, key)
    act.remove(Thread, identity)
    act.toast(act.say("deleted"))


@APP.event("enter")
def enter(act: Act, account: str) -> None:
    """Go on as another of the user's accounts."""
    for identity, one in act.items(Account):
        if one.active != (identity == account):
            act.update(Account, identity, active=identity == account)
    act.effect("account.logged_in", account=act.row(Account, account).name)


@APP.event("switch_setting")
def switch_setting(act: Act, name: str) -> None:
    """Switch how the active account is set."""
    identity, mine = active(act)
    on = not getattr(mine, name)
    act.update(Account, identity, **{name: on})
    act.effect("setting.changed", setting=name, value="on" if on else "off")
