"""Marked-up drafts of whole rounds: what LibreOffice makes of them, and whose name each changed word bears."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from drafting.errors import Invalid, NotPermitted
from drafting.exchange.marked import MarkedBlock
from drafting.exchange.marked_ends import left_empty
from drafting.exchange.write_docx import write as write_clean
from drafting.exchange.write_marked import write
from drafting.model.texts import Draft
from drafting.procedure.export_draft import issue_of
from drafting.procedure.marked_draft import marked_between
from drafting.rules.permissions import Category
from tests import soak
from tests.desk import on_the_desk, publish, rule
from tests.factories import ENCOURAGE, a_draft, a_head, a_seat, an_amendment, an_open_round, the_secretariat
from tests.peers.word_processor import WordProcessor, WriterDocument, WriterParagraph
from tests.procedure.test_random_rounds import decide_all, propose
from tests.rounds import Maker, authors

REQUIRE = ENCOURAGE.replace("encourage", "require")
YEARLY = ENCOURAGE.replace("every two years", "every year")


def read(one: WriterParagraph) -> tuple[object, ...]:
    return one.style, one.level, one.place, tuple((run.text, run.strong, run.em, run.link) for run in one.runs)


def words_by_hand(document: WriterDocument, change: str) -> dict[str, set[str]]:
    out: dict[str, set[str]] = {}
    for paragraph in document.paragraphs:
        for run in paragraph.runs:
            if run.change == change:
                for word in run.text.replace(".", " ").split():
                    out.setdefault(word, set()).update(run.author.lower().split(", "))
    return out


def hold(session: Session, word_processor: WordProcessor, folder: Path, old: Draft, new: Draft) -> WriterDocument:
    """Hold the marked-up file beside the two clean ones; what Writer reads of it unsettled."""
    by = the_secretariat(session)
    marked = marked_between(session, old, new, group="A group", secretariat="Secretariat", by=by)
    blocks = [one for one in marked.blocks if isinstance(one, MarkedBlock)]
    path = folder / "file.docx"
    for how, draft in (("reject", old), ("accept", new)):
        path.write_bytes(write_clean(issue_of(session, draft, group="A group")))
        wanted = [read(one) for one in word_processor(path).paragraphs]
        path.write_bytes(write(marked))
        found = [read(one) for one in word_processor(path, {"step": "settle", "how": how}).paragraphs]
        if left_empty(blocks, accepted=how == "accept"):
            found, wanted = ([one for one in side if one[3]] for side in (found, wanted))
        assert found == wanted, how
    return word_processor(path)


@pytest.mark.parametrize("number", range(soak.share(20, 200)))
def test_a_random_round_with_its_decisions_is_told_as_tracked_changes(
    session: Session, word_processor: WordProcessor, tmp_path: Path, number: int
) -> None:
    made = Maker(soak.chance(f"marked rounds {number}")).round()
    round_ = an_open_round(session, a_draft(session, blocks=made.blocks))
    amendments = propose(session, round_, made)
    on_the_desk(session, round_)
    decide_all(session, round_, made, amendments)
    draft = publish(session, round_)
    told = hold(session, word_processor, tmp_path, round_.draft, draft)
    came, went = authors(made)
    for change, wanted in (("Insert", came), ("Delete", went)):
        found = words_by_hand(told, change)
        assert {word: found.get(word) for word in wanted} == dict(wanted.items())


def test_two_delegations_that_proposed_the_same_are_named_together_at_the_time_of_the_first(session: Session) -> None:
    round_ = an_open_round(session)
    first = an_amendment(session, round_, text=REQUIRE)
    second = an_amendment(session, round_, text=REQUIRE, by=a_seat(session, "lublin"))
    on_the_desk(session, round_)
    rule(session, round_, [first, second])
    draft = publish(session, round_)
    issue = marked_between(
        session, round_.draft, draft, group="", secretariat="Secretariat", by=the_secretariat(session)
    )
    hands = {run.by for one in issue.blocks if isinstance(one, MarkedBlock) for runs in one.runs for run in runs}
    (hand,) = hands - {None}
    assert hand is not None and hand.author == "Bergen, Lublin"
    assert hand.at == first.submitted_at.strftime("%Y-%m-%dT%H:%M:%SZ")


def test_what_the_secretariat_wrote_bears_its_name(session: Session) -> None:
    round_ = an_open_round(session)
    on_the_desk(session, round_)
    rule(session, round_, {}, key=1, texts=[REQUIRE], hand_reason="The mandate asks for it.")
    draft = publish(session, round_)
    issue = marked_between(session, round_.draft, draft, group="", secretariat="Secrétariat", by=a_head(session))
    told = {
        (run.op, run.text, run.by.author)
        for one in issue.blocks
        if isinstance(one, MarkedBlock)
        for runs in one.runs
        for run in runs
        if run.by
    }
    assert told == {("delete", "encourage", "Secrétariat"), ("insert", "require", "Secrétariat")}


def test_who_may_not_read_contributions_gets_no_names(session: Session) -> None:
    round_ = an_open_round(session)
    on_the_desk(session, round_)
    draft = publish(session, round_)
    reader = a_seat(session, "committee", category=Category.PARENT_COMMITTEE)
    with pytest.raises(NotPermitted):
        marked_between(session, round_.draft, draft, group="", secretariat="Secretariat", by=reader)


def test_a_draft_is_not_marked_up_against_itself_or_another_text(session: Session) -> None:
    draft, other = a_draft(session), a_draft(session)
    by = the_secretariat(session)
    for before, code in ((draft, "draft-same"), (other, "drafts-of-two-texts")):
        with pytest.raises(Invalid) as refused:
            marked_between(session, before, draft, group="", secretariat="Secretariat", by=by)
        assert refused.value.code == code
