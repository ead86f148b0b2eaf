"""The one place where a file's name says which reader takes it."""

from __future__ import annotations

from pathlib import PurePath
from typing import Literal

from drafting.errors import Invalid
from drafting.exchange.document import Reading
from drafting.exchange.read_docx import read as read_docx
from drafting.exchange.read_markdown import read as read_markdown

READABLE = (".md", ".txt", ".docx")
LARGEST_FILE = 25 * 1024 * 1024


def read_file(name: str, data: bytes, *, changes: Literal["accept", "reject"] | None) -> Reading:
    """Read a file as a draft, by the ending of its `name`.

    Raises Invalid: "file-type", "file-empty", "file-too-large", "tracked-changes" (with how many; ask, then give
    `changes`), and what the readers raise ("file-broken", "file-encrypted", "file-not-text" …).
    """
    ending = PurePath(name.lower()).suffix
    if ending not in READABLE:
        raise Invalid("file-type", field="file", ending=ending or name, readable=", ".join(READABLE))
    if not data:
        raise Invalid("file-empty", field="file")
    if len(data) > LARGEST_FILE:
        raise Invalid("file-too-large", field="file", most=LARGEST_FILE // 1024 // 1024)
    if ending == ".docx":
        return read_docx(data, changes=changes)
    return read_markdown(data)
