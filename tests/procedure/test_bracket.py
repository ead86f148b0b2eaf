from __future__ import annotations

import pytest

from drafting.procedure.bracket import bracketed, bracketed_whole
from drafting.text.brackets import lint
from drafting.text.merge import Change

BASE = "States should act, soon."


@pytest.mark.parametrize(
    ("held", "expected"),
    [
        ([(Change(7, 13, "must"), ["Bergen"])], "States [should] [Bergen: must] act, soon."),
        ([(Change(17, 23, ""), ["Bergen"])], "States should act[, soon] [Bergen: delete]."),
        ([(Change(14, 14, "now "), ["Malta"])], "States should [Malta: now] act, soon."),
        ([(Change(13, 13, " not"), ["Malta"])], "States should [Malta: not] act, soon."),
        (
            [(Change(7, 13, "must"), ["Bergen", "Lublin"]), (Change(7, 13, "may"), ["Malta"])],
            "States [should] [Malta: may] [Bergen, Lublin: must] act, soon.",
        ),
        (
            [(Change(7, 17, "must act"), ["Bergen"]), (Change(14, 17, "help"), ["Malta"])],
            "States [should act] [Bergen: must act] [Malta: should help], soon.",
        ),
    ],
)
def test_held_changes_stand_beside_the_words_that_they_would_change(
    held: list[tuple[Change, list[str]]], expected: str
) -> None:
    assert bracketed(BASE, held) == expected
    assert lint([expected], known={"Bergen", "Lublin", "Malta"}) == ()


def test_a_whole_block_is_bracketed_with_its_delegations() -> None:
    assert bracketed_whole("Words.", ["Bergen", "Malta"], delete=True) == "[Words.] [Bergen, Malta: delete]"
    assert bracketed_whole("Words.", ["Bergen"], delete=False) == "[Bergen: Words.]"
