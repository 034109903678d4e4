"""The mail service: all its tools in one class."""

from .composing import Composing
from .reading import Reading
from .seeding import Seeding


class Mail(Reading, Composing, Seeding):
    """Gmail's object model: messages, threads, labels, drafts and settings of several mailboxes, and their mail."""

    bookkeeping = ("mail.histories.*", "mail.mailboxes.*.history", "mail.vacations_sent.*")
