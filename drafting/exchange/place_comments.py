"""Comments of a returned file: each on the words of the draft that it was set on, or as the reason of a change."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from drafting.exchange.found import Found, FoundKind, Remark
from drafting.exchange.place_alignment import Group
from drafting.exchange.place_ground import Ground, Traced
from drafting.exchange.place_words import shown
from drafting.exchange.returned import Returned, ReturnedComment, ReturnedParagraph
from drafting.text.inline import Mark
from drafting.text.occurrences import occurrences

REASONS = ("reason", "motif")
"""What a comment begins with that is the reason of a change, a colon behind it."""
_WORDS = re.compile(r"\S+")


def reason_in(text: str, words: Sequence[str] = REASONS) -> str:
    """The reason that a comment gives; "" where it is none."""
    found = re.match(rf"\s*(?:{'|'.join(map(re.escape, words))})\s*:\s*(.+)", text, re.IGNORECASE | re.DOTALL)
    return found[1].strip() if found else ""


def with_reasons(
    changes: Sequence[Traced], returned: Returned, words: Sequence[str] = REASONS
) -> tuple[list[Traced], frozenset[str]]:
    """The changes with the reasons that their reviewers gave in comments on them, and the ids of those comments."""
    out = list(changes)
    used: set[str] = set()
    for comment in returned.comments:
        reason = reason_in(comment.text, words)
        touched = {index for index, _, _ in comment.spans}
        if not reason or comment.parent is not None:
            continue
        for at, one in enumerate(out):
            meant = one.found.found is FoundKind.AMENDMENT and one.found.reviewer == comment.author
            if meant and touched & set(one.indexes) and _on_change(comment, returned, one):
                told = f"{one.found.reason}\n{reason}" if one.found.reason else reason
                out[at] = replace(one, found=replace(one.found, reason=told))
                used.add(comment.id)
    return out, frozenset(used)


def comments_in(ground: Ground, returned: Returned, *, left_out: frozenset[str]) -> Iterator[tuple[str, Traced]]:
    """Each comment with its id; `parent` is not yet told."""
    group_of = {index: group for group in ground.groups for index, _ in group.paragraphs}
    above = _keys_above(returned, group_of)
    for comment in returned.comments:
        if comment.id in left_out:
            continue
        found = Found(
            place=0, found=FoundKind.COMMENT, reviewer=comment.author, at=comment.at, text=comment.text.strip()
        )
        index = comment.spans[0][0] if comment.spans else len(returned.paragraphs)
        if comment.spans:
            found = _placed(ground, returned, comment, found, group_of, above)
        yield comment.id, Traced(found=found, indexes=(index,))


def _placed(
    ground: Ground,
    returned: Returned,
    comment: ReturnedComment,
    found: Found,
    group_of: Mapping[int, Group],
    above: Sequence[int],
) -> Found:
    quoted = " ".join(_quoted(returned.paragraphs[index], start, end) for index, start, end in comment.spans)
    found = replace(found, before=" ".join(quoted.split()))
    standing = [one for one in comment.spans if _stands(returned.paragraphs[one[0]], one[1], one[2])]
    index, start, end = (standing or comment.spans)[0]
    group = group_of.get(index)
    if group is None or group.element is None or not group.element.key:
        around = group is not None and group.element is not None
        remark = Remark.NOTE_ON_GUIDE if around else Remark.ON_INSERTED
        return replace(found, key=None if around else above[index] or None, remarks=(remark,))
    element = group.element
    stored = ground.stored[element.key, element.part]
    found = replace(found, key=element.key, part=element.part)
    remarks = (Remark.BY_TEXT,) if group.by_text else ()
    before = "".join(shown_before(one) for at, one in group.paragraphs if at < index)
    paragraph = returned.paragraphs[index]
    from_here, to_here = _standing_length(paragraph, start), _standing_length(paragraph, end)
    first, last = len(before) + from_here, len(before) + to_here
    words = group.text
    if not words[first:last].strip():
        if end > start and any(run.inserted for run in paragraph.runs):
            remarks = (*remarks, Remark.ON_INSERTED)
        elif end > start:
            return replace(found, remarks=remarks)
        near = _nearest_word(words, first)
        if near is None or Remark.ON_INSERTED not in remarks:
            return replace(found, remarks=remarks)
        first, last = near
    place = _in_stored(stored, words, first, last)
    if place is None:
        return replace(found, remarks=remarks)
    return replace(found, start=place[0], end=place[1], exact=stored[place[0] : place[1]], remarks=remarks)


def shown_before(paragraph: ReturnedParagraph) -> str:
    """The words of a paragraph before anybody changed it."""
    return shown(run for run in paragraph.runs if run.inserted is None)


def _quoted(paragraph: ReturnedParagraph, start: int, end: int) -> str:
    out, at = [], 0
    for run in paragraph.runs:
        if run.mark is not Mark.FOOTNOTE:
            out.append(run.text[max(start - at, 0) : max(end - at, 0)])
        at += len(run.text)
    return "".join(out)


def _stands(paragraph: ReturnedParagraph, start: int, end: int) -> bool:
    """Whether words of before are among those from `start` to `end`."""
    return bool(shown_before(paragraph)[_standing_length(paragraph, start) : _standing_length(paragraph, end)].strip())


def _standing_length(paragraph: ReturnedParagraph, end: int) -> int:
    """How much of what is read of the paragraph before anybody changed it stands before the place `end` of its text."""
    at = length = 0
    for run in paragraph.runs:
        taken = max(min(end - at, len(run.text)), 0)
        if run.inserted is None and run.mark is not Mark.FOOTNOTE:
            length += taken
        at += len(run.text)
    return length


def _nearest_word(words: str, at: int) -> tuple[int, int] | None:
    """The word that ends last before the place, else the first one after it."""
    spans = [found.span() for found in _WORDS.finditer(words)]
    return next((one for one in reversed(spans) if one[1] <= at + 1), spans[0] if spans else None)


def _in_stored(stored: str, words: str, first: int, last: int) -> tuple[int, int] | None:
    """Where the words from `first` to `last` stand in the stored source: the same one of all that are alike."""
    meant = " ".join(words[first:last].split())
    plain = " ".join(words.split())
    number, at = 0, plain.find(meant)
    before = len(" ".join(words[:first].split()))
    while 0 <= at < before:
        number, at = number + 1, plain.find(meant, at + 1)
    places = occurrences(stored, meant)
    if not places:
        return None
    return places[min(number, len(places) - 1)]


def _keys_above(returned: Returned, group_of: Mapping[int, Group]) -> list[int]:
    """For each paragraph the key of the nearest block above it, itself counted."""
    out, above = [], 0
    for index in range(len(returned.paragraphs)):
        group = group_of.get(index)
        if group is not None and group.element is not None and group.element.key:
            above = group.element.key
        out.append(above)
    return out


def _on_change(comment: ReturnedComment, returned: Returned, one: Traced) -> bool:
    """Whether the comment is set on words that its author changed, or on a paragraph that came, went or moved."""
    for index, start, end in comment.spans:
        if index not in one.indexes:
            continue
        paragraph, at = returned.paragraphs[index], 0
        for run in paragraph.runs:
            signed = [s.author for s in (run.inserted, run.deleted) if s is not None]
            if comment.author in signed and at <= max(end, start + 1) and at + len(run.text) >= start:
                return True
            at += len(run.text)
        ends = [s.author for s in (paragraph.mark_inserted, paragraph.mark_deleted, paragraph.row_inserted,
                                   paragraph.row_deleted) if s is not None]  # fmt: skip
        if comment.author in ends:
            return True
    return False
