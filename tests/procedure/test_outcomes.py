from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from drafting.errors import NotPermitted
from drafting.model.amendments import Amendment
from drafting.model.comments import CommentAnchor
from drafting.model.decisions import Decision
from drafting.model.paragraphs import DraftParagraph
from drafting.model.rounds import Round
from drafting.model.texts import Draft
from drafting.procedure.layout import lay_out, rows_of
from drafting.procedure.outcomes import Outcomes, outcomes_of
from drafting.rules.lifecycle import AnchorState, DraftState, Operation, RoundState, Ruling
from drafting.rules.permissions import Category
from drafting.text.blocks import Block, Kind
from tests.factories import (
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

LATER = NOON + timedelta(days=30)
FIRST = "The group met in the spring."


@pytest.fixture
def round_(session: Session) -> Round:
    """A round on one paragraph of two sentences and one of one."""
    return an_open_round(session, a_draft(session, paragraphs=[f"{FIRST} {ENCOURAGE}", "A second paragraph."]))


def publish(session: Session, round_: Round, texts: dict[int, str], *, new: Amendment | None = None) -> Draft:
    """Draft 2 with `texts` by key (a key left out is deleted), as publication leaves it; `new` brought a block."""
    draft = Draft(
        text=round_.draft.text, number=2, state=DraftState.ISSUED, title="Framework", base=round_.draft, issued_at=LATER
    )
    session.add(draft)
    for row in rows_of(session, round_.draft):
        if row.key in texts:
            made = DraftParagraph(draft=draft, paragraph=row.paragraph, key=row.key, rank=row.rank)
            made.take(Block(kind=Kind.PARAGRAPH, text=texts[row.key]))
            session.add(made)
    session.flush()
    if new is not None:
        (brought,) = lay_out(session, draft, [Block(kind=Kind.PARAGRAPH, text=new.text)])
        brought.from_amendment_id = new.id
    round_.state = RoundState.PUBLISHED
    session.flush()
    return draft


def decide(session: Session, amendment: Amendment, *rulings: tuple[Ruling, str]) -> None:
    """One ruling for each change, or for the operation."""
    changes = amendment.changes or [None]
    for change, (ruling, reason) in zip(changes, rulings, strict=True):
        session.add(
            Decision(
                round_id=amendment.round_id,
                amendment=amendment,
                change=change,
                ruling=ruling,
                reason=reason,
                by=the_secretariat(session),
                at=LATER,
            )
        )
    session.flush()


def told(session: Session, draft: Draft, code: str = "bergen") -> Outcomes:
    found = outcomes_of(session, draft, by=a_head(session, code))
    assert found is not None
    return found


def test_before_publication_there_is_nothing_to_tell(session: Session, round_: Round) -> None:
    an_amendment(session, round_, text=FIRST)
    assert outcomes_of(session, round_.draft, by=a_head(session)) is None


def test_each_change_has_its_ruling_and_reason_and_its_sentence_as_it_reads_now(
    session: Session, round_: Round
) -> None:
    proposed = f"{FIRST} {ENCOURAGE}".replace("encourage", "require").replace("two years", "year")
    amendment = an_amendment(session, round_, text=proposed)
    decide(session, amendment, (Ruling.REFUSE, "Too strong for now."), (Ruling.ACCEPT, ""))
    now = ENCOURAGE.replace("two years", "year")
    draft = publish(session, round_, {1: f"{FIRST} {now}", 2: "A second paragraph."})

    (outcome,) = told(session, draft).amendments

    assert [(r.old, r.new, r.ruling, r.reason) for r in outcome.ruled] == [
        ("encourage", "require", Ruling.REFUSE, "Too strong for now."),
        ("two years", "year", Ruling.ACCEPT, ""),
    ]
    assert outcome.reads == (now,)
    assert outcome.after is not None and outcome.after.key == 1


def test_the_latest_ruling_holds_and_one_taken_back_does_not(session: Session, round_: Round) -> None:
    amendment = an_amendment(session, round_, key=2, text="A third paragraph.")
    for ruling in (Ruling.REFUSE, Ruling.REOPENED, Ruling.ACCEPT):
        decide(session, amendment, (ruling, ruling.value))
    draft = publish(session, round_, {1: FIRST, 2: "A third paragraph."})
    assert [r.ruling for r in told(session, draft).amendments[0].ruled] == [Ruling.ACCEPT]


def test_what_fell_names_what_overtook_it_and_a_deleted_block_reads_nothing(session: Session, round_: Round) -> None:
    malta = a_seat(session, "malta")
    deletion = an_amendment(session, round_, key=2, operation=Operation.DELETE, by=malta)
    fallen = an_amendment(session, round_, key=2, text="A third paragraph.")
    session.add(
        Decision(
            round_id=round_.id,
            amendment=fallen,
            change=fallen.changes[0],
            ruling=Ruling.FALLEN,
            fallen_by_id=deletion.id,
            by=the_secretariat(session),
            at=LATER,
        )
    )
    draft = publish(session, round_, {1: FIRST})
    (outcome,) = told(session, draft).amendments
    assert outcome.ruled[0].fallen_by is deletion
    assert (outcome.after, outcome.reads) == (None, ())


def test_an_insertion_is_found_where_it_went(session: Session, round_: Round) -> None:
    amendment = an_amendment(session, round_, operation=Operation.INSERT, text="Something new.")
    decide(session, amendment, (Ruling.ACCEPT, ""))
    draft = publish(session, round_, {1: FIRST, 2: "A second paragraph."}, new=amendment)
    (outcome,) = told(session, draft).amendments
    assert outcome.reads == ("Something new.",) and outcome.after is not None and outcome.after.key == 3


def test_a_comment_tells_where_its_words_went(session: Session, round_: Round) -> None:
    comment = a_comment(session, round_, words="such practices")
    draft = publish(session, round_, {1: FIRST, 2: "A second paragraph."})
    session.add(CommentAnchor(comment=comment, draft_id=draft.id, key=1, state=AnchorState.REMOVED))
    session.flush()
    (outcome,) = told(session, draft).comments
    assert (outcome.anchor, outcome.after and outcome.after.key) == (AnchorState.REMOVED, 1)


def test_a_delegation_sees_its_own_and_the_parent_committee_nothing(session: Session, round_: Round) -> None:
    an_amendment(session, round_, key=2, text="A third paragraph.")
    draft = publish(session, round_, {1: FIRST, 2: "A second paragraph."})
    a_seat(session, "malta")
    assert told(session, draft, "malta").amendments == ()
    with pytest.raises(NotPermitted):
        outcomes_of(session, draft, by=a_seat(session, "committee", category=Category.PARENT_COMMITTEE))
