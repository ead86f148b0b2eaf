"""One wording out of many: the changes of all proposals, those that are the same, and those that cannot go together.

The unit is the change. Everything that conflicts with nothing is applied; contested words stay as in the base. The
outcome never depends on the order in which proposals are given. Two changes conflict when their footprints overlap or
touch (see `footprint`), or when their markup would cross or come apart (see `entwined`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from drafting.text.checks import Check, CheckKind, Group, checks
from drafting.text.comparison import cleaned
from drafting.text.entwined import crossing, units
from drafting.text.footprint import Base, Change, Footprint, canonical, clash
from drafting.text.markup import balanced, has_markup
from drafting.text.tokens import tokens

__all__ = [
    "Authored", "Change", "Check", "CheckKind", "Conflict", "Group", "Merge",
    "apply", "changes", "collides", "compose", "merge",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Authored:
    """A change and the key of one proposal that makes it."""

    key: str
    change: Change


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two changes that cannot both be applied.

    `kind`: "overlap", "same-place", "touching" or "markup". `left` is the one that comes first in the base; `start` and
    `end` are the stretch of the base that both need, `words` its text.
    """

    kind: str
    left: tuple[str, ...]
    right: tuple[str, ...]
    left_change: Change
    right_change: Change
    start: int
    end: int
    words: str


@dataclass(frozen=True, slots=True)
class Merge:
    """What came of it. `groups` are all changes, `applied` those in `text`; both sorted by place."""

    text: str
    conflicts: tuple[Conflict, ...]
    checks: tuple[Check, ...]
    groups: tuple[Group, ...]
    applied: tuple[Change, ...]


def changes(base: str, proposed: str) -> tuple[Change, ...]:
    """The changes that lead from `base` to `proposed`, sorted; at least one token of the base lies between two."""
    found = cleaned(base, proposed)
    out: list[Change] = []
    at, index = len(found.head), 0
    for a0, a1, b0, b1 in found.hunks:
        start = at + sum(map(len, found.old[index:a0]))
        at, index = start + sum(map(len, found.old[a0:a1])), a1
        out.append(Change(start, at, "".join(found.new[b0:b1])))
    return tuple(out)


def apply(base: str, changes: Iterable[Change]) -> str:
    """`base` with all of `changes` made. Raises ValueError if two of them overlap or one lies outside the base."""
    out: list[str] = []
    at = 0
    for change in sorted(changes):
        if not at <= change.start <= change.end <= len(base):
            raise ValueError(f"{change} cannot be applied after code point {at} of {len(base)}")
        out += (base[at : change.start], change.text)
        at = change.end
    out.append(base[at:])
    return "".join(out)


def merge(base: str, proposals: Mapping[str, str]) -> Merge:
    """All changes of all `proposals` (key → whole proposed text), composed."""
    of_text = {text: changes(base, text) for text in set(proposals.values())}
    return compose(base, (Authored(key, change) for key, text in proposals.items() for change in of_text[text]))


def compose(base: str, authored: Iterable[Authored]) -> Merge:
    """The chosen changes together: those that go together are applied, the others are conflicts."""
    groups = _groups(base, authored)
    if not groups:
        return Merge(base, (), (), (), ())
    prepared = Base(base)
    footprints = [prepared.footprint(group.change) for group in groups]
    opposed = {(one, other): kind for one, other, kind in _sweep(groups, footprints)}
    held = {index for pair in opposed for index in pair}
    _hold_entwined(prepared, groups, opposed, held)
    applied = tuple(group for index, group in enumerate(groups) if index not in held)
    text = apply(base, (group.change for group in applied))
    # First what brings or takes marks; then what stands beside one, since a space parts it from its word.
    for beside in (0, 1):
        if any(_marked(base, group.change, beside) for group in applied) and _broke_markup(base, text, groups):
            _hold_markup(base, groups, opposed, held, beside)
            applied = tuple(group for index, group in enumerate(groups) if index not in held)
            text = apply(base, (group.change for group in applied))
    conflicts = tuple(_conflict(base, kind, groups[a], groups[b]) for (a, b), kind in sorted(opposed.items()))
    return Merge(text, conflicts, checks(prepared, applied), tuple(groups), tuple(group.change for group in applied))


def collides(base: str, one: Change, other: Change) -> bool:
    """Whether two changes by different authors cannot both be applied; the same change twice can."""
    return bool(compose(base, (Authored("one", one), Authored("other", other))).conflicts)


def _groups(base: str, authored: Iterable[Authored]) -> list[Group]:
    """The distinct changes, sorted; what gives the same text is one change, told as its first variant."""
    by_change: dict[Change, set[str]] = {}
    for item in authored:
        by_change.setdefault(item.change, set()).add(item.key)
    same: dict[Change, tuple[Change, set[str]]] = {}
    for change in sorted(by_change):
        same.setdefault(canonical(base, change), (change, set()))[1].update(by_change[change])
    return sorted((Group(change, tuple(sorted(keys))) for change, keys in same.values()), key=lambda g: g.change)


def _sweep(groups: Sequence[Group], footprints: Sequence[Footprint]) -> list[tuple[int, int, str]]:
    """Pairs of indices that clash, with the kind, found by passing over the base once.

    Changes with an author in common were made to go together; these clash only if they overlap as they stand.
    """
    out: list[tuple[int, int, str]] = []
    active: list[int] = []
    for index in sorted(range(len(groups)), key=lambda i: footprints[i].lowest):
        lowest = footprints[index].lowest
        active = [other for other in active if footprints[other].highest >= lowest]
        for other in active:
            one, two = (other, index) if other < index else (index, other)
            kind = _opposed(groups[one], groups[two], footprints[one], footprints[two])
            if kind is not None:
                out.append((one, two, kind))
        active.append(index)
    return out


def _opposed(left: Group, right: Group, left_place: Footprint, right_place: Footprint) -> str | None:
    """Why two groups, in the order of the base, cannot both be applied; None if they can."""
    kind = clash(left_place, right_place)
    if kind is None or set(left.keys).isdisjoint(right.keys):
        return kind
    a, b = left.change, right.change
    if a.start == a.end == b.start == b.end:
        return "same-place"
    return "overlap" if b.start < a.end and a.start < b.end else None


def _hold_entwined(base: Base, groups: Sequence[Group], opposed: dict[tuple[int, int], str], held: set[int]) -> None:
    """Hold both ends of a pair of markup where one is held, and both pairs where two cross."""
    together = units(base, groups)
    for one, other in crossing(groups, together):
        for a in together[one]:
            for b in together[other]:
                opposed.setdefault((min(a, b), max(a, b)), "markup")
        held.update(together[one], together[other])
    grown = True
    while grown:
        grown = False
        for unit in together:
            missing = [index for index in unit if index not in held]
            if not missing or len(missing) == len(unit):
                continue
            against = {a if b in unit else b for a, b in opposed if (a in unit) != (b in unit)}
            for index in missing:
                for rival in sorted(against):
                    opposed.setdefault((min(index, rival), max(index, rival)), "markup")
            held.update(missing)
            grown = True


def _broke_markup(base: str, text: str, groups: Sequence[Group]) -> bool:
    """Whether markup comes apart in `text` though it was whole in the base and in every author's own text."""
    if balanced(tokens(text)) or not balanced(tokens(base)):
        return False
    of_author: dict[str, list[Change]] = {}
    for group in groups:
        for key in group.keys:
            of_author.setdefault(key, []).append(group.change)
    return all(balanced(tokens(apply(base, own))) for own in of_author.values())


def _marked(base: str, change: Change, beside: int) -> bool:
    """Whether a change brings or takes markup, or has some within `beside` code points of it."""
    return has_markup(base[max(0, change.start - beside) : change.end + beside] + change.text)


def _hold_markup(
    base: str, groups: Sequence[Group], opposed: dict[tuple[int, int], str], held: set[int], beside: int
) -> None:
    """Hold every marked change, each against those of other authors, or where there is none against the rest."""
    marked = [index for index, group in enumerate(groups) if _marked(base, group.change, beside)]
    for index in [index for index in marked if index not in held]:
        others = [other for other in marked if other != index]
        foreign = [other for other in others if set(groups[other].keys).isdisjoint(groups[index].keys)]
        for other in foreign or others:
            opposed.setdefault((min(index, other), max(index, other)), "markup")
            held.add(index)


def _conflict(base: str, kind: str, left: Group, right: Group) -> Conflict:
    start = min(left.change.start, right.change.start)
    end = max(left.change.end, right.change.end)
    return Conflict(kind, left.keys, right.keys, left.change, right.change, start, end, base[start:end])
