"""From a file to the words a reader sees, each format with the way back to the source."""

from __future__ import annotations

from importlib import import_module

from medadlint.extract.model import Block, Element, Extract, Segment

__all__ = ["FORMATS", "Block", "Element", "Extract", "Segment", "extract"]

# The function that reads a format; its module loads when it is first asked for.
FORMATS = {
    "text": "plain:extract_plain",
    "markdown": "markdown:extract_markdown",
    "md": "markdown:extract_markdown",
    "html": "html:extract_html",
    "template": "templates:extract_template",  # Jinja, Twig, Django, Liquid, Handlebars, ERB
    "php": "templates:extract_template",
    "blade": "templates:extract_blade",
    "vue": "component:extract_vue",
    "svelte": "component:extract_svelte",
    "astro": "component:extract_astro",
    "jsx": "component:extract_jsx",  # JavaScript and TypeScript with JSX in it
    "ts": "component:extract_ts",  # TypeScript without
}


def extract(source: str, format: str, whole: bool | None = None) -> Extract:  # noqa: A002
    """Extract the visible text of ``source`` written in ``format``, one of FORMATS (else ValueError).

    ``whole``: is this a whole document, not a fragment? None takes the default: text and Markdown are whole, HTML is
    when it holds a ``<body>`` or ``<html>`` tag and takes in no other file; a component never is.
    """
    if format not in FORMATS:
        raise ValueError(f"Неизвестный формат «{format}»: можно {', '.join(FORMATS)}.")
    module, _, function = FORMATS[format].partition(":")
    found = getattr(import_module(f"medadlint.extract.{module}"), function)(source, whole)
    assert isinstance(found, Extract)
    return found
