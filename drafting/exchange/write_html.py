"""The clean version as one HTML page: no script, no outside file, structure for screen readers and for print."""

from __future__ import annotations

from html import escape

from drafting.exchange.document import Issue, PrintedBlock
from drafting.text.blocks import Kind
from drafting.text.render import render_inline

_STYLE = """
:root{color-scheme:light dark}
body{font:400 1.05rem/1.6 Georgia,"Times New Roman",serif;max-width:42rem;margin:2rem auto;padding:0 1.2rem}
h1{font-size:1.7rem;line-height:1.25}h2{font-size:1.35rem}h3{font-size:1.15rem}h4,h5,h6{font-size:1rem}
h2,h3,h4,h5,h6{margin:1.8em 0 .4em;break-after:avoid}
.b{display:grid;grid-template-columns:2.6rem 1fr;margin:.6em 0}.b>p{margin:0}.n{font-variant-numeric:tabular-nums}
.l2{margin-left:2.6rem}.l3{margin-left:5.2rem}.l4,.l5,.l6{margin-left:7.8rem}
table{border-collapse:collapse;width:100%;margin:1em 0;font-size:.95em}
th,td{border:1px solid #888;padding:.4em .6em;text-align:left;vertical-align:top}
.ref,footer{font-size:.9em}section[role=doc-endnotes]{border-top:1px solid #888;margin-top:2.5em;font-size:.95em}
@media print{@page{size:A4;margin:22mm 20mm}body{max-width:none;margin:0;padding:0;font-size:11pt}p{orphans:3;widows:3}}
"""


def write(issue: Issue) -> bytes:
    """UTF-8 with the style inside."""
    numbers = {printed.key: printed.number for printed in issue.blocks}
    notes = {p.block.label: p.number for p in issue.blocks if p.block.kind is Kind.FOOTNOTE}
    facts = ", ".join(fact for fact in (issue.group, issue.reference, issue.issued_on) if fact)
    out = [
        f'<!doctype html>\n<html lang="{escape(issue.language)}">\n<head>\n<meta charset="utf-8">\n',
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n',
        f"<title>{escape(issue.title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n",
    ]
    if issue.title_before_text:
        out.append(f"<h1>{escape(issue.title)}</h1>\n")
    out.append(f'<p class="ref">{escape(facts)}</p>\n' if facts else "")
    ends: list[str] = []
    table = 0
    for printed in issue.blocks:
        block = printed.block
        if table and block.table != table:
            out.append("</tbody></table>\n")
            table = 0
        if block.kind is Kind.ROW and not table:
            out.append("<table><tbody>\n")
            table = block.table
        told = _block(printed, [render_inline(p, reference=numbers.get, footnote=notes.get) for p in block.parts])
        (ends if block.kind is Kind.FOOTNOTE else out).append(told)
    if table:
        out.append("</tbody></table>\n")
    if ends:
        out += ['<section role="doc-endnotes">\n', *ends, "</section>\n"]
    out.append("</main>\n")
    if issue.head:
        out.append(f"<footer><p>{escape(issue.head)}</p></footer>\n")
    out.append("</body>\n</html>\n")
    return "".join(out).encode()


def _block(printed: PrintedBlock, parts: list[str]) -> str:
    block, mark = printed.block, f' id="p{printed.key}"'
    number = f'<span class="n">{escape(printed.number)}</span>'
    match block.kind:
        case Kind.HEADING:
            level = min(block.level + 1, 6)
            label = f"{escape(block.label)} " if block.label else ""
            return f"<h{level}{mark}>{label}{parts[0]}</h{level}>\n"
        case Kind.ROW:
            tag, scope = ("th", ' scope="col"') if block.header else ("td", "")
            return f"<tr{mark}>{''.join(f'<{tag}{scope}>{cell}</{tag}>' for cell in parts)}</tr>\n"
        case Kind.FOOTNOTE:
            return f'<div class="b"{mark}>{number}<p id="fn-{escape(block.label)}">{parts[0]}</p></div>\n'
        case Kind.POINT:
            return f'<div class="b l{block.level}"{mark}>{number}<p>{parts[0]}</p></div>\n'
        case Kind.PARAGRAPH:
            return f'<div class="b"{mark}>{number}<p>{parts[0]}</p></div>\n'
