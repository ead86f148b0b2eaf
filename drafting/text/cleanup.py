"""From raw changes to changes that a person would have made.

In this order: join changes with next to nothing between them, replace whole what was rewritten, slide insertions and
deletions to the edge where a reader would cut, and for display only widen a change that holds one end of a markup
pair. Source of the sliding: "semantic alignment" of N. Fraser's diff-match-patch, here on tokens.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate

from drafting.text.engine import Hunk
from drafting.text.markup import pairs
from drafting.text.stopwords import STOP_WORDS
from drafting.text.tokens import is_word

_MOST_STOP_WORDS = 3
_REWRITTEN_CHANGES = 3
_REWRITTEN_SURVIVES = 0.4
_SENTENCE_ENDS = frozenset(".!?…。！？")
_SENTENCE_TAIL = frozenset(".!?…。！？;:,") | {" "}
_CLAUSE_ENDS = frozenset(",;:")


def join(old: Sequence[str], new: Sequence[str], hunks: list[Hunk]) -> list[Hunk]:
    """Changes with at most three stop words between them, or with less between them than they change, are one."""
    if len(hunks) < 2:
        return hunks
    olds, news = (list(accumulate(map(len, side), initial=0)) for side in (old, new))
    joined = hunks
    while True:
        out = [joined[0]]
        for hunk in joined[1:]:
            before = out[-1]
            changed = min(_size(olds, news, before), _size(olds, news, hunk))
            if _belong_together(old[before.a1 : hunk.a0], olds[hunk.a0] - olds[before.a1], changed):
                out[-1] = Hunk(before.a0, hunk.a1, before.b0, hunk.b1)
            else:
                out.append(hunk)
        if len(out) == len(joined):
            return out
        joined = out


def _belong_together(between: Sequence[str], size: int, changed: int) -> bool:
    """Whether two changes are one; `size` is that of what is between, `changed` that of the smaller change."""
    if all(token.isspace() for token in between):
        return True
    stop_words = 0
    for token in between:
        if is_word(token):
            if stop_words == _MOST_STOP_WORDS or token.lower() not in STOP_WORDS:
                return size < changed
            stop_words += 1
    if stop_words:
        return not any(token in _SENTENCE_ENDS for token in between)
    return size < changed


def _size(olds: Sequence[int], news: Sequence[int], hunk: Hunk) -> int:
    """How much a change changes: the longer of its two sides, in code points; given where each token starts."""
    return max(olds[hunk.a1] - olds[hunk.a0], news[hunk.b1] - news[hunk.b0])


def sentences(tokens: Sequence[str]) -> list[tuple[int, int]]:
    """Each sentence as a range of tokens, the white space after it left out."""
    out: list[tuple[int, int]] = []
    start = 0
    for index, token in enumerate(tokens):
        if token in _SENTENCE_ENDS and (index + 1 == len(tokens) or tokens[index + 1].isspace()):
            out.append((start, index + 1))
            start = index + 2
    if start < len(tokens):
        out.append((start, len(tokens)))
    return out


def replace_rewritten(old: Sequence[str], new: Sequence[str], hunks: list[Hunk]) -> list[Hunk]:
    """A sentence of the old text with three or more changes, of which under 40% survives, is replaced whole.

    Its closing sign stays outside. Changes that reach beyond the sentence keep it from being widened past them.
    """
    if len(hunks) < _REWRITTEN_CHANGES:
        return hunks
    out: list[Hunk] = []
    at = 0
    for start, end in sentences(old):
        while at < len(hunks) and hunks[at].a0 < start:
            out.append(hunks[at])
            at += 1
        first = at
        while at < len(hunks) and hunks[at].a1 <= end:
            at += 1
        inside = hunks[first:at]
        if len(inside) < _REWRITTEN_CHANGES or not _is_rewritten(old, start, end, inside):
            out += inside
            continue
        left = max(start, out[-1].a1 if out else 0)
        right = min(end, hunks[at].a0 if at < len(hunks) else len(old))
        while right > inside[-1].a1 and old[right - 1] in _SENTENCE_TAIL:
            right -= 1
        out.append(Hunk(left, right, inside[0].b0 - (inside[0].a0 - left), inside[-1].b1 + (right - inside[-1].a1)))
    return out + hunks[at:]


def _is_rewritten(old: Sequence[str], start: int, end: int, inside: Sequence[Hunk]) -> bool:
    """Whether too few of the words of `old[start:end]` survive the changes `inside`."""
    total = sum(map(is_word, old[start:end]))
    gone = sum(is_word(token) for hunk in inside for token in old[hunk.a0 : hunk.a1])
    return total > 0 and total - gone < _REWRITTEN_SURVIVES * total


def slide(old: Sequence[str], new: Sequence[str], hunks: list[Hunk]) -> list[Hunk]:
    """Each pure insertion or deletion at the most natural of the places where it gives the same text."""
    out = list(hunks)
    for index, hunk in enumerate(hunks):
        a0, a1, b0, b1 = hunk
        if a0 != a1 and b0 != b1:
            continue
        # An equal token must stay between neighbours: changes that touch would be one change.
        lowest = out[index - 1].a1 + 1 if index else 0
        highest = hunks[index + 1].a0 - 1 if index + 1 < len(hunks) else len(old)
        side, start, end = (new, b0, b1) if a0 == a1 else (old, a0, a1)
        least = most = 0
        while a0 + least > lowest and side[start + least - 1] == side[end + least - 1] == old[a0 + least - 1]:
            least -= 1
        while a1 + most < highest and side[start + most] == side[end + most] == old[a1 + most]:
            most += 1
        if least == most:
            continue
        best = max(range(least, most + 1), key=lambda by: (_edges(side, start + by, end + by), -abs(by)))
        out[index] = Hunk(a0 + best, a1 + best, b0 + best, b1 + best)
    return out


def _edges(tokens: Sequence[str], start: int, end: int) -> int:
    return _edge(tokens, start) + _edge(tokens, end)


def _edge(tokens: Sequence[str], at: int) -> int:
    """How naturally a text is cut before token `at`: higher is better."""
    if at == 0 or at == len(tokens):
        return 6
    left, right = tokens[at - 1], tokens[at]
    if left in _SENTENCE_ENDS and right.isspace():
        return 5
    if left.isspace():
        return 4 if at > 1 and tokens[at - 2] in _SENTENCE_ENDS else 1
    if right in _CLAUSE_ENDS:
        return 3
    if right.isspace():
        return 2
    return 0


def widen(old: Sequence[str], new: Sequence[str], hunks: list[Hunk]) -> list[Hunk]:
    """Changes widened until each holds both ends of every markup pair of which it holds one. For display."""
    ranges = [[hunk.a0, hunk.a1, hunk.b0, hunk.b1] for hunk in hunks]
    old_pairs, new_pairs = pairs(old)[0], pairs(new)[0]
    grown = True
    while grown:
        grown = False
        for at, ends in ((0, old_pairs), (2, new_pairs)):
            for opening, closing in ends:
                first, second = _holder(ranges, at, opening), _holder(ranges, at, closing)
                if first != second:
                    _reach(ranges, second if first < 0 else first, at, opening, closing + 1)
                    grown = True
    return [Hunk(*found) for found in ranges]


def _holder(ranges: Sequence[Sequence[int]], at: int, token: int) -> int:
    """The index of the change that holds `token` of one side (0 the old, 2 the new); -1 if none does."""
    index = bisect_right(ranges, token, key=lambda found: found[at]) - 1
    return index if index >= 0 and token < ranges[index][at + 1] else -1


def _reach(ranges: list[list[int]], index: int, at: int, start: int, end: int) -> None:
    """Grow the change at `index` over `start:end` of one side (0 the old, 2 the new), taking in what it meets."""
    here = ranges[index]
    while here[at] > start:
        if index > 0 and ranges[index - 1][at + 1] > start:
            before = ranges.pop(index - 1)
            index -= 1
            here[0], here[2] = before[0], before[2]
        else:
            by = here[at] - start
            here[0], here[2] = here[0] - by, here[2] - by
    while here[at + 1] < end:
        if index + 1 < len(ranges) and ranges[index + 1][at] < end:
            after = ranges.pop(index + 1)
            here[1], here[3] = after[1], after[3]
        else:
            by = end - here[at + 1]
            here[1], here[3] = here[1] + by, here[3] + by
    # Touching neighbours are one change.
    if index > 0 and ranges[index - 1][1] == here[0] and ranges[index - 1][3] == here[2]:
        before = ranges.pop(index - 1)
        index -= 1
        here[0], here[2] = before[0], before[2]
    if index + 1 < len(ranges) and ranges[index + 1][0] == here[1] and ranges[index + 1][2] == here[3]:
        after = ranges.pop(index + 1)
        here[1], here[3] = after[1], after[3]
