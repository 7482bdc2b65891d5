"""From pack folders to a Pack: compiled once, kept as one file in the user's cache folder.

The file begins with a line of JSON: what the pack was made of (the program, the dictionary, the rule files) and a sum that
tells a damaged file. Then come the number of lines and the places where they begin, four bytes each, and the lines. The file is
data and is checked before use; one that is stale, foreign or damaged is built anew without a word, and a folder that cannot
be written only costs time.
"""

from __future__ import annotations

import gc
import json
import os
import sys
import time
from binascii import crc32
from collections.abc import Iterator, Sequence
from contextlib import suppress
from importlib.machinery import PathFinder
from pathlib import Path

from medadlint import writing
from medadlint.errors import Problem, RuleError
from medadlint.light import Any
from medadlint.pack import Pack, encode
from medadlint.phrases import Phrase, as_rules

_NUMBER = 4  # bytes
_KEEP = 8  # compiled packs kept in the cache folder; older ones go
_STALE = 3600  # seconds after which a file half written is nobody's


def builtin_rules() -> Path:
    """The folder of the built-in packs: inside the installed package, or at the top of the source tree."""
    installed = Path(__file__).parent / "rules"
    return installed if installed.is_dir() else Path(__file__).parents[2] / "rules"


def load_pack(extra: tuple[str, ...] = (), phrases: tuple[Phrase, ...] = ()) -> Pack:
    """The compiled pack of the built-in rules, the folders ``extra`` and ``phrases``. Raises RuleError with all mistakes."""
    return pack_of([builtin_rules(), *map(Path, extra)], phrases)


def pack_of(folders: list[Path], phrases: tuple[Phrase, ...] = ()) -> Pack:
    """The compiled pack of some folders and phrases alone, from the cache if it is there. Raises RuleError."""
    missing = [f for f in folders if not f.is_dir()]
    if missing:
        raise RuleError([Problem(str(f), 1, 1, "нет такой папки с правилами: проверьте путь") for f in missing])
    key = _key(folders, phrases)
    path = cache_folder() / f"pack-{crc32(json.dumps(key).encode()):08x}"
    pack = _read(path, key)
    if pack is None:
        lines = compile_packs(folders, phrases)
        _write(path, key, lines)
        pack = Pack(lines)
    return pack


def compile_packs(folders: list[Path], phrases: tuple[Phrase, ...] = ()) -> list[bytes]:
    """The lines of a pack, compiled without looking at the cache. Raises RuleError with all mistakes of all files."""
    collecting = gc.isenabled()
    gc.disable()  # millions of small things are made and kept: looking for garbage among them takes a tenth of the time
    try:
        return _compiled(folders, phrases)
    finally:
        if collecting:
            gc.enable()


def _compiled(folders: list[Path], phrases: tuple[Phrase, ...]) -> list[bytes]:
    from medadlint.compiler import Compiler
    from medadlint.morphology import Morphology
    from medadlint.rulefile import read_packs

    files, problems = read_packs(folders)
    if phrases:
        own = as_rules(phrases, Morphology({word: model for word, (model, _) in files.lexicon.items()}))
        files = files._replace(rules=files.rules + own)
    compiler = Compiler(files)
    data = compiler.pack()
    problems += compiler.problems
    if problems:
        raise RuleError(list(dict.fromkeys(problems)))
    return encode(data)


def cache_folder() -> Path:
    """``MEDADLINT_CACHE``, or the usual place of the platform."""
    own = os.environ.get("MEDADLINT_CACHE")
    if own:
        return Path(own)
    home = Path(os.path.expanduser("~"))  # noqa: PTH111  Path.expanduser raises where there is no home
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or home
    elif sys.platform == "darwin":
        base = home / "Library" / "Caches"
    else:
        base = os.environ.get("XDG_CACHE_HOME") or home / ".cache"
    return Path(base) / "medadlint"


def _key(folders: list[Path], phrases: tuple[Phrase, ...]) -> str:
    """What a pack is made of: the program, the dictionary, the rule files (by size and time: there are a thousand)."""
    parts = [repr([(p.text, p.replacement, p.why) for p in phrases])]
    for place in (Path(__file__).parent, *_dictionary()):
        parts += _stamp(place, ".py")
    for folder in folders:
        parts += _stamp(folder, ".yml")
        with os.scandir(folder) as entries:
            inner = sorted(entry.path for entry in entries if entry.is_dir())
        for path in inner:
            parts += _stamp(path, ".yml", ".txt")
    return "\n".join(parts)


def _stamp(folder: str | Path, *suffixes: str) -> tuple[str, str]:
    """The names of the files of a folder, and a hash of their sizes and times: of numbers it is the same in every run."""
    names, numbers = [], []
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.endswith(suffixes):
                names.append(entry.name)
                try:
                    stat = entry.stat()
                except OSError:
                    numbers.append(0)  # the compiler says what is wrong with it
                else:
                    numbers += (stat.st_size, stat.st_mtime_ns)
    return "/".join(names), str(hash(tuple(numbers)))


def _dictionary() -> list[Path]:
    """The folders of the morphology and of its dictionary, found without importing them."""
    specs = map(PathFinder.find_spec, ("pymorphy3", "pymorphy3_dicts_ru"))
    return [Path(spec.origin).parent for spec in specs if spec and spec.origin]


class Lines(Sequence[bytes]):
    """The lines of a pack as they lie in its file, each cut out when it is asked for: a check needs a tenth of them.

    ``bounds``: where they begin, counted from ``start``, and where the last one ends. A slice of lines is again such lines.
    """

    def __init__(self, content: bytes, start: int, bounds: memoryview) -> None:
        self._content, self._start, self._bounds = content, start, bounds

    def __len__(self) -> int:
        return len(self._bounds) - 1

    def __getitem__(self, number: Any) -> Any:
        bounds = self._bounds
        if isinstance(number, slice):
            first, last, _ = number.indices(len(self))
            return Lines(self._content, self._start, bounds[first : last + 1])
        return self._content[self._start + bounds[number] : self._start + bounds[number + 1]]

    def __iter__(self) -> Iterator[bytes]:
        return map(self.__getitem__, range(len(self)))


def _read(path: Path, key: str) -> Pack | None:
    try:
        with path.open("rb") as file:
            if not _ours(os.fstat(file.fileno())):
                return None
            content = file.read()
        at = content.find(b"\n") + 1
        rest = memoryview(content)[at:]
        if content[:at] != _seal(key, rest):
            return None
        with suppress(OSError):
            os.utime(path)  # the packs that are used stay
        count = rest[:_NUMBER].cast("I")[0]
        start = _NUMBER * (count + 2)
        return Pack(Lines(content, at + start, rest[_NUMBER:start].cast("I")))
    except OSError:
        return None
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return None  # someone sealed what is no pack


def _ours(status: os.stat_result) -> bool:
    """Is it a file that only we and the administrator could have written? Else whoever did may have made up the rules."""
    return not hasattr(os, "geteuid") or (status.st_uid in (0, os.geteuid()) and not status.st_mode & 0o002)


def _seal(key: str, rest: bytes | memoryview) -> bytes:
    """The first line of a file: what it was made of, and a sum that tells a damaged one."""
    return json.dumps({"key": key, "sum": crc32(rest)}).encode() + b"\n"


def _write(path: Path, key: str, lines: list[bytes]) -> None:
    """Write atomically; every failure is silent, since the cache is only a matter of time."""
    from array import array
    from itertools import accumulate

    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        rest = array("I", [len(lines), 0, *accumulate(map(len, lines))]).tobytes() + b"".join(lines)
        writing.write(str(path), _seal(key, rest) + rest)
        kept = sorted(path.parent.glob("pack-*"), key=lambda p: p.stat().st_mtime, reverse=True)
        left = [p for p in path.parent.glob(".medadlint-*.part") if p.stat().st_mtime < time.time() - _STALE]
        for old in (*kept[_KEEP:], *left):
            old.unlink()
    except OSError:
        pass
