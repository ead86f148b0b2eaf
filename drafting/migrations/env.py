"""Migrations run on the app's own engine, in one process, before any worker."""

from __future__ import annotations

from alembic import context
from flask import current_app

engine = current_app.extensions["migrate"].db.engine
metadata = current_app.extensions["migrate"].db.metadatas[None]

with engine.connect().execution_options(drafting_write=True) as connection:
    if connection.dialect.name == "sqlite":
        # A batch rebuild of a parent table would delete its children by ON DELETE CASCADE.
        connection.connection.dbapi_connection.execute("PRAGMA foreign_keys=OFF")
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_as_batch=True,
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()
    if connection.dialect.name == "sqlite":
        connection.connection.dbapi_connection.execute("PRAGMA foreign_keys=ON")
