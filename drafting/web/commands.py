"""Flask commands. Each brings the database up to date first."""

from __future__ import annotations

from flask import Flask

from drafting.web import schema


def install(app: Flask) -> None:
    """Migrations, and the commands of every noun."""
    schema.install(app)
