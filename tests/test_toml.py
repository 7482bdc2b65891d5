"""What tomllib made of a text is kept, and is the same."""

import tomllib

import pytest

from medadlint import cache, toml

TEXT = 'object = "service"\nselect = ["a", "б"]\nwhole = true\nn = 7\n[phrases]\n"без боли" = {replacement = "", why = "\\u0000"}\n'


@pytest.fixture
def kept(tmp_path, monkeypatch):
    monkeypatch.setenv("MEDADLINT_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def test_it_is_read_once(kept, monkeypatch):
    assert toml.loads(TEXT) == tomllib.loads(TEXT)
    monkeypatch.setattr(tomllib, "loads", None)  # would fail if called
    assert toml.loads(TEXT) == {
        "object": "service", "select": ["a", "б"], "whole": True, "n": 7, "phrases": {"без боли": {"replacement": "", "why": "\0"}}
    }  # fmt: skip


@pytest.mark.parametrize("text", ["a = 2026-01-01", "a = 07:32:00", "a = inf", "a = [1.5]", "a = {b = 1e9}"])
def test_what_json_cannot_say_is_not_kept(kept, text):
    assert toml.loads(text) == toml.loads(text) == tomllib.loads(text)
    assert not kept.exists()


@pytest.mark.parametrize("text", ["a = ", "[", "a = 1\na = 2"])
def test_mistakes_are_those_of_tomllib(kept, text):
    for _ in range(2):
        with pytest.raises(tomllib.TOMLDecodeError):
            toml.loads(text)


@pytest.mark.parametrize("damage", [b"", b"\0", "cut", "byte", "sum", "other"])
def test_a_damaged_file_is_written_anew(kept, damage):
    toml.loads(TEXT)
    (path,) = kept.glob("toml-*")
    whole = path.read_bytes()
    path.write_bytes(
        whole[:-9] if damage == "cut"
        else whole[:-2] + b"9" + whole[-1:] if damage == "byte"
        else whole.replace(b"\0", b"\0x", 1) if damage == "sum"
        else whole.replace(b"service", b"method ") if damage == "other"
        else damage
    )  # fmt: skip
    assert toml.loads(TEXT) == tomllib.loads(TEXT)
    assert path.read_bytes() == whole


def test_a_file_of_someone_else_is_not_read(kept, monkeypatch):
    toml.loads(TEXT)
    monkeypatch.setattr(toml, "ours", lambda _: False)
    assert toml._kept(str(next(kept.glob("toml-*"))), TEXT.encode()) is None


def test_packs_and_settings_do_not_drive_each_other_out(kept):
    for n in range(12):
        toml.loads(f"n = {n}")
        cache.keep(str(kept / f"pack-{n}"), b"")
    assert [len(list(kept.glob(f"{kind}-*"))) for kind in ("toml", "pack")] == [8, 8]
