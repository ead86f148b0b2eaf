"""Files that came back with contributions, and what each of them brought."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

FATES = ("waiting", "submitted", "present", "refused", "dropped", "unplaced")


def upgrade() -> None:
    op.create_table(
        "delivery",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("delegation_id", sa.Integer(), nullable=False),
        sa.Column("seat_id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("made_from", sa.String(length=100), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("left_out", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["delegation_id"], ["delegation.id"], name=op.f("fk_delivery_delegation_id_delegation")),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_delivery_round_id_round")),
        sa.ForeignKeyConstraint(["seat_id"], ["seat.id"], name=op.f("fk_delivery_seat_id_seat")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery")),
        sa.UniqueConstraint("round_id", "delegation_id", "digest", name=op.f("uq_delivery_round_id_delegation_id_digest")),
    )
    op.create_index(op.f("ix_delivery_round_id"), "delivery", ["round_id"])
    op.create_table(
        "delivered_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("delivery_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("reviewer", sa.String(length=200), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("mark", sa.String(length=64), nullable=False),
        sa.Column("found", sa.JSON(), nullable=False),
        sa.Column(
            "fate",
            sa.Enum(*FATES, name="itemfate", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("refusal", sa.Text(), nullable=False),
        sa.Column("amendment_id", sa.Integer(), nullable=True),
        sa.Column("comment_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["amendment_id"], ["amendment.id"], name=op.f("fk_delivered_item_amendment_id_amendment")),
        sa.ForeignKeyConstraint(["comment_id"], ["comment.id"], name=op.f("fk_delivered_item_comment_id_comment")),
        sa.ForeignKeyConstraint(["delivery_id"], ["delivery.id"], name=op.f("fk_delivered_item_delivery_id_delivery")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivered_item")),
        sa.UniqueConstraint("delivery_id", "place", name=op.f("uq_delivered_item_delivery_id_place")),
    )
    op.create_index(op.f("ix_delivered_item_mark"), "delivered_item", ["mark"])


def downgrade() -> None:
    op.drop_table("delivered_item")
    op.drop_table("delivery")
