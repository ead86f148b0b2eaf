"""What differs from the file that went out although the file tells of no change: it was made with Track Changes off."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from drafting.exchange.found import Found, FoundKind, Remark
from drafting.exchange.place_alignment import Element, Group
from drafting.exchange.place_ground import Ground, Traced, deletions
from drafting.exchange.place_views import signatures
from drafting.exchange.place_words import NoteNames, carried, kind_of, source_of
from drafting.exchange.returned import Returned, Signed
from drafting.rules.lifecycle import ItemKind, Operation
from drafting.text.blocks import Kind
from drafting.text.operations import DIVISIBLE
from drafting.text.order import longest_rising


def untracked(ground: Ground, returned: Returned, sent_notes: NoteNames, lost: Sequence[Element]) -> Iterator[Traced]:
    """Words, paragraphs and rows that came or went untold, moves untold, and shapes and formatting that changed."""
    reviewer = _only_author(returned)
    above = 0
    for group in ground.groups:
        element = group.element
        if element is None:
            yield from _unknown(ground, group, above, reviewer)
            continue
        if not element.key:
            if group.text != element.text and not element.identity:
                yield _trace(group, Remark.NOTE_ON_GUIDE, key=above, text=group.text, before=element.text)
            continue
        words = list(_words(ground, group, element, sent_notes, reviewer))
        yield from words
        yield from _shape(group, element, returned, reviewer, told=bool(words))
        if not element.paragraph.note:
            above = element.key
    yield from _moves(ground, reviewer)
    yield from _gone(ground, lost, reviewer)


def _unknown(ground: Ground, group: Group, above: int, reviewer: str) -> Iterator[Traced]:
    """A stretch that is none of the draft's, and was not inserted with Track Changes on."""
    text = source_of(group.runs, ground.notes)
    if not text.strip():
        return
    if group.first.note or group.first.table is not None:
        if not group.first.note:
            yield _trace(group, Remark.NOT_AMENDABLE, Remark.UNTRACKED, key=above, text=text, reviewer=reviewer)
        return
    kind = group.last.kind if group.last.kind in DIVISIBLE else Kind.PARAGRAPH
    yield _trace(
        group,
        Remark.UNTRACKED,
        key=above,
        text=text,
        reviewer=reviewer,
        operation=Operation.INSERT,
        new_kind=kind,
        new_level=1 if kind is Kind.PARAGRAPH else group.last.level,
    )


def _words(ground: Ground, group: Group, element: Element, sent_notes: NoteNames, reviewer: str) -> Iterator[Traced]:
    was = source_of(element.paragraph.runs, sent_notes)
    now = source_of(group.runs, ground.notes)
    if was == now:
        return
    stored = ground.stored[element.key, element.part]
    text, conflict = carried(stored, was, now)
    if text == stored:
        return
    signed = _reformatted(group)
    by_marks = signed is not None and group.text == element.text
    remarks = [*(() if by_marks else (Remark.UNTRACKED,)), *((Remark.CONFLICT,) if conflict else ())]
    if signed is not None and by_marks:
        reviewer = signed.author
    whole = not text.strip() and element.paragraph.table is None
    yield _trace(
        group,
        *remarks,
        key=element.key,
        part=element.part,
        text="" if whole else text,
        reviewer=reviewer,
        operation=Operation.DELETE if whole else Operation.REPLACE,
        kind=kind_of(stored, text),
        before=element.text,
    )


def _reformatted(group: Group) -> Signed | None:
    """Whose change of formatting the stretch holds."""
    return next((one.reformatted for _, one in group.paragraphs if one.reformatted), None)


def _shape(group: Group, element: Element, returned: Returned, reviewer: str, *, told: bool) -> Iterator[Traced]:
    """Another kind or level, with whose change it is; and formatting that the draft cannot hold, unless it is `told`:
    it came to emphasis that it can."""
    now, was = group.last, element.paragraph
    joins = any(one.mark_deleted or one.mark_inserted for _, one in group.paragraphs) or _joined_to(group, returned)
    signed = _reformatted(group)
    if was.kind in DIVISIBLE and now.kind in DIVISIBLE and not joins and (now.kind, now.level) != (was.kind, was.level):
        yield _trace(
            group,
            *(() if signed or now.former else (Remark.UNTRACKED,)),
            key=element.key,
            reviewer=signed.author if signed else reviewer,
            operation=Operation.RESHAPE,
            new_kind=now.kind,
            new_level=1 if now.kind is Kind.PARAGRAPH else now.level,
            before=element.text,
        )
    elif signed is not None and not told:
        yield _trace(group, Remark.FORMATTING, key=element.key, text=group.text, reviewer=signed.author)


def _joined_to(group: Group, returned: Returned) -> bool:
    """Whether the paragraph before it loses its end: programs then give one of the two the other's shape."""
    first = group.paragraphs[0][0]
    return first > 0 and returned.paragraphs[first - 1].mark_deleted is not None


def _moves(ground: Ground, reviewer: str) -> Iterator[Traced]:
    order = {key: at for at, key in enumerate(ground.base)}
    body = [
        (group, group.element.key)
        for group in ground.groups
        if group.element is not None
        and group.element.key in order
        and not group.element.paragraph.note
        and group.element.paragraph.table is None
    ]
    stay = set(longest_rising([order[key] for _, key in body]))
    for at, (group, key) in enumerate(body):
        if at not in stay:
            after = body[at - 1][1] if at else 0
            yield _trace(group, Remark.UNTRACKED, key=key, reviewer=reviewer, operation=Operation.MOVE, after=after)


def _gone(ground: Ground, lost: Sequence[Element], reviewer: str) -> Iterator[Traced]:
    """Blocks of which nothing is found: a row once, whatever its cells; notes go with their references."""
    texts: dict[int, str] = {}
    for one in lost:
        if one.key in ground.base and not one.paragraph.note:
            texts.setdefault(one.key, one.text)
    for key, below, _with_it in deletions(ground, texts):
        found = Found(
            place=0,
            found=FoundKind.AMENDMENT,
            reviewer=reviewer,
            operation=Operation.DELETE,
            key=key,
            beneath=below,
            before=texts[key],
            remarks=(Remark.UNTRACKED,),
        )
        yield Traced(found=found, indexes=())


def _only_author(returned: Returned) -> str:
    """Who alone wrote in the file, else ""."""
    authors = {one.author for one in returned.comments} | {
        signed.author for paragraph in returned.paragraphs for signed in signatures(paragraph)
    }
    return authors.pop() if len(authors) == 1 else ""


def _trace(
    group: Group,
    *remarks: Remark,
    key: int,
    text: str = "",
    reviewer: str = "",
    operation: Operation | None = None,
    part: int = 0,
    new_kind: Kind | None = None,
    new_level: int | None = None,
    after: int | None = None,
    kind: ItemKind = ItemKind.SUBSTANTIVE,
    before: str = "",
) -> Traced:
    said = (*remarks, *((Remark.BY_TEXT,) if group.by_text else ()))
    found = Found(
        place=0,
        found=FoundKind.UNPLACED if operation is None else FoundKind.AMENDMENT,
        reviewer=reviewer,
        operation=operation,
        key=key,
        part=part,
        text=text,
        new_kind=new_kind,
        new_level=new_level,
        after=after,
        kind=kind,
        before=before or group.text,
        remarks=said,
    )
    return Traced(found=found, indexes=tuple(index for index, _ in group.paragraphs))
