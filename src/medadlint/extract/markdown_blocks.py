"""The blocks of Markdown: CommonMark 0.31 §3-5 and GitHub's tables. Offsets are code points of the source.

Tabs count as up to four columns; a tab that belongs half to a list marker and half to its text is given to the marker.
"""

from __future__ import annotations

from medadlint.extract.markdown_inline import DESTINATION, HTML_TAG, LABEL, TITLE, normalise, unescape
from medadlint.light import ASCII, IGNORECASE, expression

Line = tuple[int, int]
Leaf = tuple[str, list[Line]]  # kind of block (or "html": a stretch of HTML, "raw": text without markup), its lines

LINE = expression(r"([^\r\n]*+)(?:\r\n?+|\n|\Z)")
_BLANKS = expression(r"[ \t]*+")
_BREAK = expression(r"(?:(?:\*[ \t]*+){3,}+|(?:-[ \t]*+){3,}+|(?:_[ \t]*+){3,}+)\Z")
_MARKER = expression(r"(?:[-+*]|([0-9]{1,9})[.)])(?=[ \t]|\Z)")
_TASK = expression(r"\[[ xX]\][ \t]++")
_ATX = expression(r"(#{1,6})(?:[ \t]++|\Z)")
_ATX_END = expression(r"(?:[ \t]++|^)#++[ \t]*+\Z")
_FENCE = expression(r"(?:(`{3,}+)[^`]*+|(~{3,}+).*+)\Z")
_SETEXT = expression(r"(?:=++|-++)[ \t]*+\Z")
_TABLE = expression(r"\|?+[ \t]*+:?+-++:?+[ \t]*+(?:\|[ \t]*+:?+-++:?+[ \t]*+)*+\|?+[ \t]*+\Z")
_CELL = expression(r"(?:[^|\\]|\\.|\\)*+")
_DEFINITION = expression(
    rf"{LABEL}:[ \t]*+\n?+[ \t]*+{DESTINATION}(?:(?:[ \t]++\n?+|\n)[ \t]*+{TITLE}(?=[ \t]*+(?:\n|\Z)))?+[ \t]*+(?:\n|\Z)"
)
_HTML_RAW = expression(r"<(script|pre|style|textarea)(?=[\s>]|\Z)", IGNORECASE)
_HTML_PAIRS = (("<!--", "-->"), ("<?", "?>"), ("<![CDATA[", "]]>"), ("<!", ">"))
_HTML_BLOCK = expression(
    r"</?+(?:address|article|aside|base|basefont|blockquote|body|caption|center|col|colgroup|dd|details|dialog|dir|div"
    r"|dl|dt|fieldset|figcaption|figure|footer|form|frame|frameset|h[1-6]|head|header|hr|html|iframe|legend|li|link"
    r"|main|menu|menuitem|nav|noframes|ol|optgroup|option|p|param|search|section|summary|table|tbody|td|tfoot|th"
    r"|thead|title|tr|track|ul)(?=[\s>]|/>|\Z)",
    IGNORECASE,
)
_HTML_ALONE = expression(rf"{HTML_TAG}[ \t]*+\Z", ASCII)
_DEEP = 100  # containers in each other; what is deeper is text


class Reader:
    """The state of the block structure."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.leaves: list[Leaf] = []
        self.refs: dict[str, str] = {}
        self.containers: list[int] = []  # -1: a block quote; else the width that the lines of a list item are indented
        self.para: list[Line] = []
        self.item = False
        self.fence = ""
        self.html_end = ""  # what ends the HTML block; "\n" is a blank line
        self.html_from = -1
        self.table = 0  # columns of the open table

    def read(self, pos: int) -> None:
        """Cut the lines from ``pos`` on into leaves."""
        source = self.source
        size = len(source)
        while pos < size:
            m = LINE.match(source, pos)
            assert m
            self.line(m.start(1), m.end(1))
            pos = m.end()
        self.close()
        self.end_html(size)

    def indent(self, a: int, b: int) -> tuple[int, int]:
        """The width of the white space at ``a``, and where it ends."""
        m = _BLANKS.match(self.source, a, b)
        end = m.end() if m else a
        blanks = self.source[a:end]
        return (len(blanks.expandtabs(4)) if "\t" in blanks else end - a), end

    def line(self, a: int, b: int) -> None:
        """One line: through its containers to its leaf."""
        source = self.source
        depth = 0
        width, start = self.indent(a, b)
        for need in self.containers:
            if need < 0:
                if width > 3 or source[start : start + 1] != ">":
                    break
                a = start + 1 + (source[start + 1 : start + 2] == " ")
            elif start < b:
                if width < need:
                    break
                a = min(a + need, start)
            depth += 1
            width, start = self.indent(a, b)
        inside = depth == len(self.containers)
        if self.fence or self.html_end:
            if inside:
                self.verbatim(a, start, b, width)
                return
            self.fence = ""
            self.end_html(a)
        if start >= b:
            self.close()
            # A quote ends at a line without its mark; a list item goes on behind a blank line.
            del self.containers[depth:]
            return
        lazy = bool(self.para) and not inside
        while len(self.containers) < _DEEP or not inside:
            if width > 3 and (not self.para or not lazy):
                break
            opened = self.opens(start, b, width, interrupt=bool(self.para) and inside)
            if not opened:
                break
            need, a = opened
            self.close()
            del self.containers[depth:]
            lazy, inside = False, True
            self.containers.append(need)
            depth += 1
            width, start = self.indent(a, b)
            if start >= b:
                return
        if lazy and not self.starts(start, b, width):
            self.para.append((start, b))
            return
        if not inside:
            self.close()
            del self.containers[depth:]
        self.leaf(start, b, width)

    def opens(self, start: int, b: int, width: int, *, interrupt: bool) -> tuple[int, int] | None:
        """The container (as in ``containers``) that the mark at ``start`` opens, and where its inside begins."""
        source = self.source
        if width > 3:
            return None
        if source[start] == ">":
            return -1, start + 1 + (source[start + 1 : start + 2] == " ")
        if source[start] not in "-+*0123456789" or _BREAK.match(source, start, b):
            return None
        marker = _MARKER.match(source, start, b)
        if not marker:
            return None
        end = marker.end()
        gap, content = self.indent(end, b)
        if interrupt and (content >= b or (marker[1] or "1") != "1"):
            return None  # a paragraph gives way only to items with text, and to numbers that begin at 1
        after = content if 0 < gap <= 4 and content < b else min(end + 1, b)
        task = _TASK.match(source, after, b)
        return width + after - start, task.end() if task else after

    def starts(self, start: int, b: int, width: int) -> bool:
        """Does the line begin a leaf that may interrupt a paragraph?"""
        if width > 3:
            return False
        source = self.source
        char = source[start]
        if char == "#":
            return _ATX.match(source, start, b) is not None
        if char in "`~":
            return _FENCE.match(source, start, b) is not None
        if char in "*-_":
            return _BREAK.match(source, start, b) is not None
        return char == "<" and (
            _HTML_BLOCK.match(source, start, b) is not None
            or _HTML_RAW.match(source, start, b) is not None
            or any(source.startswith(opener, start) for opener, _ in _HTML_PAIRS)
        )

    def leaf(self, start: int, b: int, width: int) -> None:
        """A line of text behind all its container marks: what is it?"""
        source = self.source
        if width > 3:
            if self.para:
                self.para.append((start, b))
            return  # indented code otherwise
        if self.para and not self.table and _SETEXT.match(source, start, b):
            self.close("heading")
            return
        if self.starts(start, b, width):
            self.close()
            char = source[start]
            if m := _ATX.match(source, start, b):
                tail = _ATX_END.search(source, m.end(), b)
                self.add("heading", [(m.end(), tail.start() if tail else b)])
            elif char in "`~":
                fence = _FENCE.match(source, start, b)
                self.fence = (fence[1] or fence[2]) if fence else ""
            elif char == "<":
                self.begin_html(start, b)
            return
        if source[start] == "<" and not self.para and _HTML_ALONE.match(source, start, b):
            self.html_end, self.html_from = "\n", start
            return
        if self.table:
            self.cells(start, b)
            return
        if self.para and source[start] in "|:-" and _TABLE.match(source, start, b):
            columns = len(self.split(start, b))
            if len(self.split(*self.para[-1])) == columns and "|" in source[start:b] + source[slice(*self.para[-1])]:
                head = self.para.pop()
                self.close()
                self.table = columns
                self.cells(*head)
                return
        self.para.append((start, b))

    def begin_html(self, start: int, b: int) -> None:
        """An HTML block begins at ``start``."""
        source = self.source
        self.html_from = start
        if m := _HTML_RAW.match(source, start, b):
            self.html_end = "</" + m[1].lower()
        else:
            self.html_end = next((end for opener, end in _HTML_PAIRS if source.startswith(opener, start)), "\n")
        self.verbatim(start, start, b, 0)

    def verbatim(self, a: int, start: int, b: int, width: int) -> None:
        """A line of fenced code or of an HTML block."""
        source = self.source
        if self.fence:
            stop = source[start:b].rstrip(" \t")
            if width <= 3 and len(stop) >= len(self.fence) and stop == self.fence[0] * len(stop):
                self.fence = ""
        elif self.html_end == "\n":
            if start >= b:
                self.end_html(a)
        elif self.html_end in source[a:b].lower():
            self.end_html(b)

    def end_html(self, b: int) -> None:
        """The HTML block, if there is one, ends before ``b``."""
        if self.html_end:
            self.leaves.append(("html", [(self.html_from, b)]))
        self.html_end = ""

    def split(self, start: int, b: int) -> list[Line]:
        """The cells of a table row."""
        source = self.source
        if source[start] == "|":
            start += 1
        cells: list[Line] = []
        while start < b:
            m = _CELL.match(source, start, b)
            end = m.end() if m else b
            if end < b or source[start:end].strip(" \t"):
                cells.append((start, end))
            start = end + 1
        return cells

    def cells(self, start: int, b: int) -> None:
        """Each cell of a table row is a leaf; cells beyond the table's columns are not shown."""
        for cell in self.split(start, b)[: self.table]:
            self.add("cell", [cell])

    def add(self, kind: str, lines: list[Line]) -> None:
        """A finished leaf, its lines without the blanks around them."""
        source = self.source
        tidy: list[Line] = []
        for a, b in lines:
            text = source[a:b]
            begin = a + len(text) - len(text.lstrip(" \t"))
            end = a + len(text.rstrip(" \t"))
            if begin < end:
                tidy.append((begin, end))
        if tidy:
            self.leaves.append((kind, tidy))

    def close(self, kind: str = "") -> None:
        """The paragraph ends; definitions at its beginning are noted and left out."""
        self.table = 0
        lines = self.para
        if not lines:
            return
        self.para = []
        source = self.source
        if source[lines[0][0]] == "[":
            text = "\n".join(source[a:b] for a, b in lines)
            pos = 0
            while (m := _DEFINITION.match(text, pos)) and m[1].strip() and m[1][0] != "^":
                self.refs.setdefault(normalise(m[1]), unescape(m[2] or m[3] or ""))
                pos = m.end()
            lines = lines[text.count("\n", 0, pos) :] if pos < len(text) else []
        self.add(kind or ("item" if any(need >= 0 for need in self.containers) else "text"), lines)
