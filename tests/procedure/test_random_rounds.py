"""Whole rounds at random: proposed, decided, taken back, published; held against the slow reference of tests/rounds."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from sqlalchemy.orm import Session

from drafting.model.amendments import Amendment
from drafting.model.rounds import Round
from drafting.procedure.collisions import collisions_on
from drafting.procedure.grouping import GroupedChange
from drafting.procedure.layout import rows_of
from drafting.procedure.why import why
from drafting.procedure.why_runs import WhyRun
from drafting.rules.lifecycle import Disposition, Operation, Ruling
from tests import soak
from tests.desk import on_the_desk, publish, row_of, rule, take_back
from tests.factories import a_draft, a_head, an_amendment, an_open_round, the_secretariat
from tests.rounds import SECRETARIAT, Maker, RandomRound, authors, next_draft, text_of


def propose(session: Session, round_: Round, made: RandomRound) -> dict[int, Amendment]:
    """The proposals submitted, by their place in the list."""
    out = {}
    for number, proposal in enumerate(made.proposals):
        words = made.blocks[proposal.key - 1].text.rstrip(".").split()
        for edit in sorted(proposal.edits, key=lambda edit: -edit.at):
            words = edit.made(words)
        out[number] = an_amendment(
            session,
            round_,
            operation=proposal.operation,
            key=proposal.key,
            text=text_of(words) if proposal.edits else proposal.text,
            new_kind=proposal.kind,
            beneath=proposal.beneath,
            after=proposal.after if proposal.operation is Operation.MOVE else None,
            by=a_head(session, proposal.by),
        )
    return out


def site_of(made: RandomRound, group: GroupedChange) -> int:
    """The site at which a change is: the nearest before its end that is edited at all in its block."""
    assert group.change is not None
    words = made.blocks[group.key - 1].text.split()
    sites = {edit.at for p in made.proposals if p.key == group.key for edit in p.edits}
    starts = {site: len(" ".join(words[:site])) for site in sites}
    return max(site for site, start in starts.items() if start <= group.change.end)


def accepted(made: RandomRound, group: GroupedChange, amendments: dict[int, Amendment]) -> bool:
    """Whether the reference accepts the group."""
    numbers = [number for number, amendment in amendments.items() if amendment in group.amendments]
    if group.change is None:
        return any(made.proposals[number].accepted for number in numbers)
    site = site_of(made, group)
    edit = made.chosen.get((group.key, site))
    return edit is not None and any(own is edit for number in numbers for own in made.proposals[number].edits)


def decide_all(session: Session, round_: Round, made: RandomRound, amendments: dict[int, Amendment]) -> None:
    keys = list(dict.fromkeys(proposal.key for proposal in made.proposals))
    for key in keys:
        rule_on(session, round_, made, amendments, key)
        if key in made.undone:
            take_back(session, round_, key)
            rule_on(session, round_, made, amendments, key)
    for key, word in made.hand.items():
        text = row_of(session, round_, key).text.removesuffix(".") + f" {word}."
        rule(session, round_, {}, key=key, texts=[text], hand_reason="It says who.")


def rule_on(session: Session, round_: Round, made: RandomRound, amendments: dict[int, Amendment], key: int) -> None:
    """Accept what the reference accepts on the block, and nothing else; what has fallen stays fallen."""
    groups = [
        group
        for group in collisions_on(session, round_, key).groups
        if any(a.disposition is not Disposition.FALLEN for a in group.amendments)
    ]
    if groups:
        rulings = {g: Ruling.ACCEPT if accepted(made, g, amendments) else Ruling.REFUSE for g in groups}
        rule(session, round_, rulings, key=key)


def told(runs: Sequence[WhyRun], op: str) -> dict[str, set[str]]:
    out: dict[str, set[str]] = {}
    for run in runs:
        if run.op == op:
            names = {a.delegation.code for a in run.amendments} or ({SECRETARIAT} if run.hand_reason else set())
            for word in run.text.replace(".", " ").split():
                out.setdefault(word, set()).update(names)
    return out


@pytest.mark.parametrize("number", range(soak.share(12, 1_000)))
def test_a_random_round_comes_to_what_the_slow_reference_says_and_every_word_names_its_hands(
    session: Session, number: int
) -> None:
    made = Maker(soak.chance(f"rounds {number}")).round()
    round_ = an_open_round(session, a_draft(session, blocks=made.blocks))
    amendments = propose(session, round_, made)
    on_the_desk(session, round_)
    decide_all(session, round_, made, amendments)
    draft = publish(session, round_)
    assert [(row.kind, row.text) for row in rows_of(session, draft)] == next_draft(made)

    keys = {row.key for row in (*rows_of(session, round_.draft), *rows_of(session, draft))}
    runs = [run for key in sorted(keys) for run in why(session, draft, key, by=the_secretariat(session))]
    came, went = authors(made)
    assert told(runs, "insert") == came
    assert told(runs, "delete") == went
