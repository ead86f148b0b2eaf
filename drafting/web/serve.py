"""`flask serve`: migrations, the demonstration on an empty instance, then the server in this process's place."""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime

import click
from flask import Flask, current_app
from flask.cli import with_appcontext
from sqlalchemy import select

from drafting.demo.large_load import load_large
from drafting.demo.load import PASSWORD, load_demo
from drafting.errors import Invalid
from drafting.model.people import Person
from drafting.web.commands import give_up, up_to_date, words
from drafting.web.database import begin_write, db
from drafting.web.settings import ROOT

_REFUSED = {
    "not-the-demonstration": "The instance has people of its own; the demonstration is loaded into an empty one, or "
    "beside the small demonstration.",
    "slug-taken": "The large demonstration is loaded already.",
}


def install(app: Flask) -> None:
    app.cli.add_command(serve)
    app.cli.add_command(load_demo_command)


@click.command("load-demo")
@click.option("--large", is_flag=True, help="A text of 400 blocks with 900 amendments, also beside the small one.")
@with_appcontext
def load_demo_command(*, large: bool) -> None:
    """Load the demonstration group: delegations, a text with two issued drafts and an open round."""
    up_to_date()
    if not large and db.session.scalar(select(Person.id).limit(1)):
        give_up("The instance is not empty; the demonstration is loaded into an empty one only.")
    db.session.rollback()
    begin_write()
    try:
        told = (load_large if large else load_demo)(db.session(), at=datetime.now(UTC))
    except Invalid as error:
        db.session.rollback()
        give_up(_REFUSED.get(error.code) or words(error))
    db.session.commit()
    click.echo(told)


@click.command("serve")
@with_appcontext
def serve() -> None:
    """Bring the database up to date and serve on 127.0.0.1 (PORT, default 5000)."""
    up_to_date()
    empty = not db.session.scalar(select(Person.id).limit(1))
    db.session.rollback()
    if empty and current_app.config["DEMO"]:
        click.echo("Loading the demonstration group …")
        begin_write()
        click.echo(load_demo(db.session(), at=datetime.now(UTC)))
        db.session.commit()
    db.session.remove()
    db.engine.dispose()
    port = os.environ.get("PORT", "5000")
    click.echo(f"\nDrafting is at http://127.0.0.1:{port}/   (stop with Ctrl+C)")
    if current_app.config["DEMO"]:
        click.echo(
            "Sign in by one click on the sign-in page, or with these addresses and the password "
            f"“{PASSWORD}”:\n"
            "  head.bergen@demo.example        a delegate, head of delegation\n"
            "  secretary@demo.example          the secretariat\n"
        )
    sys.stdout.flush()
    program = os.path.join(os.path.dirname(sys.executable), "gunicorn")  # noqa: PTH118, PTH120
    os.execv(program, [program, "--config", str(ROOT / "gunicorn.conf.py"), "--chdir", str(ROOT), "app:app"])
