"""What an amendment changes, as it is shown: marked, abridged, or old and new whole where too little survives."""

from __future__ import annotations

import re

from flask_babel import get_locale, gettext
from markupsafe import Markup

from drafting.model.amendments import Amendment
from drafting.model.paragraphs import DraftParagraph
from drafting.rules.lifecycle import Operation
from drafting.text.diff import diff, is_rewritten, is_typographic
from drafting.text.render import abridge, render_diff, render_gone, render_new
from drafting.web.phrases import changes_in_words
from drafting.web.places import place_name

_LINK_TAG = re.compile(r"</?a\b[^>]*>")
GAP = '<span class="skipd">[…]</span>'


def unlinked(html: Markup) -> Markup:
    """The same with the words of its links and no links: what is looked at while one types is no place to stop or to
    leave by."""
    return Markup(_LINK_TAG.sub("", html))


def told_diff(amendment: Amendment, row: DraftParagraph | None) -> tuple[str, Markup, Markup]:
    """What an amendment changes: in words, as an abridged diff, and whole where the abridged one is shorter."""
    if amendment.operation is Operation.INSERT:
        paragraphs = [part for part in amendment.text.split("\n\n") if part.strip()] or [" · ".join(amendment.cells)]
        new = Markup("").join(Markup("<p>{}</p>").format(Markup(render_new(p))) for p in paragraphs)
        return "", new, Markup()
    if row is None:
        return "", Markup(), Markup()
    if amendment.operation is Operation.DELETE:
        text = " · ".join(row.block.parts)
        return "", Markup("<p>{}</p>").format(Markup(render_gone(text))), Markup()
    if amendment.operation is not Operation.REPLACE:
        return "", Markup(), Markup()
    parts = row.block.parts
    base = parts[amendment.part] if amendment.part < len(parts) else ""
    short, whole = shown_diff(base, amendment.text)
    return changes_in_words(diff(base, amendment.text)), typographic_tag(base, amendment.text) + short, whole


def place_of(amendment: Amendment) -> str:
    """What the block is called behind which it moves; "" for what is no move."""
    return place_name(amendment.round_id, amendment.after) if amendment.after is not None else ""


def shown_diff(base: str, text: str) -> tuple[Markup, Markup]:
    """The diff of two wordings, abridged, and whole ("" when it is not longer)."""
    segments = diff(base, text)
    if is_rewritten(segments):
        return Markup("<p>{}</p><p>{}</p>").format(Markup(render_gone(base)), Markup(render_new(text))), Markup()
    whole = Markup("<p>{}</p>").format(Markup(render_diff(segments)))
    short = Markup("<p>{}</p>").format(Markup(render_diff(abridge(segments), gap=GAP)))
    return short, whole if short != whole else Markup()


def whole_diff(base: str, text: str) -> Markup:
    """The diff of two wordings, unabridged, with what it says in words before it for those who do not see it."""
    short, whole = shown_diff(base, text)
    return unseen(changes_in_words(diff(base, text)), tag="p") + typographic_tag(base, text) + (whole or short)


def unseen(words: str, tag: str = "span") -> Markup:
    """Words for those who do not see a change, to stand before it; nothing for none."""
    if not words:
        return Markup()
    return Markup('<{0} class="vh" lang="{1}">{2} </{0}>').format(Markup(tag), get_locale(), words.strip())


def typographic_tag(base: str, text: str) -> Markup:
    """The label of a change of spaces, quotation marks or dashes only; nothing for any other."""
    if not is_typographic(base, text):
        return Markup()
    return Markup('<span class="tag w" lang="{}">{}</span> ').format(get_locale(), gettext("Typographic"))
