"""The group's own page: what it is called at the head of every page and export, what it is, and whom to ask."""

from __future__ import annotations

from flask import Blueprint, current_app, g, render_template, request
from flask_babel import gettext as _
from sqlalchemy.exc import DBAPIError
from werkzeug.wrappers import Response

from drafting.errors import Invalid, Stale
from drafting.model.group import WorkingGroup
from drafting.procedure.group import describe_group, the_group
from drafting.rules.permissions import Act
from drafting.web.access import acts, now, seat
from drafting.web.database import db
from drafting.web.languages import language
from drafting.web.replies import refused, see_other

bp = Blueprint("group", __name__)


@bp.get("/people/group")
@acts(Act.DESCRIBE_GROUP)
def group() -> str:
    return _page()


@bp.post("/people/group")
@acts(Act.DESCRIBE_GROUP)
def describe() -> str | Response | tuple[str, int]:
    form = request.form
    try:
        describe_group(
            db.session(),
            name=form.get("name", ""),
            name_fr=form.get("name_fr", ""),
            description=form.get("description", ""),
            description_fr=form.get("description_fr", ""),
            contact=form.get("contact", ""),
            version=form.get("version", 0, int),
            by=seat(),
            at=now(),
        )
    except Invalid as error:
        return _page(refused(error)), 422
    except Stale as error:
        return _page(refused(error), overtaken=True), 409
    return see_other("group.group", said=_("Saved. It stands at the head of every page."))


def group_name(wanted: str = "") -> str:
    """What the group is called, in the language `wanted`, else the page's."""
    return name_in(group_said(), wanted or language()) or _("Drafting")


def name_in(said: WorkingGroup | None, wanted: str) -> str:
    """The name in a language; as the server was set up to call it while nobody has said otherwise, or ""."""
    if said is None or not said.name:
        return str(current_app.config.get("GROUP_NAME") or "")
    return said.name_fr if said.name_fr and wanted == "fr" else said.name


def group_said() -> WorkingGroup | None:
    """What was said of the group; read once in a request. None also where the database does not answer: an error's
    page is made all the same."""
    if "group_said" not in g:
        try:
            g.group_said = the_group(db.session())
        except DBAPIError:
            db.session.rollback()
            g.group_said = None
    found: WorkingGroup | None = g.group_said
    return found


def _page(errors: list[tuple[str, str]] | None = None, *, overtaken: bool = False) -> str:
    g.pop("group_said", None)  # what was loaded before a refusal is stale
    said = group_said() or WorkingGroup(
        name=str(current_app.config.get("GROUP_NAME") or ""), name_fr="", description="", description_fr="", contact=""
    )
    return render_template(
        "people/group.html",
        said=said,
        version=said.version or 0,
        errors=errors or [],
        form=request.form if errors else {},
        overtaken=overtaken,
    )
