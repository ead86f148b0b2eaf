"""The working draft as it would be issued: joined blocks as one, split ones as several, each with its key."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy.orm import Session

from drafting.model.paragraphs import DraftParagraph
from drafting.model.texts import Draft
from drafting.procedure.layout import new_paragraph, put_in_order, rows_of
from drafting.text.blocks import Block
from drafting.text.structure import Keyed, settle


def settled(rows: Sequence[DraftParagraph], *, next_key: int) -> tuple[tuple[Keyed, ...], dict[int, int]]:
    """The blocks that the standing `rows` of a working draft come to, and for each block that a blank line splits off
    the key of the block whose words they were."""
    joined = {row.key: row.joined_into for row in rows if row.joined_into is not None}
    return settle((Keyed(key=row.key, block=row.block) for row in rows), joined, next_key=next_key)


def settle_rows(session: Session, working: Draft) -> list[DraftParagraph]:
    """Let the rows of the working draft be its blocks, for good; gives them in order."""
    rows = rows_of(session, working)
    blocks, split_from = settled(rows, next_key=working.text.next_key)
    of_key = {row.key: row for row in rows}
    out: list[DraftParagraph] = []
    for item in blocks:
        row = of_key.get(item.key)
        if row is None:
            paragraph = new_paragraph(session, working.text)
            assert paragraph.key == item.key
            row = DraftParagraph(draft=working, paragraph=paragraph, key=paragraph.key, rank=0)
            row.take(item.block)
            row.split_from = split_from[item.key]
            origin = of_key[row.split_from]
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
    blocks, split_from = settled([row for row in rows if not row.gone], next_key=working.text.next_key)
    block_of = {item.key: item.block for item in blocks}
    following: dict[int, list[int]] = defaultdict(list)
    for key, first in split_from.items():
        following[first].append(key)
    out: list[DraftParagraph] = []
    for row in rows:
        joined = not row.gone and row.key not in block_of
        shown = _copy(row.key, block_of.get(row.key, row.block))
        shown.gone, shown.joined_into = row.gone or joined, row.joined_into if joined else None
        out.append(shown)
        for key in following[row.key]:
            part = _copy(key, block_of[key])
            part.split_from = row.key
            out.append(part)
    return out


def _copy(key: int, block: Block) -> DraftParagraph:
    row = DraftParagraph(key=key, gone=False)
    row.take(block)
    return row
