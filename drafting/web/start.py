"""The start page: what is open and until when, what is unsent, what is new, what is left to decide."""

from __future__ import annotations

from flask import Blueprint, render_template

from drafting.procedure.overview import overview
from drafting.rules.permissions import Act
from drafting.web.access import acts, now, seat
from drafting.web.database import db
from drafting.web.on_behalf import lines_to_confirm

bp = Blueprint("start", __name__)


@bp.get("/")
@acts(Act.KEEP_OWN_ACCOUNT)
def start() -> str:
    return render_template(
        "start/start.html", texts=overview(db.session(), by=seat(), at=now()), to_confirm=lines_to_confirm()
    )
