"""Paths of the command line to files to check; every path that is left out has a reason."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from medadlint.errors import SourceError

_SUFFIXES = {
    "text": ".txt",
    "markdown": ".md .markdown",
    "html": ".html .htm .xhtml",
    "template": ".twig .jinja .jinja2 .j2 .njk .liquid .erb .ejs .hbs .handlebars .mustache",
    "php": ".php .phtml",
    "blade": ".blade.php",
    "vue": ".vue",
    "svelte": ".svelte",
    "astro": ".astro",
    "jsx": ".js .jsx .mjs .cjs .tsx",
    "ts": ".ts .mts .cts",
}
FORMATS = {suffix: name for name, suffixes in _SUFFIXES.items() for suffix in suffixes.split()}
LIMIT = 64 * 1024 * 1024  # bytes; a text a person wrote is a thousand times smaller
STDIN = "-"
_NOT_OURS = frozenset({"node_modules", "vendor", "dist"})  # what others wrote or a program made; hidden folders go too


class File(NamedTuple):
    """A file to check: its path as it is shown and the format it is read in."""

    path: str
    format: str


class Skip(NamedTuple):
    """What was left out, and why. ``by_rule``: nobody named it, a walk passed it by."""

    path: str
    reason: str
    by_rule: bool


class Failure(NamedTuple):
    """What could not be done; ``message`` is a Russian clause that follows the path."""

    path: str
    message: str


Entry = File | Skip | Failure


def collect(paths: Sequence[str], stdin_name: str | None = None, input_format: str | None = None) -> Iterator[Entry]:
    """What the paths stand for, in their order; folders are walked sorted, a file is given only once."""
    seen: set[str] = set()
    for path in paths:
        for entry in _entries(path, stdin_name):
            if isinstance(entry, File):
                key = entry.path if entry.path == STDIN else os.path.realpath(entry.path)
                if key in seen:
                    continue
                seen.add(key)
                yield entry._replace(format=input_format or entry.format)
            else:
                yield entry


def format_of(path: str) -> str:
    """The format that the suffix of ``path`` tells; plain text if it tells none."""
    return FORMATS.get(_suffix(path), "text")


def _suffix(path: str) -> str:
    """The last suffix of ``path`` in small letters; the last two if they mean something together («.blade.php»)."""
    suffixes = [s.lower() for s in Path(path).suffixes[-2:]]
    return "".join(suffixes) if "".join(suffixes) in FORMATS else "".join(suffixes[-1:])


def read(file: File) -> bytes | None:
    """The bytes of a file or of stdin; None if they are more than LIMIT. Raises SourceError."""
    try:
        if file.path == STDIN:
            data = sys.stdin.buffer.read(LIMIT + 1)
        else:
            with open(file.path, "rb") as stream:  # noqa: PTH123  a path may be a pipe: no stat, one read
                data = stream.read(LIMIT + 1)
    except OSError as error:
        raise SourceError(reason(error)) from None
    return None if len(data) > LIMIT else data


def reason(error: OSError) -> str:
    """What went wrong with a file, in Russian: the system speaks the language it likes."""
    if isinstance(error, FileNotFoundError):
        return "такого файла нет; проверьте путь"
    if isinstance(error, PermissionError):
        return "нет прав на этот файл; попросите доступ или выберите другой"
    if isinstance(error, IsADirectoryError):
        return "это папка, а нужен файл"
    return f"файл не открывается (код системы {error.errno}); проверьте путь и диск"


def _entries(path: str, stdin_name: str | None) -> Iterator[Entry]:
    if path == STDIN:
        yield File(STDIN, format_of(stdin_name or ""))
        return
    try:
        mode = os.stat(path).st_mode  # noqa: PTH116  the error tells what is wrong, is_dir() hides it
    except (OSError, ValueError) as error:
        if isinstance(error, OSError) and not isinstance(error, (FileNotFoundError, NotADirectoryError)):
            yield Failure(path, reason(error))
        else:
            yield Failure(path, "такого файла или папки нет; проверьте путь")
        return
    if not stat.S_ISDIR(mode):
        yield File(path, format_of(path))
        return
    texts = 0
    for entry in _walk(path):
        texts += isinstance(entry, File)
        yield entry
    if not texts:
        yield Failure(
            path, f"в папке нет текстов ({', '.join([*FORMATS][:5])} и других); укажите другую папку или сам файл"
        )


def _walk(folder: str) -> Iterator[Entry]:
    failed: list[OSError] = []
    for place, folders, names in os.walk(folder, onerror=failed.append):
        inside = []
        for name in sorted(folders):
            why = _not_ours(name) or ("ссылка на папку" if Path(place, name).is_symlink() else "")
            if why:
                yield Skip(_join(place, name), why, by_rule=True)
            else:
                inside.append(name)
        folders[:] = inside
        for name in sorted(names):
            path = _join(place, name)
            if _suffix(name) not in FORMATS:
                continue
            if name.startswith("."):
                yield Skip(path, "скрытый файл", by_rule=True)
            # os.path and not Path: it answers «no» where a folder may be listed but not entered, and the walk goes on
            elif os.path.islink(path) and not os.path.exists(path):  # noqa: PTH110, PTH114
                yield Skip(path, "ссылка в никуда", by_rule=True)
            elif not os.path.isfile(path):  # noqa: PTH113
                yield Skip(path, "не обычный файл или к нему нет доступа", by_rule=True)
            else:
                yield File(path, format_of(name))
    for error in failed:
        yield Failure(str(error.filename), "папка не открывается: нет прав; попросите доступ или исключите её")


def _not_ours(name: str) -> str:
    if name.startswith("."):
        return "скрытая папка"
    return "служебная папка" if name in _NOT_OURS else ""


def _join(place: str, name: str) -> str:
    """``place``/``name`` without the «./» of a walk that began at the current folder."""
    return name if place == os.curdir else os.path.join(place, name)  # noqa: PTH118  keeps the spelling of ``place``
