"""Knocks at the door"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "knock",
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_knock")),
    )
    op.create_index(op.f("ix_knock_until"), "knock", ["until"])


def downgrade() -> None:
    op.drop_index(op.f("ix_knock_until"), table_name="knock")
    op.drop_table("knock")
