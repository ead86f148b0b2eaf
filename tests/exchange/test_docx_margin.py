"""Comments in the margin of marked-up files: on their words, with answers, the text untouched."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from drafting.exchange.docx_margin import MarginNote
from drafting.exchange.marked_issue import marked_issue
from drafting.exchange.read_returned_docx import read
from drafting.exchange.returned import accepted, rejected
from drafting.exchange.write_marked import write
from tests.exchange.random_drafts import drawn
from tests.peers.word_processor import WordProcessor
from tests.soak import share

AT = "2026-11-03T10:00:00Z"


def a_note(**more: object) -> MarginNote:
    return MarginNote(**({"author": "Bergen", "at": AT, "text": "Why?"} | more))  # type: ignore[arg-type]


def marked(seed: int, *notes: MarginNote) -> bytes:
    return write(marked_issue(*drawn(seed)), notes)


def a_key_and_word(seed: int) -> tuple[int, str]:
    old, _new, _drafts = drawn(seed)
    one = next(block for block in old.blocks if " " in block.block.text and block.key)
    return one.key, next(word for word in one.block.text.split(" ") if word.isalpha())


def test_a_comment_stands_on_its_words_with_its_author_time_and_answers() -> None:
    key, word = a_key_and_word(3)
    answer = MarginNote(author="Malta", at=AT, text="Because.")
    found = read(marked(3, a_note(key=key, quote=word, answers=(answer,))))
    first, second = found.comments
    assert (first.author, first.text, second.author, second.text) == ("Bergen", "Why?", "Malta", "Because.")
    assert second.parent == first.id
    assert first.at is not None
    assert first.at.isoformat() == "2026-11-03T10:00:00+00:00"
    (index, start, end) = first.spans[0]
    assert found.paragraphs[index].text[start:end] == word


def test_a_comment_whose_words_are_gone_stands_on_the_whole_paragraph() -> None:
    key, _word = a_key_and_word(3)
    (one,) = read(marked(3, a_note(key=key, quote="not there at all"))).comments
    assert one.spans


def test_a_comment_on_the_whole_draft_stands_at_its_beginning() -> None:
    (one,) = read(marked(3, a_note())).comments
    assert one.spans[0][0] == 0


@settings(max_examples=share(40, 400), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(seed=st.integers(1, 10**6), data=st.data())
def test_comments_leave_the_text_and_its_changes_as_they_are(seed: int, data: st.DataObject) -> None:
    old, new, _drafts = drawn(seed)
    keys = sorted({one.key for one in (*old.blocks, *new.blocks)})
    words = sorted({word for one in old.blocks for part in one.block.parts for word in part.split()}) or ["a"]
    notes = data.draw(
        st.lists(
            st.builds(
                a_note,
                key=st.sampled_from([None, *keys]),
                part=st.integers(0, 2),
                quote=st.sampled_from(["", *words]),
                occurrence=st.integers(0, 2),
            ),
            max_size=5,
        )
    )
    plain, commented = read(marked(seed)), read(marked(seed, *notes))
    assert (accepted(commented), rejected(commented)) == (accepted(plain), rejected(plain))
    assert commented.tracked >= plain.tracked
    assert len(commented.comments) == len(notes)
    assert all(one.spans for one in commented.comments)


def test_the_same_comments_give_the_same_bytes() -> None:
    key, word = a_key_and_word(3)
    note = a_note(key=key, quote=word)
    assert marked(3, note) == marked(3, note)


@pytest.mark.parametrize("seed", range(share(4, 40)))
def test_libreoffice_opens_it_and_has_each_comment_on_its_words(
    word_processor: WordProcessor, tmp_path: Path, seed: int
) -> None:
    key, word = a_key_and_word(seed + 10)
    path = tmp_path / "file.docx"
    path.write_bytes(marked(seed + 10, a_note(key=key, quote=word), a_note(author="Malta", text="All of it?")))
    told = {(one["author"], one["words"]): one["on"] for one in word_processor(path).comments}
    assert set(told) == {("Bergen", "Why?"), ("Malta", "All of it?")}
    for how in ("reject", "accept"):
        word_processor(path, {"step": "settle", "how": how})


def test_a_file_without_comments_has_no_part_for_them() -> None:
    with zipfile.ZipFile(io.BytesIO(marked(3))) as package:
        assert not any("comments" in name for name in package.namelist())
