"""Whatever is proposed is refused with a reason, or accepted alone gives a draft that is sound and says whose it is."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from hypothesis import event, given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine
from sqlalchemy.orm import Session
from sqlalchemy.pool import StaticPool

from drafting.errors import DraftingError, Invalid
from drafting.model.paragraphs import DraftParagraph
from drafting.model.tables import metadata
from drafting.model.texts import Draft, Numbering
from drafting.procedure.layout import dangling_references, printed_numbers, rows_of
from drafting.procedure.why import why
from drafting.rules.lifecycle import Operation
from drafting.text.blocks import Block, Kind
from tests import soak
from tests.desk import on_the_desk, publish, rule
from tests.factories import a_draft, an_amendment, an_open_round, the_secretariat
from tests.procedure.conftest import KEY

TEXT = (
    Block(kind=Kind.HEADING, text="Principles", label="A."),
    Block(kind=Kind.PARAGRAPH, text="Cities *should* act:[^1]"),
    Block(kind=Kind.POINT, text="review the law;", style="a)"),
    Block(kind=Kind.POINT, text="and the practice;", style="i)", level=2),
    Block(kind=Kind.POINT, text="report, see [there](#2).", style="a)"),
    Block(kind=Kind.HEADING, text="Measures", level=2),
    Block(kind=Kind.ROW, cells=("What", "Who"), header=True, table=1),
    Block(kind=Kind.ROW, cells=("Plan", "Cities"), table=1),
    Block(kind=Kind.ROW, cells=("Report", ""), table=1),
    Block(kind=Kind.PARAGRAPH, text="Regions report. Observers may speak."),
    Block(kind=Kind.FOOTNOTE, text="As adopted.", label="1"),
)
WORDS = (
    "Cities *should* act:[^1]", "Cities must act:[^1]", "Cities *should* act:", "review the law;\n\nhear people;",
    "report.", "Regions report.\n\nObservers may speak.", "", " ", "\n\n", "Plan", "[", "[must]", "new[^9]", "[x](#99)",
    "# Not a heading", "| a | b |", "- a point", "14. a number", "x\n\n\n\ny", "\\", "**open",
)  # fmt: skip
KEYS = st.integers(0, len(TEXT))
PROPOSALS = st.fixed_dictionaries(
    {
        "operation": st.sampled_from(Operation),
        "key": KEYS,
        "part": st.sampled_from((0, 0, 1, 2)),
        "text": st.sampled_from(WORDS),
        "cells": st.lists(st.sampled_from(("", "Plan", "a | b", "x\n\ny", "[^9]")), max_size=3),
        "new_kind": st.none() | st.sampled_from(Kind),
        "new_level": st.none() | st.integers(-1, 8),
        "beneath": st.sampled_from(("", "delete", "lift", "elsewhere")),
        "after": st.none() | KEYS,
    }
)


def sound(rows: list[DraftParagraph]) -> None:
    """Numbers are computed, nothing dangles, tables are of one piece and one width, notes come last."""
    blocks = [row.block for row in rows]
    assert [row.number for row in rows] == printed_numbers(blocks, Numbering.CONTINUOUS)
    assert all(row.html or not "".join(row.block.parts).strip() for row in rows)
    assert dangling_references((row.key, row.block) for row in rows) == []
    assert all(any(part.strip() for part in block.parts) for block in blocks)
    tables = [(table, list(of)) for table, of in groupby(blocks, key=lambda block: block.table) if table]
    assert len({table for table, _ in tables}) == len(tables)
    for _table, of in tables:
        assert len({len(row.cells) for row in of}) == 1
        assert not any(row.header for row in of[1:])
    kinds = [block.kind is Kind.FOOTNOTE for block in blocks]
    assert kinds == sorted(kinds)


def told_of(session: Session, draft: Draft, number: int) -> bool:
    assert draft.base is not None
    keys = {row.key for row in (*rows_of(session, draft.base), *rows_of(session, draft))}
    runs = [run for key in sorted(keys) for run in why(session, draft, key, by=the_secretariat(session))]
    return any(a.number == number and a.delegation.code == "bergen" for run in runs for a in run.amendments)


@settings(deadline=None, max_examples=soak.share(60, 3_000))
@given(proposed=PROPOSALS)
def test_whatever_is_proposed_is_refused_or_alone_makes_a_sound_draft_that_says_whose_it_is(
    proposed: dict[str, Any],
) -> None:
    engine = create_engine("sqlite://", poolclass=StaticPool)
    metadata.create_all(engine)
    with Session(engine, info=KEY) as session:
        round_ = an_open_round(session, a_draft(session, blocks=TEXT))
        before = [(row.key, row.block) for row in rows_of(session, round_.draft)]
        try:
            amendment = an_amendment(session, round_, **proposed)
        except DraftingError as refusal:
            event(f"refused: {refusal.code}")
            return
        on_the_desk(session, round_)
        rule(session, round_, [amendment])
        try:
            draft = publish(session, round_)
        except Invalid as refusal:
            event("not published")
            assert refusal.code == "not-ready"
            assert refusal.facts["undecided"] == refusal.facts["held"] == 0
            assert refusal.facts["brackets"] or refusal.facts["dangling"]
            return
        event(f"published: {amendment.operation}")
        after = rows_of(session, draft)
        assert [(row.key, row.block) for row in after] != before
        sound(after)
        assert told_of(session, draft, amendment.number)
