"""Drafts that were reworked outside the tool: why, and where the file comes from."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("draft") as batch_op:
        batch_op.add_column(sa.Column("import_reason", sa.Text(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("import_source", sa.String(length=300), nullable=False, server_default=""))


def downgrade() -> None:
    with op.batch_alter_table("draft") as batch_op:
        batch_op.drop_column("import_source")
        batch_op.drop_column("import_reason")
