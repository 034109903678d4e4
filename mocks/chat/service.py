"""The chat service: all its tools in one class."""

from .channels import Channels
from .finding import Finding
from .personal import Personal
from .profiles import Profiles
from .reading import Reading
from .seeding import Seeding
from .sharing import Sharing
from .slack_importing import SlackImporting
from .users import Users


class Chat(Reading, Finding, Users, Sharing, Channels, Personal, Profiles, Seeding, SlackImporting):
    """Slack's object model: channels, direct messages, threads and people of one workspace, and who reads what."""

    vendor = "slack"
    bookkeeping = ("chat.notifications.*", "chat.channels.*.last", "chat.follows.*", "chat.members.*.last_read")
