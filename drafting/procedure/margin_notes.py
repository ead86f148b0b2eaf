"""The comments of a round as they stand in the margin of a Word file, with replies and the secretariat's answers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from drafting.exchange.docx_margin import MarginNote
from drafting.model.comments import Comment
from drafting.model.paragraphs import DraftParagraph
from drafting.model.people import Seat
from drafting.model.rounds import Round
from drafting.procedure.layout import rows_of
from drafting.procedure.round_items import decisions_told
from drafting.procedure.visibility import visible_comments
from drafting.rules.labels import comment_label
from drafting.rules.lifecycle import ItemState
from drafting.text.occurrences import occurrences, shown_between


def margin_notes(session: Session, round_: Round, *, secretariat: str, by: Seat) -> list[MarginNote]:
    """The comments that were not withdrawn, as `by` may read them; answers of the `secretariat` where they are told.

    Raises NotPermitted.
    """
    rows = {row.key: row for row in rows_of(session, round_.draft)}
    told = decisions_told(round_, by)
    notes = []
    for seen in visible_comments(session, round_, by):
        comment = seen.comment
        if comment.state is ItemState.WITHDRAWN:
            continue
        answers = [
            _note(one.comment, one.comment.body) for one in seen.replies if one.comment.state is not ItemState.WITHDRAWN
        ]
        if told and comment.answer and comment.answered_at is not None:
            answers.append(MarginNote(author=secretariat, at=moment(comment.answered_at), text=comment.answer))
        notes.append(_placed(comment, rows, answers))
    return notes


def moment(at: datetime) -> str:
    """As word processors write it: UTC, to the second."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _placed(comment: Comment, rows: Mapping[int, DraftParagraph], answers: list[MarginNote]) -> MarginNote:
    words = "\n".join(one for one in (comment.body, comment.reason) if one)
    note = _note(comment, f"{comment_label(comment.number or 0)}: {words}")
    row = rows.get(comment.key or 0)
    quote, occurrence = "", 0
    if (
        row is not None
        and comment.start is not None
        and comment.end is not None
        and comment.part < len(row.block.parts)
    ):
        stored = row.block.parts[comment.part]
        quote = shown_between(stored, comment.start, comment.end)
        places = [place for place in occurrences(stored, quote) if place[0] < comment.start]
        occurrence = len(places)
    return MarginNote(
        author=note.author,
        at=note.at,
        text=note.text,
        key=comment.key,
        part=comment.part,
        quote=quote,
        occurrence=occurrence,
        answers=tuple(answers),
    )


def _note(comment: Comment, text: str) -> MarginNote:
    return MarginNote(author=comment.delegation.name, at=moment(comment.submitted_at), text=text)
