"""The chat service: all its tools in one class."""

from .reading import Reading
from .seeding_items import SeedingItems
from .slack_api_calls import SlackCalls
from .slack_api_canvases import SlackCanvases
from .slack_api_chat import SlackChat
from .slack_api_connect import SlackConnect
from .slack_api_conversations import SlackConversations
from .slack_api_history import SlackHistory
from .slack_api_items import SlackItems
from .slack_api_marks import SlackMarks
from .slack_api_personal import SlackPersonal
from .slack_api_reminders import SlackReminders
from .slack_api_remote import SlackRemote
from .slack_api_search import SlackSearch
from .slack_api_team import SlackTeam
from .slack_api_uploads import SlackUploads
from .slack_api_usergroups import SlackUserGroups
from .slack_api_users import SlackUsers
from .slack_importing import SlackImporting
from .users import Users


class SlackMethods(SlackConversations, SlackHistory, SlackConnect, SlackChat, SlackMarks, SlackUploads, SlackRemote,
                   SlackUsers, SlackSearch, SlackTeam, SlackReminders, SlackUserGroups, SlackPersonal, SlackCanvases,
                   SlackItems, SlackCalls):
    """The methods of Slack's Web API, over the tools of channels, messages, files, search, profiles and one's own."""


class Chat(SlackMethods, Reading, Users, SeedingItems, SlackImporting):
    """Slack's object model: channels, direct messages, threads and people of one workspace, and who reads what."""

    vendor = "slack"
    bookkeeping = ("chat.notifications.*", "chat.channels.*.last", "chat.follows.*", "chat.members.*.last_read",
                   "chat.uploads.*")
