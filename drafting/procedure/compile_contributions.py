"""The compilation of a round's contributions: what everybody in the group may see, filtered as the round's page is.

A file is handed on, so it holds less than a page: of what was withdrawn nobody's file has the words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from drafting.exchange.compilation import Compilation, CompilationWords, Contribution, Reply
from drafting.exchange.printed_table import FIRST_DAY, Head
from drafting.model.amendments import Amendment
from drafting.model.comments import Comment
from drafting.model.people import Seat
from drafting.model.rounds import Round
from drafting.procedure.acting import require
from drafting.procedure.marked_text import MarkedText, Numbers, marked_text
from drafting.procedure.printed_places import printed_places
from drafting.procedure.round_items import Asked, ItemList, RoundItem, items_of
from drafting.procedure.telling import Telling
from drafting.procedure.visibility import SeenComment, visible_comments
from drafting.rules.deadlines import STRASBOURG
from drafting.rules.labels import amendment_label, comment_label
from drafting.rules.lifecycle import ItemState
from drafting.rules.permissions import Act, Case
from drafting.text.blocks import Kind
from drafting.text.inline import plain
from drafting.text.occurrences import shown_between


@dataclass(frozen=True, slots=True, kw_only=True)
class Compiled:
    """What tables of a round are made of: the items asked for, the threads by comment, and what each block is called.

    `replies` names for each reply the comment that it answers.
    """

    round_: Round
    asked: Asked
    found: ItemList
    threads: Mapping[int, SeenComment]
    replies: Mapping[int, SeenComment]
    places: Mapping[int, str]
    numbers: Numbers


def compiled(session: Session, round_: Round, asked: Asked, *, by: Seat) -> Compiled:
    """Load it all in a constant number of queries. Raises NotPermitted."""
    require(by, Act.EXPORT_CONTRIBUTIONS, Case(draft_state=round_.draft.state.value))
    found = items_of(session, round_, asked, by=by)
    threads = {seen.comment.id: seen for seen in visible_comments(session, round_, by)}
    rows = list(found.rows.values())
    return Compiled(
        round_=round_,
        asked=asked,
        found=found,
        threads=threads,
        replies={reply.comment.id: seen for seen in threads.values() for reply in seen.replies},
        places=printed_places(rows),
        numbers=Numbers(
            blocks={row.key: row.number for row in rows},
            notes={row.label: row.number for row in rows if row.kind is Kind.FOOTNOTE},
        ),
    )


def compilation_of(session: Session, round_: Round, asked: Asked, *, telling: Telling, by: Seat) -> Compilation:
    """The compilation of what `asked` lets through. Raises NotPermitted."""
    made = compiled(session, round_, asked, by=by)
    say = telling.say
    return Compilation(
        head=head_of(made, telling, title=say("compilation")),
        words=CompilationWords(
            number=say("number"),
            paragraph=say("paragraph"),
            delegation=say("delegation"),
            supporters=say("supporters"),
            kind=say("kind"),
            change=say("change"),
            proposed=say("proposed"),
            reason=say("reason"),
            comments=say("comments"),
            supported=say("supported"),
        ),
        rows=tuple(contribution_of(made, item, telling) for item in made.found.items),
    )


def head_of(made: Compiled, telling: Telling, *, title: str) -> Head:
    """What stands before a table of a round."""
    draft, say = made.round_.draft, telling.say
    latest = max((at for item in made.found.items if (at := _latest(item.what))), default=made.round_.opened_at)
    named = f"{draft.number} ({draft.reference})" if draft.reference else f"{draft.number}"
    told = [
        (say("text"), draft.title),
        (say("draft"), named),
        (say("round"), f"{made.round_.number}"),
        (say("deadline"), telling.day(made.round_.deadline)),
        (say("latest"), telling.day(latest) if latest is not None else ""),
        (say("only"), "; ".join(_filters(made, telling))),
    ]
    return Head(
        title=title,
        group=" · ".join(part for part in (telling.group, draft.reference or "") if part),
        facts=tuple((name, value) for name, value in told if value),
        legend=say("legend"),
        language=telling.language,
        foot=draft.journal_head[:16],
        day=latest.astimezone(STRASBOURG).date() if latest is not None else FIRST_DAY,
    )


def contribution_of(made: Compiled, item: RoundItem, telling: Telling) -> Contribution:
    """One row; of what was withdrawn its number, place, delegation and the day, and what others said to it."""
    what = item.what
    place = made.places.get(item.key, telling.say("beginning" if isinstance(what, Amendment) else "whole"))
    label, delegation = label_of(made, what, telling), what.delegation.called(telling.language)
    if what.state is ItemState.WITHDRAWN or not item.in_full:
        at = what.withdrawn_at or what.submitted_at
        note = f"{telling.term('withdrawn')}, {telling.day(at)}"
        replies = _replies(made, what, telling) if isinstance(what, Comment) else ()
        return Contribution(label=label, place=place, delegation=delegation, notes=(note,), replies=replies)
    notes = _notes(what, telling)
    if isinstance(what, Comment):
        return _comment(made, what, telling, label=label, place=place, delegation=delegation, notes=notes)
    row = made.found.rows.get(item.key)
    name = telling.block(row.block, row.number) if row is not None else ""
    after = made.found.rows.get(what.after or 0)
    text: MarkedText = marked_text(what, row.block if row is not None else None, made.numbers)
    return Contribution(
        label=label,
        place=place,
        delegation=delegation,
        notes=notes,
        supporters=tuple(one.delegation.called(telling.language) for one in what.supports if one.withdrawn_at is None),
        kind=telling.term(what.kind),
        operation=telling.operation(what, name, telling.block(after.block, after.number) if after is not None else ""),
        change=text.lines,
        in_words=telling.changes(text.segments) if text.segments else "",
        proposed=text.proposed,
        reason=what.reason,
    )


def label_of(made: Compiled, what: Amendment | Comment, telling: Telling) -> str:
    """A-031, C-088; a reply has the number of what it answers."""
    if isinstance(what, Amendment):
        return amendment_label(what.number, what.revision)
    if what.number:
        return comment_label(what.number)
    answered = made.replies.get(what.id)
    number = answered.comment.number if answered is not None else None
    return " ".join([telling.say("reply"), comment_label(number)] if number else [telling.say("reply")])


def quote_of(made: Compiled, comment: Comment) -> str:
    """The words that a comment is on, as they are read; "" for a whole block."""
    if comment.exact is None:
        return ""
    row = made.found.rows.get(comment.key or 0)
    parts = row.block.parts if row is not None else ()
    own = parts[comment.part] if comment.part < len(parts) else ""
    if comment.start is None or comment.end is None or own[comment.start : comment.end] != comment.exact:
        return plain(comment.exact)
    return shown_between(own, comment.start, comment.end)


def _comment(
    made: Compiled,
    comment: Comment,
    telling: Telling,
    *,
    label: str,
    place: str,
    delegation: str,
    notes: tuple[str, ...],
) -> Contribution:
    return Contribution(
        label=label,
        place=place,
        delegation=delegation,
        notes=notes,
        kind=telling.term(comment.kind),
        proposed=comment.body if comment.proposal else "",
        operation=comment.body if comment.proposal else "",
        reason=comment.reason,
        quote=quote_of(made, comment),
        words="" if comment.proposal else comment.body,
        replies=_replies(made, comment, telling),
    )


def _replies(made: Compiled, comment: Comment, telling: Telling) -> tuple[Reply, ...]:
    """What was said to a comment and stands."""
    seen = made.threads.get(comment.id)
    return tuple(
        Reply(delegation=reply.comment.delegation.called(telling.language), words=reply.comment.body)
        for reply in (seen.replies if seen is not None else ())
        if reply.comment.state is ItemState.SUBMITTED
    )


def _notes(what: Amendment | Comment, telling: Telling) -> tuple[str, ...]:
    told: Sequence[tuple[bool, str]] = (
        (isinstance(what, Amendment) and what.suggestion, "suggestion"),
        (what.late, "late"),
        (what.entered_by_id is not None, "on behalf"),
    )
    return tuple(telling.say(code) for holds, code in told if holds)


def _latest(what: Amendment | Comment) -> datetime:
    return max(at for at in (what.submitted_at, what.withdrawn_at) if at is not None)


def _filters(made: Compiled, telling: Telling) -> list[str]:
    """What the table is limited to, in words."""
    asked, say = made.asked, telling.say
    chapter = made.found.rows.get(asked.chapter or 0)
    delegation = next((one for one in made.found.delegations if one.code == asked.delegation), None)
    told = [
        (say("delegation"), delegation.called(telling.language) if delegation is not None else asked.delegation),
        (say("type"), say(f"type {asked.type}") if asked.type else ""),
        (say("kind"), telling.term(asked.kind) if asked.kind else ""),
        (say("status"), telling.say("standing") if asked.status == "standing" else telling.term(asked.status)),
        (say("chapter"), made.places[chapter.key] if chapter is not None else ""),
        (say("paragraph"), asked.paragraph),
    ]
    return [f"{name}: {value}" for name, value in told if value]
