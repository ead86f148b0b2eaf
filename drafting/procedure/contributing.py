"""What every contribution goes through: rights and the server's clock, and the text as it is stored."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from datetime import datetime
from itertools import groupby

from sqlalchemy import select
from sqlalchemy.orm import Session

from drafting.errors import Closed, Invalid, NotFound
from drafting.model.paragraphs import DraftParagraph
from drafting.model.people import Delegation, Seat
from drafting.model.rounds import Round
from drafting.procedure.acting import case_of, require
from drafting.procedure.counters import take
from drafting.rules.deadlines import Timeliness, timeliness
from drafting.rules.lifecycle import REASON_LIMIT, RoundState
from drafting.rules.permissions import Act, Category, Role, may
from drafting.text.diff import MAX_BLOCK_CHARS
from drafting.text.tokens import BLANK_LINE

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_UNSEEN = re.compile(r"[\u200b\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
_EMPTY_LINES = re.compile(r"\A(?:[^\S\n]*\n)+")
SOURCE_LIMIT = 200
"""Longest source, in characters: what its column holds."""
LONGEST_TYPED = 3 * MAX_BLOCK_CHARS
"""What is longer than this, in code points as typed, is not even looked at: NFC and line ends shorten it by less."""
_BLANK_LINE = re.compile(r"\n[^\S\n]*\n")


def require_contributing(
    by: Seat,
    act: Act,
    round_: Round,
    *,
    at: datetime,
    form_opened: datetime | None = None,
    owner: str = "",
    own_seat: bool = False,
    on_behalf: bool = False,
) -> Timeliness:
    """Ask the rights table, and tell "never" from "no longer".

    Raises NotPermitted when `by` could not do `act` even in an open round; Closed ("deadline-passed", "round-closed")
    when only the time is against it. Gives how the moment stands to the deadline.
    """
    case = case_of(
        round_,
        at=at,
        form_opened=form_opened,
        owner=owner,
        own_seat=own_seat,
        head_submits=by.delegation.head_submits,
        on_behalf=on_behalf,
    )
    standing = by.standing if by.active and by.delegation.active else None
    if not may(standing, act, case):
        require(by, act, replace(case, round_state=RoundState.OPEN.value, in_time=True))
        passed = round_.state is RoundState.OPEN and not case.in_time
        raise Closed(
            "deadline-passed" if passed else "round-closed",
            round=round_.number,
            deadline=round_.deadline,
            act=act.value,
        )
    return timeliness(deadline=round_.deadline, form_opened=form_opened, at=at)


def require_in_time(round_: Round, *, at: datetime, form_opened: datetime | None = None) -> None:
    """Raise Closed ("deadline-passed") when the words of a contribution can no longer be changed."""
    if timeliness(deadline=round_.deadline, form_opened=form_opened, at=at) is Timeliness.TOO_LATE:
        raise Closed("deadline-passed", round=round_.number, deadline=round_.deadline)


def stored(text: str, *, field: str) -> str:
    """Typed text as it is stored: NFC, line ends as LF, without empty lines at its two ends; nothing else is changed.

    Takes time in proportion to the text, and none for one that is far too long. Raises Invalid: "control-character",
    "too-long".
    """
    if len(text) > LONGEST_TYPED:
        raise Invalid("too-long", field=field, limit=MAX_BLOCK_CHARS, length=len(text))
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = _EMPTY_LINES.sub("", text, count=1)
    words = text.rstrip()
    text = words + text[len(words) :].partition("\n")[0]
    if _CONTROL.search(text):
        raise Invalid("control-character", field=field)
    if len(text) > MAX_BLOCK_CHARS:
        raise Invalid("too-long", field=field, limit=MAX_BLOCK_CHARS, length=len(text))
    return text


def one_line(text: str, *, field: str, limit: int) -> str:
    """A name, a title, a reference: NFC, on one line, at most `limit` characters, which is what its column holds; signs
    that are not seen, or turn the order of what is seen, are left out.

    Raises Invalid: "control-character", "too-long".
    """
    if len(text) > LONGEST_TYPED:
        raise Invalid("too-long", field=field, limit=limit, length=len(text))
    text = " ".join(_UNSEEN.sub("", unicodedata.normalize("NFC", text)).split())
    if _CONTROL.search(text):
        raise Invalid("control-character", field=field)
    if len(text) > limit:
        raise Invalid("too-long", field=field, limit=limit, length=len(text))
    return text


def has_blank_line(text: str) -> bool:
    """Whether a blank line parts `text` into two blocks."""
    return _BLANK_LINE.search(text) is not None


def with_blank_lines(text: str) -> str:
    """`text` with each stretch of white space that holds a blank line as one blank line and nothing else."""
    groups = groupby(text.split("\n"), key=lambda line: bool(line.strip()))
    passages = ["\n".join(lines) for full, lines in groups if full]
    return BLANK_LINE.join(passage.strip(" \t") for passage in passages) if len(passages) > 1 else text


def given_reason(reason: str) -> str:
    """A reason as it is stored. Raises Invalid: "reason-missing", "reason-too-long"."""
    reason = stored(reason, field="reason").strip()
    if not reason:
        raise Invalid("reason-missing", field="reason")
    if len(reason) > REASON_LIMIT:
        raise Invalid("reason-too-long", field="reason", limit=REASON_LIMIT, length=len(reason))
    return reason


def given_source(source: str, *, by: Seat, owed: bool) -> str:
    """Where something that the secretariat enters comes from (a decision, an item of the meeting, an e-mail), as it is
    stored; "" for a delegation, which speaks for itself. Raises Invalid: "entry-source-missing" where it is `owed`,
    "too-long", "control-character".
    """
    if by.delegation.category is not Category.SECRETARIAT:
        return ""
    source = one_line(source, field="source", limit=SOURCE_LIMIT)
    if owed and not source:
        raise Invalid("entry-source-missing", field="source")
    return source


def marked_late(round_: Round, delegation: Delegation, timely: Timeliness) -> bool:
    """Whether an item of `delegation` came after the deadline, or when the round was closed already. The secretariat's
    own text keeps no deadline."""
    if delegation.category is Category.SECRETARIAT:
        return False
    return timely is not Timeliness.IN_TIME or round_.state is not RoundState.OPEN


def block_of(session: Session, round_: Round, key: int) -> DraftParagraph:
    """The block `key` of the round's draft. Raises NotFound."""
    row = session.scalar(
        select(DraftParagraph).where(DraftParagraph.draft_id == round_.draft_id, DraftParagraph.key == key)
    )
    if row is None or row.gone:
        raise NotFound("block-unknown", key=key)
    return row


def position(by: Seat, on_behalf_of: Delegation | None) -> tuple[Seat, Delegation, Seat | None]:
    """Whose item it is: its seat and delegation, and who entered it on behalf (None otherwise).

    What comes by e-mail is entered for the delegation's head where it has one. Raises Invalid
    ("delegation-inactive").
    """
    if on_behalf_of is None:
        return by, by.delegation, None
    if not on_behalf_of.active:
        raise Invalid("delegation-inactive", field="on_behalf_of")
    seats = [seat for seat in on_behalf_of.seats if seat.active]
    heads = [seat for seat in seats if seat.role is Role.HEAD]
    return (heads or seats or [by])[0], on_behalf_of, by


def next_amendment_number(session: Session, text_id: int) -> int:
    """Take the text's next A-number; on any database two takers never get the same."""
    return take(session, text_id, "next_amendment")


def next_comment_number(session: Session, text_id: int) -> int:
    """Take the text's next C-number; on any database two takers never get the same."""
    return take(session, text_id, "next_comment")
