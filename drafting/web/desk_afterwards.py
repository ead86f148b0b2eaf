"""What is left to settle on the desk: words whose author withdrew them, and amendments that fell with a deletion."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import render_template, request
from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup
from sqlalchemy import select
from werkzeug.wrappers import Response

from drafting.errors import Invalid, NotFound, Stale
from drafting.model.afterwards import SettledWithdrawal
from drafting.model.amendments import Amendment
from drafting.model.paragraphs import DraftParagraph
from drafting.model.rounds import Round
from drafting.procedure.decide import version_of
from drafting.procedure.falling import Fallen, fallen, would_fall
from drafting.procedure.held import has_words
from drafting.procedure.layout import rows_of
from drafting.procedure.left_standing import left_standing
from drafting.procedure.restore_fallen import restore_fallen
from drafting.procedure.settle_withdrawal import settle_withdrawal
from drafting.rules.labels import amendment_label
from drafting.rules.lifecycle import Aftermath
from drafting.rules.permissions import Act
from drafting.web.access import acts, now, seat
from drafting.web.database import db
from drafting.web.desk import bp, consolidating, page_again
from drafting.web.desk_page import GroupCard
from drafting.web.phrases import block_name, operation_in_words
from drafting.web.replies import refused, see_other
from drafting.web.shown import place_of, told_diff


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A withdrawal after acceptance, still open. `said` and `diff` tell what stands in the text; `brackets`: whether
    it could stand between brackets."""

    id: int
    label: str
    delegation: str
    withdrawn_at: datetime | None
    key: int
    about: str
    said: str
    diff: Markup
    reason: str
    brackets: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """A withdrawal that was settled: `own` is the label of the secretariat's own amendment ("" for none)."""

    label: str
    delegation: str
    key: int
    about: str
    aftermath: Aftermath
    reason: str
    own: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Down:
    """An amendment that fell. `version` is its block's, for the form that restores it."""

    id: int
    label: str
    delegation: str
    key: int
    about: str
    said: str
    diff: Markup
    by: str
    by_key: int
    by_delegation: str
    version: int


@bp.context_processor
def helpers() -> dict[str, object]:
    """What the partials about withdrawals and falls ask for themselves, so that no page has to hand it on."""
    return {"withdrawals_on": questions, "taken_along": taken_along, "fell_with": fell_with}


@bp.get("/<text>/desk/withdrawn")
@acts(Act.READ_DESK)
def withdrawn(text: str) -> str:
    """The withdrawals after acceptance: open ones, and what was chosen for the others."""
    found, round_, working = consolidating(text)
    return render_template(
        "desk/withdrawn.html",
        text=found,
        round=round_,
        working=working,
        questions=questions(round_),
        settled=_settled(round_),
    )


@bp.post("/<text>/desk/<int:key>/settle")
@acts(Act.DECIDE)
def settle(text: str, key: int) -> str | Response | tuple[str, int]:
    """Keep, take back or bracket what a withdrawn amendment left in the block."""
    _found, round_, _working = consolidating(text)
    form = request.form
    chosen, _colon, number = form.get("aftermath", "").partition(":")
    amendment = db.session.get(Amendment, int(number)) if number.isdecimal() and len(number) < 10 else None
    if chosen not in set(Aftermath) or amendment is None or (amendment.round_id, amendment.key) != (round_.id, key):
        raise NotFound("amendment")
    label = amendment_label(amendment.number, amendment.revision)
    try:
        made = settle_withdrawal(
            db.session(),
            amendment,
            Aftermath(chosen),
            reason=form.get(f"withdrawn-{number}", ""),
            version=form.get("version", 0, int),
            by=seat(),
            at=now(),
        )
    except (Stale, Invalid) as error:
        status = 409 if isinstance(error, Stale) else 422
        errors = [(f"withdrawn-{number}" if field == "reason" else field, words) for field, words in refused(error)]
        return page_again(text, key, errors=errors, form=form), status
    own = db.session.get(Amendment, made.own_id) if made.own_id is not None else None
    said = {
        Aftermath.KEPT: _("The words of %(label)s stay, as the secretariat's own.", label=label),
        Aftermath.REVERTED: _("What %(label)s brought is taken back.", label=label),
        Aftermath.BRACKETED: _("The words of %(label)s will stand between square brackets.", label=label),
    }[made.aftermath]
    if own is not None:
        said += " " + _("The secretariat's amendment is %(own)s.", own=amendment_label(own.number))
    return see_other("desk.block", text=text, key=key, said=said)


@bp.get("/<text>/desk/fallen")
@acts(Act.READ_DESK)
def fallen_list(text: str) -> str:
    """The amendments that fell with a deletion, each with a way to restore it."""
    found, round_, working = consolidating(text)
    rows = {row.key: row for row in rows_of(db.session(), round_.draft)}
    now_ = {row.key: row for row in rows_of(db.session(), working, with_gone=True)}
    items = [_down(one, rows, now_, round_) for one in fallen(db.session(), round_)]
    return render_template("desk/fallen.html", text=found, round=round_, working=working, items=items)


@bp.post("/<text>/desk/<int:key>/restore")
@acts(Act.DECIDE)
def restore(text: str, key: int) -> str | Response | tuple[str, int]:
    """Let a fallen amendment of the block stand again, although the deletion holds."""
    _found, round_, _working = consolidating(text)
    amendment = db.session.get(Amendment, request.form.get("amendment", 0, int))
    if amendment is None or (amendment.round_id, amendment.key) != (round_.id, key):
        raise NotFound("amendment")
    label = amendment_label(amendment.number, amendment.revision)
    try:
        restore_fallen(db.session(), amendment, version=request.form.get("version", 0, int), by=seat(), at=now())
    except (Stale, Invalid) as error:
        status = 409 if isinstance(error, Stale) else 422
        return page_again(text, key, errors=refused(error), form=request.form), status
    said = _("%(label)s stands again. Decide it: its paragraph is still deleted.", label=label)
    return see_other("desk.block", text=text, key=key, said=said)


def questions(round_: Round, key: int | None = None) -> list[Question]:
    """The open questions of a round, or of one block."""
    left = left_standing(db.session(), round_, key=key)
    rows = {row.key: row for row in rows_of(db.session(), round_.draft)} if left else {}
    out = []
    for one in left:
        amendment = one.amendment
        about, said, diff = _told(amendment, rows.get(amendment.key))
        out.append(
            Question(
                id=amendment.id,
                label=amendment_label(amendment.number, amendment.revision),
                delegation=amendment.delegation.name,
                withdrawn_at=amendment.withdrawn_at,
                key=amendment.key,
                about=about,
                said=said,
                diff=diff,
                reason=amendment.reason,
                brackets=has_words(amendment),
            )
        )
    return out


def taken_along(round_: Round, card: GroupCard) -> str:
    """The amendments that would fall if the deletion were accepted now, in words; "" where none would."""
    deletions = [a for a in (db.session.get(Amendment, id_) for _l, id_, _d, _r, _c in card.amendments) if a]
    found = would_fall(db.session(), round_, deletions)
    listed = {a.id: a for of_one in found.values() for a in of_one}
    if not listed:
        return ""
    return ngettext(
        "If this is accepted, %(num)s amendment falls: %(which)s.",
        "If this is accepted, %(num)s amendments fall: %(which)s.",
        len(listed),
        which=_labels(list(listed.values())),
    )


def fell_with(round_: Round, card: GroupCard) -> str:
    """The amendments that fell with an accepted deletion, in words; "" for none."""
    ids = {id_ for _label, id_, _delegation, _reason, _count in card.amendments}
    listed = [one.amendment for one in fallen(db.session(), round_) if one.by.id in ids]
    if not listed:
        return ""
    return ngettext(
        "%(num)s amendment fell with it: %(which)s.",
        "%(num)s amendments fell with it: %(which)s.",
        len(listed),
        which=_labels(listed),
    )


def _labels(amendments: Sequence[Amendment]) -> str:
    return ", ".join(f"{amendment_label(a.number, a.revision)} {a.delegation.name}" for a in amendments)


def _told(amendment: Amendment, row: DraftParagraph | None) -> tuple[str, str, Markup]:
    """What an amendment is about, its operation in words, and its change marked."""
    about = block_name(row.block, row.number) if row is not None else _("the beginning")
    _words, diff, _whole = told_diff(amendment, row)
    return about, operation_in_words(amendment, about, place_of(amendment)), diff


def _settled(round_: Round) -> list[Settled]:
    rows = {row.key: row for row in rows_of(db.session(), round_.draft)}
    query = (
        select(SettledWithdrawal)
        .join(Amendment, Amendment.id == SettledWithdrawal.amendment_id)
        .where(Amendment.round_id == round_.id, SettledWithdrawal.undone_at.is_(None))
        .order_by(Amendment.number)
    )
    out = []
    for one in db.session.scalars(query):
        own = db.session.get(Amendment, one.own_id) if one.own_id is not None else None
        row = rows.get(one.amendment.key)
        out.append(
            Settled(
                label=amendment_label(one.amendment.number, one.amendment.revision),
                delegation=one.amendment.delegation.name,
                key=one.amendment.key,
                about=block_name(row.block, row.number) if row is not None else _("the beginning"),
                aftermath=one.aftermath,
                reason=one.reason,
                own=amendment_label(own.number) if own is not None else "",
                at=one.at,
            )
        )
    return out


def _down(
    one: Fallen, rows: Mapping[int, DraftParagraph], working: Mapping[int, DraftParagraph], round_: Round
) -> Down:
    amendment = one.amendment
    about, said, diff = _told(amendment, rows.get(amendment.key))
    return Down(
        id=amendment.id,
        label=amendment_label(amendment.number, amendment.revision),
        delegation=amendment.delegation.name,
        key=amendment.key,
        about=about,
        said=said,
        diff=diff,
        by=amendment_label(one.by.number, one.by.revision),
        by_key=one.by.key,
        by_delegation=one.by.delegation.name,
        version=version_of(db.session(), round_, working.get(amendment.key), amendment.key),
    )
