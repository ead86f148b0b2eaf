"""Packages: a delegation says of its own amendments that they belong together, under a title.

It may do so as long as it may submit. What is decided is decided amendment by amendment; the desk offers the rest.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload
from sqlalchemy.orm.strategy_options import _AbstractLoad as Loading

from drafting.errors import Invalid, NotFound, NotPermitted
from drafting.model.amendments import Amendment
from drafting.model.packages import Package, PackageItem
from drafting.model.people import Delegation, Seat
from drafting.model.rounds import Round
from drafting.procedure.acting import hold_round, record, require, touch
from drafting.procedure.contributing import one_line, require_contributing
from drafting.rules.lifecycle import ItemState
from drafting.rules.permissions import Act, Case

TITLE_LIMIT = 200
"""Longest title, in characters: what its column holds."""
SMALLEST = 2
"""Fewest amendments that are a package."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InPackage:
    """What is shown of a package beside one of its amendments: the title and the other standing ones, by number."""

    package: Package
    others: tuple[Amendment, ...]


def make_package(
    session: Session, round_: Round, amendments: Sequence[Amendment], *, title: str, by: Seat, at: datetime
) -> Package:
    """Link amendments of `by`'s delegation under a title.

    Raises NotPermitted; Closed ("deadline-passed", "round-closed"); Invalid: "package-title-missing", "too-long",
    "package-too-small" (a package has two or more), and what `add_to_package` raises.
    """
    _require(session, round_, by.delegation, by=by, at=at)
    title = one_line(title, field="package_title", limit=TITLE_LIMIT)
    if not title:
        raise Invalid("package-title-missing", field="package_title")
    if len({amendment.id for amendment in amendments}) < SMALLEST:
        raise Invalid("package-too-small", field="amendments")
    _check(session, round_, by.delegation, amendments)
    package = Package(round_id=round_.id, delegation=by.delegation, title=title, seat_id=by.id, at=at, items=[])
    session.add(package)
    session.flush()
    _put(session, package, amendments)
    _record(session, round_, package.id, amendments, verb="make_package", by=by, at=at)
    return package


def add_to_package(
    session: Session, package: Package, amendments: Sequence[Amendment], *, by: Seat, at: datetime
) -> None:
    """Put further amendments of the same delegation into a package.

    Raises NotPermitted, also for another delegation's amendment; Closed; Invalid: "other-round", "already-withdrawn",
    "already-in-package" (with `number`, `title`), "package-too-small" where nothing is given; NotFound where a
    colleague dissolved it meanwhile.
    """
    round_ = session.get_one(Round, package.round_id)
    _require(session, round_, package.delegation, by=by, at=at)
    _lock(session, package.id)
    if not amendments:
        raise Invalid("package-too-small", field="amendments")
    _check(session, round_, package.delegation, amendments)
    _put(session, package, amendments)
    _record(session, round_, package.id, amendments, verb="add_to_package", by=by, at=at)


def link_with(
    session: Session, amendment: Amendment, other: Amendment, *, title: str, by: Seat, at: datetime
) -> Package:
    """Link an amendment with one that stands: into the other's package where it is in one, else into a new one under
    `title`. Raises as `make_package` and `add_to_package`."""
    there = session.scalar(select(PackageItem).where(PackageItem.amendment_id == other.id))
    if there is not None:
        add_to_package(session, there.package, [amendment], by=by, at=at)
        return there.package
    round_ = session.get_one(Round, amendment.round_id)
    return make_package(session, round_, [other, amendment], title=title, by=by, at=at)


def take_out(session: Session, amendment: Amendment, *, by: Seat, at: datetime) -> None:
    """Unlink an amendment; a package of which one is left is none any more, and goes.

    Raises NotPermitted; Closed; NotFound ("package") where it is in none.
    """
    round_ = session.get_one(Round, amendment.round_id)
    _require(session, round_, amendment.delegation, by=by, at=at)
    its = select(PackageItem).where(PackageItem.amendment_id == amendment.id)
    item = session.scalar(its)
    if item is not None:
        _lock(session, item.package_id)
        item = session.scalar(its)  # a colleague may have taken it out while this act waited
    if item is None:
        raise NotFound("package", number=amendment.number)
    package_id = item.package_id
    left = session.scalars(select(PackageItem).where(PackageItem.package_id == package_id)).all()
    going = [item] if len(left) > SMALLEST else list(left)
    for one in going:
        session.delete(one)
    session.flush()
    package = session.get_one(Package, package_id)
    session.expire(package)
    if len(going) == len(left):
        session.delete(package)
    session.flush()
    _record(session, round_, package_id, [amendment], verb="take_out", by=by, at=at)


def packages_of(session: Session, round_: Round, *, by: Seat) -> list[Package]:
    """The packages of `by`'s delegation in the round, oldest first."""
    query = select(Package).where(Package.round_id == round_.id, Package.delegation_id == by.delegation_id)
    return list(session.scalars(query.order_by(Package.id).options(_with_items())))


def find_package(session: Session, round_: Round, package_id: int) -> Package:
    """A package of the round. Raises NotFound."""
    package = session.scalar(
        select(Package).where(Package.id == package_id, Package.round_id == round_.id).options(_with_items())
    )
    if package is None:
        raise NotFound("package", package=package_id)
    return package


def in_packages(session: Session, amendment_ids: Collection[int], *, by: Seat) -> dict[int, InPackage]:
    """For each amendment that is in a package: the package and its other standing amendments, in three queries; for
    cards, the desk and compilations. Raises NotPermitted as reading what they are does."""
    if not amendment_ids:
        return {}
    holding = select(PackageItem.package_id).where(PackageItem.amendment_id.in_(amendment_ids))
    packages = session.scalars(select(Package).where(Package.id.in_(holding)).options(_with_items())).all()
    for round_id in {package.round_id for package in packages}:
        draft = session.get_one(Round, round_id).draft
        require(by, Act.READ_CONTRIBUTIONS, Case(draft_state=draft.state.value))
    out = {}
    for package in packages:
        standing = [item.amendment for item in package.items if item.amendment.state is ItemState.SUBMITTED]
        for item in package.items:
            others = sorted((a for a in standing if a.id != item.amendment_id), key=lambda a: a.number)
            out[item.amendment_id] = InPackage(package=package, others=tuple(others))
    return out


def carry_packages(session: Session, round_: Round, carried: Mapping[int, Amendment]) -> None:
    """What was linked and is carried is linked in the new round too; `carried` maps the id in the earlier round to the
    amendment in `round_`. Of a package of which one amendment is carried, nothing is left to link."""
    holding = select(PackageItem.package_id).where(PackageItem.amendment_id.in_(carried))
    for package in session.scalars(select(Package).where(Package.id.in_(holding)).order_by(Package.id)).all():
        items = [carried[item.amendment_id] for item in package.items if item.amendment_id in carried]
        if len(items) < SMALLEST:
            continue
        again = Package(
            round_id=round_.id,
            delegation_id=package.delegation_id,
            title=package.title,
            seat_id=package.seat_id,
            at=package.at,
            items=[],
        )
        session.add(again)
        _put(session, again, items)


def _with_items() -> Loading:
    return selectinload(Package.items).joinedload(PackageItem.amendment).joinedload(Amendment.delegation)


def _require(session: Session, round_: Round, owner: Delegation, *, by: Seat, at: datetime) -> None:
    hold_round(session, round_)
    require_contributing(by, Act.LINK, round_, at=at, owner=owner.code)


def _lock(session: Session, package_id: int) -> None:
    """Hold a package: of two colleagues who change it at once, the second waits and finds what the first left. Raises
    NotFound."""
    held = session.scalar(select(Package.id).where(Package.id == package_id).with_for_update())
    if held is None:
        raise NotFound("package", package=package_id)


def _check(session: Session, round_: Round, owner: Delegation, amendments: Sequence[Amendment]) -> None:
    """Refuse what cannot be put into a package; of two colleagues at once the second waits, and finds the first's."""
    for amendment in sorted(amendments, key=lambda amendment: amendment.id):
        session.refresh(amendment, ["version", "state", "delegation_id"], with_for_update=True)
        if amendment.delegation_id != owner.id:
            raise NotPermitted("not-permitted", act=Act.LINK.value)
        if amendment.round_id != round_.id:
            raise Invalid("other-round", number=amendment.number)
        if amendment.state is ItemState.WITHDRAWN:
            raise Invalid("already-withdrawn", number=amendment.number)
        there = session.scalar(select(PackageItem).where(PackageItem.amendment_id == amendment.id))
        if there is not None:
            raise Invalid("already-in-package", number=amendment.number, title=there.package.title)


def _put(session: Session, package: Package, amendments: Sequence[Amendment]) -> None:
    package.items += [PackageItem(amendment=amendment) for amendment in dict.fromkeys(amendments)]
    session.flush()


def _record(
    session: Session,
    round_: Round,
    package_id: int,
    amendments: Sequence[Amendment],
    *,
    verb: str,
    by: Seat,
    at: datetime,
) -> None:
    touch(session, round_.draft_id)
    linked = sorted(amendment.id for amendment in amendments)
    record(session, act=Act.LINK, verb=verb, by=by, at=at, round=round_.id, package=package_id, amendments=linked)
