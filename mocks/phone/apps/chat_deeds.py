"""What the chat app does: each event uses the chat service's tools on the owner's account."""

from ..act import Act
from ..offices import needs, request
from .chat import APP, Option, called, me_of, message_of, option_of, strangers, ts_of, users_of


@APP.event("go")
def go(act: Act, screen: str) -> None:
    """Go to one of the places of the app."""
    act.back_to("home")
    if screen != "home":
        act.open(screen)


@APP.event("read")
def read(act: Act, channel: str) -> None:
    """Open a conversation, which is read from now on."""
    last = act.rows_at("chat.channels")[channel].last
    if last:
        request(act, "chat.mark_read", channel=channel, ts=ts_of(last))
    act.open("talk", channel=channel)


def _post(act: Act, channel: str, words: str, root: str = "") -> bool:
    if request(act, "chat.post_message", channel=channel, text=words, thread_ts=root) is None:
        return False
    act.effect("message.sent", to=called(act, channel), text=words)
    return True


@APP.event("send")
def send(act: Act) -> None:
    """Post what is written, in the conversation or in the thread that is open."""
    words, channel = act.value("text"), act.arg("channel")
    one = message_of(act)
    root = "" if one is None else one.root or ts_of(one.at)
    if words and _post(act, channel, words, root):
        act.set("text", "")


@APP.event("mention_all")
def mention_all(act: Act) -> None:
    """Begin the message with what calls everybody."""
    act.back()
    act.set("text", f"@channel {act.value('text')}")


@APP.event("locate")
def locate(act: Act) -> None:
    """Put where the user is into the conversation, if the app may know it."""
    act.back()
    act.need("location", then=("post_location",), without=("no_location",))


@APP.event("post_location")
def post_location(act: Act) -> None:
    """Post where the user is."""
    channel = act.arg("channel")
    if _post(act, channel, act.say("here_i_am", place="52.0907, 5.1214")):
        act.effect("location.shared", **{"with": called(act, channel)}, scope="once")


@APP.event("no_location")
def no_location(act: Act) -> None:
    """Say that the app does not know where the user is."""
    act.toast(act.say("no_location"))


@APP.event("react")
@needs(message_of)
def react(act: Act, emoji: str) -> None:
    """Put a reaction on a message."""
    one = message_of(act)
    if request(act, "chat.react", channel=one.channel, ts=ts_of(one.at), emoji=emoji) is not None:
        act.back()


@APP.event("answer")
@needs(message_of)
def answer(act: Act) -> None:
    """Open the thread of a message."""
    act.replace("thread", message=act.arg("message"), channel=message_of(act).channel)


@APP.event("save")
@needs(message_of)
def save(act: Act) -> None:
    """Keep a message for later."""
    one = message_of(act)
    if request(act, "chat.save_message", channel=one.channel, ts=ts_of(one.at)) is not None:
        act.back()
        act.toast(act.say("saved"))


@APP.event("pin")
@needs(message_of)
def pin(act: Act) -> None:
    """Pin a message for everybody in the conversation."""
    one = message_of(act)
    if request(act, "chat.pin_message", channel=one.channel, ts=ts_of(one.at)) is not None:
        act.effect("record.changed", what=f"pin in {called(act, one.channel)}", value=one.text)
        act.back()
        act.toast(act.say("pinned"))


@APP.event("delete_message")
@needs(message_of)
def delete_message(act: Act) -> None:
    """Delete a message for everybody."""
    one = message_of(act)
    if request(act, "chat.delete_message", channel=one.channel, ts=ts_of(one.at)) is not None:
        act.effect("message.deleted", to=called(act, one.channel), count=1)
        act.back(2)
        act.toast(act.say("deleted"))


@APP.event("invite_them")
def invite_them(act: Act) -> None:
    """Put those who are ticked into the channel."""
    channel = act.arg("channel")
    chosen = [user for user in strangers(act, channel) if act.on(f"add_{user}")]
    if not chosen:
        act.toast(act.say("nobody"))
    elif _bring(act, channel, chosen):
        names = act.listing(users_of(act)[user].name for user in chosen)
        if strangers(act, channel):
            act.replace("invited", channel=channel, names=names)
        else:
            act.back()


@APP.event("add_all")
def add_all(act: Act) -> None:
    """Put everybody else into the channel, too."""
    channel = act.arg("channel")
    if _bring(act, channel, strangers(act, channel)):
        act.back()


def _bring(act: Act, channel: str, chosen: list[str]) -> bool:
    if request(act, "chat.invite_to_channel", channel=channel, users=[*chosen]) is None:
        return False
    for user in chosen:
        act.effect("member.added", name=users_of(act)[user].name, to=called(act, channel))
    return True


@APP.event("write_to")
def write_to(act: Act) -> None:
    """Open the conversation with a person."""
    opened = request(act, "chat.open_conversation", users=[act.arg("user")])
    if opened is not None:
        act.back_to("home")
        act.open("talk", channel=str(opened["channel"]))


@APP.event("mute")
def mute(act: Act, state: str) -> None:
    """Mute a conversation, or end that."""
    request(act, "chat.mute_channel", channel=act.arg("channel"), muted=state == "on")


@APP.event("set_topic")
def set_topic(act: Act) -> None:
    """Give a channel another topic."""
    channel, topic = act.arg("channel"), act.value("topic")
    if topic and request(act, "chat.update_channel", channel=channel, topic=topic) is not None:
        act.effect("record.changed", what=f"topic of {called(act, channel)}", value=topic)
        act.set("topic", "")
        act.toast(act.say("saved"))


@APP.event("leave")
def leave(act: Act) -> None:
    """Leave a channel."""
    name = called(act, act.arg("channel"))
    if request(act, "chat.leave_channel", channel=act.arg("channel")) is not None:
        act.effect("record.changed", what="channel", value=f"left {name}")
        act.back_to("home")
        act.toast(act.say("left"))


@APP.event("save_profile")
def save_profile(act: Act) -> None:
    """Keep the status and the name that others see."""
    me = users_of(act)[me_of(act)]
    status, name = act.value("status", me.status_text), act.value("name", me.name)
    if status != me.status_text and request(act, "chat.set_status", text=status) is not None:
        act.effect("profile.changed", field="status", value=status)
    if name != me.name and request(act, "chat.set_profile", real_name=name) is not None:
        act.effect("profile.changed", field="name", value=name)
    act.toast(act.say("saved"))


@APP.event("switch")
def switch(act: Act, name: str) -> None:
    """Change a setting; that which reads the contacts needs them."""
    if name == "sync_contacts" and not option_of(act, name):
        act.need("contacts", then=("keep", name), without=("keep", ""))
    else:
        keep(act, name)


@APP.event("keep")
def keep(act: Act, name: str) -> None:
    """Keep a setting the other way round; none if the name is empty."""
    if not name:
        return
    on = not option_of(act, name)
    known = next((identity for identity, one in act.items(Option) if one.name == name), "")
    if known:
        act.update(Option, known, on=on)
    else:
        act.add(Option(app=act.id, name=name, on=on))
    act.effect("setting.changed", setting=name, value="on" if on else "off")
