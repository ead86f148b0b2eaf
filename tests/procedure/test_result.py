from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from drafting.errors import Invalid
from drafting.procedure.collisions import collisions_on
from drafting.procedure.figures import figures_of
from drafting.procedure.result import Result, with_hand
from drafting.rules.lifecycle import Operation, Ruling
from tests.desk import REASON, group_of, on_the_desk, row_of, rule, take_back
from tests.factories import ENCOURAGE, a_seat, an_amendment, an_open_round, the_secretariat

REQUIRE = ENCOURAGE.replace("encourage", "require")
PROPOSALS = {
    "bergen": REQUIRE,
    "lublin": ENCOURAGE.replace("every two years", "every year"),
    "malta": ENCOURAGE.replace("Member States", "States"),
    "spain": ENCOURAGE.replace("such practices", "these practices"),
}


def test_decisions_in_any_order_give_the_same_text(session: Session) -> None:
    round_ = an_open_round(session)
    made = [an_amendment(session, round_, text=text, by=a_seat(session, code)) for code, text in PROPOSALS.items()]
    on_the_desk(session, round_)
    found = set()
    for order in list(permutations(made))[::5]:
        for amendment in order:
            rule(session, round_, [amendment])
        row = row_of(session, round_)
        found.add(row.text)
        assert not row.by_hand
        for _ in order:
            take_back(session, round_)
        assert row_of(session, round_).text == ENCOURAGE
    assert found == {"States should require administrations to adopt these practices, and to report every year."}


WORD = st.sampled_from(
    [
        "the",
        "council",
        "should",
        "hear",
        "all",
        "cities",
        "and",
        "regions",
        "that",
        "ask",
        "for",
        "it",
        "in",
        "good",
        "time",
    ]
)


@given(words=st.lists(WORD, min_size=6, max_size=14), data=st.data())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_what_was_written_by_hand_is_kept_or_the_ruling_is_not_applied(words: list[str], data: st.DataObject) -> None:
    before = " ".join(words)
    hand_at = data.draw(st.integers(0, len(words) - 1))
    ruled_at = data.draw(st.integers(0, len(words) - 1))
    hand = " ".join([*words[:hand_at], "HAND", *words[hand_at + 1 :]])
    made = " ".join([*words[:ruled_at], "RULED", *words[ruled_at + 1 :]])
    found = with_hand(before, hand, made)
    assert "HAND" in found.text
    assert ("RULED" in found.text) != bool(found.rival)
    if abs(hand_at - ruled_at) > 3:
        assert not found.rival


def test_without_a_hand_the_result_is_what_the_rulings_make() -> None:
    assert with_hand("One word.", "One word.", "Two words.") == Result("Two words.")


def test_what_is_accepted_must_stand_in_the_text_as_it_was_proposed(session: Session) -> None:
    round_ = an_open_round(session)
    bergen = an_amendment(session, round_, text=REQUIRE)
    lublin = an_amendment(session, round_, text=PROPOSALS["lublin"], by=a_seat(session, "lublin"))
    on_the_desk(session, round_)
    groups = {group_of(session, round_, a): Ruling.ACCEPT for a in (bergen, lublin)}
    softened = PROPOSALS["lublin"].replace("encourage", "urge")
    with pytest.raises(Invalid) as refused:
        rule(session, round_, groups, texts=[softened], hand_reason=REASON)
    assert (refused.value.code, refused.value.facts["number"]) == ("not-as-proposed", bergen.number)

    modified = {group_of(session, round_, bergen): Ruling.MODIFY, group_of(session, round_, lublin): Ruling.ACCEPT}
    rule(session, round_, modified, texts=[softened], hand_reason=REASON)
    assert row_of(session, round_).text == softened


def test_a_hand_beside_accepted_words_leaves_them_accepted(session: Session) -> None:
    round_ = an_open_round(session)
    bergen = an_amendment(session, round_, text=REQUIRE)
    on_the_desk(session, round_)
    own = REQUIRE.replace("every two years", "regularly")
    rule(session, round_, [bergen], texts=[own], hand_reason=REASON)
    assert (row_of(session, round_).text, row_of(session, round_).by_hand) == (own, True)


def test_the_figures_count_what_is_open_also_before_the_first_block(session: Session) -> None:
    round_ = an_open_round(session)
    first = an_amendment(session, round_, operation=Operation.INSERT, key=0, text="First of all.")
    an_amendment(session, round_, text=REQUIRE)
    on_the_desk(session, round_)
    by = the_secretariat(session)
    assert [(b.key, b.open) for b in figures_of(session, round_, by=by).blocks] == [(0, 1), (1, 1)]
    rule(session, round_, [first])
    figures = figures_of(session, round_, by=by)
    assert [(b.key, b.open) for b in figures.blocks] == [(0, 0), (1, 1)]
    assert (figures.decided, figures.open) == (1, 1)
    assert collisions_on(session, round_, 0).groups
