"""Footnotes of advertising: «лучшая* клиника» and, on a line below, «* число операций, по данным …»."""

from __future__ import annotations

from medadlint.light import MULTILINE, expression

_MARK = expression(r"(?<=[^\W_]|[%₽»”\"])(\*{1,3})(?![\w*])")
_NOTE = expression(r"(?:^|(?<=[.!?…])[ \t])[ \t]*(\*{1,3})[ \t]*(?=[^\W_]|«)", MULTILINE)
_GOES_ON = expression(r"(?:[-‑–]\w+|[.,]\d+|\s?[%₽](?!\w)|[»”\"])*")


def notes(text: str, start: int, end: int) -> list[int]:
    """Where the notes begin that the marks in ``text[start:end]`` lead to (code points, behind the mark of the note)."""
    if "*" not in text:
        return []
    marks = set(_MARK.findall(text, start, end))
    if not marks:
        return []
    return [m.end() for m in _NOTE.finditer(text) if m[1] in marks and not start <= m.start(1) < end]


def new_mark(text: str) -> str:
    """The mark for one more note in ``text``: a star more than the longest one has."""
    return "*" * (1 + max(map(len, _NOTE.findall(text)), default=0))


def place(text: str, start: int, at: int, end: int) -> int | None:
    """Where a mark goes after the words that end ``at`` in the sentence ``start`` to ``end``; None if it has a mark.

    Behind the whole of a number or a compound word, and behind quotation marks.
    """
    at += len(_GOES_ON.match(text, at)[0])  # type: ignore[index]
    if text.count("«", start, at) > text.count("»", start, at):
        at = text.find("»", at, end) + 1
    return None if not at or text[at : at + 1] == "*" else at
