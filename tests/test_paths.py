"""Paths as strings are those of pathlib."""

import os
from pathlib import Path

import pytest

from medadlint.extract import format_of
from medadlint.paths import absolute, is_inside, upward

ODD = ["", ".", "а", "./а", "а/", "а//б", "а/./б", "../а", "а/../б", "/", "/а", "/а/.", "/а/../б/"]


@pytest.mark.parametrize("path", ODD)
def test_as_pathlib_does_it(path, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert absolute(path) == str(Path(path).absolute())
    whole = Path(path).absolute()
    assert list(upward(str(whole))) == [str(place) for place in (whole, *whole.parents)]


@pytest.mark.parametrize("path", ["/а", "/а/б", "/аб", "/", "/в"])
@pytest.mark.parametrize("folder", ["/", "/а", "/а/б"])
def test_what_lies_inside(path, folder):
    path, folder = path.replace("/", os.sep), folder.replace("/", os.sep)
    assert is_inside(path, folder) == Path(path).is_relative_to(folder)


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("а.txt", "text"), ("а.TXT", "text"), ("а.b.html", "html"), ("а.blade.php", "blade"), ("п/а.php", "php"), (".txt", None),
        (".а.txt", "text"), ("а.txt.", None), ("а", None), ("п.md/а", None), ("п.md/", "markdown"), ("", None), (".", None),
    ],
)  # fmt: skip
def test_the_suffixes_of_a_name(path, form):
    assert format_of(path) == form
