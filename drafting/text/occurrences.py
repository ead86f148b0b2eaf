"""Where words that a person gives, as read on the page, stand in the stored text."""

from __future__ import annotations

import re

from drafting.text.inline import source_map

_FOLD = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "«": '"', "»": '"', "–": "-", "‑": "-", "—": "-"})


def occurrences(text: str, words: str) -> tuple[tuple[int, int], ...]:
    """Every place of `words` in `text`, as half-open ranges of code points of the stored text, from left to right.

    Markup is read over; spaces, line ends, quotes and dashes match their like; case matters unless nothing is found.
    A range is as the words stand, from the first one's beginning to the last one's end, markup between included.
    """
    rendered, place = _rendered(text)
    wanted = [re.escape(word) for word in words.translate(_FOLD).split()]
    if not wanted:
        return ()
    pattern = r"\s+".join(wanted)
    for flags in (re.NOFLAG, re.IGNORECASE):
        found = [match.span() for match in re.finditer(f"(?={pattern})", rendered, flags)]
        spans = [re.compile(pattern, flags).match(rendered, start) for start, _ in found]
        ranges = tuple((place[m.start()], place[m.end() - 1] + 1) for m in spans if m is not None)
        if ranges:
            return ranges
    return ()


def shown(text: str) -> str:
    """What is shown of `text`, as `inline.source_map` counts it."""
    return "".join(text[source : source + length] for _, source, length in source_map(text))


def shown_between(text: str, start: int, end: int) -> str:
    """The words of `text[start:end]` as they are shown: without marks, those cut at the range's ends included."""
    runs = ((max(source, start), min(source + length, end)) for _, source, length in source_map(text))
    return " ".join("".join(text[first:last] for first, last in runs if first < last).split())


def as_stored(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The half-open range of the stored text for one of what is shown of it (see `inline.source_map`); None outside."""
    first = last = None
    for shown, source, length in source_map(text):
        if shown <= start < shown + length:
            first = source + start - shown
        if shown < end <= shown + length:
            last = source + end - shown
    return (first, last) if first is not None and last is not None and first < last else None


def _rendered(text: str) -> tuple[str, list[int]]:
    """The text as it is read, each character with its place in the stored one; a hard break is read as a space."""
    signs: list[str] = []
    place: list[int] = []
    read_to = 0
    for _, source, length in source_map(text):
        if "\n" in text[read_to:source]:
            signs.append(" ")
            place.append(read_to)
        read_to = source + length
        signs += text[source:read_to]
        place += range(source, read_to)
    return "".join(signs).translate(_FOLD), place
