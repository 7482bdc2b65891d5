"""The documents of a file: each tiles its own text, and leads back to the same source."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from medadlint.extract import extract
from medadlint.extract.made import Made


def check_documents(file):
    for document in file.documents():
        at = 0
        for tile in document.segments:
            assert tile.start == at <= tile.end
            at = tile.end
            if tile.verbatim:
                assert document.text[tile.start : tile.end] == file.source[tile.source_start : tile.source_end] != ""
        assert at == len(document.text)
        assert len(document.locations) == len(document.blocks)
        for m in re.finditer("[а-я]+", document.text):
            start, end = document.place(*m.span())
            assert file.source[start:end].startswith(m[0][0])
            assert document.where(m.start())


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.lists(st.sampled_from(["", "да", '"не""т"', "<b>а</b>б", "два слова", '" и\n\nи "', "x"]), max_size=4))
)
def test_rows(rows):
    file = extract("\n".join(";".join(row) for row in rows), "csv")
    check_documents(file)
    blocks = [file.text[b.start : b.end] for b in file.blocks]
    assert [d.text[b.start : b.end] for d in file.documents() for b in d.blocks] == blocks


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.text(alphabet="аб \n", max_size=8), st.booleans())))
def test_what_is_put_together(paragraphs):
    made = Made()
    for number, (text, ends) in enumerate(paragraphs):
        start = made.add(text, f"абзац {number}")
        if text.strip():
            made.link(str(number), start, made.length)
        if ends:
            made.end_part(f"часть {number}", whole=False)
    made.end_part("конец", whole=True)
    file = made.done(whole=True)
    check_documents(file)
    assert [d.text[b.start : b.end] for d in file.documents() for b in d.blocks] == [
        file.text[b.start : b.end] for b in file.blocks
    ]
    for document in file.documents():
        if file.parts:
            names = {where.removeprefix("абзац ") for where in document.locations}
            assert {e.attrs["href"] for e in document.elements} == names


def test_a_file_without_parts_is_one_document():
    file = extract("Да\n\nНет", "text")
    assert list(file.documents()) == [file]
    assert file.where(0) == ""


def test_nothing_has_no_place():
    assert extract("слово", "text").place(2, 2) == (0, 0)
    assert extract("слово", "text").place(2, 3) == (2, 3)
