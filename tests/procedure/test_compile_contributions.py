"""The compilation of a round: who may have it, what is in it, what a filter leaves, and what never leaves the tool."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from drafting.errors import Invalid, NotPermitted
from drafting.exchange.compilation import Contribution
from drafting.model.people import Person, Seat
from drafting.model.rounds import Round
from drafting.procedure.change_comment import withdraw_comment
from drafting.procedure.compile_contributions import compilation_of
from drafting.procedure.export_round import FORMATS, export_round_of, round_written
from drafting.procedure.internal_notes import add_note
from drafting.procedure.round_items import Asked
from drafting.procedure.submit_comment import reply
from drafting.procedure.support_amendment import support_amendment
from drafting.rules.lifecycle import Operation
from drafting.rules.permissions import Category
from drafting.text.blocks import Block, Kind
from tests.desk import on_the_desk
from tests.factories import NOON, a_comment, a_draft, a_head, a_seat, an_amendment, an_open_round, the_secretariat
from tests.procedure.test_round_items import a_round
from tests.procedure.test_spread import CHAPTERS
from tests.tables import csv_rows, everything_in, plain_telling, word_rows


def rows(session: Session, round_: Round, by: Seat | None = None, **what: object) -> tuple[Contribution, ...]:
    asked = Asked(**what)  # type: ignore[arg-type]
    return compilation_of(session, round_, asked, telling=plain_telling(), by=by or a_head(session)).rows


def test_contributions_stand_in_the_order_of_the_text_with_all_that_committees_ask_for(session: Session) -> None:
    round_ = an_open_round(session, a_draft(session, paragraphs=["Cities should help.", "States should pay."]))
    malta = a_head(session, "malta")
    second = an_amendment(session, round_, key=2, text="States must pay.", by=malta)
    an_amendment(session, round_, key=1, text="Cities must help.")
    support_amendment(session, second, by=a_head(session), at=NOON + timedelta(hours=2))
    comment = a_comment(session, round_, key=1, start=0, end=6)
    reply(session, comment, body="All of them.", by=malta, at=NOON + timedelta(hours=3))
    first, asked, last = rows(session, round_)
    assert (first.label, first.place, first.delegation, first.kind) == ("A-002", "1", "Bergen", "substantive")
    assert (first.in_words, first.proposed) == ("replaces should must", "Cities must help.")
    assert [(run.op, run.text) for line in first.change for run in line if run.op != "equal"] == [
        ("delete", "should"),
        ("insert", "must"),
    ]
    assert (asked.label, asked.quote, asked.words) == ("C-001", "Cities", "Please say who is meant.")
    assert [(one.delegation, one.words) for one in asked.replies] == [("Malta", "All of them.")]
    assert (last.label, last.supporters, last.reason) == ("A-001", ("Bergen",), "It must be a duty.")


def test_of_what_was_withdrawn_nobodys_file_has_more_than_number_delegation_and_day(session: Session) -> None:
    round_ = a_round(session)
    for by in (a_head(session), a_head(session, "malta"), the_secretariat(session)):
        (gone,) = rows(session, round_, by, status="withdrawn")
        assert gone == Contribution(
            label="A-003", place=gone.place, delegation="Malta", notes=("withdrawn, 2026-11-02",)
        )


def test_what_others_said_to_a_withdrawn_comment_stays_without_its_words(session: Session) -> None:
    round_ = an_open_round(session)
    comment = a_comment(session, round_)
    malta = a_head(session, "malta")
    reply(session, comment, body="We agree.", by=malta, at=NOON + timedelta(hours=2))
    withdraw_comment(session, comment, by=a_head(session), at=NOON + timedelta(hours=3))
    (row,) = rows(session, round_)
    assert (row.words, row.quote, row.kind) == ("", "", "")
    assert [(one.delegation, one.words) for one in row.replies] == [("Malta", "We agree.")]


@pytest.mark.parametrize(
    ("what", "labels"),
    [
        ({}, ["C-002", "A-002", "A-003", "C-001", "A-001"]),
        ({"delegation": "malta"}, ["C-002", "A-003", "A-001"]),
        ({"kind": "general"}, ["C-002", "C-001"]),
        ({"status": "standing"}, ["C-002", "A-002", "C-001", "A-001"]),
        ({"chapter": 4}, ["A-001"]),
        ({"paragraph": "§ 2"}, ["A-002", "A-003", "C-001"]),
        ({"paragraph": "99"}, []),
        ({"type": "reply"}, ["reply C-001"]),
    ],
)
def test_a_filter_leaves_what_it_leaves_on_the_page(
    session: Session, what: dict[str, object], labels: list[str]
) -> None:
    assert [one.label for one in rows(session, a_round(session), **what)] == labels


def test_what_the_table_is_limited_to_stands_before_it(session: Session) -> None:
    round_ = a_round(session)
    asked = Asked(delegation="malta", chapter=2, kind="general", status="standing", type="comment")
    head = compilation_of(session, round_, asked, telling=plain_telling(), by=a_head(session)).head
    told = dict(head.facts)
    assert told["text"] == "Framework"
    assert told["only"].startswith("delegation: Malta; type: type comment; kind: general; status: standing; chapter: ")


def test_an_insertion_a_deletion_and_a_move_are_told_as_what_they_do(session: Session) -> None:
    round_ = an_open_round(session, a_draft(session, paragraphs=["One.", "Two.", "Three."]))
    an_amendment(session, round_, key=0, operation=Operation.INSERT, text="Before all.")
    an_amendment(session, round_, key=1, operation=Operation.DELETE)
    an_amendment(session, round_, key=3, operation=Operation.MOVE, after=1)
    new, gone, moved = rows(session, round_)
    assert (new.place, new.proposed) == ("beginning", "Before all.")
    assert [run.op for line in new.change for run in line] == ["insert"]
    assert (gone.operation, gone.proposed) == ("delete paragraph 1", "")
    assert [run.op for line in gone.change for run in line] == ["delete"]
    assert (moved.operation, moved.change) == ("move paragraph 3 paragraph 1", ())


@pytest.mark.parametrize("fmt", sorted(FORMATS))
def test_no_file_names_a_person_or_holds_an_internal_note(session: Session, fmt: str) -> None:
    round_ = a_round(session)
    secretariat = the_secretariat(session)
    add_note(session, round_, key=3, body="Between us: Bergen will give way.", by=secretariat, at=NOON)
    data = round_written(session, round_, fmt, telling=plain_telling(), by=secretariat)
    told = everything_in(data)
    people = session.query(Person).all()
    assert people
    assert [person.name for person in people if person.name in told or person.email in told] == []
    assert "Between us" not in told
    assert round_written(session, round_, fmt, telling=plain_telling(), by=secretariat) == data


def test_the_comment_table_says_date_document_and_project_and_has_the_types_of_the_layout(session: Session) -> None:
    round_ = a_round(session)
    by = a_head(session)
    data = round_written(session, round_, "comments-docx", telling=plain_telling(), by=by)
    assert word_rows(data, table=0) == [["date", "2026-11-02"], ["document", "draft 1"], ["project", "Framework"]]
    rows = word_rows(data)
    assert rows[0][:4] == ["member body", "line", "clause", "iso type"]
    assert rows[2][:5] == ["Bergen\nA-002", "2", "Housing", "te", "It must be a duty."]
    assert [row[3] for row in rows[1:]] == ["ge", "te", "", "ge", "te"]


def test_who_may_not_read_the_round_gets_no_file(session: Session) -> None:
    round_ = a_round(session)
    reader = a_seat(session, "committee", category=Category.PARENT_COMMITTEE)
    with pytest.raises(NotPermitted):
        round_written(session, round_, "compilation-csv", telling=plain_telling(), by=reader)
    with pytest.raises(NotPermitted):
        compilation_of(session, round_, Asked(), telling=plain_telling(), by=reader)


def test_a_draft_without_a_round_has_no_table_and_a_format_that_nobody_knows_is_refused(session: Session) -> None:
    draft = a_draft(session, blocks=CHAPTERS)
    with pytest.raises(Invalid) as refused:
        export_round_of(session, draft, "compilation-docx", telling=plain_telling(), by=a_head(session), at=NOON)
    assert refused.value.code == "draft-without-round"
    round_ = an_open_round(session, draft)
    with pytest.raises(Invalid) as refused:
        round_written(session, round_, "compilation-odt", telling=plain_telling(), by=a_head(session))
    assert refused.value.code == "format-unknown"


def test_the_working_draft_has_no_round_of_its_own(session: Session) -> None:
    working = on_the_desk(session, a_round(session))
    with pytest.raises(NotPermitted):
        export_round_of(
            session, working, "compilation-csv", telling=plain_telling(), by=the_secretariat(session), at=NOON
        )


def test_word_and_csv_have_the_same_rows_and_french_spreadsheets_their_semicolons(session: Session) -> None:
    draft = a_round(session).draft
    at, by = NOON + timedelta(hours=5), a_head(session)
    word = export_round_of(session, draft, "compilation-docx", telling=plain_telling(), by=by, at=at)
    plain = export_round_of(session, draft, "compilation-csv", telling=plain_telling("fr"), by=by, at=at)
    assert [row[0] for row in word_rows(word)] == [row[0] for row in csv_rows(plain, delimiter=";")]


def test_however_much_was_contributed_the_number_of_queries_is_the_same(session: Session) -> None:
    seen: list[str] = []
    event.listen(session.get_bind(), "before_cursor_execute", lambda _c, _cu, statement, *_: seen.append(statement))

    def queries(fmt: str, blocks: int) -> int:
        texts = [f"Paragraph {n} says what should be done by authorities." for n in range(blocks)]
        made = an_open_round(session, a_draft(session, paragraphs=texts, title=f"{fmt} {blocks}"))
        for key in range(1, blocks + 1):
            for code, word in (("bergen", "must"), ("malta", "may")):
                by = a_head(session, code)
                an_amendment(session, made, key=key, text=texts[key - 1].replace("should", word), by=by)
                reply(session, a_comment(session, made, key=key, by=by), body="Yes.", by=by, at=NOON)
        secretariat = the_secretariat(session)
        session.flush()
        session.expire_all()
        seen.clear()
        round_written(session, made, fmt, telling=plain_telling(), by=secretariat)
        return len(seen)

    assert {fmt: queries(fmt, 2) for fmt in FORMATS} == {fmt: queries(fmt, 9) for fmt in FORMATS}


def test_a_reference_to_a_footnote_shows_its_printed_number_raised(session: Session) -> None:
    blocks = (
        Block(kind=Kind.PARAGRAPH, text="Cities should help.[^who]"),
        Block(kind=Kind.FOOTNOTE, label="who", text="All who live there."),
    )
    round_ = an_open_round(session, a_draft(session, blocks=blocks))
    an_amendment(session, round_, text="Cities must help.[^who]")
    (row,) = rows(session, round_)
    last = row.change[0][-1]
    assert (last.text, last.look.raised) == ("1", True)
    assert row.proposed == "Cities must help.[^who]"
