"""Blocks of a round's draft: what they are called, asked of the database once a request, and where they are."""

from __future__ import annotations

from flask import g, url_for
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


def place_at(slug: str, round_: Round, key: int) -> str:
    """The address of a block in the text of the round's draft; for 0 of what is about the whole of it."""
    anchor = f"p{key}" if key else "panel-title"
    return url_for("reading.draft", text=slug, number=round_.draft.number, p=key, _anchor=anchor)
