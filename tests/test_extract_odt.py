"""ODT: paragraphs, tables, notes."""

import io
import zipfile

import pytest

from medadlint.errors import SourceError
from medadlint.extract import load

NS = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in (("office", "office"), ("text", "text"), ("table", "table"), ("style", "style"))
)


def odt(body: str, styles: str = "") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(
            "content.xml", f"<office:document-content {NS} xmlns:xlink='x'>{body}</office:document-content>"
        )
        archive.writestr("styles.xml", f"<office:document-styles {NS}>{styles}</office:document-styles>")
    return out.getvalue()


def test_places():
    data = odt(
        "<text:h>Заголовок</text:h><text:p/><text:p>Мы  <text:span>гаран</text:span>тируем<text:line-break/>это<text:s/>всем"
        "<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>Сноска</text:p></text:note-body></text:note></text:p>"
        "<text:tracked-changes><text:deletion><text:p>удалено</text:p></text:deletion></text:tracked-changes>"
        "<table:table><table:table-row><table:table-cell><text:p>Ячейка</text:p></table:table-cell></table:table-row></table:table>"
        "<text:p><office:annotation><text:p>заметка</text:p></office:annotation><text:a xlink:href='https://x.ru'>тут</text:a></text:p>",
        "<style:footer><text:p>Снизу</text:p></style:footer>",
    )
    found = load(data, "odt")
    blocks = [found.text[b.start : b.end] for b in found.blocks]
    assert list(zip(blocks, found.locations, strict=True)) == [
        ("Заголовок", "абзац 1"),
        ("Сноска", "сноска"),
        ("Мы гарантируем\nэто всем", "абзац 3"),
        ("Ячейка", "таблица 1, строка 1"),
        ("тут", "абзац 4"),
        ("Снизу", "нижний колонтитул"),
    ]
    assert [e.attrs["href"] for e in found.elements] == ["https://x.ru"]
    assert found.whole


def test_what_is_no_document_is_told():
    with pytest.raises(SourceError, match="повреждён"):
        load(b"text", "odt")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("content.xml", '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>')
    with pytest.raises(SourceError, match="DOCTYPE"):
        load(out.getvalue(), "odt")
