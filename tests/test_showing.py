"""Every change that is shown comes from the one text core; the finder that says so can fail."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.showing import complaints_of, diffs_of, files_of, names_of, reaches_renderer

ROOT = Path(__file__).parent.parent

MAKERS = {
    ("_partials/amendment_card.html", "card.diff"): "cards:amendment_card",
    ("_partials/amendment_card.html", "card.full"): "cards:amendment_card",
    ("amend/_told.html", "told.live|unlinked"): "amend_form:preview",
    ("amend/withdraw.html", "card.diff"): "cards:amendment_card",
    ("comment/_theirs.html", "difference"): "comment:_small_again",
    ("desk/block.html", "card.diff"): "desk_page:_card",
    ("desk/block.html", "one.words"): "desk_origin:_origin",
    ("correct/correct.html", "change"): "correct:_mended",
    ("desk/_withdrawn.html", "one.diff"): "desk_afterwards:questions",
    ("desk/fallen.html", "one.diff"): "desk_afterwards:_down",
    ("desk/withdrawn.html", "one.diff"): "desk_afterwards:questions",
    ("desk/block.html", "result"): "desk:page_again",
    ("desk/stale.html", "differences[loop.index0]"): "desk:_stale",
    ("linked/linked.html", "diff"): "linked_page:_diff",
    ("deliveries/delivery.html", "line.diff"): "delivered_items:_line",
    ("triage/_table.html", "row.change"): "triage_page:item_shown",
    ("reading/print.html", "note.shown"): "printing:_notes",
    ("rounds/items.html", "line.change"): "triage_page:item_shown",
    ("triage/preview.html", "diff"): "triage_bulk:_block",
    ("next_draft/preview.html", "choice.html"): "next_draft_blocks:previewed",
    ("next_draft/preview.html", "one.html"): "next_draft_blocks:previewed",
    ("outcome/outcome.html", "line.card.diff"): "outcome:_line",
    ("reading/_panel.html", "wording.changed"): "reading_history:wordings_of",
    ("reading/_panel.html", "wording.html"): "reading_history:wordings_of",
    ("reading/comparison.html", "one.html"): "comparison:_compared",
    ("reading/comparison.html", "run.html"): "comparison:_html",
}
"""Each diff on a page, and what makes it."""

ELSEWHERE = (
    "desk_publish:preview",
    "desk_result:result",
    "next_draft_blocks:gone",
    "reading_views:changes_since",
    "reading_views:amendments_inline",
)
"""What makes diffs that are not in an element of that class: the preview, the desk's live result, what a new
file has no more, two views."""


def test_nothing_marks_a_change_or_compares_texts_beside_the_text_core() -> None:
    assert [complaint for path in files_of(ROOT) for complaint in complaints_of(path, ROOT)] == []


def test_every_diff_on_a_page_is_known_with_what_makes_it() -> None:
    folder = ROOT / "templates"
    found = {
        (path.relative_to(folder).as_posix(), expression)
        for path in folder.rglob("*.html")
        for expression in diffs_of(path.read_text(encoding="utf-8"))
    }
    assert found == set(MAKERS)


@pytest.mark.parametrize("maker", [*sorted(set(MAKERS.values())), *ELSEWHERE])
def test_what_makes_a_diff_gets_it_from_the_renderer(maker: str) -> None:
    names = names_of(ROOT)
    assert maker in names
    assert reaches_renderer(maker, names)


@pytest.mark.parametrize(
    ("file", "text", "complaint"),
    [
        ("templates/bad.html", "<p><ins>{{ new }}</ins></p>", "marks a change by hand"),
        ("templates/bad.html", '<p><del class="x">{{ _("gone") }}</del>', "marks a change by hand"),
        ("templates/bad.html", "<script>diffWords(a, b)</script>", "compares texts by itself"),
        ("static/js/bad.js", 'p.append(document.createElement("ins"));', "marks a change by hand"),
        ("static/js/bad.js", "live.innerHTML = mine(told);", "puts HTML into the page"),
        ("static/js/lib/jsdiff.mjs", "export const jsdiff = 1;", "compares texts by itself"),
        ("drafting/web/bad.py", "import difflib\n", "compares texts by itself"),
        ("drafting/web/bad.py", 'tag = "ins" if new else "b"\n', "marks a change by hand"),
        ("drafting/exchange/write_bad.py", 'RUN = "<w:ins>%s"\n', "tracked changes"),
        ("drafting/exchange/write_bad.py", 'OUT = f"<del>{old}</del>"\n', "marks a change by hand"),
    ],
)
def test_the_finder_finds_what_shows_a_change_by_itself(tmp_path: Path, file: str, text: str, complaint: str) -> None:
    path = tmp_path / file
    path.parent.mkdir(parents=True)
    path.write_text(text, encoding="utf-8")
    assert path in files_of(tmp_path)
    (said,) = complaints_of(path, tmp_path)
    assert said.startswith(file) and complaint in said


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("templates/good.html", "<ins>{{ _('added') }}</ins> <del>{{ _('deleted') }}</del> {{ diff }}"),
        ("static/js/good.js", "lives.forEach((live, part) => (live.innerHTML = told.diffs[part]));"),
        ("drafting/web/good.py", "from drafting.text.diff import diff\n"),
        ("drafting/exchange/write_good.py", 'from drafting.text.diff import diff\nRUN = "<w:ins>%s"\n'),
    ],
)
def test_the_finder_lets_pass_what_comes_from_the_text_core(tmp_path: Path, file: str, text: str) -> None:
    path = tmp_path / file
    path.parent.mkdir(parents=True)
    path.write_text(text, encoding="utf-8")
    assert list(complaints_of(path, tmp_path)) == []


def test_the_finder_of_diffs_reads_elements_of_that_class_only() -> None:
    page = '<p class="x">{{ a }}</p><div lang="en" class="base diff"><p class="vh">{{ b }}</p>{{ c }}</div>{{ d }}'
    assert diffs_of(page) == ["c"]


def test_what_never_comes_to_the_renderer_is_told_apart() -> None:
    names = {
        "a:made": frozenset({"other"}),
        "b:other": frozenset({"render_inline"}),
        "render:render_diff": frozenset[str](),
    }
    assert not reaches_renderer("a:made", names)
    assert reaches_renderer("a:made", {**names, "b:other": frozenset({"render_diff"})})
