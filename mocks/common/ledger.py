"""The ledger: what left the world. Nothing here reaches a real network; every recipient and byte is on record."""

from ...snapshots.digest import Json
from ...snapshots.records import Record
from ..service import INTERNAL, Rows, Service, tool


class Departure(Record):
    """One thing that went out to the internet, or to a service that this world does not have.

    `recipients` is everybody it went to, bcc included. `files` are (name, type, SHA-256 of the content).
    """

    channel: str
    at: int
    sender: str
    recipients: tuple[str, ...] = ()
    subject: str = ""
    body: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    files: tuple[tuple[str, str, str], ...] = ()
    source: str = ""


class Ledger(Service):
    """Keeps what left the world."""

    name = "ledger"
    departures = Rows(Departure)

    @tool("send", seconds=0, faces=INTERNAL)
    def record(
        self,
        channel: str,
        sender: str,
        recipients: tuple[str, ...],
        subject: str = "",
        body: str = "",
        headers: tuple[tuple[str, str], ...] = (),
        files: tuple[tuple[str, str, str], ...] = (),
        source: str = "",
    ) -> Json:
        """Record something that left. `headers` are [name, value] pairs, `files` [name, type, SHA-256] triples."""
        row = Departure(
            channel=channel,
            at=self.tx.now,
            sender=sender,
            recipients=recipients,
            subject=subject,
            body=body,
            headers=headers,
            files=files,
            source=source,
        )
        identity = self.tx.new_id("out")
        self.departures.put(identity, row)
        return {"id": identity}

    @tool("write", seconds=0, faces=INTERNAL)
    def note(self, tool: str, arguments: str) -> Json:
        """Record a call to a service that this world does not have."""
        identity = self.tx.new_id("out")
        row = Departure(channel=tool, at=self.tx.now, sender=self.tx.actor.principal, body=arguments)
        self.departures.put(identity, row)
        return {"id": identity}
