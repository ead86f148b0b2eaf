"""A file that was reworked outside the tool, beside the draft that it came from: which block is which, and as it would
be stored."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import replace

from sqlalchemy.orm import Session

from drafting.errors import Invalid
from drafting.model.paragraphs import DraftParagraph
from drafting.model.texts import Draft, Numbering
from drafting.procedure.export_draft import of_the_day
from drafting.procedure.layout import rows_of
from drafting.text.blocks import Block, Kind
from drafting.text.lineage import Fate, Lineage, Traced, answered, same, trace
from drafting.text.merge import merge
from drafting.text.operations import Keyed

Answers = Mapping[int, tuple[int, ...]]
"""Place in the file, from 0 → keys of the blocks that this one came from; () for a new one (`lineage.answered`)."""

_REFERENCE = re.compile(r"\[([^\]\n]*)\]\(#(\d+)\)")


def lineage_of(session: Session, base: Draft, blocks: Sequence[Block], answers: Answers) -> Lineage:
    """What became of the blocks of `base` in the file's, which come out as the next draft would hold them.

    Paragraphs that the tool numbers keep the label that they had, references to blocks that a file cannot hold are put
    back where their words still stand. Raises Invalid ("lineage-answer", with the place from 1): an answer that was not
    offered, or one that gives a block's words to two others.
    """
    rows = rows_of(session, base)
    kept = base.text.numbering is Numbering.KEPT
    before = [Keyed(key=row.key, block=row.block if kept else _unlabelled(row.block)) for row in rows]
    after = blocks if kept else [_unlabelled(block) for block in blocks]
    found = trace(before, after)
    for place, keys in answers.items():
        offered = [candidate.keys for candidate in found.blocks[place].candidates] if place < len(after) else []
        if place >= len(after) or (keys and keys not in offered):
            raise Invalid("lineage-answer", field=f"block-{place}", place=place + 1)
    if answers:
        found = answered(before, after, answers)
        joined = {key for one in found.blocks for key in one.joined}
        for place, one in enumerate(found.blocks):
            if one.split_from in joined or one.key in joined:
                raise Invalid("lineage-answer", field=f"block-{place}", place=place + 1)
    return _as_stored(rows, found)


def _unlabelled(block: Block) -> Block:
    """A paragraph without the number that was typed before it: the text counts its paragraphs itself."""
    return replace(block, label="") if block.kind is Kind.PARAGRAPH else block


def _as_stored(rows: Sequence[DraftParagraph], found: Lineage) -> Lineage:
    old = {row.key: row for row in rows}
    number_of = {row.key: row.number for row in rows}
    standing = {one.key for one in found.blocks if one.key is not None}
    return replace(found, blocks=tuple(_one(one, old.get(one.key or 0), number_of, standing) for one in found.blocks))


def _one(one: Traced, row: DraftParagraph | None, number_of: Mapping[int, str], standing: Set[int]) -> Traced:
    if row is None or one.fate in (Fate.SPLIT, Fate.JOINED):
        return one
    block, earlier = one.block, row.block
    if block.kind is Kind.PARAGRAPH and earlier.kind is Kind.PARAGRAPH and not block.label:
        block = replace(block, label=earlier.label)
    if len(block.parts) == len(earlier.parts):
        printed = of_the_day(earlier, number_of)
        parts = tuple(
            _with_references(*three, standing) for three in zip(earlier.parts, printed.parts, block.parts, strict=True)
        )
        block = replace(block, cells=parts) if block.kind is Kind.ROW else replace(block, text=parts[0])
    fate = one.fate
    if fate in (Fate.KEPT, Fate.CHANGED):
        fate = Fate.KEPT if same(earlier, block) else Fate.CHANGED
    return replace(one, block=block, fate=fate)


def _with_references(stored: str, printed: str, reworked: str, standing: Set[int]) -> str:
    """`reworked` with the references of `stored`, which a file shows as `printed`, or as its words alone: both are
    changes of what was printed, and merge where they do not touch each other. One to a block that went stays words."""
    if "](#" not in stored or any(int(target) not in standing for _, target in _REFERENCE.findall(stored)):
        return reworked
    shown = printed if "](#" in reworked else _REFERENCE.sub(r"\1", printed)
    merged = merge(shown, {"stored": stored, "reworked": reworked})
    return reworked if merged.conflicts else merged.text
