"""Each fast algorithm beside the slow one that is plainly right, on thousands of random inputs."""

from __future__ import annotations

import random
from collections import defaultdict
from itertools import combinations, pairwise, product

import pytest

from drafting.text import engine
from drafting.text.anchor import Ambiguous, Found, Orphaned, Quote, describe, locate
from drafting.text.cleanup import _edges, slide
from drafting.text.comparison import raw, whole
from drafting.text.engine import Hunk
from drafting.text.footprint import Base, Footprint, canonical, clash
from drafting.text.merge import Authored, Change, apply, changes, compose
from tests.soak import chance, share
from tests.text import slow

FEW = ("a", "b", "c")
LISTS = share(2_000, 20_000)


def listed(dice: random.Random, words: tuple[str, ...], longest: int) -> list[str]:
    return [dice.choice(words) for _ in range(dice.randint(0, longest))]


def spaced(words: list[str]) -> list[str]:
    """Words of letters with single spaces: what the tokens are is beyond doubt."""
    return [token for word in words for token in (word, " ")][:-1]


def rewritten(dice: random.Random, words: list[str]) -> list[str]:
    """Words after up to four edits, of words that are there and of new ones."""
    out = list(words)
    for _ in range(dice.randint(0, 4)):
        start = dice.randint(0, len(out))
        out[start : start + dice.randint(0, 3)] = listed(dice, ("a", "b", "the", "of", "new", "other"), 3)
    return out


@pytest.mark.parametrize("compare", [engine.compare_reference, engine.compare_long, None])
def test_raw_changes_keep_as_many_tokens_as_can_be_kept(compare: engine.Compare | None) -> None:
    dice = chance("engine")
    for _ in range(LISTS):
        old, new = listed(dice, FEW, 18), listed(dice, FEW, 18)
        hunks = engine.hunks(old, new, compare)
        rebuilt = list(old)
        for hunk in reversed(hunks):
            rebuilt[hunk.a0 : hunk.a1] = new[hunk.b0 : hunk.b1]
        assert rebuilt == new
        assert all(left.a1 < right.a0 and left.b1 < right.b0 for left, right in pairwise(hunks))
        assert len(old) - sum(hunk.a1 - hunk.a0 for hunk in hunks) == slow.longest_common(old, new)


def test_looking_only_where_texts_differ_keeps_as_many_words_as_the_whole_texts_have_in_common() -> None:
    dice = chance("window")
    vocabulary = ("a", "b", "the", "of", "city", "state", "report", "council", "year", "plan")
    for _ in range(LISTS):
        words = listed(dice, vocabulary, 40)
        old, new = spaced(words), spaced(rewritten(dice, words))
        found = whole(raw("".join(old), "".join(new)))
        assert (found.old, found.new) == (old, new)
        assert len(old) - sum(h.a1 - h.a0 for h in found.hunks) == slow.longest_common(old, new)


def test_a_change_slides_to_the_most_natural_of_all_the_places_where_it_gives_the_same() -> None:
    dice = chance("slide")
    moved = 0
    for _ in range(LISTS):
        old = listed(dice, ("a", "b", ".", ",", " ", " "), 14)
        start = dice.randint(0, len(old))
        if dice.random() < 0.5:
            put = (old[start:] + old)[: dice.randint(1, 3)] if dice.random() < 0.7 else listed(dice, ("a", "b", " "), 3)
            end = start
        else:
            put, end = [], min(len(old), start + dice.randint(1, 3))
        if start == end and not put:
            continue
        new = slow.made(old, start, end, put)
        (hunk,) = slide(old, new, [Hunk(start, end, start, start + len(put))])
        places = slow.shifts(old, start, end, put)
        assert hunk.a0 in places
        assert (hunk.a1 - hunk.a0, hunk.b1 - hunk.b0) == (end - start, len(put))
        assert hunk.b0 == hunk.a0
        side, size = (new, len(put)) if put else (old, end - start)
        edges = {at: _edges(side, at, at + size) for at in places}
        best = [at for at in places if edges[at] == max(edges.values())]
        assert hunk.a0 == min(best, key=lambda at: abs(at - start))
        moved += hunk.a0 != start
    assert moved >= LISTS // 20


def test_a_footprint_is_every_place_to_which_the_change_can_be_shifted() -> None:
    dice = chance("footprint")
    for _ in range(LISTS):
        tokens = spaced(listed(dice, ("a", "b", "very"), 9))
        base = Base("".join(tokens))
        assert base.tokens == tokens
        start = dice.randint(0, len(tokens))
        end = min(len(tokens), start + dice.choice((0, 1, 2, 3, 4)))
        put = [] if start != end else spaced(listed(dice, ("a", "b", "very"), 3)) + [" "] * dice.randint(0, 1)
        if start == end and not put:
            continue
        if put and (start > 0 and tokens[start - 1] != " ") and put[0] != " ":
            put = [" ", *put]
            put = put[:-1] if put[-1] == " " else put
        elif put and start < len(tokens) and tokens[start] == " " and put[-1] == " ":
            put = put[:-1]
        elif put and start < len(tokens) and tokens[start] != " " and put[-1] != " ":
            put = [*put, " "]
        if (not put and start == end) or any(a == b == " " for a, b in pairwise(slow.made(tokens, start, end, put))):
            continue
        change = Change(base.starts[start], base.starts[end], "".join(put))
        low, high, lowest, highest = slow.reach(tokens, start, end, put)
        expected = Footprint(*(base.starts[at] for at in (low, high, lowest, highest)), start == end)
        assert base.footprint(change) == expected, (tokens, change)


def test_footprints_clash_as_they_do_place_by_place() -> None:
    spans = [(a, b) for a in range(5) for b in range(a, 5)]
    for (low, high), (begin, finish) in product(spans, spans):
        for wide, broad in product((0, 1), (0, 1)):
            one = Footprint(low, high, low - wide, high + wide, low == high)
            other = Footprint(begin, finish, begin - broad, finish + broad, begin == finish)
            assert clash(one, other) == slow.clash(one, other)


def test_two_changes_give_the_same_text_exactly_when_they_are_told_the_same_way() -> None:
    """All changes of up to two signs put on all texts of up to five signs a and b."""
    for base in ("".join(signs) for length in range(6) for signs in product("ab", repeat=length)):
        told: defaultdict[str, set[Change]] = defaultdict(set)
        for start, end in combinations(range(len(base) + 1), 2):
            for put in ("", "a", "b", "aa", "ab", "ba", "bb"):
                told[apply(base, [Change(start, end, put)])].add(canonical(base, Change(start, end, put)))
        for at in range(len(base) + 1):
            for put in ("a", "b", "aa", "ab", "ba", "bb"):
                told[apply(base, [Change(at, at, put)])].add(canonical(base, Change(at, at, put)))
        for text, ways in told.items():
            if text != base:
                assert len(ways) == 1, (base, text, ways)
                (only,) = ways
                assert apply(base, [only]) == text


def test_the_conflicts_of_many_changes_are_those_of_all_pairs_taken_alone() -> None:
    dice = chance("conflicts")
    names = ("bergen", "malta", "lublin", "spain", "izmir")
    for _ in range(share(1_000, 10_000)):
        words = listed(dice, ("city", "state", "very", "council", "plan", "report"), 16)
        base = " ".join(words)
        own = {name: changes(base, " ".join(rewritten(dice, words))) for name in names}
        authored = [Authored(name, change) for name, of_name in own.items() for change in of_name]
        merged = compose(base, authored)
        expected = set()
        for one, other in combinations(merged.groups, 2):
            if set(one.keys).isdisjoint(other.keys):
                pair = [Authored(one.keys[0], one.change), Authored(other.keys[0], other.change)]
                expected |= {(c.kind, one.change, other.change) for c in compose(base, pair).conflicts}
        found = {
            (conflict.kind, conflict.left_change, conflict.right_change)
            for conflict in merged.conflicts
            if set(conflict.left).isdisjoint(conflict.right)
        }
        assert found == expected


def test_a_quote_is_found_where_a_look_at_every_place_finds_it_and_never_guessed() -> None:
    dice = chance("quotes")
    seen = {Found: 0, Ambiguous: 0, Orphaned: 0}
    for _ in range(LISTS):
        some = (
            ("very", "city", "ve", "plan", "états") if dice.random() < 0.5 else [f"w{number}" for number in range(90)]
        )
        text = " ".join(listed(dice, tuple(some), 30)) or "city"
        start = dice.randrange(len(text))
        end = min(len(text), start + dice.choice((*range(1, 13), 30, 31, 32, 33)))
        quote = describe(text, start, end)
        elsewhere = " ".join(rewritten(dice, text.split(" ")))
        if dice.random() < 0.4:
            around = dice.randint(0, 12)
            elsewhere = text if around == 12 else f"new {text[max(0, start - around) : end + around - 2]} new"
        hinted = Quote(exact=quote.exact, prefix=quote.prefix, suffix=quote.suffix, start=dice.randint(0, 99), end=99)
        found = locate(quote, elsewhere)
        assert locate(hinted, elsewhere) == found
        seen[type(found)] += 1
        starts = slow.located(quote.exact, quote.prefix, quote.suffix, elsewhere)
        match found:
            case Found(a, b):
                assert ([a], elsewhere[a:b]) == (starts, quote.exact)
            case Ambiguous(ranges):
                assert [a for a, _ in ranges] == starts
                assert all(elsewhere[a:b] == quote.exact for a, b in ranges)
                assert len(slow.places_of(quote.exact, elsewhere)) > 1
            case Orphaned():
                assert starts == []
    assert min(seen.values()) >= LISTS // 100
