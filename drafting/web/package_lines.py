"""Packages as they stand beside their amendments: on cards, on the desk, on a delegation's own page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flask import url_for

from drafting.model.amendments import Amendment
from drafting.procedure.packages import in_packages
from drafting.rules.labels import amendment_label
from drafting.web.access import seat
from drafting.web.database import db

Named = tuple[str, str]
"""What a link is called, and its address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageLine:
    """A package as it stands beside one of its amendments; `desk` is where the secretariat decides all of it."""

    title: str
    others: tuple[Named, ...]
    desk: str


def package_lines(slug: str, amendment_ids: Iterable[int]) -> dict[int, PackageLine]:
    """The packages of some amendments, by the amendments' ids; a constant number of queries."""
    found = in_packages(db.session(), list(amendment_ids), by=seat())
    return {
        id_: PackageLine(
            title=one.package.title,
            others=tuple(named(slug, amendment) for amendment in one.others),
            desk=url_for("linked.package", text=slug, package=one.package.id),
        )
        for id_, one in found.items()
    }


def named(slug: str, amendment: Amendment) -> Named:
    """An amendment's label and its address."""
    label = amendment_label(amendment.number, amendment.revision)
    return label, url_for("reading.amendment", text=slug, item=amendment.number)
