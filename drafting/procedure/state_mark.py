"""A mark of everything that an export can show: equal marks, equal files."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from drafting.model.journal import START, JournalEntry
from drafting.rules.permissions import Act

SHOWN_NOWHERE = frozenset(
    {
        Act.USE_THE_DOOR,
        Act.KEEP_OWN_ACCOUNT,
        Act.PREPARE,
        Act.FOLLOW,
        Act.CONFER,
        Act.EXPORT_CLEAN,
        Act.EXPORT_CONTRIBUTIONS,
        Act.VERIFY_JOURNAL,
    }
)
"""Acts that change nothing of what the whole group may read."""


def state_mark(session: Session) -> str:
    """The journal's last entry by an act that an export could show (hex): every change of the group's texts, rounds,
    contributions and people has one, so that nothing is different while the mark is the same."""
    shown = select(JournalEntry.mac).where(
        JournalEntry.act.not_in([act.value for act in SHOWN_NOWHERE]), JournalEntry.outcome == "done"
    )
    return session.scalar(shown.order_by(JournalEntry.sequence.desc()).limit(1)) or START
