"""The compiled pack: kept, rebuilt when it should be, and what a check does not import."""

import json
import os
import stat
import subprocess
import sys

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
    return [p.name for p in kept.glob("pack-*.json")]


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
    (path,) = kept.glob("pack-*.json")
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
