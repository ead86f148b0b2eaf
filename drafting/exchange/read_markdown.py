"""Markdown and plain text as a draft."""

from __future__ import annotations

from drafting.errors import Invalid
from drafting.exchange.document import Reading
from drafting.exchange.pandoc_blocks import notes_of
from drafting.text.markdown import parse


def read(data: bytes) -> Reading:
    """Read UTF-8 (a byte order mark is taken off; UTF-16 with one is read too). Raises Invalid ("file-not-text")."""
    try:
        text = data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8")
    except UnicodeDecodeError:
        raise Invalid("file-not-text", field="file") from None
    if "\0" in text:
        raise Invalid("file-not-text", field="file")
    try:
        parsed = parse(text)
    except RecursionError:
        raise Invalid("file-too-complex", field="file") from None
    return Reading(title=parsed.title, blocks=parsed.blocks, notes=notes_of(parsed.losses))
