"""A file's blocks are of a length that the desk can compare."""

from __future__ import annotations

import pytest

from drafting.errors import Invalid
from drafting.exchange.document import Lost
from drafting.procedure import read_file as module
from drafting.procedure.read_file import LARGEST_TEXT, read_file
from drafting.text.diff import MAX_BLOCK_CHARS


def test_a_paragraph_of_the_greatest_length_is_read() -> None:
    reading = read_file("draft.md", b"w" * MAX_BLOCK_CHARS, changes=None)
    assert [len(block.text) for block in reading.blocks] == [MAX_BLOCK_CHARS]


@pytest.mark.parametrize("before", ["", "A paragraph.\n\n"])
def test_a_longer_paragraph_is_refused_with_its_beginning_and_both_lengths(before: str) -> None:
    long = "Member States review " + "w" * MAX_BLOCK_CHARS
    with pytest.raises(Invalid) as refused:
        read_file("draft.md", (before + long).encode(), changes=None)
    assert refused.value.code == "block-too-long"
    assert refused.value.facts == {
        "field": "file", "words": long[:60], "length": len(long), "limit": MAX_BLOCK_CHARS,
    }  # fmt: skip


def test_a_cell_of_a_table_is_measured_by_itself() -> None:
    cell = "w" * (MAX_BLOCK_CHARS // 2 + 1)
    reading = read_file("draft.md", f"| a | b |\n| --- | --- |\n| {cell} | {cell} |\n".encode(), changes=None)
    assert [len(part) for part in reading.blocks[-1].parts] == [len(cell), len(cell)]


def test_brackets_that_need_a_look_are_noted_with_the_words_around_them() -> None:
    text = "Cities [should report.\n\nThey [Bergen: must] *act [soon* or] rest [].\n\nSee [there](https://example.org)."
    reading = read_file("draft.md", text.encode(), changes=None)
    assert [(note.lost, note.words) for note in reading.notes] == [
        (Lost.OPEN_BRACKET, "Cities [should report."),
        (Lost.CROSSING_BRACKET, "They [Bergen: must] *act [soon* or] rest []."),
        (Lost.EMPTY_BRACKET, "n: must] *act [soon* or] rest []."),
    ]


@pytest.mark.parametrize("name", ["draft.md", "draft.TXT"])
def test_a_text_that_is_far_too_large_is_refused_before_it_is_read(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "read_markdown", pytest.fail)
    with pytest.raises(Invalid) as refused:
        read_file(name, b"w" * (LARGEST_TEXT + 1024), changes=None)
    assert refused.value.code == "text-too-large"
    assert refused.value.facts == {"field": "file", "size": LARGEST_TEXT // 1024 + 1, "most": LARGEST_TEXT // 1024}
