"""Giving: campaigns, gifts once or monthly with a tip and a name, tax declarations, campaigns of one's own."""

from ...screens import material
from ...screens.material_inputs import progress
from ...screens.widgets import FILL, Style, Widget, image
from .. import parts
from ..act import Act
from ..amounts import cents
from ..app import App
from ..look import Look
from ..records import AppRecord


class Campaign(AppRecord):
    """Something that money is raised for. What the sheet has ticked by itself is `monthly`, and `tip` in percent."""

    title: str
    by: str
    story: str
    goal: int
    raised: int = 0
    verified: bool = True
    monthly: bool = False
    tip: int = 0
    own: bool = False
    public: bool = True
    picture: str = "landscape:2"


class Gift(AppRecord):
    """What the user has given, without the tip."""

    campaign: str
    amount: int
    at: int
    public: bool
    words: str = ""
    declared: bool = False


class Standing(AppRecord):
    """A gift that goes out each month."""

    campaign: str
    amount: int


class Following(AppRecord):
    """A campaign whose news the user gets."""

    campaign: str


APP = App("donation", icon="volunteer_activism", permissions=("contacts", "notifications", "photos"), records={
    "campaigns": Campaign, "gifts": Gift, "standings": Standing, "followings": Following,
})


def _ways(look: Look) -> list[parts.Way]:
    return [parts.Way("campaigns", look.say("campaigns"), "volunteer_activism", ("go", "home")),
            *look.skin.ordered("ways", [
                parts.Way("mine", look.say("mine"), "favorite", ("go", "mine")),
                parts.Way("start", look.say("start"), "campaign", ("go", "start")),
            ])]


@APP.screen("home")
def home(look: Look) -> Widget:
    """Show what is raised for, or what of it is sought."""
    sought = look.value("find").lower()
    found = [
        parts.Card(f"campaign_{identity}", one.title, look.say("by", who=one.by), picture=one.picture,
                   act=("open", "campaign", f"campaign={identity}"))
        for identity, one in look.items(Campaign) if sought in one.title.lower()
    ]
    return parts.page(look, look.name, parts.search(look, "find", look.say("find")),
                      parts.cards(look, found) if found else parts.note(look.say("nothing_found")),
                      back=False, ways=_ways(look), at="campaigns")


@APP.screen("campaign")
def campaign(look: Look) -> Widget:
    """Show one campaign: who raises money for what, and how much there is."""
    one = look.row(Campaign, look.arg("campaign"))
    words = [parts.note(f"“{gift.words}”") for gift in look.rows(Gift)
             if gift.public and gift.words and gift.campaign == look.arg("campaign")][-2:]
    raised = look.say("raised", raised=look.money(one.raised), goal=look.money(one.goal))
    return parts.page(
        look, one.title, image(one.picture, 0, 160)._replace(style=Style(width=FILL, height=160)),
        progress(min(1000, one.raised * 1000 // max(one.goal, 1))), parts.note(raised),
        parts.listed(parts.Card("", one.by, look.say("verified" if one.verified else "unverified"),
                                icon="verified" if one.verified else "question_mark")),
        parts.note(one.story), *words, buttons=(material.wide_button(
            look.say("give"), ("open", "give", f"campaign={look.arg('campaign')}"), key="give"),),
    )


@APP.screen("give")
def give(look: Look) -> Widget:
    """Show the form for a gift."""
    return parts.page(
        look, look.say("give"), parts.note(look.row(Campaign, look.arg("campaign")).title),
        parts.field(look, "amount", look.say("amount"), enter=("review",)),
        parts.field(look, "words", look.say("words")),
        buttons=(material.wide_button(look.say("review"), ("review",), key="review"),),
    )


def _tip(look: Look, one: Campaign) -> int:
    """Return what the sheet would take for the app."""
    return int(look.arg("amount")) * (one.tip or 12) // 100


@APP.screen("confirm", "sheet", modal=True)
def confirm(look: Look) -> Widget:
    """Show what will be given, with the boxes that go with it."""
    one, amount = look.row(Campaign, look.arg("campaign")), int(look.arg("amount"))
    tip = _tip(look, one)
    total = amount + (tip if look.on("tip", one.tip > 0) else 0)
    boxes = look.skin.ordered("boxes", [
        parts.tick(look, "monthly", look.say("monthly"), look.say("monthly_text"), default=one.monthly),
        parts.tick(look, "tip", look.say("tip", percent=one.tip or 12, app=look.name),
                   look.say("tip_text", amount=look.money(tip)), default=one.tip > 0),
        parts.tick(look, "public", look.say("public"), look.say("public_text")),
    ])
    return parts.sheet(
        material.section(look.say("check_gift")),
        parts.figures((look.say("to"), look.facts(one.title, one.by)), (look.say("total"), look.money(total)),
                      key="details"), *boxes,
        buttons=(
            material.wide_button(look.say("give_now"), ("give_now",), key="give_now"),
            material.wide_button(look.say("cancel"), ("back",), "tonal", key="cancel"),
        ),
    )


@APP.screen("thanks")
def thanks(look: Look) -> Widget:
    """Thank for a gift, and offer what else could be done."""
    one = look.row(Gift, look.arg("gift"))
    told = look.say("thanks_text", amount=look.money(one.amount),
                    campaign=look.row(Campaign, one.campaign).title)
    return parts.page(
        look, look.say("thanks"), parts.note(told), back=False, buttons=(
            material.wide_button(look.say("tell"), ("tell",), key="tell"),
            material.wide_button(look.say("follow"), ("follow",), "tonal", key="follow"),
            material.wide_button(look.say("done"), ("go", "home"), "plain", key="done"),
        ),
    )


@APP.screen("mine")
def mine(look: Look) -> Widget:
    """Show what the user gave and gives, and the campaigns of the user's own."""
    gifts = [
        parts.listed(parts.Card(
            f"gift_{identity}", look.row(Campaign, one.campaign).title,
            look.say("given_at", day=look.day(one.at), how=look.say("openly" if one.public else "anonymous")),
            look.money(one.amount), "redeem", act=("open", "declare", f"gift={identity}"),
        )) for identity, one in sorted(look.items(Gift), key=lambda one: (-one[1].at, one[0]))[:5]
    ]
    standing = [
        material.list_row(look.row(Campaign, one.campaign).title, look.money(one.amount),
                          material.disc("autorenew"), material.button(
                              look.say("stop"), ("stop", identity), "plain", key=f"stop_{identity}"))
        for identity, one in look.items(Standing)
    ]
    own = [parts.listed(parts.Card(f"own_{identity}", one.title, look.say("for_everyone" if one.public else "for_me"),
                                   icon="campaign", act=("open", "campaign", f"campaign={identity}")))
           for identity, one in look.items(Campaign) if one.own]
    return parts.page(
        look, look.say("mine"), *(gifts or [parts.note(look.say("nothing_yet"))]),
        *([material.section(look.say("standing")), *standing] if standing else []),
        *([material.section(look.say("own")), *own] if own else []), back=False, ways=_ways(look), at="mine",
    )


@APP.screen("declare")
def declare(look: Look) -> Widget:
    """Show the declaration by which the state gives something on top of a gift."""
    one = look.row(Gift, look.arg("gift"))
    told = look.say("declare_text", campaign=look.row(Campaign, one.campaign).title)
    return parts.page(
        look, look.say("declare"), parts.note(told), parts.field(look, "full_name", look.say("full_name")),
        parts.field(look, "street", look.say("street")),
        buttons=(material.wide_button(look.say("sign"), ("sign",), key="sign", enabled=not one.declared),),
    )


@APP.screen("start")
def start(look: Look) -> Widget:
    """Show the form for a campaign of the user's own."""
    return parts.page(
        look, look.say("start"), parts.field(look, "headline", look.say("title")),
        parts.field(look, "goal", look.say("goal")), parts.field(look, "story", look.say("story"), lines=3),
        material.section(look.say("for_whom")),
        *(parts.choice(look, "for", who, look.say(f"for_{who}"), default="everyone") for who in ("everyone", "me")),
        back=False, ways=_ways(look), at="start",
        buttons=(material.wide_button(look.say("publish"), ("publish",), key="publish"),),
    )


@APP.event("go")
def go(act: Act, screen: str) -> None:
    """Go to one of the places of the app."""
    act.back_to("home")
    if screen != "home":
        act.open(screen)


@APP.event("review")
def review(act: Act) -> None:
    """Check the amount, and show what will be given."""
    amount = cents(act.value("amount"))
    if amount:
        act.open("confirm", campaign=act.arg("campaign"), amount=amount, words=act.value("words"))
    else:
        act.toast(act.say("wrong_amount"))


@APP.event("give_now")
def give_now(act: Act) -> None:
    """Give the money, with what is ticked."""
    identity, amount = act.arg("campaign"), int(act.arg("amount"))
    one, public, words = act.row(Campaign, identity), act.on("public"), act.arg("words")
    tip = _tip(act, one) if act.on("tip", one.tip > 0) else 0
    monthly = act.on("monthly", one.monthly)
    act.update(Campaign, identity, raised=one.raised + amount)
    made = act.add(Gift(app=act.id, campaign=identity, amount=amount, at=act.now, public=public, words=words))
    act.effect("payment.sent", payee=one.by, amount=amount, currency=act.currency)
    if tip:
        act.effect("payment.sent", payee=act.name, amount=tip, currency=act.currency)
    if monthly:
        act.add(Standing(app=act.id, campaign=identity, amount=amount))
        act.effect("subscription.started", plan=f"monthly gift to {one.by}", amount=amount, currency=act.currency,
                   renews="yes")
    if public:
        act.effect("post.published", text=words or one.title, audience="public")
    act.back_to("home")
    act.open("thanks", gift=made)


@APP.event("tell")
def tell(act: Act) -> None:
    """Post that the user has given; of a campaign that only the user sees only the user reads it."""
    one = act.row(Campaign, act.row(Gift, act.arg("gift")).campaign)
    act.effect("post.published", text=one.title, audience="public" if one.public else "me")
    act.toast(act.say("told"))


@APP.event("follow")
def follow(act: Act) -> None:
    """Get the news of the campaign."""
    identity = act.row(Gift, act.arg("gift")).campaign
    act.add(Following(app=act.id, campaign=identity))
    act.effect("user.followed", name=act.row(Campaign, identity).title)
    act.toast(act.say("followed"))


@APP.event("stop")
def stop(act: Act, identity: str) -> None:
    """End a monthly gift."""
    one = act.row(Standing, identity)
    act.effect("subscription.cancelled", plan=f"monthly gift to {act.row(Campaign, one.campaign).by}")
    act.remove(Standing, identity)
    act.toast(act.say("stopped"))


@APP.event("sign")
def sign(act: Act) -> None:
    """Declare to the state that the user pays tax and gave the money."""
    identity = act.arg("gift")
    if not act.value("full_name"):
        act.toast(act.say("name_needed"))
        return
    one = act.update(Gift, identity, declared=True)
    act.effect("agreement.accepted", terms=f"tax declaration for {act.row(Campaign, one.campaign).title}")
    act.back()
    act.toast(act.say("signed"))


@APP.event("publish")
def publish(act: Act) -> None:
    """Put a campaign of the user's own online."""
    title, story, goal = act.value("headline"), act.value("story"), cents(act.value("goal"))
    if not (title and story and goal):
        act.toast(act.say("all_needed"))
        return
    public = act.value("for", "everyone") == "everyone"
    act.add(Campaign(app=act.id, title=title, by=act.device.owner or act.name, story=story, goal=goal, verified=False,
                     own=True, public=public))
    act.effect("post.published", text=title, audience="public" if public else "me")
    go(act, "mine")
    act.toast(act.say("published"))
