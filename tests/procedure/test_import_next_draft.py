from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from drafting.errors import Invalid, NotPermitted
from drafting.exchange.document import Reading
from drafting.model import journal
from drafting.model.comments import CommentAnchor
from drafting.model.paragraphs import Concordance
from drafting.model.texts import Draft, Numbering
from drafting.procedure.held import carry_undecided
from drafting.procedure.import_draft import import_draft
from drafting.procedure.import_next_draft import import_next_draft
from drafting.procedure.layout import rows_of
from drafting.procedure.reworked import lineage_of
from drafting.procedure.rounds import close_round, open_round
from drafting.procedure.why import why
from drafting.rules.lifecycle import AnchorState, DraftState, Lineage
from drafting.text.blocks import Block, Kind
from tests.desk import ON_THE_DESK, on_the_desk, publish, rule
from tests.factories import (
    DEADLINE,
    ENCOURAGE,
    NOON,
    a_comment,
    a_draft,
    a_head,
    an_amendment,
    an_open_round,
    the_secretariat,
)

LISTEN = "Cities should listen to their residents before they plan."
SCHOOLS = "Schools have a part of their own in this work."
MONEY = "Money for interpreters is found in every budget line."
DRAFT = (LISTEN, ENCOURAGE, SCHOOLS)
LATER = NOON + timedelta(days=60)
WHY = "The meeting of December asked for a shorter text."
WHENCE = "Report of the second meeting, item 5"


def read(*paragraphs: str | Block) -> Reading:
    blocks = (one if isinstance(one, Block) else Block(kind=Kind.PARAGRAPH, text=one) for one in paragraphs)
    return Reading(title="Framework", blocks=tuple(blocks))


def next_draft(
    session: Session,
    base: Draft,
    reading: Reading,
    *,
    answers: dict[int, tuple[int, ...]] | None = None,
    reason: str = WHY,
    source: str = WHENCE,
    reference: str | None = None,
) -> Draft:
    return import_next_draft(
        session,
        base,
        reading,
        answers=answers or {},
        reason=reason,
        source=source,
        reference=reference,
        by=the_secretariat(session),
        at=LATER,
    )


def concordance(session: Session, draft: Draft) -> Sequence[tuple[int, Lineage, str, str, int | None]]:
    found = session.scalars(select(Concordance).where(Concordance.to_draft_id == draft.id).order_by(Concordance.key))
    return [(one.key, one.lineage, one.from_number, one.to_number, one.to_key) for one in found]


def refusal(session: Session, base: Draft, reading: Reading | None = None, **more: object) -> Invalid:
    with pytest.raises(Invalid) as refused:
        next_draft(session, base, reading or read(LISTEN, ENCOURAGE), **more)  # type: ignore[arg-type]
    return refused.value


def test_a_reworked_file_is_issued_as_the_next_draft_and_its_blocks_keep_their_keys(session: Session) -> None:
    base = a_draft(session, paragraphs=DRAFT)
    changed = ENCOURAGE.replace("encourage", "require")
    issued = next_draft(session, base, read(SCHOOLS, LISTEN, MONEY, changed), reference="GROUP(2026)2")
    assert (issued.number, issued.state, issued.reference) == (2, DraftState.ISSUED, "GROUP(2026)2")
    assert (issued.base_id, base.state) == (base.id, DraftState.SUPERSEDED)
    assert (issued.import_reason, issued.import_source, issued.issued_at) == (WHY, WHENCE, LATER)
    assert [(row.key, row.number, row.text) for row in rows_of(session, issued)] == [
        (3, "1", SCHOOLS),
        (1, "2", LISTEN),
        (4, "3", MONEY),
        (2, "4", changed),
    ]
    assert all(row.html and row.hash for row in rows_of(session, issued))
    assert concordance(session, issued) == [
        (1, Lineage.KEPT, "1", "2", None),
        (2, Lineage.CHANGED, "2", "4", None),
        (3, Lineage.MOVED, "3", "1", None),
        (4, Lineage.INSERTED, "", "3", None),
    ]


def test_every_block_that_is_not_as_it_was_has_a_hand_and_a_reason_and_no_other_has(session: Session) -> None:
    base = a_draft(session, paragraphs=DRAFT)
    by = the_secretariat(session)
    changed = ENCOURAGE.replace("encourage", "require")
    issued = next_draft(session, base, read(LISTEN, changed, MONEY), answers={2: ()})
    marks = [(row.by_hand, row.hand_reason, row.edited_by_id, row.edited_at) for row in rows_of(session, issued)]
    assert marks == [(False, "", None, None), (True, WHY, by.id, LATER), (True, WHY, by.id, LATER)]
    told = [run for key in (2, 3, 4) for run in why(session, issued, key, by=by) if run.op != "equal"]
    assert [(run.op, run.text) for run in told] == [
        ("delete", "encourage"),
        ("insert", "require"),
        ("delete", SCHOOLS),
        ("insert", MONEY),
    ]
    assert {run.hand_reason for run in told} == {WHY}


def test_a_split_block_and_two_that_are_joined_stand_in_the_concordance(session: Session) -> None:
    base = a_draft(session, paragraphs=(f"{LISTEN} {MONEY}", ENCOURAGE, SCHOOLS))
    issued = next_draft(session, base, read(LISTEN, MONEY, f"{ENCOURAGE} {SCHOOLS}"))
    assert [(row.key, row.text) for row in rows_of(session, issued)] == [
        (1, LISTEN),
        (4, MONEY),
        (2, f"{ENCOURAGE} {SCHOOLS}"),
    ]
    assert concordance(session, issued) == [
        (1, Lineage.SPLIT, "1", "1", 4),
        (2, Lineage.JOINED, "2", "3", 3),
        (3, Lineage.JOINED, "3", "", 2),
        (4, Lineage.SPLIT, "", "2", 1),
    ]


def test_open_comments_go_along_to_where_their_words_went(session: Session) -> None:
    round_ = an_open_round(session, a_draft(session, paragraphs=(f"{LISTEN} {MONEY}", ENCOURAGE, SCHOOLS)))
    start = len(LISTEN) + 1
    on_money = a_comment(session, round_, key=1, part=0, start=start, end=start + 5)
    on_schools = a_comment(session, round_, key=3, part=0, start=0, end=7)
    amendment = an_amendment(session, round_, key=2, text=ENCOURAGE.replace("encourage", "require"))
    on_the_desk(session, round_)
    rule(session, round_, [amendment])
    base = publish(session, round_)
    issued = next_draft(session, base, read(LISTEN, MONEY, ENCOURAGE))
    anchors = {
        anchor.comment_id: (anchor.state, anchor.key, anchor.start, anchor.end)
        for anchor in session.scalars(select(CommentAnchor).where(CommentAnchor.draft_id == issued.id))
    }
    assert anchors[on_money.id] == (AnchorState.CARRIED, 4, 0, 5)
    assert anchors[on_schools.id][:2] == (AnchorState.REMOVED, 3)


def test_a_doubtful_block_is_not_guessed_and_an_answer_settles_it(session: Session) -> None:
    base = a_draft(session, paragraphs=("Nothing was decided.", "Nothing was decided.", SCHOOLS))
    file = read("Nothing was decided.", SCHOOLS)
    refused = refusal(session, base, file)
    assert (refused.code, refused.facts["count"]) == ("lineage-open", 1)
    issued = next_draft(session, base, file, answers={0: (2,)})
    assert [row.key for row in rows_of(session, issued)] == [2, 3]


def test_a_doubtful_block_may_be_told_to_be_new(session: Session) -> None:
    base = a_draft(session, paragraphs=("Nothing was decided.", "Nothing was decided.", SCHOOLS))
    issued = next_draft(session, base, read("Nothing was decided.", SCHOOLS), answers={0: ()})
    assert [row.key for row in rows_of(session, issued)] == [4, 3]


@pytest.mark.parametrize("answer", [{0: (3,)}, {0: (9,)}, {7: ()}, {1: (3,)}])
def test_an_answer_that_was_not_offered_is_refused(session: Session, answer: dict[int, tuple[int, ...]]) -> None:
    base = a_draft(session, paragraphs=("Nothing was decided.", "Nothing was decided.", SCHOOLS))
    assert refusal(session, base, read("Nothing was decided.", SCHOOLS), answers=answer).code == "lineage-answer"


def test_paragraphs_that_the_tool_numbers_do_not_change_because_a_file_numbers_them(session: Session) -> None:
    base = a_draft(session, paragraphs=DRAFT)
    numbered = [
        Block(kind=Kind.PARAGRAPH, text=text, label=f"{place}.") for place, text in enumerate((*DRAFT, MONEY), start=1)
    ]
    issued = next_draft(session, base, read(*numbered))
    assert [one[1] for one in concordance(session, issued)] == [Lineage.KEPT] * 3 + [Lineage.INSERTED]


def test_paragraphs_with_numbers_of_their_own_keep_those_of_the_file(session: Session) -> None:
    blocks = [Block(kind=Kind.PARAGRAPH, text=text, label=f"{n}.") for n, text in enumerate(DRAFT, start=1)]
    base = import_draft(
        session,
        read(*blocks),
        title="F",
        reference=None,
        by=the_secretariat(session),
        at=NOON,
        numbering=Numbering.KEPT,
    )
    issued = next_draft(session, base, read(*blocks[:2], replace(blocks[2], label="2a.")))
    assert [row.number for row in rows_of(session, issued)] == ["1.", "2.", "2a."]


def test_references_that_a_file_shows_as_words_are_references_again(session: Session) -> None:
    base = a_draft(session, paragraphs=(LISTEN, "As [paragraph 7](#1) says, cities begin with their residents.", MONEY))
    file = read(LISTEN, "As paragraph 1 says, towns begin with their residents.", SCHOOLS, MONEY)
    issued = next_draft(session, base, file)
    assert rows_of(session, issued)[1].text == "As [paragraph 7](#1) says, towns begin with their residents."


def test_the_journal_tells_of_it(session: Session) -> None:
    base = a_draft(session, paragraphs=DRAFT)
    issued = next_draft(session, base, read(LISTEN, ENCOURAGE))
    entry = session.scalars(select(journal.JournalEntry).order_by(journal.JournalEntry.sequence.desc())).first()
    assert entry is not None
    assert (entry.verb, entry.outcome) == ("import_next_draft", "done")
    assert entry.subject["draft"] == issued.id
    assert issued.journal_head == journal.head_of(session)


def test_a_delegation_may_not_import_the_next_draft(session: Session) -> None:
    base = a_draft(session, paragraphs=DRAFT)
    with pytest.raises(NotPermitted):
        import_next_draft(
            session,
            base,
            read(LISTEN),
            answers={},
            reason=WHY,
            source=WHENCE,
            reference=None,
            by=a_head(session),
            at=LATER,
        )


def test_while_a_round_on_the_draft_is_not_over_a_file_cannot_follow_it(session: Session) -> None:
    round_ = an_open_round(session, a_draft(session, paragraphs=DRAFT))
    refused = refusal(session, round_.draft)
    assert (refused.code, refused.facts["state"]) == ("round-not-over", "open")
    close_round(session, round_, by=the_secretariat(session), at=DEADLINE)
    assert refusal(session, round_.draft).code == "round-not-over"


def test_while_a_round_is_consolidated_a_file_cannot_follow_its_draft(session: Session) -> None:
    round_ = an_open_round(session, a_draft(session, paragraphs=DRAFT))
    working = on_the_desk(session, round_)
    assert refusal(session, round_.draft).facts["state"] == "consolidating"
    assert refusal(session, working).code == "draft-settled"


def test_a_file_follows_the_latest_draft_only(session: Session) -> None:
    base = a_draft(session, paragraphs=DRAFT)
    next_draft(session, base, read(LISTEN, ENCOURAGE))
    refused = refusal(session, base)
    assert (refused.code, refused.facts["draft"]) == ("draft-followed", 2)


def test_amendments_that_wait_for_the_next_round_are_not_left_behind(session: Session) -> None:
    round_ = an_open_round(session, a_draft(session, paragraphs=DRAFT))
    an_amendment(session, round_, key=2, text=ENCOURAGE.replace("encourage", "require"))
    on_the_desk(session, round_)
    carry_undecided(session, round_, reason="For the meeting.", by=the_secretariat(session), at=ON_THE_DESK)
    base = publish(session, round_)
    refused = refusal(session, base)
    assert (refused.code, refused.facts["count"]) == ("amendments-waiting", 1)
    open_round(session, base, deadline=LATER, by=the_secretariat(session), at=ON_THE_DESK)
    assert refusal(session, base).code == "round-not-over"


def test_a_draft_that_the_parent_committee_has_is_not_followed_by_a_file(session: Session) -> None:
    base = a_draft(session, paragraphs=DRAFT)
    base.state = DraftState.SUBMITTED
    session.flush()
    assert refusal(session, base).code == "draft-settled"


def test_a_file_without_text_or_without_a_change_is_refused(session: Session) -> None:
    base = a_draft(session, paragraphs=DRAFT)
    assert refusal(session, base, read()).code == "nothing-to-import"
    assert refusal(session, base, read(*DRAFT)).code == "nothing-changed"


def test_reason_and_source_are_owed_and_a_reference_is_never_used_twice(session: Session) -> None:
    base = a_draft(session, paragraphs=DRAFT, reference="GROUP(2026)1")
    assert refusal(session, base, reason=" \n").code == "reason-missing"
    assert refusal(session, base, source="").code == "source-missing"
    assert refusal(session, base, reason="a" * 601).code == "reason-too-long"
    assert refusal(session, base, reference="GROUP(2026)1").code == "reference-taken"


def test_a_file_may_not_bring_references_to_nowhere_or_brackets_that_are_not_closed(session: Session) -> None:
    base = a_draft(session, paragraphs=("See [paragraph 9](#9).", "[Open.", SCHOOLS))
    broken = refusal(session, base, read("See [paragraph 9](#9).", "[Open.", f"{SCHOOLS} See [paragraph 8](#8)."))
    assert (broken.code, broken.facts["first"]) == ("references-dangling", "#8")
    assert refusal(session, base, read("See [paragraph 9](#9).", "[Open.", f"[{SCHOOLS}")).code == "brackets-open"
    next_draft(session, base, read("See [paragraph 9](#9).", "[Open."))


def test_the_preview_shows_the_blocks_as_they_would_be_stored(session: Session) -> None:
    base = a_draft(session, paragraphs=("See [paragraph 2](#2) on this.", SCHOOLS))
    found = lineage_of(session, base, read("See paragraph 2 on this.", SCHOOLS, MONEY).blocks, {})
    assert [(one.fate.value, one.key) for one in found.blocks] == [("kept", 1), ("kept", 2), ("new", None)]
