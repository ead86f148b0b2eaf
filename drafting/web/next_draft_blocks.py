"""What became of each block of a draft in a reworked file, as values for the preview."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from drafting.model.paragraphs import DraftParagraph
from drafting.model.texts import Numbering
from drafting.procedure.descent import Descents
from drafting.procedure.layout import printed_numbers
from drafting.text.blocks import Kind
from drafting.text.lineage import Fate, Lineage, Traced
from drafting.web.phrases import block_name
from drafting.web.reading_views import Numbers, changed_html, descended_html, gone_html

NEW = "new"
"""What a form says of a block that came from no other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One answer to a doubt: its value in the form, what the earlier blocks are called, the share of words in common
    in percent, and the difference marked."""

    value: str
    names: tuple[str, ...]
    percent: int
    html: Markup


@dataclass(frozen=True, slots=True, kw_only=True)
class Previewed:
    """A block of the file. `field` is its name in the form; `fate` one of the concordance's words, or "doubtful";
    `others` are the names of the blocks that it was split off or joined with."""

    field: str
    kind: Kind
    level: int
    name: str
    number: str
    earlier: str
    fate: str
    percent: int
    others: tuple[str, ...]
    html: Markup
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gone:
    """A block of the draft that the file does not have; `row` if it is one of a table, `doubted` while it may be a
    doubtful one's forebear."""

    name: str
    row: bool
    html: Markup
    doubted: bool


def previewed(rows: Sequence[DraftParagraph], lineage: Lineage, numbering: Numbering) -> list[Previewed]:
    """The file's blocks in order, with the numbers that they would have."""
    before = {row.key: row for row in rows}
    after = _as_rows(lineage, numbering)
    joined = [_joined(before[key], one) for one in lineage.blocks for key in one.joined]
    descents = Descents(rows, [*after, *joined])
    numbers = Numbers(after)
    names = {row.key: block_name(row.block, row.number) for row in rows}
    out = []
    for place, (one, row) in enumerate(zip(lineage.blocks, after, strict=True)):
        key = one.key or one.split_from
        html = descended_html(descents, row, numbers)
        choices = tuple(
            Choice(
                value=",".join(map(str, candidate.keys)),
                names=tuple(names[key] for key in candidate.keys),
                percent=round(100 * candidate.likeness),
                html=Markup(changed_html(before[candidate.keys[0]], row, numbers))
                if len(candidate.keys) == 1
                else Markup(),
            )
            for candidate in one.candidates
        )
        out.append(
            Previewed(
                field=f"block-{place}",
                kind=row.kind,
                level=row.level,
                name=block_name(row.block, row.number),
                number=row.number,
                earlier=before[key].number if key is not None else "",
                fate="doubtful" if one.doubtful else "inserted" if one.fate is Fate.NEW else one.fate.value,
                percent=round(100 * one.likeness),
                others=tuple(names[k] for k in ((one.split_from,) if one.split_from else one.joined)),
                html=Markup(html),
                choices=choices,
            )
        )
    return out


def gone(rows: Sequence[DraftParagraph], lineage: Lineage) -> list[Gone]:
    """The blocks of the draft that none of the file's came from."""
    numbers = Numbers(rows)
    lost = set(lineage.gone)
    doubted = {key for one in lineage.blocks if one.doubtful for offer in one.candidates for key in offer.keys}
    return [
        Gone(
            name=block_name(row.block, row.number),
            row=row.kind is Kind.ROW,
            html=Markup(gone_html(row, numbers)),
            doubted=row.key in doubted,
        )
        for row in rows
        if row.key in lost
    ]


def _as_rows(lineage: Lineage, numbering: Numbering) -> list[DraftParagraph]:
    """The blocks as rows of a draft that is not stored; new ones have keys below 0, which no block has."""
    numbers = printed_numbers([one.block for one in lineage.blocks], numbering)
    out = []
    for place, (one, number) in enumerate(zip(lineage.blocks, numbers, strict=True), start=1):
        row = DraftParagraph(key=one.key or -place, number=number, gone=False, by_hand=False, hash="")
        row.take(one.block)
        row.split_from = one.split_from
        out.append(row)
    return out


def _joined(row: DraftParagraph, into: Traced) -> DraftParagraph:
    second = DraftParagraph(key=row.key, gone=True, by_hand=False, joined_into=into.key)
    second.take(row.block)
    return second
