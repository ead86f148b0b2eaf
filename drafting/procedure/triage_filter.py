"""Which of a round's items a view of the triage shows, and in what order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from drafting.model.people import Seat
from drafting.procedure.triage import Item
from drafting.rules.lifecycle import Disposition, ItemKind, Operation

STATUSES = (
    "open",
    "undecided",
    "held for the meeting",
    "fallen",
    "carried",
    "bracketed",
    "withdrawn",
    "accepted",
    "accepted in part",
    "accepted as modified",
    "not accepted",
    "answered",
    "noted",
)
"""What may be asked of an item's state: "open" is undecided whatever it is, "undecided" an amendment that is open,
"carried" and "bracketed" what publication does with one that is held; else the disposition's word."""

SORTS = ("place", "number", "delegation", "time")


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """What is asked for; "" and 0 ask for nothing, but replies come only where `type` asks for them. `assigned` is
    "me", "nobody" or a seat's id; `late`, `suggestion` (one without a member) and `on_behalf` are "yes" or ""."""

    type: str = ""
    kind: str = ""
    status: str = ""
    delegation: str = ""
    category: str = ""
    chapter: int = 0
    operation: str = ""
    collision: str = ""
    check: str = ""
    assigned: str = ""
    late: str = ""
    suggestion: str = ""
    on_behalf: str = ""
    sort: str = "place"


def chosen(items: Iterable[Item], asked: Filter, *, by: Seat) -> list[Item]:
    """The items that `asked` lets through, sorted; `items` are in the order of the text."""
    found = [item for item in items if _fits(item, asked, by)]
    match asked.sort:
        case "number":
            found.sort(key=lambda item: (item.comment is not None, item.number, item.what.id))
        case "delegation":
            found.sort(key=lambda item: item.what.delegation.name)
        case "time":
            found.sort(key=lambda item: (item.what.submitted_at, item.what.id))
    return found


def _fits(item: Item, asked: Filter, by: Seat) -> bool:
    what, amendment = item.what, item.amendment
    return (
        (item.type == asked.type if asked.type else item.type != "reply")
        and asked.kind in ("", what.kind.value)
        and _has_status(item, asked.status)
        and asked.delegation in ("", what.delegation.code)
        and asked.category in ("", what.delegation.category.value)
        and asked.chapter in (0, item.chapter)
        and (not asked.operation or (amendment is not None and amendment.operation.value == asked.operation))
        and (not asked.collision or (amendment is not None and (asked.collision == "collides") == bool(item.rivals)))
        and (not asked.check or asked.check in item.checks or (asked.check == "any" and bool(item.checks)))
        and _is_assigned(item, asked.assigned, by)
        and (not asked.late or what.late)
        and (not asked.suggestion or (amendment is not None and amendment.suggestion and not item.member))
        and (not asked.on_behalf or what.entered_by_id is not None)
    )


def _has_status(item: Item, status: str) -> bool:
    match status:
        case "":
            return True
        case "undecided":
            return item.amendment is not None and item.status == "open"
        case "carried" | "bracketed":
            fate = item.amendment.held_fate if item.amendment is not None else None
            return fate is not None and fate.value == status
        case Disposition.HELD.value:
            return item.held or item.status == status
        case _:
            return item.status == status


def _is_assigned(item: Item, assigned: str, by: Seat) -> bool:
    match assigned:
        case "":
            return True
        case "nobody":
            return item.assigned is None
        case "me":
            return item.assigned is not None and item.assigned.id == by.id
        case _:
            return item.assigned is not None and str(item.assigned.id) == assigned


READY: dict[str, Filter] = {
    "undecided": Filter(status="undecided"),
    "held": Filter(status="held for the meeting"),
    "fallen": Filter(status="fallen"),
    "carried": Filter(status="carried"),
    "bracketed": Filter(status="bracketed"),
    "withdrawn": Filter(status="withdrawn"),
    "editorial": Filter(type="amendment", kind=ItemKind.EDITORIAL.value, status="undecided"),
    "editorial-free": Filter(type="amendment", kind=ItemKind.EDITORIAL.value, collision="free", status="undecided"),
    "free": Filter(type="amendment", collision="free", status="undecided"),
    "mine": Filter(assigned="me", status="open"),
    "insertions": Filter(operation=Operation.INSERT.value, status="undecided"),
}
"""The views that are there without being saved, by name."""
