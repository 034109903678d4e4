"""Rows of the phone: the device, what is open on it, what its apps may do, and what has been done with it."""

from typing import Literal, TypeAlias

from ...snapshots.records import Record

Scope: TypeAlias = Literal["denied", "once", "while_using", "always"]
"""What an app has been granted of a permission. `once` ends when the app is left for another."""

Language: TypeAlias = Literal["en", "zh"]


class Device(Record):
    """The device and its settings. Sizes are in pixels, `density` in dots per inch, `font_scale` in percent.

    `suggestions` is how many suggestions apps add below what their pages show.
    """

    width: int = 1080
    height: int = 2400
    density: int = 420
    language: Language = "en"
    font_scale: int = 100
    dark: bool = False
    navigation: Literal["buttons", "gestures"] = "buttons"
    zone: str = "UTC"
    battery: int = 76
    charging: bool = False
    wifi: bool = True
    mobile_data: bool = True
    airplane: bool = False
    bluetooth: bool = True
    location: bool = True
    do_not_disturb: bool = False
    torch: bool = False
    rotation_locked: bool = True
    brightness: int = 60
    volume: int = 50
    locked: bool = False
    pin: str = ""
    owner: str = ""
    suggestions: int = 0


class Named(Record):
    """A value under a name: an argument of a page, the text of a field, a checked box."""

    name: str
    value: str


class Offset(Record):
    """How far something that scrolls has been scrolled, in pixels."""

    name: str
    pixels: int


class Page(Record):
    """One page of an app's stack: which screen it shows of what, and what the user has done on it so far."""

    screen: str
    args: tuple[Named, ...] = ()
    values: tuple[Named, ...] = ()
    offsets: tuple[Offset, ...] = ()
    focus: str = ""


class Task(Record):
    """What is open of one app, the id: its pages, the top one last. `used` orders the recent ones."""

    pages: tuple[Page, ...]
    used: int


class Display(Record):
    """What is in front: the app ("" is the launcher), and the pages of the system over it, the top one last.

    A toast is there until `toast_until` (ms). `keyboard` says whether it is up for the field that has the focus, `keys`
    which of its boards, `composing` the pinyin typed so far; `pin` is what has been typed of the PIN. `bubble` is the
    app that has a bubble float over the screen.
    """

    app: str = ""
    over: tuple[Page, ...] = ()
    toast: str = ""
    toast_until: int = 0
    keyboard: bool = False
    keys: str = ""
    composing: str = ""
    pin: str = ""
    clipboard: str = ""
    bubble: str = ""


class Installed(Record):
    """An app on the phone; its id is that of its skin. Where its icon lies: on a page, or in a folder on it."""

    kind: str
    page: int = 0
    folder: str = ""
    opened: int = 0
    notifications: bool = True


class Grant(Record):
    """What an app has been told about a permission. `precise` is about location alone."""

    app: str
    permission: str
    scope: Scope
    precise: bool = True


class Choice(Record):
    """A button of a notification or of a system dialog: its label, and the event that it raises in the app."""

    label: str
    event: tuple[str, ...]


class Notice(Record):
    """A notification. `event` is what a tap raises in its app. The banner is over the screen until `banner_until`."""

    app: str
    title: str
    text: str
    at: int
    event: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    ongoing: bool = False
    banner_until: int = 0


class Effect(Record):
    """What was brought about on the phone, as a typed fact: see `effects.py` for the kinds and their details."""

    kind: str
    app: str
    at: int
    details: tuple[Named, ...] = ()


class Asked(Record):
    """What the agent asked the user, and what he answered; `matched` is false where no rule had an answer."""

    question: str
    answer: str
    at: int
    matched: bool


class Reply(Record):
    """A rule of the user's: to a question that has one of these words he answers so."""

    about: tuple[str, ...]
    answer: str


class Deed(Record):
    """What one action came to: whether it hit anything, what, and whether it changed what is on the screen."""

    action: str
    target: str
    outcome: Literal["done", "missed", "nothing"]


class AppRecord(Record):
    """A row that one app keeps. `app` is the id of the app: two banks on a phone have a book each."""

    app: str
