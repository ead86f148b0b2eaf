"""What is told of a block's words between two drafts, run by run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from drafting.model.amendments import Amendment, AmendmentChange
from drafting.model.decisions import Decision
from drafting.model.paragraphs import DraftParagraph


@dataclass(frozen=True, slots=True, kw_only=True)
class WhyRun:
    """A stretch of a block's part between two drafts. A changed one has the `amendments` that it came from with their
    `decisions`; where there are none it is the secretariat's own hand, with `hand_reason` and, in `decisions`, the
    amendments that it accepted as modified. "operation": the block was moved, joined or given another kind."""

    op: Literal["equal", "delete", "insert", "operation"]
    text: str
    part: int
    amendments: tuple[Amendment, ...] = ()
    decisions: tuple[Decision, ...] = ()
    hand_reason: str = ""


def note_run(
    op: Literal["insert", "delete"],
    row: DraftParagraph,
    found: Sequence[tuple[AmendmentChange, Decision]],
    hand_reason: str,
) -> WhyRun:
    return WhyRun(
        op=op,
        text=row.text,
        part=0,
        amendments=tuple(dict.fromkeys(change.amendment for change, _ruled in found)),
        decisions=tuple(ruled for _change, ruled in found),
        hand_reason=hand_reason,
    )
