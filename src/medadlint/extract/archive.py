"""Documents that are a ZIP of XML: opened without trust in what they say of themselves."""

from __future__ import annotations

import codecs
import io
import re
import struct
import zipfile
import zlib
from collections.abc import Callable
from functools import partial
from xml.parsers import expat

from medadlint.errors import SourceError

MOST_FILES = 10_000  # in an archive; a document has dozens, one with many pictures hundreds
MOST_MARKS = 2_000_000  # tags, references and lines of one XML file: a document of thousands of pages
LARGEST = 128 * 1024 * 1024  # bytes unpacked; a bomb of 42 KB unpacks to gigabytes
BROKEN = "файл повреждён или закрыт паролем; откройте его в редакторе и сохраните заново"
_DECLARATION = re.compile(rb"\s*<\?xml[^>]*\?>")
_FAILURES = (
    zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError, OSError, ValueError, OverflowError,
    LookupError, struct.error,
)  # fmt: skip


class Archive:
    """The files of a document. Every failure is a SourceError."""

    def __init__(self, data: bytes) -> None:
        if data.count(b"PK\1\2") > MOST_FILES:  # each would cost a kilobyte of memory before it can be counted
            raise SourceError(f"в файле больше {MOST_FILES} частей, так документы не пишут; сохраните его заново")
        try:
            self.zip = zipfile.ZipFile(io.BytesIO(data))
            infos = self.zip.infolist()
        except _FAILURES:
            raise SourceError(BROKEN) from None
        if any(info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for info in infos):
            raise SourceError(BROKEN)  # no office program writes others, and each has errors of its own
        if sum(info.file_size for info in infos) > LARGEST:
            raise SourceError(f"файл распаковывается больше чем в {LARGEST // 2**20} МБ; разделите его на части")
        self.names = frozenset(info.filename for info in infos)

    def read(self, name: str) -> bytes:
        """The bytes of a file of the archive; b"" if there is none of that name."""
        if name not in self.names:
            return b""
        try:
            return self.zip.read(name)  # reads no more than the size that was counted above
        except _FAILURES:
            raise SourceError(BROKEN) from None

    def xml(self, name: str, most: int = MOST_MARKS) -> bytes:
        """The same for XML, in UTF-8; ``most``: how many tags and the like it may have."""
        data = self.read(name)
        if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            try:
                data = _DECLARATION.sub(b"", data.decode("utf-16").encode(), count=1)
            except ValueError:
                raise SourceError(BROKEN) from None
        if sum(map(data.count, (b"<", b"&", b"\n"))) > most:
            raise SourceError("документ слишком велик для проверки; разделите его на части")
        return data


class Handlers:
    """What happens at each tag and text of ``parse``. ``at``: the offset in bytes where that begins."""

    at = 0

    def start(self, name: str, attrs: dict[str, str]) -> None:
        """A start tag; names are «namespace local»."""

    def end(self, name: str) -> None:
        """An end tag."""

    def text(self, text: str) -> None:
        """Characters."""


def parse(data: bytes, handlers: Handlers) -> None:
    """Walk over XML. A DOCTYPE is refused, so that there are no entities to expand or to fetch. Raises SourceError."""
    if not data:
        return
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = False

    def refuse(*_: object) -> None:
        raise SourceError("в документе есть DOCTYPE, так документы не пишут; сохраните файл заново")

    def placed(handler: Callable[..., None], *given: object) -> None:
        handlers.at = parser.CurrentByteIndex
        handler(*given)

    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = partial(placed, handlers.start)
    parser.EndElementHandler = partial(placed, handlers.end)
    parser.CharacterDataHandler = partial(placed, handlers.text)
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, ValueError, LookupError):
        raise SourceError(BROKEN) from None
