"""Comments in a copy of a Word document: on the very words, and nothing else is changed."""

import io
import shutil
import subprocess
import zipfile

import docx
import pytest
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st
from test_extract_docx import NS, changed, saved

from medadlint.comments import _before_end, _lines, annotate
from medadlint.extract import load


def commented(linter, data):
    """The copy, and what each of its comments is on: (words, first line)."""
    found = linter.examine(load(data, "docx", whole=False))
    copy = annotate(data, found)
    document = docx.Document(io.BytesIO(copy))
    words: dict[str, str] = {}
    open_ = set()
    for element in document.element.body.iter():
        ident = element.get(qn("w:id"))
        if element.tag == qn("w:commentRangeStart"):
            open_.add(ident)
            words[ident] = ""
        elif element.tag == qn("w:commentRangeEnd"):
            open_.remove(ident)
        elif element.tag == qn("w:t"):
            for i in open_:
                words[i] += element.text or ""
    assert not open_
    assert load(copy, "docx").text == load(data, "docx").text
    return copy, [(words[str(c.comment_id)], c.paragraphs[0].text) for c in document.comments]


def test_a_claim_over_several_runs(linter):
    document = docx.Document()
    paragraph = document.add_paragraph("Мы ")
    paragraph.add_run("обещаем & гаранти").bold = True
    paragraph.add_run("руем").italic = True
    paragraph.add_run(" результат навсегда ")
    copy, comments = commented(linter, saved(document))
    assert [words for words, _ in comments] == ["гарантируем результат"]
    assert comments[0][1].startswith("Риск: Гарантия результата лечения.")
    runs = [(r.text, r.bold, r.italic) for r in docx.Document(io.BytesIO(copy)).paragraphs[0].runs if r.text]
    assert runs == [
        ("Мы ", None, None), ("обещаем & ", True, None), ("гаранти", True, None), ("руем", None, True),
        (" результат", None, None), (" навсегда ", None, None),
    ]  # fmt: skip


RUNS = st.lists(
    st.lists(st.sampled_from(["Гарантируем результат", "гаранти", "руем ", "результат", " ", "& <b>", "😀", "\n", "\t", ". "]), max_size=5),
    max_size=5,
)  # fmt: skip


@settings(max_examples=20, deadline=None)
@given(st.lists(RUNS, min_size=1, max_size=3))
def test_each_comment_is_on_its_words(linter, paragraphs):
    document = docx.Document()
    for runs in paragraphs:
        paragraph = document.add_paragraph()
        for pieces in runs:
            paragraph.add_run("".join(pieces)).bold = len(pieces) % 2 == 0
    data = saved(document)
    quotes = [f.quote for f in linter.examine(load(data, "docx", whole=False))]
    _, comments = commented(linter, data)
    plain = str.maketrans("", "", " \n\t")  # tabs and breaks are elements, not text
    assert [words.translate(plain) for words, _ in comments] == [quote.translate(plain) for quote in quotes]


def test_what_stands_elsewhere_is_told_at_the_beginning(linter):
    document = docx.Document()
    document.add_paragraph("Клиника")
    document.sections[0].header.paragraphs[0].text = "Гарантируем результат"
    copy, comments = commented(linter, saved(document))
    assert [words for words, _ in comments] == [""]
    (comment,) = docx.Document(io.BytesIO(copy)).comments
    assert comment.paragraphs[-1].text == "Место: верхний колонтитул; правило: outcome-guarantee."


def test_a_body_without_words(linter):
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "Гарантируем результат"
    assert len(commented(linter, saved(document))[1]) == 1


def test_comments_that_are_there_stay(linter):
    document = docx.Document()
    run = document.add_paragraph("Клиника").add_run(" наша")
    document.add_comment(run, text="Своё", author="Я")
    document.add_paragraph("Гарантируем результат. Лучшая клиника города!")
    _, comments = commented(linter, saved(document))
    assert [words for words, _ in comments] == [" наша", "Гарантируем результат", "Лучшая клиника"]
    assert comments[0][1] == "Своё"


@pytest.mark.parametrize("prefix", ["a:", ""])
def test_other_prefixes(linter, prefix):
    name = prefix.rstrip(":")
    space = NS.replace("xmlns:w=", f"xmlns:{name}=" if name else "xmlns=").split(" xmlns:mc")[0]
    inner = "<w:body><w:p><w:r><w:rPr><w:b/></w:rPr><w:t>Мы гарантируем результат всем</w:t></w:r></w:p></w:body>"
    xml = f"<w:document {space}>{inner}</w:document>".replace("<w:", f"<{prefix}").replace("</w:", f"</{prefix}")
    _, comments = commented(linter, changed(saved(docx.Document()), {"word/document.xml": xml}))
    assert [words for words, _ in comments] == ["гарантируем результат"]


def test_the_rest_is_byte_for_byte_the_same(linter):
    document = docx.Document()
    document.add_paragraph("Гарантируем результат")
    data = saved(document)
    copy, _ = commented(linter, data)
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(io.BytesIO(copy)) as new:
        touched = {"word/document.xml", "word/_rels/document.xml.rels", "[Content_Types].xml"}
        assert set(new.namelist()) == {*old.namelist(), "word/comments.xml"}
        assert all(old.read(n) == new.read(n) for n in old.namelist() if n not in touched)
    assert annotate(data, [])  # no findings: a copy all the same


@pytest.mark.skipif(not shutil.which("soffice"), reason="needs LibreOffice to open the copy")
def test_an_office_opens_it(linter, tmp_path):
    document = docx.Document()
    document.add_paragraph("Мы гарантируем результат. Лучшая клиника города!")
    copy, comments = commented(linter, saved(document))
    (tmp_path / "a.docx").write_bytes(copy)
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = [
        "soffice",
        profile,
        "--headless",
        "--convert-to",
        "odt",
        "--outdir",
        str(tmp_path),
        str(tmp_path / "a.docx"),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    content = zipfile.ZipFile(tmp_path / "a.odt").read("content.xml").decode()
    assert content.count("<office:annotation ") == len(comments) == 2


def only_body(body):
    """A document whose body is written by hand, for what python-docx never writes."""
    return changed(
        saved(docx.Document()), {"word/document.xml": f"<w:document {NS}><w:body>{body}</w:body></w:document>"}
    )


def test_a_claim_that_begins_or_ends_with_a_reference(linter):
    paragraph = "<w:p><w:r><w:t>Мы гаранти&#1088;уем результа&#x442;</w:t></w:r></w:p>"
    _, comments = commented(linter, only_body(paragraph))
    assert [words for words, _ in comments] == ["гарантируем результат"]


def test_what_a_comment_says(linter):
    (claim,) = linter.examine(
        load(only_body("<w:p><w:r><w:t>Гарантируем результат</w:t></w:r></w:p>"), "docx", whole=False)
    )
    assert _lines(claim._replace(quote=""))[0] == "Обо всём документе."
    bare = claim._replace(rewrites=[], needs="evidence", advice="Подумайте.", location=None, law=[], fine=None)
    assert _lines(bare)[1:] == ["Можно оставить, если есть чем подтвердить.", "Что делать: Подумайте.", claim.rule]
    assert _lines(bare._replace(advice=""))[-1] == claim.rule


def test_words_that_are_not_where_they_were_said_to_be(linter):
    data = only_body("<w:p><w:r><w:t>Гарантируем результат</w:t></w:r></w:p>")
    found = linter.examine(load(data, "docx", whole=False))
    moved = [found[0]._replace(start=found[0].start + 3, end=found[0].end + 3)]
    text = zipfile.ZipFile(io.BytesIO(annotate(data, moved))).read("word/document.xml").decode()
    assert text.index("commentRangeStart") < text.index("commentRangeEnd") < text.index("Гарантируем результат")


@pytest.mark.parametrize(
    ("xml", "expected"),
    [
        (b"<w:comments><a/></w:comments>", b"<w:comments><a/>NEW</w:comments>"),
        (b"<w:comments x='1'/>", b"<w:comments x='1'>NEW</w:comments>"),
        (b"<comments/>", b"<comments>NEW</comments>"),
        (b"<other/>", b"<other/>"),
    ],
)
def test_the_end_of_a_root_element(xml, expected):
    assert _before_end(xml, b"comments", b"NEW") == expected
