"""The start page."""

from __future__ import annotations

from flask import Blueprint, render_template
from sqlalchemy import select

from drafting.model.texts import Text
from drafting.rules.permissions import Act
from drafting.web.access import acts
from drafting.web.database import db

bp = Blueprint("start", __name__)


@bp.get("/")
@acts(Act.KEEP_OWN_ACCOUNT)
def start() -> str:
    texts = db.session.scalars(select(Text).order_by(Text.title)).all()
    return render_template("start/start.html", texts=texts)
