"""The session of a request: read or write from its start, and one commit at its end."""

from __future__ import annotations

from typing import Any

from flask import Flask, Response, g, request
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm.exc import StaleDataError

from drafting.model.tables import metadata

db = SQLAlchemy(metadata=metadata)
WRITE = "drafting_write"
READING_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def prepare_engine(engine: Engine) -> None:
    """SQLite: WAL, synchronous=FULL, foreign keys on, and BEGIN IMMEDIATE for what is going to write.

    The default driver defers BEGIN and upgrades a read to a write, which answers "locked" at once.
    """
    if engine.dialect.name != "sqlite":
        return

    @event.listens_for(engine, "connect")
    def _connected(dbapi: Any, _record: object) -> None:
        connection: DBAPIConnection = dbapi
        dbapi.isolation_level = None
        cursor = connection.cursor()
        for pragma in ("busy_timeout=15000", "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get(WRITE)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def begin_write() -> None:
    """Begin the session's transaction as one that writes; nothing may have been read in it before."""
    db.session.connection(execution_options={WRITE: True})


def write_from_here() -> None:
    """Let the request write from now on, after what took long was done without keeping other writers waiting.

    What was loaded before is loaded anew.
    """
    db.session.rollback()
    begin_write()
    g.writes = True


def install(app: Flask) -> None:
    """Bind the database to the app and each request to one transaction."""
    db.init_app(app)
    with app.app_context():
        prepare_engine(db.engine)
        db.session.configure(info={"journal_key": app.config["JOURNAL_KEY"]})

    @app.before_request
    def _begin() -> None:
        view = app.view_functions.get(request.endpoint or "")
        g.writes = request.method not in READING_METHODS and getattr(view, "writes", True)
        if request.method not in READING_METHODS:
            request.max_content_length = getattr(view, "largest_body", None) or app.config["MAX_CONTENT_LENGTH"]
            # All of the body is here before the lock is taken: whoever sends it slowly makes nobody wait.
            request.get_data(parse_form_data=True)
        if g.writes:
            begin_write()

    @app.after_request
    def _commit(response: Response) -> Response:
        if g.get("writes") and not g.get("refused"):
            try:
                db.session.commit()
            except (DBAPIError, StaleDataError) as error:  # what is flushed last can meet another act too
                return app.make_response(app.handle_user_exception(error))
        return response
