from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from drafting.demo.load import PASSWORD
from drafting.model.amendments import Amendment
from drafting.model.comments import Comment, CommentAnchor
from drafting.model.decisions import Decision
from drafting.model.journal import Verified, verify
from drafting.model.paragraphs import Concordance
from drafting.model.people import Delegation
from drafting.model.rounds import Round
from drafting.model.texts import Draft
from drafting.procedure.checklist import checklist
from drafting.procedure.collisions import collisions_of
from drafting.procedure.door import check_sign_in
from drafting.rules.lifecycle import AnchorState, DraftState, RoundState
from drafting.rules.permissions import MEMBERS
from drafting.web.database import begin_write, db
from tests.factories import NOON
from tests.peers.application import make_app


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory: pytest.TempPathFactory, blank_database: Path) -> Iterator[Flask]:
    """An app into which `load-demo` was run."""
    folder = tmp_path_factory.mktemp("demonstration")
    path = folder / "drafting.sqlite"
    path.write_bytes(blank_database.read_bytes())
    app = make_app(folder, f"sqlite:///{path}", None)
    result = app.test_cli_runner().invoke(args=["load-demo"])
    assert result.exit_code == 0, result.output
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def test_a_text_has_two_issued_drafts_and_an_open_round(demonstration: Flask) -> None:
    drafts = db.session.scalars(select(Draft).order_by(Draft.number)).all()
    assert [draft.state for draft in drafts] == [DraftState.SUPERSEDED, DraftState.ISSUED]
    rounds = db.session.scalars(select(Round).order_by(Round.number)).all()
    assert [round_.state for round_ in rounds] == [RoundState.PUBLISHED, RoundState.OPEN]


def test_the_open_round_has_at_least_120_contributions_and_a_block_with_30_amendments(demonstration: Flask) -> None:
    round_ = db.session.scalars(select(Round).where(Round.state == RoundState.OPEN)).one()
    amendments = db.session.scalar(select(func.count(Amendment.id)).where(Amendment.round_id == round_.id)) or 0
    comments = db.session.scalar(select(func.count(Comment.id)).where(Comment.round_id == round_.id)) or 0
    assert amendments + comments >= 120
    most = db.session.scalar(
        select(func.count(Amendment.id))
        .where(Amendment.round_id == round_.id)
        .group_by(Amendment.key)
        .order_by(func.count(Amendment.id).desc())
        .limit(1)
    )
    assert most == 30
    assert any(found.clusters for found in collisions_of(db.session(), round_).values())


def test_the_decided_round_left_a_concordance_reasons_and_an_orphan(demonstration: Flask) -> None:
    assert db.session.scalar(select(func.count(Concordance.id)))
    assert db.session.scalar(select(func.count(Decision.id)).where(Decision.reason != ""))
    states = set(db.session.scalars(select(CommentAnchor.state)))
    assert AnchorState.REMOVED in states


def test_the_group_is_that_of_the_working_group(demonstration: Flask) -> None:
    members = db.session.scalars(select(Delegation).where(Delegation.category.in_(MEMBERS))).all()
    assert len(members) == 21


def test_the_journal_of_the_demonstration_holds(demonstration: Flask) -> None:
    assert isinstance(verify(db.session()), Verified)


def test_everybody_signs_in_with_the_password_that_is_printed(demonstration: Flask) -> None:
    db.session.rollback()
    db.session.remove()
    begin_write()
    seat = check_sign_in(db.session(), email="head.bergen@demo.example", password=PASSWORD, at=NOON)
    assert seat.delegation.code == "bergen"
    db.session.rollback()


def test_a_second_load_is_refused_and_changes_nothing(demonstration: Flask) -> None:
    before = db.session.scalar(select(func.count(Amendment.id)))
    db.session.rollback()
    result = demonstration.test_cli_runner().invoke(args=["load-demo"])
    assert result.exit_code == 1
    assert "not empty" in result.stderr
    assert db.session.scalar(select(func.count(Amendment.id))) == before


def test_the_checklist_is_for_a_round_that_is_being_consolidated(demonstration: Flask) -> None:
    round_ = db.session.scalars(select(Round).where(Round.state == RoundState.OPEN)).one()
    with pytest.raises(Exception, match="not-consolidating"):
        checklist(db.session(), round_)
