"""How a view ends: see other, with one line saying what happened."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, url_for
from werkzeug.wrappers import Response

from drafting.errors import DraftingError
from drafting.web.refusals import refuse
from drafting.web.wording import words_of


def see_other(endpoint: str, *, said: str | None = None, anchor: str | None = None, **values: object) -> Response:
    """Redirect (303) to a view, with `said` as the status line at its top."""
    if said:
        flash(said, "done")
    given: dict[str, Any] = {name: value for name, value in values.items() if value is not None}
    return redirect(url_for(endpoint, _anchor=anchor, **given), code=303)


def refused(error: DraftingError) -> list[tuple[str, str]]:
    """A verb refused and the view shows its form again: take everything back, journal it, and give the error summary.

    Shape: (id of the field at fault or "", words in the reader's language) each. What was loaded before is stale.
    """
    refuse(error)
    return [(str(error.facts.get("field", "")), words_of(error))]
