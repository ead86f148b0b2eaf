"""Which blocks a block came from and which went into it, draft by draft: what was split off and what was joined."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from drafting.model.paragraphs import DraftParagraph
from drafting.model.people import Seat
from drafting.model.texts import Draft, Text
from drafting.procedure.succession import readable_drafts


@dataclass(frozen=True, slots=True, kw_only=True)
class Kin:
    """In `draft` a part was split off the block `origin` and became the block `key`, or (`joined`) the block `origin`
    went into the block `key`."""

    draft: Draft
    key: int
    origin: int
    joined: bool


def kin_of(session: Session, text: Text, key: int, *, by: Seat) -> Sequence[Kin]:
    """What was split off and joined with the block `key` itself, the first draft first; only in issued drafts that
    `by` may read."""
    drafts = {one.id: one for one in readable_drafts(session, text, by=by) if one.issued_at is not None}
    touched = or_(DraftParagraph.key == key, DraftParagraph.joined_into == key, DraftParagraph.split_from == key)
    rows = session.scalars(select(DraftParagraph).where(DraftParagraph.draft_id.in_(drafts), touched))
    found: dict[tuple[int, int, bool], Kin] = {}
    for row in sorted(rows, key=lambda row: (drafts[row.draft_id].number, row.rank)):
        if row.joined_into is not None and key in (row.key, row.joined_into):
            kin = Kin(draft=drafts[row.draft_id], key=row.joined_into, origin=row.key, joined=True)
        elif row.split_from is not None and not row.gone:
            kin = Kin(draft=drafts[row.draft_id], key=row.key, origin=row.split_from, joined=False)
        else:
            continue
        found.setdefault((kin.key, kin.origin, kin.joined), kin)
    return list(found.values())


def before_the_split(session: Session, text: Text, key: int, *, by: Seat) -> Kin | None:
    """How the block `key` came to be, where it was split off another."""
    return next((kin for kin in kin_of(session, text, key, by=by) if not kin.joined and kin.key == key), None)
