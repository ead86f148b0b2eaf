"""Laws of the square brackets of a negotiation; the cases are in tests/cases/brackets.md."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from drafting.text.brackets import DEEPEST, OPEN, Bracket, are_open, attributed, lint, parse, write
from tests.text.strategies import anything

NAMES = ("Bergen", "Malta", "Youth Network", "Łódź", "日本")
words = st.lists(
    st.sampled_from(
        ("cities", "must", "**report**", "[paragraph 3](#3)", "note[^n1]", ",", "e\u0301tat", "سياسة", "👩‍🌾")
    ),
    min_size=1,
    max_size=5,
).map(" ".join)
names = st.lists(st.sampled_from(NAMES), unique=True, max_size=3)
negotiated = st.recursive(
    words,
    lambda inner: st.lists(st.one_of(words, st.builds(attributed, names, inner)), min_size=1, max_size=4).map(" ".join),
    max_leaves=8,
)
"""A text whose brackets are all closed, attributed or not, one in the other."""
bracketed = st.lists(
    st.one_of(anything, st.sampled_from(("[", "]", "[Bergen: ", "[Malta, Bergen : ", "*[", "**", "\\[", "\n\n"))),
    max_size=12,
).map("".join)


def every(parts: tuple[str | Bracket, ...]) -> list[Bracket]:
    return [one for part in parts if isinstance(part, Bracket) for one in (part, *every(part.inner))]


@given(bracketed)
def test_what_was_parsed_is_written_as_it_was(text: str) -> None:
    assert write(parse(text)) == text


@given(bracketed)
def test_each_bracket_stands_at_its_place(text: str) -> None:
    for one in every(parse(text)):
        assert text[one.start : one.end] == write((one,))
        assert text[one.start] == "[" and text[one.end - 1] == "]"


@given(negotiated)
def test_brackets_that_were_written_whole_have_no_fault(text: str) -> None:
    assert lint([text], known=NAMES) == ()
    assert not are_open([text])


@given(names, negotiated)
def test_an_attributed_wording_is_read_as_whose_it_is(by: list[str], text: str) -> None:
    (found,) = parse(attributed(by, text))
    assert isinstance(found, Bracket)
    assert (list(found.names), write(found.inner)) == (by, text)


@given(st.lists(bracketed, max_size=3))
def test_a_block_is_open_where_a_fault_says_that_one_end_lacks(parts: list[str]) -> None:
    faults = lint(parts)
    assert are_open(parts) == any(found.code in OPEN for _part, found in faults)
    assert all(parts[part][found.start : found.end] for part, found in faults)


@given(negotiated, st.sampled_from("[]"), st.data())
def test_one_sign_too_many_is_one_fault(text: str, sign: str, data: st.DataObject) -> None:
    spaces = [place for place, letter in enumerate(text) if letter == " "] or [len(text)]
    place = data.draw(st.sampled_from(spaces))
    faults = [found.code for _part, found in lint([f"{text[:place]} {sign} {text[place:]}"]) if found.code in OPEN]
    assert faults == ["unclosed" if sign == "[" else "unopened"]


def test_brackets_deeper_than_anybody_reads_are_words_and_lose_nothing() -> None:
    deep = "[" * 5_000 + "x" + "]" * 5_000
    assert len(every(parse(deep))) == DEEPEST
    assert write(parse(deep)) == deep
    assert lint([deep]) == ()
