"""From pack folders to a Pack: compiled once, kept as one file in the user's cache folder.

The file begins with what the pack was made of (the program, the dictionary, the rule files). Then come the number of lines,
the places where they begin, four bytes each, for each the sum that tells a damaged one, and the lines. Only what is asked for
is read and checked; it is not mapped, as then half a dozen megabytes of it soon belong to the process. The file is data; one
that is stale or foreign is built anew without a word, and so is a damaged one when that is found out, and a folder that
cannot be written only costs time.
"""

from __future__ import annotations

import os
import sys
import time
from binascii import crc32
from importlib.machinery import PathFinder

from medadlint.errors import MedadlintError, Problem, RuleError
from medadlint.light import TYPE_CHECKING, Any, Callable, Iterator, Sequence, partial
from medadlint.pack import Pack

if TYPE_CHECKING:
    from pathlib import Path

    from medadlint.phrases import Phrase

_NUMBER = 4  # bytes
_KEEP = 8  # files of a kind kept in the cache folder; older ones go
_STALE = 3600  # seconds after which a file half written is nobody's
_DAY = 86400  # seconds


def rules_folder() -> str:
    """The folder of the built-in packs: inside the installed package, or at the top of the source tree."""
    here = os.path.dirname(__file__)
    installed = os.path.join(here, "rules")
    return installed if os.path.isdir(installed) else os.path.join(os.path.dirname(os.path.dirname(here)), "rules")


def builtin_rules() -> Path:
    """The same as a Path, which a check does without: to import pathlib takes a tenth of it."""
    from pathlib import Path

    return Path(rules_folder())


def load_pack(extra: tuple[str, ...] = (), phrases: tuple[Phrase, ...] = ()) -> Pack:
    """The compiled pack of the built-in rules, the folders ``extra`` and ``phrases``. Raises RuleError with all mistakes."""
    return pack_of([rules_folder(), *extra], phrases)


def pack_of(folders: Sequence[str | Path], phrases: tuple[Phrase, ...] = ()) -> Pack:
    """The compiled pack of some folders and phrases alone, from the cache if it is there. Raises RuleError."""
    missing = [f for f in folders if not os.path.isdir(f)]
    if missing:
        from pathlib import Path

        raise RuleError([Problem(str(Path(f)), 1, 1, "нет такой папки с правилами: проверьте путь") for f in missing])
    seal = _seal(_key(folders, phrases))
    path = os.path.join(cache_folder(), f"pack-{crc32(seal):08x}")

    def make() -> list[bytes]:
        lines = compile_packs(folders, phrases)
        _write(path, seal, lines)
        return lines

    return _pack(path, seal, make) or Pack(make())


def compile_packs(folders: Sequence[str | Path], phrases: tuple[Phrase, ...] = ()) -> list[bytes]:
    """The lines of a pack, compiled without looking at the cache. Raises RuleError with all mistakes of all files."""
    import gc
    from pathlib import Path

    collecting = gc.isenabled()
    gc.disable()  # millions of small things are made and kept: looking for garbage among them takes a tenth of the time
    try:
        return _compiled(list(map(Path, folders)), phrases)
    finally:
        if collecting:
            gc.enable()


def _compiled(folders: list[Path], phrases: tuple[Phrase, ...]) -> list[bytes]:
    from medadlint.compiler import Compiler
    from medadlint.morphology import Morphology
    from medadlint.packing import encode
    from medadlint.phrases import as_rules
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
    return encode(data, _expressions())


def _expressions() -> list[bytes]:
    """The expressions of a pack (see kept.py): they change with the program, not with the rules, and lie beside the packs."""
    from medadlint import kept

    seal = _seal(_key((), ()))
    path = os.path.join(cache_folder(), f"expressions-{crc32(seal):08x}")
    found = _read(path, seal, kept.written)
    if found is not None:
        return list(found)
    lines = kept.written()
    _write(path, seal, lines)
    return lines


def cache_folder() -> str:
    """``MEDADLINT_CACHE``, or the usual place of the platform."""
    own = os.environ.get("MEDADLINT_CACHE")
    if own:
        return own
    home = os.path.expanduser("~")
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or home
    elif sys.platform == "darwin":
        base = os.path.join(home, "Library", "Caches")
    else:
        base = os.environ.get("XDG_CACHE_HOME") or os.path.join(home, ".cache")
    return os.path.join(base, "medadlint")


def _key(folders: Sequence[str | Path], phrases: tuple[Phrase, ...]) -> str:
    """What a pack is made of: Python, the program, the dictionary, the rule files (by size and time: there are a thousand)."""
    parts = [sys.version, repr([(p.text, p.replacement, p.why) for p in phrases])]
    here = os.path.dirname(__file__)
    installed = _installed(here)
    parts += [installed] if installed else _stamp(here, ".py")
    for place in _dictionary():
        parts += _stamp(place, ".py")
    for folder in folders:
        if installed and os.path.dirname(folder) == here:
            continue
        parts += _stamp(folder, ".yml")
        with os.scandir(folder) as entries:
            inner = sorted(entry.path for entry in entries if entry.is_dir())
        for path in inner:
            parts += _stamp(path, ".yml", ".txt")
    return "\n".join(parts)


def _installed(here: str) -> str:
    """A sum of the sums of all files of the package ``here`` and its rules, if an installer put them there and noted these."""
    from medadlint import __version__

    try:
        with open(os.path.join(os.path.dirname(here), f"medadlint-{__version__}.dist-info", "RECORD"), "rb") as stream:
            record = stream.read()
    except OSError:
        return ""
    whole = b"medadlint/cache.py," in record and b"medadlint/rules/law.yml," in record  # else the sources lie elsewhere
    return f"{len(record)} {crc32(record)}" if whole else ""


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


def _dictionary() -> list[str]:
    """The folder of the dictionary, found without importing it."""
    spec = PathFinder.find_spec("pymorphy3_dicts_ru")
    return [os.path.dirname(spec.origin)] if spec and spec.origin else []


class _File:
    """The file of a pack, of which each line is read when it is asked for: a check needs a tenth of them.

    ``bounds``: where they begin, counted from ``start``, and where the last one ends; ``sums``: of each. ``make``: builds all
    lines anew; as nothing else than before is built of the same sources, they may take the place of a damaged one.
    """

    start: int
    bounds: memoryview
    sums: memoryview

    def __init__(self, descriptor: int, make: Callable[[], list[bytes]]) -> None:
        self._descriptor, self._make = descriptor, make
        self.read: Callable[[int, int], bytes] = (
            partial(os.pread, descriptor) if hasattr(os, "pread") else partial(_piece, _whole(descriptor))
        )
        """(size, place) -> bytes; fewer, if there are no more."""
        self.anew: list[bytes] = []

    def __del__(self) -> None:
        os.close(self._descriptor)

    def line(self, number: int) -> bytes:
        if self.anew:
            return self.anew[number]
        bounds = self.bounds
        begin = bounds[number]
        try:
            line = self.read(bounds[number + 1] - begin, self.start + begin)
        except OSError:
            line = b""  # someone has closed all files
        if crc32(line) == self.sums[number]:
            return line
        lines = self._make()
        if len(lines) != len(self.sums):
            raise MedadlintError("собранные правила повреждены, а файлы правил изменились; повторите проверку")
        self.anew = lines
        return lines[number]


def _whole(descriptor: int) -> bytes:
    """All that a file holds, for systems that do not read at a place."""
    with open(descriptor, "rb", closefd=False) as file:
        return file.read()


def _piece(content: bytes, size: int, at: int) -> bytes:
    return content[at : at + size]


class Lines(Sequence[bytes]):
    """Some lines of a file, one after the other. A slice of lines is again such lines."""

    def __init__(self, file: _File, first: int, last: int) -> None:
        self._file, self._first, self._last = file, first, last

    def __len__(self) -> int:
        return self._last - self._first

    def __getitem__(self, number: Any) -> Any:
        if isinstance(number, slice):
            first, last, _ = number.indices(len(self))
            return Lines(self._file, self._first + first, self._first + last)
        number += self._first
        if not self._first <= number < self._last:
            raise IndexError(number)
        return self._file.line(number)

    def __iter__(self) -> Iterator[bytes]:
        return map(self._file.line, range(self._first, self._last))


def _pack(path: str, seal: bytes, make: Callable[[], list[bytes]]) -> Pack | None:
    try:
        lines = _read(path, seal, make)
        return None if lines is None else Pack(lines)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return None  # someone sealed what is no pack


def _read(path: str, seal: bytes, make: Callable[[], list[bytes]]) -> Lines | None:
    """The lines of a file of the cache folder; None if it is not there, or not what it should be."""
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))
        file, status, at = _File(descriptor, make), os.fstat(descriptor), len(seal)
        if not ours(status) or file.read(at, 0) != seal:
            return None
        if status.st_mtime < time.time() - _DAY:
            _touch(path)
        count = int.from_bytes(file.read(_NUMBER, at), sys.byteorder)
        at += _NUMBER
        file.start = at + _NUMBER * (2 * count + 1)
        if file.start > status.st_size:
            return None
        numbers = memoryview(file.read(file.start - at, at)).cast("I")
        file.bounds, file.sums = numbers[: count + 1], numbers[count + 1 :]
        if file.start + file.bounds[count] != status.st_size:
            return None
        return Lines(file, 0, count)
    except (OSError, ValueError, LookupError, TypeError):
        return None


def _touch(path: str) -> None:
    """The packs that are used stay."""
    from contextlib import suppress

    with suppress(OSError):
        os.utime(path)


def ours(status: os.stat_result) -> bool:
    """Is it a file that only we and the administrator could have written? Else whoever did may have made up the rules."""
    return not hasattr(os, "geteuid") or (status.st_uid in (0, os.geteuid()) and not status.st_mode & 0o002)


def _seal(key: str) -> bytes:
    """The beginning of a file: what it was made of."""
    return key.encode("utf-8", "surrogatepass") + b"\0"


def _write(path: str, seal: bytes, lines: list[bytes]) -> None:
    from array import array
    from itertools import accumulate

    numbers = array("I", [len(lines), 0, *accumulate(map(len, lines)), *map(crc32, lines)])
    keep(path, seal + numbers.tobytes() + b"".join(lines))


def keep(name: str, content: bytes) -> None:
    """Write a file of the cache folder atomically; every failure is silent, since the cache is only a matter of time.

    Of its kind (what stands before the «-» of its name) the newest stay.
    """
    from pathlib import Path

    from medadlint import writing

    path = Path(name)
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        writing.write(name, content)
        alike = path.parent.glob(path.name.partition("-")[0] + "-*")
        kept = sorted(alike, key=lambda p: p.stat().st_mtime, reverse=True)
        left = [p for p in path.parent.glob(".medadlint-*.part") if p.stat().st_mtime < time.time() - _STALE]
        for old in (*kept[_KEEP:], *left):
            old.unlink()
    except OSError:
        pass
