"""What the forms of amendments and comments begin with: the draft and its round, and what was kept of the form."""

from __future__ import annotations

from flask import request

from drafting.errors import Closed
from drafting.model.amendments import Unsent
from drafting.model.rounds import Round
from drafting.model.texts import Draft
from drafting.procedure.find import find_draft_and_round
from drafting.procedure.mended import correction_of
from drafting.procedure.unsent import kept_of, unsent_for
from drafting.web.access import seat
from drafting.web.database import db


def draft_in_round(text: str, number: int) -> tuple[Draft, Round]:
    """The draft at the address and the round on it. Raises NotFound; Closed ("no-round"; "draft-corrected", with the
    corr on which the round goes on)."""
    draft, round_ = find_draft_and_round(db.session(), text, number, by=seat())
    if round_ is None:
        corr = correction_of(db.session(), draft)
        while corr is not None and (further := correction_of(db.session(), corr)) is not None:
            corr = further
        if corr is not None:
            raise Closed("draft-corrected", draft=corr.number)
        raise Closed("no-round", draft=draft.number)
    return draft, round_


def kept_form(round_: Round, form: str) -> Unsent | None:
    """One's own unsent item of the form, or a colleague's that was asked for."""
    other = request.args.get("unsent", 0, int)
    if other:
        found = unsent_for(db.session(), other, by=seat())
        if found.round_id == round_.id and found.form == form:
            return found
    return kept_of(db.session(), round_, form=form, by=seat())
