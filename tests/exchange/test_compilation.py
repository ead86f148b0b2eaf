"""The compilation as Word, Excel and CSV: other programs read the same table back, and nothing else is in the file."""

from __future__ import annotations

import io
import re
from datetime import date
from pathlib import Path

import docx
import openpyxl
import pypandoc
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock

from drafting.exchange import write_table_csv, write_table_docx, write_table_xlsx
from drafting.exchange.compilation import Compilation, CompilationWords, Contribution, Reply, as_paper, as_sheet
from drafting.exchange.printed_table import Cell, Column, Head, PrintedTable, cell_of, parted
from drafting.text.diff import diff
from drafting.text.tracked import Stretch, tracked
from tests.peers.office import Office
from tests.tables import csv_rows, everything_in, excel_rows, word_rows

BASE, NEW = "States should **encourage** training.", "States should **require** training, also *online*."
HEAD = Head(
    title="Compilation of contributions",
    group="Working group",
    facts=(("Text", "Framework"), ("Round", "1")),
    legend="Struck through goes.",
    language="en",
    day=date(2026, 11, 12),
    foot="0123456789abcdef",
)
WORDS = CompilationWords(
    number="Number",
    paragraph="Paragraph",
    delegation="Delegation",
    supporters="Supported by",
    kind="Kind",
    change="Change",
    proposed="Text proposed",
    reason="Reason",
    comments="Comments",
    supported="supported by",
)


def marked(old: str, new: str) -> Contribution:
    stretches: list[Stretch[None]] = [Stretch(op=one.op, text=one.text) for one in diff(old, new)]
    return Contribution(
        label="A-031",
        place="14",
        delegation="Bergen",
        supporters=("Malta", "Lublin"),
        kind="substantive",
        change=parted(tracked(stretches)),
        in_words="replaces encourage",
        proposed=new,
        reason="It must be a duty.",
    )


COMPILATION = Compilation(
    head=HEAD,
    words=WORDS,
    rows=(
        marked(BASE, NEW),
        Contribution(
            label="C-088",
            place="14",
            delegation="Malta",
            notes=("late",),
            kind="general",
            quote="training",
            words="Which training?\nOf whom?",
            replies=(Reply(delegation="Bergen", words="All of it."),),
        ),
        Contribution(label="A-032", place="15", delegation="Lublin", notes=("withdrawn, 12 Nov 2026",)),
    ),
)


def excel(compilation: Compilation) -> bytes:
    return write_table_xlsx.write(as_sheet(compilation), about="About")


def a_table(words: str) -> PrintedTable:
    return PrintedTable(head=HEAD, columns=(Column(name="Only", share=1),), rows=((cell_of(words),),))


def test_the_word_table_has_a_row_for_each_contribution_in_order() -> None:
    rows = word_rows(write_table_docx.write(as_paper(COMPILATION)))
    assert rows[0] == ["Number", "Paragraph", "Delegation", "Kind", "Text proposed", "Reason", "Comments"]
    assert rows[1][:4] == ["A-031", "14", "Bergen\nsupported by Malta, Lublin", "substantive"]
    assert rows[2][6] == "“training”\nWhich training?\nOf whom?\nBergen: All of it."
    assert rows[3] == ["A-032", "15", "Lublin\nwithdrawn, 12 Nov 2026", "", "", "", ""]


def test_in_word_deleted_words_are_struck_through_and_new_ones_underlined_as_formatting() -> None:
    data = write_table_docx.write(as_paper(COMPILATION))
    cell = docx.Document(io.BytesIO(data)).tables[-1].rows[1].cells[4]
    runs = [run for paragraph in cell.paragraphs for run in paragraph.runs]
    assert "".join(run.text for run in runs if not run.font.underline) == "States should encourage training."
    assert "".join(run.text for run in runs if not run.font.strike) == "States should require training, also online."
    assert [run.text for run in runs if run.bold] == ["encourage", "require"]
    assert [run.text for run in runs if run.italic] == ["online"]
    body = everything_in(data)
    assert not re.search(r"<w:(ins|del|moveFrom|moveTo)\b", body)


def test_the_word_file_lies_on_its_side_and_repeats_its_headings() -> None:
    data = write_table_docx.write(as_paper(COMPILATION))
    opened = docx.Document(io.BytesIO(data))
    section = opened.sections[0]
    assert section.page_width is not None and section.page_height is not None
    assert section.page_width > section.page_height
    assert "<w:tblHeader" in everything_in(data)
    assert word_rows(data, table=0) == [["Text", "Framework"], ["Round", "1"]]


def test_each_file_bears_the_journal_s_head_that_the_draft_was_issued_with() -> None:
    assert HEAD.foot in everything_in(write_table_docx.write(as_paper(COMPILATION)))
    assert [HEAD.foot, ""] in excel_rows(excel(COMPILATION), sheet=1)


def test_pandoc_and_libreoffice_read_the_same_table(tmp_path: Path, libreoffice: Office) -> None:
    path = tmp_path / "compilation.docx"
    path.write_bytes(write_table_docx.write(as_paper(COMPILATION)))
    told = pypandoc.convert_file(str(path), "plain", extra_args=["--columns=400"])
    assert "A-031" in told and "Bergen: All of it." in told
    again = libreoffice(path, "docx")
    assert word_rows(again.read_bytes()) == word_rows(path.read_bytes())


def test_excel_has_a_sheet_to_filter_and_one_about_it() -> None:
    data = excel(COMPILATION)
    rows = excel_rows(data)
    assert rows[0] == [column.name for column in as_sheet(COMPILATION).columns]
    assert rows[1][0:5] == ["A-031", "14", "Bergen", "Malta\nLublin", "substantive"]
    assert rows[1][6:] == [NEW, "It must be a duty.", ""]
    assert excel_rows(data, sheet=1)[0][0] == "Compilation of contributions"
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert book.sheetnames == ["Compilation of contributions", "About"]
    assert (book.worksheets[0].freeze_panes, book.worksheets[0].auto_filter.ref) == ("B2", "A1:I4")


def test_in_excel_the_change_is_marked_in_its_cell() -> None:
    book = openpyxl.load_workbook(io.BytesIO(excel(COMPILATION)), rich_text=True)
    value = book.worksheets[0]["F2"].value
    assert isinstance(value, CellRichText)
    struck = [part.text for part in value if isinstance(part, TextBlock) and part.font.strike]
    new = [part.text for part in value if isinstance(part, TextBlock) and part.font.u]
    assert (struck, "".join(new)) == (["encourage"], "require, also online")


def test_pandoc_reads_the_excel_file_as_openpyxl_does(tmp_path: Path) -> None:
    path = tmp_path / "compilation.xlsx"
    path.write_bytes(excel(COMPILATION))
    told = pypandoc.convert_file(str(path), "plain", format="xlsx", extra_args=["--columns=900"])
    assert "A-031" in told and NEW in told and "Bergen: All of it." in told


@pytest.mark.parametrize("typed", ["=1+1", "+cmd", "-2", "@SUM(A1)", '=HYPERLINK("http://x")', "http://example.org"])
def test_what_looks_like_a_formula_or_a_link_stays_what_was_typed(typed: str) -> None:
    data = write_table_xlsx.write(a_table(typed), about="About")
    cell = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]["A2"]
    assert (cell.value, cell.data_type, cell.hyperlink) == (typed, "s", None)
    ((_heading,), (told,)) = csv_rows(write_table_csv.write(a_table(typed)))
    assert told == (typed if typed.startswith("h") else f"'{typed}")


def test_csv_tells_the_change_in_words_and_parts_cells_as_asked() -> None:
    rows = csv_rows(write_table_csv.write(as_sheet(COMPILATION), delimiter=";"), delimiter=";")
    assert rows[1][5:7] == ["replaces encourage", NEW]
    assert [row[0] for row in rows] == ["Number", "A-031", "C-088", "A-032"]


def test_the_same_table_gives_the_same_bytes() -> None:
    assert write_table_docx.write(as_paper(COMPILATION)) == write_table_docx.write(as_paper(COMPILATION))
    assert excel(COMPILATION) == excel(COMPILATION)


def test_no_part_of_a_file_names_a_program_user_or_an_editing_session() -> None:
    for data in (write_table_docx.write(as_paper(COMPILATION)), excel(COMPILATION)):
        told = everything_in(data)
        assert "rsid" not in told
        assert re.findall(r"<(?:dc:creator|cp:lastModifiedBy)>[^<]+<", told) == []


def test_signs_that_xml_cannot_hold_are_left_out_and_a_sheet_may_be_called_anything() -> None:
    table = a_table("bell \x07 and \ufffe")
    assert word_rows(write_table_docx.write(table))[1] == ["bell  and "]
    head = Head(title="'Text [A]: B/C? and much more than a sheet's name may hold'", group="")
    odd = PrintedTable(head=head, columns=table.columns, rows=table.rows)
    data = write_table_xlsx.write(odd, about="'")
    assert excel_rows(data)[1] == ["bell  and "]
    assert openpyxl.load_workbook(io.BytesIO(data)).sheetnames == ["Text  A   B C  and much more th", "1"]


def test_a_cell_that_excel_could_not_hold_ends_with_a_sign_that_says_so() -> None:
    value = excel_rows(write_table_xlsx.write(a_table("long " * 8000), about="About"))[1][0]
    assert (len(value), value[-4:]) == (32_767, " […]"[-4:])


def test_an_empty_compilation_is_a_table_of_headings() -> None:
    empty = Compilation(head=HEAD, words=WORDS, rows=())
    assert len(word_rows(write_table_docx.write(as_paper(empty)))) == 1
    assert len(excel_rows(excel(empty))) == 1
    assert Cell().words == ""
