"""Drafting among colleagues by pages: what they say to each other leaks nowhere, and nobody's words are overwritten."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from drafting.model.amendments import Amendment, Unsent
from drafting.model.following import ColleagueNote
from drafting.model.people import Seat
from drafting.model.rounds import Round
from drafting.procedure.colleagues import note_on_block, note_on_item
from drafting.procedure.unsent import save_unsent
from drafting.rules.permissions import Category, Role
from tests.desk import on_the_desk, publish
from tests.factories import ENCOURAGE, NOON, a_comment, a_head, a_seat, an_open_round, the_secretariat

ClientOf = Callable[[Seat | int], FlaskClient]
REQUIRE = ENCOURAGE.replace("encourage", "require")
SECRET = "Zimbelkraut"
FORM = "/framework/1/p/1/amend"


@dataclass
class Group:
    round_: Round
    item: int
    head: FlaskClient
    reviewer: FlaskClient
    malta: FlaskClient
    office: FlaskClient
    author: Seat


@pytest.fixture
def group(session: Session, client_of: ClientOf) -> Group:
    """Bergen's reviewer has an amendment unsent, with a note on it and one on its paragraph."""
    round_ = an_open_round(session)
    head, reviewer, malta = a_head(session), a_seat(session, role=Role.REVIEWER), a_head(session, "malta")
    fields = {"text": REQUIRE, "reason": "It must be a duty.", "kind": "substantive"}
    item = save_unsent(session, round_, form="amend:1:0", fields=fields, by=reviewer, at=NOON)
    note_on_item(session, item, body=f"{SECRET} on the item", by=reviewer, at=NOON)
    note_on_block(session, round_, 1, body=f"{SECRET} on the paragraph", by=reviewer, at=NOON)
    a_comment(session, round_, by=malta)
    session.commit()
    clients = [client_of(one) for one in (head, reviewer, malta, the_secretariat(session))]
    return Group(round_, item.id, *clients, author=reviewer)


def hidden(client: FlaskClient, address: str) -> dict[str, str]:
    page = client.get(address).text.partition('id="form"')[2]
    return {
        name: unescape(value) for name, value in re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page)
    }


def test_the_notes_stand_beside_the_item_and_the_paragraph_for_colleagues(group: Group) -> None:
    for client in (group.head, group.reviewer):
        assert f"{SECRET} on the item" in client.get("/framework/unsent").text
        for address in ("/framework/1/p/1", "/framework/1?p=1"):
            page = client.get(address).text
            assert f"{SECRET} on the item" in page and f"{SECRET} on the paragraph" in page


def words_in(data: bytes) -> bytes:
    """What a file says, packed or not."""
    if not zipfile.is_zipfile(io.BytesIO(data)):
        return data
    with zipfile.ZipFile(io.BytesIO(data)) as whole:
        return b"".join(whole.read(name) for name in whole.namelist())


def test_they_leak_nowhere_not_even_into_exports_of_their_own_delegation(
    app: Flask, group: Group, session: Session, client_of: ClientOf
) -> None:
    session.rollback()
    reader = a_seat(session, "committee", category=Category.PARENT_COMMITTEE)
    colleague_elsewhere = a_seat(session, "malta", role=Role.REVIEWER)
    session.commit()
    strangers = [group.malta, group.office, client_of(reader), client_of(colleague_elsewhere)]
    exports = re.findall(r'href="(/framework/1/export/[^"]+)"', group.head.get("/framework/1/exports").text)
    assert exports
    values = {"text": "framework", "number": 1, "key": 1, "item": 1, "code": "bergen", "before": 1, "after": 1}
    for stage in ("open", "on the desk", "published"):
        addresses = {"/framework/1?p=1", "/framework/1?p=1&tab=comments", *exports}
        for rule in app.url_map.iter_rules():
            if "GET" in (rule.methods or ()) and rule.arguments <= set(values) and rule.endpoint != "static":
                built = rule.build({name: values[name] for name in rule.arguments}, append_unknown=False)
                assert built is not None
                addresses.add(built[1])
        assert {
            "/",
            "/framework/unsent",
            "/framework/1/p/1",
            "/framework/news",
            "/framework/desk/triage.csv",
        } <= addresses
        for address in sorted(addresses):
            for client in strangers:
                assert SECRET.encode() not in words_in(client.get(address).data), (stage, address)
        for address in exports:
            assert SECRET.encode() not in words_in(group.head.get(address).data), (stage, address)
        session.rollback()
        if stage == "open":
            on_the_desk(session, session.merge(group.round_))
        elif stage == "on the desk":
            publish(session, session.merge(group.round_))
        session.commit()


def test_a_note_is_added_and_removed_by_its_author_without_a_script(group: Group, session: Session) -> None:
    said = group.head.post(f"/framework/unsent/{group.item}/note", data={"note": "Softer."}, follow_redirects=True).text
    assert "Noted. Only your delegation sees it." in said and "Softer." in said
    sent = group.head.post("/framework/1/p/1/note", data={"note": "Here.", "back": "/framework/1?p=1"})
    assert sent.headers["Location"] == "/framework/1?p=1"
    session.rollback()
    note = session.scalars(select(ColleagueNote).where(ColleagueNote.body == "Softer.")).one().id
    assert group.reviewer.post(f"/framework/unsent/notes/{note}/remove").status_code == 403
    assert group.malta.post(f"/framework/unsent/notes/{note}/remove").status_code == 404
    assert group.head.post(f"/framework/unsent/notes/{note}/remove").status_code == 303
    assert "Softer." not in group.head.get("/framework/unsent").text


def test_others_add_none_and_what_was_typed_comes_back(group: Group) -> None:
    for client, status in ((group.malta, 404), (group.office, 404)):
        assert client.post(f"/framework/unsent/{group.item}/note", data={"note": "x"}).status_code == status
    refused = group.office.post("/framework/1/p/1/note", data={"note": "Words of the office."})
    assert refused.status_code == 403 and "Words of the office." in refused.text
    empty = group.head.post("/framework/1/p/1/note", data={"note": ""})
    assert empty.status_code == 422 and "Write the note first." in empty.text


def test_a_colleagues_item_is_taken_over_from_the_list(group: Group, session: Session) -> None:
    page = group.head.get("/framework/unsent").text
    assert "Take it over" in page
    assert "Take it over" not in group.reviewer.get("/framework/unsent").text
    stamp = re.search(r'name="saved_at" value="([^"]+)"', page)
    assert stamp
    address = f"/framework/unsent/{group.item}/take-over"
    assert group.malta.post(address, data={"saved_at": stamp[1]}).status_code == 404
    assert group.head.post(address, data={"saved_at": "never"}).status_code == 422
    session.rollback()
    save_unsent(
        session,
        session.merge(group.round_),
        form="amend:1:0",
        fields={"text": "Since then."},
        by=session.merge(group.author),
        at=NOON + timedelta(hours=1),
    )
    session.commit()
    stale = group.head.post(address, data={"saved_at": stamp[1]})
    assert stale.status_code == 409 and "Since then." in stale.text
    stamp = re.search(r'name="saved_at" value="([^"]+)"', group.head.get("/framework/unsent").text)
    assert stamp
    said = group.head.post(address, data={"saved_at": stamp[1]}, follow_redirects=True).text
    assert "It is yours now." in said and "Continue" in said


def test_what_a_colleague_went_on_with_is_not_sent_unseen(group: Group, session: Session) -> None:
    """The head opens the reviewer's item; the reviewer types on; the head submits: refused once, with both texts."""
    address = f"{FORM}?unsent={group.item}"
    typed = {**hidden(group.head, address), "text": REQUIRE, "reason": "It must be.", "kind": "substantive"}
    assert typed["unsent"] == str(group.item)
    session.rollback()
    save_unsent(
        session,
        session.merge(group.round_),
        form="amend:1:0",
        fields={"text": "Since then."},
        by=session.merge(group.author),
        at=NOON + timedelta(hours=1),
    )
    session.commit()
    stale = group.head.post(FORM, data=typed)
    assert stale.status_code == 409
    assert "Since then." in stale.text and REQUIRE in unescape(stale.text)
    found = dict(re.findall(r'<input type="hidden" name="(unsent\w*)" value="([^"]*)"', stale.text))
    assert group.head.post(FORM, data={**typed, **found}).status_code == 303
    session.rollback()
    assert session.scalars(select(Unsent)).all() == []
    assert [one.text for one in session.scalars(select(Amendment))] == [REQUIRE]
