"""The secretariat's own text: compromise wording, or the drafting that a mandate asks for (DOCUMENT: the next draft).

It is an amendment like any other, with its reason and its source; what is special is that it may be accepted at once.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from drafting.errors import Invalid
from drafting.model.amendments import Amendment
from drafting.model.people import Seat
from drafting.model.rounds import Round
from drafting.model.working import WorkingEdit
from drafting.procedure.collisions import collisions_on
from drafting.procedure.decide import Ruled, decide
from drafting.rules.lifecycle import Ruling
from drafting.rules.permissions import Category


def accept_own(
    session: Session, round_: Round, amendment: Amendment, *, version: int, by: Seat, at: datetime
) -> WorkingEdit:
    """Accept all of an amendment that the secretariat entered as its own. `version` is the block's when the form was
    made. Raises what `decide` raises; Invalid ("accept-own-only") for a delegation's.
    """
    if amendment.delegation.category is not Category.SECRETARIAT:
        raise Invalid("accept-own-only", field="on_behalf_of")
    groups = [group for group in collisions_on(session, round_, amendment.key).groups if amendment in group.amendments]
    return decide(
        session,
        round_,
        key=amendment.key,
        version=version,
        rulings={group.id: Ruled(ruling=Ruling.ACCEPT) for group in groups},
        by=by,
        at=at,
    )
