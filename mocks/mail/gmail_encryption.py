"""Gmail's methods of encryption: every one refuses, as Gmail does for an account that is not set up for it."""

from ...snapshots.digest import Json
from ...snapshots.errors import ToolError
from ..common.vendor import Body, method
from .gmail_messages import Id, UserId
from .gmail_settings import Address
from .gmail_shapes import GmailShapes


class GmailEncryption(GmailShapes):
    """users.settings.cse and users.settings.sendAs.smimeInfo: of accounts that have such keys, as none here has."""

    def _refused(self, user_id: str) -> ToolError:
        self.own_mailbox(user_id)
        return ToolError("failed_precondition", "Precondition check failed: the account is not set up for encryption.")

    @method("read", "gmail.users.settings.cse.identities.list")
    def cse_identities_list(self, user_id: UserId, page_size: int = 20, page_token: str = "") -> Json:
        """Refuse: no account has identities for client-side encryption."""
        raise self._refused(user_id)

    @method("read", "gmail.users.settings.cse.identities.get")
    def cse_identities_get(self, user_id: UserId, cse_email_address: Address) -> Json:
        """Refuse: no account has identities for client-side encryption."""
        raise self._refused(user_id)

    @method("write", "gmail.users.settings.cse.identities.create")
    def cse_identities_create(self, user_id: UserId, body: Body) -> Json:
        """Refuse: no account has identities for client-side encryption."""
        raise self._refused(user_id)

    @method("write", "gmail.users.settings.cse.identities.patch")
    def cse_identities_patch(self, user_id: UserId, email_address: Address, body: Body) -> Json:
        """Refuse: no account has identities for client-side encryption."""
        raise self._refused(user_id)

    @method("write", "gmail.users.settings.cse.identities.delete")
    def cse_identities_delete(self, user_id: UserId, cse_email_address: Address) -> Json:
        """Refuse: no account has identities for client-side encryption."""
        raise self._refused(user_id)

    @method("read", "gmail.users.settings.cse.keypairs.list")
    def cse_keypairs_list(self, user_id: UserId, page_size: int = 20, page_token: str = "") -> Json:
        """Refuse: no account has keys for client-side encryption."""
        raise self._refused(user_id)

    @method("read", "gmail.users.settings.cse.keypairs.get")
    def cse_keypairs_get(self, user_id: UserId, key_pair_id: Id) -> Json:
        """Refuse: no account has keys for client-side encryption."""
        raise self._refused(user_id)

    @method("write", "gmail.users.settings.cse.keypairs.create")
    def cse_keypairs_create(self, user_id: UserId, body: Body, chain_validation: str = "all") -> Json:
        """Refuse: no account has keys for client-side encryption."""
        raise self._refused(user_id)

    @method("write", "gmail.users.settings.cse.keypairs.disable")
    def cse_keypairs_disable(self, user_id: UserId, key_pair_id: Id, body: Body) -> Json:
        """Refuse: no account has keys for client-side encryption."""
        raise self._refused(user_id)

    @method("write", "gmail.users.settings.cse.keypairs.enable")
    def cse_keypairs_enable(self, user_id: UserId, key_pair_id: Id, body: Body) -> Json:
        """Refuse: no account has keys for client-side encryption."""
        raise self._refused(user_id)

    @method("write", "gmail.users.settings.cse.keypairs.obliterate")
    def cse_keypairs_obliterate(self, user_id: UserId, key_pair_id: Id, body: Body) -> Json:
        """Refuse: no account has keys for client-side encryption."""
        raise self._refused(user_id)

    @method("read", "gmail.users.settings.sendAs.smimeInfo.list")
    def smime_info_list(self, user_id: UserId, send_as_email: Address) -> Json:
        """Refuse: no account has hosted S/MIME."""
        raise self._refused(user_id)

    @method("read", "gmail.users.settings.sendAs.smimeInfo.get")
    def smime_info_get(self, user_id: UserId, send_as_email: Address, id: Id) -> Json:
        """Refuse: no account has hosted S/MIME."""
        raise self._refused(user_id)

    @method("write", "gmail.users.settings.sendAs.smimeInfo.insert")
    def smime_info_insert(self, user_id: UserId, send_as_email: Address, body: Body) -> Json:
        """Refuse: no account has hosted S/MIME."""
        raise self._refused(user_id)

    @method("write", "gmail.users.settings.sendAs.smimeInfo.delete")
    def smime_info_delete(self, user_id: UserId, send_as_email: Address, id: Id) -> Json:
        """Refuse: no account has hosted S/MIME."""
        raise self._refused(user_id)

    @method("write", "gmail.users.settings.sendAs.smimeInfo.setDefault")
    def smime_info_set_default(self, user_id: UserId, send_as_email: Address, id: Id) -> Json:
        """Refuse: no account has hosted S/MIME."""
        raise self._refused(user_id)
