"""A Word package by what its relationships say: its parts as XML in one namespace, and where its links lead."""

from __future__ import annotations

import posixpath
import zipfile

from lxml import etree

from drafting.errors import Invalid
from drafting.exchange.package import HeldParts, part
from drafting.exchange.returned import Signed, moment

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
W15 = "{http://schemas.microsoft.com/office/word/2012/wordml}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_DATE_UTC = "{http://schemas.microsoft.com/office/word/2023/wordml/word16du}dateUtc"
_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_STRICT = {
    "{http://purl.oclc.org/ooxml/wordprocessingml/main": W[:-1],
    "{http://purl.oclc.org/ooxml/officeDocument/relationships": R[:-1],
    "{http://purl.oclc.org/ooxml/officeDocument/math": M[:-1],
}
_OFF = frozenset({"0", "false", "off"})
TOLD = 80
"""How many characters of what is not read are told."""


class Parts:
    """The parts of a package. Each method raises Invalid as `HeldParts.part` does."""

    def __init__(self, package: zipfile.ZipFile) -> None:
        self._package = package
        self._held = HeldParts(package)
        self.main = self._first_of("", "officeDocument", "word/document.xml")

    def document(self) -> etree._Element:
        """The main part. Raises Invalid: "file-not-word"."""
        root = self._root(self.main)
        if root is None or root.tag != f"{W}document":
            raise Invalid("file-not-word", field="file")
        return root

    def named(self, kind: str) -> tuple[etree._Element | None, dict[str, str]]:
        """The part of the main part that a relationship of that kind names, and where its own links lead, by id."""
        folder = posixpath.dirname(self.main)
        name = self._first_of(self.main, kind, posixpath.join(folder, f"{kind}.xml"))
        return self._root(name), self.links(name)

    def all_named(self, kind: str) -> list[etree._Element]:
        """All parts of the main part that relationships of that kind name."""
        found = [self._root(target) for told, target, _ in self._relations(self.main) if told == kind]
        return [root for root in found if root is not None]

    def links(self, name: str) -> dict[str, str]:
        """Where the hyperlinks of a part lead, by the id of the relationship."""
        root = self._relationships(name)
        return {
            relation.get("Id", ""): relation.get("Target", "")
            for relation in (root.iter(_RELATION) if root is not None else ())
            if relation.get("Type", "").endswith("/hyperlink")
        }

    def properties(self) -> dict[str, str]:
        """The custom properties, by name."""
        root = self._root(self._first_of("", "custom-properties", "docProps/custom.xml"))
        return {
            one.get("name", ""): "".join(str(text) for text in one.itertext()).strip()
            for one in (root if root is not None else ())
        }

    def _first_of(self, name: str, kind: str, usual: str) -> str:
        return next((target for told, target, _ in self._relations(name) if told == kind), usual)

    def _relations(self, name: str) -> list[tuple[str, str, str]]:
        """(kind, part, id) of the part's relationships to others of the package."""
        root = self._relationships(name)
        folder = posixpath.dirname(name)
        return [
            (
                relation.get("Type", "").rpartition("/")[2],
                posixpath.normpath(posixpath.join("/", folder, relation.get("Target", ""))).lstrip("/"),
                relation.get("Id", ""),
            )
            for relation in (root.iter(_RELATION) if root is not None else ())
            if relation.get("TargetMode", "").lower() != "external"
        ]

    def _relationships(self, name: str) -> etree._Element | None:
        folder, own = posixpath.split(name)
        return part(self._package, posixpath.join(folder, "_rels", f"{own}.rels"))

    def _root(self, name: str) -> etree._Element | None:
        root = self._held.part(name)
        if root is not None:
            _transitional(root)
        return root


def is_on(element: etree._Element | None) -> bool | None:
    """What a property that is on or off says; None where it is not there."""
    return None if element is None else element.get(f"{W}val", "1").lower() not in _OFF


def value(element: etree._Element | None, default: str = "") -> str:
    """The `w:val` of an element that may not be there."""
    return default if element is None else element.get(f"{W}val", default)


def whole(written: str | None, default: int = 0) -> int:
    """A whole number as files write it, within what can be meant."""
    try:
        return max(-(10**9), min(int(written or ""), 10**9))
    except ValueError:
        return default


def signed(change: etree._Element | None) -> Signed | None:
    """Whose a change is and when; None for no change. Word's own hour is local, whatever its Z says: newer files add
    the true one."""
    if change is None:
        return None
    author = " ".join(change.get(f"{W}author", "").split())
    return Signed(author=author, at=moment(change.get(_DATE_UTC)) or moment(change.get(f"{W}date")))


def chosen(alternatives: etree._Element) -> etree._Element | None:
    """The branch of alternative content that is read: the first choice, else what older programs fall back to."""
    branch = alternatives.find(f"{MC}Choice")
    return branch if branch is not None else alternatives.find(f"{MC}Fallback")


def words_of(element: etree._Element) -> str:
    """The first words below an element, tracked or not, to tell of what is not read."""
    out: list[str] = []
    length = 0
    for one in element.iter(f"{W}t", f"{M}t", f"{W}p"):
        out.append(" " if one.tag == f"{W}p" else one.text or "")
        length += len(out[-1])
        if length > 2 * TOLD:
            break
    return " ".join("".join(out).split())[:TOLD]


def _transitional(root: etree._Element) -> None:
    """The names of "Strict Open XML" as those that all others write, in place."""
    if not isinstance(root.tag, str) or not root.tag.startswith(tuple(_STRICT)):
        return
    for element in root.iter(etree.Element):
        element.tag = _renamed(str(element.tag))
        for name in list(element.attrib):
            if (other := _renamed(str(name))) != name:
                element.set(other, element.attrib.pop(name))


def _renamed(name: str) -> str:
    space, closing, own = name.rpartition("}")
    return f"{_STRICT.get(space, space)}{closing}{own}"
