"""How alike blocks are, in words, and which of another draft's blocks are worth comparing with at all.

Likeness is Dice's coefficient (Dice, Measures of the amount of ecologic association between species, 1945) on bags of
words: twice the words that two have in common, by the words that both have. Stop words do not count where there are
others: they make any two texts alike. Candidates come from an inverted index by their rarest words (Manning, Raghavan,
Schütze, Introduction to Information Retrieval, 2008, ch. 7), so that a draft is not compared all with all.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from drafting.text.blocks import Block, Kind
from drafting.text.stopwords import STOP_WORDS
from drafting.text.tokens import plain, words

RAREST = 8
"""So many of a block's words, the rarest first, are looked up."""
LONGEST_POSTING = 48
"""Of a word that more blocks have, only those nearest to the expected place are looked at."""
MOST_CANDIDATES = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Likened:
    """A block made ready to be compared. `family`: only blocks of one family can be each other's descendants.

    `all_words` are what equality is judged by, in order, without case and typography (the text itself where it has no
    words); `bag` holds the words that count, `size` how many; `name` is what a heading, a row or a footnote is called
    by: its label, its first cell.
    """

    family: str
    all_words: tuple[str, ...]
    bag: Counter[str]
    size: int
    name: str


def likened(block: Block) -> Likened:
    told = [word.casefold() for part in block.parts for word in words(plain(part))]
    content = [word for word in told if word not in STOP_WORDS] or told
    if block.kind is Kind.ROW:
        name = " ".join(words(plain(block.cells[0]))).casefold() if block.cells else ""
    else:
        name = block.label if block.kind is Kind.HEADING else ""
    return Likened(
        family=block.kind.value if block.kind in (Kind.ROW, Kind.FOOTNOTE) else "passage",
        all_words=tuple(told) or tuple(part.strip() for part in block.parts),
        bag=Counter(content),
        size=len(content),
        name=name,
    )


def together(several: Sequence[Likened]) -> Likened:
    """Blocks that follow each other as one."""
    bag: Counter[str] = Counter()
    for one in several:
        bag.update(one.bag)
    return Likened(
        family=several[0].family,
        all_words=tuple(word for one in several for word in one.all_words),
        bag=bag,
        size=sum(one.size for one in several),
        name=several[0].name,
    )


def shared(one: Likened, other: Likened) -> int:
    """How many words the two have in common, each as often as both have it."""
    small, large = (one.bag, other.bag) if len(one.bag) < len(other.bag) else (other.bag, one.bag)
    return sum(min(count, large[word]) for word, count in small.items() if word in large)


def likeness(one: Likened, other: Likened) -> float:
    """From 0 (no word in common) to 1 (the same words, in whatever order)."""
    if not one.size or not other.size:
        return float(one.all_words == other.all_words)
    return 2 * shared(one, other) / (one.size + other.size)


class RareWords:
    """Inverted index of blocks by their words; `ids` are given in rising order."""

    def __init__(self, blocks: Sequence[Likened], ids: Iterable[int]) -> None:
        self._postings: dict[tuple[str, str], list[int]] = defaultdict(list)
        for place in ids:
            for word in blocks[place].bag:
                self._postings[blocks[place].family, word].append(place)

    def near(self, block: Likened, expected: int) -> list[int]:
        """The ids of the blocks that share the most of its rare words with `block`, at most MOST_CANDIDATES; of equals
        those that stand nearer to `expected`."""
        lists = [found for word in block.bag if (found := self._postings.get((block.family, word)))]
        weight: dict[int, float] = defaultdict(float)
        for found in sorted(lists, key=len)[:RAREST]:
            worth = 1 / len(found)
            start = 0
            if len(found) > LONGEST_POSTING:
                middle = bisect_left(found, expected) - LONGEST_POSTING // 2
                start = max(0, min(middle, len(found) - LONGEST_POSTING))
            for place in found[start : start + LONGEST_POSTING]:
                weight[place] += worth
        ranked = sorted(weight, key=lambda place: (-weight[place], abs(place - expected), place))
        return ranked[:MOST_CANDIDATES]
