"""Paths of the command line to files to check; every path that is left out has a reason."""

from __future__ import annotations

import errno
import os
import stat
import sys

from medadlint import extract
from medadlint.errors import SourceError
from medadlint.light import Iterator, NamedTuple, Sequence
from medadlint.walk import Chooser, Globs, Left

LIMIT = 64 * 1024 * 1024  # bytes; a text a person wrote is a thousand times smaller
STDIN = "-"
_FORCED = "исключено параметром --force-exclude"
_EXAMPLES = ".txt, .md, .html, .docx, .xlsx, .json"


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


def collect(
    paths: Sequence[str], stdin_name: str | None = None, input_format: str | None = None, globs: Globs | None = None
) -> Iterator[Entry]:
    """What the paths stand for, in their order; folders are walked sorted, a file is given only once."""
    seen: set[str] = set()
    chooser = Chooser(globs or Globs())
    for path in paths:
        for entry in _entries(path, stdin_name, chooser):
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
    return extract.format_of(path) or "text"


def read(file: File) -> bytes | None:
    """The bytes of a file or of stdin; None if they are more than LIMIT. Raises SourceError."""
    try:
        if file.path == STDIN:
            data = sys.stdin.buffer.read(LIMIT + 1)
        else:
            with open(file.path, "rb") as stream:
                data = stream.read(LIMIT + 1)
    except OSError as error:
        raise SourceError(reason(error)) from None
    return None if len(data) > LIMIT else data


def reason(error: OSError) -> str:
    """What went wrong with a file, in Russian: the system speaks the language it likes."""
    if isinstance(error, FileNotFoundError):
        return "такого файла или папки нет; проверьте путь"
    if isinstance(error, PermissionError):
        return "нет прав на этот файл; попросите доступ или выберите другой"
    if isinstance(error, IsADirectoryError):
        return "это папка, а нужен файл"
    return f"файл не открывается (код системы {error.errno}); проверьте путь и диск"


def why_not_written(error: OSError) -> str:
    """Why a file could not be written, and what to do."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return "на диске нет места; освободите его и повторите"
    if error.errno == errno.EROFS:
        return "диск только для чтения; выберите другое место"
    if isinstance(error, PermissionError):
        return "в папку нельзя писать; попросите доступ или выберите другую"
    if isinstance(error, FileNotFoundError):
        return "такой папки нет; проверьте путь"
    if isinstance(error, IsADirectoryError):
        return "это папка, а нужен файл"
    return f"файл не записывается (код системы {error.errno}); проверьте путь и диск"


def _entries(path: str, stdin_name: str | None, chooser: Chooser) -> Iterator[Entry]:
    if path == STDIN:
        if stdin_name and chooser.forced_out(stdin_name):
            yield Skip(stdin_name, _FORCED, by_rule=True)
        else:
            yield File(STDIN, format_of(stdin_name or ""))
        return
    try:
        mode = os.stat(path).st_mode
    except (OSError, ValueError) as error:
        if isinstance(error, OSError) and not isinstance(error, (FileNotFoundError, NotADirectoryError)):
            yield Failure(path, reason(error))
        else:
            yield Failure(path, "такого файла или папки нет; проверьте путь")
        return
    if chooser.forced_out(path):
        yield Skip(path, _FORCED, by_rule=True)
    elif stat.S_ISDIR(mode):
        yield from _folder(path, chooser)
    else:
        yield File(path, format_of(path))


def _folder(path: str, chooser: Chooser) -> Iterator[Entry]:
    texts = 0
    failed: list[OSError] = []
    for found in chooser.walk(path, failed):
        if isinstance(found, Left):
            texts += found.excluded
            yield Skip(found.path, found.reason, by_rule=True)
        else:
            texts += 1
            yield File(found, format_of(found))
    for error in failed:
        yield Failure(str(error.filename), "папка не открывается: нет прав; попросите доступ или исключите её")
    if not texts:
        yield Failure(path, f"в папке нет текстов ({_EXAMPLES} и другие); укажите другую папку или сам файл")
