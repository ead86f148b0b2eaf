"""Changes and blocks told in words, for the eye and for a screen reader."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import gettext, ngettext

from drafting.model.amendments import Amendment
from drafting.rules.lifecycle import Operation
from drafting.text.blocks import Block, Kind
from drafting.text.diff import Segment, is_typographic
from drafting.text.words import Phrase, in_words

FIRST_WORDS = 40
"""How much of a block without a number is quoted to name it, in characters."""
MANY = 12
"""More phrases than this are counted, not told."""


def phrase(told: Phrase) -> str:
    """One thing that a change does: replaces “encourage” with “require”."""
    if told.op == "replaces":
        return gettext("replaces “%(old)s” with “%(new)s”", old=told.old, new=told.new)
    if told.op == "adds":
        return gettext("adds “%(new)s”", new=told.new)
    if told.op == "splits" and not told.before:
        return gettext("begins a new paragraph")
    if told.op == "splits":
        return gettext("begins a new paragraph after “%(words)s”", words=told.before)
    if told.op == "joins" and not told.before:
        return gettext("no longer begins a new paragraph")
    if told.op == "joins":
        return gettext("no longer begins a new paragraph after “%(words)s”", words=told.before)
    return gettext("deletes “%(old)s”", old=told.old)


def changes_in_words(segments: Iterable[Segment]) -> str:
    """All that changes, in one sentence; "" when nothing does."""
    given = tuple(segments)
    old = "".join(s.text for s in given if s.op != "insert")
    new = "".join(s.text for s in given if s.op != "delete")
    if old == new:
        return ""
    if is_typographic(old, new):
        return gettext("In words: changes spaces, quotation marks or dashes only.")
    told = [phrase(each) for each in in_words(given)]
    shown = gettext("; ").join(told[:MANY])
    more = len(told) - MANY
    if more > 0:
        more_words = ngettext("and %(num)d more change", "and %(num)d more changes", more)
        return gettext("In words: %(changes)s; %(more)s.", changes=shown, more=more_words)
    return gettext("In words: %(changes)s.", changes=shown)


def block_name(block: Block, number: str) -> str:
    """How a block is called within a sentence: "paragraph 14", "point b)", "heading “Principles”"."""
    words = first_words(block)
    if block.kind is Kind.HEADING:
        return gettext("heading “%(words)s”", words=f"{number} {words}".strip())
    if block.kind is Kind.ROW:
        return gettext("table row “%(words)s”", words=words)
    if block.kind is Kind.FOOTNOTE:
        return gettext("footnote %(number)s", number=number) if number else gettext("footnote “%(words)s”", words=words)
    if block.kind is Kind.POINT:
        shown = number.strip("•-– ")
        if shown:
            return gettext("point %(number)s “%(words)s”", number=shown, words=words)
        return gettext("point “%(words)s”", words=words)
    if number:
        return gettext("paragraph %(number)s", number=number.rstrip("."))
    return gettext("paragraph “%(words)s”", words=words)


def first_words(block: Block) -> str:
    """The first words of a block, cut at a word."""
    text = " ".join(" ".join(part for part in block.parts if part.strip()).split())
    if len(text) <= FIRST_WORDS:
        return text
    return text[:FIRST_WORDS].rsplit(" ", 1)[0] + "…"


def shape_in_words(amendment: Amendment) -> str:
    """What a block becomes: "paragraph", "point of level 2", "heading of level 1"."""
    if amendment.new_kind is Kind.POINT:
        return gettext("point of level %(level)s", level=amendment.new_level)
    if amendment.new_kind is Kind.HEADING:
        return gettext("heading of level %(level)s", level=amendment.new_level)
    return gettext("paragraph")


def operation_in_words(amendment: Amendment, name: str, place: str = "") -> str:
    """What an amendment does to its block as a whole; "" for a change of its words. `name` is the block's, `place` that
    of the block it moves behind."""
    if amendment.operation is Operation.REPLACE:
        return ""
    if amendment.operation is Operation.DELETE:
        if amendment.beneath == "delete":
            return gettext("Delete %(block)s with the points beneath it", block=name)
        if amendment.beneath == "lift":
            return gettext("Delete %(block)s; the points beneath it move up", block=name)
        return gettext("Delete %(block)s", block=name)
    if amendment.operation is Operation.JOIN:
        return gettext("Join %(block)s with the next one", block=name)
    if amendment.operation is Operation.RESHAPE:
        return gettext("Make %(block)s a %(shape)s", block=name, shape=shape_in_words(amendment))
    if amendment.operation is Operation.MOVE:
        if amendment.after == 0:
            return gettext("Move %(block)s to the beginning of the draft", block=name)
        return gettext("Move %(block)s after %(place)s", block=name, place=place)
    if amendment.key == 0:
        return gettext("New text at the beginning of the draft")
    if amendment.new_kind is Kind.ROW:
        return gettext("New row after %(block)s", block=name)
    return gettext("New text after %(block)s", block=name)


def paragraphs_of(words: str) -> tuple[tuple[str, ...], ...]:
    """Plain words as paragraphs (parted by blank lines) of lines."""
    parts = (part for part in words.split("\n\n") if part.strip())
    return tuple(tuple(line for line in part.split("\n")) for part in parts)
