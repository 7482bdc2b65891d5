"""Places in code points, UTF-16 units and bytes."""

import time

import pytest

from medadlint.report.columns import Columns, relative, utf8, utf16

TEXT = "аб\r\n😀в\rг\n"


@pytest.mark.parametrize(
    ("measure", "expected"),
    [
        (len, [(1, 1), (1, 2), (1, 3), (1, 4), (2, 1), (2, 2), (2, 3), (3, 1), (3, 2), (4, 1)]),
        (utf16, [(1, 1), (1, 2), (1, 3), (1, 4), (2, 1), (2, 3), (2, 4), (3, 1), (3, 2), (4, 1)]),
        (utf8, [(1, 1), (1, 3), (1, 5), (1, 6), (2, 1), (2, 5), (2, 7), (3, 1), (3, 3), (4, 1)]),
    ],
)
def test_units(measure, expected):
    columns = Columns(TEXT, measure)
    assert [columns.at(n) for n in range(len(TEXT) + 1)] == expected
    backwards = [columns.at(n) for n in reversed(range(len(TEXT) + 1))]
    assert backwards[::-1] == expected


def test_a_long_line_is_measured_once():
    text = "😀я" * 1_000_000
    begun = time.perf_counter()
    columns = Columns(text, utf8)
    for offset in range(0, len(text), 200):
        assert columns.at(offset) == (1, offset * 3 + 1)
    assert time.perf_counter() - begun < 5  # measuring from the start each time would take minutes


def test_paths(tmp_path, monkeypatch):
    (tmp_path / "а").mkdir()
    monkeypatch.chdir(tmp_path / "а")
    assert relative("./б/../в.txt") == "в.txt"
    assert relative(str(tmp_path / "а" / "в.txt")) == "в.txt"
    assert relative(str(tmp_path / "в.txt")) == str(tmp_path / "в.txt")
    assert relative("../в.txt") == "../в.txt"
    assert relative("..в.txt") == "..в.txt"
