"""Word's lists read: the style of a paragraph's marker as our points have it, and the marker that is shown."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import etree

from drafting.exchange.docx_parts import W, value, whole
from drafting.exchange.docx_styles import Styles
from drafting.text.blocks import marker

BULLET = "•"
_FACES = {
    "lowerLetter": "a",
    "upperLetter": "A",
    "lowerRoman": "i",
    "upperRoman": "I",
    "decimal": "1",
    "decimalZero": "1",
    "ordinal": "1",
    "cardinalText": "1",
    "ordinalText": "1",
}
_PLACE = re.compile(r"%([1-9])")
_ITEM = re.compile(r"(\(?)$")
_END = re.compile(r"[).]")
_LEVELS = 9
_HIGHEST = 100_000
"""A value beyond this is nobody's list."""


@dataclass(frozen=True, slots=True)
class _Level:
    face: str
    """As in a Block's style: "a", "A", "i", "I", "1", the bullet, or "" for none."""
    text: str
    start: int
    style: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A paragraph's place in a list: its level from 1, the style of its marker, and the marker shown."""

    level: int
    style: str
    label: str


class Lists:
    """The lists of a document. Paragraphs are asked for in their order, since they are counted."""

    def __init__(self, root: etree._Element | None, styles: Styles) -> None:
        self._styles = styles
        described_ones = root.iter(f"{W}abstractNum") if root is not None else ()
        abstract = {one.get(f"{W}abstractNumId", ""): one for one in described_ones}
        levels = {own: _levels(one) for own, one in abstract.items()}
        self._abstract_of: dict[str, str] = {}
        self._levels: dict[str, dict[int, _Level]] = {}
        self._restarts: dict[str, dict[int, int]] = {}
        self._counts: dict[str, dict[int, int]] = {}
        numbers = list(root.iter(f"{W}num")) if root is not None else []
        base = {one.get(f"{W}numId", ""): value(one.find(f"{W}abstractNumId")) for one in numbers}
        for number in numbers:
            own = number.get(f"{W}numId", "")
            self._abstract_of[own] = _linked(base[own], abstract, base, styles)
            self._levels[own] = dict(levels.get(self._abstract_of[own], {}))
            self._restarts[own] = {}
            for override in number.iter(f"{W}lvlOverride"):
                at = whole(override.get(f"{W}ilvl"))
                self._levels[own] |= _levels(override)
                if (start := override.find(f"{W}startOverride")) is not None:
                    self._restarts[own][at] = whole(start.get(f"{W}val"), 1)

    def item(self, properties: etree._Element | None, style: str, *, count: bool = True) -> Item | None:
        """The place in a list of a paragraph with those properties (`w:pPr`) and that style; None: it is in none.

        With `count` False the paragraph is looked at only, and has no label.
        """
        own = properties.find(f"{W}numPr") if properties is not None else None
        inherited = self._styles.numbering(style)
        number = _number(own) if _number(own) is not None else _number(inherited)
        levels = self._levels.get(number or "0", {})
        if not levels:
            return None
        at = next((one for one, level in levels.items() if style and level.style == style), None)
        named = own.find(f"{W}ilvl") if own is not None else None
        if named is None and inherited is not None:
            named = inherited.find(f"{W}ilvl")
        if at is None or (own is not None and own.find(f"{W}ilvl") is not None):
            at = max(0, min(whole(value(named)), _LEVELS - 1))
        level = levels.get(at)
        if level is None or not level.face:
            return None
        values = self._counted(number or "", at) if count else {}
        return Item(level=at + 1, style=_style(level, at), label=_label(levels, at, values) if count else "")

    def _counted(self, number: str, at: int) -> dict[int, int]:
        counts = self._counts.setdefault(self._abstract_of[number], {})
        levels = self._levels[number]
        for deeper in [one for one in counts if one > at]:
            del counts[deeper]
        restart = self._restarts[number].pop(at, None)
        start = levels[at].start
        for before in range(at):
            counts.setdefault(before, levels[before].start if before in levels else 1)
        counts[at] = restart if restart is not None else counts.get(at, start - 1) + 1
        return counts


def _number(listed: etree._Element | None) -> str | None:
    found = listed.find(f"{W}numId") if listed is not None else None
    return None if found is None else found.get(f"{W}val")


def _linked(own: str, abstract: dict[str, etree._Element], base: dict[str, str], styles: Styles) -> str:
    """The list definition that has the levels: some only name the style of a list defined elsewhere."""
    described = abstract.get(own)
    named = value(described.find(f"{W}numStyleLink")) if described is not None else ""
    if not named:
        return own
    number = _number(styles.numbering(named))
    return base.get(number or "", own)


def _levels(described: etree._Element) -> dict[int, _Level]:
    out: dict[int, _Level] = {}
    for level in described.iter(f"{W}lvl"):
        form = value(level.find(f"{W}numFmt"), "decimal")
        text = value(level.find(f"{W}lvlText"))
        face = BULLET if form == "bullet" else "" if form == "none" else _FACES.get(form, "1")
        start = whole(value(level.find(f"{W}start")), 1)
        shown = face if face == BULLET or _PLACE.search(text) else ""
        at = whole(level.get(f"{W}ilvl"))
        if not 0 <= at < _LEVELS:
            continue
        out[at] = _Level(shown, text, max(0, min(start, _HIGHEST)), value(level.find(f"{W}pStyle")))
    return out


def _style(level: _Level, at: int) -> str:
    """Of "Article %1.%2)" the last number alone, with what opens and closes it."""
    if level.face == BULLET:
        return BULLET
    before, _, after = level.text.partition(f"%{at + 1}")
    opening = _ITEM.search(before)
    closing = _END.match(after)
    end = closing[0] if closing else "."
    return f"{opening[1] if opening and end == ')' else ''}{level.face}{end}"


def _label(levels: dict[int, _Level], at: int, values: dict[int, int]) -> str:
    if levels[at].face == BULLET:
        return BULLET

    def written(match: re.Match[str]) -> str:
        which = int(match[1]) - 1
        told = min(values.get(which, 1), _HIGHEST)
        face = levels[which].face if which in levels and levels[which].face not in ("", BULLET) else "1"
        # Letters and romans of such a length that nobody reads them are told in figures.
        return marker(face, told) if face == "1" or 0 < told < 4000 else str(told)

    return _PLACE.sub(written, levels[at].text).strip()
