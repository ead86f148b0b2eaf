"""Edits whose outcome is known, because they are made on a list of words before there is a text.

Nothing here knows the product's tokens: a text is its words with one separator between all of them. What an edit covers
is found by trying it at every place and looking which give the same words.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

APART = 4
"""Words between two edits that make them independent beyond doubt."""

_LATIN = str.split(
    "city region state council school library member group practice report dialogue resident service plan policy the "
    "of and to in each public shared early yearly should may must not very co-operate don’t 12.5% 1,000.50 3.2.1 "
    "(local) état déléguée e\u0301cole œuvre “open” towns, cities. regions; Europe: **must** *early* `code` [annual] "
    "[guide](https://example.org/a_(b)) [^n1] https://example.org/x 👩\u200d🌾 🇫🇷 👍🏽"
)
_ARABIC = str.split("مدينة دولة سياسة تقرير، مجلس. المدرسة عام في من على كل يجب خطة حوار خدمة مقيم جديد محلي")
_HEBREW = str.split("עיר מדינה מדיניות, דו״ח מועצה. בית־ספר שנה של כל חייב תוכנית שיח שירות תושב חדש מקומי")
_HAN = tuple("我们支持城市和地区的政策每年报告一次，居民参与。")
_THAI = ("เมื", "อ", "ง", "นี้", "ที่", "ต้", "ร", "า", "ย", "ก", "น", "ทุ", "ปี", "แ", "ล", "ะ", "ป", "ระ", "ช", "า")
_LETTERS = [word for word in _LATIN if word.isalpha()]

WRITINGS: tuple[tuple[Sequence[str], str], ...] = (
    (_LATIN, " "), (_LATIN, " "), (_LATIN, "  "), (_LETTERS, "\u00a0"), (_ARABIC, " "), (_HEBREW, " "),
    (_HAN, ""), (_THAI, ""),
)  # fmt: skip
"""Vocabularies, each with what stands between two words."""


@dataclass(frozen=True, slots=True)
class Edit:
    """`words[start:end]` become `put`; indices of words, half-open."""

    start: int
    end: int
    put: tuple[str, ...]

    def made(self, words: Sequence[str]) -> list[str]:
        return [*words[: self.start], *self.put, *words[self.end :]]


@dataclass(frozen=True, slots=True)
class Block:
    """A block's words, and what stands between them."""

    words: tuple[str, ...]
    between: str

    def text(self, words: Sequence[str]) -> str:
        return self.between.join(words)

    def after(self, edits: Sequence[Edit]) -> str:
        """The block's text with all of `edits` made, which do not overlap."""
        words = list(self.words)
        for edit in sorted(set(edits), key=lambda edit: (edit.start, edit.end), reverse=True):
            words = edit.made(words)
        return self.text(words)


def block(chance: random.Random, shortest: int, longest: int) -> Block:
    """A block of random words; one in four says some of its words several times in a row."""
    vocabulary, between = chance.choice(WRITINGS)
    words = [chance.choice(vocabulary) for _ in range(chance.randint(shortest, longest))]
    if chance.random() < 0.25:
        at, length, times = chance.randrange(len(words)), chance.randint(1, 2), chance.randint(2, 4)
        words[at:at] = words[at : at + length] * times
    return Block(tuple(words), between)


def edit(chance: random.Random, on: Block, author: str) -> Edit:
    """One insertion, deletion or replacement. What is inserted may be words that stand there; what replaces is new."""
    start = chance.randint(0, len(on.words))
    end = min(len(on.words), start + chance.choice((0, 0, 1, 1, 1, 2, 3, 5)))
    new = [f"{author}{number}" for number in range(chance.randint(1, 3))]
    if on.between == "":  # words of letters would grow together
        new = [chr(0x5000 + 8 * sum(map(ord, author)) + number) for number in range(len(new))]
    if start == end:
        if chance.random() < 0.4 and start < len(on.words):
            new = list(on.words[start : start + chance.randint(1, 2)])
        return Edit(start, start, tuple(new))
    return Edit(start, end, () if chance.random() < 0.35 else tuple(new))


@lru_cache(maxsize=200)
def reach(on: Block, edit: Edit) -> tuple[int, int]:
    """The first and the last place between words that any edit of the same size touches and makes the same words."""
    made = edit.made(on.words)
    size, count = edit.end - edit.start, len(edit.put)
    if size and count:
        return edit.start, edit.end
    starts = [
        start
        for start in range(len(on.words) - size + 1)
        if [*on.words[:start], *made[start : start + count], *on.words[start + size :]] == made
    ]
    return min(starts), max(starts) + size


def overlap(on: Block, one: Edit, other: Edit) -> bool:
    """Whether the edits need the same words or the same place, somewhere that they could stand."""
    if one.made(on.words) == other.made(on.words):
        return False
    (low, high), (begin, finish) = reach(on, one), reach(on, other)
    if one.start == one.end and other.start == other.end:
        return low <= finish and begin <= high
    return low < finish and begin < high


def words_between(on: Block, one: Edit, other: Edit) -> int:
    """The fewest words between the two, wherever they could stand; under 1 where they meet."""
    (low, high), (begin, finish) = reach(on, one), reach(on, other)
    return max(begin - high, low - finish)


def overlapping(on: Block, edits: Mapping[str, Edit]) -> set[str]:
    """All whose edit overlaps another's: every pair is looked at."""
    return {
        author
        for one, first in edits.items()
        for other, second in edits.items()
        if one < other and overlap(on, first, second)
        for author in (one, other)
    }
