"""How the contributions of a round are spread: over chapters by delegation, over days, over contested blocks.

What is counted is what `figures` counts: what was submitted and not withdrawn, replies apart.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from drafting.model.amendments import Amendment
from drafting.model.comments import Comment
from drafting.model.paragraphs import DraftParagraph
from drafting.model.people import Delegation, Seat
from drafting.model.rounds import Round
from drafting.procedure.acting import require
from drafting.procedure.figures import standing_amendments, standing_comments
from drafting.procedure.layout import rows_of
from drafting.procedure.triage import chapters_of
from drafting.rules.deadlines import STRASBOURG
from drafting.rules.permissions import Act, Case


@dataclass(frozen=True, slots=True, kw_only=True)
class DayFigures:
    """What came on one day of Strasbourg; `deadline`, `extended` and `opened` say what else fell on it."""

    day: date
    amendments: int
    comments: int
    replies: int
    opened: bool
    deadline: bool
    extended: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """`cells` counts amendments and comments by (delegation's id, chapter's key), 0 being what stands under no chapter
    or on the whole draft; `carried` are amendments of an earlier round, submitted before this one was opened;
    `delegations_on` are those that propose something on a block, by name."""

    chapters: Sequence[DraftParagraph]
    outside: bool
    cells: Mapping[tuple[int, int], int]
    days: Sequence[DayFigures]
    carried: int
    delegations_on: Mapping[int, Sequence[Delegation]]

    @property
    def keys(self) -> tuple[int, ...]:
        """The chapters' keys in the order of the text, 0 first where something stands there."""
        return (*((0,) if self.outside else ()), *(row.key for row in self.chapters))

    def in_chapter(self, chapter: int) -> int:
        """How many contributions stand under a chapter."""
        return sum(count for (_delegation, key), count in self.cells.items() if key == chapter)


def spread_of(session: Session, round_: Round, *, by: Seat) -> Spread:
    """The spread as every reader of the round sees it; a constant number of queries. Raises NotPermitted."""
    require(by, Act.READ_CONTRIBUTIONS, Case(draft_state=round_.draft.state.value))
    chapter_of, chapters = chapters_of(rows_of(session, round_.draft))
    amendments = session.execute(
        select(Amendment.delegation_id, Amendment.key, Amendment.submitted_at).where(*standing_amendments(round_))
    ).all()
    comments = session.execute(
        select(Comment.delegation_id, Comment.key, Comment.submitted_at, Comment.parent_id).where(
            *standing_comments(round_)
        )
    ).all()
    delegations = {one.id: one for one in session.scalars(select(Delegation))}
    cells: Counter[tuple[int, int]] = Counter()
    on_block: dict[int, set[int]] = defaultdict(set)
    per_day: dict[str, Counter[date]] = defaultdict(Counter)
    carried = 0
    for delegation, key, at in amendments:
        cells[delegation, chapter_of.get(key, 0)] += 1
        on_block[key].add(delegation)
        if round_.opened_at is not None and at < round_.opened_at:
            carried += 1
        else:
            per_day["amendments"][at.astimezone(STRASBOURG).date()] += 1
    for delegation, on, at, parent in comments:
        per_day["comments" if parent is None else "replies"][at.astimezone(STRASBOURG).date()] += 1
        if parent is None:
            cells[delegation, chapter_of.get(on or 0, 0)] += 1
    return Spread(
        chapters=chapters,
        outside=any(chapter == 0 for _delegation, chapter in cells),
        cells=cells,
        days=_days(round_, per_day),
        carried=carried,
        delegations_on={
            key: sorted((delegations[id_] for id_ in ids), key=lambda one: one.name) for key, ids in on_block.items()
        },
    )


def _days(round_: Round, per_day: Mapping[str, Counter[date]]) -> tuple[DayFigures, ...]:
    """Every day from the round's opening to its deadline, or to the last contribution where that is later."""
    came = {day for counted in per_day.values() for day in counted}
    deadline = round_.deadline.astimezone(STRASBOURG).date()
    opened = round_.opened_at.astimezone(STRASBOURG).date() if round_.opened_at is not None else None
    extended = {extension.at.astimezone(STRASBOURG).date() for extension in round_.extensions}
    first = min({deadline, *came, *({opened} if opened is not None else ())})
    last = max({deadline, *came})
    return tuple(
        DayFigures(
            day=day,
            amendments=per_day["amendments"][day] if "amendments" in per_day else 0,
            comments=per_day["comments"][day] if "comments" in per_day else 0,
            replies=per_day["replies"][day] if "replies" in per_day else 0,
            opened=day == opened,
            deadline=day == deadline,
            extended=day in extended,
        )
        for day in (first + timedelta(days=n) for n in range((last - first).days + 1))
    )
