"""Quotes whose fate is known, because the words are followed through edits before there is a text."""

from __future__ import annotations

import random
from collections import Counter

from drafting.text.anchor import Ambiguous, Carried, Removed, Reworded, carry, describe
from tests.soak import chance, share
from tests.text.known_edits import Block, block, edit

QUOTES = share(2_000, 20_000)


def fate(on: Block, new: list[tuple[str, int]], start: int, end: int) -> tuple[str, tuple[int, int], float]:
    """Outcome, range in the new text, and share, for the words `start` to `end`; new words are paired with old places.

    A word put in is paired with -1.
    """
    kept = [index for index, (_, place) in enumerate(new) if start <= place < end]
    if not kept:
        return "Removed", (0, 0), 0.0
    before = on.text([word for word, _ in new[: kept[0]]])
    first = len(before) + (len(on.between) if kept[0] else 0)
    covered = len(kept) / (end - start)
    last = first + len(on.text([word for word, _ in new[kept[0] : kept[-1] + 1]]))
    return ("Carried" if covered >= 0.6 else "Reworded"), (first, last), covered


def distinct(dice: random.Random) -> Block:
    """A block in which no word is there twice, and in which every word is one word to any reader."""
    signs = dice.choice(("abcdefghij", "абвгдежзик", "אבגדהוזחטי", "ابتثجحخدذر", "éèêëàâîïôû"))
    words = tuple("".join(signs[int(digit)] for digit in f"{number:04}") for number in range(dice.randint(6, 40)))
    return Block(words, dice.choice((" ", " ", "  ", "\u00a0")))


def test_of_words_that_are_there_once_each_quote_is_where_its_words_went_and_says_how_many() -> None:
    dice = chance("distinct quotes")
    seen: Counter[str] = Counter()
    for number in range(QUOTES):
        on = distinct(dice)
        places = list(zip(on.words, range(len(on.words)), strict=True))
        for step in range(dice.randint(1, 5)):
            at = dice.randint(0, len(places))
            gone = dice.choice((0, 1, 1, 2, 4))
            put = [(f"new{number}x{step}x{count}", -1) for count in range(dice.randint(0 if gone else 1, 3))]
            places[at : at + gone] = put
        start = dice.randrange(len(on.words))
        end = min(len(on.words), start + dice.randint(1, 8))
        old, new = on.text(on.words), on.text([word for word, _ in places])
        if old == new:
            continue
        first = len(on.text([*on.words[:start], ""]))
        outcome = carry(describe(old, first, first + len(on.text(on.words[start:end]))), old, new)
        name, place, covered = fate(on, places, start, end)
        seen[name] += 1
        match outcome:
            case Carried(a, b, coverage) | Reworded(a, b, coverage):
                assert (type(outcome).__name__, (a, b)) == (name, place), (number, old, new, on.words[start:end])
                assert coverage == covered
            case _:
                assert isinstance(outcome, Removed) and name == "Removed", (number, old, new, on.words[start:end])
    assert min(seen.values()) >= QUOTES // 20, seen


def test_of_words_that_are_there_often_the_true_place_is_the_answer_or_one_of_those_between_which_nobody_guesses() -> (
    None
):
    dice = chance("repeated quotes")
    seen: Counter[str] = Counter()
    for number in range(QUOTES):
        on = block(dice, 8, 40)
        if any(not word.isalpha() for word in on.words):
            continue
        made = edit(dice, on, "bergen")
        places = list(zip(on.words, range(len(on.words)), strict=True))
        places[made.start : made.end] = [(word, -1) for word in made.put]
        start = dice.randrange(len(on.words))
        end = min(len(on.words), start + dice.randint(1, 4))
        old, new = on.text(on.words), on.text([word for word, _ in places])
        first = len(on.text([*on.words[:start], ""])) if start else 0
        outcome = carry(describe(old, first, first + len(on.text(on.words[start:end]))), old, new)
        name, place, _ = fate(on, places, start, end)
        seen[type(outcome).__name__] += 1
        match outcome:
            case Carried(a, b) | Reworded(a, b):
                assert (a, b) == place, (number, old, new, on.words[start:end])
            case Ambiguous(ranges):
                assert name == "Removed" or place in ranges, (number, old, new, on.words[start:end])
            case Removed():
                assert name == "Removed", (number, old, new, on.words[start:end])
    assert seen["Carried"] > seen["Ambiguous"] > 0, seen
