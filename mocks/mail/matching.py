"""What a search or a filter matches in a mailbox."""

from collections.abc import Mapping

from ...snapshots.errors import ToolError, shown, suggest
from .base import MailBase
from .records import SYSTEM_LABELS, Filter, Message
from .search import Context, Query, compile_query


def context_of(service: MailBase, mailbox: str) -> Context:
    """Return what the meaning of a query in a mailbox depends on."""

    def label(value: str) -> str:
        return label_searched(value, service.label_ids(mailbox))

    return Context(service.tx.now, service.mailboxes[mailbox].time_zone, label, service.text_of)


def label_searched(value: str, names: Mapping[str, str]) -> str:
    """Return the id of a label as searches write it: any case, a hyphen for a space or slash.

    `names` are the mailbox's own labels, name to id. ToolError names the nearest.
    """
    wanted = _hyphened(value)
    if value.upper() in SYSTEM_LABELS:
        return value.upper()
    ids = {_hyphened(name): identity for name, identity in names.items()}
    if wanted in ids:
        return ids[wanted]
    if value in ids.values():
        return value
    known = [*(label.lower() for label in SYSTEM_LABELS), *ids]
    raise ToolError("invalid_query", f"There is no label {shown(value)} to search in.{suggest(wanted, known)} "
                                     "List labels with mail.list_labels.")


def _hyphened(name: str) -> str:
    return name.lower().replace(" ", "-").replace("/", "-")


def query_of(service: MailBase, mailbox: str, text: str) -> Query:
    """Return the compiled search of a text in a mailbox."""
    return compile_query(text, context_of(service, mailbox))


def filter_query(rule: Filter) -> str:
    """Return the search that says what a filter's criteria say; empty if there are none."""
    parts = [f"{name}:({text})" for name, text in
             (("from", rule.sender), ("to", rule.to), ("subject", rule.subject)) if text]
    if rule.query:
        parts.append(f"({rule.query})")
    if rule.negated_query:
        parts.append(f"-({rule.negated_query})")
    if rule.has_attachment:
        parts.append("has:attachment")
    if rule.larger:
        parts.append(f"larger:{rule.larger}")
    if rule.smaller:
        parts.append(f"smaller:{rule.smaller}")
    return " ".join(parts)


def filter_matches(service: MailBase, rule: Filter, row: Message) -> bool:
    """Tell whether a filter acts on a message. One whose label has been deleted since matches nothing."""
    text = filter_query(rule)
    if not text:
        return False
    try:
        return query_of(service, rule.mailbox, text).matches(row)
    except ToolError:
        return False
