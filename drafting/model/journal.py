"""The journal: every act and every refusal, hash-chained and keyed, append-only.

Entries hold ids, never names or mail addresses, so that a person can be erased and the chain still holds. Each entry's
`mac` is HMAC-SHA-256 over the previous one's and its own facts in canonical JSON; the key is the instance's.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column

from drafting.model.base import Base

START = "0" * 64
BATCH = 1000


class JournalHead(Base):
    """The one row that is locked while an entry is appended."""

    __tablename__ = "journal_head"

    id: Mapped[int] = mapped_column(primary_key=True)
    sequence: Mapped[int] = mapped_column(default=0)
    mac: Mapped[str] = mapped_column(String(64), default=START)


class JournalEntry(Base):
    """One act or refusal. `outcome` is "done" or the code of the refusal; `subject` holds ids and figures only."""

    __tablename__ = "journal_entry"

    sequence: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    act: Mapped[str] = mapped_column(String(60))
    verb: Mapped[str] = mapped_column(String(60))
    outcome: Mapped[str] = mapped_column(String(60))
    seat_id: Mapped[int | None] = mapped_column(ForeignKey("seat.id"))
    subject: Mapped[dict[str, Any]] = mapped_column(JSON)
    mac: Mapped[str] = mapped_column(String(64))


def append(
    session: Session,
    *,
    act: str,
    verb: str,
    seat_id: int | None,
    at: datetime,
    outcome: str = "done",
    subject: dict[str, Any] | None = None,
) -> JournalEntry:
    """Append one entry and move the head. `session.info["journal_key"]` is the key (bytes)."""
    head = session.get(JournalHead, 1, with_for_update=True) or _first_head(session)
    entry = JournalEntry(
        sequence=head.sequence + 1,
        at=at,
        act=act,
        verb=verb,
        outcome=outcome,
        seat_id=seat_id,
        subject=subject or {},
        mac="",
    )
    entry.mac = _mac(session.info["journal_key"], head.mac, entry)
    head.sequence, head.mac = entry.sequence, entry.mac
    session.add(entry)
    session.flush()
    return entry


def _first_head(session: Session) -> JournalHead:
    """The head of an empty journal, made by the first writer; others wait for it and take it from there."""
    try:
        with session.begin_nested():
            session.add(JournalHead(id=1, sequence=0, mac=START))
    except IntegrityError:
        pass
    return session.get_one(JournalHead, 1, with_for_update=True)


def head_of(session: Session) -> str:
    """The journal's head in hex, as it is printed into issued drafts and their exports."""
    return session.scalar(select(JournalHead.mac).where(JournalHead.id == 1)) or START


@dataclass(frozen=True, slots=True)
class Verified:
    """The chain holds: how many entries it has, and its head."""

    count: int
    head: str


@dataclass(frozen=True, slots=True)
class Broken:
    """The chain breaks at entry `sequence` (one past the last when the tail was cut)."""

    sequence: int


def verify(session: Session) -> Verified | Broken:
    """Walk the chain from its start; an entry changed, missing, added or cut off at the tail is found."""
    key: bytes = session.info["journal_key"]
    before, count = START, 0
    for entry in _entries(session):
        if entry.sequence != count + 1 or not hmac.compare_digest(entry.mac, _mac(key, before, entry)):
            return Broken(count + 1)
        before, count = entry.mac, entry.sequence
    head = session.get(JournalHead, 1)
    if (head.sequence, head.mac) != (count, before) if head else count:
        return Broken(count + 1)
    return Verified(count, before)


def _entries(session: Session) -> Iterator[JournalEntry]:
    """All entries in order, a batch at a time, so that a long journal is never held whole."""
    last = None
    while True:
        query = select(JournalEntry).order_by(JournalEntry.sequence).limit(BATCH)
        batch = session.scalars(query if last is None else query.where(JournalEntry.sequence > last)).all()
        yield from batch
        if len(batch) < BATCH:
            return
        last = batch[-1].sequence


def _mac(key: bytes, before: str, entry: JournalEntry) -> str:
    told = [
        before,
        entry.sequence,
        entry.at.astimezone(UTC).isoformat(),
        entry.act,
        entry.verb,
        entry.outcome,
        entry.seat_id,
        entry.subject,
    ]
    canonical = json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    return hmac.new(key, canonical, hashlib.sha256).hexdigest()
