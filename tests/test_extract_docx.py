"""DOCX: everything a reader sees, with a name for its place; nothing else."""

import contextlib
import io
import zipfile

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from medadlint.errors import SourceError
from medadlint.extract import load

NS = nsdecls("w") + (
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" xmlns:v="urn:schemas-microsoft-com:vml"'
)


def saved(document) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def places(data, **options):
    found = load(data, "docx", **options)
    return [(found.text[b.start : b.end], where) for b, where in zip(found.blocks, found.locations, strict=True)]


def of_body(inner: str) -> list[tuple[str, str]]:
    """The blocks of a document with these paragraphs."""
    document = docx.Document()
    for element in parse_xml(f"<w:body {NS}>{inner}</w:body>"):
        document.element.body.insert(len(document.element.body) - 1, element)
    return places(saved(document))


def test_paragraphs_tables_headers():
    document = docx.Document()
    document.add_paragraph("Первый")
    document.add_paragraph("")
    paragraph = document.add_paragraph("Тре")
    paragraph.add_run("тий").bold = True
    table = document.add_table(2, 2)
    table.cell(0, 0).text, table.cell(1, 1).text = "Раз", "Два"
    document.add_paragraph("Четвёртый")
    document.sections[0].header.paragraphs[0].text = "Сверху"
    document.sections[0].footer.paragraphs[0].text = "Снизу"
    assert places(saved(document)) == [
        ("Первый", "абзац 1"),
        ("Третий", "абзац 3"),
        ("Раз", "таблица 1, строка 1"),
        ("Два", "таблица 1, строка 2"),
        ("Четвёртый", "абзац 4"),
        ("Снизу", "нижний колонтитул"),
        ("Сверху", "верхний колонтитул"),
    ]


@pytest.mark.parametrize(
    ("inner", "expected"),
    [
        ("<w:p><w:ins w:id='1'><w:r><w:t>вставка</w:t></w:r></w:ins></w:p>", ["вставка"]),
        ("<w:p><w:r><w:t>не </w:t></w:r><w:del w:id='1'><w:r><w:delText>нет</w:delText></w:r></w:del><w:r><w:t>да</w:t></w:r></w:p>", ["не да"]),
        ("<w:sdt><w:sdtContent><w:p><w:r><w:t>поле</w:t></w:r></w:p></w:sdtContent></w:sdt>", ["поле"]),
        ("<w:p><w:r><w:t>а </w:t></w:r><w:sdt><w:sdtContent><w:r><w:t>б</w:t></w:r></w:sdtContent></w:sdt></w:p>", ["а б"]),
        ("<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>скрыто</w:t></w:r><w:r><w:t>видно</w:t></w:r></w:p>", ["видно"]),
        ("<w:p><w:pPr><w:rPr><w:vanish/></w:rPr></w:pPr><w:r><w:t>видно</w:t></w:r></w:p>", ["видно"]),
        ("<w:p><w:r><w:t>а</w:t><w:br/><w:t>б</w:t><w:tab/><w:t>в</w:t><w:noBreakHyphen/><w:t>г</w:t></w:r></w:p>", ["а\nб в\u2011г"]),
        ("<w:p><w:r><w:t>а</w:t><w:br/><w:br/><w:t>б &amp; &lt;в&gt;</w:t></w:r></w:p>", ["а", "б & <в>"]),
        ("<w:p><w:r><w:instrText> DATE </w:instrText></w:r><w:r><w:t>сегодня</w:t></w:r></w:p>", ["сегодня"]),
        ("<w:p><w:pPr><w:tabs><w:tab w:val='left' w:pos='1'/></w:tabs></w:pPr><w:r><w:t>а</w:t></w:r></w:p>", ["а"]),
        ("<w:p><w:moveFrom w:id='1'><w:r><w:t>старое</w:t></w:r></w:moveFrom><w:moveTo w:id='2'><w:r><w:t>новое</w:t></w:r></w:moveTo></w:p>", ["новое"]),
    ],
)  # fmt: skip
def test_what_is_seen_and_what_is_not(inner, expected):
    assert [text for text, _ in of_body(inner)] == expected


def test_text_boxes_are_read_once():
    box = "<w:txbxContent><w:p><w:r><w:t>в рамке</w:t></w:r></w:p></w:txbxContent>"
    inner = (
        "<w:p><w:r><w:t>до</w:t></w:r><w:r><mc:AlternateContent>"
        f"<mc:Choice Requires='wps'><wps:txbx>{box}</wps:txbx></mc:Choice>"
        f"<mc:Fallback><v:textbox>{box}</v:textbox></mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )
    assert of_body(inner) == [("в рамке", "надпись"), ("до", "абзац 1")]


def changed(data: bytes, files: dict[str, str | bytes]) -> bytes:
    """The archive with other files in it."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            if info.filename not in files:
                new.writestr(info.filename, old.read(info.filename))
        for name, content in files.items():
            new.writestr(name, content)
    return out.getvalue()


def test_footnotes_are_numbered_and_links_are_kept():
    document = docx.Document()
    part = document.part
    rel = part.relate_to(
        "https://x.ru/?erid=2Vtz",
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink",
        is_external=True,
    )
    paragraph = document.add_paragraph("Подробнее ")
    link = f"<w:hyperlink {nsdecls('w', 'r')} r:id='{rel}'><w:r><w:t>тут</w:t></w:r></w:hyperlink>"
    paragraph._p.append(parse_xml(link))
    data = saved(document)
    rels = zipfile.ZipFile(io.BytesIO(data)).read("word/_rels/document.xml.rels").decode()
    note = '<Relationship Id="rN" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes" Target="footnotes.xml"/>'
    separator = "<w:footnote w:type='separator' w:id='-1'><w:p><w:r><w:separator/></w:r></w:p></w:footnote>"
    notes = "".join(
        f"<w:footnote w:id='{i}'><w:p><w:r><w:t>{t}</w:t></w:r></w:p></w:footnote>" for i, t in ((1, "Раз"), (2, "Два"))
    )
    data = changed(
        data,
        {
            "word/footnotes.xml": f"<w:footnotes {NS}>{separator}{notes}</w:footnotes>",
            "word/_rels/document.xml.rels": rels.replace("</Relationships>", note + "</Relationships>"),
        },
    )
    assert places(data) == [("Подробнее тут", "абзац 1"), ("Раз", "сноска 1"), ("Два", "сноска 2")]
    found = load(data, "docx")
    (element,) = found.elements
    assert (element.attrs["href"], found.source[element.start : element.end]) == ("https://x.ru/?erid=2Vtz", "тут")


def test_a_document_is_whole():
    data = saved(docx.Document())
    assert [load(data, "docx", whole).whole for whole in (None, True, False)] == [True, True, False]


BOMB = '<!DOCTYPE w [<!ENTITY a "ааа"><!ENTITY b "&a;&a;&a;">]>'


@pytest.mark.parametrize(
    ("xml", "message"),
    [
        (f"{BOMB}<w:document {NS}><w:body><w:p><w:r><w:t>&b;</w:t></w:r></w:p></w:body></w:document>", "DOCTYPE"),
        (f'<!DOCTYPE w SYSTEM "file:///etc/passwd"><w:document {NS}/>', "DOCTYPE"),
        (f"<w:document {NS}><w:body>", "повреждён"),
        (b"\xff\xfe<\0w", "повреждён"),
    ],
)
def test_hostile_xml_is_refused(xml, message):
    with pytest.raises(SourceError, match=message):
        load(changed(saved(docx.Document()), {"word/document.xml": xml}), "docx")


def test_a_zip_bomb_is_refused(monkeypatch):
    from medadlint.extract import archive

    monkeypatch.setattr(archive, "LARGEST", 1_000_000)
    data = changed(saved(docx.Document()), {"word/x.bin": b"\0" * 2_000_000})
    with pytest.raises(SourceError, match="распаковывается больше"):
        load(data, "docx")


def test_an_archive_of_very_many_files_is_refused(monkeypatch):
    from medadlint.extract import archive

    monkeypatch.setattr(archive, "MOST_FILES", 50)
    data = changed(saved(docx.Document()), {f"word/{n}": b"" for n in range(60)})
    with pytest.raises(SourceError, match="больше 50 частей"):
        load(data, "docx")


@pytest.mark.parametrize("unit", ["<w:p/>", "<w:p><w:r><w:t>а</w:t></w:r></w:p>", "&#97;", "\n", "<w:p>"])
def test_very_many_tags_are_refused(monkeypatch, unit):
    from medadlint.extract import archive

    monkeypatch.setattr(archive.Archive.xml, "__defaults__", (10_000,))
    xml = f"<w:document {NS}><w:body>{unit * 20_000}</w:body></w:document>"
    with pytest.raises(SourceError, match="слишком велик"):
        load(changed(saved(docx.Document()), {"word/document.xml": xml}), "docx")


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_broken_archive_of_any_method_is_told(method):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        archive.writestr("word/document.xml", f"<w:document {NS}/>")
    data = out.getvalue()
    for place in range(30, len(data) - 10, 7):
        with contextlib.suppress(SourceError):
            load(data[:place] + b"\xff\x00\xff" + data[place + 3 :], "docx")


@pytest.mark.parametrize("data", [b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, b"text"])
def test_what_is_no_document_is_told(data):
    with pytest.raises(SourceError, match="повреждён или закрыт паролем"):
        load(data, "docx")


def test_an_empty_file_is_an_empty_text():
    assert load(b"", "docx").text == ""


def test_utf16_inside():
    data = saved(docx.Document())
    xml = f'<?xml version="1.0" encoding="UTF-16"?><w:document {NS}><w:body><w:p><w:r><w:t>да</w:t></w:r></w:p></w:body></w:document>'
    assert places(changed(data, {"word/document.xml": xml.encode("utf-16")})) == [("да", "абзац 1")]
