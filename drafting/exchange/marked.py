"""The values that the writer of tracked changes takes: a draft's blocks beside those of an earlier one."""

from __future__ import annotations

from dataclasses import dataclass

from drafting.exchange.document import PrintedBlock
from drafting.text.blocks import Block, Kind
from drafting.text.diff import Op
from drafting.text.tracked import TrackedRun


@dataclass(frozen=True, slots=True, kw_only=True)
class Hand:
    """Whose change it is, as word processors show it: delegations' names; and when (ISO 8601, UTC, to the second)."""

    author: str
    at: str


Runs = tuple[TrackedRun[Hand], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkedBlock(PrintedBlock):
    """A block of either draft. `runs` are those of each part, its label's among them. `op` says whether the row or
    paragraph as a whole came or went, by `by`; `mark` what becomes of the end of its paragraph, by `mark_by`: it comes
    and goes with a whole one, and where it was split or joined with the next. `former` is what the paragraph is again
    when the change of its shape by `former_by` is rejected. `old_number` is its marker in the earlier draft; `key` is 0
    where it has no bookmark. A heading of level 0 is the title before the text. `moved` says of one that comes that it
    went elsewhere with the same shape: it was moved."""

    runs: tuple[Runs, ...]
    op: Op = "equal"
    by: Hand | None = None
    mark: Op = "equal"
    mark_by: Hand | None = None
    old_number: str = ""
    former: PrintedBlock | None = None
    former_by: Hand | None = None
    moved: bool = False

    @property
    def shape(self) -> tuple[object, ...]:
        return shape_of(self)


def shape_of(one: PrintedBlock) -> tuple[object, ...]:
    """What a word processor's paragraph or row is, its words left out."""
    block: Block = one.block
    match block.kind:
        case Kind.HEADING:
            return block.kind, min(block.level, 6)
        case Kind.POINT:
            return block.kind, block.level, block.style
        case Kind.ROW:
            return block.kind, len(block.cells), block.header
        case _:
            return Kind.PARAGRAPH, bool(one.number) and not block.label
