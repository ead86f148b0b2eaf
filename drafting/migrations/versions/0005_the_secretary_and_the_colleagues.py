"""How the secretariat shares its work, what colleagues tell each other, packages, proposals in words, corr.

Going back throws settlements, packages, notes and marks of proposals away.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('canned_reason',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('english', sa.Text(), nullable=False),
    sa.Column('french', sa.Text(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('removed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['seat.id'], name=op.f('fk_canned_reason_by_id_seat')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_canned_reason'))
    )
    op.create_table('follow',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('seat_id', sa.Integer(), nullable=False),
    sa.Column('text_id', sa.Integer(), nullable=False),
    sa.Column('key', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['seat_id'], ['seat.id'], name=op.f('fk_follow_seat_id_seat')),
    sa.ForeignKeyConstraint(['text_id'], ['text.id'], name=op.f('fk_follow_text_id_text')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_follow')),
    sa.UniqueConstraint('seat_id', 'text_id', 'key', name=op.f('uq_follow_seat_id_text_id_key'))
    )
    op.create_table('saved_view',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('seat_id', sa.Integer(), nullable=False),
    sa.Column('text_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('query', sa.String(length=500), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['seat_id'], ['seat.id'], name=op.f('fk_saved_view_seat_id_seat')),
    sa.ForeignKeyConstraint(['text_id'], ['text.id'], name=op.f('fk_saved_view_text_id_text')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_saved_view')),
    sa.UniqueConstraint('seat_id', 'text_id', 'name', name=op.f('uq_saved_view_seat_id_text_id_name'))
    )
    op.create_table('seen',
    sa.Column('seat_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['seat_id'], ['seat.id'], name=op.f('fk_seen_seat_id_seat')),
    sa.PrimaryKeyConstraint('seat_id', name=op.f('pk_seen'))
    )
    op.create_table('assignment',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('round_id', sa.Integer(), nullable=False),
    sa.Column('key', sa.Integer(), nullable=False),
    sa.Column('seat_id', sa.Integer(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['seat.id'], name=op.f('fk_assignment_by_id_seat')),
    sa.ForeignKeyConstraint(['round_id'], ['round.id'], name=op.f('fk_assignment_round_id_round')),
    sa.ForeignKeyConstraint(['seat_id'], ['seat.id'], name=op.f('fk_assignment_seat_id_seat')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_assignment')),
    sa.UniqueConstraint('round_id', 'key', name=op.f('uq_assignment_round_id_key'))
    )
    op.create_table('colleague_note',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('delegation_id', sa.Integer(), nullable=False),
    sa.Column('round_id', sa.Integer(), nullable=False),
    sa.Column('form', sa.String(length=60), nullable=False),
    sa.Column('about_id', sa.Integer(), nullable=False),
    sa.Column('seat_id', sa.Integer(), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('removed_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['about_id'], ['seat.id'], name=op.f('fk_colleague_note_about_id_seat')),
    sa.ForeignKeyConstraint(['delegation_id'], ['delegation.id'], name=op.f('fk_colleague_note_delegation_id_delegation')),
    sa.ForeignKeyConstraint(['round_id'], ['round.id'], name=op.f('fk_colleague_note_round_id_round')),
    sa.ForeignKeyConstraint(['seat_id'], ['seat.id'], name=op.f('fk_colleague_note_seat_id_seat')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_colleague_note')),
    sa.UniqueConstraint('seat_id', 'round_id', 'form', 'about_id', 'at', name=op.f('uq_colleague_note_seat_id_round_id_form_about_id_at'))
    )
    with op.batch_alter_table('colleague_note') as batch_op:
        batch_op.create_index(batch_op.f('ix_colleague_note_delegation_id'), ['delegation_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_colleague_note_round_id'), ['round_id'], unique=False)

    op.create_table('package',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('round_id', sa.Integer(), nullable=False),
    sa.Column('delegation_id', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('seat_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['delegation_id'], ['delegation.id'], name=op.f('fk_package_delegation_id_delegation')),
    sa.ForeignKeyConstraint(['round_id'], ['round.id'], name=op.f('fk_package_round_id_round')),
    sa.ForeignKeyConstraint(['seat_id'], ['seat.id'], name=op.f('fk_package_seat_id_seat')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_package'))
    )
    with op.batch_alter_table('package') as batch_op:
        batch_op.create_index(batch_op.f('ix_package_round_id'), ['round_id'], unique=False)

    op.create_table('carries_out',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('comment_id', sa.Integer(), nullable=False),
    sa.Column('amendment_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['amendment_id'], ['amendment.id'], name=op.f('fk_carries_out_amendment_id_amendment')),
    sa.ForeignKeyConstraint(['comment_id'], ['comment.id'], name=op.f('fk_carries_out_comment_id_comment')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_carries_out')),
    sa.UniqueConstraint('comment_id', 'amendment_id', name=op.f('uq_carries_out_comment_id_amendment_id'))
    )
    with op.batch_alter_table('carries_out') as batch_op:
        batch_op.create_index(batch_op.f('ix_carries_out_amendment_id'), ['amendment_id'], unique=False)

    op.create_table('internal_note',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('round_id', sa.Integer(), nullable=False),
    sa.Column('key', sa.Integer(), nullable=False),
    sa.Column('amendment_id', sa.Integer(), nullable=True),
    sa.Column('seat_id', sa.Integer(), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('removed_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['amendment_id'], ['amendment.id'], name=op.f('fk_internal_note_amendment_id_amendment')),
    sa.ForeignKeyConstraint(['round_id'], ['round.id'], name=op.f('fk_internal_note_round_id_round')),
    sa.ForeignKeyConstraint(['seat_id'], ['seat.id'], name=op.f('fk_internal_note_seat_id_seat')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_internal_note'))
    )
    with op.batch_alter_table('internal_note') as batch_op:
        batch_op.create_index(batch_op.f('ix_internal_note_round_id'), ['round_id'], unique=False)

    op.create_table('on_behalf_answer',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('amendment_id', sa.Integer(), nullable=True),
    sa.Column('comment_id', sa.Integer(), nullable=True),
    sa.Column('confirmation', sa.Enum('confirmed', 'disputed', name='confirmation', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('seat_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['amendment_id'], ['amendment.id'], name=op.f('fk_on_behalf_answer_amendment_id_amendment')),
    sa.ForeignKeyConstraint(['comment_id'], ['comment.id'], name=op.f('fk_on_behalf_answer_comment_id_comment')),
    sa.ForeignKeyConstraint(['seat_id'], ['seat.id'], name=op.f('fk_on_behalf_answer_seat_id_seat')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_on_behalf_answer')),
    sa.UniqueConstraint('amendment_id', name=op.f('uq_on_behalf_answer_amendment_id')),
    sa.UniqueConstraint('comment_id', name=op.f('uq_on_behalf_answer_comment_id'))
    )
    op.create_table('package_item',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('package_id', sa.Integer(), nullable=False),
    sa.Column('amendment_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['amendment_id'], ['amendment.id'], name=op.f('fk_package_item_amendment_id_amendment')),
    sa.ForeignKeyConstraint(['package_id'], ['package.id'], name=op.f('fk_package_item_package_id_package')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_package_item')),
    sa.UniqueConstraint('amendment_id', name=op.f('uq_package_item_amendment_id'))
    )
    with op.batch_alter_table('package_item') as batch_op:
        batch_op.create_index(batch_op.f('ix_package_item_package_id'), ['package_id'], unique=False)

    op.create_table('settled_withdrawal',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('amendment_id', sa.Integer(), nullable=False),
    sa.Column('aftermath', sa.Enum('kept', 'reverted', 'bracketed', name='aftermath', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('own_id', sa.Integer(), nullable=True),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['amendment_id'], ['amendment.id'], name=op.f('fk_settled_withdrawal_amendment_id_amendment')),
    sa.ForeignKeyConstraint(['by_id'], ['seat.id'], name=op.f('fk_settled_withdrawal_by_id_seat')),
    sa.ForeignKeyConstraint(['own_id'], ['amendment.id'], name=op.f('fk_settled_withdrawal_own_id_amendment')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_settled_withdrawal')),
    sa.UniqueConstraint('amendment_id', name=op.f('uq_settled_withdrawal_amendment_id'))
    )
    with op.batch_alter_table('comment') as batch_op:
        batch_op.add_column(sa.Column('proposal', sa.Boolean(), nullable=False, server_default=sa.false()))

    with op.batch_alter_table('draft') as batch_op:
        batch_op.add_column(sa.Column('corrects_id', sa.Integer(), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_draft_corrects_id_draft'), 'draft', ['corrects_id'], ['id'])

    with op.batch_alter_table('sign_in') as batch_op:
        batch_op.add_column(sa.Column('agent', sa.String(length=200), nullable=False, server_default=''))



def downgrade() -> None:
    with op.batch_alter_table('sign_in') as batch_op:
        batch_op.drop_column('agent')

    with op.batch_alter_table('draft') as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_draft_corrects_id_draft'), type_='foreignkey')
        batch_op.drop_column('corrects_id')

    with op.batch_alter_table('comment') as batch_op:
        batch_op.drop_column('proposal')

    op.drop_table('settled_withdrawal')
    with op.batch_alter_table('package_item') as batch_op:
        batch_op.drop_index(batch_op.f('ix_package_item_package_id'))

    op.drop_table('package_item')
    op.drop_table('on_behalf_answer')
    with op.batch_alter_table('internal_note') as batch_op:
        batch_op.drop_index(batch_op.f('ix_internal_note_round_id'))

    op.drop_table('internal_note')
    with op.batch_alter_table('carries_out') as batch_op:
        batch_op.drop_index(batch_op.f('ix_carries_out_amendment_id'))

    op.drop_table('carries_out')
    with op.batch_alter_table('package') as batch_op:
        batch_op.drop_index(batch_op.f('ix_package_round_id'))

    op.drop_table('package')
    with op.batch_alter_table('colleague_note') as batch_op:
        batch_op.drop_index(batch_op.f('ix_colleague_note_round_id'))
        batch_op.drop_index(batch_op.f('ix_colleague_note_delegation_id'))

    op.drop_table('colleague_note')
    op.drop_table('assignment')
    op.drop_table('seen')
    op.drop_table('saved_view')
    op.drop_table('follow')
    op.drop_table('canned_reason')
