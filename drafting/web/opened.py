"""When a form was opened, signed, so that the ten minutes of grace cannot be claimed for a form opened later."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer

from drafting.model.rounds import Round


def opened_now(round_: Round, at: datetime) -> str:
    """The hidden field of a form that is made at `at`."""
    return _serializer().dumps([round_.id, at.timestamp()])


def opened_at(round_: Round, field: str) -> datetime | None:
    """When the form of `round_` was made; None when the field is missing, foreign or tampered with."""
    try:
        round_id, stamp = _serializer().loads(field)
    except (BadSignature, ValueError, TypeError):
        return None
    return datetime.fromtimestamp(float(stamp), UTC) if round_id == round_.id else None


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.config["SECRET_KEY"]), salt="form opened")
