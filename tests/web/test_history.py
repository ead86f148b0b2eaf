from __future__ import annotations

from collections.abc import Callable
from html import unescape

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from drafting.model.people import Seat
from drafting.rules.lifecycle import Operation
from drafting.text.blocks import Block, Kind
from tests.desk import on_the_desk, publish, rule
from tests.factories import a_draft, a_head, a_seat, an_amendment, an_open_round
from tests.web.test_reading import Reader, words

ClientOf = Callable[[Seat | int], FlaskClient]


def a_reader(session: Session, client_of: ClientOf) -> Reader:
    """Reads Draft 2: paragraph 1 was split, 3 joined with 2, 4 deleted."""
    said = ("Cities listen to all. States compare results.", "Regions report.", "Observers speak.", "All act.")
    blocks = [Block(kind=Kind.PARAGRAPH, text=text) for text in said]
    round_ = an_open_round(session, a_draft(session, blocks=blocks))
    malta, reader = a_seat(session, "malta"), a_head(session).id
    split = an_amendment(session, round_, key=1, text=said[0].replace(". S", ".\n\nS"), reason="Two ideas.")
    join = an_amendment(session, round_, operation=Operation.JOIN, key=2, by=malta, reason="One idea.")
    gone = an_amendment(session, round_, operation=Operation.DELETE, key=4, by=malta, reason="Said elsewhere.")
    on_the_desk(session, round_)
    for amendment in (split, join, gone):
        rule(session, round_, [amendment])
    publish(session, round_)
    session.commit()
    return Reader(client_of(reader))


def test_a_part_that_was_split_off_has_the_history_of_what_it_was_part_of(
    session: Session, client_of: ClientOf
) -> None:
    page = unescape(words(a_reader(session, client_of).page("/framework/p/5/history")))
    assert "Before Draft 2 it was part of: Paragraph 1" in page
    assert "Draft 2: this one was split off: Paragraph 1" in page
    assert "Two ideas." in page and "Cities listen to all. States compare results." in page


def test_joined_blocks_lead_to_each_other(session: Session, client_of: ClientOf) -> None:
    reader = a_reader(session, client_of)
    assert "Draft 2: joined with this one: Paragraph 3" in words(reader.page("/framework/p/2/history"))
    page = reader.page("/framework/p/3/history")
    assert "Draft 2: this one was joined with: Paragraph 3" in words(page) and "/framework/p/2/history" in page


def test_a_deleted_block_keeps_its_history(session: Session, client_of: ClientOf) -> None:
    page = words(a_reader(session, client_of).page("/framework/p/4/history"))
    assert "It last stood in Draft 1." in page and "No longer in the text" in page
    assert "All act." in page and "Said elsewhere." in page


def test_the_panel_leads_to_the_whole_history_and_unknown_blocks_have_none(
    session: Session, client_of: ClientOf
) -> None:
    reader = a_reader(session, client_of)
    assert 'href="/framework/p/1/history"' in reader.page("/framework/2?p=1&tab=history")
    assert reader.client.get("/framework/p/77/history").status_code == 404
