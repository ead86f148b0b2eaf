"""Word's comments: whose, when, their words, which they answer, and whether they are settled."""

from __future__ import annotations

from lxml import etree

from drafting.exchange.comment_spans import CommentSpans
from drafting.exchange.docx_parts import W14, W15, Parts, W, signed
from drafting.exchange.returned import ReturnedComment


def comments_of(parts: Parts, spans: CommentSpans) -> tuple[ReturnedComment, ...]:
    """The comments in the order of their part. Answers are told by the ids of their paragraphs."""
    root, _ = parts.named("comments")
    if root is None:
        return ()
    elements = list(root.iter(f"{W}comment"))
    comment_of = {
        paragraph.get(f"{W14}paraId", "").upper(): element.get(f"{W}id", "")
        for element in elements
        for paragraph in element.iter(f"{W}p")
        if paragraph.get(f"{W14}paraId")
    }
    parents: dict[str, str] = {}
    resolved: set[str] = set()
    extended, _ = parts.named("commentsExtended")
    for told in extended.iter(f"{W15}commentEx") if extended is not None else ():
        own = comment_of.get(told.get(f"{W15}paraId", "").upper(), "")
        parent = comment_of.get(told.get(f"{W15}paraIdParent", "").upper(), "")
        if own and parent and parent != own:
            parents[own] = parent
        if own and told.get(f"{W15}done", "").lower() in ("1", "true", "on"):
            resolved.add(own)
    return tuple(_comment(one, parents, resolved, spans) for one in elements)


def _comment(
    element: etree._Element, parents: dict[str, str], resolved: set[str], spans: CommentSpans
) -> ReturnedComment:
    own = element.get(f"{W}id", "")
    by = signed(element)
    return ReturnedComment(
        id=own,
        author=by.author if by else "",
        at=by.at if by else None,
        text=_words(element),
        parent=parents.get(own),
        resolved=own in resolved,
        spans=spans.of(own),
    )


def _words(comment: etree._Element) -> str:
    """The words, a line for each paragraph; of changes tracked within the comment, what was inserted."""
    lines = []
    for paragraph in comment.iter(f"{W}p"):
        words = []
        for one in paragraph.iter(f"{W}t", f"{W}br", f"{W}cr", f"{W}tab", f"{W}noBreakHyphen"):
            if one.tag == f"{W}t":
                words.append(one.text or "")
            elif one.tag == f"{W}noBreakHyphen":
                words.append("\u2011")
            elif (parent := one.getparent()) is not None and parent.tag == f"{W}r":
                words.append(" " if one.tag == f"{W}tab" else "\n")
        lines.append("".join(words).strip())
    return "\n".join(lines).strip()
