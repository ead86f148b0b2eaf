"""What a Word file holds beside its text, and what no reader takes over: told to whoever imports it."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator

from lxml import etree

from drafting.exchange.document import Lost, Note
from drafting.exchange.package import STORY, part

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MARGIN = re.compile(r"word/(?:header|footer)\d*\.xml$")


def beside_text(package: zipfile.ZipFile) -> tuple[Note, ...]:
    """Comments, text boxes, and the words of headers and footers (each once, however many pages' they are)."""
    return tuple(_notes(package))


def _notes(package: zipfile.ZipFile) -> Iterator[Note]:
    for name in package.namelist():
        found = part(package, name) if name == "word/comments.xml" or STORY.match(name) else None
        if found is None:
            continue
        for comment in found.iter(f"{_W}comment"):
            yield Note(lost=Lost.COMMENT, words=_words(comment)[:80])
        # A drawing and its fallback for older programs hold the same box twice.
        boxes = dict.fromkeys(_words(box) for box in found.iter(f"{_W}txbxContent"))
        yield from (Note(lost=Lost.TEXT_BOX, words=words[:80]) for words in boxes if words)
    margins = [part(package, name) for name in package.namelist() if _MARGIN.match(name)]
    told = dict.fromkeys(_words(margin) for margin in margins if margin is not None)
    yield from (Note(lost=Lost.HEADER_FOOTER, words=words[:80]) for words in told if words)


def _words(element: etree._Element) -> str:
    paragraphs = ("".join(text.text or "" for text in p.iter(f"{_W}t")) for p in element.iter(f"{_W}p"))
    return " ".join(" ".join(paragraphs).split())
