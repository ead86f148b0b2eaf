"""What an amendment would do to its block, checked as it is typed: the operation's own part of a proposal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from drafting.errors import Invalid, NotFound
from drafting.model.amendments import Amendment, AmendmentChange
from drafting.model.paragraphs import DraftParagraph
from drafting.model.rounds import Round
from drafting.procedure.collisions import keyed_blocks
from drafting.procedure.contributing import block_of, has_blank_line, stored, with_blank_lines
from drafting.rules.lifecycle import Operation
from drafting.text.blocks import Block, Kind
from drafting.text.merge import changes
from drafting.text.structure import DIVISIBLE, Keyed, beneath

DEEPEST = 6
BENEATH = ("delete", "lift")


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """An operation as it is typed; see `Amendment` for what each field means. None: not chosen."""

    operation: Operation
    part: int = 0
    text: str = ""
    cells: Sequence[str] = ()
    new_kind: Kind | None = None
    new_level: int | None = None
    beneath: str = ""
    after: int | None = None


def proposal(key: int, typed: Typed) -> Amendment:
    """The amendment that is typed on a block, unchecked and not to be stored: to see what stands beside it."""
    return Amendment(
        operation=typed.operation,
        key=key,
        part=typed.part,
        text=typed.text,
        cells=list(typed.cells),
        new_kind=typed.new_kind,
        new_level=typed.new_level or 1,
        beneath=typed.beneath,
        after=typed.after,
    )


def put_operation(
    session: Session, round_: Round, amendment: Amendment, row: DraftParagraph | None, typed: Typed
) -> None:
    """Write what is typed into `amendment`, whose operation and key are set; `row` is its block (None: key 0).

    Raises NotFound ("block-unknown", "part-unknown"); Invalid: "unchanged", "text-missing", "blank-line-in-replace",
    "too-long", "control-character", "beneath-missing", "kind-not-insertable", "level-unknown", "inside-table",
    "after-footnote", "nothing-to-join", "place-missing", "moved-into-itself", "not-movable", "cells-missing".
    """
    amendment.part = typed.part if typed.operation is Operation.REPLACE else 0
    if typed.operation is Operation.INSERT:
        _insert(session, round_, amendment, row, typed)
        return
    if row is None:
        raise NotFound("block-unknown", key=amendment.key)
    match typed.operation:
        case Operation.REPLACE:
            _replace(amendment, row, typed)
        case Operation.DELETE:
            _delete(session, round_, amendment, row, typed)
        case Operation.JOIN:
            _join(session, round_, row)
        case Operation.MOVE:
            _move(session, round_, amendment, row, typed)
        case Operation.RESHAPE:
            _reshape(amendment, row, typed)


def proposed_changes(base: str, text: str) -> list[AmendmentChange]:
    """The changes that a proposed text comes to, as they are stored. Raises Invalid ("unchanged")."""
    found = [AmendmentChange(start=c.start, end=c.end, text=c.text) for c in changes(base, text)]
    if not found:
        raise Invalid("unchanged", field="text")
    return found


def _replace(amendment: Amendment, row: DraftParagraph, typed: Typed) -> None:
    parts = row.block.parts
    if not 0 <= typed.part < len(parts):
        raise NotFound("part-unknown", key=row.key, part=typed.part)
    text = with_blank_lines(stored(typed.text, field="text"))
    if not text.strip() and row.kind is not Kind.ROW:
        raise Invalid("text-missing", field="text")
    if row.kind not in DIVISIBLE and has_blank_line(text):
        raise Invalid("blank-line-in-replace", field="text")
    if text == parts[typed.part]:
        raise Invalid("unchanged", field="text")
    amendment.text = text
    amendment.changes = proposed_changes(parts[typed.part], text)


def _delete(session: Session, round_: Round, amendment: Amendment, row: DraftParagraph, typed: Typed) -> None:
    count = len(beneath(keyed_blocks(session, round_), row.key))
    if count and typed.beneath not in BENEATH:
        raise Invalid("beneath-missing", field="beneath", count=count)
    amendment.beneath = typed.beneath if count else ""


def _insert(session: Session, round_: Round, amendment: Amendment, row: DraftParagraph | None, typed: Typed) -> None:
    if row is not None and row.kind is Kind.FOOTNOTE:
        raise Invalid("after-footnote", key=row.key)
    if typed.new_kind is Kind.ROW:
        _insert_row(amendment, row, typed)
        return
    text = with_blank_lines(stored(typed.text, field="text"))
    if not text.strip():
        raise Invalid("text-missing", field="text")
    if row is not None and _followed_in_table(keyed_blocks(session, round_), row):
        raise Invalid("inside-table", key=row.key)
    like = row.block if row is not None and row.kind in DIVISIBLE else Block(kind=Kind.PARAGRAPH)
    kind = typed.new_kind or like.kind
    amendment.text = text
    amendment.new_kind = kind
    amendment.new_level = _level(kind, typed.new_level or (like.level if kind is like.kind else 1))


def _insert_row(amendment: Amendment, row: DraftParagraph | None, typed: Typed) -> None:
    if row is None or row.kind is not Kind.ROW:
        raise Invalid("kind-not-insertable", field="new_kind", kind=Kind.ROW.value)
    cells = [stored(cell, field=f"cell-{number}").strip() for number, cell in enumerate(typed.cells)]
    if len(cells) != len(row.cells) or not any(cells):
        raise Invalid("cells-missing", field="cell-0", count=len(row.cells))
    if any(has_blank_line(cell) for cell in cells):
        raise Invalid("blank-line-in-replace", field="cell-0")
    amendment.cells, amendment.new_kind, amendment.new_level = cells, Kind.ROW, 1


def _join(session: Session, round_: Round, row: DraftParagraph) -> None:
    blocks = keyed_blocks(session, round_)
    at = next(place for place, item in enumerate(blocks) if item.key == row.key)
    if row.kind not in DIVISIBLE or at + 1 == len(blocks) or blocks[at + 1].block.kind not in DIVISIBLE:
        raise Invalid("nothing-to-join", key=row.key)


def _move(session: Session, round_: Round, amendment: Amendment, row: DraftParagraph, typed: Typed) -> None:
    blocks = keyed_blocks(session, round_)
    keys = [item.key for item in blocks]
    if row.kind is Kind.FOOTNOTE or row.header:
        raise Invalid("not-movable", key=row.key)
    if typed.after is None:
        raise Invalid("place-missing", field="after")
    target = block_of(session, round_, typed.after) if typed.after else None
    own = (row.key, *beneath(blocks, row.key))
    if typed.after in own:
        raise Invalid("moved-into-itself", field="after")
    if target is not None and target.kind is Kind.FOOTNOTE:
        raise Invalid("after-footnote", field="after", key=target.key)
    if row.kind is Kind.ROW:
        if target is None or target.kind is not Kind.ROW or target.table_number != row.table_number:
            raise Invalid("inside-table", field="after", key=row.key)
    elif target is not None and _followed_in_table(blocks, target):
        raise Invalid("inside-table", field="after", key=target.key)
    at = keys.index(row.key)
    if typed.after == (keys[at - 1] if at else 0):
        raise Invalid("unchanged", field="after")
    amendment.after = typed.after


def _reshape(amendment: Amendment, row: DraftParagraph, typed: Typed) -> None:
    if row.kind not in DIVISIBLE:
        raise Invalid("kind-not-insertable", field="new_kind", kind=row.kind.value)
    kind = typed.new_kind or row.kind
    level = _level(kind, typed.new_level or (row.level if kind is row.kind else 1))
    if (kind, level) == (row.kind, row.level):
        raise Invalid("unchanged", field="new_kind")
    amendment.new_kind, amendment.new_level = kind, level


def _level(kind: Kind, level: int) -> int:
    if kind not in DIVISIBLE:
        raise Invalid("kind-not-insertable", field="new_kind", kind=kind.value)
    if not 1 <= level <= (1 if kind is Kind.PARAGRAPH else DEEPEST):
        raise Invalid("level-unknown", field="new_level", level=level)
    return level


def _followed_in_table(blocks: Sequence[Keyed], row: DraftParagraph) -> bool:
    """Whether a row of the same table comes after this one."""
    if row.kind is not Kind.ROW:
        return False
    at = next(place for place, item in enumerate(blocks) if item.key == row.key)
    return at + 1 < len(blocks) and blocks[at + 1].block.table == row.table_number
