"""The database brought up to date: by every command and by the server before its workers start."""

from __future__ import annotations

from pathlib import Path

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import Migrate, upgrade

from drafting.web.database import db

MIGRATIONS = Path(__file__).resolve().parents[1] / "migrations"


class NewerDatabase(RuntimeError):
    """The database was written by a newer version of Drafting; this one must not touch it."""


def install(app: Flask) -> None:
    Migrate(app, db, directory=str(MIGRATIONS), render_as_batch=True)


def bring_up_to_date() -> None:
    """Apply the migrations that are missing. Raises NewerDatabase when the database knows more than this version."""
    script = ScriptDirectory(str(MIGRATIONS))
    with db.engine.connect() as connection:
        found = MigrationContext.configure(connection).get_current_revision()
    if found == script.get_current_head():
        return
    if found is not None and found not in {revision.revision for revision in script.walk_revisions()}:
        raise NewerDatabase(found)
    upgrade(directory=str(MIGRATIONS))
