"""Bytes to text."""

import codecs

import pytest

from medadlint.errors import SourceError
from medadlint.source import decode

TEXT = "Лечение зубов.\r\nБез очередей.\n"


@pytest.mark.parametrize(
    ("data", "encoding", "bom"),
    [
        (TEXT.encode(), "utf-8", b""),
        (codecs.BOM_UTF8 + TEXT.encode(), "utf-8", codecs.BOM_UTF8),
        (codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"), "utf-16-le", codecs.BOM_UTF16_LE),
        (codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), "utf-16-be", codecs.BOM_UTF16_BE),
        (codecs.BOM_UTF32_LE + TEXT.encode("utf-32-le"), "utf-32-le", codecs.BOM_UTF32_LE),
        (TEXT.encode("cp1251"), "cp1251", b""),
    ],
)
def test_encoding_is_found_and_bytes_go_back(data, encoding, bom):
    source = decode(data)
    assert (source.text, source.encoding, source.bom) == (TEXT, encoding, bom)
    assert source.encode(source.text) == data


def test_html_meta_names_the_encoding():
    page = '<meta http-equiv="Content-Type" content="text/html; charset=koi8-r"><p>Лечение зубов'
    source = decode(page.encode("koi8-r"))
    assert (source.text, source.encoding) == (page, "koi8-r")


def test_wrong_meta_does_not_spoil_cp1251():
    page = '<meta charset="utf-8"><p>Лечение зубов в городе</p>'
    assert decode(page.encode("cp1251")).text == page


def test_empty_file_is_an_empty_text():
    assert decode(b"").text == ""


def test_few_bad_bytes_in_utf8_are_damage_not_cp1251():
    data = "Первая строка\nЛечение зу".encode() + b"\xff" + "бов без очередей и спешки".encode()
    with pytest.raises(SourceError, match=r"UTF-8 повреждён: байт № 46, строка 2; сохраните файл заново в UTF-8"):
        decode(data)


def test_cut_utf16_is_damage():
    with pytest.raises(SourceError, match="UTF-16-LE повреждён"):
        decode(codecs.BOM_UTF16_LE + b"\x1b\x04\x35")


def test_binary_is_not_text():
    with pytest.raises(SourceError, match="нулевые байты"):
        decode(b"\x89PNG\r\n\x1a\n\x00\x00")


def test_foreign_bytes_are_refused_not_guessed():
    with pytest.raises(SourceError, match="не удалось понять кодировку"):
        decode("Ärzte für die ganze Familie, Behandlung möglich".encode("latin-1"))


def test_utf16_without_a_bom():
    for encoding in ("utf-16-le", "utf-16-be"):
        source = decode(TEXT.encode(encoding))
        assert (source.text, source.encoding, source.bom) == (TEXT, encoding, b"")
    with pytest.raises(SourceError, match="нулевые байты"):
        decode("plain ascii".encode("utf-16-le"))


def test_the_old_word_is_told_from_other_binaries():
    with pytest.raises(SourceError, match=r"сохраните его как \.docx"):
        decode(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 100)
