"""Rows of tables that came or went with Track Changes on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from drafting.exchange.found import Found, FoundKind, Remark
from drafting.exchange.place_alignment import Group
from drafting.exchange.place_ground import Ground, Traced
from drafting.exchange.place_views import plain_run
from drafting.exchange.place_words import shown, source_of
from drafting.exchange.returned import Returned, ReturnedParagraph, Signed, joined
from drafting.rules.lifecycle import Operation
from drafting.text.blocks import Kind

Cells = Sequence[tuple[int, ReturnedParagraph]]


@dataclass(frozen=True, slots=True)
class _Row:
    cells: Cells

    @property
    def inserted(self) -> Signed | None:
        return _all([one.row_inserted for _, one in self.cells])

    @property
    def deleted(self) -> Signed | None:
        return _all([one.row_deleted for _, one in self.cells])

    @property
    def indexes(self) -> tuple[int, ...]:
        return tuple(index for index, _ in self.cells)


def rows_changed(ground: Ground, returned: Returned) -> Iterator[Traced]:
    """Rows that came and went as such; cells that did so by themselves are not what an amendment can change."""
    key_of = _keys(ground.groups)
    above = 0
    for row in _rows(returned):
        key = next((key_of[index] for index in row.indexes if index in key_of), 0)
        if row.inserted is not None:
            yield _came(ground, row, above)
        elif row.deleted is not None and key:
            yield _told(row, row.deleted, operation=Operation.DELETE, key=key, before=_words(row))
        else:
            yield from _cells_alone(row, key or above)
        above = key or above


def deleted_rows(returned: Returned) -> frozenset[int]:
    """The indexes of paragraphs in rows that went as such."""
    return frozenset(index for row in _rows(returned) if row.deleted is not None for index in row.indexes)


def _rows(returned: Returned) -> Iterator[_Row]:
    rows: dict[tuple[int, int], list[tuple[int, ReturnedParagraph]]] = {}
    for index, one in enumerate(returned.paragraphs):
        if one.table is not None:
            rows.setdefault((one.table, one.row), []).append((index, one))
    for cells in rows.values():
        yield _Row(cells)


def _keys(groups: Sequence[Group]) -> Mapping[int, int]:
    """By a paragraph's index: the key of the row that it stands in."""
    return {
        index: group.element.key
        for group in groups
        if group.element is not None and group.first.table is not None
        for index, _ in group.paragraphs
    }


def _came(ground: Ground, row: _Row, above: int) -> Traced:
    signed = row.inserted
    assert signed is not None  # the caller has asked
    by_cell: dict[int, list[str]] = {}
    for _, one in row.cells:
        runs = joined([plain_run(run) for run in one.runs if run.deleted is None])
        by_cell.setdefault(one.cell, []).append(source_of(runs, ground.notes))
    cells = tuple("\\\n".join(text for text in told if text) for told in by_cell.values())
    block = ground.base[above].block if above in ground.base else None
    if block is None or block.kind is not Kind.ROW or len(block.cells) != len(cells):
        return _unplaced(row, signed, above, Remark.NOT_AMENDABLE)
    return _told(row, signed, operation=Operation.INSERT, key=above, cells=cells)


def _cells_alone(row: _Row, key: int) -> Iterator[Traced]:
    for index, one in row.cells:
        signed = one.row_inserted or one.row_deleted
        if signed is not None:
            yield _unplaced(_Row([(index, one)]), signed, key, Remark.NOT_AMENDABLE)


def _told(
    row: _Row, signed: Signed, *, operation: Operation, key: int, cells: tuple[str, ...] = (), before: str = ""
) -> Traced:
    found = Found(
        place=0,
        found=FoundKind.AMENDMENT,
        reviewer=signed.author,
        at=signed.at,
        operation=operation,
        key=key,
        cells=cells,
        new_kind=Kind.ROW if operation is Operation.INSERT else None,
        before=before,
    )
    return Traced(found=found, indexes=row.indexes)


def _unplaced(row: _Row, signed: Signed, key: int, remark: Remark) -> Traced:
    found = Found(
        place=0,
        found=FoundKind.UNPLACED,
        reviewer=signed.author,
        at=signed.at,
        key=key,
        text=_words(row),
        remarks=(remark,),
    )
    return Traced(found=found, indexes=row.indexes)


def _words(row: _Row) -> str:
    return " | ".join(" ".join(shown(one.runs).split()) for _, one in row.cells)


def _all(signed: Sequence[Signed | None]) -> Signed | None:
    """The first, where each cell has one."""
    return signed[0] if signed and all(one is not None for one in signed) else None
