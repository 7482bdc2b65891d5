"""A file is written whole or not at all."""

import os
from pathlib import Path

import pytest

from medadlint.writing import write


def test_a_new_file_and_an_old_one(tmp_path):
    path = tmp_path / "отчёт.json"
    write(str(path), b"one")
    assert path.read_bytes() == b"one"
    path.chmod(0o640)
    write(str(path), b"two")
    assert path.read_bytes() == b"two"
    assert path.stat().st_mode & 0o777 == 0o640
    assert [p.name for p in tmp_path.iterdir()] == ["отчёт.json"]


def test_a_link_stays_a_link(tmp_path):
    path, link = tmp_path / "а", tmp_path / "б"
    path.write_bytes(b"old")
    link.symlink_to(path)
    write(str(link), b"new")
    assert link.is_symlink()
    assert path.read_bytes() == b"new"


def test_a_device_is_written_to():
    write(os.devnull, b"gone")
    assert not Path(os.devnull).is_file()


def test_a_failure_leaves_the_old_file(tmp_path, monkeypatch):
    path = tmp_path / "отчёт"
    path.write_bytes(b"old")

    def full(_):
        raise OSError(28, "No space left")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        write(str(path), b"new")
    assert path.read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["отчёт"]


def test_a_folder_is_no_file(tmp_path):
    with pytest.raises(IsADirectoryError):
        write(str(tmp_path), b"")
