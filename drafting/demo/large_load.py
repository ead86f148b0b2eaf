"""A round as large as the largest: 27 member delegations, 400 blocks, 900 amendments, 600 comments, by the verbs.

Everything is drawn by fixed seeds: the same text, the same contributions, in the same order, on every load.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from sqlalchemy import select
from sqlalchemy.orm import Session

from drafting.demo.content import delegations_of, load
from drafting.demo.large_proposals import Planned, Proposals
from drafting.demo.large_remarks import Remark, make_remarks
from drafting.demo.large_text import SEED, Words, make_text, read_words, vocabulary
from drafting.demo.load import Group, make_group, take_seats
from drafting.errors import Invalid
from drafting.exchange.read_markdown import read
from drafting.model.amendments import Amendment
from drafting.model.people import Delegation, Person, Seat
from drafting.model.rounds import Round
from drafting.model.texts import Draft, Text
from drafting.procedure.change_comment import answer_comment
from drafting.procedure.collisions import collisions_on, keyed_blocks
from drafting.procedure.consolidate import begin_consolidation, working_draft
from drafting.procedure.decide import Ruled, decide, version_of
from drafting.procedure.held import choose_fate
from drafting.procedure.import_draft import import_draft
from drafting.procedure.layout import rows_of
from drafting.procedure.propose_amendment import propose_amendment
from drafting.procedure.publish import publish_next_draft
from drafting.procedure.rounds import close_round, extend_round, open_round
from drafting.procedure.submit_comment import reply, submit_comment
from drafting.procedure.support_amendment import support_amendment
from drafting.procedure.unsent import amendment_form, comment_form, save_unsent
from drafting.procedure.withdraw_amendment import withdraw_amendment
from drafting.rules.deadlines import STRASBOURG
from drafting.rules.lifecycle import Disposition, HeldFate, Operation, Ruling
from drafting.rules.permissions import MEMBERS, SUGGESTING, Role
from drafting.text.blocks import Kind
from drafting.text.structure import Keyed

BLOCKS, AMENDMENTS, COMMENTS = 400, 900, 600
ADDED = 2
"""Blocks that the first round adds."""
LATE, AFTER_EXTENSION, WITHDRAWN, UNSENT, SUGGESTIONS = 9, 60, 14, 24, 60


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sides:
    """Codes of the member delegations, and of those who can only suggest."""

    members: tuple[str, ...]
    suggesting: tuple[str, ...]


def load_large(session: Session, *, at: datetime) -> str:
    """Make the text `programme` with two issued drafts and its open round; gives what was made, in words.

    The group of the demonstration is made where the instance is empty, and completed where it is there already.
    Raises Invalid: "not-the-demonstration" (the instance has other people), "slug-taken" (loaded before).
    """
    words, start = vocabulary(), at - timedelta(days=49)
    if session.scalar(select(Text.id).where(Text.slug == words.slug)):
        raise Invalid("slug-taken", field="slug", slug=words.slug)
    group, sides = _group(session, at=start)
    secretary = group.seat("secretariat")
    crowd = read_words("large_words_proposals.toml")["crowd"]["text"]
    reading = read(make_text(words, crowded=crowd, blocks=BLOCKS - ADDED).encode())
    draft = import_draft(
        session, reading, title=words.title, reference=words.references[0], slug=words.slug, by=secretary, at=start
    )
    second = _first_round(session, draft, words, group, sides, start=start)
    round_ = _open_second(session, second, words, group, sides, at=at)
    session.flush()
    return (
        f"{len(sides.members)} member delegations; “{words.title}” with two drafts of {BLOCKS} blocks; round "
        f"{round_.number} open until {round_.deadline.astimezone(STRASBOURG):%d %B %Y, %H:%M}, with {AMENDMENTS} "
        f"amendments and {COMMENTS} comments."
    )


def _group(session: Session, *, at: datetime) -> tuple[Group, _Sides]:
    """The demonstration's seats, the missing ones made."""
    content = load()
    if session.scalar(select(Person.id).limit(1)) is None:
        group = make_group(session, content, at=at)
    else:
        known = {seat.person.email: seat for seat in session.scalars(select(Seat).order_by(Seat.id))}
        if any(person.email not in known for record in content.delegations for person in record.people):
            raise Invalid("not-the-demonstration")
        group = Group()
        for seat in session.scalars(select(Seat).order_by(Seat.id)):
            group.take(seat.delegation.code, seat.role, seat)
    there = set(session.scalars(select(Delegation.code)))
    missing = [record for record in delegations_of("large_group.toml") if record.code not in there]
    take_seats(session, missing, group, at=at)
    records = (*content.delegations, *delegations_of("large_group.toml"))
    return group, _Sides(
        members=tuple(record.code for record in records if record.category in MEMBERS),
        suggesting=tuple(record.code for record in records if record.category in SUGGESTING),
    )


def _first_round(
    session: Session, draft: Draft, words: Words, group: Group, sides: _Sides, *, start: datetime
) -> Draft:
    """Thirty amendments on Draft 1, decided and published: most accepted, some refused, two held and carried."""
    secretary = group.seat("secretariat")
    opened = start + timedelta(days=1)
    round_ = open_round(
        session, draft, deadline=start + timedelta(days=21), by=secretary, at=opened, meeting="Second meeting"
    )
    blocks = keyed_blocks(session, round_)
    proposals = Proposals(words, blocks, sides.members, seed=SEED + 1)
    texts = [item for item in blocks if item.block.kind is Kind.PARAGRAPH and len(item.block.text) < 330]
    chosen = Random(SEED + 1).sample(texts, 30)
    planned = [proposals.rewording(item) for item in chosen[ADDED:]]
    for item in chosen[:ADDED]:
        inserted = proposals.operation(item, "insert")
        assert inserted is not None
        planned.append(inserted)
    made = [_propose(session, round_, one, group, at=opened + timedelta(hours=n)) for n, one in enumerate(planned)]
    closing = start + timedelta(days=21, hours=1)
    close_round(session, round_, by=secretary, at=closing)
    begin_consolidation(session, round_, by=secretary, at=closing)
    for n, amendment in enumerate(made):
        ruled = Ruled(ruling=Ruling.ACCEPT)
        if amendment.operation is Operation.REPLACE and n % 5 == 0:
            ruled = Ruled(ruling=Ruling.REFUSE, reason="The group preferred the present wording at its last meeting.")
        if n in (3, 8):
            ruled = Ruled(ruling=Ruling.HOLD, reason="To be settled by the group itself.")
        _decide(session, round_, amendment, ruled, by=secretary, at=closing + timedelta(hours=n))
    return publish_next_draft(
        session,
        round_,
        reference=words.references[1],
        confirm_number=draft.number + 1,
        by=secretary,
        at=closing + timedelta(days=3),
    )


def _decide(session: Session, round_: Round, amendment: Amendment, ruled: Ruled, *, by: Seat, at: datetime) -> None:
    working = working_draft(session, round_)
    row = next(row for row in rows_of(session, working, with_gone=True) if row.key == amendment.key)
    groups = collisions_on(session, round_, amendment.key).groups
    version = version_of(session, round_, row, amendment.key)
    rulings = {group.id: ruled for group in groups if amendment in group.amendments}
    decide(session, round_, key=amendment.key, version=version, rulings=rulings, by=by, at=at)
    if amendment.disposition is Disposition.HELD:
        choose_fate(session, amendment, HeldFate.CARRIED, by=by, at=at)


def _open_second(session: Session, draft: Draft, words: Words, group: Group, sides: _Sides, *, at: datetime) -> Round:
    """The round at which all is laid out: extended once, so that a few items came late."""
    secretary, opened = group.seat("secretariat"), at - timedelta(days=16)
    deadline = _evening(at - timedelta(days=3))
    round_ = open_round(session, draft, deadline=deadline, by=secretary, at=opened, meeting="Third meeting")
    blocks = keyed_blocks(session, round_)
    carried = len(session.scalars(select(Amendment.id).where(Amendment.round_id == round_.id)).all())
    proposals = Proposals(words, blocks, sides.members, seed=SEED + 2)
    planned = proposals.all(AMENDMENTS - carried - SUGGESTIONS)
    planned += _suggested(words, blocks, sides.suggesting)
    random = Random(SEED + 4)
    random.shuffle(planned)
    before = planned[: len(planned) - AFTER_EXTENSION - LATE]
    step = (deadline - opened - timedelta(hours=5)) / len(before)
    made = [
        _propose(session, round_, one, group, at=opened + timedelta(hours=3) + step * n) for n, one in enumerate(before)
    ]
    for n, one in enumerate(planned[len(before) :][:LATE]):
        late = deadline + timedelta(seconds=40 * (n + 1))
        made.append(_propose(session, round_, one, group, at=late, form_opened=deadline - timedelta(minutes=20)))
    extended = deadline + timedelta(hours=14)
    reason = "Three capitals asked for a week more, since their ministries were closed for a holiday."
    extend_round(session, round_, deadline=_evening(at + timedelta(days=5)), reason=reason, by=secretary, at=extended)
    rest = planned[len(before) + LATE :]
    step = (at - extended) / (len(rest) + 2)
    made += [_propose(session, round_, one, group, at=extended + step * (n + 1)) for n, one in enumerate(rest)]
    _support(session, made, group, sides, random, at=at - timedelta(hours=30))
    for amendment in random.sample(made, WITHDRAWN):
        withdraw_amendment(session, amendment, by=amendment.seat, at=at - timedelta(hours=5))
    remarks = make_remarks(
        blocks,
        proposals.topic,
        [*sides.members, *sides.suggesting],
        crowded=next(item.key for item in blocks if item.block.text == proposals.told["crowd"]["text"]),
        count=COMMENTS,
        seed=SEED + 5,
    )
    for n, remark in enumerate(remarks):
        _remark(session, round_, remark, group, at=opened + timedelta(hours=4) + timedelta(minutes=25) * n)
    _unsent(session, round_, blocks, group, sides, random, at=at - timedelta(hours=3))
    return round_


def _evening(day: datetime) -> datetime:
    return day.astimezone(STRASBOURG).replace(hour=18, minute=0, second=0, microsecond=0)


def _suggested(words: Words, blocks: Sequence[Keyed], suggesting: Sequence[str]) -> list[Planned]:
    """What observers, participants and experts suggest."""
    proposals = Proposals(words, blocks, suggesting, seed=SEED + 3)
    crowd = proposals.told["crowd"]["text"]
    texts = [b for b in blocks if b.block.kind in (Kind.PARAGRAPH, Kind.POINT) and b.block.text != crowd]
    return [proposals.drawn(item) for item in proposals.random.sample(texts, SUGGESTIONS)]


def _propose(
    session: Session, round_: Round, one: Planned, group: Group, *, at: datetime, form_opened: datetime | None = None
) -> Amendment:
    return propose_amendment(
        session,
        round_,
        operation=one.operation,
        key=one.key,
        reason=one.reason,
        kind=one.kind,
        by=group.seat(one.by),
        at=at,
        form_opened=form_opened,
        **one.more,
    )


def _support(
    session: Session, made: Sequence[Amendment], group: Group, sides: _Sides, random: Random, *, at: datetime
) -> None:
    """A third has supporters, most of them few; half of the suggestions have a member behind them."""
    for amendment in made:
        if random.random() < (0.5 if amendment.suggestion else 0.35):
            others = [code for code in sides.members if code != amendment.delegation.code]
            for code in random.sample(others, random.choice([1, 1, 1, 2, 2, 3, 5])):
                support_amendment(session, amendment, by=group.seat(code, Role.HEAD), at=at)


def _remark(session: Session, round_: Round, remark: Remark, group: Group, *, at: datetime) -> None:
    comment = submit_comment(
        session,
        round_,
        body=remark.body,
        kind=remark.kind,
        key=remark.key,
        part=remark.part,
        start=remark.start,
        end=remark.end,
        by=group.seat(remark.by),
        at=at,
    )
    for code, body in remark.replies:
        reply(session, comment, body=body, by=group.seat(code), at=at + timedelta(hours=5))
    if remark.answer:
        answer_comment(
            session,
            comment,
            disposition=Disposition.ANSWERED,
            answer=remark.answer,
            version=comment.version,
            by=group.seat("secretariat"),
            at=at + timedelta(hours=9),
        )


def _unsent(
    session: Session,
    round_: Round,
    blocks: Sequence[Keyed],
    group: Group,
    sides: _Sides,
    random: Random,
    *,
    at: datetime,
) -> None:
    """What lies half written in the delegations."""
    paragraphs = [item for item in blocks if item.block.kind is Kind.PARAGRAPH]
    for n, item in enumerate(random.sample(paragraphs, UNSENT)):
        fields: Mapping[str, str] = {"body": "Our capital has not answered yet. To be completed."}
        form = comment_form(item.key)
        if n % 3:
            form = amendment_form(Operation.REPLACE, item.key)
            fields = {"text": item.block.text.replace("should", "shall", 1), "reason": "", "kind": "substantive"}
        save_unsent(session, round_, form=form, fields=fields, by=group.seat(random.choice(sides.members)), at=at)
