"""Which blocks before and after have found each other so far, and where the others stand among them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from drafting.text.likeness import Likened


class Matching:
    """`sources`: for each block after the places of those before that it came from, in order, () while it is free;
    `heirs` the other way round."""

    def __init__(self, old: Sequence[Likened], new: Sequence[Likened]) -> None:
        self.old, self.new = old, new
        self.sources: list[tuple[int, ...]] = [()] * len(new)
        self.heirs: list[tuple[int, ...]] = [()] * len(old)

    def take(self, olds: tuple[int, ...], news: tuple[int, ...]) -> None:
        """One and one, one and several, or several and one, all of them free."""
        for place in news:
            self.sources[place] = olds
        for source in olds:
            self.heirs[source] = news

    def free_old(self) -> list[int]:
        return [source for source, heirs in enumerate(self.heirs) if not heirs]

    def free_new(self) -> list[int]:
        return [place for place, sources in enumerate(self.sources) if not sources]

    def expected(self) -> list[int]:
        """Where before each block after would stand if nothing had moved: with the found one before it."""
        out, source = [], 0
        for sources in self.sources:
            source = sources[-1] if sources else source
            out.append(source)
        return out


class Stretches:
    """The unbroken stretches of free blocks before, numbered, as a matching has them at one moment.

    `number`: each block's stretch, -1 for one that is found. `members`: a stretch's blocks, in order. `here`: for each
    free block after the stretches that stand next to a found neighbour of it, on the neighbour's side: at most two.
    """

    def __init__(self, matching: Matching) -> None:
        self.number: list[int] = []
        self.members: dict[int, list[int]] = defaultdict(list)
        last = -1
        for source, heirs in enumerate(matching.heirs):
            if not heirs and (source == 0 or matching.heirs[source - 1]):
                last += 1
            self.number.append(-1 if heirs else last)
            if not heirs:
                self.members[last].append(source)
        here: list[set[int]] = [set() for _ in matching.new]
        count = len(matching.old)
        for step, outside in ((1, -1), (-1, count)):
            source = outside
            for place in range(len(matching.new))[::step]:
                found = matching.sources[place]
                if found:
                    source = found[-1] if step > 0 else found[0]
                elif 0 <= source + step < count and self.number[source + step] >= 0:
                    here[place].add(self.number[source + step])
        self.here = [frozenset(numbers) for numbers in here]

    def in_place(self, source: int, place: int) -> bool:
        """Whether a found neighbour of `place` vouches that `source` stands where it would be expected."""
        return self.number[source] in self.here[place]
