from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from drafting.model.amendments import Amendment, Support, Unsent
from drafting.model.journal import JournalEntry
from drafting.model.people import Seat
from drafting.model.rounds import Round
from drafting.procedure.unsent import save_unsent
from drafting.rules.permissions import Category, Role
from drafting.text.blocks import Block, Kind
from drafting.text.diff import MAX_BLOCK_CHARS
from tests.factories import DEADLINE, ENCOURAGE, NOON, a_draft, a_seat, an_amendment, an_open_round
from tests.peers.application import Clock

REQUIRE = ENCOURAGE.replace("encourage", "require")
FORM = "/framework/1/p/1/amend"
FORM_FIELDS = ("opened", "operation", "key", "part", "unsent", "unsent_at")
ClientOf = Callable[[Seat | int], FlaskClient]


@dataclass
class Group:
    """An open round on a draft of a paragraph and a table's row, and people's seats by what they are."""

    bergen: int
    reviewer: int
    malta: int
    observer: int
    secretary: int


@pytest.fixture
def group(app: Flask, session: Session) -> Group:
    blocks = [
        Block(kind=Kind.PARAGRAPH, text=ENCOURAGE),
        Block(kind=Kind.PARAGRAPH, text="Authorities should:"),
        Block(kind=Kind.POINT, text="review the law;", style="a)"),
        Block(kind=Kind.ROW, cells=("Equality", "Review the law"), table=1),
        Block(kind=Kind.PARAGRAPH, text="Cities should publish.[^1]"),
        Block(kind=Kind.FOOTNOTE, text="Every year.", label="1"),
    ]
    round_ = an_open_round(session, a_draft(session, blocks=blocks))
    made = Group(
        bergen=a_seat(session).id,
        reviewer=a_seat(session, role=Role.REVIEWER).id,
        malta=a_seat(session, "malta", category=Category.STATE).id,
        observer=a_seat(session, "network", category=Category.OBSERVER).id,
        secretary=round_.draft.issued_by_id or 0,
    )
    session.commit()
    return made


def opened(client: FlaskClient, address: str = FORM) -> dict[str, str]:
    """The hidden fields of a form, as a browser has them."""
    page = client.get(address)
    assert page.status_code == 200
    hidden = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page.get_data(as_text=True))
    return {name: unescape(value) for name, value in hidden if name in FORM_FIELDS}


def amendments(session: Session) -> list[Amendment]:
    session.rollback()
    return list(session.scalars(select(Amendment).order_by(Amendment.number)))


def test_a_delegate_submits_an_amendment_and_is_told_its_number(
    client_of: ClientOf, group: Group, session: Session
) -> None:
    client = client_of(group.bergen)
    form = opened(client) | {"text": REQUIRE, "reason": "It must be a duty.", "kind": "substantive"}

    answer = client.post(FORM, data=form)

    assert answer.status_code == 303
    assert answer.headers["Location"].endswith("/framework/A-1")
    (made,) = amendments(session)
    assert (made.text, made.reason, made.delegation.code) == (REQUIRE, "It must be a duty.", "bergen")
    page = client.get("/framework/1?p=1").get_data(as_text=True)
    assert "A-001 is submitted for Bergen." in page
    assert "A-001" in page and "<ins>require</ins>" in page


def test_the_form_shows_the_text_and_says_for_whom_it_submits(client_of: ClientOf, group: Group) -> None:
    page = client_of(group.bergen).get(FORM).get_data(as_text=True)
    assert ENCOURAGE in page and "Submit for Bergen" in page
    assert "Propose an amendment to paragraph 1" in page


def test_the_form_leads_to_the_other_things_that_can_be_proposed_here(client_of: ClientOf, group: Group) -> None:
    page = unescape(client_of(group.bergen).get(FORM).text)
    assert f'<a href="{FORM}?operation=replace" aria-current="page">Change the text</a>' in page
    assert f'<a href="{FORM}?operation=delete">Delete</a>' in page
    assert f'<a href="{FORM}?operation=insert">Add a paragraph after</a>' in page


@pytest.mark.parametrize("operation", ["replace", "insert"])
def test_the_live_diff_of_what_is_far_too_long_shows_it_without_looking_into_it(
    client_of: ClientOf, group: Group, operation: str
) -> None:
    answer = client_of(group.bergen).post(
        "/framework/1/diff", data={"key": "1", "operation": operation, "text": "*a" + "\n" * 200_000 + "b"}
    )
    assert answer.status_code == 200
    assert "<em>" not in answer.text


@pytest.mark.parametrize("operation", ["replace", "insert"])
def test_the_live_diff_says_how_long_a_text_is_that_is_too_long_and_how_long_it_may_be(
    client_of: ClientOf, group: Group, operation: str
) -> None:
    answer = client_of(group.bergen).post(
        "/framework/1/diff", data={"key": "1", "operation": operation, "text": "x" * (MAX_BLOCK_CHARS + 1)}
    )
    assert f"This is too long: {MAX_BLOCK_CHARS + 1} characters, where {MAX_BLOCK_CHARS} can be taken." in answer.text


@pytest.mark.parametrize(
    ("language", "wording", "sentence"),
    [
        ("en", REQUIRE, "In words: replaces “encourage” with “require”."),
        ("fr", REQUIRE, "En mots : remplace « encourage » par « require »."),
        ("en", ENCOURAGE + "\n\nIt is free.", "begins a new paragraph after “{}”; adds “It is free.”."),
        ("fr", ENCOURAGE + "\n\nIt is free.", "commence un nouveau paragraphe après « {} » ; ajoute « It is free. »."),
    ],
)
def test_a_change_is_told_in_a_sentence_of_the_language_of_the_reader(
    client_of: ClientOf, group: Group, language: str, wording: str, sentence: str
) -> None:
    answer = client_of(group.bergen).post(
        "/framework/1/diff", data={"key": "1", "text": wording}, headers={"Accept-Language": language}
    )
    assert sentence.format(" ".join(ENCOURAGE.split()[-3:])) in " ".join(unescape(answer.text).split())


def test_without_javascript_check_changes_shows_them_and_sends_nothing(
    client_of: ClientOf, group: Group, session: Session
) -> None:
    client = client_of(group.bergen)
    page = client.post(FORM, data=opened(client) | {"text": REQUIRE, "reason": "", "do": "check"})
    words = page.get_data(as_text=True)
    assert page.status_code == 200
    assert "<del>encourage</del>" in words and "<ins>require</ins>" in words
    assert "In words: replaces “encourage” with “require”." in words
    assert amendments(session) == []


def test_what_is_missing_is_said_at_its_field_and_nothing_typed_is_lost(
    client_of: ClientOf, group: Group, session: Session
) -> None:
    client = client_of(group.bergen)
    page = client.post(FORM, data=opened(client) | {"text": REQUIRE, "reason": " "})
    words = page.get_data(as_text=True)
    assert page.status_code == 422
    assert '<a href="#reason">Say why' in words and REQUIRE in words
    assert amendments(session) == []


def test_an_unchanged_text_is_refused_and_the_reason_stays_typed(client_of: ClientOf, group: Group) -> None:
    client = client_of(group.bergen)
    page = client.post(FORM, data=opened(client) | {"text": ENCOURAGE, "reason": "My reasons."})
    assert page.status_code == 422
    assert "nothing would change" in page.get_data(as_text=True) and "My reasons." in page.get_data(as_text=True)


def test_the_live_diff_names_what_it_collides_with_and_offers_to_support_it(
    client_of: ClientOf, group: Group, session: Session
) -> None:
    round_ = first_round(session)
    an_amendment(session, round_, text=ENCOURAGE.replace("encourage", "support"), by=session.get(Seat, group.malta))
    session.commit()
    client = client_of(group.bergen)
    fragment = client.post(
        "/framework/1/diff", data={"operation": "replace", "key": "1", "part": "0", "text": REQUIRE}
    ).get_data(as_text=True)
    assert 'id="live"' in fragment and "<ins>require</ins>" in fragment
    assert "Your change touches the same words as A-001 (Malta)." in fragment
    assert 'formaction="/framework/A-1/support"' in fragment
    again = client.post("/framework/1/diff", data={"key": "1", "text": ENCOURAGE.replace("encourage", "support")})
    assert "A-001 (Malta) proposes exactly this." in again.get_data(as_text=True)


def first_round(session: Session) -> Round:
    return session.scalars(select(Round)).one()


def test_an_observer_is_not_offered_to_support(client_of: ClientOf, group: Group, session: Session) -> None:
    an_amendment(session, first_round(session), text=REQUIRE, by=session.get(Seat, group.malta))
    session.commit()
    fragment = client_of(group.observer).post(
        "/framework/1/diff", data={"key": "1", "text": ENCOURAGE.replace("encourage", "support")}
    )
    assert "A-001 (Malta)" in fragment.get_data(as_text=True)
    assert "formaction" not in fragment.get_data(as_text=True)


def test_typographic_changes_are_labelled_and_taken_back_with_one_click(client_of: ClientOf, group: Group) -> None:
    client = client_of(group.bergen)
    pasted = REQUIRE.replace(" every ", "\u00a0every ")
    shown = client.post(FORM, data=opened(client) | {"text": pasted, "do": "check"}).get_data(as_text=True)
    assert 'value="plain"' in shown
    plain = client.post(FORM, data=opened(client) | {"text": pasted, "reason": "Kept.", "do": "plain"})
    words = unescape(plain.get_data(as_text=True))
    assert plain.status_code == 200 and REQUIRE in words and pasted not in words and "Kept." in words


def test_a_deletion_asks_what_happens_to_the_points_beneath(
    client_of: ClientOf, group: Group, session: Session
) -> None:
    client = client_of(group.bergen)
    address = "/framework/1/p/2/amend?operation=delete"
    assert "The point beneath" in client.get(address).get_data(as_text=True)
    form = opened(client, address) | {"reason": "It says nothing new."}
    refused = client.post("/framework/1/p/2/amend", data=form)
    assert refused.status_code == 422 and 'href="#beneath"' in refused.get_data(as_text=True)
    assert client.post("/framework/1/p/2/amend", data=form | {"beneath": "lift"}).status_code == 303
    assert [(a.operation, a.beneath) for a in amendments(session)] == [("delete", "lift")]


def test_a_new_point_is_proposed_after_another_and_a_paragraph_first_of_all(
    client_of: ClientOf, group: Group, session: Session
) -> None:
    client = client_of(group.bergen)
    for key in (3, 0):
        form = opened(client, f"/framework/1/p/{key}/amend?operation=insert")
        answer = client.post(f"/framework/1/p/{key}/amend", data=form | {"text": "Something new.", "reason": "Needed."})
        assert answer.status_code == 303
    assert [(a.key, a.new_kind) for a in amendments(session)] == [(3, "point"), (0, "paragraph")]


def test_a_cell_has_a_form_of_its_own(client_of: ClientOf, group: Group, session: Session) -> None:
    client = client_of(group.bergen)
    page = client.get("/framework/1/p/4/amend?part=1").get_data(as_text=True)
    assert "Which cell" in page and "Review the law</textarea>" in page
    form = opened(client, "/framework/1/p/4/amend?part=1") | {"text": "Review each law", "reason": "All of them."}
    assert client.post("/framework/1/p/4/amend", data=form).status_code == 303
    assert [(a.part, a.text) for a in amendments(session)] == [(1, "Review each law")]
    assert client.get("/framework/1/p/4/amend?part=7").status_code == 404


def test_a_row_is_added_to_a_table_cell_by_cell(client_of: ClientOf, group: Group, session: Session) -> None:
    bergen = client_of(group.bergen)
    page = bergen.get("/framework/1/p/4/amend?operation=insert").get_data(as_text=True)
    assert page.count('<textarea id="cell-') == 2
    typed = {"operation": "insert", "new_kind": "row", "cell-0": "Participation", "cell-1": "", "reason": "Missing."}
    assert bergen.post("/framework/1/p/4/amend", data=typed).status_code == 303
    assert session.scalars(select(Amendment)).one().cells == ["Participation", ""]
    empty = bergen.post("/framework/1/p/4/amend", data=typed | {"cell-0": " "})
    assert empty.status_code == 422
    assert "at least one of its 2 cells" in empty.get_data(as_text=True)


def test_a_block_is_moved_to_a_place_that_is_chosen_by_its_name(
    client_of: ClientOf, group: Group, session: Session
) -> None:
    bergen = client_of(group.bergen)
    page = bergen.get("/framework/1/p/1/amend?operation=move").get_data(as_text=True)
    assert re.findall(r'<option value="(\d+)"', page)[:3] == ["0", "2", "3"]
    typed = {"operation": "move", "reason": "It belongs there."}
    nowhere = bergen.post("/framework/1/p/1/amend", data=typed)
    assert nowhere.status_code == 422
    assert "Choose where it is to stand." in nowhere.get_data(as_text=True)
    assert "It belongs there." in nowhere.get_data(as_text=True)
    sent = bergen.post("/framework/1/p/1/amend", data=typed | {"after": "3"}, follow_redirects=True)
    assert "Move paragraph 1 after point a)" in unescape(sent.get_data(as_text=True))
    assert session.scalars(select(Amendment)).one().after == 3


def test_two_blocks_are_joined_and_one_is_given_another_kind(
    client_of: ClientOf, group: Group, session: Session
) -> None:
    bergen = client_of(group.bergen)
    page = bergen.get("/framework/1/p/1/amend?operation=join").get_data(as_text=True)
    assert 'aria-label="¶"' in page
    joined = bergen.post(
        "/framework/1/p/1/amend", data={"operation": "join", "reason": "One idea."}, follow_redirects=True
    )
    assert "Join paragraph 1 with the next one" in joined.get_data(as_text=True)
    typed = {"operation": "reshape", "new_kind": "point", "new_level": "1", "reason": "One of several."}
    shaped = bergen.post("/framework/1/p/1/amend", data=typed, follow_redirects=True)
    assert "Make paragraph 1 a point of level 1" in shaped.get_data(as_text=True)
    assert [a.operation.value for a in session.scalars(select(Amendment))] == ["join", "reshape"]


def test_a_blank_line_is_told_to_split_the_paragraph(client_of: ClientOf, group: Group, session: Session) -> None:
    bergen = client_of(group.bergen)
    typed = {"operation": "replace", "text": ENCOURAGE.replace(", and", ".\r\n\r\nAnd"), "reason": "Two ideas."}
    live = bergen.post("/framework/1/diff", data=typed | {"key": "1"}).get_data(as_text=True)
    assert "separate paragraphs" in live and 'aria-label="¶"' in live
    assert bergen.post("/framework/1/p/1/amend", data=typed).status_code == 303
    assert "\n\n" in session.scalars(select(Amendment)).one().text


def test_a_double_click_makes_one_amendment(client_of: ClientOf, group: Group, session: Session) -> None:
    client = client_of(group.bergen)
    form = opened(client) | {"text": REQUIRE, "reason": "A duty."}
    answers = [client.post(FORM, data=form) for _ in range(2)]
    assert [a.status_code for a in answers] == [303, 303]
    assert len(amendments(session)) == 1


def test_what_is_typed_is_kept_on_the_server_and_found_again(client_of: ClientOf, group: Group) -> None:
    client = client_of(group.bergen)
    kept = client.post("/framework/1/unsent", json={"form": "amend:1:0", "fields": {"text": REQUIRE, "reason": "Half"}})
    assert kept.status_code == 200
    page = client_of(group.bergen).get(FORM).get_data(as_text=True)
    assert REQUIRE in page and "Half" in page and "It is not sent." in page
    client.post(FORM, data=opened(client) | {"text": REQUIRE, "reason": "Whole"})
    assert "It is not sent." not in client.get(FORM).get_data(as_text=True)


def test_a_reviewer_keeps_for_the_head_who_finds_it_and_sends_it(
    client_of: ClientOf, group: Group, session: Session
) -> None:
    first_round(session).head_submits = True
    session.commit()
    reviewer, head = client_of(group.reviewer), client_of(group.bergen)
    assert "Keep for the head of delegation" in reviewer.get(FORM).get_data(as_text=True)
    answer = reviewer.post(FORM, data=opened(reviewer) | {"text": REQUIRE, "reason": "A duty."})
    assert answer.headers["Location"].endswith("/framework/unsent") and amendments(session) == []

    page = head.get("/framework/unsent").get_data(as_text=True)
    found = re.search(r'href="([^"]*unsent=\d+[^"]*)"', page)
    assert found is not None and REQUIRE[:40] in page
    address = unescape(found[1])
    form = opened(head, address)
    assert form["unsent"]
    assert head.post(FORM, data=form | {"text": REQUIRE, "reason": "A duty."}).status_code == 303
    assert [a.seat_id for a in amendments(session)] == [group.bergen]
    assert session.scalars(select(Unsent)).all() == []


def test_after_the_deadline_a_form_opened_in_time_is_taken_for_ten_minutes(
    client_of: ClientOf, group: Group, clock: Clock, session: Session
) -> None:
    client = client_of(group.bergen)
    clock.at = DEADLINE - timedelta(minutes=1)
    form = opened(client) | {"text": REQUIRE, "reason": "A duty."}
    clock.at = DEADLINE + timedelta(minutes=5)
    assert client.post(FORM, data=form).status_code == 303
    assert amendments(session)[0].late


def test_later_it_is_not_received_and_the_text_comes_back_and_stays(
    client_of: ClientOf, group: Group, clock: Clock, session: Session
) -> None:
    client = client_of(group.bergen)
    form = opened(client) | {"text": REQUIRE, "reason": "A duty."}
    clock.at = DEADLINE + timedelta(minutes=11)

    page = client.post(FORM, data=form)

    words = page.get_data(as_text=True)
    assert page.status_code == 403 and "Not received" in words and REQUIRE in words
    assert "mailto:" in words and "secretariat" in words
    assert amendments(session) == []
    kept = session.scalars(select(Unsent)).one()
    assert kept.fields["text"] == REQUIRE and kept.not_received_at == clock.at
    refusals = session.scalars(select(JournalEntry).where(JournalEntry.outcome == "deadline-passed")).all()
    assert [entry.seat_id for entry in refusals] == [group.bergen]
    assert "Not received" in client.get("/framework/unsent").get_data(as_text=True)
    assert client.get(FORM).status_code == 403


def test_the_moment_a_form_was_opened_cannot_be_made_up(client_of: ClientOf, group: Group, clock: Clock) -> None:
    client = client_of(group.bergen)
    clock.at = DEADLINE + timedelta(minutes=1)
    form = {"operation": "replace", "part": "0", "text": REQUIRE, "reason": "A duty.", "opened": str(NOON.timestamp())}
    assert client.post(FORM, data=form).status_code == 403


def test_a_session_that_ended_gives_the_text_back(app: Flask, group: Group) -> None:
    page = app.test_client().post(
        FORM, data={"text": REQUIRE, "reason": "A duty."}, headers={"Referer": "http://localhost" + FORM}
    )
    words = page.get_data(as_text=True)
    assert page.status_code == 401 and REQUIRE in words
    assert "/sign-in?next=/framework/1/p/1/amend" in unescape(words)


def test_the_browser_is_told_which_form_arrived(client_of: ClientOf, group: Group) -> None:
    client = client_of(group.bergen)
    form = opened(client) | {"text": REQUIRE, "reason": "A duty."}
    answer = client.post(FORM, data=form, headers={"X-Drafting": "form"})
    assert answer.status_code == 200 and answer.get_json()["location"].endswith("/framework/A-1")
    assert any(cookie.startswith("sent=") and "amend:1:0" in cookie for cookie in answer.headers.getlist("Set-Cookie"))


def test_the_secretariat_enters_an_amendment_on_behalf(client_of: ClientOf, group: Group, session: Session) -> None:
    client = client_of(group.secretary)
    assert "On behalf of" in client.get(FORM).get_data(as_text=True)
    form = opened(client) | {"text": REQUIRE, "reason": "A duty.", "on_behalf_of": "malta", "source": "E-mail"}
    assert client.post(FORM, data=form).status_code == 303
    (made,) = amendments(session)
    assert (made.delegation.code, made.entered_by_id, made.source) == ("malta", group.secretary, "E-mail")
    wrong = client.post(FORM, data=form | {"on_behalf_of": "nowhere", "text": "Other."})
    assert wrong.status_code == 422


def test_support_is_given_and_taken_back_by_a_member_and_refused_to_an_observer(
    client_of: ClientOf, group: Group, session: Session
) -> None:
    an_amendment(session, first_round(session), text=REQUIRE, by=session.get(Seat, group.bergen))
    session.commit()
    malta = client_of(group.malta)
    assert malta.post("/framework/A-1/support").status_code == 303
    assert "Supported by Malta" in malta.get("/framework/1?p=1").get_data(as_text=True)
    assert malta.post("/framework/A-1/unsupport").status_code == 303
    session.rollback()
    assert [s.withdrawn_at is None for s in session.scalars(select(Support))] == [False]
    assert client_of(group.observer).post("/framework/A-1/support").status_code == 403
    assert malta.post("/framework/A-9/support").status_code == 404


def test_withdrawing_asks_first_and_others_then_see_no_words(
    client_of: ClientOf, group: Group, session: Session
) -> None:
    an_amendment(session, first_round(session), text=REQUIRE, by=session.get(Seat, group.bergen))
    session.commit()
    own, other = client_of(group.bergen), client_of(group.malta)
    asked = own.get("/framework/A-1/withdraw").get_data(as_text=True)
    assert "Withdraw A-001?" in asked and "Leave it as it is" in asked and '<div class="diff"' in asked
    assert other.post("/framework/A-1/withdraw").status_code == 403
    assert own.post("/framework/A-1/withdraw").status_code == 303
    seen = other.get("/framework/1/p/1").get_data(as_text=True)
    assert "Withdrawn on" in seen and "It must be a duty." not in seen


@pytest.mark.parametrize("address", [FORM, "/framework/1/p/0/amend?operation=insert", "/framework/unsent"])
def test_the_parent_committee_finds_no_form(client_of: ClientOf, group: Group, session: Session, address: str) -> None:
    reader = a_seat(session, "committee", category=Category.PARENT_COMMITTEE).id
    session.commit()
    assert client_of(reader).get(address).status_code in (403, 404)


def test_other_delegations_cannot_open_or_discard_an_unsent_item(
    client_of: ClientOf, group: Group, session: Session
) -> None:
    round_, bergen = first_round(session), session.get(Seat, group.bergen)
    assert bergen is not None
    kept = save_unsent(session, round_, form="amend:1:0", fields={"text": "Secret words"}, by=bergen, at=NOON).id
    session.commit()
    for seat in (group.malta, group.secretary):
        client = client_of(seat)
        assert client.get(f"{FORM}?unsent={kept}").status_code == 404
        assert client.post(f"/framework/unsent/{kept}/discard").status_code == 404
        assert "Secret words" not in client.get("/framework/unsent").get_data(as_text=True)
    assert client_of(group.bergen).post(f"/framework/unsent/{kept}/discard").status_code == 303


def test_who_opens_the_form_writes_at_once_and_is_told_what_the_marks_mean(client_of: ClientOf, group: Group) -> None:
    client = client_of(group.bergen)
    page = client.get(FORM).text
    assert re.search(r'<textarea id="text"[^>]* autofocus>', page)
    assert ("Two stars" in page) == ("*" in ENCOURAGE or "[^" in ENCOURAGE)
    assert "autofocus" not in client.post(FORM, data={"text": ENCOURAGE, "reason": "", "do": "submit"}).text


def test_what_is_looked_at_while_one_types_holds_no_link_to_stop_at_or_to_leave_by(
    client_of: ClientOf, group: Group
) -> None:
    shown = client_of(group.bergen).get("/framework/1/p/5/amend").text.partition('id="live"')[2].partition("</div>")[0]
    assert "Cities should publish." in shown and "<sup" in shown
    assert "<a" not in shown
