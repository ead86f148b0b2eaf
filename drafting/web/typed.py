"""What a person typed into a form that was refused: it comes back on whatever page is answered."""

from __future__ import annotations

from flask import g, render_template, request
from flask_babel import gettext as _
from werkzeug.exceptions import RequestEntityTooLarge

FORM = "application/x-www-form-urlencoded"
LARGEST_ECHO = 16 * 1024 * 1024
"""In bytes: a form that is too large to be taken, but not to be given back to whoever typed it."""
NOT_TYPED = frozenset(
    {"csrf_token", "version", "next", "opened", "operation", "do", "go", "kept-as", "unsent", "key", "back"}
)


def typed_text() -> list[tuple[str, str]]:
    """The fields that hold words, each as (what it is called, the words); those of passwords never come back."""
    if request.method != "POST" or request.mimetype not in (FORM, "multipart/form-data"):
        return []
    try:
        fields = list(request.form.items(multi=True))
    except RequestEntityTooLarge:
        if request.mimetype != FORM or (request.content_length or 0) > LARGEST_ECHO:
            return []
        request.max_content_length = request.max_form_memory_size = LARGEST_ECHO
        try:
            fields = list(request.form.items(multi=True))
        except RequestEntityTooLarge:
            return []
    return [(_called(name), value) for name, value in fields if _holds_words(name, value)]


def signed_out_page(back: str) -> tuple[str, int]:
    """What is answered to a form that was sent after the session had ended; `back` is the form's path or ""."""
    g.refused = True
    return render_template("errors/signed_out.html", typed=typed_text(), back=back), 401


def answers_script() -> bool:
    """Whether the form was sent by static/js/autosave.js, which does not follow a redirect unseen."""
    return request.headers.get("X-Drafting") == "form"


def _holds_words(name: str, value: str) -> bool:
    hidden = name in NOT_TYPED or name.startswith(("made-", "ruling-")) or "password" in name
    return not hidden and len(value.strip()) > 3


def _called(name: str) -> str:
    """A field's name in the reader's language, where it has one."""
    known = {
        "text": _("Your text"),
        "text-0": _("Your text"),
        "body": _("Your comment"),
        "answer": _("Answer"),
        "reason": _("Reason"),
        "carry_reason": _("Reason"),
        "words": _("The words it is about"),
        "source": _("Source"),
        "title": _("Title"),
        "reference": _("Reference of the draft"),
        "note": _("Note"),
        "name": _("Name"),
        "email": _("Mail address"),
        "meeting": _("For which meeting"),
    }
    return known.get(name, name)
