"""What a person has to decide: blocks that may come from another, where the words alone do not say so surely enough.

A block is offered what is somewhat like it and free, and two such together if they are more so; what went where it
came, if both are alone between found neighbours, however unlike; a block found already that held its words, and whose
heirs do not account for them. A found block is doubted again when it holds words of a block that went.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

from drafting.text.likeness import Likened, RareWords, likeness, together
from drafting.text.lineage_beads import GAIN, Bead
from drafting.text.lineage_matching import Matching, Stretches

OFFERED = 4
"""The most candidates of a block."""
HELD = 0.5
"""So much of a block's words, and LEAST of them, in another raise a doubt."""
LEAST = 2

Sources = tuple[int, ...]


def doubts(matching: Matching, left: Sequence[Bead]) -> list[tuple[Sources, ...]]:
    """For each block after what it may have come from, the likeliest first; () where there is no doubt.

    `left`: the beads of the blocks that are free.
    """
    offers: list[dict[Sources, float]] = [{} for _ in matching.new]

    def offer(place: int, sources: Sources, score: float) -> None:
        offers[place][sources] = max(score, offers[place].get(sources, 0.0))

    for bead in left:
        for place in bead.news:
            offer(place, bead.olds, bead.score)
    for source, place in _alone(matching):
        offer(place, (source,), likeness(matching.old[source], matching.new[place]))
    for source, place in _torn_off(matching):
        offer(place, (source,), likeness(matching.old[source], matching.new[place]))
    for source, place in _swallowed(matching):
        already = matching.sources[place]
        for sources in (already, tuple(sorted({*already, source}))):
            alike = likeness(together([matching.old[one] for one in sources]), matching.new[place])
            offer(place, sources, alike)
    for place, found in enumerate(offers):
        alone = sorted((sources for sources in found if len(sources) == 1), key=lambda one: (-found[one], one))
        if len(alone) > 1:
            both = tuple(sorted({*alone[0], *alone[1]}))
            alike = likeness(together([matching.old[source] for source in both]), matching.new[place])
            if alike > found[alone[0]] + GAIN:
                offer(place, both, alike)
    return [tuple(sorted(found, key=lambda sources: (-found[sources], sources))[:OFFERED]) for found in offers]


def _alone(matching: Matching) -> list[tuple[int, int]]:
    """Free blocks of one family, each of them alone between the same found neighbours."""
    stretches = Stretches(matching)
    theirs = Counter(number for place in matching.free_new() for number in stretches.here[place])
    out = []
    for place in matching.free_new():
        for number in stretches.here[place]:
            (source, *more) = stretches.members[number]
            if not more and theirs[number] == 1 and matching.old[source].family == matching.new[place].family:
                out.append((source, place))
    return out


def _torn_off(matching: Matching) -> list[tuple[int, int]]:
    """(before, after): free blocks after whose words a found one before has and its heirs do not."""
    old, new = matching.old, matching.new
    found = [source for source, heirs in enumerate(matching.heirs) if heirs]
    index, expected = RareWords(old, found), matching.expected()
    out = []
    for place in matching.free_new():
        for source in index.near(new[place], expected[place]):
            if _holds(old[source], [new[heir] for heir in matching.heirs[source]], new[place]):
                out.append((source, place))
    return out


def _swallowed(matching: Matching) -> list[tuple[int, int]]:
    """(before, after): free blocks before whose words a found one after has, beyond those of what it came from."""
    old, new = matching.old, matching.new
    found = [place for place, sources in enumerate(matching.sources) if sources]
    index = RareWords(new, found)
    place_of: dict[int, int] = defaultdict(int)
    for source, heirs in enumerate(matching.heirs):
        place_of[source] = heirs[0] if heirs else place_of[source - 1]
    out = []
    for source in matching.free_old():
        for place in index.near(old[source], place_of[source]):
            if len(matching.heirs[matching.sources[place][0]]) == 1 and _holds(
                new[place], [old[one] for one in matching.sources[place]], old[source]
            ):
                out.append((source, place))
    return out


def _holds(whole: Likened, others: Sequence[Likened], piece: Likened) -> bool:
    """Whether `whole` has the words of `piece` beside those that `others` have of it."""
    if piece.family != "passage" or piece.size < LEAST:
        return False
    rest = whole.bag - together(others).bag
    return (rest & piece.bag).total() >= HELD * piece.size
