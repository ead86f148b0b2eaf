"""What LibreOffice saves of a file with tracked changes, as DOCX and as ODT, reads as the file itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from drafting.exchange import read_returned_docx, read_returned_odt, write_docx
from drafting.exchange.returned import Returned, ReturnedParagraph, accepted, joined, rejected
from drafting.text.blocks import Kind
from drafting.text.inline import Mark
from tests.exchange.returned_rich import rich
from tests.exchange.sample import sample
from tests.exchange.test_clean_exports import EVERY_KIND, an_issue
from tests.peers.office import Office

READERS: dict[str, Callable[[bytes], Returned]] = {"docx": read_returned_docx.read, "odt": read_returned_odt.read}


@pytest.fixture(scope="module", params=READERS)
def saved(request: pytest.FixtureRequest, libreoffice: Office, tmp_path_factory: pytest.TempPathFactory) -> Returned:
    """The rich file as LibreOffice saves it, read."""
    path = tmp_path_factory.mktemp("rich") / "rich.docx"
    path.write_bytes(rich())
    return READERS[request.param](libreoffice(path, request.param).read_bytes())


@pytest.fixture(scope="module")
def own() -> Returned:
    return read_returned_docx.read(rich())


def alike(one: ReturnedParagraph) -> ReturnedParagraph:
    """What every word processor keeps: not the names of notes, the calling of moves, or numbers of what was joined.

    The end of a cell's last paragraph is the cell's; LibreOffice tells nothing of it."""
    runs = [replace(run, text="note" if run.mark is Mark.FOOTNOTE else run.text, moved=False) for run in one.runs]
    kept = replace(one, runs=joined(runs), note="note" if one.note else "", moved=False, label="", reformatted=None)
    return replace(kept, mark_inserted=None, mark_deleted=None) if one.table else kept


def test_every_word_is_where_it_was_with_whose_it_is_and_when(own: Returned, saved: Returned) -> None:
    assert [one.runs for one in map(alike, saved.paragraphs)] == [one.runs for one in map(alike, own.paragraphs)]


def test_every_paragraph_keeps_its_key(own: Returned, saved: Returned) -> None:
    assert [one.keys for one in saved.paragraphs] == [one.keys for one in own.paragraphs]
    assert [one for paragraph in own.paragraphs for one in paragraph.keys] == list(range(1, 19))


def test_splits_joins_rows_and_tables_are_told(own: Returned, saved: Returned) -> None:
    def structure(one: ReturnedParagraph) -> tuple[object, ...]:
        return (one.mark_inserted, one.mark_deleted, one.table, one.row, one.cell, one.header, one.row_inserted,
                one.row_deleted, one.title)  # fmt: skip

    expected = [structure(alike(one)) for one in own.paragraphs]
    assert [structure(alike(one)) for one in saved.paragraphs] == expected


def test_headings_points_and_numbered_paragraphs_are_what_they_were(own: Returned, saved: Returned) -> None:
    """But for two that LibreOffice itself changes: what a deleted end joins to a heading, and the list of a deleted
    point."""
    changed = {7, 9}
    kinds = [(one.kind, one.level, one.style) for one in own.paragraphs if not changed & {*one.keys}]
    assert [(one.kind, one.level, one.style) for one in saved.paragraphs if not changed & {*one.keys}] == kinds
    labels = [one.label for one in saved.paragraphs if one.keys and one.keys[0] in (2, 3, 4, 8, 10)]
    assert labels == ["1", "2", "4", "a)", "(i)"]


def test_comments_stand_on_their_words(saved: Returned) -> None:
    def quoted(spans: tuple[tuple[int, int, int], ...]) -> list[str]:
        return [saved.paragraphs[at].text[start:end] for at, start, end in spans]

    assert [(one.author, one.text, quoted(one.spans)) for one in saved.comments] == [
        ("Anna", "Why these?", ["and regions should "]),
        ("Bert", "A fine table.", ["table"]),
    ]
    assert {one.at.isoformat() for one in saved.comments if one.at} == {"2024-05-06T07:08:09+00:00"}


def test_both_readings_are_the_same(own: Returned, saved: Returned) -> None:
    assert accepted(saved) == accepted(own)
    assert rejected(saved) == rejected(own)


@pytest.mark.parametrize("extension", READERS)
def test_a_working_copy_that_nobody_changed_comes_back_as_it_was(
    libreoffice: Office, tmp_path: Path, extension: str
) -> None:
    path = tmp_path / "draft.docx"
    path.write_bytes(write_docx.write(an_issue(EVERY_KIND)))
    own = read_returned_docx.read(path.read_bytes())
    returned = READERS[extension](libreoffice(path, extension).read_bytes())
    unnamed = [replace(alike(one), label=one.label) for one in returned.paragraphs]
    assert unnamed == [replace(alike(one), label=one.label) for one in own.paragraphs]
    assert (returned.tracked, returned.comments, returned.notes) == (0, (), ())


@pytest.mark.parametrize("extension", READERS)
def test_the_accepted_text_of_the_sample_comes_back(libreoffice: Office, tmp_path: Path, extension: str) -> None:
    path = tmp_path / "sample.docx"
    path.write_bytes(sample())
    returned = READERS[extension](libreoffice(path, extension).read_bytes())
    assert accepted(returned) == accepted(read_returned_docx.read(sample()))
    assert {run.inserted.author for one in returned.paragraphs for run in one.runs if run.inserted} == {
        "Reviewer, Bergen",
        "Reviewer, Malta",
    }
    assert sum(one.kind is Kind.ROW for one in returned.paragraphs) == 6
