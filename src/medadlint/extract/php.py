"""PHP between ``<?php`` and ``?>``: where it ends, and its strings."""

from __future__ import annotations

import re

from medadlint.extract.code import GONE, VALUE, Code
from medadlint.extract.literals import Literal, escapes, literals

# Possessive and bounded by the next quote, so that any input takes linear time. Groups: the inside of a literal.
_PIECE = re.compile(
    r"""[^'"`/#?<\\]++
    | '(?P<single>(?:[^'\\]|\\.)*+)(?:'|\Z)
    | "(?P<double>(?:[^"\\]|\\.)*+)(?:"|\Z)
    | `(?:[^`\\]|\\.)*+(?:`|\Z)
    | (?://|\#(?!\[))(?:(?!\?>)[^\r\n])*+
    | /\*(?:[^*]|\*(?!/))*+(?:\*/|\Z)
    | (?P<end>\?>)
    | <<<[ \t]*+(?P<quote>['"]?)(?P<name>[A-Za-z_]\w*)(?P=quote)\r?\n(?P<heredoc>(?:(?![ \t]*+(?P=name)\b)[^\n]*+(?:\n|\Z))*+)
    | .""",
    re.VERBOSE | re.DOTALL,
)
_ESCAPED_QUOTE = re.compile(r"\\(?=['\\])")
_VARIABLE = re.compile(r"(?<!\\)(?:\{\$[^{}\"]*+\}|\$\{\w+\}|\$[A-Za-z_]\w*(?:->\w+|\[[^\]\"\s]*+\])?)")
_JOINT = re.compile(r"""['"]\s*+\.\s*+(?:(\$?\w+(?:(?:->|::)\$?\w+)*(?:\([^()'"]*+\))?)\s*+\.\s*+)?['"]""")

# A call that only programmers read the words of.
_UNSEEN = re.compile(
    r"(?:\bnew\s+|\A)\w*(?:Exception|Error)\s*\((?:\s*\w+\()?\s*\Z|\b(?:error_log|trigger_error|syslog)\(\s*\Z"
)
_CALL = 80  # code points that such a call takes before its first string


def php(code: Code, source: str, pos: int) -> int:
    """Read the PHP that begins at ``pos``, note its strings, and return where it ends: behind ``?>`` or at the end."""
    found: list[Literal] = []
    end = len(source)
    unseen = False
    for m in _PIECE.finditer(source, pos):
        kind = m.lastgroup
        if kind is None:
            unseen = (unseen and ";" not in m[0]) or _UNSEEN.search(m[0][-_CALL:]) is not None
        elif unseen and kind != "end":
            continue
        if kind == "end":
            end = m.end()
            break
        if kind == "single" or (kind == "heredoc" and m["quote"] == "'"):
            found.append((*m.span(kind), _quotes))
        elif kind in ("double", "heredoc"):
            found.append((*m.span(kind), _variables))
    literals(code, source, found, _JOINT)
    return end


def _quotes(code: Code, source: str, a: int, b: int) -> None:
    for m in _ESCAPED_QUOTE.finditer(source, a, b):
        code.hide(*m.span(), GONE)


def _variables(code: Code, source: str, a: int, b: int) -> None:
    escapes(code, source, a, b)
    for m in _VARIABLE.finditer(source, a, b):
        code.hide(*m.span(), VALUE)
