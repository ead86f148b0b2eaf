"""References to other blocks within a comparison: each side shows the numbers of its own day."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from typing import TypeVar

from drafting.text.diff import Op
from drafting.text.inline import Mark
from drafting.text.tracked import TrackedRun, joined

By = TypeVar("By")
NumberOf = Callable[[int], str]
"""The number of a block on one side, by its key; "" where it has none there."""
_LAST_NUMBER = re.compile(r"\d+(?=\W*$)")


def renumbered(runs: Iterable[TrackedRun[By]], *, old: NumberOf, new: NumberOf, by: By) -> tuple[TrackedRun[By], ...]:
    """The runs with the number that ends the words of each link to a block (`[paragraph 14](#57)`) as of the day.

    Where it is not the same on both sides the old one goes and the new one comes, by whoever changed these words, else
    `by`. Only numbers written in digits are replaced, as in exports (`of_the_day`).
    """
    out: list[TrackedRun[By]] = []
    for target, together in groupby(runs, key=lambda run: run.look.link):
        if target.startswith("#") and target[1:].isdecimal():
            out += _link(list(together), old(int(target[1:])), new(int(target[1:])), by)
        else:
            out += together
    return tuple(joined(out))


def _link(runs: list[TrackedRun[By]], old: str, new: str, by: By) -> Iterator[TrackedRun[By]]:
    signs = [replace(run, text=sign) for run in runs for sign in (run.text if run.mark is Mark.TEXT else [run.text])]
    gone = _digits(signs, "insert", old)
    come = _digits(signs, "delete", new)
    if gone == come and old == new and all(signs[at].op == "equal" for at in gone):
        yield from _without(signs, gone, replace(signs[gone[0]], text=old) if gone else None)
        return
    hand = next((signs[at].by for at in (*gone, *come) if signs[at].by is not None), None) or by
    for at, sign in enumerate(signs):
        if gone and at == gone[0]:
            yield replace(sign, op="delete", text=old, by=hand)
        if come and at == come[0]:
            yield replace(sign, op="insert", text=new, by=hand)
        if at not in gone and at not in come:
            yield sign
        elif sign.op == "equal" and at not in gone:
            yield replace(sign, op="delete", by=hand)  # the earlier side has it as a word
        elif sign.op == "equal" and at not in come:
            yield replace(sign, op="insert", by=hand)


def _without(
    signs: Sequence[TrackedRun[By]], places: Sequence[int], instead: TrackedRun[By] | None
) -> Iterator[TrackedRun[By]]:
    for at, sign in enumerate(signs):
        if instead is not None and at == places[0]:
            yield instead
        if at not in places:
            yield sign


def _digits(signs: Sequence[TrackedRun[By]], unseen: Op, number: str) -> list[int]:
    """Where the number that ends the words stands on the side that does not see `unseen`; [] without a `number`."""
    seen = [at for at, sign in enumerate(signs) if sign.op != unseen]
    found = _LAST_NUMBER.search("".join(signs[at].text or " " for at in seen)) if number else None
    return [seen[place] for place in range(*found.span())] if found else []
