"""Linked changes on the desk: one decision for the same change in many blocks, or for a package; and one undo."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup
from sqlalchemy import func, select
from werkzeug.wrappers import Response

from drafting.errors import Invalid, NotFound, Stale
from drafting.model.decisions import Decision
from drafting.model.rounds import Round
from drafting.model.working import WorkingEdit
from drafting.procedure.acting import require
from drafting.procedure.collisions import collisions_on
from drafting.procedure.consolidate import working_draft
from drafting.procedure.decide import Ruled
from drafting.procedure.decide_many import LeftAlone, OnBlock, decide_many, undo_many
from drafting.procedure.find import find_text, latest_round
from drafting.procedure.linked import Link, Rewordings, SameChange, links_of_package, same_change
from drafting.procedure.packages import find_package, in_packages
from drafting.procedure.rulings import units_of
from drafting.rules.labels import amendment_label
from drafting.rules.lifecycle import RoundState, Ruling
from drafting.rules.permissions import Act
from drafting.text.inline import plain
from drafting.text.rewording import places_of as ranges_of
from drafting.web.access import acts, local_path, now, seat
from drafting.web.database import db
from drafting.web.linked_page import places_of
from drafting.web.phrases import block_name
from drafting.web.places import place_name
from drafting.web.replies import refused
from drafting.web.wording import words_of

bp = Blueprint("linked", __name__)
RULINGS = (Ruling.ACCEPT, Ruling.REFUSE, Ruling.HOLD)
"""What can be ruled on many blocks at once: to modify one is to write its text."""
AROUND = 40
"""How much is shown beside words that stand in a text, in code points each side."""
OFFERS = 3
"""Most links that are offered after one decision."""
NAMED = 12
"""Most blocks that are named when they were left alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Linked:
    """What a page of linked changes is about. `old` and `new` are the words of a change that is the same in many
    blocks, `title` and `delegation` those of a package; `first` is where it was asked from (0: nowhere)."""

    address: str
    links: Sequence[Link]
    first: int = 0
    same: SameChange | None = None
    title: str = ""
    delegation: str = ""


@bp.get("/<text>/desk/linked/<int:key>/<group>")
@acts(Act.READ_DESK)
def change(text: str, key: int, group: str) -> str:
    """The same change in other blocks."""
    round_ = _round(text)
    return _page(round_, _same(round_, key, group), errors=[])


@bp.post("/<text>/desk/linked/<int:key>/<group>")
@acts(Act.DECIDE)
def decide_change(text: str, key: int, group: str) -> Response | tuple[str, int]:
    round_ = _round(text)
    return _decide(round_, _same(round_, key, group))


@bp.get("/<text>/desk/linked/package/<int:package>")
@acts(Act.READ_DESK)
def package(text: str, package: int) -> str:
    """Everything that a delegation linked."""
    round_ = _round(text)
    return _page(round_, _package(round_, package), errors=[])


@bp.post("/<text>/desk/linked/package/<int:package>")
@acts(Act.DECIDE)
def decide_package(text: str, package: int) -> Response | tuple[str, int]:
    round_ = _round(text)
    return _decide(round_, _package(round_, package))


@bp.post("/<text>/desk/together/undo")
@acts(Act.DECIDE)
def take_back(text: str) -> Response:
    """Take back an act on many blocks; `back` is the page that it was asked from."""
    round_ = _round(text)
    together = request.form.get("together", 0, int)
    back = local_path(request.form.get("back")) or url_for("desk.desk", text=text, queue=1)
    done = undo_many(db.session(), round_, together, by=seat(), at=now())
    if done.edits:
        count = len(done.edits)
        flash(ngettext("Taken back in %(num)s block.", "Taken back in %(num)s blocks.", count), "done")
    tell_left_alone(round_, done.left_alone)
    return Response(status=303, headers={"Location": back})


def offer_the_rest(round_: Round, edit: WorkingEdit) -> None:
    """After a decision on one block: say where the same change, or the rest of a package, is open still."""
    session, slug = db.session(), round_.draft.text.slug
    ruled = {
        (d.amendment_id, d.change_id) for d in session.scalars(select(Decision).where(Decision.edit_id == edit.id))
    }
    if not ruled:
        return
    told = Rewordings(session, round_)
    groups = [g for g in collisions_on(session, round_, edit.key).groups if ruled & set(units_of(g))]
    offers: list[tuple[str, str]] = []
    for group in [g for g in groups if told.elsewhere(g)][:OFFERS]:
        count = _open_elsewhere(same_change(session, round_, edit.key, group.id).links, edit.key)
        if count:
            said = ngettext(
                "The same change stands in %(num)s other paragraph.",
                "The same change stands in %(num)s other paragraphs.",
                count,
            )
            offers.append((said, url_for("linked.change", text=slug, key=edit.key, group=group.id)))
    packages = in_packages(session, [amendment for amendment, _change in ruled], by=seat())
    for one in list({found.package.id: found.package for found in packages.values()}.values())[:OFFERS]:
        count = _open_elsewhere(links_of_package(session, round_, one), edit.key)
        if count:
            said = ngettext(
                "“%(title)s” of %(delegation)s is open in %(num)s other paragraph.",
                "“%(title)s” of %(delegation)s is open in %(num)s other paragraphs.",
                count,
                title=one.title,
                delegation=one.delegation.name,
            )
            offers.append((said, url_for("linked.package", text=slug, package=one.id)))
    for said, address in offers:
        flash(Markup('{} <a href="{}">{}</a>').format(said, address, _("Decide them the same way")), "done")


def _open_elsewhere(links: Sequence[Link], key: int) -> int:
    return sum(1 for link in links if link.key != key and link.decided is None)


def _round(text: str) -> Round:
    require(seat(), Act.READ_DESK)
    round_ = latest_round(db.session(), find_text(db.session(), text))
    if round_ is None:
        raise NotFound("round")
    return round_


def _same(round_: Round, key: int, group: str) -> Linked:
    found = same_change(db.session(), round_, key, group)
    address = url_for("linked.change", text=round_.draft.text.slug, key=key, group=group)
    return Linked(address=address, links=found.links, first=key, same=found)


def _package(round_: Round, package_id: int) -> Linked:
    found = find_package(db.session(), round_, package_id)
    address = url_for("linked.package", text=round_.draft.text.slug, package=package_id)
    links = links_of_package(db.session(), round_, found)
    return Linked(address=address, links=links, title=found.title, delegation=found.delegation.name)


def _page(round_: Round, linked: Linked, *, errors: list[tuple[str, str]]) -> str:
    working = working_draft(db.session(), round_) if round_.state is RoundState.CONSOLIDATING else None
    decided = [link.decided for link in linked.links if link.decided is not None]
    like = next((one.decided for one in linked.links if one.key == linked.first), None)
    like = like or (decided[0] if decided else None)
    ruling = like.ruling if like is not None and like.ruling in RULINGS else Ruling.ACCEPT
    posted = request.method == "POST"
    done = request.args.get("done", 0, int)
    standing = _standing(round_, done) if done else 0
    return render_template(
        "linked/linked.html",
        text=round_.draft.text,
        round=round_,
        working=working,
        linked=linked,
        places=places_of(round_, working, linked.links),
        also=_also(round_, linked.same, on_desk=working is not None) if linked.same is not None else [],
        rulings=RULINGS,
        ruling=request.form.get("ruling", "") if posted else ruling.value,
        reason=request.form.get("reason", "") if posted else (like.reason if like is not None else ""),
        ticked=set(request.form.getlist("at", int)) if posted else None,
        errors=errors,
        done=done,
        standing=standing,
    )


def _standing(round_: Round, together: int) -> int:
    """On how many blocks an act on many still stands."""
    query = select(func.count(WorkingEdit.id)).where(
        WorkingEdit.round_id == round_.id, WorkingEdit.together == together, WorkingEdit.undone.is_(False)
    )
    return db.session.scalar(query) or 0


def _also(round_: Round, same: SameChange, *, on_desk: bool) -> list[tuple[str, str, str]]:
    """Where the words stand and nobody proposes the change: (the block's name, the words with what is around them, the
    address of the form in which the secretariat enters it as its own text)."""
    first, draft = same.here.amendments[0], round_.draft
    asked: dict[str, Any] = {
        "old": same.rewording.old,
        "new": same.rewording.new,
        "reason": first.reason,
        "source": amendment_label(first.number, first.revision),
        "back": "desk" if on_desk else None,
    }
    out = []
    for row in same.also:
        for part, text in enumerate(row.block.parts):
            found = ranges_of(text, same.rewording.old)
            if found:
                start, end = found[0]
                around = _around(text, start, end)
                address = url_for(
                    "amend.amend", text=draft.text.slug, number=draft.number, key=row.key, part=part, **asked
                )
                out.append((block_name(row.block, row.number), around, address))
    return out


def _around(text: str, start: int, end: int) -> str:
    """The words with what stands beside them, cut between words, without marks."""
    left, right = text[max(0, start - AROUND) : start], text[end : end + AROUND]
    left = "… " + left.partition(" ")[2].lstrip(" .,;:*") if start > AROUND else left
    right = right.rpartition(" ")[0] + " …" if end + AROUND < len(text) else right
    return plain(f"{left}{text[start:end]}{right}")


def _decide(round_: Round, linked: Linked) -> Response | tuple[str, int]:
    form = request.form
    chosen = set(form.getlist("at", int))
    try:
        ruling = form.get("ruling", "")
        if ruling not in set(RULINGS):
            raise Invalid("choice", field="ruling")
        reason = form.get("reason", "").strip()
        ruled = Ruled(ruling=Ruling(ruling), reason=reason)
        if ruled.ruling is not Ruling.ACCEPT and not reason:
            raise Invalid("reason-missing", field="reason")
        blocks = [
            OnBlock(
                key=link.key,
                version=form.get(f"version-{link.key}", -1, int),
                rulings={group.id: ruled for group in link.groups},
            )
            for link in linked.links
            if link.key in chosen
        ]
        done = decide_many(db.session(), round_, blocks, by=seat(), at=now())
        if not done.edits:
            raise done.left_alone[0].error
    except (Invalid, Stale) as error:
        status = 409 if isinstance(error, Stale) else 422
        errors = refused(error)
        fresh = db.session.get_one(Round, round_.id)
        again = _again(fresh, linked)
        return _page(fresh, again, errors=errors), status
    count = len(done.edits)
    flash(ngettext("Decided in %(num)s block.", "Decided in %(num)s blocks.", count), "done")
    tell_left_alone(round_, done.left_alone)
    return Response(status=303, headers={"Location": f"{linked.address}?done={done.id}"})


def _again(round_: Round, linked: Linked) -> Linked:
    """The same page after what was loaded before was taken back."""
    values = request.view_args or {}
    return _same(round_, values["key"], values["group"]) if linked.same else _package(round_, values["package"])


def tell_left_alone(round_: Round, left_alone: Sequence[LeftAlone]) -> None:
    """Name the blocks that were not touched, each with the reason."""
    for one in left_alone[:NAMED]:
        name = place_name(round_.id, one.key)
        said = _("Not touched: %(block)s. %(why)s", block=name, why=words_of(one.error))
        flash(said, "done")
    more = len(left_alone) - NAMED
    if more > 0:
        flash(ngettext("%(num)s more block was not touched.", "%(num)s more blocks were not touched.", more), "done")
