"""A working copy that reviewers edit in LibreOffice comes back with the very amendments and comments they made."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest

from drafting.exchange import read_returned_docx, read_returned_odt
from drafting.exchange.found import Found
from drafting.exchange.place_returned import place
from drafting.exchange.returned import Returned
from drafting.exchange.write_working import Guide, write
from drafting.rules.lifecycle import Operation
from tests.exchange.returned_edits import Meant, Scene, scene
from tests.peers.word_processor import WordProcessor
from tests.soak import SEED, share

READERS: dict[str, Callable[[bytes], Returned]] = {"docx": read_returned_docx.read, "odt": read_returned_odt.read}
GUIDE = Guide(heading="How to go about it", paragraphs=("Write.", "Send it back."), draft="framework/1", hash="ab")

Told = tuple[object, ...]


def edited(made: Scene, extension: str, word_processor: WordProcessor, folder: Path) -> tuple[Returned, bytes]:
    """What goes out, read; and the file that comes back."""
    path, back = folder / "out.docx", folder / f"back.{extension}"
    path.write_bytes(write(made.issue, GUIDE))
    word_processor(path, *made.steps, save=back)
    return read_returned_docx.read(path.read_bytes()), back.read_bytes()


def told(found: Found) -> Told:
    reviewer = found.reviewer if found.is_tracked else ""
    return (reviewer, found.found, found.operation, found.key, found.part, found.text, found.after, found.exact,
            found.reason, found.is_tracked)  # fmt: skip


def expected(meant: Meant) -> Told:
    reviewer = meant.reviewer if meant.tracked else ""
    text = "" if meant.operation is Operation.DELETE else meant.text
    return (reviewer, meant.found, meant.operation, meant.key, meant.part, text, meant.after, meant.exact,
            meant.reason, meant.tracked)  # fmt: skip


@pytest.mark.parametrize("extension", READERS)
@pytest.mark.parametrize("number", range(share(10, 100)))
def test_every_edit_arrives_at_its_words_as_what_it_is_from_who_made_it_and_nothing_else(
    word_processor: WordProcessor, tmp_path: Path, number: int, extension: str
) -> None:
    made = scene(SEED + number, in_notes=extension == "docx")
    sent, back = edited(made, extension, word_processor, tmp_path)
    found = place(made.issue.blocks, sent, READERS[extension](back))
    assert sorted(map(str, map(told, found))) == sorted(map(str, map(expected, made.meant)))


@pytest.mark.parametrize("number", range(share(5, 50)))
def test_a_file_that_lost_its_identities_is_placed_by_its_words(
    word_processor: WordProcessor, tmp_path: Path, number: int
) -> None:
    made = scene(SEED + number, in_notes=True)
    sent, back = edited(made, "docx", word_processor, tmp_path)
    found = place(made.issue.blocks, sent, read_returned_docx.read(without_bookmarks(back)))
    assert sorted(map(str, map(told, found))) == sorted(map(str, map(expected, made.meant)))


def without_bookmarks(data: bytes) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as given, zipfile.ZipFile(out, "w") as made:
        for name in given.namelist():
            part = given.read(name)
            made.writestr(
                name, re.sub(rb"<w:bookmark(Start|End)\b[^>]*/>", b"", part) if name.endswith("xml") else part
            )
    return out.getvalue()
