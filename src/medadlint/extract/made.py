"""A text put together from a file that is no text itself: a document, a sheet, a letter."""

from __future__ import annotations

import re

from medadlint.errors import SourceError
from medadlint.extract.model import Block, Element, Extract, Part, Segment

_BREAK = re.compile(r"[ \t]*\n(?:[ \t]*\n)+[ \t]*")
LARGEST = 64 * 1024 * 1024  # characters; a file of a few megabytes may claim to hold more


class Made:
    """Paragraphs go in, an Extract comes out whose source is its own text."""

    def __init__(self) -> None:
        self.length = 0
        self.elements: list[Element] = []
        self._out: list[str] = []
        self._blocks: list[Block] = []
        self._locations: list[str] = []
        self._parts: list[Part] = []
        self._begun = (0, 0)  # block and offset where the part begins

    def add(self, text: str, location: str, kind: str = "text") -> int:
        """Add a paragraph; returns the offset of its text. Blank lines part it into blocks. Raises SourceError."""
        if not text.strip():
            return self.length
        if self.length:
            self._out.append("\n\n")
            self.length += 2
        start = self.length
        self._out.append(text)
        self.length += len(text)
        if self.length > LARGEST:
            raise SourceError("в файле слишком много текста; разделите его на части")
        at = 0
        for m in (*_BREAK.finditer(text), None):
            piece = text[at : m.start() if m else len(text)]
            if piece.strip():
                begin = start + at + len(piece) - len(piece.lstrip())
                self._blocks.append(Block(begin, start + at + len(piece.rstrip()), kind))
                self._locations.append(location)
            at = m.end() if m else at
        return start

    def link(self, href: str, start: int, end: int) -> None:
        """``href`` is where the words between these offsets lead to."""
        self.elements.append(Element("a", {"href": href}, start, end))

    def end_part(self, location: str, whole: bool) -> None:
        """What was added since the last part is a document of its own."""
        block, offset = self._begun
        after = self.length + 2 if self.length else 0
        if len(self._blocks) > block:
            start, end = self._blocks[block].start, self._blocks[-1].end
            self._parts.append(Part(start, end, offset, after, location, whole))
        self._begun = (len(self._blocks), after)

    def done(self, whole: bool) -> Extract:
        """Hand over; see ``Extract``."""
        text = "".join(self._out)
        return Extract(
            text,
            text,
            (Segment(0, len(text), 0, len(text), True),) if text else (),
            tuple(self._blocks),
            tuple(sorted(self.elements, key=lambda element: element.start)),
            whole,
            tuple(self._parts),
            tuple(self._locations),
        )
