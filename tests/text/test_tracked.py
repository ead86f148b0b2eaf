"""Changes as word processors track them: rejected they are the old text, accepted the new one, marks included."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from drafting.text.diff import diff
from drafting.text.inline import Mark
from drafting.text.tracked import Look, Stretch, TrackedRun, shown, tracked

PLAIN, STRONG = Look(), Look(strong=True)
LINKED = "[a guide](https://group.example/a) "
WORDS = ["States ", "should ", "**encourage** ", "*all* ", LINKED, "cities[^1] ", "a \\\n"]
ODD = ["**", "*", "\\*", "_", "two\nlines ", "[^2]", "<https://x.example> "]
TEXTS = st.lists(st.sampled_from(WORDS + ODD)).map("".join)


def between(old: str, new: str, by: str = "Bergen") -> list[Stretch[str]]:
    segments = diff(old, new)
    return [Stretch(op=one.op, text=one.text, by=None if one.op == "equal" else by) for one in segments]


def only(text: str) -> tuple[TrackedRun[str], ...]:
    """The runs of a text in which nothing changed."""
    return tracked([Stretch(op="equal", text=text)] if text else [])


@given(TEXTS, TEXTS)
def test_all_rejected_is_the_old_text_and_all_accepted_the_new_one(old: str, new: str) -> None:
    runs = tracked(between(old, new))
    assert shown(runs, accepted=False) == only(old)
    assert shown(runs, accepted=True) == only(new)


@given(TEXTS, TEXTS)
def test_every_change_bears_a_name_and_nothing_else_does(old: str, new: str) -> None:
    assert all((run.by is None) == (run.op == "equal") for run in tracked(between(old, new)))


def test_a_word_that_goes_and_one_that_comes_bear_their_author() -> None:
    runs = tracked(between("States should encourage it.", "States should require it."))
    assert [(run.op, run.text, run.by) for run in runs] == [
        ("equal", "States should ", None),
        ("delete", "encourage", "Bergen"),
        ("insert", "require", "Bergen"),
        ("equal", " it.", None),
    ]


def test_words_that_become_strong_go_as_they_were_and_come_as_they_are() -> None:
    runs = tracked(between("States should encourage it.", "States should **encourage** it."))
    assert [(run.op, run.text, run.look) for run in runs] == [
        ("equal", "States should ", PLAIN),
        ("delete", "encourage", PLAIN),
        ("insert", "encourage", STRONG),
        ("equal", " it.", PLAIN),
    ]


def test_a_footnote_and_a_break_are_runs_of_their_own() -> None:
    old, new = "One[^1] line.", "One[^1] \\\nline[^2]."
    marks = [(run.op, run.mark, run.text) for run in tracked(between(old, new)) if run.mark is not Mark.TEXT]
    assert ("equal", Mark.FOOTNOTE, "1") in marks
    assert ("insert", Mark.FOOTNOTE, "2") in marks
    assert any(mark is Mark.HARD_BREAK for _op, mark, _text in marks)
