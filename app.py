"""The application that servers and `flask --app app` find; `python app.py` serves the demonstration by itself."""

from __future__ import annotations

import os

import click

if __name__ == "__main__":
    os.environ.setdefault("DRAFTING_DEMO", "1")

from drafting.web.factory import create_app
from drafting.web.schema import bring_up_to_date

app = create_app()

command = click.get_current_context(silent=True)
if command is not None and command.info_name == "run":
    with app.app_context():
        bring_up_to_date()

if __name__ == "__main__":
    app.cli.main(["serve"])
