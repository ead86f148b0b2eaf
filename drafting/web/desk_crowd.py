"""A block on which much is proposed: filtered by delegation and status, twenty changes a page, collisions whole."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from drafting.web.desk_page import Cluster, DeskBlock, GroupCard

PER_PAGE = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What one page of the desk shows of a block.

    `delegations` and `total` are of the whole block; `independent` counts all free changes that pass the filter;
    `passages` link to the page on which each collision is.
    """

    clusters: Sequence[Cluster]
    free: Sequence[GroupCard]
    independent: int
    delegations: Sequence[str]
    delegation: str
    status: str
    page: int
    pages: int
    total: int
    passages: Markup

    @property
    def query(self) -> dict[str, str]:
        """The filter, as the query of an address."""
        return {name: value for name, value in (("delegation", self.delegation), ("status", self.status)) if value}


def shown_of(block: DeskBlock, query: Mapping[str, str]) -> Shown:
    """What `query` (delegation, status: open or decided, page) asks for; for a page that is not there, the nearest."""
    delegation, status = query.get("delegation", ""), query.get("status", "")
    clusters = [c for c in block.clusters if any(_passes(card, delegation, status) for card in c.cards)]
    free = [card for card in block.free if _passes(card, delegation, status)]
    pages = _pages(clusters, free)
    wanted = query.get("page", "1")
    number = min(max(int(wanted) if wanted.isdecimal() and len(wanted) < 5 else 1, 1), len(pages))
    every = [card for c in block.clusters for card in c.cards] + list(block.free)
    page_of = {c.id: n for n, page in enumerate(pages, start=1) for c in page if isinstance(c, Cluster)}
    return Shown(
        clusters=[one for one in pages[number - 1] if isinstance(one, Cluster)],
        free=[one for one in pages[number - 1] if isinstance(one, GroupCard)],
        independent=len(free),
        delegations=sorted({name for card in every for _label, _id, name, _reason, _count in card.amendments}),
        delegation=delegation,
        status=status,
        page=number,
        pages=len(pages),
        total=len(every),
        passages=_linked(block.passages, page_of, number),
    )


def _passes(card: GroupCard, delegation: str, status: str) -> bool:
    if delegation and all(name != delegation for _label, _id, name, _reason, _count in card.amendments):
        return False
    return not status or (status == "decided") == bool(card.ruling)


def _pages(clusters: Sequence[Cluster], free: Sequence[GroupCard]) -> list[list[Cluster | GroupCard]]:
    """Pages of at most twenty changes; a collision is never parted, so that a large one fills a page of its own."""
    pages: list[list[Cluster | GroupCard]] = [[]]
    filled = 0
    every: list[Cluster | GroupCard] = [*clusters, *free]
    for one in every:
        size = len(one.cards) if isinstance(one, Cluster) else 1
        if filled and filled + size > PER_PAGE:
            pages.append([])
            filled = 0
        pages[-1].append(one)
        filled += size
    return pages


def _linked(passages: Markup, page_of: Mapping[str, int], here: int) -> Markup:
    """The contested passages, each linked to its collision; those on another page by the page's address."""

    def address(found: re.Match[str]) -> str:
        page = page_of.get(found[1])
        return found[0] if page == here else f'href="?page={page or 1}#{found[1]}"'

    return Markup(re.sub(r'href="#(c\d+)"', address, str(passages)))
