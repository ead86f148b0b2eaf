"""The laws of differences and tokens."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drafting.text import engine
from drafting.text.comparison import cleaned, displayed, raw, whole
from drafting.text.diff import Segment, diff, is_typographic, survives
from drafting.text.markup import pairs
from drafting.text.tokens import tokens
from drafting.text.words import Phrase, in_words
from tests.text.strategies import anything, awkward, edited, repeats, sentences

edits = st.one_of(awkward, repeats, sentences).flatmap(lambda base: st.tuples(st.just(base), edited(base)))


@given(anything)
def test_the_tokens_of_a_text_are_the_text(text: str) -> None:
    assert "".join(tokens(text)) == text
    assert all(tokens(text))


@given(st.one_of(st.tuples(anything, anything), edits))
def test_a_difference_rebuilds_both_texts_exactly(case: tuple[str, str]) -> None:
    old, new = case
    segments = diff(old, new)
    assert "".join(segment.text for segment in segments if segment.op != "insert") == old
    assert "".join(segment.text for segment in segments if segment.op != "delete") == new


@given(edits)
def test_segments_are_never_empty_and_alternate(case: tuple[str, str]) -> None:
    segments = diff(*case)
    assert all(segment.text for segment in segments)
    for left, right in pairwise(segments):
        assert left.op != right.op
        assert (left.op, right.op) != ("insert", "delete")


@given(anything)
def test_a_text_does_not_differ_from_itself(text: str) -> None:
    assert diff(text, text) == ((Segment("equal", text),) if text else ())


@given(edits)
def test_looking_only_where_texts_differ_finds_what_looking_everywhere_finds(case: tuple[str, str]) -> None:
    found = whole(raw(*case))
    assert found.old == tokens(case[0])
    assert found.new == tokens(case[1])


@given(edits)
def test_a_displayed_change_holds_both_ends_of_a_markup_pair_or_neither(case: tuple[str, str]) -> None:
    found = whole(displayed(*case))
    for side, start, end in ((found.old, "a0", "a1"), (found.new, "b0", "b1")):
        for opening, closing in pairs(side)[0]:
            for hunk in found.hunks:
                first, last = getattr(hunk, start), getattr(hunk, end)
                assert (first <= opening < last) == (first <= closing < last)


@given(edits)
def test_between_two_changes_a_word_or_sign_stays(case: tuple[str, str]) -> None:
    found = cleaned(*case)
    for left, right in pairwise(found.hunks):
        assert left.a1 < right.a0
        assert left.b1 < right.b0


@given(edits)
def test_the_engine_in_use_finds_what_the_reference_finds(case: tuple[str, str]) -> None:
    old, new = tokens(case[0]), tokens(case[1])
    assert engine.hunks(old, new) == engine.hunks(old, new, engine.compare_reference)


def test_tokens_are_whole_words_numbers_links_and_graphemes() -> None:
    text = "co-operate, don’t: 1,000.50 12.5% 3.2.1 1\u00a0000 [a](b_(c)) **b** 政策 👩\u200d🌾 e\u0301t www.a.org."
    assert [token for token in tokens(text) if not token.isspace()] == [
        "co-operate", ",", "don’t", ":", "1,000.50", "12.5%", "3.2.1", "1\u00a0000", "[", "a", "](b_(c))",
        "**", "b", "**", "政", "策", "👩\u200d🌾", "e\u0301t", "www.a.org", ".",
    ]  # fmt: skip


def test_more_distinct_tokens_than_before_the_surrogates_are_encoded_without_them() -> None:
    many = [f"w{number}" for number in range(0xD900)]
    old, new = engine.encode(many, many[1:])
    assert not any(0xD800 <= ord(sign) <= 0xDFFF for sign in old)
    assert old[1:] == new
    assert len(set(old)) == len(many)


def test_spaces_quotes_and_dashes_are_typographic_and_letters_are_not() -> None:
    assert is_typographic('"two - three"', "“two\u00a0– three”")
    assert not is_typographic("two", "two")
    assert not is_typographic("“two”", "“too”")


def test_the_share_of_surviving_words_counts_both_texts() -> None:
    assert survives(diff("one two three four", "one two three four")) == 1.0
    assert survives(diff("alpha beta", "gamma delta")) == 0.0
    assert survives((Segment("equal", "a "), Segment("delete", "b"), Segment("insert", "c"))) == 0.5
    assert survives(()) == 1.0


def test_a_difference_in_words_names_what_is_replaced_added_and_deleted() -> None:
    old = "Member States should encourage dialogue in all of their many cities and report every two years."
    new = "Member States should require dialogue in all of their cities and openly report every two years."
    assert [(phrase.op, phrase.old, phrase.new) for phrase in in_words(diff(old, new))] == [
        ("replaces", "encourage", "require"),
        ("deletes", "many", ""),
        ("adds", "", "openly"),
    ]
    assert in_words(diff(old, new))[0] == Phrase(
        op="replaces", old="encourage", new="require", before="Member States should", after="dialogue in all"
    )
    assert in_words(diff(old, old)) == ()


def said(old: str, new: str) -> list[tuple[str, str]]:
    """Each phrase with its words; for a block that begins or no longer does, those before the place."""
    return [
        (told.op, told.before if told.op in ("splits", "joins") else told.old + told.new)
        for told in in_words(diff(old, new))
    ]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("Cities report. States review.", "Cities report.\n\nStates review.", [("splits", "Cities report.")]),
        ("Cities report.\n\nStates review.", "Cities report. States review.", [("joins", "Cities report.")]),
        ("Cities report.", "Cities report.\n\nStates do.", [("splits", "Cities report."), ("adds", "States do.")]),
        ("Cities report.", "States do.\n\nCities report.", [("adds", "States do."), ("splits", "States do.")]),
        ("Cities report.\n\nStates do.", "Cities report.", [("joins", "Cities report."), ("deletes", "States do.")]),
        (
            "Cities report once a year.",
            "Cities report.\n\nThey do it every year.",
            [("replaces", "once a. They do it every"), ("splits", "Cities report.")],
        ),
        ("Cities report. States do.", "Cities report.\n\n\n\nStates do.", [("splits", "Cities report.")]),
    ],
)
def test_a_block_that_is_parted_is_told_by_the_words_before(old: str, new: str, told: list[tuple[str, str]]) -> None:
    assert said(old, new) == told


@given(st.one_of(st.tuples(anything, anything), edits))
def test_in_words_tells_something_for_every_change(case: tuple[str, str]) -> None:
    old, new = case
    assert bool(in_words(diff(old, new))) == (old != new)


def test_a_change_of_space_alone_is_told_with_its_spaces() -> None:
    assert in_words((Segment("delete", " "), Segment("insert", "\u00a0"))) == (
        Phrase(op="replaces", old=" ", new="\u00a0"),
    )
