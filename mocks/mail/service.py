"""The mail service: all its tools in one class."""

from .drafting import Drafting
from .importing import Importing
from .organising import Organising
from .reading import Reading
from .seeding import Seeding
from .settings import Settings


class Mail(Reading, Drafting, Organising, Settings, Seeding, Importing):
    """Gmail's object model: messages, threads, labels, drafts and settings of several mailboxes, and their mail."""

    bookkeeping = ("mail.histories.*", "mail.vacations_sent.*")
