"""From pack folders to a Pack: compiled once, kept as one JSON file in the user's cache folder.

The key is a hash of the rule files, the program and the dictionary. The file is data and is checked before use; one that
is stale, foreign or damaged is built anew without a word, and a folder that cannot be written only costs time.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from binascii import crc32
from importlib import metadata
from pathlib import Path

from medadlint.errors import Problem, RuleError
from medadlint.pack import Pack, encode
from medadlint.phrases import Phrase, as_rules

_KEEP = 8  # compiled packs kept in the cache folder; older ones go


def builtin_rules() -> Path:
    """The folder of the built-in packs: inside the installed package, or at the top of the source tree."""
    installed = Path(__file__).parent / "rules"
    return installed if installed.is_dir() else Path(__file__).parents[2] / "rules"


def builtin_corpus() -> Path:
    """The folder of the labelled texts, found as ``builtin_rules`` is."""
    installed = Path(__file__).parent / "corpus"
    return installed if installed.is_dir() else Path(__file__).parents[2] / "corpus"


def load_pack(extra: tuple[str, ...] = (), phrases: tuple[Phrase, ...] = ()) -> Pack:
    """The compiled pack of the built-in rules, the folders ``extra`` and ``phrases``. Raises RuleError with all mistakes."""
    return pack_of([builtin_rules(), *map(Path, extra)], phrases)


def pack_of(folders: list[Path], phrases: tuple[Phrase, ...] = ()) -> Pack:
    """The compiled pack of some folders and phrases alone, from the cache if it is there. Raises RuleError."""
    missing = [f for f in folders if not f.is_dir()]
    if missing:
        raise RuleError([Problem(str(f), 1, 1, "нет такой папки с правилами: проверьте путь") for f in missing])
    key = _key(folders, phrases)
    path = cache_folder() / f"pack-{key[:32]}.json"
    pack = _read(path, key)
    if pack is None:
        lines = compile_packs(folders, phrases)
        _write(path, key, lines)
        pack = Pack(lines)
    return pack


def compile_packs(folders: list[Path], phrases: tuple[Phrase, ...] = ()) -> list[bytes]:
    """The lines of a pack, compiled without looking at the cache. Raises RuleError with all mistakes of all files."""
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
    digest = hashlib.sha256()
    for part in (_program(), *(metadata.version(p) for p in ("pymorphy3", "pymorphy3-dicts-ru"))):
        digest.update(part.encode() + b"\0")
    digest.update(repr([(p.text, p.replacement, p.why) for p in phrases]).encode("utf-8", "surrogatepass"))
    for folder in folders:
        for path in sorted([*folder.glob("*.yml"), *folder.glob("*/*.yml"), *folder.glob("*/*.txt")]):
            digest.update(path.relative_to(folder).as_posix().encode() + b"\0")
            try:
                digest.update(hashlib.sha256(path.read_bytes()).digest())
            except OSError:
                digest.update(b"?")  # the compiler says what is wrong with it
    return digest.hexdigest()


def _program() -> str:
    """The modules that decide what a pack looks like, by content: a developer's edit must not meet an old pack."""
    digest = hashlib.sha256()
    for name in (
        "compiler",
        "fold",
        "morphology",
        "norms",
        "pattern",
        "phrases",
        "rulefile",
        "sentences",
        "words",
        "pack",
    ):
        digest.update(Path(__file__).with_name(f"{name}.py").read_bytes())
    return digest.hexdigest()


def _read(path: Path, key: str) -> Pack | None:
    try:
        first, _, rest = path.read_bytes().partition(b"\n")
        if first == _seal(key, rest):
            return Pack(rest.split(b"\n"))
    except OSError:
        pass
    return None


def _seal(key: str, content: bytes) -> bytes:
    """The first line of a file: what it was made of, and a sum that tells a damaged one."""
    return json.dumps({"key": key, "sum": crc32(content)}).encode()


def _write(path: Path, key: str, lines: list[bytes]) -> None:
    """Write atomically; every failure is silent, since the cache is only a matter of time."""
    temporary = path.with_suffix(f".{os.getpid()}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        content = b"\n".join(lines)
        temporary.write_bytes(_seal(key, content) + b"\n" + content)
        temporary.replace(path)
        kept = sorted(path.parent.glob("pack-*.json"), key=lambda p: p.stat().st_mtime, reverse=True)
        for old in kept[_KEEP:]:
            old.unlink()
    except OSError:
        pass
