"""Marked-up Word files: what LibreOffice makes of them when every change is rejected, or accepted."""

from __future__ import annotations

import io
import zipfile
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import etree

from drafting.exchange.document import Issue, PrintedBlock
from drafting.exchange.mark_up import Drafts, Kin
from drafting.exchange.marked import Hand, MarkedBlock
from drafting.exchange.marked_ends import left_empty
from drafting.exchange.marked_issue import marked_issue
from drafting.exchange.write_docx import write as write_clean
from drafting.exchange.write_marked import write
from drafting.text.blocks import Block, Kind
from drafting.text.diff import diff
from drafting.text.inline import Mark
from drafting.text.tracked import Stretch
from tests.exchange.random_drafts import NOBODY, drawn
from tests.peers.word_processor import WordProcessor, WriterDocument, WriterParagraph
from tests.soak import SEED, SOAKING

HOW_MANY = 200 if SOAKING else 20
BERGEN = Hand(author="Bergen", at="2026-03-01T10:00:00Z")
MALTA = Hand(author="Malta", at="2026-03-02T10:00:00Z")
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def read(one: WriterParagraph) -> tuple[object, ...]:
    """What a paragraph is to its reader: style, level, place, and its words with their emphasis and links."""
    return one.style, one.level, one.place, tuple((run.text, run.strong, run.em, run.link) for run in one.runs)


def opened(word_processor: WordProcessor, folder: Path, data: bytes, how: str = "") -> WriterDocument:
    path = folder / "file.docx"
    path.write_bytes(data)
    return word_processor(path, *([{"step": "settle", "how": how}] if how else []))


def settled(word_processor: WordProcessor, folder: Path, old: Issue, new: Issue, drafts: Drafts) -> int:
    """Hold what Writer reads of the marked-up file beside the clean ones; how many empty paragraphs stay."""
    marked = marked_issue(old, new, drafts)
    data = write(marked)
    stay = 0
    for how, issue in (("reject", old), ("accept", new)):
        found = opened(word_processor, folder, data, how)
        wanted = [read(one) for one in opened(word_processor, folder, write_clean(issue)).paragraphs]
        told = [read(one) for one in found.paragraphs]
        blocks = [one for one in marked.blocks if isinstance(one, MarkedBlock)]
        empty = left_empty(blocks, accepted=how == "accept")
        if empty:
            assert len(told) == len(wanted) + empty
            told, wanted = ([one for one in side if one[3]] for side in (told, wanted))
        assert told == wanted, how
        assert found.changes == 0
        stay += empty
    return stay


@pytest.mark.parametrize("number", range(HOW_MANY))
def test_rejected_it_is_the_earlier_draft_and_accepted_the_later_one(
    word_processor: WordProcessor, tmp_path: Path, number: int
) -> None:
    old, new, drafts = drawn(SEED + number)
    settled(word_processor, tmp_path, old, new, drafts)


@pytest.mark.parametrize("number", range(HOW_MANY))
def test_every_changed_word_bears_the_hand_that_changed_it(
    word_processor: WordProcessor, tmp_path: Path, number: int
) -> None:
    old, new, drafts = drawn(SEED + number)
    marked = marked_issue(old, new, drafts)
    wanted: Counter[tuple[str, str, str]] = Counter()
    for one in marked.blocks:
        if isinstance(one, MarkedBlock) and one.block.kind is not Kind.FOOTNOTE:
            for run in (run for runs in one.runs for run in runs if run.mark is Mark.TEXT):
                if run.by is not None:
                    wanted.update((run.op, run.by.author, sign) for sign in run.text)
    found: Counter[tuple[str, str, str]] = Counter()
    for paragraph in opened(word_processor, tmp_path, write(marked)).paragraphs:
        for stretch in paragraph.runs:
            if stretch.change and not stretch.text.startswith("[note:"):
                found.update((stretch.change.lower(), stretch.author, sign) for sign in stretch.text)
    assert found == wanted


def issue(*blocks: PrintedBlock) -> Issue:
    return Issue(
        title="A draft", group="", reference="", draft_number=1, issued_on="", language="en", blocks=tuple(blocks)
    )


def paragraph(key: int, text: str, kind: Kind = Kind.PARAGRAPH) -> PrintedBlock:
    return PrintedBlock(key=key, number="", block=Block(kind=kind, text=text))


def row(key: int, *cells: str) -> PrintedBlock:
    return PrintedBlock(key=key, number="", block=Block(kind=Kind.ROW, cells=cells, table=1))


def laid(old: list[PrintedBlock], new: list[PrintedBlock], hands: dict[int, Hand] | None = None) -> Drafts:
    """Two drafts in which blocks of one key belong together; words that changed are Bergen's."""
    after = {one.key: one for one in new}
    kin = [
        Kin(
            old=(one.key,),
            new=(one.key,),
            parts=tuple(compared(a, b) for a, b in zip(one.block.parts, after[one.key].block.parts, strict=True)),
        )
        for one in old
        if one.key in after
    ]
    return Drafts(old=old, new=new, kin=kin, hands=hands or {}, nobody=NOBODY)


def compared(old: str, new: str) -> tuple[Stretch[Hand], ...]:
    return tuple(Stretch(op=one.op, text=one.text, by=None if one.op == "equal" else BERGEN) for one in diff(old, new))


KEPT = [paragraph(1, "The first stays.")]
END = [paragraph(9, "The last stays.")]
TABLE = [row(5, "Task", "Who"), row(6, "Survey", "Regions")]
CASES = {
    "a paragraph before a table": ([*KEPT, paragraph(2, "It goes."), *TABLE], KEPT + TABLE),
    "a paragraph before a table, with another in its place": (
        [*KEPT, paragraph(2, "It goes."), *TABLE],
        [*KEPT, paragraph(3, "It comes."), *TABLE],
    ),
    "a heading before a table": (KEPT + TABLE, [*KEPT, paragraph(2, "It comes", Kind.HEADING), *TABLE]),
    "the last paragraph": ([*KEPT, paragraph(2, "It goes.")], KEPT),
    "a heading at the end": (KEPT, [*KEPT, paragraph(2, "It comes", Kind.HEADING)]),
    "a paragraph after a table at the end": (KEPT + TABLE + [paragraph(2, "It goes.")], KEPT + TABLE),
    "the first paragraph": ([paragraph(2, "It goes."), *KEPT], KEPT),
    "the first row": (KEPT + TABLE + END, KEPT + TABLE[1:] + END),
    "the last row": (KEPT + TABLE + END, KEPT + TABLE[:1] + END),
    "a whole table": (KEPT + TABLE + END, KEPT + END),
    "every word and the place": (KEPT + END, [paragraph(9, "Nothing of it is left"), paragraph(1, "The first stays.")]),
    "everything": (KEPT + TABLE + END, [paragraph(3, "Another text.")]),
    "a point of which some words come in another one's place": (
        [*KEPT, paragraph(2, "to States with", Kind.POINT), *END],
        [*KEPT, paragraph(3, "to States with **cities** and", Kind.POINT), *END],
    ),
    "a point of which some words with a link come in another one's place": (
        [*KEPT, paragraph(2, "year by [act](https://guide.example/a)", Kind.POINT), *END],
        [*KEPT, paragraph(3, "year by [act](https://guide.example/a) of **cities** and", Kind.POINT), *END],
    ),
    "a table of fewer columns in the place of another": (
        [*KEPT, *TABLE, *END],
        [*KEPT, row(7, "Survey"), row(8, "Report"), *END],
    ),
    "a table of more rows in the place of another": (
        [*KEPT, *TABLE, *END],
        [*KEPT, *(replace(one, key=one.key + 9) for one in TABLE), *END],
    ),
}


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("turned", [False, True], ids=["goes", "comes"])
def test_at_the_start_at_the_end_and_beside_tables(
    word_processor: WordProcessor, tmp_path: Path, name: str, turned: bool
) -> None:
    old, new = CASES[name][::-1] if turned else CASES[name]
    stay = settled(word_processor, tmp_path, issue(*old), issue(*new), laid(old, new))
    assert stay == 0


def test_a_table_after_another_that_loses_its_last_row_stays_another_table(
    word_processor: WordProcessor, tmp_path: Path
) -> None:
    other = PrintedBlock(key=7, number="", block=Block(kind=Kind.ROW, cells=("Report",), table=2))
    old, new = [*KEPT, *TABLE, *END], [*KEPT, TABLE[0], other, *END]
    empty = settled(word_processor, tmp_path, issue(*old), issue(*new), laid(old, new))
    assert empty == 1  # rejected, the paragraph between the two is left


def test_the_first_footnote_in_a_paragraph_that_is_split_before_one_that_goes(
    word_processor: WordProcessor, tmp_path: Path
) -> None:
    note = PrintedBlock(key=8, number="1", block=Block(kind=Kind.FOOTNOTE, text="A note.", label="1"))
    gone = paragraph(2, "It goes.", Kind.POINT)
    old = [paragraph(1, "Way[^1] here they should."), gone, *TABLE, *END, note]
    new = [paragraph(1, "Here"), paragraph(3, "they should."), *TABLE, paragraph(9, "The last[^1] stays."), note]
    split = (
        Stretch(op="delete", text="Way[^1] here ", by=BERGEN),
        Stretch(op="insert", text="Here\n\n", by=MALTA),
        Stretch(op="equal", text="they should.", by=None),
    )
    kin = [Kin(old=(1,), new=(1, 3), parts=(split,)), *laid(old[2:], new[2:]).kin]
    drafts = Drafts(old=old, new=new, kin=kin, hands={}, nobody=NOBODY)
    settled(word_processor, tmp_path, issue(*old), issue(*new), drafts)


def test_the_space_between_two_joined_by_nobody_who_is_named_is_tracked_too(
    word_processor: WordProcessor, tmp_path: Path
) -> None:
    old, new = [paragraph(1, "Year"), paragraph(2, "by year."), *END], [paragraph(1, "Year by year."), *END]
    joined = Kin(old=(1, 2), new=(1,), parts=((Stretch(op="equal", text="Year by year.", by=None),),))
    rest = Kin(old=(9,), new=(9,), parts=((Stretch(op="equal", text=END[0].block.text, by=None),),))
    drafts = Drafts(old=old, new=new, kin=[joined, rest], hands={}, nobody=NOBODY)
    assert settled(word_processor, tmp_path, issue(*old), issue(*new), drafts) == 0


def changes_of(data: bytes, name: str = "word/document.xml") -> list[tuple[str, str, str, str]]:
    """(tag, author, date, words) of each insertion and deletion in order, read from the XML itself."""
    root = etree.fromstring(zipfile.ZipFile(io.BytesIO(data)).read(name))
    return [
        (
            etree.QName(one).localname,
            one.get(f"{W}author", ""),
            one.get(f"{W}date", ""),
            "".join(text.text or "" for text in one.iter(f"{W}t", f"{W}delText")),
        )
        for one in root.iter(f"{W}ins", f"{W}del")
    ]


def test_a_change_bears_its_delegation_and_the_date_of_its_amendment() -> None:
    old = [paragraph(1, "States should encourage it."), paragraph(2, "It goes.")]
    new = [paragraph(1, "States should require it."), paragraph(3, "It comes.")]
    drafts = laid(old, new, {2: MALTA})
    data = write(marked_issue(issue(*old), issue(*new), drafts))
    assert changes_of(data) == [
        ("del", "Bergen", "2026-03-01T10:00:00Z", "encourage"),
        ("ins", "Bergen", "2026-03-01T10:00:00Z", "require"),
        ("del", "Malta", "2026-03-02T10:00:00Z", "It goes."),
        ("ins", "Secretariat", "2026-03-09T10:00:00Z", "It comes."),
    ]


def test_the_number_of_a_reference_is_of_its_own_day_on_each_side() -> None:
    text = "As said in [paragraph 7](#2)."
    old = [paragraph(1, text), replace(paragraph(2, "Here."), number="2")]
    new = [paragraph(1, text), replace(paragraph(2, "Here."), number="3")]
    data = write(marked_issue(issue(*old), issue(*new), laid(old, new)))
    assert [(tag, words) for tag, _author, _date, words in changes_of(data)] == [("del", "2"), ("ins", "3")]


def test_a_link_within_a_footnote_is_told_in_the_part_of_the_footnotes() -> None:
    note = PrintedBlock(key=2, number="1", block=Block(kind=Kind.FOOTNOTE, text="[A](https://a.example/)", label="1"))
    data = write_clean(issue(paragraph(1, "Here.[^1]"), note))
    package = zipfile.ZipFile(io.BytesIO(data))
    assert b"https://a.example/" in package.read("word/_rels/footnotes.xml.rels")
    assert b"https://a.example/" not in package.read("word/_rels/document.xml.rels")


def test_the_same_drafts_give_the_same_file() -> None:
    old, new, drafts = drawn(SEED)
    assert write(marked_issue(old, new, drafts)) == write(marked_issue(old, new, drafts))
