from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from drafting.errors import Closed, Invalid, NotFound, NotPermitted, Stale
from drafting.model.amendments import Unsent
from drafting.model.journal import JournalEntry
from drafting.model.people import Seat
from drafting.model.rounds import Round
from drafting.procedure.colleagues import (
    COLLEAGUE_NOTE_LIMIT,
    note_on_block,
    note_on_item,
    notes_at,
    notes_of,
    remove_colleague_note,
    take_over,
)
from drafting.procedure.rounds import close_round
from drafting.procedure.unsent import save_unsent, unsent_of
from drafting.rules.permissions import Category, Role
from tests.factories import NOON, a_head, a_seat, an_open_round, the_secretariat

LATER = NOON + timedelta(hours=3)
FORM = "amend:1:0"


def an_unsent(session: Session, round_: Round, by: Seat, form: str = FORM) -> Unsent:
    return save_unsent(session, round_, form=form, fields={"text": "Ours."}, by=by, at=NOON)


def bodies(session: Session, round_: Round, by: Seat, key: int = 1) -> list[str]:
    return [note.body for note in notes_at(session, round_, key, by=by)]


def test_colleagues_note_things_on_an_item_and_on_a_block_for_each_other_alone(session: Session) -> None:
    round_ = an_open_round(session)
    head, reviewer, malta = a_head(session), a_seat(session, role=Role.REVIEWER), a_head(session, "malta")
    item = an_unsent(session, round_, reviewer)
    note_on_item(session, item, body=" Too strong? ", by=head, at=NOON)
    note_on_block(session, round_, 1, body="Ask the ministry.", by=reviewer, at=LATER)
    note_on_block(session, round_, 0, body="Long.", by=reviewer, at=LATER)
    assert bodies(session, round_, reviewer) == ["Too strong?", "Ask the ministry."]
    assert bodies(session, round_, head, 0) == ["Long."]
    assert notes_of(session, by=head, text_id=round_.text_id)[0].body == "Too strong?"
    for stranger in (malta, the_secretariat(session)):
        assert bodies(session, round_, stranger) == []
        assert notes_of(session, by=stranger, text_id=round_.text_id) == []
        with pytest.raises(NotFound):
            note_on_item(session, item, body="Mine.", by=stranger, at=LATER)
    entry = session.scalars(select(JournalEntry).where(JournalEntry.verb == "add_colleague_note")).first()
    assert entry is not None and "strong" not in str(entry.subject)


def test_the_notes_outlive_a_saving_and_the_sending(session: Session) -> None:
    round_ = an_open_round(session)
    head = a_head(session)
    item = an_unsent(session, round_, head)
    note_on_item(session, item, body="Too strong?", by=head, at=NOON)
    an_unsent(session, round_, head)
    session.delete(item)
    session.flush()
    assert bodies(session, round_, head) == ["Too strong?"]


@pytest.mark.parametrize("category", [Category.SECRETARIAT, Category.PARENT_COMMITTEE])
def test_who_contributes_nothing_has_no_such_notes(session: Session, category: Category) -> None:
    round_, other = an_open_round(session), a_seat(session, "other", category=category)
    with pytest.raises(NotPermitted):
        note_on_block(session, round_, 1, body="Mine.", by=other, at=NOON)


@pytest.mark.parametrize(
    ("body", "code"),
    [(" \n", "colleague-note-missing"), ("x" * (COLLEAGUE_NOTE_LIMIT + 1), "too-long"), ("\x07", "control-character")],
)
def test_an_empty_a_long_and_a_strange_note_are_not_taken(session: Session, body: str, code: str) -> None:
    with pytest.raises(Invalid, match=code):
        note_on_block(session, an_open_round(session), 1, body=body, by=a_head(session), at=NOON)


def test_no_note_stands_on_a_block_that_is_not_there(session: Session) -> None:
    with pytest.raises(NotFound):
        note_on_block(session, an_open_round(session), 9, body="Mine.", by=a_head(session), at=NOON)


def test_a_note_is_removed_by_who_wrote_it(session: Session) -> None:
    round_ = an_open_round(session)
    head, reviewer = a_head(session), a_seat(session, role=Role.REVIEWER)
    note = note_on_block(session, round_, 1, body="Mine.", by=reviewer, at=NOON)
    with pytest.raises(NotPermitted):
        remove_colleague_note(session, note.id, by=head, at=LATER)
    with pytest.raises(NotFound):
        remove_colleague_note(session, note.id, by=a_head(session, "malta"), at=LATER)
    remove_colleague_note(session, note.id, by=reviewer, at=LATER)
    assert bodies(session, round_, head) == []
    with pytest.raises(NotFound):
        remove_colleague_note(session, note.id, by=reviewer, at=LATER)


def test_a_colleagues_item_is_taken_over_with_its_notes(session: Session) -> None:
    round_ = an_open_round(session)
    head, reviewer = a_head(session), a_seat(session, role=Role.REVIEWER)
    item = an_unsent(session, round_, reviewer)
    note_on_item(session, item, body="Too strong?", by=reviewer, at=NOON)
    take_over(session, item, saved_at=NOON, by=head, at=LATER)
    assert [(one.seat_id, one.fields) for one in unsent_of(session, by=head)] == [(head.id, {"text": "Ours."})]
    assert [note.about_id for note in notes_at(session, round_, 1, by=head)] == [head.id]
    an_unsent(session, round_, reviewer)
    assert len(unsent_of(session, by=head)) == 2


def test_what_its_author_went_on_with_since_is_not_taken_over(session: Session) -> None:
    round_ = an_open_round(session)
    head, reviewer = a_head(session), a_seat(session, role=Role.REVIEWER)
    item = an_unsent(session, round_, reviewer)
    save_unsent(session, round_, form=FORM, fields={"text": "Better."}, by=reviewer, at=LATER)
    with pytest.raises(Stale) as refused:
        take_over(session, item, saved_at=NOON, by=head, at=LATER)
    assert refused.value.facts["theirs"] == "Better."
    assert item.seat_id == reviewer.id


def test_what_its_author_sent_meanwhile_is_not_taken_over(session: Session) -> None:
    round_ = an_open_round(session)
    head, reviewer = a_head(session), a_seat(session, role=Role.REVIEWER)
    item = an_unsent(session, round_, reviewer)
    session.execute(delete(Unsent).where(Unsent.id == item.id).execution_options(synchronize_session=False))
    with pytest.raises(NotFound, match="unsent-unknown"):
        take_over(session, item, saved_at=NOON, by=head, at=LATER)


def test_nobody_takes_over_their_own_a_strangers_or_over_something_of_their_own(session: Session) -> None:
    round_ = an_open_round(session)
    head, reviewer = a_head(session), a_seat(session, role=Role.REVIEWER)
    item, edit = an_unsent(session, round_, reviewer), an_unsent(session, round_, reviewer, "edit:1")
    for by, code in ((reviewer, "unsent-own"), (head, "unsent-own-there")):
        if by is head:
            an_unsent(session, round_, head)
        with pytest.raises(Invalid, match=f"{code}$"):
            take_over(session, item, saved_at=NOON, by=by, at=LATER)
    with pytest.raises(Invalid, match="unsent-not-taken"):
        take_over(session, edit, saved_at=NOON, by=head, at=LATER)
    with pytest.raises(NotFound):
        take_over(session, item, saved_at=NOON, by=a_head(session, "malta"), at=LATER)


def test_after_the_round_nothing_is_taken_over(session: Session) -> None:
    round_ = an_open_round(session)
    head, reviewer = a_head(session), a_seat(session, role=Role.REVIEWER)
    item = an_unsent(session, round_, reviewer)
    close_round(session, round_, by=the_secretariat(session), at=LATER)
    with pytest.raises(Closed):
        take_over(session, item, saved_at=NOON, by=head, at=LATER)
    gone = a_seat(session, role=Role.REVIEWER)
    gone.active = False
    with pytest.raises(NotPermitted):
        note_on_item(session, item, body="Mine.", by=gone, at=LATER)
