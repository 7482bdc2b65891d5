"""The growing text of a markup document: runs go in, tiles and blocks come out.

A reader of a format walks its source from left to right and tells the flow what it saw: visible characters (``put``,
``put_text``), white space, soft breaks and ends of blocks. What nobody mentions is markup. All offsets are code points.
"""

from __future__ import annotations

from medadlint.extract.model import Block, Element, Extract, Segment
from medadlint.light import partial

Row = tuple[int, int, int, int, bool]


class Flow:
    """The state of one extraction."""

    __slots__ = (
        "a_open", "begin", "blocks", "cut", "elements", "holes", "kind", "late", "length", "link_end", "mark",
        "open", "out", "pend", "rows", "source",
    )  # fmt: skip

    def __init__(self, source: str) -> None:
        self.source = source
        self.out: list[str] = []
        self.length = 0  # of the text so far
        self.rows: list[Row] = []  # the future segments
        self.cut = 0  # the source is tiled up to here
        self.pend = ""  # a blank or a line feed that counts only if more text follows in the block
        self.mark = (0, 0)  # where the source has it
        self.open = False  # has the current block any text yet?
        self.begin = 0
        self.kind = "text"  # of the blocks to come
        self.blocks: list[tuple[int, int, str]] = []
        self.elements: list[Element] = []
        self.holes: list[tuple[int, int]] = []  # attribute values since ``cut``, to be left out of the markup's tiles
        self.late: list[tuple[str, int, int]] = []  # all of them, with the kind of their block
        self.a_open = False  # inside <a href>
        self.link_end = -1  # the block is nothing but links up to here

    def put(self, a: int, b: int) -> None:
        """``source[a:b]``, not empty and already tidy, is visible as it stands."""
        rows = self.rows
        if self.pend or self.holes:
            self._lead(a)
        elif not self.open:  # from here on ``_lead`` and ``_markup`` written out: this is most of the work
            start = self.length
            if start:
                self.out.append("\n\n")
                self.length = start + 2
            if start or a > self.cut:
                rows.append((start, self.length, self.cut, a, False))
            self.open = True
            self.begin = self.length
        elif a > self.cut:
            rows.append((self.length, self.length, self.cut, a, False))
        start = self.length
        self.length = end = start + b - a
        self.cut = b
        self.out.append(self.source[a:b])
        if rows and rows[-1][3] == a and rows[-1][4]:
            rows[-1] = (rows[-1][0], end, rows[-1][2], b, True)
        else:
            rows.append((start, end, a, b, True))

    def put_run(self, a: int, b: int) -> None:
        """``source[a:b]`` is visible but for one blank at either edge, which may turn out to be one too many."""
        if a < b and self.source[a] == " ":
            self.space(a, a + 1)
            a += 1
        if a < b:
            tail = self.source[b - 1] == " "
            self.put(a, b - tail)
            if tail:
                self.space(b - 1, b)

    def put_text(self, a: int, b: int, text: str) -> None:
        """``source[a:b]`` stands for ``text``, which is not empty (a character reference)."""
        if self.pend or not self.open:
            self._lead(a)
        elif a > self.cut:
            self._markup(a, "")
        self.rows.append((self.length, self.length + len(text), a, b, False))
        self.out.append(text)
        self.length += len(text)
        self.cut = b

    def space(self, a: int, b: int) -> None:
        """``source[a:b]`` is white space that shows as one blank, or not at all at the edges of a block."""
        if self.open and not self.pend:
            self.pend = " "
            self.mark = (a, b)

    def newline(self, a: int, b: int) -> None:
        """``source[a:b]`` is a soft break; the second one in a row ends the block."""
        if self.open:
            if self.pend == "\n":
                self.end_block()
            else:
                self.pend = "\n"
                self.mark = (a, b)

    def end_block(self) -> None:
        """What follows belongs to another block."""
        if self.open:
            kind = self.kind
            if kind == "text" and (self.a_open or self.link_end == self.length):
                kind = "link"
            self.blocks.append((self.begin, self.length, kind))
            self.open = False
            self.pend = ""

    def link(self, inside: bool) -> None:
        """From here on the text stands inside, or no longer inside, of a link."""
        if inside:
            self.a_open = not self.open or self.a_open or self.link_end == self.length
        elif self.a_open:
            self.a_open = False
            self.link_end = self.length if self.open else -1

    def attribute(self, kind: str, a: int, b: int) -> None:
        """``source[a:b]`` lies in markup, and becomes a block of its own after the flow."""
        self.holes.append((a, b))
        self.late.append((kind, a, b))

    def close(self, end: int) -> None:
        """Tile the source up to ``end``, where the flow or an attribute's value ends."""
        self.end_block()
        if end > self.cut:
            self._markup(end, "")

    def finish(self, whole: bool) -> Extract:
        """The result; the flow and the attributes have been closed."""
        make = partial(tuple.__new__, Segment)
        segments: tuple[Segment, ...] = tuple(map(make, self.rows))
        blocks: tuple[Block, ...] = tuple(map(partial(tuple.__new__, Block), self.blocks))
        return Extract(self.source, "".join(self.out), segments, blocks, tuple(self.elements), whole)

    def _lead(self, a: int) -> None:
        """Before visible text at ``a``: settle the pending blank, or the break between two blocks."""
        if not self.open:
            self._markup(a, "\n\n" if self.length else "")
            self.open = True
            self.begin = self.length
            return
        if not self.pend:
            self._markup(a, "")
            return
        p, q = self.mark
        text = self.pend
        self.pend = ""
        if p > self.cut:
            self._markup(p, "")
        if self.holes:  # «<br title=…>»: the attribute's value is a tile of its own
            q = max(p, min(q, self.holes[0][0]))
        rows = self.rows
        same = self.source[p:q] == text
        if same and rows[-1][3] == p and rows[-1][4]:
            rows[-1] = (rows[-1][0], self.length + 1, rows[-1][2], q, True)
        else:
            rows.append((self.length, self.length + 1, p, q, same))
        self.out.append(text)
        self.length += 1
        self.cut = q
        if a > self.cut:
            self._markup(a, "")

    def _markup(self, a: int, text: str) -> None:
        """Tile ``source[cut:a]`` as opaque, around the holes; ``text`` goes to the first tile."""
        cut = self.cut
        start = self.length
        end = start + len(text)
        if self.holes:
            done = 0
            for hole, after in self.holes:
                if hole >= a:
                    break
                self.rows.append((start, end, cut, hole, False))
                start = end
                cut = after
                done += 1
            del self.holes[:done]
        if a > cut or end > start:
            self.rows.append((start, end, cut, a, False))
        if text:
            self.out.append(text)
            self.length = end
        self.cut = a
