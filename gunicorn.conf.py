"""How the server runs: threads, one readable line a request, a clean stop."""

from __future__ import annotations

import gc
import logging
import os
from datetime import timedelta
from typing import Any

from gunicorn.glogging import Logger

bind = f"127.0.0.1:{os.environ.get('PORT', '5000')}"
worker_class = "gthread"
# SQLite lets one process write at a time and many read: two processes are a gain there too.
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = 4
timeout = 60
graceful_timeout = 10
keepalive = 5
accesslog = "-"
# The control interface is a socket in the home folder, one for all instances; nobody here speaks to it.
no_control_socket = True

SILENT = ("/static/", "/healthz")
SECRET = ("/invitation/",)


def size(length: int | None) -> str:
    """A length in bytes, for reading."""
    return f"{(length or 0) / 1024:.1f} kB"


class OneLine(Logger):  # type: ignore[misc]
    """Only what is worth a line: requests, and whatever goes wrong. Who asked stands in the journal, not here."""

    access_fmt = "%(asctime)s  %(message)s"
    datefmt = "%Y-%m-%d %H:%M:%S"

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        self.error_log.setLevel(logging.WARNING)
        for handler in self.access_log.handlers:
            handler.setFormatter(logging.Formatter(self.access_fmt, self.datefmt))

    def access(self, resp: Any, req: Any, environ: dict[str, Any], request_time: timedelta) -> None:
        """Time, method, address, status, size, milliseconds; an invitation's token is left out."""
        path = environ.get("PATH_INFO", "")
        if path.startswith(SILENT):
            return
        address = environ.get("RAW_URI", path)
        for secret in SECRET:
            if path.startswith(secret):
                address = f"{secret}…"
        status = str(resp.status).split(maxsplit=1)[0]
        milliseconds = request_time / timedelta(milliseconds=1)
        method = environ.get("REQUEST_METHOD", "")
        self.access_log.info("%-4s %s  %s  %s  %.0f ms", method, address, status, size(resp.sent), milliseconds)


logger_class = OneLine


def on_starting(_server: Any) -> None:
    """Migrations run in one process, before any worker; no connection is handed down to them. Templates and the tables
    of word boundaries are made here too, once: nobody's first page waits for them."""
    from app import app
    from drafting.text.tokens import tokens
    from drafting.web.database import db
    from drafting.web.schema import bring_up_to_date

    with app.app_context():
        bring_up_to_date()
        db.session.remove()
        db.engine.dispose()
    for name in app.jinja_env.list_templates(extensions=["html"]):
        app.jinja_env.get_template(name)
    tokens("a word")


def post_worker_init(_worker: Any) -> None:
    """The program itself is not garbage: the collector need not look through it again at every page."""
    gc.collect()
    gc.freeze()
