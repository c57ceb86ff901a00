"""The tables of the store. Not responsible for bringing a database there (`runtime.store.migrations`).

Everything in them but `meta` is read from the call logs. Names of constraints are fixed, so that migrations can name
them on any database.
"""

from datetime import UTC, datetime

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    func,
    select,
)
from sqlalchemy.types import TypeDecorator, TypeEngine


class Moment(TypeDecorator[datetime]):
    """A moment in UTC, to the microsecond, also where the database knows no zones."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's
        """For the database."""
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's
        """From the database."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Words(TypeDecorator[str]):
    """Text as far as the column holds it: one odd log must not keep the others out. A NUL, which PostgreSQL takes in no
    text, is left out."""

    impl = Text
    cache_ok = True

    def __init__(self, length: int | None = None) -> None:
        super().__init__()
        self.length = length

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[str]:
        """As a database has it."""
        return dialect.type_descriptor(Text() if self.length is None else String(self.length))

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002 - SQLAlchemy's
        """For the database."""
        return None if value is None else value.replace("\0", "")[: self.length]


METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

META = Table(
    "meta",
    METADATA,
    # names the numbering: whoever resumes by a number of another one must be told
    Column("epoch", Words(8), primary_key=True),
    # the last number that was given out; counted here and not by the database, for sequences leave gaps and commit out
    # of order, and whoever reads on from a number would miss what appears before it
    Column("newest", BigInteger, nullable=False),
)

CALLS = Table(
    "calls",
    METADATA,
    Column("call_id", Words(255), primary_key=True),
    Column("folder", Words(255), nullable=False),
    Column("number", Words, nullable=False),
    # without what is only written, as `+1 (800) 555-0199`: by this one calls are found
    Column("bare_number", Words(255), nullable=False),
    Column("mode", Words(32), nullable=False),
    Column("company", Words),
    Column("flow_id", Words(255)),
    Column("by", Words),
    Column("rehearsed", Boolean, nullable=False),
    Column("started", Moment, nullable=False),
    Column("ended", Moment),
    Column("outcome", Words(32), nullable=False),
    Column("reason", Words, nullable=False),
    # seconds
    Column("duration", Float, nullable=False),
    Column("on_hold", Float, nullable=False),
    Column("held_from", Moment),
    Column("person", Boolean, nullable=False),
    Index(None, "started", "call_id"),
    Index(None, "flow_id", "started"),
    Index(None, "bare_number", "started"),
)

EVENTS = Table(
    "events",
    METADATA,
    Column("seq", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False),
    Column("call_id", Words(255), nullable=False),
    Column("line", Integer, nullable=False),
    Column("type", Words(64), nullable=False),
    Column("timestamp", Moment, nullable=False),
    UniqueConstraint("call_id", "line"),
    Index(None, "call_id", "seq"),
)

RECORDINGS = Table(
    "recordings",
    METADATA,
    Column("call_id", Words(255), ForeignKey(CALLS.c.call_id, ondelete="CASCADE"), primary_key=True),
    Column("recording_id", Words(64), primary_key=True),
    # seconds and bytes; unknown until the recording is over, and if its process was killed
    Column("duration", Float),
    Column("file_size", BigInteger),
)


def rows_in(connection: Connection, table: Table) -> int:
    """How many rows a table has."""
    return connection.scalar(select(func.count()).select_from(table)) or 0
