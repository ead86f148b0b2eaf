"""The words by which tables of people name their columns, kinds, roles and languages, in English and in French."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from drafting.rules.permissions import Category, Role

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "delegation": ("delegation", "delegations", "member", "membre"),
    "kind": ("kind", "category", "categorie", "type", "genre", "nature"),
    "first": ("first name", "given name", "prenom", "prenoms"),
    "name": ("name", "full name", "person", "nom", "nom complet", "personne", "last name", "surname", "family name",
             "nom de famille", "nom et prenom", "prenom et nom"),
    "email": ("e mail", "email", "mail", "mail address", "e mail address", "email address", "courriel", "mel",
              "adresse", "adresse e mail", "adresse email", "adresse mail", "adresse electronique",
              "adresse de courriel"),
    "role": ("role", "function", "fonction"),
    "language": ("language", "langue", "lang"),
}  # fmt: skip
"""What a column holds, and what its head may say, plain."""

ROLES: Mapping[str, Role] = {
    "head": Role.HEAD,
    "head of delegation": Role.HEAD,
    "chef": Role.HEAD,
    "cheffe": Role.HEAD,
    "chef de delegation": Role.HEAD,
    "cheffe de delegation": Role.HEAD,
    "chef de la delegation": Role.HEAD,
    "cheffe de la delegation": Role.HEAD,
    "reviewer": Role.REVIEWER,
    "member": Role.REVIEWER,
    "membre": Role.REVIEWER,
    "relecteur": Role.REVIEWER,
    "relectrice": Role.REVIEWER,
    "redacteur": Role.REVIEWER,
    "redactrice": Role.REVIEWER,
}
KINDS: Mapping[str, Category] = {
    "state": Category.STATE,
    "member state": Category.STATE,
    "etat": Category.STATE,
    "etat membre": Category.STATE,
    "region": Category.REGION,
    "local authority": Category.LOCAL_AUTHORITY,
    "city": Category.LOCAL_AUTHORITY,
    "collectivite locale": Category.LOCAL_AUTHORITY,
    "collectivite": Category.LOCAL_AUTHORITY,
    "autorite locale": Category.LOCAL_AUTHORITY,
    "pouvoir local": Category.LOCAL_AUTHORITY,
    "ville": Category.LOCAL_AUTHORITY,
    "observer": Category.OBSERVER,
    "observateur": Category.OBSERVER,
    "participant": Category.PARTICIPANT,
    "expert": Category.EXPERT,
    "experte": Category.EXPERT,
    "parent committee": Category.PARENT_COMMITTEE,
    "comite de tutelle": Category.PARENT_COMMITTEE,
    "comite parent": Category.PARENT_COMMITTEE,
    "comite directeur": Category.PARENT_COMMITTEE,
}
"""The secretariat is not among them: it is not made in passing."""
LANGUAGES: Mapping[str, str] = {
    "en": "en",
    "eng": "en",
    "english": "en",
    "anglais": "en",
    "fr": "fr",
    "fra": "fr",
    "french": "fr",
    "francais": "fr",
    "": "",
}


def plain(words: str) -> str:
    """Words for comparing: small letters, no accents, nothing but letters and digits with single spaces."""
    apart = unicodedata.normalize("NFKD", words.casefold())
    return re.sub(r"[^\w]+|_", " ", "".join(one for one in apart if not unicodedata.combining(one))).strip()
