"""What became of each block of a reworked text: laws, and slow ways to the same answers."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drafting.text.blocks import Block, Kind
from drafting.text.likeness import MOST_CANDIDATES, RAREST, RareWords, likened, likeness, shared, together
from drafting.text.lineage import Fate, Lineage, Traced, answered, trace
from drafting.text.operations import Keyed
from tests.text.blocks_strategies import documents
from tests.text.cases import Case, read
from tests.text.test_cases import block, named

VOCABULARY = ("states", "cities", "report", "adopt", "the", "of", "year", "local", "schools", "money", "plan", "north")
sayings = st.lists(st.sampled_from(VOCABULARY), min_size=1, max_size=9).map(" ".join)


def paragraph(text: str) -> Block:
    return Block(kind=Kind.PARAGRAPH, text=text)


def keyed(blocks: list[Block]) -> list[Keyed]:
    return [Keyed(key=10 * place, block=one) for place, one in enumerate(blocks, start=1)]


passages = st.builds(paragraph, sayings)
rows = st.builds(lambda cells: Block(kind=Kind.ROW, cells=tuple(cells), table=1), st.lists(sayings, max_size=3))
drafts = st.one_of(st.lists(st.one_of(passages, rows), max_size=9), documents())
distinct = st.lists(
    st.integers(0, 999).map(lambda n: paragraph(f"word{n} other{n} third{n} fourth{n} fifth{n}")),
    max_size=9,
    unique=True,
)


def told(one: Traced) -> str:
    """As in tests/cases/lineage.md."""
    if one.doubtful:
        return "asked: " + " or ".join(" with ".join(map(str, candidate.keys)) for candidate in one.candidates)
    if one.fate is Fate.SPLIT:
        return f"split {one.key}" if one.key else f"split off {one.split_from}"
    if one.fate is Fate.JOINED:
        return f"joined {one.key} with {' and '.join(map(str, one.joined))}"
    words = {Fate.KEPT: "keeps", Fate.CHANGED: "changed", Fate.MOVED: "moved"}
    return f"{words[one.fate]} {one.key}" if one.key else "new"


@pytest.mark.parametrize("case", read("lineage"), ids=named)
def test_case(case: Case) -> None:
    found = trace(
        [block(line) for line in case.items("Before")], [block(f"0 {line}").block for line in case.items("After")]
    )
    assert [told(one) for one in found.blocks] == case.items("Found")
    assert [str(key) for key in found.gone] == case.items("Gone")


def accounted(found: Lineage) -> list[int]:
    """Every key that the lineage says something final of, as often as it does."""
    kept = [one.key for one in found.blocks if one.key is not None]
    return sorted([*kept, *(key for one in found.blocks for key in one.joined), *found.gone])


@settings(deadline=None)
@given(drafts)
def test_a_draft_that_was_not_changed_keeps_every_key(blocks: list[Block]) -> None:
    found = trace(keyed(blocks), blocks)
    assert [(one.fate, one.key) for one in found.blocks] == [(Fate.KEPT, item.key) for item in keyed(blocks)]
    assert found.gone == ()


@settings(deadline=None)
@given(drafts, drafts)
def test_every_earlier_block_is_kept_joined_or_gone_and_only_one_of_these(old: list[Block], new: list[Block]) -> None:
    found = trace(keyed(old), new)
    assert accounted(found) == [item.key for item in keyed(old)]
    assert [replace(one.block, text="", cells=(), label="") for one in found.blocks] == [
        replace(one, text="", cells=(), label="") for one in new
    ]


@settings(deadline=None)
@given(drafts, drafts)
def test_what_is_doubtful_has_candidates_and_no_key_and_nothing_else_has_a_doubt(
    old: list[Block], new: list[Block]
) -> None:
    for one in trace(keyed(old), new).blocks:
        if one.doubtful:
            assert (one.fate, one.key, one.split_from) == (Fate.NEW, None, None)
            assert one.candidates
        else:
            assert one.candidates == ()
        assert 0.0 <= one.likeness <= 1.0


@settings(deadline=None)
@given(drafts, drafts)
def test_the_part_that_was_split_off_stands_behind_the_part_that_keeps_the_key(
    old: list[Block], new: list[Block]
) -> None:
    seen: set[int | None] = set()
    for one in trace(keyed(old), new).blocks:
        seen.add(one.key)
        assert one.split_from in seen or one.split_from is None


@settings(deadline=None)
@given(distinct, st.data())
def test_unlike_blocks_are_found_wherever_they_are_put_as_a_look_at_each_pair_finds_them(
    blocks: list[Block], data: st.DataObject
) -> None:
    old = keyed(blocks)
    new = data.draw(st.permutations(blocks).flatmap(lambda order: st.integers(0, len(order)).map(lambda n: order[:n])))
    found = trace(old, new)
    assert [one.key for one in found.blocks] == [next(i.key for i in old if i.block == one) for one in new]
    assert set(found.gone) == {item.key for item in old if item.block not in new}
    places = [blocks.index(one) for one in new]
    longest = max(
        length
        for length in range(len(places) + 1)
        for some in combinations(places, length)
        if list(some) == sorted(some)
    )
    assert sum(one.fate is Fate.MOVED for one in found.blocks) == len(new) - longest


@settings(deadline=None)
@given(distinct.filter(lambda blocks: len(blocks) > 1), st.data())
def test_unlike_blocks_that_follow_each_other_are_found_when_they_are_joined_and_when_they_are_split(
    blocks: list[Block], data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(blocks) - 2))
    one = paragraph(f"{blocks[at].text}. {blocks[at + 1].text}")
    whole = [*blocks[:at], one, *blocks[at + 2 :]]
    joined = trace(keyed(blocks), whole)
    assert (joined.blocks[at].fate, joined.blocks[at].key) == (Fate.JOINED, 10 * (at + 1))
    assert joined.blocks[at].joined == (10 * (at + 2),)
    split = trace(keyed(whole), blocks)
    assert [(one.key, one.split_from) for one in split.blocks[at : at + 2]] == [
        (10 * (at + 1), None),
        (None, 10 * (at + 1)),
    ]
    assert {one.fate for one in split.blocks[at : at + 2]} == {Fate.SPLIT}


@settings(deadline=None)
@given(drafts, drafts, st.data())
def test_an_answer_goes_before_what_was_found(old: list[Block], new: list[Block], data: st.DataObject) -> None:
    doubtful = trace(keyed(old), new)
    answers = {
        place: data.draw(st.sampled_from([(), *(candidate.keys for candidate in doubtful.blocks[place].candidates)]))
        for place in doubtful.doubts
    }
    found = answered(keyed(old), new, answers)
    assert found.doubts == ()
    for place, keys in answers.items():
        one = found.blocks[place]
        assert (one.key or one.split_from) == (keys[0] if keys else None)
    for place, one in enumerate(found.blocks):
        before = doubtful.blocks[place]
        if place not in answers and before.key:
            assert before.key in (one.key, one.split_from)


def test_one_key_given_to_two_blocks_is_a_split_and_the_first_of_them_keeps_it() -> None:
    old = keyed([paragraph("Nothing was decided.")])
    found = answered(old, [paragraph("Nothing was decided.")] * 2, {0: (10,), 1: (10,)})
    assert [(one.fate, one.key, one.split_from) for one in found.blocks] == [
        (Fate.SPLIT, 10, None),
        (Fate.SPLIT, None, 10),
    ]


@settings(deadline=None)
@given(sayings, sayings)
def test_likeness_is_twice_the_words_in_common_by_all_words(one: str, other: str) -> None:
    left, right = (
        [word for word in text.split() if word not in ("the", "of")] or text.split() for text in (one, other)
    )
    rest, common = list(right), 0
    for word in left:
        if word in rest:
            rest.remove(word)
            common += 1
    first, second = likened(paragraph(one)), likened(paragraph(other))
    assert shared(first, second) == common
    assert likeness(first, second) == 2 * common / (len(left) + len(right))
    assert likeness(first, together([second])) == likeness(second, first)


@settings(deadline=None)
@given(st.lists(sayings, max_size=12), sayings, st.integers(0, 12))
def test_the_index_of_rare_words_ranks_as_a_look_at_every_block_does(texts: list[str], text: str, near: int) -> None:
    blocks = [likened(paragraph(one)) for one in texts]
    wanted = likened(paragraph(text))
    spread = Counter(word for one in blocks for word in one.bag)
    rarest = sorted((word for word in wanted.bag if spread[word]), key=lambda word: spread[word])[:RAREST]
    worth = [sum(1 / spread[word] for word in rarest if word in one.bag) for one in blocks]
    ranked = sorted(range(len(blocks)), key=lambda place: (-worth[place], abs(place - near), place))
    assert RareWords(blocks, range(len(blocks))).near(wanted, near) == [p for p in ranked if worth[p]][:MOST_CANDIDATES]


def test_footnotes_keep_their_labels_when_a_program_counts_them_anew() -> None:
    old = keyed([
        paragraph("Cities listen to their residents.[^1]"),
        paragraph("States report to the committee.[^2]"),
        Block(kind=Kind.FOOTNOTE, label="1", text="As agreed at the first meeting."),
        Block(kind=Kind.FOOTNOTE, label="2", text="The committee for this matter."),
    ])  # fmt: skip
    new = [
        paragraph("Schools have a part in this.[^1]"),
        paragraph("Cities listen to their residents.[^2]"),
        paragraph("States report to the committee.[^3]"),
        Block(kind=Kind.FOOTNOTE, label="1", text="Universities are schools, too."),
        Block(kind=Kind.FOOTNOTE, label="2", text="As agreed at the first meeting."),
        Block(kind=Kind.FOOTNOTE, label="3", text="The committee for this matter."),
    ]
    found = trace(old, new)
    assert [told(one) for one in found.blocks] == ["new", "keeps 10", "keeps 20", "new", "keeps 30", "keeps 40"]
    assert found.blocks[0].block.text == "Schools have a part in this.[^1-2]"
    assert found.blocks[3].block.label == "1-2"


def test_a_thousand_blocks_that_are_all_alike_are_all_asked_about() -> None:
    old = keyed([paragraph(f"Article {n} is repealed by the group in its session.") for n in range(1000)])
    new = [paragraph(f"Article {n} is repealed by the group in its session.") for n in range(2000, 3000)]
    found = trace(old, new)
    assert len(found.doubts) == 1000
