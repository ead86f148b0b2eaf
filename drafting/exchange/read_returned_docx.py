"""A Word file that comes back: everything tracked in it, whoever's, as values (returned); nothing is settled here."""

from __future__ import annotations

from lxml import etree

from drafting.exchange.comment_spans import CommentSpans
from drafting.exchange.document import Lost
from drafting.exchange.docx_comments import comments_of
from drafting.exchange.docx_lists import Lists
from drafting.exchange.docx_parts import Parts, W, words_of
from drafting.exchange.docx_runs import StoryState, note_id
from drafting.exchange.docx_story import Story
from drafting.exchange.docx_styles import Styles
from drafting.exchange.package import TRACKED, checked
from drafting.exchange.package_dangers import refuse_dangers
from drafting.exchange.pandoc_blocks import notes_of
from drafting.exchange.returned import Returned, ReturnedParagraph

DRAFT, HASH = "drafting-draft", "drafting-hash"
"""The custom properties by which a working copy is known."""

_CHANGES = tuple(f"{W}{name}" for name in (*TRACKED, "cellIns", "cellDel"))


def read(data: bytes) -> Returned:
    """Read a .docx.

    Raises Invalid: "file-not-word", "file-encrypted", "file-broken", "file-too-large", "file-too-complex",
    "file-too-many-paragraphs", "file-macros", "file-embedded", "file-external".
    """
    package = checked(data)
    parts = Parts(package)
    body = parts.document()
    refuse_dangers(package)
    styles = Styles(parts.named("styles")[0])
    lists = Lists(parts.named("numbering")[0], styles)
    spans = CommentSpans()
    losses: list[tuple[str, str]] = []
    paragraphs: list[ReturnedParagraph] = []
    story = Story(StoryState(styles, parts.links(parts.main), spans, losses), lists, paragraphs)
    for inside in body.iterchildren(f"{W}body"):
        story.take(inside)
    tracked = _tracked(body)
    for kind in ("footnotes", "endnotes"):
        root, links = parts.named(kind)
        if root is None:
            continue
        story = Story(StoryState(styles, links, spans, losses), lists, paragraphs)
        for note in root.iterchildren(f"{W}{kind[:-1]}"):
            if note.get(f"{W}type", "normal") == "normal":
                story.take(note, note=note_id(note))
        tracked += _tracked(root)
    for margin in (*parts.all_named("header"), *parts.all_named("footer")):
        if _tracked(margin):
            losses.append((Lost.HEADER_FOOTER, words_of(margin)))
    properties = parts.properties()
    return Returned(
        draft=properties.get(DRAFT, ""),
        hash=properties.get(HASH, ""),
        paragraphs=tuple(paragraphs),
        comments=comments_of(parts, spans),
        tracked=tracked,
        notes=notes_of(losses),
    )


def _tracked(story: etree._Element) -> int:
    return sum(1 for _ in story.iter(*_CHANGES))
