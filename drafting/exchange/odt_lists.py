"""The values of list items in OpenDocument texts, counted while they are walked in order."""

from __future__ import annotations

from lxml import etree

from drafting.exchange.docx_parts import whole
from drafting.exchange.odt_names import TEXT
from drafting.exchange.odt_styles import OdtStyles, label


class OdtLists:
    """Counts by list style, which is what word processors carry on: lists of one style go on where they say so."""

    def __init__(self, styles: OdtStyles) -> None:
        self._styles = styles
        self._counts: dict[str, dict[int, int]] = {}

    def begin(self, element: etree._Element, style: str, level: int) -> None:
        """A list begins."""
        goes_on = element.get(f"{TEXT}continue-numbering") == "true" or element.get(f"{TEXT}continue-list")
        if level == 1 and not goes_on:
            self._counts.pop(style, None)

    def item(self, element: etree._Element, style: str, level: int) -> str:
        """The marker of the next item of a list at that level (from 1), "" where it has none."""
        counts = self._counts.setdefault(style, {})
        for deeper in [one for one in counts if one > level]:
            del counts[deeper]
        own = self._styles.list_level(style, level)
        if own is None or not own.face:
            return ""
        given = element.get(f"{TEXT}start-value")
        counts[level] = whole(given, 1) if given else counts.get(level, own.start - 1) + 1
        levels = [
            (found, counts.get(at, 1)) for at in range(1, level + 1) if (found := self._styles.list_level(style, at))
        ]
        return label(levels)
