from __future__ import annotations

import pytest

from drafting.text.footprint import Base
from drafting.text.merge import changes
from drafting.text.rewording import Rewording, places_of, reworded, rewording, stands_in

BASE = "Cities welcome migrants in “host” areas, and migrants’ families."


def told(old: str, new: str) -> list[Rewording | None]:
    """Every change from one wording to the other, told without its place."""
    return [rewording(Base(old), change) for change in changes(old, new)]


def key(old: str, new: str) -> tuple[str, str] | None:
    (found,) = told(old, new)
    return found.key if found else None


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("States should encourage it.", "States must encourage it.", ("should", "must")),
        ("It should report every two years.", "It should report every year.", ("two years", "year")),
        ("a very good plan", "a good plan", ("very", "")),
        ("for migrants in cities", "for migrants and refugees in cities", ("migrants", "migrants and refugees")),
        ("for migrants, in cities", "for migrants and refugees, in cities", ("migrants", "migrants and refugees")),
        ("Plans are made.", "All plans are made.", ("Plans", "All plans")),
        ("in “host” areas", 'in "host" towns', ("areas", "towns")),
        ("a - b", "a – b", None),
        ("one, two", "one; two", None),
    ],
)
def test_a_change_is_told_without_its_place(old: str, new: str, expected: tuple[str, str] | None) -> None:
    assert [found.key if found else None for found in told(old, new)][-1:] == [expected]


def test_the_same_words_added_after_the_same_word_are_the_same_wherever_the_difference_slid() -> None:
    one = key("Help migrants.", "Help migrants and refugees.")
    assert (
        one
        == key("Help migrants and others.", "Help migrants and refugees and others.")
        == key("Help migrants now.", "Help migrants and refugees now.")
    )


def test_other_words_added_or_after_another_word_are_not_the_same() -> None:
    one = key("Help migrants.", "Help migrants and refugees.")
    assert one != key("Help families.", "Help families and refugees.")
    assert one != key("Help migrants.", "Help migrants and families.")


def test_quotes_dashes_and_spaces_do_not_make_another_change() -> None:
    assert key("the “host” areas are", "the “host” towns are") == key('the "host"  areas are', 'the "host"  towns are')
    assert key("so-called areas here", "host areas here") == key("so‑called areas here", "host areas here")


def test_whole_words_are_found_where_they_stand() -> None:
    text = "The plan, the plans and “the plan” again."
    assert [text[a:b] for a, b in places_of(text, "the plan")] == ["the plan"]
    assert stands_in(text, "plan") and not stands_in(text, "pla") and not stands_in(text, "")
    assert places_of("a a a", "a a") == [(0, 3)]


def test_a_rewording_is_made_wherever_its_words_stand() -> None:
    assert (
        reworded("host areas and host towns", Rewording("host", "receiving")) == "receiving areas and receiving towns"
    )
    assert reworded("a very good plan, very", Rewording("very", "")) == "a good plan,"
    assert reworded("nothing here", Rewording("host", "receiving")) == "nothing here"


def test_articles_and_signs_alone_say_too_little_to_be_looked_for() -> None:
    assert Rewording("host areas", "x").telling
    assert not Rewording("the", "a").telling and not Rewording(",", ";").telling
