"""Our Markdown: what a text reads as, and that what is written reads back as the same blocks."""

from __future__ import annotations

import textwrap

import pytest
from hypothesis import given, settings

from drafting.text.blocks import Block, Kind, point_markers
from drafting.text.markdown import parse, write
from tests.text.blocks_strategies import documents


def read(text: str) -> tuple[Block, ...]:
    return parse(textwrap.dedent(text).lstrip("\n")).blocks


def told(blocks: tuple[Block, ...]) -> list[str]:
    """Each block as one line: kind, level, label or marker, text or cells."""
    lines = []
    for block, marker in zip(blocks, point_markers(blocks), strict=True):
        words = " | ".join(block.cells) if block.kind is Kind.ROW else block.text
        lines.append(
            " ".join(part for part in (f"{block.kind.value}{block.level}", block.label or marker, words) if part)
        )
    return lines


@settings(max_examples=150, deadline=None)
@given(documents())
def test_blocks_that_are_written_read_back_as_the_same_blocks(blocks: list[Block]) -> None:
    assert list(parse(write(blocks)).blocks) == blocks


@settings(max_examples=60, deadline=None)
@given(documents())
def test_what_is_written_twice_is_the_same_text(blocks: list[Block]) -> None:
    once = write(blocks)
    assert write(parse(once).blocks) == once


def test_headings_paragraphs_points_rows_and_footnotes_are_told_apart() -> None:
    blocks = read("""
        # Policy for the river basin

        ## I. Aims

        Authorities *share* data.[^data]

        - a) first
          - i. deeper
          - ii. deeper still
        - b) second

        | Task | Who |
        | --- | --- |
        | Survey | Regions |

        [^data]: Within **one** month.
        """)
    assert told(blocks) == [
        "heading1 Policy for the river basin",
        "heading2 I. Aims",
        "paragraph1 Authorities *share* data.[^1]",
        "point1 a) first",
        "point2 i. deeper",
        "point2 ii. deeper still",
        "point1 b) second",
        "row1 Task | Who",
        "row1 Survey | Regions",
        "footnote1 1 Within **one** month.",
    ]
    assert [block.header for block in blocks if block.kind is Kind.ROW] == [True, False]


def test_the_title_is_the_heading_that_a_text_begins_with() -> None:
    assert parse("# River basins\n\nWords.\n").title == "River basins"
    assert parse("Words.\n\n# River basins\n").title == ""


def test_numbers_that_run_on_through_a_plain_text_are_labelled_headings() -> None:
    blocks = read("""
        1. Opening of the session

        The chair opened the session.

        2. Decisions

        The group:

        1. took note of the report;
        2. asked for a second draft.

        3. Closing

        Nothing was raised.
        """)
    assert told(blocks) == [
        "heading1 1. Opening of the session",
        "paragraph1 The chair opened the session.",
        "heading1 2. Decisions",
        "paragraph1 The group:",
        "point1 1. took note of the report;",
        "point1 2. asked for a second draft.",
        "heading1 3. Closing",
        "paragraph1 Nothing was raised.",
    ]


def test_numbers_that_begin_anew_further_down_are_no_headings() -> None:
    blocks = read("1. One\n\nx\n\n2. Two\n\nx\n\n3. Three\n\nAnnex\n\n1. Links\n\n- a link\n\n2. Books\n\n- a book\n")
    assert [block.label for block in blocks if block.kind is Kind.HEADING] == ["1.", "2.", "3."]
    assert [block.text for block in blocks if block.kind is Kind.POINT] == ["Links", "a link", "Books", "a book"]


def test_numbered_sentences_that_cross_headings_are_paragraphs_with_their_own_numbers() -> None:
    blocks = read("""
        # Report

        1. The committee met in spring.

        2. It heard two experts.

        ## Findings

        3. It found the plan sound.
        """)
    assert [(block.kind, block.label) for block in blocks][1:] == [
        (Kind.PARAGRAPH, "1."),
        (Kind.PARAGRAPH, "2."),
        (Kind.HEADING, ""),
        (Kind.PARAGRAPH, "3."),
    ]
    assert parse(write(blocks)).blocks == blocks


def test_letters_typed_by_hand_are_points_and_deeper_romans_lie_beneath_them() -> None:
    blocks = read("States should:\n\na) plan;\n\n(i) with cities;\n\n(ii) with regions;\n\nb) report.\n")
    assert told(blocks)[1:] == [
        "point1 a) plan;",
        "point2 (i) with cities;",
        "point2 (ii) with regions;",
        "point1 b) report.",
    ]


def test_letters_on_consecutive_lines_are_points_of_their_own() -> None:
    assert told(read("a) plan\nb) report\n")) == ["point1 a) plan", "point1 b) report"]


def test_i_after_h_is_a_letter_and_i_before_ii_a_roman_number() -> None:
    letters = read("- g) x\n- h) x\n- i) x\n- j) x\n")
    assert [block.style for block in letters] == ["a)"] * 4
    assert [block.style for block in read("- i) x\n- ii) x\n")] == ["i)", "i)"]
    assert [(b.style, b.start) for b in read("- i) x\n- j) x\n")] == [("a)", 9), ("a)", 0)]


def test_a_list_that_goes_on_after_a_paragraph_keeps_its_numbers() -> None:
    blocks = read("- a) one\n- b) two\n\nA sentence between.\n\n- c) three\n")
    assert told(blocks)[-1] == "point1 c) three"
    assert blocks[-1].start == 3


def test_lines_with_tabs_are_a_table_whose_first_full_row_is_its_header() -> None:
    blocks = read("Task\tSpring\tAutumn\nSurvey\tplan\t\nReport\t\tpublish\n")
    assert [block.cells for block in blocks] == [
        ("Task", "Spring", "Autumn"),
        ("Survey", "plan", ""),
        ("Report", "", "publish"),
    ]
    assert [block.header for block in blocks] == [True, False, False]


def test_items_of_a_list_in_a_cell_are_lines_of_the_cell() -> None:
    rows = read("| A | B |\n| --- | --- |\n| <ul><li>one</li><li>two</li></ul> | <ul> - three - four |\n")
    assert rows[1].cells == ("one\\\ntwo", "- three\\\n- four")
    assert "<ul" not in write(rows)


def test_a_cell_with_a_bar_and_a_break_comes_back_as_it_was() -> None:
    row = Block(kind=Kind.ROW, cells=("either | or\\\nboth", "\\| x"), table=1)
    again = parse(write([row])).blocks[0]
    assert again.cells == ("either | or\\\nboth", "| x")


def test_what_begins_a_line_of_a_paragraph_stays_literal_when_it_is_written() -> None:
    for words in (
        "1. January",
        "# 5",
        "- minus",
        "a) like this",
        "> more",
        "| bar",
        "[x]: y",
        "---",
        "14.\u00a0x",
        "==",
    ):
        block = Block(kind=Kind.PARAGRAPH, text=f"{words}\\\n{words}")
        assert parse(write([block])).blocks == (block,), words


def test_lines_wrapped_for_width_are_one_line_and_short_lines_stay_apart() -> None:
    wrapped = "This sentence was wrapped by an editor at a width of seventy-two signs,\nas many editors do it.\n"
    assert read(wrapped)[0].text == wrapped.replace("\n", " ").strip()
    assert read("Head of unit,\nCity of Bergen,\nNorway\n")[0].text == "Head of unit,\\\nCity of Bergen,\\\nNorway"


def test_two_paragraphs_of_an_item_are_one_point() -> None:
    assert told(read("- a) one\n\n  more of it\n- b) two\n")) == ["point1 a) one\\\nmore of it", "point1 b) two"]


def test_footnotes_come_last_in_the_order_of_their_references_and_none_is_lost() -> None:
    blocks = read("x[^b] y[^a]\n\n[^a]: first written\n[^b]: first used\n\n[^c]: never used\n\nend\n")
    assert told(blocks) == [
        "paragraph1 x[^1] y[^2]",
        "paragraph1 end",
        "footnote1 1 first used",
        "footnote1 2 first written",
        "footnote1 3 never used",
    ]


def test_what_could_not_be_kept_is_told() -> None:
    parsed = parse("[here](#) ![a map](m.png) `code` <u>under</u>\n\n<!-- aside -->\n\n> quoted\n\n```\nx = 1\n```\n")
    assert {what for what, _words in parsed.losses} == {"link-nowhere", "image", "code", "comment", "formatting"}
    assert ("link-nowhere", "here") in parsed.losses
    assert [block.text for block in parsed.blocks] == ["here a map code under", "quoted", "x = 1"]


def test_remarks_are_left_out_and_told_and_what_is_no_remark_stays() -> None:
    parsed = parse("One <!-- a --> two <!--b <!-- c--> three \\<!-- d --> four <!-- never closed\n")
    assert [words for what, words in parsed.losses if what == "comment"] == ["a", "b <!-- c"]
    told = parsed.blocks[0].text
    assert all(word in told for word in ("One", "two", "three", "d", "four", "never closed"))


def test_front_matter_gives_the_title_and_is_no_text() -> None:
    parsed = parse("---\ntitle: River basins\nauthor: nobody\n---\n\nWords.\n")
    assert parsed.title == "River basins"
    assert [block.text for block in parsed.blocks] == ["Words."]


def test_line_ends_and_composed_letters_are_normalised() -> None:
    assert [b.text for b in parse("\ufeffe\u0301tat\r\n\r\nfin\r").blocks] == ["\u00e9tat", "fin"]


@pytest.mark.parametrize("sign", ["*", "_"])
def test_a_sign_at_a_break_within_a_cell_is_not_read_as_emphasis(sign: str) -> None:
    blocks = [Block(kind=Kind.ROW, cells=(f"{sign}\\\n{sign}",), table=1)]
    assert list(parse(write(blocks)).blocks) == blocks


def test_a_long_list_of_two_levels_is_read_in_one_walk() -> None:
    read = parse("".join(f"1. point {n}\n   - below {n}\n" for n in range(2_000))).blocks
    assert len(read) == 4_000
    assert point_markers(read)[-2:] == ("2000.", "•")
