"""A settlement that is taken back stays on record with its reason."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

STANDS = sa.text("undone_at IS NULL")


def upgrade() -> None:
    with op.batch_alter_table("settled_withdrawal") as batch_op:
        batch_op.add_column(sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.drop_constraint(batch_op.f("uq_settled_withdrawal_amendment_id"), type_="unique")
        batch_op.create_index(batch_op.f("ix_settled_withdrawal_amendment_id"), ["amendment_id"])
    op.create_index(
        "one_settlement_stands",
        "settled_withdrawal",
        ["amendment_id"],
        unique=True,
        sqlite_where=STANDS,
        postgresql_where=STANDS,
    )


def downgrade() -> None:
    op.drop_index("one_settlement_stands", table_name="settled_withdrawal")
    op.execute("DELETE FROM settled_withdrawal WHERE undone_at IS NOT NULL")
    with op.batch_alter_table("settled_withdrawal") as batch_op:
        batch_op.drop_index(batch_op.f("ix_settled_withdrawal_amendment_id"))
        batch_op.create_unique_constraint(batch_op.f("uq_settled_withdrawal_amendment_id"), ["amendment_id"])
        batch_op.drop_column("undone_at")
