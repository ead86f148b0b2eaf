"""The clean versions: what went out comes in again as the same blocks, and nothing of the work stays in it."""

from __future__ import annotations

import io
import re
import zipfile
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from drafting.exchange import read_docx, read_markdown, write_docx, write_html, write_markdown, write_pdf
from drafting.exchange.document import Issue, PrintedBlock
from drafting.model.texts import Numbering
from drafting.procedure.export_draft import of_the_day
from drafting.procedure.layout import printed_numbers
from drafting.text.blocks import Block, Kind
from drafting.text.diff import MAX_BLOCK_CHARS
from drafting.text.markdown import parse
from tests.peers.office import Office

EVERY_KIND = (
    Block(kind=Kind.HEADING, level=1, text="A framework"),
    Block(kind=Kind.HEADING, level=2, label="I.", text="Principles"),
    Block(
        kind=Kind.PARAGRAPH, text="States should **act** *together*, see [the guide](https://example.org/a_(b)).[^1]"
    ),
    Block(kind=Kind.POINT, style="a)", text="first;"),
    Block(kind=Kind.POINT, style="a)", text="second:"),
    Block(kind=Kind.POINT, level=2, style="i.", text="deeper;"),
    Block(kind=Kind.POINT, level=2, style="i.", text="and deeper."),
    Block(kind=Kind.PARAGRAPH, text="[Bergen: require] stays, being the group's own sign.\\\nA second line."),
    Block(kind=Kind.POINT, style="•", text="a bullet"),
    Block(kind=Kind.POINT, style="(1)", start=4, text="a number that does not begin at one"),
    Block(kind=Kind.ROW, cells=("Task", "Who"), header=True, table=1),
    Block(kind=Kind.ROW, cells=("Law | policy", "*All* levels\\\nand more"), table=1),
    Block(kind=Kind.ROW, cells=("", "Regions"), table=1),
    Block(kind=Kind.PARAGRAPH, text="After the table."),
    Block(kind=Kind.FOOTNOTE, label="1", text="All who live in a place."),
)


def an_issue(blocks: tuple[Block, ...], *, title: str = "The title") -> Issue:
    numbers = printed_numbers(blocks, Numbering.CONTINUOUS)
    printed = tuple(
        PrintedBlock(key=key, number=number, block=block)
        for key, (block, number) in enumerate(zip(blocks, numbers, strict=True), start=1)
    )
    return Issue(
        title=title,
        group="Working group",
        reference="GT(2026)1",
        draft_number=1,
        issued_on="2026-11-02",
        language="en",
        blocks=printed,
        head="0123456789abcdef" * 4,
    )


def demonstration() -> tuple[Block, ...]:
    return parse(files("drafting.demo").joinpath("framework.md").read_text(encoding="utf-8")).blocks


@pytest.mark.parametrize("blocks", [EVERY_KIND, demonstration()], ids=["every kind", "the demonstration"])
def test_markdown_comes_in_again_as_the_same_blocks(blocks: tuple[Block, ...]) -> None:
    assert read_markdown.read(write_markdown.write(an_issue(blocks))).blocks == blocks


@pytest.mark.parametrize("blocks", [EVERY_KIND, demonstration()], ids=["every kind", "the demonstration"])
def test_word_comes_in_again_as_the_same_blocks(blocks: tuple[Block, ...]) -> None:
    reading = read_docx.read(write_docx.write(an_issue(blocks)), changes=None)
    assert reading.blocks == blocks
    assert reading.title == "The title"


@pytest.mark.parametrize("blocks", [EVERY_KIND, demonstration()], ids=["every kind", "the demonstration"])
def test_word_saved_again_by_libreoffice_comes_in_as_the_same_blocks(
    blocks: tuple[Block, ...], libreoffice: Office, tmp_path: Path
) -> None:
    path = tmp_path / "draft.docx"
    path.write_bytes(write_docx.write(an_issue(blocks)))
    assert read_docx.read(libreoffice(path, "docx").read_bytes(), changes=None).blocks == blocks


SOME = ("states", "should", "act", "together", "for all", "people", "2026", "Égalité", "学习")
WORDS = st.lists(st.sampled_from(SOME), min_size=1)
TEXTS = WORDS.map(" ".join)


@st.composite
def drafts(draw: st.DrawFn) -> tuple[Block, ...]:
    """Drafts of headings, paragraphs and nested points, each series beginning at its beginning."""
    out = [Block(kind=Kind.HEADING, level=1, text=draw(TEXTS))]
    for _ in range(draw(st.integers(1, 6))):
        out.append(Block(kind=Kind.PARAGRAPH, text=draw(TEXTS)))
        style = draw(st.sampled_from(["a)", "(i)", "1.", "•", "A."]))
        out += [Block(kind=Kind.POINT, style=style, text=draw(TEXTS)) for _ in range(draw(st.integers(0, 3)))]
        if out[-1].kind is Kind.POINT and draw(st.booleans()):
            out.append(Block(kind=Kind.POINT, level=2, style="i)" if style != "(i)" else "a)", text=draw(TEXTS)))
    return tuple(out)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(drafts())
def test_any_draft_goes_out_as_word_and_comes_in_again(blocks: tuple[Block, ...]) -> None:
    assert read_docx.read(write_docx.write(an_issue(blocks)), changes=None).blocks == blocks


def test_the_same_draft_gives_the_same_bytes() -> None:
    issue = an_issue(EVERY_KIND)
    for writer in (write_markdown, write_docx, write_html, write_pdf):
        assert writer.write(issue) == writer.write(issue)


def test_a_word_file_names_no_person_and_holds_no_change_and_no_comment() -> None:
    with zipfile.ZipFile(io.BytesIO(write_docx.write(an_issue(EVERY_KIND)))) as package:
        names = package.namelist()
        whole = "".join(package.read(name).decode("utf-8", "ignore") for name in names)
        core = package.read("docProps/core.xml").decode()
    assert not any("comments" in name or "people" in name for name in names)
    assert not re.search(r"<w:(ins|del|moveFrom|moveTo|rPrChange|pPrChange)\b", whole)
    assert "w:rsid" not in whole
    assert re.search(r"<dc:creator>\s*</dc:creator>|<dc:creator/>", core)
    assert "python-docx" not in core


def test_a_page_holds_everything_in_order_and_no_script() -> None:
    page = write_html.write(an_issue(EVERY_KIND)).decode()
    assert "<script" not in page
    assert " style=" not in page
    assert page.index("Principles") < page.index("first;") < page.index("Law | policy") < page.index("All who live")
    assert '<th scope="col">Task</th>' in page
    assert 'role="doc-endnotes"' in page


def test_markup_typed_by_people_is_words_on_the_page() -> None:
    page = write_html.write(an_issue((Block(kind=Kind.PARAGRAPH, text='<script>alert("x")</script>'),))).decode()
    assert "<script" not in page
    assert "&lt;script&gt;" in page


def test_a_pdf_is_tagged_for_screen_readers_and_holds_the_words() -> None:
    reader = PdfReader(io.BytesIO(write_pdf.write(an_issue(EVERY_KIND))))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en"
    words = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
    for expected in ("The title", "I. Principles", "a)", "first;", "Law | policy", "All who live in a place."):
        assert expected in words


def test_a_pdf_treats_no_word_as_a_command() -> None:
    text = '#panic("x") $1/0$ @nowhere <label> `raw` \\ #let a = 1'
    reader = PdfReader(io.BytesIO(write_pdf.write(an_issue((Block(kind=Kind.PARAGRAPH, text=text),)))))
    assert "#panic" in reader.pages[0].extract_text()


def test_signs_that_a_word_file_cannot_hold_are_left_out_and_a_link_too_long_for_a_pdf_keeps_its_words() -> None:
    strange = "one\ufffe\uffff\x0b\x00 two"
    words = f"{strange} [three](https://group.example/{'a' * 9000}) four"
    blocks = (Block(kind=Kind.HEADING, level=2, text=strange), Block(kind=Kind.PARAGRAPH, text=words))
    issue = an_issue(blocks, title=strange)
    assert read_docx.read(write_docx.write(issue), changes=None).blocks[0].text == "one two"
    told = "".join(page.extract_text() for page in PdfReader(io.BytesIO(write_pdf.write(issue))).pages)
    assert "three" in told and "four" in told


def test_opening_brackets_in_a_text_cost_no_more_than_other_characters() -> None:
    """Each was the beginning of a link once more, up to the end of the text."""
    block = Block(kind=Kind.PARAGRAPH, text="[" * MAX_BLOCK_CHARS + "[paragraph 3](#57)")
    assert of_the_day(block, {57: "14"}).text.endswith("[[paragraph 14](#57)")
