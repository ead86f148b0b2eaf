"""The application, put together."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from flask import Flask, url_for
from flask_wtf.csrf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import BaseConverter, IntegerConverter, Map

from drafting.web import (
    access,
    arrived,
    blueprints,
    commands,
    database,
    errors,
    headers,
    import_command,
    keyboard,
    languages,
    last_used,
    navigation,
    serve,
    wording_terms,
)
from drafting.web.settings import ROOT, private_folder, settings

csrf = CSRFProtect()
LARGEST_FORM = 4 * 1024 * 1024
"""In bytes; a view that takes files says so itself."""


def create_app(config: Mapping[str, object] | None = None) -> Flask:
    """The app, configured by the environment and then by `config`."""
    given = dict(config or {})
    configuration = given if "SECRET_KEY" in given else settings() | given
    app = Flask(
        "drafting", root_path=str(ROOT), template_folder="templates", static_folder="static", instance_path=str(ROOT)
    )
    app.url_map.converters |= {"int": Whole, "default": Words, "string": Words}
    app.config.update(
        WTF_CSRF_TIME_LIMIT=None,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_NAME="drafting",
        MAX_CONTENT_LENGTH=LARGEST_FORM,
        MAX_FORM_MEMORY_SIZE=LARGEST_FORM,
        SEND_FILE_MAX_AGE_DEFAULT=31_536_000,
    )
    app.config.from_mapping(configuration)
    if app.config.get("INSTANCE"):
        private_folder(Path(str(app.config["INSTANCE"])))
    if app.config.get("BEHIND_PROXY"):
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1, x_host=1)  # type: ignore[method-assign]
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals["asset"] = asset
    headers.install(app)  # before the database: what must run after it, for an answer made at the commit too
    arrived.install(app)
    last_used.install(app)  # before the database: what runs after its commit
    database.install(app)
    csrf.init_app(app)
    access.install(app)
    languages.install(app)
    errors.install(app)
    navigation.install(app)
    keyboard.install(app)
    wording_terms.install(app)
    blueprints.install(app)
    commands.install(app)
    import_command.install(app)
    serve.install(app)
    return app


class Whole(IntegerConverter):
    """A whole number in an address, of those that a row of either database can have."""

    def __init__(self, urls: Map) -> None:
        super().__init__(urls, max=2**31 - 1)


class Words(BaseConverter):
    """Words in an address, of the characters that a row of either database can have."""

    regex = r"[^/\x00]+"


def asset(name: str) -> str:
    """The address of a static file with a mark of its content, so that it can be kept for a year."""
    return url_for("static", filename=name, v=_mark(name))


@cache
def _mark(name: str) -> str:
    path = ROOT / "static" / name
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12] if path.is_file() else ""
