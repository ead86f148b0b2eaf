"""The concordance: what became of each block from a draft to the next, old number and new."""

from __future__ import annotations

from sqlalchemy.orm import Session

from drafting.model.paragraphs import Concordance, DraftParagraph
from drafting.model.texts import Draft
from drafting.procedure.layout import rows_of
from drafting.rules.lifecycle import Lineage
from drafting.text.order import moved


def write_concordance(session: Session, base: Draft, following: Draft) -> None:
    """Write it from the rows of the two; those of `following` are numbered, and say what was joined and split."""
    before = {row.key: row for row in rows_of(session, base)}
    standing = rows_of(session, following, with_gone=True)
    after = {row.key: row for row in standing if not row.gone}
    joined = {row.key: row.joined_into for row in standing if row.joined_into is not None and row.key in before}
    other = dict(joined)
    for row in after.values():
        if row.split_from is not None:
            other[row.key] = row.split_from
            other.setdefault(row.split_from, row.key)
    split = {key for key, row in after.items() if row.split_from is not None}
    split |= {row.split_from for row in after.values() if row.split_from is not None}
    for second, first in joined.items():
        other.setdefault(first, second)
    gone_elsewhere = moved(before, after)
    for key in [*before, *(key for key in after if key not in before)]:
        lineage = _lineage(before.get(key), after.get(key))
        if key in joined or key in joined.values():
            lineage = Lineage.JOINED
        elif key in split:
            lineage = Lineage.SPLIT
        elif key in gone_elsewhere:
            lineage = Lineage.MOVED
        session.add(
            Concordance(
                from_draft_id=base.id,
                to_draft_id=following.id,
                key=key,
                lineage=lineage,
                from_number=before[key].number if key in before else "",
                to_number=after[key].number if key in after else "",
                to_key=other.get(key),
            )
        )
    session.flush()


def _lineage(before: DraftParagraph | None, after: DraftParagraph | None) -> Lineage:
    if before is None:
        return Lineage.INSERTED
    if after is None:
        return Lineage.DELETED
    return Lineage.KEPT if before.hash == after.hash else Lineage.CHANGED
