"""The comment table of a round in the layout of ISO and IEC; observations are told as decisions are."""

from __future__ import annotations

from sqlalchemy.orm import Session

from drafting.exchange.comment_table import TYPES, Commented, CommentTable, CommentWords
from drafting.model.comments import Comment
from drafting.model.people import Seat
from drafting.model.rounds import Round
from drafting.procedure.compile_contributions import Compiled, compiled, contribution_of, head_of
from drafting.procedure.round_items import Asked, RoundItem
from drafting.procedure.telling import Telling
from drafting.rules.lifecycle import ItemState


def comment_table_of(session: Session, round_: Round, asked: Asked, *, telling: Telling, by: Seat) -> CommentTable:
    """The comment table of what `asked` lets through, in a constant number of queries. Raises NotPermitted."""
    made = compiled(session, round_, asked, by=by)
    say = telling.say
    head = head_of(made, telling, title=say("comment table"))
    draft = round_.draft
    named = f"{say('draft')} {draft.number}"
    facts = (
        (say("date"), dict(head.facts).get(say("latest"), "")),
        (say("document"), " · ".join(part for part in (draft.reference or "", named) if part)),
        (say("project"), draft.title),
        *((name, value) for name, value in head.facts if name == say("only")),
    )
    return CommentTable(
        head=head.with_facts(facts),
        words=CommentWords(
            member=say("member body"),
            paragraph=say("line"),
            clause=say("clause"),
            type=say("iso type"),
            comments=say("iso comments"),
            proposed=say("iso proposed"),
            observations=say("observations"),
        ),
        rows=tuple(_commented(made, item, telling) for item in made.found.items),
    )


def _commented(made: Compiled, item: RoundItem, telling: Telling) -> Commented:
    what = item.what
    contribution = contribution_of(made, item, telling)
    clause = made.places.get(item.chapter, "")
    if what.state is ItemState.WITHDRAWN:
        return Commented(what=contribution, clause=clause, type="")
    observed: tuple[str, ...] = ()
    if isinstance(what, Comment):
        observed = tuple(part for part in (telling.term(what.disposition or ""), what.answer) if part)
    elif made.found.decisions_told and what.disposition is not None:
        observed = (telling.term(what.disposition),)
    return Commented(what=contribution, clause=clause, type=TYPES[what.kind.value], observations=observed)
