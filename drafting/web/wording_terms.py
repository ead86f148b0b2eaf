"""The field's own terms in the reader's language: categories, roles, offices, states, kinds, dispositions."""

from __future__ import annotations

from flask import Flask
from flask_babel import LazyString
from flask_babel import lazy_gettext as _
from flask_babel import lazy_pgettext as _p

WORDS: dict[str, LazyString] = {}

TERMS: dict[str, LazyString] = {
    "state": _("State"),
    "region": _("Region"),
    "local authority": _("Local authority"),
    "observer": _("Observer"),
    "participant": _("Participant"),
    "expert": _("Expert"),
    "secretariat": _("Secretariat"),
    "parent committee": _("Parent committee"),
    "head": _("Head of delegation"),
    "reviewer": _("Reviewer"),
    "chair": _("Chair"),
    "vice-chair": _("Vice-Chair"),
    "rapporteur": _("Rapporteur"),
    "preparing": _p("round", "being prepared"),
    "open": _p("round", "open"),
    "closed": _p("round", "closed"),
    "consolidating": _p("round", "being consolidated"),
    "published": _p("round", "published"),
    "working": _p("draft", "working draft"),
    "issued": _p("draft", "issued"),
    "endorsed": _p("draft", "endorsed"),
    "superseded": _p("draft", "superseded"),
    "submitted": _("submitted"),
    "returned": _p("draft", "returned"),
    "adopted": _p("draft", "adopted"),
    "general": _p("kind", "general"),
    "substantive": _p("kind", "substantive"),
    "editorial": _p("kind", "editorial"),
    "translation": _p("kind", "translation"),
    "accepted": _("accepted"),
    "accepted in part": _("accepted in part"),
    "accepted as modified": _("accepted as modified"),
    "not accepted": _("not accepted"),
    "held for the meeting": _("held for the meeting"),
    "fallen": _("fallen"),
    "withdrawn": _("withdrawn"),
    "answered": _("answered"),
    "noted": _("noted"),
    "undecided": _("undecided"),
    "heading": _("Heading"),
    "paragraph": _("Paragraph"),
    "point": _("Point"),
    "row": _("Row"),
    "footnote": _("Footnote"),
    "kept": _p("lineage", "kept"),
    "changed": _p("lineage", "changed"),
    "moved": _p("lineage", "moved"),
    "split": _p("lineage", "split"),
    "joined": _p("lineage", "joined"),
    "inserted": _p("lineage", "inserted"),
    "deleted": _p("lineage", "deleted"),
    "replace": _("replace"),
    "delete": _("delete"),
    "insert": _("insert"),
    "accept": _("accepted"),
    "modify": _("accepted as modified"),
    "refuse": _("not accepted"),
    "hold": _("held for the meeting"),
    "reopened": _("reopened"),
    "explanatory memorandum": _("Explanatory memorandum"),
    "recommendation": _("Recommendation"),
    "appendix": _("Appendix"),
    "report": _("Report"),
    "anchored": _("at its words"),
    "carried": _("carried from an earlier draft"),
    "reworded": _("the words were changed since"),
    "ambiguous": _("the words stand there more than once now"),
    "removed": _("the words are gone"),
    "bracketed": _("in square brackets"),
}


def term(word: object) -> str:
    """The reader's word for one of ours (an enumeration's value); a word that is not a term is given back."""
    value = str(getattr(word, "value", word))
    return str(TERMS.get(value, value))


def install(app: Flask) -> None:
    """Templates say `{{ state|term }}`."""
    app.jinja_env.filters["term"] = term
