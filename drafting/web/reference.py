"""References to a paragraph that work in a meeting: what one says, and an address that opens the very words."""

from __future__ import annotations

from dataclasses import dataclass

from flask import url_for
from flask_babel import get_locale, gettext
from markupsafe import Markup

from drafting.model.paragraphs import DraftParagraph
from drafting.model.texts import Draft
from drafting.text.occurrences import occurrences
from drafting.text.render import Marked, render_marked
from drafting.web.phrases import block_name

LONGEST = 300
"""Of quoted words, in characters: an address should fit into a letter."""


@dataclass(frozen=True, slots=True)
class Quoted:
    """Words that a reference quotes: `html` is the block with them marked; None where they do not stand there."""

    words: str
    html: Markup | None


def reference_to(draft: Draft, row: DraftParagraph | None, quoted: Quoted | None = None) -> str:
    """ "" for the whole draft; else as "Draft 3 (WG-INT(2026)9), paragraph 14, “quoted words”, https://…/framework/3/p/36?words=…"."""
    if row is None:
        return ""
    words = quoted.words if quoted is not None else ""
    named = gettext("Draft %(number)s", number=draft.number)
    said = [f"{named} ({draft.reference})" if draft.reference else named, block_name(row.block, row.number)]
    if words:
        said.append(gettext("“%(words)s”", words=words))
    address = url_for(
        "reading.block", text=draft.text.slug, number=draft.number, key=row.key, words=words or None, _external=True
    )
    return ", ".join([*said, address])


def quoted_in(row: DraftParagraph | None, words: str) -> Quoted | None:
    """The words of an address, looked for in the block that it names; None where there are none."""
    words = " ".join(words.split())[:LONGEST]
    if not words or row is None:
        return None
    parts = []
    found = False
    for part in row.block.parts:
        places = occurrences(part, words)
        found = found or bool(places)
        marks = [Marked(start=start, end=end) for start, end in places]
        shown = render_marked(part, marks, opening=_opening, language=str(get_locale()))
        parts.append(f"<td>{shown}</td>" if row.cells else shown)
    return Quoted(words, Markup("".join(parts)) if found else None)


def _opening(_many: int) -> str:
    """What a screen reader hears before the quoted words."""
    return gettext("[quoted: ")
