"""A table as PDF: its words can be read, it is tagged, and hostile words stay words."""

from __future__ import annotations

import io

import pytest
from pypdf import PdfReader

from drafting.exchange import write_table_pdf
from drafting.exchange.compilation import as_paper
from drafting.exchange.printed_table import Column, Head, PrintedTable, cell_of
from tests.exchange.test_compilation import COMPILATION


def words_of(data: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages).split())


def test_the_words_of_the_table_are_in_it_on_pages_across() -> None:
    data = write_table_pdf.write(as_paper(COMPILATION))
    told = words_of(data)
    for words in (
        "Compilation of contributions",
        "Framework",
        "A-031",
        "supported by Malta, Lublin",
        "Of whom?",
        "0123456789abcdef",
    ):
        assert words in told
    page = PdfReader(io.BytesIO(data)).pages[0].mediabox
    assert page.width > page.height


def test_it_is_tagged_for_screen_readers_and_the_same_table_gives_the_same_bytes() -> None:
    data = write_table_pdf.write(as_paper(COMPILATION))
    catalogue = PdfReader(io.BytesIO(data)).trailer["/Root"]
    assert catalogue["/MarkInfo"]["/Marked"]
    assert write_table_pdf.write(as_paper(COMPILATION)) == data


def test_headings_stand_on_every_page() -> None:
    rows = tuple((cell_of(f"row {number}"),) for number in range(120))
    table = PrintedTable(head=Head(title="Long", group=""), columns=(Column(name="Heading", share=1),), rows=rows)
    pages = PdfReader(io.BytesIO(write_table_pdf.write(table))).pages
    assert len(pages) > 1
    assert all("Heading" in page.extract_text() for page in pages)


@pytest.mark.parametrize("words", ['#read("/etc/passwd")', "*a* _b_ $x$ \\", "nothing\0", "glyph: 𓀀", "#" * 20])
def test_what_looks_like_typst_stays_what_was_typed(words: str) -> None:
    table = PrintedTable(
        head=Head(title=words, group=words, facts=((words, words),), legend=words),
        columns=(Column(name=words, share=1),),
        rows=((cell_of(words),), (cell_of(""),)),
    )
    told = words_of(write_table_pdf.write(table))
    assert words.replace("\0", "").split()[0] in told
