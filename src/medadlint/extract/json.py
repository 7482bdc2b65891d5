"""JSON: the strings with Russian words (keys are not copy); several values a line each (JSON Lines), exports of Telegram.

Comments and commas before a closing bracket are passed over, as editors and compilers do (.jsonc, tsconfig.json).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from medadlint.errors import SourceError
from medadlint.extract.model import Extract
from medadlint.extract.strings import Strings, has_cyrillic, pattern

_STRING = re.compile(r'"((?:[^"\\]|\\.)*+)"([ \t\r\n]*+:)?+', re.DOTALL)
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*+"|[{}\[\],:]|[^\s"{}\[\],:]++', re.DOTALL)
_ESCAPE = r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\."
# Longest first: "\u003cb\u003e" is a tag.
_SPECIAL = pattern(rf"(?!\\u003[cC](?:\\?/)?[A-Za-z])(?:{_ESCAPE})")
_BETWEEN = re.compile(r"[ \t\r\n\x1e\ufeff]*+")
_WHOLE = r'"(?:[^"\\]|\\.)*+(?:"|\\?\Z)'
_COMMENT = re.compile(_WHOLE + r"|(//[^\r\n]*+|/\*(?:[^*]|\*(?!/))*+(?:\*/|\Z))", re.DOTALL)
_LAST_COMMA = re.compile(_WHOLE + r"|(,)(?=\s*+[}\]])", re.DOTALL)
_UNSAFE = '"\\\r\n\t'
Path = tuple[str | int, ...]


def extract_json(source: str, whole: bool | None = None) -> Extract:
    """The strings of a JSON file, each a block; the posts of an export of Telegram, each a document. Raises SourceError."""
    flow = Strings(source, _SPECIAL, unescape)
    if not has_cyrillic(source):  # nothing to read: package-lock.json and its like need not even be parsed
        return flow.done(whole=bool(whole), special=_UNSAFE)
    data, bare = parse(source)
    if _is_telegram(data):
        _posts(flow, bare, whole is not False)
        return flow.done(whole=whole is not False, special=_UNSAFE)
    for m in _STRING.finditer(bare):
        if m[2] is None:
            flow.string(*m.span(1))
    return flow.done(whole=bool(whole), special=_UNSAFE)


def unescape(written: str) -> str:
    """What an escape of JSON stands for."""
    return str(json.loads(f'"{written}"'))


def parse(source: str) -> tuple[Any, str]:
    """The first value of the file, all of them having been read, and the file without comments, each place kept.

    Raises SourceError where it is broken.
    """
    try:
        return _first(source), source
    except SourceError:
        bare = _bare(source)
        if bare == source:
            raise
        return _first(bare), bare


def _first(source: str) -> Any:
    # Numbers do not matter here, and Python refuses those with more than 4300 digits.
    decoder = json.JSONDecoder(strict=False, parse_int=str, parse_float=str)
    values = []
    at = _skip(source, 0)
    try:
        while at < len(source):
            value, end = decoder.raw_decode(source, at)
            values.append(value)
            at = _skip(source, end)
            if at < len(source) and "\n" not in source[end:at]:
                raise json.JSONDecodeError("", source, at)
    except json.JSONDecodeError as error:
        raise SourceError(f"JSON испорчен: строка {error.lineno}, столбец {error.colno}; исправьте файл") from None
    except RecursionError:
        raise SourceError("JSON вложен слишком глубоко; разделите файл на части") from None
    return values[0]


def _bare(source: str) -> str:
    """``source`` with blanks for comments and for commas before a closing bracket; places stay."""
    for extra in (_COMMENT, _LAST_COMMA):
        source = extra.sub(_blank, source)
    return source


def _blank(m: re.Match[str]) -> str:
    return m[0] if m[1] is None else "".join(c if c in "\r\n" else " " for c in m[0])


def _skip(source: str, at: int) -> int:
    m = _BETWEEN.match(source, at)
    return m.end() if m else at


def _is_telegram(data: Any) -> bool:
    """Is it the ``result.json`` of Telegram Desktop: of one chat, or of all of them?"""
    if not isinstance(data, dict):
        return False
    chats = data["chats"].get("list") if isinstance(data.get("chats"), dict) else [data]
    return any(
        isinstance(message, dict) and "id" in message and "text" in message
        for chat in (chats if isinstance(chats, list) else ())
        if isinstance(chat, dict) and isinstance(chat.get("messages"), list)
        for message in chat["messages"]
    )


def _posts(flow: Strings, bare: str, whole: bool) -> None:
    """Lay the posts into the flow. A text is a string, or a list of strings and of entities with their own text."""
    post: Path = ()
    name = ""
    for path, a, b in _values(bare):
        if "messages" not in path:
            continue
        depth = path.index("messages") + 2
        if path[:depth] != post:
            flow.end_part(a, f"сообщение {name}", whole)
            post, name = path[:depth], ""
        match path[depth:]:
            case ("id",):
                name = flow.source[a:b]
            case ("text",) | ("text", int()) | ("text", int(), "text"):
                flow.piece(a, b)
            case ("text", int(), "href") | ("inline_bot_buttons", int(), int(), "data"):
                flow.link_target(a, b)
            case ("poll", "question") | ("poll", "answers", int(), "text") | (
                "inline_bot_buttons", int(), int(), "text"
            ):  # fmt: skip
                flow.end_block()
                flow.piece(a, b)
                flow.end_block()
            case _:
                pass
    flow.end_part(len(flow.source), f"сообщение {name}", whole)


def _values(source: str) -> Iterator[tuple[Path, int, int]]:
    """The strings (their insides) and other scalars of valid JSON, each with the keys and numbers that lead to it."""
    path: list[str | int] = []
    expects_key = False
    for m in _TOKEN.finditer(source):
        a, b = m.span()
        char = source[a]
        if char == "{":
            path.append("")
            expects_key = True
        elif char == "[":
            path.append(0)
            expects_key = False
        elif char in "}]":
            path.pop()
            expects_key = False
        elif char == ",":
            if path and isinstance(path[-1], int):
                path[-1] += 1
            else:
                expects_key = True
        elif char == ":":
            expects_key = False
        elif expects_key:
            path[-1] = source[a + 1 : b - 1]
        elif char == '"':
            yield tuple(path), a + 1, b - 1
        else:
            yield tuple(path), a, b
