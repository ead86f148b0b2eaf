"""Paragraphs: the lasting identity, its wording in each draft, and the concordance between drafts."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy import Text as LongText
from sqlalchemy.orm import Mapped, mapped_column, relationship

from drafting.model.base import Base, in_words
from drafting.model.texts import Draft, Text
from drafting.rules.lifecycle import Lineage
from drafting.text.blocks import Block, Kind


class Paragraph(Base):
    """A block's lasting identity: its key, counted per text, never changed and never given again."""

    __tablename__ = "paragraph"
    __table_args__ = (UniqueConstraint("text_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    text_id: Mapped[int] = mapped_column(ForeignKey("text.id"))
    key: Mapped[int]

    text: Mapped[Text] = relationship()


RANK_STEP = 1 << 20
"""Distance between the ranks of two neighbours when a draft is laid out; a row put between takes the middle."""


class DraftParagraph(Base):
    """A block's wording, kind, order and label in one draft.

    In an issued draft a row never changes. In a working draft each row has its own `version` for locking; `gone` marks
    a row that a deletion took out (it stays, for undo and for the concordance); `by_hand` says that the secretariat
    wrote at least part of `text` itself, with `hand_reason` and `edited_by`; `from_amendment_id` names the insertion
    that brought the row. `joined_into` is the key of the block to which a join adds this one: in the working draft the
    row still stands and has its own words; publication takes it out. `split_from` is the key of the block that a blank
    line split this one off.
    """

    __tablename__ = "draft_paragraph"
    __table_args__ = (UniqueConstraint("draft_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    draft_id: Mapped[int] = mapped_column(ForeignKey("draft.id"))
    paragraph_id: Mapped[int] = mapped_column(ForeignKey("paragraph.id"))
    key: Mapped[int]
    """The paragraph's key, repeated here so that a draft is read in one query."""
    rank: Mapped[int]
    kind: Mapped[Kind] = mapped_column(in_words(Kind))
    level: Mapped[int] = mapped_column(default=1)
    label: Mapped[str] = mapped_column(String(40), default="")
    style: Mapped[str] = mapped_column(String(20), default="")
    start: Mapped[int] = mapped_column(default=0)
    text: Mapped[str] = mapped_column(LongText, default="")
    cells: Mapped[list[str]] = mapped_column(JSON, default=list)
    header: Mapped[bool] = mapped_column(default=False)
    table_number: Mapped[int] = mapped_column(default=0)
    number: Mapped[str] = mapped_column(String(40), default="")
    """Printed number or marker, computed when the draft is issued."""
    html: Mapped[str] = mapped_column(LongText, default="")
    """The block's inner HTML, stored when the draft is issued; a row's is its `<td>`s."""
    hash: Mapped[str] = mapped_column(String(64), default="")

    version: Mapped[int] = mapped_column(default=1)
    gone: Mapped[bool] = mapped_column(default=False)
    by_hand: Mapped[bool] = mapped_column(default=False)
    hand_reason: Mapped[str] = mapped_column(LongText, default="")
    edited_by_id: Mapped[int | None] = mapped_column(ForeignKey("seat.id"))
    edited_at: Mapped[datetime | None]
    from_amendment_id: Mapped[int | None] = mapped_column(ForeignKey("amendment.id"))
    joined_into: Mapped[int | None]
    split_from: Mapped[int | None]

    draft: Mapped[Draft] = relationship()
    paragraph: Mapped[Paragraph] = relationship()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy reads it as a plain dict

    @property
    def block(self) -> Block:
        """The row as the text floor sees it."""
        return block_from(self)

    def take(self, block: Block) -> None:
        """Hold `block`."""
        self.kind, self.text, self.level, self.label = block.kind, block.text, block.level, block.label
        self.style, self.start, self.cells = block.style, block.start, list(block.cells)
        self.header, self.table_number = block.header, block.table


BLOCK_COLUMNS = (
    DraftParagraph.kind,
    DraftParagraph.text,
    DraftParagraph.level,
    DraftParagraph.label,
    DraftParagraph.style,
    DraftParagraph.start,
    DraftParagraph.cells,
    DraftParagraph.header,
    DraftParagraph.table_number,
)
"""What a block is made of: asked for alone, hundreds are read in a fraction of the time that whole rows take."""


def block_from(row: Any) -> Block:
    """The block of a row that has at least BLOCK_COLUMNS."""
    return Block(
        kind=row.kind,
        text=row.text,
        level=row.level,
        label=row.label,
        style=row.style,
        start=row.start,
        cells=tuple(row.cells),
        header=row.header,
        table=row.table_number,
    )


class Concordance(Base):
    """What became of one paragraph from a draft to the next; `to_key` names the other one of a split or a join."""

    __tablename__ = "concordance"
    __table_args__ = (UniqueConstraint("to_draft_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    from_draft_id: Mapped[int] = mapped_column(ForeignKey("draft.id"))
    to_draft_id: Mapped[int] = mapped_column(ForeignKey("draft.id"))
    key: Mapped[int]
    lineage: Mapped[Lineage] = mapped_column(in_words(Lineage))
    from_number: Mapped[str] = mapped_column(String(40), default="")
    to_number: Mapped[str] = mapped_column(String(40), default="")
    to_key: Mapped[int | None]
