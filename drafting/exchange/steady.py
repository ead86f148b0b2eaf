"""Office packages whose bytes depend on what they hold alone: entries in order, no hour, no session's marks."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from typing import Any

ZIP_DATE = (1980, 1, 1, 0, 0, 0)
_SESSION_MARKS = re.compile(rb' w:rsid\w*="[^"]*"|<w:rsids?>.*?</w:rsids>|<w:rsid\w* [^>]*/>', re.DOTALL)
"""Marks of editing sessions that the writer's own template carries."""
_THUMBNAIL = "docProps/thumbnail.jpeg"
_TO_THUMBNAIL = re.compile(rb'<Relationship [^>]*Target="/?docProps/thumbnail\.jpeg"[^>]*/>')
"""The template's own picture, and what refers to it."""


def steady(document: Any) -> bytes:
    """A document of python-docx as a package."""
    raw = io.BytesIO()
    document.save(raw)
    return packed(raw.getvalue())


def packed(package: bytes) -> bytes:
    """The same package, packed so that equal contents are equal bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as made, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as again:
        names: Sequence[str] = sorted(made.namelist(), key=lambda name: (name != "[Content_Types].xml", name))
        for name in names:
            if name == _THUMBNAIL:
                continue
            data = made.read(name)
            if name.endswith(".xml"):
                data = _SESSION_MARKS.sub(b"", data)
            elif name == "_rels/.rels":
                data = _TO_THUMBNAIL.sub(b"", data)
            again.writestr(zipfile.ZipInfo(name, ZIP_DATE), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()
