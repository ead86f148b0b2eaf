"""Operations on blocks: join, move, another kind or level; new rows; what was joined and split."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None

_BEFORE = "operation IN ('replace', 'delete', 'insert')"
_AFTER = "operation IN ('replace', 'delete', 'insert', 'join', 'move', 'reshape')"


def upgrade() -> None:
    _allow(_AFTER)
    with op.batch_alter_table('amendment') as batch_op:
        batch_op.add_column(sa.Column('cells', sa.JSON(), nullable=False, server_default='[]'))
        batch_op.add_column(sa.Column('after', sa.Integer(), nullable=True))
    with op.batch_alter_table('draft_paragraph') as batch_op:
        batch_op.add_column(sa.Column('joined_into', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('split_from', sa.Integer(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('draft_paragraph') as batch_op:
        batch_op.drop_column('split_from')
        batch_op.drop_column('joined_into')
    with op.batch_alter_table('amendment') as batch_op:
        batch_op.drop_column('after')
        batch_op.drop_column('cells')
    _allow(_BEFORE)


def _allow(operations: str) -> None:
    with op.batch_alter_table('amendment') as batch_op:
        batch_op.drop_constraint(op.f('ck_amendment_operation'), type_='check')
        batch_op.create_check_constraint(op.f('ck_amendment_operation'), operations)
