"""What a file from a stranger may not hold, though nothing here would run or fetch it: it would be passed on."""

from __future__ import annotations

import re
import zipfile
from urllib.parse import unquote

from lxml import etree

from drafting.errors import Invalid
from drafting.exchange.package import content, part

_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_MACROS = re.compile(r"(?i)(?:^|/)vba(?:project|data)\w*\.(?:bin|xml)$|^basic/|^scripts/")
_EMBEDDED = re.compile(r"(?i)(?:^|/)(?:embeddings|activex|controls)/|^object \d|^objectreplacements/")
_EMBEDDING = re.compile(r"(?i)/(?:oleobject|package|control|activexcontrolbinary|afchunk)$")
_RUNNING = re.compile(r"(?i)/(?:vbaproject|wordvbadata|attachedtoolbars|keymapcustomizations)$")
_OWN_DISK = re.compile(r"(?i)(?:file:)?(?:/{3}(?!/)|(?!/))(?:[a-z]:/|[^:]*$)")
"""A path with slashes: with a letter of a drive or none, and no host before it."""


def refuse_dangers(package: zipfile.ZipFile) -> None:
    """Raises Invalid: "file-macros", "file-embedded" (objects of other programs), "file-external" (with `target`:
    something outside that word processors would fetch; addresses to click on are none)."""
    names = package.namelist()
    if any(_MACROS.search(name) for name in names):
        raise Invalid("file-macros", field="file")
    if any(_EMBEDDED.search(name) for name in names):
        raise Invalid("file-embedded", field="file")
    for name in names:
        relations = part(package, name) if name.endswith(".rels") else None
        for relation in relations.iter(_RELATION) if relations is not None else ():
            _refuse(relation)
    if "META-INF/manifest.xml" in names and b"encryption-data" in content(package, "META-INF/manifest.xml"):
        raise Invalid("file-encrypted", field="file")


def _refuse(relation: etree._Element) -> None:
    kind, target = relation.get("Type", ""), relation.get("Target", "")
    if _RUNNING.search(kind):
        raise Invalid("file-macros", field="file")
    if _EMBEDDING.search(kind):
        raise Invalid("file-embedded", field="file")
    if relation.get("TargetMode", "").lower() != "external" or kind.endswith("/hyperlink"):
        return
    # The template on its author's own disk, which offices' files name without their knowing: nobody fetches it.
    if kind.endswith("/attachedTemplate") and _OWN_DISK.match(unquote(target).replace("\\", "/")):
        return
    raise Invalid("file-external", field="file", target=target[:80])
