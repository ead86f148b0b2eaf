"""Finding words in many small texts: accents and case do not count, and other forms of a word are found too.

Forms are told by Snowball's stems (M. F. Porter, Snowball, 2001) in English and in French at once, since a group writes
in both; ranking is Okapi BM25 (Robertson and Zaragoza, The Probabilistic Relevance Framework, 2009).
"""

from __future__ import annotations

import math
import re
import unicodedata
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock

from snowballstemmer import stemmer

from drafting.text.stopwords import STOP_WORDS

_WORD = re.compile(r"[^\W_]+")
_ASKED = re.compile(r'(?P<no>(?<!\S)-)?(?:"(?P<quoted>[^"]*)"?|(?P<plain>[^\s"]+))')
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "đ": "d", "ł": "l", "ı": "i"})
_QUOTES = str.maketrans(dict.fromkeys("“”„«»", '"'))
KEPT_WORDS = 50_000
"""How many words' stems are kept: more than the vocabulary of a group's texts."""
_ENGLISH, _FRENCH = stemmer("english"), stemmer("french")
_STEMMING = Lock()
"""A stemmer works in its own fields: one word at a time."""
LONG_ENOUGH = 4
"""Letters that a word with a plural's ending has more than."""
SATURATION, LENGTH = 1.2, 0.75
"""BM25's k1 and b, as usual."""


@dataclass(frozen=True, slots=True)
class Term:
    """One thing that is asked for: a `phrase` of words as they stand, a word that `begins` so, or (neither) any form of
    one word."""

    words: tuple[str, ...]
    phrase: bool = False
    begins: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for: all of `wanted` and none of `unwanted`."""

    wanted: tuple[Term, ...]
    unwanted: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """A text that has all that was asked for: its place among those indexed, how well it fits, the places of the words
    that were found (counted in words)."""

    place: int
    score: float
    words: frozenset[int]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a shown text; `hit` where it is a word that was found."""

    text: str
    hit: bool = False


def asked(query: str) -> Asked:
    """What a person asks for: words, "quoted phrases", begin* and -unwanted. Small words count in phrases only, unless
    there is nothing else."""
    wanted: list[Term] = []
    unwanted: list[Term] = []
    small: list[Term] = []
    for found in _ASKED.finditer(query.translate(_QUOTES)):
        into = unwanted if found["no"] else wanted
        if found["quoted"] is not None:
            words = tuple(folded(word) for word in _WORD.findall(found["quoted"]))
            if words:
                into.append(Term(words, phrase=True))
            continue
        words = tuple(_WORD.findall(found["plain"]))
        for word in words:
            begins = word == words[-1] and found["plain"].endswith("*")
            term = Term((folded(word) if begins else word.lower(),), begins=begins)
            (small if word.lower() in STOP_WORDS and not begins and into is wanted else into).append(term)
    return Asked(tuple(dict.fromkeys(wanted or small)), tuple(dict.fromkeys(unwanted)))


class Index:
    """Texts by their words. `find` takes time by the number of texts that have the words, not by that of all texts."""

    __slots__ = ("_begin", "_forms", "_lengths", "_mean", "_stems")

    def __init__(self, texts: Iterable[str]) -> None:
        forms: dict[str, dict[int, list[int]]] = defaultdict(dict)
        self._lengths: list[int] = []
        for place, text in enumerate(texts):
            words = _WORD.findall(text)
            self._lengths.append(len(words))
            for at, word in enumerate(words):
                forms[word.lower()].setdefault(place, []).append(at)
        self._mean = (sum(self._lengths) / len(self._lengths) if self._lengths else 0) or 1.0
        self._forms: Mapping[str, Mapping[int, Sequence[int]]] = dict(forms)
        stems: dict[str, set[str]] = defaultdict(set)
        begin: dict[str, set[str]] = defaultdict(set)
        for form in forms:
            begin[folded(form)].add(form)
            for stem in stems_of(form):
                stems[stem].add(form)
        self._stems: Mapping[str, set[str]] = dict(stems)
        self._begin = sorted((plain, tuple(sorted(those))) for plain, those in begin.items())

    def find(self, query: Asked) -> list[Hit]:
        """The texts that have all that is wanted, in their own order; nothing where nothing is wanted."""
        if not query.wanted:
            return []
        found = [self._having(term) for term in query.wanted]
        places = set.intersection(*(set(one) for one in found))
        for term in query.unwanted:
            places -= set(self._having(term))
        return [
            Hit(
                place,
                sum(self._weight(one, place) for one in found),
                frozenset(at for one in found for at in one[place]),
            )
            for place in sorted(places)
        ]

    def _weight(self, having: Mapping[int, Sequence[int]], place: int) -> float:
        all_, those, often = len(self._lengths), len(having), len(having[place])
        rare = math.log(1 + (all_ - those + 0.5) / (those + 0.5))
        long = 1 - LENGTH + LENGTH * self._lengths[place] / self._mean
        return rare * often * (SATURATION + 1) / (often + SATURATION * long)

    def _having(self, term: Term) -> Mapping[int, Sequence[int]]:
        """The texts that have the term, with the places of its words."""
        if term.phrase:
            return self._phrase(term.words)
        (word,) = term.words
        if term.begins:
            return self._any(form for those in self._beginning(word) for form in those)
        return self._any({form for stem in stems_of(word) for form in self._stems.get(stem, ())})

    def _beginning(self, word: str) -> Iterable[tuple[str, ...]]:
        at = bisect_left(self._begin, (word,))
        while at < len(self._begin) and self._begin[at][0].startswith(word):
            yield self._begin[at][1]
            at += 1

    def _any(self, forms: Iterable[str]) -> dict[int, list[int]]:
        out: dict[int, list[int]] = defaultdict(list)
        for form in forms:
            for place, at in self._forms[form].items():
                out[place] += at
        return dict(out)

    def _phrase(self, words: Sequence[str]) -> dict[int, list[int]]:
        each = []
        for word in words:
            at = bisect_left(self._begin, (word,))
            there = at < len(self._begin) and self._begin[at][0] == word
            each.append(self._any(self._begin[at][1]) if there else {})
        out = {}
        for place in set.intersection(*(set(one) for one in each)):
            places = [set(one[place]) for one in each]
            begins = [at for at in each[0][place] if all(at + n in those for n, those in enumerate(places))]
            if begins:
                out[place] = [at + n for at in begins for n in range(len(words))]
        return out


def excerpt(text: str, words: Iterable[int], *, length: int = 40) -> tuple[Piece, ...]:
    """At most `length` words of `text` around those that were found (places as in `Hit`), with these marked; where
    something is left out, an ellipsis."""
    spans = [found.span() for found in _WORD.finditer(text)]
    hits = sorted(word for word in words if word < len(spans))
    first = _densest(hits, length) if hits else 0
    begin = max(0, min(first - length // 4, len(spans) - length))
    end = min(begin + length, len(spans))
    out: list[Piece] = [Piece("… ")] if begin else []
    at = spans[begin][0] if begin else 0
    for word in (hit for hit in hits if begin <= hit < end):
        start, stop = spans[word]
        out += [Piece(text[at:start]), Piece(text[start:stop], hit=True)]
        at = stop
    out.append(Piece(text[at:] if end == len(spans) else text[at : spans[end - 1][1]] + " …"))
    return tuple(piece for piece in out if piece.text)


def _densest(hits: Sequence[int], length: int) -> int:
    """The hit from which a stretch of `length` words has most hits."""
    return max(hits, key=lambda first: (bisect_left(hits, first + length // 2) - bisect_left(hits, first), -first))


def folded(word: str) -> str:
    """The word without case and accents."""
    apart = unicodedata.normalize("NFD", word.casefold().translate(_LIGATURES))
    return "".join(sign for sign in apart if not unicodedata.combining(sign))


@lru_cache(KEPT_WORDS)
def stems_of(word: str) -> frozenset[str]:
    """What two forms of a word have in common: equal without accents, or one stem, English or French. A French word is
    found also when its accents are not typed, and where Snowball parts a plural from its singular (étrangers)."""
    plain, given = folded(word), word.lower()
    french = {given, plain, *(form[:-1] for form in (given, plain) if form[-1] in "sx" and len(form) > LONG_ENOUGH)}
    with _STEMMING:
        stems = {f"en:{_ENGLISH.stemWord(given)}", *(f"fr:{_FRENCH.stemWord(form)}" for form in french)}
    return frozenset({f"={plain}", *map(folded, stems)})
