from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from drafting.errors import Invalid
from drafting.model.amendments import Amendment, Unsent
from drafting.model.organising import InternalNote
from drafting.model.people import Seat
from drafting.model.rounds import Round
from drafting.procedure.change_comment import edit_comment
from drafting.procedure.internal_notes import add_note
from drafting.procedure.read_draft import made_anew
from drafting.procedure.referred import referred
from drafting.procedure.search import Results, Sort, Within, search
from drafting.procedure.submit_comment import reply
from drafting.procedure.unsent import save_unsent
from drafting.procedure.withdraw_amendment import withdraw_amendment
from drafting.rules.lifecycle import Ruling
from drafting.rules.permissions import Category
from tests.desk import ON_THE_DESK, group_of, on_the_desk, publish, rule
from tests.factories import NOON, a_comment, a_draft, a_head, a_seat, an_amendment, an_open_round, the_secretariat

TEXTS = ("Cities should welcome newcomers.", "Regions should teach languages.")
LATER = NOON + timedelta(minutes=5)


@pytest.fixture
def round_(session: Session) -> Round:
    return an_open_round(session, a_draft(session, paragraphs=TEXTS))


def found(session: Session, query: str, *, by: Seat | None = None, **within: Any) -> Results:
    return search(session, query, Within(**within), by=by or a_head(session), kept=made_anew)


def labels(session: Session, query: str, **more: Any) -> list[tuple[str, str]]:
    return [(one.thing.sort.value, one.thing.number) for one in found(session, query, **more).found]


def test_drafts_and_contributions_are_found_with_where_they_are(session: Session, round_: Round) -> None:
    an_amendment(session, round_, text="Cities should greet newcomers.", reason="Welcoming says too much.")
    comment = a_comment(session, round_, key=2, body="Which languages are taught?")
    reply(session, comment, body="All that are spoken here, a language each.", by=a_head(session, "malta"), at=LATER)
    assert labels(session, "greeting") == [("amendment", "A-001")]
    assert sorted(labels(session, "welcome")) == [("amendment", "A-001"), ("paragraph", "1")]
    results = found(session, "language")
    assert results.counts == {
        Sort.PARAGRAPH: 1,
        Sort.AMENDMENT: 0,
        Sort.COMMENT: 1,
        Sort.REPLY: 1,
        Sort.DECISION: 0,
    }
    assert {(one.thing.draft, one.thing.place or one.thing.number, one.thing.item) for one in results.found} == {
        (1, "2", 0),
        (1, "2", 1),
    }
    excerpt = next(one.excerpt for one in results.found if one.thing.sort is Sort.COMMENT)
    assert [(piece.text, piece.hit) for piece in excerpt] == [
        ("Which ", False),
        ("languages", True),
        (" are taught?", False),
    ]


def test_a_paragraph_is_one_find_over_all_drafts_that_have_the_words(session: Session, round_: Round) -> None:
    made = an_amendment(session, round_, text="Cities must welcome newcomers.")
    on_the_desk(session, round_)
    rule(session, round_, [made])
    publish(session, round_)
    (welcome,) = [one for one in found(session, "welcome").found if one.thing.sort is Sort.PARAGRAPH]
    assert (welcome.thing.draft, welcome.also) == (2, (1,))
    (must,) = [one for one in found(session, "must").found if one.thing.sort is Sort.PARAGRAPH]
    assert (must.thing.draft, must.also) == (2, ())
    (should,) = [one for one in found(session, "cities should").found if one.thing.sort is Sort.PARAGRAPH]
    assert (should.thing.draft, should.also) == (1, ())


def test_where_to_look_can_be_said(session: Session, round_: Round) -> None:
    other = an_open_round(session, a_draft(session, title="Other", paragraphs=("Cities of another text.",)))
    an_amendment(session, other, text="Cities of a new text.")
    an_amendment(session, round_, text="All cities should welcome newcomers.", by=a_head(session, "malta"))
    assert {one.thing.slug for one in found(session, "city").found} == {"framework", "other"}
    assert {one.thing.slug for one in found(session, "city", slug="other").found} == {"other"}
    assert labels(session, "all", sort=Sort.AMENDMENT) == [("amendment", "A-001")]
    malta = a_head(session, "malta").delegation_id
    assert [one.thing.delegation_id for one in found(session, "all", delegation_id=malta).found] == [malta]


def test_pages_follow_each_other(session: Session, round_: Round) -> None:
    for number in range(5):
        a_comment(session, round_, body=f"Languages, number {number}.")
    whole = [one.thing.item for one in found(session, "number").found]
    first, second = (
        search(session, "number", Within(), by=a_head(session), kept=made_anew, first=at, most=3) for at in (0, 3)
    )
    assert first.total == second.total == 5
    assert [one.thing.item for one in (*first.found, *second.found)] == whole


@pytest.mark.parametrize(("query", "code"), [("", "query-empty"), ("?!", "query-empty"), ("a" * 201, "query-too-long")])
def test_a_query_without_a_word_is_refused(session: Session, round_: Round, query: str, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        found(session, query)
    assert refused.value.code == code


def test_what_is_not_for_somebody_is_not_found(session: Session, round_: Round) -> None:
    """Each kind of row has a word of its own; nobody finds by it what no page shows them."""
    bergen, malta, office = a_head(session), a_head(session, "malta"), the_secretariat(session)
    reader = a_seat(session, "committee", category=Category.PARENT_COMMITTEE)
    withdrawn = an_amendment(session, round_, text="Cities should embrace newcomers.")
    withdraw_amendment(session, withdrawn, by=bergen, at=LATER)
    an_amendment(session, round_, text="Cities should receive newcomers.", by=malta)
    an_amendment(session, round_, key=2, text="Regions should explain languages.", by=malta)
    save_unsent(session, round_, form="comment:1", fields={"body": "Perhaps embarrassing."}, by=bergen, at=LATER)
    add_note(session, round_, key=1, body="Careful, delicate.", by=office, at=LATER)
    on_the_desk(session, round_)
    explained = next(one for one in groups(session, round_) if one.key == 2)
    rule(session, round_, {group_of(session, round_, explained): Ruling.REFUSE}, reason="Too pedagogical.")

    expected: dict[str, Callable[[Seat], bool]] = {
        "newcomers": lambda by: by is not reader,
        "receive": lambda by: by is not reader,
        "embrace": lambda by: by in (bergen, office),
        "embarrassing": lambda _by: False,
        "delicate": lambda _by: False,
        "pedagogical": lambda _by: False,
    }
    for word, may_find in expected.items():
        for by in (bergen, malta, office, reader):
            assert bool(found(session, word, by=by).total) == may_find(by), (word, by.delegation.code)
    assert session.query(Unsent).count() == session.query(InternalNote).count() == 1


def groups(session: Session, round_: Round) -> list[Amendment]:
    return session.query(Amendment).filter_by(round_id=round_.id).order_by(Amendment.key.desc()).all()


def test_a_decisions_reason_is_found_when_the_draft_is_published(session: Session, round_: Round) -> None:
    made = an_amendment(session, round_, text="Cities should receive newcomers.")
    on_the_desk(session, round_)
    rule(session, round_, {group_of(session, round_, made): Ruling.REFUSE}, reason="Too pedagogical.")
    assert labels(session, "pedagogical") == []
    publish(session, round_)
    assert labels(session, "pedagogical") == [("decision", "A-001")]


def test_what_is_kept_is_kept_no_longer_than_it_is_true(session: Session, round_: Round) -> None:
    kept: dict[tuple[object, ...], Any] = {}

    def keep(key: tuple[object, ...], make: Callable[[], Any], /) -> Any:
        if key not in kept:
            kept[key] = make()
        return kept[key]

    def total(query: str) -> int:
        session.expire_all()
        return search(session, query, Within(), by=a_head(session), kept=keep).total

    assert total("greet") == 0
    made = an_amendment(session, round_, text="Cities should greet newcomers.")
    assert total("greet") == 1
    comment = a_comment(session, round_, body="Languages are many.")
    assert total("many") == 1
    edit_comment(session, comment, body="Languages are few.", version=comment.version, by=a_head(session), at=LATER)
    assert (total("many"), total("few")) == (0, 1)
    withdraw_amendment(session, made, by=a_head(session), at=LATER)
    other = search(session, "greet", Within(), by=a_head(session, "malta"), kept=keep)
    assert (total("greet"), other.total) == (1, 0)


@pytest.mark.parametrize(
    ("query", "label"),
    [("A-1", "A-001"), ("a001", "A-001"), ("C-001", "C-001"), ("§2", "2"), ("para. 2", "2"), ("paragraph 1", "1")],
)
def test_a_reference_leads_to_what_it_names(session: Session, round_: Round, query: str, label: str) -> None:
    an_amendment(session, round_, text="Cities should greet newcomers.")
    a_comment(session, round_)
    assert [one.label for one in referred(session, query, by=a_head(session))] == [label]


@pytest.mark.parametrize("query", ["A-2", "C-7", "§14", "Cities", "A", "2", ""])
def test_what_names_nothing_leads_nowhere(session: Session, round_: Round, query: str) -> None:
    an_amendment(session, round_, text="Cities should greet newcomers.")
    assert referred(session, query, by=a_head(session)) == []


def test_a_reference_leads_nobody_to_what_they_may_not_read(session: Session, round_: Round) -> None:
    an_amendment(session, round_, text="Cities should greet newcomers.")
    reader = a_seat(session, "committee", category=Category.PARENT_COMMITTEE)
    assert referred(session, "A-1", by=reader) == referred(session, "§1", by=reader) == []


def test_drafts_that_are_being_made_are_found_by_nobody(session: Session, round_: Round) -> None:
    on_the_desk(session, round_)
    rule(session, round_, {}, key=1, texts=["Cities should hug newcomers."], hand_reason="The mandate asks for it.")
    assert ON_THE_DESK and found(session, "hug", by=the_secretariat(session)).total == 0
