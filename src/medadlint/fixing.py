"""Safe rewrites written into a text, and a text written back into its file without a way to lose it."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

from medadlint import writing
from medadlint.errors import SourceError
from medadlint.files import why_not_written
from medadlint.finding import Finding, Rewrite
from medadlint.source import Source

_PASSES = 50  # each pass mends one claim a sentence; no sentence makes more claims than this
_APART = re.compile(r"[.!?…\n\r<>]")


class Fixes(NamedTuple):
    """What ``--fix`` or ``--diff`` came to. ``write``: change the files; else only say what would change."""

    write: bool
    changed: list[str]  # paths
    shown: list[str]  # the diffs, or the text of stdin with its fixes


def fix_file(path: str, name: str, source: Source, check: Callable[[str], Iterable[Finding]], fixes: Fixes) -> str:
    """The text of a file with its fixes, which are written, or told in ``fixes``. Raises SourceError.

    ``path``: the file, "" for stdin; ``name``: what to call it.
    """
    new = fixed(source.text, check)
    if not fixes.write:
        if new != source.text:
            fixes.changed.append(name)
            fixes.shown.append(difference(name, source.text, new))
    elif not path:
        fixes.shown.append(new)
    elif new != source.text:
        try:
            write(path, source.encode(source.text), source.encode(new))
        except UnicodeEncodeError:
            raise SourceError(
                f"в кодировке {source.encoding} нет знака из исправлений: сохраните файл в UTF-8"
            ) from None
        fixes.changed.append(name)
    return new


def fixed(text: str, check: Callable[[str], Iterable[Finding]]) -> str:
    """``text`` with the safe rewrites of the findings of ``check`` written in, until there is nothing more to write.

    Of the rewrites of one sentence only the first is written in a pass: the next was proved beside the old words.
    """
    for _ in range(_PASSES):
        safe = [r for f in check(text) for r in f.rewrites if r.kind == "safe"]
        if not safe:
            break
        out: list[str] = []
        done = 0
        before: Rewrite | None = None
        for rewrite in sorted(safe, key=lambda r: (r.start, -r.end)):
            if before and (rewrite.start < before.end or not _APART.search(text, before.end, rewrite.start)):
                continue
            out += (text[done : rewrite.start], rewrite.text)
            done = rewrite.end
            before = rewrite
        new = "".join(out) + text[done:]
        if new == text:
            break
        text = new
    return text


def write(path: str, old: bytes, new: bytes) -> None:
    """Put ``new`` in place of ``old`` in a file, whole or not at all.

    Raises SourceError (a Russian clause without the path) if the file is a link, read-only or no longer ``old``.
    """
    file = Path(path)
    try:
        if file.is_symlink():
            raise SourceError("это ссылка: исправьте сам файл, на который она ведёт")
        status = file.stat()
        if not stat.S_ISREG(status.st_mode):
            raise SourceError("это не обычный файл: исправления некуда записать")
        if status.st_nlink > 1:
            raise SourceError(
                "у файла есть второе имя (жёсткая ссылка): после записи имена разойдутся, исправьте его сами"
            )
        if not status.st_mode & 0o222 or not os.access(path, os.W_OK):
            raise SourceError("файл только для чтения: разрешите запись и повторите")
        writing.write(path, new, old)
    except writing.ChangedError:
        raise SourceError("файл изменился, пока его проверяли: исправления не записаны, повторите") from None
    except OSError as error:
        raise SourceError(f"исправления не записаны, файл прежний: {why_not_written(error)}") from None


def difference(path: str, old: str, new: str) -> str:
    """What changes, as a unified diff."""
    import difflib

    name = path.lstrip("/")
    lines = difflib.unified_diff(_lines(old), _lines(new), f"a/{name}", f"b/{name}")
    return "".join(x if x.endswith("\n") else f"{x}\n\\ No newline at end of file\n" for x in lines)


def _lines(text: str) -> list[str]:
    """Lines with their ends; as in any diff, only a line feed ends one."""
    return [line for line in re.split(r"(?<=\n)", text) if line]
