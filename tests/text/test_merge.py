"""The laws of merging, and of the changes that are merged."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from drafting.text import merge as module
from drafting.text.footprint import Base, Footprint, canonical
from drafting.text.inline import plain
from drafting.text.merge import Authored, Change, Group, apply, changes, collides, compose, merge
from tests.text.strategies import (
    anything,
    awkward,
    base_and_proposals,
    edited,
    emphasised_proposals,
    repeats,
    worded_proposals,
)

FOURTEEN = "Member States should encourage administrations to adopt such practices, and to report every two years."


def texts_of(base: str) -> st.SearchStrategy[tuple[str, str]]:
    return st.tuples(st.just(base), edited(base))


@given(anything, anything)
def test_making_the_changes_of_a_proposal_gives_the_proposal(base: str, proposed: str) -> None:
    assert apply(base, changes(base, proposed)) == proposed


@given(st.one_of(awkward, repeats).flatmap(texts_of))
def test_a_proposal_merged_alone_is_itself(case: tuple[str, str]) -> None:
    base, proposed = case
    merged = merge(base, {"bergen": proposed})
    assert merged.text == proposed
    assert not merged.conflicts
    assert not merged.checks


@given(st.one_of(awkward, repeats).flatmap(texts_of))
def test_equal_proposals_are_one_with_all_the_names(case: tuple[str, str]) -> None:
    base, proposed = case
    merged = merge(base, {"bergen": proposed, "lublin": proposed, "malta": proposed})
    assert merged.text == proposed
    assert not merged.conflicts
    assert all(group.keys == ("bergen", "lublin", "malta") for group in merged.groups)


@given(base_and_proposals(), st.randoms(use_true_random=False))
def test_the_order_of_the_proposals_changes_nothing(case: tuple[str, dict[str, str]], chance: random.Random) -> None:
    base, proposals = case
    shuffled = list(proposals.items())
    chance.shuffle(shuffled)
    assert merge(base, dict(shuffled)) == merge(base, proposals)


@given(base_and_proposals())
def test_every_change_is_either_applied_or_in_a_conflict(case: tuple[str, dict[str, str]]) -> None:
    base, proposals = case
    merged = merge(base, proposals)
    contested = {change for found in merged.conflicts for change in (found.left_change, found.right_change)}
    assert {group.change for group in merged.groups} == contested | set(merged.applied)
    assert contested.isdisjoint(merged.applied)
    assert apply(base, merged.applied) == merged.text


@given(base_and_proposals())
def test_two_authors_applied_changes_never_touch(case: tuple[str, dict[str, str]]) -> None:
    base, proposals = case
    merged = merge(base, proposals)
    applied = [group for group in merged.groups if group.change in merged.applied]
    for left, right in pairwise(applied):
        assert left.change.end <= right.change.start
        if set(left.keys).isdisjoint(right.keys):
            assert left.change.end < right.change.start


@given(emphasised_proposals())
def test_emphasis_is_whole_in_the_result_when_it_is_in_every_input(case: tuple[str, dict[str, str]]) -> None:
    base, proposals = case
    assume(not any("*" in plain(text) for text in (base, *proposals.values())))
    assert "*" not in plain(merge(base, proposals).text)


@given(base_and_proposals())
def test_each_name_on_a_change_is_of_somebody_who_proposes_it(case: tuple[str, dict[str, str]]) -> None:
    base, proposals = case
    own = {key: {canonical(base, change) for change in changes(base, text)} for key, text in proposals.items()}
    named = {key: {canonical(base, g.change) for g in merge(base, proposals).groups if key in g.keys} for key in own}
    assert named == own


@given(worded_proposals())
def test_no_word_comes_from_nowhere(case: tuple[str, dict[str, str]]) -> None:
    base, proposals = case
    given_words = {word for text in (base, *proposals.values()) for word in text.split()}
    assert set(merge(base, proposals).text.split()) <= given_words


@given(worded_proposals())
def test_the_chosen_changes_alone_are_composed_and_whoever_proposed_them_is_named(
    case: tuple[str, dict[str, str]],
) -> None:
    base, proposals = case
    merged = merge(base, proposals)
    chosen = [Authored(key, g.change) for g in merged.groups if g.change in merged.applied for key in g.keys]
    composed = compose(base, chosen)
    assert composed.text == merged.text
    assert not composed.conflicts
    assert {group.keys for group in composed.groups} <= {group.keys for group in merged.groups}


@given(worded_proposals())
def test_a_collision_is_mutual(case: tuple[str, dict[str, str]]) -> None:
    base, proposals = case
    found = sorted({change for text in proposals.values() for change in changes(base, text)})
    for one in found:
        assert not collides(base, one, one)
        for other in found:
            assert collides(base, one, other) == collides(base, other, one)


def pairs_by_comparing_all(groups: list[Group], places: list[Footprint]) -> list[tuple[int, int, str]]:
    found = []
    for one in range(len(groups)):
        for other in range(one + 1, len(groups)):
            kind = module._opposed(groups[one], groups[other], places[one], places[other])
            if kind is not None:
                found.append((one, other, kind))
    return found


@given(base_and_proposals())
def test_the_sweep_finds_what_comparing_all_pairs_finds(case: tuple[str, dict[str, str]]) -> None:
    base, proposals = case
    groups = list(merge(base, proposals).groups)
    prepared = Base(base)
    places = [prepared.footprint(group.change) for group in groups]
    assert sorted(module._sweep(groups, places)) == pairs_by_comparing_all(groups, places)


@given(st.one_of(awkward, repeats).flatmap(texts_of))
def test_changes_that_give_the_same_text_are_told_the_same_way(case: tuple[str, str]) -> None:
    base, proposed = case
    for change in changes(base, proposed):
        told = canonical(base, change)
        assert apply(base, [told]) == apply(base, [change])
        assert canonical(base, told) == told


def test_inserting_a_word_before_or_after_its_equal_is_the_same_change() -> None:
    base = "a very good year"
    before, after = Change(2, 2, "very "), Change(7, 7, "very ")
    merged = compose(base, [Authored("bergen", before), Authored("malta", after)])
    assert [group.keys for group in merged.groups] == [("bergen", "malta")]
    assert merged.text == "a very very good year"


def test_deleting_one_of_two_equal_words_collides_with_changing_the_other() -> None:
    base = "a very very good year"
    assert collides(base, Change(2, 7, ""), Change(7, 11, "rather"))
    assert collides(base, Change(7, 12, ""), Change(2, 6, "rather"))


def test_changes_outside_the_base_are_refused() -> None:
    with pytest.raises(ValueError, match="cannot be applied"):
        apply("short", [Change(3, 9, "")])


def test_the_worked_example_of_paragraph_fourteen() -> None:
    bergen = FOURTEEN.replace("encourage", "require").replace("two years", "year")
    malta = FOURTEEN.replace("encourage", "support")
    lublin = FOURTEEN.replace("two years", "year")
    merged = merge(FOURTEEN, {"bergen": bergen, "malta": malta, "lublin": lublin})
    said = [(FOURTEEN[g.change.start : g.change.end], g.change.text, g.keys) for g in merged.groups]
    assert said == [
        ("encourage", "require", ("bergen",)),
        ("encourage", "support", ("malta",)),
        ("two years", "year", ("bergen", "lublin")),
    ]
    assert [(c.kind, c.left, c.right, c.words) for c in merged.conflicts] == [
        ("overlap", ("bergen",), ("malta",), "encourage")
    ]
    assert merged.text == lublin
