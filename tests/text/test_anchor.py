"""The laws of quotes: never a guess, never a lookalike."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from drafting.text.anchor import (
    Ambiguous,
    Carried,
    Found,
    Orphaned,
    Quote,
    Removed,
    Reworded,
    carry,
    describe,
    locate,
)
from tests.text.strategies import awkward, edited, repeats, sentences


@st.composite
def quoted(draw: st.DrawFn) -> tuple[str, int, int]:
    text = draw(st.one_of(awkward, repeats, sentences).filter(bool))
    start = draw(st.integers(0, len(text) - 1))
    return text, start, draw(st.integers(start + 1, len(text)))


@given(quoted())
def test_a_quote_is_found_where_it_was_described_or_named_among_equals(case: tuple[str, int, int]) -> None:
    text, start, end = case
    match locate(describe(text, start, end), text):
        case Found(found_start, found_end):
            assert (found_start, found_end) == (start, end)
        case Ambiguous(ranges):
            assert (start, end) in ranges
            assert len(ranges) > 1
        case Orphaned():
            pytest.fail("the words are there")


@given(quoted())
def test_nothing_moves_when_nothing_changes(case: tuple[str, int, int]) -> None:
    text, start, end = case
    assert carry(describe(text, start, end), text, text) == Carried(start, end, 1.0)


@given(quoted().flatmap(lambda case: st.tuples(st.just(case), edited(case[0]))))
def test_whatever_is_found_lies_in_the_new_text(case: tuple[tuple[str, int, int], str]) -> None:
    (old, start, end), new = case
    match carry(describe(old, start, end), old, new):
        case Carried(a, b, coverage):
            assert 0 <= a <= b <= len(new)
            assert 0.6 <= coverage <= 1
        case Reworded(a, b, coverage):
            assert 0 <= a <= b <= len(new)
            assert 0 < coverage < 0.6
        case Ambiguous(ranges):
            assert ranges
            assert all(0 <= a <= b <= len(new) for a, b in ranges)
        case Removed():
            pass


@given(sentences, sentences, st.data())
def test_words_before_the_quote_move_it_by_their_length(before: str, text: str, data: st.DataObject) -> None:
    assume(text not in before)
    whole = "Quoted exactly: " + text
    quote = describe(whole, 0, len(whole))
    outcome = carry(quote, whole, before + " " + whole)
    assert outcome == Carried(len(before) + 1, len(before) + 1 + len(whole), 1.0)


def test_a_range_without_words_cannot_be_quoted() -> None:
    for start, end in ((2, 2), (3, 2), (0, 99), (-1, 2)):
        with pytest.raises(ValueError, match="no words"):
            describe("some words", start, end)


def test_a_quote_of_another_text_is_refused() -> None:
    quote = describe("some words", 0, 4)
    with pytest.raises(ValueError, match="another text"):
        carry(quote, "other words", "other words")


def test_words_typed_without_context_are_found_if_they_are_there_once() -> None:
    typed = Quote(exact="dialogue", prefix="", suffix="", start=0, end=0)
    assert locate(typed, "Cities open a dialogue.") == Found(14, 22)
    assert locate(typed, "A dialogue on dialogue.") == Ambiguous(((2, 10), (14, 22)))
    assert locate(typed, "Cities open a door.") == Orphaned()


def test_words_that_stand_alone_are_the_quoted_ones_only_with_eight_signs_of_their_context_or_if_they_are_long() -> (
    None
):
    text = "In spring all the large cities report. Then they rest."
    quote = describe(text, text.index(" cities"), text.index("s report"))
    assert locate(quote, "?he large citie?") == Found(9, 15)
    assert locate(quote, "?e large citie?") == Orphaned()
    assert locate(quote, "? cities report?") == Found(1, 7)
    assert locate(quote, "? cities repor?") == Orphaned()
    long = "cities report once a year to all"
    assert len(long) == 32
    for size, outcome in ((32, Found(1, 33)), (31, Orphaned())):
        text = "In spring " + long
        assert locate(describe(text + " who ask for it.", 10, 10 + size), "?" + long[:size] + "?") == outcome


def test_a_context_is_32_signs_on_each_side_or_ends_with_the_text() -> None:
    text = "".join(chr(0x4E00 + number) for number in range(100))
    quote = describe(text, 40, 50)
    assert (quote.prefix, quote.suffix) == (text[8:40], text[50:82])
    assert (describe(text, 5, 6).prefix, describe(text, 90, 95).suffix) == (text[:5], text[95:])
