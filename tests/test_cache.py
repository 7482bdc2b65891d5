"""The compiled pack: kept, rebuilt when it should be, and what a check does not import."""

import os
import stat
import subprocess
import sys
import time

import pytest
from conftest import unwatched, write_pack
from test_rulefile import rule

from medadlint import cache
from medadlint.errors import MedadlintError

CHECK = "from medadlint import Linter; print(len(Linter(rules=RULES).check('Лечим зубы', whole=False)))"


@pytest.fixture
def own(tmp_path, monkeypatch):
    """A pack of one rule and an empty cache; returns (folder, cache folder)."""
    folder = write_pack(tmp_path / "own", {"guarantee/probe.yml": rule("лечить зуб")})
    monkeypatch.setenv("MEDADLINT_CACHE", str(tmp_path / "cache"))
    builtin = write_pack(tmp_path / "none", {"lists/а.txt": "а\n"})
    monkeypatch.setattr(cache, "rules_folder", lambda: str(builtin))
    return folder, tmp_path / "cache"


def ids(folder) -> list[str]:
    return [r.id for r in cache.load_pack((str(folder),)).rules]


def packs(kept) -> list[str]:
    return [p.name for p in kept.glob("pack-*")]


def test_compiled_once(own, monkeypatch):
    folder, kept = own
    assert ids(folder) == ["probe"]
    assert len(packs(kept)) == 1
    monkeypatch.setattr(cache, "compile_packs", None)  # would fail if called
    assert ids(folder) == ["probe"]


def test_a_changed_rule_makes_a_new_pack(own):
    folder, kept = own
    ids(folder)
    write_pack(folder, {"guarantee/other.yml": rule("лечить кожа", name="other")})
    assert ids(folder) == ["other", "probe"]
    assert len(packs(kept)) == 2


@pytest.mark.parametrize(
    "damage", [b"", b"{", b"[]", b"null", b"\xff", b"\0", b"\0\1\0\0\0", "cut", "key", "count", "head"]
)
def test_a_damaged_file_is_rebuilt_silently(own, damage):
    folder, kept = own
    ids(folder)
    (path,) = kept.glob("pack-*")
    whole = path.read_bytes()
    count = whole.index(b"\0") + 1
    path.write_bytes(
        whole[: len(whole) // 2] if damage == "cut"
        else b"x" + whole if damage == "key"
        else whole[:count] + b"\xff" + whole[count + 1 :] if damage == "count"
        else whole.replace(b"probe", b"prone") if damage == "head"
        else damage
    )  # fmt: skip
    assert ids(folder) == ["probe"]
    assert path.read_bytes() == whole


@pytest.mark.parametrize("place", [-9, -999, "bounds", "sums"])
def test_a_damaged_line_is_built_anew_when_it_is_read(own, place):
    folder, kept = own
    lines = list(cache.load_pack((str(folder),))._lines)
    (path,) = kept.glob("pack-*")
    whole = path.read_bytes()
    bounds = whole.index(b"\0") + 5
    at = {"bounds": bounds + 4 * (len(lines) - 2), "sums": bounds + 4 * (2 * len(lines) - 2)}.get(place, place)
    byte = whole[at:][:1]
    path.write_bytes(whole[:at] + bytes([byte[0] ^ 1]) + whole[at:][1:])
    pack = cache.load_pack((str(folder),))
    assert path.read_bytes() != whole
    assert list(pack._lines) == lines
    assert path.read_bytes() == whole


def test_a_damaged_line_of_rules_that_changed_meanwhile(own):
    folder, kept = own
    ids(folder)
    (path,) = kept.glob("pack-*")
    path.write_bytes(path.read_bytes()[:-9] + b"\0" * 9)
    pack = cache.load_pack((str(folder),))
    write_pack(folder, {"guarantee/other.yml": rule("лечить кожа", name="other")})
    with pytest.raises(MedadlintError, match="повторите проверку"):
        list(pack._lines)


@pytest.mark.skipif(os.name == "nt", reason="права каталогов иные")
def test_a_folder_that_cannot_be_written_only_costs_time(own, monkeypatch, tmp_path):
    folder, _ = own
    (tmp_path / "file").write_text("не папка", encoding="utf-8")
    monkeypatch.setenv("MEDADLINT_CACHE", str(tmp_path / "file" / "cache"))
    assert ids(folder) == ["probe"]
    locked = tmp_path / "locked"
    locked.mkdir()
    locked.chmod(stat.S_IRUSR | stat.S_IXUSR)
    monkeypatch.setenv("MEDADLINT_CACHE", str(locked / "cache"))
    assert ids(folder) == ["probe"]


def test_a_system_that_does_not_read_at_a_place(own, monkeypatch):
    folder, _ = own
    ids(folder)
    monkeypatch.delattr(os, "pread", raising=False)
    monkeypatch.setattr(cache, "compile_packs", None)
    assert ids(folder) == ["probe"]


@pytest.mark.skipif(not hasattr(os, "pread"), reason="файл прочитан сразу")
def test_a_program_that_closes_all_files(own):
    folder, _ = own
    ids(folder)
    pack = cache.load_pack((str(folder),))
    lines = list(pack._lines)
    spare = os.dup(pack._lines._file._descriptor)
    os.close(pack._lines._file._descriptor)
    try:
        assert list(pack._lines) == lines
    finally:
        os.dup2(spare, pack._lines._file._descriptor)
        os.close(spare)


def test_an_installed_copy_is_known_by_its_record(tmp_path, monkeypatch):
    from medadlint import __version__

    here, folder = tmp_path / "site" / "medadlint", write_pack(tmp_path / "own", {"lists/а.txt": "а\n"})
    rules = write_pack(here / "rules", {"lists/а.txt": "а\n"})
    monkeypatch.setattr(cache, "__file__", str(here / "cache.py"))
    record = tmp_path / "site" / f"medadlint-{__version__}.dist-info" / "RECORD"
    record.parent.mkdir()

    def key():
        return cache._key([str(rules), str(folder)], ())

    def changed(change):
        before = key()
        change()
        return key() != before

    assert cache.rules_folder() == str(rules)
    assert changed(lambda: (rules / "lists" / "а.txt").write_text("бе\n", "utf-8"))
    assert not changed(lambda: record.write_text("_medadlint.pth,sha256=a,9\n", "utf-8"))  # an editable install
    assert changed(lambda: (rules / "lists" / "а.txt").write_text("вот\n", "utf-8"))
    whole = "medadlint/cache.py,sha256=a,9\nmedadlint/rules/law.yml,sha256=b,9\n"
    assert changed(lambda: record.write_text(whole, "utf-8"))
    assert not changed(lambda: (rules / "lists" / "а.txt").write_text("года\n", "utf-8"))
    assert changed(lambda: (folder / "lists" / "а.txt").write_text("дом\n", "utf-8"))
    assert changed(lambda: record.write_text(whole.replace("=b", "=c"), "utf-8"))


def test_old_packs_go(own):
    folder, kept = own
    for n in range(12):
        write_pack(folder, {"lists/б.txt": f"=слово{n}\n"})
        ids(folder)
    assert len(packs(kept)) == 8


def test_a_check_without_a_rewrite_imports_nothing_heavy(own):
    folder, _ = own
    code = CHECK.replace("RULES", repr([str(folder)])) + "; import sys; print(*sys.modules)"
    for _ in range(2):  # the first run compiles, the second reads the cache
        out = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=unwatched()
        ).stdout
    count, modules = out.split("\n", 1)
    assert count == "1"
    for name in ("pymorphy3", "yaml", "typer", "click", "rich", "regex", "dataclasses", "html.entities", "medadlint.compiler",
                 "medadlint.rulefile", "medadlint.rewrite", "medadlint.selftest", "medadlint.evaluate", "medadlint.extract.html",
                 "medadlint.extract.markdown"):  # fmt: skip
        assert name not in modules.split(), name


def test_a_pack_is_the_same_in_every_run(own):
    folder, _ = own
    write_pack(
        folder,
        {"lists/врач.txt": "врач\nдоктор\nхирург:рд\n«лечащие врачи»\n", "a/x.yml": rule("<врач> лечить", name="x")},
    )
    code = f"from pathlib import Path; from medadlint.cache import compile_packs; print(compile_packs([Path({str(folder)!r})]))"
    runs = [
        subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, env=unwatched() | {"PYTHONHASHSEED": seed})
        for seed in "12"
    ]  # fmt: skip
    assert runs[0].stdout == runs[1].stdout
    assert len(runs[0].stdout) > 1000


def seal(path) -> bytes:
    return path.read_bytes().partition(b"\0")[0] + b"\0"


@pytest.mark.parametrize(
    "content",
    [b"", b"{}", b"\0" * 64, b"\xff" * 64, b"\3\0\0\0" + b"\0" * 16, b"[" * 100_000, b"\1\0\0\0\0\0\0\0\2\0\0\0[]"],
)
def test_what_someone_sealed_and_is_no_pack_is_rebuilt(own, content):
    folder, kept = own
    ids(folder)
    (path,) = kept.glob("pack-*")
    whole = path.read_bytes()
    path.write_bytes(seal(path) + content)
    assert ids(folder) == ["probe"]
    assert path.read_bytes() == whole


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="no owners here")
@pytest.mark.parametrize("change", ["open to all", "of someone else"])
def test_a_pack_that_others_could_have_written_is_not_read(own, monkeypatch, change):
    folder, kept = own
    ids(folder)
    (path,) = kept.glob("pack-*")
    head, *lines = cache.load_pack((str(folder),))._lines
    cache._write(str(path), seal(path), [head.replace(b"probe", b"other"), *lines])
    assert ids(folder) == ["other"]  # it is ours: no harm was done but by ourselves
    if change == "open to all":
        path.chmod(0o666)
    else:
        monkeypatch.setattr(os, "geteuid", lambda: 12345)
        os.chown(path, 54321, -1) if os.getuid() == 0 else None
    assert ids(folder) == ["probe"]


def test_half_written_files_go_when_they_are_old(own):
    folder, kept = own
    kept.mkdir()
    for name, age in (("old", 7200), ("new", 60)):
        part = kept / f".medadlint-{name}.part"
        part.write_bytes(b"half")
        os.utime(part, (time.time() - age, time.time() - age))
    ids(folder)
    assert [p.name for p in kept.glob(".medadlint-*")] == [".medadlint-new.part"]


def test_in_32_threads_a_pack_is_compiled_and_kept(own):
    from concurrent.futures import ThreadPoolExecutor

    folder, kept = own
    with ThreadPoolExecutor(32) as pool:
        assert set(map(tuple, pool.map(ids, [folder] * 32))) == {("probe",)}
    assert len(packs(kept)) == 1
    assert list(kept.glob(".medadlint-*")) == []


@pytest.mark.parametrize("line", [b"null", b"[[[", b'{"match": [["w", [[1e999]]]]}'])
def test_a_sealed_pack_that_is_wrong_inside_ends_in_a_sentence(own, tmp_path, capsys, line):
    """Whoever can write our files can break us, but nothing is executed and there is no traceback."""
    from medadlint.start import start

    folder, kept = own
    ids(folder)
    (path,) = kept.glob("pack-*")
    lines = list(cache.load_pack((str(folder),))._lines)
    cache._write(str(path), seal(path), [*lines[:4], *[line] * len(lines[4:])])
    (tmp_path / "a.txt").write_text("Лечим зубы.", "utf-8")
    assert start(["check", "--fragment", "--rules", str(folder), str(tmp_path / "a.txt")]) in (0, 1, 2)
    assert "Traceback" not in "".join(capsys.readouterr())


@pytest.mark.parametrize(
    ("platform", "variables", "expected"),
    [
        ("linux", {}, "/дом/.cache/medadlint"),
        ("linux", {"XDG_CACHE_HOME": "/кэш"}, "/кэш/medadlint"),
        ("darwin", {}, "/дом/Library/Caches/medadlint"),
        ("win32", {}, "/дом/medadlint"),
        ("win32", {"LOCALAPPDATA": "/данные"}, "/данные/medadlint"),
        ("win32", {"LOCALAPPDATA": "/данные", "MEDADLINT_CACHE": "/своё"}, "/своё"),
    ],
)
def test_the_usual_place_of_the_platform(monkeypatch, platform, variables, expected):
    for name in ("MEDADLINT_CACHE", "XDG_CACHE_HOME", "LOCALAPPDATA"):
        monkeypatch.delenv(name, raising=False)
    for name, value in {"HOME": "/дом", **variables}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(cache.sys, "platform", platform)
    assert cache.cache_folder() == expected


def test_expressions_are_made_once_for_all_packs(own, monkeypatch):
    folder, kept = own
    first = cache.compile_packs([folder])
    (path,) = kept.glob("expressions-*")
    with monkeypatch.context() as never:
        never.setattr("medadlint.kept.written", None)  # would fail if called
        assert cache.compile_packs([folder]) == first
    path.write_bytes(path.read_bytes()[:-1] + b"\xff")  # damaged: its last line
    assert cache.compile_packs([folder]) == first
