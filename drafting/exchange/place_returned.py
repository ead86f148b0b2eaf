"""Everything that a returned file brings, each in its place in the draft.

The file is held against the working copy as it went out, read by the same reader: so a difference is the reviewer's and
not the program's. What each reviewer changed with Track Changes on is told by itself, and what differs untold besides.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from drafting.exchange.document import PrintedBlock
from drafting.exchange.found import Found
from drafting.exchange.place_alignment import Element, Group, align, elements_of, groups_of
from drafting.exchange.place_changes import changes_by
from drafting.exchange.place_comments import REASONS, comments_in, with_reasons
from drafting.exchange.place_ground import Ground, Traced
from drafting.exchange.place_rows import deleted_rows, rows_changed
from drafting.exchange.place_untracked import untracked
from drafting.exchange.place_views import authors_of
from drafting.exchange.place_words import NoteNames, source_of
from drafting.exchange.returned import Returned, ReturnedComment
from drafting.text.blocks import Kind


def place(
    base: Sequence[PrintedBlock], sent: Returned, returned: Returned, *, reasons: Sequence[str] = REASONS
) -> tuple[Found, ...]:
    """What `returned` brings to the draft of the blocks `base` (as stored), of which `sent` is the working copy.

    `reasons` are the words with which a comment begins that is the reason of a change. In the order of the file; a
    comment comes after what was changed in its paragraph.
    """
    elements = elements_of(sent)
    groups = groups_of(returned)
    lost = align(elements, groups)
    blocks = {one.key: one for one in base}
    sent_notes = _notes_sent(elements, blocks, sent)
    ground = Ground(
        base=blocks,
        groups=groups,
        notes=_notes_returned(groups, blocks, returned),
        stored={(one.key, part): text for one in base for part, text in enumerate(one.block.parts)},
    )
    changes = [one for author in _authors(returned) for one in _without_rows(changes_by(ground, author), returned)]
    changes += rows_changed(ground, returned)
    changes += untracked(ground, returned, sent_notes, lost)
    changes, used = with_reasons(_in_order(changes), returned, reasons)
    comments = list(comments_in(ground, returned, left_out=used))
    return _numbered(changes, comments, returned)


def _authors(returned: Returned) -> list[str]:
    """Whoever changed something, in the order in which they come."""
    return list(dict.fromkeys(author for one in returned.paragraphs for author in authors_of(one)))


def _without_rows(changes: Iterable[Traced], returned: Returned) -> list[Traced]:
    """What was done to the words of a row that went as such is not told besides."""
    rows = deleted_rows(returned)
    return [one for one in changes if not one.indexes or not rows.issuperset(one.indexes)]


def _in_order(changes: Iterable[Traced]) -> list[Traced]:
    """In the order of the file; what has no place in it comes where its block stands among the others."""
    given = list(changes)
    place_of = {one.found.key: min(one.indexes) for one in reversed(given) if one.indexes}

    def at(one: Traced) -> float:
        if one.indexes:
            return min(one.indexes)
        known = [index for key, index in place_of.items() if key is not None and key <= (one.found.key or 0)]
        return max(known, default=-1) + 0.5

    return sorted(given, key=at)


def _numbered(
    changes: Sequence[Traced], comments: Sequence[tuple[str, Traced]], returned: Returned
) -> tuple[Found, ...]:
    """All in one order, each with its place; replies name what they answer."""
    everything: list[tuple[str, Traced]] = [("", one) for one in changes] + list(comments)
    last = -1.0
    where: list[float] = []
    for _, one in everything[: len(changes)]:
        last = max(last, float(min(one.indexes))) if one.indexes else last
        where.append(last)
    where += [float(one.indexes[0]) for _, one in comments]
    order = sorted(range(len(everything)), key=lambda number: where[number])
    place_of = {everything[number][0]: at for at, number in enumerate(order) if everything[number][0]}
    parents = {one.id: _first_of(one, {other.id: other for other in returned.comments}) for one in returned.comments}
    out = []
    for at, number in enumerate(order):
        own, one = everything[number]
        parent = place_of.get(parents.get(own) or "") if own else None
        out.append(replace(one.found, place=at, parent=parent))
    return tuple(out)


def _first_of(comment: ReturnedComment, all_of: Mapping[str, ReturnedComment]) -> str | None:
    """The comment with which the thread begins; None for that one itself."""
    first, seen = comment, {comment.id}
    while (above := all_of.get(first.parent or "")) is not None and above.id not in seen:
        first = above
        seen.add(first.id)
    return first.id if first is not comment else None


def _notes_sent(elements: Iterable[Element], blocks: dict[int, PrintedBlock], sent: Returned) -> NoteNames:
    labels = {
        one.paragraph.note: blocks[one.key].block.label
        for one in elements
        if one.paragraph.note and one.key in blocks and blocks[one.key].block.kind is Kind.FOOTNOTE
    }
    return NoteNames(labels=labels, words={})


def _notes_returned(groups: Iterable[Group], blocks: dict[int, PrintedBlock], returned: Returned) -> NoteNames:
    labels: dict[str, str] = {}
    words: dict[str, str] = {}
    for group in groups:
        note = group.first.note
        if not note:
            continue
        if group.element is not None and group.element.key in blocks:
            labels[note] = blocks[group.element.key].block.label
        else:
            runs = [run for _, one in group.paragraphs for run in one.runs if run.deleted is None]
            words[note] = source_of(runs, NoteNames(labels={}, words={}))
    return NoteNames(labels=labels, words=words)
