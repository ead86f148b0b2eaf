#!/usr/bin/python3
"""LibreOffice Writer at work: reads requests as lines of JSON, answers each with one; run by the system's Python, which
has `uno`. It knows nothing of our writers: what it tells of a document is what Writer made of it.

A request: {"open": path, "do": [step …], "save": path or null, "tell": bool}. The steps are in STEPS below.
The answer: {"paragraphs": […], "changes": n, "comments": […]} or {"fault": words}.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import traceback
from pathlib import Path

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.text.ControlCharacter import PARAGRAPH_BREAK

FILTERS = {".docx": "MS Word 2007 XML", ".odt": "writer8", ".pdf": "writer_pdf_Export"}


def named(name, value):
    it = PropertyValue()
    it.Name, it.Value = name, value
    return it


class Office:
    def __init__(self):
        self.profile = tempfile.mkdtemp(prefix="office_")
        pipe = f"drafting{os.getpid()}"
        self.process = subprocess.Popen(
            ["soffice", "--headless", "--norestore", "--nologo", "--nodefault", "--nolockcheck",
             f"-env:UserInstallation=file://{self.profile}", f"--accept=pipe,name={pipe};urp;"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        local = uno.getComponentContext()
        resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
        for _ in range(600):
            try:
                self.context = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
                break
            except Exception:
                time.sleep(0.1)
        else:
            sys.exit("LibreOffice did not start")
        manager = self.context.ServiceManager
        self.desktop = manager.createInstanceWithContext("com.sun.star.frame.Desktop", self.context)
        self.dispatcher = manager.createInstanceWithContext("com.sun.star.frame.DispatchHelper", self.context)

    def answer(self, request):
        url = uno.systemPathToFileUrl(str(Path(request["open"]).resolve()))
        document = self.desktop.loadComponentFromURL(url, "_blank", 0, (named("Hidden", True),))
        if document is None:
            return {"fault": "not opened"}
        try:
            hand = Hand(self, document)
            for step in request.get("do", ()):
                hand.do(dict(step))
            answer = {"changes": len(list(each(document.Redlines)))}
            if request.get("save"):
                target = request["save"]
                document.storeToURL(
                    uno.systemPathToFileUrl(str(Path(target).resolve())),
                    (named("FilterName", FILTERS[Path(target).suffix]),),
                )
            if request.get("tell", True):
                answer |= {"paragraphs": list(told(document.Text)), "comments": comments(document)}
            return answer
        finally:
            document.close(True)

    def end(self):
        with contextlib.suppress(Exception):  # it ends before it has answered
            self.desktop.terminate()
        self.process.wait(20)
        shutil.rmtree(self.profile, ignore_errors=True)


def each(listed):
    listing = listed.createEnumeration()
    while listing.hasMoreElements():
        yield listing.nextElement()


def told(text, place=""):
    """Each paragraph of a text, tables' cells with their place in the table ("1.A1"). A change may begin in one
    paragraph and end in another."""
    tables = 0
    changes = {}
    for found in each(text):
        if found.supportsService("com.sun.star.text.TextTable"):
            tables += 1
            for name in found.CellNames:
                yield from told(found.getCellByName(name), f"{place}{tables}.{name}")
        else:
            yield paragraph(found, place, changes)


def paragraph(found, place, changes):
    listed = bool(found.NumberingIsNumber) and found.ListLabelString != ""
    return {
        "style": found.ParaStyleName,
        "level": found.NumberingLevel if listed else None,
        "label": found.ListLabelString if listed else "",
        "place": place,
        "runs": runs(found, changes),
    }


def runs(found, changes):
    """[words, bold, italic, link, change, author, date] of each stretch; change: "", "Insert" or "Delete"."""
    out = []
    for portion in each(found):
        kind = portion.TextPortionType
        if kind == "Redline":
            if portion.IsStart:
                changes[portion.RedlineIdentifier] = portion
            else:
                changes.pop(portion.RedlineIdentifier, None)
            continue
        words = ""
        if kind == "Text":
            words = portion.String
        elif kind == "Footnote":
            inside = " / ".join("".join(run[0] for run in one["runs"]) for one in told(portion.Footnote))
            words = f"[note: {inside}]"
        if not words:
            continue
        of_words = [one for one in changes.values() if one.RedlineType in ("Insert", "Delete")]
        change = of_words[-1] if of_words else None
        when = change.RedlineDateTime if change else None
        look = [
            portion.CharWeight > 100,
            portion.CharPosture.value == "ITALIC",
            portion.HyperLinkURL if kind == "Text" else "",
            change.RedlineType if change else "",
            change.RedlineAuthor if change else "",
            f"{when.Year:04}-{when.Month:02}-{when.Day:02}T{when.Hours:02}:{when.Minutes:02}:{when.Seconds:02}"
            if when
            else "",
        ]
        if out and out[-1][1:] == look and kind == "Text" and not out[-1][0].startswith("[note:"):
            out[-1][0] += words
        else:
            out.append([words, *look])
    return out


def comments(document):
    out = []
    for field in each(document.TextFields):
        if field.supportsService("com.sun.star.text.textfield.Annotation"):
            out.append({"author": field.Author, "words": field.Content, "on": field.Anchor.String})
    return out


class Hand:
    """Edits as a person makes them, through Writer's own model."""

    def __init__(self, office, document):
        self.office, self.document = office, document

    def do(self, step):
        getattr(self, step.pop("step"))(**step)

    def settle(self, how):
        """accept or reject every change."""
        frame = self.document.CurrentController.Frame
        self.office.dispatcher.executeDispatch(frame, f".uno:{how.capitalize()}AllTrackedChanges", "", 0, ())

    def record(self, on, author=""):
        """Begin or end to record changes."""
        if author:
            settings = self.office.context.ServiceManager.createInstanceWithContext(
                "com.sun.star.configuration.ConfigurationProvider", self.office.context
            )
            profile = settings.createInstanceWithArguments(
                "com.sun.star.configuration.ConfigurationUpdateAccess",
                (named("nodepath", "/org.openoffice.UserProfile/Data"),),
            )
            profile.replaceByName("givenname", author)
            profile.replaceByName("sn", "")
            profile.commitChanges()
        self.document.RecordChanges = on

    def place(self, words, occurrence=0):
        """The range of `words` in the document."""
        seeker = self.document.createSearchDescriptor()
        seeker.SearchString, seeker.SearchCaseSensitive = words, True
        found = self.document.findAll(seeker)
        if found.Count <= occurrence:
            raise LookupError(f"not in the document: {words!r}")
        return found.getByIndex(occurrence)

    def replace(self, words, by, occurrence=0):
        there = self.place(words, occurrence)
        cursor = there.Text.createTextCursorByRange(there)
        cursor.String = by

    def delete(self, words, occurrence=0):
        self.replace(words, "", occurrence)

    def type_after(self, words, typed, occurrence=0):
        there = self.place(words, occurrence)
        there.Text.insertString(there.End, typed, False)

    def embolden(self, words, occurrence=0):
        self.place(words, occurrence).CharWeight = 150.0

    def split_after(self, words, occurrence=0):
        there = self.place(words, occurrence)
        there.Text.insertControlCharacter(there.End, PARAGRAPH_BREAK, False)

    def join_after(self, words, occurrence=0):
        """Delete the end of the paragraph that ends with `words`."""
        there = self.place(words, occurrence)
        cursor = there.Text.createTextCursorByRange(there.End)
        cursor.gotoEndOfParagraph(False)
        cursor.goRight(1, True)
        cursor.String = " "

    def delete_paragraph(self, words, occurrence=0):
        """The whole paragraph that holds `words`, with its end."""
        there = self.place(words, occurrence)
        cursor = there.Text.createTextCursorByRange(there.Start)
        cursor.gotoStartOfParagraph(False)
        cursor.gotoEndOfParagraph(True)
        cursor.goRight(1, True)
        cursor.String = ""

    def add_paragraph_after(self, words, typed, occurrence=0):
        there = self.place(words, occurrence)
        cursor = there.Text.createTextCursorByRange(there.End)
        cursor.gotoEndOfParagraph(False)
        there.Text.insertControlCharacter(cursor, PARAGRAPH_BREAK, False)
        there.Text.insertString(cursor, typed, False)

    def comment(self, words, said, author, occurrence=0):
        """Select the words and set a comment on them, as its button does."""
        self.document.CurrentController.select(self.place(words, occurrence))
        frame = self.document.CurrentController.Frame
        told = (named("Text", said), named("Author", author))
        self.office.dispatcher.executeDispatch(frame, ".uno:InsertAnnotation", "", 0, told)


def main():
    office = Office()
    try:
        for line in sys.stdin:
            try:
                answer = office.answer(json.loads(line))
            except Exception:
                answer = {"fault": traceback.format_exc()}
            sys.stdout.write(json.dumps(answer) + "\n")
            sys.stdout.flush()
    finally:
        office.end()


if __name__ == "__main__":
    main()
