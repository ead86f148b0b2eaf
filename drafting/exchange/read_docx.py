"""Word files as a draft: checked as a package, asked about tracked changes, read by pandoc."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from drafting.errors import Invalid
from drafting.exchange.beside_text import beside_text
from drafting.exchange.document import Reading
from drafting.exchange.package import checked, part, tracked_changes
from drafting.exchange.pandoc_blocks import reading_of
from drafting.exchange.read_pandoc import read_tree
from drafting.exchange.settle_changes import settled


def read(data: bytes, *, changes: Literal["accept", "reject"] | None) -> Reading:
    """Read a .docx. `changes` says what to do with tracked changes; None: there must not be any.

    Raises Invalid: "tracked-changes" (with `count` and `authors`) when there are some and `changes` is None, and
    "file-encrypted", "file-broken", "file-too-large", "file-too-slow", "file-not-word".
    """
    package = checked(data)
    if part(package, "word/document.xml") is None:
        raise Invalid("file-not-word", field="file")
    count, authors = tracked_changes(package)
    if count and changes is None:
        raise Invalid("tracked-changes", field="changes", count=count, authors=", ".join(authors))
    tree = read_tree(settled(package, changes) if count and changes else data, source="docx+styles")
    reading = reading_of(tree, tracked_changes=count)
    return replace(reading, notes=(*reading.notes, *beside_text(package)))
