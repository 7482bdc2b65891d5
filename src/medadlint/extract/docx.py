"""DOCX: body, tables, headers, footers, notes, text boxes, tracked insertions and content controls.

python-docx gives the text of a paragraph without insertions, content controls and text boxes, and no places in the XML;
so the XML is read here (ECMA-376 part 1, §17). Deleted and hidden text is not read.
"""

from __future__ import annotations

import posixpath
import re
from typing import NamedTuple

from medadlint.errors import SourceError
from medadlint.extract.archive import BROKEN, Archive, Handlers, parse
from medadlint.extract.made import Made
from medadlint.extract.model import Extract

_NAMESPACES = {
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main": "w",
    "http://purl.oclc.org/ooxml/wordprocessingml/main": "w",
    "http://schemas.openxmlformats.org/markup-compatibility/2006": "mc",
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships": "r",
    "http://purl.oclc.org/ooxml/officeDocument/relationships": "r",
}
# Not text of this version; the older copy of a text box; the reading aid above a word.
_SKIPPED = frozenset(("w:del", "w:moveFrom", "mc:Fallback", "w:rt"))
_SIGNS = {
    "w:tab": " ", "w:ptab": " ", "w:br": "\n", "w:cr": "\n", "w:noBreakHyphen": "\u2011", "w:softHyphen": "\u00ad",
}  # fmt: skip
_STORIES = {
    "header": "верхний колонтитул",
    "footer": "нижний колонтитул",
    "footnotes": "сноска",
    "endnotes": "концевая сноска",
}
_PREFIX = re.compile(rb"<((?:[\w.-]+:)?)")
_HYPERLINK = re.compile(r'\s*HYPERLINK\s+"([^"]+)"')


class Run(NamedTuple):
    """A run of the body: where its properties stand, where its text element begins, the prefix of its tags (bytes)."""

    properties: tuple[int, int]
    text_tag: int
    prefix: bytes


class Anchor(NamedTuple):
    """``text[start:start + len(text)]`` of the body and the offset in bytes of the XML where it stands."""

    start: int
    text: str
    at: int
    run: Run


class Document(NamedTuple):
    """A document taken apart: its text; the path of its body, and where the words of the body stand in it."""

    extract: Extract
    body: str
    anchors: list[Anchor]


class _Paragraph:
    def __init__(self, location: str, kind: str) -> None:
        self.location, self.kind = location, kind
        self.pieces: list[str] = []
        self.length = 0
        self.places: list[tuple[int, str, int, Run]] = []
        self.links: list[tuple[str, int, int]] = []

    def add(self, text: str) -> None:
        self.pieces.append(text)
        self.length += len(text)


class _Story(Handlers):
    """One XML part: the body, a header ..."""

    def __init__(self, made: Made, data: bytes, targets: dict[str, str], story: str) -> None:
        self.made, self.data, self.targets, self.story = made, data, targets, story
        self.anchors: list[Anchor] = []
        self.stack: list[str] = []
        self.paragraphs: list[_Paragraph] = []
        self.skipped = 0
        self.boxes = self.tables = 0  # depth
        self.numbers = {"p": 0, "tbl": 0, "tr": 0, "note": 0}
        self.hidden = False
        self.properties = (0, 0)
        self.text_tag = 0
        self.links: list[tuple[str, int]] = []

    def start(self, name: str, attrs: dict[str, str]) -> None:
        tag = _short(name)
        parent = self.stack[-1] if self.stack else ""
        self.stack.append(tag)
        if tag in _SKIPPED:
            self.skipped += 1
        if self.skipped:
            return
        if tag == "w:p":
            self.numbers["p"] += not self.boxes and not self.tables
            self.paragraphs.append(_Paragraph(*self._where()))
        elif tag == "w:r":
            self.hidden = False
            self.properties = (0, 0)
        elif tag == "w:rPr" and parent == "w:r":
            self.properties = (self.at, self.at)
        elif tag == "w:vanish" and self.stack[-3:-1] == ["w:r", "w:rPr"]:
            self.hidden = _attr(attrs, "val") not in ("0", "false", "off")
        elif tag == "w:t":
            self.text_tag = self.at
        elif tag in _SIGNS and parent == "w:r":
            if self.paragraphs and not self.hidden:
                self.paragraphs[-1].add(_SIGNS[tag])
        elif tag == "w:hyperlink":
            self.links.append((self.targets.get(_attr(attrs, "id"), ""), self._length()))
        elif tag == "w:tbl":
            self.tables += 1
            self.numbers["tbl"] += self.tables == 1 and not self.boxes
            self.numbers["tr"] *= self.tables > 1
        elif tag == "w:tr":
            self.numbers["tr"] += self.tables == 1 and not self.boxes
        elif tag == "w:txbxContent":
            self.boxes += 1
        elif tag in ("w:footnote", "w:endnote"):
            self.numbers["note"] += _attr(attrs, "type") not in ("separator", "continuationSeparator")

    def end(self, name: str) -> None:
        tag = _short(name)
        self.stack.pop()
        if self.skipped:
            self.skipped -= tag in _SKIPPED
            return
        if tag == "w:p":
            self._flush(self.paragraphs.pop())
        elif tag == "w:rPr" and self.stack[-1:] == ["w:r"]:
            self.properties = (self.properties[0], self.data.find(b">", self.at) + 1)
        elif tag == "w:hyperlink" and self.links:
            href, start = self.links.pop()
            if href and self.paragraphs:
                self.paragraphs[-1].links.append((href, start, self._length()))
        elif tag == "w:tbl":
            self.tables -= 1
        elif tag == "w:txbxContent":
            self.boxes -= 1

    def text(self, text: str) -> None:
        if self.skipped or not self.paragraphs:
            return
        paragraph = self.paragraphs[-1]
        if self.stack[-1] == "w:instrText":
            if m := _HYPERLINK.match(text):
                paragraph.links.append((m[1], paragraph.length, paragraph.length))
        elif self.stack[-1] == "w:t" and not self.hidden:
            if not self.boxes and not self.story:
                prefix = _PREFIX.match(self.data, self.text_tag)
                run = Run(self.properties, self.text_tag, prefix[1] if prefix else b"")
                paragraph.places.append((paragraph.length, text, self.at, run))
            paragraph.add(text)

    def _length(self) -> int:
        return self.paragraphs[-1].length if self.paragraphs else 0

    def _where(self) -> tuple[str, str]:
        """The location and the kind of the paragraph that begins."""
        if self.story:
            number = f" {self.numbers['note']}" if self.numbers["note"] else ""
            return self.story + number, "text"
        if self.boxes:
            return "надпись", "text"
        if self.tables:
            return f"таблица {self.numbers['tbl']}, строка {self.numbers['tr']}", "cell"
        return f"абзац {self.numbers['p']}", "text"

    def _flush(self, paragraph: _Paragraph) -> None:
        base = self.made.add("".join(paragraph.pieces), paragraph.location, paragraph.kind)
        if not "".join(paragraph.pieces).strip():
            return
        self.anchors += [Anchor(base + start, text, at, run) for start, text, at, run in paragraph.places]
        for href, start, end in paragraph.links:
            self.made.link(href, base + start, base + end)


def read_docx(data: bytes, whole: bool | None = None) -> Extract:
    """The text of a DOCX, with the paragraph or table row of each block as its location. Raises SourceError."""
    return take_apart(Archive(data), whole).extract


def take_apart(archive: Archive, whole: bool | None = None) -> Document:
    """The text of a DOCX and where it stands in the XML. Raises SourceError."""
    body = next((t for kind, t in relationships(archive, "") if kind == "officeDocument"), "word/document.xml")
    if body not in archive.names:
        raise SourceError(BROKEN)
    made = Made()
    stories = [("", body)]
    stories += [(_STORIES[kind], t) for kind, t in sorted(relationships(archive, body)) if kind in _STORIES]
    anchors: list[Anchor] = []
    for number, (story, path) in enumerate(stories):
        xml = archive.xml(path)
        reader = _Story(made, xml, targets(archive, path), story)
        parse(xml, reader)
        if number == 0:
            anchors = reader.anchors
    return Document(made.done(whole is not False), body, anchors)


def relationships(archive: Archive, path: str) -> list[tuple[str, str]]:
    """The kinds and paths of the parts that the part ``path`` relates to; "" is the package."""
    folder = posixpath.dirname(path)
    return [
        (kind, posixpath.normpath(posixpath.join("/" + folder, target)).lstrip("/"))
        for kind, _, target, external in _relations(archive, path)
        if not external
    ]


def targets(archive: Archive, path: str) -> dict[str, str]:
    """The outside addresses that a part relates to, by their ids."""
    return {ident: target for _, ident, target, external in _relations(archive, path) if external}


def _relations(archive: Archive, path: str) -> list[tuple[str, str, str, bool]]:
    found: list[tuple[str, str, str, bool]] = []

    class Reader(Handlers):
        def start(self, name: str, attrs: dict[str, str]) -> None:
            if name.endswith(" Relationship"):
                kind = attrs.get("Type", "").rpartition("/")[2]
                external = attrs.get("TargetMode") == "External"
                found.append((kind, attrs.get("Id", ""), attrs.get("Target", ""), external))

    parse(archive.xml(rels_of(path)), Reader())
    return found


def rels_of(path: str) -> str:
    """Where the relations of a part are written."""
    folder, name = posixpath.split(path)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def _short(name: str) -> str:
    """«w:p» for a name with its namespace."""
    space, _, local = name.rpartition(" ")
    return f"{_NAMESPACES.get(space, '')}:{local}"


def _attr(attrs: dict[str, str], local: str) -> str:
    return next((value for name, value in attrs.items() if name.rpartition(" ")[2] == local), "")
