"""What blocks of a round's draft are called: asked of the database once a request, and only where it is said."""

from __future__ import annotations

from flask import g
from flask_babel import gettext

from drafting.model.rounds import Round
from drafting.procedure.layout import rows_of
from drafting.web.database import db
from drafting.web.phrases import block_name


def place_name(round_id: int, key: int) -> str:
    """The block `key` as it is called within a sentence; for 0 the beginning of the draft."""
    if key == 0:
        return gettext("the beginning of the draft")
    kept: dict[int, dict[int, str]] = g.setdefault("place_names", {})
    if round_id not in kept:
        round_ = db.session.get_one(Round, round_id)
        kept[round_id] = {row.key: block_name(row.block, row.number) for row in rows_of(db.session(), round_.draft)}
    return kept[round_id].get(key, gettext("a block that is no longer there"))
