from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from drafting.errors import Closed, Invalid, NotFound, NotPermitted
from drafting.model.amendments import Unsent
from drafting.model.journal import JournalEntry
from drafting.procedure.rounds import close_round
from drafting.procedure.unsent import (
    MOST,
    discard_unsent,
    keep_not_received,
    kept_of,
    save_unsent,
    unsent_for,
    unsent_of,
)
from drafting.rules.permissions import Category, Role
from tests.factories import DEADLINE, ENCOURAGE, NOON, a_seat, an_amendment, an_open_round, the_secretariat

LATER = NOON + timedelta(hours=3)
FORM = "amend:1:0"


def test_what_is_typed_is_kept_once_for_each_form(session: Session) -> None:
    round_ = an_open_round(session)
    bergen = a_seat(session)
    save_unsent(session, round_, form=FORM, fields={"text": "First"}, by=bergen, at=NOON)
    save_unsent(session, round_, form=FORM, fields={"text": "Second"}, by=bergen, at=LATER)
    kept = kept_of(session, round_, form=FORM, by=bergen)
    assert kept is not None and (kept.fields, kept.saved_at) == ({"text": "Second"}, LATER)
    saved = select(func.count()).select_from(JournalEntry).where(JournalEntry.verb == "save_unsent")
    assert session.scalar(saved) == 1


@pytest.mark.parametrize(
    "form",
    [
        "amend:7:0",
        "insert:7",
        "comment:7",
        f"amend:{'9' * 12}:0",
        f"amend:1:{'9' * 12}",
        f"propose:{'9' * 20}",
        f"edit:{'9' * 20}",
        "propose:7",
        "delete:0000000000007",
    ],
)
def test_nothing_is_kept_of_a_block_that_the_draft_does_not_have(session: Session, form: str) -> None:
    round_ = an_open_round(session)
    with pytest.raises(NotFound):
        save_unsent(session, round_, form=form, fields={"text": "First"}, by=a_seat(session), at=NOON)
    assert session.scalar(select(func.count()).select_from(Unsent)) == 0


@pytest.mark.parametrize("form", ["amend:1:0", "insert:0", "insert:1", "comment:", "comment:1", "reply:7", "edit:7"])
def test_what_is_typed_at_a_block_of_the_draft_is_kept(session: Session, form: str) -> None:
    kept = save_unsent(session, an_open_round(session), form=form, fields={}, by=a_seat(session), at=NOON)
    assert kept.form == form


def test_half_a_sign_is_left_out_of_what_is_kept(session: Session) -> None:
    round_, bergen = an_open_round(session), a_seat(session)
    typed = {"te\ud800xt": "Cities \ud83d and \x00regions"}
    assert save_unsent(session, round_, form=FORM, fields=typed, by=bergen, at=NOON).fields == {
        "text": "Cities  and regions"
    }


def test_a_seat_keeps_so_many_forms_and_no_more(session: Session) -> None:
    round_ = an_open_round(session)
    bergen, malta = a_seat(session), a_seat(session, "malta")
    for number in range(1, MOST + 1):
        session.add(
            Unsent(
                seat=bergen,
                delegation_id=bergen.delegation_id,
                round_id=round_.id,
                form=f"reply:{number}",
                fields={},
                saved_at=NOON,
            )
        )
    session.flush()
    with pytest.raises(Invalid) as refused:
        save_unsent(session, round_, form=FORM, fields={"text": "One more"}, by=bergen, at=NOON)
    assert (refused.value.code, refused.value.facts) == ("too-many-unsent", {"most": MOST})
    assert (
        save_unsent(session, round_, form="reply:1", fields={"body": "Changed"}, by=bergen, at=LATER).saved_at == LATER
    )
    assert save_unsent(session, round_, form=FORM, fields={"text": "Ours"}, by=malta, at=NOON)


def test_colleagues_see_each_others_unsent_items_and_no_other_delegation_does(session: Session) -> None:
    round_ = an_open_round(session)
    head, reviewer, malta = a_seat(session), a_seat(session, role=Role.REVIEWER), a_seat(session, "malta")
    kept = save_unsent(session, round_, form=FORM, fields={"text": "Ours"}, by=reviewer, at=NOON)
    save_unsent(session, round_, form="comment:1", fields={"body": "Mine"}, by=head, at=NOON)

    assert [u.seat_id for u in unsent_of(session, by=head, text_id=round_.text_id)] == [head.id, reviewer.id]
    assert unsent_for(session, kept.id, by=head) is kept
    for stranger in (malta, the_secretariat(session)):
        assert unsent_of(session, by=stranger) == []
        with pytest.raises(NotFound):
            unsent_for(session, kept.id, by=stranger)


def test_an_unsent_item_is_thrown_away_by_its_author_or_head(session: Session) -> None:
    round_ = an_open_round(session)
    head, author = a_seat(session), a_seat(session, role=Role.REVIEWER)
    colleague = a_seat(session, role=Role.REVIEWER)
    kept = save_unsent(session, round_, form=FORM, fields={"text": "Ours"}, by=author, at=NOON)
    for stranger in (colleague, a_seat(session, "malta")):
        with pytest.raises(NotPermitted):
            discard_unsent(session, kept, by=stranger, at=LATER)
    discard_unsent(session, kept, by=head, at=LATER)
    assert unsent_of(session, by=author) == []


def test_whoever_may_not_prepare_keeps_nothing(session: Session) -> None:
    round_ = an_open_round(session)
    reader = a_seat(session, "committee", category=Category.PARENT_COMMITTEE)
    with pytest.raises(NotPermitted):
        save_unsent(session, round_, form=FORM, fields={"text": "x"}, by=reader, at=NOON)


def test_a_closed_round_keeps_nothing_new(session: Session) -> None:
    round_ = an_open_round(session)
    close_round(session, round_, by=the_secretariat(session), at=LATER)
    with pytest.raises(Closed):
        save_unsent(session, round_, form=FORM, fields={"text": "x"}, by=a_seat(session), at=LATER)


@pytest.mark.parametrize(
    ("form", "fields", "code"),
    [("password:1", {"text": "x"}, "form-unknown"), (FORM, {"text": "x" * 60_001}, "too-long")],
)
def test_what_is_no_form_of_ours_is_not_kept(session: Session, form: str, fields: dict[str, str], code: str) -> None:
    with pytest.raises(Invalid) as refused:
        save_unsent(session, an_open_round(session), form=form, fields=fields, by=a_seat(session), at=NOON)
    assert refused.value.code == code


def test_what_came_too_late_is_kept_as_not_received_and_journalled_as_refused(session: Session) -> None:
    round_ = an_open_round(session)
    bergen, after = a_seat(session), DEADLINE + timedelta(hours=1)
    save_unsent(session, round_, form=FORM, fields={"text": "Before"}, by=bergen, at=NOON)
    keep_not_received(session, round_, form=FORM, fields={"text": "After"}, by=bergen, at=after, code="deadline-passed")
    (kept,) = unsent_of(session, by=bergen)
    assert (kept.fields, kept.not_received_at) == ({"text": "After"}, after)
    entry = session.scalars(select(JournalEntry).order_by(JournalEntry.sequence.desc())).first()
    assert entry is not None and (entry.outcome, entry.seat_id) == ("deadline-passed", bergen.id)


def test_a_reader_of_the_parent_committee_has_nothing_kept_even_too_late(session: Session) -> None:
    reader = a_seat(session, "committee", category=Category.PARENT_COMMITTEE)
    with pytest.raises(NotPermitted):
        keep_not_received(
            session, an_open_round(session), form=FORM, fields={}, by=reader, at=LATER, code="deadline-passed"
        )


def test_what_is_submitted_takes_no_other_unsent_item_of_a_colleague_with_it(session: Session) -> None:
    round_ = an_open_round(session)
    author, sender = a_seat(session, role=Role.REVIEWER), a_seat(session, role=Role.REVIEWER)
    same = save_unsent(session, round_, form=FORM, fields={"text": "Ours"}, by=author, at=NOON)
    other = save_unsent(session, round_, form="comment:", fields={"body": "Mine"}, by=author, at=NOON)
    an_amendment(session, round_, text=ENCOURAGE.replace("encourage", "require"), by=sender, unsent=other)
    assert set(unsent_of(session, by=author)) == {same, other}
    an_amendment(session, round_, text=ENCOURAGE.replace("encourage", "support"), by=sender, unsent=same)
    assert unsent_of(session, by=author) == [other]
