"""A document's title that stands in its text: it is the draft's title, and none of its blocks."""

from __future__ import annotations

from dataclasses import replace

from drafting.exchange.document import Reading
from drafting.text.blocks import Kind
from drafting.text.inline import plain


def without_own_title(reading: Reading) -> Reading:
    """The reading without its first block, where that says the title and no more."""
    first = reading.blocks[0] if reading.blocks else None
    if first is None or first.kind not in (Kind.HEADING, Kind.PARAGRAPH) or first.label:
        return reading
    same = " ".join(plain(first.text).split()) == " ".join(plain(reading.title).split())
    return replace(reading, blocks=reading.blocks[1:]) if same else reading
