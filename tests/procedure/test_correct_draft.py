from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from drafting.errors import Closed, Invalid, NotPermitted
from drafting.model.amendments import Amendment, Unsent
from drafting.model.comments import CommentAnchor
from drafting.model.paragraphs import Concordance
from drafting.model.rounds import Round
from drafting.model.texts import Draft
from drafting.procedure.correct_draft import Correction, correct_draft
from drafting.procedure.held import choose_fate
from drafting.procedure.import_next_draft import refuse_wrong_state
from drafting.procedure.layout import rows_of
from drafting.procedure.mended import correction_of
from drafting.procedure.outcomes import outcomes_of
from drafting.procedure.read_draft import carried_comments, places_in
from drafting.procedure.unsent import save_unsent
from drafting.procedure.why import why
from drafting.rules.lifecycle import AnchorState, DraftState, HeldFate, Lineage, RoundState, Ruling
from drafting.text.blocks import Block, Kind
from tests.desk import ON_THE_DESK, group_of, on_the_desk, publish, rule
from tests.factories import (
    DEADLINE,
    ENCOURAGE,
    NOON,
    a_comment,
    a_draft,
    a_head,
    a_seat,
    an_amendment,
    an_open_round,
    the_secretariat,
)

MISTAKEN = "Citys should hear those concerned."
RIGHT = "Cities should hear those concerned."
REQUIRE = ENCOURAGE.replace("encourage", "require")


def a_mistaken_draft(session: Session, **more: Any) -> Draft:
    return a_draft(session, paragraphs=(ENCOURAGE, MISTAKEN), **more)


def correct(session: Session, base: Draft, words: dict[int, str | Sequence[str]] | None = None, **more: Any) -> Draft:
    """Mend the second paragraph, or `words` by key, as the secretariat."""
    more = {"by": the_secretariat(session), "at": ON_THE_DESK, "confirm_number": base.number + 1} | more
    reason = more.pop("reason", "A slip of the pen.")
    corrections = [
        Correction(key=key, texts=[texts] if isinstance(texts, str) else texts, reason=reason)
        for key, texts in ({2: RIGHT} if words is None else words).items()
    ]
    return correct_draft(session, base, corrections, **more)


def test_a_corr_is_the_next_draft_with_the_mistake_mended_and_nothing_else(session: Session) -> None:
    base = a_mistaken_draft(session, reference="WG(2026)1")
    corr = correct(session, base)
    assert [row.text for row in rows_of(session, base)] == [ENCOURAGE, MISTAKEN]
    assert [(row.key, row.text) for row in rows_of(session, corr)] == [(1, ENCOURAGE), (2, RIGHT)]
    assert (corr.number, corr.reference, corr.state) == (2, "WG(2026)1 corr", DraftState.ISSUED)
    assert (base.state, correction_of(session, base)) == (DraftState.SUPERSEDED, corr)
    lineage = session.scalars(select(Concordance).where(Concordance.to_draft_id == corr.id).order_by(Concordance.key))
    assert [(one.key, one.lineage) for one in lineage] == [(1, Lineage.KEPT), (2, Lineage.CHANGED)]
    changed = [run for run in why(session, corr, 2, by=a_head(session)) if run.op != "equal"]
    assert {run.hand_reason for run in changed} == {"A slip of the pen."}
    assert rows_of(session, corr)[1].edited_by_id == the_secretariat(session).id
    assert corr.journal_head


def test_a_corr_of_a_corr_has_the_first_reference_with_the_next_number(session: Session) -> None:
    base = a_mistaken_draft(session, reference="WG(2026)1")
    second = correct(session, correct(session, base), {1: REQUIRE})
    assert (second.number, second.reference) == (3, "WG(2026)1 corr 2")
    assert correct(session, second, {1: ENCOURAGE}).reference == "WG(2026)1 corr 3"
    assert correct(session, a_mistaken_draft(session, title="Other")).reference is None


def test_cells_are_mended_one_by_one_and_a_new_footnote_comes_with_its_reference(session: Session) -> None:
    blocks = (Block(kind=Kind.PARAGRAPH, text=ENCOURAGE), Block(kind=Kind.ROW, cells=("Citys", "plan"), table=1))
    base = a_draft(session, blocks=blocks)
    corr = correct(session, base, {2: ("Cities", "plan"), 1: ENCOURAGE.replace("years.", "years.^[See the report.]")})
    first, row, note = rows_of(session, corr)
    assert (row.block.parts, note.kind, note.text) == (("Cities", "plan"), Kind.FOOTNOTE, "See the report.")
    assert f"[^{note.label}]" in first.text


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ({}, "nothing-corrected"),
        ({2: MISTAKEN}, "corr-unchanged"),
        ({2: " "}, "text-missing"),
        ({2: "One.\n\nTwo."}, "corr-blank-line"),
        ({9: "Nowhere."}, "block-unknown"),
        ({2: ("One", "two")}, "block-unknown"),
        ({2: "See [paragraph 9](#9)."}, "references-dangling"),
        ({2: "[Not closed."}, "brackets-open"),
    ],
)
def test_a_corr_mends_words_that_are_there_and_breaks_nothing(
    session: Session, words: dict[int, str | Sequence[str]], code: str
) -> None:
    with pytest.raises(Invalid, match=code):
        correct(session, a_mistaken_draft(session), words)


def test_every_correction_owes_its_reason_and_the_number_is_typed(session: Session) -> None:
    base = a_mistaken_draft(session)
    with pytest.raises(Invalid, match="reason-missing"):
        correct(session, base, reason=" ")
    with pytest.raises(Invalid, match="reason-too-long"):
        correct(session, base, reason="x" * 601)
    with pytest.raises(Invalid, match="confirm-number"):
        correct(session, base, confirm_number=1)


def test_only_the_secretariat_issues_a_corr(session: Session) -> None:
    with pytest.raises(NotPermitted):
        correct(session, a_mistaken_draft(session), by=a_head(session))


def test_a_draft_that_was_followed_or_is_being_decided_on_has_no_corr(session: Session) -> None:
    base = a_mistaken_draft(session)
    correct(session, base)
    with pytest.raises(Invalid, match="draft-followed"):
        correct(session, base)
    round_ = an_open_round(session, a_mistaken_draft(session, title="Other"))
    on_the_desk(session, round_)
    with pytest.raises(Invalid, match="corr-deciding"):
        correct(session, round_.draft)
    publish(session, round_)
    with pytest.raises(Invalid, match="corr-deciding"):
        correct(session, round_.draft)


def test_an_open_round_goes_on_on_the_corr_with_what_was_contributed(session: Session) -> None:
    round_ = an_open_round(session, a_mistaken_draft(session))
    elsewhere = an_amendment(session, round_, text=REQUIRE)
    beside = an_amendment(session, round_, key=2, text="Citys should hear everybody concerned.")
    against = an_amendment(session, round_, key=2, text="Towns should hear those concerned.", by=a_seat(session, "x"))
    same = an_amendment(session, round_, key=2, text=RIGHT, by=a_seat(session, "malta"))
    quoting = a_comment(session, round_, key=2, words="those concerned", body="Who?")
    gone = a_comment(session, round_, key=2, words="Citys", body="A mistake?")
    save_unsent(
        session,
        round_,
        form="amend:2:0",
        fields={"text": "Citys should hear all.", "reason": "All."},
        by=a_head(session),
        at=NOON,
    )
    corr = correct(session, round_.draft)

    assert (round_.draft, round_.state) == (corr, RoundState.OPEN)
    assert [(c.start, c.end, c.text) for c in elsewhere.changes] == [(21, 30, "require")]
    assert (beside.text, beside.needs_author, beside.number) == ("Cities should hear everybody concerned.", False, 2)
    (change,) = beside.changes
    assert RIGHT[change.start : change.end] == "those" and change.text == "everybody"
    assert (against.text, against.needs_author) == ("Towns should hear those concerned.", True)
    assert (same.changes, same.disposition) == ([], "accepted")
    assert quoting.start is not None and RIGHT[quoting.start : quoting.end] == "those concerned"
    assert gone.exact == "Citys"
    assert places_in(session, corr, round_) == {gone.id: AnchorState.REMOVED}
    assert carried_comments(session, corr, by=a_head(session)) == []
    assert session.scalars(select(Unsent)).one().fields["text"] == "Cities should hear all."
    an_amendment(session, round_, key=2, text="Cities should hear each other.")


def test_what_goes_on_on_a_corr_is_decided_and_published_as_ever(session: Session) -> None:
    round_ = an_open_round(session, a_mistaken_draft(session, reference="WG(2026)1"))
    amendment = an_amendment(session, round_, key=2, text="Citys should hear everybody concerned.")
    comment = a_comment(session, round_, key=2, words="those", body="Who?")
    correct(session, round_.draft)
    on_the_desk(session, round_)
    rule(session, round_, [amendment])
    draft = publish(session, round_)
    assert (draft.number, rows_of(session, draft)[1].text) == (3, "Cities should hear everybody concerned.")
    changed = [run for run in why(session, draft, 2, by=a_head(session)) if run.op == "insert"]
    assert [run.amendments for run in changed] == [(amendment,)]
    anchors = session.scalars(select(CommentAnchor).where(CommentAnchor.comment_id == comment.id)).all()
    assert len(anchors) == 3


def test_a_round_opened_on_a_corr_carries_what_was_held_for_the_mended_draft(session: Session) -> None:
    round_ = an_open_round(session, a_mistaken_draft(session))
    held = an_amendment(session, round_, key=2, text="Citys should hear everybody concerned.")
    on_the_desk(session, round_)
    rule(session, round_, {group_of(session, round_, held): Ruling.HOLD})
    choose_fate(session, held, HeldFate.CARRIED, by=the_secretariat(session), at=ON_THE_DESK)
    corr = correct(session, publish(session, round_))
    with pytest.raises(Invalid, match="amendments-waiting"):
        refuse_wrong_state(session, corr)
    outcomes = outcomes_of(session, corr, by=a_head(session))
    assert outcomes is not None
    assert [one.amendment for one in outcomes.amendments] == [held]

    next_ = an_open_round(session, corr, deadline=DEADLINE.replace(year=2027))
    (carried,) = session.scalars(select(Amendment).where(Amendment.round_id == next_.id)).all()
    assert (carried.number, carried.revision, carried.text) == (1, 1, "Cities should hear everybody concerned.")
    assert [c.text for c in carried.changes] == ["everybody"]


def test_who_was_submitting_while_the_corr_was_issued_is_told_and_nothing_is_lost_unseen(session: Session) -> None:
    round_ = an_open_round(session, a_mistaken_draft(session))
    base = round_.draft
    corr = correct(session, base)
    session.execute(Round.__table__.update().values(draft_id=base.id))
    session.expire(round_, ["draft_id", "draft"])
    assert round_.draft_id == base.id
    session.execute(Round.__table__.update().values(draft_id=corr.id))
    with pytest.raises(Closed, match="draft-corrected"):
        an_amendment(session, round_, text=REQUIRE)
