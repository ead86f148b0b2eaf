"""A refusal takes back whatever the request did, and is journalled in a transaction of its own."""

from __future__ import annotations

from flask import current_app, g, request

from drafting.errors import DraftingError
from drafting.model import journal
from drafting.web.access import acting_seat_id, declared_act, now
from drafting.web.database import begin_write, db


def refuse(error: DraftingError) -> None:
    """Take back whatever the request did, and journal the refusal by itself."""
    db.session.rollback()
    seat_id = acting_seat_id()
    db.session.rollback()
    begin_write()
    journal.append(
        db.session(),
        act=str(error.facts.get("act") or declared_act()),
        verb=request.endpoint or "",
        seat_id=seat_id,
        at=now(),
        outcome=error.code[:60],
        subject={"path": {n: str(value)[:80] for n, value in (request.view_args or {}).items() if n != "token"}},
    )
    db.session.commit()
    g.refused = True
    current_app.logger.info("refused %s: %s", request.endpoint, error.code)
