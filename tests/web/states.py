"""Each page in four states, empty, after a fault, for who may not see it, and full: how each is reached."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from drafting.procedure.packages import make_package
from drafting.procedure.people import invite
from drafting.rules.lifecycle import Operation
from drafting.rules.permissions import Category, Role
from tests.browser.forms import a_group
from tests.deliveries import a_delivery
from tests.desk import WITH_POINTS, on_the_desk, publish, rule
from tests.factories import (
    ENCOURAGE,
    NOON,
    a_comment,
    a_draft,
    a_head,
    a_seat,
    an_amendment,
    an_open_round,
    the_secretariat,
)

HEAD, OFFICE, READER, NOBODY = "head", "office", "reader", ""


def nothing(session: Session) -> str:
    """People, and no text."""
    return people(session)


def fresh(session: Session) -> str:
    """A text in a round, one on the desk, one in no round; and nothing contributed to any of them."""
    token = people(session)
    an_open_round(session, a_draft(session, title="In round"))
    on_the_desk(session, an_open_round(session, a_draft(session, title="On the desk")))
    a_draft(session, title="Waiting")
    return token


def full(session: Session) -> str:
    """Texts in every state, with all that can be contributed to them."""
    token = people(session)
    a_group(session)
    head = a_head(session)
    told = an_open_round(session, a_draft(session, title="Told", paragraphs=("Cities help.", "Regions help.")))
    a_comment(session, told, key=None, body="Put the duties first.", reason="They bind most.", proposal=True)
    pair = [
        an_amendment(session, told, key=key, text=words)
        for key, words in ((1, "Cities must help."), (2, "Regions may help."))
    ]
    make_package(session, told, pair, title="Who helps", by=head, at=NOON)
    a_delivery(session, told)
    fallen = an_open_round(session, a_draft(session, title="Fallen", blocks=WITH_POINTS))
    deletion = an_amendment(session, fallen, operation=Operation.DELETE, key=1, beneath="delete")
    an_amendment(session, fallen, key=2, text="publish their budgets;", by=a_head(session, "malta"))
    on_the_desk(session, fallen)
    rule(session, fallen, [deletion], key=1)
    published = an_open_round(session, a_draft(session, title="Published"))
    made = an_amendment(session, published, text=ENCOURAGE.replace("encourage", "require"))
    on_the_desk(session, published)
    rule(session, published, [made])
    publish(session, published)
    return token


def people(session: Session) -> str:
    """Bergen, the secretariat and a reader of the parent committee; gives the token of an open invitation."""
    head, office = a_head(session), the_secretariat(session)
    a_seat(session, "committee", category=Category.PARENT_COMMITTEE)
    told = {"email": "new@group.example", "name": "New head", "role": Role.HEAD, "offices": []}
    _invitation, token = invite(session, delegation=head.delegation, by=office, at=NOON, **told)  # type: ignore[arg-type]
    return token


WORLDS: Mapping[str, Callable[[Session], str]] = {"nothing": nothing, "fresh": fresh, "full": full}
Ask = Callable[[FlaskClient, str], TestResponse]
"""How a page is asked for that has no fixed address: by a client, with the token of the open invitation."""


@dataclass(frozen=True)
class State:
    """Who asks for what in which world, and what is seen: the status, the heading, a sentence."""

    world: str
    who: str
    ask: str | Ask
    heading: str
    sentence: str
    status: int = 200
    data: Mapping[str, Any] | None = None

    def answer(self, client: FlaskClient, token: str) -> TestResponse:
        if not isinstance(self.ask, str):
            return self.ask(client, token)
        if self.data is not None:
            return client.post(self.ask, data=dict(self.data))
        return client.get(self.ask)


@dataclass(frozen=True)
class Page:
    empty: State
    error: State
    forbidden: State
    full: State

    def states(self) -> Mapping[str, State]:
        return {"empty": self.empty, "error": self.error, "forbidden": self.forbidden, "full": self.full}


def unknown(who: str, address: str, said: str = "There is no such page.") -> State:
    return State("full", who, address, "Not found", said, 404)


def refused(who: str, ask: str | Ask) -> State:
    return State("full", who, ask, "Not permitted", "You may not do this with the seat you are acting for.", 403)


def signed_out(ask: str) -> State:
    return State("full", NOBODY, ask, "Sign in", "Mail address")


def wrong(world: str, who: str, ask: str, heading: str, sentence: str, **data: Any) -> State:
    return State(world, who, ask, heading, sentence, 422, data)


def uploaded(address: str, name: str = "sample.md", words: bytes = b"# Title\n\nSome words here.\n") -> Ask:
    def ask(client: FlaskClient, _token: str) -> TestResponse:
        sent = client.post(address, data={"file": (io.BytesIO(words), name)})
        return client.get(sent.headers["Location"]) if sent.status_code == 303 else sent

    return ask


def refused_after_upload(address: str, **data: str) -> Ask:
    def ask(client: FlaskClient, _token: str) -> TestResponse:
        words = (io.BytesIO(b"# Title\n\nSome words here.\n"), "sample.md")
        return client.post(client.post(address, data={"file": words}).headers["Location"], data=data)

    return ask


def invited(client: FlaskClient, token: str) -> TestResponse:
    return client.get(f"/invitation/{token}")


def wrongly_accepted(client: FlaskClient, token: str) -> TestResponse:
    return client.post(f"/invitation/{token}", data={"name": "New", "password": "short", "again": "other"})


def same_change(client: FlaskClient, _token: str) -> TestResponse:
    found = re.search(r'href="(/framework/desk/linked/[^"]+)"', client.get("/framework/desk/1").text)
    assert found
    return client.get(found[1])


def with_reasons(client: FlaskClient, _token: str) -> TestResponse:
    return client.post("/decided/desk/reasons", data={"do": "starters"}, follow_redirects=True)
