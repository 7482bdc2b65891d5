"""PPTX: the text of the slides with their tables, groups and notes, in the order of the show (ECMA-376 part 1, §19, §21).

What stands on the master and its layouts is a placeholder, which nobody is shown.
"""

from __future__ import annotations

import posixpath

from medadlint.errors import SourceError
from medadlint.extract.archive import BROKEN, Archive, Handlers, parse
from medadlint.extract.docx import relationships, rels_of, targets
from medadlint.extract.made import Made
from medadlint.extract.model import Extract

_NUMBERS = frozenset(("sldNum", "dt"))  # fields and placeholders that a program fills in
_TITLES = frozenset(("title", "ctrTitle"))


class _Slide(Handlers):
    """One slide, or the notes of one."""

    def __init__(self, made: Made, hrefs: dict[str, str], location: str) -> None:
        self.made, self.hrefs, self.location = made, hrefs, location
        self.pieces: list[str] = []
        self.links: list[str] = []
        self.kind = "text"  # of the shape
        self.shown = True
        self.tables = 0
        self.inside = ""  # the element whose characters are text

    def start(self, name: str, attrs: dict[str, str]) -> None:
        tag = name.rpartition(" ")[2]
        if tag == "ph":
            self.shown = attrs.get("type") not in _NUMBERS
            self.kind = "heading" if attrs.get("type") in _TITLES else "text"
        elif tag == "tbl":
            self.tables += 1
        elif tag == "p":
            self.pieces, self.links = [], []
        elif tag == "t":
            self.inside = tag
        elif tag == "br":
            self.pieces.append("\n")
        elif tag == "hlinkClick":
            ident = next((value for key, value in attrs.items() if key.endswith(" id")), "")
            self.links.append(self.hrefs.get(ident, ""))
        elif tag == "cNvPr" and attrs.get("descr"):
            self.made.add(attrs["descr"], self.location, "alt")

    def end(self, name: str) -> None:
        tag = name.rpartition(" ")[2]
        if tag == "t":
            self.inside = ""
        elif tag == "sp":
            self.kind, self.shown = "text", True
        elif tag == "tbl":
            self.tables -= 1
        elif tag == "p" and self.shown:
            start = self.made.add("".join(self.pieces), self.location, "cell" if self.tables else self.kind)
            for href in filter(None, self.links):
                self.made.link(href, start, self.made.length)

    def text(self, text: str) -> None:
        if self.inside:
            self.pieces.append(text)


class _Order(Handlers):
    """The ids of the slides in the order of the show."""

    def __init__(self) -> None:
        self.ids: list[str] = []

    def start(self, name: str, attrs: dict[str, str]) -> None:
        if name.endswith(" sldId"):
            self.ids += [value for key, value in attrs.items() if key.endswith("relationships id")]


def read_pptx(data: bytes, whole: bool | None = None) -> Extract:
    """The text of a PPTX; the location of each block is its slide. Raises SourceError."""
    archive = Archive(data)
    show = next((path for kind, path in relationships(archive, "") if kind == "officeDocument"), "ppt/presentation.xml")
    if show not in archive.names:
        raise SourceError(BROKEN)
    made = Made()
    for number, path in enumerate(_slides(archive, show), 1):
        parse(archive.xml(path), _Slide(made, targets(archive, path), f"слайд {number}"))
        for kind, notes in relationships(archive, path):
            if kind == "notesSlide":
                parse(archive.xml(notes), _Slide(made, targets(archive, notes), f"слайд {number}, заметки"))
    return made.done(whole is not False)


def _slides(archive: Archive, show: str) -> list[str]:
    """The paths of the slides in the order of the show."""
    by_id: dict[str, str] = {}
    folder = posixpath.dirname(show)

    class Reader(Handlers):
        def start(self, name: str, attrs: dict[str, str]) -> None:
            if name.endswith(" Relationship") and attrs.get("Type", "").endswith("/slide"):
                target = posixpath.join("/" + folder, attrs.get("Target", ""))
                by_id[attrs.get("Id", "")] = posixpath.normpath(target).lstrip("/")

    parse(archive.xml(rels_of(show)), Reader())
    order = _Order()
    parse(archive.xml(show), order)
    return [by_id[ident] for ident in order.ids if ident in by_id]
