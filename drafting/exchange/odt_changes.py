"""The tracked changes of an OpenDocument text: told in a list of their own, at whose places stand only references."""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

from drafting.exchange.odt_names import DC, OFFICE, TEXT, XML
from drafting.exchange.returned import Signed, moment

CHANGE_INFO = f"{OFFICE}change-info"


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """One change. A deletion of what another inserted is both; `content` is what was deleted."""

    inserted: Signed | None = None
    deleted: Signed | None = None
    reformatted: Signed | None = None
    content: etree._Element | None = None


def regions_of(text: etree._Element) -> dict[str, Region]:
    """The changes, by id."""
    out: dict[str, Region] = {}
    for told in text.iter(f"{TEXT}changed-region"):
        deletion = told.find(f"{TEXT}deletion")
        region = Region(
            inserted=_signed(told.find(f"{TEXT}insertion")),
            deleted=_signed(deletion),
            reformatted=_signed(told.find(f"{TEXT}format-change")),
            content=deletion,
        )
        for name in (f"{TEXT}id", f"{XML}id"):
            if own := told.get(name):
                out[own] = region
    return out


def signed_by(element: etree._Element) -> Signed:
    """Whose and when, as the Dublin Core elements in `element` say."""
    author = " ".join((element.findtext(f"{DC}creator") or "").split())
    return Signed(author=author, at=moment(element.findtext(f"{DC}date")))


def _signed(change: etree._Element | None) -> Signed | None:
    if change is None:
        return None
    information = change.find(CHANGE_INFO)
    return signed_by(information) if information is not None else Signed(author="")
