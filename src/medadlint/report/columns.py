"""Places as other programs count them: lines, and columns in code points, UTF-16 units or bytes; paths from the root."""

from __future__ import annotations

import os
from bisect import bisect_right
from collections.abc import Callable
from typing import NamedTuple

from medadlint.lines import Lines


def utf16(text: str) -> int:
    """The length of ``text`` in UTF-16 units: JavaScript, Java, C#."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def utf8(text: str) -> int:
    """The length of ``text`` in bytes of UTF-8."""
    return len(text.encode("utf-8", "surrogatepass"))


class Position(NamedTuple):
    """A place between two characters: 1-based line and column."""

    line: int
    column: int


class Columns:
    """Turns offsets in ``text`` (code points) into positions; ``measure`` gives the length of a string in columns.

    Asked in the order of the text it measures every line once, however many findings a line of megabytes holds.
    """

    def __init__(self, text: str, measure: Callable[[str], int] = len) -> None:
        self._text = text
        self._measure = measure
        self._starts = Lines(text).starts
        self._line = 1
        self._offset = 0  # the place asked for last, on this line
        self._column = 1

    def at(self, offset: int) -> Position:
        """The position before the character number ``offset``."""
        line = bisect_right(self._starts, offset)
        if line != self._line:
            self._line, self._offset, self._column = line, self._starts[line - 1], 1
        if offset >= self._offset:
            self._column += self._measure(self._text[self._offset : offset])
        else:
            self._column -= self._measure(self._text[offset : self._offset])
        self._offset = offset
        return Position(line, self._column)


def relative(path: str) -> str:
    """``path`` as a repository names its files: from the working folder, with «/». One from elsewhere stays whole."""
    try:
        inside = os.path.relpath(path)
    except ValueError:  # another drive
        inside = path
    outside = inside.partition(os.sep)[0] == os.pardir
    return (path if outside else inside).replace(os.sep, "/")
