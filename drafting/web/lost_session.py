"""A form that is sent after the session has ended: what was typed comes back on the page that asks to sign in again."""

from __future__ import annotations

from flask import Blueprint, g, render_template, request

from drafting.web.access import local_path, maybe_seat
from drafting.web.database import db
from drafting.web.errors import typed_text


def guard(bp: Blueprint) -> None:
    """Let no form of `bp` lose its text to an ended session."""
    bp.before_request(_give_back)


def _give_back() -> tuple[str, int] | None:
    if request.method != "POST" or maybe_seat() is not None:
        return None
    typed = typed_text()
    if not typed:
        return None
    db.session.rollback()
    g.refused = True
    back = local_path(request.referrer or "")
    return render_template("amend/signed_out.html", typed=typed, back=back), 401
