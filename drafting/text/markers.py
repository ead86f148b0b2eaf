"""What stands before a text and is not part of it: headings' labels and points' markers, read and given values."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from drafting.text.blocks import Block, Kind, Series, marker

BULLET = "•"
LABEL = re.compile(r"((?:\d+\.)+\d*|\d+\)|[A-Z]\d{0,2}\.|[IVXLC]{1,7}\.|[a-z]\))[ \t\u00a0]+(?=\S)")
"""A heading's label as typed: "1.", "2.3", "A.", "A1.", "II.", "a)"."""

TYPED = re.compile(r"(\(?)([A-Za-z]{1,2}|[ivxlc]{1,7}|[IVXLC]{1,7}|\d{1,3})([).])(?:[ \t\u00a0]+(?=\S)|$)")
"""A point's marker as typed: "a)", "(iv)", "B.", "3."."""


@dataclass(frozen=True, slots=True)
class Typed:
    """A marker as typed: its `style` (see Block) and `value`; `rest` is the text after it."""

    style: str
    value: int
    rest: str


def heading_label(text: str) -> tuple[str, str]:
    """(label, text) of a heading's whole line; label "" where there is none."""
    match = LABEL.match(text)
    return (match[1], text[match.end() :]) if match else ("", text)


def typed_marker(text: str, before: Typed | None, following: str = "") -> Typed | None:
    """The marker that `text` begins with, or None.

    "i)" can be a letter or a roman number: it is what goes on after `before` (the last one of the same series), else
    what the text `following` it goes on from, else the reading with the lowest value.
    """
    readings = typed_readings(text)
    for reading in readings:
        if before and (reading.style, reading.value) == (before.style, before.value + 1):
            return reading
    afterwards = {(other.style, other.value) for other in typed_readings(following)}
    for reading in readings:
        if (reading.style, reading.value + 1) in afterwards:
            return reading
    return min(readings, key=lambda reading: reading.value, default=None)


def typed_readings(text: str) -> list[Typed]:
    """Every way to read the marker that `text` begins with."""
    match = TYPED.match(text)
    if match is None:
        return []
    opening, sign, closing = match.groups()
    if opening and closing != ")":
        return []
    return [
        Typed(f"{opening}{first}{closing}", value, text[match.end() :])
        for first, value in _values(sign)
        if marker(f"{opening}{first}{closing}", value) == f"{opening}{sign}{closing}"
    ]


def _values(sign: str) -> list[tuple[str, int]]:
    """(first value of the series, value) of each way to read `sign`."""
    if sign.isdigit():
        return [("1", int(sign))]
    upper = sign.isupper()
    low = sign.lower()
    found = []
    if set(low) <= set("ivxlc"):
        found.append(("I" if upper else "i", _roman_value(low)))
    value = 0
    for char in low:
        value = value * 26 + ord(char) - ord("a") + 1
    if len(low) == 1 or len(set(low)) == 1:
        found.append(("A" if upper else "a", value))
    return found


def _roman_value(sign: str) -> int:
    worth = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
    total = 0
    for this, following in zip(sign, [*sign[1:], "i"], strict=True):
        total += -worth[this] if worth[this] < worth[following] and following != this else worth[this]
    return total


def with_starts(blocks: Sequence[Block], values: Sequence[int]) -> tuple[Block, ...]:
    """The blocks with `start` set on each point whose series would otherwise not give it its value.

    `values` are the points' values from 1 (0 for bullets and for what is no point).
    """
    series = Series()
    out: list[Block] = []
    for block, value in zip(blocks, values, strict=True):
        found = series.next_marker(block)
        if block.kind is Kind.POINT and value and found != marker(block.style, value):
            block = replace(block, start=value)
            series.begin_at(block)
        out.append(block)
    return tuple(out)
