"""Which acts on single blocks of the desk were one act on many, to be taken back together.

Going back throws which acts belong together away.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("working_edit") as batch_op:
        batch_op.add_column(sa.Column("together", sa.Integer(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("working_edit") as batch_op:
        batch_op.drop_column("together")
