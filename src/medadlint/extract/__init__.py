"""From a file to the words a reader sees: plain text, Markdown and HTML, each with the way back to the source."""

from __future__ import annotations

from medadlint.extract.model import Block, Element, Extract, Segment

__all__ = ["Block", "Element", "Extract", "Segment", "extract"]


def extract(source: str, format: str, whole: bool | None = None) -> Extract:  # noqa: A002
    """Extract the visible text of ``source`` written in ``format``: text, markdown (md) or html.

    ``whole``: is this a whole document, not a fragment? None takes the default: text and Markdown are whole, HTML is
    when it holds a ``<body>`` or ``<html>`` tag. The modules of the two markup formats load when first asked for.
    """
    if format == "text":
        from medadlint.extract.plain import extract_plain

        return extract_plain(source, whole)
    if format in ("markdown", "md"):
        from medadlint.extract.markdown import extract_markdown

        return extract_markdown(source, whole)
    if format == "html":
        from medadlint.extract.html import extract_html

        return extract_html(source, whole)
    raise ValueError(f"Неизвестный формат «{format}»: можно text, markdown (md) или html.")
