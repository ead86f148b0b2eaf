"""The words of one Word paragraph with their looks and tracked changes; fields, breaks, links, bookmarks, comments."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from lxml import etree

from drafting.exchange.comment_spans import CommentSpans
from drafting.exchange.document import Lost
from drafting.exchange.docx_fields import Fields, field_link
from drafting.exchange.docx_parts import MC, TOLD, W14, M, R, W, chosen, is_on, signed, value, words_of
from drafting.exchange.docx_styles import Styles
from drafting.exchange.draft_links import key_of, link_of
from drafting.exchange.returned import ReturnedRun, Signed
from drafting.text.inline import Mark
from drafting.text.tracked import Look

BROUGHT = (f"{W}ins", f"{W}moveTo")
TAKEN = (f"{W}del", f"{W}moveFrom")
MOVES = (f"{W}moveTo", f"{W}moveFrom")
_WHITE = re.compile(r"[\t\n\r]")
_SYMBOL = dict(zip("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
                   "ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖαβχδεφγηιϕκλμνοπθρστυϖωξψζ", strict=True))  # fmt: skip
_SILENT = frozenset(
    f"{W}{name}"
    for name in ("pPr", "rPr", "sdtPr", "sdtEndPr", "customXmlPr", "smartTagPr", "rubyPr", "rt", "proofErr",
                 "permStart", "permEnd", "lastRenderedPageBreak", "softHyphen", "instrText", "delInstrText",
                 "footnoteRef", "endnoteRef", "annotationRef", "separator", "continuationSeparator", "pgNum")
)  # fmt: skip
_PICTURES = frozenset({f"{W}drawing", f"{W}pict", f"{W}object"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What the words inside wrappers have from them."""

    inserted: Signed | None = None
    deleted: Signed | None = None
    moved: bool = False
    link: str = ""

    def within(self, change: etree._Element) -> Around:
        """The same inside one more tracked change; what is nearest to the words counts."""
        moved = self.moved or change.tag in MOVES
        if change.tag in BROUGHT:
            return replace(self, inserted=signed(change), moved=moved)
        return replace(self, deleted=signed(change), moved=moved)


@dataclass(slots=True)
class StoryState:
    """What goes on from paragraph to paragraph: open fields, and what was found."""

    styles: Styles
    links: dict[str, str]
    comments: CommentSpans
    losses: list[tuple[str, str]]
    fields: Fields = field(default_factory=Fields)

    def lose(self, lost: Lost, words: str) -> None:
        """Tell of something that is not read."""
        self.losses.append((lost, words[:TOLD]))


class ParagraphWords:
    """Gathers what stands in a paragraph: `keys`, `runs` (not yet joined), `reformatted`."""

    def __init__(self, state: StoryState, index: int) -> None:
        self._state = state
        self._index = index
        self._length = 0
        self._note_begins = False
        self.keys: list[int] = []
        self.runs: list[ReturnedRun] = []
        self.reformatted: Signed | None = None

    def take(self, container: etree._Element, around: Around) -> None:
        """Read the children of a paragraph, or of what wraps runs in one."""
        for child in container:
            tag = child.tag
            if tag == f"{W}r":
                self._run(child, around)
            elif tag in BROUGHT or tag in TAKEN:
                self.take(child, around.within(child))
            elif tag == f"{W}hyperlink":
                target = f"#{child.get(f'{W}anchor')}" if child.get(f"{W}anchor") else ""
                self.take(child, replace(around, link=link_of(self._state.links.get(child.get(f"{R}id", ""), target))))
            elif tag == f"{W}fldSimple":
                self._simple_field(child, around)
            else:
                self._other(child, around)

    def finish(self) -> None:
        """The paragraph ends: comments go on in the next; an instruction does not."""
        self._state.comments.end_paragraph(self._length)
        self._state.fields.end_paragraph()

    def mark(self, element: etree._Element) -> bool:
        """Read a bookmark or a comment's range; False for anything else."""
        tag = element.tag
        if tag == f"{W}bookmarkStart":
            if key := key_of(element.get(f"{W}name", "")):
                self.keys.append(key)
        elif tag == f"{W}commentRangeStart":
            self._state.comments.begin(element.get(f"{W}id", ""), (self._index, self._length))
        elif tag == f"{W}commentRangeEnd":
            self._state.comments.end(element.get(f"{W}id", ""), (self._index, self._length))
        else:
            return False
        return True

    def _other(self, child: etree._Element, around: Around) -> None:
        tag = child.tag
        if not isinstance(tag, str) or tag in _SILENT or self.mark(child):
            return
        if tag == f"{MC}AlternateContent":
            if (branch := chosen(child)) is not None:
                self.take(branch, around)
        elif tag in (f"{M}oMath", f"{M}oMathPara"):
            self._state.lose(Lost.MATH, words_of(child))
        elif tag.startswith((W, W14)):  # content controls, smart tags, directions and whatever else wraps runs
            self.take(child, around)

    def _run(self, run: etree._Element, around: Around) -> None:
        properties = run.find(f"{W}rPr")
        look = self._look(properties, around)
        former, change = look, None
        if properties is not None and (changed := properties.find(f"{W}rPrChange")) is not None:
            change = signed(changed)
            former = self._look(changed.find(f"{W}rPr"), around)
        if change is not None and (former == look or (around.inserted and not around.deleted)):
            self.reformatted = self.reformatted or change
            former = look
        if former == look or around.deleted is not None:  # what was deleted is read as it was
            self._contents(run, former, around)
            return
        begun = len(self.runs)
        self._contents(run, look, around)
        now = self.runs[begun:]
        before = [replace(one, look=former, deleted=change) for one in now]
        self.runs[begun:] = [*before, *(replace(one, inserted=change) for one in now)]
        self._length += sum(len(one.text) for one in before)

    def _contents(self, run: etree._Element, look: Look, around: Around) -> None:
        for child in run:
            tag = child.tag
            if tag in (f"{W}t", f"{W}delText"):
                self._text(child.text or "", look, around)
            elif tag in (f"{W}tab", f"{W}ptab"):
                self._text(" ", look, around)
            elif tag == f"{W}cr" or (tag == f"{W}br" and child.get(f"{W}type", "textWrapping") == "textWrapping"):
                self._add("\n", look, around, Mark.HARD_BREAK)
            elif tag == f"{W}noBreakHyphen":
                self._text("\u2011", look, around)
            elif tag == f"{W}sym":
                self._text(self._symbol(child), look, around)
            elif tag in (f"{W}footnoteReference", f"{W}endnoteReference"):
                self._add(note_id(child), look, around, Mark.FOOTNOTE)
            elif tag == f"{W}commentReference":
                self._state.comments.refer(child.get(f"{W}id", ""), (self._index, self._length))
            elif tag == f"{W}fldChar":
                self._field(child)
            elif tag in (f"{W}instrText", f"{W}delInstrText"):
                self._state.fields.instruct(child.text or "")
            elif tag in (f"{W}footnoteRef", f"{W}endnoteRef"):
                self._note_begins = not self._length
            elif tag in _PICTURES:
                self._picture(child)
            elif tag == f"{MC}AlternateContent":
                if (branch := chosen(child)) is not None:
                    self._contents(branch, look, around)
            elif tag in (f"{W}ruby", f"{W}rubyBase"):
                if tag == f"{W}ruby":
                    self._state.lose(Lost.FORMATTING, words_of(child))
                self._contents(child, look, around)
            elif tag == f"{W}r":
                self._run(child, around)
            elif isinstance(tag, str) and tag not in _SILENT:
                self._other(child, around)

    def _text(self, text: str, look: Look, around: Around) -> None:
        shown = _WHITE.sub(" ", text)
        if self._note_begins:
            shown = shown.lstrip()
            self._note_begins = not shown
        self._add(shown, look, around, Mark.TEXT)

    def _add(self, text: str, look: Look, around: Around, mark: Mark) -> None:
        fields = self._state.fields
        if not text or fields.hide:
            return
        fields.show(text)
        look = replace(look, link=look.link or fields.link)
        self._length += len(text)
        self.runs.append(
            ReturnedRun(
                text=text,
                look=look,
                mark=mark,
                inserted=around.inserted,
                deleted=around.deleted,
                moved=around.moved,
            )
        )

    def _look(self, properties: etree._Element | None, around: Around) -> Look:
        """What is set on the words themselves, else by their character style. The paragraph's style is its own look,
        of which nothing stands out."""
        style = value(properties.find(f"{W}rStyle")) if properties is not None else ""
        told: list[bool] = []
        for name in ("i", "b"):
            own = is_on(properties.find(f"{W}{name}")) if properties is not None else None
            told.append(own if own is not None else bool(style) and self._state.styles.toggle(style, name))
        return Look(em=told[0], strong=told[1], link=around.link)

    def _field(self, sign: etree._Element) -> None:
        match sign.get(f"{W}fldCharType"):
            case "begin":
                self._state.fields.begin()
            case "separate":
                self._state.fields.separate()
            case "end":
                if words := self._state.fields.end():
                    self._state.lose(Lost.FIELD, words)

    def _simple_field(self, element: etree._Element, around: Around) -> None:
        link = field_link(element.get(f"{W}instr", ""))
        if not link:
            self._state.lose(Lost.FIELD, words_of(element))
        self.take(element, replace(around, link=link or around.link))

    def _picture(self, element: etree._Element) -> None:
        boxes = list(element.iter(f"{W}txbxContent"))
        for box in boxes:
            self._state.lose(Lost.TEXT_BOX, words_of(box))
        if not boxes:
            described = next((one.get("descr") or one.get("name") for one in element.iter() if one.get("descr")), "")
            self._state.lose(Lost.IMAGE, described or "")

    def _symbol(self, element: etree._Element) -> str:
        """A sign of a symbol font as the letter that it shows; of fonts that show pictures, as it is written."""
        try:
            code = int(element.get(f"{W}char", ""), 16)
        except ValueError:
            return ""
        if 0xF020 <= code <= 0xF07E and element.get(f"{W}font") == "Symbol":
            sign = chr(code - 0xF000)
            return _SYMBOL.get(sign, sign)
        if 0xF000 <= code <= 0xF0FF:
            self._state.lose(Lost.OTHER, f"{element.get(f'{W}font', '')} {code:04X}".strip())
        return chr(code) if 0x20 <= code < 0xD800 or 0xE000 <= code <= 0xFFFD else ""


def note_id(element: etree._Element) -> str:
    """A note's id, an endnote's with an "e" before it: both kinds are counted from the same number."""
    own = element.get(f"{W}id", "")
    return f"e{own}" if "endnote" in str(element.tag) else own
