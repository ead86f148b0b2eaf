"""The laws of operations on blocks; the collision rules themselves are cases in tests/cases/structure.md."""

from __future__ import annotations

import random
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from drafting.text.blocks import Block, Kind
from drafting.text.structure import Keyed, Operation, OperationKind, beneath, restructure
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
