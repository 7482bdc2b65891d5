"""XLSX and XLS: cells with their addresses."""

import io
import sys
import zipfile

import openpyxl
import pytest

from medadlint.errors import SourceError
from medadlint.extract import load
from medadlint.extract.sheets import column_name


def workbook(**sheets) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def documents(data, fmt="xlsx", **options):
    found = load(data, fmt, **options)
    return [(d.text.split("\n\n"), d.locations, d.location, d.whole) for d in found.documents()]


def test_rows_are_advertisements_and_cells_have_addresses():
    data = workbook(
        Тексты=[["Отчёт"], ["№", "Заголовок 1", "Ставка", "Текст"], [1, "Лечим", 2.5, "Приходите"], [], [2, None, "Много", "К нам"]],
        Словарь=[["Слово", 5], ["Да", None]],
    )  # fmt: skip
    assert documents(data) == [
        (["Лечим", "Приходите"], ("Тексты!B3", "Тексты!D3"), "Тексты, строка 3", True),
        (["К нам"], ("Тексты!D5",), "Тексты, строка 5", True),
        (["Слово"], ("Словарь!A1",), "Словарь, строка 1", False),
        (["Да"], ("Словарь!A2",), "Словарь, строка 2", False),
    ]
    assert all(whole for *_, whole in documents(data, whole=True))


def test_findings_have_the_cell(linter):
    data = workbook(
        Лист1=[["Заголовок", "Ссылка"], ["Клиника", ""], ["Гарантируем результат", "https://x.ru/?erid=2Vtz"]]
    )
    found = load(data, "xlsx")
    (finding,) = [f for f in linter.examine(found) if f.rule == "outcome-guarantee"]
    assert (finding.location, found.source[finding.start : finding.end]) == ("Лист1!A3", finding.quote)
    assert [[e.attrs["href"] for e in d.elements] for d in found.documents()] == [[], ["https://x.ru/?erid=2Vtz"]]


@pytest.mark.parametrize(("number", "name"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")])
def test_names_of_columns(number, name):
    assert column_name(number) == name


def test_what_is_called_xls_and_is_something_else():
    data = workbook(Лист1=[["Текст"], ["Лечим"]])
    assert documents(data, "xls") == documents(data)
    assert documents("Текст\tСсылка\r\nЛечим\thttps://x.ru\r\n".encode("utf-16"), "xls")[0][0] == ["Лечим"]
    assert documents("<table><tr><td>Лечим</table>".encode(), "xls")[0][0] == ["Лечим"]


def test_the_old_format():
    xlwt = pytest.importorskip("xlwt", reason="needs xlwt to write the old format")
    book = xlwt.Workbook()
    sheet = book.add_sheet("Лист1")
    sheet.write(0, 1, "Текст")
    sheet.write(1, 1, "Лечим")
    sheet.write(1, 0, 5)
    out = io.BytesIO()
    book.save(out)
    assert documents(out.getvalue(), "xls") == [(["Лечим"], ("Лист1!B2",), "Лист1, строка 2", True)]


@pytest.mark.parametrize("fmt", ["xlsx", "xls"])
def test_broken_files_are_told(fmt):
    for data in (b"PK\x03\x04broken", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)[fmt == "xls" :]:
        with pytest.raises(SourceError, match="повреждён"):
            load(data, fmt)


@pytest.mark.parametrize(("fmt", "package"), [("xlsx", "openpyxl"), ("rtf", "striprtf"), ("pdf", "pypdf")])
def test_a_missing_package_is_told_with_the_command(monkeypatch, fmt, package):
    data = workbook(Лист1=[["Текст"]])
    for name in [n for n in sys.modules if n.partition(".")[0] == package]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(
        SourceError, match=rf"^для формата {fmt} нужен пакет {package}.*pip install 'medadlint\[office\]'$"
    ):
        load(data, fmt)


SHEET = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>'
)


def of_sheet(rows: str, before: str = "") -> bytes:
    """A workbook whose sheet has this XML."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook(Лист1=[["Текст"]]))) as old, zipfile.ZipFile(out, "w") as new:
        for info in old.infolist():
            new.writestr(info, before + SHEET.format(rows) if "sheet1" in info.filename else old.read(info))
    return out.getvalue()


CELL = '<c r="{}" t="inlineStr"><is><t>Лечим</t></is></c>'


@pytest.mark.parametrize(
    ("rows", "before", "message"),
    [
        (f"<row>{CELL.format('XFD1')}</row>" * 400, "", "таблица слишком велика"),
        ("<row/>" * 300_000, "", "слишком велик"),
        (CELL.format("A1"), '<!DOCTYPE a [<!ENTITY f SYSTEM "file:///etc/passwd">]>', "DOCTYPE"),
        (CELL.format("ZZZZZZ1"), "", None),
    ],
    ids=["wide", "many", "doctype", "no such column"],
)
def test_hostile_sheets_are_refused(monkeypatch, rows, before, message):
    monkeypatch.setattr("medadlint.extract.sheets._MOST_MARKS", 200_000)
    if message:
        with pytest.raises(SourceError, match=message):
            load(of_sheet(rows, before), "xlsx")
    else:
        assert load(of_sheet(rows, before), "xlsx").text == ""


def test_a_row_beyond_the_last_is_not_waited_for(monkeypatch):
    """Row 2 000 000 000 would be two thousand million empty rows."""
    monkeypatch.setattr("medadlint.extract.sheets._ROWS", 1000)
    data = of_sheet(f'<row>{CELL.format("A1")}</row><row r="2000000000">{CELL.format("A2000000000")}</row>')
    assert [text for text, *_ in documents(data)] == [["Лечим"]]
