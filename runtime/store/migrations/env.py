"""What alembic runs for each migration: the revisions, over the connection that it was given, in its transaction."""

from alembic import context

from runtime.store.migrations import VERSION_TABLE
from runtime.store.tables import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    version_table=VERSION_TABLE,
    # SQLite can't alter most of a table: alembic then writes it anew
    render_as_batch=True,
)
context.run_migrations()
