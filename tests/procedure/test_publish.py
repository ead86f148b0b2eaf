from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from drafting.errors import Invalid, NotPermitted
from drafting.model import journal
from drafting.model.comments import CommentAnchor
from drafting.model.paragraphs import Concordance
from drafting.model.texts import Draft
from drafting.procedure.checklist import checklist
from drafting.procedure.held import carry_undecided, choose_fate
from drafting.procedure.layout import rows_of
from drafting.procedure.withdraw_amendment import withdraw_amendment
from drafting.rules.lifecycle import (
    Aftermath,
    AnchorState,
    Disposition,
    DraftState,
    HeldFate,
    Lineage,
    Operation,
    RoundState,
    Ruling,
)
from tests.desk import ON_THE_DESK, REASON, group_of, on_the_desk, publish, rule, settle
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

REQUIRE = ENCOURAGE.replace("encourage", "require")
SUPPORT = ENCOURAGE.replace("encourage", "support")


def test_the_next_draft_is_issued_numbered_and_frozen_and_the_base_is_superseded(session: Session) -> None:
    round_ = an_open_round(session)
    amendment = an_amendment(session, round_, text=REQUIRE)
    on_the_desk(session, round_)
    rule(session, round_, [amendment])
    issued = publish(session, round_, reference="GROUP(2026)2", title="Framework, second draft")
    assert (issued.number, issued.state, issued.reference) == (2, DraftState.ISSUED, "GROUP(2026)2")
    assert (issued.title, issued.issued_at) == ("Framework, second draft", ON_THE_DESK)
    assert (round_.state, round_.draft.state) == (RoundState.PUBLISHED, DraftState.SUPERSEDED)
    (row,) = rows_of(session, issued)
    assert (row.number, row.text, bool(row.hash)) == ("1", REQUIRE, True)
    assert "require" in row.html


def test_the_issued_draft_carries_the_head_of_the_journal(session: Session) -> None:
    round_ = an_open_round(session)
    on_the_desk(session, round_)
    issued = publish(session, round_)
    assert issued.journal_head == journal.head_of(session)


def test_publishing_twice_gives_one_draft_and_names_it(session: Session) -> None:
    round_ = an_open_round(session)
    on_the_desk(session, round_)
    publish(session, round_)
    with pytest.raises(Invalid) as refused:
        publish(session, round_)
    assert (refused.value.code, refused.value.facts["draft"]) == ("already-published", 2)
    assert session.scalar(select(func.count()).select_from(Draft)) == 2


def test_no_delegation_publishes(session: Session) -> None:
    round_ = an_open_round(session)
    on_the_desk(session, round_)
    with pytest.raises(NotPermitted):
        publish(session, round_, by=a_head(session))


def test_nothing_is_published_from_an_open_round(session: Session) -> None:
    with pytest.raises(NotPermitted):
        publish(session, an_open_round(session))


def test_the_number_must_be_typed(session: Session) -> None:
    round_ = an_open_round(session)
    on_the_desk(session, round_)
    with pytest.raises(Invalid, match="confirm-number"):
        publish(session, round_, confirm_number=1)
    assert round_.state is RoundState.CONSOLIDATING


def test_a_reference_is_never_used_again(session: Session) -> None:
    round_ = an_open_round(session, a_draft(session, reference="GROUP(2026)1"))
    on_the_desk(session, round_)
    with pytest.raises(Invalid, match="reference-taken"):
        publish(session, round_, reference="GROUP(2026)1")


def test_what_is_undecided_blocks_publication_and_is_listed(session: Session) -> None:
    round_ = an_open_round(session)
    amendment = an_amendment(session, round_, text=REQUIRE)
    on_the_desk(session, round_)
    assert checklist(session, round_).undecided == [amendment]
    with pytest.raises(Invalid) as refused:
        publish(session, round_)
    assert (refused.value.code, refused.value.facts["undecided"]) == ("not-ready", 1)


@pytest.mark.parametrize(
    ("text", "point"), [("One [word.", "brackets"), ("See [there](#99).", "dangling"), ("A note[^9].", "dangling")]
)
def test_open_brackets_and_dangling_references_block_publication(session: Session, text: str, point: str) -> None:
    round_ = an_open_round(session, a_draft(session, paragraphs=("One word.", "Another.")))
    amendment = an_amendment(session, round_, text=text)
    on_the_desk(session, round_)
    rule(session, round_, [amendment])
    assert len(getattr(checklist(session, round_), point)) == 1
    with pytest.raises(Invalid, match="not-ready"):
        publish(session, round_)


def test_a_deleted_block_that_others_refer_to_blocks_publication(session: Session) -> None:
    round_ = an_open_round(session, a_draft(session, paragraphs=("One word.", "See [paragraph 1](#1).")))
    deletion = an_amendment(session, round_, operation=Operation.DELETE, key=1)
    on_the_desk(session, round_)
    rule(session, round_, [deletion])
    assert checklist(session, round_).dangling == [(2, "#1")]


def test_an_accepted_amendment_that_is_withdrawn_blocks_publication_until_somebody_stands_for_its_words(
    session: Session,
) -> None:
    round_ = an_open_round(session)
    amendment = an_amendment(session, round_, text=REQUIRE)
    on_the_desk(session, round_)
    rule(session, round_, [amendment])
    withdraw_amendment(session, amendment, by=a_head(session), at=ON_THE_DESK)
    points = checklist(session, round_)
    assert (points.withdrawn, points.unreasoned, points.ready) == ([amendment], [], False)
    with pytest.raises(Invalid, match="not-ready"):
        publish(session, round_)
    settle(session, amendment, Aftermath.KEPT)
    assert checklist(session, round_).ready


def test_undecided_amendments_are_carried_all_together_with_one_reason(session: Session) -> None:
    round_ = an_open_round(session)
    amendments = [an_amendment(session, round_, text=REQUIRE), an_amendment(session, round_, text=SUPPORT)]
    on_the_desk(session, round_)
    by = the_secretariat(session)
    with pytest.raises(Invalid, match="reason-missing"):
        carry_undecided(session, round_, reason=" ", by=by, at=ON_THE_DESK)
    assert carry_undecided(session, round_, reason="For the meeting in April.", by=by, at=ON_THE_DESK) == 2
    assert [a.disposition for a in amendments] == [Disposition.HELD, Disposition.HELD]
    publish(session, round_)


def test_only_the_secretariat_carries_or_chooses_a_fate(session: Session) -> None:
    round_ = an_open_round(session)
    amendment = an_amendment(session, round_, text=REQUIRE)
    on_the_desk(session, round_)
    with pytest.raises(NotPermitted):
        carry_undecided(session, round_, reason=REASON, by=a_head(session), at=ON_THE_DESK)
    with pytest.raises(NotPermitted):
        choose_fate(session, amendment, HeldFate.CARRIED, by=a_head(session), at=ON_THE_DESK)
    with pytest.raises(Invalid, match="not-held"):
        choose_fate(session, amendment, HeldFate.CARRIED, by=the_secretariat(session), at=ON_THE_DESK)


def test_a_held_amendment_needs_a_fate_and_bracketed_stands_beside_the_base(session: Session) -> None:
    round_ = an_open_round(session)
    bergen = an_amendment(session, round_, text=REQUIRE)
    malta = an_amendment(session, round_, text=SUPPORT, by=a_seat(session, "malta"))
    on_the_desk(session, round_)
    rule(session, round_, {group_of(session, round_, a): Ruling.HOLD for a in (bergen, malta)})
    assert checklist(session, round_).held_open == [bergen, malta]
    for amendment in (bergen, malta):
        choose_fate(session, amendment, HeldFate.BRACKETED, by=the_secretariat(session), at=ON_THE_DESK)
    (row,) = rows_of(session, publish(session, round_))
    assert row.text == ENCOURAGE.replace("encourage", "[encourage] [Bergen: require] [Malta: support]")


def test_a_held_change_is_bracketed_where_accepted_ones_have_moved_it(session: Session) -> None:
    round_ = an_open_round(session)
    held = an_amendment(session, round_, text=ENCOURAGE.replace("every two years", "every year"))
    taken = an_amendment(session, round_, text=ENCOURAGE.replace("encourage", "strongly encourage"))
    on_the_desk(session, round_)
    rule(session, round_, [taken])
    rule(session, round_, {group_of(session, round_, held): Ruling.HOLD})
    choose_fate(session, held, HeldFate.BRACKETED, by=the_secretariat(session), at=ON_THE_DESK)
    (row,) = rows_of(session, publish(session, round_))
    assert row.text.startswith("Member States should strongly encourage")
    assert row.text.endswith("every [two years] [Bergen: year].")


def test_held_deletions_and_insertions_stand_in_brackets(session: Session) -> None:
    round_ = an_open_round(session, a_draft(session, paragraphs=("One word.", "Another.")))
    deletion = an_amendment(session, round_, operation=Operation.DELETE, key=2)
    insertion = an_amendment(session, round_, operation=Operation.INSERT, key=2, text="A third.")
    on_the_desk(session, round_)
    rule(session, round_, {group_of(session, round_, a): Ruling.HOLD for a in (deletion, insertion)})
    for amendment in (deletion, insertion):
        choose_fate(session, amendment, HeldFate.BRACKETED, by=the_secretariat(session), at=ON_THE_DESK)
    texts = [row.text for row in rows_of(session, publish(session, round_))]
    assert texts == ["One word.", "[Another.] [Bergen: delete]", "[Bergen: A third.]"]


def test_a_held_amendment_never_vanishes_with_its_block(session: Session) -> None:
    round_ = an_open_round(session, a_draft(session, paragraphs=("One word.", "Another.")))
    insertion = an_amendment(session, round_, operation=Operation.INSERT, key=2, text="A third.")
    deletion = an_amendment(session, round_, operation=Operation.DELETE, key=2)
    on_the_desk(session, round_)
    rule(session, round_, {group_of(session, round_, insertion): Ruling.HOLD})
    choose_fate(session, insertion, HeldFate.CARRIED, by=the_secretariat(session), at=ON_THE_DESK)
    rule(session, round_, [deletion])
    assert checklist(session, round_).held_open == [insertion]
    with pytest.raises(Invalid, match="cannot-carry"):
        choose_fate(session, insertion, HeldFate.CARRIED, by=the_secretariat(session), at=ON_THE_DESK)
    with pytest.raises(Invalid, match="not-ready"):
        publish(session, round_)


def test_held_words_that_are_gone_are_not_dropped_silently(session: Session) -> None:
    round_ = an_open_round(session)
    held = an_amendment(session, round_, text=REQUIRE)
    on_the_desk(session, round_)
    own = ENCOURAGE.replace("should encourage", "shall invite")
    rule(session, round_, {group_of(session, round_, held): Ruling.HOLD}, texts=[own], hand_reason=REASON)
    choose_fate(session, held, HeldFate.BRACKETED, by=the_secretariat(session), at=ON_THE_DESK)
    with pytest.raises(Invalid) as refused:
        publish(session, round_)
    assert (refused.value.code, refused.value.facts["number"]) == ("cannot-bracket", held.number)


def test_the_concordance_says_what_became_of_every_paragraph(session: Session) -> None:
    round_ = an_open_round(session, a_draft(session, paragraphs=("Kept.", "One word.", "Goes.")))
    decided = [
        an_amendment(session, round_, key=2, text="One sentence."),
        an_amendment(session, round_, operation=Operation.DELETE, key=3),
        an_amendment(session, round_, operation=Operation.INSERT, key=1, text="New."),
    ]
    on_the_desk(session, round_)
    for amendment in decided:
        rule(session, round_, [amendment])
    issued = publish(session, round_)
    found = session.scalars(select(Concordance).where(Concordance.to_draft_id == issued.id).order_by(Concordance.key))
    assert [(c.key, c.from_number, c.to_number, c.lineage) for c in found] == [
        (1, "1", "1", Lineage.KEPT),
        (2, "2", "3", Lineage.CHANGED),
        (3, "3", "", Lineage.DELETED),
        (4, "", "2", Lineage.INSERTED),
    ]


def test_open_comments_go_along_and_an_orphan_stays_at_its_paragraph(session: Session) -> None:
    round_ = an_open_round(session)
    after = NOON + timedelta(hours=2)
    start = ENCOURAGE.index("encourage")
    whole = a_comment(session, round_)
    kept = a_comment(session, round_, start=0, end=len("Member States"), at=after)
    gone = a_comment(session, round_, start=start, end=start + len("encourage"), at=after)
    amendment = an_amendment(session, round_, text=ENCOURAGE.replace("should encourage administrations to", "shall"))
    on_the_desk(session, round_)
    rule(session, round_, [amendment])
    issued = publish(session, round_)
    found = {
        anchor.comment_id: anchor
        for anchor in session.scalars(select(CommentAnchor).where(CommentAnchor.draft_id == issued.id))
    }
    assert found[whole.id].state is AnchorState.CARRIED
    assert (found[kept.id].state, found[kept.id].start, found[kept.id].end) == (AnchorState.CARRIED, 0, 13)
    assert (found[gone.id].state, found[gone.id].key, found[gone.id].start) == (AnchorState.REMOVED, 1, None)
    assert gone.exact == "encourage"


def test_brackets_to_look_at_are_told_and_do_not_stop_publication(session: Session) -> None:
    text = "One [Bergen: word], [Atlantis: another], *[a* third] and []."
    round_ = an_open_round(session, a_draft(session, paragraphs=(text, "Another.")))
    a_head(session)
    on_the_desk(session, round_)
    points = checklist(session, round_)
    assert [(fault, words) for _key, fault, words in points.doubtful] == [
        ("unknown", "Atlantis"),
        ("crossing", "[a* third]"),
        ("empty", "[]"),
    ]
    assert points.ready
