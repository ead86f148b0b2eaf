"""What became of yours: each item of the delegation, its disposition, the reason, and how the sentence reads now."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, render_template, url_for
from flask_babel import gettext as _

from drafting.procedure.find import find_draft, round_of
from drafting.procedure.outcomes import AmendmentOutcome, Outcomes, Ruled, outcomes_of
from drafting.procedure.visibility import SeenAmendment
from drafting.rules.labels import amendment_label, comment_label
from drafting.rules.lifecycle import Disposition, HeldFate, ItemState, Ruling
from drafting.rules.permissions import Act
from drafting.web.access import acts, now, seat
from drafting.web.cards import AmendmentCard, amendment_card
from drafting.web.database import db
from drafting.web.package_lines import PackageLine, package_lines
from drafting.web.phrases import block_name
from drafting.web.wording_terms import term

bp = Blueprint("outcome", __name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One amendment as the page tells it. `told` are the decisions: (about which words, what was decided, reason)."""

    card: AmendmentCard
    about: str
    disposition: str
    told: tuple[tuple[str, str, str], ...]
    fate: str
    reads: tuple[str, ...]
    address: str
    gone: bool


@bp.get("/<text>/<int:number>/yours")
@acts(Act.READ_CONTRIBUTIONS)
def outcome(text: str, number: int) -> str:
    draft = find_draft(db.session(), text, number, by=seat())
    found = outcomes_of(db.session(), draft, by=seat())
    return render_template(
        "outcome/outcome.html",
        text=draft.text,
        draft=draft,
        running=round_of(db.session(), draft),
        found=found,
        lines=_lines(found) if found else [],
        comments=_comments(found) if found else [],
    )


def _lines(found: Outcomes) -> list[Line]:
    packages = package_lines(found.draft.text.slug, [one.amendment.id for one in found.amendments])
    return [_line(found, one, packages.get(one.amendment.id)) for one in found.amendments]


def _line(found: Outcomes, one: AmendmentOutcome, package: PackageLine | None) -> Line:
    slug, amendment = found.draft.text.slug, one.amendment
    before = one.before
    card = amendment_card(
        SeenAmendment(amendment, True),
        slug=slug,
        row=before,
        round_=found.round_,
        by=seat(),
        at=now(),
        package=package,
    )
    after = one.after
    address = ""
    if after is not None:
        at = f"p{after.key}"
        address = url_for("reading.draft", text=slug, number=found.draft.number, p=after.key, _anchor=at)
    fates = {
        HeldFate.BRACKETED: _("It stands in square brackets in the new draft."),
        HeldFate.CARRIED: _("It is carried to the next round under the same number."),
    }
    disposition = amendment.disposition
    if amendment.state is ItemState.WITHDRAWN:
        disposition = Disposition.WITHDRAWN
    return Line(
        card=card,
        about=block_name(before.block, before.number) if before is not None else _("the beginning of the draft"),
        disposition=term(disposition) if disposition else term("undecided"),
        told=tuple((_words(ruled), _ruling(ruled), ruled.reason) for ruled in one.ruled),
        fate=fates[amendment.held_fate] if amendment.held_fate else "",
        reads=one.reads,
        address=address,
        gone=after is None and before is not None and amendment.state is not ItemState.WITHDRAWN,
    )


def _words(ruled: Ruled) -> str:
    """The change that a decision is on; "" for a whole operation."""
    if ruled.change is None:
        return ""
    if ruled.old and ruled.new:
        return _("“%(old)s” → “%(new)s”", old=ruled.old, new=ruled.new)
    return _("adds “%(new)s”", new=ruled.new) if ruled.new else _("deletes “%(old)s”", old=ruled.old)


def _ruling(ruled: Ruled) -> str:
    words = {
        Ruling.ACCEPT: Disposition.ACCEPTED,
        Ruling.MODIFY: Disposition.ACCEPTED_AS_MODIFIED,
        Ruling.REFUSE: Disposition.NOT_ACCEPTED,
        Ruling.HOLD: Disposition.HELD,
        Ruling.FALLEN: Disposition.FALLEN,
    }
    said = term(words[ruled.ruling])
    if ruled.fallen_by is not None:
        overtaken = amendment_label(ruled.fallen_by.number, ruled.fallen_by.revision)
        return _("%(ruling)s, overtaken by %(label)s", ruling=said, label=overtaken)
    return said


def _comments(found: Outcomes) -> list[dict[str, object]]:
    slug = found.draft.text.slug
    out: list[dict[str, object]] = []
    for one in found.comments:
        comment, after = one.comment, one.after
        out.append(
            {
                "label": comment_label(comment.number or 0),
                "address": url_for("reading.comment", text=slug, item=comment.number),
                "body": comment.body,
                "quote": comment.exact or "",
                "withdrawn": comment.state is ItemState.WITHDRAWN,
                "disposition": term(comment.disposition) if comment.disposition else "",
                "answer": comment.answer,
                "anchor": term(one.anchor) if one.anchor is not None and one.anchor != "anchored" else "",
                "block": block_name(after.block, after.number) if after is not None else "",
                "block_address": url_for(
                    "reading.draft", text=slug, number=found.draft.number, p=after.key, tab="comments"
                )
                if after is not None
                else "",
            }
        )
    return out
