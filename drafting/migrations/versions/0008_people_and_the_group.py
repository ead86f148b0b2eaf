"""The group's name; delegations in both languages; when a session was last used; versions of delegations and seats."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "working_group",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("name_fr", sa.String(length=200), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("description_fr", sa.Text(), nullable=False),
        sa.Column("contact", sa.String(length=254), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_working_group")),
    )
    with op.batch_alter_table("person") as batch_op:
        batch_op.add_column(sa.Column("say_changes", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("delegation") as batch_op:
        batch_op.add_column(sa.Column("name_fr", sa.String(length=200), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("language", sa.String(length=10), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
    with op.batch_alter_table("seat") as batch_op:
        batch_op.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
    with op.batch_alter_table("invitation") as batch_op:
        batch_op.add_column(sa.Column("language", sa.String(length=10), nullable=False, server_default=""))
        batch_op.create_index(batch_op.f("ix_invitation_email"), ["email"])
    with op.batch_alter_table("sign_in") as batch_op:
        batch_op.add_column(sa.Column("used_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("sign_in") as batch_op:
        batch_op.drop_column("used_at")
    with op.batch_alter_table("invitation") as batch_op:
        batch_op.drop_index(batch_op.f("ix_invitation_email"))
        batch_op.drop_column("language")
    with op.batch_alter_table("seat") as batch_op:
        batch_op.drop_column("version")
    with op.batch_alter_table("delegation") as batch_op:
        batch_op.drop_column("version")
        batch_op.drop_column("language")
        batch_op.drop_column("name_fr")
    with op.batch_alter_table("person") as batch_op:
        batch_op.drop_column("say_changes")
    op.drop_table("working_group")
