"""Who acts in this request, by which clock, and which act each view declares."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from functools import wraps
from typing import ParamSpec, TypeVar, cast

from flask import Flask, current_app, g, make_response, redirect, request, session, url_for
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user
from sqlalchemy import select
from sqlalchemy.orm import joinedload
from werkzeug.wrappers import Response

from drafting.errors import NotPermitted
from drafting.model.people import Seat, SignIn
from drafting.procedure.acting import require
from drafting.procedure.door import standing
from drafting.procedure.people import token_hash
from drafting.rules.permissions import ANY_CASE, Act, Case, Standing, may
from drafting.web.database import READING_METHODS, db
from drafting.web.typed import answers_script, signed_out_page, typed_text

P = ParamSpec("P")
R = TypeVar("R")

DEPENDS_ON_NOTHING = frozenset(
    {
        Act.KEEP_OWN_ACCOUNT,
        Act.IMPORT_DRAFT,
        Act.IMPORT_NEXT_DRAFT,
        Act.CORRECT,
        Act.CHANGE_ROUND,
        Act.READ_DESK,
        Act.ORGANISE_DESK,
        Act.MANAGE_PEOPLE,
        Act.DESCRIBE_GROUP,
        Act.VERIFY_JOURNAL,
    }
)
"""Acts whose rule needs no facts about a thing: they are refused before the view runs."""

LONGEST_AGENT = 200
"""Characters of what a browser calls itself: what its column holds."""
login_manager = LoginManager()


class SignedIn(UserMixin):  # type: ignore[misc]  # flask-login has no types
    """What Flask-Login keeps of a request: the sign-in, by its token."""

    def __init__(self, token: str, sign_in: SignIn) -> None:
        self.token = token
        self.sign_in = sign_in
        self.id = sign_in.id
        self.last_used = sign_in.used_at or sign_in.created_at

    def get_id(self) -> str:
        return self.token


def install(app: Flask) -> None:
    login_manager.init_app(app)
    login_manager.session_protection = None
    app.jinja_env.globals["may"] = may_here


@login_manager.user_loader  # type: ignore[untyped-decorator]
def _load(token: str) -> SignedIn | None:
    sign_in = db.session.scalar(
        select(SignIn)
        .where(SignIn.token_hash == token_hash(token), standing(now()))
        .options(joinedload(SignIn.person), joinedload(SignIn.seat).joinedload(Seat.delegation))
    )
    if sign_in is None or not sign_in.seat.active or not sign_in.seat.delegation.active:
        return None
    return SignedIn(token, sign_in)


def let_in(seat_: Seat, *, at: datetime) -> SignIn:
    """Sign the browser in with `seat_` acting; whoever was signed in there before is signed out."""
    let_out(at=at)
    session.clear()  # what was in the cookie before, its form token included, is of somebody else
    token = secrets.token_urlsafe(32)
    agent = request.user_agent.string[:LONGEST_AGENT]
    sign_in = SignIn(token_hash=token_hash(token), person=seat_.person, seat=seat_, agent=agent, created_at=at)
    db.session.add(sign_in)
    db.session.flush()
    login_user(SignedIn(token, sign_in))
    return sign_in


def let_out(*, at: datetime) -> None:
    """End this browser's sign-in, if there is one."""
    user = current_user._get_current_object()
    if isinstance(user, SignedIn):
        user.sign_in.ended_at = at
    logout_user()
    session.clear()


def now() -> datetime:
    """The server's clock: timezone-aware UTC. Tests set `app.config["CLOCK"]`."""
    clock = cast("Callable[[], datetime] | None", current_app.config.get("CLOCK"))
    return clock() if clock else datetime.now(UTC)


def maybe_sign_in() -> SignIn | None:
    """The sign-in of this request, or None."""
    user = current_user._get_current_object() if current_user else None
    return user.sign_in if isinstance(user, SignedIn) else None


def signed_in_here() -> SignedIn | None:
    """Who was asked for in this request already, or None: nothing is read for it."""
    user = g.get("_login_user")
    return user if isinstance(user, SignedIn) else None


def maybe_seat() -> Seat | None:
    """The acting seat, or None when nobody is signed in."""
    sign_in = maybe_sign_in()
    return sign_in.seat if sign_in else None


def seat() -> Seat:
    """The acting seat. Raises NotPermitted when nobody is signed in."""
    acting = maybe_seat()
    if acting is None:
        raise NotPermitted("not-signed-in", act=declared_act())
    return acting


def acting_seat_id() -> int | None:
    acting = maybe_seat()
    return acting.id if acting else None


def may_here(act: Act | str, **case: object) -> bool:
    """For templates: whether the acting seat may do `act`; facts of the case as keywords of `permissions.Case`."""
    acting = maybe_seat()
    standing: Standing | None = acting.standing if acting else None
    # Jinja's keywords are checked by the dataclass itself.
    facts = Case(**case) if case else ANY_CASE  # type: ignore[arg-type]
    return may(standing, Act(act), facts)


def declared_act() -> str:
    """The act that the view of this request declares; "" for a request that met no view."""
    view = current_app.view_functions.get(request.endpoint or "")
    act = getattr(view, "act", None)
    return act.value if isinstance(act, Act) else ""


def acts(
    act: Act, *, writes: bool = True, largest_body: int | None = None
) -> Callable[[Callable[P, R]], Callable[P, R | Response]]:
    """Declare a view's act. Without a sign-in, all but the door leads to the sign-in page.

    `writes` False: a POST that changes nothing (a live diff), or nothing before `database.write_from_here`.
    `largest_body` is in bytes, where a view takes more than a form.
    """

    def declare(view: Callable[P, R]) -> Callable[P, R | Response]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> R | Response:
            if act is not Act.USE_THE_DOOR:
                acting = maybe_seat()
                if acting is None:
                    return to_sign_in()
                if act in DEPENDS_ON_NOTHING:
                    require(acting, act)
            return view(*args, **kwargs)

        guarded.act = act  # type: ignore[attr-defined]
        guarded.writes = writes  # type: ignore[attr-defined]
        guarded.largest_body = largest_body  # type: ignore[attr-defined]
        return guarded

    return declare


def to_sign_in() -> Response:
    """Send a visitor to the sign-in page, and back to where they were afterwards; what was typed comes back first."""
    g.refused = True
    wanted = request.full_path.rstrip("?") if request.method in READING_METHODS else (request.referrer or "")
    back = local_path(wanted)
    if typed_text() or answers_script():
        return make_response(signed_out_page(back))
    return redirect(url_for("door.sign_in", next=back or None), code=303)


def act_as_nobody() -> None:
    """From here on the request is nobody's: for a page that must be made although the database cannot be asked."""
    g._login_user = None


def local_path(target: str | None) -> str:
    """`target` if it is a path of this site, else ""; a full address of this site is reduced to its path.

    Browsers drop tabs and line ends out of an address: "/<tab>/elsewhere" would lead to another site.
    """
    if not target or not target.isprintable():
        return ""
    if target.startswith(request.host_url):
        target = "/" + target.removeprefix(request.host_url)
    return target if target.startswith("/") and not target.startswith(("//", "/\\")) and "\\" not in target else ""
