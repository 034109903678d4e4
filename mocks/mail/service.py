"""The mail service: all its tools in one class."""

from .gmail_drafts import GmailDrafts
from .gmail_encryption import GmailEncryption
from .gmail_settings import GmailSettings
from .seeding import Seeding


class Mail(GmailDrafts, GmailSettings, GmailEncryption, Seeding):
    """Gmail's object model: messages, threads, labels, drafts and settings of several mailboxes, and their mail."""

    vendor = "gmail"
    bookkeeping = ("mail.histories.*", "mail.vacations_sent.*")
