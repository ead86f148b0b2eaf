"""The text that rulings come to: composed from the accepted changes, merged with what the secretariat wrote itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from drafting.procedure.grouping import GroupedChange
from drafting.rules.lifecycle import Ruling
from drafting.text.merge import Authored, compose, merge
from drafting.text.provenance import attribute


@dataclass(frozen=True, slots=True)
class Result:
    """`text`; where a ruling would change words that were written by hand, `text` is the hand's and `rival` the words
    that both change."""

    text: str
    rival: str = ""


def composed(base: str, groups: Iterable[GroupedChange], rulings: Mapping[str, Ruling | None], part: int) -> str:
    """The base of one part with its accepted changes."""
    return compose(base, _accepted(groups, rulings, part)).text


def with_hand(before: str, hand: str, made: str) -> Result:
    """What stands in the text after new rulings: `hand` is the text until now, `before` and `made` what the accepted
    changes come to without and with the new rulings. Nothing that was written by hand is lost."""
    if hand == before:
        return Result(made)
    merged = merge(before, {"hand": hand, "ruling": made})
    if merged.conflicts:
        return Result(hand, rival=merged.conflicts[0].words or merged.conflicts[0].left_change.text)
    return Result(merged.text)


def not_as_proposed(
    base: str, result: str, groups: Iterable[GroupedChange], rulings: Mapping[str, Ruling | None], part: int
) -> list[GroupedChange]:
    """The groups that are accepted but do not stand in `result` as proposed: they are accepted as modified."""
    found = list(groups)
    accepted = _accepted(found, rulings, part)
    went: dict[str, str] = {}
    came: dict[str, str] = {}
    for run in attribute(base, result, accepted):
        for name in run.keys:
            if run.op == "delete":
                went[name] = went.get(name, "") + run.text
            elif run.op == "insert":
                came[name] = came.get(name, "") + run.text
    absent = {
        one.key
        for one in accepted
        if went.get(one.key, "") != base[one.change.start : one.change.end] or came.get(one.key, "") != one.change.text
    }
    return [group for group in found if group.id in absent]


def _accepted(groups: Iterable[GroupedChange], rulings: Mapping[str, Ruling | None], part: int) -> list[Authored]:
    return [
        Authored(key=group.id, change=group.change)
        for group in groups
        if group.change is not None and group.part == part and rulings.get(group.id) is Ruling.ACCEPT
    ]
