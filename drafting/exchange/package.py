"""Office packages from strangers: looked at before anything opens them, within limits, without external entities."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections import Counter

from lxml import etree

from drafting.errors import Invalid

MOST_ENTRIES = 3000
MOST_UNPACKED = 300 * 1024 * 1024
MOST_PART = 100 * 1024 * 1024
MOST_XML = 32 * 1024 * 1024
MOST_WEIGHT = 1_500_000
"""What the XML that is held at one time may weigh (`weight`): some 180 MB."""
DEEPEST = 150
"""How deeply the elements of a part may be nested; word processors stay far below, tables in text boxes included."""
MOST_RATIO = 200
RATIO_FROM = 10 * 1024 * 1024

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_PLAIN = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""What word processors write; other kinds of compression ask for as much memory as the file likes."""
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
TRACKED = ("ins", "del", "moveFrom", "moveTo")
STORY = re.compile(r"word/(document|footnotes|endnotes)\d*\.xml$")
"""The parts that hold the text."""


def checked(data: bytes, *, foreign: str = "file-not-word") -> zipfile.ZipFile:
    """The package, its directory within the limits.

    Raises Invalid: "file-encrypted", `foreign` (the old .doc format), "file-broken", "file-too-large" (a zip bomb or
    simply too much).
    """
    if data.startswith(_OLE):
        raise Invalid("file-encrypted" if _ENCRYPTED in data else foreign, field="file")
    try:
        package = zipfile.ZipFile(io.BytesIO(data))
        entries = package.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, struct.error):
        raise Invalid("file-broken", field="file") from None
    if len({entry.filename for entry in entries}) < len(entries) or any(
        entry.compress_type not in _PLAIN and not entry.flag_bits & 1 for entry in entries
    ):
        raise Invalid("file-broken", field="file")  # the same part twice is read as one or the other
    unpacked = sum(entry.file_size for entry in entries)
    packed = max(sum(entry.compress_size for entry in entries), 1)
    if (
        len(entries) > MOST_ENTRIES
        or unpacked > MOST_UNPACKED
        or any(entry.file_size > MOST_PART for entry in entries)
        or (unpacked > RATIO_FROM and unpacked / packed > MOST_RATIO)
    ):
        raise Invalid("file-too-large", field="file")
    if any(entry.flag_bits & 1 for entry in entries):
        raise Invalid("file-encrypted", field="file")
    return package


def content(package: zipfile.ZipFile, name: str) -> bytes:
    """A part's bytes. Raises Invalid ("file-broken", "file-too-large"), KeyError when the package does not have it."""
    try:
        with package.open(name) as opened:
            data = opened.read(MOST_PART + 1)
    except (zipfile.BadZipFile, zlib.error, struct.error, ValueError, OSError, EOFError, RuntimeError):
        raise Invalid("file-broken", field="file") from None
    if len(data) > MOST_PART:
        raise Invalid("file-too-large", field="file")
    return data


def part(package: zipfile.ZipFile, name: str) -> etree._Element | None:
    """A part's XML, None when the package does not have it.

    Raises Invalid: "file-broken", "file-too-large", "file-too-complex" (nested too deeply).
    """
    try:
        return parsed(content(package, name))
    except KeyError:
        return None


class HeldParts:
    """The parts of one package that are held at the same time: together they may weigh what one may."""

    def __init__(self, package: zipfile.ZipFile) -> None:
        self._package = package
        self._weight = 0

    def part(self, name: str) -> etree._Element | None:
        """As `part`, and not nested too deeply to be walked. Raises Invalid as that does, when all are too much too."""
        try:
            data = content(self._package, name)
        except KeyError:
            return None
        self._weight += weight(data)
        if self._weight > MOST_WEIGHT:
            raise Invalid("file-too-large", field="file")
        root = parsed(data)
        if root.xpath(f"boolean(/*{'/*' * DEEPEST})"):
            raise Invalid("file-too-complex", field="file")
        return root


def weight(data: bytes) -> int:
    """What XML takes once it is parsed, in units of about 120 bytes: tags and the texts between them one, attributes
    two. Counted before, since a few megabytes can become gigabytes."""
    return data.count(b"<") + 2 * data.count(b"=")


def parsed(data: bytes) -> etree._Element:
    """XML from a package. Raises Invalid: "file-broken", "file-too-large", "file-too-complex"."""
    if len(data) > MOST_XML or weight(data) > MOST_WEIGHT:
        raise Invalid("file-too-large", field="file")
    # Packages hold UTF-8 and UTF-16 alone; in other encodings the weight could not be seen.
    encoding = "utf-16" if data.startswith(_UTF_16) else "utf-8"
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, encoding=encoding
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        told = str(error)  # libxml2 has one code for all its limits
        code = "file-too-complex" if "depth" in told else "file-too-large" if "limit" in told else "file-broken"
        raise Invalid(code, field="file") from None
    if root.getroottree().docinfo.internalDTD is not None:  # no word processor writes one; entities need one
        raise Invalid("file-broken", field="file")
    return root


def tracked_changes(package: zipfile.ZipFile) -> tuple[int, tuple[str, ...]]:
    """How many tracked insertions, deletions and moves the text holds, and whose, the busiest first."""
    authors: Counter[str] = Counter()
    for name in package.namelist():
        if STORY.match(name) and (story := part(package, name)) is not None:
            for change in story.iter(*(_W + kind for kind in TRACKED)):
                authors[change.get(f"{_W}author") or "?"] += 1
    return authors.total(), tuple(author for author, _count in authors.most_common(5))
