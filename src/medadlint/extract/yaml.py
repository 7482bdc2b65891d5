"""YAML: the scalars with Russian words; keys and comments are not copy.

PyYAML tells where each scalar stands, and is the judge of what is YAML; it tells nothing of the places inside. Those are
found here: escapes of double quotes, '' of single ones, the indentation of ``|`` and ``>``.
"""

from __future__ import annotations

import re
from typing import Any

from medadlint.errors import SourceError
from medadlint.extract.model import Extract
from medadlint.extract.strings import Strings, has_cyrillic, pattern

_HEX = r"x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}"
_CONTINUED = r"\\(?:\r\n|\r|\n)[ \t]*+"
_DOUBLE = pattern(rf"(?!\\u003[cC]/?[A-Za-z])(?:{_CONTINUED}|\\(?:{_HEX}|.))")
_SINGLE = pattern("''")
_PLAIN = pattern()
# https://yaml.org/spec/1.2.2/#57-escaped-characters
_NAMED = {
    "0": "\0", "a": "\a", "b": "\b", "t": "\t", "\t": "\t", "n": "\n", "v": "\v", "f": "\f", "r": "\r", "e": "\x1b",
    "N": "\x85", "_": "\xa0", "L": "\u2028", "P": "\u2029",
}  # fmt: skip
_HEADER = re.compile(r"[|>][-+0-9]*+[ \t]*+(?:\#[^\r\n]*+)?+(?:\r\n?|\n)")
_LINE = re.compile(r"([ ]*+)([^\r\n]*+)(\r\n?|\n|\Z)")
_PROPERTIES = re.compile(r"(?:[&!][^\s]*+(?:\s++(?:\#[^\r\n]*+)?+)*+)*+")
_DEEPEST = 500  # lists within lists; libyaml looks at every one of them at every word
_UNSAFE = "\"'\\:#{}[]&*!|>%@`\r\n\t"


def extract_yaml(source: str, whole: bool | None = None) -> Extract:
    """The strings of a YAML file, each a block. Raises SourceError where it is broken."""
    flow = Strings(source, _PLAIN, unescape)
    if has_cyrillic(source):
        for a, b, style in _scalars(source):
            flow.special = {'"': _DOUBLE, "'": _SINGLE}.get(style, _PLAIN)
            if style not in ("|", ">"):
                quote = len(style)
                flow.string(a + quote, b - quote)
            elif has_cyrillic(source, a, b):
                _block(flow, a, b)
                flow.end_string()
    return flow.done(whole=bool(whole), special=_UNSAFE)


def unescape(written: str) -> str:
    """What an escape within quotes stands for."""
    if written == "''":
        return "'"
    kind, digits = written[1], written[2:]
    if kind in "xuU" and digits:
        code = int(digits, 16)
        return chr(code) if code <= 0x10FFFF else "\ufffd"
    if kind in "\r\n":
        return ""
    return _NAMED.get(kind, kind)


def _scalars(source: str) -> list[tuple[int, int, str]]:
    """The scalars that are no keys: where they stand, with their quotes, and their style."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    found = []
    bom = source.startswith("\ufeff")  # libyaml does not count it
    stack: list[int] = []  # of each open collection: how many nodes it has so far, or -1 for a sequence
    try:
        events: Any = yaml.parse(source[bom:], Loader=loader)
        for event in events:
            if isinstance(event, yaml.CollectionEndEvent):
                stack.pop()
                continue
            if not isinstance(event, yaml.NodeEvent):
                continue
            is_key = bool(stack) and stack[-1] >= 0 and stack[-1] % 2 == 0
            if stack and stack[-1] >= 0:
                stack[-1] += 1
            if isinstance(event, yaml.CollectionStartEvent):
                if len(stack) == _DEEPEST:
                    raise SourceError("YAML вложен слишком глубоко; разделите файл на части")
                stack.append(0 if isinstance(event, yaml.MappingStartEvent) else -1)
            elif isinstance(event, yaml.ScalarEvent) and not is_key:
                marks: Any = event
                m = _PROPERTIES.match(source, marks.start_mark.index + bom)  # "&anchor !tag text"
                assert m
                found.append((m.end(), marks.end_mark.index + bom, event.style or ""))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = f": строка {mark.line + 1}, столбец {mark.column + 1}" if mark else ""
        raise SourceError(f"YAML испорчен{place}; исправьте файл") from None
    except (yaml.YAMLError, RecursionError, UnicodeEncodeError):  # the last: half of a character, as JSON may write it
        raise SourceError("YAML испорчен: в нём недопустимые знаки; исправьте файл") from None
    return found


def _block(flow: Strings, a: int, b: int) -> None:
    """Lay a literal or folded scalar into the flow, line by line, without its indentation."""
    source = flow.source
    header = _HEADER.match(source, a, b)
    if not header:
        return
    at = header.end()
    while at < b:
        m = _LINE.match(source, at, b)
        assert m
        if m[2]:
            flow.piece(*m.span(2))
        if m[3]:
            flow.newline(*m.span(3))
        at = m.end()
