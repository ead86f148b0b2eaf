"""Which forms arrived: told to the browser in a cookie, so that it drops the copies that it kept while one typed."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Flask, current_app, g, request
from werkzeug.wrappers import Response

COOKIE = "sent"
FIELD = "kept-as"
"""The hidden field by which static/js/forms.js names the copy of the form that it sends."""
BETWEEN = "|"


def install(app: Flask) -> None:
    """Tell it for every form whose view leads on to another page; a page that is shown at once may be a look at what
    will be sent. Registered before the database: it runs after the commit."""

    @app.after_request
    def _tell(response: Response) -> Response:
        leads_on = 300 <= response.status_code < 400 or g.get("form_arrived")
        if request.method == "POST" and g.get("writes") and not g.get("refused") and leads_on:
            names = request.form.getlist(FIELD)
            if names:
                tell(response, names)
        return response


def form_arrived() -> None:
    """For a view that took the form and shows its page at once."""
    g.form_arrived = True


def tell(response: Response, names: Sequence[str]) -> None:
    """The forms whose copies have these names arrived."""
    secure = bool(current_app.config.get("SESSION_COOKIE_SECURE"))
    response.set_cookie(COOKIE, BETWEEN.join(names)[:2_000], max_age=3600, samesite="Lax", secure=secure)
