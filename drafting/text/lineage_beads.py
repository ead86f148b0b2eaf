"""Beads: blocks before and blocks after that may belong together, and how well.

One and one, one and several that follow each other (a split), several that follow each other and one (a join), as in
Gale and Church, A Program for Aligning Sentences in Bilingual Corpora (1993), but scored by likeness of words instead
of length, and only for pairs that an index of rare words, or their place, suggests.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from drafting.text.likeness import Likened, RareWords, likeness, shared, together
from drafting.text.lineage_matching import Matching, Stretches

SHORT = 4
"""Fewer words prove nothing outside the place where they are expected."""
SOMEWHAT = 0.25
"""The least score that makes a bead."""
ELSEWHERE = 0.2
"""Taken off the score where no found neighbour vouches for the place; three times as much if a block is short."""
SAME_NAME = 0.3
"""Added where, in its place, a heading has the label or a row the first cell of the other."""
PIECE = 0.75
"""So much of a piece's words the whole must hold, and so like the whole all pieces together must be."""
GAIN = 0.05
"""So much more alike must several pieces together be than one of them."""
LEAST_PIECE = 3
"""Words of the smallest piece."""
MOST_PIECES = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Bead:
    """Places of blocks before and after, in order; `score` is their likeness, less or more by where they stand."""

    olds: tuple[int, ...]
    news: tuple[int, ...]
    score: float

    def holds(self, other: Bead) -> bool:
        return set(other.olds) <= set(self.olds) and set(other.news) <= set(self.news)


def beads(matching: Matching) -> list[Bead]:
    """All beads of free blocks that score at least SOMEWHAT, each once."""
    stretches = Stretches(matching)
    pairs = sorted(_worth_a_look(matching, stretches))
    out = []
    for source, place in pairs:
        score = _score(matching, stretches, source, place)
        if score >= SOMEWHAT:
            out.append(Bead(olds=(source,), news=(place,), score=score))
    return out + _several(matching, stretches, pairs)


def _worth_a_look(matching: Matching, stretches: Stretches) -> set[tuple[int, int]]:
    old, new = matching.old, matching.new
    free_old, free_new = matching.free_old(), matching.free_new()
    forward, backward = RareWords(old, free_old), RareWords(new, free_new)
    expected = matching.expected()
    back = {source: place for place, source in reversed(list(enumerate(expected)))}
    pairs: set[tuple[int, int]] = set()
    for place in free_new:
        pairs.update((source, place) for source in forward.near(new[place], expected[place]))
        for number in stretches.here[place]:
            if len(stretches.members[number]) <= MOST_PIECES:
                pairs.update((source, place) for source in stretches.members[number])
    at = 0
    for source in range(len(old)):
        at = back.get(source, at)
        if not matching.heirs[source]:
            pairs.update((source, place) for place in backward.near(old[source], at))
    return {(source, place) for source, place in pairs if old[source].family == new[place].family}


def _score(matching: Matching, stretches: Stretches, source: int, place: int) -> float:
    old, new = matching.old[source], matching.new[place]
    alike = likeness(old, new)
    if stretches.in_place(source, place):
        return min(1.0, alike + SAME_NAME) if old.name and old.name == new.name else alike
    return alike - ELSEWHERE * (3 if min(len(old.all_words), len(new.all_words)) < SHORT else 1)


def _several(matching: Matching, stretches: Stretches, pairs: Sequence[tuple[int, int]]) -> list[Bead]:
    old, new = matching.old, matching.new
    split: dict[int, list[int]] = defaultdict(list)
    joined: dict[int, list[int]] = defaultdict(list)
    for source, place in pairs:
        one, other = old[source], new[place]
        if one.family != "passage" or min(one.size, other.size) < LEAST_PIECE:
            continue
        enough = PIECE * min(one.size, other.size)
        if one.size != other.size and shared(one, other) >= enough:
            if other.size < one.size:
                split[source].append(place)
            else:
                joined[place].append(source)
    out = []
    for source, places in split.items():
        for news, alike in _best_runs(old[source], new, places):
            vouched = any(stretches.in_place(source, place) for place in news)
            out.append(Bead(olds=(source,), news=news, score=alike - (0 if vouched else ELSEWHERE)))
    for place, sources in joined.items():
        for olds, alike in _best_runs(new[place], old, sources):
            vouched = any(stretches.in_place(source, place) for source in olds)
            out.append(Bead(olds=olds, news=(place,), score=alike - (0 if vouched else ELSEWHERE)))
    return out


def _best_runs(whole: Likened, blocks: Sequence[Likened], pieces: Sequence[int]) -> list[tuple[tuple[int, ...], float]]:
    """Of each unbroken run of `pieces` (rising) the part that is together most like `whole`, if it is enough."""
    runs: list[list[int]] = [[piece] for piece in pieces[:1]]
    for before, after in pairwise(pieces):
        if after == before + 1:
            runs[-1].append(after)
        else:
            runs.append([after])
    out = []
    for run in runs:
        best: tuple[tuple[int, ...], float] = ((), PIECE)
        alone = max(likeness(whole, blocks[piece]) for piece in run)
        for start in range(len(run)):
            for end in range(start + 2, min(start + MOST_PIECES, len(run)) + 1):
                alike = likeness(whole, together([blocks[piece] for piece in run[start:end]]))
                if alike > max(best[1], alone + GAIN):
                    best = (tuple(run[start:end]), alike)
        if best[0]:
            out.append(best)
    return out
