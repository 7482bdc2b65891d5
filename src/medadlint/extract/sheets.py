"""XLSX and XLS: every sheet a table, every row a document, every cell with its address («Лист1!B7»)."""

from __future__ import annotations

import io
import os
import warnings
from collections.abc import Iterable, Iterator, Sequence

from medadlint.errors import SourceError
from medadlint.extract.archive import BROKEN, Archive
from medadlint.extract.made import Made
from medadlint.extract.model import Extract
from medadlint.extract.table import link, recognise

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK\x03\x04"
_ROWS = 1_048_576  # of a sheet in Excel
_MOST_CELLS = 5_000_000
_MOST_MARKS = 6_000_000  # tags of one sheet


def read_xlsx(data: bytes, whole: bool | None = None) -> Extract:
    """The cells of a workbook. ``whole``: None = a row is an advertisement if a column has a known header."""
    import openpyxl

    archive = Archive(data)  # refuses what unpacks to gigabytes
    for name in archive.names:
        if name.endswith(".xml") and b"<!DOCTYPE" in archive.xml(name, _MOST_MARKS):
            raise SourceError("в таблице есть DOCTYPE, так таблицы не пишут; сохраните файл заново")
    made = Made()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # «Data Validation extension is not supported»
            book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
            for sheet in book.worksheets:
                sheet.reset_dimensions()  # a file may claim a million rows
                rows = list(_rows(sheet.iter_rows(max_row=_ROWS, values_only=True)))
                _sheet(made, sheet.title, rows, whole)
            book.close()
    except SourceError:
        raise
    except Exception:  # noqa: BLE001  whatever a library says of a broken file
        raise SourceError(BROKEN) from None
    return made.done(whole is not False)


def read_xls(data: bytes, whole: bool | None = None) -> Extract:
    """The same for the old format. Exports of cabinets often bear this suffix and are something else: they are read, too."""
    if data.startswith(_ZIP):
        return read_xlsx(data, whole)
    if not data.startswith(_OLE):
        from medadlint.extract import load

        return load(data, "html" if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<") else "csv", whole)
    import xlrd

    made = Made()
    try:
        with open(os.devnull, "w", encoding="utf-8") as nowhere:
            book = xlrd.open_workbook(file_contents=data, logfile=nowhere)
        for sheet in book.sheets():
            rows = [_texts(sheet.row_values(i)) for i in range(sheet.nrows)]
            _sheet(made, sheet.name, rows, whole)
    except SourceError:
        raise
    except Exception:  # noqa: BLE001  the same
        raise SourceError(BROKEN) from None
    return made.done(whole is not False)


def _rows(rows: Iterable[Sequence[object]]) -> Iterator[Sequence[str]]:
    """The strings of rows. A row of one cell in the last column is as wide as it can be: all cells are counted."""
    cells = 0
    for row in rows:
        cells += len(row)
        if cells > _MOST_CELLS:
            raise SourceError("таблица слишком велика для проверки; разделите её на части")
        yield _texts(row)


def _texts(row: Sequence[object]) -> Sequence[str]:
    """The strings of a row, "" for other values; () if it has none: sheets may have a million of such rows."""
    texts = [value if isinstance(value, str) else "" for value in row]
    return texts if any(texts) else ()


def _sheet(made: Made, title: str, rows: Sequence[Sequence[str]], whole: bool | None) -> None:
    table = recognise(rows)
    for number, row in enumerate(rows):
        if not row:
            continue
        before = made.length
        for column in sorted(table.cells(number, row)):
            made.add(row[column], f"{title}!{column_name(column)}{number + 1}", "cell")
        for href in filter(None, map(link, row)) if made.length > before else ():
            made.link(href, made.length, made.length)
        made.end_part(f"{title}, строка {number + 1}", table.known if whole is None else whole)


def column_name(column: int) -> str:
    """«A» for 0, «AA» for 26."""
    name = ""
    column += 1
    while column:
        column, letter = divmod(column - 1, 26)
        name = chr(ord("A") + letter) + name
    return name
