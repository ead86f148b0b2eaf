"""The values that the writer of tracked changes takes: a draft's blocks beside those of an earlier one."""

from __future__ import annotations

from dataclasses import dataclass

from drafting.exchange.document import PrintedBlock
from drafting.text.diff import Op
from drafting.text.tracked import TrackedRun


@dataclass(frozen=True, slots=True, kw_only=True)
class Hand:
    """Whose change it is, as word processors show it: delegations' names; and when (ISO 8601, UTC, to the second)."""

    author: str
    at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkedBlock(PrintedBlock):
    """A block of either draft. `op` says whether the whole of it came or went, by `by`; `runs` are those of each part;
    `mark` says so of the end of its paragraph alone, where it was split or joined with the next, by `mark_by`."""

    runs: tuple[tuple[TrackedRun[Hand], ...], ...]
    op: Op = "equal"
    by: Hand | None = None
    mark: Op = "equal"
    mark_by: Hand | None = None
