from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from drafting.model.paragraphs import DraftParagraph
from drafting.model.people import Seat
from drafting.model.rounds import Round
from drafting.model.texts import Draft
from drafting.rules.lifecycle import Operation, Ruling
from drafting.rules.permissions import Category
from drafting.text.blocks import Block, Kind
from tests.desk import REASON, group_of, on_the_desk, publish, rule
from tests.factories import ENCOURAGE, a_draft, a_head, a_seat, an_amendment, an_open_round, the_secretariat
from tests.web.test_reading import Reader, words

ClientOf = Callable[[Seat | int], FlaskClient]
REQUIRE = ENCOURAGE.replace("encourage", "require")
BLOCKS = (
    Block(kind=Kind.HEADING, text="Practice", level=2),
    Block(kind=Kind.PARAGRAPH, text=ENCOURAGE),
    Block(kind=Kind.PARAGRAPH, text="Cities should act."),
    Block(kind=Kind.PARAGRAPH, text="States should help them."),
)


@pytest.fixture
def bergen(client_of: ClientOf, session: Session) -> Reader:
    """Reads Draft 2: two changes in paragraph 1 (Bergen's and Malta's), paragraph 2 deleted, one inserted by Malta."""
    round_ = an_open_round(session, a_draft(session, blocks=BLOCKS))
    malta, reader = a_seat(session, "malta"), a_head(session).id
    require = an_amendment(session, round_, key=2, text=REQUIRE, reason="It must be a duty.")
    year = an_amendment(session, round_, key=2, text=ENCOURAGE.replace("two years", "year"), by=malta, reason="Sooner.")
    refused = an_amendment(session, round_, key=2, text=ENCOURAGE.replace("Member ", ""), by=malta)
    gone = an_amendment(session, round_, key=3, operation=Operation.DELETE, by=malta, reason="Said elsewhere.")
    new = an_amendment(session, round_, key=4, operation=Operation.INSERT, text="All shall report.", by=malta)
    on_the_desk(session, round_)
    rule(
        session,
        round_,
        {
            group_of(session, round_, require): Ruling.ACCEPT,
            group_of(session, round_, year): Ruling.ACCEPT,
            group_of(session, round_, refused): Ruling.REFUSE,
        },
    )
    rule(session, round_, [gone], key=3)
    rule(session, round_, [new], key=4)
    publish(session, round_)
    session.commit()
    return Reader(client_of(reader))


def section(page: str, key: int) -> str:
    found = re.search(rf'<section class="para[^>]* id="p{key}".*?</section>', page, re.DOTALL)
    assert found, f"no block {key}"
    return found[0]


def test_what_changed_is_shown_block_by_block_and_what_stayed_is_counted(bergen: Reader) -> None:
    page = bergen.page("/framework/1..2")
    assert "1 changed, 1 new, 1 deleted, 2 unchanged." in words(page)
    assert "<del>encourage</del>" in section(page, 2) and "<ins>require</ins>" in section(page, 2)
    assert "<del>Cities should act.</del>" in section(page, 3)
    assert "<ins>All shall report.</ins>" in section(page, 5)
    assert 'id="p4"' not in page
    assert page.index('id="p2"') < page.index('id="p3"') < page.index('id="p5"')


def test_what_changed_is_said_in_words_before_it(bergen: Reader) -> None:
    page = bergen.page("/framework/1..2")
    said = "In words: replaces “encourage” with “require”"
    assert words(section(page, 2)).index(said) < words(section(page, 2)).index("Member States")
    assert "Deleted: Cities should act." in words(section(page, 3))
    assert "New: All shall report." in words(section(page, 5))
    assert said in words(bergen.page("/framework/2/p/2?tab=history"))
    assert said in words(bergen.page("/framework/2?view=changes"))


def test_what_stayed_is_shown_when_asked_for(bergen: Reader) -> None:
    page = bergen.page("/framework/1..2?all=1")
    assert "States should help them." in words(section(page, 4))


def test_why_tells_for_each_changed_word_the_delegation_the_reason_and_the_decision(bergen: Reader) -> None:
    page = bergen.page("/framework/1..2?why=2")
    items = [words(item) for item in re.findall(r"<li><span class=\"diff\".*?</li>", page, re.DOTALL)]
    of_require = next(item for item in items if item.startswith("In words: adds “require”. require"))
    assert "A-001 Bergen: It must be a duty." in of_require and "Decision: accepted" in of_require
    assert "Malta" not in of_require
    of_year = " ".join(item for item in items if "Bergen" not in item)
    assert "A-002 Malta: Sooner." in of_year
    assert REASON not in " ".join(items)


def test_why_of_a_deleted_and_of_an_inserted_block_names_who_proposed_it(bergen: Reader) -> None:
    assert "A-004 Malta: Said elsewhere." in words(section(bergen.page("/framework/1..2?why=3"), 3))
    assert "A-005 Malta" in words(section(bergen.page("/framework/1..2?why=5"), 5))


def test_every_changed_block_has_a_link_to_why_without_javascript(bergen: Reader) -> None:
    page = bergen.page("/framework/1..2")
    for key in (2, 3, 5):
        assert f'href="/framework/1..2?why={key}#p{key}"' in section(page, key)
    assert "Why it reads like this" in words(bergen.page("/framework/2/p/2?tab=history"))


def test_any_two_drafts_are_chosen_without_a_script(bergen: Reader) -> None:
    page = bergen.page("/framework/1..2")
    assert re.search(r'<select id="before" name="before"><option value="1" selected>.*?<option value="2">', page)
    assert re.search(r'<select id="after" name="after"><option value="1">.*?<option value="2" selected>', page)
    assert 'href="/framework/2..1"' in page
    for asked, address in (
        ("", "/framework/1..2"),
        ("?before=2&after=1", "/framework/2..1"),
        ("?before=1&after=2&all=1", "/framework/1..2?all=1"),
    ):
        answer = bergen.client.get(f"/framework/compare{asked}")
        assert (answer.status_code, answer.headers["Location"]) == (303, address)
    assert bergen.client.get("/framework/1..9").status_code == 404


def test_the_other_way_round_what_was_added_is_shown_as_deleted(bergen: Reader) -> None:
    page = bergen.page("/framework/2..1")
    assert "<del>require</del>" in section(page, 2) and "<ins>encourage</ins>" in section(page, 2)
    assert "You are looking backwards" in words(page)
    assert "Why" not in words(section(page, 2))


def test_a_link_to_a_block_of_an_older_draft_leads_to_the_same_block_of_the_latest(bergen: Reader) -> None:
    older = bergen.page("/framework/1/p/2?tab=comments")
    assert "This draft has been followed by another." in words(older)
    assert 'href="/framework/2/p/2?tab=comments">To Draft 2</a>' in older
    assert "This draft has been followed by another." not in words(bergen.page("/framework/2/p/2"))
    gone = bergen.page("/framework/1/p/3")
    assert 'href="/framework/2/p/3?tab=amendments">To Draft 2</a>' in gone
    assert bergen.client.get("/framework/2/p/3?tab=amendments").status_code == 200


def test_a_draft_is_the_same_as_itself(bergen: Reader) -> None:
    page = words(bergen.page("/framework/1..1"))
    assert "These are the same draft." in page and "Nothing changed between these two drafts." in page


def test_what_changed_is_listed_and_each_change_leads_to_the_next(bergen: Reader) -> None:
    page = bergen.page("/framework/1..2")
    listed = re.search(r'<details class="changes-list".*?</details>', page, re.DOTALL)
    assert listed and re.findall(r'href="#p(\d+)"', listed[0]) == ["2", "3", "5"]
    assert "Previous change" not in section(page, 2)
    assert re.findall(r'href="#p(\d+)"', section(page, 3)) == ["2", "5"]
    assert "Next change" not in section(page, 5)


def test_over_several_drafts_each_step_is_told_with_splits_and_joins(session: Session, client_of: ClientOf) -> None:
    blocks = [
        Block(kind=Kind.PARAGRAPH, text=text)
        for text in ("Cities listen to all. States compare results.", "Regions report.", "Observers speak.")
    ]
    first = an_open_round(session, a_draft(session, blocks=blocks))
    malta, reader = a_seat(session, "malta"), a_head(session).id
    split = an_amendment(session, first, key=1, text=blocks[0].text.replace(". S", ".\n\nS"), reason="Two ideas.")
    on_the_desk(session, first)
    rule(session, first, [split])
    publish(session, first)
    text = first.draft.text
    second_draft = session.scalars(select(Draft).where(Draft.text_id == text.id, Draft.number == 2)).one()
    second = an_open_round(session, second_draft)
    part = session.scalars(
        select(DraftParagraph).where(DraftParagraph.draft_id == second_draft.id, DraftParagraph.rank > 0)
    ).all()
    key = next(row.key for row in part if row.text == "States compare results.")
    must = an_amendment(session, second, key=key, text="States must compare results.", by=malta, reason="A duty.")
    join = an_amendment(session, second, operation=Operation.JOIN, key=2, by=malta, reason="One idea.")
    on_the_desk(session, second)
    rule(session, second, {group_of(session, second, must): Ruling.ACCEPT}, key=key)
    rule(session, second, [join])
    publish(session, second)
    session.commit()
    bergen = Reader(client_of(reader))
    page = bergen.page("/framework/1..3")
    assert "split" in section(page, key) and "Split off paragraph 1 of Draft 1." in words(section(page, key))
    assert "<ins>must </ins>" in section(page, key) or "<ins> must</ins>" in section(page, key)
    assert "Made of paragraph 2, paragraph 3 of Draft 1." in words(section(page, 2))
    assert 'id="p3"' not in page
    why = words(section(bergen.page(f"/framework/1..3?why={key}"), key))
    assert why.index("In Draft 2") < why.index("Bergen: Two ideas.") < why.index("In Draft 3")
    assert why.index("In Draft 3") < why.index("Malta: A duty.")
    assert "Malta: One idea." in words(section(bergen.page("/framework/1..3?why=2"), 2))


def test_a_working_draft_is_not_compared_for_a_delegate(client_of: ClientOf, session: Session) -> None:
    round_: Round = an_open_round(session, a_draft(session))
    on_the_desk(session, round_)
    reader, by = a_head(session).id, the_secretariat(session).id
    outside = a_seat(session, "committee", category=Category.PARENT_COMMITTEE).id
    session.commit()
    assert client_of(reader).get("/framework/1..2").status_code == 404
    assert client_of(outside).get("/framework/1..2").status_code == 404
    assert client_of(by).get("/framework/1..2").status_code == 200


def test_splits_joins_and_moves_are_shown_before_and_after_publication_with_who_proposed_them(
    session: Session, client_of: ClientOf
) -> None:
    blocks = [
        Block(kind=Kind.PARAGRAPH, text=text)
        for text in ("Cities listen to all. States compare results.", "Regions report.", "Observers speak.", "All act.")
    ]
    round_ = an_open_round(session, a_draft(session, blocks=blocks))
    malta, reader = a_seat(session, "malta"), a_head(session).id
    split = an_amendment(session, round_, key=1, text=blocks[0].text.replace(". S", ".\n\nS"), reason="Two ideas.")
    join = an_amendment(session, round_, operation=Operation.JOIN, key=2, by=malta, reason="One idea.")
    move = an_amendment(session, round_, operation=Operation.MOVE, key=4, after=0, by=malta, reason="It comes first.")
    on_the_desk(session, round_)
    for amendment in (split, join, move):
        rule(session, round_, [amendment])
    secretary = the_secretariat(session)
    session.commit()
    preview = client_of(secretary).get("/framework/desk/preview").get_data(as_text=True)
    assert (
        preview.index("All act.") < preview.index("Cities listen") < preview.index("Regions report. Observers speak.")
    )
    assert re.findall(r'<span class="tag">(\w+)', preview) == ["moved", "split", "split", "joined"]
    assert 'href="/framework/desk/5"' not in preview  # the part that is split off is decided where it comes from

    session.rollback()  # what it read is older than the visit
    publish(session, round_)
    session.commit()
    bergen = Reader(client_of(reader))
    page = bergen.page("/framework/1..2")
    assert "moved" in section(page, 4) and "joined" in section(page, 2) and "split" in section(page, 5)
    assert "<ins>" in section(page, 5) and "States compare results." in words(section(page, 5))
    assert "<ins>" not in section(page, 2)
    assert "Bergen: Two ideas." in words(section(bergen.page("/framework/1..2?why=5"), 5))
    assert "Malta: One idea." in words(section(bergen.page("/framework/1..2?why=2"), 2))
    why = words(section(bergen.page("/framework/1..2?why=4"), 4))
    assert "Move paragraph" in why and "Malta: It comes first." in why
    changes = bergen.page("/framework/2?view=changes")
    assert "<del>Observers speak.</del>" not in changes
