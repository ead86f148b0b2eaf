"""How long each file of the largest round takes to make, and our tables to read back.

The round is that of `load-demo --large`: 400 blocks, 900 amendments, 600 comments. A figure is the median of three in
seconds of the processor; beside it the same as a multiple of the clean Word file of the same draft in the same run. Run
as `python -m bench.files`.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from bench.pages import load
from bench.returned import with_changes
from drafting.exchange.read_table import RefusedRow, read
from drafting.model.people import Delegation, Seat
from drafting.model.rounds import Round
from drafting.model.texts import Text
from drafting.procedure.deliver import deliver
from drafting.procedure.export_draft import WRITERS, written
from drafting.procedure.export_round import FORMATS, round_written
from drafting.procedure.export_work import changes_written, draft_before
from drafting.procedure.layout import rows_of
from drafting.procedure.printed_places import printed_places
from drafting.procedure.read_returned import found_in
from drafting.procedure.submit_delivery import submit_delivery
from drafting.procedure.working_copy import working_copy
from drafting.rules.permissions import Category
from drafting.web.database import db
from drafting.web.wording_tables import telling
from drafting.web.wording_work import work_words

ASKED = 10.0
"""Seconds within which each file is made or read."""
TIMES = 3
RETURNED = 900
"""Tracked changes of the returned file."""
BESIDE = "clean-docx"
READ_BACK = ("compilation-xlsx", "compilation-docx", "comments-docx")
Made = TypeVar("Made")


def took(make: Callable[[], Made], session: Session) -> tuple[float, Made]:
    """The median time of the processor, each time with nothing loaded before, and what was made."""
    times = []
    for _ in range(TIMES):
        session.expunge_all()
        before = time.process_time()
        made = make()
        times.append(time.process_time() - before)
    return statistics.median(times), made


def measure(app: Flask) -> list[str]:
    """Print a line for each file; gives those that take longer than is asked."""
    late = []
    with app.app_context(), app.test_request_context():
        session = db.session()
        told = telling("Working group")

        def the_round() -> Round:
            found = select(Round).join(Text).where(Text.slug == "programme").order_by(Round.id.desc()).limit(1)
            return session.scalars(found).one()

        def secretary() -> Seat:
            seats = select(Seat).join(Delegation).where(Delegation.category == Category.SECRETARIAT)
            return session.scalars(seats.order_by(Seat.id).limit(1)).one()

        unit, _data = took(
            lambda: written(session, the_round().draft, BESIDE, group="Working group", by=secretary()), session
        )
        print(f"{'file of 900 amendments on 400 blocks':<46} {'size':>9} {'seconds':>8} {'× clean Word':>13}")

        def line(what: str, size: int, seconds: float, told: str = "") -> None:
            missed = "  MISSED" if seconds > ASKED else ""
            print(f"{what:<46} {size // 1000:>6} kB {seconds:>8.2f} {seconds / unit:>13.1f}{told}{missed}")
            if missed:
                late.append(f"{what}: {seconds:.1f} s")

        for fmt in WRITERS:
            seconds, data = took(
                lambda fmt=fmt: written(  # type: ignore[misc]
                    session, the_round().draft, fmt, group="Working group", by=secretary()
                ),
                session,
            )
            line(fmt, len(data), seconds)
        for fmt in FORMATS:
            seconds, data = took(
                lambda fmt=fmt: round_written(session, the_round(), fmt, telling=told, by=secretary()),  # type: ignore[misc]
                session,
            )
            line(fmt, len(data), seconds)
            if fmt in READ_BACK:
                known = list(printed_places(rows_of(session, the_round().draft)).values())
                seconds, rows = took(lambda data=data, known=known: read(data, known=known), session)  # type: ignore[misc]
                refused = sum(isinstance(row, RefusedRow) for row in rows)
                line(f"{fmt} read back", len(data), seconds, f"  {len(rows)} rows, {refused} refused")
        _work(session, the_round, secretary, line)
        db.session.remove()
    return late


def _work(
    session: Session, the_round: Callable[[], Round], secretary: Callable[[], Seat], line: Callable[..., None]
) -> None:
    """The files to work with, and a returned one from its bytes to the last of its amendments."""
    words = work_words(the_round().draft, the_round())

    def working() -> bytes:
        return working_copy(session, the_round().draft, words.guide, group="Working group", by=secretary())

    def changes() -> bytes:
        new = the_round().draft
        return changes_written(session, draft_before(new), new, words=words, group="Working group", by=secretary())

    seconds, copy = took(working, session)
    line("working-docx", len(copy), seconds)
    if the_round().draft.base is not None:
        seconds, data = took(changes, session)
        line("marked-docx", len(data), seconds)
    data = with_changes(copy, RETURNED)

    def brought() -> int:
        session.rollback()
        round_ = the_round()
        delegation = session.scalars(select(Delegation).where(Delegation.category == Category.STATE)).first()
        assert delegation is not None  # the large round has 27
        opened = found_in(session, round_, data, guides=[words.guide], member=delegation.name)
        made = deliver(
            session,
            round_,
            opened,
            name="returned.docx",
            data=data,
            delegation=delegation,
            source="bench",
            by=secretary(),
            at=round_.deadline,
        )
        return submit_delivery(session, made, reason="None is given.", by=secretary(), at=round_.deadline)

    seconds, count = took(brought, session)
    line(f"returned file with {RETURNED} tracked changes", len(data), seconds, f"  {count} amendments submitted")
    session.rollback()


def main() -> list[str]:
    """Measure; gives the files that take longer than is asked."""
    with tempfile.TemporaryDirectory() as kept:
        return measure(load(Path(kept)))


if __name__ == "__main__":
    sys.exit(1 if main() else 0)
