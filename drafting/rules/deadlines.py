"""Strasbourg time, the ten minutes of grace, and how long is left. All moments are timezone-aware."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

STRASBOURG = ZoneInfo("Europe/Paris")
GRACE = timedelta(minutes=10)
LONGEST_ROUND = timedelta(days=731)
"""How far off a deadline may lie: two years; a year mistyped is refused, since a deadline is only ever moved later."""


class Timeliness(StrEnum):
    """How a contribution stands to the deadline by the server's clock."""

    IN_TIME = "in time"
    LATE_WITHIN_GRACE = "late within grace"
    TOO_LATE = "too late"


def timeliness(*, deadline: datetime, form_opened: datetime | None, at: datetime) -> Timeliness:
    """A form opened before `deadline` may be sent for ten minutes after it, and is marked late."""
    if at <= deadline:
        return Timeliness.IN_TIME
    if form_opened is not None and form_opened <= deadline and at <= deadline + GRACE:
        return Timeliness.LATE_WITHIN_GRACE
    return Timeliness.TOO_LATE


@dataclass(frozen=True, slots=True)
class Left:
    """Whole days left; within the last day, whole hours; then minutes. All zero when the deadline has passed."""

    days: int
    hours: int
    minutes: int


def left(*, deadline: datetime, at: datetime) -> Left:
    """How much time is left until `deadline`."""
    rest = max(deadline - at, timedelta(0))
    return Left(rest.days, rest.seconds // 3600, rest.seconds % 3600 // 60)
