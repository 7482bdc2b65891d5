"""A wheel and an sdist carry the rules, and work from an empty folder."""

import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Path:
    """A folder with the sdist and the wheel made from it."""
    out = tmp_path_factory.mktemp("dist")
    done = subprocess.run(
        [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(out), str(ROOT)],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return out


def test_the_wheel_checks_from_an_empty_folder(built, tmp_path):
    (wheel,) = built.glob("*.whl")
    target, empty = tmp_path / "target", tmp_path / "empty"
    empty.mkdir()
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(target)
    code = (
        "import medadlint; from medadlint import check; print(medadlint.__file__); "
        "print([f.quote for f in check('Гарантируем результат!', whole=False)])"
    )
    env = {**os.environ, "PYTHONPATH": str(target), "MEDADLINT_CACHE": str(tmp_path / "cache")}
    done = subprocess.run([sys.executable, "-c", code], cwd=empty, env=env, capture_output=True, text=True)
    where, found = done.stdout.splitlines()
    assert Path(where).is_relative_to(target)
    assert found == "['Гарантируем результат']"
    assert not list(empty.iterdir())


def test_what_the_archives_hold(built):
    (wheel,), (sdist,) = built.glob("*.whl"), built.glob("*.tar.gz")
    names = zipfile.ZipFile(wheel).namelist()
    for name in ("rules/law.yml", "rules/guarantee/outcome-guarantee.yml", "rules/lists/итог.txt", "py.typed"):
        assert f"medadlint/{name}" in names
    assert any(n.startswith("medadlint/corpus/") for n in names)
    assert not any("tests/" in n for n in names)
    with tarfile.open(sdist) as archive:
        files = [n.split("/", 1)[1] for n in archive.getnames() if "/" in n]
    assert {"pyproject.toml", "README.md", "rules/law.yml", "src/medadlint/linter.py", "src/native/text.h"} <= set(
        files
    )
    (metadata,) = [n for n in names if n.endswith("entry_points.txt")]
    assert b"medadlint = medadlint.start:main" in zipfile.ZipFile(wheel).read(metadata)


@pytest.mark.parametrize("without", [{"CC": "/nowhere/cc"}, {"MEDADLINT_PURE": "1"}])
def test_a_wheel_is_built_without_a_compiler(tmp_path, without):
    done = subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(tmp_path), str(ROOT)],
        capture_output=True,
        text=True,
        env={**os.environ, **without},
    )
    (wheel,) = tmp_path.glob("*.whl")
    assert wheel.name.endswith("py3-none-any.whl"), done.stdout + done.stderr
    assert not [name for name in zipfile.ZipFile(wheel).namelist() if "_native." in name and not name.endswith(".pyi")]
