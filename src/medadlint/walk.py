"""Which files of a folder are ours to read. Every one that is left out has a reason."""

from __future__ import annotations

import os

from medadlint.errors import SourceError
from medadlint.extract import FORMATS, format_of
from medadlint.light import TYPE_CHECKING, Iterator, NamedTuple, Sequence
from medadlint.paths import upward

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

# What others wrote or a program made; hidden folders go too.
_NOT_OURS = frozenset(("node_modules", "bower_components", "vendor", "dist"))
_CODE = frozenset((".js", ".mjs", ".cjs", ".ts", ".jsx", ".tsx"))
_MINIFIED = (".min.", "-min.", ".bundle.", ".chunk.")
_LONG = 1000  # characters of an average line that no person writes
# The first bytes of what is no text, whatever its name: fonts called .html are found in real sites.
_MAGIC = (
    b"wOFF", b"wOF2", b"OTTO", b"\0\1\0\0", b"true\0", b"ttcf", b"\x89PNG", b"GIF8", b"\xff\xd8\xff", b"RIFF", b"BM\0",
    b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!", b"ID3", b"OggS", b"fLaC", b"\x7fELF", b"MZ\x90", b"SQLite format 3", b"\0\0\1\0",
    b"\0\0\0\x18ftyp", b"\0\0\0\x1cftyp", b"\0\0\0 ftyp", b"\x1aE\xdf\xa3", b"\0asm",
)  # fmt: skip
_HEAD = 4096  # bytes looked at


class Globs(NamedTuple):
    """What to read, in the language of .gitignore. ``force``: left out even if named."""

    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    force: tuple[str, ...] = ()


class Left(NamedTuple):
    """What is left out, and why. ``excluded``: the user said so."""

    path: str
    reason: str
    excluded: bool = False


class Chooser:
    """The globs of a command line, made ready."""

    def __init__(self, globs: Globs) -> None:
        self._include, self._exclude, self._force = map(_spec, globs)

    def forced_out(self, path: str) -> bool:
        """Is the file left out although it was named?"""
        return _hits(self._force, path, "")

    def walk(self, folder: str, failed: list[OSError]) -> Iterator[str | Left]:
        """The files to read below ``folder``, sorted, and what is left out; folders that do not open go to ``failed``."""
        ignored = _Ignored(folder)
        for place, folders, names in os.walk(folder, onerror=failed.append):
            ignored.enter(place)
            inside = []
            for name in sorted(folders):
                path = _join(place, name)
                why = self._why_folder(name, path) or ignored.why(path, is_folder=True)
                excluded = not why and self._excludes(path + "/", folder)
                if why or excluded:
                    yield Left(path, why or "исключено параметром", excluded)
                else:
                    inside.append(name)
            folders[:] = inside
            for name in sorted(names):
                path = _join(place, name)
                if self._excludes(path, folder):
                    yield Left(path, "исключено параметром", excluded=True)
                    continue
                why = self._why_file(name, path, folder) or ignored.why(path) or _why_content(path)
                yield Left(path, why) if why else path

    def _excludes(self, path: str, folder: str) -> bool:
        return _hits(self._exclude, path, folder) or _hits(self._force, path, folder)

    def _why_folder(self, name: str, path: str) -> str:
        if name.startswith("."):
            return "скрытая папка"
        if name in _NOT_OURS:
            return "служебная папка"
        return "ссылка на папку" if os.path.islink(path) else ""

    def _why_file(self, name: str, path: str, folder: str) -> str:
        if self._include is not None:
            if not _hits(self._include, path, folder):
                return "не выбрано параметром --include"
        elif format_of(name) is None:
            return "такой формат не читается"
        if name.startswith("."):
            return "скрытый файл"
        if name.startswith("~$"):
            return "временный файл Office"  # it lies beside a document that is open
        if any(mark in name.lower() for mark in _MINIFIED):
            return "сжатый код"
        if os.path.islink(path) and not os.path.exists(path):
            return "ссылка в никуда"
        if not os.path.isfile(path):
            return "не обычный файл или к нему нет доступа"
        return ""


class _Ignored:
    """The .gitignore files above and below a folder; the deepest one that speaks of a path decides."""

    def __init__(self, folder: str) -> None:
        self._specs: dict[str, GitIgnoreSpec] = {}  # by the absolute path of the folder
        above = list(upward(os.path.abspath(folder)))
        depth = next((i for i, place in enumerate(above) if os.path.exists(os.path.join(place, ".git"))), 0)
        if depth:  # outside of a repository only what lies in the folder itself counts
            for place in reversed(above[1 : depth + 1]):
                self.enter(place)
            if self.why(folder, is_folder=True):  # it was named, so it is read
                self._specs.clear()

    def enter(self, place: str) -> None:
        """The walk comes to the folder ``place``."""
        lines = [*_lines(place, ".git/info/exclude"), *_lines(place, ".gitignore")]
        if lines:
            from pathspec import GitIgnoreSpec

            self._specs[os.path.abspath(place)] = GitIgnoreSpec.from_lines(lines)

    def why(self, path: str, *, is_folder: bool = False) -> str:
        """The reason, if one of the files speaks against the path, else ""."""
        if not self._specs:
            return ""
        full = os.path.abspath(path)
        place = full
        while (above := os.path.dirname(place)) != place:
            place = above
            spec = self._specs.get(place)
            if spec is not None:
                inner = os.path.relpath(full, place).replace(os.sep, "/") + "/" * is_folder
                verdict = spec.check_file(inner).include
                if verdict is not None:
                    return ".gitignore" if verdict else ""
        return ""


def _lines(place: str, name: str) -> list[str]:
    try:
        with open(os.path.join(place, name), encoding="utf-8", errors="replace") as stream:
            lines = stream.read().splitlines()
    except OSError:
        return []
    # For git «x/**» is what lies in x and not x itself, so that «!x/a» may bring a file back; pathspec takes x too.
    return [line + "/*" if line.endswith("/**") else line for line in lines]


def _spec(globs: Sequence[str]) -> GitIgnoreSpec | None:
    if not globs:
        return None
    from pathspec import GitIgnoreSpec

    return GitIgnoreSpec.from_lines(globs)


def _hits(spec: GitIgnoreSpec | None, path: str, folder: str) -> bool:
    """Does a glob speak of the path, seen from here or from the folder that is walked?"""
    if spec is None:
        return False
    tail = "/" if path.endswith("/") else ""
    seen = [os.path.relpath(path, start).replace(os.sep, "/") + tail for start in (os.curdir, folder) if start]
    return any(spec.match_file(name) for name in seen if not name.startswith("../"))


def _why_content(path: str) -> str:
    """What the first bytes of a file say against reading it."""
    try:
        with open(path, "rb") as stream:
            head = stream.read(_HEAD)
    except OSError:
        return ""  # told when it is read
    if head.startswith(_MAGIC):
        return "не текст: шрифт, картинка или архив"
    if b"\0" in head and not FORMATS[format_of(path) or "text"].binary and not _is_text(path):
        return "не текст: в файле есть нулевые байты"
    code = os.path.splitext(path)[1].lower() in _CODE
    return "сжатый код" if code and len(head) > _LONG * (head.count(b"\n") + 1) else ""


def _is_text(path: str) -> bool:
    """Is a file with zero bytes text, in UTF-16?"""
    from medadlint.source import decode

    try:
        with open(path, "rb") as stream:
            decode(stream.read())
    except (OSError, SourceError):
        return False
    return True


def _join(place: str, name: str) -> str:
    """``place``/``name`` without the «./» of a walk that began at the current folder."""
    path = os.path.join(place, name)
    here = os.curdir + os.sep
    return path.removeprefix(here) if place == os.curdir or place.startswith(here) else path
