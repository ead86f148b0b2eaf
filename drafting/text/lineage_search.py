"""The search for what each block of a reworked text was before: surest first, and none where two answers come near.

1. Words that stand in one block only on either side, and keep their order, find each other (Cohen's patience diff:
   unique lines, then the longest run that rises; Fredman 1975 for the latter).
2. Equal blocks that are several find each other in order, where the stretch between found neighbours holds as many of
   them before as after.
3. A bead (`lineage_beads`) is taken when it is good and nothing else that claims one of its blocks comes near it. The
   stretches between found neighbours are smaller then, so 2 and 3 are done again until nothing more is found.
4. What is left is doubtful, where there is reason for doubt (`lineage_doubts`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from drafting.text.blocks import Block
from drafting.text.likeness import Likened, likened
from drafting.text.lineage_beads import Bead, beads
from drafting.text.lineage_doubts import doubts
from drafting.text.lineage_matching import Matching, Stretches
from drafting.text.order import longest_rising

GOOD = 0.5
"""The least score at which a bead is taken."""
NEAR = 0.1
"""What comes so near to a bead's score puts it in doubt."""

Sources = tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """For each block after: the places, in order, of the blocks before that it came from (one place in several blocks:
    a split), or else what it may have come from, the likeliest first; both empty for a block that is certainly new."""

    sources: tuple[Sources, ...]
    candidates: tuple[tuple[Sources, ...], ...]


def search(before: Sequence[Block], after: Sequence[Block]) -> Found:
    """What each of `after` was in `before`."""
    matching = Matching([likened(block) for block in before], [likened(block) for block in after])
    _take_unique(matching)
    left: list[Bead] = []
    while True:
        if _take_repeated(matching):
            continue
        left = beads(matching)
        sure = _beyond_doubt(left)
        if not sure:
            break
        for bead in sure:
            matching.take(bead.olds, bead.news)
    candidates = doubts(matching, left)
    return Found(
        sources=tuple(() if candidates[place] else found for place, found in enumerate(matching.sources)),
        candidates=tuple(candidates),
    )


def _take_unique(matching: Matching) -> None:
    old, new = _places(matching.old), _places(matching.new)
    pairs = sorted((new[words][0], found[0]) for words, found in old.items() if len(found) == len(new[words]) == 1)
    for index in longest_rising([source for _, source in pairs]):
        place, source = pairs[index]
        matching.take((source,), (place,))


def _places(blocks: Sequence[Likened]) -> defaultdict[tuple[str, tuple[str, ...]], list[int]]:
    out: defaultdict[tuple[str, tuple[str, ...]], list[int]] = defaultdict(list)
    for place, one in enumerate(blocks):
        out[one.family, one.all_words].append(place)
    return out


def _take_repeated(matching: Matching) -> bool:
    """Step 2, for all stretches at once; a block that two stretches lay claim to waits."""
    stretches = Stretches(matching)
    old: dict[tuple[int, str, tuple[str, ...]], list[int]] = defaultdict(list)
    new: dict[tuple[int, str, tuple[str, ...]], list[int]] = defaultdict(list)
    for source in matching.free_old():
        one = matching.old[source]
        old[stretches.number[source], one.family, one.all_words].append(source)
    for place in matching.free_new():
        one = matching.new[place]
        claims = [
            what for number in stretches.here[place] if (what := (number, one.family, one.all_words)) in old
        ]  # fmt: skip
        for what in claims if len(claims) == 1 else ():
            new[what].append(place)
    taken = False
    for what, places in new.items():
        if len(places) == len(old[what]):
            for source, place in zip(old[what], places, strict=True):
                matching.take((source,), (place,))
                taken = True
    return taken


def _beyond_doubt(all_beads: Sequence[Bead]) -> list[Bead]:
    """The good beads that no rival comes near; beads within a bead are none of its rivals."""
    claims: dict[tuple[str, int], list[Bead]] = defaultdict(list)
    for bead in all_beads:
        for source in bead.olds:
            claims["before", source].append(bead)
        for place in bead.news:
            claims["after", place].append(bead)
    sure = []
    for bead in all_beads:
        if bead.score < GOOD:
            continue
        rivals = [rival for source in bead.olds for rival in claims["before", source]]
        rivals += [rival for place in bead.news for rival in claims["after", place]]
        if all(bead.holds(rival) or rival.score <= bead.score - NEAR for rival in rivals):
            sure.append(bead)
    return sure
