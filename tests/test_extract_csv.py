"""CSV: fields with their places, the module csv as the oracle; advertisements row by row."""

import csv
import io
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_extract_invariant import check

from medadlint.extract import extract, load
from medadlint.extract.csv import _rows

DIRECT = (
    'Кампания;Заголовок 1;Текст;Быстрые ссылки;Ссылка\n'
    'Лечим всех;Гарантируем результат;"Мы ""лечим""; приходите\nк нам";Цены;https://x.ru/?erid=2Vtz\n'
    "Зубы;Лечение кариеса;Запишитесь;;\n"
)  # fmt: skip


def rows(source, **options):
    found = extract(source, "csv", **options)
    check(found._replace(elements=()))
    return [part.text for part in found.documents()]


def test_each_row_is_an_advertisement():
    found = extract(DIRECT, "csv")
    first, second = found.documents()
    assert first.text == 'Гарантируем результат\n\nМы "лечим"; приходите\nк нам\n\nЦены'
    assert first.locations == (
        "строка 2, столбец «Заголовок 1»",
        "строка 2, столбец «Текст»",
        "строка 2, столбец «Быстрые ссылки»",
    )
    assert (second.text, second.location, second.whole) == ("Лечение кариеса\n\nЗапишитесь", "строка 3", True)
    assert [[e.attrs["href"] for e in d.elements] for d in (first, second)] == [["https://x.ru/?erid=2Vtz"], []]


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_the_delimiter_is_found(delimiter):
    source = f"Headline 1{delimiter}Description\nЛечим{delimiter}Приходите к нам\nДа{delimiter}Нет\n"
    assert rows(source) == ["Лечим\n\nПриходите к нам", "Да\n\nНет"]


def test_one_column_has_no_delimiter():
    assert rows("Текст\nЛечим; быстро, и точка\nДа; нет\n") == ["Лечим; быстро, и точка", "Да; нет"]


def test_headers_below_a_preamble():
    source = "Тип кампании:;Текст\n;;\nНомер;Заголовок 1;Заголовок 2;Текст\n1;Да;Нет;Ага\n"
    assert rows(source) == ["Да\n\nНет\n\nАга"]


def test_unknown_headers_every_cell_and_no_advertisement():
    found = extract("ключ,ru\na,Лечим\nb,Привет\n", "csv")
    assert [d.text for d in found.documents()] == ["ключ", "Лечим", "Привет"]
    assert not any(d.whole for d in found.documents())
    assert all(d.whole for d in extract("ключ,ru\na,Лечим\n", "csv", whole=True).documents())


def test_exports_in_utf16_without_a_bom():
    data = "Заголовок\tТекст\r\nЛечим зубы\tПриходите к нам\r\n"
    for encoding in ("utf-16-le", "utf-16-be", "utf-16", "cp1251", "utf-8-sig"):
        assert [d.text for d in load(data.encode(encoding), "csv").documents()] == ["Лечим зубы\n\nПриходите к нам"]


FIELDS = st.text(alphabet='аб "\n\r;,', max_size=6)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.lists(FIELDS, min_size=2, max_size=4), min_size=1, max_size=4), st.sampled_from(";,"))
def test_fields_are_those_of_the_module_csv(table, delimiter):
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter).writerows(table)
    source = out.getvalue()
    found = [
        [source[a:b].replace('""', '"') if q else source[a:b] for a, b, q in fields]
        for fields, _ in _rows(source, delimiter)
    ]
    assert found == table


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet='аб ";\n\t,Т<>&', max_size=40))
def test_any_text_is_a_table(source):
    check(extract(source, "csv")._replace(elements=()))


@pytest.mark.parametrize("piece", ['"', '";', '"а;', '"а"б;', '"а\n', 'а;"\n', '""', ";", "а\n", '"""'])
def test_hostile_tables_are_linear(piece):
    start = time.process_time()
    extract(piece * (100_000 // len(piece)), "csv")
    assert time.process_time() - start < 8


def test_findings_have_the_cell_and_the_absence_its_row(linter):
    source = DIRECT + "x;Лечим кариес;Имеются противопоказания, нужна консультация специалиста. Запишитесь!;;\n"
    found = linter.check(source, "csv", whole=None)
    assert all(source[f.start : f.end] == f.quote for f in found)
    assert ("outcome-guarantee", "строка 2, столбец «Заголовок 1»") in [(f.rule, f.location) for f in found]
    missing = [f.location for f in found if f.rule == "service-warning"]
    assert "строка 3" in missing
    assert "строка 4" not in missing


def test_fix_changes_only_the_words(linter):
    fixed = linter.fix(DIRECT, "csv")
    assert fixed == DIRECT.replace("Гарантируем результат", "Стремимся к результату")
