"""The laws of operations on blocks; the collision rules themselves are cases in tests/cases/structure.md."""

from __future__ import annotations

import random
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from drafting.text.blocks import Block, Kind
from drafting.text.structure import Keyed, Operation, OperationKind, beneath, restructure, settle
from drafting.text.tokens import BLANK_LINE

LENGTH = 8
WORDINGS = ("Words of block {}!", "Lines of block {}.", "Words of\n\nblock {}.")


@st.composite
def blocks(draw: st.DrawFn) -> tuple[Keyed, ...]:
    out = []
    for key in range(1, LENGTH + 1):
        kind = draw(st.sampled_from((Kind.PARAGRAPH, Kind.POINT, Kind.POINT, Kind.HEADING)))
        level = draw(st.integers(1, 3)) if kind is Kind.POINT else 1
        style = "a)" if kind is Kind.POINT else ""
        out.append(Keyed(key=key, block=Block(kind=kind, text=f"Words of block {key}.", level=level, style=style)))
    return tuple(out)


@st.composite
def operations(draw: st.DrawFn, base: tuple[Keyed, ...]) -> list[Operation]:
    out = []
    for number in range(draw(st.integers(0, 6))):
        name = f"A-{number:03}"
        key = draw(st.integers(1, LENGTH))
        kind = draw(st.sampled_from(tuple(OperationKind)))
        below = beneath(base, key)
        new = Keyed(key=100 + number, block=Block(kind=Kind.PARAGRAPH, text=f"New {number}."))
        made = Operation(id=name, kind=kind, key=key)
        match kind:
            case OperationKind.REPLACE:
                made = replace(made, text=draw(st.sampled_from(WORDINGS)).format(key))
            case OperationKind.DELETE:
                cut = draw(st.integers(0, len(below)))
                made = replace(made, also=below[:cut], raised=below[cut:])
            case OperationKind.INSERT:
                made = replace(made, key=draw(st.integers(0, LENGTH)), blocks=(new,), rank=draw(st.integers(0, 2)))
            case OperationKind.MOVE:
                made = replace(made, after=draw(st.integers(0, LENGTH)))
            case OperationKind.RESHAPE:
                made = replace(made, shape=Block(kind=Kind.HEADING, level=draw(st.integers(1, 2))))
        out.append(made)
    return out


cases = blocks().flatmap(lambda base: st.tuples(st.just(base), operations(base)))


@given(cases, st.randoms(use_true_random=False))
def test_the_order_of_operations_changes_nothing(
    case: tuple[tuple[Keyed, ...], list[Operation]], chance: random.Random
) -> None:
    base, chosen = case
    shuffled = list(chosen)
    chance.shuffle(shuffled)
    assert restructure(base, shuffled) == restructure(base, chosen)


@given(cases)
def test_every_block_is_kept_deleted_or_joined_and_none_is_there_twice(
    case: tuple[tuple[Keyed, ...], list[Operation]],
) -> None:
    base, chosen = case
    after = restructure(base, chosen)
    undone = {name for collision in after.collisions for name in collision.operations}
    done = [operation for operation in chosen if operation.id not in undone]
    deleted = {key for o in done if o.kind is OperationKind.DELETE for key in (o.key, *o.also)}
    there = [item.key for item in after.blocks]
    assert len(there) == len(set(there))
    old = {item.key for item in base}
    assert {key for key in there if key in old} == old - deleted - after.joined_into.keys()
    inserted = {b.key for o in done if o.kind is OperationKind.INSERT for b in o.blocks}
    assert {key for key in there if key not in old} == inserted | after.split_from.keys()
    split = {o.key for o in done if o.kind is OperationKind.REPLACE and BLANK_LINE in o.text} - deleted
    assert set(after.split_from.values()) == {after.joined_into.get(key, key) for key in split}


@given(cases)
def test_without_the_operations_that_collide_nothing_collides_and_the_blocks_are_the_same(
    case: tuple[tuple[Keyed, ...], list[Operation]],
) -> None:
    base, chosen = case
    first = restructure(base, chosen)
    undone = {name for collision in first.collisions for name in collision.operations}
    again = restructure(base, [operation for operation in chosen if operation.id not in undone])
    assert again.collisions == ()
    assert again.blocks == first.blocks


def test_references_to_a_joined_block_lead_to_what_it_was_added_to() -> None:
    words = ("Cities listen.", "States compare.", "See [paragraph 2](#2).")
    base = [Keyed(key=n, block=Block(kind=Kind.PARAGRAPH, text=text)) for n, text in enumerate(words, start=1)]
    after = restructure(base, [Operation(id="A-001", kind=OperationKind.JOIN, key=1)])
    assert [item.block.text for item in after.blocks] == ["Cities listen. States compare.", "See [paragraph 2](#1)."]


@given(blocks())
def test_no_operation_changes_nothing(base: tuple[Keyed, ...]) -> None:
    after = restructure(base, [])
    assert after.blocks == base
    assert after.collisions == ()


def keyed(*blocks: Block) -> list[Keyed]:
    return [Keyed(key=key, block=block) for key, block in enumerate(blocks, start=1)]


def test_what_is_split_off_has_the_blocks_shape_but_not_its_own_number_or_the_beginning_of_its_series() -> None:
    point = Block(kind=Kind.POINT, text="Listen. Answer.", level=2, label="7.", style="i.", start=4)
    base = keyed(point, Block(kind=Kind.PARAGRAPH, text="Compare."))
    after = restructure(base, [Operation(id="A-1", kind=OperationKind.REPLACE, key=1, text="Listen.\n\nAnswer.")])
    assert [item.block for item in after.blocks[:2]] == [
        replace(point, text="Listen."),
        Block(kind=Kind.POINT, text="Answer.", level=2, style="i."),
    ]


def test_references_to_other_blocks_stay_when_two_are_joined_and_those_in_cells_follow_too() -> None:
    row = Block(kind=Kind.ROW, cells=("See [2](#2).", "See [3](#3)."), table=1)
    texts = ("Listen.", "Compare.", "See [1](#1) and [2](#2).")
    base = keyed(*(Block(kind=Kind.PARAGRAPH, text=text) for text in texts), row)
    after = restructure(base, [Operation(id="A-1", kind=OperationKind.JOIN, key=1)])
    assert after.blocks[1].block.text == "See [1](#1) and [2](#1)."
    assert after.blocks[2].block == replace(row, cells=("See [2](#1).", "See [3](#3)."))


def test_a_changed_cell_leaves_those_before_and_after_it_and_a_header_keeps_its_cells_and_table() -> None:
    row = Block(kind=Kind.ROW, cells=("One", "two", "three", "four"), table=3)
    chosen = [
        Operation(id="A-1", kind=OperationKind.REPLACE, key=1, part=1, text="second"),
        Operation(id="A-2", kind=OperationKind.RESHAPE, key=1, shape=Block(kind=Kind.ROW, header=True)),
    ]
    (after,) = restructure(keyed(row), chosen).blocks
    assert after.block == replace(row, cells=("One", "second", "three", "four"), header=True)


def test_blocks_moved_to_one_place_stand_there_by_rank_and_then_by_name() -> None:
    base = keyed(*(Block(kind=Kind.PARAGRAPH, text=f"Block {key}.") for key in range(1, 5)))
    ranked = [("A-3", 1, 0), ("A-2", 2, 0), ("A-1", 3, 1)]
    moves = [Operation(id=name, kind=OperationKind.MOVE, key=key, after=4, rank=rank) for name, key, rank in ranked]
    after = restructure(base, moves)
    assert [item.key for item in after.blocks] == [4, 2, 1, 3]
    assert after.order == (4, 2, 1, 3)


def test_a_point_of_the_first_level_that_moves_up_is_a_plain_paragraph() -> None:
    point = Block(kind=Kind.POINT, text="listen.", style="a)", start=3)
    base = keyed(Block(kind=Kind.PARAGRAPH, text="Cities should:"), point)
    (after,) = restructure(base, [Operation(id="A-1", kind=OperationKind.DELETE, key=1, raised=(2,))]).blocks
    assert after.block == Block(kind=Kind.PARAGRAPH, text="listen.")


def test_a_collision_of_wordings_tells_the_words() -> None:
    base = keyed(Block(kind=Kind.PARAGRAPH, text="Cities listen."))
    texts = {"A-1": "Towns listen.", "A-2": "Villages listen."}
    chosen = [Operation(id=name, kind=OperationKind.REPLACE, key=1, text=text) for name, text in texts.items()]
    (found,) = restructure(base, chosen).collisions
    assert found.conflict is not None
    assert found.conflict.words == "Cities"


def test_the_first_block_of_an_empty_draft_may_be_inserted_and_split_off_keys_begin_with_the_next() -> None:
    new = Keyed(key=1, block=Block(kind=Kind.PARAGRAPH, text="Listen.\n\nAnswer."))
    after = restructure([], [Operation(id="A-1", kind=OperationKind.INSERT, key=0, blocks=(new,))])
    assert [item.key for item in after.blocks] == [1, 2]
    assert restructure([], []).blocks == ()


def test_what_operations_took_out_and_what_footnotes_came_is_told() -> None:
    base = [
        Keyed(key=1, block=Block(kind=Kind.PARAGRAPH, text="Cities listen[^1].")),
        Keyed(key=2, block=Block(kind=Kind.PARAGRAPH, text="States compare.")),
        Keyed(key=3, block=Block(kind=Kind.FOOTNOTE, label="1", text="See the report.")),
    ]
    chosen = [
        Operation(id="A-001", kind=OperationKind.REPLACE, key=1, text="Cities listen^[Each year.]."),
        Operation(id="A-002", kind=OperationKind.DELETE, key=2),
    ]
    after = restructure(base, chosen)
    assert after.deleted == {2, 3}
    assert after.note_of == {4: 1}
    assert [item.block.text for item in after.blocks] == ["Cities listen[^2].", "Each year."]


def test_a_footnote_and_a_joined_block_without_its_first_are_left_as_they_are() -> None:
    note = Keyed(key=1, block=Block(kind=Kind.FOOTNOTE, label="1", text="See this.\n\nAnd that."))
    second = Keyed(key=3, block=Block(kind=Kind.PARAGRAPH, text="States compare."))
    settled = settle([note, second], {3: 2}, (), next_key=4)
    assert settled.blocks == (note, second)
