"""What long texts have in common: as much as a table of every pair of places says."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drafting.text import engine, long_common
from drafting.text.diff import diff
from drafting.text.long_common import common
from tests.text.slow import longest_common

few_signs = st.text(alphabet="abc", max_size=40)


@given(few_signs, few_signs)
def test_what_is_common_is_in_both_in_order_and_as_long_as_can_be(old: str, new: str) -> None:
    found = common(old, new)
    assert all(old[left] == new[right] for left, right in found)
    assert all(one[0] < other[0] and one[1] < other[1] for one, other in pairwise(found))
    assert len(found) == longest_common(old, new)


@given(few_signs, few_signs)
def test_the_engine_for_long_texts_rebuilds_both_and_keeps_as_much_as_diff_match_patch(old: str, new: str) -> None:
    told = engine.compare_long(old, new)
    assert sum(length for op, length in told if op <= 0) == len(old)
    assert sum(length for op, length in told if op >= 0) == len(new)
    kept = [sum(length for op, length in found if op == 0) for found in (told, engine.compare_reference(old, new))]
    assert kept[0] == kept[1]


def test_where_not_all_rows_are_kept_the_same_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    chance = random.Random(20_200_929)
    texts = ["".join(chance.choice("abcdefgh") for _ in range(chance.randrange(60))) for _ in range(400)]
    found = [common(old, new) for old, new in pairwise(texts)]
    monkeypatch.setattr(long_common, "_MOST_BITS", 0)
    assert [common(old, new) for old, new in pairwise(texts)] == found


def test_a_long_paragraph_rewritten_in_places_keeps_every_word_that_was_left_alone() -> None:
    chance = random.Random(20_200_929)
    old = [f"{chance.choice(('state', 'city', 'plan'))}{number}" for number in range(900)]
    new = [f"{word}x" if number % 90 == 40 else word for number, word in enumerate(old)]
    found = diff(" ".join(old), " ".join(new))
    assert [(segment.op, segment.text) for segment in found if segment.op != "equal"] == [
        told for number in range(40, 900, 90) for told in (("delete", old[number]), ("insert", new[number]))
    ]


def test_two_long_unrelated_texts_are_one_replacement() -> None:
    old, new = (" ".join(f"{side}{number}" for number in range(2_000)) for side in "ab")
    assert [segment.op for segment in diff(old, new)] == ["delete", "insert"]
