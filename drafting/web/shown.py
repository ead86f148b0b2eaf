"""What an amendment changes, as it is shown: marked, abridged, or old and new whole where too little survives."""

from __future__ import annotations

from markupsafe import Markup

from drafting.model.amendments import Amendment
from drafting.model.paragraphs import DraftParagraph
from drafting.rules.lifecycle import Operation
from drafting.text.diff import diff, survives
from drafting.text.render import abridge, render_diff, render_inline
from drafting.web.phrases import changes_in_words
from drafting.web.places import place_name

WHOLE_BELOW = 0.4
"""When fewer words than this share survive, old and new are shown whole, one after the other."""

GAP = '<span class="skipd">[…]</span>'


def told_diff(amendment: Amendment, row: DraftParagraph | None) -> tuple[str, Markup, Markup]:
    """What an amendment changes: in words, as an abridged diff, and whole where the abridged one is shorter."""
    if amendment.operation is Operation.INSERT:
        paragraphs = [part for part in amendment.text.split("\n\n") if part.strip()] or [" · ".join(amendment.cells)]
        new = Markup("").join(Markup("<p><ins>{}</ins></p>").format(Markup(render_inline(p))) for p in paragraphs)
        return "", new, Markup()
    if row is None:
        return "", Markup(), Markup()
    if amendment.operation is Operation.DELETE:
        text = " · ".join(row.block.parts)
        return "", Markup("<p><del>{}</del></p>").format(Markup(render_inline(text))), Markup()
    if amendment.operation is not Operation.REPLACE:
        return "", Markup(), Markup()
    parts = row.block.parts
    base = parts[amendment.part] if amendment.part < len(parts) else ""
    return changes_in_words(diff(base, amendment.text)), *shown_diff(base, amendment.text)


def place_of(amendment: Amendment) -> str:
    """What the block is called behind which it moves; "" for what is no move."""
    return place_name(amendment.round_id, amendment.after) if amendment.after is not None else ""


def shown_diff(base: str, text: str) -> tuple[Markup, Markup]:
    """The diff of two wordings, abridged, and whole ("" when it is not longer)."""
    segments = diff(base, text)
    if base and text and survives(segments) < WHOLE_BELOW:
        old, new = Markup(render_inline(base)), Markup(render_inline(text))
        return Markup("<p><del>{}</del></p><p><ins>{}</ins></p>").format(old, new), Markup()
    whole = Markup("<p>{}</p>").format(Markup(render_diff(segments)))
    short = Markup("<p>{}</p>").format(Markup(render_diff(abridge(segments), gap=GAP)))
    return short, whole if short != whole else Markup()
