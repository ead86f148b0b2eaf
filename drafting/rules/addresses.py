"""Mail addresses, by which people are told apart."""

from __future__ import annotations

import unicodedata


def plain_address(given: str) -> str:
    """A mail address as it is kept and compared: in small letters and composed signs (NFC), so that the same address
    typed on two keyboards is one person's."""
    return unicodedata.normalize("NFC", given.strip().lower())
