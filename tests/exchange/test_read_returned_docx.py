"""Word files that come back: every tracked change and comment with whose it is, where it stands, and what it was."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime

import pytest

from drafting.exchange.document import Lost
from drafting.exchange.read_returned_docx import read
from drafting.exchange.returned import Returned, Shape, Signed, accepted, moment, rejected
from drafting.text.blocks import Kind
from drafting.text.inline import Mark
from drafting.text.tracked import Look
from tests.exchange import sample
from tests.exchange.returned_cases import (
    ANNA,
    BERT,
    back,
    docx,
    field,
    gone,
    ins,
    p,
    r,
    relations,
    styled,
    tbl,
    tc,
    told,
    tr,
)

ANNA_SIGNED = Signed(author="Anna", at=datetime(2024, 3, 1, 10, tzinfo=UTC))
BERT_SIGNED = Signed(author="Bert", at=datetime(2024, 3, 2, 11, 30, tzinfo=UTC))


PURL = "http://purl.oclc.org/ooxml"


def lost(returned: Returned) -> list[tuple[Lost, str]]:
    return [(note.lost, note.words) for note in returned.notes]


def test_words_that_stay_come_and_go_are_told_apart_with_whose_they_are() -> None:
    returned = back(p(r("Cities ") + gone("should", BERT) + ins(r("must")) + r(" plan.")))
    (paragraph,) = returned.paragraphs
    assert told(returned) == [["Cities ", "[-Bert should]", "[+Anna must]", " plan."]]
    assert paragraph.runs[1].deleted == BERT_SIGNED
    assert paragraph.runs[2].inserted == ANNA_SIGNED
    assert (accepted(returned), rejected(returned)) == (("Cities must plan.",), ("Cities should plan.",))
    assert returned.tracked == 2


def test_a_deletion_inside_anothers_insertion_has_both() -> None:
    returned = back(p(r("A") + ins(r("b") + gone("c", BERT) + r("d")) + r("E")))
    assert told(returned) == [["A", "[+Anna b]", "[+Anna-Bert c]", "[+Anna d]", "E"]]
    assert (accepted(returned), rejected(returned)) == (("AbdE",), ("AE",))


def test_neighbouring_runs_that_are_alike_are_one() -> None:
    returned = back(
        p(r("one ") + r("two ") + ins(r("three ")) + ins(r("four "), ANNA.replace("1", "9", 1)) + r("five"))
    )
    assert told(returned) == [["one two ", "[+Anna three four ]", "five"]]


def test_an_insertion_of_nothing_is_nothing() -> None:
    assert told(back(p(r("a") + ins("") + ins("<w:r/>") + r("b")))) == [["ab"]]


def test_a_move_is_an_insertion_and_a_deletion_that_says_so() -> None:
    words = r("Moved.")
    returned = back(
        p(f"<w:moveFrom {ANNA}>{words}</w:moveFrom>", mark=f"<w:moveFrom {ANNA}/>"),
        p(r("Stays.")),
        p(f"<w:moveTo {ANNA}>{words}</w:moveTo>", mark=f"<w:moveTo {ANNA}/>"),
    )
    assert told(returned) == [["[~-Anna Moved.]"], ["Stays."], ["[~+Anna Moved.]"]]
    assert [one.moved for one in returned.paragraphs] == [True, False, True]
    assert accepted(returned) == ("Stays.", "Moved.")
    assert rejected(returned) == ("Moved.", "Stays.")


def test_a_paragraph_whose_end_goes_is_joined_with_the_next() -> None:
    returned = back(p(r("First "), mark=f"<w:del {BERT}/>"), p(r("second.")))
    assert returned.paragraphs[0].mark_deleted == BERT_SIGNED
    assert (accepted(returned), rejected(returned)) == (("First second.",), ("First ", "second."))


def test_a_paragraph_whose_end_came_was_one_with_the_next() -> None:
    returned = back(p(r("First "), mark=f"<w:ins {ANNA}/>"), p(r("second.")))
    assert returned.paragraphs[0].mark_inserted == ANNA_SIGNED
    assert (accepted(returned), rejected(returned)) == (("First ", "second."), ("First second.",))


def test_a_last_paragraph_stays_unless_nothing_is_left_of_it() -> None:
    end = f"<w:del {BERT}/>"
    assert accepted(back(p(r("One.")), p(r("Two."), mark=end))) == ("One.", "Two.")
    assert accepted(back(p(r("One.")), p(gone("Two.", BERT), mark=end))) == ("One.",)
    assert accepted(back(p(gone("Two.", BERT), mark=end))) == ("",)


def test_rows_and_cells_that_came_or_went_are_no_part_of_the_other_reading() -> None:
    table = tbl(
        tr(tc(p(r("Task"))), tc(p(r("Who"))), properties="<w:tblHeader/>"),
        tr(tc(p(r("Survey"))), tc(p(r("All"))), properties=f"<w:del {BERT}/>"),
        tr(tc(p(ins(r("Report")))), tc(p(ins(r("Cities")))), properties=f"<w:ins {ANNA}/>"),
        tr(tc(p(r("Plan"))), tc(p(r("Nobody")), properties=f"<w:cellDel {BERT}/>")),
    )
    returned = back(p(r("Before.")), table, p(r("After.")))
    assert accepted(returned) == ("Before.", "Task", "Who", "Report", "Cities", "Plan", "After.")
    assert rejected(returned) == ("Before.", "Task", "Who", "Survey", "All", "Plan", "Nobody", "After.")
    rows = [one for one in returned.paragraphs if one.table]
    assert [(one.table, one.row, one.cell, one.header) for one in rows] == [
        (1, 0, 0, True), (1, 0, 1, True), (1, 1, 0, False), (1, 1, 1, False),
        (1, 2, 0, False), (1, 2, 1, False), (1, 3, 0, False), (1, 3, 1, False),
    ]  # fmt: skip
    assert {one.kind for one in rows} == {Kind.ROW}
    assert (rows[2].row_deleted, rows[4].row_inserted) == (BERT_SIGNED, ANNA_SIGNED)
    assert (rows[6].row_deleted, rows[7].row_deleted) == (None, BERT_SIGNED)


def test_the_sign_that_stands_in_an_empty_cell_is_no_word() -> None:
    row = tr(tc(p(ins(r("\u200d")))), tc(p()), properties=f"<w:ins {ANNA}/>")
    returned = back(tbl(tr(tc(p(r("a\u200db"))), tc(p())), row))
    assert [one.text for one in returned.paragraphs] == ["a\u200db", "", "", ""]
    assert [bool(one.row_inserted) for one in returned.paragraphs] == [False, False, True, True]


def test_merged_cells_are_counted_by_columns_and_told() -> None:
    wide = tc(p(r("wide")), properties='<w:gridSpan w:val="2"/>')
    returned = back(tbl(tr(wide, tc(p(r("third"))))))
    assert [one.cell for one in returned.paragraphs] == [0, 2]
    assert lost(returned) == [(Lost.MERGED_CELLS, "wide")]


def test_a_paragraph_before_a_table_is_not_joined_into_it() -> None:
    returned = back(p(r("Before."), mark=f"<w:del {BERT}/>"), tbl(tr(tc(p(r("Cell."))))), p(r("After.")))
    assert accepted(returned) == ("Before.", "Cell.", "After.")


def test_looks_come_from_the_words_else_from_their_character_style() -> None:
    styles = (
        '<w:style w:type="character" w:styleId="Fort"><w:name w:val="Strong"/><w:rPr><w:b/></w:rPr></w:style>'
        '<w:style w:type="character" w:styleId="Plus"><w:basedOn w:val="Fort"/><w:rPr><w:i/></w:rPr></w:style>'
    )
    words = (
        r("a", "<w:i/>")
        + r("b", '<w:rStyle w:val="Fort"/>')
        + r("c", '<w:rStyle w:val="Plus"/><w:b w:val="0"/>')
        + r("d", '<w:b w:val="false"/>')
    )
    runs = back(p(words), styles=styles).paragraphs[0].runs
    assert [(run.text, run.look.em, run.look.strong) for run in runs] == [
        ("a", True, False),
        ("b", False, True),
        ("c", True, False),
        ("d", False, False),
    ]


def test_a_tracked_change_of_look_goes_with_the_old_and_comes_with_the_new() -> None:
    changed = f"<w:b/><w:rPrChange {BERT}><w:rPr><w:i/></w:rPr></w:rPrChange>"
    (paragraph,) = back(p(r("a ") + r("word", changed))).paragraphs
    assert [(run.text, run.look, run.deleted, run.inserted) for run in paragraph.runs[1:]] == [
        ("word", Look(em=True), BERT_SIGNED, None),
        ("word", Look(strong=True), None, BERT_SIGNED),
    ]


def test_a_change_of_formatting_that_drafts_do_not_hold_is_named() -> None:
    changed = f'<w:color w:val="FF0000"/><w:rPrChange {BERT}><w:rPr/></w:rPrChange>'
    (paragraph,) = back(p(r("a ") + r("word", changed))).paragraphs
    assert [run.text for run in paragraph.runs] == ["a word"]
    assert paragraph.reformatted == BERT_SIGNED


def test_a_paragraph_that_was_something_else_tells_what_it_was() -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="Titre2"><w:name w:val="heading 2"/>'
        '<w:pPr><w:outlineLvl w:val="1"/></w:pPr></w:style>'
    )
    change = f'<w:pPrChange {ANNA}><w:pPr><w:jc w:val="left"/></w:pPr></w:pPrChange>'
    (paragraph,) = back(
        p(r("Now a heading"), properties=f'<w:pStyle w:val="Titre2"/>{change}'), styles=styles
    ).paragraphs
    assert (paragraph.kind, paragraph.level) == (Kind.HEADING, 2)
    assert paragraph.former == Shape()
    assert paragraph.reformatted == ANNA_SIGNED


BASED = (
    '<w:style w:type="paragraph" w:styleId="Y"><w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="X"><w:basedOn w:val="Y"/></w:style>'
)


@pytest.mark.parametrize(
    ("style", "level"),
    [
        ('<w:style w:type="paragraph" w:styleId="X"><w:name w:val="heading 3"/></w:style>', 3),
        ('<w:style w:type="paragraph" w:styleId="X"><w:name w:val="Überschrift 1"/></w:style>', 1),
        ('<w:style w:type="paragraph" w:styleId="X"><w:pPr><w:outlineLvl w:val="3"/></w:pPr></w:style>', 4),
        (BASED, 1),
        ('<w:style w:type="paragraph" w:styleId="X"><w:name w:val="heading 8"/></w:style>', 6),
        ('<w:style w:styleId="X"><w:name w:val="Heading 1"/><w:pPr><w:outlineLvl w:val="9"/></w:pPr></w:style>', 0),
        ('<w:style w:type="paragraph" w:styleId="X"><w:basedOn w:val="X"/></w:style>', 0),
    ],
)  # fmt: skip
def test_headings_are_known_by_level_or_name_in_any_language(style: str, level: int) -> None:
    (paragraph,) = back(styled("X", r("Words")), styles=style).paragraphs
    assert (paragraph.level if paragraph.kind is Kind.HEADING else 0) == level


def test_a_style_that_the_file_does_not_define_is_read_by_its_id() -> None:
    returned = back(styled("Titre1", r("Un")), styled("Title", r("Deux")))
    assert [(one.kind, one.title) for one in returned.paragraphs] == [(Kind.HEADING, False), (Kind.PARAGRAPH, True)]


NUMBERING = (
    '<w:abstractNum w:abstractNumId="0">'
    '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%1)"/></w:lvl>'
    '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="lowerRoman"/><w:lvlText w:val="(%2)"/></w:lvl>'
    '<w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1.%2.%3."/></w:lvl>'
    '</w:abstractNum><w:abstractNum w:abstractNumId="1">'
    '<w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="x"/></w:lvl></w:abstractNum>'
    '<w:abstractNum w:abstractNumId="2">'
    '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1"/></w:lvl></w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    '<w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>'
    '<w:num w:numId="3"><w:abstractNumId w:val="2"/></w:num>'
    '<w:num w:numId="4"><w:abstractNumId w:val="0"/>'
    '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride></w:num>'
)


def listed(number: int, level: int, words: str, style: str = "") -> str:
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    return p(r(words), properties=f'{named}<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>')


def test_points_have_the_style_of_their_marker_and_the_marker_shown() -> None:
    returned = back(
        listed(1, 0, "one"), listed(1, 1, "deeper"), listed(1, 2, "deepest"), listed(1, 0, "two"),
        listed(1, 1, "again"), listed(2, 0, "bullet"), listed(4, 0, "five"), listed(0, 0, "none"),
        numbering=NUMBERING,
    )  # fmt: skip
    assert [(one.kind, one.level, one.style, one.label) for one in returned.paragraphs] == [
        (Kind.POINT, 1, "a)", "a)"),
        (Kind.POINT, 2, "(i)", "(i)"),
        (Kind.POINT, 3, "1.", "a.i.1."),
        (Kind.POINT, 1, "a)", "b)"),
        (Kind.POINT, 2, "(i)", "(i)"),
        (Kind.POINT, 1, "•", "•"),
        (Kind.POINT, 1, "a)", "e)"),
        (Kind.PARAGRAPH, 1, "", ""),
    ]


def test_paragraphs_that_the_tool_numbers_are_no_points() -> None:
    styles = '<w:style w:type="paragraph" w:styleId="a0"><w:name w:val="Numbered paragraph"/></w:style>'
    returned = back(listed(3, 0, "x", "a0"), listed(3, 0, "y", "a0"), numbering=NUMBERING, styles=styles)
    assert [(one.kind, one.label) for one in returned.paragraphs] == [(Kind.PARAGRAPH, "1"), (Kind.PARAGRAPH, "2")]


def test_bookmarks_name_the_paragraph_that_they_begin_in_or_stand_before() -> None:
    def mark(name: str) -> str:
        return f'<w:bookmarkStart w:id="7" w:name="{name}"/><w:bookmarkEnd w:id="7"/>'

    returned = back(
        p(mark("p57") + r("one ") + mark("_GoBack") + mark("p58")),
        mark("p60"),
        tbl(mark("p61"), tr(tc(p(ins(mark("p62") + r("cell")))))),
        p(r("none")),
        p(mark("p63 Copy 1") + r("copied")),
    )
    assert [one.keys for one in returned.paragraphs] == [(57, 58), (60, 61, 62), (), (63,)]


def test_links_lead_to_paragraphs_or_addresses_and_else_nowhere() -> None:
    links = relations(("rId9", "hyperlink", "https://example.org/x"), ("rId8", "hyperlink", "file:///C:/secret"))
    words = (
        f'<w:hyperlink w:anchor="p57">{r("fourteen")}</w:hyperlink>'
        f'<w:hyperlink r:id="rId9">{ins(r("there"))}</w:hyperlink>'
        f'<w:hyperlink r:id="rId8">{r("secret")}</w:hyperlink>'
        f'<w:hyperlink w:anchor="_Toc1">{r(" contents")}</w:hyperlink>'
    ) + field(' HYPERLINK "https://example.org/y" ', r("field"))
    returned = back(p(words), entries={"word/_rels/document.xml.rels": links})
    assert [(run.text, run.look.link) for run in returned.paragraphs[0].runs] == [
        ("fourteen", "#57"),
        ("there", "https://example.org/x"),
        ("secret contents", ""),
        ("field", "https://example.org/y"),
    ]


def test_of_fields_the_words_shown_are_kept() -> None:
    nested = field(f" IF {field(' PAGE ', r('3'))} ", r("shown"))
    returned = back(
        p(r("On ") + field(" DATE ", r("1 March")) + r(".")),
        p(nested + f'<w:fldSimple w:instr="PAGE">{r("7")}</w:fldSimple>'),
        p(f"<w:ins {ANNA}>" + field(" DATE ", r("later")) + "</w:ins>"),
    )
    assert told(returned) == [["On 1 March."], ["shown7"], ["[+Anna later]"]]
    assert {words for what, words in lost(returned) if what is Lost.FIELD} == {"1 March", "shown", "7", "later"}


def test_an_instruction_without_an_end_hides_no_more_than_its_paragraph() -> None:
    begun = '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
    assert told(back(p(begun + r("x")), p(r("All the rest.")))) == [[], ["All the rest."]]


def test_what_wraps_words_is_looked_through() -> None:
    wrapped = (
        f"<w:sdt><w:sdtPr><w:alias w:val='x'/></w:sdtPr><w:sdtContent>{r('a')}</w:sdtContent></w:sdt>"
        f"<w:smartTag w:element='x'>{r('b')}</w:smartTag><w:customXml w:element='x'>{ins(r('c'))}</w:customXml>"
        f"<w:bdo w:val='rtl'>{r('d')}</w:bdo><w:ins {BERT}><w:sdt><w:sdtContent>{r('e')}</w:sdtContent></w:sdt></w:ins>"
        "<mc:AlternateContent><mc:Choice Requires='x'>" + r("f") + "</mc:Choice><mc:Fallback>" + r("no")
        + "</mc:Fallback></mc:AlternateContent>"
        "<w:r><w:ruby><w:rt><w:r><w:t>over</w:t></w:r></w:rt><w:rubyBase>" + r("g") + "</w:rubyBase></w:ruby></w:r>"
    )  # fmt: skip
    returned = back(f"<w:sdt><w:sdtContent>{p(wrapped)}</w:sdtContent></w:sdt>")
    assert told(returned) == [["ab", "[+Anna c]", "d", "[+Bert e]", "fg"]]


def test_signs_are_read_as_what_they_show() -> None:
    signs = (
        "<w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:noBreakHyphen/><w:softHyphen/><w:t>c</w:t><w:br/><w:t>d</w:t>"
        '<w:br w:type="page"/><w:sym w:font="Symbol" w:char="F061"/><w:cr/><w:t>e</w:t></w:r>'
    )
    (paragraph,) = back(p(signs)).paragraphs
    assert paragraph.text == "a b\u2011c\ndα\ne"
    assert [run.mark for run in paragraph.runs] == [
        Mark.TEXT, Mark.HARD_BREAK, Mark.TEXT, Mark.HARD_BREAK, Mark.TEXT
    ]  # fmt: skip


def test_pictures_formulas_and_text_boxes_are_told_and_not_read() -> None:
    box = f"<w:r><w:drawing><wps:txbx><w:txbxContent>{p(r('boxed'))}</w:txbxContent></wps:txbx></w:drawing></w:r>"
    picture = '<w:r><w:drawing><x descr="A map"/></w:drawing></w:r>'
    formula = "<m:oMath><m:r><m:t>e=mc</m:t></m:r></m:oMath>"
    returned = back(p(r("a") + box + picture + formula + r("b")))
    assert told(returned) == [["ab"]]
    assert set(lost(returned)) == {(Lost.TEXT_BOX, "boxed"), (Lost.IMAGE, "A map"), (Lost.MATH, "e=mc")}


def test_footnotes_and_endnotes_follow_the_body_with_their_changes() -> None:
    sign = '<w:r><w:footnoteRef/></w:r><w:r><w:t xml:space="preserve"> </w:t></w:r>'
    words = p(sign + r("Within ") + gone("six", BERT) + ins(r("two")) + r(" months."))
    notes = f'<w:footnote w:type="separator" w:id="0">{p(r("-"))}</w:footnote><w:footnote w:id="2">{words}</w:footnote>'
    words = r("Plans") + '<w:r><w:footnoteReference w:id="2"/></w:r>' + r(" and more")
    returned = back(
        p(words + '<w:r><w:endnoteReference w:id="2"/></w:r>'),
        footnotes=notes,
        endnotes=f'<w:endnote w:id="2">{p(r("End."))}</w:endnote>',
    )
    assert [(one.note, one.kind, one.text) for one in returned.paragraphs] == [
        ("", Kind.PARAGRAPH, "Plans2 and moree2"),
        ("2", Kind.FOOTNOTE, "Within sixtwo months."),
        ("e2", Kind.FOOTNOTE, "End."),
    ]
    assert [run.mark for run in returned.paragraphs[0].runs][1::2] == [Mark.FOOTNOTE, Mark.FOOTNOTE]
    assert accepted(returned) == ("Plans and more", "Within two months.", "End.")
    assert returned.tracked == 2


def test_a_note_goes_with_its_reference() -> None:
    note = f'<w:footnote w:id="2">{p(r("Gone."))}</w:footnote>'
    returned = back(p(r("Plans") + f'<w:del {ANNA}><w:r><w:footnoteReference w:id="2"/></w:r></w:del>'), footnotes=note)
    assert (accepted(returned), rejected(returned)) == (("Plans",), ("Plans", "Gone."))


def comment(own: int, words: str, paragraph: str = "", who: str = "Anna") -> str:
    inner = f'<w:p w14:paraId="{paragraph}">{r(words)}</w:p>'
    return f'<w:comment w:id="{own}" w:author="{who}" w:date="2024-05-06T07:08:09Z">{inner}</w:comment>'


def begin(own: int) -> str:
    return f'<w:commentRangeStart w:id="{own}"/>'


def end(own: int) -> str:
    return f'<w:commentRangeEnd w:id="{own}"/><w:r><w:commentReference w:id="{own}"/></w:r>'


def test_comments_stand_on_their_words_inserted_and_deleted_ones_counted() -> None:
    returned = back(
        p(r("Cities ") + gone("should", BERT) + begin(1) + ins(r("must")) + r(" plan") + end(1) + r(" well.")),
        p(r("Point") + '<w:r><w:commentReference w:id="2"/></w:r>' + begin(3) + r(" over")),
        tbl(tr(tc(p(r("cell"))))),
        p(r("to here") + end(3)),
        comments=comment(1, "Why?") + comment(2, "Here.", who="Bert") + comment(3, "All of it."),
    )
    assert [(one.author, one.text, one.spans) for one in returned.comments] == [
        ("Anna", "Why?", ((0, 13, 22),)),
        ("Bert", "Here.", ((1, 5, 5),)),
        ("Anna", "All of it.", ((1, 5, 10), (2, 0, 4), (3, 0, 7))),
    ]
    assert returned.paragraphs[0].text[13:22] == "must plan"
    assert returned.comments[0].at == datetime(2024, 5, 6, 7, 8, 9, tzinfo=UTC)


def test_answers_name_what_they_answer_and_settled_comments_are_told() -> None:
    extended = (
        '<w15:commentsEx xmlns:w15="http://schemas.microsoft.com/office/word/2012/wordml">'
        '<w15:commentEx w15:paraId="0000000A" w15:done="1"/>'
        '<w15:commentEx w15:paraId="0000000B" w15:paraIdParent="0000000a" w15:done="0"/></w15:commentsEx>'
    )
    returned = back(
        p(begin(1) + begin(2) + r("Words") + end(1) + end(2)),
        comments=comment(1, "Why?", "0000000A") + comment(2, "Because.", "0000000B", who="Bert"),
        commentsExtended=extended,
    )
    assert [(one.id, one.parent, one.resolved) for one in returned.comments] == [("1", None, True), ("2", "1", False)]


def test_a_comment_that_is_set_on_nothing_and_one_without_an_end_are_kept() -> None:
    returned = back(p(begin(1) + r("one")), p(r("two")), comments=comment(1, "Open.") + comment(2, "Nowhere."))
    assert [one.spans for one in returned.comments] == [((0, 0, 3),), ()]


@pytest.mark.parametrize(
    "who",
    ['w:id="1"', 'w:id="1" w:date="0000-00-00T00:00:00Z"', 'w:id="1" w:author=" " w:date="yesterday"',
     'w:id="1" w:date="1601-01-01T00:00:00Z"', 'w:id="1" w:date="9999-12-31T23:59:59-14:00"'],
)  # fmt: skip
def test_a_change_without_a_name_or_a_date_is_nobodys_at_no_time(who: str) -> None:
    assert back(p(ins(r("x"), who))).paragraphs[0].runs[0].inserted == Signed(author="", at=None)


def test_the_true_hour_is_taken_where_the_file_tells_it() -> None:
    who = (
        'w:id="1" w:author="A" w:date="2024-03-01T10:00:00Z" w16du:dateUtc="2024-03-01T08:00:00Z" '
        'xmlns:w16du="http://schemas.microsoft.com/office/word/2023/wordml/word16du"'
    )
    assert back(p(ins(r("x"), who))).paragraphs[0].runs[0].inserted == Signed(
        author="A", at=datetime(2024, 3, 1, 8, tzinfo=UTC)
    )
    assert moment("2024-03-01T10:00:00.123456789+02:00") == datetime(2024, 3, 1, 8, tzinfo=UTC)


def test_a_working_copy_is_known_by_its_properties() -> None:
    custom = (
        '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" '
        'xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">'
        '<property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="2" name="drafting-draft">'
        '<vt:lpwstr>framework/3</vt:lpwstr></property>'
        '<property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="3" name="drafting-hash">'
        '<vt:lpwstr>ab12</vt:lpwstr></property></Properties>'
    )  # fmt: skip
    known = back(p(r("x")), entries={"docProps/custom.xml": custom})
    assert (known.draft, known.hash) == ("framework/3", "ab12")
    assert (back(p(r("x"))).draft, back(p(r("x"))).hash) == ("", "")


def test_the_strict_form_reads_as_the_usual_one() -> None:
    usual = sample.sample()
    strict = {
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main": f"{PURL}/wordprocessingml/main",
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships": f"{PURL}/officeDocument/relationships",
    }
    assert read(replaced(usual, strict)) == read(usual)


def replaced(data: bytes, words: dict[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            text = old.read(name).decode()
            for one, other in words.items():
                text = text.replace(one, other)
            new.writestr(name, text)
    return out.getvalue()


def test_the_main_part_is_found_by_what_the_package_says() -> None:
    moved = replaced(docx(p(r("x"))), {"word/document.xml": "word/document2.xml"})
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(moved)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name.replace("document.xml", "document2.xml"), old.read(name))
    assert accepted(read(out.getvalue())) == ("x",)


def test_the_sample_reads_as_its_two_texts() -> None:
    returned = read(sample.sample())
    assert returned.tracked == sample.CHANGES

    def plain(rows: tuple[tuple[str, str, str], ...]) -> list[str]:
        texts = [text.replace("[^1]", "").replace("*", "") for _, _, text in rows]
        return [part for text in texts for part in text.split(" | ")]

    heading = "1. Shared tasks"
    assert list(accepted(returned)) == [heading, *plain(sample.ACCEPTED)[1:]]
    assert [" ".join(one.split()) for one in rejected(returned)] == [heading, *plain(sample.REJECTED)[1:]]
