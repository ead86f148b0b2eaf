"""Word files as drafts: what they read as, tracked changes settled, hostile ones refused."""

from __future__ import annotations

import io
import zipfile
from typing import Literal

import docx
import pytest

from drafting.errors import Invalid
from drafting.exchange import read_docx
from drafting.exchange.document import Lost, Reading
from drafting.text.blocks import Kind, point_markers
from tests.exchange.sample import ACCEPTED, CHANGES, REJECTED, W, package, sample, simple


def told(reading: Reading) -> list[tuple[str, str, str]]:
    return [
        (block.kind.value, block.label or marker, " | ".join(block.cells) if block.kind is Kind.ROW else block.text)
        for block, marker in zip(reading.blocks, point_markers(reading.blocks), strict=True)
    ]


def document(inner: str) -> bytes:
    return package(f'<w:document xmlns:w="{W}"><w:body>{inner}</w:body></w:document>')


def refusal(data: bytes, changes: Literal["accept", "reject"] | None = None) -> Invalid:
    with pytest.raises(Invalid) as caught:
        read_docx.read(data, changes=changes)
    return caught.value


def test_a_file_with_tracked_changes_is_not_taken_silently() -> None:
    error = refusal(sample())
    assert error.code == "tracked-changes"
    assert error.facts["count"] == CHANGES
    assert error.facts["authors"] == "Reviewer, Bergen, Reviewer, Malta"


def test_accepted_changes_give_the_new_text() -> None:
    reading = read_docx.read(sample(), changes="accept")
    assert told(reading) == list(ACCEPTED)
    assert reading.tracked_changes == CHANGES


def test_rejected_changes_give_the_old_text() -> None:
    assert told(read_docx.read(sample(), changes="reject")) == list(REJECTED)


def test_a_file_without_changes_reads_the_same_whatever_is_said_about_them() -> None:
    data = simple("One.", "Two.")
    assert [block.text for block in read_docx.read(data, changes=None).blocks] == ["One.", "Two."]
    assert read_docx.read(data, changes="reject") == read_docx.read(data, changes=None)


def test_a_change_around_a_content_control_keeps_its_words() -> None:
    control = "<w:sdt><w:sdtContent><w:r><w:t>chosen</w:t></w:r></w:sdtContent></w:sdt>"
    data = document(
        f'<w:p><w:r><w:t xml:space="preserve">The </w:t></w:r><w:ins w:id="1" w:author="A">{control}</w:ins></w:p>'
    )
    assert [block.text for block in read_docx.read(data, changes="accept").blocks] == ["The chosen"]
    assert [block.text for block in read_docx.read(data, changes="reject").blocks] == ["The"]


def test_former_formatting_comes_back_when_changes_are_rejected() -> None:
    changed = '<w:rPr><w:b/><w:rPrChange w:id="1" w:author="A"><w:rPr><w:i/></w:rPr></w:rPrChange></w:rPr>'
    inserted = '<w:ins w:id="2" w:author="A"><w:r><w:t xml:space="preserve"> x</w:t></w:r></w:ins>'
    data = document(f"<w:p><w:r>{changed}<w:t>word</w:t></w:r>{inserted}</w:p>")
    assert read_docx.read(data, changes="accept").blocks[0].text == "**word** x"
    assert read_docx.read(data, changes="reject").blocks[0].text == "*word*"


def test_a_file_made_by_another_program_keeps_its_headings_lists_tables_and_links() -> None:
    made = docx.Document()
    made.add_heading("A. Purpose", level=2)
    paragraph = made.add_paragraph("Plain, ")
    paragraph.add_run("bold ").bold = True
    paragraph.add_run("tail")
    made.add_paragraph("one", style="List Bullet")
    made.add_paragraph("a) typed by hand")
    made.add_paragraph("b) and another")
    table = made.add_table(rows=2, cols=2)
    for cell, words in zip([cell for row in table.rows for cell in row.cells], ("A", "B", "c\nd", ""), strict=True):
        cell.text = words
    out = io.BytesIO()
    made.save(out)
    reading = read_docx.read(out.getvalue(), changes=None)
    assert told(reading)[:5] == [
        ("heading", "A.", "Purpose"),
        ("paragraph", "", "Plain, **bold** tail"),
        ("point", "•", "one"),
        ("point", "a)", "typed by hand"),
        ("point", "b)", "and another"),
    ]
    assert [block.cells for block in reading.blocks if block.kind is Kind.ROW] == [("A", "B"), ("c\\\nd", "")]
    assert [block.level for block in reading.blocks][:1] == [2]


def test_numbers_typed_by_hand_are_points_where_they_run_on_and_else_words() -> None:
    data = simple("A. Houses", "1. small", "2. large", "B. Schools", "D. Smith spoke.", "The end.", "2. June was hot.")
    assert told(read_docx.read(data, changes=None)) == [
        ("point", "A.", "Houses"),
        ("point", "1.", "small"),
        ("point", "2.", "large"),
        ("point", "B.", "Schools"),
        ("paragraph", "", "D. Smith spoke."),
        ("paragraph", "", "The end."),
        ("paragraph", "", "2. June was hot."),
    ]


def test_labelled_lines_in_bold_are_headings_of_a_file_without_heading_styles() -> None:
    bold = "<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>{}</w:t></w:r></w:p>"
    plain = "<w:p><w:r><w:t>Words.</w:t></w:r></w:p>"
    data = document(bold.format("2.1 Purpose") + plain + bold.format("Mind the date"))
    assert told(read_docx.read(data, changes=None)) == [
        ("heading", "2.1", "Purpose"),
        ("paragraph", "", "Words."),
        ("paragraph", "", "**Mind the date**"),
    ]


def test_what_stands_beside_the_text_is_told() -> None:
    comment = (
        f'<w:comments xmlns:w="{W}"><w:comment w:id="0" w:author="A"><w:p><w:r><w:t>Why?</w:t></w:r></w:p></w:comment>'
        "</w:comments>"
    )
    header = f'<w:hdr xmlns:w="{W}"><w:p><w:r><w:t>Confidential</w:t></w:r></w:p></w:hdr>'
    text = f'<w:document xmlns:w="{W}"><w:body><w:p><w:r><w:t>Words.</w:t></w:r></w:p></w:body></w:document>'
    reading = read_docx.read(package(text, comments=comment, header1=header), changes=None)
    assert {(note.lost, note.words) for note in reading.notes} == {
        (Lost.COMMENT, "Why?"),
        (Lost.HEADER_FOOTER, "Confidential"),
    }


def test_a_damaged_file_is_refused() -> None:
    assert refusal(b"PK\x03\x04 not really").code == "file-broken"
    assert refusal(b"hello").code == "file-broken"
    assert refusal(sample()[:-200]).code == "file-broken"


def test_a_part_that_is_no_xml_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as written:
        written.writestr("word/document.xml", "<w:document")
    assert refusal(out.getvalue()).code == "file-broken"


def test_a_bit_flipped_inside_a_compressed_part_is_refused() -> None:
    whole = bytearray(sample())
    info = next(
        one for one in zipfile.ZipFile(io.BytesIO(bytes(whole))).infolist() if one.filename.endswith("document.xml")
    )
    middle = info.header_offset + 60 + info.compress_size // 2
    whole[middle] ^= 0xFF
    assert refusal(bytes(whole), "accept").code == "file-broken"


def test_a_package_of_another_kind_is_no_word_document() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as written:
        written.writestr("xl/workbook.xml", "<workbook/>")
    assert refusal(out.getvalue()).code == "file-not-word"


def test_a_password_and_the_old_format_are_told_apart() -> None:
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
    assert refusal(ole + "EncryptedPackage".encode("utf-16-le")).code == "file-encrypted"
    assert refusal(ole + "WordDocument".encode("utf-16-le")).code == "file-not-word"


def test_a_package_that_unpacks_to_far_more_than_it_weighs_is_refused_unopened() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as written:
        written.writestr("word/document.xml", b" " * (40 * 1024 * 1024))
    assert len(out.getvalue()) < 100_000
    assert refusal(out.getvalue()).code == "file-too-large"


def test_a_package_with_very_many_parts_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as written:
        for at in range(3100):
            written.writestr(f"word/media/{at}", b"")
    assert refusal(out.getvalue()).code == "file-too-large"


def test_entities_are_refused_and_never_resolved() -> None:
    bomb = '<!DOCTYPE d [<!ENTITY a "x"><!ENTITY b "&a;&a;&a;&a;">]>'
    text = f'<w:document xmlns:w="{W}"><w:body><w:p><w:r><w:t>&b;</w:t></w:r></w:p></w:body></w:document>'
    for encoding in ("utf-8", "utf-16"):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as written:
            written.writestr(
                "word/document.xml", f'<?xml version="1.0" encoding="{encoding}"?>{bomb}{text}'.encode(encoding)
            )
        assert refusal(out.getvalue()).code == "file-broken"


def test_xml_nested_beyond_reason_is_refused() -> None:
    deep = "<w:p>" * 5000 + "</w:p>" * 5000
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as written:
        written.writestr("word/document.xml", f'<w:document xmlns:w="{W}"><w:body>{deep}</w:body></w:document>')
    assert refusal(out.getvalue()).code == "file-too-complex"


def test_a_link_to_a_file_on_somebodys_computer_becomes_words() -> None:
    fields = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        '<w:r><w:instrText> HYPERLINK "file:///C:/secret.docx" </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>here</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    reading = read_docx.read(document(f"<w:p>{fields}</w:p>"), changes=None)
    assert [block.text for block in reading.blocks] == ["here"]
    assert [note.lost for note in reading.notes] == [Lost.LINK_NOWHERE]
