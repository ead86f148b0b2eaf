"""An export is given: kept ones at once, quick ones in the same request, slow ones by way of a page that says how far
they are."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

from flask import Response, redirect, render_template, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from drafting.errors import NotPermitted
from drafting.model.people import Seat
from drafting.procedure.state_mark import state_mark
from drafting.web.access import declared_act, seat
from drafting.web.database import db, write_from_here
from drafting.web.kept_files import KeptFile, key_of
from drafting.web.languages import language
from drafting.web.made_files import BeingMade, made_file

MAKING = "making"
"""The parameter of an address of a file that asks for the page about it instead."""


def give_file(
    *,
    sort: str,
    facts: tuple[object, ...],
    make: Callable[[Session, Seat], bytes],
    name: str,
    content_type: str,
    record: Callable[[Session, str], None],
) -> AnyResponse | str:
    """The file of a `sort` (the format) that `make` makes of a session and the seat that asks, in the language of the
    page; `facts` say what it is made of beside the group's data.

    Once it is there it is handed out as `name`, and `record` journals that with its SHA-256 (hex), with which it is
    told from every other; so this GET writes. Whether it may be had is for the caller to ask before.
    """
    key = key_of(sort, *facts, language(), seat().delegation_id, state_mark(db.session()))
    seat_id = seat().id
    found = made_file(key, sort, lambda: make(db.session(), _seat(seat_id)))
    if request.args.get(MAKING) == "1":
        return _page(found, name)
    if isinstance(found, BeingMade):
        return redirect(_address(making=True), code=303)
    write_from_here()
    record(db.session(), found.digest)
    answer = Response(found.data, content_type=content_type)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.set_etag(found.digest)
    return answer


def _page(found: KeptFile | BeingMade, name: str) -> str:
    return render_template(
        "exports/making.html",
        name=name,
        file=_address(),
        again=_address(making=True),
        found=found,
        ready=isinstance(found, KeptFile),
        size=_size(found),
    )


def _address(*, making: bool = False) -> str:
    """The file's own address, or that of the page about it: this one, with what was asked for and nothing else."""
    asked = [(name, value) for name, value in request.args.items(multi=True) if name != MAKING]
    if making:
        asked.append((MAKING, "1"))
    return request.path + (f"?{urlencode(asked)}" if asked else "")


def _size(found: KeptFile | BeingMade) -> int:
    """Kilobytes."""
    return (len(found.data) + 1023) // 1024 if isinstance(found, KeptFile) else 0


def _seat(seat_id: int) -> Seat:
    """The seat in the session of this thread. Raises NotPermitted where it is gone."""
    found = db.session.get(Seat, seat_id)
    if found is None:
        raise NotPermitted("not-permitted", act=declared_act())
    return found
