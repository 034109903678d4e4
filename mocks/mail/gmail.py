"""Gmail's own methods: users.labels, users.messages and the rest, as its REST API has them."""



from ...snapshots.digest import Json
from ..service import REST, tool
from .base import MailBase


class Gmail(MailBase):
    """What Gmail's clients call. `user_id` is `me`, the address of the account, or of a mailbox that it may act for."""

    @tool("read", faces=REST, name="gmail.users.getProfile")
    def users_get_profile(self, user_id: str) -> Json:
        """Return the address of a mailbox, how much is in it, and the number of its last change."""
        home = self.own(user_id)
        return {
            "emailAddress": home, "messagesTotal": len(self.messages.find("by_mailbox", home)),
            "threadsTotal": len(self.threads.find("by_mailbox", home)), "historyId": str(self.history_of(home)),
        }
