"""Random edits whose outcome is known: overlaps are told, the rest is merged, nothing else comes of it."""

from __future__ import annotations

from collections import Counter

from drafting.text.merge import merge
from tests.soak import chance, share
from tests.text.known_edits import APART, Edit, block, edit, overlap, overlapping, words_between

AUTHORS = tuple(f"d{number:02}x" for number in range(20))


def test_of_two_edits_every_overlap_is_told_and_those_apart_are_merged_exactly() -> None:
    dice = chance("pairs")
    seen: Counter[str] = Counter()
    for number in range(share(2_000, 20_000)):
        on = block(dice, 8, 60)
        one, other = edit(dice, on, "bergen"), edit(dice, on, "malta")
        base = on.text(on.words)
        texts = {"bergen": on.text(one.made(on.words)), "malta": on.text(other.made(on.words))}
        merged = merge(base, texts)
        assert merge(base, dict(reversed(texts.items()))) == merged, (number, base, texts)
        if texts["bergen"] == texts["malta"]:
            seen["same"] += 1
            assert (merged.text, merged.conflicts) == (texts["malta"], ()), (number, base, texts)
        elif overlap(on, one, other):
            seen["overlap"] += 1
            assert [{*found.left, *found.right} for found in merged.conflicts] == [{"bergen", "malta"}], (number, texts)
            assert merged.text == base, (number, base, texts)
        elif words_between(on, one, other) >= APART:
            seen["apart"] += 1
            assert not merged.conflicts, (number, base, texts)
            assert merged.text == on.after((one, other)), (number, base, texts)
        else:
            seen["near"] += 1
            assert merged.text == (base if merged.conflicts else on.after((one, other))), (number, base, texts)
    assert min(seen[kind] for kind in ("overlap", "apart", "near")) >= share(100, 1_000), seen


def test_of_twenty_amendments_on_a_block_exactly_those_that_overlap_are_named_and_the_rest_is_applied() -> None:
    dice = chance("twenty")
    named = 0
    for number in range(share(100, 1_000)):
        on = block(dice, 60, 160)
        edits: dict[str, Edit] = {}
        while len(edits) < len(AUTHORS):
            author = AUTHORS[len(edits)]
            same = dice.random() < 0.2 and edits
            made = dice.choice(list(edits.values())) if same else edit(dice, on, author)
            others = [found for found in edits.values() if found.made(on.words) != made.made(on.words)]
            if all(overlap(on, made, found) or words_between(on, made, found) >= APART for found in others):
                edits[author] = made
        base = on.text(on.words)
        texts = {author: on.text(made.made(on.words)) for author, made in edits.items()}
        merged = merge(base, texts)
        expected = overlapping(on, edits)
        assert {author for found in merged.conflicts for author in (*found.left, *found.right)} == expected, number
        told = {on.text(made.made(on.words)): made for author, made in edits.items() if author not in expected}
        assert merged.text == on.after(tuple(told.values())), (number, base, texts)
        shuffled = list(texts.items())
        dice.shuffle(shuffled)
        assert merge(base, dict(shuffled)) == merged, (number, base, texts)
        named += len(expected)
    assert named >= share(100, 1_000)
