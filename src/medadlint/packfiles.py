"""Which files a pack has, and their text. A pack may come from strangers: nothing is read that lies outside of its folder."""

from __future__ import annotations

import os
from codecs import BOM_UTF8
from collections.abc import Iterable
from pathlib import Path

MAX_FILE = 1_000_000  # bytes; a rule file is a page, a larger one is a mistake or an attack
_PAGE = 16_000  # of these, which nearly all have: room for the largest is got from the system at each call
PRESETS = "presets"  # the folder of ready settings, which are no rules


def pack_paths(folder: Path) -> list[str]:
    """The files of the rules of a pack, sorted; links that lead out of the folder are left out.

    As strings: a Path takes longer to ask for its name than the file to be read.
    """
    found = []
    for inner in _entries(folder):
        if inner.name in ("law.yml", "lexicon.yml"):
            found += _inside(folder, [inner])
        elif inner.name != PRESETS and Path(inner.path).is_dir() and _leads_inside(inner, folder):
            suffixes = (".yml", ".txt") if inner.name == "lists" else (".yml",)
            found += _inside(folder, [entry for entry in _entries(inner.path) if entry.name.endswith(suffixes)])
    return sorted(found, key=lambda path: path.split(os.sep))


def preset_files(folder: Path) -> list[Path]:
    """The files of the presets of a pack, sorted; links that lead out of the folder are left out."""
    presets = [
        entry
        for entry in _entries(folder)
        if entry.name == PRESETS and Path(entry.path).is_dir() and _leads_inside(entry, folder)
    ]
    found = [entry for inner in presets for entry in _entries(inner.path) if entry.name.endswith(".yml")]
    return [Path(path) for path in sorted(_inside(folder, found))]


def _inside(folder: Path, entries: Iterable[os.DirEntry[str]]) -> list[str]:
    return [
        entry.path
        for entry in entries
        if (Path(entry.path).is_file() and _leads_inside(entry, folder) if entry.is_symlink() else entry.is_file())
    ]


def _leads_inside(entry: os.DirEntry[str], folder: Path) -> bool:
    """Not asked of each file, as the answer takes longer than to read it; only links and folders can lead out."""
    return Path(entry.path).resolve().is_relative_to(folder.resolve())


def _entries(folder: Path | str) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return list(entries)
    except OSError:
        return []


def text_of(path: Path | str) -> str:
    """The text of a file of a pack. Raises ValueError with a Russian clause."""
    try:
        file = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))  # a stream takes ten times as long to be made
        try:
            data = os.read(file, _PAGE)
            while len(data) >= _PAGE and len(data) <= MAX_FILE and (more := os.read(file, MAX_FILE)):
                data += more
        finally:
            os.close(file)
    except OSError:
        raise ValueError("файл не открывается: проверьте права") from None
    if len(data) > MAX_FILE:
        raise ValueError(f"файл больше {MAX_FILE} байт: разделите его")
    try:
        return data.removeprefix(BOM_UTF8).decode()
    except UnicodeDecodeError:
        raise ValueError("файл не в UTF-8: сохраните его в UTF-8") from None
