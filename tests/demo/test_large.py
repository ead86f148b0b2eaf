"""`load-demo --large`: its figures, that it is the same each time, and that its pages answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from drafting.demo.large_text import make_text, read_words, vocabulary
from drafting.exchange.read_markdown import read
from drafting.model.amendments import Amendment, Support, Unsent
from drafting.model.comments import Comment
from drafting.model.journal import Verified, verify
from drafting.model.paragraphs import DraftParagraph
from drafting.model.people import Delegation, Person, Seat
from drafting.model.rounds import Round
from drafting.procedure.collisions import collisions_of
from drafting.rules.lifecycle import ItemKind, ItemState, Operation, RoundState
from drafting.rules.permissions import MEMBERS
from drafting.text.blocks import Kind
from drafting.web.database import db
from tests.peers.application import make_app


@pytest.fixture
def app(tmp_path: Path, large_database: Path) -> Iterator[Flask]:
    """An app on a copy of the large demonstration."""
    path = tmp_path / "drafting.sqlite"
    path.write_bytes(large_database.read_bytes())
    app = make_app(tmp_path, f"sqlite:///{path}", None)
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def seat_of(email: str) -> int:
    found = db.session.scalars(select(Seat.id).join(Person).where(Person.email == email).order_by(Seat.id)).first()
    assert found is not None
    return found


def the_round() -> Round:
    return db.session.scalars(select(Round).where(Round.state == RoundState.OPEN)).one()


def test_the_round_has_27_members_400_blocks_900_amendments_and_600_comments(app: Flask) -> None:
    with app.app_context():
        round_ = the_round()
        members = select(func.count(Delegation.id)).where(Delegation.category.in_(MEMBERS))
        blocks = select(func.count(DraftParagraph.id)).where(
            DraftParagraph.draft_id == round_.draft_id, DraftParagraph.gone.is_(False)
        )
        amendments = select(func.count(Amendment.id)).where(Amendment.round_id == round_.id)
        comments = select(func.count(Comment.id)).where(Comment.round_id == round_.id, Comment.number.is_not(None))
        counted = [db.session.scalar(query) for query in (members, blocks, amendments, comments)]
        assert counted == [27, 400, 900, 600]
        assert round_.draft.number == 2


def test_one_block_has_47_amendments_several_have_ten_to_twenty_and_every_operation_occurs(app: Flask) -> None:
    with app.app_context():
        round_ = the_round()
        on = [
            count
            for (count,) in db.session.execute(
                select(func.count(Amendment.id)).where(Amendment.round_id == round_.id).group_by(Amendment.key)
            )
        ]
        assert max(on) == 47
        assert sum(1 for count in on if 10 <= count <= 20) >= 10
        assert sum(1 for count in on if count <= 3) + 400 - len(on) > 300
        operations = set(db.session.scalars(select(Amendment.operation).where(Amendment.round_id == round_.id)))
        assert operations == set(Operation)
        rows = select(Amendment.id).where(Amendment.round_id == round_.id, Amendment.new_kind == Kind.ROW)
        assert db.session.scalars(rows.limit(1)).first()
        found = collisions_of(db.session(), round_)
        assert max(len(block.clusters) for block in found.values()) >= 3
        assert any(len(group.proposers) >= 5 for block in found.values() for group in block.groups)


def test_it_has_late_withdrawn_supported_suggested_editorial_and_unsent_items_and_french_comments(app: Flask) -> None:
    with app.app_context():
        of = select(func.count(Amendment.id)).where(Amendment.round_id == the_round().id)
        for which in (
            Amendment.late.is_(True),
            Amendment.state == ItemState.WITHDRAWN,
            Amendment.suggestion.is_(True),
            Amendment.revision > 0,
        ):
            assert db.session.scalar(of.where(which))
        supported = select(Support.amendment_id)
        assert db.session.scalar(of.where(Amendment.suggestion.is_(True), Amendment.id.in_(supported)))
        assert db.session.scalar(of.where(Amendment.suggestion.is_(True), Amendment.id.not_in(supported)))
        assert (db.session.scalar(of.where(Amendment.kind == ItemKind.EDITORIAL)) or 0) > 100
        assert db.session.scalar(select(func.count(Unsent.id))) == 24
        assert db.session.scalar(select(func.count(Comment.id)).where(Comment.body.contains("communes")))
        linked = select(func.count(Amendment.id)).where(Amendment.reason.contains("Wherever it stands"))
        assert (db.session.scalar(linked) or 0) > 20


def test_its_journal_holds(app: Flask) -> None:
    with app.app_context():
        assert isinstance(verify(db.session()), Verified)


def test_the_text_is_the_same_each_time_and_says_no_sentence_twice() -> None:
    crowd = read_words("large_words_proposals.toml")["crowd"]["text"]
    made = [make_text(vocabulary(), crowded=crowd, blocks=398) for _ in range(2)]
    assert made[0] == made[1]
    said = [block.text for block in read(made[0].encode()).blocks if block.kind in (Kind.PARAGRAPH, Kind.POINT)]
    assert len(set(said)) == len(said)


def test_a_draft_smaller_than_its_chapters_is_refused() -> None:
    with pytest.raises(ValueError, match="too many"):
        make_text(vocabulary(), crowded="One sentence.", blocks=100)


def test_its_pages_answer(app: Flask, client_of: Callable[[Seat | int], FlaskClient]) -> None:
    with app.app_context():
        head, secretary = seat_of("head.bergen@demo.example"), seat_of("secretary@demo.example")
        number, key = the_round().number, db.session.scalars(select(Amendment.key).where(Amendment.late).limit(1)).one()
        db.session.remove()
    delegate, office = client_of(head), client_of(secretary)
    for address in (
        "/",
        "/programme/2",
        f"/programme/2?b={key}",
        "/programme/unsent",
        "/programme/2/yours",
        f"/programme/round/{number}",
    ):
        assert delegate.get(address, follow_redirects=True).status_code == 200, address
    for address in ("/", "/programme/2", f"/programme/round/{number}", f"/programme/2/p/{key}", "/people"):
        assert office.get(address, follow_redirects=True).status_code == 200, address


def test_a_second_load_is_refused_and_so_is_one_beside_other_people(app: Flask) -> None:
    again = app.test_cli_runner().invoke(args=["load-demo", "--large"])
    assert again.exit_code == 1
    assert "loaded already" in again.stderr
    with app.app_context():
        person = db.session.scalars(select(Person).where(Person.email == "head.bergen@demo.example")).one()
        assert person.name == "Head of delegation, Bergen"


def test_people_of_one_s_own_are_not_joined_by_the_demonstration(tmp_path: Path, blank_database: Path) -> None:
    path = tmp_path / "own.sqlite"
    path.write_bytes(blank_database.read_bytes())
    app = make_app(tmp_path, f"sqlite:///{path}", None)
    runner = app.test_cli_runner()
    file = tmp_path / "text.md"
    file.write_text("# Title\n\nA paragraph.\n")
    assert runner.invoke(args=["import-draft", str(file), "--title", "Own"]).exit_code == 0
    refused = runner.invoke(args=["load-demo", "--large"])
    assert refused.exit_code == 1
    assert "people of its own" in refused.stderr
    with app.app_context():
        assert db.session.scalar(select(func.count(Delegation.id))) == 1
        db.session.remove()
        db.engine.dispose()
