"""`flask import-contributions`: a returned file becomes its delegation's contributions, and each is told of."""

from __future__ import annotations

from pathlib import Path

import click
from flask import Flask, current_app
from flask.cli import with_appcontext
from flask_babel import force_locale
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from drafting.errors import Invalid
from drafting.model.amendments import Amendment
from drafting.model.comments import Comment
from drafting.model.deliveries import DeliveredItem, Delivery, ItemFate
from drafting.model.people import Delegation
from drafting.model.texts import Draft
from drafting.procedure.deliver import brings_own, deliver, found_of
from drafting.procedure.deliveries_seen import earlier_items, known_delivery
from drafting.procedure.find import round_of
from drafting.procedure.layout import rows_of
from drafting.procedure.printed_places import printed_places
from drafting.procedure.read_file import LARGEST_FILE
from drafting.procedure.read_returned import Opened, found_in
from drafting.procedure.submit_delivery import refusal_of, submit_delivery
from drafting.rules.labels import amendment_label, comment_label
from drafting.rules.permissions import Act
from drafting.web.commands import acting, own_address, words
from drafting.web.wording_deliveries import REMARKS, ROWS, guides_of, no_reason

SHOWN = 80
"""How many characters of what could not be placed are printed."""


def install(app: Flask) -> None:
    app.cli.add_command(import_contributions)


@click.command("import-contributions")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--draft", "draft_id", required=True, type=int, help="The draft's id, as list-drafts tells it.")
@click.option("--delegation", "whose", required=True, help="Whose contributions they are: its code or its name.")
@click.option("--source", default="", help="Where the file comes from (default: its name).")
@click.option("--by", "email", default=None, help="Mail address of whoever acts (default: the secretariat).")
@with_appcontext
def import_contributions(file: Path, draft_id: int, whose: str, source: str, email: str | None) -> None:
    """Take in FILE, a working copy (.docx, .odt) or a table of contributions (.docx, .xlsx), for a delegation.

    Prints what it made, what it could not place, and the rows of a table that it refused.
    """
    with acting(email, Act.DELIVER, "import_contributions") as (session, seat, at):
        draft = session.get(Draft, draft_id)
        if draft is None:
            raise Invalid("draft-unknown", draft=draft_id)
        round_ = round_of(session, draft)
        if round_ is None:
            raise Invalid("import-no-round", draft=draft.number)
        delegation = _delegation(session, whose)
        if file.stat().st_size > LARGEST_FILE:
            raise Invalid("file-too-large", field="file")
        data = file.read_bytes()
        known = known_delivery(session, round_, data, delegation, own=brings_own(seat))
        if known is not None:
            click.echo(f"0 made, {_there(known)} there already: this very file came on {known.received_at:%Y-%m-%d}.")
            return
        with current_app.test_request_context(base_url=own_address()), force_locale(draft.text.language):
            guides, reason = guides_of(draft, round_), no_reason()
        opened = found_in(session, round_, data, guides=guides, member=delegation.name)
        said = source or file.name
        delivery = deliver(
            session, round_, opened, name=file.name, data=data, delegation=delegation, source=said, by=seat, at=at
        )
        submit_delivery(session, delivery, reason=reason, by=seat, at=at)
        with current_app.test_request_context(), force_locale("en"):
            lines = _report(session, draft, delivery, opened)
        click.echo("\n".join(lines))


def _delegation(session: Session, whose: str) -> Delegation:
    """By its code, else by its name in either language. Raises Invalid ("delivery-delegation")."""
    wanted = whose.strip().lower()
    found = session.scalar(select(Delegation).where(func.lower(Delegation.code) == wanted))
    found = found or session.scalar(select(Delegation).where(func.lower(Delegation.name) == wanted))
    if found is None:
        raise Invalid("delivery-delegation", delegation=whose[:80])
    return found


def _there(delivery: Delivery) -> int:
    return sum(1 for one in delivery.items if one.fate in (ItemFate.SUBMITTED, ItemFate.PRESENT))


def _report(session: Session, draft: Draft, delivery: Delivery, opened: Opened) -> list[str]:
    """A line for each thing: what was made first, then what was not."""
    places = {0: "beginning", **printed_places(rows_of(session, draft))}
    made = [one for one in delivery.items if one.fate is ItemFate.SUBMITTED]
    present = [one for one in delivery.items if one.fate is ItemFate.PRESENT]
    unplaced = [one for one in delivery.items if one.fate is ItemFate.UNPLACED]
    refused = [one for one in delivery.items if one.fate is ItemFate.REFUSED]
    lines = [_line(session, one, places) for one in (*made, *present)]
    for item in unplaced:
        lines.append(f"not placed: {_words(item)}{_remarks(item)}")
    for item in refused:
        lines.append(f"refused: {_where(item, places)}: {_words(item)} — {words(refusal_of(item))}")
    for row in opened.refused:
        lines.append(f"row {row.row} refused: {ROWS[row.code]}: {row.words[:SHOWN]}")
    for note in opened.notes:
        lines.append(f"not kept: {note.lost.value}{f' “{note.words}”' if note.words else ''} × {note.times}")
    for item in earlier_items(session, delivery):
        lines.append(f"in an earlier file, not in this one: {_line(session, item, places)}")
    lines.append(
        f"{len(made)} made, {len(present)} there already, {len(unplaced)} not placed, "
        f"{len(refused) + len(opened.refused)} refused"
    )
    return lines


def _line(session: Session, item: DeliveredItem, places: dict[int, str]) -> str:
    found = found_of(item)
    label = ""
    if item.amendment_id is not None:
        amendment = session.get_one(Amendment, item.amendment_id)
        label = amendment_label(amendment.number, amendment.revision)
    elif item.comment_id is not None:
        label = comment_label(session.get_one(Comment, item.comment_id).number or 0)
    what = found.operation.value if found.operation is not None else found.found.value
    there = " (there already)" if item.fate is ItemFate.PRESENT else ""
    return f"{label}\t{_where(item, places)}\t{what}\t{item.reviewer}{_remarks(item)}{there}"


def _where(item: DeliveredItem, places: dict[int, str]) -> str:
    key = item.found.get("key")
    return "whole draft" if key is None else places.get(key, "")


def _words(item: DeliveredItem) -> str:
    found = found_of(item)
    told = " ".join((found.text or found.before).split())
    return told if len(told) <= SHOWN else f"{told[:SHOWN]}…"


def _remarks(item: DeliveredItem) -> str:
    said = [str(REMARKS[one]) for one in found_of(item).remarks]
    return f" [{'; '.join(said)}]" if said else ""
