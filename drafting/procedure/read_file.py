"""The one place where a file's name says which reader takes it."""

from __future__ import annotations

from pathlib import PurePath
from typing import Literal

from drafting.errors import Invalid
from drafting.exchange.document import Reading
from drafting.exchange.read_docx import read as read_docx
from drafting.exchange.read_markdown import read as read_markdown
from drafting.text.diff import MAX_BLOCK_CHARS

READABLE = (".md", ".txt", ".docx")
LARGEST_FILE = 25 * 1024 * 1024


def read_file(name: str, data: bytes, *, changes: Literal["accept", "reject"] | None) -> Reading:
    """Read a file as a draft, by the ending of its `name`.

    Raises Invalid: "file-type", "file-empty", "file-too-large", "tracked-changes" (with how many; ask, then give
    `changes`), "block-too-long" (with how it begins: what is longer could not be amended), and what the readers raise
    ("file-broken", "file-encrypted", "file-not-text" …).
    """
    ending = PurePath(name.lower()).suffix
    if ending not in READABLE:
        raise Invalid("file-type", field="file", ending=ending or name, readable=", ".join(READABLE))
    if not data:
        raise Invalid("file-empty", field="file")
    if len(data) > LARGEST_FILE:
        raise Invalid("file-too-large", field="file", most=LARGEST_FILE // 1024 // 1024)
    reading = read_docx(data, changes=changes) if ending == ".docx" else read_markdown(data)
    for text in (part for block in reading.blocks for part in block.parts):
        if len(text) > MAX_BLOCK_CHARS:
            raise Invalid("block-too-long", field="file", words=text[:60], length=len(text), limit=MAX_BLOCK_CHARS)
    return reading
