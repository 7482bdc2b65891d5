"""Which columns of a table hold copy."""

import pytest

from medadlint.extract.table import is_header, link, recognise


@pytest.mark.parametrize(
    "cell",
    [
        "Заголовок",
        "заголовок 2",
        "Заголовок 1 (до 56 символов)",
        "ТЕКСТ *",
        "Headline 15",
        "Description_1",
        "Тексты быстрых ссылок",
    ],
)
def test_headers(cell):
    assert is_header(cell)


@pytest.mark.parametrize(
    "cell", ["", "Кампания", "Ставка", "Гарантируем результат", "Текстильная улица", "Заголовок страницы сайта", "1"]
)
def test_other_cells(cell):
    assert not is_header(cell)


def test_the_row_with_the_most_headers_counts():
    table = recognise([["Отчёт", ""], ["Тип", "Текст"], ["Номер", "Заголовок 1", "Текст"], ["1", "Текст", "Да"]])
    assert (table.header, table.columns) == (2, {1: "Заголовок 1", 2: "Текст"})


def test_one_word_in_the_middle_is_no_header():
    rows = [["Канал", "Бюджет"], ["Реклама", "5"], ["Почта", "Гарантируем"]]
    table = recognise(rows)
    assert not table.known
    assert [list(table.cells(i, row)) for i, row in enumerate(rows)] == [[0, 1], [0], [0, 1]]
    assert recognise([["", ""], ["Текст", "Дата"]]).header == 1


def test_links():
    assert [link(c) for c in (" https://x.ru/?a=1 ", "x.ru", "см. https://x.ru", "")] == [
        "https://x.ru/?a=1",
        "",
        "",
        "",
    ]
