"""The bench's own answers are right, and it fails when it should."""

from __future__ import annotations

import random

import pytest

from bench.differences import crumbs, splits_markup, splits_word
from bench.made import Edit, a_change, applied, footprint, overlap, paragraph, same, tongue
from bench.quotes import survivors
from bench.report import Report, ratio
from drafting.text.diff import Segment


def test_a_missed_figure_that_must_hold_everywhere_fails_the_bench_and_a_slow_machine_does_not(
    capsys: pytest.CaptureFixture[str],
) -> None:
    report = Report()
    report.at_least("merges per second", 900, 2_000, exact=False)
    assert not report.failed
    report.at_most("wrong merges", 1, 0)
    assert report.failed
    told = capsys.readouterr().out.splitlines()
    assert told[0].split()[-3:] == ["MISSED", "by", "1,100"]
    assert told[1].split()[-3:] == ["MISSED", "by", "1"]


def test_a_ratio_is_the_median_of_the_turns_so_that_one_disturbed_turn_does_not_count() -> None:
    assert ratio([2.0, 20.0, 2.2], [1.0, 1.0, 1.0]) == 2.2


def test_where_each_piece_is_after_the_edits_is_where_it_stands_in_the_new_text() -> None:
    chance = random.Random(20_200_929)
    for _ in range(300):
        base = [f"w{number}" for number in range(30)]
        edits = [a_change(chance, tongue(chance), start, start + 5) for start in (0, 10, 20)]
        new = applied(base, edits)
        kept = survivors(len(base), edits)
        assert [new[place] for place in kept if place is not None] == [piece for piece in new if piece in base]
        assert [place is None for place in kept] == [piece not in new for piece in base]


def test_an_edit_beside_its_own_likeness_could_be_at_either_place() -> None:
    base = ["a", "very", "very", "good", "plan"]
    assert footprint(base, Edit(1, 2, ())) == footprint(base, Edit(2, 3, ())) == (1, 3)
    assert same(base, Edit(1, 2, ()), Edit(2, 3, ()))
    assert footprint(base, Edit(3, 4, ("bad",))) == (3, 4)


def test_overlapping_edits_need_the_same_piece_or_the_same_place() -> None:
    assert overlap(Edit(1, 3, ()), Edit(2, 4, ("x",)))
    assert overlap(Edit(2, 2, ("x",)), Edit(2, 2, ("y",)))
    assert not overlap(Edit(1, 2, ()), Edit(2, 3, ()))
    assert not overlap(Edit(2, 2, ("x",)), Edit(2, 3, ()))


def test_the_texts_of_the_bench_are_of_the_length_that_was_asked_for_and_balanced() -> None:
    chance = random.Random(1)
    for _ in range(100):
        pieces = paragraph(chance, tongue(chance), 60, marked=True)
        assert len(pieces) == 60
        assert "".join(pieces).count("[") == "".join(pieces).count("](")


def test_what_reads_badly_is_seen() -> None:
    through_a_word = (Segment("equal", "re"), Segment("delete", "port"), Segment("insert", "view"))
    assert splits_word(through_a_word)
    assert not splits_word((Segment("equal", "re "), Segment("delete", "port"), Segment("insert", "view")))
    crumb = (Segment("delete", "plan"), Segment("equal", " of the "), Segment("insert", "city"))
    assert crumbs(crumb) == 1
    half = (Segment("delete", "**a"), Segment("equal", " b**"))
    assert splits_markup(("**a b**", " b**"), half)
    assert not splits_markup(("**a** b", " b"), (Segment("delete", "**a**"), Segment("equal", " b")))
