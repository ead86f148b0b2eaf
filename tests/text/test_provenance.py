"""Nothing that changed is without a name."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from drafting.text.merge import Authored, changes, merge
from drafting.text.provenance import Run, attribute
from tests.text.strategies import anything, awkward, base_and_proposals, edited


def accepted(base: str, proposals: dict[str, str]) -> list[Authored]:
    return [Authored(key, change) for key, text in proposals.items() for change in changes(base, text)]


@given(base_and_proposals(), awkward)
def test_the_runs_rebuild_base_and_result(case: tuple[str, dict[str, str]], result: str) -> None:
    base, proposals = case
    runs = attribute(base, result, accepted(base, proposals))
    assert "".join(run.text for run in runs if run.op != "insert") == base
    assert "".join(run.text for run in runs if run.op != "delete") == result


@given(anything, anything)
def test_what_nobody_proposed_has_no_name(base: str, result: str) -> None:
    assert all(run.keys == () for run in attribute(base, result, []))


@given(base_and_proposals())
def test_a_result_made_of_accepted_changes_alone_has_a_name_on_every_change(
    case: tuple[str, dict[str, str]],
) -> None:
    base, proposals = case
    merged = merge(base, proposals)
    applied = [group for group in merged.groups if group.change in merged.applied]
    chosen = [Authored(key, group.change) for group in applied for key in group.keys]
    for run in attribute(base, merged.text, chosen):
        assert (run.keys == ()) == (run.op == "equal")


@given(awkward.flatmap(lambda base: st.tuples(st.just(base), edited(base))))
def test_one_delegations_text_is_all_its_own(case: tuple[str, str]) -> None:
    base, result = case
    runs = attribute(base, result, accepted(base, {"bergen": result}))
    assert {run.keys for run in runs if run.op != "equal"} <= {("bergen",)}


def test_the_word_between_two_delegations_changes_is_nobodys() -> None:
    base = "We report to councils each year."
    runs = attribute(
        base,
        "We answer to cities each month.",
        accepted(
            base,
            {
                "bergen": "We answer to councils each year.",
                "malta": "We report to cities each year.",
            },
        ),
    )
    assert [run for run in runs if run.op != "equal"] == [
        Run("delete", "report", ("bergen",)),
        Run("insert", "answer", ("bergen",)),
        Run("delete", "councils", ("malta",)),
        Run("insert", "cities", ("malta",)),
        Run("delete", "year", ()),
        Run("insert", "month", ()),
    ]


def test_words_merged_by_hand_keep_the_names_of_those_who_proposed_them() -> None:
    base = "Cities should encourage dialogue."
    proposals = {"bergen": base.replace("encourage", "require"), "malta": base.replace("encourage", "support")}
    runs = attribute(base, "Cities should require and support dialogue.", accepted(base, proposals))
    assert [(run.op, run.text, run.keys) for run in runs if run.op != "equal"] == [
        ("delete", "encourage", ("bergen", "malta")),
        ("insert", "require", ("bergen",)),
        ("insert", " and ", ()),
        ("insert", "support", ("malta",)),
    ]
