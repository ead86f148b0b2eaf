"""Quoted words, found again: in the same text, or in the text's next version.

A quote never jumps to a lookalike. Where it cannot be said which of several equal places is meant, all of them are
given and a person decides; where the words are gone, that is said.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from drafting.text.comparison import Comparison, by_words
from drafting.text.engine import Hunk
from drafting.text.tokens import is_word

CONTEXT = 32
"""Code points of context kept on each side of a quote."""

_CARRIED_SHARE = 0.6
_TELLING_LENGTH = 32
_TELLING_CONTEXT = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """Words of one version of a text; `start` and `end` are code points of that version, half-open."""

    exact: str
    prefix: str
    suffix: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Found:
    """The one place of the quote."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """Equal places, sorted; nothing says which one is meant."""

    ranges: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Orphaned:
    """The quoted words are not there, or only where they are something else."""


@dataclass(frozen=True, slots=True)
class Carried:
    """The words went over to the new text; `coverage` is the share of quoted words that survive, 0.6 to 1."""

    start: int
    end: int
    coverage: float


@dataclass(frozen=True, slots=True)
class Reworded:
    """Some of the words are still there; `coverage` is above 0 and under 0.6."""

    start: int
    end: int
    coverage: float


@dataclass(frozen=True, slots=True)
class Removed:
    """None of the quoted words survives."""


def describe(text: str, start: int, end: int) -> Quote:
    """The quote of `text[start:end]`. Raises ValueError for a range outside the text or without anything in it."""
    if not 0 <= start < end <= len(text):
        raise ValueError(f"no words at {start}:{end} of {len(text)} code points")
    return Quote(
        exact=text[start:end],
        prefix=text[max(0, start - CONTEXT) : start],
        suffix=text[end : end + CONTEXT],
        start=start,
        end=end,
    )


def locate(quote: Quote, text: str) -> Found | Ambiguous | Orphaned:
    """Where the quote is in `text`, by its words and their context; its `start` is a hint and decides nothing.

    A quote without context (words typed by a person) is found by its words alone.
    """
    places = _places(quote.exact, text)
    if not places:
        return Orphaned()
    exact = [start for start in places if _context(quote, text, start) == (len(quote.prefix), len(quote.suffix))]
    if len(exact) == 1 and (len(places) == 1 or _at_edges(quote, text, exact[0])):
        return Found(exact[0], exact[0] + len(quote.exact))
    if len(places) > 1:
        return Ambiguous(tuple((start, start + len(quote.exact)) for start in exact or places))
    if len(quote.exact) >= _TELLING_LENGTH or _telling(quote, text, places[0]):
        return Found(places[0], places[0] + len(quote.exact))
    return Orphaned()


def carry(quote: Quote, old: str, new: str) -> Carried | Reworded | Ambiguous | Removed:
    """Where the quote, described on `old`, is in `new`, the version that came of `old`.

    By its words and context while it occurs equally often in both; else, and where the context changed, through the
    raw changes that keep the most words (cleaned ones swallow words that survive). Raises ValueError if the quote is
    not of `old`.
    """
    if old[quote.start : quote.end] != quote.exact:
        raise ValueError("the quote was described on another text")
    if old == new:
        return Carried(quote.start, quote.end, 1.0)
    before, after = _places(quote.exact, old), _places(quote.exact, new)
    if len(before) == len(after):
        same = [start for start in after if _context(quote, new, start) == (len(quote.prefix), len(quote.suffix))]
        was = [start for start in before if _context(quote, old, start) == (len(quote.prefix), len(quote.suffix))]
        if len(same) == len(was) == 1 and _at_edges(quote, new, same[0]) == _at_edges(quote, old, quote.start):
            return Carried(same[0], same[0] + len(quote.exact), 1.0)
    compared = by_words(old, new)
    outcomes = {_mapped(quote, _slid(compared, side)) for side in (-1, 0, 1)}
    if any(isinstance(found, Removed) for found, _ in outcomes):
        if len(outcomes) == 1:
            return Removed()
    elif len({words for _, words in outcomes}) == 1:
        # The same words: only which of two full stops ends the quote may be open, and the nearer one does.
        return min((found for found, _ in outcomes if not isinstance(found, Removed)), key=_extent)
    ranges = {(found.start, found.end) for found, _ in outcomes if not isinstance(found, Removed)}
    return Ambiguous(tuple(sorted(ranges)))


def _extent(found: Carried | Reworded) -> tuple[int, int, float]:
    return found.end - found.start, found.start, found.coverage


def _places(exact: str, text: str) -> list[int]:
    """Every start of `exact` in `text`, overlapping ones included."""
    out: list[int] = []
    at = text.find(exact)
    while at >= 0:
        out.append(at)
        at = text.find(exact, at + 1)
    return out


def _context(quote: Quote, text: str, start: int) -> tuple[int, int]:
    """How many code points of the prefix and of the suffix, next to the words, are at this place too."""
    end = start + len(quote.exact)
    left = 0
    while left < min(len(quote.prefix), start) and quote.prefix[-1 - left] == text[start - 1 - left]:
        left += 1
    right = 0
    while right < min(len(quote.suffix), len(text) - end) and quote.suffix[right] == text[end + right]:
        right += 1
    return left, right


def _at_edges(quote: Quote, text: str, start: int) -> bool:
    """Whether a context that is shorter than usual is so because the text begins or ends there."""
    begins = len(quote.prefix) == CONTEXT or start == len(quote.prefix)
    ends = len(quote.suffix) == CONTEXT or start + len(quote.exact) + len(quote.suffix) == len(text)
    return begins and ends


def _telling(quote: Quote, text: str, start: int) -> bool:
    """Whether enough of the context is there to say that the words are the same words."""
    left, right = _context(quote, text, start)
    if not quote.prefix and not quote.suffix:
        return True
    return left >= min(_TELLING_CONTEXT, len(quote.prefix)) > 0 or right >= min(_TELLING_CONTEXT, len(quote.suffix)) > 0


def _slid(compared: Comparison, side: int) -> Comparison:
    """The comparison with every pure insertion and deletion slid as far left (-1) or right (1) as it goes."""
    if side == 0:
        return compared
    out = list(compared.hunks)
    order = range(len(out)) if side < 0 else range(len(out) - 1, -1, -1)
    for index in order:
        a0, a1, b0, b1 = out[index]
        if a0 != a1 and b0 != b1:
            continue
        text, start, end = (compared.new, b0, b1) if a0 == a1 else (compared.old, a0, a1)
        lowest = out[index - 1].a1 if index else 0
        highest = out[index + 1].a0 if index + 1 < len(out) else len(compared.old)
        by = 0
        if side < 0:
            while a0 + by > lowest and text[start + by - 1] == text[end + by - 1]:
                by -= 1
        else:
            while a1 + by < highest and text[start + by] == text[end + by]:
                by += 1
        out[index] = Hunk(a0 + by, a1 + by, b0 + by, b1 + by)
    return compared._replace(hunks=out)


def _mapped(quote: Quote, compared: Comparison) -> tuple[Carried | Reworded | Removed, tuple[int, int]]:
    """The quote through the changes, from its first surviving token to its last; and the range of its words alone."""
    kept: list[tuple[int, int, int, int]] = []  # start and end in the old, start and end in the new text
    old_at = new_at = a = b = 0
    for hunk in [*compared.hunks, Hunk(len(compared.old), len(compared.old), len(compared.new), len(compared.new))]:
        for old, new in zip(compared.old[a : hunk.a0], compared.new[b : hunk.b0], strict=True):
            kept.append((old_at, old_at + len(old), new_at, new_at + len(new)))
            old_at, new_at = old_at + len(old), new_at + len(new)
        old_at += sum(map(len, compared.old[hunk.a0 : hunk.a1]))
        new_at += sum(map(len, compared.new[hunk.b0 : hunk.b1]))
        a, b = hunk.a1, hunk.b1
    starts = [0]
    for token in compared.old:
        starts.append(starts[-1] + len(token))
    first = bisect_right(starts, quote.start) - 1
    last = bisect_right(starts, quote.end - 1) - 1
    touched = [token for token in compared.old[first : last + 1] if is_word(token)]
    inside = [place for place in kept if place[0] < quote.end and place[1] > quote.start]
    surviving = [place for place in inside if is_word(_token(compared.old, starts, place[0]))] if touched else inside
    total = len(touched) or last + 1 - first
    if not surviving:
        return Removed(), (0, 0)
    coverage = len(surviving) / total
    words = _range(quote, surviving)
    if touched and coverage == 1.0:
        surviving = _without_edge_spaces(inside, compared.old, starts)
    outcome = Carried if coverage >= _CARRIED_SHARE else Reworded
    return outcome(*_range(quote, surviving), coverage), words


def _range(quote: Quote, kept: list[tuple[int, int, int, int]]) -> tuple[int, int]:
    """From the first kept token to the last one, in the new text; where the quote cuts a token, so is the range."""
    (old_start, _, start, start_end), (_, old_end, end_start, end) = kept[0], kept[-1]
    return (
        min(start + max(0, quote.start - old_start), start_end),
        max(end - max(0, old_end - quote.end), end_start),
    )


def _without_edge_spaces(
    places: list[tuple[int, int, int, int]], tokens: list[str], starts: list[int]
) -> list[tuple[int, int, int, int]]:
    """A change beside the quote may be told with the space before it or after it: the quote is the same."""
    first, last = 0, len(places)
    while first < last and _token(tokens, starts, places[first][0]).isspace():
        first += 1
    while last > first and _token(tokens, starts, places[last - 1][0]).isspace():
        last -= 1
    return places[first:last]


def _token(tokens: list[str], starts: list[int], at: int) -> str:
    return tokens[bisect_right(starts, at) - 1]
