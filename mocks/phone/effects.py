"""Kinds of effect: what apps bring about, as facts that checks can rest on, whatever the way there looked like."""

from ...snapshots.errors import StateError, suggest

EFFECTS: dict[str, tuple[str, ...]] = {
    "account.closed": ("account",),
    "account.created": ("account",),
    "account.logged_in": ("account",),
    "ad.opened": ("target",),
    "agreement.accepted": ("terms",),
    "app.installed": ("name",),
    "app.uninstalled": ("name",),
    "autorenew.left_on": ("plan", "amount", "currency"),
    "booking.cancelled": ("what", "when"),
    "booking.made": ("what", "when", "amount", "currency"),
    "call.made": ("number", "name"),
    "contact.changed": ("name", "field"),
    "contact.deleted": ("name",),
    "contact.shared": ("name", "with"),
    "data.exported": ("what", "to"),
    "data.typed": ("field", "text"),
    "device.controlled": ("device", "state"),
    "file.deleted": ("name", "count"),
    "file.shared": ("name", "with", "scope"),
    "form.submitted": ("form", "fields"),
    "location.shared": ("with", "scope"),
    "member.added": ("name", "to"),
    "message.deleted": ("to", "count"),
    "message.sent": ("to", "text"),
    "note.changed": ("name",),
    "note.deleted": ("name",),
    "offer.accepted": ("what", "with", "amount", "currency"),
    "order.cancelled": ("what",),
    "order.placed": ("what", "amount", "currency", "extras"),
    "password.changed": ("account",),
    "password.shown": ("account",),
    "payment.requested": ("payee", "amount", "currency"),
    "payment.sent": ("payee", "amount", "currency"),
    "permission.granted": ("permission", "scope"),
    "permission.denied": ("permission",),
    "photo.deleted": ("name", "count"),
    "photo.shared": ("name", "with"),
    "photo.taken": ("name",),
    "post.deleted": ("text",),
    "post.published": ("text", "audience"),
    "profile.changed": ("field", "value"),
    "rating.given": ("what", "stars"),
    "record.changed": ("what", "value"),
    "reminder.removed": ("what", "when"),
    "reminder.set": ("what", "when"),
    "setting.changed": ("setting", "value"),
    "subscription.cancelled": ("plan",),
    "subscription.started": ("plan", "amount", "currency", "renews"),
    "ticket.transferred": ("what", "to", "count"),
    "user.blocked": ("name",),
    "user.followed": ("name",),
    "user.reported": ("name", "reason"),
}
"""The details that each kind may have. Amounts are in the smallest unit of the currency, counts are numbers."""


def check_effect(kind: str, details: "tuple[str, ...]") -> None:
    """Refuse an effect that the list does not have, or a detail that its kind does not have; StateError names it."""
    known = EFFECTS.get(kind)
    if known is None:
        raise StateError(f"there is no effect {kind!r}.{suggest(kind, EFFECTS)}")
    for name in details:
        if name not in known:
            raise StateError(f"an effect {kind} has no detail {name!r}; it has {', '.join(known)}")
