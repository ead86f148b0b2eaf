"""A change told without its place: these words become those. Two changes in different blocks are the same when they
reword the same, quotes, dashes and spaces aside (see `tokens.plain`).

An insertion is told with the word that it follows, "migrants" → "migrants and refugees", else with the one it precedes:
alone, its words would say nothing of where they belong.
"""

from __future__ import annotations

from dataclasses import dataclass

from drafting.text.footprint import Base, Change
from drafting.text.stopwords import STOP_WORDS
from drafting.text.tokens import is_word, keys, plain, tokens


@dataclass(frozen=True, slots=True)
class Rewording:
    """`old` becomes `new`, both as they stand in the text, without spaces around; `new` is "" for a deletion."""

    old: str
    new: str

    @property
    def key(self) -> tuple[str, str]:
        """Equal for two changes that reword the same."""
        return plain(self.old), plain(self.new)

    @property
    def telling(self) -> bool:
        """Whether `old` says enough to be looked for elsewhere: more than articles, conjunctions and signs."""
        return any(is_word(token) and token.casefold() not in STOP_WORDS for token in tokens(self.old))


def rewording(base: Base, change: Change) -> Rewording | None:
    """What the change says without its place; None where it touches no word, or typography only."""
    old, new = base.text[change.start : change.end], change.text
    old, new = _with_neighbour(base, change) if change.start == change.end else _without_common_ends(old, new)
    old, new = old.strip(), new.strip()
    if plain(old) == plain(new) or not any(is_word(token) for token in tokens(old)):
        return None
    return Rewording(old, new)


def places_of(text: str, words: str) -> list[tuple[int, int]]:
    """Where `words` stand in `text` as whole words: half-open ranges of code points, none overlapping another."""
    wanted, there = tokens(words), tokens(text)
    told, found = keys(wanted, words), keys(there, text)
    starts = [0]
    for token in there:
        starts.append(starts[-1] + len(token))
    out: list[tuple[int, int]] = []
    at, count = 0, len(told)
    while count and at + count <= len(found):
        if found[at : at + count] == told:
            out.append((starts[at], starts[at + count]))
            at += count
        else:
            at += 1
    return out


def stands_in(text: str, words: str) -> bool:
    """Whether `words` stand in `text` as whole words."""
    return plain(words) in plain(text) and bool(places_of(text, words))


def reworded(text: str, rewording: Rewording) -> str:
    """`text` with the rewording made wherever its old words stand."""
    out, done = [], 0
    for start, end in places_of(text, rewording.old):
        gap = 1 if not rewording.new and text[:start].endswith(" ") else 0
        out += [text[done : start - gap], rewording.new]
        done = end
    return "".join([*out, text[done:]])


def _without_common_ends(old: str, new: str) -> tuple[str, str]:
    """Both without the tokens at their ends that differ in typography at most; as they are where no word would stay."""
    was, is_ = tokens(old), tokens(new)
    told, now = keys(was, old), keys(is_, new)
    low = high = 0
    while low < min(len(told), len(now)) and told[low] == now[low]:
        low += 1
    while high < min(len(told), len(now)) - low and told[-1 - high] == now[-1 - high]:
        high += 1
    kept = was[low : len(was) - high]
    if not any(is_word(token) for token in kept):
        return old, new
    return "".join(kept), "".join(is_[low : len(is_) - high])


def _with_neighbour(base: Base, change: Change) -> tuple[str, str]:
    """The insertion as far left as it can be slid, with the word before it, else with the one after it."""
    at = base.footprint(change).lowest
    new = (base.text[at : change.start] + change.text)[: len(change.text)]
    before, after = _split(base, at)
    for count in range(1, len(before) + 1):
        if is_word(before[-count]):
            word = "".join(before[-count:])
            return word, word + new
    for count, token in enumerate(after, start=1):
        if is_word(token):
            word = "".join(after[:count])
            return word, new + word
    return "", new


def _split(base: Base, at: int) -> tuple[list[str], list[str]]:
    """The tokens before and after the code point `at`."""
    index = base.token_at(at)
    if index is None:
        return tokens(base.text[:at]), tokens(base.text[at:])
    return base.tokens[:index], base.tokens[index:]
