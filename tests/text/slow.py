"""What the text core computes fast, computed slowly and so that it is plain to be right.

The tokens are given: nothing here cuts a text. Ranges of tokens or of signs are half-open.
"""

from __future__ import annotations

from collections.abc import Sequence


def longest_common(old: Sequence[str], new: Sequence[str]) -> int:
    """The length of a longest common subsequence, by the table of all places."""
    row = [0] * (len(new) + 1)
    for left in old:
        before = row
        row = [0]
        for index, right in enumerate(new):
            row.append(before[index] + 1 if left == right else max(before[index + 1], row[index]))
    return row[-1]


def made(base: Sequence[str], start: int, end: int, put: Sequence[str]) -> list[str]:
    """`base` with `base[start:end]` replaced by `put`."""
    return [*base[:start], *put, *base[end:]]


def shifts(base: Sequence[str], start: int, end: int, put: Sequence[str]) -> list[int]:
    """Every start at which an edit that takes and puts as many gives the same: all are tried."""
    after = made(base, start, end, put)
    size, count = end - start, len(put)
    return [at for at in range(len(base) - size + 1) if made(base, at, at + size, after[at : at + count]) == after]


def reach(base: Sequence[str], start: int, end: int, put: Sequence[str]) -> tuple[int, int, int, int]:
    """The tokens of a pure insertion's or deletion's footprint: low, high, lowest, highest (`footprint.Footprint`)."""
    places = shifts(base, start, end, put)
    lowest, highest = min(places), max(places) + end - start
    low = start if "".join(base[lowest:start]).strip() == "" else lowest
    high = end if "".join(base[end:highest]).strip() == "" else highest
    return low, high, lowest, highest


def clash(one: tuple[int, int, int, int, bool], other: tuple[int, int, int, int, bool]) -> str | None:
    """Why two footprints cannot go together, looked at place by place.

    A place is a sign (an odd number) or the gap between two (an even one). What takes signs needs these, and the gaps
    between them; an insertion that can slide needs all that it slides over; one that cannot, its gap.
    """
    if one[4] and other[4]:
        wide = [set(range(2 * lowest, 2 * highest + 1)) for _, _, lowest, highest, _ in (one, other)]
        return "same-place" if wide[0] & wide[1] else None
    inner = [
        set(range(2 * low + 1, 2 * high)) if low < high else {2 * low}
        for low, high, _lowest, _highest, _ in (one, other)
    ]
    if inner[0] & inner[1]:
        return "overlap"
    edges = [{2 * low, 2 * high} for low, high, _lowest, _highest, _ in (one, other)]
    return "touching" if edges[0] & edges[1] else None


def places_of(words: str, text: str) -> list[int]:
    """Every start of `words`, each place of the text tried."""
    return [at for at in range(len(text)) if all(text[at + i : at + i + 1] == sign for i, sign in enumerate(words))]


def shared_start(one: str, other: str) -> int:
    """How many signs both begin with."""
    return next((at for at in range(min(len(one), len(other)) + 1) if one[: at + 1] != other[: at + 1]), len(one))


def located(words: str, prefix: str, suffix: str, text: str) -> list[int]:
    """The starts that a quote may mean in `text`: none, the one that it means, or those among which nobody guesses.

    A full context has 32 signs on either side, or ends where the text does. A place alone of its kind is taken for the
    quote's if the words are 32 signs or more, or if eight signs of context, or all that there are, stand beside it.
    """
    places = places_of(words, text)
    before = {at: shared_start(prefix[::-1], text[:at][::-1]) for at in places}
    after = {at: shared_start(suffix, text[at + len(words) :]) for at in places}
    alike = [at for at in places if before[at] == len(prefix) and after[at] == len(suffix)]
    if len(places) > 1:
        full = [
            at
            for at in alike
            if (len(prefix) == 32 or at == len(prefix)) and (len(suffix) == 32 or text[at + len(words) :] == suffix)
        ]
        return full if len(alike) == 1 and full else alike or places
    told = [(before[at], len(prefix)) for at in places] + [(after[at], len(suffix)) for at in places]
    enough = any(shared >= min(8, whole) > 0 for shared, whole in told)
    return places if len(words) >= 32 or enough or not (prefix or suffix) else []
