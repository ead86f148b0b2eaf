"""When a session was last used, told once an hour, beside whatever the request does."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask, Response, current_app, request
from sqlalchemy import update
from sqlalchemy.exc import DBAPIError

from drafting.model.people import SignIn
from drafting.web.access import now, signed_in_here
from drafting.web.database import WRITE, db

TOLD_EVERY = timedelta(hours=1)
"""How exactly it is known: a write for each page would cost more than the page."""
ASKED_BY_PAGES = frozenset({"static", "door.signed_in", "door.healthz"})
"""What pages and watchers ask for by themselves is no use."""


def install(app: Flask) -> None:
    @app.after_request
    def _tell(response: Response) -> Response:
        if request.endpoint not in ASKED_BY_PAGES and response.status_code < 500:
            _tell_use()
        return response


def _tell_use() -> None:
    """In a transaction of its own, once that of the request is over; where the database is busy, the next one tells."""
    user, at = signed_in_here(), now()
    if user is None or user.last_used > at - TOLD_EVERY:
        return
    told = update(SignIn).where(SignIn.id == user.id, SignIn.ended_at.is_(None)).values(used_at=at)
    try:
        with db.engine.connect().execution_options(**{WRITE: True}) as connection, connection.begin():
            connection.execute(told)
    except DBAPIError:
        current_app.logger.warning("the use of session %s could not be told", user.id)
