"""Blocks laid out as a draft's rows; printed numbers, stored HTML and hash computed when a draft is issued."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import select, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from drafting.model.paragraphs import RANK_STEP, DraftParagraph, Paragraph
from drafting.model.texts import Draft, Numbering, Text
from drafting.procedure.counters import take
from drafting.text.blocks import Block, Kind, point_markers
from drafting.text.order import longest_rising
from drafting.text.render import render_inline

_REFERENCE = re.compile(r"\[\^([^\]\s]+)\]")


def rows_of(session: Session, draft: Draft, *, with_gone: bool = False) -> list[DraftParagraph]:
    """The rows of `draft` in order, in one query; rows that a deletion took out only when asked for."""
    query = select(DraftParagraph).where(DraftParagraph.draft_id == draft.id).order_by(DraftParagraph.rank)
    if not with_gone:
        query = query.where(DraftParagraph.gone.is_(False))
    return list(session.scalars(query))


def new_paragraph(session: Session, text: Text) -> Paragraph:
    """A new lasting identity with the text's next key; a key is never given twice."""
    paragraph = Paragraph(text=text, key=take(session, text.id, "next_key"))
    session.add(paragraph)
    return paragraph


def lay_out(session: Session, draft: Draft, blocks: Iterable[Block]) -> list[DraftParagraph]:
    """Give each block a new key and a row in `draft`, in reading order."""
    laid = list(blocks)
    first = take(session, draft.text_id, "next_key", count=len(laid))
    rows = []
    for place, block in enumerate(laid, start=1):
        paragraph = Paragraph(text=draft.text, key=first + place - 1)
        row = DraftParagraph(draft=draft, paragraph=paragraph, key=paragraph.key, rank=place * RANK_STEP)
        row.take(block)
        rows.append(row)
    session.add_all(rows)
    session.flush()
    return rows


def put_in_order(session: Session, rows: Sequence[DraftParagraph]) -> None:
    """Let the ranks of `rows` rise in this order. As few as can be get a new one, and none a new version: who works on
    the words of a block is not disturbed when it moves."""
    stay = set(longest_rising([row.rank for row in rows]))
    if len(stay) == len(rows):
        return
    ranks = _between([row.rank if place in stay else None for place, row in enumerate(rows)])
    for row, rank in zip(rows, ranks, strict=True):
        if row.rank != rank:
            here = update(DraftParagraph).where(DraftParagraph.id == row.id).values(rank=rank)
            session.execute(here, execution_options={"synchronize_session": False})
            set_committed_value(row, "rank", rank)


def _between(ranks: Sequence[int | None]) -> list[int]:
    """`ranks` with those that are missing put between their neighbours; all counted anew where there is no room."""
    out: list[int] = []
    at, place = 0, 0
    while place < len(ranks):
        end = place
        while end < len(ranks) and ranks[end] is None:
            end += 1
        here = ranks[end] if end < len(ranks) else None
        after = here if here is not None else at + RANK_STEP * (end - place + 1)
        step = (after - at) // (end - place + 1)
        if step == 0:
            return [number * RANK_STEP for number in range(1, len(ranks) + 1)]
        out += [at + step * number for number in range(1, end - place + 1)]
        if here is not None:
            out.append(here)
        at, place = after, end + 1
    return out


def printed_numbers(blocks: Sequence[Block], numbering: Numbering) -> list[str]:
    """The number, label or marker printed before each block ("" for none).

    A heading prints its label; a paragraph its number, counted through the text or kept as typed; a point its marker;
    a footnote its number in the order of first reference, those never referred to after the others.
    """
    seen: dict[str, int] = {}
    for block in blocks:
        if block.kind is not Kind.FOOTNOTE:
            for part in block.parts:
                for key in _REFERENCE.findall(part):
                    seen.setdefault(key, len(seen) + 1)
    for block in blocks:
        if block.kind is Kind.FOOTNOTE:
            seen.setdefault(block.label, len(seen) + 1)
    markers = point_markers(blocks)
    out, count = [], 0
    for block, marker in zip(blocks, markers, strict=True):
        if block.kind is Kind.PARAGRAPH:
            if numbering is Numbering.CONTINUOUS:
                count += 1
                out.append(str(count))
            else:
                out.append(block.label)
        elif block.kind is Kind.HEADING:
            out.append(block.label)
        elif block.kind is Kind.POINT:
            out.append(marker)
        else:
            out.append(str(seen[block.label]) if block.kind is Kind.FOOTNOTE else "")
    return out


def number_and_render(rows: Sequence[DraftParagraph], numbering: Numbering) -> None:
    """Compute printed numbers, stored HTML and hash of every row, as they stand in an issued draft."""
    blocks = [row.block for row in rows]
    for row, number in zip(rows, printed_numbers(blocks, numbering), strict=True):
        row.number = number
    by_key = {row.key: row.number for row in rows}
    notes = {row.label: row for row in rows if row.kind is Kind.FOOTNOTE}
    for row in rows:
        row.html = block_html(row.block, by_key, {label: note.number for label, note in notes.items()})
        row.hash = block_hash(row.block)


def block_html(block: Block, number_of: Mapping[int, str], note_number: Mapping[str, str]) -> str:
    """The inner HTML of a block: its inline text rendered, or a row's cells as `<td>`/`<th scope="col">`."""
    rendered = [render_inline(part, reference=number_of.get, footnote=note_number.get) for part in block.parts]
    if block.kind is not Kind.ROW:
        return rendered[0]
    if block.header:
        return "".join(f'<th scope="col">{cell}</th>' for cell in rendered)
    return "".join(f"<td>{cell}</td>" for cell in rendered)


def block_hash(block: Block) -> str:
    """SHA-256 over all that makes the block, in hex."""
    told = [block.kind.value, block.level, block.label, block.style, block.start, list(block.parts), block.header]
    return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()


def dangling_references(blocks: Iterable[tuple[int, Block]]) -> list[tuple[int, str]]:
    """(key, what it refers to) of every `[…](#57)` and `[^note]` that points to a block the draft does not have."""
    keyed = list(blocks)
    keys = {str(key) for key, _ in keyed}
    notes = {block.label for _, block in keyed if block.kind is Kind.FOOTNOTE}
    out = []
    for key, block in keyed:
        for part in block.parts:
            out += [(key, f"#{target}") for target in re.findall(r"\]\(#(\d+)\)", part) if target not in keys]
            out += [(key, f"[^{label}]") for label in _REFERENCE.findall(part) if label not in notes]
    return out
