"""ODT: the paragraphs of a text of OpenDocument, tables, notes, headers and footers (OpenDocument 1.3, part 3, §5-6)."""

from __future__ import annotations

import re

from medadlint.errors import SourceError
from medadlint.extract.archive import BROKEN, Archive, Handlers, parse
from medadlint.extract.made import Made
from medadlint.extract.model import Extract

_SPACE = re.compile(r"[ \t\r\n]+")
_SKIPPED = frozenset(("tracked-changes", "annotation", "note-citation", "ruby-text", "forms"))
_PARAGRAPHS = frozenset(("p", "h"))


class _Reader(Handlers):
    def __init__(self, made: Made) -> None:
        self.made = made
        self.open: list[list[str]] = []  # the open paragraphs; notes and frames stand inside of others
        self.skipped = self.tables = self.paragraph = self.table = self.row = 0
        self.place: list[str] = []  # what the text stands in, if it is not the body
        self.hrefs: list[str] = []

    def start(self, name: str, attrs: dict[str, str]) -> None:
        tag = name.rpartition(" ")[2]
        if tag in _SKIPPED or self.skipped:
            self.skipped += 1
            return
        given = {key.rpartition(" ")[2]: value for key, value in attrs.items()}
        if tag in _PARAGRAPHS:
            self.paragraph += not self.tables and not self.place
            self.open.append([])
        elif tag in ("s", "tab"):
            self._put(" ")
        elif tag == "line-break":
            self._put("\n")
        elif tag == "a":
            self.hrefs.append(given.get("href", ""))
        elif tag == "table":
            self.tables += 1
            self.table += self.tables == 1
            self.row *= self.tables > 1
        elif tag == "table-row":
            self.row += self.tables == 1
        elif tag in ("note", "header", "footer"):
            names = {"note": "сноска", "header": "верхний колонтитул", "footer": "нижний колонтитул"}
            self.place.append(names[tag])

    def end(self, name: str) -> None:
        if self.skipped:
            self.skipped -= 1
            return
        tag = name.rpartition(" ")[2]
        if tag in _PARAGRAPHS:
            text = "".join(self.open.pop())
            start = self.made.add(text, self._where(), "cell" if self.tables else "text")
            for href in filter(None, self.hrefs):
                self.made.link(href, start, self.made.length)
            self.hrefs = []
        elif tag == "table":
            self.tables -= 1
        elif tag in ("note", "header", "footer"):
            self.place.pop()

    def text(self, text: str) -> None:
        if not self.skipped:
            self._put(_SPACE.sub(" ", text))

    def _put(self, text: str) -> None:
        if self.open:
            self.open[-1].append(text)

    def _where(self) -> str:
        if self.place:
            return self.place[-1]
        return f"таблица {self.table}, строка {self.row}" if self.tables else f"абзац {self.paragraph}"


def read_odt(data: bytes, whole: bool | None = None) -> Extract:
    """The text of an ODT, with the paragraph or table row of each block as its location. Raises SourceError."""
    archive = Archive(data)
    if "content.xml" not in archive.names:
        raise SourceError(BROKEN)
    reader = _Reader(Made())
    parse(archive.xml("content.xml"), reader)
    parse(archive.xml("styles.xml"), reader)
    return reader.made.done(whole is not False)
