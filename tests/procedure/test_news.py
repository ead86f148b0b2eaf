from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from drafting.model.people import Seat
from drafting.model.texts import Text
from drafting.procedure.change_comment import answer_comment
from drafting.procedure.following import follow
from drafting.procedure.news import Happening, Nearness, News, news_of
from drafting.procedure.rounds import extend_round
from drafting.procedure.submit_comment import reply
from drafting.procedure.support_amendment import support_amendment
from drafting.procedure.withdraw_amendment import withdraw_amendment
from drafting.rules.lifecycle import Disposition
from drafting.rules.permissions import Category
from tests.desk import on_the_desk, publish, rule
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

REQUIRE = ENCOURAGE.replace("encourage", "require")
SUPPORT = ENCOURAGE.replace("encourage", "support")


def hours(count: float) -> timedelta:
    return timedelta(hours=count)


NOW = timedelta(0)


def told(session: Session, text: Text, by: Seat, since: timedelta | None = NOW) -> list[tuple[str, str, int]]:
    news = news_of(session, text, by=by, since=NOON + since if since is not None else None)
    return [(one.what.value, one.nearness.value, one.number) for one in news]


def test_what_others_propose_and_say_is_new_and_what_oneself_did_is_not(session: Session) -> None:
    round_ = an_open_round(session)
    bergen, malta = a_head(session), a_head(session, "malta")
    an_amendment(session, round_, text=REQUIRE, by=bergen, at=NOON + hours(1))
    an_amendment(session, round_, text=SUPPORT, by=malta, at=NOON + hours(2))
    a_comment(session, round_, key=None, by=malta, at=NOON + hours(3))
    text = round_.draft.text
    assert told(session, text, bergen) == [("comment", "elsewhere", 1), ("amendment", "followed", 2)]
    assert told(session, text, bergen, hours(2)) == [("comment", "elsewhere", 1)]
    assert told(session, text, malta) == [("amendment", "followed", 1)]
    assert set(told(session, text, bergen, None)[-2:]) == {("round", "own", 1), ("draft", "own", 1)}


def test_replies_answers_and_support_for_ones_own_are_told_to_oneself(session: Session) -> None:
    round_ = an_open_round(session)
    bergen, malta, office = a_head(session), a_head(session, "malta"), the_secretariat(session)
    made = an_amendment(session, round_, text=REQUIRE, by=bergen)
    said = a_comment(session, round_, by=bergen)
    reply(session, said, body="So do we.", by=malta, at=NOON + hours(2))
    support_amendment(session, made, by=malta, at=NOON + hours(3))
    answer_comment(
        session,
        said,
        disposition=Disposition.ANSWERED,
        answer="Cities.",
        version=said.version,
        by=office,
        at=NOON + hours(4),
    )
    own = [("answer", "own", 1), ("support", "own", 1), ("reply", "own", 1)]
    assert told(session, round_.draft.text, bergen, hours(1)) == own


def test_support_and_answers_for_others_are_told_only_where_one_follows(session: Session) -> None:
    round_ = an_open_round(session)
    bergen, malta, turku = a_head(session), a_head(session, "malta"), a_head(session, "turku")
    made = an_amendment(session, round_, text=REQUIRE, by=bergen)
    support_amendment(session, made, by=malta, at=NOON + hours(3))
    assert told(session, round_.draft.text, turku, hours(2)) == []
    follow(session, round_.draft.text, 1, by=turku, at=NOON + hours(4))
    assert told(session, round_.draft.text, turku, hours(2)) == [("support", "followed", 1)]


def test_of_what_was_withdrawn_only_that_is_told(session: Session) -> None:
    round_ = an_open_round(session)
    malta = a_head(session, "malta")
    made = an_amendment(session, round_, text=REQUIRE, by=malta, at=NOON + hours(1))
    withdraw_amendment(session, made, by=malta, at=NOON + hours(2))
    bergen = a_head(session)
    assert told(session, round_.draft.text, bergen) == [("amendment withdrawn", "elsewhere", 1)]
    assert told(session, round_.draft.text, bergen, hours(2)) == []


def test_more_time_and_the_next_draft_are_told_and_no_decision_before_it(session: Session) -> None:
    round_ = an_open_round(session)
    office, bergen = the_secretariat(session), a_head(session)
    until = DEADLINE + timedelta(days=2)
    made = an_amendment(session, round_, text=REQUIRE, by=a_head(session, "malta"))
    extend_round(session, round_, deadline=until, reason="Two asked for it.", by=office, at=NOON + hours(5))
    (longer, *_rest) = news_of(session, round_.draft.text, by=bergen, since=NOON + hours(2))
    assert (longer.what, longer.until) == (Happening.EXTENSION, until)
    on_the_desk(session, round_)
    rule(session, round_, [made])
    assert told(session, round_.draft.text, bergen, hours(6)) == []
    publish(session, round_)
    assert told(session, round_.draft.text, bergen, hours(6)) == [("draft", "own", 2)]


def test_the_parent_committee_hears_of_no_contribution_and_of_no_draft_that_it_may_not_read(session: Session) -> None:
    round_ = an_open_round(session)
    an_amendment(session, round_, text=REQUIRE)
    a_comment(session, round_)
    reader = a_seat(session, "committee", category=Category.PARENT_COMMITTEE)
    assert told(session, round_.draft.text, reader, None) == []


@pytest.mark.parametrize("count", [1, 4])
def test_the_number_of_queries_does_not_grow_with_what_happened(session: Session, count: int) -> None:
    round_ = an_open_round(session, a_draft(session, paragraphs=[ENCOURAGE] * count))
    malta, bergen = a_head(session, "malta"), a_head(session)
    for key in range(1, count + 1):
        an_amendment(session, round_, key=key, text=REQUIRE, by=malta)
        reply(session, a_comment(session, round_, key=key, by=bergen), body="So do we.", by=malta, at=NOON + hours(2))
    text = round_.draft.text
    session.expire_all()
    asked: list[str] = []
    bind = session.get_bind()

    def count_it(_c: object, _cursor: object, statement: str, *_more: object) -> None:
        asked.append(statement)

    event.listen(bind, "before_cursor_execute", count_it)
    news: list[News] = news_of(session, text, by=bergen, since=NOON)
    event.remove(bind, "before_cursor_execute", count_it)
    assert len(news) == 2 * count
    assert sum(one.nearness is Nearness.OWN for one in news) == count
    assert len(asked) <= 18
