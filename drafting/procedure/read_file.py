"""The one place where a file's name says which reader takes it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import PurePath
from typing import Literal

from drafting.errors import Invalid
from drafting.exchange.document import Lost, Note, Reading
from drafting.exchange.read_docx import read as read_docx
from drafting.exchange.read_html import read as read_html
from drafting.exchange.read_markdown import read as read_markdown
from drafting.exchange.read_odt import read as read_odt
from drafting.text.blocks import Block
from drafting.text.brackets import Fault, lint
from drafting.text.diff import MAX_BLOCK_CHARS

READABLE = (".md", ".txt", ".docx", ".odt", ".html", ".htm")
_READERS: dict[str, Callable[[bytes], Reading]] = {
    ".md": read_markdown,
    ".txt": read_markdown,
    ".odt": read_odt,
    ".html": read_html,
    ".htm": read_html,
}
PACKAGES = (".docx", ".odt")
AROUND = 30
"""How much text on either side tells where a bracket stands, in code points."""
_BRACKETS: dict[Fault, Lost] = {
    "unclosed": Lost.OPEN_BRACKET,
    "unopened": Lost.OPEN_BRACKET,
    "cells": Lost.OPEN_BRACKET,
    "crossing": Lost.CROSSING_BRACKET,
    "empty": Lost.EMPTY_BRACKET,
}
LARGEST_FILE = 25 * 1024 * 1024
"""In bytes: a Word file, most of which is pictures."""
LARGEST_TEXT = 1024 * 1024
"""In bytes: some 150,000 words, more than a group goes through; prose of that size was read in 3 seconds."""


def read_file(name: str, data: bytes, *, changes: Literal["accept", "reject"] | None) -> Reading:
    """Read a file as a draft, by the ending of its `name`.

    Raises Invalid: "file-type", "file-rtf", "file-empty", "file-too-large", "text-too-large" (kilobytes),
    "tracked-changes" (with how many; ask, then give `changes`), "block-too-long" (with how it begins: what is longer
    could not be amended), and what the readers raise ("changes-elsewhere", "file-broken", "file-encrypted" …).
    """
    ending = PurePath(name.lower()).suffix
    if ending == ".rtf":  # docs/decisions/007: what reads it loses words without a word
        raise Invalid("file-rtf", field="file")
    if ending not in READABLE:
        raise Invalid("file-type", field="file", ending=ending or name, readable=", ".join(READABLE))
    if not data:
        raise Invalid("file-empty", field="file")
    if len(data) > LARGEST_FILE:
        raise Invalid("file-too-large", field="file", most=LARGEST_FILE // 1024 // 1024)
    if ending not in PACKAGES and len(data) > LARGEST_TEXT:
        raise Invalid("text-too-large", field="file", size=len(data) // 1024, most=LARGEST_TEXT // 1024)
    reading = read_docx(data, changes=changes) if ending == ".docx" else _READERS[ending](data)
    for text in (part for block in reading.blocks for part in block.parts):
        if len(text) > MAX_BLOCK_CHARS:
            raise Invalid("block-too-long", field="file", words=text[:60], length=len(text), limit=MAX_BLOCK_CHARS)
    return replace(reading, notes=(*reading.notes, *_on_brackets(reading.blocks)))


def _on_brackets(blocks: Sequence[Block]) -> Iterator[Note]:
    """The square brackets that need a look, each with the words around it. Whose wordings they are is not asked: the
    group of the file may be another."""
    for block in blocks:
        for part, found in lint(block.parts):
            around = block.parts[part][max(found.start - AROUND, 0) : found.start + AROUND]
            yield Note(lost=_BRACKETS[found.code], words=" ".join(around.split()))
