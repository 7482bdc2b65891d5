"""From a file to the words a reader sees, each format with the way back to the source."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from medadlint.extract.model import Block, Element, Extract, Segment

__all__ = ["FORMATS", "Block", "Element", "Extract", "Segment", "extract"]

# A format NAME is read by extract_NAME of its module, which loads when it is first asked for.
FORMATS = {
    "text": "plain",
    "markdown": "markdown",
    "html": "html",
    "template": "templates",  # Jinja, Twig, Django, Liquid, Handlebars, ERB
    "php": "templates",
    "blade": "templates",
    "vue": "component",
    "svelte": "component",
    "astro": "component",
    "jsx": "component",  # JavaScript and TypeScript with JSX in it
    "ts": "component",  # TypeScript without
}
_ALIASES = {"md": "markdown"}


def extract(source: str, format: str, whole: bool | None = None) -> Extract:  # noqa: A002
    """Extract the visible text of ``source`` written in ``format``, one of FORMATS (else ValueError).

    ``whole``: is this a whole document, not a fragment? None takes the default: text and Markdown are whole, HTML is
    when it holds a ``<body>`` or ``<html>`` tag and takes in no other file; a component never is.
    """
    name = _ALIASES.get(format, format)
    if name not in FORMATS:
        raise ValueError(f"Неизвестный формат «{format}»: можно {', '.join(FORMATS)}.")
    if name == "text":
        from medadlint.extract.plain import extract_plain

        return extract_plain(source, whole)
    read: Callable[[str, bool | None], Extract] = getattr(
        import_module(f"medadlint.extract.{FORMATS[name]}"), f"extract_{name}"
    )
    return read(source, whole)
