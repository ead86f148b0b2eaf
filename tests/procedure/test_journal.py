from __future__ import annotations

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from drafting.model.journal import Broken, JournalEntry, JournalHead, Verified, head_of, verify
from tests.factories import a_draft, an_open_round


def test_a_journal_that_nobody_touched_holds(session: Session) -> None:
    an_open_round(session)
    count = session.scalar(select(func.count(JournalEntry.sequence)))
    assert verify(session) == Verified(count or 0, head_of(session))
    assert count == 2


def test_an_entry_that_was_changed_is_found(session: Session) -> None:
    an_open_round(session)
    session.execute(update(JournalEntry).where(JournalEntry.sequence == 1).values(act="publish"))
    session.expire_all()
    assert verify(session) == Broken(1)


def test_an_entry_that_was_taken_out_is_found(session: Session) -> None:
    an_open_round(session)
    a_draft(session, title="Another")
    session.execute(delete(JournalEntry).where(JournalEntry.sequence == 2))
    session.expire_all()
    assert verify(session) == Broken(2)


def test_a_tail_that_was_cut_is_found(session: Session) -> None:
    an_open_round(session)
    session.execute(delete(JournalEntry).where(JournalEntry.sequence == 2))
    session.expire_all()
    assert verify(session) == Broken(2)


def test_a_tail_that_was_cut_with_the_head_moved_back_is_seen_by_the_head_printed_into_the_draft(
    session: Session,
) -> None:
    draft = a_draft(session)
    printed = draft.journal_head
    first = session.get_one(JournalEntry, 1)
    assert printed == first.mac
    session.execute(delete(JournalEntry))
    session.execute(update(JournalHead).values(sequence=0, mac="0" * 64))
    session.expire_all()
    assert verify(session) == Verified(0, "0" * 64)
    assert printed not in set(session.scalars(select(JournalEntry.mac)))


def test_with_another_key_nothing_holds(session: Session) -> None:
    a_draft(session)
    session.info["journal_key"] = b"another key of thirty-two bytes!"
    assert verify(session) == Broken(1)
    session.info["journal_key"] = b"k" * 32


def test_entries_hold_ids_and_no_names(session: Session) -> None:
    an_open_round(session)
    for entry in session.scalars(select(JournalEntry)):
        assert "@" not in str(entry.subject)
        assert all(isinstance(value, int) for value in entry.subject.values())
