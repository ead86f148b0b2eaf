from __future__ import annotations

from flask import Flask
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from drafting.model.journal import JournalEntry
from drafting.web.database import db


def test_two_acts_that_meet_in_one_row_are_a_conflict_told_and_journalled(app: Flask, session: Session) -> None:
    session.commit()
    with app.test_request_context("/framework/desk/1", method="POST", data={"text-0": "What I typed."}):
        page, status = app.handle_user_exception(StaleDataError("expected 1 row, matched 0"))
        assert status == 409
        assert "Somebody else acted on this at the same moment" in page
        assert "What I typed." in page
        assert [entry.outcome for entry in db.session.query(JournalEntry)] == ["overtaken"]
        db.session.remove()
