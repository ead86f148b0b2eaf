"""Blocks as a reader finds them, one after the other: open series of points, tables, footnotes, and how they end up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from drafting.text.blocks import Block, Kind
from drafting.text.imported import Losses
from drafting.text.inline import FOOTNOTE
from drafting.text.markers import BULLET, Typed, typed_marker, with_starts

DEEPEST_POINT = 6


class Outline:
    """The blocks so far, with the values that their markers gave."""

    def __init__(self, losses: Losses) -> None:
        self._losses = losses
        self._blocks: list[Block] = []
        self._values: list[int] = []
        self._open: list[Typed] = []
        self._reached: dict[str, int] = {}
        self._tables = 0

    def heading(self, text: str, *, level: int, label: str = "") -> None:
        if text or label:
            self._reached.clear()
            self._add(Block(kind=Kind.HEADING, level=min(level, 6), label=label, text=text))

    def paragraph(self, text: str, *, label: str = "") -> None:
        if text:
            self._add(Block(kind=Kind.PARAGRAPH, label=label, text=text))

    def point(self, typed: Typed, text: str, *, level: int) -> None:
        """A point `level` deep; one without marker and without words is only the place of those beneath it."""
        if level > DEEPEST_POINT:
            self._losses.add("too-deep", text)
            level = DEEPEST_POINT
        del self._open[level - 1 :]
        self._open += [Typed(BULLET, 0, "")] * (level - 1 - len(self._open)) + [typed]
        if text or typed.style != BULLET:
            self._reached[typed.style] = typed.value
            self._add(Block(kind=Kind.POINT, level=level, style=typed.style, text=text), typed.value)

    def continued(self, text: str) -> bool:
        """Add a further paragraph of the point that was added last, after a hard break. False: there is none."""
        if not text or not self._blocks or self._blocks[-1].kind is not Kind.POINT:
            return False
        last = self._blocks[-1]
        self._blocks[-1] = replace(last, text=f"{last.text}\\\n{text}" if last.text else text)
        return True

    def table(self, rows: Sequence[tuple[Sequence[str], bool]]) -> None:
        """Rows as (cells, whether it is a header row), filled up to the widest; header rows without words go."""
        kept = [(cells, header) for cells, header in rows if any(cells) or not header]
        width = max((len(cells) for cells, _header in kept), default=0)
        if not width:
            return
        self._tables += 1
        for place, (cells, header) in enumerate(kept):
            filled = (*cells, *[""] * (width - len(cells)))
            self._add(Block(kind=Kind.ROW, cells=filled, header=header and place == 0, table=self._tables))

    def footnote(self, key: str, text: str) -> None:
        self._add(Block(kind=Kind.FOOTNOTE, label=key, text=text))

    def typed(self, text: str) -> Typed | None:
        """The marker that a paragraph begins with: of a series that is open, or that was interrupted, or a new one."""
        for before in [*reversed(self._open), *(Typed(style, value, "") for style, value in self._reached.items())]:
            typed = typed_marker(text, before)
            if typed is not None and (typed.style, typed.value) == (before.style, before.value + 1):
                return typed
        return typed_marker(text, None)

    def continues(self, typed: Typed) -> bool:
        """Whether `typed` is the next point of a series that is open."""
        return any((open_.style, open_.value + 1) == (typed.style, typed.value) for open_ in self._open)

    def level_of(self, typed: Typed) -> int:
        """Beside the point of the same style that is still open, else one level beneath the last."""
        for level, open_ in enumerate(self._open, start=1):
            if open_.style == typed.style:
                return level
        return len(self._open) + 1 if typed.value == 1 else max(len(self._open), 1)

    def blocks(self) -> tuple[Block, ...]:
        return _footnotes_last(with_starts(self._blocks, self._values))

    def _add(self, block: Block, value: int = 0) -> None:
        self._blocks.append(block)
        self._values.append(value)
        if block.kind not in (Kind.POINT, Kind.FOOTNOTE):
            self._open.clear()


def _footnotes_last(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Footnotes after everything else, in the order of their first reference and named by it: "1", "2" …

    References to notes that are not there stay as they are.
    """
    notes: dict[str, Block] = {}
    for block in blocks:
        if block.kind is Kind.FOOTNOTE:
            notes.setdefault(block.label, block)
    order: dict[str, str] = {}
    for block in blocks:
        for part in block.parts if block.kind is not Kind.FOOTNOTE else ():
            for key in FOOTNOTE.findall(part):
                if key in notes:
                    order.setdefault(key, str(len(order) + 1))
    for key in notes:
        order.setdefault(key, str(len(order) + 1))

    def renamed(text: str) -> str:
        return FOOTNOTE.sub(lambda match: f"[^{order.get(match[1], match[1])}]", text)

    body = [
        replace(block, text=renamed(block.text), cells=tuple(renamed(cell) for cell in block.cells))
        for block in blocks
        if block.kind is not Kind.FOOTNOTE
    ]
    last = [replace(notes[key], label=name, text=renamed(notes[key].text)) for key, name in order.items()]
    return (*body, *last)
