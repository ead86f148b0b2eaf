"""A table comes back: what went out is read again, and each row that cannot be taken says why."""

from __future__ import annotations

import io
import unicodedata
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from drafting.errors import Invalid
from drafting.exchange import write_table_docx, write_table_xlsx
from drafting.exchange.comment_table import Commented, CommentTable, CommentWords, as_table
from drafting.exchange.compilation import Compilation, Contribution, as_paper, as_sheet
from drafting.exchange.printed_table import Column, Head, PrintedTable, cell_of
from drafting.exchange.read_table import COMMENT_LIMIT, RefusedRow, Row, TableRow, read
from drafting.exchange.table_headings import folded
from drafting.procedure.submit_comment import BODY_LIMIT
from drafting.rules.lifecycle import REASON_LIMIT
from tests.exchange.test_compilation import COMPILATION, HEAD, NEW, WORDS, excel, marked
from tests.peers.office import Office

ISO = ("Member body", "Line or paragraph", "Clause", "Type (ge, te, ed)", "Comments", "Proposed change",
       "Observations of the secretariat")  # fmt: skip
KNOWN = ("14", "15", "14 a)", "Principles")
COMMENTS = CommentTable(
    head=Head(title="Comments", group="Group", facts=(("Date", "12 Nov 2026"), ("Document", "GT(2026)1"))),
    words=CommentWords(
        member=ISO[0],
        paragraph=ISO[1],
        clause=ISO[2],
        type=ISO[3],
        comments=ISO[4],
        proposed=ISO[5],
        observations=ISO[6],
    ),
    rows=tuple(
        Commented(what=one, clause="Principles", type=type_, observations=("accepted",))
        for one, type_ in zip(COMPILATION.rows, ("te", "ge", ""), strict=True)
    ),
)


def a_word_table(*rows: tuple[str, ...], heading: tuple[str, ...] = ISO) -> bytes:
    columns = tuple(Column(name=name, share=1) for name in heading)
    made = PrintedTable(head=HEAD, columns=columns, rows=tuple(tuple(cell_of(w) for w in row) for row in rows))
    return write_table_docx.write(made)


def an_excel_table(change: Callable[[openpyxl.worksheet.worksheet.Worksheet], None]) -> bytes:
    """Our compilation, changed and saved again by openpyxl as by another program."""
    book = openpyxl.load_workbook(io.BytesIO(excel(COMPILATION)))
    change(book.worksheets[0])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def codes(rows: tuple[Row, ...]) -> list[tuple[int, str]]:
    return [(row.row, row.code if isinstance(row, RefusedRow) else row.paragraph) for row in rows]


def test_our_excel_compilation_comes_back_as_it_went_out() -> None:
    first, second, withdrawn = read(excel(COMPILATION), known=KNOWN)
    assert first == TableRow(
        row=2,
        member_body="Bergen",
        paragraph="14",
        clause="",
        label="A-031",
        kind="substantive",
        comment="",
        proposed=NEW,
        reason="It must be a duty.",
    )
    assert isinstance(second, TableRow)
    assert (second.label, second.member_body, second.kind) == ("C-088", "Malta", "general")
    assert second.comment == "“training”\nWhich training?\nOf whom?\nBergen: All of it."
    assert withdrawn == RefusedRow(row=4, code="row-empty", words="A-032 | 15 | Lublin withdrawn, 12 Nov 2026")


def test_the_comment_table_comes_back_with_the_text_that_stands() -> None:
    first, second, withdrawn = read(write_table_docx.write(as_table(COMMENTS)), known=KNOWN)
    assert isinstance(first, TableRow) and isinstance(second, TableRow)
    assert (first.member_body, first.label, first.paragraph, first.clause) == ("Bergen", "A-031", "14", "Principles")
    assert (first.kind, first.reason, first.comment) == ("substantive", "It must be a duty.", "")
    assert first.proposed == "States should require training, also online."
    assert (second.kind, second.proposed, second.reason) == ("general", "", "")
    assert isinstance(withdrawn, RefusedRow) and withdrawn.code == "row-empty"


def test_the_word_compilation_comes_back_too() -> None:
    first, *_others = read(write_table_docx.write(as_paper(COMPILATION)), known=KNOWN)
    assert isinstance(first, TableRow)
    assert (first.label, first.proposed) == ("A-031", "States should require training, also online.")


def test_libreoffice_may_have_saved_it(tmp_path: Path, libreoffice: Office) -> None:
    path = tmp_path / "comments.docx"
    path.write_bytes(write_table_docx.write(as_table(COMMENTS)))
    assert read(libreoffice(path, "docx").read_bytes(), known=KNOWN) == read(path.read_bytes(), known=KNOWN)


def test_rows_that_were_added_by_hand_are_new_ones() -> None:
    data = a_word_table(
        ("Malta", "§ 15.", "", "te", "Too weak.", "States must pay.\nAnd soon.", ""),
        ("", "", "Principles", "ge", "Fine.", "", ""),
    )
    first, second = read(data, known=KNOWN)
    assert isinstance(first, TableRow) and isinstance(second, TableRow)
    assert (first.paragraph, first.label, first.reason, first.comment) == ("15", "", "Too weak.", "")
    assert first.proposed == "States must pay.\n\nAnd soon."
    assert (second.paragraph, second.comment, second.row) == ("Principles", "Fine.", 3)


def test_figures_and_formulas_typed_into_excel_are_words() -> None:
    def change(sheet: openpyxl.worksheet.worksheet.Worksheet) -> None:
        sheet["B2"], sheet["G2"], sheet["H2"] = 14, "=1+1", "#REF!"
        sheet["G3"] = "'=SUM(A1)"

    first, second, _last = read(an_excel_table(change), known=KNOWN)
    assert isinstance(first, TableRow) and isinstance(second, TableRow)
    assert (first.paragraph, first.proposed, first.reason) == ("14", "=1+1", "#REF!")
    assert second.proposed == "'=SUM(A1)"


def test_an_error_in_excel_is_its_word_and_what_is_struck_through_in_a_proposal_goes() -> None:
    sheet = (
        '<row r="1">'
        + "".join(
            f'<c t="inlineStr"><is><t>{name}</t></is></c>'
            for name in ("Member body", "Line or paragraph", "Type", "Comments", "Proposed change")
        )
        + '</row><row r="5"><c t="inlineStr"><is><t>Bergen</t></is></c><c r="B5"><v>14.0</v></c>'
        '<c t="str"><v>te</v></c><c r="D5" t="e"><v>#N/A</v></c>'
        '<c r="E5" t="inlineStr"><is><r><rPr><strike/></rPr><t>should</t></r><r><t>must_x000A_act</t></r></is></c>'
        "</row>"
    )
    (row,) = read(a_bare_workbook(sheet), known=KNOWN)
    assert isinstance(row, TableRow)
    assert (row.row, row.paragraph, row.reason, row.proposed) == (5, "14", "#N/A", "must\nact")


def a_bare_workbook(rows: str, *, prolog: str = "") -> bytes:
    """The least that an Excel file holds."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{main}" xmlns:r="{relations}"><sheets>'
            '<sheet name="old" sheetId="2" state="hidden" r:id="r2"/><sheet name="a" sheetId="1" r:id="r1"/></sheets>'
            "</workbook>",
        )
        package.writestr(
            "xl/_rels/workbook.xml.rels",
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            '<Relationship Id="r1" Type="x" Target="worksheets/sheet1.xml"/></Relationships>',
        )
        package.writestr(
            "xl/worksheets/sheet1.xml", f'{prolog}<worksheet xmlns="{main}"><sheetData>{rows}</sheetData></worksheet>'
        )
    return out.getvalue()


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (("Bergen", "99", "", "te", "Why.", "Text.", ""), "paragraph-unknown"),
        (("Bergen", "14", "", "te", "", "", "seen"), "row-empty"),
        (("Bergen", "14", "", "x", "Why.", "Text.", ""), "kind-unknown"),
        (("Bergen", "14", "", "te", "", "a" * 24_001, ""), "row-too-long"),
        (("Bergen", "14", "", "te", "a" * 601, "Text.", ""), "row-too-long"),
        (("Bergen", "14", "", "ge", "a" * 10_001, "", ""), "row-too-long"),
    ],
)
def test_a_row_that_cannot_be_taken_says_why_and_the_next_is_read(row: tuple[str, ...], code: str) -> None:
    refused, taken = read(a_word_table(row, ("Malta", "14", "", "ed", "", "Text.", "")), known=KNOWN)
    assert isinstance(refused, RefusedRow) and isinstance(taken, TableRow)
    assert (refused.row, refused.code) == (2, code)
    assert taken.kind == "editorial"


def test_limits_are_those_of_the_forms() -> None:
    assert (COMMENT_LIMIT, REASON_LIMIT) == (BODY_LIMIT, 600)


@pytest.mark.parametrize(
    "heading",
    [
        ("Member body", "Line or paragraph", "Clause", "Type", "Remarks", "Proposed change", "Observations"),
        (
            "Member body",
            "Line or paragraph",
            "Clause",
            "Type",
            "Comments",
            "Comments",
            "Observations of the secretariat",
        ),
        ("Member body", "Line or paragraph", "Type", "Proposed change"),
    ],
)
def test_altered_headings_refuse_the_table(heading: tuple[str, ...]) -> None:
    (refused,) = read(a_word_table(("",) * len(heading), heading=heading), known=KNOWN)
    assert isinstance(refused, RefusedRow)
    assert (refused.row, refused.code) == (1, "headings-altered")
    assert heading[0] in refused.words


@pytest.mark.parametrize(
    "heading",
    [
        ("MB/ NC1", "Line number (e.g. 17)", "Clause/ Subclause (e.g. 3.1)", "Paragraph/ Figure/ Table/ (e.g. Table 1)",
         "Type of comment2", "Comments", "Proposed change", "Observations of the secretariat"),
        ("MB1", "Line", "Clause No./ Subclause No./ Annex (e.g. 3.1)", "Paragraph/ Figure/Table/Note (e.g. Table 1)",
         "Type of com-ment2", "Comment (justification for change) by the MB", "Proposed change by the MB",
         "Secretariat observations on each comment submitted"),
    ],
)  # fmt: skip
def test_the_templates_of_iso_and_iec_are_known_with_their_row_of_figures(heading: tuple[str, ...]) -> None:
    figures = ("1", "2", "(3)", "4", "5", "(6)", "(7)", "8")
    row = ("Malta", "", "14", "", "ed", "A slip.", "States act.", "")
    (found,) = read(a_word_table(figures, row, heading=heading), known=KNOWN)
    assert isinstance(found, TableRow)
    assert (found.member_body, found.paragraph, found.kind, found.proposed) == (
        "Malta",
        "14",
        "editorial",
        "States act.",
    )


def test_merged_cells_refuse_their_rows_in_word_and_in_excel() -> None:
    opened = docx.Document(io.BytesIO(a_word_table(*[("Malta", "14", "", "ge", "One.", "", "")] * 3)))
    table = opened.tables[-1]
    table.cell(1, 4).merge(table.cell(1, 5))
    table.cell(2, 0).merge(table.cell(3, 0))
    out = io.BytesIO()
    opened.save(out)
    assert codes(read(out.getvalue(), known=KNOWN)) == [(2, "cells-merged"), (3, "cells-merged"), (4, "cells-merged")]
    merged = an_excel_table(lambda sheet: sheet.merge_cells("B3:C4"))
    assert codes(read(merged, known=KNOWN)) == [(2, "14"), (3, "cells-merged"), (4, "cells-merged")]


def test_empty_rows_within_are_told_and_those_at_the_end_are_not() -> None:
    filled, empty = ("Malta", "14", "", "ge", "One.", "", ""), ("",) * 7
    assert codes(read(a_word_table(empty, filled, empty, empty), known=KNOWN)) == [(2, "row-empty"), (3, "14")]


def test_tracked_changes_in_a_cell_are_read_as_accepted() -> None:
    data = a_word_table(("Malta", "14", "", "ge", "One two.", "", ""))
    word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    tracked = (
        f'<w:p xmlns:w="{word}"><w:del w:author="x"><w:r><w:delText>One</w:delText></w:r></w:del>'
        '<w:ins w:author="x"><w:r><w:t>Three</w:t></w:r></w:ins><w:r><w:t> two.</w:t></w:r></w:p>'
    )
    opened = docx.Document(io.BytesIO(data))
    paragraph = opened.tables[-1].cell(1, 4).paragraphs[0]._p
    paragraph.addnext(docx.oxml.parse_xml(tracked))
    paragraph.getparent().remove(paragraph)
    out = io.BytesIO()
    opened.save(out)
    (row,) = read(out.getvalue(), known=KNOWN)
    assert isinstance(row, TableRow) and row.comment == "Three two."


def a_zip(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            package.writestr(name.replace("__", "/"), data)
    return out.getvalue()


ENTITIES = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "file-broken"),
        (b"Number;Paragraph\n", "file-broken"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "file-not-table"),
        (a_zip(mimetype=b"application/vnd.oasis.opendocument.text"), "file-not-table"),
        (a_zip(**{"xl/workbook.xml": b"<workbook"}), "file-broken"),
        (a_zip(**{"xl/workbook.xml": b"<workbook/>"}), "file-not-table"),
        (a_bare_workbook("", prolog=ENTITIES), "file-broken"),
        (a_bare_workbook('<row r="x"><c r="ZZZ1"><v>1</v></c><c t="s"><v>99</v></c></row>'), "table-missing"),
        (a_bare_workbook("<row/>" * 20_001), "file-too-large"),
        (a_bare_workbook(" " * 9_000_000), "file-too-large"),
        (a_zip(**{"word/document.xml": b"<w>" + b" " * 17_000_000}), "file-too-large"),
        (a_word_table(heading=("Only",)), "table-missing"),
    ],
)  # fmt: skip
def test_what_is_no_table_is_refused_in_words(data: bytes, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        read(data, known=KNOWN)
    assert refused.value.code == code


@given(
    st.lists(
        st.text(st.characters(exclude_categories=["Cs", "Cc", "Co", "Cn"]), min_size=1, max_size=80).filter(str.strip),
        min_size=1,
        max_size=5,
    )
)
def test_whatever_was_proposed_comes_back_from_excel_as_it_was_typed(texts: list[str]) -> None:
    rows = tuple(marked("Some words.", text) for text in texts)
    found = read(write_table_xlsx.write(as_sheet(Compilation(head=HEAD, words=WORDS, rows=rows)), about="About"))
    assert [row.proposed for row in found if isinstance(row, TableRow)] == [normal(text) for text in texts]


def normal(text: str) -> str:
    """As every text is stored."""
    return unicodedata.normalize("NFC", text.strip()).strip()


def test_a_proposal_that_splits_its_paragraph_keeps_its_blank_line_in_excel() -> None:
    parts = "States should act.\n\nCities should help."
    made = Compilation(head=HEAD, words=WORDS, rows=(marked("States should act.", parts),))
    (row,) = read(write_table_xlsx.write(as_sheet(made), about="About"))
    assert isinstance(row, TableRow) and row.proposed == parts


def test_a_name_is_the_same_with_or_without_its_sign() -> None:
    assert len({folded(name) for name in ("14", "§ 14", "§14.", "Paragraph 14", "para. 14", " 14 ")}) == 1
    assert folded("14 a)") != folded("14")
    assert Contribution(label="", place="", delegation="").change == ()
