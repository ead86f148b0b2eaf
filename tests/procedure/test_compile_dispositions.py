"""The table of dispositions: what became of each contribution, why, and where it is; for whom, and from when on."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from drafting.errors import NotPermitted
from drafting.exchange.dispositions import Disposed, as_table
from drafting.model.people import Seat
from drafting.model.rounds import Round
from drafting.procedure.change_comment import answer_comment
from drafting.procedure.compile_dispositions import dispositions_of
from drafting.procedure.export_round import round_written
from drafting.procedure.round_items import Asked
from drafting.procedure.withdraw_amendment import withdraw_amendment
from drafting.rules.lifecycle import Disposition, Operation, Ruling
from tests.desk import ON_THE_DESK, REASON, group_of, on_the_desk, publish, rule
from tests.factories import NOON, a_comment, a_draft, a_head, an_amendment, an_open_round, the_secretariat
from tests.tables import plain_telling, word_rows


def rows(session: Session, round_: Round, by: Seat | None = None, **what: object) -> dict[str, Disposed]:
    asked = Asked(**what)  # type: ignore[arg-type]
    found = dispositions_of(session, round_, asked, telling=plain_telling(), by=by or a_head(session))
    return {one.what.label: one for one in found.rows}


def a_decided_round(session: Session) -> Round:
    """On "One help." and "Two help.": A-001 accepted in part, A-002 an accepted insertion after it, A-003 refused,
    A-004 withdrawn, A-005 the deletion of "Three.", accepted."""
    paragraphs = ["Cities should help, and report.", "States should pay.", "Three."]
    round_ = an_open_round(session, a_draft(session, paragraphs=paragraphs))
    malta = a_head(session, "malta")
    part = an_amendment(session, round_, text="Cities must help, and publish.")
    new = an_amendment(session, round_, key=1, operation=Operation.INSERT, text="A new one.", by=malta)
    refused = an_amendment(session, round_, key=2, text="States must pay.", by=malta)
    gone = an_amendment(session, round_, key=2, text="States may pay.", by=malta)
    withdraw_amendment(session, gone, by=malta, at=NOON + timedelta(hours=2))
    deletion = an_amendment(session, round_, key=3, operation=Operation.DELETE)
    comment = a_comment(session, round_, key=2)
    on_the_desk(session, round_)
    told = {"answer": "All of them.", "disposition": Disposition.ANSWERED, "version": comment.version}
    answer_comment(session, comment, by=the_secretariat(session), at=ON_THE_DESK, **told)  # type: ignore[arg-type]
    must, other = (group_of(session, round_, part, new=words) for words in ("must", "publish"))
    rule(session, round_, {must: Ruling.ACCEPT, other: Ruling.REFUSE})
    rule(session, round_, [new])
    rule(session, round_, {group_of(session, round_, refused): Ruling.REFUSE})
    rule(session, round_, [deletion])
    return round_


def test_once_published_everybody_has_the_disposition_the_reason_and_the_place(session: Session) -> None:
    round_ = a_decided_round(session)
    publish(session, round_)
    found = rows(session, round_)
    assert {label: one.disposition for label, one in found.items()} == {
        "A-001": "accepted in part",
        "A-002": "accepted",
        "A-003": "not accepted",
        "A-004": "withdrawn",
        "A-005": "accepted",
        "C-001": "answered",
    }
    assert {label: one.now for label, one in found.items()} == {
        "A-001": "1",
        "A-002": "2",
        "A-003": "3",
        "A-004": "",
        "A-005": "deleted",
        "C-001": "3",
    }
    assert found["A-001"].reasons == ("“should” → “must”: accept", f"“report” → “publish”: refuse. {REASON}")
    assert (found["A-003"].reasons, found["C-001"].reasons) == ((REASON,), ("All of them.",))
    assert found["A-004"].what.change == ()


def test_before_publication_only_the_secretariat_has_it(session: Session) -> None:
    round_ = a_decided_round(session)
    found = rows(session, round_, the_secretariat(session))
    assert (found["A-003"].disposition, found["A-003"].now) == ("not accepted", "")
    with pytest.raises(NotPermitted):
        rows(session, round_)
    with pytest.raises(NotPermitted):
        round_written(session, round_, "dispositions-docx", telling=plain_telling(), by=a_head(session))


def test_while_the_round_is_open_everything_is_undecided(session: Session) -> None:
    round_ = an_open_round(session)
    an_amendment(session, round_, text="States must.")
    assert [one.disposition for one in rows(session, round_, the_secretariat(session)).values()] == ["undecided"]


def test_a_filter_is_obeyed_by_what_was_decided_too(session: Session) -> None:
    round_ = a_decided_round(session)
    assert list(rows(session, round_, the_secretariat(session), status="not accepted")) == ["A-003"]


def test_the_word_file_has_the_columns_that_committees_know(session: Session) -> None:
    round_ = a_decided_round(session)
    publish(session, round_)
    data = round_written(session, round_, "dispositions-docx", telling=plain_telling(), by=a_head(session))
    table = word_rows(data)
    assert table[0] == [
        "number", "paragraph", "delegation", "what was proposed", "disposition", "reason", "in draft 2",
    ]  # fmt: skip
    assert ["not accepted", REASON, "3"] in [row[4:] for row in table]
    assert len(table) == 7
    found = dispositions_of(session, round_, Asked(), telling=plain_telling(), by=a_head(session))
    assert len(as_table(found).rows) == 6
