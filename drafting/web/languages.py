"""The language and theme of a page: account, cookie, then what the browser asks for."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask import Flask, request
from flask_babel import Babel, format_datetime, get_locale

from drafting.rules.deadlines import STRASBOURG
from drafting.web.access import maybe_sign_in

LANGUAGES = ("en", "fr")
THEMES = ("", "light", "dark")
"""In words of the account; "" for what the system prefers."""
TRANSLATIONS = Path(__file__).resolve().parents[1] / "translations"
babel = Babel()


def install(app: Flask) -> None:
    compile_catalogues()
    app.config.setdefault("BABEL_TRANSLATION_DIRECTORIES", str(TRANSLATIONS))
    app.config.setdefault("BABEL_DEFAULT_TIMEZONE", "Europe/Paris")
    babel.init_app(app, locale_selector=language)
    app.jinja_env.globals.update(language=language, theme=theme, LANGUAGES=LANGUAGES)
    app.jinja_env.filters.update(strasbourg=strasbourg, day=day)


def compile_catalogues() -> None:
    """Compile each .po that is newer than its .mo, so that plain `flask run` speaks both languages from a clone."""
    for po in TRANSLATIONS.glob("*/LC_MESSAGES/messages.po"):
        mo = po.with_suffix(".mo")
        if mo.exists() and mo.stat().st_mtime >= po.stat().st_mtime:
            continue
        with po.open("rb") as source:
            catalogue = read_po(source)
        made = mo.with_suffix(".new")
        with made.open("wb") as target:
            write_mo(target, catalogue)
        made.replace(mo)


def language() -> str:
    """The language of the page: "en" or "fr"."""
    sign_in = maybe_sign_in()
    return chosen_language(sign_in.person.language if sign_in else "")


def chosen_language(account: str) -> str:
    """The language for somebody whose account says `account` ("" for nothing)."""
    for wanted in (account, request.cookies.get("language", "")):
        if wanted in LANGUAGES:
            return wanted
    return request.accept_languages.best_match(LANGUAGES) or "en"


def theme() -> str:
    """ "light", "dark", or "" for what the system prefers."""
    sign_in = maybe_sign_in()
    return chosen_theme(sign_in.person.theme if sign_in else "")


def chosen_theme(account: str) -> str:
    """The theme for somebody whose account says `account` ("" for nothing)."""
    for wanted in (account, request.cookies.get("theme", "")):
        if wanted in ("light", "dark"):
            return wanted
    return ""


def strasbourg(moment: datetime) -> str:
    """A moment in Strasbourg time, with its weekday: "Friday 27 November 2026, 18:00"."""
    french = str(get_locale()) == "fr"
    pattern = "EEEE d MMMM y, HH'h'mm" if french else "EEEE d MMMM y, HH:mm"
    return format_datetime(moment.astimezone(STRASBOURG), pattern)


def day(moment: datetime) -> str:
    """A moment's day, short: "12 Nov 2026"."""
    return format_datetime(moment.astimezone(STRASBOURG), "d MMM y")
