"""Links both ways between a proposal told in words and the amendments that carry it out."""

from __future__ import annotations

from flask import url_for

from drafting.model.amendments import Amendment
from drafting.model.comments import Comment
from drafting.procedure.carries_out import carried_out_by, proposals_behind
from drafting.rules.labels import amendment_label, comment_label
from drafting.rules.permissions import Category
from drafting.web.database import db


def carried_out_for(comment: Comment, *, slug: str) -> tuple[tuple[str, str], ...]:
    """The amendments that carry a proposal out: (label, address)."""
    return tuple(
        (amendment_label(a.number, a.revision), url_for("reading.amendment", text=slug, item=a.number))
        for a in carried_out_by(db.session(), comment)
    )


def carries_out_of(amendment: Amendment, *, slug: str) -> tuple[tuple[str, str], ...]:
    """The proposals that an amendment of the secretariat's own carries out: (label and delegation, address)."""
    if amendment.delegation.category is not Category.SECRETARIAT:
        return ()
    return tuple(
        (
            f"{comment_label(c.number or 0)} {c.delegation.name}",
            url_for("reading.comment", text=slug, item=c.number),
        )
        for c in proposals_behind(db.session(), amendment)
    )
