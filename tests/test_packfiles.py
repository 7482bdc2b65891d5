"""Which files belong to a pack."""

import os
from pathlib import Path

import pytest
from conftest import write_pack

from medadlint.packfiles import pack_paths, preset_files, text_of

FILES = {
    "law.yml": "a: b\n", "other.yml": "", "fear/b.yml": "", "fear/a.yml": "", "fear/notes.txt": "", "guards/x.yml": "",
    "lists/врач.txt": "врач\n", "presets/vk.yml": "", "presets/readme.txt": "",
}  # fmt: skip


def names(folder, paths):
    return ["/".join(path.parts[len(folder.parts) :]) for path in paths]


def test_the_files_of_a_pack_sorted(tmp_path):
    folder = write_pack(tmp_path / "pack", FILES)
    assert names(folder, map(Path, pack_paths(folder))) == [
        "fear/a.yml",
        "fear/b.yml",
        "guards/x.yml",
        "law.yml",
        "lists/врач.txt",
    ]
    assert names(folder, preset_files(folder)) == ["presets/vk.yml"]
    assert pack_paths(tmp_path / "nowhere") == preset_files(tmp_path / "nowhere") == []


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_links_stay_inside(tmp_path):
    folder = write_pack(tmp_path / "pack", FILES)
    write_pack(tmp_path / "strange", {"secret.yml": "", "vk.yml": ""})
    (folder / "fear" / "c.yml").symlink_to(folder / "fear" / "a.yml")
    (folder / "fear" / "d.yml").symlink_to(tmp_path / "strange" / "secret.yml")
    (folder / "strange").symlink_to(tmp_path / "strange")
    (folder / "loop").symlink_to("loop")
    assert [n for n in names(folder, map(Path, pack_paths(folder))) if n not in FILES] == ["fear/c.yml"]
    (folder / "presets" / "vk.yml").unlink()
    (folder / "presets" / "vk.yml").symlink_to(tmp_path / "strange" / "vk.yml")
    assert preset_files(folder) == []


@pytest.mark.parametrize("size", [0, 1, 15_999, 16_000, 16_001, 1_000_000])
def test_a_text_is_read_whole(tmp_path, size):
    (tmp_path / "a.txt").write_bytes(b"x" * size)
    assert text_of(tmp_path / "a.txt") == "x" * size


def test_too_much_is_too_much(tmp_path):
    (tmp_path / "a.txt").write_bytes(b"x" * 1_000_001)
    with pytest.raises(ValueError, match="больше"):
        text_of(tmp_path / "a.txt")
