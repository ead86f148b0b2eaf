"""Two texts compared: their tokens and their changes, raw, cleaned, or widened for display.

Only the stretch where the texts differ is made into tokens, with a margin on each side for the clean-up to slide into;
it is cut at plain spaces, where both texts make the same tokens on both sides (see `tokens`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from drafting.text import cleanup, engine
from drafting.text.engine import Hunk
from drafting.text.markup import has_markup, holds_delimiter
from drafting.text.tokens import keys, tokens

_MARGIN = 40


class Comparison(NamedTuple):
    """`head` + the joined tokens of either side + `tail` are the two texts; `hunks` index the tokens."""

    head: str
    old: list[str]
    new: list[str]
    tail: str
    hunks: list[Hunk]


def raw(old: str, new: str) -> Comparison:
    """The changes as the engine finds them, split where only quotes, dashes or spaces differ."""
    start, end = _window(old, new)
    stop_old, stop_new = len(old) - end, len(new) - end
    old_text, new_text = old[start:stop_old], new[start:stop_new]
    old_tokens, new_tokens = tokens(old_text), tokens(new_text)
    old_keys, new_keys = keys(old_tokens, old_text), keys(new_tokens, new_text)
    hunks = engine.hunks(old_keys, new_keys)
    if old_keys is not old_tokens or new_keys is not new_tokens:
        hunks = _with_typography(old_tokens, new_tokens, hunks)
    return Comparison(old[:start], old_tokens, new_tokens, old[stop_old:], hunks)


def by_words(old: str, new: str) -> Comparison:
    """The changes that keep the most words, for following words: a space counts for none of them.

    Words that differ in quotes, dashes or spaces only are kept. Each space goes with the token after it: by themselves
    the many spaces of a text outvote a word, since where all around it was rewritten as much stays equal without it.
    """
    old_tokens, new_tokens = tokens(old), tokens(new)
    old_keys, new_keys = (_spaces_bound(keys(side, text)) for side, text in ((old_tokens, old), (new_tokens, new)))
    return Comparison("", old_tokens, new_tokens, "", engine.hunks(old_keys, new_keys))


def _spaces_bound(keys: Sequence[str]) -> list[str]:
    """The keys, those of white space with the key after it added."""
    return [here + after if here.isspace() else here for here, after in zip(keys, [*keys, ""][1:], strict=True)]


def cleaned(old: str, new: str) -> Comparison:
    """The changes as a person would have made them."""
    found = raw(old, new)
    hunks = cleanup.join(found.old, found.new, found.hunks)
    if len(hunks) > 2:
        found = whole(found._replace(hunks=hunks))
        hunks = cleanup.replace_rewritten(found.old, found.new, found.hunks)
    return found._replace(hunks=cleanup.slide(found.old, found.new, hunks))


def displayed(old: str, new: str) -> Comparison:
    """The cleaned changes, none of which holds one end of a markup pair only."""
    found = cleaned(old, new)
    if has_markup(old) or has_markup(new):
        changed = (found.old[hunk.a0 : hunk.a1] + found.new[hunk.b0 : hunk.b1] for hunk in found.hunks)
        if any(map(holds_delimiter, changed)):
            found = whole(found)
            return found._replace(hunks=cleanup.widen(found.old, found.new, found.hunks))
    return found


def whole(found: Comparison) -> Comparison:
    """The same comparison with all of both texts as tokens."""
    if not found.head and not found.tail:
        return found
    head, tail = tokens(found.head), tokens(found.tail)
    by = len(head)
    hunks = [Hunk(a0 + by, a1 + by, b0 + by, b1 + by) for a0, a1, b0, b1 in found.hunks]
    return Comparison("", head + found.old + tail, head + found.new + tail, "", hunks)


def _window(old: str, new: str) -> tuple[int, int]:
    """How many code points at the start and at the end both texts share and need not be compared."""
    shorter = min(len(old), len(new))
    start = _common(old, new, shorter)
    if start == len(old) == len(new):
        return start, 0
    start = _run_of_spaces_before(old, start - _MARGIN)
    end = _common_end(old, new, shorter - start)
    cut = end - _MARGIN
    while cut > 0:
        at = old.find(" ", len(old) - cut)
        if at < 0:
            cut = 0
        elif at > len(old) - end and not old[at - 1].isspace():
            cut = len(old) - at
            break
        else:
            cut = len(old) - at - 1
    return start, max(cut, 0)


def _run_of_spaces_before(text: str, at: int) -> int:
    """The last start, at or before `at`, of a run of white space that begins with a plain space; 0 if there is none."""
    while at > 0:
        at = text.rfind(" ", 0, at + 1)
        if at > 0 and not text[at - 1].isspace():
            return at
        at -= 1
    return 0


def _common(old: str, new: str, most: int) -> int:
    """Length of the common start, by halving: comparing slices is far quicker than comparing characters."""
    low, high = 0, most
    while low < high:
        middle = (low + high + 1) // 2
        if old[low:middle] == new[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _common_end(old: str, new: str, most: int) -> int:
    low, high = 0, most
    while low < high:
        middle = (low + high + 1) // 2
        if old[len(old) - middle : len(old) - low] == new[len(new) - middle : len(new) - low]:
            low = middle
        else:
            high = middle - 1
    return low


def _with_typography(old: Sequence[str], new: Sequence[str], hunks: list[Hunk]) -> list[Hunk]:
    """The hunks of the keys, and those where equal keys stand for different tokens."""
    out: list[Hunk] = []

    def add(hunk: Hunk) -> None:
        if out and out[-1].a1 == hunk.a0 and out[-1].b1 == hunk.b0:
            out[-1] = Hunk(out[-1].a0, hunk.a1, out[-1].b0, hunk.b1)
        else:
            out.append(hunk)

    a = b = 0
    for hunk in [*hunks, Hunk(len(old), len(old), len(new), len(new))]:
        for offset in range(hunk.a0 - a):
            if old[a + offset] != new[b + offset]:
                add(Hunk(a + offset, a + offset + 1, b + offset, b + offset + 1))
        if hunk.a0 != hunk.a1 or hunk.b0 != hunk.b1:
            add(hunk)
        a, b = hunk.a1, hunk.b1
    return out
