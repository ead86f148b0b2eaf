"""Markdown and plain text files as drafts."""

from __future__ import annotations

import pytest

from drafting.errors import Invalid
from drafting.exchange import read_markdown
from drafting.exchange.document import Lost, Note


def test_a_text_is_read_with_its_title_and_what_could_not_be_kept() -> None:
    reading = read_markdown.read(b"# Plan\n\n[a](#) and [a](#) and [b](#)\n")
    assert reading.title == "Plan"
    assert [block.text for block in reading.blocks] == ["Plan", "a and a and b"]
    assert reading.notes == (
        Note(lost=Lost.LINK_NOWHERE, words="a", times=2),
        Note(lost=Lost.LINK_NOWHERE, words="b"),
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_unicode_files_are_read_with_and_without_a_byte_order_mark(encoding: str) -> None:
    assert [b.text for b in read_markdown.read("État, 政策".encode(encoding)).blocks] == ["État, 政策"]


@pytest.mark.parametrize("data", [b"\xff\x00bad", b"caf\xe9", b"PK\x03\x04\x00\x00", b"a\x00b"])
def test_bytes_that_are_no_text_are_refused(data: bytes) -> None:
    with pytest.raises(Invalid) as caught:
        read_markdown.read(data)
    assert caught.value.code == "file-not-text"


def test_deep_nesting_loses_no_word() -> None:
    deep = "\n".join("  " * depth + f"- word{depth}" for depth in range(40))
    reading = read_markdown.read(deep.encode())
    assert [block.text for block in reading.blocks] == [f"word{depth}" for depth in range(40)]
    assert max(block.level for block in reading.blocks) == 6
    assert any(note.lost is Lost.TOO_DEEP for note in reading.notes)
    assert [block.text for block in read_markdown.read(b">" * 30 + b" quoted").blocks] == ["quoted"]


def test_nesting_beyond_reason_is_refused() -> None:
    deep = "\n".join("  " * depth + "- x" for depth in range(400))
    for data in (deep.encode(), b">" * 5000 + b" x"):
        with pytest.raises(Invalid) as caught:
            read_markdown.read(data)
        assert caught.value.code == "file-too-complex"


def test_a_long_line_of_brackets_does_not_hang() -> None:
    reading = read_markdown.read(b"[" * 20_000)
    assert reading.blocks[0].text == "[" * 20_000
