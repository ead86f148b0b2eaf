"""What the codes about files say, and what an import could not keep."""

from __future__ import annotations

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

from drafting.exchange.document import Lost

WORDS: dict[str, LazyString] = {
    "file-missing": _("Choose a file."),
    "file-empty": _("The file is empty."),
    "file-type": _("Files of this type cannot be imported (%(ending)s). Take one of these: %(readable)s."),
    "file-rtf": _(
        "Rich text (.rtf) loses footnotes and the order of lists when it is read here. Open it in your word processor, "
        "save it as .docx or .odt, and send that."
    ),
    "file-not-odt": _("This is not an OpenDocument text, whatever its name says."),
    "changes-elsewhere": _(
        "The file holds %(count)s tracked changes. Accept or reject them in the program that it was written with, save "
        "it, and send it again; of a Word file (.docx) you are asked here."
    ),
    "block-too-long": _(
        "The paragraph that begins “%(words)s” has %(length)s characters, where %(limit)s can be taken. Break it up."
    ),
    "file-too-large": _("The file is too large to be taken."),
    "text-too-large": _("The text has %(size)s kB, where %(most)s kB can be taken. Split it into several files."),
    "file-broken": _("The file is damaged and cannot be read. Open it in your word processor and save it again."),
    "file-encrypted": _("The file is protected by a password. Save it without one and send it again."),
    "file-not-word": _("This is not a Word document, whatever its name says."),
    "file-not-text": _("The file is not a text in UTF-8. Save it as plain text in UTF-8 and send it again."),
    "file-too-slow": _("Reading the file takes too long. Save it again in your word processor, or split it."),
    "file-too-complex": _("The file is nested too deeply to be read."),
    "file-macros": _(
        "The file holds macros, which are not taken. Save it as a Word document without macros (.docx) and send it "
        "again."
    ),
    "file-embedded": _(
        "The file holds an object of another program, such as a spreadsheet or a chart. Remove it, or paste it as a "
        "table or a picture, and send the file again."
    ),
    "file-external": _(
        "The file draws in something from elsewhere (%(target)s). Break the link or remove it, and send the file again."
    ),
    "file-too-many-paragraphs": _(
        "The file has more than %(most)s paragraphs, which is more than can be taken. Split it into several files."
    ),
    "tracked-changes": _("The file holds %(count)s tracked changes. Say whether they are to be accepted or rejected."),
}

LOST: dict[Lost, LazyString] = {
    Lost.LINK_NOWHERE: _("A link to nowhere became plain words"),
    Lost.IMAGE: _("A picture was left out"),
    Lost.CODE: _("A code block became a paragraph"),
    Lost.HTML: _("HTML was kept as literal text"),
    Lost.COMMENT: _("A comment was left out"),
    Lost.FIELD: _("A field was kept as the words it showed"),
    Lost.MERGED_CELLS: _("Merged cells were parted"),
    Lost.TEXT_BOX: _("A text box was left out"),
    Lost.MATH: _("A formula was kept as plain words"),
    Lost.FORMATTING: _("Formatting was left out"),
    Lost.HEADER_FOOTER: _("Page headers and footers were left out"),
    Lost.TOO_DEEP: _("Points nested very deeply were raised"),
    Lost.OPEN_BRACKET: _("A square bracket is not closed"),
    Lost.CROSSING_BRACKET: _("A pair of square brackets crosses emphasis or a link"),
    Lost.EMPTY_BRACKET: _("There is nothing between two square brackets"),
    Lost.OTHER: _("Something could not be kept"),
}
