from __future__ import annotations

import pytest

from drafting.text.occurrences import as_stored, occurrences, shown_between


def at(text: str, words: str) -> list[str]:
    return [text[start:end] for start, end in occurrences(text, words)]


def test_words_are_found_as_they_stand() -> None:
    assert occurrences("Member States should act.", "should act") == ((14, 24),)


def test_each_place_is_given_from_left_to_right() -> None:
    assert occurrences("to act or not to act", "to act") == ((0, 6), (14, 20))


def test_places_may_overlap() -> None:
    assert occurrences("very very very", "very very") == ((0, 9), (5, 14))


@pytest.mark.parametrize(
    ("text", "words", "found"),
    [
        ("States **should** act.", "should act", ["should** act"]),
        (
            "See [the guide](https://example.org/a) first.",
            "the guide first",
            ["the guide](https://example.org/a) first"],
        ),
        ("The group’s “text” – here", 'group\'s "text" - here', ["group’s “text” – here"]),
        ("One line\\\nand another", "line and", ["line\\\nand"]),
        ("One  line", "One line", ["One  line"]),
        ("Should they", "should", ["Should"]),
        ("Nothing of the kind", "something", []),
        ("Anything", "   ", []),
    ],
)
def test_markup_spaces_quotes_and_dashes_are_read_over(text: str, words: str, found: list[str]) -> None:
    assert at(text, words) == found


def test_case_tells_where_it_can() -> None:
    assert occurrences("May they? They may.", "may") == ((15, 18),)


def test_what_was_selected_on_the_page_is_found_in_the_stored_text() -> None:
    text = "States **should** [act](https://example.org/a) now."
    found = as_stored(text, 7, 17)
    assert found is not None and text[slice(*found)] == "should** [act"
    assert as_stored(text, 7, 100) is None
    assert as_stored(text, 5, 5) is None


def test_words_are_quoted_without_their_marks() -> None:
    text = "States **should** [act](https://example.org/a) now."
    assert shown_between(text, 9, 22) == "should act"
    assert shown_between(text, 0, len(text)) == "States should act now."
