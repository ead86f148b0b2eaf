"""What blocks are called in tables: by what is printed before them, each by a name of its own."""

from __future__ import annotations

from sqlalchemy.orm import Session

from drafting.procedure.layout import rows_of
from drafting.procedure.printed_places import place_named, printed_places
from drafting.text.blocks import Block, Kind
from tests.factories import a_draft

LONG = "Of all those who live in a place, whatever their passport says about them"


def names(session: Session, *blocks: Block) -> list[str]:
    return list(printed_places(rows_of(session, a_draft(session, blocks=blocks))).values())


def test_points_are_called_after_what_they_hang_under(session: Session) -> None:
    assert names(
        session,
        Block(kind=Kind.HEADING, label="I.", text="*Principles*"),
        Block(kind=Kind.PARAGRAPH, text="Cities should:"),
        Block(kind=Kind.POINT, style="a)", text="act:"),
        Block(kind=Kind.POINT, style="a)", text="help:"),
        Block(kind=Kind.POINT, style="i.", level=2, text="soon;"),
        Block(kind=Kind.POINT, style="a)", text="report."),
        Block(kind=Kind.PARAGRAPH, text="States too:"),
        Block(kind=Kind.POINT, style="a)", text="pay."),
        Block(kind=Kind.POINT, style="•", text="a bullet"),
    ) == ["I Principles", "1", "1 a)", "1 b)", "1 b) i", "1 c)", "2", "2 a)", "a bullet"]


def test_what_has_no_number_is_called_by_its_first_words_and_no_two_are_called_the_same(session: Session) -> None:
    assert names(
        session,
        Block(kind=Kind.HEADING, text="Costs"),
        Block(kind=Kind.HEADING, text="Costs"),
        Block(kind=Kind.ROW, cells=("", "Who"), header=True, table=1),
        Block(kind=Kind.ROW, cells=("", ""), table=1),
        Block(kind=Kind.PARAGRAPH, text="A reference.[^x]"),
        Block(kind=Kind.FOOTNOTE, label="x", text=LONG),
    ) == ["Costs", "Costs (2)", "Who", "—", "1", "1 Of all those who live in a place,…"]


def test_a_block_is_found_by_its_name_as_somebody_types_it() -> None:
    places = {7: "14", 8: "14 b) i", 9: ""}
    assert [place_named(name, places) for name in ("§ 14.", "14 B)  i.", "paragraph 14", "15", "")] == [
        7, 8, 7, None, None,
    ]  # fmt: skip
