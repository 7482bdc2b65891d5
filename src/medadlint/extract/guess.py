"""What a file called .txt is written in: sites keep scripts, pages and data under that name."""

from __future__ import annotations

from medadlint.errors import SourceError
from medadlint.light import expression

_GAP = r"(?:\s|//[^\n]*+\n|/\*(?:[^*]|\*(?!/))*+\*/)*+"
_SCRIPT = expression(
    _GAP + r"""(?:["']use strict["']|[!;(+]*+(?:async\s++)?+function\b[\s\w$]*+\(|[!;]*+\(++[\w$,\s]*+\)\s*+=>"""
    r"""|(?:var|let|const)\s++[\w$]++\s*+[=;,]|(?:window|document|self|module)\.\w++[\w$.]*+\s*+[=(]|\$\(|jQuery\("""
    r"""|import\s[^;\n]*?\sfrom\s*+["']|export\s++(?:default|const|function|class)\b)"""
)
_PAGE = expression(r"(?i)\s*+(?:<!--(?:[^-]|-(?!->))*+-->\s*+)*+(?:<!doctype\s++html|<html\b)")
_PHP = expression(r"\s*+<\?(?:php\b|=)")


def guess(text: str) -> str:
    """The text format of ``text`` (extract.FORMATS): json, jsx, html, php, or text if nothing speaks for another one."""
    if _SCRIPT.match(text):
        return "jsx"
    if _PAGE.match(text):
        return "html"
    if _PHP.match(text):
        return "php"
    return "json" if _is_json(text) else "text"


def _is_json(text: str) -> bool:
    if not text.lstrip().startswith(("{", "[")):
        return False
    from medadlint.extract.json import parse

    try:
        return isinstance(parse(text)[0], dict | list)
    except SourceError:
        return False
