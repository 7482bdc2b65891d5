"""What extraction hands on: the words a reader sees, and the way back to the source.

Units: every offset is a code point, end exclusive. ``source`` is the decoded file without its BOM.
"""

from __future__ import annotations

import sys
from bisect import bisect_left, bisect_right

from medadlint.light import Iterator, NamedTuple

ATTRIBUTES = frozenset(("alt", "title", "placeholder", "aria-label", "label"))
"""The kinds of blocks that stand beside the words of a page, each read alone."""

_ANY = sys.maxsize  # behind every end of what begins at an offset


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


class Part(NamedTuple):
    """One of the documents that a file holds: a row of a table, a post of an export.

    It is ``text[start:end]`` of the file, and its elements lie in ``source[source_start:source_end]``. ``location``: where
    a person finds it («строка 5»). ``whole``: is it a whole document?
    """

    start: int
    end: int
    source_start: int
    source_end: int
    location: str
    whole: bool


class Extract(NamedTuple):
    r"""The visible text of a file, which is one document, or several if it has ``parts``.

    ``segments`` are sorted by ``start``; they tile ``text`` without gap or overlap, and, sorted by ``source_start``,
    they tile ``source`` as well. ``blocks`` are sorted and never overlap; what lies between two blocks is a break
    ("\n\n"). ``elements`` stand in the order of the source. ``locations``: where a person finds each block («абзац 3»),
    empty if line and column tell it. ``location``: the same for the document. ``special``: characters that cannot be written
    into ``source`` as they stand.
    """

    source: str
    text: str
    segments: tuple[Segment, ...]
    blocks: tuple[Block, ...]
    elements: tuple[Element, ...]
    whole: bool
    parts: tuple[Part, ...] = ()
    locations: tuple[str, ...] = ()
    location: str = ""
    special: str = ""

    def documents(self) -> Iterator[Extract]:
        """The documents of the file, each with its own text; the segments of a part tile that text alone."""
        if not self.parts:
            yield self
        for part in self.parts:
            a, b = part.start, part.end
            first = bisect_left(self.blocks, a, key=lambda block: block.start)
            last = bisect_left(self.blocks, b, key=lambda block: block.start)
            begin = bisect_left(self.elements, part.source_start, key=lambda element: element.start)
            end = bisect_left(self.elements, part.source_end, key=lambda element: element.start)
            yield self._replace(
                text=self.text[a:b],
                segments=tuple(self._cut(a, b)),
                blocks=tuple(Block(x.start - a, x.end - a, x.kind) for x in self.blocks[first:last]),
                elements=self.elements[begin:end],
                parts=(),
                whole=part.whole,
                locations=self.locations[first:last],
                location=part.location,
            )

    def _cut(self, a: int, b: int) -> Iterator[Segment]:
        """The segments of ``text[a:b]``, counted from ``a``."""
        end = bisect_left(self.segments, b, key=lambda tile: tile.start)
        for tile in self.segments[self._segment(a) : end] if a < b else ():
            head, tail = max(0, a - tile.start), max(0, tile.end - b)
            if not tile.verbatim:
                head = tail = 0
            span = (max(tile.start, a) - a, min(tile.end, b) - a)
            yield Segment(*span, tile.source_start + head, tile.source_end - tail, tile.verbatim)

    def where(self, offset: int) -> str:
        """Where a person finds ``text[offset]``, "" if line and column tell it."""
        if not self.locations:
            return self.location
        block = bisect_right(self.blocks, (offset, _ANY)) - 1
        return self.locations[block] if 0 <= block < len(self.locations) else self.location

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Map the span ``text[start:end]`` to the smallest span of ``source`` that holds all of it.

        An edge inside an opaque segment takes the whole of that segment.
        """
        if start >= end:
            return (0, 0)
        i, j = self._segment(start), self._segment(end - 1)
        first, last = self.segments[i], self.segments[j]
        a = first.source_start + (start - first.start) if first.verbatim else first.source_start
        b = last.source_start + (end - last.start) if last.verbatim else last.source_end
        # Across blocks the source need not run in the order of the text: attributes stand behind the flow.
        for tile in self.segments[i : j + 1]:
            if tile.start < tile.end:
                a = min(a, tile.source_start) if tile is not first else a
                b = max(b, tile.source_end) if tile is not last else b
        return (a, b)

    def places(self, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
        """The spans of ``source`` of many spans of ``text``, none of them empty."""
        if self.text is self.source:
            return spans
        return [self.place(start, end) for start, end in spans]

    def _segment(self, offset: int) -> int:
        """The index of the segment that holds ``text[offset]``; segments with an empty text side never do."""
        i = bisect_right(self.segments, (offset, _ANY)) - 1
        while self.segments[i].end <= offset:  # only tiles with an empty text side share a start
            i -= 1
        return i
