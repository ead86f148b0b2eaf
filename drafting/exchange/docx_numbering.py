"""Word's numbering for points and numbered paragraphs: one list definition for each series."""

from __future__ import annotations

import re
from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from drafting.text.blocks import Block, Kind

_FORMATS = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman", "1": "decimal"}
_SIGN = re.compile(r"[aAiI1]")
STEP = 567
"""Indent of one level, in twentieths of a point (1 cm)."""


class Numbering:
    """Gives each numbered block its (numId, level); a series that runs on keeps its numId."""

    def __init__(self, document: Any) -> None:
        self._root = document.part.numbering_part.element
        for child in list(self._root):
            self._root.remove(child)
        self._count = 0
        self._series: dict[int, tuple[int, str, int]] = {}
        self._paragraphs = 0

    def of_point(self, block: Block, value: int) -> tuple[int, int]:
        """(numId, level from 0) of a point with the value `value` (0 for a bullet)."""
        for deeper in [level for level in self._series if level > block.level]:
            del self._series[deeper]
        number, style, last = self._series.get(block.level, (0, "", -1))
        if style != block.style or (value and value != last + 1):
            match = _SIGN.search(block.style)
            face = match[0] if match else ""
            text = block.style.replace(face, f"%{block.level}", 1) if face else block.style
            number = self._define(
                block.level - 1, _FORMATS.get(face, "bullet"), text, start=value or 1, left=block.level * STEP + STEP
            )
        self._series[block.level] = (number, block.style, value)
        return number, block.level - 1

    def of_paragraph(self) -> tuple[int, int]:
        """(numId, 0) of a paragraph that the tool numbers: one series through the whole draft."""
        if not self._paragraphs:
            self._paragraphs = self._define(0, "decimal", "%1", start=1, left=STEP)
        return self._paragraphs, 0

    def interrupt(self, block: Block) -> None:
        """A block that is no point ends the series of points before it."""
        if block.kind not in (Kind.POINT, Kind.FOOTNOTE):
            self._series.clear()

    def _define(self, level: int, fmt: str, text: str, *, start: int, left: int) -> int:
        self._count += 1
        abstract = _element("w:abstractNum", {"w:abstractNumId": str(self._count)})
        abstract.append(_element("w:multiLevelType", {"w:val": "multilevel"}))
        for index in range(9):
            own = index == level
            described = _element("w:lvl", {"w:ilvl": str(index)})
            described.append(_element("w:start", {"w:val": str(start if own else 1)}))
            described.append(_element("w:numFmt", {"w:val": fmt if own else "decimal"}))
            described.append(_element("w:lvlText", {"w:val": text if own else f"%{index + 1}."}))
            described.append(_element("w:lvlJc", {"w:val": "left"}))
            layout = _element("w:pPr")
            inset = left if own else (index + 2) * STEP
            layout.append(_element("w:ind", {"w:left": str(inset), "w:hanging": str(STEP)}))
            described.append(layout)
            abstract.append(described)
        number = _element("w:num", {"w:numId": str(self._count)})
        number.append(_element("w:abstractNumId", {"w:val": str(self._count)}))
        at = len(self._root.findall(qn("w:abstractNum")))
        self._root.insert(at, abstract)
        self._root.append(number)
        return self._count


def set_number(paragraph: Any, number: int, level: int) -> None:
    """Make `paragraph` an item of the list `number`."""
    properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
    properties.get_or_add_ilvl().val = level
    properties.get_or_add_numId().val = number


def _element(name: str, attributes: dict[str, str] | None = None) -> Any:
    made = OxmlElement(name)
    for key, value in (attributes or {}).items():
        made.set(qn(key), value)
    return made
