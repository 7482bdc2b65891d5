"""String literals: their escapes, and the strings of JSON."""

from __future__ import annotations

import re
from collections.abc import Callable

from medadlint.extract.code import BLANK, BREAK, GONE, LINE, RUSSIAN, VALUE, Code
from medadlint.extract.html import BLOCK, SCOPE

# A tag that is written «\u003cb\u003e», as frameworks write the data of a page; any other escape.
_ESCAPE = re.compile(
    r"\\u003[cC](?:\\?/)?+(?P<tag>[A-Za-z][A-Za-z0-9]*+)(?:[^\\<>]|\\(?!u003[cCeE]))*+\\u003[eE]"
    r"|\\(?:u[dD][89abAB][0-9A-Fa-f]{2}\\u[dD][c-fC-F][0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|u\{[0-9A-Fa-f]{1,6}\}|x[0-9A-Fa-f]{2}"
    r"|\r\n|.|\Z)",
    re.DOTALL,
)
_CONTROL = {
    "n": LINE,
    "r": GONE,
    "t": BLANK,
    "v": BLANK,
    "f": BLANK,
    "b": GONE,
    "0": GONE,
    "\n": GONE,
    "\r": GONE,
    "\r\n": GONE,
}
# What a program fills in when it shows a string: {{name}}, {name}, ${name}, %{name}, %name%, %s, %1$s.
_PLACEHOLDER = re.compile(
    r"\{\{[^{}\r\n'\"`]{1,60}\}\}|[$%]?\{[A-Za-z_0-9][\w. ]{0,40}\}|%[A-Za-z_]\w{0,40}%|%(?:[0-9]\$)?[sd](?!\w)"
)
_WIDEST = 200  # code points between two literals that are joined
_JSON = re.compile(r'"((?:[^"\\]|\\.)*+)"(\s*+:)?+', re.DOTALL)


def note(code: Code, source: str, a: int, b: int) -> bool:
    """Note the string ``source[a:b]`` (without its quotes) if it holds Russian words; was it noted?"""
    if RUSSIAN.search(source, a, b) is None:
        return False
    code.strings.append((a, b))
    return True


def escapes(code: Code, source: str, a: int, b: int) -> None:
    """Hide the escapes of JavaScript, JSON and the like in ``source[a:b]``: each is read as what it means."""
    if source.find("\\", a, b) < 0:
        return
    for m in _ESCAPE.finditer(source, a, b):
        start, end = m.span()
        body = source[start + 1 : end]
        if m["tag"]:
            name = m["tag"].lower()
            code.hide(start, end, LINE if name == "br" else BREAK if name in BLOCK or name in SCOPE else GONE)
        elif body in _CONTROL:
            code.hide(start, end, _CONTROL[body])
        elif len(body) < 2:
            code.hide(start, start + 1, GONE)  # the character stands for itself
        else:
            code.hide(start, end, _character(body))


def _character(body: str) -> str:
    digits = body.lstrip("ux").strip("{}")
    if "\\" in digits:
        return bytes.fromhex(digits.replace("\\u", "")).decode("utf-16-be")
    value = int(digits, 16)
    return "\ufffd" if value > 0x10FFFF or 0xD800 <= value <= 0xDFFF else chr(value)


def json_strings(code: Code, source: str, a: int, b: int) -> None:
    """The strings of the JSON ``source[a:b]`` that are no keys."""
    for m in _JSON.finditer(source, a, b):
        if m[2] is None and note(code, source, *m.span(1)):
            escapes(code, source, *m.span(1))


Literal = tuple[int, int, Callable[[Code, str, int, int], None]]
"""Start and end inside of the quotes, and what hides the escapes in it."""


def literals(code: Code, source: str, found: list[Literal], joint: re.Pattern[str]) -> None:
    """Note the literals, which stand in the order of the source, if they hold Russian words.

    Those that ``joint`` connects, as in ``'Гарантия ' + name + ' и забота'``, are one string; its group 1 is a value.
    """
    i = 0
    while i < len(found):
        first = i
        gaps: list[tuple[int, int, str]] = []
        while i + 1 < len(found) and 0 <= found[i + 1][0] - found[i][1] < _WIDEST:
            m = joint.fullmatch(source, found[i][1], found[i + 1][0])
            if m is None:
                break
            gaps.append((*m.span(), VALUE if m[1] else GONE))
            i += 1
        if note(code, source, found[first][0], found[i][1]):
            for m in _PLACEHOLDER.finditer(source, found[first][0], found[i][1]):
                code.hide(*m.span(), VALUE)
            for a, b, hide in found[first : i + 1]:
                hide(code, source, a, b)
            for gap in gaps:
                code.hide(*gap)
        i += 1
