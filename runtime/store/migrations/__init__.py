"""Brings the tables of a database up to date, by the revisions in `versions` (alembic).

The tables as they should be in the end are `runtime.store.tables`; a test holds the two together. Not responsible for
connecting to a database (`runtime.store.database`).
"""

from pathlib import Path
from threading import Lock

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData, Table

from runtime.store.errors import REBUILD, StoreError
from runtime.store.tables import METADATA

SCRIPTS = Path(__file__).parent
VERSION_TABLE = "holdlang_revision"
"""Holds the revision of a database. Its name also tells that the other tables are ours."""

_ONE = Lock()
"""Alembic has one context for the whole process."""


def migrate(connection: Connection, scripts: Path = SCRIPTS) -> None:
    """Run the revisions that the database lacks, within the transaction of `connection`. Raises `StoreError` for a
    database that a later version of holdlang has written."""
    config = Config()
    config.set_main_option("script_location", str(scripts).replace("%", "%%"))
    config.attributes["connection"] = connection
    known = ScriptDirectory.from_config(config)
    with _ONE:
        now = revision(connection)
        if now == known.get_current_head():
            return
        if now is not None and now not in {script.revision for script in known.walk_revisions()}:
            raise StoreError("the store was written by a later version of holdlang", f"update holdlang; or {REBUILD}")
        command.upgrade(config, "head")


def revision(connection: Connection) -> str | None:
    """The revision that the database is at; None if it has none of our tables. Raises `SQLAlchemyError`."""
    return MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE}).get_current_revision()


def drop(connection: Connection) -> None:
    """Take our tables, and no others, out of the database."""
    if revision(connection) is not None:
        METADATA.drop_all(connection)
        Table(VERSION_TABLE, MetaData()).drop(connection)
