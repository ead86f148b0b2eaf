"""Help: how to work here, in plain words, and whom to ask; a link at the head of every page leads to it."""

from __future__ import annotations

from flask import Blueprint, render_template

from drafting.procedure.change_comment import FREE_EDITING
from drafting.procedure.group import people_of_secretariat
from drafting.rules.deadlines import GRACE
from drafting.rules.permissions import Act
from drafting.web.access import acts, maybe_seat
from drafting.web.database import db
from drafting.web.group import group_said

bp = Blueprint("help", __name__)


@bp.get("/help")
@acts(Act.USE_THE_DOOR)
def page() -> str:
    """Anybody may read it; people's addresses are for those who are signed in."""
    said = group_said()
    contact = said.contact if said is not None else ""
    return render_template(
        "help/help.html",
        contact=contact,
        people=people_of_secretariat(db.session()) if maybe_seat() is not None else [],
        grace=int(GRACE.total_seconds() // 60),
        free_editing=int(FREE_EDITING.total_seconds() // 60),
    )
