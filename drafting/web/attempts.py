"""Attempts at the door, counted before anything is tried."""

from __future__ import annotations

from flask import request

from drafting.procedure.knocking import knock, opened
from drafting.web.access import now
from drafting.web.database import begin_write, db

LONGEST = 254
"""A mail address is not longer, in characters."""


def count_attempt(person: str = "", *, then_write: bool = True) -> None:
    """Count an attempt, in a transaction of its own: whatever becomes of it, it was made. Then the request goes on to
    write, at once or when it says so. Raises TooMany."""
    knock(db.session(), place=request.remote_addr or "", person=person[:LONGEST], at=now())
    db.session.commit()
    if then_write:
        begin_write()


def not_in_vain(person: str = "") -> None:
    """The attempt succeeded: it does not count."""
    opened(db.session(), place=request.remote_addr or "", person=person[:LONGEST], at=now())
