"""The working draft as it would be issued: joined blocks as one, split ones as several, each with its key."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from sqlalchemy.orm import Session

from drafting.model.paragraphs import DraftParagraph
from drafting.model.texts import Draft
from drafting.procedure.layout import new_paragraph, put_in_order, rows_of
from drafting.text.blocks import Block
from drafting.text.notes import references
from drafting.text.structure import Keyed, Settled, settle


def settled(session: Session, working: Draft, rows: Sequence[DraftParagraph]) -> Settled:
    """What the standing `rows` of a working draft come to."""
    joined = {row.key: row.joined_into for row in rows if row.joined_into is not None}
    base = rows_of(session, working.base) if working.base is not None else []
    blocks = (Keyed(key=row.key, block=row.block) for row in rows)
    return settle(blocks, joined, references(row.block for row in base), next_key=working.text.next_key)


def settle_rows(session: Session, working: Draft) -> list[DraftParagraph]:
    """Let the rows of the working draft be its blocks, for good; gives them in order."""
    rows = rows_of(session, working)
    after = settled(session, working, rows)
    of_key = {row.key: row for row in rows}
    out: list[DraftParagraph] = []
    for item in after.blocks:
        row = of_key.get(item.key)
        if row is None:
            paragraph = new_paragraph(session, working.text)
            assert paragraph.key == item.key
            row = DraftParagraph(draft=working, paragraph=paragraph, key=paragraph.key, rank=0)
            row.take(item.block)
            row.split_from = after.split_from.get(item.key)
            origin = _origin(item.key, after, of_key)
            row.by_hand, row.hand_reason = origin.by_hand, origin.hand_reason
            row.edited_by_id, row.edited_at = origin.edited_by_id, origin.edited_at
            session.add(row)
        elif row.block != item.block:
            row.take(item.block)
        out.append(row)
    standing = {row.key for row in out}
    for row in rows:
        row.gone = row.key not in standing
    session.flush()
    put_in_order(session, out)
    return out


def preview_rows(session: Session, working: Draft) -> list[DraftParagraph]:
    """The rows that the working draft would have if it were issued now, gone ones included; none of them is stored."""
    rows = rows_of(session, working, with_gone=True)
    after = settled(session, working, [row for row in rows if not row.gone])
    block_of = {item.key: item.block for item in after.blocks}
    following: dict[int, list[int]] = defaultdict(list)
    for key, first in after.split_from.items():
        following[first].append(key)
    out: list[DraftParagraph] = []
    for row in rows:
        absent = row.key not in block_of
        shown = _copy(row.key, block_of.get(row.key, row.block))
        shown.gone, shown.joined_into = absent, row.joined_into if absent and not row.gone else None
        out.append(shown)
        for key in following[row.key]:
            part = _copy(key, block_of[key])
            part.split_from = row.key
            out.append(part)
    return [*out, *(_copy(key, block_of[key]) for key in after.note_of)]


def _origin(key: int, after: Settled, of_key: Mapping[int, DraftParagraph]) -> DraftParagraph:
    """The row out of whose words a new block came: split off it, or a footnote of what it has become."""
    while key not in of_key:
        key = after.split_from[key] if key in after.split_from else after.note_of[key]
    return of_key[key]


def _copy(key: int, block: Block) -> DraftParagraph:
    row = DraftParagraph(key=key, gone=False)
    row.take(block)
    return row
