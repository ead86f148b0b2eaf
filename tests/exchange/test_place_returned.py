"""What a returned file brings, rule by rule; files as values made by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from drafting.exchange.document import PrintedBlock
from drafting.exchange.found import Found, FoundKind, Remark
from drafting.exchange.place_returned import place
from drafting.exchange.returned import (
    Returned,
    ReturnedComment,
    ReturnedParagraph,
    ReturnedRun,
    Signed,
)
from drafting.rules.lifecycle import ItemKind, Operation
from drafting.text.blocks import Block, Kind
from drafting.text.inline import Mark
from drafting.text.tracked import Look

ANNA = Signed(author="Anna", at=datetime(2026, 11, 3, 10, tzinfo=UTC))
BERT = Signed(author="Bert", at=datetime(2026, 11, 4, 10, tzinfo=UTC))


def said(text: str, **more: object) -> ReturnedRun:
    return replace(ReturnedRun(text=text), **more)  # type: ignore[arg-type]


def paragraph(key: int, *runs: ReturnedRun | str, **more: object) -> ReturnedParagraph:
    told = tuple(said(run) if isinstance(run, str) else run for run in runs)
    return replace(ReturnedParagraph(keys=(key,) if key else (), runs=told), **more)  # type: ignore[arg-type]


def base(*texts: str) -> list[PrintedBlock]:
    return [
        PrintedBlock(key=key, number=str(key), block=Block(kind=Kind.PARAGRAPH, text=text))
        for key, text in enumerate(texts, start=1)
    ]


def found(blocks: list[PrintedBlock], *paragraphs: ReturnedParagraph, comments: object = ()) -> tuple[Found, ...]:
    sent = Returned(paragraphs=tuple(paragraph(one.key, one.block.text) for one in blocks))
    given = Returned(paragraphs=paragraphs, comments=tuple(comments))  # type: ignore[arg-type]
    return place(blocks, sent, given)


def test_what_nobody_changed_brings_nothing() -> None:
    assert found(base("One.", "Two."), paragraph(1, "One."), paragraph(2, "Two.")) == ()


def test_each_reviewer_has_an_amendment_of_their_own_as_if_the_others_had_done_nothing() -> None:
    one, other = found(
        base("Cities should help."),
        paragraph(
            1,
            "Cities ",
            said("should", deleted=ANNA),
            said("must", inserted=ANNA),
            " help",
            said(" all", inserted=BERT),
            ".",
        ),
    )
    assert (one.reviewer, one.text, one.at) == ("Anna", "Cities must help.", ANNA.at)
    assert (other.reviewer, other.text) == ("Bert", "Cities should help all.")


def test_who_deletes_what_another_inserted_builds_on_it() -> None:
    one, other = found(
        base("Cities help."),
        paragraph(
            1, "Cities ", said("and ", inserted=ANNA), said("rich ", inserted=ANNA, deleted=BERT), "help.",
        ),
    )  # fmt: skip
    assert (one.reviewer, one.text) == ("Anna", "Cities and rich help.")
    assert (other.reviewer, other.text, other.remarks) == ("Bert", "Cities and help.", (Remark.WITH_OTHERS,))


def test_words_that_changed_untold_are_flagged_and_kept_apart_from_those_that_are_told() -> None:
    one, other = found(
        base("Cities should help them."),
        paragraph(1, "Towns should help ", said("them", deleted=ANNA), said("us", inserted=ANNA), "."),
    )
    assert {(one.text, one.is_tracked), (other.text, other.is_tracked)} == {
        ("Cities should help us.", True),
        ("Towns should help them.", False),
    }


def test_the_stored_source_survives_where_nothing_was_changed() -> None:
    """A reference's number of the day, and the sign of a footnote that was referred to before, are no words."""
    blocks = base("See [paragraph 7](#2) and act.", "Two.")
    sent = Returned(
        paragraphs=(
            paragraph(1, "See ", said("paragraph 9", look=Look(link="#2")), " and act."),
            paragraph(2, "Two."),
        )
    )
    changed = (
        paragraph(
            1, "See ", said("paragraph 9", look=Look(link="#2")), " and ", said("do ", inserted=ANNA), "act.",
        ),
        paragraph(2, "Two."),
    )  # fmt: skip
    (one,) = place(blocks, sent, Returned(paragraphs=changed))
    assert one.text == "See [paragraph 7](#2) and do act."


def test_a_paragraph_that_was_split_is_a_change_of_words_with_a_blank_line() -> None:
    (one,) = found(base("One two."), paragraph(1, "One ", mark_inserted=ANNA), paragraph(0, "two."))
    assert (one.operation, one.key, one.text) == (Operation.REPLACE, 1, "One\n\ntwo.")


def test_paragraphs_that_came_stand_behind_the_one_above_them() -> None:
    (one,) = found(
        base("One.", "Two."),
        paragraph(1, "One.", mark_inserted=ANNA),
        paragraph(0, said("New.", inserted=ANNA), mark_inserted=ANNA),
        paragraph(0, said("Newer.", inserted=ANNA)),
        paragraph(2, "Two."),
    )
    assert (one.operation, one.key, one.text, one.new_kind) == (
        Operation.INSERT, 1, "New.\n\nNewer.", Kind.PARAGRAPH,
    )  # fmt: skip


def test_a_paragraph_that_came_before_all_others_stands_at_the_beginning() -> None:
    (one,) = found(base("One."), paragraph(0, said("New.", inserted=ANNA), mark_inserted=ANNA), paragraph(1, "One."))
    assert (one.operation, one.key, one.text) == (Operation.INSERT, 0, "New.")


def test_paragraphs_that_went_are_deletions_and_those_without_their_end_are_joined() -> None:
    one, other = found(
        base("One.", "Two.", "Three.", "Four."),
        paragraph(1, said("One.", deleted=ANNA), mark_deleted=ANNA),
        paragraph(2, "Two."),
        paragraph(3, "Three.", mark_deleted=BERT),
        paragraph(4, "Four."),
    )
    assert (one.operation, one.key, one.reviewer) == (Operation.DELETE, 1, "Anna")
    assert (other.operation, other.key, other.reviewer) == (Operation.JOIN, 3, "Bert")


def test_points_go_with_the_paragraph_they_hang_beneath_where_all_of_them_went() -> None:
    blocks = base("One:", "a;", "b.", "Two.")
    for at in (1, 2):
        blocks[at] = replace(blocks[at], block=Block(kind=Kind.POINT, text=blocks[at].block.text, style="a)"))
    gone = [
        paragraph(one.key, said(one.block.text, deleted=ANNA), mark_deleted=ANNA, kind=one.block.kind)
        for one in blocks[:3]
    ]
    sent = Returned(paragraphs=tuple(paragraph(one.key, one.block.text, kind=one.block.kind) for one in blocks))
    (whole,) = place(blocks, sent, Returned(paragraphs=(*gone, paragraph(4, "Two."))))
    assert (whole.operation, whole.key, whole.beneath) == (Operation.DELETE, 1, "delete")
    kept = paragraph(3, "b.", kind=Kind.POINT)
    first, second = place(blocks, sent, Returned(paragraphs=(*gone[:2], kept, paragraph(4, "Two."))))
    assert [(one.key, one.beneath) for one in (first, second)] == [(1, "lift"), (2, "")]


def test_what_is_cut_in_one_place_and_pasted_in_another_was_moved() -> None:
    (one,) = found(
        base("One.", "Two.", "Three."),
        paragraph(1, said("One.", deleted=ANNA), mark_deleted=ANNA),
        paragraph(2, "Two.", mark_inserted=ANNA),
        paragraph(1, said("One.", inserted=ANNA)),
        paragraph(3, "Three."),
    )
    assert (one.operation, one.key, one.after) == (Operation.MOVE, 1, 2)


def test_what_was_moved_and_changed_is_both() -> None:
    moved, changed = found(
        base("One is here.", "Two."),
        paragraph(1, said("One is here.", deleted=ANNA), mark_deleted=ANNA),
        paragraph(2, "Two.", mark_inserted=ANNA),
        paragraph(1, said("One is there.", inserted=ANNA)),
    )
    assert (moved.operation, moved.key, moved.after) == (Operation.MOVE, 1, 2)
    assert (changed.operation, changed.text, changed.remarks) == (
        Operation.REPLACE, "One is there.", (Remark.MOVED_AND_CHANGED,),
    )  # fmt: skip


def test_another_kind_of_paragraph_is_another_shape_of_the_block() -> None:
    (one,) = found(base("One."), paragraph(1, "One.", kind=Kind.HEADING, level=2, reformatted=ANNA))
    assert (one.operation, one.new_kind, one.new_level, one.reviewer) == (
        Operation.RESHAPE, Kind.HEADING, 2, "Anna",
    )  # fmt: skip


def test_formatting_that_a_draft_does_not_hold_is_listed() -> None:
    (one,) = found(base("One."), paragraph(1, "One.", reformatted=ANNA))
    assert (one.found, one.remarks, one.text) == (FoundKind.UNPLACED, (Remark.FORMATTING,), "One.")


def test_emphasis_that_was_tracked_as_formatting_is_its_reviewers_change_and_no_other() -> None:
    (one,) = found(base("Act now."), paragraph(1, "Act ", said("now", look=Look(strong=True)), ".", reformatted=ANNA))
    assert (one.text, one.reviewer, one.is_tracked, one.kind) == ("Act **now**.", "Anna", True, ItemKind.EDITORIAL)


def test_emphasis_is_a_change_and_an_editorial_one() -> None:
    (one,) = found(
        base("Act now."),
        paragraph(1, "Act ", said("now", deleted=ANNA), said("now", look=Look(strong=True), inserted=ANNA), "."),
    )
    assert (one.text, one.kind) == ("Act **now**.", ItemKind.EDITORIAL)


def test_a_new_footnote_comes_with_the_words_it_stands_at() -> None:
    (one,) = found(
        base("Act now."),
        paragraph(1, "Act now", said("f9", mark=Mark.FOOTNOTE, inserted=ANNA), "."),
        paragraph(0, said("As agreed.", inserted=ANNA), note="f9", kind=Kind.FOOTNOTE),
    )
    assert (one.operation, one.text) == (Operation.REPLACE, "Act now^[As agreed.].")


def test_rows_and_cells_are_changed_as_such() -> None:
    cells = [("Task", "Who"), ("Law", "States"), ("Money", "Cities")]
    blocks = [
        PrintedBlock(key=key, number="", block=Block(kind=Kind.ROW, cells=row, table=1, header=key == 1))
        for key, row in enumerate(cells, start=1)
    ]

    def row(at: int, *words: ReturnedRun | str, key: int = 0, **more: object) -> list[ReturnedParagraph]:
        return [
            paragraph(key if cell == 0 else 0, one, table=1, row=at, cell=cell, kind=Kind.ROW, **more)
            for cell, one in enumerate(words)
        ]

    sent = Returned(paragraphs=tuple(one for at, words in enumerate(cells) for one in row(at, *words, key=at + 1)))
    returned = Returned(
        paragraphs=(
            *row(0, "Task", "Who", key=1),
            *row(1, said("New", inserted=ANNA), said("All", inserted=ANNA), row_inserted=ANNA),
            *row(2, "Law", said("States", deleted=BERT), key=2),
            *row(3, said("Money", deleted=ANNA), said("Cities", deleted=ANNA), key=3, row_deleted=ANNA),
        )
    )
    came, emptied, went = place(blocks, sent, returned)
    assert (came.operation, came.key, came.new_kind, came.cells) == (Operation.INSERT, 1, Kind.ROW, ("New", "All"))
    assert (emptied.operation, emptied.key, emptied.part, emptied.text) == (Operation.REPLACE, 2, 1, "")
    assert (went.operation, went.key, went.reviewer) == (Operation.DELETE, 3, "Anna")


def a_comment(text: str, *spans: tuple[int, int, int], author: str = "Anna", **more: object) -> ReturnedComment:
    return replace(ReturnedComment(id="c", author=author, at=ANNA.at, text=text, spans=spans), **more)  # type: ignore[arg-type]


def test_a_comment_stands_on_its_words_in_the_stored_source() -> None:
    blocks = base("Act **now** or now.")
    sent = Returned(paragraphs=(paragraph(1, "Act ", said("now", look=Look(strong=True)), " or now."),))
    (one,) = place(blocks, sent, replace(sent, comments=(a_comment("Why?", (0, 11, 14)),)))
    assert (one.found, one.key, one.exact, one.start) == (FoundKind.COMMENT, 1, "now", 15)


def test_a_comment_on_words_that_come_stands_beside_their_place() -> None:
    one = found(
        base("Act now."),
        paragraph(1, "Act ", said("well ", inserted=ANNA), "now."),
        comments=[a_comment("Why?", (0, 4, 8))],
    )[-1]
    assert (one.exact, one.before, one.remarks) == ("Act", "well", (Remark.ON_INSERTED,))


def test_a_comment_that_begins_with_reason_is_the_reason_of_the_change_it_is_set_on() -> None:
    changed = paragraph(1, "Act ", said("well ", inserted=ANNA), "now.")
    for text in ("Reason: it is due.", "motif : it is due."):
        (one,) = found(base("Act now."), changed, comments=[a_comment(text, (0, 4, 8))])
        assert one.reason == "it is due."
    others = found(base("Act now."), changed, comments=[a_comment("Reason: mine.", (0, 4, 8), author="Bert")])
    assert [one.found for one in others] == [FoundKind.AMENDMENT, FoundKind.COMMENT]


def test_a_reply_names_the_comment_with_which_its_thread_begins() -> None:
    comments = [
        a_comment("Why?", (0, 0, 3)),
        a_comment("Because.", (0, 0, 3), id="d", parent="c"),
        a_comment("I see.", (0, 0, 3), id="e", parent="d"),
    ]
    first, second, third = found(base("Act now."), paragraph(1, "Act now."), comments=comments)
    assert (second.parent, third.parent) == (first.place, first.place)


def test_a_comment_that_stands_nowhere_is_on_the_whole_draft() -> None:
    (one,) = found(base("Act now."), paragraph(1, "Act now."), comments=[a_comment("Well done.")])
    assert (one.key, one.text) == (None, "Well done.")


def test_without_identities_all_is_found_by_its_words() -> None:
    (one,) = found(
        base("One is one.", "Two is two.", "Three is three."),
        paragraph(0, "One is one."),
        paragraph(0, "Two is ", said("not ", inserted=ANNA), "two."),
        paragraph(0, "Three is three."),
    )
    assert (one.key, one.text, one.remarks) == (2, "Two is not two.", (Remark.BY_TEXT,))


def test_what_came_and_what_went_untold_is_found_as_well() -> None:
    first, second = found(base("One.", "Two."), paragraph(1, "One."), paragraph(0, "Strange words."))
    assert {(one.operation, one.key, one.is_tracked) for one in (first, second)} == {
        (Operation.INSERT, 1, False),
        (Operation.DELETE, 2, False),
    }
