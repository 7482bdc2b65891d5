"""Bytes to text. The encoding is found in the order: BOM, UTF-16 (by its zeros), strict UTF-8, HTML ``meta``, cp1251.

Newlines are left as they are, so that offsets point into the very text of the file.
"""

from __future__ import annotations

import codecs

from medadlint.errors import SourceError
from medadlint.light import IGNORECASE, NamedTuple, expression

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16: its BOM begins with that of UTF-16
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_META_CHARSET = expression(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]{1,40})", IGNORECASE)
_WORD = expression(r"[^\W\d_]+")
_ODD = expression(r"[A-Za-z]|[а-яё][А-ЯЁ]|[^А-Яа-яЁёA-Za-z]")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_META_WINDOW = 4096  # the standard reads 1024 bytes; pages of old CMSs put the tag lower


class Source(NamedTuple):
    """A decoded file. ``bom``: the bytes that stood before the text and go back there when it is written."""

    text: str
    encoding: str
    bom: bytes

    def encode(self, text: str) -> bytes:
        """The bytes of ``text`` in this file's encoding. Raises UnicodeEncodeError if it has no such character."""
        return self.bom + text.encode(self.encoding)


def decode(data: bytes) -> Source:
    """Decode the bytes of a file. Raises SourceError (one Russian sentence without the path) if that is no text."""
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            try:
                return Source(data[len(bom) :].decode(encoding), encoding, bom)
            except UnicodeDecodeError as error:
                raise SourceError(_broken(encoding, data, error.start + len(bom))) from None
    if b"\0" in data:
        for encoding in ("utf-16-le", "utf-16-be"):  # exports of advertising cabinets come without a BOM
            text = data.decode(encoding, "replace")
            if "\0" not in text and "\ufffd" not in text and _reads_as_russian(text):
                return Source(text, encoding, b"")
        if data.startswith(_OLE):
            raise SourceError("это старый документ Word или Excel; сохраните его как .docx или .xlsx")
        raise SourceError("это не текст: в файле есть нулевые байты; укажите текстовый файл, Markdown или HTML")
    try:
        return Source(data.decode("utf-8"), "utf-8", b"")
    except UnicodeDecodeError as error:
        first_bad = error.start
    declared = _META_CHARSET.search(data, 0, _META_WINDOW)
    if declared:
        try:
            name = codecs.lookup(declared[1].decode("ascii")).name
            text = data.decode(name)
            if _reads_as_russian(text):
                return Source(text, name, b"")
        except (LookupError, ValueError):
            pass  # a wrong declaration is common: go on guessing
    if _is_damaged_utf8(data):
        raise SourceError(_broken("utf-8", data, first_bad))
    try:
        text = data.decode("cp1251")
    except UnicodeDecodeError:
        raise SourceError(_broken("utf-8", data, first_bad)) from None
    if not _reads_as_russian(text):
        raise SourceError(
            "не удалось понять кодировку: это не UTF-8, а в Windows-1251 получается не русский текст; "
            "сохраните файл в UTF-8"
        )
    return Source(text, "cp1251", b"")


def _broken(encoding: str, data: bytes, offset: int) -> str:
    line = data.count(b"\n", 0, offset) + 1
    return (
        f"текст в кодировке {encoding.upper()} повреждён: байт № {offset + 1}, строка {line}; "
        "сохраните файл заново в UTF-8"
    )


def _is_damaged_utf8(data: bytes) -> bool:
    """UTF-8 with a few bad bytes, and not a file in cp1251 (where nearly every letter is bad UTF-8)."""
    text = data.decode("utf-8", "replace")
    return sum("а" <= c <= "я" for c in text) > 2 * text.count("�")


def _reads_as_russian(text: str) -> bool:
    """Are the words with Russian letters Russian through and through, small letters after capitals?

    «Дrzte» is a German word read as cp1251, «кЕВЕМХЕ» a Russian one in KOI8-R.
    """
    words = [w for w in _WORD.findall(text[:200_000]) if not w.isascii()]
    odd = sum(_ODD.search(w) is not None for w in words)
    return bool(words) and odd <= 0.3 * len(words)
