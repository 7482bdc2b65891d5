"""From a file to the words a reader sees, with the way back to the source: the table of formats.

A *text* format is read by ``extract_NAME(source, whole)``, and places are places in the source. Of a *binary* one
``read_NAME(data, whole)`` makes a text of its own, and ``Extract.locations`` tell where things stand. The module of a format
loads when it is first asked for.
"""

from __future__ import annotations

import os
from importlib import import_module

from medadlint.errors import SourceError
from medadlint.extract.model import Block, Element, Extract, Part, Segment
from medadlint.light import Any, Callable, NamedTuple

__all__ = [
    "FORMATS",
    "SUFFIXES",
    "Block",
    "Element",
    "Extract",
    "Format",
    "Part",
    "Segment",
    "extract",
    "format_of",
    "load",
]


class Format(NamedTuple):
    """A way to write a file: its name, the module of its reader in this package, its suffixes, the extra it needs."""

    name: str
    module: str
    suffixes: tuple[str, ...]
    extra: str = ""
    binary: bool = False


_TABLE = (
    Format("text", "plain", (".txt",)),
    Format("markdown", "markdown", (".md", ".markdown")),
    Format("html", "html", (".html", ".htm", ".xhtml")),
    # Jinja, Twig, Django, Liquid, Handlebars, ERB
    Format(
        "template",
        "templates",
        tuple(".twig .jinja .jinja2 .j2 .njk .liquid .erb .ejs .hbs .handlebars .mustache".split()),
    ),
    Format("php", "templates", (".php", ".phtml")),
    Format("blade", "templates", (".blade.php",)),
    Format("smarty", "templates", (".tpl", ".smarty", ".latte")),
    Format("pug", "pug", (".pug", ".jade")),
    Format("vue", "component", (".vue",)),
    Format("svelte", "component", (".svelte",)),
    Format("astro", "component", (".astro",)),
    Format("jsx", "component", (".js", ".jsx", ".mjs", ".cjs", ".tsx")),  # JavaScript, and TypeScript with JSX in it
    Format("ts", "component", (".ts", ".mts", ".cts")),
    Format("json", "json", (".json", ".jsonc", ".jsonl", ".ndjson")),
    Format("yaml", "yaml", (".yml", ".yaml")),
    Format("csv", "csv", (".csv", ".tsv")),
    Format("docx", "docx", (".docx", ".docm"), binary=True),
    Format("pptx", "pptx", (".pptx", ".pptm", ".ppsx"), binary=True),
    Format("odt", "odt", (".odt",), binary=True),
    Format("eml", "papers", (".eml",), binary=True),
    Format("xlsx", "sheets", (".xlsx", ".xlsm"), "office", binary=True),
    Format("xls", "sheets", (".xls",), "office", binary=True),
    Format("rtf", "papers", (".rtf",), "office", binary=True),
    Format("pdf", "papers", (".pdf",), "office", binary=True),
)
FORMATS = {form.name: form for form in _TABLE}
SUFFIXES = {suffix: form.name for form in _TABLE for suffix in form.suffixes}
_ALIASES = {"md": "markdown"}


def format_of(path: str) -> str | None:
    """The format that the suffix of ``path`` tells, the last two if they mean something together («.blade.php»)."""
    name = os.path.basename(path.rstrip("/"))
    suffixes = [] if name.endswith(".") else [f".{part.lower()}" for part in name.lstrip(".").split(".")[1:][-2:]]
    return SUFFIXES.get("".join(suffixes)) or SUFFIXES.get("".join(suffixes[-1:]))


def extract(source: str, format: str, whole: bool | None = None) -> Extract:  # noqa: A002
    """Extract the visible text of ``source``, written in a text format of FORMATS.

    ``whole``: is this a whole document, not a fragment? None takes the default: text, Markdown, the rows of a table of
    advertisements and posts are whole, HTML is when it holds a ``<body>`` or ``<html>`` tag, a string of a data file is
    not; a template is if it takes in no other file, a component never is. Raises ValueError for another format, SourceError if JSON or YAML is broken.
    """
    form = FORMATS.get(_ALIASES.get(format, format))
    if form is None:
        raise ValueError(f"Неизвестный формат «{format}»: можно {', '.join(f.name for f in _TABLE if not f.binary)}.")
    if form.binary:
        raise ValueError(f"Формат «{format}» — это файл, а не текст: проверьте его командой medadlint check.")
    return _reader(form, f"extract_{form.name}")(source, whole)


def load(data: bytes, format: str, whole: bool | None = None) -> Extract:  # noqa: A002
    """Extract the visible text of a file from its bytes, in any format of FORMATS. Raises SourceError.

    An empty file is an empty text.
    """
    form = FORMATS[_ALIASES.get(format, format)]
    if form.binary and data:
        try:
            return _reader(form, f"read_{form.name}")(data, whole)
        except ModuleNotFoundError as error:
            raise SourceError(
                f"для формата {form.name} нужен пакет {error.name}; "
                f"установите его: pip install 'medadlint[{form.extra}]'"
            ) from None
    from medadlint.source import decode

    return extract(decode(data).text, "text" if form.binary else format, whole)


def _reader(form: Format, function: str) -> Callable[[Any, bool | None], Extract]:
    found: Callable[[Any, bool | None], Extract] = getattr(import_module(f"medadlint.extract.{form.module}"), function)
    return found
