from __future__ import annotations

from functools import partial

import pytest

from drafting.errors import Invalid
from drafting.procedure.contributing import LONGEST_TYPED, one_line, stored
from drafting.text.diff import MAX_BLOCK_CHARS


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  words  ", "  words  "),
        ("\r\n \t\r\nwords\r\nmore\r\n \r\n", "words\nmore"),
        ("words  \n  ", "words  "),
        ("\n\n", ""),
        ("   ", "   "),
        ("one\n\ntwo\n", "one\n\ntwo"),
        ("e\u0301tat", "\u00e9tat"),
    ],
)
def test_a_text_is_stored_without_empty_lines_at_its_ends_and_otherwise_as_typed(typed: str, kept: str) -> None:
    assert stored(typed, field="text") == kept


def test_empty_lines_before_the_last_word_cost_no_more_than_any_other_text() -> None:
    """Looked for from each line end anew, they would take hours."""
    typed = "a" + "\n" * (LONGEST_TYPED - 2) + "b"
    with pytest.raises(Invalid) as refused:
        stored(typed, field="text")
    assert refused.value.facts["length"] == len(typed)
    assert stored("a" + "\n" * (MAX_BLOCK_CHARS - 2) + "b", field="text").count("\n") == MAX_BLOCK_CHARS - 2


@pytest.mark.parametrize("sign", ["\x00", "\x08", "\ud800", "\ufffe", "\uffff"])
def test_signs_that_no_file_can_hold_are_refused(sign: str) -> None:
    for taken in (stored, partial(one_line, limit=80)):
        with pytest.raises(Invalid) as refused:
            taken(f"Words{sign}.", field="text")  # type: ignore[operator]
        assert refused.value.code == "control-character"


def test_what_is_far_too_long_is_refused_before_anything_is_done_with_it() -> None:
    with pytest.raises(Invalid) as refused:
        stored("\x00" * (LONGEST_TYPED + 1), field="text")
    assert refused.value.code == "too-long"
