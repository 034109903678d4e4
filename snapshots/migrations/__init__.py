"""Migrations: from each layout of the store's tables to the next. Alembic is imported here and nowhere else."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

FOLDER = Path(__file__).parent


def migrate(connection: Connection, found: int) -> None:
    """Bring the tables from the layout of format `found` to the newest, within the connection's transaction."""
    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.stamp(config, str(found))
    command.upgrade(config, "head")
