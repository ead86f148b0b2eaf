from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drafting.text.searching import Index, Term, asked, excerpt, folded, stems_of

TEXTS = (
    "Member States should encourage the integration of migrants.",
    "Les États membres devraient encourager l’intégration des étrangers.",
    "Policies for an intercultural city",
    "A policy making city: the new policy of integration",
    "",
)


def places(query: str) -> list[int]:
    return [hit.place for hit in Index(TEXTS).find(asked(query))]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("integration", [0, 1, 3]),
        ("INTÉGRATION", [0, 1, 3]),
        ("etrangers", [1]),
        ("étranger", [1]),
        ("etranger", [1]),
        ("policies", [2, 3]),
        ("encouraging", [0, 1]),
        ("encouragé", [0, 1]),
        ("l'intégration des étrangers", [1]),
        ("policy city", [2, 3]),
        ("policy -new", [2]),
        ('"policy making"', [3]),
        ("“policy making”", [3]),
        ("« États membres »", [1]),
        ('"making policy"', []),
        ('"policy making', [3]),
        ("intercult*", [2]),
        ("etra*", [1]),
        ("the", [0, 3]),
        ("the member", [0]),
        ("nowhere", []),
        ("", []),
        ("-", []),
        ('""', []),
        ("-integration", []),
    ],
)
def test_what_is_asked_for_is_found(query: str, found: list[int]) -> None:
    assert places(query) == found


def test_a_hyphen_within_words_leaves_nothing_out() -> None:
    assert asked("policy-making").wanted == (Term(("policy",)), Term(("making",)))


def test_rarer_words_and_more_of_them_weigh_more() -> None:
    hits = {hit.place: hit.score for hit in Index(TEXTS).find(asked("policy"))}
    assert hits[3] > hits[2]


WORDS = st.sampled_from(
    ["integration", "intégration", "Integrated", "policy", "policies", "étrangers", "etranger", "city", "cities"]
)
SMALL_TEXTS = st.lists(st.lists(WORDS, max_size=6).map(" ".join), max_size=6)


@given(SMALL_TEXTS, st.lists(WORDS, min_size=1, max_size=3), st.booleans())
def test_the_index_finds_what_reading_all_texts_finds(texts: list[str], words: list[str], phrase: bool) -> None:
    query = " ".join(words)

    def has(text: str) -> bool:
        there = text.split()
        if phrase:
            plain, wanted = [folded(word) for word in there], [folded(word) for word in words]
            return any(plain[at : at + len(wanted)] == wanted for at in range(len(plain)))
        return all(any(stems_of(word.lower()) & stems_of(wanted.lower()) for word in there) for wanted in words)

    hits = Index(texts).find(asked(f'"{query}"' if phrase else query))
    assert [hit.place for hit in hits] == [place for place, text in enumerate(texts) if has(text)]
    for hit in hits:
        there = texts[hit.place].split()
        assert hit.words and all(
            any(stems_of(there[at].lower()) & stems_of(word.lower()) for word in words) for at in hit.words
        )


@given(st.text(max_size=200))
def test_anything_may_be_asked(query: str) -> None:
    Index(TEXTS).find(asked(query))


@given(st.lists(WORDS, max_size=80).map(" ".join), st.sets(st.integers(0, 90)), st.integers(1, 20))
def test_an_excerpt_is_a_stretch_of_the_text_with_what_was_found(text: str, words: set[int], length: int) -> None:
    pieces = excerpt(text, words, length=length)
    shown = "".join(piece.text for piece in pieces)
    assert shown.removeprefix("… ").removesuffix(" …") in text
    assert len(re.findall(r"\w+", shown)) <= length
    there = [word for word in words if word < len(text.split())]
    assert any(piece.hit for piece in pieces) == bool(there)
