"""What has moved, against every subset tried."""

from __future__ import annotations

from itertools import combinations, pairwise

from hypothesis import given
from hypothesis import strategies as st

from drafting.text.order import longest_rising, moved

orders = st.integers(0, 7).flatmap(lambda length: st.permutations(range(length)))


@given(st.lists(st.integers(0, 9), max_size=8))
def test_the_longest_rising_run_is_as_long_as_the_longest_of_all_that_rise(places: list[int]) -> None:
    rising = (
        len(found)
        for length in range(len(places) + 1)
        for found in combinations(places, length)
        if all(one < other for one, other in pairwise(found))
    )
    found = [places[index] for index in longest_rising(places)]
    assert len(found) == max(rising)
    assert found == sorted(set(found))


@given(orders)
def test_what_has_not_moved_stands_in_its_former_order(after: list[int]) -> None:
    stayed = [key for key in after if key not in moved(range(len(after)), after)]
    assert stayed == sorted(stayed)


def test_one_block_put_elsewhere_has_moved_alone() -> None:
    assert moved([1, 2, 3, 4], [1, 4, 2, 3]) == {4}
    assert moved([1, 2, 3], [1, 9, 3]) == frozenset()
