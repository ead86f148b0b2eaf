"""The demonstration group's content holds together: what it addresses is there, and what it decides can be done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import pytest

from drafting.demo.content import (
    AmendmentRecord,
    CommentRecord,
    Contributions,
    DemoContent,
    find,
    load,
    opening,
    rewrite,
)
from drafting.rules.lifecycle import REASON_LIMIT, Disposition
from drafting.rules.permissions import MEMBERS, SUGGESTING, Category, Role
from drafting.text.anchor import Removed, Reworded, carry, describe
from drafting.text.blocks import Block, Kind
from drafting.text.merge import apply, changes, merge
from drafting.text.tokens import BLANK_LINE
from tests.demo.expected import entering, merges, next_draft
from tests.demo.lines import blocks_of

CONTENT: DemoContent = load()
DRAFT_1: list[Block] = blocks_of(CONTENT.framework)
DRAFT_2: list[Block] = next_draft(DRAFT_1, CONTENT.rounds[0])
ROUNDS = tuple(zip(CONTENT.rounds, (DRAFT_1, DRAFT_2), strict=True))
CATEGORY = {delegation.code: delegation.category for delegation in CONTENT.delegations}
TRAINING = "Public bodies should provide"


def items(round_: Contributions) -> list[AmendmentRecord | CommentRecord]:
    """All contributions of a round."""
    return [*round_.amendments, *round_.comments]


def proposals(blocks: list[Block], amendments: tuple[AmendmentRecord, ...]) -> dict[tuple[int, int], dict[str, str]]:
    """The proposed texts of all replacements, by index of the block and of its part."""
    out: dict[tuple[int, int], dict[str, str]] = {}
    for amendment in amendments:
        if amendment.rewords:
            index = find(blocks, amendment.at)
            base = blocks[index].parts[amendment.cell]
            out.setdefault((index, amendment.cell), {})[amendment.id] = amendment.proposed(base)
    return out


def passages(ranges: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """The stretches that the ranges cover, those that touch or overlap joined."""
    out: list[tuple[int, int]] = []
    for start, end in sorted(ranges):
        if out and start <= out[-1][1]:
            out[-1] = (out[-1][0], max(end, out[-1][1]))
        else:
            out.append((start, end))
    return out


class TestFramework:
    @pytest.mark.parametrize("blocks", [DRAFT_1, DRAFT_2], ids=["Draft 1", "Draft 2"])
    def test_a_draft_has_sixty_to_ninety_blocks_of_every_kind(self, blocks: list[Block]) -> None:
        assert 60 <= len(blocks) <= 90
        assert {block.kind for block in blocks} == set(Kind)

    def test_each_of_the_sixteen_cells_holds_at_least_one_paragraph(self) -> None:
        cells = [index for index, block in enumerate(DRAFT_1) if block.kind is Kind.HEADING and block.level == 4]
        labels = [DRAFT_1[index].label for index in cells]
        assert labels == [f"{axis}{field}." for axis in "ABCD" for field in range(1, 5)]
        assert all(DRAFT_1[index + 1].kind is Kind.PARAGRAPH for index in cells)

    def test_the_four_parts_follow_each_other(self) -> None:
        assert [block.label for block in DRAFT_1 if block.kind is Kind.HEADING and block.level == 2] == [
            "I.", "II.", "III.", "IV.",
        ]  # fmt: skip

    def test_there_are_six_principles_and_ten_steps_of_which_some_have_no_example(self) -> None:
        opened = [opening(block) for block in DRAFT_1]
        steps = [text for text in opened if text.startswith("**Step ")]
        assert [text.split(":")[0] for text in steps] == [f"**Step {number}" for number in range(1, 11)]
        assert [number for number, text in enumerate(steps, 1) if "*Example:" not in text] == [3, 5, 9, 10]
        assert sum(text.startswith("**") for text in opened) == 6 + 10

    def test_the_table_has_one_header_and_as_many_cells_in_every_row(self) -> None:
        rows = [block for block in DRAFT_1 if block.kind is Kind.ROW]
        assert [row.header for row in rows] == [True, False, False, False, False]
        assert {len(row.cells) for row in rows} == {4}

    def test_points_are_nested_and_lettered_with_roman_ones_beneath(self) -> None:
        assert {(block.level, block.style) for block in DRAFT_1 if block.kind is Kind.POINT} == {(1, "a)"), (2, "i.")}

    @pytest.mark.parametrize("blocks", [DRAFT_1, DRAFT_2], ids=["Draft 1", "Draft 2"])
    def test_every_footnote_is_referred_to_once(self, blocks: list[Block]) -> None:
        text = "\n".join(part for block in blocks for part in block.parts)
        labels = [block.label for block in blocks if block.kind is Kind.FOOTNOTE]
        assert len(labels) == 3
        assert [text.count(f"[^{label}]") for label in labels] == [1, 1, 1]


class TestGroup:
    def test_the_twenty_one_members_are_eleven_states_and_ten_local_authorities(self) -> None:
        count = Counter(CATEGORY.values())
        assert (count[Category.STATE], count[Category.LOCAL_AUTHORITY]) == (11, 10)
        assert (count[Category.OBSERVER], count[Category.PARTICIPANT], count[Category.EXPERT]) == (2, 2, 7)
        assert count[Category.SECRETARIAT] == 1

    def test_thirty_six_people_take_part_and_three_serve_them(self) -> None:
        of_group = [d for d in CONTENT.delegations if d.category in MEMBERS | SUGGESTING]
        assert sum(len(delegation.people) for delegation in of_group) == 36
        assert [len(d.people) for d in CONTENT.delegations if d.category is Category.SECRETARIAT] == [3]

    def test_four_delegations_have_a_head_and_a_reviewer_and_the_others_of_the_group_a_head(self) -> None:
        pairs = {d.code for d in CONTENT.delegations if [p.role for p in d.people] == [Role.HEAD, Role.REVIEWER]}
        assert pairs == {"lewisham", "reggio-emilia", "spain", "united-kingdom"}
        singles = [d for d in CONTENT.delegations if d.category in MEMBERS | SUGGESTING and d.code not in pairs]
        assert all([person.role for person in delegation.people] == [Role.HEAD] for delegation in singles)

    def test_only_malta_s_member_has_two_seats_and_only_bergen_s_an_office(self) -> None:
        seats = Counter(person.email for delegation in CONTENT.delegations for person in delegation.people)
        assert {email for email, count in seats.items() if count > 1} == {"head.malta@demo.example"}
        offices = {p.email: p.offices for d in CONTENT.delegations for p in d.people if p.offices}
        assert offices == {"head.bergen@demo.example": ("rapporteur:gender equality",)}

    def test_people_are_named_after_their_roles(self) -> None:
        roles = ("Head of delegation", "Reviewer", "Representative", "Coordinator", "Speaker", "Independent expert")
        for delegation in CONTENT.delegations:
            for person in delegation.people:
                assert person.email.endswith("@demo.example")
                assert person.name.startswith(roles) or delegation.category is Category.SECRETARIAT

    def test_codes_names_and_references_are_unique(self) -> None:
        assert len(CATEGORY) == len({d.name for d in CONTENT.delegations}) == len(CONTENT.delegations)
        assert len(set(CONTENT.text.references)) == 2


class TestContributions:
    def test_every_contribution_has_an_id_of_its_own(self) -> None:
        ids = [item.id for round_ in CONTENT.rounds for item in items(round_)]
        assert len(set(ids)) == len(ids)

    def test_every_contribution_addresses_exactly_one_block(self) -> None:
        for round_, blocks in ROUNDS:
            for item in (item for item in items(round_) if item.at):
                assert item.cell < len(blocks[find(blocks, item.at)].parts), item.id

    def test_every_replacement_finds_its_words_once_and_changes_the_text(self) -> None:
        for round_, blocks in ROUNDS:
            for (index, part), texts in proposals(blocks, round_.amendments).items():
                for name, text in texts.items():
                    assert changes(blocks[index].parts[part], text), name
                    assert "\n" not in text.replace(BLANK_LINE, ""), name

    def test_every_quote_is_found_once_in_its_block(self) -> None:
        for round_, blocks in ROUNDS:
            for comment in round_.comments:
                if comment.quote is not None:
                    parts = blocks[find(blocks, comment.at)].parts
                    assert [part.count(comment.quote) for part in parts].count(0) == len(parts) - 1, comment.id
                    assert parts[comment.cell].count(comment.quote) == 1, comment.id

    def test_reasons_are_given_and_of_one_to_three_sentences(self) -> None:
        for round_ in CONTENT.rounds:
            for amendment in round_.amendments:
                assert 0 < len(amendment.reason) <= REASON_LIMIT
                assert 1 <= amendment.reason.count(". ") + 1 <= 3, amendment.id
            assert all(comment.body for comment in round_.comments)

    def test_contributions_come_from_people_whom_the_delegations_have(self) -> None:
        seats = {(d.code, person.role) for d in CONTENT.delegations for person in d.people}
        for round_ in CONTENT.rounds:
            for item in items(round_):
                assert (item.by, item.role) in seats, item.id
                assert CATEGORY[item.by] in MEMBERS | SUGGESTING
            for comment in round_.comments:
                assert all(CATEGORY[reply.by] in MEMBERS | SUGGESTING for reply in comment.replies)

    def test_only_other_member_delegations_support_and_each_once(self) -> None:
        for round_ in CONTENT.rounds:
            for amendment in round_.amendments:
                assert len(set(amendment.support)) == len(amendment.support)
                assert amendment.by not in amendment.support, amendment.id
                assert all(CATEGORY[code] in MEMBERS for code in amendment.support), amendment.id

    def test_no_delegation_proposes_the_same_twice(self) -> None:
        for round_, blocks in ROUNDS:
            author = {amendment.id: amendment.by for amendment in round_.amendments}
            for texts in proposals(blocks, round_.amendments).values():
                assert len({(author[name], text) for name, text in texts.items()}) == len(texts)

    def test_every_deletion_says_what_becomes_of_points_beneath(self) -> None:
        for round_, blocks in ROUNDS:
            for amendment in round_.amendments:
                index = find(blocks, amendment.at)
                block, after = blocks[index], blocks[min(index + 1, len(blocks) - 1)]
                depth = block.level if block.kind is Kind.POINT else 0
                beneath = after.kind is Kind.POINT and after.level > depth and block.kind is not Kind.HEADING
                assert bool(amendment.beneath) == (amendment.delete and beneath), amendment.id


class TestRoundOne:
    ROUND = CONTENT.rounds[0]

    def test_every_amendment_is_decided_and_all_but_a_few_comments_are_answered(self) -> None:
        assert len(self.ROUND.amendments) >= 40 and len(self.ROUND.comments) >= 20
        assert all(amendment.disposition for amendment in self.ROUND.amendments)
        unanswered = [c.id for c in self.ROUND.comments if not c.answer]
        assert unanswered == ["r1-c02", "r1-c03", "r1-c05", "r1-c21"]

    def test_every_way_to_dispose_of_an_amendment_is_shown(self) -> None:
        assert {amendment.disposition for amendment in self.ROUND.amendments} == set(Disposition) - {
            Disposition.FALLEN, Disposition.ANSWERED, Disposition.NOTED,
        }  # fmt: skip

    def test_a_reason_is_given_wherever_one_is_owed_and_a_result_where_words_were_changed(self) -> None:
        free = {Disposition.ACCEPTED, Disposition.WITHDRAWN}
        changed = {Disposition.ACCEPTED_AS_MODIFIED, Disposition.ACCEPTED_IN_PART}
        for amendment in self.ROUND.amendments:
            assert bool(amendment.answer) == (amendment.disposition not in free), amendment.id
            assert bool(amendment.result) == (amendment.disposition in changed), amendment.id

    def test_what_is_accepted_of_one_block_goes_together(self) -> None:
        assert all(not together.conflicts for together in merges(DRAFT_1, self.ROUND).values())

    def test_what_is_accepted_in_part_is_made_of_the_amendment_s_own_changes(self) -> None:
        for amendment in self.ROUND.amendments:
            if amendment.disposition is Disposition.ACCEPTED_IN_PART:
                base = DRAFT_1[find(DRAFT_1, amendment.at)].parts[amendment.cell]
                taken = changes(base, rewrite(base, amendment.result))
                assert set(taken) < set(changes(base, amendment.proposed(base))), amendment.id
                assert apply(base, taken) == rewrite(base, amendment.result)

    def test_a_deleted_block_keeps_no_other_accepted_amendment(self) -> None:
        gone = {amendment.at for amendment in entering(self.ROUND) if amendment.delete}
        assert gone == {"Well-known persons"}
        assert [amendment.at for amendment in entering(self.ROUND)].count("Well-known persons") == 1

    def test_a_suggestion_enters_only_with_the_support_of_a_member(self) -> None:
        suggested = [amendment for amendment in entering(self.ROUND) if CATEGORY[amendment.by] in SUGGESTING]
        assert suggested
        assert all(amendment.support for amendment in suggested)

    def test_one_comment_loses_its_words_in_draft_2_and_one_its_paragraph(self) -> None:
        removed = set()
        for comment in self.ROUND.comments:
            if comment.at and comment.quote:
                old = DRAFT_1[find(DRAFT_1, comment.at)].parts[comment.cell]
                later = [block for block in DRAFT_2 if opening(block).startswith(comment.at)]
                start = old.index(comment.quote)
                quote = describe(old, start, start + len(comment.quote))
                if not later or isinstance(carry(quote, old, later[0].parts[comment.cell]), Removed):
                    removed.add(comment.id)
        assert removed == {"r1-c02", "r1-c03", "r1-c05"}

    def test_one_comment_s_words_are_partly_reworded_in_draft_2(self) -> None:
        comment = next(comment for comment in self.ROUND.comments if comment.id == "r1-c21")
        assert comment.quote is not None
        old = DRAFT_1[find(DRAFT_1, comment.at)].text
        start = old.index(comment.quote)
        new = DRAFT_2[find(DRAFT_2, comment.at)].text
        assert isinstance(carry(describe(old, start, start + len(comment.quote)), old, new), Reworded)


class TestRoundTwo:
    ROUND = CONTENT.rounds[1]

    def test_there_are_at_least_a_hundred_and_twenty_contributions_and_nothing_is_decided(self) -> None:
        assert len(self.ROUND.amendments) >= 85 and len(self.ROUND.comments) >= 45
        assert {amendment.disposition for amendment in self.ROUND.amendments} == {None, Disposition.WITHDRAWN}
        assert not any(comment.answer for comment in self.ROUND.comments)

    def test_thirty_amendments_on_one_block_collide_in_several_passages_and_leave_others_free(self) -> None:
        place = (find(DRAFT_2, TRAINING), 0)
        texts = proposals(DRAFT_2, self.ROUND.amendments)[place]
        together = merge(DRAFT_2[place[0]].text, texts)
        assert len(texts) == 30
        assert len(passages((conflict.start, conflict.end) for conflict in together.conflicts)) >= 4
        assert sum(len(group.keys) >= 3 for group in together.groups) >= 4
        assert len(together.applied) >= 8

    def test_identical_wordings_and_collisions_are_found_in_other_blocks_too(self) -> None:
        found = {place: merge(DRAFT_2[place[0]].parts[place[1]], texts) for place, texts in self.others().items()}
        assert sum(bool(together.conflicts) for together in found.values()) >= 5
        assert sum(any(len(group.keys) > 1 for group in together.groups) for together in found.values()) >= 4

    def test_headings_points_cells_and_footnotes_are_amended(self) -> None:
        assert {DRAFT_2[index].kind for index, _part in self.others()} == set(Kind)

    def test_blocks_are_deleted_while_others_reword_them(self) -> None:
        deleted = {amendment.at for amendment in self.ROUND.amendments if amendment.delete}
        reworded = {amendment.at for amendment in self.ROUND.amendments if amendment.replace}
        assert len(deleted & reworded) >= 3

    def test_two_blocks_are_inserted_after_the_same_one(self) -> None:
        places = Counter(amendment.at for amendment in self.ROUND.amendments if amendment.insert_after)
        assert sum(count == 2 for count in places.values()) >= 2

    def test_threads_words_paragraphs_and_the_whole_draft_are_commented(self) -> None:
        comments = self.ROUND.comments
        assert sum(bool(comment.replies) for comment in comments) >= 10
        assert sum(comment.quote is not None for comment in comments) >= 30
        assert any(comment.at == "" for comment in comments)
        assert any(comment.at and comment.quote is None for comment in comments)

    def test_observers_participants_and_experts_make_suggestions_some_of_them_supported(self) -> None:
        suggested = [amendment for amendment in self.ROUND.amendments if CATEGORY[amendment.by] in SUGGESTING]
        assert {CATEGORY[amendment.by] for amendment in suggested} == SUGGESTING
        assert {bool(amendment.support) for amendment in suggested} == {True, False}

    def test_every_member_delegation_contributes(self) -> None:
        members = {code for code, category in CATEGORY.items() if category in MEMBERS}
        assert members <= {item.by for item in items(self.ROUND)}

    def others(self) -> dict[tuple[int, int], dict[str, str]]:
        """The proposed texts, the crowded block's left out."""
        found = proposals(DRAFT_2, self.ROUND.amendments)
        del found[find(DRAFT_2, TRAINING), 0]
        return found
