"""A change said in a sentence, in both languages; how one is shown that is of no words, or of nearly all."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from flask_babel import force_locale

from drafting.text.diff import diff
from drafting.web.phrases import changes_in_words
from drafting.web.shown import shown_diff, whole_diff

SAID = [
    ("en", "States encourage it.", "States require it.", "In words: replaces “encourage” with “require”."),
    ("fr", "States encourage it.", "States require it.", "En mots : remplace « encourage » par « require »."),
    ("en", "States act.", "States act soon.", "In words: adds “soon”."),
    ("fr", "States act.", "States act soon.", "En mots : ajoute « soon »."),
    ("en", "States act soon.", "States act.", "In words: deletes “soon”."),
    ("fr", "States act soon.", "States act.", "En mots : supprime « soon »."),
    ("en", "The State's duty", "The State’s duty", "In words: changes spaces, quotation marks or dashes only."),
    ("en", "The same.", "The same.", ""),
]


@pytest.fixture(autouse=True)
def asked(app: Flask) -> Iterator[None]:
    """Within an answer to somebody, as words are only ever said."""
    context = app.test_request_context()
    context.push()
    yield
    context.pop()


@pytest.mark.parametrize(("language", "old", "new", "said"), SAID)
def test_each_change_is_a_sentence_in_the_readers_language(language: str, old: str, new: str, said: str) -> None:
    with force_locale(language):
        found = changes_in_words(diff(old, new))
    assert found.replace("\u00a0", " ").replace("\u202f", " ") == said


def test_a_typographic_change_is_labelled_as_such() -> None:
    shown = whole_diff("The State's duty", "The State’s duty")
    assert ">Typographic</span>" in shown and "quotation marks or dashes only." in shown
    assert "Typographic" not in whole_diff("The State's duty", "The State’s task")


def test_where_too_little_survives_old_and_new_are_shown_whole() -> None:
    old, new = "Cities collect data on housing.", "Regions may publish what they have learned of housing."
    short, whole = shown_diff(old, new)
    assert short == f"<p><del>{old}</del></p><p><ins>{new}</ins></p>"
    assert whole == ""


def test_words_for_those_who_do_not_see_stand_before_the_change_in_their_language() -> None:
    with force_locale("fr"):
        shown = whole_diff("States encourage it.", "States require it.")
    assert shown.startswith('<p class="vh" lang="fr">En mots')
    assert shown.index("</p>") < shown.index("<del>encourage</del><ins>require</ins>")
