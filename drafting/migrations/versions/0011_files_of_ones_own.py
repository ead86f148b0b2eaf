"""Files that a delegation brings itself."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("delivery") as batch_op:
        batch_op.add_column(sa.Column("own", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.drop_constraint(batch_op.f("uq_delivery_round_id_delegation_id_digest"), type_="unique")
        batch_op.create_unique_constraint(
            batch_op.f("uq_delivery_round_id_delegation_id_own_digest"),
            ["round_id", "delegation_id", "own", "digest"],
        )
    with op.batch_alter_table("delivery") as batch_op:
        batch_op.alter_column("own", server_default=None)


def downgrade() -> None:
    op.execute("DELETE FROM delivered_item WHERE delivery_id IN (SELECT id FROM delivery WHERE own)")
    op.execute("DELETE FROM delivery WHERE own")
    with op.batch_alter_table("delivery") as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_delivery_round_id_delegation_id_own_digest"), type_="unique")
        batch_op.create_unique_constraint(
            batch_op.f("uq_delivery_round_id_delegation_id_digest"), ["round_id", "delegation_id", "digest"]
        )
        batch_op.drop_column("own")
