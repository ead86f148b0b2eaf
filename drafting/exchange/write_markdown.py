"""The clean version as our Markdown: the blocks and nothing else, so that it comes in again as the same blocks."""

from __future__ import annotations

from drafting.exchange.document import Issue
from drafting.text.markdown_writer import write as write_blocks


def write(issue: Issue) -> bytes:
    """UTF-8, LF. Numbers that the tool computes are not part of the text and are not written."""
    return write_blocks([printed.block for printed in issue.blocks]).encode()
