"""Every route by every role: what each may reach, from a table; and what guards all of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from drafting.model.people import Seat
from drafting.procedure.consolidate import begin_consolidation
from drafting.procedure.rounds import close_round
from drafting.rules.lifecycle import DraftState
from drafting.rules.permissions import Act, Category, Role
from tests.desk import on_the_desk, publish, rule
from tests.factories import (
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

ClientOf = Callable[[Seat | int], FlaskClient]
ROLES = ("head", "reviewer", "observer", "expert", "secretariat", "reader", "nobody")
GROUP = frozenset({"head", "reviewer", "observer", "expert", "secretariat"})
CONTRIBUTING = GROUP - {"secretariat"}
ALL = frozenset(ROLES)
SIGNED_IN = ALL - {"nobody"}
SECRETARIAT = frozenset({"secretariat"})

# endpoint, address, who may: on a draft with an open round, an amendment A-001 and a comment C-001 of Bergen's head.
READ: list[tuple[str, str, frozenset[str]]] = [
    ("start.start", "/", SIGNED_IN),
    ("search.page", "/search?q=encourage", SIGNED_IN),
    ("help.page", "/help", ALL),
    ("account.account", "/account", SIGNED_IN),
    ("door.sign_in", "/sign-in", ALL),
    ("door.healthz", "/healthz", ALL),
    ("door.signed_in", "/signed-in", ALL),
    ("people.people", "/people", SECRETARIAT),
    ("people.delegation", "/people/bergen", SECRETARIAT),
    ("people.table", "/people/people.csv", SECRETARIAT),
    ("invitations.invitations", "/people/invitations", SECRETARIAT),
    ("invitations.bulk", "/people/invitations/table", SECRETARIAT),
    ("invitations.template", "/people/invitations/template.csv", SECRETARIAT),
    ("group.group", "/people/group", SECRETARIAT),
    ("drafts.new", "/import", SECRETARIAT),
    ("next_draft.new", "/framework/1/import", SECRETARIAT),
    ("correct.new", "/framework/1/correct", SECRETARIAT),
    ("reading.text", "/framework", SIGNED_IN),
    ("reading.draft", "/framework/1", GROUP),
    ("reading.draft", "/framework/1?p=1", GROUP),
    ("printing.page", "/framework/1/print?notes=1", GROUP),
    ("reading.block", "/framework/1/p/1", GROUP),
    ("reading.history", "/framework/p/1/history", GROUP),
    ("reading.numbered", "/framework/1/1", GROUP),
    ("reading.choose_drafts", "/framework/compare", GROUP),
    ("reading.amendment", "/framework/A-1", GROUP),
    ("reading.comment", "/framework/C-1", GROUP),
    ("amend.amend", "/framework/1/p/1/amend", GROUP),
    ("comment.comment", "/framework/1/p/1/comment", GROUP),
    ("unsent.unsent", "/framework/unsent", GROUP),
    ("following.listed", "/framework/following", GROUP),
    ("following.news", "/framework/news", GROUP),
    ("rounds.round", "/framework/round/1", GROUP),
    ("rounds.closing", "/framework/round/1/close", SECRETARIAT),
    ("round_items.items", "/framework/round/1/contributions", GROUP),
    ("round_items.table", "/framework/round/1/contributions.csv", GROUP),
    ("exports.export_of_round", "/framework/round/1/export/compilation-csv", GROUP),
    ("round_items.part", "/framework/round/1/chapters.csv", GROUP),
    ("rounds.new", "/framework/1/round", SECRETARIAT),
    ("desk.desk", "/framework/desk", SECRETARIAT),
    ("triage.triage", "/framework/desk/triage", SECRETARIAT),
    ("triage.table", "/framework/desk/triage.csv", SECRETARIAT),
    ("reasons.reasons", "/framework/desk/reasons", SECRETARIAT),
    ("on_behalf.enter", "/framework/1/on-behalf", SECRETARIAT),
    ("deliveries.files", "/framework/1/by-word", GROUP),
    ("packages.packages", "/framework/1/packages", GROUP),
    ("exports.exports", "/framework/1/exports", GROUP),
    ("exports.export", "/framework/1/export/clean-md", GROUP),
    ("exports_work.working", "/framework/1/export/working-docx", GROUP),
]


@dataclass
class Group:
    seats: dict[str, int]


@pytest.fixture
def group(app: Flask, session: Session) -> Group:
    round_ = an_open_round(session, a_draft(session))
    head = a_seat(session)
    an_amendment(session, round_, text=ENCOURAGE.replace("encourage", "require"), by=head)
    a_comment(session, round_, by=head)
    seats = {
        "head": head.id,
        "reviewer": a_seat(session, role=Role.REVIEWER).id,
        "observer": a_seat(session, "network", category=Category.OBSERVER).id,
        "expert": a_seat(session, "expert", category=Category.EXPERT).id,
        "secretariat": the_secretariat(session).id,
        "reader": a_seat(session, "cdadi", category=Category.PARENT_COMMITTEE).id,
    }
    session.commit()
    return Group(seats)


def reached(client: FlaskClient, address: str) -> bool:
    """Whether the page was given: to a signed-out visitor the sign-in page is not it."""
    answer = client.get(address)
    assert answer.status_code in (200, 303, 403, 404), answer.status_code
    return answer.status_code == 200 or (answer.status_code == 303 and "/sign-in" not in answer.headers["Location"])


@pytest.mark.parametrize("role", ROLES)
def test_each_page_is_given_to_whom_the_table_says(app: Flask, client_of: ClientOf, group: Group, role: str) -> None:
    client = app.test_client() if role == "nobody" else client_of(group.seats[role])
    wrong = [
        (address, role in may) for _endpoint, address, may in READ if reached(client, address) is not (role in may)
    ]
    assert wrong == []


POSTS: list[tuple[str, frozenset[str]]] = [
    ("/account", SIGNED_IN),
    ("/seen", SIGNED_IN),
    ("/framework/follow/1", GROUP),
    ("/framework/1/p/1/note", CONTRIBUTING),
    ("/framework/unsent/1/note", frozenset()),
    ("/framework/unsent/1/take-over", frozenset()),
    ("/framework/unsent/notes/1/remove", frozenset()),
    ("/framework/unfollow/1", GROUP),
    ("/account/sessions", SIGNED_IN),
    ("/people/delegations", SECRETARIAT),
    ("/people/bergen", SECRETARIAT),
    ("/people/bergen/invitations", SECRETARIAT),
    ("/people/bergen/seats/1", SECRETARIAT),
    ("/people/bergen/seats/1/sessions", SECRETARIAT),
    ("/people/invitations", SECRETARIAT),
    ("/people/invitations/table", SECRETARIAT),
    ("/people/invitations/links.csv", SECRETARIAT),
    ("/people/group", SECRETARIAT),
    ("/import", SECRETARIAT),
    ("/framework/1/import", SECRETARIAT),
    ("/framework/1/p/1/amend", GROUP),
    ("/framework/1/diff", GROUP),
    ("/framework/1/p/1/comment", GROUP),
    ("/framework/A-1/support", frozenset({"head"})),
    ("/framework/A-1/withdraw", frozenset({"head"})),
    ("/framework/A-1/entered", frozenset()),
    ("/framework/1/packages", frozenset({"head", "reviewer"})),
    ("/framework/A-1/unlink", frozenset({"head", "reviewer"})),
    ("/framework/C-1/entered", frozenset()),
    ("/framework/round/1/extend", SECRETARIAT),
    ("/framework/round/1/close", SECRETARIAT),
    ("/framework/1/round", SECRETARIAT),
    ("/framework/desk/begin", SECRETARIAT),
    ("/framework/desk/1", SECRETARIAT),
    ("/framework/desk/1/whole", SECRETARIAT),
    ("/framework/desk/1/undo", SECRETARIAT),
    ("/framework/desk/1/move", SECRETARIAT),
    ("/framework/desk/1/result", SECRETARIAT),
    ("/framework/desk/publish", SECRETARIAT),
    ("/framework/desk/carry", SECRETARIAT),
    ("/framework/desk/fate", SECRETARIAT),
    ("/framework/desk/linked/package/1", SECRETARIAT),
    ("/framework/desk/together/undo", SECRETARIAT),
]


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(("address", "may"), POSTS)
def test_whoever_the_table_does_not_name_is_refused_whatever_is_sent(
    app: Flask, client_of: ClientOf, group: Group, role: str, address: str, may: frozenset[str]
) -> None:
    if role in may:
        return
    client = app.test_client() if role == "nobody" else client_of(group.seats[role])
    answer = client.post(address, data={"text": "x", "reason": "y", "body": "z", "version": "1"})
    if role == "nobody":
        assert answer.status_code in (303, 401, 403)
        assert answer.status_code != 303 or "/sign-in" in answer.headers["Location"]
    else:
        assert answer.status_code in (403, 404, 422), answer.status_code


def test_every_view_declares_its_act(app: Flask) -> None:
    undeclared = [
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if rule.endpoint != "static" and not isinstance(getattr(app.view_functions[rule.endpoint], "act", None), Act)
    ]
    assert undeclared == []


def test_the_table_names_every_page_that_needs_no_more_than_an_open_round(app: Flask) -> None:
    named = {endpoint for endpoint, _address, _may in READ}
    later = {
        "static",
        "door.invitation",
        "drafts.preview",
        "next_draft.preview",
        "reading.comparison",
        "exports_work.changes",
        "deliveries.delivery",
        "deliveries.file",
        "desk.block",
        "desk.preview",
        "desk.publish",
        "desk.withdrawn",
        "desk.fallen_list",
        "proposals.proposal",
        "outcome.outcome",
        "linked.change",
        "linked.package",
        "on_behalf.amendment",
        "on_behalf.comment",
    }
    pages = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and not rule.endpoint.startswith(("comment.", "amend.", "unsent."))
    }
    assert pages - named - later == set()


@pytest.mark.parametrize("role", sorted(CONTRIBUTING | {"reader"}))
def test_the_desk_and_the_working_draft_are_hidden_from_delegations(
    app: Flask, session: Session, client_of: ClientOf, role: str
) -> None:
    round_ = an_open_round(session)
    secretary = the_secretariat(session)
    close_round(session, round_, by=secretary, at=NOON)
    begin_consolidation(session, round_, by=secretary, at=NOON)
    category = {"observer": Category.OBSERVER, "expert": Category.EXPERT, "reader": Category.PARENT_COMMITTEE}
    seat = a_seat(session, "somebody", category=category.get(role, Category.STATE)).id
    session.commit()
    client = client_of(seat)
    for address in ("/framework/desk", "/framework/desk/1", "/framework/desk/preview", "/framework/desk/publish"):
        assert client.get(address).status_code == 403
    for address in ("/framework/2", "/framework/2/p/1", "/framework/1..2", "/framework/2/exports"):
        assert client.get(address).status_code == 404
    assert client.get("/framework/2/export/clean-md").status_code == 404


def test_the_parent_committee_reads_what_was_submitted_to_it_and_nothing_of_what_was_before(
    session: Session, client_of: ClientOf
) -> None:
    round_ = an_open_round(session, a_draft(session, paragraphs=[ENCOURAGE, "A second paragraph."]))
    bergen = an_amendment(session, round_, text=ENCOURAGE.replace("encourage", "require"))
    on_the_desk(session, round_)
    rule(session, round_, [bergen])
    draft = publish(session, round_)
    reader = a_seat(session, "committee", category=Category.PARENT_COMMITTEE).id
    head = a_head(session).id
    session.commit()
    client = client_of(reader)
    assert "/framework" not in client.get("/account").text
    draft.state = DraftState.SUBMITTED
    session.commit()
    assert "/framework/2" in client.get("/account").text
    for address in ("/framework/2", "/framework/2?view=changes", "/framework/2?p=1&tab=history", "/framework/2/p/1"):
        for _time in range(2):  # the second is a page that was kept
            assert "encourage" in client_of(head).get("/framework/2?view=changes").text
            page = client.get(address)
            assert page.status_code == 200
            assert "require" in page.text
            assert "encourage" not in page.text
    assert client.get("/framework/1..2").status_code == 404
    assert client.get("/framework/A-1/withdraw").status_code == 404


def test_a_form_without_its_token_is_refused_and_what_was_typed_comes_back(
    app: Flask, session: Session, client_of: ClientOf, group: Group
) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        client = client_of(group.seats["head"])
        for rule in app.url_map.iter_rules():
            if "POST" not in (rule.methods or ()):
                continue
            address = rule.build(dict.fromkeys(rule.arguments, 1), append_unknown=False)
            assert address is not None
            answer = client.post(address[1], data={"text": "A wording of some length."})
            assert answer.status_code == 400, rule.rule
            assert "A wording of some length." in answer.text
    finally:
        app.config["WTF_CSRF_ENABLED"] = False


def test_every_answer_carries_the_security_headers(app: Flask, client_of: ClientOf, group: Group) -> None:
    for answer in (app.test_client().get("/sign-in"), client_of(group.seats["head"]).get("/framework/1")):
        policy = answer.headers["Content-Security-Policy"]
        assert "unsafe-inline" not in policy
        assert "unsafe-eval" not in policy
        assert "frame-ancestors 'none'" in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize(
    "target",
    [
        "//evil.example/",
        "https://evil.example/",
        "/\\evil.example",
        "javascript:alert(1)",
        "/\t/evil.example",
        "/\r\n/evil.example",
        "http://localhost//evil.example",
    ],
)
def test_the_way_back_after_signing_in_never_leaves_the_site(app: Flask, group: Group, target: str) -> None:
    answer = app.test_client().post("/language", data={"language": "fr", "next": target})
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/"


def test_a_refusal_is_journalled_and_nothing_else_is_kept(app: Flask, client_of: ClientOf, group: Group) -> None:
    from drafting.model.journal import JournalEntry
    from drafting.web.database import db

    client_of(group.seats["observer"]).post("/framework/A-1/support")
    with app.app_context():
        last = db.session.query(JournalEntry).order_by(JournalEntry.sequence.desc()).first()
        assert last is not None
        assert (last.seat_id, last.outcome) == (group.seats["observer"], "not-permitted")
