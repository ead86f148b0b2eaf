"""The namespaces of OpenDocument texts that are read."""

from __future__ import annotations

from lxml import etree

_OASIS = "urn:oasis:names:tc:opendocument:xmlns"
OFFICE = f"{{{_OASIS}:office:1.0}}"
TEXT = f"{{{_OASIS}:text:1.0}}"
TABLE = f"{{{_OASIS}:table:1.0}}"
STYLE = f"{{{_OASIS}:style:1.0}}"
DRAW = f"{{{_OASIS}:drawing:1.0}}"
META = f"{{{_OASIS}:meta:1.0}}"
FO = f"{{{_OASIS}:xsl-fo-compatible:1.0}}"
DC = "{http://purl.org/dc/elements/1.1/}"
XLINK = "{http://www.w3.org/1999/xlink}"
LOEXT = "{urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0}"
XML = "{http://www.w3.org/XML/1998/namespace}"


def shown(element: etree._Element, most: int = 80) -> str:
    """The first words below an element, to tell of what is not read."""
    out: list[str] = []
    length = 0
    for told in element.itertext():
        out.append(str(told))
        length += len(out[-1])
        if length > 2 * most:
            break
    return " ".join(" ".join(out).split())[:most]
