"""What stands in a paragraph of a Word file: words with one look, breaks; and the names of styles."""

from __future__ import annotations

import re
from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from drafting.text.tracked import Look

PLAIN = Look()
DEEPEST = 9
"""The deepest level of a list that word processors have."""
_NOT_IN_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def point_style(level: int) -> str:
    """The name of a point's style. Each level has its own: where only the style's change is tracked, LibreOffice takes
    the level from it."""
    return "List Paragraph" if level == 1 else f"Point {min(level, DEEPEST)}"


def break_run() -> Any:
    """A line break within a paragraph."""
    run = OxmlElement("w:r")
    run.append(OxmlElement("w:br"))
    return run


def text_run(text: str, *, look: Look = PLAIN) -> Any:
    """Words with one look."""
    run = OxmlElement("w:r")
    properties = OxmlElement("w:rPr")
    if look.raised:
        style = OxmlElement("w:rStyle")
        style.set(qn("w:val"), "FootnoteReference")
        properties.append(style)
    for wanted, name in ((look.strong, "w:b"), (look.em, "w:i")):
        if wanted:
            properties.append(OxmlElement(name))
    if look.link:
        underline = OxmlElement("w:u")
        underline.set(qn("w:val"), "single")
        properties.append(underline)
    if len(properties):
        run.append(properties)
    shown = OxmlElement("w:t")
    shown.text = allowed(text)
    shown.set(qn("xml:space"), "preserve")
    run.append(shown)
    return run


def allowed(text: str) -> str:
    """Without the signs that XML 1.0 cannot hold."""
    return _NOT_IN_XML.sub("", text)
