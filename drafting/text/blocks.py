"""What a draft is made of: an ordered list of blocks, and how their printed labels are computed.

A block is one addressable unit that can be commented and amended. Its key and its printed paragraph number are not
part of it: keys are given once at import, numbers are computed at publication (DOCUMENT: identity, number, address).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """The kinds of block; each is amended as one unit, a row cell by cell."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    POINT = "point"
    ROW = "row"
    FOOTNOTE = "footnote"


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One unit of a draft's text, in NFC, line ends as LF.

    `text` is inline Markdown (empty for a row). `level` is 1–6 for a heading, the depth from 1 for a point, 1 for
    everything else. `label` is what stood before the text as typed and is not part of it: a heading's "1." or "A.",
    a paragraph's own number ("14." or ""), a footnote's key as in `[^key]`. `style` is a point's marker with its
    delimiters, written with the first value of its series: "a)", "(a)", "i.", "(i)", "A.", "1.", "1)", "•"; empty
    for other kinds. `start` is the value from which a point's series begins anew (0: it continues, or begins at 1).
    `cells` are a row's cells, each inline Markdown; `header` marks a header row; rows of one table share `table`
    (counted from 1 in reading order; 0 for other kinds).
    """

    kind: Kind
    text: str = ""
    level: int = 1
    label: str = ""
    style: str = ""
    start: int = 0
    cells: tuple[str, ...] = ()
    header: bool = False
    table: int = 0

    @property
    def parts(self) -> tuple[str, ...]:
        """The texts that can be amended: the cells of a row, else the one text. A part's index is its address."""
        return self.cells if self.kind is Kind.ROW else (self.text,)


_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"),
          (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip


def roman(value: int) -> str:
    """`value` (from 1) in lower-case roman numerals."""
    out = ""
    for worth, sign in _ROMAN:
        count, value = divmod(value, worth)
        out += sign * count
    return out


def letters(value: int) -> str:
    """`value` (from 1) in lower-case letters: a … z, aa, ab …"""
    out = ""
    while value > 0:
        value, rest = divmod(value - 1, 26)
        out = chr(ord("a") + rest) + out
    return out


def marker(style: str, value: int) -> str:
    """The printed marker of the `value`-th point (from 1) of a series in `style`; a bullet's is the bullet itself."""
    for sign, write in (("a", letters), ("i", roman), ("1", str)):
        for face in {sign, sign.upper()}:
            if face in style:
                written = write(value)
                return style.replace(face, written.upper() if face.isupper() else written, 1)
    return style or "•"


class Series:
    """The series of points that are open while blocks are walked in order.

    A series runs on while points of its level and style follow each other, deeper points between them included; a
    paragraph, a heading or a row ends it, and so does a point of a lesser depth or another style at its level.
    """

    def __init__(self) -> None:
        self._counts: dict[int, tuple[str, int]] = {}

    def next_marker(self, block: Block) -> str:
        """The printed marker of the next block, "" where it is not a point; the block is walked over."""
        counts = self._counts
        if block.kind is not Kind.POINT:
            if block.kind is not Kind.FOOTNOTE:
                counts.clear()
            return ""
        for deeper in [level for level in counts if level > block.level]:
            del counts[deeper]
        style, value = counts.get(block.level, ("", 0))
        value = block.start or (value + 1 if style == block.style else 1)
        counts[block.level] = (block.style, value)
        return marker(block.style, value)

    def begin_at(self, block: Block) -> None:
        """Let the series of the point that was walked over last have begun anew with its `start`."""
        self._counts[block.level] = (block.style, block.start)


def point_markers(blocks: Iterable[Block]) -> tuple[str, ...]:
    """The printed marker of each block, "" where it is not a point."""
    series = Series()
    return tuple(series.next_marker(block) for block in blocks)
