"""Errors become pages, once, here."""

from __future__ import annotations

from flask import Flask, current_app, g, render_template, request
from flask_babel import gettext
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError, DBAPIError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException, SecurityError

from drafting.errors import Closed, DraftingError, Invalid, NotFound, NotPermitted, Stale, TooMany
from drafting.rules.permissions import Act
from drafting.web.access import act_as_nobody, declared_act, local_path, maybe_seat
from drafting.web.database import db
from drafting.web.languages import language
from drafting.web.refusals import refuse
from drafting.web.typed import signed_out_page, typed_text
from drafting.web.wording import words_of

STATUS: dict[type[DraftingError], int] = {
    NotFound: 404,
    NotPermitted: 403,
    TooMany: 429,
    Stale: 409,
    Closed: 403,
    Invalid: 422,
}
AT_THE_SAME_MOMENT = frozenset({"23505", "40001", "40P01"})
"""What PostgreSQL says (SQLSTATE) when two met: unique violation, serialisation failure, deadlock."""


def status_of(error: DraftingError) -> int:
    """The HTTP status of an error's kind."""
    return next(status for kind, status in STATUS.items() if isinstance(error, kind))


def install(app: Flask) -> None:
    """One page for every error; whatever was typed comes back."""

    @app.errorhandler(DraftingError)
    def _drafting(error: DraftingError) -> tuple[str, int]:
        if isinstance(error, NotFound | TooMany):  # the second so that nobody can fill the journal from outside
            db.session.rollback()
            g.refused = True
        else:
            refuse(error)
        return _page(status_of(error), words_of(error)), status_of(error)

    @app.errorhandler(StaleDataError)
    @app.errorhandler(DBAPIError)
    def _overtaken(error: StaleDataError | DBAPIError) -> tuple[str, int]:
        """Two acts met at the same moment: the second is told, and its text comes back."""
        if isinstance(error, DBAPIError) and getattr(error.orig, "sqlstate", "") not in AT_THE_SAME_MOMENT:
            return _unforeseen(error)
        stale = Stale("overtaken")
        refuse(stale)
        return _page(409, words_of(stale)), 409

    @app.errorhandler(CSRFError)
    def _csrf(error: CSRFError) -> tuple[str, int]:
        db.session.rollback()
        g.refused = True
        if maybe_seat() is None and declared_act() != Act.USE_THE_DOOR:
            return signed_out_page(local_path(request.referrer))
        said = gettext("This form was opened in a session that has ended. Nothing was sent; your text is below.")
        return _page(400, said), 400

    @app.errorhandler(HTTPException)
    def _http(error: HTTPException) -> tuple[str, int] | HTTPException:
        status = error.code or 500
        if status < 400:
            return error
        if isinstance(error, SecurityError):  # no page can be made: there is no host that its links could lead to
            g.refused = True
            return error
        db.session.rollback()
        g.refused = True
        said = {
            404: gettext("There is no such page."),
            405: gettext("This address cannot be used that way."),
            413: gettext("What was sent is too large to be taken."),
        }.get(status, gettext("The server could not make sense of the request."))
        return _page(status, said), status

    @app.errorhandler(DataError)
    @app.errorhandler(OverflowError)
    def _beyond(error: Exception) -> tuple[str, int]:
        """What no row can hold: a number beyond the database's, a zero character."""
        current_app.logger.info("not taken at %s: %s", request.endpoint, type(error).__name__)
        db.session.rollback()
        g.refused = True
        return _page(400, gettext("The server could not make sense of the request.")), 400

    @app.errorhandler(Exception)
    def _unforeseen(error: Exception) -> tuple[str, int]:
        if current_app.testing and current_app.config.get("PROPAGATE_EXCEPTIONS") is not False:
            raise error
        current_app.logger.exception("unforeseen error at %s", request.endpoint)
        _without_database()
        g.refused = True
        return _page(500, gettext("The server failed. Nothing of what you sent was kept; your text is below.")), 500


def _page(status: int, said: str) -> str:
    back = local_path(request.referrer) if request.method == "POST" else ""
    return render_template("errors/error.html", status=status, said=said, typed=typed_text(), back=back)


def _without_database() -> None:
    """Take back what was done; where the database does not answer, the page is made without asking it who acts."""
    try:
        db.session.rollback()
        language()
    except DBAPIError:
        act_as_nobody()
