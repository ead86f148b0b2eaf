"""What the address asks for of a round's contributions: the filters of the list, and of the files of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from flask import request

from drafting.model.rounds import Round
from drafting.procedure.round_items import DECIDED, SORTS, STANDING, Asked, decisions_told
from drafting.rules.lifecycle import ItemKind
from drafting.web.access import seat

TYPES = ("amendment", "comment", "proposal", "reply")


def statuses_of(round_: Round) -> Sequence[str]:
    return (*STANDING, *DECIDED) if decisions_told(round_, seat()) else STANDING


def asked_of(round_: Round) -> Asked:
    """The filters of the address; what is not offered asks for nothing."""

    def one_of(name: str, offered: Sequence[str], default: str = "") -> str:
        value = request.args.get(name, "")
        return value if value in offered else default

    return Asked(
        delegation=request.args.get("delegation", "")[:40],
        type=one_of("type", TYPES),
        kind=one_of("kind", tuple(kind.value for kind in ItemKind)),
        status=one_of("status", statuses_of(round_)),
        chapter=request.args.get("chapter", None, int),
        paragraph=request.args.get("paragraph", "").strip()[:60],
        sort=one_of("sort", SORTS, "place"),
    )


def query_of(asked: Asked) -> dict[str, Any]:
    """The filters as an address has them: only what asks for something."""
    told = {name: value for name, value in asdict(asked).items() if value not in ("", None)}
    return told if asked.sort != "place" else {name: value for name, value in told.items() if name != "sort"}
