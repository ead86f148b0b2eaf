from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from html.parser import HTMLParser

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event
from sqlalchemy.orm import Session

from drafting.model.comments import Comment
from drafting.model.people import Seat
from drafting.model.rounds import Round
from drafting.model.texts import Draft
from drafting.procedure.change_comment import withdraw_comment
from drafting.procedure.rounds import extend_round
from drafting.procedure.withdraw_amendment import withdraw_amendment
from drafting.rules.lifecycle import Operation, Ruling
from drafting.rules.permissions import Category, Role
from drafting.text.blocks import Block, Kind
from drafting.web.database import db
from tests.desk import ON_THE_DESK, group_of, on_the_desk, publish, rule
from tests.factories import (
    DEADLINE,
    ENCOURAGE,
    NOON,
    a_comment,
    a_draft,
    a_head,
    a_seat,
    an_amendment,
    an_open_round,
    the_secretariat,
)
from tests.peers.application import Clock

ClientOf = Callable[[Seat | int], FlaskClient]
REQUIRE = ENCOURAGE.replace("encourage", "require")
SUPPORT = ENCOURAGE.replace("encourage", "support")
LATER = NOON + timedelta(hours=2)
BLOCKS = (
    Block(kind=Kind.HEADING, text="Institutional practice", label="A.", level=2),
    Block(kind=Kind.PARAGRAPH, text=ENCOURAGE),
    Block(kind=Kind.PARAGRAPH, text="Cities *should* act,[^one] as [paragraph 1](#2) says:"),
    Block(kind=Kind.POINT, text="review the law;", style="a)"),
    Block(kind=Kind.POINT, text="hear those concerned.", style="a)"),
    Block(kind=Kind.ROW, cells=("Theme", "What is done"), table=1, header=True),
    Block(kind=Kind.ROW, cells=("Equality", "Review the law"), table=1),
    Block(kind=Kind.FOOTNOTE, text="As the group agreed.", label="one"),
)


@pytest.fixture
def round_(session: Session) -> Round:
    """An open round on a draft with every kind of block; nothing is said yet."""
    made = an_open_round(session, a_draft(session, blocks=BLOCKS, reference="GT(2026)1"))
    session.commit()
    return made


@dataclass
class Reader:
    """Somebody's browser without JavaScript."""

    client: FlaskClient

    def page(self, path: str) -> str:
        answer = self.client.get(path)
        assert answer.status_code == 200, answer.status
        return answer.get_data(as_text=True)


@pytest.fixture
def bergen(client_of: ClientOf, session: Session, round_: Round) -> Reader:
    seat = a_head(session).id
    session.commit()
    return Reader(client_of(seat))


class Words(HTMLParser):
    """The words of a page's parts, by element id of blocks and by "main"."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_data(self, data: str) -> None:
        self.found.append(data)


def words(html: str) -> str:
    """What a person reads of `html`."""
    reader = Words()
    reader.feed(html)
    return " ".join("".join(reader.found).split())


def part(page: str, key: int) -> str:
    """The HTML of one block with its margin."""
    found = re.search(rf'<(div|tr)[^>]* id="p{key}".*?</ul>', page, re.DOTALL)
    assert found, f"no block {key}"
    return found[0]


def panel(page: str) -> str:
    found = re.search(r'<aside class="panel" id="panel".*?</aside>', page, re.DOTALL)
    assert found, "no panel"
    return found[0]


def test_the_text_stands_with_its_numbers_and_labels_and_rows_are_one_table(bergen: Reader) -> None:
    page = bergen.page("/framework/1")
    assert "<h3" in part(page, 1) and "A. Institutional practice" in words(part(page, 1))
    assert words(part(page, 2)).startswith(f"1{ENCOURAGE}")
    assert "a)" in part(page, 4) and "b)" in part(page, 5)
    assert page.count('<table class="rows">') == 1 and page.count("<tr ") == 2
    assert '<th scope="col">Theme</th>' in page and "<td>Equality</td>" in page
    notes = page.index('<section class="notes"')
    assert page.index('id="p7"') < notes < page.index('id="fn-one"') < page.index("As the group agreed.")
    assert 'href="#fn-one"' in part(page, 3) and 'href="#p2"' in part(page, 3)


def test_a_footnote_leads_back_to_where_it_is_referred_to(bergen: Reader) -> None:
    page = bergen.page("/framework/1")
    assert 'href="#p3"' in part(page, 8) and 'role="doc-backlink"' in part(page, 8)


def test_margins_say_in_words_what_is_there_and_offer_to_discuss_what_is_not(
    bergen: Reader, session: Session, round_: Round
) -> None:
    an_amendment(session, round_, key=2, text=REQUIRE)
    an_amendment(session, round_, key=2, text=SUPPORT, by=a_seat(session, "malta"))
    a_comment(session, round_, key=2)
    session.commit()
    page = bergen.page("/framework/1")
    margin = words(part(page, 2))
    assert "2 amendments" in margin and "2 collide" in margin and "1 comment" in margin and "Discuss" not in margin
    assert "Discuss" in words(part(page, 3))
    assert 'href="/framework/1?p=2&amp;tab=amendments#panel-title"' in part(page, 2)
    assert 'href="/framework/1/p/2/comment"' in part(page, 2) and 'href="/framework/1/p/2/amend"' in part(page, 2)
    assert "3 contributions so far." in page


def test_contents_count_what_stands_beneath_each_heading(bergen: Reader, session: Session, round_: Round) -> None:
    a_comment(session, round_, key=2)
    a_comment(session, round_, key=4)
    session.commit()
    contents = re.search(r'<nav class="toc".*?</nav>', bergen.page("/framework/1"), re.DOTALL)
    assert contents and "A. Institutional practice2 contributions" in words(contents[0])


def test_commented_words_are_marked_with_hidden_words_and_overlaps_are_split(
    bergen: Reader, session: Session, round_: Round
) -> None:
    a_comment(session, round_, key=3, words="should act")
    a_comment(session, round_, key=3, words="act")
    session.commit()
    found = part(bergen.page("/framework/1"), 3)
    assert found.count("<mark>") >= 2
    assert "[1 comment on: should" in words(found) and "[2 comments on: act]" in words(found)
    assert '<sup class="fn"><a href="#fn-one" role="doc-noteref">1</a></sup>' in found


def test_the_panel_shows_collisions_first_then_the_rest_then_what_was_withdrawn(
    bergen: Reader, session: Session, round_: Round
) -> None:
    malta = a_seat(session, "malta")
    first = an_amendment(session, round_, key=2, text=ENCOURAGE.replace("Member ", ""), reason="Withdrawn reason.")
    an_amendment(session, round_, key=2, text=ENCOURAGE.replace("two years", "year"))
    an_amendment(session, round_, key=2, text=REQUIRE)
    an_amendment(session, round_, key=2, text=SUPPORT, by=malta)
    withdraw_amendment(session, first, by=a_head(session), at=LATER)
    session.commit()
    shown = panel(bergen.page("/framework/1?p=2"))
    places = [shown.index(f'id="A-00{n}"') for n in (3, 4, 2, 1)]
    assert places == sorted(places)
    assert "A-003 and A-004 change the same words." in words(shown)
    assert "Paragraph 1" in words(shown)


def test_of_a_withdrawn_amendment_others_see_only_that_it_was_there(
    client_of: ClientOf, session: Session, round_: Round
) -> None:
    taken_back = an_amendment(session, round_, key=2, text=REQUIRE, reason="Nobody shall read this.")
    withdraw_amendment(session, taken_back, by=a_head(session), at=LATER)
    malta = a_seat(session, "malta").id
    session.commit()
    shown = panel(Reader(client_of(malta)).page("/framework/1?p=2"))
    assert "A-001" in shown and "Nobody shall read this." not in shown and "require" not in shown


def test_the_panel_comes_after_the_text_and_marks_its_block_without_javascript(bergen: Reader) -> None:
    page = bergen.page("/framework/1?p=2")
    assert page.index("</main>") < page.index('id="panel"')
    assert 'aria-current="true"' in part(page, 2) and 'aria-current="true"' not in part(page, 3)


def test_delegations_that_support_are_named_and_never_counted(
    bergen: Reader, session: Session, round_: Round, client_of: ClientOf
) -> None:
    an_amendment(session, round_, key=2, text=REQUIRE, by=a_seat(session, "malta"))
    spain = a_seat(session, "spain", category=Category.STATE).id
    session.commit()
    client_of(spain).post("/framework/A-1/support")
    shown = words(panel(bergen.page("/framework/1?p=2")))
    assert "Spain" in shown
    assert not re.search(r"\d+ (supporters|support|votes|delegations)", shown)


def test_nothing_is_said_yet_is_told_with_the_deadline_and_what_to_do(bergen: Reader) -> None:
    shown = words(panel(bergen.page("/framework/1?p=2")))
    assert "No amendments to this part of the text. The round is open until" in shown
    assert "Propose an amendment" in shown
    assert "No comments here yet." in words(panel(bergen.page("/framework/1?p=2&tab=comments")))


def test_the_round_bar_says_until_when_in_strasbourg_and_how_long(bergen: Reader, clock: Clock) -> None:
    page = words(bergen.page("/framework/1"))
    assert "Round 1 on Draft 1 closes Friday 27 November 2026, 13:00 (Strasbourg)" in page and "25 days left" in page
    clock.at = DEADLINE - timedelta(hours=3)
    assert "3 hours left" in words(bergen.page("/framework/1"))


def test_all_amendments_are_shown_in_the_text_when_asked_for(bergen: Reader, session: Session, round_: Round) -> None:
    an_amendment(session, round_, key=2, text=REQUIRE)
    an_amendment(session, round_, key=4, operation=Operation.DELETE)
    session.commit()
    plain = bergen.page("/framework/1")
    assert "<ins>" not in plain and "inline-am" not in plain
    page = bergen.page("/framework/1?view=all")
    assert page.index('id="p2"') < page.index("<ins>require</ins>") < page.index('id="p3"')
    assert 'href="/framework/A-1"' in page and page.count('class="inline-am"') == 2


def next_draft(session: Session, round_: Round) -> Draft:
    """Draft 2: paragraph 1 amended by Bergen, the second point deleted."""
    amended = an_amendment(session, round_, key=2, text=REQUIRE, reason="It must be a duty.")
    deleted = an_amendment(session, round_, key=5, operation=Operation.DELETE, by=a_seat(session, "malta"))
    a_comment(session, round_, key=5, words="concerned", body="By whom?")
    on_the_desk(session, round_)
    rule(session, round_, [amended])
    rule(session, round_, [deleted], key=5)
    draft = publish(session, round_)
    session.commit()
    return draft


def test_changes_since_the_former_draft_are_marked_and_deleted_blocks_are_struck(
    bergen: Reader, session: Session, round_: Round
) -> None:
    next_draft(session, round_)
    page = bergen.page("/framework/2?view=changes")
    assert "<del>encourage</del>" in page and "<ins>require</ins>" in page
    assert "<del>hear those concerned.</del>" in page
    assert "<del>" not in bergen.page("/framework/2")
    assert 'value="changes"' in page and 'value="changes"' not in bergen.page("/framework/1")


def test_a_superseded_draft_says_so_and_leads_to_the_latest(bergen: Reader, session: Session, round_: Round) -> None:
    next_draft(session, round_)
    page = bergen.page("/framework/1")
    assert "This draft has been followed by another." in page and 'href="/framework/2"' in page
    assert bergen.client.get("/framework").headers["Location"] == "/framework/2"


def test_a_blocks_history_has_wordings_contributions_dispositions_and_reasons(
    bergen: Reader, session: Session, round_: Round
) -> None:
    a_comment(session, round_, key=2, body="Why so weak?")
    refused = an_amendment(session, round_, key=2, text=ENCOURAGE.replace("two years", "year"))
    amended = an_amendment(session, round_, key=2, text=REQUIRE)
    on_the_desk(session, round_)
    rule(
        session,
        round_,
        {group_of(session, round_, refused): Ruling.REFUSE, group_of(session, round_, amended): Ruling.ACCEPT},
        reason="Every year is too often.",
    )
    publish(session, round_)
    session.commit()
    page = words(bergen.page("/framework/2/p/2?tab=history"))
    assert page.index("Draft 2, 1") < page.index("Draft 1, 1") < page.index("A-001")
    assert "not accepted" in page.lower() and "Every year is too often." in page and "Why so weak?" in page


def test_before_publication_the_history_tells_nothing_of_the_round(
    bergen: Reader, session: Session, round_: Round
) -> None:
    an_amendment(session, round_, key=2, text=REQUIRE)
    session.commit()
    page = bergen.page("/framework/1/p/2?tab=history")
    assert "A-001" not in page


def test_a_deleted_block_keeps_its_page_with_its_history_and_the_comments_left_behind(
    bergen: Reader, session: Session, round_: Round
) -> None:
    draft = next_draft(session, round_)
    an_open_round(session, draft, deadline=ON_THE_DESK + timedelta(days=9))
    session.commit()
    page = bergen.page("/framework/2")
    assert "On parts of the text that were deleted:" in page and 'href="/framework/2/p/5?tab=comments"' in page
    own = words(bergen.page("/framework/2/p/5?tab=comments"))
    assert "(deleted)" in own and "By whom?" in own and "Propose an amendment" not in own
    assert bergen.client.get("/framework/2?p=5").headers["Location"] == "/framework/2/p/5"


def test_permalinks_of_amendments_and_comments_lead_to_their_block(
    bergen: Reader, session: Session, round_: Round
) -> None:
    an_amendment(session, round_, key=2, text=REQUIRE)
    a_comment(session, round_, key=None, body="All is clear.")
    session.commit()
    assert bergen.client.get("/framework/A-001").headers["Location"] == "/framework/1/p/2?tab=amendments#A-001"
    assert bergen.client.get("/framework/C-001").headers["Location"] == "/framework/1/p/0?tab=comments#C-001"
    assert 'id="A-001"' in bergen.page("/framework/1/p/2?tab=amendments")
    assert "All is clear." in bergen.page("/framework/1/p/0?tab=comments")


def test_a_printed_number_leads_to_its_block(bergen: Reader) -> None:
    assert bergen.client.get("/framework/1/2").headers["Location"] == "/framework/1?p=3#p3"
    assert bergen.client.get("/framework/1/99").status_code == 404


@pytest.mark.parametrize(
    "path", ["/nothing", "/framework/9", "/framework/1/p/99", "/framework/A-9", "/framework/C-9", "/framework/1..9"]
)
def test_what_is_not_there_is_not_found(bergen: Reader, path: str) -> None:
    assert bergen.client.get(path).status_code == 404


def test_a_visitor_is_sent_to_sign_in_and_back(app: Flask, round_: Round) -> None:
    answer = app.test_client().get("/framework/1?p=2")
    assert answer.status_code == 303 and answer.headers["Location"].startswith("/sign-in?next=")


def test_the_parent_committee_finds_no_draft_that_was_not_submitted_to_it(
    client_of: ClientOf, session: Session, round_: Round
) -> None:
    reader = a_seat(session, "committee", category=Category.PARENT_COMMITTEE).id
    session.commit()
    client = client_of(reader)
    for path in ("/framework/1", "/framework/1?view=all", "/framework/1/p/2", "/framework/1?p=2"):
        assert client.get(path).status_code == 404


def test_a_working_draft_is_found_by_the_secretariat_alone(
    bergen: Reader, client_of: ClientOf, session: Session, round_: Round
) -> None:
    on_the_desk(session, round_)
    by = the_secretariat(session).id
    session.commit()
    assert bergen.client.get("/framework/2").status_code == 404
    assert client_of(by).get("/framework/2").headers["Location"] == "/framework/desk/preview"


def test_once_the_round_is_closed_nothing_more_is_offered(bergen: Reader, session: Session, round_: Round) -> None:
    on_the_desk(session, round_)
    session.commit()
    page = bergen.page("/framework/1")
    assert "/p/2/amend" not in page and "/p/2/comment" not in page


def test_the_page_speaks_french(bergen: Reader, session: Session, round_: Round) -> None:
    bergen.client.set_cookie("language", "fr")
    assert '<html lang="fr"' in bergen.page("/framework/1")
    assert '<main class="sheet" id="main" lang="en"' in bergen.page("/framework/1")


def test_an_unchanged_page_is_not_sent_again(bergen: Reader) -> None:
    first = bergen.client.get("/framework/1")
    tag = first.headers["ETag"]
    again = bergen.client.get("/framework/1", headers={"If-None-Match": tag})
    assert again.status_code == 304 and again.get_data() == b""
    assert without_token(bergen.client.get("/framework/1").get_data()) == without_token(first.get_data())


def without_token(page: bytes) -> bytes:
    """The page without the form tokens, which are signed with the second in which they were made."""
    return re.sub(rb'name="csrf[-_]token" (?:content|value)="[^"]*"', b"", page)


@pytest.mark.parametrize(
    "change",
    [
        lambda session, round_: an_amendment(session, round_, key=2, text=REQUIRE),
        lambda session, round_: a_comment(session, round_, key=3),
        lambda session, round_: withdraw_comment(session, session.query(Comment).one(), by=a_head(session), at=LATER),
        lambda session, round_: extend_round(
            session,
            round_,
            deadline=DEADLINE + timedelta(days=2),
            reason="Translation is late.",
            by=the_secretariat(session),
            at=LATER,
        ),
        lambda session, round_: setattr(a_head(session).person, "name", "Somebody else"),
        lambda session, round_: setattr(a_head(session).person, "theme", "dark"),
    ],
    ids=["amendment", "comment", "withdrawal", "extension", "name", "theme"],
)
def test_whatever_changes_the_page_is_seen_at_once(
    bergen: Reader, session: Session, round_: Round, change: Callable[[Session, Round], object]
) -> None:
    a_comment(session, round_, key=2)
    session.commit()
    before = bergen.client.get("/framework/1")
    change(session, round_)
    session.commit()
    after = bergen.client.get("/framework/1", headers={"If-None-Match": before.headers["ETag"]})
    assert after.status_code == 200 and after.get_data() != before.get_data()


def test_what_is_kept_for_one_person_is_not_shown_to_another(
    bergen: Reader, client_of: ClientOf, session: Session, round_: Round
) -> None:
    lublin = a_seat(session, "lublin", role=Role.REVIEWER).id
    session.commit()
    own = bergen.page("/framework/1")
    other = Reader(client_of(lublin)).page("/framework/1")
    assert "Head 1, Bergen" in own and "Head 1, Bergen" not in other and "Reviewer 1, Lublin" in other


def test_each_answer_has_the_token_of_its_own_session(app: Flask, client_of: ClientOf, session: Session) -> None:
    an_open_round(session, a_draft(session))
    seats = [a_head(session).id, a_seat(session, "malta").id]
    session.commit()
    tokens = []
    for seat in [*seats, seats[0]]:
        page = client_of(seat).get("/framework/1").get_data(as_text=True)
        tokens.append(re.search(r'name="csrf-token" content="([^"]+)"', page)[1])  # type: ignore[index]
        assert page.count(tokens[-1]) >= 2 and "\0" not in page
    assert len(set(tokens)) == 3


def test_somebody_who_signed_out_or_lost_the_seat_gets_nothing_that_was_kept(
    client_of: ClientOf, session: Session, round_: Round
) -> None:
    id_ = a_head(session).id
    session.commit()
    client = client_of(id_)
    tag = client.get("/framework/1").headers["ETag"]
    session.get_one(Seat, id_).active = False
    session.commit()
    answer = client.get("/framework/1", headers={"If-None-Match": tag})
    assert answer.status_code == 303 and answer.headers["Location"].startswith("/sign-in")


def test_a_line_that_is_said_once_is_said_once(bergen: Reader, session: Session, round_: Round) -> None:
    bergen.page("/framework/1")
    with bergen.client.session_transaction() as kept:
        kept["_flashes"] = [("message", "A-001 is submitted.")]
    assert "A-001 is submitted." in bergen.page("/framework/1")
    assert "A-001 is submitted." not in bergen.page("/framework/1")


@pytest.mark.parametrize("query", ["", "?view=all", "?view=changes", "?p=2", "?p=2&tab=comments", "?p=2&tab=history"])
def test_the_number_of_queries_is_the_same_at_40_and_at_400_blocks(
    app: Flask, client_of: ClientOf, session: Session, query: str
) -> None:
    for title, count in (("short", 40), ("long", 400)):
        draft = a_draft(session, title=title, paragraphs=[f"{ENCOURAGE} {n}" for n in range(count)])
        round_ = an_open_round(session, draft)
        for key in range(1, count, count // 4):
            a_comment(session, round_, key=key, words="such practices")
            an_amendment(session, round_, key=key, text=f"{REQUIRE} {key - 1}")
    id_ = a_head(session).id
    session.commit()
    client = client_of(id_)
    client.get("/short/1/exports")
    told: dict[str, list[str]] = {"short": [], "long": []}
    with app.app_context():
        engine = db.engine
    for slug, statements in told.items():

        def _one(_c: object, _u: object, statement: str, *_rest: object, into: list[str] = statements) -> None:
            into.append(statement)

        event.listen(engine, "before_cursor_execute", _one)
        assert client.get(f"/{slug}/1{query}").status_code == 200
        event.remove(engine, "before_cursor_execute", _one)
    assert len(told["short"]) == len(told["long"]) <= 40
