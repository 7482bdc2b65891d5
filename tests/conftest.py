"""Shared by the tests: a cache of their own, small packs, one linter."""

import os
import tempfile
from pathlib import Path

import pytest

# Before medadlint is imported: tests never touch the user's cache, and share one so that the pack is compiled once.
os.environ["MEDADLINT_CACHE"] = str(Path(tempfile.gettempdir()) / f"medadlint-tests-{os.getuid()}")

from medadlint import Linter
from medadlint.cache import compile_packs
from medadlint.pack import Pack


@pytest.fixture(scope="session")
def linter() -> Linter:
    return Linter()


@pytest.fixture
def make_pack(tmp_path):
    """Write files {relative path: text} into a folder and compile it alone."""

    def make(files: dict[str, str]) -> Pack:
        folder = write_pack(tmp_path / "pack", files)
        return Pack(compile_packs([folder]))

    return make


def unwatched() -> dict[str, str]:
    """The environment for a process whose imports are counted: coverage brings its own."""
    return {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}


def write_pack(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder
