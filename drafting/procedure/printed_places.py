"""How the blocks of a draft are called in a table that goes out and comes back: by what is printed before them.

"14" is a paragraph, "14 b)" a point beneath it; what has no number is called by its first words. No two blocks are
called the same, and no name depends on a reader's language.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from drafting.exchange.table_headings import folded
from drafting.model.paragraphs import DraftParagraph
from drafting.text.blocks import Kind
from drafting.text.inline import plain

FIRST_WORDS = 40
"""How much of a block without a number names it, in characters."""
NAMELESS = "—"
"""What a block without any words is called."""
_SPACES = re.compile(r"\s+")


def printed_places(rows: Sequence[DraftParagraph]) -> dict[int, str]:
    """The name of each block of a draft, by key; `rows` are in order, with their printed numbers."""
    out: dict[int, str] = {}
    taken: Counter[str] = Counter()
    above: list[str] = []  # the paragraph or heading that points stand under, and the points above, by level
    for row in rows:
        number = row.number.strip().rstrip(".")
        if row.kind is Kind.POINT:
            above = above[: max(row.level, 1)]
            marker = number if number.strip("•-– ") else ""
            name = " ".join(part for part in (*above, marker) if part) if marker else _words(row)
            above.append(marker)
        else:
            name = number if row.kind is Kind.PARAGRAPH and number else " ".join([number, _words(row)]).strip()
            if row.kind in (Kind.PARAGRAPH, Kind.HEADING):
                above = [number]
        name = name or NAMELESS
        taken[folded(name)] += 1
        count = taken[folded(name)]
        out[row.key] = name if count == 1 else f"{name} ({count})"
    return out


def place_named(name: str, places: Mapping[int, str]) -> int | None:
    """The key of the block with this name; None where there is none, or the name is empty."""
    wanted = folded(name)
    return next((key for key, place in places.items() if wanted and folded(place) == wanted), None)


def _words(row: DraftParagraph) -> str:
    """The first words of a block, cut at a word."""
    text = _SPACES.sub(" ", plain(" ".join(part for part in row.block.parts if part.strip()))).strip()
    if len(text) <= FIRST_WORDS:
        return text
    return text[:FIRST_WORDS].rsplit(" ", 1)[0] + "…"
