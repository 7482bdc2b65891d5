"""The compiled pack: kept, rebuilt when it should be, and what a check does not import."""

import json
import os
import stat
import subprocess
import sys
import time

import pytest
from conftest import unwatched, write_pack
from test_rulefile import rule

from medadlint import cache

CHECK = "from medadlint import Linter; print(len(Linter(rules=RULES).check('Лечим зубы', whole=False)))"


@pytest.fixture
def own(tmp_path, monkeypatch):
    """A pack of one rule and an empty cache; returns (folder, cache folder)."""
    folder = write_pack(tmp_path / "own", {"guarantee/probe.yml": rule("лечить зуб")})
    monkeypatch.setenv("MEDADLINT_CACHE", str(tmp_path / "cache"))
    builtin = write_pack(tmp_path / "none", {"lists/а.txt": "а\n"})
    monkeypatch.setattr(cache, "builtin_rules", lambda: builtin)
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


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b"{}", b"null", b"\xff", b'{"key": 1}', "cut", "key", "byte"])
def test_a_damaged_file_is_rebuilt_silently(own, damage):
    folder, kept = own
    ids(folder)
    (path,) = kept.glob("pack-*")
    whole = path.read_bytes()
    seal, _, content = whole.partition(b"\n")
    path.write_bytes(
        whole[: len(whole) // 2] if damage == "cut"
        else json.dumps({**json.loads(seal), "key": "x"}).encode() + b"\n" + content if damage == "key"
        else whole[:-9] + b"7" + whole[-8:] if damage == "byte"
        else damage
    )  # fmt: skip
    assert ids(folder) == ["probe"]
    assert path.read_bytes() == whole


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


def sealed(path, content: bytes) -> None:
    key = json.loads(path.read_bytes().partition(b"\n")[0])["key"]
    path.write_bytes(cache._seal(key, content) + content)


@pytest.mark.parametrize(
    "content",
    [b"", b"{}", b"\0" * 64, b"\xff" * 64, b"\3\0\0\0" + b"\0" * 16, b"[" * 100_000, b"\1\0\0\0\0\0\0\0\2\0\0\0[]"],
)
def test_what_someone_sealed_and_is_no_pack_is_rebuilt(own, content):
    folder, kept = own
    ids(folder)
    (path,) = kept.glob("pack-*")
    whole = path.read_bytes()
    sealed(path, content)
    assert ids(folder) == ["probe"]
    assert path.read_bytes() == whole


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="no owners here")
@pytest.mark.parametrize("change", ["open to all", "of someone else"])
def test_a_pack_that_others_could_have_written_is_not_read(own, monkeypatch, change):
    folder, kept = own
    ids(folder)
    (path,) = kept.glob("pack-*")
    whole = path.read_bytes()
    sealed(path, whole.partition(b"\n")[2].replace(b"probe", b"other"))
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
    lines = path.read_bytes().split(b"\n")[1:]
    sealed(path, b"\n".join([*lines[:3], *[line] * len(lines[3:])]))
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
    assert cache.cache_folder().as_posix() == expected
