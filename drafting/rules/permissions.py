"""The whole rights matrix as one table: which standing may do which act in which case (DOMAIN: who may do what).

`may()` is asked by the procedure and by the templates alike. What is not in the table is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum


class Category(StrEnum):
    """What a delegation is in the group."""

    STATE = "state"
    REGION = "region"
    LOCAL_AUTHORITY = "local authority"
    OBSERVER = "observer"
    PARTICIPANT = "participant"
    EXPERT = "expert"
    SECRETARIAT = "secretariat"
    PARENT_COMMITTEE = "parent committee"


MEMBERS = frozenset({Category.STATE, Category.REGION, Category.LOCAL_AUTHORITY})
SUGGESTING = frozenset({Category.OBSERVER, Category.PARTICIPANT, Category.EXPERT})


class Role(StrEnum):
    """What a seat is in its delegation. Offices stack on top of it."""

    HEAD = "head"
    REVIEWER = "reviewer"


class Office(StrEnum):
    """What a seat is for the whole group."""

    CHAIR = "chair"
    VICE_CHAIR = "vice-chair"
    RAPPORTEUR = "rapporteur"


class Act(StrEnum):
    """Everything that a route or command may do."""

    USE_THE_DOOR = "use the door"
    """Sign in, accept an invitation, change the language, ask for health: open to anybody."""
    KEEP_OWN_ACCOUNT = "keep own account"
    READ_DRAFT = "read draft"
    READ_CONTRIBUTIONS = "read contributions"
    PREPARE = "prepare"
    SUBMIT_COMMENT = "submit comment"
    SUBMIT_AMENDMENT = "submit amendment"
    LINK = "link"
    """Say of one's own amendments that they belong together."""
    SUPPORT = "support"
    WITHDRAW = "withdraw"
    EDIT_COMMENT = "edit comment"
    ANSWER_COMMENT = "answer comment"
    ANSWER_ENTRY = "answer entry"
    """A delegation's word on what the secretariat entered on its behalf."""
    FOLLOW = "follow"
    """Want the news of a block on one's start page."""
    CONFER = "confer"
    """What colleagues of one delegation say to each other before they send."""
    CARRY_OUT = "carry out"
    """Say which amendments carry a proposal out that is told in words."""
    EXPORT_CLEAN = "export clean"
    EXPORT_CONTRIBUTIONS = "export contributions"
    """Take away what was contributed in a round as a file: what everybody in the group reads."""
    IMPORT_DRAFT = "import draft"
    IMPORT_NEXT_DRAFT = "import next draft"
    CORRECT = "correct"
    """Issue a corr of an issued draft."""
    CHANGE_ROUND = "change round"
    DELIVER = "deliver"
    """Bring a file in which a delegation wrote into the draft, and look through what it brings."""
    READ_DELIVERY = "read delivery"
    READ_DESK = "read desk"
    ORGANISE_DESK = "organise desk"
    """Share the work among the secretariat: assignments, internal notes, usual reasons, saved views."""
    DECIDE = "decide"
    PUBLISH = "publish"
    MANAGE_PEOPLE = "manage people"
    DESCRIBE_GROUP = "describe group"
    """Say what the group is called, what it is, and whom to ask."""
    VERIFY_JOURNAL = "verify journal"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Who acts: the seat's delegation, its category, the seat's role and offices. Nobody signed in: None instead."""

    delegation: str
    category: Category
    role: Role
    offices: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """In what case: facts about the thing acted on. A fact that is not known is not assumed.

    `draft_state` and `round_state` are the lifecycle's words; `in_time` is whether the server's clock lets a
    contribution in, grace included; `owner` is the code of the delegation whose item it is; `own_seat` whether the
    acting seat wrote it; `head_submits` whether the delegation or the round leaves submission to the head.
    """

    draft_state: str = ""
    round_state: str = ""
    in_time: bool = False
    owner: str = ""
    own_seat: bool = False
    head_submits: bool = False
    on_behalf: bool = False


Rule = Callable[[Standing | None, Case], bool]


def any_of(*rules: Rule) -> Rule:
    """Permitted when one of `rules` permits it."""
    return lambda who, case: any(rule(who, case) for rule in rules)


def all_of(*rules: Rule) -> Rule:
    """Permitted when each of `rules` permits it."""
    return lambda who, case: all(rule(who, case) for rule in rules)


def anybody(_who: Standing | None, _case: Case) -> bool:
    return True


def seated(who: Standing | None, _case: Case) -> bool:
    return who is not None


def of_category(*categories: Category) -> Rule:
    wanted = frozenset(categories)
    return lambda who, _case: who is not None and who.category in wanted


def head(who: Standing | None, _case: Case) -> bool:
    return who is not None and who.role is Role.HEAD


def own_delegation(who: Standing | None, case: Case) -> bool:
    return who is not None and bool(case.owner) and who.delegation == case.owner


def own_seat(_who: Standing | None, case: Case) -> bool:
    return case.own_seat


def draft_is(*states: str) -> Rule:
    return lambda _who, case: case.draft_state in states


def round_is(*states: str) -> Rule:
    return lambda _who, case: case.round_state in states


def in_time(_who: Standing | None, case: Case) -> bool:
    return case.in_time


def head_not_asked(_who: Standing | None, case: Case) -> bool:
    return not case.head_submits


def on_behalf(_who: Standing | None, case: Case) -> bool:
    return case.on_behalf


def not_on_behalf(_who: Standing | None, case: Case) -> bool:
    return not case.on_behalf


is_member = of_category(*MEMBERS)
is_contributor = of_category(*MEMBERS, *SUGGESTING)
is_secretariat = of_category(Category.SECRETARIAT)
in_the_group = of_category(*MEMBERS, *SUGGESTING, Category.SECRETARIAT)
contributing_now = all_of(round_is("open"), in_time)
ISSUED = ("issued", "endorsed", "superseded", "submitted", "returned", "adopted")
SUBMITTED = ("submitted", "returned", "adopted")

MAY: Mapping[Act, Rule] = {
    Act.USE_THE_DOOR: anybody,
    Act.KEEP_OWN_ACCOUNT: seated,
    Act.READ_DRAFT: any_of(
        all_of(in_the_group, draft_is(*ISSUED)),
        all_of(of_category(Category.PARENT_COMMITTEE), draft_is(*SUBMITTED)),
        all_of(is_secretariat, draft_is("working")),
    ),
    Act.READ_CONTRIBUTIONS: all_of(in_the_group, draft_is(*ISSUED)),
    Act.PREPARE: any_of(
        all_of(in_the_group, round_is("open")), all_of(is_secretariat, round_is("closed", "consolidating"))
    ),
    Act.SUBMIT_COMMENT: any_of(
        all_of(is_contributor, not_on_behalf, contributing_now, any_of(head, head_not_asked)),
        all_of(is_secretariat, round_is("open", "closed", "consolidating")),
    ),
    Act.SUBMIT_AMENDMENT: any_of(
        all_of(is_contributor, not_on_behalf, contributing_now, any_of(head, head_not_asked)),
        all_of(is_secretariat, round_is("open", "closed", "consolidating")),
    ),
    Act.LINK: all_of(
        own_delegation,
        any_of(
            all_of(is_contributor, contributing_now, any_of(head, head_not_asked)),
            all_of(is_secretariat, round_is("open", "closed", "consolidating")),
        ),
    ),
    Act.SUPPORT: all_of(is_member, head, contributing_now),
    Act.WITHDRAW: all_of(own_delegation, any_of(head, own_seat), round_is("open", "closed", "consolidating")),
    Act.EDIT_COMMENT: all_of(own_delegation, own_seat, round_is("open")),
    Act.ANSWER_COMMENT: any_of(
        all_of(is_secretariat, round_is("open", "closed", "consolidating")),
        all_of(own_delegation, own_seat, round_is("open")),
    ),
    Act.ANSWER_ENTRY: all_of(
        is_contributor,
        own_delegation,
        any_of(head, head_not_asked),
        round_is("open", "closed", "consolidating"),
    ),
    Act.FOLLOW: all_of(in_the_group, draft_is(*ISSUED)),
    Act.CONFER: all_of(is_contributor, own_delegation, draft_is(*ISSUED)),
    Act.CARRY_OUT: all_of(is_secretariat, round_is("open", "closed", "consolidating")),
    Act.EXPORT_CLEAN: any_of(
        all_of(in_the_group, draft_is(*ISSUED)),
        all_of(of_category(Category.PARENT_COMMITTEE), draft_is(*SUBMITTED)),
        all_of(is_secretariat, draft_is("working")),
    ),
    Act.EXPORT_CONTRIBUTIONS: all_of(in_the_group, draft_is(*ISSUED)),
    Act.DELIVER: any_of(
        all_of(is_contributor, own_delegation, not_on_behalf, contributing_now),
        all_of(is_secretariat, on_behalf, round_is("open", "closed", "consolidating")),
    ),
    Act.READ_DELIVERY: any_of(
        all_of(is_contributor, own_delegation, not_on_behalf, draft_is(*ISSUED)),
        all_of(is_secretariat, on_behalf, draft_is(*ISSUED)),
    ),
    Act.IMPORT_DRAFT: is_secretariat,
    Act.IMPORT_NEXT_DRAFT: is_secretariat,
    Act.CORRECT: is_secretariat,
    Act.CHANGE_ROUND: is_secretariat,
    Act.READ_DESK: is_secretariat,
    Act.ORGANISE_DESK: is_secretariat,
    Act.DECIDE: all_of(is_secretariat, round_is("consolidating")),
    Act.PUBLISH: all_of(is_secretariat, round_is("consolidating")),
    Act.MANAGE_PEOPLE: is_secretariat,
    Act.DESCRIBE_GROUP: is_secretariat,
    Act.VERIFY_JOURNAL: is_secretariat,
}

ANY_CASE = Case()


def may(who: Standing | None, act: Act, case: Case = ANY_CASE) -> bool:
    """Whether `who` may do `act` in `case`; an act without a rule is refused."""
    rule = MAY.get(act)
    return rule is not None and rule(who, case)


def is_suggestion(who: Standing) -> bool:
    """Whether an amendment by `who` is only a suggestion until a member delegation supports it."""
    return who.category in SUGGESTING
