"""What became of each block when a text was reworked outside the tool: which block of the next draft is which.

`trace` answers where the texts do, and says so where they do not: a doubtful block has candidates and no key until a
person has answered (`answered`). How the blocks are found is in `lineage_search`; here is what is made of it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace
from enum import StrEnum

from drafting.text.blocks import Block, Kind
from drafting.text.likeness import likened, likeness, together
from drafting.text.lineage_search import Found, search
from drafting.text.operations import Keyed
from drafting.text.order import longest_rising

_NOTE = re.compile(r"\[\^([^\]\s]+)\]")


class Fate(StrEnum):
    """What a block of the next draft is. MOVED ones may be changed too; NEW ones have no key yet."""

    KEPT = "kept"
    CHANGED = "changed"
    MOVED = "moved"
    SPLIT = "split"
    JOINED = "joined"
    NEW = "new"


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """What it may come from: the key of one earlier block, or of several joined in it; how alike in words (0 to 1)."""

    keys: tuple[int, ...]
    likeness: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Traced:
    """A block of the next draft, its footnote references and labels as in the earlier one.

    `key` is the key that it keeps (None: it is to get a new one); `split_from` that of the block whose words it shares
    with a block before it; `joined` those of further blocks whose words were added to it. `likeness`: of its words with
    those of all the blocks that it came from, 0 to 1. `doubtful`: a person has to say which of the `candidates`, the
    likeliest first, it is, or none; until then it counts as NEW.
    """

    block: Block
    fate: Fate
    key: int | None = None
    split_from: int | None = None
    joined: tuple[int, ...] = ()
    likeness: float = 0.0
    candidates: tuple[Candidate, ...] = ()
    doubtful: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Lineage:
    """The next draft's blocks in order, and the keys, in order, of earlier ones that none of them came from."""

    blocks: tuple[Traced, ...]
    gone: tuple[int, ...]

    @property
    def doubts(self) -> tuple[int, ...]:
        """Places, from 0, of the blocks that a person has to decide on."""
        return tuple(place for place, one in enumerate(self.blocks) if one.doubtful)


def trace(before: Sequence[Keyed], after: Sequence[Block]) -> Lineage:
    """What became of `before` in `after`. The same for the same input; a draft that was not changed is all KEPT."""
    return _told(before, after, search([item.block for item in before], after), frozenset())


def answered(before: Sequence[Keyed], after: Sequence[Block], answers: Mapping[int, tuple[int, ...]]) -> Lineage:
    """The lineage with a person's `answers`: place in `after`, from 0 → keys of `before` that the block comes from,
    none for a new one, several for a join.

    They go before what was found, also where that was not doubtful. One key given to several blocks is a split: the
    first of them keeps it. Raises KeyError for a key that is none of `before`.
    """
    found = search([item.block for item in before], after)
    at = {item.key: place for place, item in enumerate(before)}
    sources = [
        tuple(sorted(at[key] for key in answers[place])) if place in answers else one
        for place, one in enumerate(found.sources)
    ]
    return _told(before, after, Found(sources=tuple(sources), candidates=found.candidates), frozenset(answers))


def _told(before: Sequence[Keyed], after: Sequence[Block], found: Found, sure: Set[int]) -> Lineage:
    """`sure`: places where a person has spoken."""
    blocks = _with_earlier_notes(before, after, found.sources)
    old = [likened(item.block) for item in before]
    new = [likened(block) for block in blocks]
    heirs: dict[int, list[int]] = defaultdict(list)
    for place, sources in enumerate(found.sources):
        for source in sources:
            heirs[source].append(place)
    keeping = [place for place, sources in enumerate(found.sources) if sources and heirs[sources[0]][0] == place]
    stayed = {keeping[index] for index in longest_rising([found.sources[place][0] for place in keeping])}

    def fate_of(place: int) -> Fate:
        sources = found.sources[place]
        if not sources:
            return Fate.NEW
        if len(sources) > 1:
            return Fate.JOINED
        if len(heirs[sources[0]]) > 1:
            return Fate.SPLIT
        if place not in stayed:
            return Fate.MOVED
        return Fate.KEPT if same(before[sources[0]].block, blocks[place]) else Fate.CHANGED

    def alike(place: int, sources: Sequence[int]) -> float:
        """With all the parts, where it is one of several."""
        parts = [new[heir] for heir in heirs[sources[0]]] if fate_of(place) is Fate.SPLIT else [new[place]]
        return likeness(together([old[source] for source in sources]), together(parts))

    out = []
    for place, sources in enumerate(found.sources):
        keeps = bool(sources) and heirs[sources[0]][0] == place
        keys = [before[source].key for source in sources]
        candidates = tuple(
            Candidate(
                keys=tuple(before[source].key for source in one),
                likeness=likeness(together([old[source] for source in one]), new[place]),
            )
            for one in found.candidates[place]
        )
        out.append(
            Traced(
                block=blocks[place],
                fate=fate_of(place),
                key=keys[0] if keeps else None,
                split_from=keys[0] if sources and not keeps else None,
                joined=tuple(keys[1:]) if keeps else (),
                likeness=alike(place, sources) if sources else 0.0,
                candidates=candidates,
                doubtful=bool(candidates) and place not in sure,
            )
        )
    return Lineage(blocks=tuple(out), gone=tuple(item.key for at, item in enumerate(before) if at not in heirs))


def same(one: Block, other: Block) -> bool:
    """Whether two blocks differ at most in which table of the draft they stand in."""
    return replace(one, table=0) == replace(other, table=0)


def _with_earlier_notes(
    before: Sequence[Keyed], after: Sequence[Block], sources: Sequence[Sequence[int]]
) -> list[Block]:
    """`after` with the footnotes' labels, and the references to them, as in the earlier draft.

    Programs count labels anew when they write a file, so that one footnote more would change every block with a
    reference behind it. A footnote without a forebear keeps its label, unless an earlier one bears that.
    """
    label: dict[str, str] = {}
    for block, of in zip(after, sources, strict=True):
        if block.kind is Kind.FOOTNOTE and of:
            earlier = before[of[0]].block.label
            if earlier not in label.values():
                label[block.label] = earlier
    taken = {item.block.label for item in before if item.block.kind is Kind.FOOTNOTE} | set(label.values())
    for block in after:
        if block.kind is Kind.FOOTNOTE and block.label not in label:
            free, count = block.label, 2
            while free in taken:
                free, count = f"{block.label}-{count}", count + 1
            label[block.label] = free
            taken.add(free)
    if all(old == new for old, new in label.items()):
        return list(after)

    def led(text: str) -> str:
        return _NOTE.sub(lambda match: f"[^{label.get(match[1], match[1])}]", text)

    return [
        replace(
            block,
            text=led(block.text),
            cells=tuple(led(cell) for cell in block.cells),
            label=label[block.label] if block.kind is Kind.FOOTNOTE else block.label,
        )
        for block in after
    ]
