"""CSV and TSV: exports of advertising cabinets, each row one advertisement, with places in the file.

The module csv of Python tells no places, so the fields are found here; it is the oracle of the tests.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from medadlint.extract.model import Element, Extract
from medadlint.extract.strings import Strings, pattern
from medadlint.extract.table import Table, link, recognise

_NONE = "\x1f"  # a table of one column
_DELIMITERS = f"{_NONE};\t,|"
_LOOKED_AT = 60  # rows
_SPECIAL = pattern('""')
_PLAIN = pattern()
Field = tuple[int, int, bool]
"""Where a field stands, without its quotes, and whether it has them."""


def extract_csv(source: str, whole: bool | None = None) -> Extract:
    """The cells of a table. ``whole``: None = a row is an advertisement if a column has a known header."""
    flow = Strings(source, _PLAIN, lambda _: '"')
    delimiter, table = _understand(source)
    whole = table.known if whole is None else whole
    for number, (fields, end) in enumerate(_rows(source, delimiter)):
        row = [source[a:b] for a, b, _ in fields]
        if number > table.header:
            for (a, b, _), cell in zip(fields, row, strict=True):
                if href := link(cell):
                    flow.elements.append(Element("a", {"href": href}, a, b))
        for column in sorted(table.cells(number, row)):
            a, b, quoted = fields[column]
            flow.special = _SPECIAL if quoted else _PLAIN
            flow.piece(a, b)
            name = table.name(column)
            flow.end_string(f"строка {number + 1}, столбец " + (f"«{name}»" if name else str(column + 1)))
        flow.end_part(end, f"строка {number + 1}", whole)
    return flow.done(whole=whole, special=f'"{delimiter}\r\n')


def _understand(source: str) -> tuple[str, Table]:
    """The delimiter and the table that it makes: the most known headers, else the most rows of one width."""

    def score(delimiter: str) -> tuple[int, int]:
        rows = samples[delimiter]
        table = recognise(rows)
        widths = [len(row) for row in rows]
        usual = len(rows[table.header]) if table.known else max(set(widths), key=widths.count, default=0)
        return len(table.columns), widths.count(usual) * (usual > 1)

    samples = {
        delimiter: [
            [source[a:b].replace('""', '"') for a, b, _ in fields]
            for fields, _ in islice(_rows(source, delimiter), _LOOKED_AT)
        ]
        for delimiter in _DELIMITERS
    }
    delimiter = max(_DELIMITERS, key=score)
    return delimiter, recognise(samples[delimiter])


def _rows(source: str, delimiter: str) -> Iterator[tuple[list[Field], int]]:
    """The fields of each row, and where the row ends with its line break.

    A quotation mark that is not closed scans to the end of the file; those behind it close at once, so time is linear.
    """
    d = re.escape(delimiter)
    field = re.compile(rf'(?:"((?:[^"]|"")*+)"|((?:[^"{d}\r\n][^{d}\r\n]*+)?+))({d}|\r\n?|\n|\Z)')
    loose = re.compile(rf"([^{d}\r\n]*+)({d}|\r\n?|\n|\Z)")  # a quotation mark that is never closed, or closed too soon
    fields: list[Field] = []
    at = 0
    while at < len(source):
        m = field.match(source, at)
        if m:
            quoted = m[1] is not None
            fields.append((*m.span(1 if quoted else 2), quoted))
            end = m[3]
        else:
            m = loose.match(source, at)
            assert m
            fields.append((*m.span(1), False))
            end = m[2]
        at = m.end()
        if end != delimiter:
            yield fields, at
            fields = []
    if fields:
        yield [*fields, (at, at, False)], at
