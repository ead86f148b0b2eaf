"""French: the catalogue is whole, no chrome stays English, and each word on a page says its language."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from html import unescape
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po
from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from sqlalchemy.orm import Session

from drafting.model.people import Seat
from drafting.procedure.rounds import close_round
from drafting.web.languages import TRANSLATIONS, day, strasbourg
from tests.factories import (
    DEADLINE,
    ENCOURAGE,
    a_comment,
    a_draft,
    a_head,
    a_seat,
    an_amendment,
    an_open_round,
    the_secretariat,
)

ROOT = Path(__file__).resolve().parents[2]
FRENCH = TRANSLATIONS / "fr" / "LC_MESSAGES" / "messages.po"
PLACEHOLDER = re.compile(r"%\(\w+\)\d*[a-z]|%%s")
ClientOf = Callable[[Seat | int], FlaskClient]


@pytest.fixture(scope="module")
def marked(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """Every string that code and templates mark, as `make translations` finds them."""
    template = tmp_path_factory.mktemp("words") / "messages.pot"
    subprocess.run(
        ["bash", str(ROOT / "scripts" / "translations.sh"), "extract", str(template)],
        check=True,
        env=os.environ | {"PYTHON": sys.executable},
    )
    with template.open("rb") as source:
        return read_po(source)


@pytest.fixture(scope="module")
def french() -> Catalog:
    with FRENCH.open("rb") as source:
        return read_po(source, locale="fr")


def messages(catalogue: Catalog) -> list[Message]:
    return [message for message in catalogue if message.id]


def forms(words: str | list[str] | tuple[str, ...]) -> tuple[str, ...]:
    """One form, or singular and plural."""
    return (words,) if isinstance(words, str) else tuple(words)


def told(message: Message) -> Iterator[tuple[str, str]]:
    """Each French form beside the English form that it stands for."""
    return zip(forms(message.id), forms(message.string), strict=True)


def test_every_marked_string_is_in_the_french_catalogue_and_nothing_else_is(marked: Catalog, french: Catalog) -> None:
    """When this fails, run `make translations` and translate what is empty."""
    wanted, there = ({(m.context, forms(m.id)) for m in messages(each)} for each in (marked, french))
    assert wanted - there == set()
    assert there - wanted == set()


def test_partials_are_read_for_strings_too(marked: Catalog) -> None:
    assert any("/_partials/" in path for message in messages(marked) for path, _line in message.locations)


def test_no_french_message_is_empty_or_guessed(french: Catalog) -> None:
    assert [m.id for m in messages(french) if m.fuzzy or not all(forms(m.string))] == []


def test_french_placeholders_are_those_of_the_english(french: Catalog) -> None:
    wrong = [
        (own, translated)
        for message in messages(french)
        for own, translated in told(message)
        if sorted(PLACEHOLDER.findall(own)) != sorted(PLACEHOLDER.findall(translated))
    ]
    assert wrong == []


def test_french_has_its_spaces_before_high_marks_and_within_quotation_marks(french: Catalog) -> None:
    wrong = re.compile(
        r"(?<![\u00a0\u202f\s.])[;!?»]|[^\S\u00a0\u202f][:;!?»]|[^\s\u00a0\u202f](?<!%\(s):(?!\S)|«(?!\u00a0)|['\"“”]"
    )
    assert [t for m in messages(french) for t in forms(m.string) if wrong.search(t)] == []


# What stands in a template outside gettext: names of languages, each in itself.
SAME_IN_EVERY_LANGUAGE = {"EN", "FR", "English", "français", "data-reading", "data-contributing"}
SPOKEN = re.compile(r'\b(?:aria-label|title|placeholder|alt|data-says[\w-]*)="([^"]*)"')


def unmarked(template: str) -> list[str]:
    """Words of a template that stand in no expression."""
    markup = re.sub(r"{#.*?#}", "", template, flags=re.S)
    markup = re.sub(r"{%.*?%}|{{.*?}}", "\x00", markup, flags=re.S)
    text = re.sub(r"<[^>]*>", "\x00", markup)
    runs = [*re.split(r"[\x00\n]", text), *(run for value in SPOKEN.findall(markup) for run in value.split("\x00"))]
    return [run.strip() for run in runs if re.search(r"[^\W\d_]{2}", run) and not re.search(r'data-[\w-]+="', run)]


@pytest.mark.parametrize(
    "path", sorted((ROOT / "templates").rglob("*.html")), ids=lambda path: f"{path.parent.name}/{path.name}"
)
def test_every_string_of_a_template_is_marked(path: Path) -> None:
    assert set(unmarked(path.read_text())) <= SAME_IN_EVERY_LANGUAGE


def test_an_unmarked_string_is_found_in_text_and_in_spoken_attributes() -> None:
    assert unmarked('<p lang="en">{{ _("Marked") }} bare</p><nav aria-label="Main {{ name }}"></nav>') == [
        "bare",
        "Main",
    ]


@pytest.fixture
def french_reader(app: Flask, session: Session, client_of: ClientOf) -> Callable[[Seat], FlaskClient]:
    def made(seat: Seat) -> FlaskClient:
        client = client_of(seat)
        client.set_cookie("language", "fr")
        return client

    return made


@pytest.fixture
def a_group_at_work(session: Session) -> None:
    """A round with rivals, a comment on quoted words, and a free amendment."""
    round_ = an_open_round(session, a_draft(session, paragraphs=(ENCOURAGE, "Cities should hear those concerned.")))
    an_amendment(session, round_, text=ENCOURAGE.replace("encourage", "require"))
    an_amendment(session, round_, text=ENCOURAGE.replace("encourage", "support"), by=a_seat(session, "malta"))
    a_comment(session, round_, body="Who is meant?", key=2)
    session.commit()


PAGES = (
    "/",
    "/account",
    "/framework/1",
    "/framework/1?view=all",
    "/framework/1?p=1",
    "/framework/1?p=2&tab=comments",
    "/framework/1/p/1?tab=history",
    "/framework/1/p/1/amend",
    "/framework/1/p/1/amend?operation=delete",
    "/framework/1/p/1/comment",
    "/framework/unsent",
    "/framework/news",
    "/framework/following",
    "/framework/round/1",
    "/framework/1/exports",
    "/framework/1/yours",
    "/nowhere",
)
DESK = (
    "/framework/desk?queue=1",
    "/framework/desk/1",
    "/framework/desk/preview",
    "/framework/desk/publish",
    "/people",
    "/import",
    "/framework/1/import",
)


def page(client: FlaskClient, address: str) -> html.HtmlElement:
    return html.fromstring(client.get(address).get_data(as_text=True))


def spoken_in(root: html.HtmlElement, language: str) -> list[str]:
    """The text and the spoken attributes whose language, as the page says it, is `language`."""
    out = []
    for element in root.iter():
        if not isinstance(element.tag, str) or element.tag in ("script", "style", "textarea"):
            continue
        runs = [(element, element.text), *((element, child.tail) for child in element)]
        runs += [(element, element.get(name)) for name in ("aria-label", "title", "placeholder")]
        out += [" ".join(run.split()) for at, run in runs if run and run.strip() and language_at(at) == language]
    return out


def language_at(element: html.HtmlElement) -> str:
    """The nearest `lang` at or above an element."""
    return next(
        (each.get("lang", "") for each in (element, *element.iterancestors()) if each.get("lang")),
        "",
    )


@pytest.fixture(scope="module")
def english(french: Catalog) -> re.Pattern[str]:
    """Any English string of the catalogue that reads otherwise in French: whole, or from three words on within more."""
    found = []
    for own, translated in (pair for message in messages(french) for pair in told(message)):
        if own != translated and re.search(r"[^\W\d_]{2}", PLACEHOLDER.sub("", own)):
            pattern = r".+?".join(re.escape(part) for part in PLACEHOLDER.split(own))
            found.append(rf"\A{pattern}\Z" if len(PLACEHOLDER.sub("", own).split()) < 3 else rf"\b{pattern}")
    return re.compile("|".join(found))


def chrome(root: html.HtmlElement, pattern: re.Pattern[str]) -> list[str]:
    """What the page says in French that is English chrome."""
    return [run for run in spoken_in(root, "fr") if pattern.search(run)]


def test_english_chrome_is_found_where_it_stands(english: re.Pattern[str]) -> None:
    said = html.fromstring('<html lang="fr"><a>Sign out</a><p>1. Nothing is changed yet.</p><p>Se connecter</p></html>')
    assert chrome(said, english) == ["Sign out", "1. Nothing is changed yet."]


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.usefixtures("a_group_at_work")
def test_a_delegate_s_pages_hold_no_english_chrome(
    session: Session, french_reader: Callable[[Seat], FlaskClient], english: re.Pattern[str], address: str
) -> None:
    root = page(french_reader(a_head(session)), address)
    assert root.get("lang") == "fr"
    assert chrome(root, english) == []


@pytest.mark.parametrize("address", DESK)
def test_the_secretariat_s_pages_hold_no_english_chrome(
    session: Session, french_reader: Callable[[Seat], FlaskClient], english: re.Pattern[str], address: str
) -> None:
    round_ = an_open_round(session, a_draft(session, paragraphs=(ENCOURAGE, "Cities should hear those concerned.")))
    an_amendment(session, round_, text=ENCOURAGE.replace("encourage", "require"))
    an_amendment(session, round_, text=ENCOURAGE.replace("encourage", "support"), by=a_seat(session, "malta"))
    close_round(session, round_, by=the_secretariat(session), at=DEADLINE)
    session.commit()
    client = french_reader(the_secretariat(session))
    assert client.post("/framework/desk/begin").status_code == 303
    root = page(client, address)
    assert root.get("lang") == "fr"
    assert set(chrome(root, english)) <= {"Secretariat"}  # the name that the delegation was given


def test_the_sign_in_page_speaks_what_the_browser_asks_for(app: Flask, english: re.Pattern[str]) -> None:
    answer = app.test_client().get("/sign-in", headers={"Accept-Language": "fr-FR,fr;q=0.9"})
    root = html.fromstring(answer.get_data(as_text=True))
    assert root.get("lang") == "fr"
    assert "Se connecter" in spoken_in(root, "fr")
    assert chrome(root, english) == []


@pytest.mark.usefixtures("a_group_at_work")
@pytest.mark.parametrize("address", ["/framework/1", "/framework/1?view=all", "/framework/1?p=1", "/framework/1/p/2"])
def test_the_draft_s_words_are_english_and_the_page_s_french(
    session: Session, french_reader: Callable[[Seat], FlaskClient], address: str
) -> None:
    root = page(french_reader(a_head(session)), address)
    words = spoken_in(root, "en")
    assert any("encourage" in run or "Cities" in run for run in words)
    french = re.compile(r"[éèêà«»]|\b(?:Amender|Commenter|Discuter|amendements?|commentaires?|conflit|lien|Fermer)\b")
    assert [run for run in words if french.search(run)] == []


@pytest.mark.usefixtures("a_group_at_work")
def test_what_a_form_says_in_return_is_french(session: Session, french_reader: Callable[[Seat], FlaskClient]) -> None:
    client = french_reader(a_head(session))
    answer = client.post("/framework/1/p/2/amend", data={"operation": "replace", "text": "Other words.", "reason": ""})
    assert answer.status_code == 422
    assert "Dites pourquoi, en une à trois phrases." in unescape(answer.get_data(as_text=True))


@pytest.mark.usefixtures("a_group_at_work")
def test_the_account_s_language_goes_before_the_cookie(session: Session, client_of: ClientOf) -> None:
    head = a_head(session)
    head.person.language = "fr"
    session.commit()
    client = client_of(head)
    client.set_cookie("language", "en")
    assert page(client, "/").get("lang") == "fr"


def test_dates_are_said_in_the_reader_s_language_and_in_strasbourg_s_time(app: Flask) -> None:
    at = datetime(2026, 11, 27, 17, 0, tzinfo=UTC)
    with app.test_request_context(headers={"Accept-Language": "fr"}):
        assert (strasbourg(at), day(at)) == ("vendredi 27 novembre 2026, 18h00", "27 nov. 2026")
    with app.test_request_context(headers={"Accept-Language": "en"}):
        assert (strasbourg(at), day(at)) == ("Friday 27 November 2026, 18:00", "27 Nov 2026")
    with app.test_request_context(headers={"Accept-Language": "fr"}):
        assert strasbourg(datetime(2026, 7, 1, 22, 30, tzinfo=UTC)) == "jeudi 2 juillet 2026, 00h30"


def test_a_count_of_none_is_singular_in_french(french: Catalog) -> None:
    assert french.plural_expr == "(n > 1)"
