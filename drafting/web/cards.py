"""Amendments and comments as plain values for `_partials/amendment_card.html` and `_partials/comment_thread.html`.

A page loads what is visible (`procedure.visibility`) and makes cards of it; the templates then ask nothing more.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from flask import url_for
from flask_babel import gettext
from markupsafe import Markup

from drafting.model.amendments import Amendment
from drafting.model.comments import Comment
from drafting.model.paragraphs import DraftParagraph
from drafting.model.people import Seat
from drafting.model.rounds import Round
from drafting.procedure.acting import case_of
from drafting.procedure.carry_amendments import conflict_of
from drafting.procedure.on_behalf import may_answer
from drafting.procedure.visibility import SeenAmendment, SeenComment
from drafting.rules.labels import amendment_label, comment_label
from drafting.rules.lifecycle import Disposition, ItemState
from drafting.rules.permissions import Act, may
from drafting.text.inline import plain
from drafting.text.occurrences import shown_between
from drafting.web.carried_out import carried_out_for, carries_out_of
from drafting.web.database import db
from drafting.web.entered import answer_seen, source_in_words
from drafting.web.package_lines import PackageLine
from drafting.web.phrases import block_name, operation_in_words, paragraphs_of
from drafting.web.places import place_at
from drafting.web.shown import place_of, told_diff
from drafting.web.wording_terms import term


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """Something to do with an item: a link, or (`posts`) a form with one button."""

    words: str
    address: str
    posts: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AmendmentCard:
    """An amendment as it is shown; one that was withdrawn shows others only its label, delegation and date.

    `label` is also the id of the element; `about` names the block, which is at `place`,
    `conflict` the words on which a carried one stopped.
    `diff` is abridged where that says less; then `full` is the whole. `source` says out of what the secretariat entered
    it, `answered` what its delegation says to that; of such an item no `person` is named. `package`: its own.
    """

    label: str
    address: str
    about: str
    place: str
    delegation: str
    person: str
    at: datetime
    withdrawn_at: datetime | None
    in_full: bool
    suggestion: bool
    late: bool
    source: str
    answered: str
    kind: str
    operation: str
    in_words: str
    diff: Markup
    full: Markup
    reason: str
    supporters: tuple[str, ...]
    rivals: tuple[tuple[str, str], ...]
    disposition: str
    actions: tuple[Action, ...]
    needs_author: bool
    conflict: str
    carries_out: tuple[tuple[str, str], ...]
    package: PackageLine | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentCard:
    """One comment or reply. `paragraphs` are its words, each a tuple of lines; `earlier` its former wordings.

    `source` and `answered` are as an amendment's.
    """

    element: str
    delegation: str
    person: str
    at: datetime
    withdrawn_at: datetime | None
    in_full: bool
    edited_at: datetime | None
    late: bool
    source: str
    answered: str
    paragraphs: tuple[tuple[str, ...], ...]
    earlier: tuple[tuple[datetime, str], ...]
    actions: tuple[Action, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentThread:
    """A comment with its replies. `quote` are the words it is on ("" for a block); `anchor` says where they went. A
    `proposal` in words has a reason, and the amendments that carry it out: (label, address)."""

    label: str
    proposal: bool
    reason: tuple[tuple[str, ...], ...]
    carried_out_by: tuple[tuple[str, str], ...]
    address: str
    kind: str
    about: str
    place: str
    quote: str
    anchor: str
    first: CommentCard
    replies: tuple[CommentCard, ...]
    disposition: str
    answer: tuple[tuple[str, ...], ...]
    actions: tuple[Action, ...]


def amendment_card(
    seen: SeenAmendment,
    *,
    slug: str,
    row: DraftParagraph | None,
    round_: Round,
    by: Seat,
    at: datetime,
    rivals: Iterable[Amendment] = (),
    decided: bool = False,
    package: PackageLine | None = None,
) -> AmendmentCard:
    """The card of an amendment on `row` (None: at the beginning of the draft, or the block is not at hand).

    `decided`: show its disposition (after publication, and to the secretariat).
    """
    amendment = seen.amendment
    name = block_name(row.block, row.number) if row is not None else ""
    told, shown, full = told_diff(amendment, row) if seen.in_full else ("", Markup(), Markup())
    standing = seen.in_full and amendment.state is ItemState.SUBMITTED
    return AmendmentCard(
        label=amendment_label(amendment.number, amendment.revision),
        address=url_for("reading.amendment", text=slug, item=amendment.number),
        about=name,
        place=place_at(slug, round_, amendment.key),
        delegation=amendment.delegation.name,
        person=amendment.seat.person.name if seen.in_full and amendment.entered_by_id is None else "",
        at=amendment.submitted_at,
        withdrawn_at=amendment.withdrawn_at if amendment.state is ItemState.WITHDRAWN else None,
        in_full=seen.in_full,
        suggestion=amendment.suggestion,
        late=amendment.late,
        source=source_in_words(amendment) if seen.in_full else "",
        answered=answer_seen(amendment, by) if seen.in_full else "",
        kind=term(amendment.kind),
        operation=operation_in_words(amendment, name, place_of(amendment)) if seen.in_full else "",
        in_words=told,
        diff=shown,
        full=full,
        reason=amendment.reason if seen.in_full else "",
        supporters=tuple(s.delegation.name for s in amendment.supports if s.withdrawn_at is None) if standing else (),
        rivals=tuple(
            (amendment_label(a.number, a.revision), url_for("reading.amendment", text=slug, item=a.number))
            for a in rivals
        ),
        disposition=term(amendment.disposition) if decided and amendment.disposition and seen.in_full else "",
        actions=amendment_actions(amendment, slug=slug, round_=round_, by=by, at=at) if standing else (),
        needs_author=amendment.needs_author and standing,
        conflict=conflict_of(db.session(), amendment) if amendment.needs_author and standing else "",
        carries_out=carries_out_of(amendment, slug=slug) if standing else (),
        package=package if standing else None,
    )


def amendment_actions(amendment: Amendment, *, slug: str, round_: Round, by: Seat, at: datetime) -> tuple[Action, ...]:
    """What `by` may do with a standing amendment now."""
    out = []
    case = case_of(round_, at=at, owner=amendment.delegation.code, own_seat=amendment.seat_id == by.id)
    own = amendment.delegation_id == by.delegation_id
    if not own and may(by.standing, Act.SUPPORT, case):
        supported = any(s.delegation_id == by.delegation_id and s.withdrawn_at is None for s in amendment.supports)
        endpoint, words = (
            ("amend.unsupport", gettext("Take back support")) if supported else ("amend.support", gettext("Support"))
        )
        out.append(Action(words=words, address=url_for(endpoint, text=slug, item=amendment.number), posts=True))
    if may(by.standing, Act.WITHDRAW, case):
        out.append(
            Action(words=gettext("Withdraw"), address=url_for("amend.withdraw", text=slug, item=amendment.number))
        )
    if may_answer(round_, amendment, by=by, at=at):
        address = url_for("on_behalf.amendment", text=slug, item=amendment.number)
        out.append(Action(words=gettext("Confirm or dispute this entry"), address=address))
    return tuple(out)


def comment_thread(
    seen: SeenComment,
    *,
    slug: str,
    round_: Round,
    by: Seat,
    at: datetime,
    row: DraftParagraph | None = None,
    anchor: str = "",
) -> CommentThread:
    """A comment with its replies. `anchor`: the state of its anchor in this draft, where it is not simply there."""
    comment = seen.comment
    number = comment.number or 0
    about = block_name(row.block, row.number) if row is not None else gettext("the whole draft")
    standing = seen.in_full and comment.state is ItemState.SUBMITTED
    case = case_of(round_, at=at, owner=comment.delegation.code, own_seat=comment.seat_id == by.id)
    reply_case = case_of(round_, at=at, head_submits=by.delegation.head_submits)
    actions = []
    if standing and may(by.standing, Act.SUBMIT_COMMENT, reply_case):
        actions.append(Action(words=gettext("Reply"), address=url_for("comment.reply", text=slug, item=number)))
    if standing and may(by.standing, Act.ANSWER_COMMENT, case):
        words = gettext("Mark as answered") if comment.disposition is None else gettext("Change the answer")
        actions.append(Action(words=words, address=url_for("comment.answer", text=slug, item=number)))
    if comment.proposal and standing and may(by.standing, Act.CARRY_OUT, case):
        address = url_for("proposals.proposal", text=slug, item=number)
        actions.append(Action(words=gettext("Amendments that carry it out"), address=address))
    return CommentThread(
        label=comment_label(number),
        proposal=comment.proposal and seen.in_full,
        reason=paragraphs_of(comment.reason) if seen.in_full else (),
        carried_out_by=carried_out_for(comment, slug=slug) if comment.proposal and seen.in_full else (),
        address=url_for("reading.comment", text=slug, item=number),
        kind=term(comment.kind) if seen.in_full else "",
        about=about,
        place=place_at(slug, round_, comment.key or 0),
        quote=quoted(comment, row) if seen.in_full else "",
        anchor=term(anchor) if anchor and anchor != "anchored" else "",
        first=_card(seen, slug=slug, round_=round_, by=by, at=at, number=number),
        replies=tuple(_card(reply, slug=slug, round_=round_, by=by, at=at, number=number) for reply in seen.replies),
        disposition=term(comment.disposition)
        if comment.disposition in (Disposition.ANSWERED, Disposition.NOTED) and seen.in_full
        else "",
        answer=paragraphs_of(comment.answer) if seen.in_full else (),
        actions=tuple(actions),
    )


def quoted(comment: Comment, row: DraftParagraph | None) -> str:
    """The words that a comment is on, as they are read: from its own block where that still holds them."""
    if comment.exact is None:
        return ""
    if comment.start is None or comment.end is None:
        return plain(comment.exact)
    parts = row.block.parts if row is not None else ()
    own = parts[comment.part] if comment.part < len(parts) else ""
    if own[comment.start : comment.end] == comment.exact:
        return shown_between(own, comment.start, comment.end)
    return plain(comment.exact)


def _card(seen: SeenComment, *, slug: str, round_: Round, by: Seat, at: datetime, number: int) -> CommentCard:
    comment: Comment = seen.comment
    case = case_of(round_, at=at, owner=comment.delegation.code, own_seat=comment.seat_id == by.id)
    reply = comment.id if comment.parent_id is not None else None
    actions = []
    if seen.in_full and comment.state is ItemState.SUBMITTED:
        if case.in_time and may(by.standing, Act.EDIT_COMMENT, case):
            actions.append(
                Action(words=gettext("Edit"), address=url_for("comment.edit", text=slug, item=number, reply=reply))
            )
        if may(by.standing, Act.WITHDRAW, case):
            actions.append(
                Action(
                    words=gettext("Withdraw"), address=url_for("comment.withdraw", text=slug, item=number, reply=reply)
                )
            )
        if may_answer(round_, comment, by=by, at=at):
            address = url_for("on_behalf.comment", text=slug, item=number)
            actions.append(Action(words=gettext("Confirm or dispute this entry"), address=address))
    return CommentCard(
        element=comment_label(number) + (f"-{reply}" if reply else ""),
        delegation=comment.delegation.name,
        person=comment.seat.person.name if seen.in_full and comment.entered_by_id is None else "",
        at=comment.submitted_at,
        withdrawn_at=comment.withdrawn_at if comment.state is ItemState.WITHDRAWN else None,
        in_full=seen.in_full,
        edited_at=comment.edited_at if seen.in_full else None,
        late=comment.late,
        source=source_in_words(comment) if seen.in_full else "",
        answered=answer_seen(comment, by) if seen.in_full else "",
        paragraphs=paragraphs_of(comment.body) if seen.in_full else (),
        earlier=tuple((wording.replaced_at, wording.body) for wording in comment.wordings) if seen.in_full else (),
        actions=tuple(actions),
    )
