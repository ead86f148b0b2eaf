"""Files that take longer than one wants to wait: made beside the request, kept, and told of while they are made.

A request waits a moment for its file. Where it is not there by then the page says that it is being made, and since
when; it can be left and come back to, from every process of the server.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from flask import Flask, current_app
from flask_babel import force_locale, get_locale

from drafting.errors import DraftingError, Invalid
from drafting.web.database import db
from drafting.web.kept_files import (
    KeptFile,
    being_made_for,
    claim,
    failure_met,
    keep_file,
    kept_file,
    note_failure,
    note_seconds,
    release,
    usual_seconds,
)

PATIENCE = 1.5
"""Seconds that a request waits for its file; `app.config["EXPORT_PATIENCE"]` says otherwise."""
_LOOK_AGAIN = 0.05
_AT_ONCE = threading.Semaphore(2)
"""So many files one process makes at a time; others wait for their turn, and pages stay quick."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BeingMade:
    """A file that is not there yet: for how many seconds it has been in the making, and how many are usual."""

    seconds: float
    usual: float | None

    @property
    def part(self) -> float | None:
        """How much of the usual time has passed, from 0 to 0.95; None where it is not known."""
        return min(self.seconds / self.usual, 0.95) if self.usual else None


def made_file(key: str, sort: str, make: Callable[[], bytes]) -> KeptFile | BeingMade:
    """The file `key` of a `sort` (a format's name).

    `make` gives its bytes. It runs in a thread with a session of its own, in the language of this request: what it
    needs of the database it finds there by itself. Whoever asks first after it failed is told, once: raises the
    DraftingError that it raised, or Invalid ("export-failed") for what nobody foresaw, which stands in the log.
    """
    found = kept_file(key)
    if found is not None:
        return found
    _refuse_failed(key)
    if claim(key):
        app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
        thread = threading.Thread(target=_run, args=(app, key, sort, str(get_locale()), make), daemon=True)
        thread.start()
    until = time.monotonic() + current_app.config.get("EXPORT_PATIENCE", PATIENCE)
    while True:
        since = being_made_for(key)
        found = kept_file(key)
        if found is not None:
            return found
        if since is None:
            _refuse_failed(key)
        if time.monotonic() >= until:
            return BeingMade(seconds=since or 0.0, usual=usual_seconds(sort))
        time.sleep(_LOOK_AGAIN)


def _refuse_failed(key: str) -> None:
    error = failure_met(key)
    if error is not None:
        raise error


def _run(app: Flask, key: str, sort: str, language: str, make: Callable[[], bytes]) -> None:
    with _AT_ONCE, app.test_request_context(), force_locale(language):
        began = time.monotonic()
        try:
            data = make()
            keep_file(key, data)
            note_seconds(sort, time.monotonic() - began)
        except DraftingError as error:
            note_failure(key, error)
        except Exception:
            app.logger.exception("An export could not be made: %s", sort)
            note_failure(key, Invalid("export-failed"))
        finally:
            db.session.remove()
            release(key)
