"""The rolling text: the draft with every open proposal in brackets, whose it is, and nothing that is decided."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from drafting.errors import NotPermitted
from drafting.exchange import read_docx
from drafting.model.people import Seat
from drafting.model.rounds import Round
from drafting.procedure.export_round import round_written
from drafting.procedure.rolling_text import rolling_issue
from drafting.procedure.round_items import Asked
from drafting.procedure.withdraw_amendment import withdraw_amendment
from drafting.rules.lifecycle import Operation, Ruling
from drafting.rules.permissions import Category
from drafting.text.blocks import Block, Kind
from tests.desk import WITH_POINTS, group_of, on_the_desk, rule
from tests.factories import NOON, a_draft, a_head, a_seat, an_amendment, an_open_round, the_secretariat
from tests.tables import plain_telling

SENTENCE = "Member States should encourage training."


def texts(session: Session, round_: Round, by: Seat | None = None, **what: object) -> list[str]:
    asked = Asked(**what)  # type: ignore[arg-type]
    issue = rolling_issue(session, round_, asked, telling=plain_telling(), by=by or a_head(session))
    return [" | ".join(part for part in one.block.parts) for one in issue.blocks]


def test_a_replacement_an_insertion_and_a_deletion_stand_in_brackets_with_their_delegations(session: Session) -> None:
    round_ = an_open_round(session, a_draft(session, paragraphs=[SENTENCE, "States should pay."]))
    malta = a_head(session, "malta")
    an_amendment(session, round_, text=SENTENCE.replace("encourage", "require"))
    an_amendment(session, round_, text=SENTENCE.replace("encourage", "require"), by=malta)
    an_amendment(session, round_, text=SENTENCE.replace("encourage", "support"), by=a_head(session, "lublin"))
    an_amendment(session, round_, key=1, operation=Operation.INSERT, text="And cities.", by=malta)
    an_amendment(session, round_, key=0, operation=Operation.INSERT, text="First of all.")
    an_amendment(session, round_, key=2, operation=Operation.DELETE, by=malta)
    assert texts(session, round_) == [
        "[Bergen: First of all.]",
        "Member States should [encourage] [Bergen, Malta: require] [Lublin: support] training.",
        "[Malta: And cities.]",
        "[States should pay.] [Malta: delete]",
    ]


def test_a_split_shows_where_it_parts_and_a_move_is_told_after_its_block(session: Session) -> None:
    round_ = an_open_round(session, a_draft(session, paragraphs=["One. Two.", "Three.", "Four."]))
    an_amendment(session, round_, key=1, text="One.\n\nTwo.")
    an_amendment(session, round_, key=3, operation=Operation.MOVE, after=1)
    one, _three, four = texts(session, round_)
    assert one == "One. [Bergen: ¶] Two."
    assert four == "Four. [Bergen: move paragraph 3 paragraph 1]"


def test_points_go_with_the_block_above_them(session: Session) -> None:
    round_ = an_open_round(session, a_draft(session, blocks=WITH_POINTS))
    an_amendment(session, round_, key=1, operation=Operation.DELETE, beneath="delete")
    assert [text.endswith("[Bergen: delete]") for text in texts(session, round_)] == [True, True, True, False]


def test_a_row_keeps_its_cells_and_a_new_one_stands_in_its_table(session: Session) -> None:
    table = (
        Block(kind=Kind.ROW, cells=("Task", "Who"), header=True, table=1),
        Block(kind=Kind.ROW, cells=("Survey", "Regions"), table=1),
    )
    round_ = an_open_round(session, a_draft(session, blocks=table))
    an_amendment(session, round_, key=2, part=1, text="Cities")
    new = {"new_kind": Kind.ROW, "cells": ["Report", ""]}
    an_amendment(session, round_, key=2, operation=Operation.INSERT, **new)
    assert texts(session, round_) == ["Task | Who", "Survey | [Regions] [Bergen: Cities]", "[Bergen: Report] | "]


def test_what_was_withdrawn_is_not_in_it_and_a_filter_is_obeyed(session: Session) -> None:
    round_ = an_open_round(session, a_draft(session, paragraphs=[SENTENCE]))
    gone = an_amendment(session, round_, text=SENTENCE.replace("encourage", "forbid"))
    withdraw_amendment(session, gone, by=a_head(session), at=NOON + timedelta(hours=2))
    malta = a_head(session, "malta")
    an_amendment(session, round_, text=SENTENCE.replace("training", "work"), by=malta)
    an_amendment(session, round_, text=SENTENCE.replace("Member States", "Cities"))
    assert texts(session, round_, delegation="malta") == ["Member States should encourage [training] [Malta: work]."]
    assert "forbid" not in " ".join(texts(session, round_, the_secretariat(session)))


def test_the_secretariat_sees_only_what_is_open_once_it_has_decided(session: Session) -> None:
    round_ = an_open_round(session, a_draft(session, paragraphs=[SENTENCE]))
    refused = an_amendment(session, round_, text=SENTENCE.replace("encourage", "forbid"))
    held = an_amendment(session, round_, text=SENTENCE.replace("training", "work"))
    on_the_desk(session, round_)
    rule(session, round_, {group_of(session, round_, refused): Ruling.REFUSE})
    rule(session, round_, {group_of(session, round_, held): Ruling.HOLD})
    told = "Member States should encourage [training] [Bergen: work]."
    assert texts(session, round_, the_secretariat(session)) == [told]
    both = "Member States should [encourage] [Bergen: forbid] [training] [Bergen: work]."
    assert texts(session, round_) == [both]


def test_the_word_file_is_read_as_the_draft_with_its_brackets(session: Session) -> None:
    round_ = an_open_round(session, a_draft(session, paragraphs=[SENTENCE]))
    an_amendment(session, round_, text=SENTENCE.replace("encourage", "require"))
    data = round_written(session, round_, "rolling-docx", telling=plain_telling(), by=a_head(session))
    (block,) = read_docx.read(data, changes=None).blocks
    assert block.text == "Member States should [encourage] [Bergen: require] training."


def test_who_may_not_read_the_round_gets_no_rolling_text(session: Session) -> None:
    reader = a_seat(session, "committee", category=Category.PARENT_COMMITTEE)
    round_ = an_open_round(session)
    with pytest.raises(NotPermitted):
        rolling_issue(session, round_, Asked(), telling=plain_telling(), by=reader)
