"""The comment forms: fields as typed, and their pages put together from what was loaded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from flask import render_template, request, url_for
from flask_babel import gettext as _

from drafting.model.amendments import Unsent
from drafting.model.comments import Comment
from drafting.model.paragraphs import DraftParagraph
from drafting.model.rounds import Round
from drafting.model.texts import Draft
from drafting.procedure.submit_comment import BODY_LIMIT
from drafting.procedure.unsent import comment_form, proposal_form
from drafting.rules.labels import comment_label
from drafting.rules.lifecycle import REASON_LIMIT, ItemKind
from drafting.rules.permissions import Category
from drafting.text.inline import plain
from drafting.text.occurrences import as_stored, shown, shown_between
from drafting.web.access import now, seat
from drafting.web.cards import quoted
from drafting.web.database import db
from drafting.web.opened import opened_now
from drafting.web.phrases import block_name, paragraphs_of
from drafting.web.sending import Sending, copy_name, delegations_to_speak_for

FIELDS = ("body", "reason", "kind", "words", "occurrence", "on_behalf_of", "source", "part", "start", "end")


def whole(typed: str) -> int | None:
    """The whole number that was typed, where it is one that a place in a text can have."""
    return int(typed) if typed.isdecimal() and len(typed) < 9 else None


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentForm:
    """The fields as strings. `start` and `end` come from selected words; `words` are typed by hand. A `proposal` is an
    amendment told in words, with its reason."""

    key: int
    proposal: bool = False
    body: str = ""
    reason: str = ""
    kind: str = ItemKind.GENERAL.value
    words: str = ""
    occurrence: str = ""
    on_behalf_of: str = ""
    source: str = ""
    part: str = ""
    start: str = ""
    end: str = ""

    @classmethod
    def of(cls, key: int, fields: Mapping[str, str], *, proposal: bool = False) -> CommentForm:
        return cls(key=key, proposal=proposal, **{name: str(fields[name]) for name in FIELDS if name in fields})

    def about(self, asked: Mapping[str, str], parts: Sequence[str]) -> CommentForm:
        """The form for words that were selected on the page: `from` and `to` are code points of what is shown there.

        What the server finds at that place must be the `words` selected; else the words are looked for.
        """
        words = " ".join(asked.get("words", "").split())
        if not words:
            return self
        told = [asked.get(name, "") for name in ("part", "from", "to")]
        part, from_, to = map(whole, told)
        if part is not None and from_ is not None and to is not None:
            found = as_stored(parts[part], from_, to) if part < len(parts) else None
            if found is not None and words == " ".join(shown(parts[part])[from_:to].split()):
                return replace(self, words="", part=str(part), start=str(found[0]), end=str(found[1]))
        return replace(self, words=words, part="", start="", end="")

    @property
    def name(self) -> str:
        return proposal_form(self.key) if self.proposal else comment_form(self.key)

    def fields(self) -> dict[str, str]:
        return {name: getattr(self, name) for name in FIELDS if getattr(self, name)}

    def place(self) -> tuple[int, int | None, int | None]:
        """Part, start and end of the selected words; no start and end when words were typed, or none are meant."""
        part, start, end = map(whole, (self.part, self.start, self.end))
        if self.words.strip() or start is None or end is None:
            return part or 0, None, None
        return part or 0, start, end


def page(
    draft: Draft,
    round_: Round,
    row: DraftParagraph | None,
    form: CommentForm,
    *,
    how: Sending,
    kept: Unsent | None = None,
    errors: list[tuple[str, str]] | None = None,
    opened: str = "",
    places: object = None,
) -> str:
    part, start, end = form.place()
    parts = row.block.parts if row is not None else ()
    quote = (
        shown_between(parts[part], start, end) if start is not None and end is not None and part < len(parts) else ""
    )
    name = block_name(row.block, row.number) if row is not None else ""
    return render_template(
        "comment/comment.html",
        draft=draft,
        round=round_,
        form=form,
        how=how,
        kept=kept,
        colleague=kept.seat.person.name if kept and kept.seat_id != seat().id else "",
        errors=errors or [],
        opened=opened or opened_now(round_, now()),
        title=_title(form, name),
        reason_limit=REASON_LIMIT,
        parts=[plain(part) for part in parts if part.strip()],
        quote=quote,
        places=places or [],
        more="more" in request.args,
        kinds=[kind.value for kind in ItemKind],
        delegations=delegations_to_speak_for() if how.on_behalf else [],
        back=request.values.get("back", ""),
        body_limit=BODY_LIMIT,
        copy_name=copy_name(draft, form.name),
    )


def _title(form: CommentForm, name: str) -> str:
    if form.proposal:
        return _("Propose a change to a section, in words") if name else _("Propose a change to the draft, in words")
    return _("Comment on %(block)s", block=name) if name else _("Comment on the whole draft")


def small(template: str, found: Comment, *, body: str, form_name: str, **more: object) -> str:
    """A page about one comment: reply, edit, withdraw, answer."""
    round_ = db.session.get_one(Round, found.round_id)
    number = found.number or db.session.get_one(Comment, found.parent_id or 0).number or 0
    values: dict[str, object] = {"errors": [], "kept": None, "version": ""} | more
    return render_template(
        template,
        comment=found,
        label=comment_label(number),
        number=number,
        reply=found.id if found.parent_id is not None else None,
        paragraphs=paragraphs_of(found.body),
        quote=quoted(found, None),
        body=body,
        form_name=form_name,
        draft=round_.draft,
        round=round_,
        opened=str(request.form.get("opened") or opened_now(round_, now())),
        secretariat=seat().delegation.category is Category.SECRETARIAT,
        body_limit=BODY_LIMIT,
        copy_name=copy_name(round_.draft, form_name),
        save_to=url_for("unsent.save", text=round_.draft.text.slug, number=round_.draft.number),
        **values,
    )
