from __future__ import annotations

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from drafting.errors import NotFound
from drafting.model.rounds import Round
from drafting.procedure.collisions import collisions_on
from drafting.procedure.linked import Rewordings, links_of_package, same_change
from drafting.procedure.packages import make_package
from drafting.procedure.withdraw_amendment import withdraw_amendment
from drafting.rules.lifecycle import Operation, Ruling
from drafting.rules.permissions import Category
from drafting.text.blocks import Block, Kind
from tests.desk import group_of, on_the_desk, rule
from tests.factories import NOON, a_draft, a_head, a_seat, an_amendment, an_open_round

TEXTS = (
    "Cities help “new” migrants.",
    "Migrants work; States help migrants and migrants’ children.",
    "Regions help migrants, where they can.",
    "Nobody else is named.",
    "The migrants decide.",
)


def a_round(session: Session, texts: tuple[str, ...] = TEXTS) -> Round:
    return an_open_round(session, a_draft(session, paragraphs=texts))


def propose(session: Session, round_: Round, key: int, old: str, new: str, code: str = "bergen", **more: object):  # type: ignore[no-untyped-def]
    text = TEXTS[key - 1].replace(old, new)
    return an_amendment(session, round_, key=key, text=text, by=a_head(session, code), **more)


def test_the_same_change_is_found_in_other_blocks_whoever_proposes_it(session: Session) -> None:
    round_ = a_round(session)
    first = propose(session, round_, 1, "migrants", "newcomers")
    propose(session, round_, 3, "migrants", "newcomers", "malta")
    propose(session, round_, 5, "migrants", "arrivals")

    found = same_change(session, round_, 1, group_of(session, round_, first).id)

    assert [link.key for link in found.links] == [1, 3]
    assert [g.proposers for link in found.links for g in link.groups] == [("Bergen",), ("Malta",)]
    assert (found.rewording.old, found.rewording.new) == ("migrants", "newcomers")
    assert [row.key for row in found.also] == [2, 5]


def test_each_place_of_one_block_is_its_own_change_there(session: Session) -> None:
    round_ = a_round(session, ("Help migrants today, or help migrants later on, if you can.", "All help migrants."))
    text = "Help newcomers today, or help newcomers later on, if you can."
    first = an_amendment(session, round_, key=1, text=text)
    an_amendment(session, round_, key=2, text="All help newcomers.")
    found = same_change(session, round_, 1, collisions_on(session, round_, 1).groups[0].id)
    assert [(link.key, len(link.groups)) for link in found.links] == [(1, 2), (2, 1)]
    assert first in found.links[0].groups[1].amendments


def test_a_collision_is_named_at_its_place_and_a_suggestion_is_known(session: Session) -> None:
    round_ = a_round(session)
    propose(session, round_, 1, "migrants", "newcomers")
    rival = propose(session, round_, 1, "migrants", "arrivals", "malta")
    observer = a_seat(session, "network", category=Category.OBSERVER)
    other = an_amendment(session, round_, key=3, text=TEXTS[2].replace("migrants", "newcomers"), by=observer)
    found = same_change(session, round_, 3, group_of(session, round_, other).id)
    assert [(link.rivals, link.member) for link in found.links] == [((rival,), True), ((), False)]


def test_what_is_decided_already_is_told_with_its_decision(session: Session) -> None:
    round_ = a_round(session)
    first = propose(session, round_, 1, "migrants", "newcomers")
    propose(session, round_, 3, "migrants", "newcomers")
    on_the_desk(session, round_)
    rule(session, round_, {group_of(session, round_, first): Ruling.REFUSE}, reason="Another word is used.")
    links = same_change(session, round_, 1, group_of(session, round_, first).id).links
    assert links[0].decided is not None and links[0].decided.reason == "Another word is used."
    assert links[1].decided is None


def test_a_withdrawn_change_is_not_linked_any_more(session: Session) -> None:
    round_ = a_round(session)
    first = propose(session, round_, 1, "migrants", "newcomers")
    other = propose(session, round_, 3, "migrants", "newcomers", "malta")
    withdraw_amendment(session, other, by=a_head(session, "malta"), at=NOON)
    found = same_change(session, round_, 1, group_of(session, round_, first).id)
    assert [link.key for link in found.links] == [1]
    assert 3 in [row.key for row in found.also]


def test_what_is_not_there_is_not_found(session: Session) -> None:
    round_ = a_round(session)
    gone = an_amendment(session, round_, operation=Operation.DELETE, key=1)
    for name in ("p0-0-1-00000000", group_of(session, round_, gone).id):
        with pytest.raises(NotFound):
            same_change(session, round_, 1, name)


def test_the_cells_of_a_table_are_looked_through_too(session: Session) -> None:
    blocks = [
        Block(kind=Kind.ROW, cells=("Help migrants", "Cities"), table=1),
        Block(kind=Kind.ROW, cells=("Report", "All migrants"), table=1),
    ]
    round_ = an_open_round(session, a_draft(session, blocks=blocks))
    first = an_amendment(session, round_, key=1, part=0, text="Help newcomers")
    found = same_change(session, round_, 1, group_of(session, round_, first).id)
    assert [row.key for row in found.also] == [2]


def test_the_links_of_a_package_are_its_amendments_in_the_order_of_the_text(session: Session) -> None:
    round_ = a_round(session)
    last = propose(session, round_, 3, "Regions", "All regions")
    gone = an_amendment(session, round_, operation=Operation.DELETE, key=2)
    package = make_package(session, round_, [last, gone], title="One aim", by=a_head(session), at=NOON)
    assert [link.key for link in links_of_package(session, round_, package)] == [2, 3]


def test_links_take_the_same_number_of_queries_however_much_is_proposed(session: Session) -> None:
    round_ = a_round(session, tuple(f"Number {n} helps migrants." for n in range(1, 13)))

    def asked() -> int:
        session.flush()
        session.expire_all()
        counted: list[str] = []
        listener = lambda *args: counted.append(str(args[2]))  # noqa: E731
        event.listen(session.get_bind(), "before_cursor_execute", listener)
        group = collisions_on(session, round_, 1).groups[0]
        counted.clear()
        same_change(session, round_, 1, group.id)
        told = Rewordings(session, round_)
        assert told.elsewhere(group) >= 0
        event.remove(session.get_bind(), "before_cursor_execute", listener)
        return len(counted)

    for key in (1, 2):
        an_amendment(session, round_, key=key, text=f"Number {key} helps newcomers.")
    few = asked()
    for key in range(3, 13):
        an_amendment(session, round_, key=key, text=f"Number {key} helps newcomers.")
    assert asked() == few
