"""Inline text: pieces with their places, runs, one canonical form, and what files bring along."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from drafting.text.imported import Losses, inline
from drafting.text.inline import Mark, pieces, plain, source_map
from drafting.text.runs import BREAK, Run, canonical, compose, runs_of
from tests.text.strategies import anything

MARKUP = ("a", "*", "**", "[", "]", "(", ")", "\\", "\n", "\r", "\x00", "<", ">", "^", "1", "`", "_", " ", "[^1]",
          "[a](https://x.example)", '[a](<https://x.example> "t")', "<https://x.example>")  # fmt: skip
marked_up = st.one_of(anything, st.lists(st.sampled_from(MARKUP), max_size=14).map("".join))


def shown(text: str) -> str:
    return "".join(
        piece.text if piece.mark is Mark.TEXT else "\n" if piece.mark is Mark.SOFT_BREAK else ""
        for piece in pieces(text)
    )


@settings(max_examples=300, deadline=None)
@given(marked_up)
def test_what_is_shown_stands_in_the_source_where_the_map_says(text: str) -> None:
    told = shown(text)
    for at, source, length in source_map(text):
        assert told[at : at + length] == text[source : source + length]
    assert sum(length for _at, _source, length in source_map(text)) == len(told)


@settings(max_examples=300, deadline=None)
@given(marked_up)
@example("^\x08[^0]")
def test_the_canonical_form_is_its_own_canonical_form_and_keeps_every_word(text: str) -> None:
    once = canonical(text)
    assert canonical(once) == once
    assert "".join(run.text for run in runs_of(once)) == "".join(run.text for run in runs_of(text))


def test_a_selection_after_emphasis_maps_to_the_code_points_of_the_source() -> None:
    text = "should **encourage** their *administrations*"
    assert plain(text) == "should encourage their administrations"
    assert source_map(text) == ((0, 0, 7), (7, 9, 9), (16, 20, 7), (23, 28, 15))


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("CM/Rec\\(2015\\)1", "CM/Rec(2015)1"),
        ("five \\* three", "five * three"),
        ("\\*not em\\*", "\\*not em\\*"),
        ("[Bergen: new words]", "[Bergen: new words]"),
        ("wrapped\nline", "wrapped line"),
        ("**bold **tail", "**bold **tail"),
        ("***both***", "***both***"),
        ("a\\\nb", "a\\\nb"),
        ("\\[^1] is no note", "\\[^1] is no note"),
    ],
)
def test_an_escape_is_kept_only_where_it_is_needed(typed: str, stored: str) -> None:
    assert canonical(typed) == stored


def test_emphasis_as_word_processors_make_it_becomes_emphasis_that_markdown_can_hold() -> None:
    assert compose([Run(text="Equality: ", strong=True), Run(text="all")]) == "**Equality:** all"
    assert compose([Run(text="Equality:", strong=True), Run(text="all")]) == "**Equality**:all"
    assert (
        compose([Run(text="a", em=True), Run(text="b", em=True, strong=True), Run(text=" c", em=True)]) == "*a**b** c*"
    )
    assert compose([Run(text=BREAK), Run(text=" x "), Run(text=BREAK), Run(text=" y"), Run(text=BREAK)]) == "x\\\ny"


def test_a_link_keeps_its_words_and_its_target_and_an_address_stands_once() -> None:
    target = "https://a.example/x_(y)"
    assert compose([Run(text="see", link=target)]) == f"[see]({target})"
    assert compose([Run(text=target, link=target)]) == f"<{target}>"
    assert runs_of("[see](https://a.example/y\\))")[0].link == "https://a.example/y)"


@pytest.mark.parametrize(
    ("raw", "stored"),
    [
        ("_em_ and __strong__", "*em* and **strong**"),
        ("<b>bold</b> <i>em</i>", "**bold** *em*"),
        ("one<br>two", "one\\\ntwo"),
        ("AT&amp;T &lt;b&gt;", "AT&T <b>"),
        ("snake_case stays", "snake_case stays"),
        ("<blink>x</blink>", "<blink>x</blink>"),
        ('<a href="https://a.example">w</a>', "[w](https://a.example)"),
        ("[w](javascript:alert(1))", "w"),
        ("[w](#)", "w"),
        ("[paragraph 14](#57)", "[paragraph 14](#57)"),
        ("<script>x</script>", "<script>x</script>"),
        ("a<sup>2</sup>", "a2"),
    ],
)
def test_what_files_bring_becomes_what_it_means(raw: str, stored: str) -> None:
    assert inline(raw, Losses()) == stored
