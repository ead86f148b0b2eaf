"""Inline text as HTML: safe, balanced, with words marked and diffs shown."""

from __future__ import annotations

from collections.abc import Sequence
from html.parser import HTMLParser

import nh3
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drafting.text.diff import diff
from drafting.text.inline import plain
from drafting.text.render import Marked, abridge, render_diff, render_inline, render_marked
from tests.text.strategies import anything, sentences

VOID = {"br"}
TAGS = {"em", "strong", "a", "br", "sup", "mark", "span", "ins", "del"}


class Balance(HTMLParser):
    """Fails on a tag that is closed out of turn; gathers tags and text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.said = ""
        self.feed(html)
        self.close()
        assert not self.open, html

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open and self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.said += data


hostile = st.lists(
    st.sampled_from(("<script>", "</del>", "<b>", "&lt;", '"', "'", "*", "**", "[x](javascript:1)", "[x](https://a.b)",
                     "[^1]", "\\\n", "words ", "<img src=x onerror=y>", "](", "&", "]")),
    max_size=12,
).map("".join)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(st.one_of(hostile, anything))
def test_any_text_renders_as_balanced_html_of_our_tags_alone(text: str) -> None:
    html = render_inline(text)
    assert Balance(html).tags <= TAGS
    assert "javascript:" not in "".join(part.split(">")[0] for part in html.split("<a ")[1:])


@settings(max_examples=150, deadline=None)
@given(hostile, hostile)
def test_any_diff_renders_as_balanced_html(old: str, new: str) -> None:
    found = Balance(render_diff(diff(old, new)))
    assert found.tags <= TAGS


@settings(max_examples=150, deadline=None)
@given(hostile, st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=4))
def test_marks_never_cross_a_tag_and_add_no_visible_words(text: str, ranges: list[tuple[int, int]]) -> None:
    marks = [Marked(start=min(pair), end=max(pair)) for pair in ranges]
    html = render_marked(text, marks, opening=lambda count: "", closing="")
    assert Balance(html).said == Balance(render_inline(text)).said


def test_a_sanitiser_finds_nothing_to_take_out() -> None:
    html = render_inline("**b** *e* [w](https://a.example) [^1] <script>alert(1)</script> a\\\nb")
    kept = nh3.clean(html, tags=TAGS, attributes={"a": {"href", "role"}, "sup": {"class"}}, link_rel="noreferrer")
    assert plain_html(kept) == plain_html(html)
    assert "<script" not in html


def plain_html(html: str) -> str:
    return Balance(html).said


def test_links_to_blocks_show_the_number_of_the_day_and_footnotes_theirs() -> None:
    html = render_inline("see [paragraph 14](#57)[^a]", reference={57: "16"}.get, footnote={"a": "3"}.get)
    assert '<a href="#p57">paragraph 16</a>' in html
    assert '<sup class="fn"><a href="#fn-a" role="doc-noteref">3</a></sup>' in html


def test_a_footnote_that_the_draft_does_not_have_stays_as_typed() -> None:
    assert render_inline("x[^zz]", footnote={}.get) == "x[^zz]"


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("[Bergen: *new*] words", "[Bergen: <em>new</em>] words"),
        ("1. not a list", "1. not a list"),
        ("# not a heading", "# not a heading"),
        ("2 * 3 * 4", "2 * 3 * 4"),
        ("snake_case_name", "snake_case_name"),
        ("a\\\nb", "a<br>b"),
        ("a & b < c", "a &amp; b &lt; c"),
    ],
)
def test_only_our_inline_grammar_is_markup(text: str, html: str) -> None:
    assert render_inline(text) == html


def test_overlapping_marks_are_split_and_each_segment_says_how_many_lie_on_it() -> None:
    marks = [Marked(start=0, end=9, id="c1"), Marked(start=4, end=14, id="c2")]
    html = render_marked("one two three four", marks, opening=lambda count: f"[{count} on: ")
    assert html.count("<mark") == 3
    assert [part.split(" on")[0] for part in html.split("[")[1:]] == ["1", "2", "1"]
    assert 'data-marks="c1 c2"' in html


def test_a_mark_over_emphasis_is_two_marks_inside_and_outside_of_it() -> None:
    html = render_marked("one **two** three", [Marked(start=0, end=11)], opening=lambda count: "(", closing=")")
    assert html.count("<mark>") == 2
    assert "<strong><mark>" in html
    assert html.count('class="vh"') == 2


def test_marked_words_show_the_number_of_the_day_too() -> None:
    marks = [Marked(start=0, end=3)]
    html = render_marked("see [paragraph 14](#57)", marks, opening=str, reference={57: "16"}.get)
    assert '<a href="#p57">paragraph 16</a>' in html


def test_a_diff_shows_emphasis_that_a_segment_holds_whole_and_types_what_it_does_not() -> None:
    html = render_diff(diff("States should act.", "States **must** act."))
    assert "<del>should</del>" in html
    assert "<ins><strong>must</strong></ins>" in html


@given(sentences, sentences)
def test_an_abridged_diff_keeps_every_change(old: str, new: str) -> None:
    segments = diff("x " * 60 + old + " y" * 60, "x " * 60 + new + " y" * 60)
    kept = [segment for segment in abridge(segments) if segment is not None and segment.op != "equal"]
    assert [(s.op, s.text) for s in kept] == [(s.op, s.text) for s in segments if s.op != "equal"]


def test_long_equal_stretches_are_shortened_at_words_to_a_gap() -> None:
    long = "word " * 60
    html = render_diff(abridge(diff(f"{long}old {long}", f"{long}new {long}")), gap="[…]")
    assert html.count("[…]") == 2
    assert len(plain(html)) < 250
    assert "wor " not in html
