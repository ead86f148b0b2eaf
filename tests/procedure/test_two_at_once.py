"""Two people who act at the same moment, over two connections of a true PostgreSQL, where one does not wait for all
of the other as on SQLite. Each meeting is brought about: the second begins before the first has committed."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine, func, select, text
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from drafting.errors import DraftingError
from drafting.exchange.document import Reading
from drafting.model import journal
from drafting.model.afterwards import SettledWithdrawal
from drafting.model.amendments import Amendment, Support
from drafting.model.comments import Comment
from drafting.model.decisions import Decision
from drafting.model.organising import CannedReason
from drafting.model.packages import Package, PackageItem
from drafting.model.paragraphs import DraftParagraph, Paragraph
from drafting.model.people import Delegation
from drafting.model.rounds import Round
from drafting.model.tables import metadata
from drafting.model.texts import Draft
from drafting.model.working import WorkingEdit
from drafting.procedure.acting import record
from drafting.procedure.canned_reasons import add_reason, edit_reason
from drafting.procedure.change_comment import edit_comment
from drafting.procedure.collisions import collisions_on
from drafting.procedure.consolidate import begin_consolidation
from drafting.procedure.correct_draft import Correction, correct_draft
from drafting.procedure.decide import Ruled
from drafting.procedure.decide_many import OnBlock, decide_many
from drafting.procedure.import_next_draft import import_next_draft
from drafting.procedure.knocking import knock
from drafting.procedure.packages import add_to_package, make_package, take_out
from drafting.procedure.rounds import close_round, open_round
from drafting.procedure.settle_withdrawal import settle_withdrawal
from drafting.procedure.submit_comment import reply
from drafting.procedure.support_amendment import support_amendment
from drafting.procedure.withdraw_amendment import withdraw_amendment
from drafting.rules.lifecycle import Aftermath, ItemState, Operation, RoundState, Ruling
from drafting.rules.permissions import Act, Category
from drafting.text.blocks import Block, Kind
from tests.desk import ON_THE_DESK, on_the_desk, publish, rule
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
from tests.procedure.conftest import KEY

REQUIRE = ENCOURAGE.replace("encourage", "require")
SUPPORT = ENCOURAGE.replace("encourage", "support")
LATER = NOON + timedelta(hours=2)
Verb = Callable[[Session], object]


@pytest.fixture
def engine(postgres_url: str) -> Iterator[Engine]:
    engine = create_engine(postgres_url)
    metadata.create_all(engine)
    yield engine
    engine.dispose()


def made(engine: Engine, make: Callable[[Session], Any]) -> Any:
    """Do something alone, and commit it."""
    with Session(engine, info=KEY) as session:
        given = make(session)
        session.commit()
        return given


def meet(engine: Engine, first: Verb, second: Verb) -> list[str]:
    """How each of the two ended: "done", or the code of its refusal.

    `first` has acted and not committed when `second` begins; it commits when `second` waits for it, or is through.
    """
    with Session(engine, info=KEY) as one, ThreadPoolExecutor(1) as beside:
        first(one)
        one.flush()
        other = beside.submit(_ended, engine, second)
        _until_waiting(engine, other)
        one.commit()
        return ["done", other.result(30)]


def _ended(engine: Engine, act: Verb) -> str:
    with Session(engine, info=KEY) as session:
        try:
            act(session)
            session.commit()
        except DraftingError as error:
            return error.code
        except StaleDataError:
            return "overtaken"
        return "done"


def _until_waiting(engine: Engine, other: Future[str]) -> None:
    waits = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
    for _ in range(3000):
        with engine.connect() as connection:
            if other.done() or connection.scalar(waits):
                return
        time.sleep(0.01)
    raise AssertionError("the second neither waits nor ends")


def the_round(session: Session) -> Round:
    return session.scalars(select(Round)).one()


def amendment_of(session: Session, code: str) -> Amendment:
    return session.scalars(select(Amendment).join(Delegation).where(Delegation.code == code)).one()


def the_draft(session: Session) -> Draft:
    return session.scalars(select(Draft).where(Draft.number == 1)).one()


def a_file_follows(session: Session) -> None:
    import_next_draft(
        session,
        the_draft(session),
        Reading(title="", blocks=(Block(kind=Kind.PARAGRAPH, text=REQUIRE),)),
        answers={},
        reason="Reworked.",
        source="The meeting",
        reference=None,
        by=the_secretariat(session),
        at=LATER,
    )


def count(engine: Engine, thing: type[Any]) -> int:
    with Session(engine) as session:
        return session.scalar(select(func.count()).select_from(thing)) or 0


def test_entries_of_many_writers_make_one_chain(engine: Engine) -> None:
    def append(_number: int) -> None:
        with Session(engine, info=KEY) as session:
            for _ in range(5):
                record(session, act=Act.USE_THE_DOOR, verb="sign_in", by=None, at=NOON)
                session.commit()

    with ThreadPoolExecutor(6) as writers:
        list(writers.map(append, range(6)))
    with Session(engine, info=KEY) as session:
        assert journal.verify(session) == journal.Verified(30, journal.head_of(session))


def test_the_very_first_two_entries_make_one_chain(engine: Engine) -> None:
    entry = partial(record, act=Act.USE_THE_DOOR, verb="sign_in", by=None, at=NOON)
    assert meet(engine, entry, entry) == ["done", "done"]
    with Session(engine, info=KEY) as session:
        assert journal.verify(session) == journal.Verified(2, journal.head_of(session))


def test_a_double_click_at_the_same_moment_makes_one_amendment_and_wastes_no_number(engine: Engine) -> None:
    made(engine, lambda session: (an_open_round(session), a_head(session)))
    click: Verb = lambda session: an_amendment(session, the_round(session), text=REQUIRE)  # noqa: E731
    assert meet(engine, click, click) == ["done", "already-submitted"]
    next_one = made(engine, lambda session: an_amendment(session, the_round(session), text=SUPPORT).number)
    assert (count(engine, Amendment), next_one) == (2, 2)


def test_of_two_files_that_follow_a_draft_at_the_same_moment_one_does(engine: Engine) -> None:
    made(engine, a_draft)
    assert meet(engine, a_file_follows, a_file_follows) == ["done", "draft-followed"]
    assert (count(engine, Draft), count(engine, Paragraph)) == (2, 1)


def test_a_round_opens_on_no_draft_that_a_file_follows_at_the_same_moment(engine: Engine) -> None:
    made(engine, a_draft)
    opening: Verb = lambda session: an_open_round(session, the_draft(session))  # noqa: E731
    assert meet(engine, a_file_follows, opening) == ["done", "draft-not-issued"]


def test_no_file_follows_a_draft_on_which_a_round_opens_at_the_same_moment(engine: Engine) -> None:
    made(engine, a_draft)
    opening: Verb = lambda session: an_open_round(session, the_draft(session))  # noqa: E731
    assert meet(engine, opening, a_file_follows) == ["done", "round-not-over"]


@pytest.mark.parametrize("key", [None, 1])
def test_a_double_click_at_the_same_moment_makes_one_comment(engine: Engine, key: int | None) -> None:
    made(engine, lambda session: (an_open_round(session), a_head(session)))
    click: Verb = lambda session: a_comment(session, the_round(session), key=key)  # noqa: E731
    assert meet(engine, click, click) == ["done", "already-submitted"]
    assert count(engine, Comment) == 1


def test_a_double_click_at_the_same_moment_makes_one_reply(engine: Engine) -> None:
    made(engine, lambda session: a_comment(session, an_open_round(session)))

    def click(session: Session) -> None:
        reply(session, session.scalars(select(Comment)).one(), body="Agreed.", by=a_head(session), at=LATER)

    assert meet(engine, click, click) == ["done", "already-submitted"]
    assert count(engine, Comment) == 2


def test_two_who_support_for_one_delegation_at_the_same_moment_support_once(engine: Engine) -> None:
    made(
        engine,
        lambda session: (
            an_amendment(session, an_open_round(session), text=REQUIRE),
            a_seat(session, "malta", category=Category.STATE),
        ),
    )

    def support(session: Session) -> None:
        support_amendment(session, amendment_of(session, "bergen"), by=a_head(session, "malta"), at=LATER)

    assert meet(engine, support, support) == ["done", "already-supporting"]
    assert count(engine, Support) == 1


def test_what_is_submitted_while_the_round_is_being_closed_is_not_received(engine: Engine) -> None:
    made(engine, lambda session: (an_open_round(session), a_head(session)))

    def close(session: Session) -> None:
        close_round(session, the_round(session), by=the_secretariat(session), at=LATER)

    submit: Verb = lambda session: an_amendment(session, the_round(session), text=REQUIRE)  # noqa: E731
    assert meet(engine, close, submit) == ["done", "round-closed"]
    assert count(engine, Amendment) == 0


def test_a_round_is_closed_after_what_is_being_submitted(engine: Engine) -> None:
    made(engine, lambda session: (an_open_round(session), a_head(session)))

    def close(session: Session) -> None:
        close_round(session, the_round(session), by=the_secretariat(session), at=LATER)

    submit: Verb = lambda session: an_amendment(session, the_round(session), text=REQUIRE)  # noqa: E731
    assert meet(engine, submit, close) == ["done", "done"]
    assert count(engine, Amendment) == 1
    with Session(engine) as session:
        assert the_round(session).state is RoundState.CLOSED


def test_contributions_of_two_delegations_do_not_refuse_each_other(engine: Engine) -> None:
    made(engine, lambda session: (an_open_round(session), a_head(session), a_seat(session, "malta")))

    def submit(code: str, session: Session) -> None:
        an_amendment(session, the_round(session), text=REQUIRE, by=a_head(session, code))

    assert meet(engine, partial(submit, "bergen"), partial(submit, "malta")) == ["done", "done"]
    with Session(engine) as session:
        assert sorted(session.scalars(select(Amendment.number))) == [1, 2]


def test_two_secretaries_who_open_a_round_at_the_same_moment_open_one(engine: Engine) -> None:
    made(engine, a_draft)

    def start(session: Session) -> None:
        draft = session.scalars(select(Draft)).one()
        open_round(session, draft, deadline=DEADLINE, by=the_secretariat(session), at=NOON)

    assert meet(engine, start, start) == ["done", "round-already-there"]
    assert count(engine, Round) == 1


def test_two_secretaries_who_begin_to_consolidate_make_one_working_draft(engine: Engine) -> None:
    made(engine, lambda s: close_round(s, an_open_round(s), by=the_secretariat(s), at=DEADLINE))

    def begin(session: Session) -> None:
        begin_consolidation(session, the_round(session), by=the_secretariat(session), at=ON_THE_DESK)

    assert meet(engine, begin, begin) == ["done", "overtaken"]
    assert count(engine, Draft) == 2


def a_desk(session: Session) -> None:
    """On the desk: Bergen's and Malta's amendments that collide on block 1, and Bergen's own to block 2."""
    round_ = an_open_round(session, a_draft(session, paragraphs=[ENCOURAGE, ENCOURAGE]))
    an_amendment(session, round_, text=REQUIRE)
    an_amendment(session, round_, text=SUPPORT, by=a_seat(session, "malta", category=Category.STATE))
    on_the_desk(session, round_)


def accept(code: str, session: Session) -> None:
    rule(session, the_round(session), [amendment_of(session, code)])


def test_two_secretaries_who_decide_one_block_the_second_is_told(engine: Engine) -> None:
    made(engine, a_desk)
    second = partial(accept_as_seen, "malta", 1)
    assert meet(engine, partial(accept_as_seen, "bergen", 1), second) == ["done", "block-changed"]
    assert (count(engine, WorkingEdit), count(engine, Decision)) == (1, 1)
    with Session(engine) as session:
        texts = session.scalars(select(DraftParagraph.text).where(DraftParagraph.key == 1).order_by(DraftParagraph.id))
        assert texts.all() == [ENCOURAGE, REQUIRE]


def accept_as_seen(code: str, version: int, session: Session) -> None:
    """Accept on block 1, with the version that the form was made from."""
    rule(session, the_round(session), [amendment_of(session, code)], version=version)


def the_same_change(session: Session) -> None:
    """Three blocks; Bergen requires on each of them, Malta supports on the second."""
    round_ = an_open_round(session, a_draft(session, paragraphs=[ENCOURAGE, ENCOURAGE, ENCOURAGE]))
    for key in (1, 2, 3):
        an_amendment(session, round_, text=REQUIRE, key=key)
    an_amendment(session, round_, text=SUPPORT, key=2, by=a_seat(session, "malta", category=Category.STATE))
    on_the_desk(session, round_)


def accept_everywhere(backwards: bool, session: Session) -> None:
    """Accept what Bergen wants on all three blocks, as they were when the form was made."""
    round_ = the_round(session)
    of_bergen = {
        key: next(g for g in collisions_on(session, round_, key).groups if "require" in g.change.text)  # type: ignore[union-attr]
        for key in (1, 2, 3)
    }
    blocks = [
        OnBlock(key=key, version=1, rulings={group.id: Ruled(ruling=Ruling.ACCEPT)}) for key, group in of_bergen.items()
    ]
    done = decide_many(session, round_, blocks[::-1] if backwards else blocks, by=the_secretariat(session), at=LATER)
    if done.left_alone:
        raise done.left_alone[0].error


def test_two_who_decide_the_same_many_blocks_do_not_block_each_other_and_the_second_is_told(engine: Engine) -> None:
    made(engine, the_same_change)
    first, second = partial(accept_everywhere, False), partial(accept_everywhere, True)
    assert meet(engine, first, second) == ["done", "block-changed"]
    assert (count(engine, WorkingEdit), count(engine, Decision)) == (3, 3)


def test_a_block_decided_while_many_are_is_decided_once(engine: Engine) -> None:
    made(engine, the_same_change)
    on_the_second = partial(accept_as_seen, "malta", 1)
    assert meet(engine, on_the_second, partial(accept_everywhere, False)) == ["done", "block-changed"]
    assert count(engine, Decision) == 1  # the test gives up the whole act where one block is left alone


def test_a_withdrawal_is_settled_once_by_two_at_the_same_moment(engine: Engine) -> None:
    def left(session: Session) -> None:
        a_desk(session)
        accept("bergen", session)
        withdraw_amendment(session, amendment_of(session, "bergen"), by=a_head(session), at=ON_THE_DESK)

    made(engine, left)

    def settle(aftermath: Aftermath, session: Session) -> None:
        bergen = amendment_of(session, "bergen")
        settle_withdrawal(
            session, bergen, aftermath, reason="It helps.", version=4, by=the_secretariat(session), at=LATER
        )

    second = partial(settle, Aftermath.REVERTED)
    assert meet(engine, partial(settle, Aftermath.KEPT), second) == ["done", "block-changed"]
    assert count(engine, SettledWithdrawal) == 1


def test_two_who_correct_a_draft_at_the_same_moment_issue_one_corr(engine: Engine) -> None:
    made(engine, an_open_round)

    def correct(session: Session) -> None:
        base = session.scalars(select(Draft).where(Draft.number == 1)).one()
        mended = [Correction(key=1, texts=[SUPPORT], reason="A slip of the pen.")]
        correct_draft(session, base, mended, confirm_number=2, by=the_secretariat(session), at=LATER)

    assert meet(engine, correct, correct) == ["done", "draft-corrected"]
    with Session(engine) as session:
        assert sorted(session.scalars(select(Draft.number))) == [1, 2]


def three_linked(session: Session) -> None:
    round_ = an_open_round(session, a_draft(session, paragraphs=[ENCOURAGE, ENCOURAGE, ENCOURAGE]))
    linked = [an_amendment(session, round_, text=REQUIRE, key=key) for key in (1, 2, 3)]
    make_package(session, round_, linked, title="Duties", by=a_head(session), at=LATER)


def out_of_it(key: int, session: Session) -> None:
    amendment = session.scalars(select(Amendment).where(Amendment.key == key)).one()
    take_out(session, amendment, by=a_head(session), at=LATER)


def test_two_colleagues_who_each_take_one_of_three_leave_no_package_of_one(engine: Engine) -> None:
    made(engine, three_linked)
    assert meet(engine, partial(out_of_it, 1), partial(out_of_it, 2)) == ["done", "done"]
    assert (count(engine, Package), count(engine, PackageItem)) == (0, 0)


def test_a_package_that_a_colleague_dissolves_takes_nothing_more(engine: Engine) -> None:
    def of_two(session: Session) -> None:
        three_linked(session)
        out_of_it(3, session)

    def put_back(session: Session) -> None:
        package = session.scalars(select(Package)).one()
        third = session.scalars(select(Amendment).where(Amendment.key == 3)).one()
        add_to_package(session, package, [third], by=a_head(session), at=LATER)

    made(engine, of_two)
    assert meet(engine, partial(out_of_it, 1), put_back) == ["done", "package"]
    assert (count(engine, Package), count(engine, PackageItem)) == (0, 0)


def test_two_secretaries_on_different_blocks_do_not_disturb_each_other(engine: Engine) -> None:
    def prepared(session: Session) -> None:
        round_ = an_open_round(session, a_draft(session, paragraphs=[ENCOURAGE, ENCOURAGE]))
        an_amendment(session, round_, text=REQUIRE)
        an_amendment(session, round_, text=SUPPORT, key=2, by=a_seat(session, "malta", category=Category.STATE))
        on_the_desk(session, round_)

    made(engine, prepared)
    assert meet(engine, partial(accept, "bergen"), partial(accept, "malta")) == ["done", "done"]
    assert count(engine, Decision) == 2


def test_new_text_accepted_on_two_blocks_at_the_same_moment_gets_two_keys(engine: Engine) -> None:
    def prepared(session: Session) -> None:
        round_ = an_open_round(session, a_draft(session, paragraphs=[ENCOURAGE, ENCOURAGE]))
        an_amendment(session, round_, operation=Operation.INSERT, text="First of the new ones.")
        malta = a_seat(session, "malta", category=Category.STATE)
        an_amendment(session, round_, operation=Operation.INSERT, text="Second of them.", key=2, by=malta)
        on_the_desk(session, round_)

    made(engine, prepared)
    assert meet(engine, partial(accept, "bergen"), partial(accept, "malta")) == ["done", "done"]
    with Session(engine) as session:
        assert sorted(session.scalars(select(Paragraph.key))) == [1, 2, 3, 4]


def test_two_who_publish_at_the_same_moment_publish_one_draft(engine: Engine) -> None:
    made(engine, lambda session: on_the_desk(session, an_open_round(session)))
    click: Verb = lambda session: publish(session, the_round(session))  # noqa: E731
    assert meet(engine, click, click) == ["done", "already-published"]
    with Session(engine, info=KEY) as session:
        assert sorted(session.scalars(select(Draft.number))) == [1, 2]
        assert journal.verify(session) == journal.Verified(5, journal.head_of(session))


def test_nothing_is_entered_on_behalf_while_the_next_draft_is_published(engine: Engine) -> None:
    """It would stand in the published round undecided for ever."""
    made(engine, lambda session: (on_the_desk(session, an_open_round(session)), a_seat(session)))

    def enter(session: Session) -> None:
        bergen = session.scalars(select(Delegation).where(Delegation.code == "bergen")).one()
        secretary = the_secretariat(session)
        an_amendment(session, the_round(session), text=REQUIRE, by=secretary, at=ON_THE_DESK, on_behalf_of=bergen)

    assert meet(engine, lambda session: publish(session, the_round(session)), enter) == ["done", "round-closed"]
    assert count(engine, Amendment) == 0


def test_publication_waits_for_what_is_being_entered_and_then_finds_it_undecided(engine: Engine) -> None:
    made(engine, lambda session: (on_the_desk(session, an_open_round(session)), a_seat(session)))

    def enter(session: Session) -> None:
        bergen = session.scalars(select(Delegation).where(Delegation.code == "bergen")).one()
        secretary = the_secretariat(session)
        an_amendment(session, the_round(session), text=REQUIRE, by=secretary, at=ON_THE_DESK, on_behalf_of=bergen)

    assert meet(engine, enter, lambda session: publish(session, the_round(session))) == ["done", "not-ready"]


def test_an_amendment_withdrawn_while_it_is_being_decided_is_not_both(engine: Engine) -> None:
    made(engine, a_desk)

    def withdraw(session: Session) -> None:
        withdraw_amendment(session, amendment_of(session, "malta"), by=a_head(session, "malta"), at=ON_THE_DESK)

    assert meet(engine, withdraw, partial(accept, "malta")) == ["done", "block-changed"]
    with Session(engine) as session:
        assert amendment_of(session, "malta").state is ItemState.WITHDRAWN
        assert count(engine, Decision) == 0


def test_a_comment_edited_twice_from_one_form_keeps_the_first_and_tells_the_second(engine: Engine) -> None:
    made(engine, lambda session: a_comment(session, an_open_round(session)))

    def edit(body: str, session: Session) -> None:
        comment = session.scalars(select(Comment)).one()
        edit_comment(session, comment, body=body, version=1, by=a_head(session), at=LATER)

    outcomes = meet(engine, partial(edit, "First wording."), partial(edit, "Second wording."))
    assert outcomes == ["done", "comment-changed"]
    with Session(engine) as session:
        assert session.scalars(select(Comment.body)).all() == ["First wording."]


def test_a_usual_reason_reworded_twice_keeps_the_first_and_tells_the_second(engine: Engine) -> None:
    made(
        engine,
        lambda session: add_reason(session, english="As agreed.", french="", by=the_secretariat(session), at=NOON),
    )

    def reword(words: str, session: Session) -> None:
        reason = session.scalars(select(CannedReason)).one()
        edit_reason(session, reason, english=words, french="", version=1, by=the_secretariat(session), at=LATER)

    assert meet(engine, partial(reword, "First."), partial(reword, "Second.")) == ["done", "reason-changed"]
    with Session(engine) as session:
        assert session.scalars(select(CannedReason.english)).all() == ["First."]


def test_many_guesses_at_once_do_not_get_more_through(engine: Engine) -> None:
    def guess(_number: int) -> str:
        return _ended(engine, partial(knock, place="192.0.2.7", person="head@group.example", at=NOON))

    with ThreadPoolExecutor(6) as guessing:
        outcomes = list(guessing.map(guess, range(30)))
    assert (outcomes.count("done"), outcomes.count("too-many-attempts")) == (10, 20)
