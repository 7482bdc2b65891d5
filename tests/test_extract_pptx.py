"""PPTX: slides in the order of the show, tables, links, pictures, notes."""

import io
import zipfile

import pytest

from medadlint.errors import SourceError
from medadlint.extract import load

A = "http://schemas.openxmlformats.org/drawingml/2006/main"
P = "http://schemas.openxmlformats.org/presentationml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
NS = f'xmlns:a="{A}" xmlns:p="{P}" xmlns:r="{R}"'


def rels(**targets: tuple[str, str, str]) -> str:
    rows = (f'<Relationship Id="{i}" Type="{R}/{kind}" Target="{t}"{mode}/>' for i, (kind, t, mode) in targets.items())
    return f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{"".join(rows)}</Relationships>'


def shape(*paragraphs: str, kind: str = "") -> str:
    placeholder = (
        f'<p:nvSpPr><p:cNvPr id="1" name="x"/><p:nvPr><p:ph type="{kind}"/></p:nvPr></p:nvSpPr>' if kind else ""
    )
    return f"<p:sp>{placeholder}<p:txBody>{''.join(f'<a:p>{p}</a:p>' for p in paragraphs)}</p:txBody></p:sp>"


def run(text: str, link: str = "") -> str:
    click = f'<a:hlinkClick r:id="{link}"/>' if link else ""
    return f"<a:r><a:rPr>{click}</a:rPr><a:t>{text}</a:t></a:r>"


def pptx(first: str, second: str = "", notes: str = "") -> bytes:
    slide = "<p:sld {}><p:cSld><p:spTree>{}</p:spTree></p:cSld></p:sld>"
    files = {
        "_rels/.rels": rels(a=("officeDocument", "ppt/presentation.xml", "")),
        "ppt/presentation.xml": f'<p:presentation {NS}><p:sldIdLst><p:sldId id="9" r:id="z"/><p:sldId id="8" r:id="b"/></p:sldIdLst></p:presentation>',
        "ppt/_rels/presentation.xml.rels": rels(
            b=("slide", "slides/slide1.xml", ""),
            z=("slide", "/ppt/slides/slide2.xml", ""),
            m=("slideMaster", "m.xml", ""),
        ),
        "ppt/slides/slide2.xml": slide.format(NS, first),
        "ppt/slides/slide1.xml": slide.format(NS, second),
        "ppt/slides/_rels/slide2.xml.rels": rels(
            n=("notesSlide", "../notesSlides/n.xml", ""), h=("hyperlink", "https://x.ru", ' TargetMode="External"')
        ),
        "ppt/notesSlides/n.xml": f"<p:notes {NS}>{notes}</p:notes>",
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return out.getvalue()


def test_places():
    first = (
        shape(run("Заго") + run("ловок"), kind="title")
        + shape(run("Раз") + "<a:br/>" + run("два"), run("по", "h") + run(" ссылке"))
        + shape(run("7"), kind="sldNum")
        + f"<p:graphicFrame><a:tbl><a:tr><a:tc><a:txBody><a:p>{run('ячейка')}</a:p></a:txBody></a:tc></a:tr></a:tbl></p:graphicFrame>"
        + '<p:pic><p:nvPicPr><p:cNvPr id="2" name="x" descr="фото врача"/></p:nvPicPr></p:pic>'
    )
    found = load(pptx(first, shape(run("Второй")), shape(run("Заметка"))), "pptx")
    blocks = [
        (x.kind, place, found.text[x.start : x.end]) for x, place in zip(found.blocks, found.locations, strict=True)
    ]
    assert blocks == [
        ("heading", "слайд 1", "Заголовок"),
        ("text", "слайд 1", "Раз\nдва"),
        ("text", "слайд 1", "по ссылке"),
        ("cell", "слайд 1", "ячейка"),
        ("alt", "слайд 1", "фото врача"),
        ("text", "слайд 1, заметки", "Заметка"),
        ("text", "слайд 2", "Второй"),
    ]
    assert [e.attrs["href"] for e in found.elements] == ["https://x.ru"]
    assert found.whole


@pytest.mark.parametrize("data", [b"PK", b"nothing", pptx("<p:sp>")[:200], pptx("<p:broken")])
def test_broken_files_are_told(data):
    with pytest.raises(SourceError):
        load(data, "pptx")


def test_another_archive_is_no_presentation():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", "<a/>")
    with pytest.raises(SourceError, match="повреждён"):
        load(out.getvalue(), "pptx")
