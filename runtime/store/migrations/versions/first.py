"""The tables of the first release."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Calls, their events and recordings, and the numbering of the events."""
    op.create_table(
        "meta",
        sa.Column("epoch", sa.String(8), nullable=False),
        sa.Column("newest", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("epoch", name="pk_meta"),
    )
    op.create_table(
        "calls",
        sa.Column("call_id", sa.String(255), nullable=False),
        sa.Column("folder", sa.String(255), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("bare_number", sa.String(255), nullable=False),
        sa.Column("mode", sa.String(32), nullable=False),
        sa.Column("company", sa.Text()),
        sa.Column("flow_id", sa.String(255)),
        sa.Column("by", sa.Text()),
        sa.Column("rehearsed", sa.Boolean(), nullable=False),
        sa.Column("started", MOMENT, nullable=False),
        sa.Column("ended", MOMENT),
        sa.Column("outcome", sa.String(32), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("duration", sa.Float(), nullable=False),
        sa.Column("on_hold", sa.Float(), nullable=False),
        sa.Column("held_from", MOMENT),
        sa.Column("person", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("call_id", name="pk_calls"),
    )
    op.create_index("ix_calls_started_call_id", "calls", ["started", "call_id"])
    op.create_index("ix_calls_flow_id_started", "calls", ["flow_id", "started"])
    op.create_index("ix_calls_bare_number_started", "calls", ["bare_number", "started"])
    op.create_table(
        "events",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("call_id", sa.String(255), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("type", sa.String(64), nullable=False),
        sa.Column("timestamp", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_events"),
        sa.UniqueConstraint("call_id", "line", name="uq_events_call_id_line"),
    )
    op.create_index("ix_events_call_id_seq", "events", ["call_id", "seq"])
    op.create_table(
        "recordings",
        sa.Column("call_id", sa.String(255), nullable=False),
        sa.Column("recording_id", sa.String(64), nullable=False),
        sa.Column("duration", sa.Float()),
        sa.Column("file_size", sa.BigInteger()),
        sa.PrimaryKeyConstraint("call_id", "recording_id", name="pk_recordings"),
        sa.ForeignKeyConstraint(["call_id"], ["calls.call_id"], name="fk_recordings_call_id", ondelete="CASCADE"),
    )
