"""The limit at the door: who knocks in vain too often has to wait (docs/decisions/004-the-limit-at-the-door.md).

Counted are attempts by one address from one place, from one place, and by one address from anywhere, in spells of a
quarter of an hour. What is kept of them is a keyed hash that is another one in the next spell: it tells neither who
nor from where, not even that it is the same as before.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from drafting.errors import TooMany
from drafting.model.knocks import Knock
from drafting.rules.addresses import plain_address
from drafting.rules.permissions import Act

SPELL = timedelta(minutes=15)
FROM_ONE_PLACE_AS_ONE_PERSON = 10
FROM_ONE_PLACE = 60
"""A whole meeting signs in from one place; only what was in vain counts."""
AS_ONE_PERSON = 100
"""So much that strangers do not easily keep somebody out, and too little to guess a password."""
NETWORK = 64
"""Bits of an IPv6 address that are one place's: it has all addresses behind them."""


def knock(session: Session, *, place: str, person: str = "", at: datetime) -> None:
    """Count an attempt from the network address `place`, as `person` (a mail address; "" where none is claimed).

    To be committed before anything is tried. Raises TooMany ("too-many-attempts", with `minutes` to wait).
    """
    session.execute(delete(Knock).where(Knock.until <= at))
    until = _end(at)
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    over = False
    for name, most in _names(session, place, person, until):
        count = session.scalar(
            insert(Knock)
            .values(name=name, until=until, count=1)
            .on_conflict_do_update(index_elements=[Knock.name], set_={"count": Knock.count + 1})
            .returning(Knock.count)
        )
        over = over or (count or 0) > most
    if over:
        minutes = -(-(until - at) // timedelta(minutes=1))
        raise TooMany("too-many-attempts", act=Act.USE_THE_DOOR.value, minutes=minutes)


def opened(session: Session, *, place: str, person: str = "", at: datetime) -> None:
    """The attempt was not in vain: it does not count."""
    names = [name for name, _most in _names(session, place, person, _end(at))]
    session.execute(update(Knock).where(Knock.name.in_(names)).values(count=Knock.count - 1))


def _end(at: datetime) -> datetime:
    """When the spell ends in which `at` lies."""
    start = datetime(1970, 1, 1, tzinfo=UTC)
    return start + ((at - start) // SPELL + 1) * SPELL


def _names(session: Session, place: str, person: str, until: datetime) -> Sequence[tuple[str, int]]:
    """The names under which an attempt counts, each with the most that is let through; in an order that is the same
    for all, so that two who count at once never wait for each other."""
    where, who = _network(place), plain_address(person)
    told: list[tuple[tuple[str, ...], int]] = [(("place", where), FROM_ONE_PLACE)]
    if who:
        told += [(("both", where, who), FROM_ONE_PLACE_AS_ONE_PERSON), (("person", who), AS_ONE_PERSON)]
    key: bytes = session.info["journal_key"]

    def name(facts: tuple[str, ...]) -> str:
        said = "\0".join(("knock", until.isoformat(), *facts)).encode()
        return hmac.new(key, said, hashlib.sha256).hexdigest()

    return sorted((name(facts), most) for facts, most in told)


def _network(place: str) -> str:
    try:
        address = ipaddress.ip_address(place)
    except ValueError:
        return place
    if address.version == 4:
        return place
    return str(ipaddress.ip_network((int(address), NETWORK), strict=False))
