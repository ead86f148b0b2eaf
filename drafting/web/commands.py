"""Flask commands. Each brings the database up to date first, acts with a seat, commits once, and speaks plainly."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, NoReturn

import click
from flask import Flask, current_app, url_for
from flask.cli import with_appcontext
from flask_babel import force_locale
from sqlalchemy import select
from sqlalchemy.orm import Session

from drafting.errors import DraftingError, Invalid
from drafting.model import journal
from drafting.model.people import Delegation, Person, Seat
from drafting.model.texts import Draft, Text
from drafting.procedure.delegations import the_secretariat
from drafting.procedure.export_draft import WRITERS, export_draft
from drafting.procedure.export_round import FORMATS, export_round_of
from drafting.procedure.export_work import WORK_FORMATS, export_work
from drafting.procedure.group import the_group
from drafting.procedure.import_draft import import_draft
from drafting.procedure.people import invite
from drafting.procedure.read_file import read_file
from drafting.procedure.seats import take_seat
from drafting.procedure.working_copy import round_open_for
from drafting.rules.addresses import plain_address
from drafting.rules.permissions import Act, Category, Role
from drafting.web import schema
from drafting.web.database import begin_write, db
from drafting.web.group import name_in
from drafting.web.wording import words_of
from drafting.web.wording_tables import telling
from drafting.web.wording_work import work_words


def install(app: Flask) -> None:
    """Migrations, and the commands."""
    schema.install(app)
    for command in (import_draft_command, list_drafts, export_draft_command, create_secretariat, verify_journal):
        app.cli.add_command(command)


@contextmanager
def acting(email: str | None, act: Act, verb: str) -> Iterator[tuple[Session, Seat, datetime]]:
    """A writing session, the seat that acts and the time; committed at the end, or taken back and journalled."""
    up_to_date()
    begin_write()
    session, at = db.session(), datetime.now(UTC)
    seat_id = None
    try:
        seat = seat_of(session, email, at=at)
        session.commit()
        begin_write()
        seat_id = seat.id
        yield session, seat, at
        session.commit()
    except DraftingError as error:
        session.rollback()
        begin_write()
        journal.append(session, act=act.value, verb=verb, seat_id=seat_id, at=at, outcome=error.code[:60])
        session.commit()
        give_up(words(error))


def up_to_date() -> None:
    """Apply missing migrations; a database from a newer version is refused."""
    try:
        schema.bring_up_to_date()
    except schema.NewerDatabase as error:
        give_up(
            f"The database was written by a newer version of Drafting (its revision is {error}). "
            "Install that version, or name another database in DRAFTING_DATABASE_URL. Nothing was changed."
        )


def words(error: DraftingError) -> str:
    """The error in English."""
    with current_app.test_request_context(), force_locale("en"):
        return words_of(error)


def give_up(said: str) -> NoReturn:
    """Say why on standard error and end with exit code 1."""
    click.echo(said, err=True)
    sys.exit(1)


def seat_of(session: Session, email: str | None, *, at: datetime) -> Seat:
    """The seat that a command acts with: of `email`, else the secretariat's first.

    A new instance has no secretariat yet: then one is made whose person is the command line and cannot sign in.
    Raises Invalid ("nobody").
    """
    query = select(Seat).join(Person).join(Delegation).where(Seat.active.is_(True), Delegation.active.is_(True))
    if email is not None:
        seat = session.scalar(query.where(Person.email == plain_address(email)).order_by(Seat.id).limit(1))
        if seat is None:
            raise Invalid("nobody", field="as", email=email)
        return seat
    seat = session.scalar(query.where(Delegation.category == Category.SECRETARIAT).order_by(Seat.id).limit(1))
    if seat is not None:
        return seat
    person = Person(name="Command line", email="command-line@localhost", created_at=at, password_hash=None)
    session.add(person)
    return take_seat(session, person, the_secretariat(session, at=at), role=Role.REVIEWER, offices=[])


@click.command("import-draft")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--title", required=True, help="The text's title.")
@click.option("--reference", default=None, help="The draft's reference, like WG-INT(2026)5; never used twice.")
@click.option(
    "--changes", type=click.Choice(["accept", "reject"]), default=None, help="What to do with tracked changes."
)
@click.option("--as", "email", default=None, help="Mail address of whoever acts (default: the secretariat).")
@with_appcontext
def import_draft_command(
    file: Path, title: str, reference: str | None, changes: Literal["accept", "reject"] | None, email: str | None
) -> None:
    """Import FILE (.md, .txt, .docx, .odt, .html) as Draft 1 of a new text; the last line printed is the draft's id."""
    with acting(email, Act.IMPORT_DRAFT, "import_draft") as (session, seat, at):
        reading = read_file(file.name, file.read_bytes(), changes=changes)
        draft = import_draft(session, reading, title=title, reference=reference, by=seat, at=at)
        session.flush()
        for note in reading.notes:
            said = "look at" if note.lost.is_kept else "not kept"
            click.echo(f"{said}: {note.lost.value}{f' “{note.words}”' if note.words else ''} × {note.times}")
        click.echo(f"{len(reading.blocks)} blocks, at /{draft.text.slug}/{draft.number}")
        draft_id = draft.id
    click.echo(draft_id)


@click.command("list-drafts")
@with_appcontext
def list_drafts() -> None:
    """All drafts, oldest first: id, text, number, state, reference, separated by tabs."""
    up_to_date()
    rows = db.session.execute(
        select(Draft.id, Text.slug, Draft.number, Draft.state, Draft.reference).join(Text).order_by(Draft.id)
    )
    for draft_id, slug, number, state, reference in rows:
        click.echo(f"{draft_id}\t{slug}\t{number}\t{state.value}\t{reference or ''}")


@click.command("export-draft")
@click.argument("draft_id", type=int)
@click.option("--as", "fmt", required=True, help=f"The format: {', '.join([*WRITERS, *WORK_FORMATS, *FORMATS])}.")
@click.option("--to", "target", required=True, type=click.Path(dir_okay=False, path_type=Path))
@click.option("--by", "email", default=None, help="Mail address of whoever acts (default: the secretariat).")
@with_appcontext
def export_draft_command(draft_id: int, fmt: str, target: Path, email: str | None) -> None:
    """Write the draft DRAFT_ID as a file."""
    with acting(email, Act.EXPORT_CLEAN, "export_draft") as (session, seat, at):
        draft = session.get(Draft, draft_id)
        if draft is None:
            raise Invalid("draft-unknown", draft=draft_id)
        group = name_in(the_group(session), draft.text.language) or "Drafting"
        with current_app.test_request_context(base_url=own_address()), force_locale(draft.text.language):
            if fmt in FORMATS:
                data = export_round_of(session, draft, fmt, telling=telling(group), by=seat, at=at)
            elif fmt in WORK_FORMATS:
                words = work_words(draft, round_open_for(session, draft))
                data = export_work(session, draft, fmt, words=words, group=group, by=seat, at=at)
            else:
                data = export_draft(session, draft, fmt, group=group, by=seat, at=at)
    target.write_bytes(data)
    click.echo(f"{target}: {len(data)} bytes")


@click.command("create-secretariat")
@click.argument("email")
@with_appcontext
def create_secretariat(email: str) -> None:
    """Invite EMAIL to the secretariat and print the link; the first account of a new instance."""
    up_to_date()
    begin_write()
    session, at = db.session(), datetime.now(UTC)
    try:
        delegation = the_secretariat(session, at=at)
        _invitation, token = invite(
            session, email=email, name="", delegation=delegation, role=Role.HEAD, offices=[], by=None, at=at
        )
        session.commit()
    except DraftingError as error:
        session.rollback()
        give_up(words(error))
    with current_app.test_request_context(base_url=own_address()):
        click.echo(url_for("door.invitation", token=token, _external=True))


def own_address() -> str:
    """Where the group's people reach the server."""
    if host := current_app.config.get("HOST"):
        return f"{'https' if current_app.config['SESSION_COOKIE_SECURE'] else 'http'}://{host}/"
    return f"http://127.0.0.1:{current_app.config.get('PORT', 5000)}/"


@click.command("verify-journal")
@with_appcontext
def verify_journal() -> None:
    """Walk the journal's chain; exit 0 and the number of entries when it holds."""
    up_to_date()
    match journal.verify(db.session()):
        case journal.Verified(count=count, head=head):
            issued = db.session.execute(select(Draft.id, Draft.journal_head).where(Draft.journal_head != "")).all()
            known = {journal.START} | set(db.session.scalars(select(journal.JournalEntry.mac)))
            lost = [draft_id for draft_id, printed in issued if printed not in known]
            if lost:
                give_up(f"The journal does not hold the head printed into draft {lost[0]}: its tail was cut.")
            click.echo(f"{count} entries, the chain holds; head {head}")
        case journal.Broken(sequence=sequence):
            give_up(f"The journal is broken at entry {sequence}.")
