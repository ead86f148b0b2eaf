from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from drafting.errors import Invalid, NotFound, NotPermitted, Stale
from drafting.model.rounds import Round
from drafting.procedure.canned_reasons import (
    add_reason,
    add_reasons,
    canned_reasons,
    edit_reason,
    find_reason,
    last_reason,
    remove_reason,
)
from drafting.procedure.internal_notes import NOTE_LIMIT, add_note, notes_on, remove_note
from drafting.procedure.organise_desk import assign, assignments, colleagues, progress_of
from drafting.procedure.saved_views import remove_view, rename_view, save_view, views_of
from drafting.rules.lifecycle import Ruling
from tests.desk import REASON, group_of, on_the_desk, rule
from tests.factories import NOON, a_draft, a_head, a_seat, an_amendment, an_open_round, the_secretariat

TEXTS = ("Cities help migrants.", "States help migrants.")


@pytest.fixture
def round_(session: Session) -> Round:
    return an_open_round(session, a_draft(session, paragraphs=TEXTS))


def test_reasons_are_kept_in_both_languages_reworded_and_removed(session: Session) -> None:
    by = the_secretariat(session)
    reason = add_reason(session, english=" Outside  the mandate. ", french="Hors du mandat.", by=by, at=NOON)
    assert (reason.english, reason.french) == ("Outside the mandate.", "Hors du mandat.")
    first = reason.version
    edit_reason(session, reason, english="Not in the mandate.", french="", version=first, by=by, at=NOON)
    with pytest.raises(Stale) as stale:
        edit_reason(session, reason, english="Mine.", french="", version=first, by=by, at=NOON)
    assert stale.value.facts["theirs"] == "Not in the mandate."
    with pytest.raises(Stale):
        remove_reason(session, reason, version=first, by=by, at=NOON)
    remove_reason(session, reason, version=reason.version, by=by, at=NOON)
    assert canned_reasons(session) == []
    with pytest.raises(NotFound):
        find_reason(session, reason.id)


def test_a_reason_needs_words_and_a_set_is_added_once(session: Session) -> None:
    by = the_secretariat(session)
    with pytest.raises(Invalid):
        add_reason(session, english="  ", french="Hors du mandat.", by=by, at=NOON)
    with pytest.raises(Invalid):
        add_reason(session, english="x" * 601, french="", by=by, at=NOON)
    pairs = [("One.", "Un."), ("Two.", "Deux.")]
    assert len(add_reasons(session, pairs, by=by, at=NOON)) == 2
    assert add_reasons(session, pairs, by=by, at=NOON) == []


def test_the_last_reason_is_the_acting_seats_own(session: Session, round_: Round) -> None:
    amendment = an_amendment(session, round_, text="Cities help newcomers.")
    on_the_desk(session, round_)
    by = the_secretariat(session)
    assert last_reason(session, round_, by=by) == ""
    rule(session, round_, {group_of(session, round_, amendment): Ruling.HOLD})
    assert last_reason(session, round_, by=by) == REASON
    with pytest.raises(NotPermitted):
        last_reason(session, round_, by=a_head(session))


def test_blocks_are_given_out_and_the_progress_of_each_is_told(session: Session, round_: Round) -> None:
    amendment = an_amendment(session, round_, text="Cities help newcomers.")
    an_amendment(session, round_, key=2, text="States help newcomers.")
    by = the_secretariat(session)
    assert by in colleagues(session) and a_head(session) not in colleagues(session)
    assert assign(session, round_, [1, 2], to=by, by=by, at=NOON) == 2
    assert assign(session, round_, [1, 2], to=by, by=by, at=NOON) == 0
    on_the_desk(session, round_)
    rule(session, round_, [amendment])
    (mine,) = progress_of(session, round_, by=by)
    assert (mine.blocks, mine.assigned, mine.decided, mine.left) == (2, 2, 1, 1)
    assert assign(session, round_, [1], to=None, by=by, at=NOON) == 1
    assert set(assignments(session, round_)) == {2}


def test_a_block_goes_to_the_secretariat_only(session: Session, round_: Round) -> None:
    by, head = the_secretariat(session), a_head(session)
    with pytest.raises(Invalid) as refused:
        assign(session, round_, [1], to=head, by=by, at=NOON)
    assert refused.value.code == "colleague-unknown"
    with pytest.raises(Invalid) as refused:
        assign(session, round_, [99], to=by, by=by, at=NOON)
    assert refused.value.code == "block-unknown"
    with pytest.raises(Invalid) as refused:
        assign(session, round_, [], to=by, by=by, at=NOON)
    assert refused.value.code == "nothing-chosen"


def test_notes_are_added_and_only_ones_own_are_removed(session: Session, round_: Round) -> None:
    amendment = an_amendment(session, round_, text="Cities help newcomers.")
    by = the_secretariat(session)
    on_block = add_note(session, round_, key=1, body="Ask the legal service.", by=by, at=NOON)
    add_note(session, round_, key=1, body="Weak reason.", amendment=amendment, by=by, at=NOON)
    add_note(session, round_, key=2, body="Later.", by=by, at=NOON)
    assert [note.body for note in notes_on(session, round_, by=by, key=1)] == ["Ask the legal service.", "Weak reason."]
    colleague = a_seat(session, "secretariat")
    with pytest.raises(NotPermitted):
        remove_note(session, round_, on_block.id, by=colleague, at=NOON)
    remove_note(session, round_, on_block.id, by=by, at=NOON)
    assert len(notes_on(session, round_, by=by)) == 2
    with pytest.raises(NotFound):
        remove_note(session, round_, on_block.id, by=by, at=NOON)
    for body, key, error in (("  ", 1, Invalid), ("x" * (NOTE_LIMIT + 1), 1, Invalid), ("Where?", 99, NotFound)):
        with pytest.raises(error):
            add_note(session, round_, key=key, body=body, by=by, at=NOON)
    with pytest.raises(NotFound):
        add_note(session, round_, key=2, body="Not there.", amendment=amendment, by=by, at=NOON)


def test_views_are_saved_renamed_and_removed_by_the_seat_that_has_them(session: Session, round_: Round) -> None:
    by, of = the_secretariat(session), round_.draft.text
    view = save_view(session, of, name="Bergen", query="delegation=bergen", by=by, at=NOON)
    assert save_view(session, of, name="Bergen", query="delegation=malta", by=by, at=NOON) is view
    other = save_view(session, of, name="Late", query="late=yes", by=by, at=NOON)
    with pytest.raises(Invalid) as refused:
        rename_view(session, of, other.id, name="Bergen", by=by, at=NOON)
    assert refused.value.code == "view-name-taken"
    rename_view(session, of, other.id, name="Came late", by=by, at=NOON)
    assert [one.name for one in views_of(session, of, by=by)] == ["Bergen", "Came late"]
    colleague = a_seat(session, "secretariat")
    with pytest.raises(NotFound):
        remove_view(session, of, view.id, by=colleague, at=NOON)
    remove_view(session, of, view.id, by=by, at=NOON)
    assert len(views_of(session, of, by=by)) == 1
    for name, query in (("  ", ""), ("Long", "x" * 501), ("Null", "q=\x00")):
        with pytest.raises(Invalid):
            save_view(session, of, name=name, query=query, by=by, at=NOON)


def test_a_delegation_organises_nothing_and_reads_no_note(session: Session, round_: Round) -> None:
    head, of = a_head(session), round_.draft.text
    reason = add_reason(session, english="One.", french="", by=the_secretariat(session), at=NOON)
    for refused in (
        lambda: add_reason(session, english="One.", french="", by=head, at=NOON),
        lambda: add_reasons(session, [("One.", "")], by=head, at=NOON),
        lambda: edit_reason(session, reason, english="x", french="", version=1, by=head, at=NOON),
        lambda: remove_reason(session, reason, version=1, by=head, at=NOON),
        lambda: assign(session, round_, [1], to=None, by=head, at=NOON),
        lambda: progress_of(session, round_, by=head),
        lambda: add_note(session, round_, key=1, body="x", by=head, at=NOON),
        lambda: remove_note(session, round_, 1, by=head, at=NOON),
        lambda: notes_on(session, round_, by=head),
        lambda: save_view(session, of, name="x", query="", by=head, at=NOON),
        lambda: rename_view(session, of, 1, name="x", by=head, at=NOON),
        lambda: remove_view(session, of, 1, by=head, at=NOON),
    ):
        with pytest.raises(NotPermitted):
            refused()
