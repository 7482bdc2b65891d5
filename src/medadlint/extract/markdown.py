"""Markdown: from the leaves that ``markdown_blocks`` cuts to the text; YAML front matter.

Two passes: the first cuts the lines into leaves (a heading, a paragraph, a cell ...) and collects the definitions of
link references; the second takes each leaf apart and lays it into the text. Offsets are code points of the source.
"""

from __future__ import annotations

from bisect import bisect_right

from medadlint.extract.html import Page
from medadlint.extract.markdown_blocks import LINE, Leaf, Line, Reader
from medadlint.extract.markdown_inline import scan
from medadlint.extract.model import Element, Extract
from medadlint.light import expression

_RUN = expression(r"\n|[^\n]++")
_EOL = expression(r"[ \t\\]*+(\r\n?+|\n)")
_MATTER = expression(r"---[ \t]*+(?:\r\n?+|\n)")
_MATTER_END = expression(r"(?:---|\.\.\.)[ \t]*+\Z")
_MATTER_KEY = expression(r"([\w-]++)[ \t]*+:(?:[ \t]++|\Z)")
_MATTER_VALUE = expression(r"""(?:"((?:[^"\\]|\\.)*+)"|'((?:[^']|'')*+)'|((?:[^ \t]|[ \t]++(?!\#|\Z))*+))""")


def front_matter(source: str) -> tuple[int, list[Leaf]]:
    """Where the text behind the YAML front matter begins, and the leaves of its title and description."""
    m = _MATTER.match(source)
    if not m:
        return 0, []
    leaves: list[Leaf] = []
    pos = m.end()
    wanted = False  # do indented lines belong to a value that is read?
    while pos < len(source):
        m = LINE.match(source, pos)
        assert m
        a, b = m.span(1)
        pos = m.end()
        if _MATTER_END.match(source, a, b):
            return pos, leaves
        key = _MATTER_KEY.match(source, a, b)
        if key:
            wanted = key[1] in ("title", "description")
            a = key.end()
            if wanted:
                leaves.append(("meta", []))
        elif a < b and source[a] not in " \t":
            wanted = False
        if wanted and source[a:b].strip() and source[a:b].strip() not in (">", "|", ">-", "|-", ">+", "|+"):
            a += len(source[a:b]) - len(source[a:b].lstrip())
            value = _MATTER_VALUE.match(source, a, b)
            if value and value.lastindex and value.start(value.lastindex) < value.end(value.lastindex):
                leaves[-1][1].append(value.span(value.lastindex))
    return 0, []


def lay(page: Page, kind: str, lines: list[Line], refs: dict[str, str]) -> None:
    """The second pass: one leaf goes into the text."""
    source = page.source
    page.end_block()
    page.kind = kind
    local: list[int] = []
    size = 0
    for a, b in lines:
        local.append(size)
        size += b - a + 1
    text = "\n".join(source[a:b] for a, b in lines)

    def place(pos: int) -> int:
        i = bisect_right(local, pos) - 1
        return lines[i][0] + pos - local[i]

    found = scan(text, refs) if kind != "meta" else None
    for start, end, image, href, alt in found.links if found else ():
        attrs = {"src": href, "alt": alt} if image else {"href": href}
        page.elements.append(Element("img" if image else "a", attrs, place(start), place(end - 1) + 1))
    pieces = found.pieces if found else [(i, j, "newline" if text[i] == "\n" else "text") for i, j in _runs(text)]
    for start, end, what in pieces:
        a = place(start)
        if what == "newline":
            eol = _EOL.match(source, a)
            if page.pend != "\n":  # a line of nothing but markup is no break
                page.newline(*(eol.span(1) if eol else (a, a)))
            continue
        b = place(end - 1) + 1
        if what == "text":
            page.text(a, b, False, data=False, refs=kind != "meta")
        elif what == "literal":
            page.put(a, b)
        elif what == "html":
            page.feed(a, b)
        else:
            page.attribute(what, a, b)
    page.end_block()


def _runs(text: str) -> list[tuple[int, int]]:
    """The lines of ``text`` and the line feeds between them."""
    return [m.span() for m in _RUN.finditer(text)]


def extract_markdown(source: str, whole: bool | None = None) -> Extract:
    """The visible text of a Markdown file; see ``Extract`` for the units."""
    start, leaves = front_matter(source)
    reader = Reader(source)
    reader.read(start)
    page = Page(source)
    for kind, lines in leaves + reader.leaves:
        if kind == "html":
            page.kind = page.stack[-1][1] if page.stack else "text"
            page.feed(*lines[0])
        elif lines:
            lay(page, kind, lines, reader.refs)
    page.elements.sort(key=lambda element: element.start)
    return page.done(True if whole is None else whole)
