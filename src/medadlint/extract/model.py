"""What extraction hands on: the words a reader sees, and the way back to the source.

Units: every offset is a code point, end exclusive. ``source`` is the decoded file without its BOM.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import NamedTuple


class Segment(NamedTuple):
    """One tile: ``text[start:end]`` came from ``source[source_start:source_end]``.

    Two kinds only. *Verbatim*: both sides have the same length and the same characters. *Opaque*: markup
    (empty ``text`` side), a character reference, a run of white space folded into one blank, or a break that
    the source does not hold (empty ``source`` side).
    """

    start: int
    end: int
    source_start: int
    source_end: int
    verbatim: bool


class Block(NamedTuple):
    """A stretch of ``text`` that is read as one piece: a paragraph, a heading, a button, an attribute.

    A sentence never crosses a block. ``kind``: text, heading, item, cell, button, link, caption, or the name of the
    attribute (alt, title, placeholder, aria-label, label), or meta (description, og:*), title (the page's title). The
    value of a submit, button or reset input is a button. A literal in code is a string, the property of a component a
    label.
    """

    start: int
    end: int
    kind: str


class Element(NamedTuple):
    """A start tag with its attributes (names in lower case, values decoded); ``start``/``end`` in ``source``."""

    name: str
    attrs: dict[str, str]
    start: int
    end: int


class Extract(NamedTuple):
    r"""The visible text of a document.

    ``segments`` are sorted by ``start``; they tile ``text`` without gap or overlap, and, sorted by ``source_start``,
    they tile ``source`` as well. ``blocks`` are sorted and never overlap; what lies between two blocks is a break
    ("\n\n"). ``elements`` stand in the order of the source.
    """

    source: str
    text: str
    segments: tuple[Segment, ...]
    blocks: tuple[Block, ...]
    elements: tuple[Element, ...]
    whole: bool

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Map the span ``text[start:end]`` to the smallest span of ``source`` that holds all of it.

        An edge inside an opaque segment takes the whole of that segment.
        """
        if start >= end:
            return (0, 0)
        i = self._segment(start)
        j = self._segment(end - 1)
        first, last = self.segments[i], self.segments[j]
        a = first.source_start + (start - first.start) if first.verbatim else first.source_start
        b = last.source_start + (end - last.start) if last.verbatim else last.source_end
        # Across blocks the source need not run in the order of the text: attributes stand behind the flow.
        for tile in self.segments[i : j + 1]:
            if tile.start < tile.end:
                a = min(a, tile.source_start) if tile is not first else a
                b = max(b, tile.source_end) if tile is not last else b
        return (a, b)

    def _segment(self, offset: int) -> int:
        """The index of the segment that holds ``text[offset]``; segments with an empty text side never do."""
        i = bisect_right(self.segments, offset, key=lambda s: s.start) - 1
        while self.segments[i].end <= offset:  # only tiles with an empty text side share a start
            i -= 1
        return i
