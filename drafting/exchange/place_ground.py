"""What the changes of a returned file are told against, and how each is told."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from drafting.exchange.document import PrintedBlock
from drafting.exchange.found import Found, FoundKind, Remark
from drafting.exchange.place_alignment import Group
from drafting.exchange.place_views import Passage, View
from drafting.exchange.place_words import NoteNames
from drafting.exchange.returned import ReturnedParagraph
from drafting.rules.lifecycle import ItemKind, Operation
from drafting.text.operations import Keyed, beneath


@dataclass(frozen=True, slots=True, kw_only=True)
class Traced:
    """Something found, with the indexes of the file's paragraphs that it was made of."""

    found: Found
    indexes: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What changes are told against: the draft's blocks by key, in order; the stretches of the file in its order; the
    notes' names; the inserted rows, each with its paragraphs."""

    base: Mapping[int, PrintedBlock]
    groups: Sequence[Group]
    notes: NoteNames
    stored: Mapping[tuple[int, int], str]
    """By key and part: the stored source."""


@dataclass(slots=True)
class New:
    """A passage that came, where it stands (`after`), and what it is."""

    passage: Passage
    paragraph: ReturnedParagraph
    after: int
    text: str
    moment: datetime | None


@dataclass(slots=True)
class Hand:
    """What is gathered of one reviewer before it is put together."""

    new: list[New] = field(default_factory=list)
    gone: dict[int, tuple[Group, View]] = field(default_factory=dict)
    out: list[Traced] = field(default_factory=list)


def deletions(ground: Ground, gone: Collection[int]) -> Iterator[tuple[int, str, tuple[int, ...]]]:
    """Each block that went, with what becomes of the points beneath it, and which of those go with it: all where all of
    them went, else none, and they move up."""
    keyed = [Keyed(key=key, block=one.block) for key, one in ground.base.items()]
    covered: set[int] = set()
    for key in gone:
        if key in covered:
            continue
        below = beneath(keyed, key)
        whole = bool(below) and all(one in gone for one in below)
        covered.update(below if whole else ())
        yield key, "delete" if whole else "lift" if below else "", below if whole else ()


def indexes_of(group: Group) -> tuple[int, ...]:
    return tuple(index for index, _ in group.paragraphs)


def amendment(
    view: View,
    group: Group,
    *remarks: Remark,
    operation: Operation,
    key: int,
    part: int = 0,
    text: str = "",
    beneath: str = "",
    after: int | None = None,
    kind: ItemKind = ItemKind.SUBSTANTIVE,
) -> Traced:
    said = [*remarks]
    if group.by_text:
        said.append(Remark.BY_TEXT)
    if view.others:
        said.append(Remark.WITH_OTHERS)
    found = Found(
        place=0,
        found=FoundKind.AMENDMENT,
        reviewer=view.author,
        at=view.at,
        operation=operation,
        key=key,
        part=part,
        text=text,
        beneath=beneath,
        after=after,
        kind=kind,
        before=group.text,
        remarks=tuple(said),
    )
    return Traced(found=found, indexes=indexes_of(group))
